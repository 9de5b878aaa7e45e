"""The JSON of the local Gemini's answers: pictures, words, and what the model refused."""

import base64
import html
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bot.sandbox.gemini.ask import Ask, Content
from bot.sandbox.gemini.models import Model
from bot.sandbox.gemini.signatures import sign

WITHHELD = (
    "Unable to show the generated image. The image was filtered out because it violated Google's "
    "Generative AI Prohibited Use policy. You will not be charged for blocked images. "
    "Try rephrasing the prompt."
)
PICTURE_IN_TOKENS = 258  # one input picture, whatever its size
THOUGHT_TOKENS = {"MINIMAL": 48, "LOW": 160, "MEDIUM": 312, "HIGH": 1250}  # by level


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted:
    """Pictures ready to be sent, and the small draft shown among the thoughts."""

    pictures: tuple[bytes, ...]
    draft: bytes  # JPEG; empty unless thoughts are requested
    mime: str


def text_part(text: str, *, model: Model, signed: bool = True) -> dict[str, Any]:
    """Return the model's words as a part, signed if the model thinks."""
    part: dict[str, Any] = {"text": text}
    if signed and model.thinks:
        part["thoughtSignature"] = _base64(sign(model.id, text.encode()))
    return part


def picture_part(picture: bytes, *, mime: str, model: Model) -> dict[str, Any]:
    """Return the model's picture as a part, signed if the model thinks."""
    part: dict[str, Any] = {"inlineData": {"mimeType": mime, "data": _base64(picture)}}
    if model.thinks:
        part["thoughtSignature"] = _base64(sign(model.id, picture))
    return part


def picture_parts(
    ask: Ask, *, painted: Painted, words: str, thoughts: bool, model: Model
) -> list[dict[str, Any]]:
    """Return an answer's parts in Gemini's order: thoughts, words, pictures."""
    parts: list[dict[str, Any]] = []
    if thoughts and model.thinks:
        plan = f"**Planning the composition**\n\n{ask.prompt}"
        draft = {"mimeType": "image/jpeg", "data": _base64(painted.draft)}
        parts += [{"text": plan, "thought": True}, {"thought": True, "inlineData": draft}]
    if ask.wants_words:
        parts.append(text_part(words, model=model))
    parts += [picture_part(one, mime=painted.mime, model=model) for one in painted.pictures]
    return parts


def candidate(parts: Sequence[dict[str, Any]], *, finish: str | None = "STOP") -> dict[str, Any]:
    """Return a candidate; in a stream only the last one has a finish reason."""
    one: dict[str, Any] = {"content": {"parts": list(parts), "role": "model"}}
    if finish is not None:
        one["finishReason"] = finish
    return one | {"index": 0}


def grounding(ask: Ask) -> dict[str, Any]:
    """Return the metadata of a search; nothing is searched here, so it names an example page."""
    query = " ".join(ask.prompt.split())[:60]
    chip = f'<div class="container"><a class="chip">{html.escape(query)}</a></div>'
    page = {"uri": f"https://example.org/?q={quote(query)}", "title": "example.org"}
    return {
        "webSearchQueries": [query],
        "searchEntryPoint": {"renderedContent": chip},
        "groundingChunks": [{"web": page}],
    }


def unfinished(finish: str, *, message: str, content: bool) -> dict[str, Any]:
    """Return a candidate without a picture: one that was withheld, or never painted."""
    one: dict[str, Any] = {"content": {}} if content else {}
    return one | {"finishReason": finish, "finishMessage": message, "index": 0}


def usage(ask: Ask, *, model: Model, pictures: int = 0, words: str = "") -> dict[str, Any]:
    """Return the usage metadata: what the call would cost in tokens, as Gemini counts them."""
    inputs = _inputs(ask.contents)
    image = pictures * model.tokens.get(ask.size, 0)
    outputs = [{"modality": "IMAGE", "tokenCount": image}] if image else []
    asked = sum(entry["tokenCount"] for entry in inputs)
    answered = image + (_tokens(words) if words else 0)
    thought = THOUGHT_TOKENS[ask.thinking] if model.thinks and (pictures or words) else 0
    counts: dict[str, Any] = {
        "promptTokenCount": asked,
        "candidatesTokenCount": answered,
        "totalTokenCount": asked + answered + thought,
        "promptTokensDetails": inputs,
        "candidatesTokensDetails": outputs,
        "serviceTier": "standard",
    }
    return counts | ({"thoughtsTokenCount": thought} if thought else {})


def count(contents: Sequence[Content]) -> dict[str, Any]:
    """Return the answer of countTokens."""
    inputs = _inputs(contents)
    total = sum(entry["tokenCount"] for entry in inputs)
    return {"totalTokens": total, "promptTokensDetails": inputs}


def _inputs(contents: Sequence[Content]) -> list[dict[str, Any]]:
    """Return the input tokens by modality."""
    parts = [part for turn in contents for part in turn.parts]
    inputs = [{"modality": "TEXT", "tokenCount": sum(_tokens(p.text) for p in parts if p.text)}]
    if seen := sum(1 for part in parts if part.picture is not None):
        inputs.append({"modality": "IMAGE", "tokenCount": seen * PICTURE_IN_TOKENS})
    return inputs


def envelope(
    *, candidates: list[dict[str, Any]], counts: dict[str, Any] | None, model: Model, number: str
) -> dict[str, Any]:
    """Return the answer around candidates; only the last piece of a stream has the usage."""
    body: dict[str, Any] = {"candidates": candidates} if candidates else {}
    if counts is not None:
        body["usageMetadata"] = counts
    return body | {"modelVersion": model.id, "responseId": number}


def blocked(reason: str, *, ask: Ask, model: Model, number: str) -> dict[str, Any]:
    """Return the answer to a request that was blocked: it has no candidate."""
    counts = usage(ask, model=model)
    kept = ("promptTokenCount", "promptTokensDetails")
    counts = {name: counts[name] for name in kept} | {"totalTokenCount": counts["promptTokenCount"]}
    body = envelope(candidates=[], counts=counts, model=model, number=number)
    return {"promptFeedback": {"blockReason": reason}} | body


def fill_schema(schema: dict[str, Any], *, words: str) -> object:
    """Return JSON of the requested schema, with `words` in each of its texts."""
    kind = str(schema.get("type", "object")).lower()
    if schema.get("enum"):
        return schema["enum"][0]
    if kind == "object":
        wanted: dict[str, Any] = schema.get("properties") or {}
        if not wanted:
            return {"description": words}
        return {name: fill_schema(inner, words=words) for name, inner in wanted.items()}
    if kind == "array":
        return [fill_schema(schema.get("items") or {"type": "string"}, words=words)]
    plain: dict[str, Any] = {"integer": 1, "number": 1.0, "boolean": True}
    return plain.get(kind, words)


def as_bytes(body: dict[str, Any]) -> bytes:
    """Return the JSON as bytes."""
    return json.dumps(body, ensure_ascii=False).encode()


def _tokens(text: str) -> int:
    """Return the number of tokens of a text: about one for each four letters."""
    return max(1, round(len(text) / 4))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
