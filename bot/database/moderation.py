"""What moderation reads of the turns: how a person's last ones ended, and the last pictures.

Reports are settings: of the kind `REPORT`, with a turn's id, under the key `NOTE`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, or_, select, text

from bot.core import moderation
from bot.core.moderation import ServerRules
from bot.core.turns import Outcome, Person, Turn
from bot.database import rows, settings
from bot.database.base_store import BaseStore
from bot.database.given_back import end_waiting
from bot.database.opening import shielded
from bot.database.postgres import Lock, acquire, notify
from bot.database.tables import FORGOTTEN_PERSON, turns
from bot.database.tables import settings as setting_rows
from bot.database.transactions import Transaction

REPORT, NOTE = "report", "note"
GIVEN_BACK = "member.given_back"  # reason of a turn that a block ended


class ModerationStore(BaseStore):
    """Reads turns for moderators."""

    @shielded
    async def check_may_ask(self, by: Person, *, now: float) -> None:
        """Check that a person may ask for something where they are: see `check_may_ask`."""
        async with self._transaction() as tx:
            await check_may_ask(tx, by, await settings.of_server(tx, by.guild), now=now)

    @shielded
    async def give_back(self, guild: int, person: int, *, now: float) -> int:
        """End what a person waits for in a server (`now`: since 1970); return how many turns."""
        async with self._transaction() as tx:
            await acquire(tx, Lock.ACCEPT)  # what was accepted before the block is given back, too
            theirs = (turns.c.person == person, turns.c.flow == guild)
            return await end_waiting(tx, *theirs, reason=GIVEN_BACK, now=now)

    @shielded
    async def approve(self, id_: int, *, now: float) -> bool:
        """Have a turn that awaits approval posted in its channel, as the newest of its canvas.

        Args:
            id_: the turn.
            now: seconds since 1970.

        Returns:
            False if it does not wait any more, or its pictures are gone.
        """
        async with self._transaction() as tx:
            await acquire(tx, Lock.ACCEPT)  # it gets the next number of its canvas
            turn = await rows.locked(tx, id_)
            if turn is None or turn.at is None or not turn.at.awaits_approval or not turn.visible:
                return False
            await rows.change_turn(
                tx,
                id_,
                request=rows.dump(rows.REQUEST, replace(turn.request, private=False)),
                place=rows.dump(rows.PLACE, replace(turn.at, awaits_approval=False, token=None)),
                number=await rows.next_number(tx, turn.at.channel),
                shown_at=None,
                followup=None,
                due_at=now,
                lease=None,
                lease_until=0,
            )
            await rows.set_canvas(tx, turn.at.channel, head=id_, tip=id_)
            await notify(tx)
            return True

    @shielded
    async def questions_about(self, person: int) -> Sequence[tuple[int, int, int]]:
        """Return the messages that ask moderators about a person's images.

        Returns:
            the server, the channel and the message of each.
        """
        async with self._transaction() as tx:
            notes = {turn: said[NOTE] for turn, said in await settings.every(tx, REPORT)}
            theirs = (turns.c.id.in_(notes), turns.c.person == person)
            found = await tx.execute(select(turns).where(*theirs).order_by(turns.c.id))
            waiting = [turn for turn in map(rows.turn, found.mappings()) if moderation.waits(turn)]
            return [
                (turn.by.guild or 0, notes[turn.id]["channel"], notes[turn.id]["message"])
                for turn in waiting
                if notes[turn.id]["message"] is not None
            ]

    @shielded
    async def last_pictures(
        self,
        guild: int,
        *,
        person: int | None = None,
        channel: int | None = None,
        before: int | None = None,
        most: int,
    ) -> Sequence[Turn]:
        """Return the last turns of a server that show pictures openly, newest first.

        Args:
            guild: the server.
            person: only whose pictures; None for everyone's.
            channel: only in which channel or thread; needed where no person is given.
            before: only turns with lower ids.
            most: how many.
        """
        wanted = [
            turns.c.guild == guild,
            turns.c.number.is_not(None),  # else it is private, or a description
            turns.c.outcome == str(Outcome.PAINTED),
            turns.c.deleted_at.is_(None),
            turns.c.gone_at.is_(None),
        ]
        if person is not None:
            wanted += [turns.c.person == person, turns.c.flow == guild]
        if channel is not None or person is None:
            wanted.append(turns.c.channel == channel)
        if before is not None:
            wanted.append(turns.c.id < before)
        async with self._transaction() as tx:
            found = await tx.execute(
                select(turns).where(*wanted).order_by(turns.c.id.desc()).limit(most)
            )
            return [rows.turn(row) for row in found.mappings()]


async def check_may_ask(
    tx: Transaction, by: Person, set_here: Mapping[str, Any], *, now: float
) -> None:
    """Check that a person may ask for something in a server.

    Args:
        tx: the open transaction.
        by: who asks.
        set_here: the server's settings.
        now: seconds since 1970.

    Raises:
        UserError: they are blocked there.
        LimitReached: Gemini refused them again and again, so they have to wait.
    """
    moderation.check_not_blocked(ServerRules.read(set_here), by.id, now=now)
    moderation.check_refusals(await _refusals(tx, by.id, since=now - _LONGEST), now=now)


async def _refusals(tx: Transaction, person: int, *, since: float) -> Sequence[float]:
    """Return when Gemini refused what a person asked for, wherever they did (since 1970)."""
    found = await tx.execute(_FAILURES, {"person": person, "since": since})
    return [ended for reason, ended in found if reason in moderation.CONTENT_REFUSALS]


_LONGEST = (
    moderation.REFUSAL_WINDOW + moderation.REFUSAL_WAIT
)  # seconds; what is older counts no more
_FAILURES = select(turns.c.reason, turns.c.painted_at).where(
    turns.c.person == bindparam("person"),
    text("outcome = 'failed'"),  # as the index has it
    turns.c.painted_at >= bindparam("since"),
)


async def forget_moderator(tx: Transaction, person: int) -> None:
    """Remove a person as the moderator of the blocks that they set; the blocks stay."""
    for server, key, block in await blocks_by(tx, person):
        unnamed = block | {"by": FORGOTTEN_PERSON}
        await settings.write(tx, "server", server, {key: unnamed})


async def blocks_by(tx: Transaction, person: int) -> Sequence[tuple[int, str, dict[str, Any]]]:
    """Return the blocks that a person set: the server, the key and the value of each.

    The database picks what may be one: there are many servers, and many settings of each.
    """
    named = or_(*(setting_rows.c.value.contains(f'"by": {person}{end}') for end in ",}"))
    found = await tx.execute(
        select(setting_rows.c.id, setting_rows.c.key, setting_rows.c.value)
        .where(setting_rows.c.kind == "server", setting_rows.c.key.startswith("blocked:"), named)
        .order_by(setting_rows.c.id, setting_rows.c.key)
    )
    blocks = [(server, key, json.loads(value)) for server, key, value in found]
    return [block for block in blocks if block[2]["by"] == person]


async def reported_by(tx: Transaction, person: int) -> Sequence[int]:
    """Return the turns that a person reported, by id."""
    return [
        turn for turn, said in await settings.every(tx, REPORT) if person in said[NOTE]["reporters"]
    ]


async def forget_reporter(tx: Transaction, person: int) -> None:
    """Delete a person from the reports they made; there are few, and they stay for moderators."""
    for turn, said in await settings.every(tx, REPORT):
        reporters = said[NOTE]["reporters"]
        if person in reporters:
            left = [reporter for reporter in reporters if reporter != person]
            await settings.write(tx, REPORT, turn, {NOTE: said[NOTE] | {"reporters": left}})
