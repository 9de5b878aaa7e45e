"""One turn's calls to the model: each is stored before it leaves, and so is what came of it.

After a crash the stored calls say which pictures exist, and which calls may have been billed.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from bot.config import GeminiSettings
from bot.core import pricing
from bot.core.circuit_breaker import MOST_WAIT
from bot.core.pricing import CallSize
from bot.core.turns import MicroDollars, Outcome, Turn
from bot.database import CallEnd, CallRecord, CallResult, TurnResult
from bot.engine import leases
from bot.engine.answer_store import AnswerStore
from bot.engine.call_outcomes import decides, may_call_again, refusals, result, worst
from bot.engine.context import WorkerContext
from bot.engine.leases import retry_while_unavailable
from bot.engine.painting_plans import PaintingPlan, PaintingPlans
from bot.errors import Blocked, EaselError, NoAnswer, OperatorError, Usage
from bot.gemini import Description, ImageAnswer, SignatureMissing

log = logging.getLogger(__name__)

A = TypeVar("A", ImageAnswer, Description)
T = TypeVar("T")


class ModelCalls:
    """Makes one worker's calls, as many at the same time as `gemini.parallel` says."""

    def __init__(self, context: WorkerContext, settings: GeminiSettings, *, worker_id: str) -> None:
        self._context = context
        self._calls = context.store.calls
        self._answers = AnswerStore(
            context.store.unclaimed_pictures, context.pictures, context.imaging, now=context.now
        )
        self._plans = PaintingPlans(context, self._answers)
        self._slots = asyncio.Semaphore(settings.parallel)
        self._per_minute = settings.per_minute
        self._worker_id = worker_id

    async def work(self, turn: Turn, *, first: bool) -> TurnResult:
        """Do what a turn asks for; a picture that is only cropped or turned needs no call.

        Args:
            turn: what is asked for.
            first: whether no call of it can have been made before.

        Raises:
            EaselError: nothing came of it.
            CallNotDue: not all of its calls could leave; what was painted is kept.
            LeaseLost: the turn is not this worker's any more.
        """
        if not turn.request.calls_model:
            return await self._plans.carry_out(turn)
        past: Sequence[CallRecord] = ()
        if not first:
            past = await retry_while_unavailable(lambda: self._calls.of_turn(turn))
        if turn.request.describes:
            return await self._describe(turn, past)
        return await self._paint(turn, past)

    async def _describe(self, turn: Turn, past: Sequence[CallRecord]) -> TurnResult:
        """Put a picture into words, or write a prompt better: a paid call like all the others."""
        if refused := refusals(past):
            raise refused[0]
        if not may_call_again(past, age=self._context.now() - turn.created_at):
            raise NoAnswer("interrupted")

        async def ask() -> Description:
            if turn.request.improves:
                changes = turn.parent is not None or bool(turn.request.sources)
                return await self._context.model.improve(turn.request, changes=changes)
            return await self._context.model.describe(turn.request, self._context.pictures.get)

        async def keep(found: Description) -> None:
            """Nothing is stored before the turn is."""

        size = pricing.size_of_call(turn.request, ())
        found, _, end = await self._call(turn, 0, ask, keep, size=size)
        return TurnResult(
            outcome=Outcome.DESCRIBED, words=found.words, facts={"prompt": found.prompt}, call=end
        )

    async def _paint(self, turn: Turn, past: Sequence[CallRecord]) -> TurnResult:
        """Make one call for each picture, side by side. If some fail, fewer pictures come."""
        painted = {call.number: call.result for call in past if call.result}
        refused = refusals(past)
        known = {*painted, *refused}
        left = [number for number in range(turn.request.count) if number not in known]
        errors: list[BaseException] = list(refused.values())
        last: CallEnd | None = None
        if left and not may_call_again(past, age=self._context.now() - turn.created_at):
            errors.append(NoAnswer("interrupted"))
        elif left:
            for number, answer in zip(left, await self._paint_each(turn, left), strict=True):
                if isinstance(answer, BaseException):
                    errors.append(answer)
                else:
                    painted[number], last = answer
        patience = turn.created_at + MOST_WAIT - self._context.now()
        if not painted or any(decides(error, patience=patience) for error in errors):
            raise worst(errors)
        return result([painted[number] for number in sorted(painted)], errors, call=last)

    async def _paint_each(
        self, turn: Turn, numbers: Sequence[int]
    ) -> Sequence[tuple[CallResult, CallEnd | None] | BaseException]:
        """Return what each call brought; the end of a single one is stored with the turn's."""
        plan, alone = await self._plans.plan(turn), len(numbers) == 1
        calls = [asyncio.create_task(self._paint_one(turn, n, plan, alone=alone)) for n in numbers]
        try:
            return await asyncio.gather(*calls, return_exceptions=True)
        finally:
            for call in calls:
                call.cancel()

    async def _paint_one(
        self, turn: Turn, number: int, plan: PaintingPlan, *, alone: bool
    ) -> tuple[CallResult, CallEnd | None]:
        try:
            done, end = await self._paint_with(turn, number, plan, verbatim=True)
        except SignatureMissing:
            # Google did not accept its own answer as history: send its picture as the person's.
            done, end = await self._paint_with(turn, number, plan, verbatim=False)
        if alone:
            return done, end
        await self._store(end, patience=leases.HOLD)
        return done, None

    async def _paint_with(
        self, turn: Turn, number: int, plan: PaintingPlan, *, verbatim: bool
    ) -> tuple[CallResult, CallEnd]:
        said = plan.contents(verbatim)

        async def ask() -> ImageAnswer:
            return await self._context.model.paint(plan.request, said, plan.fetch)

        async def keep(painting: ImageAnswer) -> CallResult:
            return await self._answers.store(turn, painting, compose=plan.compose)

        size = pricing.size_of_call(turn.request, said)
        _, done, end = await self._call(turn, number, ask, keep, size=size)
        return done, end

    async def _call(
        self,
        turn: Turn,
        number: int,
        ask: Callable[[], Awaitable[A]],
        keep: Callable[[A], Awaitable[T]],
        *,
        size: CallSize,
    ) -> tuple[A, T, CallEnd]:
        """Make one call and return what came of it, and its end, which is still to be stored.

        The end of one that fails is stored. One that is cut off stays as it was stored when it
        left: at the most it may cost.
        """
        model = self._context.models.find(turn.request.model)
        most = pricing.most_of_call(turn.request, model, size)
        async with self._slots:
            call = await retry_while_unavailable(lambda: self._begin(turn, number, most))
            try:
                with self._context.metrics.call(model.id):
                    answer = await ask()
                done = await keep(answer)
            except EaselError as error:
                _log_failure(turn, error)
                end = self._end(call, turn, usage=error.usage, most=most, error=error)
                await self._store(end, patience=leases.LEASE)
                raise
            except asyncio.CancelledError:
                self._context.metrics.spent(model.id, most)
                log.warning("model call cut off: turn=%d model=%s", turn.id, model.id)
                raise
            brought = done if isinstance(done, CallResult) else None
            end = self._end(call, turn, usage=answer.usage, most=most, result=brought)
            return answer, done, end

    async def _begin(self, turn: Turn, number: int, most: MicroDollars) -> int:
        return await self._calls.begin(
            turn,
            number,
            worker=self._worker_id,
            now=self._context.now(),
            lease=leases.LEASE,
            per_minute=self._per_minute,
            most=most,
        )

    def _end(
        self,
        call: int,
        turn: Turn,
        *,
        usage: Usage | None,
        most: MicroDollars,
        result: CallResult | None = None,
        error: EaselError | None = None,
    ) -> CallEnd:
        cost = None if usage is None else self._cost(turn, usage)
        self._context.metrics.spent(turn.request.model, most if cost is None else cost)
        return CallEnd(id=call, at=self._context.now(), result=result, error=error, cost=cost)

    async def _store(self, end: CallEnd, *, patience: float) -> None:
        await retry_while_unavailable(lambda: self._calls.end(end), patience=patience)

    def _cost(self, turn: Turn, usage: Usage) -> MicroDollars:
        model = self._context.models.find(turn.request.model)
        cost = pricing.cost(turn.request, model, usage)
        if pricing.differs(turn.request, model, usage):
            log.warning(
                "reported usage differs from the price table: turn=%d model=%s size=%s tokens=%d",
                turn.id,
                model.id,
                turn.request.size,
                usage.picture_tokens,
            )
        return cost


def _log_failure(turn: Turn, error: EaselError) -> None:
    level = logging.ERROR if isinstance(error, OperatorError) else logging.WARNING
    level = logging.INFO if isinstance(error, Blocked) else level
    log.log(
        level,
        "model call failed: turn=%d model=%s error=%s",
        turn.id,
        turn.request.model,
        error.reason,
    )
