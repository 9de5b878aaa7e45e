"""Pixels in, pixels out: the only module that imports Pillow. Runs in the worker.

Every function here is pure: encoded bytes in, a `Picture` out, `BadPicture` for what cannot be
read. Files are untrusted: call these through `bot.imaging.Imaging`, never in the bot's process.
"""

import contextlib
import struct
import warnings
import zlib
from collections.abc import Iterator
from io import BytesIO

from PIL import AvifImagePlugin, Image, ImageCms

from bot.errors import BadPicture
from bot.imaging.probe import check_pixels, check_scans
from bot.imaging.values import LONGEST, MAX_PIXELS, Picture

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # each further thread costs address space, which is limited

_FORMATS = ["PNG", "JPEG", "WEBP", "GIF", "AVIF"]
with contextlib.suppress(ImportError):
    import pillow_heif  # type: ignore[import-not-found, unused-ignore]

    pillow_heif.register_heif_opener()
    _FORMATS.append("HEIF")

# What Pillow and its plugins raise for damaged files, by their source and by fuzzing.
_UNREADABLE = (
    OSError, SyntaxError, ValueError, LookupError, ArithmeticError, TypeError, AttributeError,
    RuntimeError, AssertionError, EOFError, struct.error, zlib.error,
)  # fmt: skip

_ORIENTATION = 0x0112  # EXIF tag; 1 is upright, 0 and 9 and above mean nothing
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SRGB = ImageCms.createProfile("sRGB")
_MAX_PROFILE = 1 << 20  # bytes; printers' profiles have 500 KB to 1 MB
# PNG chunks that say something about the pixels of the still picture. Texts are left out: they
# can be bombs, and hold prompts and places. So are the later frames of animations.
_PNG_CHUNKS = frozenset(
    {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"eXIf"}
)
# What `fit` tries at each size before halving: format and quality.
_OPAQUE = (("JPEG", 95), ("JPEG", 88), ("JPEG", 80))
_WITH_ALPHA = (("WEBP", 90), ("WEBP", 75))


def normalise(data: bytes, longest: int = LONGEST) -> Picture:
    """The first frame upright, in sRGB, at most `longest` px a side, without any metadata.

    JPEG at quality 90, or PNG at level 1 where something is transparent (level 6 takes six times
    as long for a tenth less).
    """
    image = _decode(data, longest)
    if image.mode == "RGBA":
        return _encode(image, "PNG", compress_level=1)
    return _encode(image, "JPEG", quality=90)


def fit(data: bytes, limit: int) -> Picture:
    """The picture re-encoded in at most `limit` bytes, at full size while quality allows it.

    JPEG at falling quality, or WebP where something is transparent; then half the width and
    height, and so on.

    Raises:
        BadPicture: picture.too_large, when not even one pixel fits; or not a picture.
    """
    image = _decode(data, MAX_PIXELS)  # no side can be longer
    while True:
        for name, quality in _WITH_ALPHA if image.mode == "RGBA" else _OPAQUE:
            picture = _try_encode(image, name, quality)
            if picture and len(picture.data) <= limit:
                return picture
        longest = max(image.size) // 2
        if not longest:
            megabytes = round(len(data) / 1e6, 1)
            raise BadPicture("picture.too_large", megabytes=megabytes, limit=limit / 1e6)
        image = image.resize(_within(image.size, longest), Image.Resampling.BICUBIC)


def _decode(data: bytes, longest: int) -> Image.Image:
    """RGB, or RGBA where something is transparent."""
    if data.startswith(b"\x89PNG"):
        data = _still_png(data)
    with _refusing_damage(), Image.open(BytesIO(data), formats=_FORMATS) as image:
        check_pixels(*image.size)
        if image.format in ("JPEG", "MPO"):
            check_scans(data, image.width * image.height, within=len(data))
        target = _within(image.size, longest)
        image.draft(None, target)  # JPEG only: decodes at 1/2, 1/4 or 1/8 of the size
        image.load()
        turn = _UPRIGHT.get(_orientation(image))
        profile = image.info.get("icc_profile")
        plain = _eight_bits(image)
    if plain.size != target:
        plain = plain.resize(target, Image.Resampling.BICUBIC)
    if turn is not None:
        plain = plain.transpose(turn)
    plain = _without_needless_alpha(_srgb(plain, profile))
    plain.info.clear()  # Pillow writes profile and comment from here when it saves
    return plain


@contextlib.contextmanager
def _refusing_damage() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            yield
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise BadPicture("picture.too_complex") from error
        except _UNREADABLE as error:
            raise BadPicture("picture.unreadable") from error


def _within(size: tuple[int, int], longest: int) -> tuple[int, int]:
    width, height = size
    scale = min(1.0, longest / max(size))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except _UNREADABLE:
        return 1  # garbage in the metadata does not make the picture bad


def _eight_bits(image: Image.Image) -> Image.Image:
    """L, RGB, RGBA or CMYK, whatever it was."""
    if image.mode.startswith("I"):  # 16-bit grey; Pillow's own conversion clips it to white
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode in ("L", "RGB", "CMYK"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB or RGBA in sRGB; a profile that is broken or meant for other pixels is ignored."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode=mode)
        except (ImageCms.PyCMSError, *_UNREADABLE):
            converted = None
        if converted is not None:
            return converted
    return image.convert(mode)


def _without_needless_alpha(image: Image.Image) -> Image.Image:
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        return image.convert("RGB")
    return image


def _try_encode(image: Image.Image, name: str, quality: int) -> Picture | None:
    try:
        return _encode(image, name, quality=quality, method=2)
    except (OSError, ValueError):
        return None  # JPEG ends at 65,500 px a side, WebP at 16,383 px or where much is going on


def _encode(image: Image.Image, name: str, **options: int) -> Picture:
    out = BytesIO()
    image.save(out, name, **options)
    return Picture(out.getvalue(), Image.MIME[name], *image.size)


def _still_png(data: bytes) -> bytes:
    """The same PNG without the chunks that do not shape the still picture."""
    view, at = memoryview(data), 8
    kept: list[bytes | memoryview] = [data[:8]]
    while at + 8 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4])
        kind = data[at + 4 : at + 8]
        if kind in _PNG_CHUNKS and not (kind == b"iCCP" and _is_bomb(data[at + 8 : end - 4])):
            kept.append(view[at:end])
        if kind == b"IEND":
            break
        at = end
    return b"".join(kept)


def _is_bomb(profile: bytes) -> bool:
    _, _, packed = profile.partition(b"\0")
    unpack = zlib.decompressobj()
    try:
        unpack.decompress(packed[1:], _MAX_PROFILE)  # after the byte that names the method
    except zlib.error:
        return True  # no bomb, but no profile either
    return bool(unpack.unconsumed_tail)
