"""What was chosen beside a prompt that comes back to be shortened, held in a custom id."""

import re
from dataclasses import dataclass
from typing import Any

from bot.discord.components.ids import MAX_SNOWFLAKE, SNOWFLAKE

MAX_TEXT = 80  # characters; a custom id takes 100
_FLAGS = {
    "f": "files",
    "e": "edits",
    "b": "blends",
    "p": "private",
    "g": "search",
    "i": "improve",
}
_VALUES = {"a": "aspect", "s": "size", "q": "quality", "m": "model"}
_TEXT = re.compile(
    rf"(?P<flags>[{''.join(_FLAGS)}]*)"
    rf"(?:,u(?P<avatar>{SNOWFLAKE}))?(?:,c(?P<count>[1-4]))?"
    r"(?:,a(?P<aspect>[0-9:]{3,5}))?(?:,s(?P<size>[0-9]K))?(?:,q(?P<quality>[a-z]{1,12}))?"
    r"(?:,m(?P<model>[^,]{1,60}))?(?:,y(?P<style>.{1,32}))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptOptions:
    """The options; empty where nothing was chosen."""

    avatar: int = 0  # the id of the person from whose avatar it is painted
    files: bool = False  # images were attached; Discord does not keep them
    edits: bool = False
    blends: bool = False  # the numbers of painted images are before the words
    private: bool = False
    search: bool = False
    improve: bool = False
    count: int = 1
    aspect: str = ""
    size: str = ""
    quality: str = ""
    model: str = ""
    style: str = ""  # its name

    @property
    def text(self) -> str:
        """What a custom id holds; a model or style for which it has no room is left out."""
        flags = "".join(letter for letter, name in _FLAGS.items() if getattr(self, name))
        parts = [flags, f",u{self.avatar}" * bool(self.avatar), f",c{self.count}"]
        parts += [
            f",{letter}{value}"
            for letter, name in _VALUES.items()
            if (value := getattr(self, name))
        ]
        parts.append(f",y{self.style}" * bool(self.style))
        text = ""
        for part in parts:
            text += part if len(text) + len(part) <= MAX_TEXT else ""
        return text

    @classmethod
    def parse(cls, text: str) -> "KeptOptions | None":
        """Return what a text says; None if it is none of these."""
        match = _TEXT.fullmatch(text)
        if match is None or int(match["avatar"] or 0) > MAX_SNOWFLAKE:
            return None
        flags: dict[str, Any] = {name: letter in match["flags"] for letter, name in _FLAGS.items()}
        values: dict[str, Any] = {name: match[name] or "" for name in (*_VALUES.values(), "style")}
        avatar, count = int(match["avatar"] or 0), int(match["count"] or 1)
        return cls(avatar=avatar, count=count, **flags, **values)
