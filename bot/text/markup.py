"""People's words and the model's as Discord shows them: as they were written, not as markup."""

import re

_MARKUP = re.compile(r"([\\*_~`|\[\]<>])|^([ \t]*)([#\-+])", re.MULTILINE)


def escape(words: str, limit: int) -> str:
    """Words that Discord shows as they are, in at most `limit` characters.

    Cut first and escaped in one pass: discord.py's own escaping takes seconds for some prompts, and
    leaves the second link of a line alive.
    """
    whole = _MARKUP.sub(_escaped, shorten(words.strip(), limit))
    if len(whole) <= limit:
        return whole
    return _MARKUP.sub(_escaped, shorten(words.strip(), limit // 2))


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, ending in an ellipsis where something was left out."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _escaped(match: re.Match[str]) -> str:
    mark, space, start = match.groups()
    return f"\\{mark}" if mark else f"{space}\\{start}"
