"""Words on pictures: fonts that are there, lines that fit. Runs in the worker, with Pillow."""

from functools import cache

from PIL import ImageFont

# Looked for in the system's font folders, in this order; Pillow's own knows plain ASCII only.
_FILES = (
    "NotoSans-Regular.ttf",
    "DejaVuSans.ttf",
    "LiberationSans-Regular.ttf",
    "NotoSansCJK-Regular.ttc",
    "Arial.ttf",
    "Arial Unicode.ttf",
)
_NO_CHARACTER = "\uffff"

Font = ImageFont.FreeTypeFont


def font_for(words: str, size: int) -> Font:
    """The first font that can write all of it, or the one that can write most."""
    fonts = _fonts(size)
    return max(fonts, key=lambda font: sum(_has(font, letter) for letter in set(words)))


def writable(words: str, font: Font) -> str:
    """The words without what the font can't write."""
    return " ".join("".join(x for x in words if x.isspace() or _has(font, x)).split())


def lines(words: str, font: Font, *, width: int, most: int) -> list[str]:
    """Words in at most so many lines of at most so many pixels; what is left out shows as "…"."""
    left = writable(words, font)
    found: list[str] = []
    while left and len(found) < most:
        line = _fitting(left, font, width)
        left = left[len(line) :].lstrip()
        found.append(line.rstrip())
    if left:
        last = found[-1]
        while last and font.getlength(f"{last}…") > width:
            last = last[:-1].rstrip()
        found[-1] = f"{last}…"
    return found


def _fitting(words: str, font: Font, width: int) -> str:
    """As much of the beginning as fits, broken at a space where there is one."""
    end = 1
    while end < len(words) and font.getlength(words[: end + 1]) <= width:
        end += 1
    if end == len(words):
        return words
    space = words.rfind(" ", 1, end + 1)
    return words[:space] if space > 0 else words[:end]


@cache
def _fonts(size: int) -> tuple[Font, ...]:
    found: list[Font] = []
    for file in _FILES:
        try:
            found.append(ImageFont.truetype(file, size))
        except OSError:
            continue
    fallback = ImageFont.load_default(size)
    if isinstance(fallback, ImageFont.FreeTypeFont):
        found.append(fallback)
    return tuple(found)


@cache
def _has(font: Font, letter: str) -> bool:
    return letter.isspace() or bytes(font.getmask(letter)) != bytes(font.getmask(_NO_CHARACTER))
