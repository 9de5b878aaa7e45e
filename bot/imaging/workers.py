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

# What a call raises when the worker is dead, was killed or answers with something invalid.
_WORKER_FAILURES = (OSError, EOFError, ValueError, MemoryError)


@dataclass(slots=True, eq=False)
class _Job:
    name: str
    frame: list[bytes]
    seconds: float
    by: Hashable  # whose job it is
    done: asyncio.Future[Value]
    retried: bool = False  # after a worker died during it


class Workers:
    """A fair queue of jobs, and the processes that run them; they start with the first job."""

    def __init__(self, *, count: int, memory: int, idle: float) -> None:
        """Set the limits; see `bot.imaging.Imaging`."""
        self._count, self._memory, self._idle = count, memory, idle
        self._waiting: FairQueue[_Job] = FairQueue()
        self._job_added = asyncio.Event()
        self.running = 0  # jobs that workers are running
        self._runners: list[asyncio.Task[None]] = []

    def open(self) -> None:
        """Start to take jobs."""
        # One thread for each worker, to wait at its pipes; the loop's own threads stay free.
        self._threads = ThreadPoolExecutor(self._count, thread_name_prefix="imaging")
        for number in range(self._count):
            self._runners.append(asyncio.create_task(self._run_jobs(), name=f"imaging {number}"))

    async def close(self) -> None:
        """Kill all workers and cancel all jobs."""
        runners, self._runners = self._runners, []
        for runner in runners:
            runner.cancel()
        await asyncio.gather(*runners, return_exceptions=True)
        while (waiting := self._waiting.take()) is not None:
            waiting[1].done.cancel()
        self._threads.shutdown()

    async def run(self, name: str, args: Sequence[Value], *, seconds: float, by: Hashable) -> Value:
        """Call the function `name` in a worker and return its result; see `Imaging.run`."""
        if not self._runners:
            raise RuntimeError("imaging is not open")
        frame = frames.pack({"function": name, "args": args, "seconds": seconds})
        job = _Job(name, frame, seconds, by, asyncio.get_running_loop().create_future())
        self._waiting.put(job, by=by)
        self._job_added.set()
        return await job.done  # cancelling the caller cancels this, which `_until_done` watches

    async def _run_jobs(self) -> None:
        """Run jobs one after another in one worker, which is ended after `idle` seconds."""
        worker: Process | None = None
        try:
            while True:
                job = await self._next(within=self._idle if worker else None)
                usable = False
                if job is not None:
                    worker = worker or Process(self._memory)
                    usable = await self._run_job(worker, job)
                if worker and not usable:
                    await self._end(worker)
                    worker = None
        finally:
            if worker:
                await self._end(worker)

    async def _next(self, *, within: float | None) -> _Job | None:
        """Wait for the next job; None if none came within `within` seconds."""
        try:
            async with asyncio.timeout(within):
                while (job := self._take()) is None:
                    self._job_added.clear()
                    await self._job_added.wait()
        except TimeoutError:
            return None
        return job

    def _take(self) -> _Job | None:
        while (waiting := self._waiting.take()) is not None:
            if not waiting[1].done.done():  # else its caller was cancelled
                return waiting[1]
        return None

    async def _run_job(self, worker: Process, job: _Job) -> bool:
        """Run one job; return whether the worker can take another."""
        self.running += 1
        try:
            if not worker.started and not await self._start(worker, job):
                return False
            exchange = functools.partial(worker.exchange, job.frame)
            _resolve(job, await self._until_done(worker, exchange, job.seconds, job.done))
        except EaselError as error:
            _resolve(job, error=error)
        except _WORKER_FAILURES as error:
            self._handle_failure(job, error, fresh=not worker.answered)
            return False
        except asyncio.CancelledError:
            job.done.cancel()  # closing: its caller must not wait forever
            raise
        finally:
            self.running -= 1
        return True

    async def _start(self, worker: Process, job: _Job) -> bool:
        try:
            await self._until_done(worker, worker.start, START)
        except _WORKER_FAILURES as error:
            log.error("imaging worker did not start: error=%s", type(error).__name__)
            _resolve(
                job,
                error=OperatorError(where=f"start of an imaging worker: {type(error).__name__}"),
            )
            return False
        return True

    def _handle_failure(self, job: _Job, error: Exception, *, fresh: bool) -> None:
        """Refuse a job during which its worker died; retry it once if the worker was not fresh.

        An earlier job may have damaged a worker that is not fresh.
        """
        if job.done.done():
            return
        late = isinstance(error, TimeoutError)
        reason = "timeout" if late else type(error).__name__
        log.warning("imaging worker failed: function=%s error=%s", job.name, reason)
        if late or fresh or job.retried:
            _resolve(job, error=BadPicture("picture.too_complex"))
        else:
            job.retried = True
            self._waiting.put_back(job, by=job.by)
            self._job_added.set()

    async def _until_done(
        self,
        worker: Process,
        call: Callable[[], Value],
        seconds: float,
        *until: asyncio.Future[Value],
    ) -> Value:
        """Make a blocking call in a thread and return its result.

        The worker is killed when `seconds` have passed, one of the futures is done, or the task is
        cancelled.

        Raises:
            TimeoutError: the call was not done in time.
        """
        work = asyncio.get_running_loop().run_in_executor(self._threads, call)
        try:
            await asyncio.wait({work, *until}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if late := not work.done():
                worker.kill()
            await asyncio.wait({work})  # at once, as its pipes are closed
            work.exception()  # marked as retrieved: its caller may be gone
        if late:
            raise TimeoutError
        return work.result()

    async def _end(self, worker: Process) -> None:
        await asyncio.get_running_loop().run_in_executor(self._threads, worker.close)


def _resolve(job: _Job, value: Value = None, *, error: Exception | None = None) -> None:
    if job.done.done():
        return  # it was cancelled
    if error is None:
        job.done.set_result(value)
    else:
        job.done.set_exception(error)
