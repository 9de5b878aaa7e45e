"""The domain's values: a request, a picture, and the turn that joins them.

A canvas (a thread, a channel, a direct message) is a tree of turns. A turn that has not been shown
yet is also a job in the queue. Values here are frozen, do no I/O and are stored as JSON.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

Digest = NewType("Digest", str)
"""SHA-256 of a picture's bytes, as 64 lower-case hex characters."""

MicroDollars = int
"""Millionths of a US dollar, as whole numbers so that sums are exact."""

MAX_SHOWN = 10  # pictures of one turn: a message on Discord takes no more files
MAX_PICTURES = 14  # input pictures of one request; Gemini's models take no more


class Quality(StrEnum):
    """How much care a picture is painted with: `bot.core.models` has a model for each."""

    DRAFT = "draft"
    STANDARD = "standard"
    CAREFUL = "careful"


class Outcome(StrEnum):
    """How a turn ended; a turn without an outcome is waiting or being painted."""

    PAINTED = "painted"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DESCRIBED = "told"  # a description of a picture, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """The facts of a stored picture; `bot.pictures` has its bytes by the digest."""

    digest: Digest
    mime: str
    size: int  # bytes
    width: int  # pixels
    height: int  # pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a message to or from the model: words or a picture.

    `signature` (base64) is Gemini's thought signature, which must be returned with the part.
    """

    words: str = ""
    picture: Blob | None = None
    signature: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One message of a conversation, as Gemini names it: its role is "user" or "model"."""

    role: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedPicture:
    """One picture of a turn, with all parts of the model's answer that it came in."""

    picture: Blob
    answer: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a picture should look; its words are sent to the model after the prompt."""

    words: str
    name: str = ""  # its name in the server; empty for a person's own style


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """Someone or something that looks the same in each image: see `bot.core.characters`."""

    name: str  # without the "@"
    words: str = ""  # what it looks like
    images: tuple[Blob, ...] = ()
    by: int = 0  # the person who added it
    spoiler: bool = False  # an image of it was behind a spoiler


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Cells of a grid over a picture, numbered from 1, row by row."""

    columns: int
    rows: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """Cells of a fine grid over a picture, as a brush marks them: see `bot.core.masks`."""

    columns: int
    rows: int
    bits: str  # base64: one bit a cell, row by row, the highest bit of a byte first


@dataclass(frozen=True, slots=True, kw_only=True)
class Reframing:
    """How a picture's edges change: see `bot.core.reframing`."""

    kind: str  # zoom, pan, extend: painted; crop, cells, rotate, flip: without a model
    value: str = ""  # "200"; "left"; "16:9"; "16:9 top"; none for cells; "90"; "across"
    cells: Cells | None = None  # what a crop to cells keeps

    @property
    def paints(self) -> bool:
        """Whether a model paints what is around the picture."""
        return self.kind in {"zoom", "pan", "extend"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRequest:
    """Everything needed to paint; equal requests ask for the same thing."""

    prompt: str  # what the person wrote; empty for a description, a reshape, a reframing
    model: str
    sources: tuple[Blob, ...] = ()  # input pictures, in order
    aspect: str | None = None  # "16:9"; None: as the input picture, else square
    size: str = "1K"
    quality: Quality = Quality.STANDARD  # how much the model thinks
    search: bool = False  # the model may search the web first
    count: int = 1  # pictures wanted, 1 to 4
    private: bool = False  # only the requester sees the result
    spoiler: bool = False  # made from a picture behind a spoiler, so it is posted behind one
    image_only: bool = False  # no words beside the picture
    describes: bool = False  # nothing is painted: the first source is described
    improves: bool = False  # describes, too, but no source: the prompt is written better
    painter: str = ""  # the model that paints once the prompt was improved
    then_open: bool = False  # everyone sees what is painted then, though this is private
    blends: bool = False  # made from its sources alone, whatever its parent turn is
    reshapes: bool = False  # repeats the parent's picture in another aspect or size
    finishes: bool = False  # repeats the parent's picture, a draft, with more care
    region: Cells | Mask | None = None  # only this part of the parent's picture changes
    reframes: Reframing | None = None  # changes the edges of the parent's picture
    style: Style | None = None
    characters: tuple[Character, ...] = ()  # as they were when it was accepted, in order
    strict: bool = False  # Gemini's safety filters at their strictest; the server decides
    instead_of: str = ""  # the retired model that was requested; `model` replaces it
    variation_of: str = ""  # the picture that it varies, as people number it: "17" or "17.2"
    words_of: tuple[int, ...] = ()  # other people, whose words the prompt repeats
    remix_of: int = 0  # the turn from a showcase that it, or what it continues, was made from

    @property
    def pictures(self) -> tuple[Blob, ...]:
        """All that is sent with it: its input pictures, then those of its characters."""
        return (*self.sources, *(image for one in self.characters for image in one.images))

    @property
    def repeats(self) -> frozenset[int]:
        """The people whose words or pictures it has, beside those of the person who asks."""
        return frozenset({*self.words_of, *(one.by for one in self.characters)})

    @property
    def has_words(self) -> bool:
        """Whether it says what to paint; false once its words were deleted on request."""
        repeats = self.reshapes or self.finishes or self.reframes is not None
        return bool(self.prompt) or repeats or self.describes

    @property
    def calls_model(self) -> bool:
        """Whether a model is called; what is only cropped or turned costs nothing."""
        return self.reframes is None or self.reframes.paints

    @property
    def paints(self) -> bool:
        """Whether an image model is called."""
        return self.calls_model and not self.describes


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who asks, and in which server (None in direct messages and over HTTP)."""

    id: int
    guild: int | None = None
    roles: tuple[int, ...] = ()  # in that server, at the time of the request; not stored
    joined_at: float | None = None  # that server, in seconds since 1970; None: not known or stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the result is posted."""

    channel: int  # a channel, thread or private chat
    reply_to: int | None = None  # the request, or the message that is continued
    token: str | None = field(default=None, repr=False)  # of the interaction; valid for 15 minutes
    parent: int | None = None  # the channel of a thread
    age_restricted: bool = False  # the channel is; False also where that is not known
    may_post: bool = True  # False where the bot is no member and only the token can post
    upload_limit: int = 10 * 1024**2  # bytes a file, at the time of the request
    locale: str = "en-US"  # of the person who asks
    server_locale: str | None = None  # of the server, as Discord has it; None: the same
    awaits_approval: bool = False  # private until a moderator approves it; then it is posted here

    @property
    def public_locale(self) -> str:
        """The language of what everyone there reads, where the server's managers set none."""
        return self.server_locale or self.locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One request in a canvas and, once it is finished, its result."""

    id: int
    request: ImageRequest
    by: Person
    created_at: float  # seconds since 1970
    at: Place | None = None  # None: the caller fetches the result (HTTP)
    parent: int | None = None  # the turn this one continues
    pick: int = 0  # which of the parent's pictures, counted from 0
    outcome: Outcome | None = None
    painted: tuple[GeneratedPicture, ...] = ()
    reason: str = ""  # code of a sentence: why it failed, or has fewer pictures
    facts: dict[str, str | int | float] = field(default_factory=dict)  # of that sentence
    words: str = ""  # of the model, beside its pictures
    cost: MicroDollars = 0  # expected at first; what Google may bill for it once it has ended
    reserved: MicroDollars = 0  # out of the budgets until it ends
    attempts: int = 0  # times painting was started
    claims: int = 0  # the same, with attempts that did not count
    showings: int = 0  # retries of showing it
    progress_message: int | None = None  # id of the message that says "Painting…"
    message: int | None = None  # id of the message that shows it
    number: int | None = None  # within its canvas, from 1; never changes
    painted_at: float | None = None  # seconds since 1970
    deleted_at: float | None = None  # seconds since 1970; its pictures are no longer shown
    gone_at: float | None = None  # seconds since 1970; its pictures are no longer stored

    @property
    def private(self) -> bool:
        """Whether only its person ever sees it; not so what moderators may have posted."""
        return self.request.private and not (self.at is not None and self.at.awaits_approval)

    @property
    def waiting(self) -> bool:
        """Whether it has no outcome yet."""
        return self.outcome is None

    @property
    def visible(self) -> bool:
        """Whether it has pictures that can be shown."""
        left = self.deleted_at is None and self.gone_at is None
        return self.outcome is Outcome.PAINTED and left


class Followup(StrEnum):
    """What is left to do for a turn after its delivery."""

    CLEAR_PROGRESS = "note"  # its progress message has to be deleted
    FINAL_PROGRESS = "said"  # shown in the progress message, which may be overwritten
    UNDELIVERED = "kept"  # offered to its requester at their next command


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryResult:
    """How a turn was delivered."""

    message: int | None = None  # id of the message that shows it, where one does
    channel: int | None = None  # its channel, if it is not the request's
    left: Followup | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfinishedTurn:
    """What a start reads of a turn that has no outcome yet, to keep its progress message true."""

    id: int
    flow: int  # its server; 0: none
    ticket: int  # its place in its server's queue
    created_at: float  # seconds since 1970
    by_token: bool  # whether the progress message is the interaction's response
    progress_message: int | None  # its id, if it is one of our own


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnProgress:
    """Where a turn is in the queue: painting, or waiting at a place (1 is next)."""

    painting: bool
    place: int = 0
    busy: bool = False  # it waits because its model is rate-limited or down
    finished: bool = False  # about to be shown
