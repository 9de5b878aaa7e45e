"""The names of commands and options in each language, and how our sentences name them.

Discord shows a person the name in their language, so that is the name that sentences use.
Names that a language keeps in English (`/imagine`, `/easel`) are listed here, too.
"""

import re
from functools import cache

from bot.text.languages import translated

COMMANDS = (
    *(
        "help",
        "imagine",
        "edit",
        "blend",
        "reframe",
        "describe",
        "history",
        "undo",
        "redo",
        "timelapse",
        "compare",
        "event",
        "party",
    ),
    *("settings", "mine", "thread", "server", "styles", "style-add", "style-remove"),
    *("privacy", "usage", "easel", "budget", "allowance", "export", "notify", "pause", "resume"),
    *("setup", "block", "unblock", "words", "safety", "log", "recent"),
    *("limits", "status", "showcase", "digest"),
    *("character", "add", "list", "show", "remove"),
    *("start", "end", "repeat"),
)
# What follows these is a command of theirs.
GROUPS = frozenset({"settings", "easel", "character", "event", "party"})
OPTIONS = (
    *("prompt", "image", "picks", "aspect", "size", "count", "model", "private", "style"),
    *("quality", "search", "improve"),
    *("steps", "before", "after", "reset", "listen", "threads", "continue", "role"),
    *("ask_posters", "words"),
    *("how", "keep", "number"),
    *("daily", "monthly", "who", "pictures", "days", "where", "waiting"),
    *("notify", "cost", "recipe"),
    *("member", "reason", "duration", "filter", "spoilers", "newcomers", "channel"),
    *("character", "name", "description", "whose"),
    *("stars", "approve", "gallery", "off"),
    *("theme", "until", "per_person", "themes", "every", "ping", "tag"),
    "user",
    *("minutes", "rounds", "people"),
)
NAMES = {f"name.command.{name}": name for name in COMMANDS}
NAMES |= {f"name.option.{name}": name for name in OPTIONS}

_COMMAND = re.compile(r"(?<![\w/])/([a-z]+)(?: ([a-z]+(?:-[a-z]+)?))?")
_OPTION = re.compile(r"`([a-z_]+)`")


def localized_name(kind: str, name: str, locale: str) -> str:
    """Return a name in a language; English where it has none or where it is not one of our names.

    Args:
        kind: "command" or "option".
        name: in English; a digit at its end stays: "image2".
        locale: as Discord names it.
    """
    english = name.rstrip("0123456789")
    code = f"name.{kind}.{english}"
    if code not in NAMES:
        return name
    return translated(code, english, locale) + name[len(english) :]


@cache
def with_local_names(sentence: str, locale: str) -> str:
    """A sentence in which each `/command` and each option in backticks has that language's name.

    Args:
        sentence: one of ours, before anyone's words are filled in.
        locale: as Discord names it.
    """
    commands = _COMMAND.sub(lambda match: _command(match, locale), sentence)
    return _OPTION.sub(lambda match: f"`{localized_name('option', match[1], locale)}`", commands)


def _command(match: re.Match[str], locale: str) -> str:
    first, second = match.groups()
    text = f"/{localized_name('command', first, locale)}"
    if second is None:
        return text
    return f"{text} {localized_name('command', second, locale) if first in GROUPS else second}"
