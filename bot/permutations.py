"""Braces in a prompt, `{red, blue} fox`: every combination is a prompt of its own.

Braces without a comma of their own stay as they are; so do braces that do not close.
"""

import itertools
from collections.abc import Iterator, Sequence

from bot.errors import Refused

MOST = 8  # prompts that one may become


def permutations(prompt: str, *, most: int = MOST) -> tuple[str, ...]:
    """The prompts that one stands for, in the order they are written; itself if it has no braces.

    Raises:
        Refused: there are more than `most`.
    """
    first = tuple(dict.fromkeys(itertools.islice(_spread(prompt), most * most + 1)))
    if len(first) > most:
        raise Refused("permutations.many", limit=most)
    return first


def _spread(prompt: str) -> Iterator[str]:
    """Lazily: braces within braces multiply quickly."""
    found = _choices(prompt)
    if found is None:
        yield prompt
        return
    start, end, choices = found
    for choice in choices:
        for inner in _spread(choice):
            for rest in _spread(prompt[end:]):
                yield prompt[:start] + inner + rest


def _choices(prompt: str) -> tuple[int, int, Sequence[str]] | None:
    """The first braces that offer a choice: where they begin and end, and what they offer."""
    for start, character in enumerate(prompt):
        if character != "{":
            continue
        end = _closing(prompt, start)
        if end is None:
            continue
        choices = _parted(prompt[start + 1 : end])
        if len(choices) > 1:
            return start, end + 1, choices
    return None


def _closing(prompt: str, start: int) -> int | None:
    depth = 0
    for position in range(start, len(prompt)):
        depth += {"{": 1, "}": -1}.get(prompt[position], 0)
        if depth == 0:
            return position
    return None


def _parted(inside: str) -> list[str]:
    """Cut at the commas that stand in no inner braces."""
    parts, depth = [""], 0
    for character in inside:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]
