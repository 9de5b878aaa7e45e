"""All that is stored about one person: exported and deleted on their request."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from bot.core.allowances import Spent
from bot.core.parties import Party
from bot.core.showcase import ShowcaseEntry
from bot.core.turns import Digest, Outcome, Turn
from bot.database import (
    characters,
    parties,
    repeated_words,
    rows,
    showcase,
    spend,
    sqlite,
    themes,
    unclaimed_pictures,
)
from bot.database.base_store import BaseStore
from bot.database.calls import delete_results
from bot.database.characters import CharacterRecord
from bot.database.confirmations import PendingConfirmation, confirmation
from bot.database.connection_thread import ConnectionThread
from bot.database.moderation import blocks_by, forget_moderator, forget_reporter, reported_by
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
from bot.database.tables import spend as spend_rows
from bot.database.transactions import Transaction

PAGE = 500  # turns that are read at once
MAX_REWRITE = 128.0  # MB of a SQLite file that is rewritten at once: about two seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherRecords:
    """What is stored about a person beside their turns and their settings."""

    spent: Sequence[tuple[int, int, Spent]]  # by day (since 1970-01-01) and server; 0: private
    confirmations: Sequence[PendingConfirmation]  # that they asked for, or answer
    server_rules: Sequence[tuple[int, str, Any]]  # by server and key: what managers set for them
    characters: Sequence[CharacterRecord]  # that they added
    uploads: Sequence[Digest]  # pictures that no request uses yet
    repeated: Sequence[int]  # ids of others' turns that repeat their words
    reported: Sequence[int]  # ids of turns that they reported
    blocks: Sequence[tuple[int, str, Any]]  # that they set, by server and key
    showcased: Sequence[ShowcaseEntry]  # their images in showcases and themes
    voted: Sequence[tuple[int, int]]  # theme and turn of their votes in open themes
    parties: Sequence[Party]  # that go on and that they are in


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
    async def others(self, person: int) -> OtherRecords:
        """Return what is stored about a person beside their turns and their settings."""
        async with self._transaction() as tx:
            spent = await tx.execute(
                select(spend_rows)
                .where(spend_rows.c.person == person)
                .order_by(spend_rows.c.day, spend_rows.c.guild)
            )
            waiting = await tx.execute(
                select(confirmations).where(_asked_of(person)).order_by(confirmations.c.id)
            )
            rules = await tx.execute(
                select(settings.c.id, settings.c.key, settings.c.value)
                .where(settings.c.kind == "server", settings.c.key.like(f"%:{person}"))
                .order_by(settings.c.id, settings.c.key)
            )
            return OtherRecords(
                spent=[
                    (row.day, row.guild, Spent(pictures=row.pictures, cost=row.cost))
                    for row in spent
                ],
                confirmations=[confirmation(row) for row in waiting.mappings()],
                server_rules=[(row.id, row.key, json.loads(row.value)) for row in rules],
                characters=await characters.found(tx, characters.added_by(person)),
                uploads=sorted(await unclaimed_pictures.of_person(tx, person)),
                repeated=[turn.id for turn in await repeated_words.found(tx, person)],
                reported=await reported_by(tx, person),
                blocks=await blocks_by(tx, person),
                showcased=await showcase.of_person(tx, person),
                voted=await themes.votes_of(tx, person),
                parties=await parties.of_person(tx, person),
            )

    @shielded
    async def forget(self, person: int, *, now: float) -> Sequence[int]:
        """Blank a person's turns; delete what else is stored about them (`now`: since 1970).

        The blank rows stay under `FORGOTTEN_PERSON`: others' pictures may continue them, and sums
        need them.
        Their pictures are released: see `RetentionStore.unreferenced`.

        Returns:
            the ids of the waiting turns, which are cancelled.
        """
        async with self._transaction() as tx:
            theirs = turns.c.person == person
            brought = await _brought(tx, theirs)
            repeats = await repeated_words.found(tx, person)
            ended = [
                turn.id
                for turn in repeats
                if await repeated_words.empty(tx, turn, of=person, brought=brought, now=now)
            ]
            cancelled = await blank(tx, theirs)
            await characters.drop(tx, characters.added_by(person))
            await _delete_confirmations(tx, person)
            await unclaimed_pictures.release(tx, await unclaimed_pictures.remove_person(tx, person))
            await repeated_words.delete(tx, person)
            await spend.forget(tx, person)
            await tx.execute(
                delete(settings).where(settings.c.kind == "person", settings.c.id == person)
            )
            await showcase.forget_person(tx, person)
            await themes.forget_voter(tx, person)
            await parties.forget_person(tx, person)
            await forget_reporter(tx, person)
            await forget_moderator(tx, person)
            return [*cancelled, *ended]

    async def scrub(self, *, most: float = MAX_REWRITE) -> bool:
        """Remove what SQLite's files still contain of deleted rows.

        Args:
            most: MB; a larger file is not rewritten, which would keep everything else waiting.

        Returns:
            whether nothing is left in them.
        """
        if not isinstance(thread := self._engine, ConnectionThread):
            return True  # PostgreSQL's own vacuum does it
        return await thread.call(lambda: sqlite.scrub(thread.raw(), most=most))


async def blank(tx: Transaction, where: ColumnElement[bool]) -> Sequence[int]:
    """Delete what people wrote in some turns, and who they were; release their pictures.

    Returns:
        the ids of those that were waiting, which are cancelled.
    """
    some = select(turns.c.id).where(where)
    # A turn before what shows it, as all others do: else two could wait for each other.
    await tx.execute(some.order_by(turns.c.id).with_for_update())
    cancelled = await _cancel(tx, where)
    await showcase.remove_turns(tx, where)
    await tx.execute(delete(posts).where(posts.c.turn.in_(some)))
    await tx.execute(
        update(picture_uses).where(picture_uses.c.turn.in_(some)).values(released=True)
    )
    await delete_results(tx, where)
    await tx.execute(
        update(turns)
        .where(where)
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
            progress_message=None,
            message=None,
            lease=None,
        )
    )
    return cancelled


async def _brought(tx: Transaction, where: ColumnElement[bool]) -> set[Digest]:
    """Return the pictures that the people of some turns brought along."""
    texts = await tx.scalars(select(turns.c.request).where(where))
    return {Digest(found) for text in texts for found in rows.DIGEST.findall(text)}


def _asked_of(person: int) -> ColumnElement[bool]:
    return or_(confirmations.c.person == person, confirmations.c.answerer == person)


async def _delete_confirmations(tx: Transaction, person: int) -> None:
    """Delete the confirmations that a person asked for or answers, or that repeat their words."""
    repeating = await repeated_words.ids(tx, person, "confirmation")
    some = or_(_asked_of(person), confirmations.c.id.in_(repeating))
    await unclaimed_pictures.release(tx, await pending_digests(tx, some))
    await tx.execute(delete(confirmations).where(some))


async def _cancel(tx: Transaction, where: ColumnElement[bool]) -> Sequence[int]:
    """Release what unpainted turns reserved, and notify their workers."""
    unpainted = (where, turns.c.shown_at.is_(None), turns.c.outcome.is_(None))
    found = await tx.execute(select(turns).where(*unpainted).order_by(turns.c.id))
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
