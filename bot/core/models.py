"""The models: what each accepts and costs, and its listed end.

Ids, prices and dates change within months, so they are in one table with a date, and an owner can
describe a model in the settings: `[models."id"]`. `ModelTable` contains both.

Sources: Google's pages of models, prices and deprecations, read on `DATED`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from bot.core.model_settings import ModelSettings
from bot.core.turns import MicroDollars, Quality

DATED = date(2026, 11, 27)
TEN_RATIOS = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")
ALL_RATIOS = (*TEN_RATIOS, "1:4", "4:1", "1:8", "8:1")
MICRO = 1_000_000
SEARCH_PRICE: MicroDollars = 14_000  # of one query, whatever the model of this generation
LEVELS = ("minimal", "low", "medium", "high")  # of thinking, the least first
MORE_THOUGHTS = 2  # times the usual limit of words and thoughts in a careful answer

_VERSION = re.compile(r"-(\d+(?:\.\d+)*)(?=-|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What one model accepts, and what it costs."""

    id: str
    name: str  # as people see it
    prices: Mapping[str, MicroDollars] = field(default_factory=dict)  # a picture, by size
    text_prices: tuple[MicroDollars, MicroDollars]  # per million tokens in and out; thoughts: out
    image_price: MicroDollars = 0  # per million tokens of pictures out; 0: not known, see `prices`
    picture_tokens: int = 1120  # tokens of one input picture, billed as text in
    most_words_out: int = 2048  # tokens of words and thoughts in one answer, as far as we reserve
    most_pictures: int = 1  # finished pictures in one answer
    search_price: MicroDollars = 0  # of one search of the web; 0: it does not search
    most_searches: int = 5  # in one answer, as far as we reserve: Google sets no bound
    ratios: tuple[str, ...] = TEN_RATIOS
    inputs: int = 14  # pictures in one request
    longest: int = 2048  # pixels of an input picture's long side; more is not used
    takes_size: bool = True  # False: it has one size and rejects the parameter
    thinking: tuple[str, ...] = ()  # the levels it accepts, its default first
    closed: bool = False  # only keys that used it before are served; not offered
    ends: date | None = None  # listed first day without it
    assumed: bool = False  # not described anywhere: these values are a guess

    @property
    def paints(self) -> bool:
        """Whether it makes pictures; otherwise it returns text."""
        return bool(self.prices)

    @property
    def searches(self) -> bool:
        """Whether it can search the web before it paints."""
        return self.search_price > 0

    @property
    def sizes(self) -> tuple[str, ...]:
        """The sizes it paints, smallest first."""
        return tuple(self.prices)

    @property
    def default_size(self) -> str:
        """The size it paints if none is chosen."""
        return "1K" if "1K" in self.prices else next(iter(self.prices), "1K")

    def thinking_level(self, quality: Quality) -> str | None:
        """Return how much it is told to think for a quality; None: as it does by itself."""
        if quality is Quality.STANDARD or not self.thinking:
            return None
        extreme = min if quality is Quality.DRAFT else max
        level = extreme(self.thinking, key=LEVELS.index)
        return None if level == self.thinking[0] else level

    def most_words(self, quality: Quality) -> int:
        """Return the most tokens of words and thoughts in one answer, as far as we reserve."""
        return self.most_words_out * (MORE_THOUGHTS if quality is Quality.CAREFUL else 1)

    def has_ended(self, on: date) -> bool:
        """Return whether its listed end has passed on a day."""
        return self.ends is not None and on >= self.ends


KNOWN: tuple[Model, ...] = (
    Model(
        id="gemini-nano-banana-2.1",
        name="Nano Banana 2.1",
        prices={"1K": 33_600, "2K": 50_400, "4K": 113_000},
        text_prices=(1_500_000, 7_500_000),
        image_price=30_000_000,
        ratios=ALL_RATIOS,
        thinking=("medium", "minimal", "high"),
        search_price=SEARCH_PRICE,
    ),
    Model(
        id="gemini-3-pro-image",
        name="Gemini 3 Pro Image",
        prices={"1K": 134_000, "2K": 134_000, "4K": 240_000},
        text_prices=(2_000_000, 12_000_000),
        image_price=120_000_000,
        most_pictures=2,
        longest=3072,
        thinking=("high", "low"),  # never off
        search_price=SEARCH_PRICE,
    ),
    Model(
        id="gemini-3.1-flash-lite-image",
        name="Gemini 3.1 Flash Lite Image",
        prices={"1K": 33_600},
        text_prices=(250_000, 1_500_000),
        image_price=30_000_000,
        thinking=("minimal", "high"),
    ),
    Model(
        id="gemini-3.1-flash-image",
        name="Gemini 3.1 Flash Image",
        prices={"512": 45_000, "1K": 67_000, "2K": 101_000, "4K": 151_000},
        text_prices=(500_000, 3_000_000),
        image_price=60_000_000,
        ratios=ALL_RATIOS,
        thinking=("minimal", "high"),
        search_price=SEARCH_PRICE,
        ends=date(2026, 10, 29),
    ),
    Model(
        id="gemini-2.5-flash-image",
        name="Gemini 2.5 Flash Image",
        prices={"1K": 39_000},
        text_prices=(300_000, 2_500_000),
        image_price=30_000_000,
        inputs=3,
        takes_size=False,
        closed=True,
        ends=date(2027, 3, 15),
    ),
    Model(
        id="gemini-3.5-flash-lite",
        name="Gemini 3.5 Flash-Lite",
        text_prices=(300_000, 2_500_000),
    ),
    Model(
        id="gemini-2.5-flash",
        name="Gemini 2.5 Flash",
        text_prices=(300_000, 2_500_000),
        closed=True,
        ends=date(2026, 12, 1),
    ),
    Model(
        id="gemini-2.5-pro",
        name="Gemini 2.5 Pro",
        text_prices=(1_250_000, 10_000_000),
        closed=True,
        ends=date(2026, 12, 1),
    ),
)
_LIKE = KNOWN[0]  # assumed for a model that is not described


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTable:
    """All known models: Easel's own table and those the owner described in the settings."""

    known: Mapping[str, Model]
    default: Model  # used where a person chooses none
    text_model: Model  # describes pictures
    by_quality: Mapping[Quality, Model] = field(default_factory=dict)  # none: the default

    @classmethod
    def of(
        cls,
        *,
        default: str,
        text_model: str,
        described: Mapping[str, ModelSettings],
        qualities: Mapping[Quality, str] | None = None,
    ) -> Self:
        """Build the table from settings.

        Args:
            default: the id of the model used where a person chooses none.
            text_model: the id of the model that describes pictures.
            described: the owner's models by id; they replace Easel's own rows.
            qualities: ids of the models that paint with less or more care; empty: the default.
        """
        ours = (_described(id_, said) for id_, said in described.items())
        known = {model.id: model for model in (*KNOWN, *ours)}
        return cls(
            known=known,
            default=known.get(default) or _assumed(default),
            text_model=known.get(text_model) or _assumed(text_model, paints=False),
            by_quality={
                quality: known.get(id_) or _assumed(id_)
                for quality, id_ in (qualities or {}).items()
                if id_
            },
        )

    def find(self, id_: str) -> Model:
        """Return a model by its id. An unknown one is assumed to be like Easel's default."""
        for model in (self.default, self.text_model, *self.by_quality.values()):
            if model.id == id_:
                return model
        return self.known.get(id_) or _assumed(id_)

    @property
    def image_models(self) -> Sequence[Model]:
        """All models that make pictures, the default first."""
        rest = (model for model in self.known.values() if model.id != self.default.id)
        return (self.default, *(model for model in rest if model.paints))

    def served(self, on: date) -> Sequence[Model]:
        """Return the image models that have not ended on a day, the default first."""
        default, *rest = self.image_models
        return (default, *(model for model in rest if not model.has_ended(on)))

    def offered(self, on: date) -> Sequence[Model]:
        """Return the image models offered to people on a day, the default first."""
        default, *rest = self.served(on)
        return (default, *(model for model in rest if not model.closed))

    def of_quality(
        self,
        quality: Quality,
        *,
        on: date,
        aspect: str | None = None,
        size: str | None = None,
        search: bool = False,
    ) -> Model:
        """Return the model that paints with a quality.

        It is the default where the one that is set for it has ended, or does not take the aspect
        ratio or size that was chosen, or can't search.
        """
        model = self.by_quality.get(quality, self.default)
        fits = aspect in (None, *model.ratios) and size in (None, *model.sizes)
        fits = fits and model.paints and (model.searches or not search)
        return model if fits and not model.has_ended(on) else self.default

    def resolve(self, id_: str, *, on: date, describes: bool = False) -> Model:
        """Return a model by its id or, if it has ended, the one that replaces it.

        The owner's defaults are used whatever their listed end.
        """
        model = self.find(id_)
        ours = model.id in {self.default.id, self.text_model.id}
        return self.replacement(describes=describes) if model.has_ended(on) and not ours else model

    def replacement(self, *, describes: bool) -> Model:
        """Return the model that is used if another no longer exists."""
        return self.text_model if describes else self.default


def is_known(id_: str) -> bool:
    """Return whether Easel's own table has this model."""
    return any(model.id == id_ for model in KNOWN)


def family(id_: str) -> tuple[str, tuple[int, ...]]:
    """Return an id without its version, and the version, greater for newer ones of a family.

    "gemini-3.5-flash-lite" is (3, 5) of "gemini-*-flash-lite". It says which model follows which,
    never what one can do.
    """
    found = _VERSION.search(id_)
    if found is None:
        return id_, ()
    version = tuple(int(part) for part in found[1].split("."))
    return f"{id_[: found.start(1)]}*{id_[found.end() :]}", version


def _described(id_: str, said: ModelSettings) -> Model:
    """Return a model as its owner described it."""
    into, out = said.text_prices
    sizes = sorted(said.sizes or said.prices, key=lambda size: (size.endswith("K"), size))
    return Model(
        id=id_,
        name=said.name or id_,
        prices={size: round(said.prices[size] * MICRO) for size in sizes},
        text_prices=(round(into * MICRO), round(out * MICRO)),
        ratios=said.ratios or TEN_RATIOS,
        inputs=said.inputs,
        takes_size=said.sizes is None or bool(said.sizes),
        search_price=round(said.search_price * MICRO),
        ends=said.ends,
    )


def _assumed(id_: str, *, paints: bool = True) -> Model:
    return Model(
        id=id_,
        name=id_,
        prices=_LIKE.prices if paints else {},
        text_prices=_LIKE.text_prices,
        assumed=True,
    )
