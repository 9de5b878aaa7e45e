"""What one language's tables hold: the words that requests and small talk are known by."""

import re
import unicodedata
from dataclasses import dataclass, fields

_BETWEEN = re.compile(r"[^\w]+|_+")
_MARKS = re.compile(r"[\u0300-\u036f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Words and phrases of one language, separated by commas, as people write them.

    `folded` brings them and a message into one form: "C'est" and "c est" are the same.
    """

    changes: str  # a request begins with these verbs; it is never asked about
    asks: str  # a request may begin with these: "what if"
    wishes: str  # a request has these anywhere: "should be"
    describes: str  # what an image shows begins with these: "a", "with", "more"
    ends: str = ""  # a request ends with these: German verbs
    idioms: str = ""  # they only look like one of the above: "can you believe"
    opinions: str  # people's talk begins with these: "i think"
    about: str  # questions about Easel begin with these: "how much"
    greetings: str
    talk: str  # thanks, agreement, surprise: a message of nothing else is talk
    addressed: str  # people say these to each other; with a name they are talk: "nice one, Bo"
    fillers: str  # nothing is known from these: "ok", "now"
    cues: str  # people who talk use these: "my", "yesterday"
    modals: str  # with what an image shows: "the dragon could breathe fire"
    pictures: str  # what images show, and looks; the beginnings of words
    common: str  # short words by which the language is told
    hints: str  # with one of these, what begins like talk may be a request all the same: "but"

    def all(self) -> frozenset[str]:
        """Return the phrases of all tables, folded."""
        return listed(",".join(getattr(self, field.name) for field in fields(self)))


def folded(text: str) -> str:
    """Return a text in lower case, without accents, its words separated by single spaces."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return _BETWEEN.sub(" ", unicodedata.normalize("NFC", plain)).strip()


def listed(phrases: str) -> frozenset[str]:
    """Return a table's phrases, folded."""
    return frozenset(folded(phrase) for phrase in phrases.split(",")) - {""}
