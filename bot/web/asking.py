"""What an HTTP caller asks for: the bytes of a body become checked values, or one sentence.

Pure functions; they may take a tenth of a second for a large body and are called in a thread.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.core import requests
from bot.core.models import MODELS, model_of
from bot.core.turns import MAX_PICTURES
from bot.errors import Refused
from bot.text import wording
from bot.web import multipart
from bot.web.unfit import Unfit

JSON, FORM = "application/json", "multipart/form-data"
FLAG = "imageOnly"
FIELDS = ("prompt", "aspectRatio", FLAG, "size", "model", "images")
LARGE = 1_000_000  # bytes; a JSON this large is large because of its pictures
MOST_MARKS = 20_000  # quotes, commas and brackets in a large one; base64 has none of them
LONGEST_SHOWN = 40  # characters of a field's name that we say back


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a body asks for, each field checked; the pictures are still as they came."""

    prompt: str
    model: str
    aspect: str | None
    size: str
    image_only: bool
    images: Sequence[bytes | str] = field(repr=False)  # bytes, or base64


def asked(body: bytes, *, kind: str, default_model: str) -> Asked:
    """Read a body.

    Args:
        body: all of it.
        kind: the Content-Type header, parameters included; JSON or a form.
        default_model: for a body that names none.

    Raises:
        Unfit: with the sentence that names the field.
    """
    if kind.lower().startswith(JSON):
        return _checked(_json(body), default_model)
    return _checked(_form(body, kind), default_model)


def picture(image: bytes | str, *, number: int) -> bytes:
    """A picture's bytes; base64 may be of either alphabet, and in lines.

    Raises:
        Unfit: it is not base64.
    """
    if isinstance(image, bytes):
        return image
    try:
        return base64.b64decode("".join(image.split()), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:  # ValueError: not ASCII
        raise Unfit("http.base64", number=number) from error


def _json(body: bytes) -> Mapping[str, object]:
    if len(body) > LARGE and sum(map(body.count, (b'"', b",", b"[", b"{"))) > MOST_MARKS:
        raise Unfit("http.json")  # small values in their millions would fill the memory
    try:
        value = json.loads(body.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Unfit("http.json") from error
    if not isinstance(value, dict):
        raise Unfit("http.object")
    return {name: each for name, each in value.items() if each is not None}


def _no_constant(name: str) -> object:
    """NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError(name)


def _form(body: bytes, kind: str) -> Mapping[str, object]:
    fields: dict[str, object] = {}
    images: list[bytes] = []
    for name, content in multipart.parts(body, kind=kind):
        if name == "images":
            images.append(content)
            continue
        if name in fields:
            raise Unfit("http.twice", field=_shown(name))
        try:
            text = content.decode()
        except UnicodeDecodeError as error:
            raise Unfit("http.utf8", field=_shown(name)) from error
        fields[name] = {"true": True, "false": False}.get(text, text) if name == FLAG else text
    return fields | {"images": images}


def _checked(fields: Mapping[str, object], default_model: str) -> Asked:
    prompt = _prompt(fields.get("prompt"))
    for name in fields:
        if name not in FIELDS:
            raise Unfit("http.unknown", field=_shown(name), choices=", ".join(FIELDS))
    model = _choice(fields, "model", dict.fromkeys((default_model, *MODELS))) or default_model
    takes = model_of(model)
    image_only = fields.get(FLAG, True)
    if not isinstance(image_only, bool):
        raise Unfit("http.flag", field=FLAG)
    return Asked(
        prompt=prompt,
        model=model,
        aspect=_choice(fields, "aspectRatio", takes.ratios),
        size=_choice(fields, "size", takes.sizes) or "1K",
        image_only=image_only,
        images=_images(fields.get("images", []), limit=min(MAX_PICTURES, takes.inputs)),
    )


def _prompt(value: object) -> str:
    if not isinstance(value, str):
        raise Unfit("http.prompt")
    try:
        if len(value) > 4 * requests.MAX_WORDS:  # not worth cleaning first
            raise Refused("words.long", length=len(value), limit=requests.MAX_WORDS)
        return requests.prompt(value)
    except Refused as error:
        if error.code == "words.empty":
            raise Unfit("http.prompt") from error
        raise Unfit("http.field", field="prompt", why=wording.sorry(error)) from error


def _choice(fields: Mapping[str, object], name: str, choices: Iterable[str]) -> str | None:
    value = fields.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or value not in choices:
        raise Unfit("http.choice", field=name, choices=", ".join(choices))
    return value


def _images(value: object, *, limit: int) -> Sequence[bytes | str]:
    if not isinstance(value, list) or len(value) > limit:
        raise Unfit("http.images", limit=limit)
    if not all(isinstance(image, bytes | str) for image in value):
        raise Unfit("http.images", limit=limit)
    return value


def _shown(name: str) -> str:
    return wording.short(name, LONGEST_SHOWN)
