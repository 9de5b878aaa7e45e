"""What the model searched the web for before it painted, and what it found. Pure rules."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from urllib.parse import quote_plus

from bot.errors import UserError

MOST_QUERIES, MOST_SOURCES = 5, 5  # that are kept and shown
MOST_TITLE, MOST_URL = 80, 1000  # characters
GOOGLE = "https://www.google.com/search?q="
_FACT = "searched"  # in the facts of a turn
_URL = re.compile(r"https?://[^\s<>()\[\]]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A page that the model read."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounding:
    """The searches of an answer and their sources; both empty where there was no search."""

    queries: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


NOT_SEARCHED = Grounding()


def check_allowed(*, operator: bool, server: bool) -> None:
    """Raise UserError unless a request may search the web.

    Args:
        operator: whether the operator allows it.
        server: whether the server allows it; true where there is none.

    Raises:
        UserError: one of them does not.
    """
    if not operator:
        raise UserError("search.off")
    if not server:
        raise UserError("search.server")


def grounding(queries: Sequence[str], sources: Sequence[tuple[str, str]]) -> Grounding:
    """Return searches and sources (title and URL), cleaned and bounded: sites wrote them."""
    pages = {url: _line(title) for title, url in sources if _usable(url)}
    return Grounding(
        queries=tuple(dict.fromkeys(filter(None, map(_line, queries))))[:MOST_QUERIES],
        sources=tuple(Source(title=title or _host(url), url=url) for url, title in pages.items())[
            :MOST_SOURCES
        ],
    )


def merged(several: Sequence[Grounding]) -> Grounding:
    """Return the searches and sources of several answers as one."""
    return grounding(
        [query for one in several for query in one.queries],
        [(source.title, source.url) for one in several for source in one.sources],
    )


def as_facts(found: Grounding) -> dict[str, str]:
    """Return the facts by which a turn keeps it; none where there was no search."""
    return {_FACT: json.dumps(asdict(found), ensure_ascii=False)} if found.queries else {}


def of_facts(facts: Mapping[str, object]) -> Grounding:
    """Return what a turn's facts keep of it."""
    stored = facts.get(_FACT)
    if not isinstance(stored, str):
        return NOT_SEARCHED
    said = json.loads(stored)
    return grounding(said["queries"], [(page["title"], page["url"]) for page in said["sources"]])


def results_page(query: str) -> str:
    """Return the address of Google's results of a search."""
    return GOOGLE + quote_plus(query)


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MOST_TITLE else line[: MOST_TITLE - 1] + "…"


def _usable(url: str) -> bool:
    return len(url) <= MOST_URL and _URL.fullmatch(url) is not None


def _host(url: str) -> str:
    return _line(url.split("/")[2])
