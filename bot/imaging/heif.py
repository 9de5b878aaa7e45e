"""Reads brand and size of AVIF and HEIC files from their boxes (ISO/IEC 14496-12, 23008-12)."""

from collections.abc import Iterator
from typing import NamedTuple

AVIF = frozenset({b"avif", b"avis"})
HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
HEIF = frozenset({b"mif1", b"msf1"})
_MOST_BOXES = 2_000  # a 48 MP phone photo in tiles has about 200 properties and items


class _Box(NamedTuple):
    kind: bytes
    start: int  # of the content, from the beginning of the file
    end: int


def mime(data: bytes) -> str | None:
    """The MIME type by the brands in `ftyp`, or None when no brand is a still picture's."""
    if data[4:8] != b"ftyp":
        return None
    end = min(int.from_bytes(data[:4]), 256, len(data))
    brands = {data[8:12]} | {data[at : at + 4] for at in range(16, end - 3, 4)}
    if brands & AVIF:
        return "image/avif"
    if brands & HEIC:
        return "image/heic"
    return "image/heif" if brands & HEIF else None


def size(data: bytes) -> tuple[int, int] | None:
    """Width and height of the primary item, else of the largest track, else None.

    Tiles and thumbnails have sizes of their own in the same list, so the first `ispe` won't do.
    """
    top = {box.kind: box for box in _boxes(data, 0, len(data))}
    if (meta := top.get(b"meta")) and (found := _primary(data, meta)):
        return found
    if moov := top.get(b"moov"):
        return max(_tracks(data, moov), default=None)
    return None


def _boxes(data: bytes, start: int, end: int) -> Iterator[_Box]:
    for _ in range(_MOST_BOXES):
        if start + 8 > end:
            return
        length, kind, head = int.from_bytes(data[start : start + 4]), data[start + 4 : start + 8], 8
        if length == 1:
            length, head = int.from_bytes(data[start + 8 : start + 16]), 16
        stop = start + length if length else end
        if stop < start + head:
            return
        yield _Box(kind, start + head, min(stop, end))
        start = stop


def _primary(data: bytes, meta: _Box) -> tuple[int, int] | None:
    inside = {box.kind: box for box in _boxes(data, meta.start + 4, meta.end)}
    if not (b"pitm" in inside and b"iprp" in inside):
        return None
    pitm, iprp = inside[b"pitm"], inside[b"iprp"]
    wide = 4 if data[pitm.start] else 2
    primary = int.from_bytes(data[pitm.start + 4 : pitm.start + 4 + wide])
    properties: list[_Box] = []
    mine: set[int] = set()
    for box in _boxes(data, iprp.start, iprp.end):
        if box.kind == b"ipco":
            properties = list(_boxes(data, box.start, box.end))
        elif box.kind == b"ipma":
            mine |= _associated(data, box, primary)
    for number, box in enumerate(properties, start=1):
        if number in mine and box.kind == b"ispe":
            at = box.start + 4
            return int.from_bytes(data[at : at + 4]), int.from_bytes(data[at + 4 : at + 8])
    return None


def _associated(data: bytes, ipma: _Box, item: int) -> set[int]:
    """The numbers (from 1) of the properties that belong to `item`."""
    wide_item = 4 if data[ipma.start] else 2
    wide_number = 2 if data[ipma.start + 3] & 1 else 1
    numbers = 0x7FFF if wide_number == 2 else 0x7F  # the top bit says "essential"
    at = ipma.start + 8
    for _ in range(min(int.from_bytes(data[ipma.start + 4 : at]), _MOST_BOXES)):
        owner, at = int.from_bytes(data[at : at + wide_item]), at + wide_item
        if at >= ipma.end:
            break
        after = at + 1 + data[at] * wide_number
        if owner == item:
            starts = range(at + 1, min(after, ipma.end), wide_number)
            return {int.from_bytes(data[each : each + wide_number]) & numbers for each in starts}
        at = after
    return set()


def _tracks(data: bytes, moov: _Box) -> Iterator[tuple[int, int]]:
    for trak in _boxes(data, moov.start, moov.end):
        for box in _boxes(data, trak.start, trak.end) if trak.kind == b"trak" else ():
            if box.kind == b"tkhd" and box.end - box.start >= 84:
                # 16.16 fixed point, the last two fields of the box
                yield (
                    int.from_bytes(data[box.end - 8 : box.end - 6]),
                    int.from_bytes(data[box.end - 4 : box.end - 2]),
                )
