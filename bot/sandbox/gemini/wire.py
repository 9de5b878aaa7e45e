"""Sends answers over HTTP, including the broken ones that a behaviour asks for."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from aiohttp import web

from bot.sandbox.gemini import answers, errors, script
from bot.sandbox.gemini.errors import Refusal
from bot.sandbox.gemini.models import Model

T = TypeVar("T")
CHECK_INTERVAL = 0.05  # seconds between two checks whether the caller is still connected


class CallerLeft(Exception):
    """The connection closed before the answer."""


async def unless_gone(request: web.Request, work: Coroutine[Any, Any, T]) -> T:
    """Await `work` for as long as the caller is connected.

    By default aiohttp does not cancel a handler whose caller disconnected, so this polls.

    Raises:
        CallerLeft: the connection closed first; `work` was cancelled.
    """
    task = asyncio.ensure_future(work)
    try:
        while not task.done():
            await asyncio.wait({task}, timeout=CHECK_INTERVAL)
            if gone(request):
                raise CallerLeft
        return task.result()
    finally:
        task.cancel()


def gone(request: web.Request) -> bool:
    """Return whether the caller closed the connection."""
    return request.transport is None or request.transport.is_closing()


async def read_body(request: web.Request, *, limit: int) -> bytes:
    """Return the body, whatever limit the application that contains this one has.

    Raises:
        Refusal: more than `limit` bytes.
    """
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > limit:
            raise Refusal(f"Request payload size exceeds the limit: {limit} bytes.")
    return bytes(body)


def page(request: web.Request) -> tuple[int, int]:
    """Return where a page of a list begins, and how long it is.

    Raises:
        Refusal: they are not numbers.
    """
    first, size = request.query.get("pageToken") or "0", request.query.get("pageSize") or "50"
    if not (first.isdecimal() and size.isdecimal()):
        raise Refusal("Invalid page token or page size.")
    return int(first), max(1, min(int(size), 1000))


def refuse(refusal: Refusal) -> web.Response:
    """Return an error response."""
    return json_response(answers.as_bytes(refusal.body()), status=refusal.code)


def json_response(body: bytes, *, status: int = 200) -> web.Response:
    """Return a response with JSON that is encoded already."""
    return web.Response(body=body, status=status, content_type="application/json", charset="utf-8")


async def send_stream(request: web.Request, pieces: Sequence[bytes]) -> web.StreamResponse:
    """Send the pieces of an answer: as events with `alt=sse`, otherwise as a JSON array."""
    if request.query.get("alt") != "sse":
        return json_response(b"[" + b",\n".join(pieces) + b"]")
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    for piece in pieces:
        await response.write(b"data: " + piece + b"\r\n\r\n")
    await response.write_eof()
    return response


async def send_half(request: web.Request, body: bytes) -> web.StreamResponse:
    """Announce a whole body, send half of it, and cut the connection."""
    response = web.StreamResponse(headers={"Content-Type": "application/json; charset=utf-8"})
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return response


def refusal_for(behaviour: script.Behaviour, *, model: Model, version: str) -> Refusal | None:
    """Return the error that a behaviour means, if it means one."""
    match behaviour:
        case script.Limited(delay, limit_zero):
            return errors.limited(model.id, retry_delay=delay, limit_zero=limit_zero)
        case script.Overloaded(code):
            return errors.overloaded(code)
        case script.AccountFault(name):
            return errors.account_fault(name)
        case script.Status(code):
            return errors.plain_status(code)
        case script.BadKey(code):
            return errors.bad_key(code)
        case script.Gone404():
            return errors.model_not_found(model.id, version=version)
        case script.MissingSignature():
            return errors.missing_signature("Image", content=2, part=1)
        case _:
            return None


def broken(behaviour: script.Behaviour, *, request: web.Request) -> web.Response | None:
    """Return the response of a behaviour that breaks HTTP or JSON, if it does."""
    match behaviour:
        case script.EmptyBody():
            return json_response(b"")
        case script.NotJson():
            return web.Response(
                text="<!doctype html><title>proxy</title>", content_type="text/html"
            )
        case script.Raw(body, status, kind):
            return web.Response(body=body, status=status, content_type=kind)
        case script.Redirect(url):
            return web.Response(status=302, headers={"Location": url})
        case script.Reset():
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        case _:
            return None
