"""Animals that sit and look at you, each a few shapes and colours of one pattern."""

from dataclasses import dataclass

from bot.sandbox.gemini.painting.colours import Colour, darker, lighter, mix
from bot.sandbox.gemini.painting.figure import Figure

DARK: Colour = (45, 36, 40)
CREAM: Colour = (255, 244, 226)
ROSE: Colour = (244, 150, 150)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coat:
    """What makes a kind: colours and the shapes that differ."""

    fur: Colour
    belly: Colour = CREAM
    ears: str = "pointed"
    tail: str = "none"
    muzzle: bool = False  # a pale oval around the nose
    cheeks: bool = False  # pale cheeks that come to a point
    stripes: bool = False
    mask: Colour | None = None  # patches around the eyes
    limbs: Colour | None = None
    ear_tips: Colour | None = None
    mane: Colour | None = None
    whiskers: bool = False
    nose: Colour = DARK


COATS = {
    "fox": Coat(
        fur=(233, 116, 42), tail="bushy", cheeks=True, limbs=(84, 48, 44), ear_tips=(84, 48, 44)
    ),
    "wolf": Coat(fur=(124, 133, 148), tail="bushy", cheeks=True, ear_tips=(70, 76, 92)),
    "cat": Coat(
        fur=(240, 162, 84), tail="curl", stripes=True, whiskers=True, muzzle=True, nose=ROSE
    ),
    "dog": Coat(
        fur=(196, 139, 88), ears="floppy", tail="short", muzzle=True, ear_tips=(122, 78, 52)
    ),
    "rabbit": Coat(
        fur=(214, 202, 196), ears="long", tail="ball", muzzle=True, whiskers=True, nose=ROSE
    ),
    "bear": Coat(fur=(142, 94, 64), belly=(206, 160, 118), ears="round", muzzle=True),
    "panda": Coat(
        fur=(250, 248, 242),
        belly=(250, 248, 242),
        ears="round",
        mask=DARK,
        limbs=DARK,
        ear_tips=DARK,
    ),
    "mouse": Coat(
        fur=(168, 166, 178), ears="dish", tail="thin", muzzle=True, whiskers=True, nose=ROSE
    ),
    "lion": Coat(fur=(240, 184, 92), ears="round", tail="tuft", muzzle=True, mane=(176, 96, 46)),
    "tiger": Coat(
        fur=(242, 146, 54), ears="round", tail="curl", muzzle=True, stripes=True, whiskers=True
    ),
    "raccoon": Coat(
        fur=(146, 146, 154), tail="bushy", mask=(66, 64, 76), muzzle=True, ear_tips=(66, 64, 76)
    ),
    "koala": Coat(fur=(160, 166, 178), belly=(226, 228, 232), ears="dish", nose=(60, 56, 66)),
    "pig": Coat(
        fur=(246, 176, 182),
        belly=(250, 200, 202),
        ears="pointed",
        muzzle=True,
        nose=(226, 120, 136),
    ),
    "squirrel": Coat(fur=(186, 96, 52), tail="bushy", muzzle=True, ear_tips=(120, 58, 36)),
    "frog": Coat(fur=(112, 184, 92), belly=(222, 240, 186), ears="eyes"),
}
ANIMALS = {
    "🦊": "fox", "🐺": "wolf", "🐈": "cat", "🐕": "dog", "🐇": "rabbit", "🐻": "bear", "🧸": "bear",
    "🐼": "panda", "🐭": "mouse", "🦁": "lion", "🐯": "tiger", "🦝": "raccoon", "🐨": "koala",
    "🐷": "pig", "🐿": "squirrel", "🐸": "frog",
}  # fmt: skip
CAT_FURS = ((240, 162, 84), (96, 98, 112), (58, 54, 64), (228, 220, 210), (150, 112, 84))
HEAD = (0.5, 0.37)  # where the head sits; hats and glasses look here
HEAD_SIZE = (0.235, 0.2)


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


def face(figure: Figure, coat: Coat, mood: str) -> None:
    x, y = HEAD
    high = coat.ears == "eyes"
    eye_x, eye_y = (0.13, y - 0.165) if high else (0.1, y - 0.02)
    if coat.muzzle:
        figure.oval(x, y + 0.095, 0.105, 0.075, mix(coat.belly, (255, 255, 255), 0.25))
    for side in (-1, 1):
        if coat.mask:
            figure.oval(x + side * 0.105, y - 0.01, 0.07, 0.058, coat.mask, turn=side * 28)
        if not coat.mask:
            figure.oval(x + side * 0.165, y + 0.07, 0.035, 0.022, mix(ROSE, coat.fur, 0.35))
        _eye(figure, x + side * eye_x, eye_y, side, coat, mood)
    if not high:
        big = 1.6 if coat.nose == (60, 56, 66) else 1.0
        figure.oval(x, y + 0.07, 0.03 * big, 0.022 * big * big, coat.nose)
    _mouth(figure, coat, mood, high=high)
    if coat.whiskers:
        grey = mix(DARK, (255, 255, 255), 0.55)
        for side in (-1, 1):
            for lift in (-0.012, 0.02):
                ends = (x + side * 0.11, y + 0.095 + lift), (x + side * 0.25, y + 0.08 + lift * 2.4)
                figure.stroke(ends, grey, 0.006)


def _eye(figure: Figure, x: float, y: float, side: int, coat: Coat, mood: str) -> None:
    high = coat.ears == "eyes"
    size = (0.05 if high else 0.032) * (1.3 if mood == "surprised" else 1)
    if coat.mask or high or mood == "surprised":
        figure.oval(x, y, size * 1.25, size * 1.25, (255, 255, 255))
    if mood in {"asleep", "happy"}:
        start, end = (20, 160) if mood == "asleep" else (200, 340)
        figure.bow(x, y, size * 1.15, size * 0.95, DARK, 0.014, start=start, end=end)
    else:
        figure.oval(x, y, size * 0.85, size, DARK)
        figure.oval(x + 0.011, y - 0.013, 0.0115, 0.0115, (255, 255, 255))
    if mood in {"angry", "sad"}:
        inner = 0.055 if mood == "angry" else -0.045  # brows fall towards the nose, or rise
        outer_y, inner_y = y - size - 0.03 - inner / 3, y - size - 0.02 + inner / 2
        figure.stroke([(x + side * 0.045, outer_y), (x - side * 0.04, inner_y)], DARK, 0.016)
    if mood == "sad" and side > 0:
        tear = (x + 0.01, y + size + 0.045)
        figure.oval(*tear, 0.018, 0.026, (120, 190, 240))


def _mouth(figure: Figure, coat: Coat, mood: str, *, high: bool) -> None:
    x, y = HEAD[0], HEAD[1] + (0.03 if high else 0.095)
    wide = 2.0 if high else 1.0
    if mood == "surprised":
        figure.oval(x, y + 0.045, 0.026 * wide, 0.034, DARK)
    elif mood == "happy":
        smile = [(x - 0.06 * wide, y + 0.012), (x + 0.06 * wide, y + 0.012), (x, y + 0.09)]
        figure.blob(smile, DARK)
        figure.oval(x, y + 0.052, 0.028 * wide, 0.018, (232, 110, 120))
    elif mood in {"sad", "angry"}:
        figure.bow(x, y + 0.06, 0.05 * wide, 0.034, DARK, 0.013, start=200, end=340)
    elif high:
        figure.bow(x, y - 0.01, 0.14, 0.09, darker(coat.fur, 0.55), 0.014, start=15, end=165)
    else:
        for side in (-1, 1):
            figure.bow(x + side * 0.026, y, 0.027, 0.026, DARK, 0.01, start=10, end=170)
