"""How an owner describes a model that Easel's table does not know: `[models."id"]`."""

import json
import re
from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from bot.core.turns import MAX_PICTURES

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")  # it becomes a part of an address
_SIZE = re.compile(r"512|[1-9]K")  # of a picture, as Gemini names it
_RATIO = re.compile(r"[1-9]\d?:[1-9]\d?")

PicturePrice = Annotated[float, Field(gt=0, le=100)]  # US$
TextPrice = Annotated[float, Field(ge=0, le=10_000)]  # US$ per million tokens


class ModelSettings(BaseModel):
    """A model that Easel's own table does not know, or knows wrongly."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = ""  # as people see it; empty: its id
    prices: dict[str, PicturePrice] = {}  # a picture, by size; empty: it answers in words
    text_prices: tuple[TextPrice, TextPrice]  # in and out
    sizes: tuple[str, ...] | None = None  # none: those of `prices`; empty: no size is sent
    ratios: tuple[str, ...] = ()  # empty: the ten that all of Google's models take
    inputs: Annotated[int, Field(ge=0, le=MAX_PICTURES)] = MAX_PICTURES  # pictures in one request
    search_price: TextPrice = 0  # of one search of the web; 0: it does not search
    ends: date | None = None  # the day since which it is served no more

    @field_validator("prices", "sizes", "ratios", mode="before")
    @classmethod
    def _decoded(cls, value: object) -> object:
        return _from_json(value)

    @field_validator("text_prices", mode="before")
    @classmethod
    def _two(cls, value: object) -> object:
        value = _from_json(value)
        if not isinstance(value, list | tuple) or len(value) != 2:
            raise ValueError("write US$ per million tokens in and out, as [0.30, 2.50]")
        return value

    @field_validator("prices")
    @classmethod
    def _by_size(cls, value: dict[str, float]) -> dict[str, float]:
        if wrong := [size for size in value if not _SIZE.fullmatch(size)]:
            raise ValueError(f"{wrong[0]} is not a size: write 512, 1K, 2K or 4K")
        return value

    @field_validator("ratios")
    @classmethod
    def _shapes(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := [ratio for ratio in value if not _RATIO.fullmatch(ratio)]:
            raise ValueError(f"{wrong[0]} is not an aspect ratio: write it as 16:9")
        return value

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if wrong := [size for size in self.sizes or () if size not in self.prices]:
            raise ValueError(f"size {wrong[0]} has no price: add it to prices")
        if self.sizes == () and len(self.prices) > 1:
            raise ValueError("sizes is empty, so prices can have one only")
        return self


def by_id(value: object) -> object:
    """Return all described models, their ids as `model_id` writes them.

    Raises:
        ValueError: one is described twice, or has no id that can be.
    """
    described = _from_json(value)
    if not isinstance(described, dict):
        return described
    for id_, said in described.items():
        if isinstance(said, dict) and said and all(isinstance(one, dict) for one in said.values()):
            raise ValueError(
                f'write an id with a dot in quotes: [models."{id_}.{next(iter(said))}"]'
            )
    ids = [model_id(str(id_)) for id_ in described]
    if twice := [id_ for id_ in ids if ids.count(id_) > 1]:
        raise ValueError(f"{twice[0]} is described twice")
    return dict(zip(ids, described.values(), strict=True))


def model_id(value: str) -> str:
    """Return a model's id as calls name it: without blanks and without the prefix "models/".

    Raises:
        ValueError: it can't be one.
    """
    id_ = value.strip().removeprefix("models/")
    if not _ID.fullmatch(id_):
        raise ValueError("write a model's id as gemini-nano-banana-2.1")
    # Google's ids are in lower case; those of other servers are left as they are.
    return id_.lower() if id_.lower().startswith("gemini-") else id_


def _from_json(value: object) -> object:
    """Return what the environment says, which is text."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise ValueError("in the environment it must be JSON") from error
