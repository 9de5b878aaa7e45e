"""Everything that can go wrong, sorted by who must act.

    EaselError
      Refused         the person: change something and ask again
        Blocked         the model declined the words or withheld the picture
        BadPicture      an input is not a picture we can use
        TooMuch         a limit is reached until something finishes or a day ends
        NothingHere     they point at something we do not have
      Later           nobody: the same request will work in a while
        Crowded         Google's rate limit
        Overloaded      Google answered 5xx
        Unanswered      no answer, or half of one: it may have been billed
      Broken          the operator: a key, a bill, a model that was retired, a disk

The branch decides the rest: only `Later` is tried again, only `Broken` is logged as an error, and
HTTP answers 4xx, 503 or 500. The words a person reads are found by `code` in `bot.text.wording`.
"""

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from bot.core.pricing import Usage

Fact = str | int | float


class EaselError(Exception):
    """An outcome with a code that `bot.text.wording` has a sentence for, and the facts it needs.

    `str(error)` is the code: it may be logged, for it holds nothing a person wrote.
    """

    default: ClassVar[str] = "broken"

    def __init__(self, code: str = "", /, **facts: Fact) -> None:
        self.code = code or self.default
        self.facts = facts
        self.usage: Usage | None = None  # of the call that ended so; none: Google may bill it all
        super().__init__(self.code)

    @property
    def reason(self) -> str:
        """The code and the type of the error that caused it, for a log line."""
        return f"{self.code} ({type(self.__cause__).__name__})" if self.__cause__ else self.code


class Refused(EaselError):
    """The request can't be painted as it stands."""

    default = "refused"


class Blocked(Refused):
    """The model declined the request, withheld the picture, or answered in words."""

    default = "blocked"


class BadPicture(Refused):
    """A file a person sent is no picture we can use."""

    default = "picture.unreadable"


class TooMuch(Refused):
    """A limit is reached."""

    default = "limit.waiting"


class NothingHere(Refused):
    """They point at a turn or a picture that we do not have (any more)."""

    default = "nothing_here"


class Later(EaselError):
    """Nobody did anything wrong; the same request will work in a while."""

    default = "later"

    def __init__(self, code: str = "", /, *, wait: float | None = None, **facts: Fact) -> None:
        super().__init__(code, **facts)
        self.wait = wait  # seconds after which to try again, where the other side said so


class Crowded(Later):
    """Google's rate limit is reached."""

    default = "crowded"


class Overloaded(Later):
    """Google answered 5xx."""

    default = "overloaded"


class Unanswered(Later):
    """The call ended without a whole answer; Google may have billed it."""

    default = "unanswered"


class Broken(EaselError):
    """The operator must act; people are told that the owner was told."""

    default = "broken"
