"""The models: what each takes and costs, and when it is listed to end.

Ids, prices and dates rot within months, so that they stand in one table with its date, and an owner
can describe a model in the settings: `[models."id"]`. `ModelTable` holds both.

Sources: Google's pages of models, prices and deprecations, read on `DATED`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from bot.core.model_settings import ModelSettings
from bot.core.turns import MicroDollars

DATED = date(2026, 11, 27)
TEN_RATIOS = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")
ALL_RATIOS = (*TEN_RATIOS, "1:4", "4:1", "1:8", "8:1")
SEARCH_PRICE: MicroDollars = 14_000  # a query, where a model is grounded with Google Search
MICRO = 1_000_000

_VERSION = re.compile(r"-(\d+(?:\.\d+)*)(?=-|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What one model takes, and what it costs."""

    id: str
    name: str  # as people see it
    prices: Mapping[str, MicroDollars] = field(default_factory=dict)  # a picture, by size
    text_prices: tuple[MicroDollars, MicroDollars]  # per million tokens in and out; thoughts: out
    image_price: MicroDollars = 0  # per million tokens of pictures out; 0: not known, see `prices`
    picture_tokens: int = 1120  # that one input picture costs, billed as text in
    most_words_out: int = 2048  # tokens of words and thoughts in one answer, as far as we reserve
    most_pictures: int = 1  # finished pictures in one answer
    ratios: tuple[str, ...] = TEN_RATIOS
    inputs: int = 14  # pictures in one request
    longest: int = 2048  # pixels; more of an input picture is not looked at
    takes_size: bool = True  # false: it has one size and refuses to be told
    thinking: tuple[str, ...] = ()  # the levels it can be told; the one it has untold comes first
    closed: bool = False  # only keys that used it before are served, so that it is not offered
    ends: date | None = None  # the day since which Google serves it no more, as it is listed
    assumed: bool = False  # nobody described it: what is said here is a guess

    @property
    def paints(self) -> bool:
        """Whether it makes pictures; else it answers in words."""
        return bool(self.prices)

    @property
    def sizes(self) -> tuple[str, ...]:
        """The sizes it paints, smallest first."""
        return tuple(self.prices)

    def over(self, on: date) -> bool:
        """Whether its listed end has come."""
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
_LIKE = KNOWN[0]  # what a model is taken for that nobody described


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTable:
    """Every model that is known: Easel's own table, and what the owner described in the settings.

    It is built once, from the settings, and handed to whoever needs it.
    """

    known: Mapping[str, Model]
    default: Model  # paints where a person chooses none
    describer: Model  # puts pictures into words

    @classmethod
    def of(cls, *, default: str, describer: str, described: Mapping[str, ModelSettings]) -> Self:
        """The table that some settings make.

        Args:
            default: the id of the model that paints where a person chooses none.
            describer: the id of the model that puts pictures into words.
            described: what the owner says of models, by id; it goes before Easel's own rows.
        """
        ours = (_described(id_, said) for id_, said in described.items())
        known = {model.id: model for model in (*KNOWN, *ours)}
        return cls(
            known=known,
            default=known.get(default) or _assumed(default),
            describer=known.get(describer) or _assumed(describer, paints=False),
        )

    def find(self, id_: str) -> Model:
        """A model by its id. What is not known is taken for one like Easel's default."""
        for model in (self.default, self.describer):
            if model.id == id_:
                return model
        return self.known.get(id_) or _assumed(id_)

    @property
    def painters(self) -> Sequence[Model]:
        """All that paint, the default first."""
        rest = (model for model in self.known.values() if model.id != self.default.id)
        return (self.default, *(model for model in rest if model.paints))

    def served(self, on: date) -> Sequence[Model]:
        """Those that paint on a day, for this key or another, the default first."""
        default, *rest = self.painters
        return (default, *(model for model in rest if not model.over(on)))

    def offered(self, on: date) -> Sequence[Model]:
        """Those that people are offered on a day, the default first."""
        default, *rest = self.served(on)
        return (default, *(model for model in rest if not model.closed))

    def living(self, id_: str, *, on: date, describes: bool = False) -> Model:
        """A model by its id or, where its end has come, the one that stands in for it.

        The defaults are the owner's choice, whatever their listed end.
        """
        model = self.find(id_)
        ours = model.id in {self.default.id, self.describer.id}
        return self.stand_in(describes=describes) if model.over(on) and not ours else model

    def stand_in(self, *, describes: bool) -> Model:
        """What goes on where a model is gone."""
        return self.describer if describes else self.default


def known_id(id_: str) -> bool:
    """Whether Easel's own table has a model."""
    return any(model.id == id_ for model in KNOWN)


def family(id_: str) -> tuple[str, tuple[int, ...]]:
    """An id without its version, and the version: of one family the newer one is the greater.

    "gemini-3.5-flash-lite" is (3, 5) of "gemini-*-flash-lite". It says which model follows which,
    never what one can do.
    """
    found = _VERSION.search(id_)
    if found is None:
        return id_, ()
    version = tuple(int(part) for part in found[1].split("."))
    return f"{id_[: found.start(1)]}*{id_[found.end() :]}", version


def _described(id_: str, said: ModelSettings) -> Model:
    """A model as its owner described it."""
    into, out = said.text_prices
    return Model(
        id=id_,
        name=said.name or id_,
        prices={size: round(said.prices[size] * MICRO) for size in said.sizes or said.prices},
        text_prices=(round(into * MICRO), round(out * MICRO)),
        ratios=said.ratios or TEN_RATIOS,
        inputs=said.inputs,
        takes_size=said.sizes is None or bool(said.sizes),
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
