"""Which models are paused, and until when: the rows of `bot.core.circuit_breaker`."""

from sqlalchemy import ColumnElement, Double, bindparam, exists, func, select

from bot.core.circuit_breaker import LONGEST, ModelHealth
from bot.database import rows
from bot.database.postgres import notify
from bot.database.tables import model_pauses
from bot.database.transactions import Transaction


def on(
    model: ColumnElement[str],
    *,
    now: float | ColumnElement[float],
    before: ColumnElement[float] | None = None,
) -> ColumnElement[bool]:
    """Return the condition that a model is paused, and that the pause ends by `before`."""
    end = model_pauses.c.until
    paused = exists().where(model_pauses.c.model == model, end > now, end <= now + LONGEST)
    return paused if before is None else paused.where(end <= before)


_NEXT_END = select(func.min(model_pauses.c.until)).where(
    model_pauses.c.until > bindparam("now", type_=Double)
)
_HEALTH = select(model_pauses).where(model_pauses.c.model == bindparam("model"))


async def next_end(tx: Transaction, *, now: float) -> float | None:
    """Return when the first pause ends (seconds since 1970); None if no model is paused."""
    end: float | None = await tx.scalar(_NEXT_END, {"now": now})
    return end


async def health(tx: Transaction, model: str) -> ModelHealth:
    """Return the health of a model."""
    row = (await tx.execute(_HEALTH, {"model": model})).mappings().first()
    if row is None:
        return ModelHealth()
    return ModelHealth(until=row["until"], failures=row["failures"], since=row["since"])


async def store_health(tx: Transaction, model: str, now: ModelHealth, *, was: ModelHealth) -> None:
    """Store the health of a model if it changed, and notify the other processes."""
    if now != was:
        values = {"until": now.until, "failures": now.failures, "since": now.since}
        await rows.put(tx, model_pauses, key={"model": model}, values=values)
        await notify(tx)
