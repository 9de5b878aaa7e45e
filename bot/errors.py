"""Everything that can go wrong, sorted by who must act.

    EaselError
      UserError       the person who asked: change something and ask again
        Blocked         the model declined the words or withheld the picture
        BadPicture      an input is not a picture we can use
        LimitReached    no room until something finishes or the day or month ends
        TooLong         the prompt is longer than a model takes; it keeps the words
        NotFound        the turn or picture does not exist (any more)
      TemporaryError  no one, or not now: the same request will work after a while
        RateLimited     Google's rate limit
        Overloaded      Google returned 5xx
        NoAnswer        no answer, or half of one: it may have been billed
      OperatorError   the operator: a key, a bill, a retired model, a disk

The branch decides the rest: only `TemporaryError` is retried, only `OperatorError` is logged as
an error, and HTTP returns 4xx, 503 or 500. `bot.text.wording` finds the sentence by `code`.
"""

from dataclasses import dataclass
from typing import ClassVar

Fact = str | int | float | tuple[str, ...]  # a tuple is a list that people read


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What one call used, as the model reports it: tokens, pictures as they came, and searches."""

    words_in: int = 0  # tokens; input pictures among them
    words_out: int = 0  # tokens of words and thoughts
    picture_tokens: int = 0  # tokens of pictures out; 0: not reported
    pictures: int = 0  # finished ones
    searches: int = 0  # of the web


UNUSED = Usage()
"""What a call used that never left, or that Google answered with an error: it bills none of them.

Source: https://ai.google.dev/gemini-api/docs/billing, "Am I charged for failed requests?"
"""


class EaselError(Exception):
    """An outcome with a code that has a sentence in `bot.text.wording`, and the facts it needs.

    `str(error)` is the code. It is safe to log: it contains nothing that a person wrote.
    """

    default: ClassVar[str] = "broken"

    def __init__(self, code: str = "", /, **facts: Fact) -> None:
        self.code = code or self.default
        self.facts = facts
        self.usage: Usage | None = None  # of the call that failed; None: unknown, all may be billed
        super().__init__(self.code)

    @property
    def reason(self) -> str:
        """The code and the type of the error that caused it, for a log line."""
        return f"{self.code} ({type(self.__cause__).__name__})" if self.__cause__ else self.code


class UserError(EaselError):
    """The request can't be painted as it is."""

    default = "refused"


class Blocked(UserError):
    """The model declined the request, withheld the picture, or answered in words."""

    default = "blocked"


class BadPicture(UserError):
    """A file a person sent is not a picture we can use."""

    default = "picture.unreadable"


class LimitReached(UserError):
    """The person, the server or all servers have no room for this request."""

    default = "limit.waiting"


class TooLong(UserError):
    """The prompt is longer than `limit` characters. `words` gives it back to its person.

    `kept` is what was chosen beside it, as a custom id holds it.
    """

    default = "words.long"

    def __init__(self, words: str, /, *, limit: int) -> None:
        super().__init__(length=len(words), limit=limit)
        self.words = words
        self.kept = ""


class NotFound(UserError):
    """The turn or picture they refer to does not exist (any more)."""

    default = "nothing_here"


class TemporaryError(EaselError):
    """No one has to act; the same request will work after a while.

    `wait` is the number of seconds after which to try again, where the other side said so.
    """

    default = "later"

    def __init__(self, code: str = "", /, *, wait: float | None = None, **facts: Fact) -> None:
        super().__init__(code, **facts)
        self.wait = wait


class RateLimited(TemporaryError):
    """Google's rate limit is reached."""

    default = "crowded"


class Overloaded(TemporaryError):
    """Google returned 5xx."""

    default = "overloaded"


class NoAnswer(TemporaryError):
    """The call ended without a whole answer; Google may have billed it."""

    default = "unanswered"


class OperatorError(EaselError):
    """The operator must act; trying again changes nothing."""

    default = "broken"
