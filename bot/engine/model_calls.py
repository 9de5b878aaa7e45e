"""One turn's calls to the model: each is noted before it leaves, and so is what came of it.

After a crash the notes say which pictures are there already, and which calls may have been billed.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from bot.config import GeminiSettings
from bot.core import conversation, pricing
from bot.core.circuit_breaker import MOST_WAIT
from bot.core.models import ModelTable
from bot.core.turns import Blob, MicroDollars, Outcome, Painted, Part, Turn, Utterance
from bot.database import CallNotDue, CallRecord, CallResult, Store, TurnResult
from bot.engine.metrics import Metrics
from bot.engine.wakeup import Wakeup
from bot.errors import BadPicture, Blocked, Broken, EaselError, Later, Unanswered
from bot.gemini import Description, Model, Painting, SignatureMissing
from bot.imaging import Imaging
from bot.pictures import Pictures

log = logging.getLogger(__name__)

T = TypeVar("T")

LEASE = 120.0  # seconds; renewed three times within
YOUNG = 10 * 60.0  # seconds since a turn was accepted in which a lost call is made once more
LOST = ("", "unanswered", "only_words", "painted")
"""Outcomes of calls that may have been billed and whose answer we need not have: what the model
says, instead of painting or about a picture, is not noted."""
REFUSED = ("blocked.", "withheld.", "no_image", "unknown_finish")
"""How the outcomes begin of calls that would be refused again."""
RETRY = 0.5  # seconds between two attempts to write what must be written


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerContext:
    """What a painter works with."""

    store: Store
    pictures: Pictures
    imaging: Imaging
    model: Model
    models: ModelTable
    wakeup: Wakeup
    now: Callable[[], float] = time.time
    metrics: Metrics = field(default_factory=Metrics)


class ModelCalls:
    """Makes the calls of one painter, so many at the same time as `gemini.parallel` says."""

    def __init__(self, tools: WorkerContext, settings: GeminiSettings, *, worker: str) -> None:
        self._context = tools
        self._notes = tools.store.calls
        self._calls = asyncio.Semaphore(settings.parallel)
        self._per_minute = settings.per_minute
        self._worker = worker

    async def work(self, turn: Turn) -> TurnResult:
        """Do what a turn asks for.

        Raises:
            EaselError: nothing came of it.
            CallNotDue: not all of its calls could leave; what was painted is kept.
            LeaseLost: the turn is not this painter's any more.
        """
        return await (self._told(turn) if turn.request.describes else self._painted(turn))

    async def _told(self, turn: Turn) -> TurnResult:
        """Put a picture into words: a paid call, within the bounds of all the others."""
        past = await retry_while_unavailable(lambda: self._notes.of_turn(turn))
        if refused := _refused(past):
            raise refused[0]
        if not _once_more(past, age=self._context.now() - turn.created_at):
            raise Unanswered("interrupted")

        async def ask() -> Description:
            return await self._context.model.describe(turn.request, self._context.pictures.get)

        call, found = await self._noted(turn, 0, ask)
        await self._ended(call)
        return TurnResult(
            outcome=Outcome.ANSWERED,
            words=found.words,
            facts={"prompt": found.prompt},
            cost=pricing.words_price(
                self._context.models.find(turn.request.model),
                words_in=found.words_in,
                words_out=found.words_out,
            ),
        )

    async def _painted(self, turn: Turn) -> TurnResult:
        """One call a picture, side by side. Some may fail: then fewer pictures come."""
        past = await retry_while_unavailable(lambda: self._notes.of_turn(turn))
        painted = {call.number: call.result for call in past if call.result}
        refused = _refused(past)
        known = {*painted, *refused}
        left = [number for number in range(turn.request.count) if number not in known]
        errors: list[BaseException] = list(refused.values())
        if left and not _once_more(past, age=self._context.now() - turn.created_at):
            errors.append(Unanswered("interrupted"))
        elif left:
            for number, answer in zip(left, await self._called(turn, left), strict=True):
                if isinstance(answer, CallResult):
                    painted[number] = answer
                else:
                    errors.append(answer)
        patience = turn.created_at + MOST_WAIT - self._context.now()
        if not painted or any(_decides(error, patience=patience) for error in errors):
            raise _worst(errors)
        model = self._context.models.find(turn.request.model)
        done = [painted[number] for number in sorted(painted)]
        return _result(done, errors, price=pricing.price(turn.request, model, pictures=len(done)))

    async def _called(
        self, turn: Turn, left: Sequence[int]
    ) -> Sequence[CallResult | BaseException]:
        lineage = self._context.store.canvases.lineage
        parent = turn.parent
        chain = await retry_while_unavailable(lambda: lineage(parent)) if parent is not None else ()
        path, pick = conversation.path(chain, turn.pick)
        inputs = self._context.models.find(turn.request.model).inputs

        def said(verbatim: bool) -> tuple[Utterance, ...]:
            return conversation.contents(
                path, turn.request, pick=pick, verbatim=verbatim, inputs=inputs
            )

        calls = [asyncio.create_task(self._one(turn, number, said)) for number in left]
        try:
            return await asyncio.gather(*calls, return_exceptions=True)
        finally:
            for call in calls:
                call.cancel()

    async def _one(
        self, turn: Turn, number: int, said: Callable[[bool], tuple[Utterance, ...]]
    ) -> CallResult:
        async def ask(verbatim: bool) -> CallResult:
            paint, fetch = self._context.model.paint, self._context.pictures.get
            return await self._kept(turn, await paint(turn.request, said(verbatim), fetch))

        try:
            call, done = await self._noted(turn, number, lambda: ask(True))
        except SignatureMissing:
            # Our history was not to Google's liking: the picture as the person's always is.
            log.warning("turn %d: a signature was missing, asking once more", turn.id)
            call, done = await self._noted(turn, number, lambda: ask(False))
        await self._ended(call, result=done)
        return done

    async def _noted(
        self, turn: Turn, number: int, ask: Callable[[], Awaitable[T]]
    ) -> tuple[int, T]:
        """One call, noted. If we are stopped in it, the note says that it left and no more."""
        async with self._calls:
            call = await retry_while_unavailable(lambda: self._begun(turn, number))
            try:
                with self._context.metrics.call(turn.request.model):
                    return call, await ask()
            except EaselError as error:
                await self._ended(call, error=error)
                raise

    async def _ended(
        self, call: int, *, result: CallResult | None = None, error: EaselError | None = None
    ) -> None:
        now = self._context.now()
        await retry_while_unavailable(
            lambda: self._notes.end(call, now=now, result=result, error=error)
        )

    async def _begun(self, turn: Turn, number: int) -> int:
        return await self._notes.begin(
            turn,
            number,
            worker=self._worker,
            now=self._context.now(),
            lease=LEASE,
            per_minute=self._per_minute,
        )

    async def _kept(self, turn: Turn, painting: Painting) -> CallResult:
        """Store every picture of an answer; the last one is the turn's."""
        parts: list[Part] = []
        for piece in painting.pieces:
            blob = await self._stored(piece.data) if piece.data else None
            parts.append(Part(words=piece.words, picture=blob, signature=piece.signature))
        picture = next(part.picture for part in reversed(parts) if part.picture)
        return CallResult(
            painted=Painted(picture=picture, answer=tuple(parts)),
            words=painting.words,
            words_cost=pricing.words_price(
                self._context.models.find(turn.request.model),
                words_in=painting.words_in,
                words_out=painting.words_out,
            ),
        )

    async def _stored(self, data: bytes) -> Blob:
        try:
            measured = await self._context.imaging.measure(data)
        except BadPicture as error:  # the model's, not the person's
            raise Unanswered from error
        digest = await self._context.pictures.put(data)
        return Blob(
            digest=digest,
            mime=measured.mime,
            size=len(data),
            width=measured.width,
            height=measured.height,
        )


async def retry_while_unavailable(work: Callable[[], Awaitable[T]]) -> T:
    """Read or write what a turn hangs on, again and again while the database is away.

    Raises:
        Broken: it is away for longer than a lease lasts.
    """
    clock = asyncio.get_running_loop().time
    end = clock() + LEASE
    while True:
        try:
            return await work()
        except Broken as error:
            if error.code != "broken.storage" or clock() > end:
                raise
            await asyncio.sleep(RETRY)


def _refused(past: Sequence[CallRecord]) -> dict[int, Blocked]:
    """What Gemini refused before whoever asked came to write it into the turn, by number."""
    return {call.number: Blocked(call.outcome) for call in past if call.outcome.startswith(REFUSED)}


def _once_more(past: Sequence[CallRecord], *, age: float) -> bool:
    """Whether the calls that are left may be made, though some were lost before.

    Such a call may have been billed, so that it is made once more at most, and only while somebody
    still waits for it.
    """
    lost = [call.number for call in past if call.outcome in LOST and not call.result]
    return not lost or (age <= YOUNG and len(lost) == len(set(lost)))


def _decides(error: BaseException, *, patience: float) -> bool:
    """Whether an error speaks for the whole turn, though some of its pictures came.

    A call that did not leave is waited for; not longer than `patience` seconds for a busy Gemini.
    """
    if isinstance(error, CallNotDue):
        return not error.paused or (error.wait or 0) <= patience
    return not isinstance(error, EaselError)


def _result(
    painted: Sequence[CallResult], errors: Sequence[BaseException], *, price: MicroDollars
) -> TurnResult:
    reason = _worst(errors) if errors else None
    return TurnResult(
        outcome=Outcome.PAINTED,
        painted=tuple(done.painted for done in painted),
        reason=str(reason) if isinstance(reason, EaselError) else "",
        facts=reason.facts if isinstance(reason, EaselError) else {},
        words=painted[0].words,
        cost=price + sum(done.words_cost for done in painted),
    )


def _worst(errors: Sequence[BaseException]) -> BaseException:
    """Which of several errors decides: a bug of ours, then what may pass, then what was refused."""
    bugs = [error for error in errors if not isinstance(error, EaselError)]
    for kind in (CallNotDue, Later, Broken, Blocked):
        found = [error for error in errors if isinstance(error, kind)]
        if found and not bugs:
            return found[0]
    return (bugs or errors)[0]
