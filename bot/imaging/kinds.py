"""Recognises file formats by their first bytes, those that Easel can't read included."""

from bot.errors import BadPicture

TAKEN = ("PNG", "JPEG", "WebP", "GIF", "AVIF", "HEIC", "BMP", "TIFF")
"""Names of the formats that people may attach."""

_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}  # what models paint
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"BM", "image/bmp"),
)
# Brands in the first box of a file (ISO/IEC 14496-12, 23008-12; AV1 Image File Format).
_AVIF = frozenset({b"avif", b"avis"})
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
_HEIF = frozenset({b"mif1", b"msf1"})
_MOST_BRANDS = 256  # bytes of the first box that are searched for brands

# Formats that people send and that Easel does not read, so that the error can name them.
_UNSUPPORTED: tuple[tuple[bytes, str], ...] = (
    (b"8BPS", "PSD"),
    (b"II+\0", "BigTIFF"),
    (b"MM\0+", "BigTIFF"),
    (b"%!PS", "EPS"),
    (b"\xc5\xd0\xd3\xc6", "EPS"),
    (b"%PDF", "PDF"),
    (b"\0\0\1\0", "ICO"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"\x1aE\xdf\xa3", "video"),
    (b"gimp xcf", "GIMP"),
    (b"FUJIFILMCCD-RAW", "camera RAW"),
    (b"qoif", "QOI"),
    (b"DDS ", "DDS"),
    (b"\x76\x2f\x31\x01", "OpenEXR"),
    (b"#?RADIANCE", "HDR"),
    (b"AT&TFORM", "DjVu"),
    (b"PK\x03\x04", "ZIP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
)


def file_ending(mime: str) -> str:
    """Return how the name of a painted picture's file ends, without the dot."""
    return _ENDINGS.get(mime, "png")


def sniff(data: bytes) -> str | None:
    """Return the MIME type of a supported format, by content, or None."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        return _mime_by_brand(data)
    if data[:4] in (b"II*\0", b"MM\0*") and data[8:10] == b"CR":
        return None  # Canon's RAW is a TIFF with this signature
    return next((mime for start, mime in _STARTS if data.startswith(start)), None)


def kind_of(data: bytes) -> str:
    """Return the MIME type of a file in a supported format.

    Raises:
        BadPicture: picture.empty; picture.format (kind), if the format is known and unsupported;
            picture.unreadable otherwise.
    """
    if not data:
        raise BadPicture("picture.empty")
    if (mime := sniff(data)) is not None:
        return mime
    if (name := _unsupported_format(data)) is not None:
        raise BadPicture("picture.format", kind=name)
    raise BadPicture("picture.unreadable")


def is_complete(data: bytes) -> bool:
    """Return whether a picture has the end that its format requires. Nothing is decoded."""
    match sniff(data):
        case "image/png":
            return data.rfind(b"IEND") > 0
        case "image/jpeg":
            return data.rfind(b"\xff\xd9") > 0
        case "image/webp":
            return len(data) >= int.from_bytes(data[4:8], "little") + 8
        case _:
            return True


def _mime_by_brand(data: bytes) -> str | None:
    end = min(int.from_bytes(data[:4]), _MOST_BRANDS, len(data))
    brands = {data[8:12]} | {data[at : at + 4] for at in range(16, end - 3, 4)}
    if brands & _AVIF:
        return "image/avif"
    if brands & _HEIC:
        return "image/heic"
    return "image/heif" if brands & _HEIF else None


def _unsupported_format(data: bytes) -> str | None:
    if data[:4] in (b"II*\0", b"MM\0*"):
        return "camera RAW"
    for start, kind in _UNSUPPORTED:
        if data.startswith(start):
            return kind
    if data[4:8] == b"ftyp":
        return "camera RAW" if data[8:11] == b"crx" else "video"
    text = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    declared = text.startswith((b"<?xml", b"<!--", b"<!doctype svg")) and b"<svg" in text
    return "SVG" if text.startswith(b"<svg") or declared else None
