"""Where files keep their XMP packet: found, and put in without touching anything else.

Nothing is decoded, so that pixels stay as they are. PNG: an iTXt chunk; JPEG: an APP1 segment;
WebP: a chunk at the end, announced by the extended header. A file that is signed (C2PA) is left
alone: its signature covers every byte, and says itself that the picture is AI-generated.
"""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.imaging import xmp
from bot.imaging.kinds import sniff

MAX_PIECES = 20_000  # chunks or segments of a file; libpng's 8 KB pieces make 6,100 of 50 MB

_PNG_XMP = b"XML:com.adobe.xmp\0"
_PNG_PLAIN = _PNG_XMP + b"\0\0\0\0"  # not compressed, no language, no translated keyword
_PNG_SIGNED = b"caBX"
_JPEG_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_APP0, _APP1, _APP11, _SCAN = 0xE0, 0xE1, 0xEB, 0xDA
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
_ALPHA, _HAS_XMP = 0x10, 0x04  # flags of WebP's extended header

Piece = bytes | memoryview
Packet = Callable[[bytes], bytes]
"""Makes a packet from the one that a file has, which may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """Where a file's packet is, or would be."""

    at: int  # where a new one goes
    cut: Sequence[tuple[int, int]] = ()  # what holds the old ones
    packet: bytes = b""  # the first of these
    signed: bool = False


class _Unclear(ValueError):
    """The file's structure is not what its format says."""


def with_packet(data: bytes, packet: Packet) -> bytes:
    """Return a picture's file with a packet; the same bytes where it can't have one.

    Args:
        data: a file of any content; it is copied once.
        packet: makes the packet.
    """
    put = {"image/png": _in_png, "image/jpeg": _in_jpeg, "image/webp": _in_webp}.get(
        sniff(data) or ""
    )
    if put is None:
        return data
    try:
        pieces = put(data, packet)
    except _Unclear:
        return data
    return b"".join(pieces) if pieces else data


def packet_in(data: bytes) -> bytes:
    """Return the packet in a file of any content; empty if there is none."""
    lay_out = {"image/png": _png, "image/jpeg": _jpeg, "image/webp": _webp}.get(sniff(data) or "")
    try:
        return lay_out(data).packet if lay_out else b""
    except _Unclear:
        return b""


def recipe_in(data: bytes) -> dict[str, str]:
    """Return what a file says of its recipe, by the names of the fields. Runs in the worker."""
    return dict(xmp.read(packet_in(data)) or {})


def _png(data: bytes) -> _Layout:
    at, packet, signed = 8, b"", False
    cut: list[tuple[int, int]] = []
    for _ in range(MAX_PIECES):
        length, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(data) or (at == 8) != (kind == b"IHDR"):
            raise _Unclear
        if kind == b"iTXt" and data.startswith(_PNG_XMP, at + 8):
            packet = packet or _plain_text(data[at + 8 : min(end - 4, at + 8 + 2 * xmp.MAX_PACKET)])
            cut.append((at, end))
        signed = signed or kind == _PNG_SIGNED
        if kind == b"IEND":
            return _Layout(at=8 + 25, cut=cut, packet=packet, signed=signed)  # after the header
        at = end
    raise _Unclear


def _plain_text(chunk: bytes) -> bytes:
    """Return an iTXt chunk's text; none where it is compressed, which no one needs to do."""
    if chunk[len(_PNG_XMP) : len(_PNG_XMP) + 1] != b"\0":
        return b""
    fields = chunk[len(_PNG_XMP) + 2 :].split(b"\0", 2)  # language, translated keyword, text
    return fields[2] if len(fields) == 3 else b""


def _in_png(data: bytes, make: Packet) -> Sequence[Piece]:
    found = _png(data)
    body = b"iTXt" + _PNG_PLAIN + make(found.packet)
    chunk = (len(body) - 4).to_bytes(4) + body + zlib.crc32(body).to_bytes(4)
    return () if found.signed else _spliced(data, found, chunk)


def _jpeg(data: bytes) -> _Layout:
    at, after, packet, signed = 2, 2, b"", False
    cut: list[tuple[int, int]] = []
    for _ in range(MAX_PIECES):
        if data[at : at + 1] != b"\xff" or at + 4 > len(data):
            raise _Unclear
        marker = data[at + 1]
        if marker == 0xFF or marker in _BARE:  # filling, or a marker alone
            at += 1 if marker == 0xFF else 2
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if marker == _SCAN:
            return _Layout(at=after, cut=cut, packet=packet, signed=signed)
        if end < at + 4 or end > len(data):
            raise _Unclear
        if marker == _APP1 and data.startswith(_JPEG_XMP, at + 4):
            packet = packet or data[at + 4 + len(_JPEG_XMP) : end]
            cut.append((at, end))
        elif marker in {_APP0, _APP1} and after == at:  # JFIF's and EXIF's must come first
            after = end
        signed = signed or (marker == _APP11 and b"jumb" in data[at + 4 : min(end, at + 64)])
        at = end
    raise _Unclear


def _in_jpeg(data: bytes, make: Packet) -> Sequence[Piece]:
    found = _jpeg(data)
    body = _JPEG_XMP + make(found.packet)
    segment = b"\xff\xe1" + (len(body) + 2).to_bytes(2) + body
    return () if found.signed else _spliced(data, found, segment)


def _webp(data: bytes) -> _Layout:
    whole = int.from_bytes(data[4:8], "little") + 8
    at, packet, signed = 12, b"", False
    cut: list[tuple[int, int]] = []
    for _ in range(MAX_PIECES):
        if at == whole:
            return _Layout(at=whole, cut=cut, packet=packet, signed=signed)
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + length + length % 2
        if end > whole or end > len(data):
            raise _Unclear
        if data[at : at + 4] == b"XMP ":
            packet = packet or data[at + 8 : at + 8 + min(length, xmp.MAX_PACKET + 1)]
            cut.append((at, end))
        signed = signed or data[at : at + 4] == b"C2PA"
        at = end
    raise _Unclear


def _in_webp(data: bytes, make: Packet) -> Sequence[Piece]:
    found = _webp(data)
    body = make(found.packet)
    chunk = b"XMP " + len(body).to_bytes(4, "little") + body + bytes(len(body) % 2)
    extended = data[12:20] == b"VP8X" + (10).to_bytes(4, "little")
    header = bytearray(data[12:30] if extended else _extended_header(data))
    header[8] |= _HAS_XMP
    pieces = [bytes(header), *_spliced(data, found, chunk, start=30 if extended else 12)]
    size = 4 + sum(map(len, pieces))
    beginning = b"RIFF" + size.to_bytes(4, "little") + b"WEBP"
    return () if found.signed else (beginning, *pieces)


def _extended_header(data: bytes) -> bytes:
    """Return the chunk that must begin a WebP with metadata, for one that has none.

    Its size and alpha are in the bits that the pixels' chunk begins with (RFC 6386, RFC 9649).
    """
    if data[12:16] == b"VP8L" and data[20:21] == b"\x2f":
        bits = int.from_bytes(data[21:25], "little")
        size, alpha = (bits & 0x3FFF, bits >> 14 & 0x3FFF), bits >> 28 & 1  # less one, both
    elif data[12:16] == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = (int.from_bytes(data[at : at + 2], "little") & 0x3FFF for at in (26, 28))
        size, alpha = (width - 1, height - 1), 0
    else:
        raise _Unclear
    if min(size) < 0:
        raise _Unclear
    flags = bytes((_ALPHA * alpha, 0, 0, 0))
    return (
        b"VP8X"
        + (10).to_bytes(4, "little")
        + flags
        + b"".join(n.to_bytes(3, "little") for n in size)
    )


def _spliced(data: bytes, found: _Layout, new: bytes, *, start: int = 0) -> list[Piece]:
    """Return a file's pieces from `start`: with what is new, without what it replaces."""
    view, at = memoryview(data), start
    pieces: list[Piece] = []
    for begin, end in sorted([*found.cut, (found.at, found.at)]):
        pieces.append(view[at:begin])
        if begin == end:
            pieces.append(new)
        at = end
    last = int.from_bytes(data[4:8], "little") + 8 if data.startswith(b"RIFF") else len(data)
    return [*pieces, view[at:last]]
