"""The process that decodes: one frame in, one frame out, until its standard input ends.

It may be killed at any moment. Files that hang, crash or swallow memory do it here, where nobody
else is harmed. Started as `python -m bot.imaging.worker BYTES_OF_MEMORY` by `bot.imaging.process`.
"""

import contextlib
import importlib
import math
import os
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
MAPPED = 128_000_000  # bytes of libraries and fonts that are addressed and hardly take memory
_GRACE = 5  # seconds after the parent's own time limit: it acts only when the parent is gone


def main(memory: int) -> None:
    """Answer frames until the parent closes our standard input."""
    source = os.fdopen(os.dup(0), "rb")
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print must not end up in a frame
    _humble(memory)
    importlib.import_module("bot.imaging.pixels")  # now, so that no job pays for it
    frames.write(sink, frames.pack(READY))
    _silence()
    while True:
        try:
            request: Any = frames.read(source)
        except EOFError:
            return
        frames.write(sink, _answer(**request))


def _silence() -> None:
    """What decoders say about people's files is nothing for the bot's log."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for handle in (1, 2):
        os.dup2(nowhere, handle)
    os.close(nowhere)


def _answer(function: str, args: list[Value], seconds: float) -> list[bytes]:
    _alarm(math.ceil(seconds) + _GRACE)
    try:
        return frames.pack({"value": _find(function)(*args)})
    except BadPicture as refusal:
        return frames.pack({"refused": refusal.code, "facts": refusal.facts})
    except MemoryError:
        return frames.pack({"refused": "picture.too_complex", "facts": {}})
    except Exception as error:  # noqa: BLE001 - told to the parent, which raises it there
        return frames.pack({"failed": _where(error)})
    finally:
        _alarm(0)


def _find(function: str) -> Callable[..., Value]:
    module, _, name = function.partition(":")
    found: Callable[..., Value] = getattr(importlib.import_module(module), name)
    return found


def _where(error: Exception) -> str:
    """Kind and place of an error without its words, which can quote what a person sent."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"


def _alarm(seconds: int) -> None:
    """Die after `seconds`, even when nobody is left to kill us; 0 calls it off."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _humble(memory: int) -> None:
    """Limit our memory, leave signals to the parent, step back behind it for CPU and memory."""
    for name in ("SIGINT", "SIGTERM"):  # the parent finishes its jobs first, then ends us
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    with contextlib.suppress(ImportError, OSError, ValueError):  # not on every system
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold pictures
        space = memory + MAPPED
        resource.setrlimit(resource.RLIMIT_AS, (space, space))
    with contextlib.suppress(AttributeError, OSError):
        os.nice(5)
    with contextlib.suppress(OSError):  # Linux: when memory runs out, take this process first
        Path("/proc/self/oom_score_adj").write_text("1000")


if __name__ == "__main__":
    main(int(sys.argv[1]))
