"""Named styles: words that go to the model with a prompt. Six come along; servers add their own."""

import re
from collections.abc import Mapping, Sequence

from bot.core.turns import ImageRequest, Style
from bot.errors import NothingHere, Refused

MOST_STYLES = 50  # of one server's own
MOST_NAME, MOST_WORDS = 32, 500  # characters

SEEDS: Mapping[str, str] = {
    "watercolour": "loose watercolour on cold-pressed paper, soft wet edges, white left bare",
    "woodcut": "a two-colour woodcut print, bold carved lines, visible grain, rough edges",
    "claymation": "a stop-motion clay scene, fingerprints in the clay, small set, warm lamps",
    "storybook": "a children's storybook page, gouache and coloured pencil, gentle shapes",
    "noir": "a black-and-white film still, hard side light, long shadows, rain and haze",
    "isometric": "a tidy isometric miniature, flat pastel colours, crisp edges, no outline",
}


def known(own: Mapping[str, str]) -> dict[str, str]:
    """The styles of a server by name: the seeds, then its own; one without words is taken away."""
    both = {**SEEDS, **own}
    return {name: words for name, words in both.items() if words}


def checked(name: str, words: str, *, own: Mapping[str, str]) -> tuple[str, str]:
    """A style as it is stored.

    Raises:
        Refused: its name or words are empty or too long, or the server has too many.
    """
    name, words = " ".join(name.lower().split()), " ".join(words.split())
    if not 0 < len(name) <= MOST_NAME or not 0 < len(words) <= MOST_WORDS:
        raise Refused("style.size", name=MOST_NAME, words=MOST_WORDS)
    if name not in own and len(own) >= MOST_STYLES:
        raise Refused("style.many", limit=MOST_STYLES)
    return name, words


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
