"""One worker process as its parent holds it. Every call here blocks: call it from a thread."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path
from typing import IO, cast

from bot.errors import BadPicture, OperatorError
from bot.imaging import frames
from bot.imaging.values import Value

_ROOT = Path(__file__).parents[2]  # the folder that holds `bot`
_PIPE = 1 << 20  # bytes; Linux lets anybody have 1 MiB, other systems ignore it


class Process:
    """A worker, once started. One whose `start` or `exchange` raised can only be closed."""

    def __init__(self, memory: int) -> None:
        """Describe a worker that may address `memory` bytes."""
        self.started = False
        self.served = 0  # jobs answered
        self._memory = memory
        self._child: subprocess.Popen[bytes] | None = None
        self._killed = False

    def start(self) -> None:
        """Start it and wait until it has loaded what it needs.

        Raises:
            EOFError, OSError, ValueError: it could not; its standard error says why.
        """
        self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", "bot.imaging.worker", str(self._memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pipesize=_PIPE,
            env=_environment(),
        )
        self._into = cast("IO[bytes]", self._child.stdin)
        self._from = cast("IO[bytes]", self._child.stdout)
        if self._killed:  # while the system was starting it
            self._child.kill()
        frames.read(self._from)
        self.started = True

    def exchange(self, frame: list[bytes]) -> Value:
        """Send a job and wait for what its function returns.

        Raises:
            BadPicture: the function refused the picture.
            OperatorError: the function failed; `where` says at which line.
            EOFError, OSError, ValueError: the worker died, or answered nonsense.
        """
        frames.write(self._into, frame)
        reply = frames.read(self._from)
        self.served += 1
        match reply:
            case {"value": value}:
                return value
            case {"refused": str(code), "facts": dict(facts)}:
                raise BadPicture(code, **facts)
            case {"failed": str(where)}:
                raise OperatorError(where=where)
        raise ValueError("not an answer")

    def kill(self) -> None:
        """End it at once; a call under way then raises. The only call here that never blocks."""
        self._killed = True
        if self._child:
            self._child.kill()

    def close(self) -> None:
        """End it, wait until it is gone and give back its pipes."""
        if self._child is None:
            return
        self._child.kill()
        self._child.wait()
        for pipe in (self._into, self._from):
            with contextlib.suppress(OSError):  # half a job may be left in the buffer
                pipe.close()


def _environment() -> dict[str, str]:
    """Where to find our code, and nothing else: no token or key reaches a process that decodes."""
    return {
        "PYTHONPATH": os.pathsep.join([str(_ROOT), *filter(None, sys.path)]),
        "MALLOC_ARENA_MAX": "2",  # glibc: each further arena takes 64 MB of address space
    }
