"""Combines pictures: the history of a thread, before and after, a timelapse.

Runs in the worker, like `pixels`. Its inputs are small pictures that Easel made. Letters that no
font has are left out of captions; the alt text has the full text.
"""

import math
from functools import cache
from io import BytesIO
from typing import TypedDict

from PIL import Image, ImageDraw

from bot.errors import BadPicture
from bot.imaging import lettering
from bot.imaging.values import Picture

# Discord shows a picture within 550 by 350 px. There a page of 5 by 3 cards, 1,368 by 872 px, has
# thumbnails of 96 px and letters of 12 px and more.
TILE = 240  # px a side of the square that a thumbnail is centred in
MARGIN, TOP = 16, 10  # px beside and above all cards
GAP, ROW_GAP = 34, 6  # px between columns, where the lines run, and between rows
RIM = 6  # px of the frame around the current picture
WORDS, NUMBER = 31, 34  # px of letters: the line below a thumbnail, the number on it
LINE_HEIGHT = 40  # px of the line below a thumbnail
PILL = 1.35  # height of a label to the height of its letters
LARGEST = 16_000_000  # pixels of a history; a larger one is drawn smaller
FRAME = 1300  # milliseconds that each step of a timelapse is shown; the last one longer
LAST_FRAME = 3500

GROUND, CARD, EMPTY = (22, 23, 27), (39, 41, 48), (31, 32, 38)
LETTERS, QUIET, LINE, ACCENT = (237, 238, 242), (139, 143, 155), (84, 89, 104), (255, 178, 92)
Colour = tuple[int, int, int]


class Card(TypedDict):
    """One turn in a history. Columns and rows are counted in cards."""

    column: int
    row: int
    before: list[int] | None  # column and row of the card it continues
    number: str
    words: str
    state: str  # what is written where there is no picture
    pictures: list[Picture]
    faint: bool
    head: bool
    way: bool  # it is on the path to the head
    origin: str  # what it continues, if that is not the card before
    folded: str  # what was left out before it


def history(cards: list[Card], columns: int, rows: int, limit: int) -> Picture:
    """Return a tree of cards as a JPEG of at most `limit` bytes."""
    width, height = _Pen(1.0).size(columns, rows)
    pen = _Pen(min(1.0, math.sqrt(LARGEST / (width * height))))
    image = Image.new("RGB", pen.size(columns, rows), GROUND)
    for card in sorted(cards, key=lambda each: each["way"]):  # the path to the head on top
        _connect(image, card, pen)
    for card in cards:
        _draw(image, card, pen)
    return _within(image, limit)


def side_by_side(left: Picture, right: Picture, labels: list[str], limit: int) -> Picture:
    """Return two labelled pictures at the same height as a JPEG of at most `limit` bytes."""
    pictures = [_open(left), _open(right)]
    height = min(1000, *(picture.height for picture in pictures))
    scaled = [
        picture.resize((max(1, round(picture.width * height / picture.height)), height))
        for picture in pictures
    ]
    height = max(height, 240)
    gap, size = 16, max(34, height // 14)  # readable where a phone shows it small
    image = Image.new("RGB", (sum(p.width for p in scaled) + gap, height), GROUND)
    at = 0
    for picture, label in zip(scaled, labels, strict=True):
        image.paste(picture, (at, (height - picture.height) // 2))
        _pill(image, (at + 18, 18), label, size=size, fill=GROUND, letters=LETTERS)
        at += picture.width + gap
    return _within(image, limit)


def timelapse(frames: list[Picture], captions: list[str], limit: int) -> Picture:
    """Return an animated WebP of captioned pictures in at most `limit` bytes.

    Raises:
        BadPicture: picture.too_large, if no size fits.
    """
    pictures = [_open(frame) for frame in frames]
    for longest, quality in ((640, 82), (640, 60), (480, 60), (360, 50), (240, 40)):
        drawn = [
            _frame(picture, words, longest, _box(pictures, longest))
            for picture, words in zip(pictures, captions, strict=True)
        ]
        out = BytesIO()
        drawn[0].save(
            out,
            "WEBP",
            save_all=True,
            append_images=drawn[1:],
            duration=[FRAME] * (len(drawn) - 1) + [LAST_FRAME],
            loop=0,
            quality=quality,
            method=2,
        )
        if out.tell() <= limit:
            return Picture(out.getvalue(), "image/webp", *drawn[0].size)
    raise BadPicture("picture.too_large", megabytes=round(out.tell() / 1e6, 1), limit=limit / 1e6)


class _Pen:
    """Positions and sizes in pixels at one scale."""

    def __init__(self, scale: float) -> None:
        self._scale = scale

    def px(self, size: float) -> int:
        return max(1, round(size * self._scale))

    def corner(self, column: int, row: int) -> tuple[int, int]:
        across, down = TILE + GAP, TILE + LINE_HEIGHT + ROW_GAP
        return self.px(MARGIN + column * across), self.px(TOP + row * down)

    def size(self, columns: int, rows: int) -> tuple[int, int]:
        width = columns * (TILE + GAP) - GAP + 2 * MARGIN
        height = rows * (TILE + LINE_HEIGHT + ROW_GAP) - ROW_GAP + 2 * TOP
        return self.px(width), self.px(height)


def _connect(image: Image.Image, card: Card, pen: _Pen) -> None:
    """Draw the line from the card before, if there is one."""
    if card["before"] is None:
        return
    half = pen.px(TILE) // 2
    x, y = pen.corner(card["column"], card["row"])
    left, top = pen.corner(*card["before"])
    bend = x - pen.px(GAP) // 2
    points = [(left + half, top + half), (bend, top + half), (bend, y + half), (x, y + half)]
    colour = ACCENT if card["way"] else LINE
    ImageDraw.Draw(image).line(points, fill=colour, width=pen.px(6), joint="curve")


def _draw(image: Image.Image, card: Card, pen: _Pen) -> None:
    x, y = pen.corner(card["column"], card["row"])
    side, rim = pen.px(TILE), pen.px(RIM)
    if card["head"]:
        framed = _rounded((side + 2 * rim,) * 2, pen.px(20))
        image.paste(ACCENT, (x - rim, y - rim), framed)
    image.paste(EMPTY if card["faint"] else CARD, (x, y), _rounded((side, side), pen.px(14)))
    _pictures(image, card, (x, y), side, pen)
    letters = QUIET if card["faint"] else LETTERS
    size, inside = pen.px(WORDS), pen.px(8)
    under = (x + pen.px(4), y + side + pen.px(LINE_HEIGHT) // 2)
    for line in lettering.lines(card["words"], size, width=side, most=1):
        lettering.draw(ImageDraw.Draw(image), under, line, size=size, fill=letters, anchor="lm")
    fill, ink = (ACCENT, GROUND) if card["head"] else (GROUND, letters)
    corner = (x + inside, y + inside)
    _pill(image, corner, card["number"], size=pen.px(NUMBER), fill=fill, letters=ink)
    if origin := card["origin"] or card["folded"]:
        colour = ACCENT if card["way"] else QUIET
        at_bottom = (x + inside, y + side - inside - round(size * PILL))
        _pill(image, at_bottom, origin, size=size, fill=GROUND, letters=colour)


def _pictures(image: Image.Image, card: Card, at: tuple[int, int], side: int, pen: _Pen) -> None:
    """Draw one picture, or up to four in a grid, in a square; the state if there are none."""
    if not card["pictures"]:
        draw, size = ImageDraw.Draw(image), pen.px(WORDS)
        lines = lettering.lines(card["state"], size, width=side - pen.px(16), most=2)
        x, y = at[0] + side // 2, at[1] + side // 2 - pen.px(WORDS * 1.25) * (len(lines) - 1) // 2
        for line in lines:
            lettering.draw(draw, (x, y), line, size=size, fill=QUIET, anchor="mm")
            y += pen.px(WORDS * 1.25)
        return
    grid = 1 if len(card["pictures"]) == 1 else 2
    cell = side // grid
    for place, picture in enumerate(card["pictures"][:4]):
        thumb = _open(picture)
        thumb.thumbnail((cell - (grid - 1) * pen.px(4),) * 2, Image.Resampling.LANCZOS)
        x = at[0] + place % grid * cell + (cell - thumb.width) // 2
        y = at[1] + place // grid * cell + (cell - thumb.height) // 2
        image.paste(thumb, (x, y), _rounded(thumb.size, pen.px(12)))


def _pill(
    image: Image.Image,
    at: tuple[int, int],
    words: str,
    *,
    size: int,
    fill: Colour,
    letters: Colour,
) -> None:
    """Draw a short label on a rounded background."""
    width, height = round(lettering.width(words, size) + size * 0.8), round(size * PILL)
    image.paste(fill, at, _rounded((width, height), height // 2))
    middle = (at[0] + width // 2, at[1] + height // 2)
    lettering.draw(
        ImageDraw.Draw(image),
        middle,
        words,
        size=size,
        fill=letters,
        anchor="mm",
        stroke=size / 40,
    )


def _frame(picture: Image.Image, words: str, longest: int, box: tuple[int, int]) -> Image.Image:
    bar = max(34, longest // 9)
    image = Image.new("RGB", (box[0], box[1] + bar), GROUND)
    fitted = picture.copy()
    fitted.thumbnail(box, Image.Resampling.LANCZOS)
    image.paste(fitted, ((box[0] - fitted.width) // 2, (box[1] - fitted.height) // 2))
    at, size = (bar // 2, box[1] + bar // 2), round(bar * 0.42)
    for line in lettering.lines(words, size, width=box[0] - bar, most=1):
        lettering.draw(ImageDraw.Draw(image), at, line, size=size, fill=LETTERS, anchor="lm")
    return image


def _box(pictures: list[Image.Image], longest: int) -> tuple[int, int]:
    """Return the size that every picture fits in if its longer side has at most `longest` px."""
    scales = [min(1.0, longest / max(picture.size)) for picture in pictures]
    pairs = list(zip(pictures, scales, strict=True))
    width = max(round(picture.width * scale) for picture, scale in pairs)
    return max(width, 200), max(round(picture.height * scale) for picture, scale in pairs)


def _open(picture: Picture) -> Image.Image:
    with Image.open(BytesIO(picture.data), formats=["JPEG", "PNG"]) as image:
        image.load()
        if image.mode != "RGBA":
            return image.convert("RGB")
        flat = Image.new("RGB", image.size, CARD)
        flat.paste(image, mask=image.getchannel("A"))
        return flat


@cache
def _rounded(size: tuple[int, int], radius: int) -> Image.Image:
    """Return a mask with smooth corners: drawn large, then made small."""
    large = Image.new("L", (size[0] * 3, size[1] * 3))
    box = (0, 0, large.width - 1, large.height - 1)
    ImageDraw.Draw(large).rounded_rectangle(box, min(radius, min(size) // 2) * 3, fill=255)
    return large.resize(size, Image.Resampling.BOX)


def _within(image: Image.Image, limit: int) -> Picture:
    while True:
        for quality in (88, 75, 60):
            out = BytesIO()
            image.save(out, "JPEG", quality=quality, optimize=True)
            if out.tell() <= limit or max(image.size) < 64:
                return Picture(out.getvalue(), "image/jpeg", *image.size)
        image = image.resize((max(1, image.width // 2), max(1, image.height // 2)))
