"""Decodes people's files within limits of size and memory. Runs in the worker.

As in browsers, a file with missing bytes at its end, or damage outside the pixels, is still read.
"""

import contextlib
import struct
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import imagesize  # type: ignore[import-untyped]
import pillow_heif
from PIL import AvifImagePlugin, Image, features

from bot.errors import BadPicture
from bot.imaging import memory
from bot.imaging.bombs import check_gif, check_jpeg, check_pixels, still_png
from bot.imaging.kinds import TAKEN, kind_of
from bot.imaging.values import MAX_PIXELS

Image.MAX_IMAGE_PIXELS = MAX_PIXELS  # of every frame, too
AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # each further thread costs address space, which is limited
pillow_heif.register_heif_opener()
pillow_heif.options.DECODE_THREADS = 1

_FORMATS = {
    "image/png": ["PNG"],
    "image/jpeg": ["JPEG"],
    "image/webp": ["WEBP"],
    "image/gif": ["GIF"],
    "image/avif": ["AVIF"],
    "image/heic": ["HEIF"],
    "image/heif": ["HEIF"],
    "image/tiff": ["TIFF"],
    "image/bmp": ["BMP"],
}
_NEEDS = {"AVIF": "avif", "WebP": "webp", "JPEG": "jpg", "PNG": "zlib", "TIFF": "libtiff"}
# What Pillow and its plugins raise for damaged files, by their source and by fuzzing.
UNREADABLE = (
    OSError, SyntaxError, ValueError, LookupError, ArithmeticError, TypeError, AttributeError,
    RuntimeError, AssertionError, EOFError, struct.error, zlib.error,
)  # fmt: skip

_BOMBS = (Image.DecompressionBombWarning, Image.DecompressionBombError)

_ORIENTATION = 0x0112  # EXIF tag; 1 is upright, 0 and 9 and above mean nothing
_ANIMATED = frozenset({"image/png", "image/webp", "image/gif", "image/avif"})
_MOST_MISSING = 64  # bytes that may be missing at the end of a WebP
_MOST_FRAMES = (
    20  # frames of an animation that are decoded to find one that is not fully transparent
)
_END_OF_JPEG = b"\xff\xd9"


@dataclass(frozen=True, slots=True)
class Opened:
    """The pixels of a file as stored: before its orientation and colour profile are applied."""

    image: Image.Image  # L, RGB, RGBA or CMYK
    orientation: int
    profile: bytes | None

    @property
    def empty(self) -> bool:
        """Whether every pixel is fully transparent."""
        return self.image.mode == "RGBA" and self.image.getchannel("A").getextrema()[1] == 0


def formats() -> list[str]:
    """Return those formats of `TAKEN` that this machine's libraries can decode."""
    return [name for name in TAKEN if name not in _NEEDS or features.check(_NEEDS[name])]


def read(data: bytes, *, longest: int, memory_limit: int) -> Opened:
    """Return the first picture in a file, no side longer than `longest` pixels.

    Of an animation it is the first frame that is not fully transparent; of a TIFF, the first page.

    Args:
        data: any file, of any content.
        longest: the most pixels of the longer side.
        memory_limit: bytes of memory that the worker may use.

    Raises:
        BadPicture: the file is not a picture, or exceeds a limit; see `Imaging.normalise`.
    """
    kind = kind_of(data)
    with _refusing_damage():
        match kind:
            case "image/jpeg":
                return _jpeg(data, longest, memory_limit)
            case "image/png":
                return _png(data, longest, memory_limit)
            case "image/webp":
                data = _whole_webp(data)
                _check_webp(data, memory_limit)
            case "image/gif":
                check_gif(data)
        return _first(data, kind, longest, memory_limit)


def target_of(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """Return a size of the same shape with no side longer than `longest` pixels."""
    width, height = size
    scale = min(1.0, longest / max(size))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _jpeg(data: bytes, longest: int, memory_limit: int) -> Opened:
    check_jpeg(data)
    try:
        return _first(data, "image/jpeg", longest, memory_limit)
    except OSError:
        found = _first(data + _END_OF_JPEG, "image/jpeg", longest, memory_limit)
        if _misses_rows(found.image):
            raise
        return found


def _png(data: bytes, longest: int, memory_limit: int) -> Opened:
    found = _first(still_png(data), "image/png", longest, memory_limit)
    if found.empty and b"acTL" in data[:4096]:
        with contextlib.suppress(*UNREADABLE, *_BOMBS):  # else only the still picture is used
            return _first(still_png(data, animated=True), "image/png", longest, memory_limit)
    return found


def _check_webp(data: bytes, memory_limit: int) -> None:
    """Refuse a WebP that is too large before Pillow opens it, which allocates all of its memory."""
    size = imagesize.get(BytesIO(data), exif_rotation=False)
    check_pixels(*size)
    memory.check_unopened("image/webp", size=size, length=len(data), limit=memory_limit)


def _whole_webp(data: bytes) -> bytes:
    """Return the file padded to the length in its header: its decoder requires that length."""
    missing = int.from_bytes(data[4:8], "little") + 8 - len(data)
    return data + bytes(missing) if 0 < missing <= _MOST_MISSING else data


def _misses_rows(image: Image.Image) -> bool:
    """Return whether an incomplete JPEG lacks its last rows, which its decoder fills with grey."""
    corner = image.crop((0, image.height - 1, min(8, image.width), image.height))
    return all(126 <= value <= 130 for value in corner.tobytes())


def _first(data: bytes, kind: str, longest: int, memory_limit: int) -> Opened:
    """Return the first frame that is not fully transparent, or the first frame."""
    with _open(data, kind) as image:
        size = image.size
        check_pixels(*size)
        target = target_of(size, longest)
        image.draft(None, target)  # JPEG only: decodes at 1/2, 1/4 or 1/8 of the size
        memory.check(image, kind, size=size, length=len(data), limit=memory_limit)
        found = _frame(image, target)
        for number in range(1, _MOST_FRAMES if kind in _ANIMATED else 0):
            if not found.empty:
                break
            try:
                image.seek(number)
                if image.size != size:
                    break  # a frame that reaches beyond the picture would enlarge it
                later = _frame(image, target)
            except (*UNREADABLE, *_BOMBS):
                break  # there are no more frames, or the next is damaged
            found = later if not later.empty else found
        return found


def _open(data: bytes, kind: str) -> Image.Image:
    try:
        return Image.open(BytesIO(data), formats=_FORMATS[kind])
    except _BOMBS:
        check_pixels(*imagesize.get(BytesIO(data), exif_rotation=False))
        raise


def _frame(image: Image.Image, target: tuple[int, int]) -> Opened:
    image.load()
    profile = image.info.get("icc_profile")
    small = _small(image, target)
    if small is image:  # else seeking to the next frame would change its pixels
        small = image.copy()
    return Opened(small, _orientation(image), profile)


def _small(image: Image.Image, target: tuple[int, int]) -> Image.Image:
    """Return L, RGB, RGBA or CMYK in this size; resized before converted if the mode allows."""
    if image.mode in ("P", "PA", "1") or (image.mode == "RGB" and image.has_transparency_data):
        image = _eight_bits(image)
    if image.size != target:
        image = image.resize(target, Image.Resampling.BICUBIC)
    return _eight_bits(image)


def _eight_bits(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16-bit grey; Pillow's own conversion clips it to white
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.mode in ("RGBA", "CMYK"):
        return image
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode in ("L", "RGB"):
        return image
    if image.mode == "F":
        raise BadPicture("picture.unreadable")  # floating point: which value is white is not known
    return image.convert("L" if image.mode == "1" else "RGB")


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except UNREADABLE:
        return 1  # invalid metadata does not make the picture unreadable


@contextlib.contextmanager
def _refusing_damage() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            yield
        except _BOMBS as error:
            raise BadPicture("picture.too_complex") from error
        except UNREADABLE as error:
            raise BadPicture("picture.unreadable") from error
