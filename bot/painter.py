"""The back room: takes due turns one by one and carries each as far as it will go.

Paint, write down, show, write down. Each step is recorded before the next, so that a painter that
dies is followed by one that starts at the first step not recorded.
"""

import asyncio
import contextlib
import logging
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot import budget, moves
from bot.bell import Bell
from bot.config import Config
from bot.errors import BadPicture, Blocked, Broken, Crowded, EaselError, Later, Unanswered
from bot.gemini import Model, Painting, SignatureMissing
from bot.imaging import Imaging
from bot.pictures import Pictures
from bot.store import Result, Store
from bot.turns import (
    Blob,
    Left,
    MicroDollars,
    Outcome,
    Painted,
    Part,
    Shown,
    Turn,
    Utterance,
)

log = logging.getLogger(__name__)

LEASE = 120.0  # seconds; renewed three times within
MOST_PAINTINGS = 5  # times one turn is painted before it is given up
MOST_SHOWINGS = 8  # times it is tried to show one turn, and more within the first day
LONGEST_SHOWING = 24 * 3600.0  # seconds; Discord may be away for long
MOST_PAUSE = 300.0  # seconds between two tries
MOST_WAIT = 15 * 60.0  # seconds a turn may wait for a busy Gemini
AT_ONCE_SHOWN = 8  # messages being posted at the same time


class Show(Protocol):
    """Puts a finished turn before people."""

    async def show(self, turn: Turn) -> Shown:
        """Post it, and say how.

        Raises:
            Later: it should be tried again.
        """
        ...

    async def tidy(self, turn: Turn) -> None:
        """Take away what said that a turn, which now is shown, was being painted.

        Raises:
            Later: it should be tried again.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a painter works with."""

    store: Store
    pictures: Pictures
    imaging: Imaging
    model: Model
    bell: Bell
    now: Callable[[], float] = time.time


class Painter:
    """Works until cancelled; as many turns at once as `gemini.parallel` says."""

    def __init__(self, tools: Tools, show: Show, config: Config) -> None:
        self._tools = tools
        self._queue = tools.store.queue
        self._now = tools.now
        self._show = show
        self._at_once = config.limits.person_at_once
        self._server_at_once = config.limits.server_at_once
        self._rooms = asyncio.Semaphore(config.gemini.parallel)
        self._calls = asyncio.Semaphore(config.gemini.parallel)
        self._showing = asyncio.Semaphore(AT_ONCE_SHOWN)
        self._ear = tools.bell.ear()
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self.worker = secrets.token_hex(8)

    async def run(self) -> None:
        """Take turns and work on them; cancel to stop taking, then `drain`."""
        others = [asyncio.create_task(work) for work in (self._keep_leases(), self._tidy_up())]
        try:
            while True:
                await self._rooms.acquire()
                turn = await self._next()
                self._tasks[turn.id] = asyncio.create_task(self._carry(turn))
        finally:
            for other in others:
                other.cancel()

    async def drain(self, *, within: float) -> None:
        """Finish what is begun, for some seconds at most; give the rest back."""
        tasks = list(self._tasks.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._queue.release(worker=self.worker)

    def cancel(self, id_: int) -> None:
        """Stop painting a turn that was cancelled; the call to Gemini is cut."""
        if task := self._tasks.get(id_):
            task.cancel()

    async def _next(self) -> Turn:
        """Wait for a turn that is due and take it."""
        while True:
            self._ear.clear()
            now = self._now()
            turn = await self._queue.claim(
                worker=self.worker,
                now=now,
                lease=LEASE,
                at_once=self._at_once,
                server_at_once=self._server_at_once,
                carried=list(self._tasks),
            )
            if turn is not None:
                self._tools.bell.ring()
                return turn
            due = await self._queue.next_due(now=now)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(None if due is None else max(due - now, 0)):
                    await self._ear.wait()

    async def _keep_leases(self) -> None:
        while True:
            await asyncio.sleep(LEASE / 4)
            if self._tasks:
                await self._queue.renew(
                    list(self._tasks), worker=self.worker, until=self._now() + LEASE
                )

    async def _carry(self, turn: Turn) -> None:
        """Carry one turn as far as it will go."""
        try:
            try:
                finished = await self._paint(turn) if turn.waiting else turn
            finally:
                self._rooms.release()
                self._tools.bell.ring()
            if finished is not None:
                async with self._showing:
                    await self._bring(finished)
        except Exception:  # one turn's fault must not stop the others
            log.exception("turn %d fell over", turn.id)
            await self._postpone(turn, wait=_pause(turn.attempts + turn.showings))
        finally:
            del self._tasks[turn.id]
            self._tools.bell.ring()

    async def _bring(self, turn: Turn) -> None:
        """Show a turn; what can't be shown now is shown later, what never can is kept."""
        how = Shown()
        old = self._now() - turn.created_at > LONGEST_SHOWING
        if turn.at and old and turn.showings > MOST_SHOWINGS:
            log.error("turn %d could not be shown and is kept", turn.id)
            how = Shown(left=Left.KEPT)
        elif turn.at:
            try:
                how = await self._show.show(turn)
            except Later as error:
                await self._postpone(turn, wait=error.wait or _pause(turn.showings))
                return
        shown = await self._queue.shown(turn, how, worker=self.worker, now=self._now())
        if shown is not None and how.left is Left.NOTE:
            await self._tidy(shown)

    async def _tidy(self, turn: Turn) -> None:
        """Take a shown turn's note away; what stays now is taken away by the next process."""
        try:
            await self._show.tidy(turn)
        except Later:
            log.info("the note of turn %d stays for now", turn.id)
        else:
            await self._tools.store.leftovers.done(turn)

    async def _tidy_up(self) -> None:
        """Take away the notes that a process before this one did not come to."""
        for turn in await self._tools.store.leftovers.notes():
            await self._tidy(turn)

    async def _postpone(self, turn: Turn, *, wait: float) -> None:
        await self._queue.postpone(turn, until=self._now() + wait, worker=self.worker)

    async def _paint(self, turn: Turn) -> Turn | None:
        """Paint a turn and write down what came of it; none if it is to be painted later."""
        if turn.attempts > MOST_PAINTINGS:
            return await self._finish(turn, _failed(Unanswered("interrupted")))
        try:
            result = await (self._told(turn) if turn.request.describes else self._painted(turn))
        except Later as error:
            until = _again_at(error, turn, now=self._now())
            if until is not None:
                await self._postpone(turn, wait=until - self._now())
                return None
            result = _failed(error)
        except EaselError as error:
            level = logging.ERROR if isinstance(error, Broken) else logging.INFO
            log.log(level, "turn %d was not painted: %s", turn.id, error.code)
            result = _failed(error)
        return await self._finish(turn, result)

    async def _finish(self, turn: Turn, result: Result) -> Turn | None:
        return await self._queue.finish(turn, result, worker=self.worker, now=self._now())

    async def _painted(self, turn: Turn) -> Result:
        """One call a picture, side by side. Some may fail: then fewer pictures come."""
        chain = (
            await self._tools.store.canvases.lineage(turn.parent) if turn.parent is not None else ()
        )
        lineage, pick = moves.path(chain, turn.pick)
        calls = [
            asyncio.create_task(self._one(turn, lineage, pick)) for _ in range(turn.request.count)
        ]
        try:
            answers = await asyncio.gather(*calls, return_exceptions=True)
        finally:
            for call in calls:
                call.cancel()
        painted = tuple(answer for answer in answers if isinstance(answer, _Done))
        errors = [answer for answer in answers if isinstance(answer, BaseException)]
        if not painted or any(not isinstance(error, EaselError) for error in errors):
            raise _worst(errors)
        reason = _worst(errors) if errors else None
        return Result(
            outcome=Outcome.PAINTED,
            painted=tuple(done.painted for done in painted),
            reason=str(reason) if isinstance(reason, EaselError) else "",
            facts=reason.facts if isinstance(reason, EaselError) else {},
            words=painted[0].words,
            cost=budget.price(turn.request, pictures=len(painted))
            + sum(done.words_cost for done in painted),
        )

    async def _told(self, turn: Turn) -> Result:
        """Put a picture into words: a paid call, within the bounds of all the others."""
        async with self._calls:
            found = await self._tools.model.describe(turn.request, self._tools.pictures.get)
        return Result(
            outcome=Outcome.TOLD,
            words=found.words,
            facts={"prompt": found.prompt},
            cost=budget.words_price(
                turn.request, words_in=found.words_in, words_out=found.words_out
            ),
        )

    async def _one(self, turn: Turn, lineage: Sequence[Turn], pick: int) -> "_Done":
        async with self._calls:
            painting = await self._asked(turn, lineage, pick)
        painted = await self._kept(painting)
        return _Done(
            painted=painted,
            words=painting.words,
            words_cost=budget.words_price(
                turn.request, words_in=painting.words_in, words_out=painting.words_out
            ),
        )

    async def _asked(self, turn: Turn, lineage: Sequence[Turn], pick: int) -> Painting:
        def said(*, verbatim: bool) -> tuple[Utterance, ...]:
            return moves.conversation(lineage, turn.request, pick=pick, verbatim=verbatim)

        fetch = self._tools.pictures.get
        try:
            return await self._tools.model.paint(turn.request, said(verbatim=True), fetch)
        except SignatureMissing:
            # Our history was not to Google's liking: the picture as the person's always is.
            log.warning("turn %d: a signature was missing, asking once more", turn.id)
            return await self._tools.model.paint(turn.request, said(verbatim=False), fetch)

    async def _kept(self, painting: Painting) -> Painted:
        """Store every picture of an answer; the last one is the turn's."""
        parts: list[Part] = []
        for piece in painting.pieces:
            blob = await self._stored(piece.data) if piece.data else None
            parts.append(Part(words=piece.words, picture=blob, signature=piece.signature))
        picture = next(part.picture for part in reversed(parts) if part.picture)
        return Painted(picture=picture, answer=tuple(parts))

    async def _stored(self, data: bytes) -> Blob:
        try:
            measured = await self._tools.imaging.measure(data)
        except BadPicture as error:  # the model's, not the person's
            raise Unanswered from error
        digest = await self._tools.pictures.put(data)
        return Blob(
            digest=digest,
            mime=measured.mime,
            size=len(data),
            width=measured.width,
            height=measured.height,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    """One call's picture."""

    painted: Painted
    words: str
    words_cost: MicroDollars


def _failed(error: EaselError) -> Result:
    return Result(outcome=Outcome.FAILED, reason=error.code, facts=error.facts)


def _pause(tries: int) -> float:
    """Seconds until the next try: twice as long each time, up to a limit."""
    return min(2.0 ** min(tries, 10), MOST_PAUSE)


def _worst(errors: Sequence[BaseException]) -> BaseException:
    """Which of several errors decides: a bug of ours, then what may pass, then what was refused."""
    for kind in (Later, Broken, Blocked):
        if all(isinstance(error, EaselError) for error in errors):
            for error in errors:
                if isinstance(error, kind):
                    return error
    return next((e for e in errors if not isinstance(e, EaselError)), errors[0])


def _again_at(error: Later, turn: Turn, *, now: float) -> float | None:
    """When to paint a turn again, or none when it is given up.

    An answer that got lost may have been billed, so that it is asked for once more at most; a busy
    Gemini is waited for, as it says or ever longer.
    """
    most = 2 if isinstance(error, Unanswered) else MOST_PAINTINGS
    if turn.attempts >= most and not isinstance(error, Crowded):
        return None
    until = now + (error.wait or min(2.0**turn.attempts, 60))
    return until if until - turn.created_at <= MOST_WAIT else None
