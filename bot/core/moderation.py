"""What a server's moderators rule: who is blocked, for how long, and who has to wait. Pure rules.

Each rule is a server's setting; a block has a key of its own, so that two moderators who block at
the same time lose nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from bot.core.blocked_words import find_blocked
from bot.core.turns import ImageRequest, Person, Turn
from bot.errors import LimitReached, UserError

HOUR, DAY, WEEK = 3600.0, 86_400.0, 604_800.0  # seconds
DURATIONS: Mapping[str, float | None] = {"hour": HOUR, "day": DAY, "week": WEEK, "good": None}
"""How long a block can last, in seconds; None is for good."""

MOST_REASON = 300  # characters
MOST_REFUSALS = 5  # of one person's requests within `REFUSAL_WINDOW`; then they wait
REFUSAL_WINDOW = HOUR  # seconds
REFUSAL_WAIT = 600.0  # seconds after the last refusal
CONTENT_REFUSALS = frozenset(
    {
        "blocked.SAFETY",
        "blocked.PROHIBITED_CONTENT",
        "blocked.BLOCKLIST",
        "blocked.IMAGE_SAFETY",
        "withheld.IMAGE_SAFETY",
        "withheld.IMAGE_PROHIBITED_CONTENT",
    }
)
"""The reasons of turns that Gemini refused for what they would show."""

NEWCOMER_DAYS: Mapping[str, int] = {"off": 0, "day": 1, "week": 7, "month": 30}
"""For how many days after joining a member's images can be made to wait for a moderator."""

_BLOCKED = "blocked:"  # and a person's id: the key of their block


class SpoilerRule(StrEnum):
    """Which pictures of a server are posted behind a spoiler, beside those that always are."""

    NEVER = "never"
    AGE_RESTRICTED = "age"  # in age-restricted channels
    ALWAYS = "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Why a person may ask for nothing in a server, and until when."""

    reason: str
    by: int  # the moderator
    until: float | None = None  # seconds since 1970; None: until it is lifted

    def holds(self, now: float) -> bool:
        """Return whether it is not over yet (`now`: seconds since 1970)."""
        return self.until is None or now < self.until

    def outlasts(self, other: "Block") -> bool:
        """Return whether it holds longer than another one."""
        if self.until is None or other.until is None:
            return self.until is None and other.until is not None
        return self.until > other.until

    @property
    def value(self) -> dict[str, Any]:
        """What is stored."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerRules:
    """What moderators of a server have set."""

    blocks: Mapping[int, Block]  # by person
    words: tuple[str, ...] = ()  # blocked words and patterns, as they were written
    strict: bool = False  # Gemini's safety filters are at their strictest
    spoilers: SpoilerRule = SpoilerRule.NEVER
    log: int | None = None  # the channel for reports and the log
    newcomer_days: int = 0  # since joining, in which a member's images wait for a moderator

    @classmethod
    def read(cls, settings: Mapping[str, Any]) -> "ServerRules":
        """Read a server's settings."""
        rule = settings.get("spoilers")
        return cls(
            blocks={
                int(key.removeprefix(_BLOCKED)): Block(**value)
                for key, value in settings.items()
                if key.startswith(_BLOCKED)
            },
            words=tuple(settings.get("blocked_words") or ()),
            strict=settings.get("safety") == "strict",
            spoilers=SpoilerRule(rule) if rule in set(SpoilerRule) else SpoilerRule.NEVER,
            log=settings.get("log"),
            newcomer_days=NEWCOMER_DAYS.get(settings.get("newcomers") or "off", 0),
        )


def block_key(person: int) -> str:
    """Return the key of the setting that has a person's block."""
    return f"{_BLOCKED}{person}"


def check_not_blocked(rules: ServerRules, person: int, *, now: float) -> None:
    """Raise UserError if a person is blocked in a server.

    Raises:
        UserError: with the moderator's reason in `words`, and when the block ends.
    """
    block = rules.blocks.get(person)
    if block is None or not block.holds(now):
        return
    if block.until is None:
        raise UserError("member.blocked", words=block.reason)
    raise UserError("member.blocked.until", words=block.reason, resets=int(block.until))


def check_words(rules: ServerRules, request: ImageRequest) -> None:
    """Raise UserError if a request has words that a server blocked.

    Raises:
        UserError: with the rule in `words`.
    """
    style = request.style.words if request.style else ""
    characters = (text for one in request.characters for text in (one.name, one.words))
    if rule := find_blocked(rules.words, request.prompt, style, *characters):
        raise UserError("words.blocked", words=rule)


def check_refusals(refusals: Iterable[float], *, now: float) -> None:
    """Raise LimitReached if Gemini refused a person's requests again and again.

    Args:
        refusals: when it did, in seconds since 1970.
        now: the same.

    Raises:
        LimitReached: they have to wait; it says until when.
    """
    newest = sorted(refusals, reverse=True)[:MOST_REFUSALS]
    if len(newest) < MOST_REFUSALS or newest[0] - newest[-1] > REFUSAL_WINDOW:
        return
    until = newest[0] + REFUSAL_WAIT
    if now < until:
        raise LimitReached("limit.refused", count=MOST_REFUSALS, resets=int(until))


def awaits_approval(rules: ServerRules, person: Person, *, now: float) -> bool:
    """Return whether a moderator sees a person's images before the others do.

    Args:
        rules: of the server.
        person: who asks; a member whose joining is not known counts as new.
        now: seconds since 1970.
    """
    if not rules.newcomer_days:
        return False
    return person.joined_at is None or now - person.joined_at < rules.newcomer_days * DAY


def waits(turn: Turn) -> bool:
    """Return whether moderators are to decide about a turn."""
    return turn.at is not None and turn.at.awaits_approval


def may_decide(turn: Turn, *, by: Person) -> bool:
    """Return whether a turn waits for the moderators of a person's server."""
    return waits(turn) and turn.by.guild is not None and turn.by.guild == by.guild


def may_report(turn: Turn, *, by: Person) -> bool:
    """Return whether a turn's picture can be reported: it is shown openly in the server."""
    return turn.by.guild is not None and turn.by.guild == by.guild and not turn.request.private
