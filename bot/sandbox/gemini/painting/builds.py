"""What people build and no emoji shows as well: a castle, a lighthouse, a boat, a balloon."""

from collections.abc import Callable

from bot.sandbox.gemini.painting.coats import CREAM, DARK
from bot.sandbox.gemini.painting.colours import Colour, darker, lighter
from bot.sandbox.gemini.painting.figure import Figure

BRIGHT: tuple[Colour, ...] = (
    (214, 72, 66),
    (58, 110, 176),
    (240, 178, 66),
    (74, 150, 110),
    (150, 96, 180),
)
GLOW: Colour = (255, 226, 140)
WOOD: Colour = (140, 92, 62)


def castle(figure: Figure) -> None:
    """A castle with three towers and flags."""
    stone = figure.pick(((206, 196, 204), (222, 206, 186), (170, 176, 196)))
    flag = figure.pick(BRIGHT)
    roof = darker(flag, 0.3)
    for x, top, half in ((0.22, 0.42, 0.09), (0.78, 0.42, 0.09), (0.5, 0.3, 0.12)):
        figure.bar(x - half, top, x + half, 1.0, stone if half < 0.1 else lighter(stone, 0.12))
        figure.bar(x - half, top, x - half * 0.4, 1.0, lighter(stone, 0.28))
        figure.shape([(x - half * 1.3, top), (x + half * 1.3, top), (x, top - half * 2)], roof)
        figure.shape(
            [(x - half * 1.3, top), (x - half * 0.2, top), (x, top - half * 2)], lighter(roof, 0.12)
        )
        tip = top - half * 2
        figure.bar(x - 0.006, tip - 0.08, x + 0.006, tip + 0.02, DARK)
        figure.shape([(x, tip - 0.08), (x + 0.09, tip - 0.055), (x, tip - 0.03)], flag)
        figure.bar(x - 0.025, top + 0.08, x + 0.025, top + 0.17, GLOW, round_by=0.025)
    figure.bar(0.24, 0.66, 0.76, 1.0, darker(stone, 0.08))
    for number in range(7):
        figure.bar(0.24 + number * 0.078, 0.62, 0.285 + number * 0.078, 0.67, darker(stone, 0.08))
    figure.bar(0.42, 0.76, 0.58, 1.0, WOOD, round_by=0.08)
    figure.bar(0.42, 0.88, 0.58, 1.0, WOOD)


def lighthouse(figure: Figure) -> None:
    """A striped lighthouse with its lamp on."""
    tone = figure.pick(((214, 72, 66), (58, 110, 176)))
    figure.blob(
        [(0.1, 0.98), (0.24, 0.86), (0.5, 0.83), (0.78, 0.87), (0.92, 0.98), (0.5, 1.0)],
        (94, 92, 106),
    )
    left, right = (0.4, 0.34), (0.6, 0.66)
    for band in range(5):
        a, b = band / 5, (band + 1) / 5
        corner = [
            (left[0] + (left[1] - left[0]) * a, 0.3 + 0.58 * a),
            (right[0] + (right[1] - right[0]) * a, 0.3 + 0.58 * a),
            (right[0] + (right[1] - right[0]) * b, 0.3 + 0.58 * b),
            (left[0] + (left[1] - left[0]) * b, 0.3 + 0.58 * b),
        ]
        figure.shape(corner, CREAM if band % 2 else tone)
    figure.bar(0.36, 0.27, 0.64, 0.31, DARK)
    figure.bar(0.42, 0.16, 0.58, 0.27, GLOW)
    figure.bar(0.495, 0.16, 0.505, 0.27, DARK)
    figure.shape([(0.39, 0.17), (0.61, 0.17), (0.5, 0.06)], tone)
    figure.bar(0.47, 0.76, 0.53, 0.88, DARK, round_by=0.03)


def boat(figure: Figure) -> None:
    """A small sailing boat."""
    tone = figure.pick(BRIGHT)
    figure.bar(0.488, 0.12, 0.512, 0.84, darker(WOOD, 0.2))
    figure.shape([(0.525, 0.16), (0.525, 0.76), (0.86, 0.76)], CREAM)
    figure.shape([(0.525, 0.56), (0.525, 0.64), (0.775, 0.64), (0.72, 0.56)], tone)
    figure.shape([(0.475, 0.26), (0.475, 0.76), (0.2, 0.76)], lighter(tone, 0.2))
    figure.shape([(0.5, 0.1), (0.5, 0.17), (0.62, 0.135)], tone)
    figure.shape([(0.1, 0.8), (0.92, 0.8), (0.78, 0.97), (0.24, 0.97)], WOOD)
    figure.shape([(0.1, 0.8), (0.92, 0.8), (0.885, 0.845), (0.137, 0.845)], CREAM)


def balloon(figure: Figure) -> None:
    """A hot-air balloon."""
    one, other = figure.pick(BRIGHT), figure.pick(BRIGHT, other=True)
    for x in (0.4, 0.6):
        figure.stroke([(x - (0.5 - x) * 0.6, 0.6), (x + (0.5 - x) * 0.45, 0.84)], WOOD, 0.008)
    for number in range(7):
        share = 1 - number / 6.5
        tone = one if number % 2 else other
        figure.oval(0.5, 0.35, 0.34 * share, 0.33, tone)
        figure.shape(
            [
                (0.5 - 0.29 * share, 0.52),
                (0.5 + 0.29 * share, 0.52),
                (0.5 + 0.1 * share, 0.73),
                (0.5 - 0.1 * share, 0.73),
            ],
            tone,
        )
    figure.bar(0.395, 0.715, 0.605, 0.74, CREAM, round_by=0.01)
    figure.bar(0.42, 0.84, 0.58, 0.96, WOOD, round_by=0.03)
    figure.bar(0.41, 0.83, 0.59, 0.86, darker(WOOD, 0.3), round_by=0.015)


BUILDS: dict[str, Callable[[Figure], None]] = {
    "🏰": castle,
    "lighthouse": lighthouse,
    "⛵": boat,
    "balloon": balloon,
}
