"""Wishes that wait for somebody's yes: braces that make several pictures, a poster's permission."""

from dataclasses import dataclass, replace

from pydantic import TypeAdapter
from sqlalchemy import RowMapping, delete, insert, or_, select, update

from bot.core.requests import TurnRequest
from bot.core.turns import Person, Place
from bot.database import rows
from bot.database.opening import uncancellable
from bot.database.postgres import Lock, locked
from bot.database.repository import Repository
from bot.database.tables import held
from bot.database.transactions import Transaction

WISHES = TypeAdapter(tuple[TurnRequest, ...])
PERSON = TypeAdapter(Person)


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingConfirmation:
    """Wishes, who asked for them, and who may say yes."""

    kind: str  # "braces" or "poster"
    wishes: tuple[TurnRequest, ...]
    by: Person
    at: Place
    answerer: int  # the person whose answer counts
    subject: int | None = None  # the message whose picture is meant
    id: int = 0
    answer: str | None = None


class ConfirmationStore(Repository):
    """Keeps questions and their answers."""

    @uncancellable
    async def keep(self, new: PendingConfirmation, *, now: float) -> PendingConfirmation:
        """Keep wishes until they are answered; their interaction's token is not kept."""
        async with self._transaction() as tx:
            return await _insert(tx, new, now=now)

    @uncancellable
    async def keep_once(
        self, new: PendingConfirmation, *, since: float, now: float
    ) -> tuple[PendingConfirmation, bool]:
        """The same, unless that was asked about the message before.

        Args:
            new: asks about a message.
            since: a question that was put earlier (since 1970) and has no answer may be lost.
            now: seconds since 1970.

        Returns:
            the question, and whether it is new.
        """
        counts = or_(held.c.answer.is_not(None), held.c.created_at > since)
        async with self._transaction() as tx:
            await locked(tx, Lock.TILL)  # where wishes come in one by one
            before = await tx.execute(
                select(held)
                .where(held.c.subject == new.subject, counts)
                .order_by(held.c.id.desc())
                .limit(1)
            )
            if (row := before.mappings().one_or_none()) is not None:
                return _held(row), False
            return await _insert(tx, new, now=now), True

    @uncancellable
    async def held(self, id_: int) -> PendingConfirmation | None:
        """A question by its number."""
        async with self._transaction() as tx:
            row = (await tx.execute(select(held).where(held.c.id == id_))).mappings().one_or_none()
            return _held(row) if row else None

    @uncancellable
    async def choose(self, id_: int, answer: str) -> bool:
        """Settle on an answer before it is carried out; false where it is to be another one."""
        same = or_(held.c.choice.is_(None), held.c.choice == answer)
        async with self._transaction() as tx:
            chosen = await tx.execute(
                update(held)
                .where(held.c.id == id_, held.c.answer.is_(None), same)
                .values(choice=answer)
            )
            return bool(chosen.rowcount)

    @uncancellable
    async def reopen(self, id_: int) -> None:
        """The answer could not be carried out: it may be another one."""
        async with self._transaction() as tx:
            await tx.execute(
                update(held).where(held.c.id == id_, held.c.answer.is_(None)).values(choice=None)
            )

    @uncancellable
    async def answer(self, id_: int, answer: str) -> None:
        """Write the answer down and forget the wishes."""
        async with self._transaction() as tx:
            await tx.execute(
                update(held)
                .where(held.c.id == id_, held.c.answer.is_(None))
                .values(answer=answer, wishes="[]")
            )

    @uncancellable
    async def expire(self, *, before: float) -> None:
        """Forget questions that nobody answered and that were put before then (since 1970)."""
        async with self._transaction() as tx:
            old = (held.c.answer.is_(None), held.c.created_at < before)
            await tx.execute(delete(held).where(*old))

    @uncancellable
    async def drop(self, id_: int) -> None:
        """Forget a question that could not be asked."""
        async with self._transaction() as tx:
            await tx.execute(delete(held).where(held.c.id == id_))


async def _insert(tx: Transaction, new: PendingConfirmation, *, now: float) -> PendingConfirmation:
    id_ = await tx.scalar(
        insert(held)
        .values(
            kind=new.kind,
            person=new.by.id,
            answerer=new.answerer,
            subject=new.subject,
            wishes=rows.dump(WISHES, new.wishes),
            asker=rows.dump(PERSON, new.by),
            place=rows.dump(rows.PLACE, replace(new.at, token=None)),
            created_at=now,
        )
        .returning(held.c.id)
    )
    return replace(new, id=id_ or 0)


def _held(row: RowMapping) -> PendingConfirmation:
    return PendingConfirmation(
        id=row["id"],
        kind=row["kind"],
        wishes=WISHES.validate_json(row["wishes"]),
        by=PERSON.validate_json(row["asker"]),
        at=rows.PLACE.validate_json(row["place"]),
        answerer=row["answerer"],
        subject=row["subject"],
        answer=row["answer"],
    )
