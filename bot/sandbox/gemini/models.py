"""The models that the local Gemini serves, and what each accepts, as of 2026-11-22."""

from dataclasses import dataclass
from typing import Any

TEN_RATIOS = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")
FOURTEEN_RATIOS = (*TEN_RATIOS, "1:4", "4:1", "1:8", "8:1")

# Pixels at 1K, width first. 512 is half of it, 2K twice, 4K four times.
PIXELS = {
    "1:1": (1024, 1024),
    "2:3": (848, 1264),
    "3:2": (1264, 848),
    "3:4": (896, 1200),
    "4:3": (1200, 896),
    "4:5": (928, 1152),
    "5:4": (1152, 928),
    "9:16": (768, 1376),
    "16:9": (1376, 768),
    "21:9": (1584, 672),
    "1:4": (512, 2064),
    "4:1": (2064, 512),
    "1:8": (352, 2928),
    "8:1": (2928, 352),
}
# The oldest model has a table of its own.
FIRST_PIXELS = {
    "1:1": (1024, 1024),
    "2:3": (832, 1248),
    "3:2": (1248, 832),
    "3:4": (864, 1184),
    "4:3": (1184, 864),
    "4:5": (896, 1152),
    "5:4": (1152, 896),
    "9:16": (768, 1344),
    "16:9": (1344, 768),
    "21:9": (1536, 672),
}
SCALES = {"512": 0.5, "1K": 1.0, "2K": 2.0, "4K": 4.0}
LONGEST_SIDE_PER_SHORT = 8.0  # the most extreme ratio is 8:1


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model as `models.get` returns it, and what it accepts."""

    id: str
    name: str
    tokens: dict[str, int]  # output tokens of one picture, by size; empty: a text model
    ratios: tuple[str, ...] = ()
    takes_size: bool = True  # the oldest one refuses imageSize
    pictures_in: int = 14
    thinking: tuple[str, ...] = ()  # the levels it takes; empty: it does not think
    pixels: dict[str, tuple[int, int]]
    searches: bool = False
    thinks: bool = True
    methods: tuple[str, ...] = ("generateContent", "countTokens")  # that it is listed for

    @property
    def paints(self) -> bool:
        """Whether it makes pictures."""
        return bool(self.tokens)

    def dimensions(
        self, ratio: str | None, *, size: str = "1K", like: tuple[int, int] | None = None
    ) -> tuple[int, int]:
        """Return width and height of what it paints, in pixels.

        Args:
            ratio: one of `ratios`; None keeps the shape of `like`, or makes a square.
            size: one of `tokens`.
            like: width and height of the picture that is edited.
        """
        scale = SCALES[size]
        if ratio is None and like is not None:
            return _same_shape(like, area=(1024 * scale) ** 2)
        width, height = self.pixels[ratio or "1:1"]
        return round(width * scale), round(height * scale)


def _same_shape(like: tuple[int, int], *, area: float) -> tuple[int, int]:
    """Return a size of the shape of `like` with an area, in steps of 16 pixels as the ratios."""
    shape = like[0] / like[1]
    shape = min(max(shape, 1 / LONGEST_SIDE_PER_SHORT), LONGEST_SIDE_PER_SHORT)
    height = (area / shape) ** 0.5
    return max(16, round(height * shape / 16) * 16), max(16, round(height / 16) * 16)


IMAGE_MODELS = (
    Model(
        id="gemini-nano-banana-2.1",
        name="Nano Banana 2.1",
        tokens={"1K": 1120, "2K": 1680, "4K": 3760},
        ratios=FOURTEEN_RATIOS,
        thinking=("MINIMAL", "MEDIUM", "HIGH"),
        pixels=PIXELS,
        searches=True,
    ),
    Model(
        id="gemini-3-pro-image",
        name="Nano Banana Pro",
        tokens={"1K": 1120, "2K": 1120, "4K": 2000},
        ratios=TEN_RATIOS,
        thinking=("LOW", "HIGH"),
        pixels=PIXELS,
        searches=True,
    ),
    Model(
        id="gemini-3.1-flash-lite-image",
        name="Nano Banana 2 Lite",
        tokens={"1K": 1120},
        ratios=TEN_RATIOS,
        thinking=("MINIMAL", "HIGH"),
        pixels=PIXELS,
    ),
    Model(
        id="gemini-3.1-flash-image",
        name="Nano Banana 2",
        tokens={"512": 747, "1K": 1120, "2K": 1680, "4K": 2520},
        ratios=FOURTEEN_RATIOS,
        thinking=("MINIMAL", "HIGH"),
        pixels=PIXELS,
    ),
    Model(
        id="gemini-2.5-flash-image",
        name="Nano Banana",
        tokens={"1K": 1290},
        ratios=TEN_RATIOS,
        takes_size=False,
        thinks=False,
        pixels=FIRST_PIXELS,
    ),
)
TEXT_MODELS = (
    "gemini-3.5-flash-lite",
    "gemini-3.5-flash",
    "gemini-3-flash",
    "gemini-3.1-flash-lite",
    "gemini-2.5-flash",
    "gemini-flash-latest",
)


def words_model(model_id: str) -> Model:
    """Return a model that reads pictures and answers in words."""
    levels = ("MINIMAL", "LOW", "MEDIUM", "HIGH")
    return Model(
        id=model_id, name=model_id, tokens={}, pictures_in=3000, thinking=levels, pixels={}
    )


def as_listed(model: Model) -> dict[str, Any]:
    """Return a model as the list shows it."""
    return {
        "name": f"models/{model.id}",
        "version": "1",
        "displayName": model.name,
        "description": "Painted by the sandbox on this machine, not by Gemini.",
        "inputTokenLimit": 131072,
        "outputTokenLimit": 32768,
        "supportedGenerationMethods": list(model.methods),
        "temperature": 1,
        "topP": 0.95,
        "topK": 64,
        "maxTemperature": 2,
        "thinking": model.thinks,
    }
