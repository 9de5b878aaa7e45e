"""The faces of the animals: calm, or in one of the moods of lexicon.toml."""

from bot.sandbox.gemini.painting.coats import DARK, HEAD, ROSE, Coat
from bot.sandbox.gemini.painting.colours import darker, mix
from bot.sandbox.gemini.painting.figure import Figure


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
