"""Holds calls to the local Discord to Discord's own OpenAPI specification.

The file is not part of the project; it is looked for beside it, and tests skip without it.
"""

import copy
import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012, Draft202012Validator, Registry, ValidationError

from bot.sandbox.discord import Call

FILE = Path(__file__).parents[2] / ".." / "shared" / "discord" / "openapi.json"
REQUESTS, ANSWERS = "urn:requests", "urn:answers"
METHODS = {"get", "put", "post", "patch", "delete"}
VARIABLE = re.compile(r"\{[^}]+\}")

Json = dict[str, Any]


def require_spec() -> None:
    """Skip the test where the specification is not at hand."""
    if not FILE.exists():
        pytest.skip("Discord's specification is not at hand")


def operations() -> list[tuple[str, str]]:
    """Every method and path, with 1 for each of its variables."""
    return [
        (method.upper(), VARIABLE.sub("1", path))
        for path, item in _document()["paths"].items()
        for method in item
        if method in METHODS
    ]


def check(calls: Iterable[Call]) -> list[str]:
    """What in these calls is not as Discord specifies it: request bodies and good answers.

    Without the specification nothing is found.
    """
    if not FILE.exists():
        return []
    return [problem for call in calls for problem in _problems(call)]


def _problems(call: Call) -> Iterable[str]:
    here = f"{call.method} {call.path[:60]}"
    operation = _operation(call.method, call.path)
    if operation is None:
        yield f"{here}: Discord has no such call"
        return
    if call.body is not None:
        yield from _faults(f"{here} body", _body_validator(operation), call.body)
    if 200 <= call.status < 300:
        validator = _answer_validator(operation, str(call.status))
        if validator is None:
            yield f"{here}: Discord does not answer {call.status}"
        elif call.answer is not None:
            yield from _faults(f"{here} answer", validator, call.answer)


def _faults(where: str, validator: Draft202012Validator | None, value: Any) -> Iterable[str]:
    if validator is None:
        yield f"{where}: Discord takes none"
        return
    fault = _deepest(validator.iter_errors(value))
    if fault is not None:
        place = "/".join(map(str, fault.instance_path))
        yield f"{where}: {place}: {fault.message[:300]}"


def _deepest(faults: Iterable[ValidationError]) -> ValidationError | None:
    """The fault that lies deepest: of alternatives, what is wrong with the one that fits best."""
    found = max(faults, key=lambda fault: len(fault.instance_path), default=None)
    if found is None:
        return None
    alternatives = getattr(found.kind, "context", ())
    return _deepest(fault for faults in alternatives for fault in faults) or found


@cache
def _document() -> Json:
    with FILE.open(encoding="utf-8") as file:
        loaded: Json = json.load(file)
    return loaded


@cache
def _registry() -> Registry:
    """The specification twice: in requests an id may be a number, too."""
    answers = copy.deepcopy(_document())
    # The specification has one kind of reference only; a forwarded message has the other one.
    forward = {"title": "FORWARD", "const": 1}
    answers["components"]["schemas"]["MessageReferenceType"]["oneOf"].append(forward)
    # It has no media channels, which Discord documents and discord.py sends.
    media = {"title": "GUILD_MEDIA", "const": 16}
    schemas = answers["components"]["schemas"]
    schemas["ChannelTypes"]["oneOf"].append(media)
    schemas["GuildChannelResponse"]["properties"]["type"]["enum"].append(media["const"])
    requests = copy.deepcopy(answers)
    snowflake = requests["components"]["schemas"]["SnowflakeType"]
    written = {"type": "string", "pattern": snowflake["pattern"]}
    requests["components"]["schemas"]["SnowflakeType"] = {
        "anyOf": [written, {"type": "integer", "minimum": 0}]
    }
    return Registry([(REQUESTS, requests), (ANSWERS, answers)], draft=Draft202012)


@cache
def _paths() -> list[tuple[re.Pattern[str], str]]:
    """Every path as a pattern, those with the fewest variables first."""
    paths = sorted(_document()["paths"], key=lambda path: path.count("{"))
    parts = [(path, VARIABLE.split(path)) for path in paths]
    return [(re.compile("[^/]+".join(map(re.escape, part))), path) for path, part in parts]


def _operation(method: str, path: str) -> tuple[str, str] | None:
    for pattern, template in _paths():
        if pattern.fullmatch(path) and method.lower() in _document()["paths"][template]:
            return template, method.lower()
    return None


@cache
def _body_validator(operation: tuple[str, str]) -> Draft202012Validator | None:
    template, method = operation
    body = _document()["paths"][template][method].get("requestBody")
    if body is None:
        return None
    return _validator(REQUESTS, template, method, "requestBody")


@cache
def _answer_validator(operation: tuple[str, str], status: str) -> Draft202012Validator | None:
    template, method = operation
    answer = _document()["paths"][template][method]["responses"].get(status)
    if answer is None:
        return None
    if "content" not in answer:
        return Draft202012Validator({"type": "null"})
    return _validator(ANSWERS, template, method, "responses", status)


def _validator(document: str, *keys: str) -> Draft202012Validator:
    steps = ("paths", *keys, "content", "application/json", "schema")
    pointer = "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)
    # "{" may stand in a JSON pointer but not in a URI.
    pointer = pointer.replace("{", "%7B").replace("}", "%7D")
    return Draft202012Validator({"$ref": f"{document}#/{pointer}"}, registry=_registry())
