"""All that is stored about one person: exported and deleted on their request."""

import functools
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Engine, delete, func, or_, select, update

from bot.core.turns import Digest, Outcome, Turn
from bot.database import rows, spend, sqlite, unclaimed_pictures
from bot.database.base_store import BaseStore
from bot.database.calls import delete_results
from bot.database.moderation import forget_reporter
from bot.database.opening import shielded
from bot.database.postgres import notify
from bot.database.tables import (
    FORGOTTEN_PERSON,
    confirmations,
    picture_uses,
    posts,
    settings,
    turns,
)
from bot.database.transactions import Transaction

PAGE = 500  # turns that are read at once


class PersonalDataStore(BaseStore):
    """Reads and deletes one person's rows."""

    @shielded
    async def count(self, person: int) -> int:
        """Return how many turns a person has."""
        async with self._transaction() as tx:
            count = select(func.count()).select_from(turns).where(turns.c.person == person)
            return await tx.scalar(count) or 0

    @shielded
    async def turns(self, person: int, *, beyond: int = 0) -> list[Turn]:
        """Return the next `PAGE` of a person's turns with ids above `beyond`, oldest first."""
        async with self._transaction() as tx:
            found = await tx.execute(
                select(turns)
                .where(turns.c.person == person, turns.c.id > beyond)
                .order_by(turns.c.id)
                .limit(PAGE)
            )
            return [rows.turn(row) for row in found.mappings()]

    @shielded
    async def forget(self, person: int) -> Sequence[int]:
        """Blank a person's turns; delete their settings, confirmations and names under reports.

        The blank rows stay under `FORGOTTEN_PERSON`: others' pictures may continue them, and sums
        need them.
        Their pictures are released: see `RetentionStore.unreferenced`.

        Returns:
            the ids of the waiting turns, which are cancelled.
        """
        async with self._transaction() as tx:
            mine = select(turns.c.id).where(turns.c.person == person)
            cancelled = await _cancel(tx, person)
            asked = await pending_digests(tx, confirmations.c.person == person)
            await unclaimed_pictures.release(
                tx, asked | await unclaimed_pictures.remove_person(tx, person)
            )
            await tx.execute(delete(posts).where(posts.c.turn.in_(mine)))
            await tx.execute(
                update(picture_uses).where(picture_uses.c.turn.in_(mine)).values(released=True)
            )
            await spend.forget(tx, person)
            await delete_results(tx, turns.c.person == person)
            await tx.execute(
                update(turns)
                .where(turns.c.person == person)
                .values(
                    person=FORGOTTEN_PERSON,
                    origin=None,
                    request='{"prompt":"","model":""}',
                    place=None,
                    outcome=str(Outcome.CANCELLED),
                    painted="[]",
                    reason="forgotten",
                    facts="{}",
                    words="",
                    shown_at=turns.c.created_at,
                    followup=None,
                    note=None,
                    message=None,
                    lease=None,
                )
            )
            await tx.execute(
                delete(settings).where(settings.c.kind == "person", settings.c.id == person)
            )
            await forget_reporter(tx, person)
            theirs = or_(confirmations.c.person == person, confirmations.c.answerer == person)
            await tx.execute(delete(confirmations).where(theirs))
            return cancelled

    async def scrub(self) -> None:
        """Overwrite what SQLite's log still contains of deleted rows."""
        if isinstance(self._engine, Engine):
            await self.runner.call(functools.partial(sqlite.checkpoint, self._engine))


async def _cancel(tx: Transaction, person: int) -> Sequence[int]:
    """Release what a person's unpainted turns reserved, and notify their workers."""
    unpainted = (turns.c.person == person, turns.c.shown_at.is_(None), turns.c.outcome.is_(None))
    found = await tx.execute(select(turns).where(*unpainted).order_by(turns.c.id).with_for_update())
    waiting = [rows.turn(row) for row in found.mappings()]
    for turn in waiting:
        await spend.settle(tx, turn)
        await notify(tx, cancelled=turn.id)
    return [turn.id for turn in waiting]


async def pending_digests(tx: Transaction, *of: ColumnElement[bool]) -> set[Digest]:
    """Return the pictures of requests that wait for a confirmation."""
    texts = await tx.scalars(
        select(confirmations.c.requests).where(confirmations.c.answer.is_(None), *of)
    )
    return {Digest(found) for text in texts for found in rows.DIGEST.findall(text)}
