"""Things and people a picture can be about: trees, flowers, robots, cups, snowmen."""

import math
from collections.abc import Callable

from bot.sandbox.gemini.painting.animals import CREAM, DARK, ROSE
from bot.sandbox.gemini.painting.colours import Colour, darker, lighter, mix
from bot.sandbox.gemini.painting.figure import Figure

WOOD: Colour = (140, 84, 56)
GLOW: Colour = (255, 214, 110)
BRIGHT: tuple[Colour, ...] = (
    (229, 80, 74),
    (58, 134, 200),
    (244, 170, 58),
    (82, 168, 128),
    (150, 98, 190),
)


def tree(figure: Figure) -> None:
    """An old round tree with fruit."""
    leaf = figure.pick(((86, 152, 96), (120, 168, 76), (230, 150, 70), (238, 160, 184)))
    figure.shape([(0.45, 0.5), (0.55, 0.5), (0.58, 1.0), (0.42, 1.0)], WOOD)
    figure.stroke([(0.5, 0.72), (0.64, 0.58)], WOOD, 0.04)
    for x, y, r in ((0.32, 0.46, 0.2), (0.68, 0.46, 0.2), (0.5, 0.3, 0.25), (0.5, 0.5, 0.22)):
        figure.oval(x, y, r, r * 0.9, leaf)
    for x, y, r in ((0.28, 0.41, 0.12), (0.46, 0.23, 0.15), (0.64, 0.41, 0.11)):
        figure.oval(x, y, r, r * 0.85, lighter(leaf, 0.16))
    for x, y in ((0.3, 0.52), (0.44, 0.4), (0.6, 0.54), (0.7, 0.4), (0.56, 0.26)):
        figure.oval(x, y, 0.026, 0.026, (226, 84, 72))


def flower(figure: Figure) -> None:
    """One large flower."""
    tone = figure.pick((BRIGHT[0], BRIGHT[2], (250, 200, 60), BRIGHT[4], ROSE))
    stem: Colour = (72, 138, 92)
    figure.stroke([(0.5, 0.4), (0.52, 0.7), (0.49, 1.0)], stem, 0.035)
    figure.oval(0.62, 0.76, 0.13, 0.05, lighter(stem, 0.1), turn=28)
    figure.oval(0.39, 0.86, 0.12, 0.045, stem, turn=-30)
    for number in range(8):
        turn = number * 45
        x, y = 0.5 + 0.15 * math.cos(math.radians(turn)), 0.3 - 0.15 * math.sin(math.radians(turn))
        figure.oval(x, y, 0.135, 0.075, lighter(tone, 0.14 * (number % 2)), turn=turn)
    figure.oval(0.5, 0.3, 0.1, 0.1, GLOW)
    figure.oval(0.5, 0.3, 0.07, 0.07, darker(GLOW, 0.15))


def mushroom(figure: Figure) -> None:
    """A spotted mushroom with a face."""
    figure.blob(
        [(0.38, 0.52), (0.62, 0.52), (0.66, 0.86), (0.6, 0.98), (0.4, 0.98), (0.34, 0.86)], CREAM
    )
    figure.blob(
        [
            (0.06, 0.54),
            (0.18, 0.26),
            (0.5, 0.1),
            (0.82, 0.26),
            (0.94, 0.54),
            (0.72, 0.62),
            (0.28, 0.62),
        ],
        (218, 66, 60),
    )
    for x, y, r in ((0.28, 0.38, 0.07), (0.54, 0.24, 0.085), (0.76, 0.42, 0.06), (0.5, 0.48, 0.05)):
        figure.oval(x, y, r, r * 0.85, CREAM)
    _smile(figure, 0.5, 0.75, 0.075)


def robot(figure: Figure) -> None:
    """A friendly robot."""
    tone = figure.pick(((92, 168, 186), (232, 148, 74), (156, 166, 190)))
    figure.stroke([(0.5, 0.16), (0.5, 0.06)], darker(tone, 0.4), 0.016)
    figure.oval(0.5, 0.055, 0.034, 0.034, (240, 96, 86))
    for side in (-1, 1):
        figure.stroke(
            [(0.5 + side * 0.2, 0.62), (0.5 + side * 0.33, 0.7), (0.5 + side * 0.31, 0.84)],
            darker(tone, 0.3),
            0.045,
        )
        figure.oval(0.5 + side * 0.31, 0.85, 0.05, 0.05, tone)
        figure.bar(
            0.5 + side * 0.11 - 0.045, 0.84, 0.5 + side * 0.11 + 0.045, 0.97, darker(tone, 0.3)
        )
        figure.bar(
            0.5 + side * 0.12 - 0.085, 0.94, 0.5 + side * 0.12 + 0.085, 1.0, tone, round_by=0.03
        )
        figure.oval(0.5 + side * 0.27, 0.32, 0.04, 0.06, darker(tone, 0.25))
    figure.bar(0.29, 0.54, 0.71, 0.88, tone, round_by=0.06)
    figure.bar(0.35, 0.6, 0.65, 0.76, lighter(tone, 0.5), round_by=0.03)
    for number, light in enumerate(((240, 96, 86), GLOW, (104, 190, 130))):
        figure.oval(0.42 + number * 0.08, 0.68, 0.026, 0.026, light)
    figure.bar(0.24, 0.16, 0.76, 0.51, lighter(tone, 0.16), round_by=0.09)
    figure.bar(0.3, 0.22, 0.7, 0.45, (46, 56, 76), round_by=0.06)
    for x in (0.41, 0.59):
        figure.oval(x, 0.31, 0.042, 0.05, (124, 236, 226))
        figure.oval(x + 0.012, 0.295, 0.013, 0.014, (255, 255, 255))
    figure.bow(0.5, 0.37, 0.06, 0.04, (124, 236, 226), 0.014, start=15, end=165)


def person(figure: Figure) -> None:
    """Somebody in a warm coat and a scarf."""
    skin = figure.rng.choice(((250, 214, 186), (226, 172, 134), (168, 112, 80), (112, 74, 56)))
    hair = figure.rng.choice(((58, 42, 40), (120, 72, 44), (214, 150, 74), (170, 74, 50)))
    coat, scarf = figure.pick(BRIGHT), figure.pick(BRIGHT, other=True)
    figure.blob([(0.28, 0.3), (0.5, 0.12), (0.72, 0.3), (0.74, 0.56), (0.26, 0.56)], hair)
    figure.blob([(0.5, 0.48), (0.7, 0.56), (0.8, 0.98), (0.2, 0.98), (0.3, 0.56)], coat)
    figure.stroke([(0.5, 0.62), (0.5, 0.98)], darker(coat, 0.25), 0.012)
    for y in (0.7, 0.8, 0.9):
        figure.oval(0.535, y, 0.013, 0.013, CREAM)
    figure.oval(0.5, 0.37, 0.175, 0.18, skin)
    figure.blob(
        [
            (0.31, 0.36),
            (0.36, 0.22),
            (0.52, 0.17),
            (0.66, 0.24),
            (0.69, 0.36),
            (0.56, 0.28),
            (0.42, 0.29),
        ],
        hair,
    )
    figure.bar(0.33, 0.525, 0.67, 0.6, scarf, round_by=0.035)
    figure.bar(0.58, 0.55, 0.66, 0.78, darker(scarf, 0.12), round_by=0.02)
    _smile(figure, 0.5, 0.39, 0.07)


def cup(figure: Figure) -> None:
    """A steaming cup."""
    tone = figure.pick(BRIGHT)
    for x in (0.4, 0.52):
        figure.stroke(
            [(x, 0.34), (x + 0.04, 0.26), (x - 0.01, 0.18), (x + 0.03, 0.1)], (250, 250, 250), 0.022
        )
    figure.oval(0.74, 0.62, 0.14, 0.13, tone)
    figure.oval(0.74, 0.62, 0.085, 0.08, mix(tone, (255, 255, 255), 0.75))
    figure.oval(0.48, 0.95, 0.38, 0.045, CREAM)
    figure.blob(
        [(0.2, 0.42), (0.76, 0.42), (0.72, 0.78), (0.6, 0.93), (0.36, 0.93), (0.24, 0.78)], tone
    )
    figure.oval(0.48, 0.43, 0.285, 0.06, lighter(tone, 0.35))
    figure.oval(0.48, 0.435, 0.245, 0.045, (104, 66, 50))
    _smile(figure, 0.48, 0.66, 0.08)


def ghost(figure: Figure) -> None:
    """A ghost that means well."""
    hem = [
        (0.8, 0.92),
        (0.7, 0.84),
        (0.6, 0.95),
        (0.5, 0.85),
        (0.4, 0.95),
        (0.3, 0.84),
        (0.2, 0.92),
    ]
    figure.blob(
        [(0.5, 0.1), (0.7, 0.18), (0.79, 0.44), *hem, (0.21, 0.44), (0.3, 0.18)], (246, 246, 252)
    )
    for side in (-1, 1):
        figure.oval(0.5 + side * 0.3, 0.56, 0.08, 0.05, (246, 246, 252), turn=side * 30)
    _smile(figure, 0.5, 0.4, 0.1)


def cactus(figure: Figure) -> None:
    """A cactus in flower."""
    tone: Colour = (74, 148, 104)
    for side, top, turn in ((-1, 0.42, 0.62), (1, 0.34, 0.56)):
        x = 0.5 + side * 0.25
        figure.stroke(
            [(0.5, turn + 0.06), (0.5 + side * 0.16, turn + 0.06), (x, turn), (x, top)],
            darker(tone, 0.12),
            0.12,
        )
    figure.bar(0.41, 0.12, 0.59, 1.0, tone, round_by=0.09)
    for x in (0.46, 0.54):
        figure.stroke([(x, 0.2), (x, 0.97)], darker(tone, 0.18), 0.01)
    figure.oval(0.5, 0.11, 0.06, 0.05, (242, 110, 140))
    _smile(figure, 0.5, 0.42, 0.055)


def snowman(figure: Figure) -> None:
    """A snowman with hat and scarf."""
    snow: Colour = (250, 252, 255)
    for x, turn in ((0.2, 20), (0.8, -20)):
        figure.oval(x, 0.52, 0.14, 0.012, WOOD, turn=-turn)
    figure.oval(0.5, 0.8, 0.25, 0.2, darker(snow, 0.05))
    figure.oval(0.5, 0.54, 0.19, 0.17, snow)
    figure.oval(0.5, 0.31, 0.145, 0.135, snow)
    for y in (0.5, 0.58, 0.74):
        figure.oval(0.5, y, 0.016, 0.016, DARK)
    figure.bar(0.35, 0.4, 0.65, 0.455, (214, 72, 74), round_by=0.025)
    figure.bar(0.58, 0.42, 0.645, 0.6, (190, 58, 66), round_by=0.02)
    figure.bar(0.33, 0.175, 0.67, 0.205, DARK, round_by=0.015)
    figure.bar(0.39, 0.04, 0.61, 0.19, DARK, round_by=0.015)
    figure.bar(0.39, 0.14, 0.61, 0.175, (214, 72, 74))
    _smile(figure, 0.5, 0.3, 0.055)
    figure.shape([(0.49, 0.3), (0.49, 0.335), (0.62, 0.335)], (243, 146, 60))


def _smile(figure: Figure, x: float, y: float, reach: float) -> None:
    """Two eyes, two cheeks and a mouth around a place."""
    for side in (-1, 1):
        figure.oval(x + side * reach, y - reach * 0.15, reach * 0.22, reach * 0.28, DARK)
        figure.oval(
            x + side * reach + reach * 0.07,
            y - reach * 0.25,
            reach * 0.08,
            reach * 0.08,
            (255, 255, 255),
        )
        figure.oval(x + side * reach * 1.45, y + reach * 0.35, reach * 0.3, reach * 0.18, ROSE)
    figure.bow(
        x, y + reach * 0.15, reach * 0.4, reach * 0.35, DARK, reach * 0.13, start=15, end=165
    )


def easel(figure: Figure) -> None:
    """An easel with a picture on it that is not finished yet."""
    for points in (
        [(0.5, 0.06), (0.24, 0.99)],
        [(0.5, 0.06), (0.76, 0.99)],
        [(0.5, 0.06), (0.5, 0.94)],
    ):
        figure.stroke(points, WOOD, 0.032)
    figure.bar(0.16, 0.18, 0.84, 0.7, CREAM, round_by=0.01)
    figure.bar(0.2, 0.22, 0.8, 0.66, (252, 206, 148))
    figure.bar(0.2, 0.5, 0.8, 0.66, (112, 160, 176))
    figure.oval(0.56, 0.42, 0.07, 0.07, (240, 110, 80))
    figure.shape([(0.2, 0.55), (0.34, 0.4), (0.5, 0.56)], (120, 104, 150))
    figure.stroke([(0.5, 0.59), (0.66, 0.59)], (250, 226, 190), 0.014)
    figure.bar(0.12, 0.7, 0.88, 0.745, darker(WOOD, 0.15), round_by=0.015)
    for number, tone in enumerate(BRIGHT[:4]):
        figure.oval(0.28 + number * 0.07, 0.695, 0.026, 0.018, tone)


THINGS: dict[str, Callable[[Figure], None]] = {
    "tree": tree,
    "flower": flower,
    "mushroom": mushroom,
    "robot": robot,
    "person": person,
    "cup": cup,
    "ghost": ghost,
    "cactus": cactus,
    "snowman": snowman,
    "easel": easel,
}
