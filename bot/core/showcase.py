"""The showcase of a server: which images are shown there, and what a note about them says.

An image goes there when the person who asked for it says so, or when enough others star it. Pure
rules.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.core.turns import Person, Place, Turn
from bot.errors import NotFound, UserError

STAR = "⭐"
MOST_STARS = 100  # that a server can ask for
NO_SHOWCASE = "no_showcase"  # key of a person's setting: others' stars don't show their images


class ShowcaseState(StrEnum):
    """How far an image has come."""

    ASKED = "asked"  # moderators decide
    APPROVED = "approved"  # it is to be posted
    SHOWN = "shown"
    DECLINED = "declined"  # by moderators, also when they delete its message; it stays so
    REMOVED = "removed"  # its messages are to be deleted


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowcaseEntry:
    """An image in a showcase, or on its way there."""

    turn: int
    guild: int
    theme: int  # the theme that it is entered in; 0: the showcase
    state: ShowcaseState
    created_at: float  # seconds since 1970
    channel: int | None = None  # of the message that shows it
    message: int | None = None
    note_channel: int | None = None  # of the note that asks moderators
    note: int | None = None
    attempts: int = 0  # times that posting was begun
    reason: str = ""  # code of the sentence that says why it could not be posted the last time

    def nonce(self, kind: str) -> str:
        """Return what makes a repeated post the same message, until it is taken out again."""
        moment = int(self.created_at * 1000) % 10**8  # Discord takes 25 characters
        return f"{kind}{self.theme or ''}-{self.turn}-{moment}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowcaseRules:
    """What a server's managers have set."""

    channel: int | None = None  # None: there is no showcase
    stars: int = 0  # of others, after which an image is shown; 0: only its own person shows it
    approve: bool = False  # moderators decide first
    gallery: bool = False  # it may be shown outside of Discord, where the operator serves it

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "ShowcaseRules":
        """Read a server's settings."""
        stars = stored.get("showcase_stars")
        return cls(
            channel=stored.get("showcase"),
            stars=stars if isinstance(stars, int) else 0,
            approve=bool(stored.get("showcase_approve")),
            gallery=bool(stored.get("showcase_gallery")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an image comes from."""

    root: Turn
    steps: int
    people: int


def origin_of(lineage: Sequence[Turn]) -> Origin | None:
    """Return where the last turn of a lineage comes from; None if it is its own root."""
    if len(lineage) < 2:
        return None
    people = {turn.by.id for turn in lineage}
    return Origin(root=lineage[0], steps=len(lineage), people=len(people))


def can_be_shown(turn: Turn) -> bool:
    """Return whether an image can be in a showcase: it is shown openly in its server."""
    openly = turn.by.guild is not None and not turn.request.private and turn.number is not None
    return turn.visible and openly


def is_for_everyone(turn: Turn) -> bool:
    """Return whether an image of a showcase can be shown outside of Discord, to anyone."""
    restricted = turn.at is not None and turn.at.age_restricted
    return turn.visible and not (turn.request.spoiler or restricted)


def check_may_show(turn: Turn, *, by: Person, rules: ShowcaseRules, log: int | None) -> None:
    """Check that a person may put a turn's image into their server's showcase.

    Raises:
        UserError: they did not ask for it, or the server has no showcase or can't decide.
        NotFound: it is not shown openly there.
    """
    if turn.by.id != by.id:
        raise UserError("showcase.not_yours")
    if not can_be_shown(turn) or turn.by.guild != by.guild:
        raise NotFound
    if rules.channel is None:
        raise UserError("showcase.none")
    if rules.approve and log is None:
        raise UserError("showcase.no_log")


def credit(parent: Turn, entry: ShowcaseEntry | None, *, at: Place | None) -> int:
    """Return the id of the turn that a new turn is a remix of; 0 if it is none.

    A remix is what continues an image where its showcase is, or in a thread on its message there.
    What continues a remix is one of the same image.

    Args:
        parent: the turn that is continued.
        entry: its entry in a showcase, if it has one.
        at: where the new turn is asked for.
    """
    shown = entry is not None and entry.state is ShowcaseState.SHOWN
    here = {entry.channel, entry.message} if entry is not None and shown else set()
    elsewhere = parent.at is None or at is None or parent.at.channel != at.channel
    if at is not None and at.channel in here and elsewhere:
        return parent.id
    return parent.request.remix_of


def check_age(turn: Turn, *, age_restricted: bool) -> None:
    """Check that an image from an age-restricted channel stays in such channels.

    Args:
        turn: whose image it is.
        age_restricted: whether the showcase is in one.

    Raises:
        UserError: it is not.
    """
    if turn.at is not None and turn.at.age_restricted and not age_restricted:
        raise UserError("showcase.all_ages")
