"""Answers a valid request: paints the pictures and a draft, and writes the model's sentence."""

import hashlib
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from PIL import Image

from bot.sandbox.gemini.answers import Painted, fill_schema
from bot.sandbox.gemini.ask import Ask
from bot.sandbox.gemini.data import from_toml
from bot.sandbox.gemini.errors import Refusal
from bot.sandbox.gemini.models import Model
from bot.sandbox.gemini.painter import NotAPicture, Painting, encode, paint
from bot.sandbox.gemini.painting.colours import name_colours
from bot.sandbox.gemini.painting.filling import wanted_there
from bot.sandbox.gemini.scenes.edits import finishes_draft
from bot.sandbox.gemini.scenes.reading import read
from bot.sandbox.gemini.script import Paint

DRAFT_SIDE = 256  # pixels
FINISHED = "the draft, finished"  # said in place of the long instruction that asks for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What an answer depends on besides the words: seed, count and quality."""

    count: int  # pictures painted so far; so the same words never give the same picture twice
    fast: bool


def work(ask: Ask, *, model: Model, how: Paint, order: Order) -> tuple[Painted, str]:
    """Paint what was requested, and write a sentence about it.

    Raises:
        Refusal: a picture that was handed in is incomplete.
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
                again=ask.story[-2:-1] == ask.story[-1:],
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
    """Return a text model's answer: a plain description of the newest pictures or words."""
    seen = [_look(picture) for picture in ask.sources]
    if not seen:
        return f"You said: {ask.prompt}" if ask.prompt else "I am listening."
    return " ".join(seen)


def describe_as_json(ask: Ask, *, schema: dict[str, Any]) -> object:
    """Return the same as JSON of the requested schema."""
    wanted = set(schema.get("properties") or {})
    words = _written_better(ask.prompt) if wanted == {"prompt"} else describe(ask)
    return fill_schema(schema, words=words)


def _written_better(asked: str) -> str:
    """Return a prompt with the details that most leave out; they are the same for every prompt."""
    words = asked.rpartition("Request: ")[2].strip().rstrip(".。")
    better = _sentences()[read(words)[2]]["better"]
    return str(better.format(it=words))


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
    """Return a seed from words and pictures; it is random unless the request sets one."""
    said = hashlib.sha256("\n".join(ask.story).encode())
    for source in ask.sources:
        said.update(source)
    chance = f"fixed {ask.seed}" if ask.seed is not None else f"turn {count}"
    said.update(chance.encode())
    return int.from_bytes(said.digest()[:6], "big")


def _draft(picture: bytes) -> bytes:
    """Return a small JPEG of the picture, as Gemini has among its thoughts."""
    with Image.open(io.BytesIO(picture)) as image:
        image.draft("RGB", (DRAFT_SIDE, DRAFT_SIDE))
        small = image.convert("RGB")
        small.thumbnail((DRAFT_SIDE, DRAFT_SIDE), Image.Resampling.BOX)
    return encode(small, mime="image/jpeg")


def _padded(picture: bytes, *, weight: int) -> bytes:
    """Return the file padded to `weight` bytes; decoders skip what follows a picture."""
    return picture + bytes(max(0, weight - len(picture)))


def _sentence(ask: Ask, paintings: Sequence[Painting], *, edited: bool, seed: int) -> str:
    """Return the model's sentence: what it painted, and what it could not paint."""
    if not paintings:
        return str(_sentences()["en"]["nothing"])
    understood = paintings[0].understood
    said = _sentences()[understood.language]
    asked = FINISHED if finishes_draft(ask.prompt) else wanted_there(ask.prompt)
    it = asked.rstrip(" .!。") or "…"
    it = it if len(it) <= 80 else it[:79].rstrip() + "…"
    sentences = [
        said[name].format(
            words=said["and"].join(said["quoted"].format(word=word) for word in words[:3])
        )
        for name, words in (("unknown", understood.unknown), ("missing", understood.missing))
        if words
    ]
    if sentences:
        sentences.append(said["rest"].format(it=it) if understood.changed else said["alone"])
    elif not understood.heard:
        sentences = [said["nothing"], *([said["alone"]] if edited else ())]
    else:
        rng = random.Random(seed)  # noqa: S311  # not a secret
        sentences = [rng.choice(said["changed" if edited else "fresh"]).format(it=it)]
    sentence = " ".join(sentences)
    return sentence[0].upper() + sentence[1:]


@cache
def _sentences() -> dict[str, dict[str, Any]]:
    return from_toml(__package__, "sentences.toml")
