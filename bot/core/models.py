"""The image models: what each takes and costs. Ids belong in this dated table and in settings.

Source: Google's model and price pages, read 2026-11-22.
"""

from dataclasses import dataclass

from bot.core.turns import MicroDollars

TEN_RATIOS = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")
ALL_RATIOS = (*TEN_RATIOS, "1:4", "4:1", "1:8", "8:1")
DATED = "2026-11-22"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageModel:
    """What one model takes, and what it asks for."""

    id: str
    name: str  # as people see it
    prices: dict[str, MicroDollars]  # per picture by size
    ratios: tuple[str, ...] = TEN_RATIOS
    inputs: int = 14  # pictures in one request
    longest: int = 2048  # pixels; more of an input picture is not looked at
    takes_size: bool = True
    text_price: tuple[MicroDollars, MicroDollars] = (0, 0)  # per million tokens, in and out
    retired: str = ""  # since when Google lists it as ended or deprecated

    @property
    def sizes(self) -> tuple[str, ...]:
        """The sizes it paints, smallest first."""
        return tuple(self.prices)


MODELS: dict[str, ImageModel] = {
    model.id: model
    for model in (
        ImageModel(
            id="gemini-nano-banana-2.1",
            name="Nano Banana 2.1",
            prices={"1K": 33_600, "2K": 50_400, "4K": 113_000},
            ratios=ALL_RATIOS,
            text_price=(1_500_000, 7_500_000),
        ),
        ImageModel(
            id="gemini-3-pro-image",
            name="Gemini 3 Pro Image",
            prices={"1K": 134_000, "2K": 134_000, "4K": 240_000},
            longest=3072,
            text_price=(2_000_000, 12_000_000),
        ),
        ImageModel(
            id="gemini-3.1-flash-lite-image",
            name="Gemini 3.1 Flash Lite Image",
            prices={"1K": 33_600},
            text_price=(250_000, 1_500_000),
        ),
        ImageModel(
            id="gemini-3.1-flash-image",
            name="Gemini 3.1 Flash Image",
            prices={"512": 45_000, "1K": 67_000, "2K": 101_000, "4K": 151_000},
            ratios=ALL_RATIOS,
            text_price=(500_000, 3_000_000),
            retired="deprecated",
        ),
        ImageModel(
            id="gemini-2.5-flash-image",
            name="Gemini 2.5 Flash Image",
            prices={"1K": 39_000},
            inputs=3,
            takes_size=False,
            text_price=(300_000, 2_500_000),
            retired="2026-10-02",
        ),
    )
}

TEXT_MODELS: dict[str, ImageModel] = {
    "gemini-2.5-flash": ImageModel(
        id="gemini-2.5-flash",
        name="Gemini 2.5 Flash",
        prices={"1K": 2_000},  # what one description is expected to cost at most
        text_price=(300_000, 2_500_000),
    ),
}

OFFERED = tuple(model.id for model in MODELS.values() if not model.retired)


def model_of(id: str) -> ImageModel:  # noqa: A002 - what Google calls it
    """The table's row; a model the table does not know is taken for one like our default.

    An operator may set a model that is newer than this table.
    """
    known = MODELS.get(id) or TEXT_MODELS.get(id)
    return known or ImageModel(
        id=id,
        name=id,
        prices=MODELS["gemini-nano-banana-2.1"].prices,
        text_price=MODELS["gemini-nano-banana-2.1"].text_price,
    )
