"""Animals that sit and look at you, each a few shapes and colours of one pattern."""

from bot.sandbox.gemini.painting.coats import CAT_FURS, COATS, CREAM, HEAD, HEAD_SIZE, ROSE, Coat
from bot.sandbox.gemini.painting.colours import Colour, darker, lighter, mix
from bot.sandbox.gemini.painting.faces import face
from bot.sandbox.gemini.painting.figure import Figure


def animal(figure: Figure, kind: str, mood: str = "") -> None:
    """Draw one of `COATS`, in a mood of lexicon.toml or calm."""
    coat = COATS[kind]
    fur = figure.pick(CAT_FURS if kind == "cat" else (coat.fur,))
    shade = darker(fur, 0.16)
    _tail(figure, coat, fur)
    limbs = coat.limbs or shade
    body(figure, coat, fur, limbs)
    if coat.mane:
        _mane(figure, coat.mane)
    _ears(figure, coat, fur)
    head(figure, coat, fur)
    if coat.stripes:
        _stripes(figure, darker(fur, 0.45))
    face(figure, coat, mood)


def _tail(figure: Figure, coat: Coat, fur: Colour) -> None:
    side = 1 if figure.rng.random() < 0.5 else -1

    def at(x: float, y: float) -> tuple[float, float]:
        return 0.5 + side * x, y

    if coat.tail == "bushy":
        tail = [
            at(0.1, 0.95),
            at(0.3, 0.96),
            at(0.45, 0.82),
            at(0.47, 0.6),
            at(0.38, 0.44),
            at(0.34, 0.6),
            at(0.28, 0.74),
            at(0.14, 0.82),
        ]
        figure.blob(tail, darker(fur, 0.08))
        tip = [at(0.47, 0.61), at(0.38, 0.43), at(0.335, 0.6), at(0.39, 0.57), at(0.43, 0.63)]
        figure.blob(tip, CREAM if coat.mask is None else coat.mask)
        if coat.mask:
            for y in (0.68, 0.78):
                figure.stroke(
                    [at(0.27, y + 0.02), at(0.36, y + 0.03), at(0.45, y)], coat.mask, 0.045
                )
    elif coat.tail == "curl":
        curl = [at(0.1, 0.93), at(0.32, 0.95), at(0.4, 0.8), at(0.36, 0.66), at(0.43, 0.58)]
        figure.stroke(curl, darker(fur, 0.1), 0.065)
    elif coat.tail in {"thin", "tuft"}:
        line = [at(0.1, 0.94), at(0.34, 0.95), at(0.43, 0.82), at(0.4, 0.7)]
        figure.stroke(line, ROSE if coat.tail == "thin" else fur, 0.035)
        if coat.tail == "tuft" and coat.mane:
            figure.oval(*at(0.4, 0.68), 0.05, 0.065, coat.mane)
    elif coat.tail == "short":
        figure.stroke([at(0.14, 0.88), at(0.3, 0.84), at(0.36, 0.72)], darker(fur, 0.1), 0.07)
    elif coat.tail == "ball":
        figure.oval(*at(0.22, 0.9), 0.08, 0.08, lighter(fur, 0.5))


def body(figure: Figure, coat: Coat, fur: Colour, limbs: Colour) -> None:
    figure.oval(0.33, 0.9, 0.13, 0.09, darker(fur, 0.12))
    figure.oval(0.67, 0.9, 0.13, 0.09, darker(fur, 0.12))
    body = [
        (0.5, 0.44),
        (0.64, 0.54),
        (0.71, 0.76),
        (0.68, 0.94),
        (0.5, 0.98),
        (0.32, 0.94),
        (0.29, 0.76),
        (0.36, 0.54),
    ]
    figure.blob(body, fur)
    figure.blob(
        [(0.5, 0.5), (0.59, 0.6), (0.61, 0.78), (0.5, 0.9), (0.39, 0.78), (0.41, 0.6)], coat.belly
    )
    for x in (0.42, 0.58):
        figure.bar(x - 0.05, 0.7, x + 0.05, 0.97, fur, round_by=0.05)
        figure.bar(x - 0.05, 0.84, x + 0.05, 0.985, limbs, round_by=0.05)
    for x in (0.3, 0.7):
        figure.oval(x, 0.955, 0.095, 0.045, limbs)


def _mane(figure: Figure, colour: Colour) -> None:
    x, y = HEAD
    figure.oval(x, y + 0.02, 0.33, 0.31, colour)
    for number in range(14):
        turn = number * 360 / 14
        figure.oval(
            x,
            y + 0.02,
            0.36,
            0.07,
            mix(colour, (255, 190, 90), 0.12 if number % 2 else 0.0),
            turn=turn,
        )


def _ears(figure: Figure, coat: Coat, fur: Colour) -> None:
    x, y = HEAD
    inner = mix(fur, ROSE, 0.6)
    tip = coat.ear_tips
    for side in (-1, 1):
        if coat.ears == "pointed":
            ear = [
                (x + side * 0.06, y - 0.14),
                (x + side * 0.2, y - 0.31),
                (x + side * 0.235, y - 0.03),
            ]
            figure.shape(ear, fur)
            if tip:
                figure.shape(
                    [
                        (x + side * 0.135, y - 0.232),
                        (x + side * 0.2, y - 0.31),
                        (x + side * 0.215, y - 0.2),
                    ],
                    tip,
                )
            figure.shape(
                [
                    (x + side * 0.1, y - 0.14),
                    (x + side * 0.18, y - 0.225),
                    (x + side * 0.2, y - 0.07),
                ],
                inner,
            )
        elif coat.ears == "floppy":
            figure.oval(
                x + side * 0.22, y + 0.02, 0.075, 0.17, tip or darker(fur, 0.2), turn=-side * 14
            )
        elif coat.ears == "long":
            figure.oval(x + side * 0.1, y - 0.2, 0.058, 0.165, fur, turn=-side * 9)
            figure.oval(x + side * 0.1, y - 0.19, 0.03, 0.12, inner, turn=-side * 9)
        elif coat.ears in {"round", "dish"}:
            r = 0.085 if coat.ears == "round" else 0.125
            figure.oval(x + side * 0.18, y - 0.15, r, r, tip or fur)
            figure.oval(
                x + side * 0.18, y - 0.145, r * 0.58, r * 0.58, darker(tip, 0.2) if tip else inner
            )
        elif coat.ears == "eyes":
            figure.oval(x + side * 0.13, y - 0.16, 0.085, 0.085, fur)


def head(figure: Figure, coat: Coat, fur: Colour) -> None:
    x, y = HEAD
    rx, ry = HEAD_SIZE
    if not coat.cheeks:
        figure.oval(x, y, rx, ry, fur)
        return
    head = [
        (x, y - 0.19),
        (x + 0.17, y - 0.14),
        (x + 0.27, y + 0.07),
        (x + 0.12, y + 0.16),
        (x, y + 0.2),
        (x - 0.12, y + 0.16),
        (x - 0.27, y + 0.07),
        (x - 0.17, y - 0.14),
    ]
    figure.blob(head, fur)
    for side in (-1, 1):
        cheek = [
            (x, y + 0.19),
            (x + side * 0.01, y + 0.05),
            (x + side * 0.11, y + 0.03),
            (x + side * 0.255, y + 0.075),
            (x + side * 0.13, y + 0.155),
        ]
        figure.blob(cheek, CREAM)


def _stripes(figure: Figure, tone: Colour) -> None:
    x, y = HEAD
    for shift in (-0.055, 0.0, 0.055):
        figure.stroke(
            [(x + shift, y - 0.185 + abs(shift) * 0.2), (x + shift * 0.8, y - 0.11)], tone, 0.02
        )
    for side in (-1, 1):
        for drop in (0.0, 0.055):
            figure.stroke(
                [(x + side * 0.22, y + drop), (x + side * 0.16, y + 0.01 + drop)], tone, 0.018
            )
        for drop in (0.66, 0.74):
            figure.stroke(
                [(0.5 + side * 0.19, drop), (0.5 + side * 0.13, drop + 0.015)], tone, 0.02
            )
