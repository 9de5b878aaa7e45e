"""The back room: takes due turns one by one and carries each as far as it will go.

Paint, write down, show, write down. Each step is recorded before the next, so that a painter that
dies is followed by one that starts at the first step not recorded.
"""

import asyncio
import contextlib
import logging
import secrets
from typing import Protocol

from bot.config import Config
from bot.core import model_fit
from bot.core.circuit_breaker import MOST_WAIT
from bot.core.models import Model
from bot.core.turns import DeliveryResult, Followup, Outcome, Turn
from bot.database import CallNotDue, LeaseLost, TurnResult
from bot.engine import model_calls
from bot.engine.model_calls import ModelCalls, WorkerContext, retry_while_unavailable
from bot.engine.progress_cleanup import Noted, ProgressCleanup
from bot.errors import Broken, Crowded, EaselError, Later, Refused, Unanswered

log = logging.getLogger(__name__)

MOST_PAINTINGS = 5  # times one turn is painted before it is given up
MOST_SHOWINGS = 8  # times it is tried to show one turn, and more within the first day
LONGEST_SHOWING = 24 * 3600.0  # seconds; Discord may be away for long
MOST_PAUSE = 300.0  # seconds between two tries
AT_ONCE_SHOWN = 8  # messages being posted at the same time
RETRY = 1.0  # seconds between two looks while the database is away
LONGEST_CLAIM = 5.0  # seconds that we wait for a claim under way when we are told to stop
LOOK = 30.0  # seconds after which we look again, should a shared database not have woken us


class Show(Noted, Protocol):
    """Puts a finished turn before people, and sees to its note."""

    async def show(self, turn: Turn) -> DeliveryResult:
        """Post it, and say how.

        Raises:
            Later: it should be tried again.
        """
        ...


class Painter:
    """Works until cancelled; as many turns at once as `gemini.parallel` says."""

    def __init__(self, tools: WorkerContext, show: Show, config: Config) -> None:
        self._context = tools
        self._queue = tools.store.queue
        self._now = tools.now
        self._show = show
        self._cleanup = ProgressCleanup(tools, show)
        self._at_once = config.limits.person_at_once
        self._server_at_once = config.limits.server_at_once
        self._per_minute = config.gemini.per_minute
        self._look = LOOK if tools.store.shared else None
        self._rooms = asyncio.Semaphore(config.gemini.parallel)
        self._showing = asyncio.Semaphore(AT_ONCE_SHOWN)
        self._ear = tools.wakeup.ear()
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._in_rooms: set[int] = set()  # turns of which each has one of our rooms
        self._claiming: asyncio.Future[Turn | None] | None = None
        self.worker = secrets.token_hex(8)
        self._caller = ModelCalls(tools, config.gemini, worker=self.worker)

    async def run(self) -> None:
        """Take turns and work on them; cancel to stop taking, then `drain`."""
        others = [asyncio.create_task(work) for work in (self._keep_leases(), self._cleanup.run())]
        try:
            while True:
                await self._rooms.acquire()
                self._begin(await self._found())
        finally:
            for other in others:
                other.cancel()

    async def drain(self, *, within: float) -> None:
        """Finish what is begun, for some seconds at most; give the rest back."""
        if self._claiming is not None:  # what we claim while we stop is given back, too
            await asyncio.wait({self._claiming}, timeout=LONGEST_CLAIM)
        tasks = list(self._tasks.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        with contextlib.suppress(Broken):  # then the leases run out by themselves
            await self._queue.release_leases(worker=self.worker)

    def cancel(self, id_: int) -> None:
        """Stop painting a turn that was cancelled; the call to Gemini is cut."""
        if task := self._tasks.get(id_):
            task.cancel()

    @property
    def busy(self) -> int:
        """How many turns it works on."""
        return len(self._tasks)

    async def _found(self) -> Turn:
        """Wait for a turn, however long the database is away."""
        while True:
            try:
                return await self._next()
            except Broken as error:
                log.error("the database can't be used just now: %s", type(error.__cause__).__name__)
                await asyncio.sleep(RETRY)

    async def _next(self) -> Turn:
        """Wait for a turn that is due and take it."""
        while True:
            self._ear.clear()
            now = self._now()
            turn = await self._claim(now)
            if turn is not None:
                self._context.wakeup.ring()
                return turn
            due = await self._queue.next_due(now=now, per_minute=self._per_minute)
            waits = [self._look, None if due is None else max(due - now, 0)]
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min((w for w in waits if w is not None), default=None)):
                    await self._ear.wait()

    async def _claim(self, now: float) -> Turn | None:
        claim = self._queue.claim(
            worker=self.worker,
            now=now,
            lease=model_calls.LEASE,
            at_once=self._at_once,
            server_at_once=self._server_at_once,
            per_minute=self._per_minute,
            excluded=list(self._tasks),
        )
        self._claiming = asyncio.ensure_future(claim)
        return await asyncio.shield(self._claiming)

    def _begin(self, turn: Turn) -> None:
        """Set to work on a turn. A task may be cancelled before its first step, so this cleans."""
        task = asyncio.create_task(self._carry(turn))
        self._tasks[turn.id] = task
        self._in_rooms.add(turn.id)
        task.add_done_callback(lambda _: self._ended(turn.id))

    def _ended(self, id_: int) -> None:
        del self._tasks[id_]
        self._leave_room(id_)
        self._context.wakeup.ring()

    def _leave_room(self, id_: int) -> None:
        if id_ in self._in_rooms:
            self._in_rooms.remove(id_)
            self._rooms.release()
            self._context.wakeup.ring()

    async def _keep_leases(self) -> None:
        while True:
            await asyncio.sleep(model_calls.LEASE / 4)
            if self._tasks:
                with contextlib.suppress(Broken):  # there are three more times within a lease
                    await self._queue.renew_leases(
                        list(self._tasks), worker=self.worker, until=self._now() + model_calls.LEASE
                    )

    async def _carry(self, turn: Turn) -> None:
        """Carry one turn as far as it will go."""
        try:
            try:
                finished = await self._paint(turn) if turn.waiting else turn
            finally:
                self._leave_room(turn.id)
            if finished is not None:
                async with self._showing:
                    await self._bring(finished)
        except LeaseLost:
            log.warning("turn %d is not ours any more", turn.id)
        except Exception:  # one turn's fault must not stop the others
            log.exception("turn %d fell over", turn.id)
            await self._postpone(turn, wait=_pause(turn.attempts + turn.showings))

    async def _bring(self, turn: Turn) -> None:
        """Show a turn; what can't be shown now is shown later, what never can is kept."""
        how = DeliveryResult()
        old = self._now() - turn.created_at > LONGEST_SHOWING
        if turn.at and old and turn.showings > MOST_SHOWINGS:
            log.error("turn %d could not be shown and is kept", turn.id)
            how = DeliveryResult(left=Followup.KEPT)
        elif turn.at:
            # A painter that was frozen must not show what another has shown meanwhile.
            until = self._now() + model_calls.LEASE
            if not await retry_while_unavailable(
                lambda: self._queue.confirm_lease(turn, worker=self.worker, until=until)
            ):
                raise LeaseLost
            try:
                with self._context.metrics.post() as post:
                    how = await self._show.show(turn)
                    post.outcome = "kept" if how.left is Followup.KEPT else "shown"
            except Later as error:
                await self._postpone(turn, wait=error.wait or _pause(turn.showings))
                return
        shown = await retry_while_unavailable(
            lambda: self._queue.mark_shown(turn, how, worker=self.worker, now=self._now())
        )
        if shown is None:
            raise LeaseLost
        if how.left is Followup.NOTE:
            await self._cleanup.tidy(shown)

    async def _postpone(self, turn: Turn, *, wait: float, begun: bool = True) -> None:
        until = self._now() + wait
        await retry_while_unavailable(
            lambda: self._queue.postpone(turn, until=until, worker=self.worker, begun=begun)
        )

    async def _paint(self, turn: Turn) -> Turn | None:
        """Paint a turn and write down what came of it; none if it is to be painted later."""
        if turn.attempts > MOST_PAINTINGS:
            return await self._finish(turn, _failed(Unanswered("interrupted")))
        try:
            result = await self._caller.work(turn)
        except Later as error:
            until = _again_at(error, turn, now=self._now())
            if until is not None:
                begun = not isinstance(error, CallNotDue)  # else the queue itself holds it back
                wait = until - self._now() if begun else 0
                await self._postpone(turn, wait=wait, begun=begun)
                return None
            result = _failed(error)
        except EaselError as error:
            if error.code == "broken.model" and self._stand_in(turn).id != turn.request.model:
                return await self._paint_instead(turn)
            level = logging.ERROR if isinstance(error, Broken) else logging.INFO
            log.log(level, "turn %d was not painted: %s", turn.id, error.code)
            result = _failed(error)
        return await self._finish(turn, result)

    def _stand_in(self, turn: Turn) -> Model:
        return self._context.models.stand_in(describes=turn.request.describes)

    async def _paint_instead(self, turn: Turn) -> Turn | None:
        """Paint a turn whose model Gemini has no more by the default one, which is written down."""
        model = self._stand_in(turn)
        request = model_fit.moved(turn.request, model)
        log.warning("turn %d: %s is gone, %s stands in", turn.id, turn.request.model, model.id)
        try:
            model_fit.check(request, model)
        except Refused as error:
            return await self._finish(turn, _failed(error))
        changed = await retry_while_unavailable(
            lambda: self._queue.change_request(turn, request, worker=self.worker)
        )
        if changed is None:
            raise LeaseLost
        return await self._paint(changed)

    async def _finish(self, turn: Turn, result: TurnResult) -> Turn:
        finished = await retry_while_unavailable(
            lambda: self._queue.finish(turn, result, worker=self.worker, now=self._now())
        )
        if finished is None:
            raise LeaseLost
        self._context.metrics.ended(
            result.outcome,
            model=turn.request.model,
            pictures=len(result.painted),
            cost=result.cost,
        )
        return finished


def _failed(error: EaselError) -> TurnResult:
    return TurnResult(outcome=Outcome.FAILED, reason=error.code, facts=error.facts)


def _pause(tries: int) -> float:
    """Seconds until the next try: twice as long each time, up to a limit."""
    return min(2.0 ** min(tries, 10), MOST_PAUSE)


def _again_at(error: Later, turn: Turn, *, now: float) -> float | None:
    """When to paint a turn again, or none when it is given up.

    An answer that got lost may have been billed, so that it is asked for once more at most; a busy
    Gemini is waited for, as it says or ever longer.
    """
    if isinstance(error, CallNotDue) and not error.paused:
        return now  # our own limit: everyone's turn comes
    most = 2 if isinstance(error, Unanswered) else MOST_PAINTINGS
    if turn.attempts >= most and not isinstance(error, Crowded):
        return None
    until = now + (error.wait or min(2.0**turn.attempts, 60))
    return until if until - turn.created_at <= MOST_WAIT else None
