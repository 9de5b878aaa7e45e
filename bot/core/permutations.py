"""Braces in a prompt, `{red, blue} fox`: every combination is a prompt of its own.

Braces without a comma of their own stay as they are; so do braces that do not close.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import product

from bot.errors import UserError

MOST = 8  # prompts that one prompt may expand to

Texts = tuple[str, ...]
"""The texts that a piece of the prompt expands to, without duplicates."""

_PIECES = re.compile(r"[{},]|[^{},]+")


def permutations(prompt: str, *, most: int = MOST) -> Texts:
    """Expand a prompt's braces, in writing order; without braces, the prompt itself.

    Raises:
        UserError: there are more than `most`.
    """
    levels: list[list[Texts]] = [[("",)]]  # of each open brace: the texts between its commas
    for piece in _PIECES.findall(prompt):
        inside = len(levels) > 1
        if piece == "{":
            levels.append([("",)])
        elif piece == "," and inside:
            levels[-1].append(("",))
        elif piece == "}" and inside:
            closed = _closed(levels.pop(), most=most)
            _append(levels[-1], closed, most=most)
        else:
            _append(levels[-1], (piece,), most=most)
    while len(levels) > 1:
        open_ = levels.pop()
        _append(levels[-1], ("{",), most=most)
        for number, texts in enumerate(open_):
            _append(levels[-1], (",",) if number else ("",), most=most)
            _append(levels[-1], texts, most=most)
    return levels[0][0]


def _closed(parts: Sequence[Texts], *, most: int) -> Texts:
    """Return the texts of a pair of braces; the braces themselves if they have no comma."""
    if len(parts) == 1:
        return tuple("{" + text + "}" for text in parts[0])
    return _few((text.strip() for texts in parts for text in texts), most=most)


def _append(parts: list[Texts], texts: Texts, *, most: int) -> None:
    parts[-1] = _few((before + text for before, text in product(parts[-1], texts)), most=most)


def _few(texts: Iterable[str], *, most: int) -> Texts:
    found = tuple(dict.fromkeys(texts))
    if len(found) > most:
        raise UserError("permutations.many", limit=most)
    return found
