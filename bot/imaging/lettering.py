"""Draws text in the Noto fonts that are installed with Easel: the same on every machine.

The fonts are data packages (`manimgx-fonts`, `manimgx-fonts-cjk`; SIL Open Font License). System
fonts are not used. Each cluster is drawn in the first font that has it, so that a caption can mix
scripts and emoji. Runs in the worker, with Pillow.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from PIL import ImageDraw, ImageFont

Font = ImageFont.FreeTypeFont
Ink = str | tuple[int, ...]

REGULAR = 400  # weight on the variable fonts' only axis
_LATIN = ("manimgx_fonts", "NotoSans[wght].ttf")  # with Greek, Cyrillic and Vietnamese
_CJK = ("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc")  # its first face has Japanese shapes
_EMOJI = ("manimgx_fonts", "NotoEmoji[wght].ttf")  # outlines in one colour, at any size
_NO_CHARACTER = "\uffff"
_CACHED = 20_000  # letters and clusters for which the font that has them is cached
_PROBE_SIZE = 24  # px at which fonts are checked for a letter
_JOINER, _TEXT, _PICTURE, _KEYCAP = "\u200d", "\ufe0e", "\ufe0f", "\u20e3"
_KEPT_FORMATS = frozenset({"\u200c", _JOINER})  # other format characters turn or hide text


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one font."""

    words: str
    font: Font


def width(words: str, size: int) -> float:
    """Return how wide text is, in pixels, at a font size in pixels."""
    return sum(run.font.getlength(run.words) for run in runs(words, size))


def lines(words: str, size: int, *, width: int, most: int) -> list[str]:
    """Break text into at most `most` lines of at most `width` pixels.

    "…" ends text that is cut, within a word where that fills the last line.
    """
    left = clusters(words)
    found: list[list[str]] = []
    last: list[str] = []  # from where the last line begins
    while left and len(found) < most:
        last = left
        line = _fitting(left, size, width)
        left = left[len(line) :]
        while left and left[0].isspace():
            left.pop(0)
        found.append(line)
    if left:
        fits = 0
        while _width([*last[: fits + 1], "…"], size) <= width:
            fits += 1
        found[-1] = [*"".join(last[:fits]).rstrip(), "…"]
    return ["".join(line).rstrip() for line in found]


def draw(
    canvas: ImageDraw.ImageDraw,
    at: tuple[float, float],
    words: str,
    *,
    size: int,
    fill: Ink,
    anchor: str = "la",
    stroke: float = 0,
) -> None:
    """Draw one line of text.

    Args:
        canvas: what to draw on.
        at: position of the anchor, in pixels.
        words: without line breaks.
        size: of the font, in pixels.
        fill: the colour of the letters.
        anchor: Pillow's: l, m or r across; a (top of the tallest letters), m or s (baseline) down.
        stroke: pixels by which the letters are made bolder.
    """
    found = runs(words, size)
    x, y = at
    x -= {"l": 0.0, "m": 0.5, "r": 1.0}[anchor[0]] * sum(
        run.font.getlength(run.words) for run in found
    )
    above, below = _font(_LATIN, size).getmetrics()
    y += {"a": above, "m": (above - below) / 2, "s": 0}[anchor[1]]
    for run in found:
        canvas.text(
            (x, y),
            run.words,
            font=run.font,
            fill=fill,
            anchor="ls",
            stroke_width=stroke,
            stroke_fill=fill,
        )
        x += run.font.getlength(run.words)


def runs(words: str, size: int) -> list[Run]:
    """Split text where the font changes."""
    found: list[Run] = []
    for cluster in clusters(words):
        font = _font(_fonts()[_font_index(cluster)], size)
        if cluster.isspace() and found and found[-1].font is not _font(_EMOJI, size):
            font = found[-1].font  # a space stays with its word; an emoji's is as wide as an emoji
        if found and found[-1].font is font:
            found[-1] = Run(found[-1].words + cluster, font)
        else:
            found.append(Run(cluster, font))
    return found


def clusters(words: str) -> list[str]:
    """Split text into what is drawn as one: a letter with its accents, a joined emoji.

    White space becomes one space. Letters that no font has are left out, as are characters that
    change the direction of text.
    """
    found: list[str] = []
    for cluster in _clusters(" ".join(words.split())):
        # Styled letters, as bold script, become plain ones.
        kept = _drawable(cluster) or _drawable(unicodedata.normalize("NFKC", cluster))
        if kept and not (kept.isspace() and (not found or found[-1].isspace())):
            found.append(kept)
    return found


def _clusters(words: str) -> Iterator[str]:
    """Yield roughly the grapheme clusters of Unicode's Annex 29."""
    cluster = ""
    for letter in words:
        if cluster and (_joins(letter) or cluster.endswith(_JOINER) or _half_flag(cluster, letter)):
            cluster += letter
            continue
        if cluster:
            yield cluster
        cluster = letter
    if cluster:
        yield cluster


def _joins(letter: str) -> bool:
    skin = "\U0001f3fb" <= letter <= "\U0001f3ff"
    return skin or letter in _KEPT_FORMATS or unicodedata.category(letter) in ("Mn", "Me", "Mc")


def _half_flag(cluster: str, letter: str) -> bool:
    pair = cluster + letter
    return len(pair) == 2 and all("\U0001f1e6" <= half <= "\U0001f1ff" for half in pair)


@lru_cache(_CACHED)
def _drawable(cluster: str) -> str:
    """Return a cluster without characters its font lacks; empty if it lacks the first one."""
    index = _font_index(cluster)
    kept = "".join(letter for letter in cluster if _has(index, letter))
    return kept if kept[:1] == cluster[:1] else ""


@lru_cache(_CACHED)
def _font_index(cluster: str) -> int:
    """Return the index of the first font that has the whole cluster, else its first letter."""
    order = list(range(len(_fonts())))
    if _PICTURE in cluster or _KEYCAP in cluster:
        order.sort(key=lambda index: _fonts()[index] != _EMOJI)
    for wanted in (cluster, cluster[:1]):
        for index in order:
            if all(_has(index, letter) for letter in wanted):
                return index
    return 0


@lru_cache(_CACHED)
def _has(index: int, letter: str) -> bool:
    if letter in (*_KEPT_FORMATS, _TEXT, _PICTURE, " "):
        return True
    if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn"):
        return False
    return _mask(index, letter) != _mask(index, _NO_CHARACTER)


def _mask(index: int, letter: str) -> bytes:
    package, name = _fonts()[index]
    # Letter by letter: shaping would put a dotted circle under a lone accent.
    return bytes(_plain(package, name).getmask(letter))


@cache
def _plain(package: str, name: str) -> Font:
    file = _folder(package) / name
    return ImageFont.truetype(file, _PROBE_SIZE, layout_engine=ImageFont.Layout.BASIC)


def _fitting(words: list[str], size: int, width: int) -> list[str]:
    """Return the longest beginning that fits; it ends at a space or CJK character if possible."""
    low, high = 1, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _width(words[:middle], size) <= width else (low, middle - 1)
    if low == len(words):
        return words
    breaks = [at for at in range(1, low + 1) if words[at].isspace() or _wide(words[at])]
    return words[: breaks[-1] if breaks else low]


def _wide(cluster: str) -> bool:
    return unicodedata.east_asian_width(cluster[0]) in ("W", "F")


def _width(clusters: list[str], size: int) -> float:
    return width("".join(clusters), size)


@cache
def _fonts() -> tuple[tuple[str, str], ...]:
    """Return package and file of every font, in the order in which they are tried."""
    others = sorted(
        file.name
        for file in _folder(_LATIN[0]).glob("NotoSans*.ttf")
        if file.name != _LATIN[1] and "Italic" not in file.name
    )
    return (_LATIN, _CJK, *((_LATIN[0], name) for name in others), _EMOJI)


@cache
def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return Path(spec.origin).parent


@lru_cache(256)
def _font(which: tuple[str, str], size: int) -> Font:
    package, name = which
    font = ImageFont.truetype(_folder(package) / name, size)
    font.set_variation_by_axes([REGULAR])
    return font
