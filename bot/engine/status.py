"""How things are in a server: the queue, Gemini, and what today cost."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.core.allowances import OperatorLimits, Spent
from bot.core.backlog import Backlog
from bot.core.turns import Person
from bot.database import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerStatus:
    """A server's queue and cost of today; the whole queue, and the models that are paused."""

    here: Backlog
    everywhere: Backlog
    paused_models: Sequence[str]  # ids: Gemini is busy or down
    today: Spent  # waiting turns with the most that they may cost


class Status:
    """Reads it."""

    def __init__(self, store: Store, limits: OperatorLimits, *, now: Callable[[], float]) -> None:
        self._store = store
        self._limits = limits
        self._now = now

    async def of_server(self, by: Person) -> ServerStatus:
        """Return the status of the server in which a person asks."""
        now, stats = self._now(), self._store.stats
        limits = await self._store.spend.limits(by, operator_limits=self._limits, now=now)
        server = next(limit for limit in limits if limit.whose == "server")
        return ServerStatus(
            here=await stats.backlog(now=now, guild=by.guild),
            everywhere=await stats.backlog(now=now),
            paused_models=await stats.paused(now=now),
            today=server.account.today,
        )
