"""Hands jobs to worker processes: in order, within time and memory, without blocking the loop."""

import asyncio
import collections
import functools
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bot.errors import BadPicture, Broken, EaselError
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
    memory: int  # bytes it is expected to need
    done: asyncio.Future[Value]
    again: bool = False  # a worker died over it once already


class Workers:
    """A queue of jobs and the processes that do them. Nothing runs while there is no job."""

    def __init__(self, *, count: int, memory: int, idle: float) -> None:
        """Set the limits; see `bot.imaging.Imaging`."""
        self._count, self._memory, self._idle = count, memory, idle
        self._waiting: collections.deque[_Job] = collections.deque()
        self._expected = 0  # bytes the running jobs are expected to need
        self._bell = asyncio.Event()  # rings when a job came or one ended
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
        for job in self._waiting:
            job.done.cancel()
        self._waiting.clear()
        self._threads.shutdown()

    async def run(self, name: str, args: Sequence[Value], *, seconds: float, memory: int) -> Value:
        """Wait for a worker, then for what the function `name` returns; see `Imaging.run`."""
        if not self._servers:
            raise RuntimeError("imaging is not open")
        if memory > self._memory:
            raise BadPicture("picture.too_complex")
        frame = frames.pack({"function": name, "args": args, "seconds": seconds})
        job = _Job(name, frame, seconds, memory, asyncio.get_running_loop().create_future())
        self._waiting.append(job)
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
        """The first waiting job, once there is memory for it beside those that run."""
        try:
            async with asyncio.timeout(within):
                while (job := self._admit()) is None:
                    self._bell.clear()
                    await self._bell.wait()
        except TimeoutError:
            return None
        return job

    def _admit(self) -> _Job | None:
        while self._waiting and self._waiting[0].done.done():
            self._waiting.popleft()  # nobody waits for it any more
        if not self._waiting or self._expected + self._waiting[0].memory > self._memory:
            return None
        job = self._waiting.popleft()
        self._expected += job.memory
        return job

    async def _carry(self, worker: Process, job: _Job) -> bool:
        """Have one job done; whether the worker can take another."""
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
            self._expected -= job.memory
            self._bell.set()
        return True

    async def _started(self, worker: Process, job: _Job) -> bool:
        try:
            await self._until_done(worker, worker.start, START)
        except _DEATHS as error:
            log.error("an imaging worker did not start: %s", type(error).__name__)
            _settle(job, error=Broken(where=f"start of an imaging worker: {type(error).__name__}"))
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
            self._waiting.appendleft(job)

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
