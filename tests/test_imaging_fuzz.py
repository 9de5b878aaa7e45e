"""Random and damaged files: whatever the bytes, they become a picture or a refusal."""

import contextlib
import io
import struct

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.errors import BadPicture
from bot.imaging import Picture, bombs, kinds, pixels

from .test_imaging import REFUSED, TAKEN, box, chunk, encoded, heic

SEEDS = [data for data in TAKEN.values() if len(data) < 20_000]
SEEDS += [data for data, _ in REFUSED.values() if 0 < len(data) < 20_000]
SEEDS += [
    encoded(Image.new("RGB", (9, 7), "red"), name) for name in ("AVIF", "HEIF", "TIFF", "BMP")
]
SEEDS += [heic(64, 48), heic(64, 48) + bytes(100)]
SOME = settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

numbers = st.sampled_from([0, 1, 2, 7, 8, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 2**31 - 1, 2**32 - 1])
words = st.sampled_from(
    b"ftyp meta pitm iprp ipco ipma ispe iloc iinf moov trak tkhd avif heic mif1 IHDR IDAT iCCP "
    b"eXIf acTL fcTL fdAT tRNS VP8L VP8X ANIM ANMF ALPH EXIF".split()
)
bodies = st.one_of(st.binary(max_size=40), numbers.map(lambda n: struct.pack(">I", n)))


@st.composite
def mutated(draw) -> bytes:
    """A real file, cut, with bytes changed, pieces moved, lengths that are none."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(
            st.integers(0, max(0, min(len(data) - 1, draw(st.sampled_from([64, 600, 20_000])))))
        )
        match draw(st.integers(0, 4)):
            case 0:
                data[at : at + 1] = draw(st.binary(min_size=1, max_size=1))
            case 1:
                data[at : at + 4] = struct.pack(">I", draw(numbers))
            case 2:
                data[at : at + draw(st.integers(0, 50))] = b""
            case 3:
                data[at:at] = draw(words | bodies)
            case 4:
                del data[at:]
    return bytes(data)


boxes = st.recursive(
    st.builds(box, words, bodies),
    lambda inner: st.builds(
        lambda kind, head, parts: box(kind, head + b"".join(parts)),
        words,
        st.sampled_from([b"", bytes(4)]),
        st.lists(inner, max_size=5),
    ),
    max_leaves=12,
)
isobmff = st.builds(
    lambda brand, parts: box(b"ftyp", brand + b"\0\0\0\0mif1" + brand) + b"".join(parts),
    st.sampled_from([b"avif", b"heic", b"mif1", b"avis"]),
    st.lists(boxes, max_size=5),
)
pngs = st.lists(st.builds(chunk, words, bodies), max_size=8).map(
    lambda chunks: b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
)
segments = st.builds(
    lambda marker, body: b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body,
    st.integers(1, 0xFE),
    st.binary(max_size=20),
)
jpegs = st.lists(segments | st.binary(max_size=9), max_size=9).map(
    lambda parts: b"\xff\xd8\xff" + b"".join(parts)
)
gifs = st.builds(
    lambda head, parts: b"GIF89a" + head + b"".join(parts),
    st.binary(min_size=7, max_size=7),
    st.lists(st.binary(max_size=9).map(lambda b: b"!\xf9" + b) | st.just(b","), max_size=9),
)
tiffs = st.builds(
    lambda order, entries: (
        (b"II*\0" if order == "<" else b"MM\0*")
        + struct.pack(order + "IH", 8, len(entries))
        + b"".join(struct.pack(order + "HHII", *entry) for entry in entries)
    ),
    st.sampled_from("<>"),
    st.lists(st.tuples(st.integers(254, 340), st.integers(0, 13), numbers, numbers), max_size=12),
)


def tried(data: bytes) -> None:
    """Anything but a picture and BadPicture is a bug of ours."""
    with contextlib.suppress(BadPicture):
        picture = pixels.normalise(data, 512, 256_000_000)
        assert isinstance(picture, Picture)
        assert Image.open(io.BytesIO(picture.data)).size == (picture.width, picture.height)


@given(mutated())
@SOME
def test_a_damaged_file_gets_a_picture_or_a_refusal(data):
    tried(data)


@given(st.one_of(isobmff, pngs, jpegs, gifs, tiffs))
@SOME
def test_a_file_that_only_looks_like_one_gets_a_picture_or_a_refusal(data):
    tried(data)


@given(st.binary(max_size=300))
@SOME
def test_what_is_read_in_the_bots_own_process_never_fails(data):
    kinds.sniff(data)
    kinds.is_complete(data)
    for start in (b"", b"\xff\xd8\xff", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\0\0\0\x20ftypavif"):
        for check in (kinds.kind_of, bombs.check_jpeg, bombs.check_gif, bombs.still_png):
            with contextlib.suppress(BadPicture):
                check(start + data)


@pytest.mark.parametrize("data", SEEDS, ids=range(len(SEEDS)))
def test_a_file_that_is_cut_anywhere_gets_a_picture_or_a_refusal(data):
    for at in range(0, len(data), max(1, len(data) // 40)):
        tried(data[:at])
