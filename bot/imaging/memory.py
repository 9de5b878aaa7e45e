"""How much memory a worker may take, and how much each kind of picture takes at its worst.

Measured with pictures of 8192 x 6144 pixels, each in a fresh worker: VmHWM less the worker itself
and the file (docs/operating.md, "Memory for pictures").
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import BadPicture

if TYPE_CHECKING:
    from PIL import Image  # loaded in workers only

BASE = 60_000_000  # bytes of a worker that does nothing, and of the small picture it returns
SHARE = 0.4  # of the machine's memory, where nothing is set
LEAST, MOST = 256_000_000, 1_500_000_000  # bytes, where nothing is set
_GROUPS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
_COPIES = 2  # of the file: as it came, and as its decoder gets it

# Bytes per pixel while a picture is made smaller, by how Pillow calls its pixels.
_PIXELS = {"1": 2.5, "L": 2.0, "I;16": 3.0, "RGB": 5.2, "CMYK": 5.2, "YCbCr": 9.2, "P": 6.3}
_MOST_PIXELS = 9.2  # with transparency
_SEEN_THROUGH = 5.0  # more, where a palette or one colour is transparent
# Bytes per pixel that a format's decoder holds besides.
_DECODERS = {"image/webp": 11.0, "image/avif": 4.0, "image/heic": 2.0, "image/heif": 2.0}
_COEFFICIENTS = 2.1  # bytes per pixel and channel of a progressive JPEG, kept until its last scan
_CALLED = {"image/heic": "HEIC", "image/heif": "HEIC", "image/webp": "WebP"}


def spare() -> int:
    """Bytes that the workers may take together on this machine, or in this container."""
    return int(min(MOST, max(LEAST, _machine() * SHARE)))


def check(
    image: "Image.Image", kind: str, *, size: tuple[int, int], length: int, room: int
) -> None:
    """Refuse a picture that would take more memory than there is room for.

    Args:
        image: opened, and not decoded yet.
        kind: its MIME type.
        size: width and height in pixels before `Image.draft`.
        length: bytes of the file.
        room: bytes.

    Raises:
        BadPicture: picture.too_heavy (kind, megapixels, limit).
    """
    share = image.width * image.height / (size[0] * size[1])
    _refuse(kind, size, _each(image, kind, share=share), length=length, room=room)


def check_unopened(kind: str, *, size: tuple[int, int], length: int, room: int) -> None:
    """The same for a format whose decoder asks for its memory when it is opened."""
    _refuse(kind, size, _PIXELS["RGB"] + _DECODERS.get(kind, 0), length=length, room=room)


def _refuse(kind: str, size: tuple[int, int], each: float, *, length: int, room: int) -> None:
    pixels = size[0] * size[1]
    left = room - BASE - _COPIES * length
    if pixels * each > left:
        raise BadPicture(
            "picture.too_heavy",
            kind=_CALLED.get(kind, kind.removeprefix("image/").upper()),
            megapixels=-(-pixels // 1_000_000),
            limit=max(0, int(left / each) // 1_000_000),
        )


def _each(image: "Image.Image", kind: str, *, share: float) -> float:
    """Bytes for each pixel; `share` of them are decoded."""
    each = _PIXELS.get(image.mode, _MOST_PIXELS)
    if image.mode in ("P", "RGB") and image.has_transparency_data:
        each += _SEEN_THROUGH if image.mode == "P" else 2 * _SEEN_THROUGH
    each = each * share + _DECODERS.get(kind, 0)
    if image.info.get("progressive"):
        each += _COEFFICIENTS * len(image.getbands())
    return each


def _machine() -> int:
    """Bytes of memory of the machine, or of the container where that has less."""
    found = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for file in _GROUPS:
        try:
            found.append(int(Path(file).read_text()))
        except (OSError, ValueError):  # no such file, or "max"
            continue
    return min(found)
