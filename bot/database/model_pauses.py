"""Which models are left in peace, and until when: the rows of `bot.core.circuit_breaker`."""

from sqlalchemy import ColumnElement, exists, func, select

from bot.core.circuit_breaker import LONGEST, ModelHealth
from bot.database import rows
from bot.database.postgres import tell
from bot.database.tables import pauses
from bot.database.transactions import Transaction


def on(
    model: ColumnElement[str],
    *,
    now: float | ColumnElement[float],
    before: ColumnElement[float] | None = None,
) -> ColumnElement[bool]:
    """Whether a model is paused, and only until some time if that is given."""
    end = pauses.c.until
    paused = exists().where(pauses.c.model == model, end > now, end <= now + LONGEST)
    return paused if before is None else paused.where(end <= before)


async def next_end(tx: Transaction, *, now: float) -> float | None:
    """When the first pause ends (seconds since 1970)."""
    end: float | None = await tx.scalar(
        select(func.min(pauses.c.until)).where(pauses.c.until > now)
    )
    return end


async def health(tx: Transaction, model: str) -> ModelHealth:
    """What is known of a model."""
    row = (await tx.execute(select(pauses).where(pauses.c.model == model))).mappings().first()
    if row is None:
        return ModelHealth()
    return ModelHealth(until=row["until"], failures=row["failures"], since=row["since"])


async def remember(tx: Transaction, model: str, now: ModelHealth, *, was: ModelHealth) -> None:
    """Write down what is known of a model, if that is other than it was; the others hear of it."""
    if now != was:
        values = {"until": now.until, "failures": now.failures, "since": now.since}
        await rows.put(tx, pauses, key={"model": model}, values=values)
        await tell(tx)
