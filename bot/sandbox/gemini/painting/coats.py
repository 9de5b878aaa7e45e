"""What makes a kind of animal: its colours, and the shapes that differ."""

from dataclasses import dataclass

from bot.sandbox.gemini.painting.colours import Colour

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
