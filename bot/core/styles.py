"""Named styles: words sent to the model with a prompt. Six are built in; servers add their own."""

import re
from collections.abc import Mapping, Sequence

from bot.core.turns import ImageRequest, Style
from bot.errors import NotFound, UserError

MOST_STYLES = 50  # of one server's own
MOST_NAME, MOST_WORDS = 32, 500  # characters

Own = Mapping[str, str]  # a server's styles: words by name; empty words hide a built-in style

SEEDS: Mapping[str, str] = {
    "watercolour": "loose watercolour on cold-pressed paper, soft wet edges, white left bare",
    "woodcut": "a two-colour woodcut print, bold carved lines, visible grain, rough edges",
    "claymation": "a stop-motion clay scene, fingerprints in the clay, small set, warm lamps",
    "storybook": "a children's storybook page, gouache and coloured pencil, gentle shapes",
    "noir": "a black-and-white film still, hard side light, long shadows, rain and haze",
    "isometric": "a tidy isometric miniature, flat pastel colours, crisp edges, no outline",
}


def available(own: Own) -> dict[str, str]:
    """Return the visible styles of a server by name: built-in ones, then its own."""
    both = {**SEEDS, **own}
    return {name: words for name, words in both.items() if words}


def normalize(name: str, words: str) -> tuple[str, str]:
    """Normalize a style's name and words for storage.

    Raises:
        UserError: one is empty or too long.
    """
    name, words = " ".join(name.lower().split()), " ".join(words.split())
    if not 0 < len(name) <= MOST_NAME or not 0 < len(words) <= MOST_WORDS:
        raise UserError("style.size", name=MOST_NAME, words=MOST_WORDS)
    return name, words


def put(own: Own, name: str, words: str) -> Own:
    """Add a style, or replace its words.

    Raises:
        UserError: there are too many.
    """
    if name not in own and len(own) >= MOST_STYLES:
        raise UserError("style.many", limit=MOST_STYLES)
    return {**own, name: words}


def add(own: Own, name: str, words: str) -> Own:
    """Add a style under a new name.

    Raises:
        UserError: the name is taken, or there are too many.
    """
    if name in available(own):
        raise UserError("style.taken", name=name)
    return put(own, name, words)


def remove(own: Own, name: str) -> Own:
    """Remove a style; a built-in one is hidden.

    Raises:
        NotFound: there is none of that name.
    """
    find(name, styles=available(own))
    name = " ".join(name.lower().split())
    left = {key: words for key, words in own.items() if key != name}
    return left | ({name: ""} if name in SEEDS else {})


def find(name: str, *, styles: Mapping[str, str]) -> Style:
    """Find a style by its name.

    Raises:
        NotFound: there is none of that name.
    """
    name = " ".join(name.lower().split())
    words = styles.get(name)
    if words is None:
        raise NotFound("style.unknown", name=name[:MOST_NAME])
    return Style(words=words, name=name)


def suggest(requests: Sequence[ImageRequest]) -> tuple[str, str]:
    """Suggest a name and words for the style of a picture; a person can edit both.

    The words of a change, such as "make it night", name no style.

    Args:
        requests: of a lineage, first to last. Its last style counts, else the last words of a
            person.
    """
    styles = [request.style.words for request in requests if request.style]
    prompts = [request.prompt for request in requests if request.prompt]
    words = " ".join((styles or prompts or [""])[-1].split())[:MOST_WORDS].rstrip()
    first = requests[0] if requests else None
    changes = not styles and (len(prompts) > 1 or not first or not first.prompt or first.sources)
    if changes:
        return "", words
    name = " ".join(re.findall(r"\w+", words.lower())[:2])[:MOST_NAME].rstrip()
    return name, words


def matching(typed: str, *, styles: Mapping[str, str], most: int = 25) -> list[str]:
    """Return the style names that contain what was typed, those that start with it first."""
    typed = typed.lower().strip()
    fitting = [name for name in styles if typed in name]
    return sorted(fitting, key=lambda name: (not name.startswith(typed), name))[:most]
