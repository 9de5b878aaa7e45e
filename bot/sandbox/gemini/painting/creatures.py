"""Animals with a shape of their own: birds, what swims, and a dragon."""

from collections.abc import Callable

from bot.sandbox.gemini.painting.animals import CREAM, DARK, HEAD, ROSE, Coat, face, head
from bot.sandbox.gemini.painting.animals import body as trunk
from bot.sandbox.gemini.painting.colours import Colour, darker, lighter, mix
from bot.sandbox.gemini.painting.figure import Figure


def owl(figure: Figure) -> None:
    """A round owl with large eyes."""
    fur = figure.pick(((150, 104, 74), (120, 112, 128), (178, 128, 78)))
    body = [
        (0.5, 0.2),
        (0.72, 0.28),
        (0.78, 0.62),
        (0.66, 0.92),
        (0.5, 0.96),
        (0.34, 0.92),
        (0.22, 0.62),
        (0.28, 0.28),
    ]
    figure.shape([(0.3, 0.34), (0.25, 0.12), (0.48, 0.24)], darker(fur, 0.15))
    figure.shape([(0.7, 0.34), (0.75, 0.12), (0.52, 0.24)], darker(fur, 0.15))
    figure.blob(body, fur)
    figure.oval(0.5, 0.72, 0.19, 0.21, lighter(fur, 0.55))
    for row in range(3):
        for col in range(-2 + row % 2, 3):
            figure.bow(
                0.5 + (col - 0.5 * (row % 2)) * 0.075, 0.64 + row * 0.075, 0.034, 0.03, fur, 0.013
            )
    for side in (-1, 1):
        wing = [
            (0.5 + side * 0.2, 0.48),
            (0.5 + side * 0.3, 0.6),
            (0.5 + side * 0.24, 0.86),
            (0.5 + side * 0.17, 0.7),
        ]
        figure.blob(wing, darker(fur, 0.22))
        figure.oval(0.5 + side * 0.115, 0.4, 0.125, 0.125, CREAM)
        figure.oval(0.5 + side * 0.105, 0.4, 0.07, 0.07, (244, 176, 62))
        figure.oval(0.5 + side * 0.105, 0.4, 0.045, 0.045, DARK)
        figure.oval(0.5 + side * 0.105 + 0.018, 0.38, 0.015, 0.015, (255, 255, 255))
        figure.oval(0.5 + side * 0.08, 0.965, 0.06, 0.025, (238, 160, 60))
    figure.shape([(0.465, 0.46), (0.535, 0.46), (0.5, 0.545)], (238, 160, 60))


def penguin(figure: Figure) -> None:
    """A penguin, glad to be here."""
    coat: Colour = (44, 52, 72)
    for side in (-1, 1):
        figure.oval(0.5 + side * 0.25, 0.62, 0.06, 0.2, darker(coat, 0.3), turn=side * 18)
        figure.oval(0.5 + side * 0.11, 0.965, 0.1, 0.03, (243, 156, 60))
    body = [
        (0.5, 0.14),
        (0.67, 0.24),
        (0.74, 0.6),
        (0.68, 0.9),
        (0.5, 0.97),
        (0.32, 0.9),
        (0.26, 0.6),
        (0.33, 0.24),
    ]
    figure.blob(body, coat)
    figure.blob(
        [(0.5, 0.42), (0.62, 0.48), (0.65, 0.72), (0.5, 0.93), (0.35, 0.72), (0.38, 0.48)],
        (252, 249, 240),
    )
    for side in (-1, 1):
        figure.oval(0.5 + side * 0.075, 0.34, 0.09, 0.11, (252, 249, 240))
        figure.oval(0.5 + side * 0.08, 0.33, 0.03, 0.034, DARK)
        figure.oval(0.5 + side * 0.08 + 0.01, 0.318, 0.01, 0.01, (255, 255, 255))
        figure.oval(0.5 + side * 0.13, 0.4, 0.032, 0.02, ROSE)
    figure.shape([(0.45, 0.385), (0.55, 0.385), (0.5, 0.45)], (243, 156, 60))


def bird(figure: Figure) -> None:
    """A round little bird."""
    tone = figure.pick(((72, 152, 208), (226, 96, 82), (246, 188, 74), (98, 176, 140)))
    figure.shape([(0.18, 0.66), (0.0, 0.52), (0.06, 0.74), (0.2, 0.78)], darker(tone, 0.2))
    for x in (0.46, 0.58):
        figure.stroke([(x, 0.86), (x, 0.97), (x + 0.05, 0.985)], (198, 118, 58), 0.018)
    figure.oval(0.5, 0.62, 0.36, 0.3, tone)
    figure.oval(0.58, 0.72, 0.24, 0.18, lighter(tone, 0.65))
    figure.blob(
        [(0.2, 0.52), (0.44, 0.5), (0.5, 0.66), (0.34, 0.78), (0.2, 0.7)], darker(tone, 0.18)
    )
    figure.shape([(0.82, 0.5), (0.96, 0.56), (0.82, 0.62)], (243, 156, 60))
    figure.oval(0.7, 0.52, 0.045, 0.045, DARK)
    figure.oval(0.715, 0.505, 0.015, 0.015, (255, 255, 255))
    figure.oval(0.66, 0.63, 0.04, 0.025, mix(tone, ROSE, 0.7))


def whale(figure: Figure) -> None:
    """A whale with its fountain."""
    tone: Colour = (66, 118, 178)
    figure.stroke([(0.36, 0.42), (0.36, 0.24), (0.25, 0.16)], (214, 238, 248), 0.03)
    figure.stroke([(0.36, 0.42), (0.36, 0.24), (0.47, 0.15)], (214, 238, 248), 0.03)
    figure.blob(
        [(0.84, 0.6), (0.98, 0.36), (0.87, 0.4), (0.8, 0.3), (0.78, 0.5)], darker(tone, 0.12)
    )
    figure.blob(
        [
            (0.06, 0.66),
            (0.16, 0.46),
            (0.42, 0.4),
            (0.66, 0.5),
            (0.84, 0.5),
            (0.86, 0.64),
            (0.66, 0.86),
            (0.3, 0.9),
            (0.1, 0.82),
        ],
        tone,
    )
    figure.blob(
        [(0.08, 0.76), (0.3, 0.8), (0.56, 0.8), (0.66, 0.84), (0.4, 0.92), (0.14, 0.86)],
        (226, 240, 246),
    )
    figure.oval(0.26, 0.66, 0.026, 0.03, DARK)
    figure.oval(0.268, 0.65, 0.01, 0.01, (255, 255, 255))
    figure.bow(0.2, 0.72, 0.07, 0.04, darker(tone, 0.5), 0.012, start=20, end=140)
    figure.oval(0.33, 0.72, 0.035, 0.02, mix(tone, ROSE, 0.6))
    figure.oval(0.5, 0.82, 0.05, 0.11, darker(tone, 0.15), turn=40)


def fish(figure: Figure) -> None:
    """A striped fish."""
    tone = figure.pick(((244, 130, 60), (248, 192, 70), (230, 96, 120)))
    figure.blob([(0.78, 0.6), (0.97, 0.42), (0.92, 0.62), (0.97, 0.82)], darker(tone, 0.15))
    figure.blob([(0.36, 0.42), (0.5, 0.24), (0.66, 0.36), (0.6, 0.46)], darker(tone, 0.15))
    figure.oval(0.48, 0.62, 0.36, 0.24, tone)
    for x in (0.42, 0.62):
        figure.oval(x, 0.62, 0.045, 0.22 if x < 0.5 else 0.18, CREAM)
    figure.oval(0.27, 0.56, 0.05, 0.05, (255, 255, 255))
    figure.oval(0.26, 0.56, 0.028, 0.03, DARK)
    figure.bow(0.2, 0.68, 0.06, 0.04, darker(tone, 0.5), 0.012, start=10, end=110)


def dragon(figure: Figure) -> None:
    """A small, friendly dragon."""
    tone = figure.pick(((92, 176, 130), (150, 104, 196), (220, 92, 82)))
    for side in (-1, 1):
        wing = [
            (0.5 + side * 0.12, 0.66),
            (0.5 + side * 0.3, 0.36),
            (0.5 + side * 0.49, 0.42),
            (0.5 + side * 0.4, 0.56),
            (0.5 + side * 0.42, 0.7),
            (0.5 + side * 0.28, 0.68),
        ]
        figure.shape(wing, mix(tone, (255, 214, 130), 0.55))
    figure.stroke([(0.6, 0.92), (0.82, 0.95), (0.92, 0.84), (0.88, 0.76)], tone, 0.07)
    figure.shape([(0.83, 0.77), (0.93, 0.77), (0.9, 0.64)], (255, 186, 84))
    coat = Coat(fur=tone, belly=(255, 230, 170), ears="none", muzzle=True)
    trunk(figure, coat, tone, darker(tone, 0.15))
    x, y = HEAD
    for side in (-1, 1):
        figure.shape(
            [(x + side * 0.07, y - 0.15), (x + side * 0.17, y - 0.31), (x + side * 0.18, y - 0.1)],
            (255, 230, 190),
        )
    for number in range(3):
        figure.shape(
            [
                (0.46 + number * 0.03, y - 0.19),
                (0.5 + number * 0.02, y - 0.28 + number * 0.02),
                (0.54, y - 0.18),
            ],
            (255, 186, 84),
        )
    head(figure, coat, tone)
    face(figure, coat)


CREATURES: dict[str, Callable[[Figure], None]] = {
    "owl": owl,
    "penguin": penguin,
    "bird": bird,
    "whale": whale,
    "fish": fish,
    "dragon": dragon,
}
