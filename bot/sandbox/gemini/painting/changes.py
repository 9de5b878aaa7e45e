"""A picture that is there already, changed as words say; several are put together first."""

import random
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageOps

from bot.sandbox.gemini.painting import grade, sky
from bot.sandbox.gemini.painting.canvas import Canvas, blurred
from bot.sandbox.gemini.painting.colours import NAMED, PALETTES, PAPER, Palette, darker, mix
from bot.sandbox.gemini.painting.scene import AFLOAT, ALOFT, TALL, Head, place, wear
from bot.sandbox.gemini.painting.wishes import Wish

SAME_SHAPE = 1.3  # up to this factor a picture is cropped to a new shape, beyond it is extended


def change(
    canvas: Canvas, sources: Sequence[Image.Image], wish: Wish, *, heads: list[Head]
) -> list[Head]:
    """Bring the sources onto the canvas and do what is wished.

    Args:
        canvas: empty, of the size to paint at.
        sources: the picture to change first, what joins it after that.
        wish: what to do; where it says nothing, colours and strokes change.
        heads: where the first source has heads, if that is known.

    Returns:
        Where heads are now.
    """
    rng = canvas.rng
    if not _same_shape(sources[0].size, canvas.image.size):
        heads = []
    shy = heads[0][0] if heads else 0.3  # prints go where the first head is not
    _show(canvas, together(sources, canvas.image.size, wish, rng, shy=shy))
    for name, manner in grade.MANNERS.items():
        if name in wish.styles:
            _show(canvas, manner(canvas.image, rng))
            heads = [] if name in grade.MOVES else heads
    if wish.colour:
        _show(canvas, grade.tinted(canvas.image, NAMED[wish.colour]))
    if len(sources) == 1 and not (wish.changes or wish.keeps):
        _show(canvas, grade.repainted(canvas.image, rng))
    palette = _palette(canvas, wish)
    _weather(canvas, wish, palette)
    heads = _dress(canvas, wish, heads)
    heads = heads + _join(canvas, wish, palette, heads)
    if "frame" in wish.styles:
        _show(canvas, framed(canvas.image))
        heads = []
    return heads


def _show(canvas: Canvas, image: Image.Image) -> None:
    canvas.image.paste(image)


def _same_shape(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return abs(one[0] / one[1] * other[1] / other[0] - 1) < 0.04


def fitted(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A picture in another shape: cropped a little, or extended where that would lose too much."""
    factor = image.width / image.height / (size[0] / size[1])
    if 1 / SAME_SHAPE < factor < SAME_SHAPE:
        return ImageOps.fit(image, size, Image.Resampling.BICUBIC)
    ground = blurred(ImageOps.fit(image, size, Image.Resampling.BILINEAR), min(size) / 22)
    inner = ImageOps.contain(image, size, Image.Resampling.BICUBIC)
    left, top = (size[0] - inner.width) // 2, (size[1] - inner.height) // 2
    ground.paste(inner, (left, top), _feathered(inner.size, across=left > top))
    return ground


def _feathered(size: tuple[int, int], *, across: bool) -> Image.Image:
    """A mask that fades at the two ends that were extended."""
    steps = [min(255, round(255 * min(n, 255 - n) / 14)) for n in range(256)]
    line = Image.frombytes("L", (256, 1) if across else (1, 256), bytes(steps))
    return line.resize(size, Image.Resampling.BILINEAR)


def together(
    sources: Sequence[Image.Image],
    size: tuple[int, int],
    wish: Wish,
    rng: random.Random,
    *,
    shy: float,
) -> Image.Image:
    """One picture from several: blended when that is the word, else prints laid on the first."""
    base = fitted(sources[0], size)
    if len(sources) == 1:
        return base
    if "blend" in wish.styles:
        return _blended([base, *(ImageOps.fit(one, size) for one in sources[1:])], rng)
    canvas = Canvas(base, rng)
    count = len(sources) - 1
    side = min(size) * (0.42 if count == 1 else 0.36 if count < 4 else 0.26)
    columns = count if count < 4 else round((count * size[0] / size[1]) ** 0.5 + 0.4)
    rows = -(-count // columns)
    for number, one in enumerate(sources[1:]):
        column, row = number % columns, number // columns
        x = (0.74 if shy < 0.5 else 0.26) if count == 1 else (column + 0.5) / columns
        y = 0.32 if count == 1 else 0.28 if rows == 1 else (row + 0.5) / rows
        _print(canvas, one, x + rng.uniform(-0.02, 0.02), y + rng.uniform(-0.03, 0.03), side)
    return canvas.image


def _print(canvas: Canvas, image: Image.Image, x: float, y: float, side: float) -> None:
    """A photographic print laid down a little crooked, with its shadow."""
    inner = ImageOps.contain(image, (round(side), round(side)), Image.Resampling.BICUBIC)
    edge = max(2, round(side * 0.045))
    card = ImageOps.expand(inner, edge, (252, 250, 244)).convert("RGBA")
    card = card.rotate(canvas.rng.uniform(-9, 9), Image.Resampling.BICUBIC, expand=True)
    cx, cy = canvas.at(x, y)
    corner = (round(cx - card.width / 2), round(cy - card.height / 2))
    shade = card.getchannel("A").point([round(v * 0.4) for v in range(256)])
    canvas.image.paste(
        (18, 16, 36), (corner[0] + edge // 2, corner[1] + edge), blurred(shade, edge / 2, scale=2)
    )
    canvas.image.paste(card, corner, card)


def _blended(layers: Sequence[Image.Image], rng: random.Random) -> Image.Image:
    """Pictures flowing into each other from one side to the other."""
    result = layers[0]
    lean = rng.uniform(-0.35, 0.35)
    width, height = 96, 96
    for number, layer in enumerate(layers[1:], start=1):
        edge = number / len(layers)
        soft = 0.3 / len(layers) + 0.08
        cells = bytes(
            max(
                0,
                min(
                    255, round(255 * ((x / width + (y / height - 0.5) * lean - edge) / soft + 0.5))
                ),
            )
            for y in range(height)
            for x in range(width)
        )
        mask = Image.frombytes("L", (width, height), cells)
        result = Image.composite(layer, result, mask.resize(result.size, Image.Resampling.BICUBIC))
    return result


def _palette(canvas: Canvas, wish: Wish) -> Palette:
    """Colours for what is added: those of the words, or those of the picture."""
    if wish.palette:
        return PALETTES[wish.palette]
    small = canvas.image.resize((1, 4), Image.Resampling.BOX).tobytes()
    bands = [(small[at], small[at + 1], small[at + 2]) for at in range(0, 12, 3)]
    dark = sum(bands[0]) < 180
    return Palette(
        sky=(bands[0], bands[1]),
        light=(255, 246, 214),
        far=bands[2],
        near=bands[3],
        accent=(242, 95, 76),
        night=dark,
    )


def _weather(canvas: Canvas, wish: Wish, palette: Palette) -> None:
    """What shines and what falls."""
    _shine(canvas, wish)
    if "aurora" in wish.weather:
        sky.aurora(canvas, ((90, 240, 170), (120, 140, 255), (220, 110, 230)))
    if "rainbow" in wish.weather:
        sky.rainbow(canvas, horizon=0.6)
    if "birds" in wish.weather:
        sky.birds(canvas, darker(palette.near, 0.4), x=0.5, y=0.2, count=9)
    if "snow" in wish.weather or "cold" in wish.styles:
        sky.snowfall(canvas, count=380)
    if "rain" in wish.weather:
        _show(canvas, grade.dim(canvas.image, canvas.rng))
        sky.rain(canvas, (226, 234, 244), count=420)
    if "fog" in wish.weather:
        canvas.veil((236, 238, 240), top=-0.1, bottom=1.3, strength=0.55)


def _shine(canvas: Canvas, wish: Wish) -> None:
    """The light that belongs to the hour of the words."""
    rng = canvas.rng
    x = rng.choice((rng.uniform(0.14, 0.3), rng.uniform(0.7, 0.86)))
    if "night" in wish.styles:
        sky.stars(canvas, (255, 250, 230), bottom=0.46)
        sky.moon(canvas, PALETTES["night"], x, 0.15, size=6.5)
    elif "bright" in wish.styles:
        sky.sun(canvas, PALETTES["day"], x, 0.15, size=7)
    elif "warm" in wish.styles:
        canvas.glow(x, 0.36, 70, (255, 214, 130), 0.75)
    elif "stars" in wish.weather:
        sky.stars(canvas, (255, 250, 230), bottom=0.6)


def _dress(canvas: Canvas, wish: Wish, heads: list[Head]) -> list[Head]:
    """Hats on the heads that are known; without any, on the middle of the picture."""
    for name in wish.worn:
        for head in heads or [(0.5, 0.46, 34.0)]:
            wear(canvas, name, head)
    return heads


def _join(canvas: Canvas, wish: Wish, palette: Palette, heads: list[Head]) -> list[Head]:
    """Let those who are named come in, beside those who are there."""
    rng = canvas.rng
    came = []
    taken = [head[0] for head in heads]
    for hero in wish.newcomers:
        free = max(
            (0.2, 0.8, 0.35, 0.65, 0.5),
            key=lambda x: min([abs(x - t) for t in taken] or [rng.random()]),
        )
        taken.append(free)
        y = {True: rng.uniform(0.42, 0.56)}.get(hero in ALOFT, rng.uniform(0.9, 0.95))
        if hero in AFLOAT:
            y = rng.uniform(0.74, 0.82)
        tall = TALL.get(hero, 44.0) * 0.82
        came += place(canvas, hero, palette, at=(free, y), tall=tall, wish=wish, dressed=False)
    return came


def framed(image: Image.Image) -> Image.Image:
    """The picture in a gilded frame on a wall."""
    wall = Image.new("RGB", image.size, (92, 108, 112))
    Canvas(wall, random.Random(0)).glow(0.5, 0.2, 90, (190, 200, 196), 0.7)  # noqa: S311  # no chance in it
    unit = min(image.size) / 100
    pen = ImageDraw.Draw(wall)
    gold = (196, 152, 84)
    outer = [8 * unit, 7 * unit, image.width - 8 * unit, image.height - 7 * unit]
    pen.rectangle(
        [outer[0] + unit, outer[1] + 1.6 * unit, outer[2] + unit, outer[3] + 1.6 * unit],
        fill=(66, 80, 84),
    )
    for step in range(5):
        box = [
            outer[0] + step * unit,
            outer[1] + step * unit,
            outer[2] - step * unit,
            outer[3] - step * unit,
        ]
        tone = (
            mix(gold, (255, 240, 190), 0.45),
            gold,
            darker(gold, 0.25),
            gold,
            darker(gold, 0.4),
        )[step]
        pen.rectangle(box, fill=tone)
    inner = [
        round(v)
        for v in (
            outer[0] + 5 * unit,
            outer[1] + 5 * unit,
            outer[2] - 5 * unit,
            outer[3] - 5 * unit,
        )
    ]
    pen.rectangle(inner, fill=PAPER)
    edge = round(3 * unit)
    room = (inner[2] - inner[0] - 2 * edge, inner[3] - inner[1] - 2 * edge)
    wall.paste(
        ImageOps.fit(image, room, Image.Resampling.BICUBIC), (inner[0] + edge, inner[1] + edge)
    )
    return wall
