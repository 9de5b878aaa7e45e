"""Named styles: words that go to the model with a prompt. Six come along; servers add their own."""

import re
from collections.abc import Mapping, Sequence

from bot.core.turns import ImageRequest, Style
from bot.errors import NothingHere, Refused

MOST_STYLES = 50  # of one server's own
MOST_NAME, MOST_WORDS = 32, 500  # characters

Own = Mapping[str, str]  # a server's styles: words by name; none where a seed is hidden

SEEDS: Mapping[str, str] = {
    "watercolour": "loose watercolour on cold-pressed paper, soft wet edges, white left bare",
    "woodcut": "a two-colour woodcut print, bold carved lines, visible grain, rough edges",
    "claymation": "a stop-motion clay scene, fingerprints in the clay, small set, warm lamps",
    "storybook": "a children's storybook page, gouache and coloured pencil, gentle shapes",
    "noir": "a black-and-white film still, hard side light, long shadows, rain and haze",
    "isometric": "a tidy isometric miniature, flat pastel colours, crisp edges, no outline",
}


def known(own: Own) -> dict[str, str]:
    """The styles of a server by name: the seeds, then its own; one without words is taken away."""
    both = {**SEEDS, **own}
    return {name: words for name, words in both.items() if words}


def checked(name: str, words: str) -> tuple[str, str]:
    """A style's name and words as they are stored.

    Raises:
        Refused: one is empty or too long.
    """
    name, words = " ".join(name.lower().split()), " ".join(words.split())
    if not 0 < len(name) <= MOST_NAME or not 0 < len(words) <= MOST_WORDS:
        raise Refused("style.size", name=MOST_NAME, words=MOST_WORDS)
    return name, words


def added(own: Own, name: str, words: str) -> Own:
    """A server's own styles with one more, or with other words for one.

    Raises:
        Refused: there are too many.
    """
    if name not in own and len(own) >= MOST_STYLES:
        raise Refused("style.many", limit=MOST_STYLES)
    return {**own, name: words}


def kept(own: Own, name: str, words: str) -> Own:
    """A server's own styles with one more.

    Raises:
        Refused: there is one of that name, or there are too many.
    """
    if name in known(own):
        raise Refused("style.taken", name=name)
    return added(own, name, words)


def removed(own: Own, name: str) -> Own:
    """A server's own styles without one; a seed is hidden.

    Raises:
        NothingHere: there is none of that name.
    """
    named(name, styles=known(own))
    name = " ".join(name.lower().split())
    left = {key: words for key, words in own.items() if key != name}
    return left | ({name: ""} if name in SEEDS else {})


def named(name: str, *, styles: Mapping[str, str]) -> Style:
    """A style by its name.

    Raises:
        NothingHere: there is none of that name.
    """
    name = " ".join(name.lower().split())
    words = styles.get(name)
    if words is None:
        raise NothingHere("style.unknown", name=name[:MOST_NAME])
    return Style(words=words, name=name)


def suggested(requests: Sequence[ImageRequest]) -> tuple[str, str]:
    """A name and words to save as the style of a picture, for a person to change.

    Args:
        requests: of a lineage, first to last. Its last style counts, else the last words of a
            person.
    """
    styles = [request.style.words for request in requests if request.style]
    prompts = [request.prompt for request in requests if request.prompt]
    words = " ".join((styles or prompts or [""])[-1].split())[:MOST_WORDS].rstrip()
    name = " ".join(re.findall(r"\w+", words.lower())[:2])[:MOST_NAME].rstrip()
    return name, words


def offered(typed: str, *, styles: Mapping[str, str], most: int = 25) -> list[str]:
    """The names that fit what somebody typed so far, those that begin so first."""
    typed = typed.lower().strip()
    fitting = [name for name in styles if typed in name]
    return sorted(fitting, key=lambda name: (not name.startswith(typed), name))[:most]
