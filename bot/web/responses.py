"""The responses: a picture, or JSON with one sentence under the status that it means."""

import io
import math
from collections.abc import Mapping

from aiohttp import web

from bot.core.turns import Blob, Turn
from bot.errors import EaselError, Fact, LimitReached, NotFound, TemporaryError, UserError
from bot.text import wording
from bot.web.errors import RequestError

RETRY_SECONDS = 30  # if the end of the fault is not known
NO_PICTURE = 422
GONE = 410
# The status for the first word of a failed turn's code. All others are the operator's (500).
_STATUS = {
    **dict.fromkeys(
        ("blocked", "withheld", "no_image", "only_words", "unknown_finish"), NO_PICTURE
    ),
    **dict.fromkeys(("refused", "words", "model", "picture"), 400),
    **dict.fromkeys(
        ("later", "paused", "crowded", "overloaded", "unreachable", "unanswered", "interrupted"),
        503,
    ),
    "limit": 429,
    "nothing_here": GONE,
    "standing": GONE,  # cancelled
}


def picture(blob: Blob, data: bytes) -> web.Response:
    """Return a picture, byte for byte as it is stored."""
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=io.BytesIO(data), content_type=blob.mime, headers=headers)


def status_of(turn: Turn) -> int:
    """Return the HTTP status for a turn without a picture."""
    return _STATUS.get(turn.reason.partition(".")[0], 500)


def no_picture(turn: Turn, *, now: float) -> web.Response:
    """Return the response for a turn without a picture, with the model's words if there are any.

    Args:
        turn: failed or cancelled.
        now: seconds since 1970.
    """
    status = status_of(turn)
    if status != NO_PICTURE:
        wait = _seconds_until_reset(turn.facts, now=now)
        return sentence(status, wording.outcome_text(turn), retry_after=wait)
    words = turn.facts.get("words") if turn.reason == "only_words" else None
    messages = [words or wording.outcome_text(turn)]
    return web.json_response({"error": "no_image_returned", "messages": messages}, status=status)


def failure(error: EaselError, *, now: float, locale: str = "en-US") -> web.Response:
    """Return the response for one of our errors; its class decides the status.

    Args:
        error: any.
        now: seconds since 1970.
        locale: of the sentence.
    """
    status, message = status_of_error(error), error_text(error, locale)
    match error:
        case RequestError():
            return sentence(status, message, error.headers)
        case LimitReached():
            wait = _seconds_until_reset(error.facts, now=now)
            return sentence(status, message, retry_after=wait)
        case TemporaryError():
            return sentence(status, message, retry_after=error.wait)
    return sentence(status, message)


def status_of_error(error: EaselError) -> int:
    """Return the HTTP status of one of our errors."""
    match error:
        case RequestError():
            return error.status
        case LimitReached():
            return 429
        case NotFound():
            return GONE
        case UserError():
            return 400
        case TemporaryError():
            return 503
    return 500


def error_text(error: EaselError, locale: str) -> str:
    """Return what a person reads about one of our errors, where Discord does not show it."""
    return wording.say(error.code, locale, **wording.plain_facts(error.facts, locale))


def sentence(
    status: int,
    message: str,
    headers: Mapping[str, str] | None = None,
    *,
    retry_after: float | None = None,
) -> web.Response:
    """Return a response with one sentence as JSON; 429 and 503 always have Retry-After.

    Args:
        status: the HTTP status.
        message: the sentence.
        headers: further headers.
        retry_after: seconds; None: not known, `RETRY_SECONDS` is sent.
    """
    all_headers = dict(headers or {})
    if status in {429, 503}:
        all_headers["Retry-After"] = str(max(1, math.ceil(retry_after or RETRY_SECONDS)))
    return web.json_response({"error": message}, status=status, headers=all_headers)


def _seconds_until_reset(facts: Mapping[str, Fact], *, now: float) -> float | None:
    """Seconds until a reached limit resets; None if another turn must finish first."""
    resets = facts.get("resets")
    return max(1.0, resets - now) if isinstance(resets, int | float) else None
