"""From a request in order to what the model has to say: the pictures, a draft, a sentence."""

import hashlib
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from bot.sandbox.gemini.answers import Painted, fill_schema
from bot.sandbox.gemini.ask import Ask
from bot.sandbox.gemini.errors import Refusal
from bot.sandbox.gemini.models import Model
from bot.sandbox.gemini.painter import NotAPicture, Painting, encode, paint
from bot.sandbox.gemini.painting.colours import name_colours
from bot.sandbox.gemini.script import Paint

DRAFT_SIDE = 256  # pixels
FRESH = (
    "Here is {it}.",
    "I painted {it} for you.",
    "{it}: I hope you like it!",
    "There we are: {it}.",
)
CHANGED = (
    "Done: {it}.",
    "I changed the picture as you asked: {it}.",
    "Here it is again, now with this in mind: {it}.",
)
UNKNOWN = "This sandbox painter doesn't know {words}; the real model does."
MISSING = "There is no {words} in this picture."
PARTLY = "The rest is here: {it}."
LEFT_ALONE = "The picture is as it was."
NOTHING = "I found nothing in your words that I could paint. The real model understands more."


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to paint, apart from the words: chance and how carefully."""

    count: int  # how many pictures were painted before; the same words never give the same twice
    fast: bool


def work(ask: Ask, *, model: Model, how: Paint, order: Order) -> tuple[Painted, str]:
    """Paint what was asked for, and say something about it.

    Raises:
        Refusal: a picture that was handed in cannot be read to its end.
    """
    sources = ask.sources
    try:
        width, height = how.size or model.dimensions(
            ask.ratio, size=ask.size, like=_dimensions(sources[0]) if sources else None
        )
        seed = _seed(ask, count=order.count)
        paintings = [
            paint(
                ask.prompt,
                sources=sources,
                width=width,
                height=height,
                seed=seed + number,
                mime=how.mime,
                fast=order.fast,
            )
            for number in range(how.pictures)
        ]
    except NotAPicture as error:
        raise Refusal("Unable to process input image. Please check that it is valid.") from error
    pictures = tuple(painting.data for painting in paintings)
    draft = _draft(pictures[0]) if how.thoughts and model.thinks else b""
    if how.corrupt:
        pictures = tuple(picture[:60] + b"\0" * 60 for picture in pictures)
    pictures = tuple(_padded(picture, weight=how.weight) for picture in pictures)
    words = how.words or _sentence(ask, paintings, edited=bool(sources), seed=seed)
    return Painted(pictures=pictures, draft=draft, mime=how.mime), words


def describe(ask: Ask) -> str:
    """What a model of words says: a plain look at the newest pictures, or at the words."""
    seen = [_look(picture) for picture in ask.sources]
    if not seen:
        return f"You said: {ask.prompt}" if ask.prompt else "I am listening."
    return " ".join(seen)


def describe_as_json(ask: Ask, *, schema: dict[str, Any]) -> object:
    """The same in the shape that was asked for."""
    return fill_schema(schema, words=describe(ask))


def _look(picture: bytes) -> str:
    width, height = _dimensions(picture)
    shape = "square" if width == height else "wide" if width > height else "tall"
    with Image.open(io.BytesIO(picture)) as image:
        image.draft("RGB", (64, 64))
        names = name_colours(image.convert("RGB"))
    return f"A {shape} picture of {width} by {height} pixels, mostly {' and '.join(names)}."


def _dimensions(picture: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(picture)) as image:
        return image.size


def _seed(ask: Ask, *, count: int) -> int:
    """A number from the words and pictures, and from chance unless the request fixes it."""
    said = hashlib.sha256("\n".join(ask.story).encode())
    for source in ask.sources:
        said.update(source)
    chance = f"fixed {ask.seed}" if ask.seed is not None else f"turn {count}"
    said.update(chance.encode())
    return int.from_bytes(said.digest()[:6], "big")


def _draft(picture: bytes) -> bytes:
    """A small JPEG of the picture, as the real one shows among its thoughts."""
    with Image.open(io.BytesIO(picture)) as image:
        image.draft("RGB", (DRAFT_SIDE, DRAFT_SIDE))
        small = image.convert("RGB")
        small.thumbnail((DRAFT_SIDE, DRAFT_SIDE), Image.Resampling.BOX)
    return encode(small, mime="image/jpeg")


def _padded(picture: bytes, *, weight: int) -> bytes:
    """The file brought to `weight` bytes; what comes after the end of a picture is skipped."""
    return picture + bytes(max(0, weight - len(picture)))


def _sentence(ask: Ask, paintings: Sequence[Painting], *, edited: bool, seed: int) -> str:
    """What the model says: what it painted, and honestly what it could not."""
    if not paintings:
        return NOTHING
    understood = paintings[0].understood
    it = ask.prompt.rstrip(" .!") or "a picture without words"
    if len(it) > 80:
        it = it[:79].rstrip() + "…"
    unknown = " and ".join(f"*{word}*" for word in understood.unknown[:3])
    missing = " and ".join(f"*{word}*" for word in understood.missing[:3])
    if unknown or missing:
        said = [UNKNOWN.format(words=unknown)] if unknown else []
        said += [MISSING.format(words=missing)] if missing else []
        said += [PARTLY.format(it=it) if understood.changed else LEFT_ALONE]
        return " ".join(said)
    if not understood.heard:
        return f"{NOTHING} {LEFT_ALONE}" if edited else NOTHING
    chosen = random.Random(seed).choice(CHANGED if edited else FRESH)  # noqa: S311  # not a secret
    sentence = chosen.format(it=it)
    return sentence[0].upper() + sentence[1:]
