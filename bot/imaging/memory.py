"""How much memory workers may use, and how much decoding each kind of picture uses at most.

Measured with pictures of 8192 x 6144 pixels, each in a new worker: VmHWM minus the worker itself
and the file (docs/operating.md, "Memory for pictures").
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import BadPicture
from bot.imaging.values import MEMORY

if TYPE_CHECKING:
    from PIL import Image  # loaded in workers only

BASE = 66_000_000  # bytes of an idle worker (37 MB), of the small picture it returns, and to spare
SHARE = 0.4  # of the machine's memory, if no limit is configured
LEAST = 256_000_000  # bytes, if no limit is configured
_CGROUP_FILES = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
_COPIES = 2  # of the file: as received, and as passed to its decoder

# Bytes per pixel while a picture is made smaller, by Pillow's mode.
_PIXELS = {"1": 2.5, "L": 2.0, "I;16": 3.0, "RGB": 5.3, "CMYK": 5.3, "YCbCr": 9.2, "P": 6.3}
_MOST_PIXELS = 9.2  # with transparency
_TRANSPARENT = 5.0  # further bytes, if a palette entry or one colour is transparent
# Further bytes per pixel that a format's decoder uses.
_DECODERS = {"image/webp": 11.0, "image/avif": 4.0, "image/heic": 2.0, "image/heif": 2.0}
_COEFFICIENTS = 2.1  # bytes per pixel and channel of a progressive JPEG, kept until its last scan
_NAMES = {"image/heic": "HEIC", "image/heif": "HEIC", "image/webp": "WebP"}


def default_limit() -> int:
    """Return how many bytes all workers may use together if no limit is configured."""
    return int(min(MEMORY, max(LEAST, _machine_memory() * SHARE)))


def check(
    image: "Image.Image", kind: str, *, size: tuple[int, int], length: int, limit: int
) -> None:
    """Refuse a picture whose decoding would use more memory than allowed.

    Args:
        image: opened but not decoded.
        kind: its MIME type.
        size: width and height in pixels before `Image.draft`.
        length: bytes of the file.
        limit: bytes that the worker may use.

    Raises:
        BadPicture: picture.too_heavy (kind, megapixels, limit).
    """
    share = image.width * image.height / (size[0] * size[1])
    _refuse(kind, size, _bytes_per_pixel(image, kind, share=share), length=length, limit=limit)


def check_unopened(kind: str, *, size: tuple[int, int], length: int, limit: int) -> None:
    """Refuse a picture like `check`, for a format whose decoder allocates memory on opening.

    Raises:
        BadPicture: picture.too_heavy (kind, megapixels, limit).
    """
    _refuse(kind, size, _PIXELS["RGB"] + _DECODERS.get(kind, 0), length=length, limit=limit)


def _refuse(kind: str, size: tuple[int, int], each: float, *, length: int, limit: int) -> None:
    pixels = size[0] * size[1]
    left = limit - BASE - _COPIES * length
    if pixels * each > left:
        raise BadPicture(
            "picture.too_heavy",
            kind=_NAMES.get(kind, kind.removeprefix("image/").upper()),
            megapixels=-(-pixels // 1_000_000),
            limit=max(0, int(left / each) // 1_000_000),
        )


def _bytes_per_pixel(image: "Image.Image", kind: str, *, share: float) -> float:
    """Return the bytes used for each pixel of the file; `share` of its pixels are decoded."""
    each = _PIXELS.get(image.mode, _MOST_PIXELS)
    if image.mode in ("P", "RGB") and image.has_transparency_data:
        each += _TRANSPARENT if image.mode == "P" else 2 * _TRANSPARENT
    each = each * share + _DECODERS.get(kind, 0)
    if image.info.get("progressive"):
        each += _COEFFICIENTS * len(image.getbands())
    return each


def _machine_memory() -> int:
    """Return the bytes of memory of the machine, or of the container if that has less."""
    found = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for file in _CGROUP_FILES:
        try:
            found.append(int(Path(file).read_text()))
        except (OSError, ValueError):  # no such file, or "max"
            continue
    return min(found)
