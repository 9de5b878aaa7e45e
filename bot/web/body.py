"""Reads the body of a request, up to a limit and in a limited time."""

import asyncio

from aiohttp import web

from bot.web.errors import RequestError


async def read(call: web.Request, *, limit: int, too_large: RequestError, seconds: float) -> bytes:
    """Return the whole body.

    Args:
        call: the request; its route has `expect_later`.
        limit: bytes at most.
        too_large: raised where there are more.
        seconds: in which the body must arrive.

    Raises:
        RequestError: the body is too large, too slow (408), or cut short (400).
    """
    if (call.content_length or 0) > limit:
        raise too_large
    if call.headers.get("Expect", "").lower() == "100-continue":
        await call.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        call.writer.output_size = 0  # as aiohttp does: no byte of the response counts as sent
    pieces, size = [], 0
    try:
        async with asyncio.timeout(seconds):
            async for piece in call.content.iter_any():
                pieces.append(piece)
                size += len(piece)
                if size > limit:
                    raise too_large
    except TimeoutError as error:
        raise RequestError("http.slow", status=408, seconds=round(seconds)) from error
    except web.RequestPayloadError as error:
        raise RequestError("http.body") from error
    return b"".join(pieces)


async def expect_later(_: web.Request) -> None:
    """Send no 100 Continue yet: `read` sends it after token and length were checked."""
