"""Options typed into a prompt, as Midjourney takes them: `a fox --ar 16:9 --no text x4`."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.core.turns import Quality

MOST_PICTURES = 4
_DASHES = "(?:--|—|–)"  # phones make one long dash of two
_UNKNOWN_HERE = (
    "v|version|s|stylize|c|chaos|seed|sameseed|niji|style|iw|sref|sw|sv|cref|cw|oref|ow|w"
    "|weird|stop|p|profile|exp|bs|end|motion|hd|sd|tile|raw|fast|relax|turbo|draft|video|loop|test"
    "|testp|creative|public|stealth|upbeta|uplight|beta"
)
_FLAGS = frozenset(
    {"hd", "sd", "tile", "raw", "fast", "relax", "turbo", "draft", "video", "loop"}
    | {"public", "stealth"}
)  # they take no value
_OPTION = re.compile(
    rf"(?:(?<=\s)|^){_DASHES}(?P<name>ar|aspect|no|r|repeat|q|quality|search|improve|{_UNKNOWN_HERE})(?=[\s=:]|$)"
    rf"(?P<value>(?:[\s=:]+(?!{_DASHES})\S+)*)",
    re.IGNORECASE,
)
_RATIO = re.compile(r"(\d{1,3})[:xX/](\d{1,3})")
_SPACES = re.compile(" {2,}")
_TIMES = re.compile(rf"\s[x×]([2-{MOST_PICTURES}])\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedPrompt:
    """A prompt and the options that were typed into it."""

    words: str  # without them
    aspect: str | None = None
    count: int | None = None
    quality: Quality | None = None
    search: bool = False
    improve: bool = False
    ignored: tuple[str, ...] = field(default=())  # options without a meaning here, as typed

    @property
    def has_options(self) -> bool:
        """Return whether any option was typed."""
        chosen = (self.aspect, self.count, self.quality, self.search, self.improve)
        return any(chosen) or bool(self.ignored)


def parse(text: str, *, ratios: Sequence[str]) -> TypedPrompt:
    """Read the options of a prompt; what is no option stays as it was written.

    Args:
        text: as a person typed it.
        ratios: aspect ratios that can be painted; of one that can't the nearest is taken.
    """
    found = _Options(ratios)
    words = _OPTION.sub(found.take, text)
    if times := _TIMES.search(words):
        found.count = int(times[1])
        words = words[: times.start()]
    if found.seen:
        words = _SPACES.sub(" ", words)  # an option in the middle leaves two
    without = "".join(f" (no {what})" for what in found.without)
    return TypedPrompt(
        words=f"{words.strip()}{without}".strip(),
        aspect=found.aspect,
        count=found.count,
        quality=found.quality,
        search=found.search,
        improve=found.improve,
        ignored=tuple(found.ignored),
    )


class _Options:
    """Collects the options of one prompt."""

    def __init__(self, ratios: Sequence[str]) -> None:
        self._ratios = ratios
        self.aspect: str | None = None
        self.count: int | None = None
        self.quality: Quality | None = None
        self.search = False
        self.improve = False
        self.without: list[str] = []
        self.ignored: list[str] = []
        self.seen = False

    def take(self, match: re.Match[str]) -> str:
        """Take an option; return what stays in the prompt in its place."""
        self.seen = True
        name, value = match["name"].casefold(), match["value"].strip(" =:\n\t")
        first, _, rest = value.partition(" ")
        if name == "no" and value:
            self.without.append(value)
            return ""
        if name in {"ar", "aspect"} and (aspect := _nearest(first, self._ratios)):
            self.aspect = aspect
            return f" {rest}"
        if name in {"r", "repeat"} and first.isdecimal():
            self.count = min(max(int(first), 1), MOST_PICTURES)
            return f" {rest}"
        if name in {"q", "quality"} and first.casefold() in set(Quality):
            self.quality = Quality(first.casefold())
            return f" {rest}"
        if name in {"search", "improve"}:
            self.search = self.search or name == "search"
            self.improve = self.improve or name == "improve"
            return f" {value}"
        if name == "draft":
            self.quality = Quality.DRAFT
            return f" {value}"
        takes_value = name not in _FLAGS
        self.ignored.append(f"--{name} {first}".strip() if takes_value else f"--{name}")
        return f" {rest if takes_value else value}"


def _nearest(typed: str, ratios: Sequence[str]) -> str | None:
    """Return the ratio that is nearest to a typed one; None where that is none."""
    match = _RATIO.fullmatch(typed)
    if match is None or "0" in {match[1].strip("0") or "0", match[2].strip("0") or "0"}:
        return None
    wanted = math.log(int(match[1]) / int(match[2]))
    return min(ratios, key=lambda ratio: abs(_log(ratio) - wanted))


def _log(ratio: str) -> float:
    width, height = ratio.split(":")
    return math.log(int(width) / int(height))
