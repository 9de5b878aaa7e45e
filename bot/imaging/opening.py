"""A person's file as pixels, within limits of size and memory. Runs in the worker.

Files are read as browsers read them: what is missing at the end, or damaged beside the picture,
does not make it unreadable.
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
_LOST = 64  # bytes at the end of a WebP that may be missing
_TRIES = 20  # frames of an animation that are looked at for one that shows something
_END_OF_JPEG = b"\xff\xd9"


@dataclass(frozen=True, slots=True)
class Opened:
    """The pixels of a file, as they lie in it: not upright yet, in the colours of its profile."""

    image: Image.Image  # L, RGB, RGBA or CMYK
    orientation: int
    profile: bytes | None

    @property
    def empty(self) -> bool:
        """Whether all of it is see-through."""
        return self.image.mode == "RGBA" and self.image.getchannel("A").getextrema()[1] == 0


def formats() -> list[str]:
    """The names of the formats that can be read here, of those that we take."""
    return [name for name in TAKEN if name not in _NEEDS or features.check(_NEEDS[name])]


def read(data: bytes, *, longest: int, room: int) -> Opened:
    """The first picture in a file, made smaller where a side is longer than `longest` pixels.

    Of an animation it is the first frame that shows something; of a TIFF, the first page.

    Args:
        data: a file, whatever it is.
        longest: pixels of the longer side at most.
        room: bytes that may be used for it.

    Raises:
        BadPicture: not a picture, or more than there is room for; with every code it has.
    """
    kind = kind_of(data)
    with _refusing_damage():
        match kind:
            case "image/jpeg":
                return _jpeg(data, longest, room)
            case "image/png":
                return _png(data, longest, room)
            case "image/webp":
                data = _whole_webp(data)
                _check_webp(data, room)
            case "image/gif":
                check_gif(data)
        return _first(data, kind, longest, room)


def target_of(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """The same shape with no side longer than `longest`."""
    width, height = size
    scale = min(1.0, longest / max(size))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _jpeg(data: bytes, longest: int, room: int) -> Opened:
    check_jpeg(data)
    try:
        return _first(data, "image/jpeg", longest, room)
    except OSError:
        found = _first(data + _END_OF_JPEG, "image/jpeg", longest, room)
        if _misses_rows(found.image):
            raise
        return found


def _png(data: bytes, longest: int, room: int) -> Opened:
    found = _first(still_png(data), "image/png", longest, room)
    if found.empty and b"acTL" in data[:4096]:
        with contextlib.suppress(*UNREADABLE, *_BOMBS):  # then there is only the still picture
            return _first(still_png(data, animated=True), "image/png", longest, room)
    return found


def _check_webp(data: bytes, room: int) -> None:
    """Before Pillow opens it, which asks for all of the memory before it tells the size."""
    size = imagesize.get(BytesIO(data), exif_rotation=False)
    check_pixels(*size)
    memory.check_unopened("image/webp", size=size, length=len(data), room=room)


def _whole_webp(data: bytes) -> bytes:
    """The file as long as it says it is: its decoder opens no other, however little is missing."""
    missing = int.from_bytes(data[4:8], "little") + 8 - len(data)
    return data + bytes(missing) if 0 < missing <= _LOST else data


def _misses_rows(image: Image.Image) -> bool:
    """Whether a JPEG that was cut ends above its last row: its decoder makes the rest grey."""
    corner = image.crop((0, image.height - 1, min(8, image.width), image.height))
    return all(126 <= value <= 130 for value in corner.tobytes())


def _first(data: bytes, kind: str, longest: int, room: int) -> Opened:
    """The first frame, or the first that shows something."""
    with _open(data, kind) as image:
        size = image.size
        check_pixels(*size)
        target = target_of(size, longest)
        image.draft(None, target)  # JPEG only: decodes at 1/2, 1/4 or 1/8 of the size
        memory.check(image, kind, size=size, length=len(data), room=room)
        found = _frame(image, target)
        for number in range(1, _TRIES if kind in _ANIMATED else 0):
            if not found.empty:
                break
            try:
                image.seek(number)
                if image.size != size:
                    break  # a frame that stands out makes its picture larger
                later = _frame(image, target)
            except (*UNREADABLE, *_BOMBS):
                break  # there are no more, or none that can be read
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
    if small is image:  # else its pixels would change with the file's next frame
        small = image.copy()
    return Opened(small, _orientation(image), profile)


def _small(image: Image.Image, target: tuple[int, int]) -> Image.Image:
    """L, RGB, RGBA or CMYK, in this size. What can be made small first is: it takes less memory."""
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
        raise BadPicture("picture.unreadable")  # nobody knows which value is white
    return image.convert("L" if image.mode == "1" else "RGB")


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except UNREADABLE:
        return 1  # garbage in the metadata does not make the picture bad


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
