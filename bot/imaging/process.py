"""The parent's handle of one worker process. Its methods block: call them from a thread."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path
from typing import IO, cast

from bot.errors import BadPicture, OperatorError
from bot.imaging import frames
from bot.imaging.values import Value

_ROOT = Path(__file__).parents[2]  # the folder that contains `bot`
_PIPE = 1 << 20  # bytes; Linux allows every process 1 MiB, other systems ignore it


class Process:
    """A worker process. After `start` or `exchange` has raised one of its errors, close it.

    BadPicture and OperatorError from `exchange` are answers: the worker can take another job.
    """

    def __init__(self, memory: int) -> None:
        """Prepare a worker that may use `memory` bytes; `start` starts it."""
        self.started = False
        self.answered = 0  # jobs answered
        self._memory = memory
        self._child: subprocess.Popen[bytes] | None = None
        self._killed = False

    def start(self) -> None:
        """Start the process and wait until it has loaded its libraries.

        Raises:
            EOFError, OSError, ValueError: it did not start; its standard error says why.
        """
        self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", "bot.imaging.worker", str(self._memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pipesize=_PIPE,
            env=_environment(),
        )
        self._stdin = cast("IO[bytes]", self._child.stdin)
        self._stdout = cast("IO[bytes]", self._child.stdout)
        if self._killed:  # while the system was starting it
            self._child.kill()
        frames.read(self._stdout)
        self.started = True

    def exchange(self, frame: list[bytes]) -> Value:
        """Send a job and wait for what its function returns.

        Raises:
            BadPicture: the function raised it.
            OperatorError: the function raised something else; `where` names the line.
            EOFError, OSError, ValueError: the worker died, or its answer is not a frame.
        """
        frames.write(self._stdin, frame)
        reply = frames.read(self._stdout)
        self.answered += 1
        match reply:
            case {"value": value}:
                return value
            case {"refused": str(code), "facts": dict(facts)}:
                raise BadPicture(code, **facts)
            case {"failed": str(where)}:
                raise OperatorError(where=where)
        raise ValueError("not an answer")

    def kill(self) -> None:
        """Kill the process; a running call then raises. The only method that never blocks."""
        self._killed = True
        if self._child:
            self._child.kill()

    def close(self) -> None:
        """Kill the process, wait until it has ended and close its pipes."""
        if self._child is None:
            return
        self._child.kill()
        self._child.wait()
        for pipe in (self._stdin, self._stdout):
            with contextlib.suppress(OSError):  # half a job may be left in the buffer
                pipe.close()


def _environment() -> dict[str, str]:
    """Return the environment: where to find the code, but no token or key."""
    return {
        "PYTHONPATH": os.pathsep.join([str(_ROOT), *filter(None, sys.path)]),
        "MALLOC_ARENA_MAX": "2",  # glibc: each further arena takes 64 MB of address space
    }
