"""What a test can make the local Gemini do next: a value for each way in which a call can end."""

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    """Answer with pictures, as requested."""

    words: str = ""  # what the model says beside the picture; empty: a sentence of its own
    thoughts: bool = True  # the plan and a small draft come first, marked as thoughts
    mime: str = "image/png"  # or image/jpeg, image/webp
    pictures: int = 1
    corrupt: bool = False  # bytes that are declared as a picture and are not one
    size: tuple[int, int] | None = None  # pixels; None: what the request asks for
    weight: int = 0  # bytes that the file has at least: it is padded


@dataclass(frozen=True, slots=True)
class Blocked:
    """Refuse the request itself: promptFeedback and no candidate."""

    reason: str = "PROHIBITED_CONTENT"


@dataclass(frozen=True, slots=True)
class Withheld:
    """Paint, then withhold the picture."""

    finish_reason: str = "IMAGE_SAFETY"


@dataclass(frozen=True, slots=True)
class OnlyWords:
    """Answer in words alone."""

    text: str = "I can't edit that photo, but I can describe it: a red square on white."


@dataclass(frozen=True, slots=True)
class NoImage:
    """End with finishReason NO_IMAGE and no content."""


@dataclass(frozen=True, slots=True)
class UnknownFinish:
    """End with a finish reason that no SDK knows yet."""

    finish_reason: str = "IMAGE_FROM_THE_FUTURE"


@dataclass(frozen=True, slots=True)
class Finished:
    """End without a picture for one of Google's finish reasons, with words or without content."""

    finish_reason: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class NoCandidates:
    """Answer 200 with JSON that has neither a candidate nor a reason."""


@dataclass(frozen=True, slots=True)
class AccountFault:
    """Refuse because of the account, the key or the region: a name of `errors.ACCOUNT_FAULTS`."""

    name: str


@dataclass(frozen=True, slots=True)
class Status:
    """Answer with a status alone: 413 (too large), 499 (cancelled), 504 (too slow)."""

    code: int


@dataclass(frozen=True, slots=True)
class Limited:
    """Answer 429, without RetryInfo if the delay is None; `limit_zero`: a key without billing."""

    retry_delay: float | None = 38.0  # seconds
    limit_zero: bool = False


@dataclass(frozen=True, slots=True)
class Overloaded:
    """Answer 503, or 500."""

    code: int = 503


@dataclass(frozen=True, slots=True)
class CutBody:
    """Send half of a successful answer, then cut the connection."""


@dataclass(frozen=True, slots=True)
class Hang:
    """Do not answer until the event is set (None: until the caller disconnects), then paint."""

    until: asyncio.Event | None = None


@dataclass(frozen=True, slots=True)
class BadBase64:
    """Answer with a picture part whose data is not base64."""


@dataclass(frozen=True, slots=True)
class EmptyBody:
    """Answer 200 with an empty body."""


@dataclass(frozen=True, slots=True)
class NotJson:
    """Answer 200 with HTML, as a proxy would."""


@dataclass(frozen=True, slots=True)
class Raw:
    """Answer with any status and body, as a proxy or a broken Gemini could."""

    body: bytes
    status: int = 200
    kind: str = "application/json"


@dataclass(frozen=True, slots=True)
class Redirect:
    """Answer 302, a redirect to another URL."""

    url: str


@dataclass(frozen=True, slots=True)
class BadKey:
    """Answer 400 API_KEY_INVALID, or 403 if `code` is that."""

    code: int = 400


@dataclass(frozen=True, slots=True)
class Gone404:
    """Answer 404: the model was retired."""


@dataclass(frozen=True, slots=True)
class MissingSignature:
    """Answer with the 400 for a history without signatures, whatever the history is."""


@dataclass(frozen=True, slots=True)
class Reset:
    """Cut the connection before the first byte of an answer."""


Behaviour = (
    Paint
    | Blocked
    | Withheld
    | OnlyWords
    | NoImage
    | UnknownFinish
    | Finished
    | NoCandidates
    | AccountFault
    | Status
    | Limited
    | Overloaded
    | CutBody
    | Hang
    | BadBase64
    | EmptyBody
    | NotJson
    | Raw
    | Redirect
    | BadKey
    | Gone404
    | MissingSignature
    | Reset
)
