"""The nouns: a request, a picture, and the turn that joins them.

A canvas (a thread, a channel, a private chat) is a tree of turns. A turn that has not been shown
is a job: its row is queue, ledger and history. Values here are frozen and do no I/O; they are
stored as JSON.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

Digest = NewType("Digest", str)
"""SHA-256 of a picture's bytes, as 64 lower-case hex characters."""

MicroDollars = int
"""One millionth of a US dollar; whole numbers, so that sums are exact."""

MAX_PICTURES = 14  # pictures that one request may bring along; Gemini's models take no more


class Outcome(StrEnum):
    """How a turn ended; a turn without one is still waiting or being painted."""

    PAINTED = "painted"
    FAILED = "failed"
    CANCELLED = "cancelled"
    ANSWERED = "told"  # answered in words: what a picture shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """A stored picture: what it is, not where it lies."""

    digest: Digest
    mime: str
    size: int  # bytes
    width: int  # pixels
    height: int  # pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One piece of what is said to the model or by it: words or a picture.

    `signature` (base64) is the model's own mark on its part, which must come along when the part
    goes back to it.
    """

    words: str = ""
    picture: Blob | None = None
    signature: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """What one side said in one go: the person ("user") or the model ("model")."""

    role: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted:
    """One picture of a turn, and the model's whole answer that it came in."""

    picture: Blob
    answer: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a picture is to look; its words are told to the model after the prompt."""

    words: str
    name: str = ""  # as its server calls it; empty for a person's own


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRequest:
    """All that is needed to paint; equal requests ask for the same thing."""

    prompt: str  # what the person wrote; empty for a description and a reshape
    model: str
    sources: tuple[Blob, ...] = ()  # pictures the person brought along, first one first
    aspect: str | None = None  # width to height, "16:9"; none: as the input, else square
    size: str = "1K"
    count: int = 1  # pictures wanted, 1 to 4
    private: bool = False  # only the asker sees the result
    spoiler: bool = False  # made from a picture behind a spoiler, so that it is shown behind one
    image_only: bool = False  # the model is not to say anything beside its picture
    describes: bool = False  # nothing is painted: the first source is put into words
    blends: bool = False  # its sources are all it is made from, whatever turn it hangs from
    reshapes: bool = False  # the parent's picture, in the aspect or else the size of this request
    style: Style | None = None
    instead_of: str = ""  # the model that was asked for and is gone, so that `model` stands in


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who asks, and in which server (none in private chats and over HTTP)."""

    id: int
    guild: int | None = None
    roles: tuple[int, ...] = ()  # there; as they were when they asked, and not stored with turns


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the result goes."""

    channel: int  # a channel, thread or private chat
    reply_to: int | None = None  # the message that asked, or that is continued
    token: str | None = field(default=None, repr=False)  # of the interaction; lives 15 minutes
    may_post: bool = True  # false where the bot is no member: the token is all there is
    upload_limit: int = 10 * 1024**2  # bytes a file, as Discord said when it was asked
    locale: str = "en-US"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One request in a canvas and, once it is done, what came of it."""

    id: int
    request: ImageRequest
    by: Person
    created_at: float  # seconds since 1970
    at: Place | None = None  # none: the caller fetches the result (HTTP)
    parent: int | None = None  # the turn this one continues
    pick: int = 0  # which of the parent's pictures, counted from 0
    outcome: Outcome | None = None
    painted: tuple[Painted, ...] = ()
    reason: str = ""  # why it failed, or why fewer pictures came: a code of bot.text.wording
    facts: dict[str, str | int | float] = field(default_factory=dict)  # what that sentence needs
    words: str = ""  # what the model said beside its pictures
    cost: MicroDollars = 0  # expected at first; once it has ended what Google may bill for it
    reserved: MicroDollars = 0  # out of the budgets until it ends
    attempts: int = 0  # paintings begun
    showings: int = 0  # times it was taken up to be shown, after the one that follows its painting
    note: int | None = None  # the message that says "painting", where it is a message
    message: int | None = None  # the message that shows it
    number: int | None = None  # in its canvas, from 1; never changes
    painted_at: float | None = None  # seconds since 1970
    deleted_at: float | None = None  # its pictures are not shown any more
    gone_at: float | None = None  # its pictures are not kept any more

    @property
    def waiting(self) -> bool:
        """Whether it is still to be painted."""
        return self.outcome is None

    @property
    def visible(self) -> bool:
        """Whether it has pictures that may be shown."""
        left = self.deleted_at is None and self.gone_at is None
        return self.outcome is Outcome.PAINTED and left


class Followup(StrEnum):
    """What is left to do about a turn that has been brought to people."""

    NOTE = "note"  # what says that it is being painted is still to be taken away
    SAID = "said"  # it was told in its note, which another process may write over yet
    KEPT = "kept"  # there was no way to show it: its person is offered it at the next command


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryResult:
    """How a turn was brought to people."""

    message: int | None = None  # the message that shows it, where one does
    channel: int | None = None  # where that stands, if not where it was asked
    left: Followup | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnProgress:
    """Where a turn stands: painting, or how many are before it (place 1 is next)."""

    painting: bool
    place: int = 0
    busy: bool = False  # it waits because its model is
    finished: bool = False  # about to be shown
