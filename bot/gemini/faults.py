"""What goes wrong at Google's, as one of our errors: each is sorted by who must act."""

import json
import logging
from typing import TYPE_CHECKING, Any

from bot.core.turns import ImageRequest
from bot.errors import (
    BadPicture,
    Blocked,
    Broken,
    Crowded,
    EaselError,
    Later,
    Overloaded,
    Unanswered,
)

if TYPE_CHECKING:
    from google.genai.errors import APIError

log = logging.getLogger(__name__)


class SignatureMissing(Later):
    """Google wants a signature that we did not return; the same as a picture of ours will do."""

    default = "unanswered"


def pictureless(finish: str, words: str) -> EaselError:
    """What it means that a finished answer holds no picture."""
    if finish == "MISSING_THOUGHT_SIGNATURE":
        return SignatureMissing()
    if finish.startswith("IMAGE_"):
        return Blocked(f"withheld.{finish}")
    if finish in {"SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST"}:
        return Blocked(f"blocked.{finish}")
    if words:
        return Blocked("only_words", words=words[:1500])
    if finish in {"NO_IMAGE", "STOP"}:
        return Blocked("no_image")
    log.warning("gemini finished with %s", finish)
    return Blocked("unknown_finish")


def name_of(reason: Any) -> str:
    """An enum's name; the SDK makes members up for reasons it does not know."""
    return str(getattr(reason, "name", None) or reason or "")


def our_error(error: "APIError", request: ImageRequest | None) -> EaselError:
    """Google's error as ours. Its text may quote the prompt, so that it is never kept."""
    code, said = int(error.code or 0), str(error.message or "")
    log.warning("gemini answered %d %s", code, error.status)
    if code == 429:
        return Broken("broken.billing") if _no_quota(said) else Crowded(wait=_retry_delay(error))
    if code >= 500:
        return Overloaded()
    if code == 404:
        return Broken("broken.model", model=request.model if request else "")
    if code in {401, 403} or "API_KEY_INVALID" in json.dumps(error.details) or "API key" in said:
        return Broken("broken.key")
    if "thought_signature" in said:
        return SignatureMissing()
    if "input image" in said:
        return BadPicture("picture.unreadable")
    if code < 400 or code == 408:
        return Unanswered()
    return Broken("broken.request")


def _no_quota(said: str) -> bool:
    """A key without billing is told "limit: 0", which people take for a fault of the bot."""
    return "limit: 0," in f"{said},".replace("\n", ",")


def _retry_delay(error: "APIError") -> float | None:
    """Seconds that Google's RetryInfo asks for."""
    body = error.details if isinstance(error.details, dict) else {}
    inner = body.get("error", body)
    details = inner.get("details", ()) if isinstance(inner, dict) else ()
    for detail in details if isinstance(details, list) else ():
        delay = str(detail.get("retryDelay", "")) if isinstance(detail, dict) else ""
        if delay.endswith("s") and delay[:-1].replace(".", "", 1).isdigit():
            return float(delay[:-1])
    return None
