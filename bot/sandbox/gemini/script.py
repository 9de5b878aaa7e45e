"""What the local Gemini can be told to do next: one small value for each way a call can go."""

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    """Answer with pictures, as asked."""

    words: str = ""  # what the model says beside the picture; empty: a sentence of its own
    thoughts: bool = True  # the plan and a small draft come first, marked as thoughts
    mime: str = "image/png"  # or image/jpeg, image/webp
    pictures: int = 1
    corrupt: bool = False  # bytes that claim to be a picture and are none
    size: tuple[int, int] | None = None  # pixels; None: what the request asks for
    weight: int = 0  # at least so many bytes: the file is padded with what viewers skip


@dataclass(frozen=True, slots=True)
class Blocked:
    """Refuse the request itself: promptFeedback and no candidate."""

    reason: str = "PROHIBITED_CONTENT"


@dataclass(frozen=True, slots=True)
class Withheld:
    """Paint, and then keep the picture back."""

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
    """End with a reason no library of today knows."""

    finish_reason: str = "IMAGE_FROM_THE_FUTURE"


@dataclass(frozen=True, slots=True)
class Finished:
    """End without a picture for any of Google's reasons, with words or with no content at all."""

    finish_reason: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class NoCandidates:
    """200 and JSON in which there is no candidate and no reason why."""


@dataclass(frozen=True, slots=True)
class AccountFault:
    """Refuse because of the account, the key or the place: a name of `errors.ACCOUNT_FAULTS`."""

    name: str


@dataclass(frozen=True, slots=True)
class Status:
    """A status that stands for itself: 413 (too large), 499 (cancelled), 504 (too slow)."""

    code: int


@dataclass(frozen=True, slots=True)
class Limited:
    """429; None for the delay leaves RetryInfo out, `limit_zero` is a key without billing."""

    retry_delay: float | None = 38.0  # seconds
    limit_zero: bool = False


@dataclass(frozen=True, slots=True)
class Overloaded:
    """503, or 500."""

    code: int = 503


@dataclass(frozen=True, slots=True)
class CutBody:
    """Begin a good answer and lose the connection half-way."""


@dataclass(frozen=True, slots=True)
class Hang:
    """Say nothing until the event is set (None: until the caller leaves), then paint."""

    until: asyncio.Event | None = None


@dataclass(frozen=True, slots=True)
class BadBase64:
    """A picture part whose data is not base64."""


@dataclass(frozen=True, slots=True)
class EmptyBody:
    """200 and not one byte."""


@dataclass(frozen=True, slots=True)
class NotJson:
    """200 and a page of HTML, as a proxy would send."""


@dataclass(frozen=True, slots=True)
class Raw:
    """An answer of any status and body: of a proxy on the way, or of a Gemini that is broken."""

    body: bytes
    status: int = 200
    kind: str = "application/json"


@dataclass(frozen=True, slots=True)
class Redirect:
    """302 to another address."""

    url: str


@dataclass(frozen=True, slots=True)
class BadKey:
    """400 API_KEY_INVALID; 403 when `code` says so."""

    code: int = 400


@dataclass(frozen=True, slots=True)
class Gone404:
    """The model was retired."""


@dataclass(frozen=True, slots=True)
class MissingSignature:
    """The 400 for a history without signatures, whatever the history is."""


@dataclass(frozen=True, slots=True)
class Reset:
    """Drop the connection before the first byte of an answer."""


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
