"""Hands jobs to worker processes: fairly, within time and memory, without blocking the loop."""

import asyncio
import functools
import logging
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bot.core.fair_waiting import FairQueue
from bot.errors import BadPicture, EaselError, OperatorError
from bot.imaging import frames
from bot.imaging.process import Process
from bot.imaging.values import Value

log = logging.getLogger(__name__)

START = 30.0  # seconds in which a worker must be ready; usually 0.2

# How a call to a worker ends when the worker is dead, killed or out of its mind.
_DEATHS = (OSError, EOFError, ValueError, MemoryError)


@dataclass(slots=True, eq=False)
class _Job:
    name: str
    frame: list[bytes]
    seconds: float
    by: Hashable  # whose it is
    done: asyncio.Future[Value]
    again: bool = False  # a worker died over it once already


class Workers:
    """A queue of jobs and the processes that do them. Nothing runs while there is no job."""

    def __init__(self, *, count: int, memory: int, idle: float) -> None:
        """Set the limits; see `bot.imaging.Imaging`."""
        self._count, self._memory, self._idle = count, memory, idle
        self._waiting: FairQueue[_Job] = FairQueue()
        self._bell = asyncio.Event()  # rings when a job came
        self.running = 0  # jobs that a worker has
        self._servers: list[asyncio.Task[None]] = []

    def open(self) -> None:
        """Take jobs from now on."""
        # One thread a worker, to wait at its pipes; the loop's own threads stay free.
        self._threads = ThreadPoolExecutor(self._count, thread_name_prefix="imaging")
        for number in range(self._count):
            self._servers.append(asyncio.create_task(self._serve(), name=f"imaging {number}"))

    async def close(self) -> None:
        """Kill what runs, cancel what waits, leave nothing behind."""
        servers, self._servers = self._servers, []
        for server in servers:
            server.cancel()
        await asyncio.gather(*servers, return_exceptions=True)
        while (waiting := self._waiting.take()) is not None:
            waiting[1].done.cancel()
        self._threads.shutdown()

    async def run(self, name: str, args: Sequence[Value], *, seconds: float, by: Hashable) -> Value:
        """Wait for a worker, then for what the function `name` returns; see `Imaging.run`."""
        if not self._servers:
            raise RuntimeError("imaging is not open")
        frame = frames.pack({"function": name, "args": args, "seconds": seconds})
        job = _Job(name, frame, seconds, by, asyncio.get_running_loop().create_future())
        self._waiting.put(job, by=by)
        self._bell.set()
        return await job.done  # cancelling the caller cancels this, which `_until_done` watches

    async def _serve(self) -> None:
        """Carry jobs to one worker, one after another, and end it when there are none."""
        worker: Process | None = None
        try:
            while True:
                job = await self._next(within=self._idle if worker else None)
                usable = False
                if job is not None:
                    worker = worker or Process(self._memory)
                    usable = await self._carry(worker, job)
                if worker and not usable:
                    await self._end(worker)
                    worker = None
        finally:
            if worker:
                await self._end(worker)

    async def _next(self, *, within: float | None) -> _Job | None:
        """The next job, once there is one; none if there is none for so many seconds."""
        try:
            async with asyncio.timeout(within):
                while (job := self._admit()) is None:
                    self._bell.clear()
                    await self._bell.wait()
        except TimeoutError:
            return None
        return job

    def _admit(self) -> _Job | None:
        while (waiting := self._waiting.take()) is not None:
            if not waiting[1].done.done():  # else nobody waits for it any more
                return waiting[1]
        return None

    async def _carry(self, worker: Process, job: _Job) -> bool:
        """Have one job done; whether the worker can take another."""
        self.running += 1
        try:
            if not worker.started and not await self._started(worker, job):
                return False
            exchange = functools.partial(worker.exchange, job.frame)
            _settle(job, await self._until_done(worker, exchange, job.seconds, job.done))
        except EaselError as error:
            _settle(job, error=error)
        except _DEATHS as error:
            self._blame(job, error, fresh=not worker.served)
            return False
        except asyncio.CancelledError:
            job.done.cancel()  # we are closing; nobody shall wait for ever
            raise
        finally:
            self.running -= 1
        return True

    async def _started(self, worker: Process, job: _Job) -> bool:
        try:
            await self._until_done(worker, worker.start, START)
        except _DEATHS as error:
            log.error("an imaging worker did not start: %s", type(error).__name__)
            _settle(
                job,
                error=OperatorError(where=f"start of an imaging worker: {type(error).__name__}"),
            )
            return False
        return True

    def _blame(self, job: _Job, error: Exception, *, fresh: bool) -> None:
        """Refuse the job its worker died over, unless an earlier one may have hurt the worker."""
        if job.done.done():
            return
        late = isinstance(error, TimeoutError)
        log.warning("an imaging worker %s in %s", "was too slow" if late else "died", job.name)
        if late or fresh or job.again:
            _settle(job, error=BadPicture("picture.too_complex"))
        else:
            job.again = True
            self._waiting.put_back(job, by=job.by)
            self._bell.set()

    async def _until_done(
        self,
        worker: Process,
        call: Callable[[], Value],
        seconds: float,
        *needless: asyncio.Future[Value],
    ) -> Value:
        """Make a blocking call, and kill the worker when it is late, needless or cancelled."""
        work = asyncio.get_running_loop().run_in_executor(self._threads, call)
        try:
            await asyncio.wait(
                {work, *needless}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            if late := not work.done():
                worker.kill()
            await asyncio.wait({work})  # at once: its pipes have closed
            work.exception()  # seen, even where nobody will ask
        if late:
            raise TimeoutError
        return work.result()

    async def _end(self, worker: Process) -> None:
        await asyncio.get_running_loop().run_in_executor(self._threads, worker.close)


def _settle(job: _Job, value: Value = None, *, error: Exception | None = None) -> None:
    if job.done.done():
        return  # cancelled meanwhile
    if error is None:
        job.done.set_result(value)
    else:
        job.done.set_exception(error)
