"""Requests that wait for a confirmation: of several pictures, or of whose picture it is."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from pydantic import TypeAdapter
from sqlalchemy import RowMapping, delete, insert, or_, select, update

from bot.core.requests import TurnRequest
from bot.core.turns import Person, Place
from bot.database import repeated_words, rows
from bot.database.base_store import BaseStore
from bot.database.opening import shielded
from bot.database.postgres import Lock, acquire
from bot.database.tables import confirmations
from bot.database.transactions import Transaction

REQUESTS = TypeAdapter(tuple[TurnRequest, ...])
PERSON = TypeAdapter(Person)


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingConfirmation:
    """Requests, who made them, and who may confirm them."""

    kind: str  # "braces", "poster", "avatar", or a character's
    requests: tuple[TurnRequest, ...]
    by: Person
    at: Place
    answerer: int  # the person whose answer counts
    subject: int | None = None  # the message whose picture is meant, or the number of an avatar
    id: int = 0
    answer: str | None = None


class ConfirmationStore(BaseStore):
    """Stores pending confirmations and their answers."""

    @shielded
    async def add(self, new: PendingConfirmation, *, now: float) -> PendingConfirmation:
        """Store requests until they are confirmed; the token of their interaction is left out."""
        async with self._transaction() as tx:
            return await _insert(tx, new, now=now)

    @shielded
    async def add_once(
        self, new: PendingConfirmation, *, since: float, now: float
    ) -> tuple[PendingConfirmation, bool]:
        """Store a confirmation, unless its subject has one already.

        Args:
            new: the confirmation, with its `subject`.
            since: seconds since 1970; older ones without an answer do not count.
            now: seconds since 1970.

        Returns:
            the stored confirmation, and whether it is new.
        """
        counts = or_(confirmations.c.answer.is_not(None), confirmations.c.created_at > since)
        async with self._transaction() as tx:
            await acquire(tx, Lock.ACCEPT)  # one request after another
            before = await tx.execute(
                select(confirmations)
                .where(confirmations.c.subject == new.subject, counts)
                .order_by(confirmations.c.id.desc())
                .limit(1)
            )
            if (row := before.mappings().one_or_none()) is not None:
                return confirmation(row), False
            return await _insert(tx, new, now=now), True

    @shielded
    async def get(self, id_: int) -> PendingConfirmation | None:
        """Return a confirmation by its id; None if there is none."""
        async with self._transaction() as tx:
            asked = select(confirmations).where(confirmations.c.id == id_)
            return await rows.one(tx, asked, confirmation)

    @shielded
    async def choose(self, id_: int, answer: str) -> bool:
        """Record the answer that is about to be carried out; return False if another one is."""
        same = or_(confirmations.c.choice.is_(None), confirmations.c.choice == answer)
        async with self._transaction() as tx:
            chosen = await tx.execute(
                update(confirmations)
                .where(confirmations.c.id == id_, confirmations.c.answer.is_(None), same)
                .values(choice=answer)
            )
            return bool(chosen.rowcount)

    @shielded
    async def reopen(self, id_: int) -> None:
        """Forget the recorded answer: it could not be carried out, and another one may come."""
        async with self._transaction() as tx:
            await tx.execute(
                update(confirmations)
                .where(confirmations.c.id == id_, confirmations.c.answer.is_(None))
                .values(choice=None)
            )

    @shielded
    async def answer(self, id_: int, answer: str) -> None:
        """Record the answer and delete the requests."""
        async with self._transaction() as tx:
            await tx.execute(
                update(confirmations)
                .where(confirmations.c.id == id_, confirmations.c.answer.is_(None))
                .values(answer=answer, requests="[]")
            )

    @shielded
    async def expire(self, *, before: float, kinds: Collection[str] = ()) -> None:
        """Delete unanswered confirmations created before a time (seconds since 1970).

        Args:
            before: the time.
            kinds: of those kinds only; none: of all.
        """
        old = [confirmations.c.answer.is_(None), confirmations.c.created_at < before]
        if kinds:
            old.append(confirmations.c.kind.in_(kinds))
        async with self._transaction() as tx:
            await tx.execute(delete(confirmations).where(*old))

    @shielded
    async def delete(self, id_: int) -> None:
        """Delete a confirmation whose message could not be posted."""
        async with self._transaction() as tx:
            await tx.execute(delete(confirmations).where(confirmations.c.id == id_))


async def _insert(tx: Transaction, new: PendingConfirmation, *, now: float) -> PendingConfirmation:
    id_ = await tx.scalar(
        insert(confirmations)
        .values(
            kind=new.kind,
            person=new.by.id,
            answerer=new.answerer,
            subject=new.subject,
            requests=rows.dump(REQUESTS, new.requests),
            asker=rows.dump(PERSON, new.by),
            place=rows.dump(rows.PLACE, replace(new.at, token=None)),
            created_at=now,
        )
        .returning(confirmations.c.id)
    )
    others = {person for one in new.requests for person in one.request.repeats} - {new.by.id}
    await repeated_words.record(tx, others, confirmation=id_ or 0)
    return replace(new, id=id_ or 0)


def confirmation(row: RowMapping) -> PendingConfirmation:
    """Return a row as a value."""
    return PendingConfirmation(
        id=row["id"],
        kind=row["kind"],
        requests=REQUESTS.validate_json(row["requests"]),
        by=PERSON.validate_json(row["asker"]),
        at=rows.PLACE.validate_json(row["place"]),
        answerer=row["answerer"],
        subject=row["subject"],
        answer=row["answer"],
    )
