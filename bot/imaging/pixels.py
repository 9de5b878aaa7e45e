"""Normalises and re-encodes pictures. Runs in the worker.

Every function is pure: it takes encoded bytes and returns a `Picture`, or raises `BadPicture`.
Files are untrusted: call these through `bot.imaging.Imaging`, never in the bot's process.
"""

from io import BytesIO

from PIL import Image, ImageCms

from bot.errors import BadPicture
from bot.imaging.opening import UNREADABLE, read, target_of
from bot.imaging.values import LONGEST, MAX_PIXELS, MEMORY, Picture

UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SRGB = ImageCms.createProfile("sRGB")
# What `fit` tries at each size before halving: format and quality.
_OPAQUE = (("JPEG", 95), ("JPEG", 88), ("JPEG", 80))
_WITH_ALPHA = (("WEBP", 90), ("WEBP", 75))


def normalise(data: bytes, longest: int = LONGEST, memory_limit: int = MEMORY) -> Picture:
    """Return the first picture in a file: upright, in sRGB, without metadata.

    It is a JPEG of quality 90, or a PNG of level 1 if it has transparency (level 6 takes six times
    as long for a tenth fewer bytes).

    Args:
        data: any file.
        longest: the most pixels of the longer side.
        memory_limit: bytes that the worker may use.

    Raises:
        BadPicture: the file is not a picture, or exceeds a limit; see `Imaging.normalise`.
    """
    image = _decode(data, longest, memory_limit)
    if image.mode == "RGBA":
        return _encode(image, "PNG", compress_level=1)
    return _encode(image, "JPEG", quality=90)


def fit(data: bytes, limit: int, memory_limit: int = MEMORY) -> Picture:
    """Return a picture re-encoded in at most `limit` bytes.

    It is a JPEG, or a WebP if it has transparency: first at falling quality, then at half the width
    and height, and so on.

    Raises:
        BadPicture: the file is not a picture, or not even one pixel fits (picture.too_large).
    """
    image = _decode(data, MAX_PIXELS, memory_limit)  # no side can be longer
    while True:
        for name, quality in _WITH_ALPHA if image.mode == "RGBA" else _OPAQUE:
            picture = _try_encode(image, name, quality)
            if picture and len(picture.data) <= limit:
                return picture
        longest = max(image.size) // 2
        if not longest:
            megabytes = round(len(data) / 1e6, 1)
            raise BadPicture("picture.too_large", megabytes=megabytes, limit=limit / 1e6)
        image = image.resize(target_of(image.size, longest), Image.Resampling.BICUBIC)


def small(data: bytes, longest: int, memory_limit: int = MEMORY) -> Picture:
    """Return a small copy of a picture as a WebP, without metadata.

    Args:
        data: the file's bytes.
        longest: the most pixels of the longer side.
        memory_limit: bytes that the worker may use.

    Raises:
        BadPicture: the file is not a picture, or exceeds a limit.
    """
    return _encode(_decode(data, longest, memory_limit), "WEBP", quality=80)


def _decode(data: bytes, longest: int, memory_limit: int) -> Image.Image:
    """Return the decoded picture in sRGB: RGB, or RGBA if it has transparency."""
    found = read(data, longest=longest, memory_limit=memory_limit)
    image = found.image
    if (turn := UPRIGHT.get(found.orientation)) is not None:
        image = image.transpose(turn)
    image = _without_needless_alpha(_srgb(image, found.profile))
    image.info.clear()  # Pillow writes profile and comment from here when it saves
    return image


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return RGB or RGBA in sRGB; an invalid profile, or one of another mode, is ignored."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode=mode)
        except (ImageCms.PyCMSError, *UNREADABLE):
            converted = None
        if converted is not None:
            return converted
    return image if image.mode == mode else image.convert(mode)


def _without_needless_alpha(image: Image.Image) -> Image.Image:
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        return image.convert("RGB")
    return image


def _try_encode(image: Image.Image, name: str, quality: int) -> Picture | None:
    try:
        return _encode(image, name, quality=quality, method=2)
    except (OSError, ValueError):
        return None  # JPEG allows 65,500 px a side; WebP 16,383 px, and limited detail


def _encode(image: Image.Image, name: str, **options: int) -> Picture:
    out = BytesIO()
    image.save(out, name, **options)
    return Picture(out.getvalue(), Image.MIME[name], *image.size)
