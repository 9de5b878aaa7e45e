"""Detects decompression bombs: small files that take minutes to decode. Runs in the worker."""

import re
import zlib
from collections.abc import Iterator

from bot.errors import BadPicture
from bot.imaging.values import MAX_PIXELS

MAX_SCAN_PIXELS = 600_000_000  # scans x pixels; each scan of a progressive JPEG passes over all
MAX_SEGMENTS = 2_000  # of a JPEG; 25 MB of extended XMP in 64 KB pieces make 400
MAX_CHUNKS = 16_384  # of a PNG; libpng's 8 KB pieces make 6,100 of 50 MB
MAX_BLOCKS = 20_000  # of a GIF before its first frame; 5 MB of texts in it make that many
MAX_PROFILE = 1 << 20  # bytes; printers' profiles have 500 KB to 1 MB

# PNG chunks that say something about the pixels of the still picture. Texts are left out: they
# can be bombs, and hold prompts and places. So are the later frames of animations.
_STILL = frozenset(
    {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"eXIf"}
)
_FRAMES_OF_PNG = frozenset({b"acTL", b"fcTL", b"fdAT"})
_END_OF_PNG = b"\0\0\0\0IEND\xaeB`\x82"

# Start of frame, all kinds; C4, C8 and CC in the same range are tables.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN, _END = 0xDA, 0xD9
_BARE = frozenset({0x01, 0xD8})  # markers without a length
# After a scan's header come coded bytes; FF 00 is an escaped FF in them, FF D0-D7 a restart.
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def check_pixels(width: int, height: int) -> None:
    """Raise picture.too_many_pixels if there are more than `MAX_PIXELS`."""
    if width * height > MAX_PIXELS:
        # Rounded up, so that no message says "50 megapixels, the limit is 50".
        megapixels = -(-width * height // 1_000_000)
        raise BadPicture(
            "picture.too_many_pixels", megapixels=megapixels, limit=MAX_PIXELS // 1_000_000
        )


def check_jpeg(data: bytes) -> None:
    """Refuse a JPEG that has too many pixels, or whose scans would take seconds to decode.

    Raises:
        BadPicture: picture.too_many_pixels, picture.too_complex, or picture.unreadable if no
            frame comes before the first scan.
    """
    progressive, components, pixels, scans = False, b"", 0, 0
    for marker, at in _segments(data):
        if marker in _FRAMES:
            height, width = (int.from_bytes(data[each : each + 2]) for each in (at + 3, at + 5))
            check_pixels(width, height)
            progressive, components = marker & 3 == 2, data[at + 7 : at + 8]
            pixels = width * height
        elif marker == _SCAN:
            if not progressive and data[at + 2 : at + 3] == components:
                break  # one scan has all components; decoders stop after it
            scans += 1
            if scans * pixels > MAX_SCAN_PIXELS:
                raise BadPicture("picture.too_complex")
    if not pixels:
        raise BadPicture("picture.unreadable")


def check_gif(data: bytes) -> None:
    """Refuse a GIF that has too many pixels, or too many blocks before its first frame.

    Raises:
        BadPicture: picture.too_many_pixels, picture.too_complex.
    """
    check_pixels(*(int.from_bytes(data[at : at + 2], "little") for at in (6, 8)))
    palette = 3 << (data[10] & 7) + 1 if data[10:11] and data[10] & 0x80 else 0
    at = 13 + palette
    for _ in range(MAX_BLOCKS):
        if data[at : at + 1] not in (b"!", b"\0"):
            return  # a frame, the end, or nothing we know
        at += 2 if data[at] else 1
        for _ in range(MAX_BLOCKS):
            length = int.from_bytes(data[at : at + 1])
            at += 1 + length
            if not length:
                break
        else:
            raise BadPicture("picture.too_complex")
    raise BadPicture("picture.too_complex")


def still_png(data: bytes, *, animated: bool = False) -> bytes:
    """Return a PNG without damaged chunks and those that don't affect the still picture.

    As in browsers, a wrong checksum is an error only in critical chunks.

    Args:
        data: begins with PNG's signature.
        animated: keep the frames of an animation, too.

    Raises:
        BadPicture: picture.too_complex, if it has more than `MAX_CHUNKS`.
    """
    wanted = _STILL | _FRAMES_OF_PNG if animated else _STILL
    view, at = memoryview(data), 8
    kept: list[bytes | memoryview] = [data[:8]]
    for _ in range(MAX_CHUNKS):
        end = at + 12 + int.from_bytes(data[at : at + 4])
        kind = data[at + 4 : at + 8]
        if kind in (b"IEND", b"") or len(kind) < 4:
            return b"".join([*kept, _END_OF_PNG])
        if end > len(data) and kind == b"IDAT":  # incomplete; the rest may be enough to show it
            kept += _chunk(kind, data[at + 8 :])
        elif kind in wanted and _usable(view[at:end], kind):
            kept.append(view[at:end])
        at = end
    raise BadPicture("picture.too_complex")


def _chunk(kind: bytes, body: bytes) -> list[bytes]:
    return [len(body).to_bytes(4), kind, body, zlib.crc32(body, zlib.crc32(kind)).to_bytes(4)]


def _usable(chunk: memoryview, kind: bytes) -> bool:
    if kind[0] & 0x20 == 0:  # a capital letter: critical, and the decoder checks it itself
        return True
    if zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:]):
        return False
    return kind != b"iCCP" or not _is_bomb(bytes(chunk[8:-4]))


def _is_bomb(profile: bytes) -> bool:
    _, _, packed = profile.partition(b"\0")
    unpack = zlib.decompressobj()
    try:
        unpack.decompress(packed[1:], MAX_PROFILE)  # after the byte that names the method
    except zlib.error:
        return True  # not a bomb, but not a profile either: left out, too
    return bool(unpack.unconsumed_tail)


def _segments(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield marker and offset of every segment up to the first end of image."""
    at = 2
    for _ in range(MAX_SEGMENTS):
        found = _MARKER.search(data, at)
        if found is None:
            return
        at = found.end()
        marker = data[at - 1]
        if marker == _END:
            return
        if marker not in _BARE:
            yield marker, at
            at += int.from_bytes(data[at : at + 2])
    raise BadPicture("picture.too_complex")
