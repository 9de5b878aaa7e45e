"""The HTTP API as an OpenAPI 3.1 document, generated from the model that parses the requests."""

from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from bot import __version__
from bot.web.requests import MAX_KEY, Bodies

Json = dict[str, Any]

_LETTER, _SPACE = "[A-Za-z0-9+/_-]", r"[ \t\r\n]*"
_PAIR = f"(?:{_LETTER}{_SPACE}){{2}}"
BASE64 = (
    f"^{_SPACE}(?:{_PAIR}{_PAIR})*{_PAIR}(?:{_PAIR}|{_LETTER}{_SPACE}={_SPACE}|={_SPACE}={_SPACE})$"
)
"""At least one byte in base64, of either alphabet, with spaces and line breaks anywhere."""

_RETRY_AFTER: Json = {
    "Retry-After": {
        "required": True,
        "description": "Seconds after which to ask again.",
        "schema": {"type": "integer", "minimum": 1},
    }
}

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
    415: "The body is compressed.",
    429: "A limit is reached; Retry-After says when to ask again.",
    500: "The operator must fix something.",
    503: "Not now; Retry-After says when to ask again.",
}


def document(bodies: Bodies) -> Json:
    """Return the OpenAPI document.

    Args:
        bodies: what each model takes; see `requests.body_models`.
    """
    return {
        "openapi": "3.1.0",
        "info": {"title": "Easel", "version": __version__},
        "paths": {
            "/generate-image": {"post": _generate(bodies)},
            "/recipe": {"post": _read_recipe()},
            "/healthz": {"get": _get("Whether the process works", {200: _ALIVE})},
            "/readyz": {
                "get": _get(
                    "Whether requests are accepted", {200: _readiness(True), 503: _readiness(False)}
                )
            },
            "/metrics": {"get": _metrics()},
            "/openapi.json": {"get": _get("This document", {200: {"type": "object"}})},
        },
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }


def _generate(bodies: Bodies) -> Json:
    return {
        "summary": "Paint a picture",
        "security": [{"token": []}],
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "description": "Names the request: repeated, it gives the same picture, paid once.",
                "schema": {"type": "string", "pattern": f"^[!-~]{{1,{MAX_KEY}}}$"},
            }
        ],
        "requestBody": {
            "required": True,
            "description": "A form, or JSON under any other Content-Type; up to 64 MB.",
            "content": {
                "application/json": {"schema": body_schema(bodies, _JsonSchema)},
                "multipart/form-data": {
                    "schema": body_schema(bodies, _FormSchema),
                    "encoding": {"images": {"contentType": "image/*"}},
                },
            },
        },
        "responses": {
            "200": {
                "description": "The picture, as it was painted.",
                "content": {"image/*": {}},
            },
            "422": _json("The model gave no picture, and why.", _NO_PICTURE),
            **{
                str(status): _json(why, _SENTENCE)
                | ({"headers": _RETRY_AFTER} if status in {429, 503} else {})
                for status, why in _REFUSALS.items()
            },
        },
    }


def _read_recipe() -> Json:
    file = {"type": "string", "contentMediaType": "image/*"}
    texts = ("prompt", "model", "aspectRatio", "lineage")
    said: Json = {
        "type": "object",
        "required": ["prompt"],
        "additionalProperties": False,
        "properties": {name: {"type": "string"} for name in texts},
    }
    return {
        "summary": "Read how a picture was made from its file",
        "security": [{"token": []}],
        "requestBody": {
            "required": True,
            "description": "The file, alone or in a form; up to 32 MB.",
            "content": {
                "image/*": {},
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["image"],
                        "properties": {"image": file},
                    }
                },
            },
        },
        "responses": {
            "200": _json("What it says; all but lineage are fields of /generate-image.", said),
            "422": _json("It does not say how it was made.", _SENTENCE),
            **{
                str(status): _json(_REFUSALS[status], _SENTENCE)
                | ({"headers": _RETRY_AFTER} if status == 503 else {})
                for status in (400, 401, 408, 413, 415, 500, 503)
            },
        },
    }


class _JsonSchema(GenerateJsonSchema):
    """`ImageRequestBody` as JSON: null means that a field is left out, pictures are base64."""

    def field_title_should_be_set(self, _: Any) -> bool:
        """No: a title would repeat the field's name."""
        return False

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Leave out a default of null: it only says that the field is optional."""
        if schema.get("default") is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def bytes_schema(self, _: core_schema.BytesSchema) -> JsonSchemaValue:
        """A picture."""
        return {
            "type": "string",
            "contentEncoding": "base64",
            "contentMediaType": "image/*",
            "pattern": BASE64,
        }


class _FormSchema(_JsonSchema):
    """`ImageRequestBody` as a form: it has no null, and pictures are files."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """A form leaves a field out instead."""
        return self.generate_inner(schema["schema"])

    def bytes_schema(self, _: core_schema.BytesSchema) -> JsonSchemaValue:
        """A picture."""
        return {"type": "string", "contentMediaType": "image/*", "minLength": 1}


def body_schema(bodies: Bodies, kind: type[GenerateJsonSchema]) -> Json:
    """Return the schema of a body: one of the models' bodies, chosen by its `model`."""
    return {"oneOf": [body.model_json_schema(schema_generator=kind) for body in bodies.values()]}


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
                "description": "Models whose calls are paused.",
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


def _get(summary: str, answers: Mapping[int, Json]) -> Json:
    return {
        "summary": summary,
        "responses": {str(status): _json(summary, schema) for status, schema in answers.items()},
    }


def _json(description: str, schema: Json) -> Json:
    return {"description": description, "content": {"application/json": {"schema": schema}}}
