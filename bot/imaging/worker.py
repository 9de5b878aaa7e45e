"""The worker process: reads a job from standard input, writes its result, until input ends.

It may be killed at any moment: a file that hangs, crashes or exhausts its decoder's memory does
so in this process only. `bot.imaging.process` starts it as
`python -m bot.imaging.worker BYTES_OF_MEMORY`.
"""

import contextlib
import importlib
import math
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.errors import BadPicture
from bot.imaging import frames
from bot.imaging.values import Value

READY = "ready"
MAPPED = 128_000_000  # bytes of libraries and fonts that take address space and hardly any memory
_GRACE = 5  # seconds after the parent's time limit: the alarm is only for when the parent is gone


def main(memory: int) -> None:
    """Run jobs until the parent closes standard input.

    Args:
        memory: bytes that this process may use.
    """
    source = os.fdopen(os.dup(0), "rb")
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # so that a stray print does not end up in a frame
    _limit_resources(memory)
    importlib.import_module("bot.imaging.pixels")  # now, so that no job pays for it
    frames.write(sink, frames.pack(READY))
    _silence_output()
    while True:
        try:
            request: Any = frames.read(source)
        except EOFError:
            return
        frames.write(sink, _answer(**request))


def _silence_output() -> None:
    """Discard output: decoders' messages about people's files don't belong in the bot's log."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for handle in (1, 2):
        os.dup2(nowhere, handle)
    os.close(nowhere)


def _answer(function: str, args: list[Value], seconds: float) -> list[bytes]:
    _alarm(math.ceil(seconds) + _GRACE)
    try:
        return frames.pack({"value": _function_named(function)(*args)})
    except BadPicture as refusal:
        return frames.pack({"refused": refusal.code, "facts": refusal.facts})
    except MemoryError:
        return frames.pack({"refused": "picture.too_complex", "facts": {}})
    except Exception as error:  # noqa: BLE001 - sent to the parent, which raises it
        return frames.pack({"failed": _location(error)})
    finally:
        _alarm(0)


def _function_named(function: str) -> Callable[..., Value]:
    module, _, name = function.partition(":")
    found: Callable[..., Value] = getattr(importlib.import_module(module), name)
    return found


def _location(error: Exception) -> str:
    """Return the type and line of an error without its text, which can quote a person's file."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"


def _alarm(seconds: int) -> None:
    """End this process after `seconds`, in case the parent is gone; 0 cancels that."""
    signal.alarm(seconds)


def _limit_resources(memory: int) -> None:
    """Limit memory, ignore signals, and give the parent precedence for CPU and memory."""
    for number in (
        signal.SIGINT,
        signal.SIGTERM,
    ):  # the parent finishes its jobs first, ends us then
        signal.signal(number, signal.SIG_IGN)
    with contextlib.suppress(OSError, ValueError):  # not on every system
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would contain pictures
        space = memory + MAPPED
        resource.setrlimit(resource.RLIMIT_AS, (space, space))
    with contextlib.suppress(OSError):
        os.nice(5)
    with contextlib.suppress(OSError):  # Linux: when memory runs out, take this process first
        Path("/proc/self/oom_score_adj").write_text("1000")


if __name__ == "__main__":
    main(int(sys.argv[1]))
