"""The page's HTML, its scripts, its style sheet and its icon."""

import html
import re
from functools import cache
from pathlib import Path
from string import Template

from bot.core.turns import MicroDollars
from bot.text import wording

FOLDER = Path(__file__).parent
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_LATER = {name: f"{{{name}}}" for name in ("share", "across", "down")}  # the script fills them in
_CODE = re.compile(r"\$\{([a-z]+(?:__[a-z]+)+)\}")


def page(
    locale: str,
    *,
    image: str,
    alt: str,
    size: tuple[int, int],
    grid: tuple[int, int],
    cost: MicroDollars,
) -> str:
    """Return the page.

    Args:
        locale: of its reader.
        image: the address of the picture, relative to the page's.
        alt: the picture's description, for people who can't see it.
        size: of the picture, in pixels.
        grid: columns and rows of its mask.
        cost: of a change, expected.
    """
    facts = {
        "image": image,
        "alt": alt,
        "width": str(size[0]),
        "height": str(size[1]),
        "columns": str(grid[0]),
        "rows": str(grid[1]),
        "cost": wording.say("region.cost", locale, cost=cost),
    }
    return _filled("page.html", locale, facts)


def refusal(sentence: str, locale: str) -> str:
    """Return a page that says one sentence."""
    return _filled("refusal.html", locale, {"sentence": sentence})


def asset(name: str) -> tuple[str, str] | None:
    """Return the text of a file beside the page, and its type; None if there is none."""
    content_type = _TYPES.get(Path(name).suffix)
    if content_type is None or name not in {file.name for file in FOLDER.iterdir()}:
        return None
    return _text(name), content_type


def _filled(name: str, locale: str, facts: dict[str, str]) -> str:
    """Return a template with its facts, and with the sentence of each code that it names."""
    template = _text(name)
    codes = {code: code.replace("__", ".") for code in _CODE.findall(template)}
    said = {name: wording.say(code, locale, **_LATER) for name, code in codes.items()}
    texts = {**said, **facts, "language": locale}
    return Template(template).substitute({key: html.escape(text) for key, text in texts.items()})


@cache
def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
