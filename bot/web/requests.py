"""The body of POST /generate-image: parses it, and is what `bot.web.openapi` describes.

Pure functions. A large body takes some tenths of a second: call them in a thread.
"""

from binascii import a2b_base64
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    create_model,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from bot.core import requests
from bot.core.models import Model
from bot.core.turns import MAX_PICTURES, Quality
from bot.errors import BadPicture, UserError
from bot.text import wording
from bot.web import json_body, multipart
from bot.web.errors import RequestError

IMAGE_ONLY = "imageOnly"
FLAGS = frozenset({IMAGE_ONLY, "search"})
PIECE = 2**18  # bytes of base64 decoded in one go, in which no other thread can run
_STANDARD = bytes.maketrans(b"-_", b"+/")
MAX_KEY = 200  # characters of an Idempotency-Key
MAX_NAME = 40  # characters of an unknown field's name that the answer repeats
BLANK = r"\s\x00-\x1f\x7f-\x9f\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069"
"""Characters that alone make no prompt (see `bot.core.requests.prompt`), for a regex."""


def _text(value: object) -> object:
    """Text without lone surrogates, which remain of an emoji that was cut in half."""
    return json_body.text_of(value) if isinstance(value, str | json_body.Long) else value


def _from_base64(value: object) -> bytes:
    """Return a picture's bytes; base64 may use either alphabet, and line breaks.

    Raises:
        PydanticCustomError: of type "base64", or "picture" if the value is no text.
    """
    if isinstance(value, bytes):
        return value
    if not isinstance(value, str | json_body.Long):
        raise PydanticCustomError("picture", "not text")
    try:
        return b"".join(_decoded(value))
    except ValueError as error:
        raise PydanticCustomError("base64", "not base64") from error


def _decoded(value: str | json_body.Long) -> Iterator[bytes]:
    """Decode base64 piece by piece.

    Raises:
        ValueError: it is none; Python's own decoder accepts some texts that are none.
    """
    left = b""  # of a group of four that the next piece completes
    for at in range(0, len(value), PIECE):
        piece = value[at : at + PIECE]
        packed = piece.encode("ascii") if isinstance(piece, str) else bytes(piece)
        if b"=" in left and packed.strip():
            raise ValueError("text after the padding")
        packed = left + packed.translate(_STANDARD, b" \t\r\n")
        whole = max(len(packed) - 1, 0) // 4 * 4  # the last group may be padded: it is kept
        if b"=" in packed[:whole]:
            raise ValueError("text after the padding")
        yield a2b_base64(packed[:whole], strict_mode=True)
        left = packed[whole:]
    if len(left) % 4 or left.find(b"=", 0, -2) >= 0:
        raise ValueError("not whole")
    yield a2b_base64(left, strict_mode=True)


Prompt = Annotated[
    str,
    Field(pattern=f"[^{BLANK}]", max_length=requests.MAX_WORDS),
    BeforeValidator(_text),
    AfterValidator(requests.prompt),
]
Picture = Annotated[bytes, Field(min_length=1), BeforeValidator(_from_base64)]


class ImageRequestBody(BaseModel):
    """What a caller requests; `body_models` narrows it to what each image model takes.

    A field that is null counts as left out.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", hide_input_in_errors=True)

    takes: ClassVar[Model]

    prompt: Prompt = Field(description="What to paint.")
    aspect: str | None = Field(None, alias="aspectRatio", description="Width to height.")
    image_only: bool | None = Field(
        True, alias="imageOnly", description="Ask the model for no words beside the picture."
    )
    size: str | None = Field(None, description="Of the picture's long side.")
    model: str | None = Field(None, description="Which model paints.")
    quality: Literal["draft", "standard", "careful"] | None = Field(
        None, description="How much care; it chooses the model where none is named."
    )
    search: bool | None = Field(False, description="Have the model search the web first.")
    images: Sequence[Picture] | None = Field(
        None, description="To start from, in order.", repr=False
    )


Bodies = Mapping[str, type[ImageRequestBody]]


def body_models(models: Sequence[Model]) -> Bodies:
    """Return the body that each image model takes, by the model's id.

    Args:
        models: those that a caller can name; the first is used if they name none.
    """
    return {model.id: _body(model, default=model is models[0]) for model in models}


def parse(body: bytes, *, content_type: str, bodies: Bodies) -> ImageRequestBody:
    """Parse a body.

    Args:
        body: the whole body.
        content_type: the Content-Type header; everything but a form is parsed as JSON.
        bodies: what each model takes, the default model first.

    Raises:
        RequestError: with the sentence that names the field.
    """
    fields = _form(body, content_type) if multipart.is_form(content_type) else _json(body)
    default = next(iter(bodies))
    chosen = default if fields.get("model") is None else fields["model"]
    if not isinstance(chosen, str) or chosen not in bodies:
        raise RequestError("http.choice", field="model", choices=", ".join(bodies))
    try:
        return bodies[chosen].model_validate(fields)
    except ValidationError as error:
        raise _request_error(
            error.errors()[0], bodies[chosen].takes
        ) from None  # it quotes the body


def idempotency_key(values: Sequence[str]) -> str | None:
    """Return the key that names a request, if there is one.

    Args:
        values: of all headers of that name.

    Raises:
        RequestError: there are several, or it is not 1 to `MAX_KEY` visible ASCII characters.
    """
    if not values:
        return None
    [key, *more] = values
    if more or not 1 <= len(key) <= MAX_KEY or not all("!" <= each <= "~" for each in key):
        raise RequestError("http.key", limit=MAX_KEY)
    return key


def _body(takes: Model, *, default: bool) -> type[ImageRequestBody]:
    """Return the body of one image model; that of the default one need not name it."""
    named = _one_of(takes.id)
    images = Annotated[list[Picture], Field(max_length=_most_images(takes))]
    narrowed: dict[str, Any] = {
        "aspect": _narrowed("aspect", _one_of(*takes.ratios) | None, None),
        "size": _narrowed("size", _one_of(*takes.sizes) | None, takes.default_size),
        "model": _narrowed(
            "model", named | None if default else named, takes.id if default else ...
        ),
        "images": _narrowed("images", images | None, None),
    }
    body = create_model(takes.name, __base__=ImageRequestBody, **narrowed)
    body.takes = takes
    return body


def _one_of(*choices: str) -> Any:
    return Literal[choices]


def _narrowed(name: str, kind: object, default: object) -> tuple[object, Any]:
    """Return a field of `ImageRequestBody` with a narrower type."""
    field = ImageRequestBody.model_fields[name]
    return kind, Field(default, alias=field.alias, description=field.description, repr=field.repr)


def _most_images(takes: Model) -> int:
    return min(MAX_PICTURES, takes.inputs)


def _json(body: bytes) -> dict[str, object]:
    try:
        value = json_body.load(body)
    except json_body.RepeatedName as error:
        shown = wording.shorten(error.name, MAX_NAME)
        raise RequestError("http.twice", field=shown) from None  # it quotes the body
    except ValueError:
        raise RequestError("http.json") from None
    if not isinstance(value, dict):
        raise RequestError("http.object")
    return {name: each if name == "images" else _text(each) for name, each in value.items()}


def _form(body: bytes, content_type: str) -> dict[str, object]:
    fields: dict[str, object] = {}
    images: list[bytes] = []
    for name, content in multipart.parts(body, content_type=content_type):
        if name == "images":
            images.append(content)
            continue
        if name in fields:
            raise RequestError("http.twice", field=wording.shorten(name, MAX_NAME))
        try:
            text = content.decode()
        except UnicodeDecodeError:
            shown = wording.shorten(name, MAX_NAME)
            raise RequestError("http.utf8", field=shown) from None  # it quotes the body
        fields[name] = {"true": True, "false": False}.get(text, text) if name in FLAGS else text
    return {**fields, "images": images}


def _request_error(error: ErrorDetails, takes: Model) -> RequestError:
    """Return the first error of pydantic's as ours, with the sentence that names the field."""
    name, *rest = (*error["loc"], "")
    match name, error["type"]:
        case _, "extra_forbidden":
            shown = wording.shorten(str(name), MAX_NAME)
            return RequestError("http.unknown", field=shown, choices=", ".join(field_names()))
        case "prompt", "string_too_long":
            why = UserError("words.long", length=len(error["input"]), limit=requests.MAX_WORDS)
            return RequestError("http.field", field="prompt", why=wording.error_text(why))
        case "prompt", _:
            return RequestError("http.prompt")
        case "aspectRatio", _:
            return RequestError("http.choice", field=str(name), choices=", ".join(takes.ratios))
        case "size", _:
            return RequestError("http.choice", field=str(name), choices=", ".join(takes.sizes))
        case "quality", _:
            return RequestError("http.choice", field=str(name), choices=", ".join(Quality))
        case "images", "base64":
            return RequestError("http.base64", number=rest[0])
        case "images", "bytes_too_short":
            return bad_image(int(rest[0]), BadPicture("picture.empty"))
        case "images", _:
            return RequestError("http.images", limit=_most_images(takes))
    return RequestError("http.flag", field=str(name))


def bad_image(number: int, why: BadPicture) -> RequestError:
    """Return the error for a picture that can't be used; the first is number 0."""
    return RequestError("http.field", field=f"images[{number}]", why=wording.error_text(why))


def field_names() -> Sequence[str]:
    """Return the names of all fields, as callers write them."""
    return [field.alias or name for name, field in ImageRequestBody.model_fields.items()]
