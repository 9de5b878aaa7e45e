"""Claims due turns and runs the steps of each: paint, store, show, store.

Each step is stored before the next begins, so that after a crash another worker continues with the
first step that is not stored.
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Sequence

from bot.config import Config
from bot.core import characters, model_fit
from bot.core.models import Model
from bot.core.turns import Outcome, Turn
from bot.database import CallNotDue, Claimed, LeaseLost, TurnResult
from bot.engine import leases
from bot.engine.context import WorkerContext
from bot.engine.delivery import TurnDelivery
from bot.engine.delivery_step import DeliveryStep
from bot.engine.events import TurnCancelled
from bot.engine.leases import is_unavailable, retry_while_unavailable
from bot.engine.model_calls import ModelCalls
from bot.engine.progress_cleanup import ProgressCleanup
from bot.engine.retry_rules import MOST_PAINTINGS, again_at, pause
from bot.engine.submissions import reserve
from bot.errors import EaselError, LimitReached, NoAnswer, OperatorError, TemporaryError, UserError

log = logging.getLogger(__name__)

PARALLEL_DELIVERIES = 8  # messages being posted at the same time
RETRY = 1.0  # seconds between two attempts to claim while the database is away
CLAIM_PATIENCE = 5.0  # seconds to wait for a claim under way at a stop
POLL = 30.0  # seconds between two claims where a shared database may not have woken this process


class Worker:
    """Works on at most `gemini.parallel` turns at a time."""

    def __init__(self, context: WorkerContext, delivery: TurnDelivery, config: Config) -> None:
        self.worker_id = secrets.token_hex(8)
        self._context = context
        self._queue = context.store.queue
        self._now = context.now
        self._cleanup = ProgressCleanup(context, delivery)
        self._delivery = delivery
        self._delivery_step = DeliveryStep(
            context, delivery, self._cleanup, worker_id=self.worker_id
        )
        self._at_once = config.limits.person_at_once
        self._server_at_once = config.limits.server_at_once
        self._per_minute = config.gemini.per_minute
        self._poll = POLL if context.store.shared else None
        self._parallel = config.gemini.parallel
        self._delivery_slots = asyncio.Semaphore(PARALLEL_DELIVERIES)
        self._queue_changed = context.wakeup.subscribe()
        self._tasks: dict[int, asyncio.Task[bool]] = {}
        self._in_slots: set[int] = set()  # turns that each take up a slot
        self._others_wait = True  # whether a slot that is left may let another turn be claimed
        self._claiming: asyncio.Future[Claimed] | None = None
        self._model_calls = ModelCalls(context, config.gemini, worker_id=self.worker_id)
        context.cancellations.subscribe(self._stop)

    async def run(self) -> None:
        """Claim turns and work on them; cancel to stop claiming, then `drain`."""
        others = [asyncio.create_task(work) for work in (self._keep_leases(), self._cleanup.run())]
        try:
            while True:
                self._queue_changed.clear()
                wait = await self._claim_what_fits()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._queue_changed.wait()
        finally:
            for other in others:
                other.cancel()

    async def drain(self, *, within: float) -> None:
        """Finish running turns within some seconds, and return the others to the queue."""
        if self._claiming is not None:  # the turn that it claims is returned, too
            await asyncio.wait({self._claiming}, timeout=CLAIM_PATIENCE)
        tasks = list(self._tasks.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        try:
            await self._queue.release_leases(worker=self.worker_id)
        except OperatorError as error:
            log.warning("leases not released, they will run out: error=%s", error.code)

    @property
    def busy(self) -> int:
        """How many turns it is working on."""
        return len(self._tasks)

    def _stop(self, event: TurnCancelled) -> None:
        """Stop painting a turn that was cancelled; the call to Gemini is cut off."""
        if task := self._tasks.get(event.turn):
            task.cancel()

    async def _claim_what_fits(self) -> float | None:
        """Begin with as many turns as there are slots for.

        Returns:
            the seconds until there may be more; None: whatever makes more possible wakes this.
        """
        free = self._parallel - len(self._in_slots)
        if not free:
            return None
        # A claim does not count in the calls per minute yet: they are made one after another.
        most = 1 if self._per_minute else free
        now = self._now()
        self._others_wait = True  # until it is known again: a slot may be left meanwhile
        try:
            claimed = await self._claim(now, most=most)
        except OperatorError as error:
            log.error("database unavailable, will retry: error=%s", error.reason)
            await asyncio.sleep(RETRY)
            return 0
        self._others_wait = claimed.others_wait
        for turn in claimed.turns:
            self._begin(turn)
        if claimed.turns:
            self._context.wakeup.wake(but=self._queue_changed)  # others have new places
        if len(claimed.turns) == most:
            return 0 if most < free else None
        waits = (self._poll, claimed.next_due and max(claimed.next_due - now, 0))
        return min((wait for wait in waits if wait is not None), default=None)

    async def _claim(self, now: float, *, most: int) -> Claimed:
        claim = self._queue.claim(
            worker=self.worker_id,
            now=now,
            lease=leases.LEASE,
            at_once=self._at_once,
            server_at_once=self._server_at_once,
            per_minute=self._per_minute,
            excluded=list(self._tasks),
            most=most,
        )
        self._claiming = asyncio.ensure_future(claim)
        return await asyncio.shield(self._claiming)

    def _begin(self, turn: Turn) -> None:
        """Start work on a turn. Its task may be cancelled before its first step: clean up here."""
        task = asyncio.create_task(self._run_steps(turn))
        self._tasks[turn.id] = task
        self._in_slots.add(turn.id)
        task.add_done_callback(lambda _: self._ended(turn.id, task))

    def _ended(self, id_: int, task: asyncio.Task[bool]) -> None:
        del self._tasks[id_]
        self._leave_slot(id_)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.error("turn is left to the queue: turn=%d", id_, exc_info=error)
        if task.cancelled() or error is not None or not task.result():
            self._context.wakeup.wake()  # it can be claimed again

    def _leave_slot(self, id_: int) -> None:
        if id_ in self._in_slots:
            self._in_slots.remove(id_)
            self._context.wakeup.wake(but=None if self._others_wait else self._queue_changed)

    async def _keep_leases(self) -> None:
        while True:
            await asyncio.sleep(leases.LEASE / 4)
            if self._tasks:
                with contextlib.suppress(OperatorError):  # three more attempts fit within a lease
                    await self._queue.renew_leases(
                        list(self._tasks), worker=self.worker_id, until=self._now() + leases.LEASE
                    )

    async def _run_steps(self, turn: Turn) -> bool:
        """Paint and show one turn; whatever fails for now is postponed. Return whether it ended."""
        try:
            try:
                await self._delivery.until_acknowledged(turn)
                finished = await self._paint(turn, first=turn.claims == 1) if turn.waiting else turn
            finally:
                self._leave_slot(turn.id)
            if finished is not None:
                waits = self._delivery_slots.locked()
                async with self._delivery_slots:
                    return await self._delivery_step.run(finished, waited=waits)
        except LeaseLost:
            log.warning("lease lost to another worker, or turn cancelled: turn=%d", turn.id)
        except Exception as error:  # one turn's error must not stop the others
            if is_unavailable(error):  # for longer than the lease, which frees the turn by itself
                log.error("database unavailable, turn is left to the queue: turn=%d", turn.id)
                return False
            log.exception("unexpected error, will retry: turn=%d", turn.id)
            await self._postpone(turn, wait=pause(turn.attempts + turn.showings))
        return False

    async def _postpone(self, turn: Turn, *, wait: float, begun: bool = True) -> None:
        until = self._now() + wait
        await retry_while_unavailable(
            lambda: self._queue.postpone(turn, until=until, worker=self.worker_id, begun=begun)
        )

    async def _paint(self, turn: Turn, *, first: bool) -> Turn | None:
        """Paint a turn and store the result; None if it is to be painted later.

        Args:
            turn: what is painted.
            first: whether no call of it can have been made before.
        """
        if turn.attempts > MOST_PAINTINGS:
            return await self._finish(turn, _failed(NoAnswer("interrupted")))
        try:
            result = await self._model_calls.work(turn, first=first)
        except TemporaryError as error:
            until = again_at(error, turn, now=self._now())
            if until is not None:
                begun = not isinstance(error, CallNotDue)  # else the queue itself delays it
                wait = until - self._now() if begun else 0
                await self._postpone(turn, wait=wait, begun=begun)
                return None
            result = _failed(error)
        except EaselError as error:
            if is_unavailable(error):
                raise  # what became of the turn can't be stored, and is not known
            if error.code == "broken.model" and self._replacement(turn).id != turn.request.model:
                return await self._paint_with_replacement(turn)
            level = logging.ERROR if isinstance(error, OperatorError) else logging.INFO
            log.log(
                level,
                "turn failed: turn=%d model=%s error=%s",
                turn.id,
                turn.request.model,
                error.code,
            )
            await self._context.operator_alerts.raise_error(error)
            result = _failed(error)
        return await self._finish(turn, result)

    def _replacement(self, turn: Turn) -> Model:
        return self._context.models.replacement(describes=turn.request.describes)

    async def _paint_with_replacement(self, turn: Turn) -> Turn | None:
        """Paint a turn whose model no longer exists with the default model, and store that."""
        model = self._replacement(turn)
        request = model_fit.moved(turn.request, model)
        log.warning(
            "model is gone, another paints: turn=%d model=%s instead=%s",
            turn.id,
            turn.request.model,
            model.id,
        )
        try:
            request = characters.fitted(request, model, continues=turn.parent is not None)
            model_fit.check(request, model)
        except UserError as error:
            return await self._finish(turn, _failed(error))
        chain = await self._lineage(turn)
        most = 2 * reserve(request, model, chain)  # each call is repeated at most once
        try:
            changed = await retry_while_unavailable(
                lambda: self._queue.change_request(
                    turn,
                    request,
                    reserve=most,
                    worker=self.worker_id,
                    operator_limits=self._context.operator_limits,
                )
            )
        except LimitReached as error:
            return await self._finish(turn, _failed(error))
        if changed is None:
            raise LeaseLost
        return await self._paint(changed, first=False)

    async def _lineage(self, turn: Turn) -> Sequence[Turn]:
        if (parent := turn.parent) is None:
            return ()
        return await retry_while_unavailable(lambda: self._context.store.canvases.lineage(parent))

    async def _finish(self, turn: Turn, result: TurnResult) -> Turn:
        finished = await retry_while_unavailable(
            lambda: self._queue.finish(
                turn, result, worker=self.worker_id, now=self._now(), lease=leases.LEASE
            ),
            patience=leases.HOLD if result.painted else None,
        )
        if finished is None:
            raise LeaseLost
        self._context.metrics.ended(
            result.outcome, model=turn.request.model, pictures=len(result.painted)
        )
        return finished


def _failed(error: EaselError) -> TurnResult:
    return TurnResult(outcome=Outcome.FAILED, reason=error.code, facts=error.facts)
