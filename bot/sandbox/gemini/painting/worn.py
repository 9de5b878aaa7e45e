"""What is put on heads: hats, crowns, glasses."""

from collections.abc import Callable

from bot.sandbox.gemini.painting.animals import CREAM
from bot.sandbox.gemini.painting.colours import Colour, darker, lighter
from bot.sandbox.gemini.painting.figure import Figure
from bot.sandbox.gemini.painting.things import BRIGHT


def hat(figure: Figure) -> None:
    """A party hat with its brim on the tile's foot."""
    one, other = figure.pick(BRIGHT), figure.pick(BRIGHT, other=True)
    figure.shape([(0.5, 0.1), (0.78, 0.96), (0.22, 0.96)], one)
    for y in (0.42, 0.7):
        half = (y - 0.1) / 0.86 * 0.28
        low = half + 0.045
        figure.shape(
            [(0.5 - half, y), (0.5 + half, y), (0.5 + low, y + 0.12), (0.5 - low, y + 0.12)], other
        )
    figure.bar(0.17, 0.92, 0.83, 1.0, CREAM, round_by=0.04)
    figure.oval(0.5, 0.12, 0.1, 0.1, CREAM)


def top_hat(figure: Figure) -> None:
    """A tall black hat with a ribbon."""
    ribbon = figure.pick(BRIGHT)
    figure.blob([(0.26, 0.16), (0.5, 0.12), (0.74, 0.16), (0.7, 0.9), (0.3, 0.9)], (52, 46, 62))
    figure.bar(0.3, 0.7, 0.7, 0.84, ribbon)
    figure.oval(0.5, 0.9, 0.44, 0.1, (40, 35, 50))


def crown(figure: Figure) -> None:
    """A golden crown with its rim on the tile's foot."""
    gold: Colour = (250, 198, 70)
    points = [
        (0.14, 1.0),
        (0.1, 0.46),
        (0.3, 0.7),
        (0.5, 0.34),
        (0.7, 0.7),
        (0.9, 0.46),
        (0.86, 1.0),
    ]
    figure.shape(points, gold)
    figure.bar(0.14, 0.86, 0.86, 1.0, darker(gold, 0.12))
    for x, y in ((0.1, 0.44), (0.5, 0.32), (0.9, 0.44)):
        figure.oval(x, y, 0.05, 0.05, lighter(gold, 0.3))
    for x, tone in ((0.3, BRIGHT[0]), (0.5, BRIGHT[1]), (0.7, BRIGHT[3])):
        figure.oval(x, 0.93, 0.04, 0.04, tone)


def glasses(figure: Figure) -> None:
    """Dark glasses across the middle of the tile."""
    for side in (-1, 1):
        figure.bar(
            0.5 + side * 0.25 - 0.21,
            0.34,
            0.5 + side * 0.25 + 0.21,
            0.66,
            (34, 32, 46),
            round_by=0.11,
        )
        figure.stroke(
            [(0.5 + side * 0.25 - 0.1, 0.42), (0.5 + side * 0.25 - 0.02, 0.42)],
            (150, 170, 200),
            0.03,
        )
    figure.stroke([(0.42, 0.44), (0.58, 0.44)], (34, 32, 46), 0.05)


WORN: dict[str, Callable[[Figure], None]] = {
    "hat": hat,
    "top_hat": top_hat,
    "crown": crown,
    "glasses": glasses,
}
