"""Says from the header alone what a file is and how large, and turns away what would hurt.

No pixel is decoded and Pillow is not imported: a good photo takes microseconds, the worst file a
few milliseconds. What passes here is still decoded in a process of its own (`bot.imaging.worker`).
"""

import re
from collections.abc import Callable, Iterator
from importlib.util import find_spec

from bot.errors import BadPicture
from bot.imaging import heif
from bot.imaging.values import MAX_BYTES, MAX_PIXELS, Probed

MAX_SCAN_PIXELS = 600_000_000  # scans x pixels; each scan of a progressive JPEG passes over all
GLANCE = 2_000_000  # coded bytes of a JPEG read here, in 15 ms at worst; the worker reads on
MAX_SEGMENTS = 2_000  # of a JPEG; 25 MB of extended XMP in 64 KB pieces make 400
MAX_CHUNKS = 16_384  # of a PNG; libpng's 8 KB pieces make 6,100 of 50 MB

# Formats that people do send and that we do not take, so that the answer can name them.
_STRANGERS: tuple[tuple[bytes, str], ...] = (
    (b"8BPS", "PSD"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
    (b"%!PS", "EPS"),
    (b"\xc5\xd0\xd3\xc6", "EPS"),
    (b"%PDF", "PDF"),
    (b"BM", "BMP"),
    (b"\0\0\1\0", "ICO"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"\x1aE\xdf\xa3", "video"),
)


def sniff(data: bytes) -> str | None:
    """The MIME type by content (PNG, JPEG, WebP, GIF, AVIF, HEIC, HEIF), or None."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return "image/gif"
    return heif.mime(data)


def probe(data: bytes) -> Probed:
    """Type and size of a picture by its header.

    Raises:
        BadPicture: picture.empty; picture.too_large (megabytes, limit); picture.format (kind);
            picture.too_many_pixels (megapixels, limit); picture.too_complex, for a JPEG with more
            scans or a PNG with more chunks than any honest one; picture.unreadable, all else.
    """
    if not data:
        raise BadPicture("picture.empty")
    if len(data) > MAX_BYTES:
        megabytes = round(len(data) / 1e6, 1)
        raise BadPicture("picture.too_large", megabytes=megabytes, limit=MAX_BYTES // 1_000_000)
    mime = sniff(data)
    if mime is None:
        raise _stranger(data)
    if mime in ("image/heic", "image/heif") and not find_spec("pillow_heif"):
        raise BadPicture("picture.format", kind="HEIC")
    width, height = _SIZES[mime](data)
    if not (width and height):
        raise BadPicture("picture.unreadable")
    check_pixels(width, height)
    if mime == "image/jpeg":
        check_scans(data, width * height, within=GLANCE)
    elif mime == "image/png":
        _check_chunks(data)
    return Probed(mime, width, height)


def complete(data: bytes) -> bool:
    """Whether a picture ends as its format says it must; a cut one does not. Nothing is decoded."""
    match sniff(data):
        case "image/png":
            return data.rfind(b"IEND") > 0
        case "image/jpeg":
            return data.rfind(b"\xff\xd9") > 0
        case "image/webp":
            return len(data) >= int.from_bytes(data[4:8], "little") + 8
        case _:
            return True


def check_pixels(width: int, height: int) -> None:
    """Raise picture.too_many_pixels above the limit."""
    if width * height > MAX_PIXELS:
        # Rounded up, so that nobody reads "50 megapixels, the limit is 50".
        megapixels = -(-width * height // 1_000_000)
        raise BadPicture(
            "picture.too_many_pixels", megapixels=megapixels, limit=MAX_PIXELS // 1_000_000
        )


def check_scans(data: bytes, pixels: int, *, within: int) -> None:
    """Raise picture.too_complex for a JPEG whose scans would take seconds.

    `within` bytes are searched for scans, at up to 8 ns a byte.
    """
    progressive, components, scans = False, b"", 0
    for marker, at in _segments(data, within):
        if marker in _FRAMES:
            progressive, components = marker & 3 == 2, data[at + 7 : at + 8]
        elif marker == _SCAN:
            if not progressive and data[at + 2 : at + 3] == components:
                return  # one scan holds all; decoders stop after it
            scans += 1
            if scans * pixels > MAX_SCAN_PIXELS:
                raise BadPicture("picture.too_complex")


def _stranger(data: bytes) -> BadPicture:
    for start, kind in _STRANGERS:
        if data.startswith(start):
            return BadPicture("picture.format", kind=kind)
    if data[4:8] == b"ftyp":
        return BadPicture("picture.format", kind="video")
    text = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    declared = text.startswith((b"<?xml", b"<!--", b"<!doctype svg")) and b"<svg" in text
    if text.startswith(b"<svg") or declared:
        return BadPicture("picture.format", kind="SVG")
    return BadPicture("picture.unreadable")


def _png_size(data: bytes) -> tuple[int, int]:
    if data[12:16] != b"IHDR":
        return 0, 0
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def _gif_size(data: bytes) -> tuple[int, int]:
    return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")


def _webp_size(data: bytes) -> tuple[int, int]:
    """Canvas size from the first chunk: lossy (RFC 6386), lossless or extended (RFC 9649)."""
    kind = data[12:16]
    if len(data) < 30 and not (kind == b"VP8L" and len(data) >= 25):
        return 0, 0
    if kind == b"VP8 ":
        width, height = (int.from_bytes(data[at : at + 2], "little") for at in (26, 28))
        return width & 0x3FFF, height & 0x3FFF  # the top two bits are a scaling hint
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        width, height = (int.from_bytes(data[at : at + 3], "little") for at in (24, 27))
        return width + 1, height + 1
    return 0, 0


def _heif_size(data: bytes) -> tuple[int, int]:
    return heif.size(data) or (0, 0)


# Start of frame, all kinds; C4, C8 and CC in the same range are tables.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN, _END = 0xDA, 0xD9
_BARE = frozenset({0x01, 0xD8})  # markers without a length
# After a scan's header come coded bytes; FF 00 is an escaped FF in them, FF D0-D7 a restart.
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def _segments(data: bytes, within: int) -> Iterator[tuple[int, int]]:
    """Marker and place of every segment up to the first end of image.

    `within` bytes are searched for markers; what segments hold is skipped and not counted.
    """
    at = 2
    for _ in range(MAX_SEGMENTS):
        found = _MARKER.search(data, at, at + within)
        if found is None:
            return
        within -= found.end() - at
        at = found.end()
        marker = data[at - 1]
        if marker == _END:
            return
        if marker not in _BARE:
            yield marker, at
            at += int.from_bytes(data[at : at + 2])
    raise BadPicture("picture.too_complex")


def _jpeg_size(data: bytes) -> tuple[int, int]:
    for marker, at in _segments(data, GLANCE):
        if marker in _FRAMES:
            height, width = (int.from_bytes(data[each : each + 2]) for each in (at + 3, at + 5))
            return width, height
    return 0, 0


def _check_chunks(data: bytes) -> None:
    at = 8
    for _ in range(MAX_CHUNKS):
        if data[at + 4 : at + 8] in (b"IEND", b""):
            return
        at += 12 + int.from_bytes(data[at : at + 4])
    raise BadPicture("picture.too_complex")


_SIZES: dict[str, Callable[[bytes], tuple[int, int]]] = {
    "image/png": _png_size,
    "image/jpeg": _jpeg_size,
    "image/webp": _webp_size,
    "image/gif": _gif_size,
    "image/avif": _heif_size,
    "image/heic": _heif_size,
    "image/heif": _heif_size,
}
