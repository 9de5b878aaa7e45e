"""What moderators of a server set, and whether a request passes it. Every request is checked here.

HTTP calls have no server and no member: nothing here applies to them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.core import blocked_words, moderation
from bot.core.moderation import NEWCOMER_DAYS, Block, ServerRules, SpoilerRule
from bot.core.turns import Person, Turn
from bot.database import Store
from bot.database.moderation import NOTE, REPORT
from bot.engine.wakeup import Wakeup
from bot.errors import NotFound, UserError

_NO_RULES = ServerRules(blocks={})


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureReport:
    """Who reported a turn's picture, and the message that says so in the log channel."""

    reporters: tuple[int, ...]  # in the order in which they did
    opened: int = 1  # times; a dismissed report is opened again by another reporter
    channel: int | None = None
    message: int | None = None  # None: none is posted yet
    closed: bool = False

    @classmethod
    def read(cls, value: Mapping[str, Any] | None) -> "PictureReport":
        """Return the report that is stored; one without reporters where none is."""
        if value is None:
            return cls(reporters=(), opened=0, closed=True)
        return cls(**{**value, "reporters": tuple(value["reporters"])})

    @property
    def value(self) -> dict[str, Any]:
        """What is stored."""
        return {
            "reporters": list(self.reporters),
            "opened": self.opened,
            "channel": self.channel,
            "message": self.message,
            "closed": self.closed,
        }


class Moderation:
    """Reads and sets a server's rules, checks requests against them, and keeps reports."""

    def __init__(self, store: Store, *, wakeup: Wakeup, now: Callable[[], float]) -> None:
        self._settings = store.settings
        self._turns = store.moderation
        self._wakeup = wakeup
        self._now = now

    async def rules(self, guild: int | None) -> ServerRules:
        """Return what a server's moderators have set."""
        if guild is None:
            return _NO_RULES
        return ServerRules.read(await self._settings.read("server", guild))

    async def check_not_blocked(self, by: Person) -> None:
        """Raise UserError if a person is blocked in the server where they ask."""
        moderation.check_not_blocked(await self.rules(by.guild), by.id, now=self._now())

    async def check_may_ask(self, by: Person) -> None:
        """Raise if a person may ask for nothing now.

        Raises:
            UserError: they are blocked in the server.
            LimitReached: Gemini refused them again and again, so they have to wait.
        """
        await self._turns.check_may_ask(by, now=self._now())

    # -- blocked people

    async def block(
        self,
        guild: int,
        person: int,
        *,
        by: int,
        reason: str,
        lasts: str,
        shortens: bool = True,
    ) -> Block:
        """Block a person in a server; end what they wait for there; drop blocks that are over.

        Args:
            guild: the server.
            person: who is blocked.
            by: the moderator.
            reason: what the person reads.
            lasts: one of `moderation.DURATIONS`.
            shortens: whether it replaces a block that lasts longer.

        Returns:
            the block that holds now.
        """
        now, seconds = self._now(), moderation.DURATIONS[lasts]
        until = None if seconds is None else now + seconds
        new = Block(reason=reason, by=by, until=until)
        held: list[Block] = []

        def rule(value: Any) -> Any:
            before = Block(**value) if value else None
            held.append(before if before and not shortens and before.outlasts(new) else new)
            return held[-1].value

        await self._settings.change("server", guild, moderation.block_key(person), rule)
        await self._turns.give_back(guild, person, now=now)
        self._wakeup.wake()
        for other, block in (await self.rules(guild)).blocks.items():
            if not block.holds(now):
                await self._drop_if_over(guild, other, now)
        return held[-1]

    async def _drop_if_over(self, guild: int, person: int, now: float) -> None:
        """Delete a block that is over, unless another moderator has set a new one meanwhile."""
        await self._settings.change(
            "server",
            guild,
            moderation.block_key(person),
            lambda value: value if value and Block(**value).holds(now) else None,
            record=False,
        )

    async def unblock(self, guild: int, person: int) -> None:
        """Lift a person's block.

        Raises:
            NotFound: they are not blocked.
        """
        if person not in await self.blocked(guild):
            raise NotFound("unblock.none")
        await self._settings.write("server", guild, {moderation.block_key(person): None})

    async def blocked(self, guild: int) -> Mapping[int, Block]:
        """Return the blocks of a server that are not over, by person."""
        now = self._now()
        blocks = (await self.rules(guild)).blocks
        return {person: block for person, block in blocks.items() if block.holds(now)}

    # -- rules

    async def set_words(self, guild: int, text: str, *, shown: str) -> Sequence[str]:
        """Replace a server's blocked words by the lines of a text; return them.

        Args:
            guild: the server.
            text: one rule a line.
            shown: the fingerprint of the rules that the text was made of.

        Raises:
            UserError: a rule can't be used, or another person changed the rules meanwhile.
        """
        words = blocked_words.read_rules(text)

        def rule(now: Any) -> list[str] | None:
            if blocked_words.fingerprint(now or ()) != shown:
                raise UserError("words.changed")
            return list(words) or None

        await self._settings.change("server", guild, "blocked_words", rule)
        return words

    async def set_safety(
        self,
        guild: int,
        *,
        strict: bool | None = None,
        spoilers: SpoilerRule | None = None,
        newcomers: str | None = None,
    ) -> None:
        """Set Gemini's filters, what is a spoiler, and whose images wait; None leaves one as it is.

        Args:
            guild: the server.
            strict: whether Gemini's filters are at their strictest.
            spoilers: which pictures are posted behind a spoiler.
            newcomers: one of `moderation.NEWCOMER_DAYS`.

        Raises:
            UserError: images can't wait where moderators read nothing.
        """
        values: dict[str, str | None] = {}
        if newcomers is not None:
            if NEWCOMER_DAYS[newcomers] and (await self.rules(guild)).log is None:
                raise UserError("approval.no_log")
            values["newcomers"] = newcomers if NEWCOMER_DAYS[newcomers] else None
        if strict is not None:
            values["safety"] = "strict" if strict else None
        if spoilers is not None:
            values["spoilers"] = None if spoilers is SpoilerRule.NEVER else str(spoilers)
        await self._settings.write("server", guild, values)

    # -- pictures

    async def last_pictures(
        self,
        guild: int,
        *,
        person: int | None,
        channel: int | None,
        before: int | None,
        most: int,
    ) -> Sequence[Turn]:
        """Return the last pictures of a member or a channel: see `ModerationStore`."""
        return await self._turns.last_pictures(
            guild, person=person, channel=channel, before=before, most=most
        )

    async def report(self, turn: Turn, *, by: Person) -> tuple[PictureReport, bool]:
        """Add a person to those who reported a turn; return the report, and whether that is new.

        Raises:
            UserError: the turn is not shown openly in their server.
        """
        if not moderation.may_report(turn, by=by):
            raise UserError("report.not_here")
        found: list[tuple[PictureReport, bool]] = []

        def add(value: Any) -> dict[str, Any]:
            report = PictureReport.read(value)
            new = by.id not in report.reporters
            if new:
                report = replace(report, reporters=(*report.reporters, by.id))
                if report.closed:
                    report = replace(report, opened=report.opened + 1, message=None, closed=False)
            found.append((report, new))
            return report.value

        await self._settings.change(REPORT, turn.id, NOTE, add)
        return found[-1]

    async def set_report_message(self, turn: Turn, *, channel: int, message: int) -> PictureReport:
        """Store which message shows a turn's report, and return the report as it is now."""
        found: list[PictureReport] = []

        def put(value: Any) -> dict[str, Any]:
            found.append(replace(PictureReport.read(value), channel=channel, message=message))
            return found[-1].value

        await self._settings.change(REPORT, turn.id, NOTE, put)
        return found[-1]

    async def note_approval(self, turn: Turn, *, channel: int, message: int) -> None:
        """Store the message that asks moderators about a turn that awaits their approval."""
        note = PictureReport(reporters=(), channel=channel, message=message)
        await self._settings.write(REPORT, turn.id, {NOTE: note.value})

    async def questions_about(self, person: int) -> Sequence[tuple[int, int, int]]:
        """Return the messages that ask moderators about a person: see `ModerationStore`."""
        return await self._turns.questions_about(person)

    async def approve(self, turn: Turn) -> None:
        """Have a turn that awaits approval posted, as if it had just been painted.

        Raises:
            NotFound: it does not wait any more.
        """
        if not await self._turns.approve(turn.id, now=self._now()):
            raise NotFound("approval.decided")
        await self._settings.write(REPORT, turn.id, {NOTE: None})
        self._wakeup.wake()

    async def close_report(self, turn: Turn) -> PictureReport:
        """Close a turn's report and return it; the same people can't open it again.

        Raises:
            NotFound: another moderator has removed the picture, and the report with it.
        """
        found: list[PictureReport] = []

        def close(value: Any) -> dict[str, Any]:
            if value is None:
                raise NotFound
            found.append(replace(PictureReport.read(value), closed=True))
            return found[-1].value

        await self._settings.change(REPORT, turn.id, NOTE, close)
        return found[-1]

    async def report_of(self, turn: Turn) -> PictureReport:
        """Return a turn's report; one without reporters where none is."""
        return PictureReport.read((await self._settings.read(REPORT, turn.id)).get(NOTE))

    async def drop_report(self, turn: Turn) -> PictureReport:
        """Delete a turn's report, for its picture is removed; return what it was."""
        report = await self.report_of(turn)
        if report.opened:
            await self._settings.write(REPORT, turn.id, {NOTE: None})
        return report
