"""What an HTTP caller is answered: a picture, or JSON with one sentence and the status it means."""

import io
from collections.abc import Mapping

from aiohttp import web

from bot.core.turns import Blob, Turn
from bot.errors import EaselError, Later, NothingHere, Refused, TooMuch
from bot.text import wording
from bot.web.unfit import Unfit

RETRY_AFTER = {"Retry-After": "30"}  # seconds
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


def shown(picture: Blob, data: bytes) -> web.Response:
    """A picture, byte for byte."""
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=io.BytesIO(data), content_type=picture.mime, headers=headers)


def status_of(turn: Turn) -> int:
    """The HTTP status of a turn that brought no picture."""
    return _MEANS.get(turn.reason.partition(".")[0], 500)


def unpainted(turn: Turn) -> web.Response:
    """Why a turn brought no picture: the model's own words, where it said something instead."""
    status = status_of(turn)
    if status != NO_PICTURE:
        return refused(status, wording.outcome(turn))
    words = turn.facts.get("words") if turn.reason == "only_words" else None
    messages = [words or wording.outcome(turn)]
    return web.json_response({"error": "no_image_returned", "messages": messages}, status=status)


def sorry(error: EaselError) -> web.Response:
    """One of our errors: the branch of the tree decides the status."""
    said = wording.say(error.code, "en-US", **wording.without_markup(error.facts))
    match error:
        case Unfit():
            return refused(error.status, said, error.headers)
        case TooMuch():
            return refused(429, said)
        case NothingHere():
            return refused(GONE, said)
        case Refused():
            return refused(400, said)
        case Later():
            return refused(503, said)
    return refused(500, said)


def refused(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> web.Response:
    """One sentence as JSON."""
    more = RETRY_AFTER if status == 503 else {}
    return web.json_response(
        {"error": sentence}, status=status, headers={**more, **(headers or {})}
    )
