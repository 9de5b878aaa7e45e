"""Our HTTP as an OpenAPI 3.1 document; a test holds it to what the server does."""

from collections.abc import Mapping
from typing import Any

from bot import __version__
from bot.core import requests
from bot.core.models import MODELS
from bot.core.turns import MAX_PICTURES
from bot.web.limits import LONGEST_KEY

Json = dict[str, Any]

_SENTENCE: Json = {
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string", "description": "One sentence for people."}},
}
_NO_PICTURE: Json = {
    "type": "object",
    "required": ["error", "messages"],
    "properties": {
        "error": {"const": "no_image_returned"},
        "messages": {"type": "array", "items": {"type": "string"}, "minItems": 1},
    },
}
_ALIVE: Json = {
    "type": "object",
    "required": ["status"],
    "properties": {"status": {"const": "ok"}},
}
_REFUSALS: Mapping[int, str] = {
    400: "A field is wrong; the sentence names it.",
    401: "There is no token, or a wrong one.",
    408: "The body took too long.",
    409: "The Idempotency-Key was used for another request.",
    410: "The picture of this Idempotency-Key is not kept any more.",
    413: "The body is too large.",
    415: "It is neither JSON nor a form, or it is compressed.",
    429: "A limit is reached.",
    500: "The operator must mend something.",
    503: "Not now; Retry-After says when to ask again.",
}


def description(default_model: str) -> Json:
    """The document.

    Args:
        default_model: the one that paints where a caller chooses none.
    """
    return {
        "openapi": "3.1.0",
        "info": {"title": "Easel", "version": __version__},
        "paths": {
            "/generate-image": {"post": _generate(default_model)},
            "/healthz": {"get": _look("Whether the process works", {200: _ALIVE})},
            "/readyz": {
                "get": _look(
                    "Whether wishes can be taken", {200: _readiness(True), 503: _readiness(False)}
                )
            },
            "/metrics": {"get": _metrics()},
            "/openapi.json": {"get": _look("This document", {200: {"type": "object"}})},
        },
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }


def _generate(default_model: str) -> Json:
    fields = _fields(default_model)
    files = fields["properties"] | {
        "images": {"type": "array", "maxItems": MAX_PICTURES, "items": {"type": "string"}}
    }
    return {
        "summary": "Paint a picture",
        "security": [{"token": []}],
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "description": "Names the request: repeated, it gives the same picture, paid once.",
                "schema": {"type": "string", "pattern": f"^[!-~]{{1,{LONGEST_KEY}}}$"},
            }
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": fields},
                "multipart/form-data": {"schema": fields | {"properties": files}},
            },
        },
        "responses": {
            "200": {
                "description": "The picture, as it was painted.",
                "content": {"image/*": {}},
            },
            "422": _json("The model gave no picture, and why.", _NO_PICTURE),
            **{str(status): _json(why, _SENTENCE) for status, why in _REFUSALS.items()},
        },
    }


def _fields(default_model: str) -> Json:
    known = MODELS.values()
    image = {"type": "string", "contentEncoding": "base64"}
    return {
        "type": "object",
        "required": ["prompt"],
        "additionalProperties": False,
        "properties": {
            "prompt": {"type": "string", "minLength": 1, "maxLength": requests.MAX_WORDS},
            "aspectRatio": {
                "enum": sorted({ratio for model in known for ratio in model.ratios}),
                "description": "Width to height. Not every model takes each.",
            },
            "imageOnly": {"type": "boolean", "default": True},
            "size": {
                "enum": sorted({size for model in known for size in model.sizes}),
                "default": "1K",
            },
            "model": {
                "enum": sorted({default_model, *MODELS}),
                "default": default_model,
            },
            "images": {"type": "array", "maxItems": MAX_PICTURES, "items": image},
        },
    }


def _readiness(ready: bool) -> Json:
    checks = ("database", "gateway", "disk", "open")
    return {
        "type": "object",
        "required": ["status", "degraded", *checks],
        "additionalProperties": False,
        "properties": {
            "status": {"const": "ready" if ready else "not ready"},
            **{check: {"const": True} if ready else {"type": "boolean"} for check in checks},
            "degraded": {
                "type": "array",
                "items": {"type": "string"},
                "description": "Models that have to be waited for just now.",
            },
        },
    }


def _metrics() -> Json:
    return {
        "summary": "Metrics for Prometheus; without a token where only this machine can ask",
        "security": [{"token": []}, {}],
        "responses": {
            "200": {
                "description": "The metrics.",
                "content": {"text/plain": {"schema": {"type": "string"}}},
            },
            "401": _json(_REFUSALS[401], _SENTENCE),
        },
    }


def _look(summary: str, answers: Mapping[int, Json]) -> Json:
    return {
        "summary": summary,
        "responses": {str(status): _json(summary, schema) for status, schema in answers.items()},
    }


def _json(told: str, schema: Json) -> Json:
    return {"description": told, "content": {"application/json": {"schema": schema}}}
