"""What magenta means in a picture: an empty area around it, or frames that mark a part of it."""

import re

from PIL import Image, ImageChops, ImageFilter, ImageOps

_EMPTY = re.compile(r"\bmagenta area around\b.*\bempty\b", re.IGNORECASE)
_PART = re.compile(r"\bmagenta frames mark the part\b", re.IGNORECASE)
_BEFORE_WISH = "without frames: "
INSET = 2  # pixels at the edge of a picture that JPEG mixes with the area around it


def wants_filling(words: str) -> bool:
    """Whether some words speak of an empty area around a picture."""
    return _EMPTY.search(words) is not None


def wants_part(words: str) -> bool:
    """Whether some words speak of a part that magenta frames mark."""
    return _PART.search(words) is not None


def wanted_there(words: str) -> str:
    """What should become of the marked part; all of the words where they mark none."""
    return words.rpartition(_BEFORE_WISH)[2] if wants_part(words) else words


def marked_part(picture: Image.Image) -> tuple[int, int, int, int]:
    """Where the frames are in a picture: the box around them; all of it where there are none."""
    return magenta(picture).getbbox() or (0, 0, *picture.size)


def filled(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture at a size, with its scene going on as in mirrors where the area was empty."""
    there = ImageChops.invert(magenta(picture)).getbbox()
    if there is None or there == (0, 0, *picture.size):
        return picture.resize(size, Image.Resampling.BICUBIC)
    left, top, right, bottom = there
    inset = min(INSET, (right - left) // 4, (bottom - top) // 4)
    left, top, right, bottom = left + inset, top + inset, right - inset, bottom - inset
    part = picture.crop((left, top, right, bottom))
    around = Image.new("RGB", picture.size)
    for column in range(-(-left // part.width) * -1, -(-(picture.width - left) // part.width)):
        for row in range(-(-top // part.height) * -1, -(-(picture.height - top) // part.height)):
            tile = ImageOps.mirror(part) if column % 2 else part
            tile = ImageOps.flip(tile) if row % 2 else tile
            around.paste(tile, (left + column * part.width, top + row * part.height))
    around = around.filter(ImageFilter.GaussianBlur(max(1, min(part.size) // 80)))
    around.paste(part, (left, top))
    return around.resize(size, Image.Resampling.BICUBIC)


def magenta(picture: Image.Image) -> Image.Image:
    """A mask of what is magenta in a picture in RGB, or nearly."""
    red, green, blue = picture.split()
    high = ImageChops.darker(red, blue).point(lambda value: 255 * (value > 190))
    return ImageChops.darker(high, green.point(lambda value: 255 * (value < 90)))
