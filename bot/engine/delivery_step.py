"""The second half of a worker's steps: shows a finished turn and stores how."""

import contextlib
import logging

from bot.core.turns import DeliveryResult, Followup, Turn
from bot.database import LeaseLost
from bot.engine import leases
from bot.engine.context import WorkerContext
from bot.engine.delivery import TurnDelivery
from bot.engine.leases import retry_while_unavailable
from bot.engine.progress_cleanup import ProgressCleanup
from bot.engine.retry_rules import pause
from bot.errors import TemporaryError

log = logging.getLogger(__name__)

MOST_DELIVERIES = 8  # attempts to show one turn; more within `DELIVERY_WINDOW`
DELIVERY_WINDOW = 24 * 3600.0  # seconds; Discord may be unavailable for long


class DeliveryStep:
    """Delivers the turns that one worker has leased."""

    def __init__(
        self,
        context: WorkerContext,
        delivery: TurnDelivery,
        cleanup: ProgressCleanup,
        *,
        worker_id: str,
    ) -> None:
        self._queue = context.store.queue
        self._shared = context.store.shared
        self._metrics = context.metrics
        self._now = context.now
        self._delivery = delivery
        self._cleanup = cleanup
        self._worker_id = worker_id

    async def run(self, turn: Turn, *, waited: bool) -> bool:
        """Show a finished turn, or postpone that; after `MOST_DELIVERIES` it is kept undelivered.

        Args:
            turn: the turn.
            waited: whether it waited since its row was written under the lease.

        Returns:
            whether nothing of it is left to claim.

        Raises:
            LeaseLost: another worker has the turn.
        """
        try:
            how = await self._attempt(turn, waited=waited) if turn.at else DeliveryResult()
        except TemporaryError as error:
            wait = error.wait or pause(turn.showings)
            log.warning(
                "delivery failed, will retry: turn=%d error=%s wait=%.0f", turn.id, error.code, wait
            )
            due = self._now() + wait
            await retry_while_unavailable(
                lambda: self._queue.postpone(turn, until=due, worker=self._worker_id)
            )
            return False
        shown = await retry_while_unavailable(
            lambda: self._queue.mark_shown(turn, how, worker=self._worker_id, now=self._now())
        )
        if shown is None:
            raise LeaseLost
        if shown.deleted_at is not None and how.message is not None:
            with contextlib.suppress(TemporaryError):  # its buttons say that it is gone
                await self._delivery.withdraw(turn, how)
        if how.left is Followup.CLEAR_PROGRESS:
            await self._cleanup.remove(shown)
        return True

    async def _attempt(self, turn: Turn, *, waited: bool) -> DeliveryResult:
        """Show a turn that has a place, or give that up after many attempts.

        Raises:
            TemporaryError: it did not work just now.
            LeaseLost: another worker has the turn.
        """
        old = self._now() - turn.created_at > DELIVERY_WINDOW
        if old and turn.showings > MOST_DELIVERIES:
            log.error(
                "delivery given up, turn is kept: turn=%d attempts=%d", turn.id, turn.showings
            )
            return DeliveryResult(left=Followup.UNDELIVERED)
        if waited or (self._shared and not self._has_fresh_lease(turn)):
            await self._confirm_lease(turn)
        with self._metrics.post() as post:
            how = await self._deliver(turn)
            post.outcome = "kept" if how.left is Followup.UNDELIVERED else "shown"
        return how

    async def _deliver(self, turn: Turn) -> DeliveryResult:
        """Show a turn, unless it was deleted before: then an earlier attempt is taken back."""
        if turn.deleted_at is None:
            return await self._delivery.deliver(turn)
        how = DeliveryResult()
        if turn.showings:
            await self._delivery.withdraw(turn, how)
        return how

    def _has_fresh_lease(self, turn: Turn) -> bool:
        """Return whether so little time went by since it was finished that its lease can't be over.

        The lease was extended then. The clock goes on while a process is frozen.
        """
        return 0 <= self._now() - (turn.painted_at or 0) < leases.LEASE / 2

    async def _confirm_lease(self, turn: Turn) -> None:
        """Extend the lease; raise LeaseLost if the turn is another's by now, or deleted.

        A process that was frozen must not show what another has shown meanwhile.
        """
        until = self._now() + leases.LEASE
        if not await retry_while_unavailable(
            lambda: self._queue.confirm_lease(turn, worker=self._worker_id, until=until)
        ):
            raise LeaseLost
