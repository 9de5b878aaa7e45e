"""What the C library does with memory that is freed."""

import ctypes
import sys

KEPT = 64 * 1024**2  # bytes that stay with the process: what one 4K image in work takes
_LARGEST = 32 * 1024**2  # bytes of a block that is taken from them, the most that glibc allows
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # of malloc.h


def keep_freed_memory() -> None:
    """Let glibc keep some freed memory for the next image, instead of returning it each time.

    The system has to find and clear each page again: a third of the CPU that a 4K image takes.
    Other C libraries have no such option.
    """
    if sys.platform != "linux":
        return
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_M_MMAP_THRESHOLD, _LARGEST)
        set_option(_M_TRIM_THRESHOLD, KEPT)
