"""Translates Google's errors into ours, which are sorted by who must act."""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.core.turns import ImageRequest
from bot.errors import (
    UNUSED,
    BadPicture,
    Blocked,
    EaselError,
    NoAnswer,
    OperatorError,
    Overloaded,
    RateLimited,
    TemporaryError,
    UserError,
)
from bot.gemini.owner_causes import FIXES, owner_cause
from bot.gemini.spoken import promises_picture, readable

if TYPE_CHECKING:
    from google.genai.errors import APIError

log = logging.getLogger(__name__)

_SECONDS = re.compile(r"([0-9]+(?:\.[0-9]*)?)s")
_REFUSALS = frozenset(range(400, 500)) - {408, 413, 429, 499}
"""Statuses that mean something only if Google itself sends them."""

MOST_WORDS = 1500  # characters of the model's words that are shown
GARBLED = (ValueError, TypeError, AttributeError, LookupError, RecursionError)
"""What an answer raises that is cut, or not the JSON or base64 that is expected."""
REFUSED = frozenset(
    {
        *("SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "MODEL_ARMOR"),
        *("RECITATION", "SPII", "LANGUAGE", "MAX_TOKENS"),
    }
)
UNUSABLE = frozenset(
    {
        *("OTHER", "MALFORMED_RESPONSE", "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL"),
        *("TOO_MANY_TOOL_CALLS", "CONTINUATION", "FINISH_REASON_UNSPECIFIED"),
    }
)


class SignatureMissing(TemporaryError):
    """Google wants a signature that we did not return; our picture as user input needs none."""

    default = "unanswered"


def finish_error(finish: str) -> EaselError | None:
    """Return the error that a finish reason means; None if the content decides."""
    if finish == "MISSING_THOUGHT_SIGNATURE":
        return SignatureMissing()
    if finish == "PUP_LIMITED_DISABLED":
        return _owner_error("broken.account", finish)
    if finish.startswith("IMAGE_"):
        return Blocked(f"withheld.{finish}")
    if finish in REFUSED:
        return Blocked(f"blocked.{finish}")
    if finish in UNUSABLE:
        log.warning("gemini returned nothing usable: finish=%s", finish)
        return NoAnswer("unanswered.empty")
    return None


def missing_image_error(finish: str, text: str) -> EaselError:
    """Return the error for a finished answer without a picture.

    Args:
        finish: the finish reason.
        text: the model's words.
    """
    if error := finish_error(finish):
        return error
    words = readable(text)
    if finish == "STOP" and promises_picture(text):
        log.warning("gemini announced an image and sent none: finish=%s", finish)
        return NoAnswer("unanswered.promised")
    if words:
        return Blocked("only_words", words=words[:MOST_WORDS])
    if finish == "NO_IMAGE":
        return Blocked("no_image")
    log.warning("gemini returned no image: finish=%s", finish or "none")
    return NoAnswer("unanswered.empty") if finish in {"STOP", ""} else Blocked("unknown_finish")


def name_of(reason: Any) -> str:
    """Return an enum's name; the SDK makes members up for reasons it does not know."""
    return str(getattr(reason, "name", None) or reason or "")


@contextmanager
def translated(request: ImageRequest | None) -> Iterator[None]:
    """Turn what a call raises into our errors; each leaves a log line with its reason.

    Args:
        request: whose call it is; none for the list of models.
    """
    try:
        yield
    except EaselError:
        raise
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        ours = lost(Overloaded("unreachable"), error, request)
        ours.usage = UNUSED  # there was no connection to send anything by
        raise ours from error
    except TimeoutError as error:
        raise lost(NoAnswer("unanswered.slow"), error, request) from error
    except (aiohttp.ClientError, OSError, *GARBLED) as error:
        raise lost(NoAnswer(), error, request) from error
    except Exception as error:
        from google.genai.errors import APIError  # not loaded before there is a call

        if not isinstance(error, APIError):
            raise
        ours = translate_api_error(error, request)
        ours.usage = UNUSED  # Google bills no answer that is an error
        raise ours from error


def lost(ours: EaselError, error: Exception, request: ImageRequest | None) -> EaselError:
    """Log why a call has no answer, and return our error."""
    model = request.model if request else "-"  # the list of models
    cause = getattr(error, "os_error", None)  # of a connection that was not made
    # Only this much is logged: the text of other errors may quote what was sent.
    reason = f"{type(error).__name__} {cause or ''}".strip()
    log.warning("gemini call failed: model=%s error=%s reason=%s", model, ours.code, reason)
    return ours


def translate_api_error(error: "APIError", request: ImageRequest | None) -> EaselError:
    """Google's error as one of ours, with a log line.

    Google's own text may quote the prompt, so it is not logged.

    Args:
        error: as the SDK raised it.
        request: whose call it was; none for the list of models.
    """
    status, message = int(error.code or 0), str(error.message or "")
    model = request.model if request else ""
    if _is_from_between(error) and status in _REFUSALS:
        log.warning(
            "call refused by a proxy, not by gemini: model=%s status=%d",
            model or "-",
            status,
        )
        return Overloaded("unreachable")
    details = list(_details(error))
    wait = _retry_delay(details)
    reasons = [str(detail["reason"]) for detail in details if detail.get("reason")]
    if code := owner_cause(status, message, reasons, passes=wait is not None):
        return _owner_error(code, f"{status} {error.status}", model=model)
    log.warning(
        "gemini call failed: model=%s status=%d error=%s", model or "-", status, error.status
    )
    return _by_status(status, message, wait=wait, model=model)


def _by_status(status: int, message: str, *, wait: float | None, model: str) -> EaselError:
    known: Mapping[int, EaselError] = {
        404: OperatorError("broken.model", model=model),
        408: NoAnswer("unanswered.slow"),
        409: Overloaded(),  # ABORTED: to be tried again
        413: UserError("picture.together"),
        429: RateLimited(wait=wait),
        499: NoAnswer("unanswered.cancelled"),
        504: NoAnswer("unanswered.slow"),
    }
    if status in known:
        return known[status]
    if status >= 500:
        return Overloaded()
    if status < 400:
        return NoAnswer()
    if "thought_signature" in message:
        return SignatureMissing()
    if "input image" in message:
        return BadPicture("picture.unreadable")
    if "payload size exceeds" in message:
        return UserError("picture.together")
    log.error("gemini rejected the call: model=%s fix=%s", model or "-", FIXES["broken.request"])
    return OperatorError("broken.request")


def _is_from_between(error: "APIError") -> bool:
    """Return whether an answer comes from a proxy instead of Google: it is not JSON, or empty.

    The SDK makes these two fields of a text.
    """
    body = error.details
    return not body or (isinstance(body, dict) and body.keys() == {"message", "status"})


def _owner_error(code: str, sign: str, *, model: str = "") -> OperatorError:
    """Return what only the owner can fix; the log says what it is and what fixes it."""
    log.error(
        "gemini refuses this account: model=%s error=%s fix=%s", model or "-", sign, FIXES[code]
    )
    return OperatorError(code)


def _details(error: "APIError") -> Iterator[dict[str, Any]]:
    """Yield the `details` of Google's error, those that are objects."""
    body = error.details if isinstance(error.details, dict) else {}
    inner = body.get("error", body)
    details = inner.get("details", ()) if isinstance(inner, dict) else ()
    found = details if isinstance(details, list) else ()
    yield from (each for each in found if isinstance(each, dict))


def _retry_delay(details: list[dict[str, Any]]) -> float | None:
    """Seconds that Google's RetryInfo asks for."""
    for detail in details:
        delay = str(detail.get("retryDelay", ""))
        if found := _SECONDS.fullmatch(delay):
            return float(found[1])
    return None
