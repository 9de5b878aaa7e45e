"""Named styles: words that are added to a prompt. Six come along; servers add their own."""

import re
from collections.abc import Mapping, Sequence

from bot.errors import NothingHere, Refused

MOST_STYLES = 50  # of one server's own
MOST_NAME, MOST_WORDS = 32, 500  # characters

_MARK = "\n\nStyle: "  # between a prompt and the words of its styles

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


def words_of(name: str, *, styles: Mapping[str, str]) -> str:
    """A style's words.

    Raises:
        NothingHere: there is none of that name.
    """
    found = styles.get(" ".join(name.lower().split()))
    if found is None:
        raise NothingHere("style.unknown", name=name[:MOST_NAME])
    return found


def styled(prompt: str, *styles: str) -> str:
    """A prompt with the words of styles after it."""
    said = ", ".join(style for style in styles if style)
    return f"{prompt}{_MARK}{said}" if said else prompt


def suggested(prompts: Sequence[str]) -> tuple[str, str]:
    """A name and words to keep as the style of a picture: for a person to change.

    Args:
        prompts: what was asked, first to last; the last style named in them counts, else the last.
    """
    named = [prompt.rpartition(_MARK)[2] for prompt in prompts if _MARK in prompt]
    words = " ".join((named or prompts or [""])[-1].split())[:MOST_WORDS].rstrip()
    name = " ".join(re.findall(r"\w+", words.lower())[:2])[:MOST_NAME].rstrip()
    return name, words


def offered(typed: str, *, styles: Mapping[str, str], most: int = 25) -> list[str]:
    """The names that fit what somebody typed so far, those that begin so first."""
    typed = typed.lower().strip()
    fitting = [name for name in styles if typed in name]
    return sorted(fitting, key=lambda name: (not name.startswith(typed), name))[:most]
