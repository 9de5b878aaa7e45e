"""Parses the JSON of generateContent into a request: the conversation and the options."""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from bot.sandbox.gemini.errors import Refusal

# These fields contain the caller's own JSON, whose keys must not be changed.
OPAQUE = {"responseSchema", "responseJsonSchema", "functionDeclarations", "args", "response"}

_STEPS = re.compile(r"[^\n]*:\n1\. ")  # how a list of steps begins
_STEP = re.compile(r"^\d+\. ", re.MULTILINE)
_NOW = re.compile(r"\n\n[^\n]*\bNow: ")


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a turn: words, or the bytes of a picture."""

    text: str | None = None
    picture: bytes | None = None
    mime: str | None = None
    thought: bool = False
    signature: bytes | None = None


class Content(NamedTuple):
    """One turn: "user" or "model", and what was said."""

    role: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A valid request."""

    contents: tuple[Content, ...]
    ratio: str | None
    size: str
    seed: int | None
    wants_words: bool
    wants_picture: bool
    wants_thoughts: bool
    thinking: str = "MEDIUM"  # the level
    searches: bool = False  # the web may be searched first
    json_schema: dict[str, Any] | None  # {} for JSON of any shape, None for plain words

    @property
    def prompt(self) -> str:
        """The newest instruction of the person."""
        return instructions(said(self.contents[-1]))[-1] if self.contents else ""

    @property
    def story(self) -> tuple[str, ...]:
        """The person's instructions, oldest first."""
        spoken = (said(turn) for turn in self.contents if turn.role == "user")
        return tuple(one for words in spoken if words for one in instructions(words))

    @property
    def sources(self) -> tuple[bytes, ...]:
        """The pictures to work on: the newest of the model, then those the person just handed in.

        Where neither is there, what the person handed in earlier.
        """
        last = [part.picture for part in self.contents[-1].parts if part.picture]
        earlier = self.contents[:-1]
        mine = [p for turn in earlier if turn.role == "model" for p in pictures(turn)]
        if mine or last:
            return (*mine[-1:], *last)
        return tuple(p for turn in earlier for p in pictures(turn))


def said(content: Content) -> str:
    """Return the words of a turn, without thoughts."""
    return " ".join(part.text for part in content.parts if part.text and not part.thought).strip()


def instructions(words: str) -> tuple[str, ...]:
    """Return the instructions in a text, the newest last: numbered steps, then the current one.

    A text without numbered steps is one instruction.
    """
    before, _, now = _NOW.sub("\0", words, count=1).partition("\0")
    steps = _STEP.split(before)[1:] if _STEPS.match(before) else [before]
    told = (step.strip().removesuffix("\n…") for step in (*steps, now))
    return tuple(step for step in told if step) or (words,)


def pictures(content: Content) -> list[bytes]:
    """Return the pictures of a turn, without drafts."""
    return [part.picture for part in content.parts if part.picture and not part.thought]


def read_json(raw: bytes) -> dict[str, Any]:
    """Parse a body and bring its keys to camelCase.

    Raises:
        Refusal: not JSON, or not an object.
    """
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Refusal(f"Invalid JSON payload received. {error}") from error
    if not isinstance(body, dict):
        raise Refusal("Invalid JSON payload received. Expected an object at the root.")
    return {camel(key): _under(camel(key), item) for key, item in body.items()}


def camel(name: str) -> str:
    """Return a key in camelCase: `aspect_ratio` becomes `aspectRatio`."""
    return re.sub(r"_([a-z0-9])", lambda match: match.group(1).upper(), name)


def _camel_keys(value: object) -> object:
    if isinstance(value, list):
        return [_camel_keys(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {camel(key): _under(camel(key), item) for key, item in value.items()}


def _under(key: str, item: object) -> object:
    return item if key in OPAQUE else _camel_keys(item)


def decode(data: object, *, field: str) -> bytes:
    """Decode base64; the URL-safe alphabet and missing padding are accepted.

    Raises:
        Refusal: it is not base64.
    """
    try:
        if not isinstance(data, str):
            raise ValueError("not text")
        plain = data.translate(str.maketrans("-_", "+/")).rstrip("=")
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refusal(f"Invalid value at '{field}' (TYPE_BYTES), Base64 decoding failed") from error


def read_contents(listed: object) -> tuple[Content, ...]:
    """Return the turns of a request.

    Raises:
        Refusal: there are none, or they have another shape.
    """
    if isinstance(listed, dict):
        listed = [listed]
    if not isinstance(listed, list) or not listed:
        raise Refusal("* GenerateContentRequest.contents: contents is not specified\n")
    return tuple(_content(item, place=place) for place, item in enumerate(listed))


def _content(item: object, *, place: int) -> Content:
    at = f"contents[{place}]"
    if not isinstance(item, dict):
        raise Refusal(f"Invalid value at '{at}' (Content)")
    role = item.get("role", "user")
    if role not in {"user", "model"}:
        raise Refusal("Please use a valid role: user, model.")
    parts = item.get("parts") or []
    if isinstance(parts, dict):
        parts = [parts]
    if not isinstance(parts, list) or not parts:
        raise Refusal(f"* GenerateContentRequest.{at}.parts: contents.parts must not be empty.\n")
    return Content(role, tuple(_part(p, at=f"{at}.parts[{n}]") for n, p in enumerate(parts)))


def _part(item: object, *, at: str) -> Part:
    if not isinstance(item, dict):
        raise Refusal(f"Invalid value at '{at}' (Part)")
    thought = bool(item.get("thought", False))
    signature = None
    if item.get("thoughtSignature"):
        signature = decode(item["thoughtSignature"], field=f"{at}.thought_signature")
    if "fileData" in item:
        raise Refusal("Cannot fetch content from the provided URL.")
    if "inlineData" in item:
        return _picture(item["inlineData"], at=at, thought=thought, signature=signature)
    text = item.get("text")
    if not isinstance(text, str):
        raise Refusal(
            f"* GenerateContentRequest.{at}.data: required oneof field 'data' must have one "
            "initialized field\n"
        )
    return Part(text=text, thought=thought, signature=signature)


def _picture(inline: object, *, at: str, thought: bool, signature: bytes | None) -> Part:
    if not isinstance(inline, dict):
        raise Refusal(f"Invalid value at '{at}.inline_data' (Blob)")
    picture = decode(inline.get("data"), field=f"{at}.inline_data.data")
    mime = str(inline.get("mimeType", ""))
    return Part(picture=picture, mime=mime, thought=thought, signature=signature)
