"""What an HTTP caller is answered: a picture, or JSON with one sentence and the status it means."""

import io
import math
from collections.abc import Mapping

from aiohttp import web

from bot.core.turns import Blob, Turn
from bot.errors import EaselError, Fact, Later, NothingHere, Refused, TooMuch
from bot.text import wording
from bot.web.errors import RequestError

RETRY_SECONDS = 30  # where nothing says when it will be over
NO_PICTURE = 422
GONE = 410
# What the first word of a failed turn's code means. Whatever is not here is the operator's (500).
_MEANS = {
    **dict.fromkeys(
        ("blocked", "withheld", "no_image", "only_words", "unknown_finish"), NO_PICTURE
    ),
    **dict.fromkeys(("refused", "words", "model", "picture"), 400),
    **dict.fromkeys(("later", "crowded", "overloaded", "unanswered", "interrupted"), 503),
    "limit": 429,
    "nothing_here": GONE,
    "standing": GONE,  # cancelled
}


def picture(blob: Blob, data: bytes) -> web.Response:
    """A picture, byte for byte."""
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=io.BytesIO(data), content_type=blob.mime, headers=headers)


def status_of(turn: Turn) -> int:
    """The HTTP status of a turn that brought no picture."""
    return _MEANS.get(turn.reason.partition(".")[0], 500)


def no_picture(turn: Turn, *, now: float) -> web.Response:
    """Why a turn brought no picture: the model's own words, where it said something instead.

    Args:
        turn: it failed, or was cancelled.
        now: seconds since 1970.
    """
    status = status_of(turn)
    if status != NO_PICTURE:
        wait = _wait(turn.facts, now=now)
        return sentence(status, wording.outcome(turn), retry_after=wait)
    words = turn.facts.get("words") if turn.reason == "only_words" else None
    messages = [words or wording.outcome(turn)]
    return web.json_response({"error": "no_image_returned", "messages": messages}, status=status)


def failure(error: EaselError, *, now: float) -> web.Response:
    """One of our errors: the branch of the tree decides the status.

    Args:
        error: any.
        now: seconds since 1970.
    """
    said = wording.say(error.code, "en-US", **wording.without_markup(error.facts))
    match error:
        case RequestError():
            return sentence(error.status, said, error.headers)
        case TooMuch():
            return sentence(429, said, retry_after=_wait(error.facts, now=now))
        case NothingHere():
            return sentence(GONE, said)
        case Refused():
            return sentence(400, said)
        case Later():
            return sentence(503, said, retry_after=error.wait)
    return sentence(500, said)


def sentence(
    status: int,
    said: str,
    headers: Mapping[str, str] | None = None,
    *,
    retry_after: float | None = None,
) -> web.Response:
    """One sentence as JSON; 429 and 503 always say when to ask again.

    Args:
        status: of HTTP.
        said: the sentence.
        headers: further headers.
        retry_after: seconds; none: nobody knows.
    """
    more = dict(headers or {})
    if status in {429, 503}:
        more["Retry-After"] = str(max(1, math.ceil(retry_after or RETRY_SECONDS)))
    return web.json_response({"error": said}, status=status, headers=more)


def _wait(facts: Mapping[str, Fact], *, now: float) -> float | None:
    """Seconds until a limit that is reached resets; none if something must finish first."""
    resets = facts.get("resets")
    return max(1.0, resets - now) if isinstance(resets, int | float) else None
