"""The pages and the feed of a gallery: plain HTML and CSS, with an alt text for each image."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from bot.core.turns import Turn
from bot.engine.gallery import LONGEST
from bot.text import wording

IMAGES = "images"  # the folder of the copies
IN_FEED = 30  # newest images
MOST_WORDS = 280  # characters under an image: a longer request is cut
_MENTION = re.compile(r"<@[!&]?[0-9]+>")
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

STYLE = """:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 80rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif;
  color: #1c1d21; background: #fbfbfa; }
h1 { font-size: 1.5rem; }
main { display: grid; gap: 1.5rem 1rem;
  grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); }
figure { margin: 0; }
img { width: 100%; height: auto; border-radius: 0.5rem; background: #e7e7e4; }
figcaption { overflow-wrap: anywhere; }
time, footer { color: #55575f; font-size: 0.875rem; }
footer { margin-top: 2rem; }
nav { display: flex; gap: 1rem; margin: 2rem 0; }
a { color: #1a56b0; }
@media (prefers-color-scheme: dark) {
  body { color: #edeef2; background: #16171b; }
  img { background: #272930; }
  time, footer { color: #a9adb9; }
  a { color: #8ab4f8; }
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An image of the site."""

    name: str  # of its file
    width: int  # pixels
    height: int
    words: str
    alt: str
    at: float  # when it was put into the showcase, in seconds since 1970
    turn: int


def images_of(turn: Turn, *, at: float, locale: str) -> Sequence[Shown]:
    """Return the images of a turn as the site shows them."""
    return [
        Shown(
            name=f"{turn.id}-{number}.webp",
            width=width,
            height=height,
            words=wording.shorten(_unnamed(wording.prompt_text(turn, locale)), MOST_WORDS),
            alt=_unnamed(wording.alt_text(turn, number=number, locale=locale)),
            at=at,
            turn=turn.id,
        )
        for number, painted in enumerate(turn.painted, 1)
        for width, height in (_scaled(painted.picture.width, painted.picture.height),)
    ]


def _unnamed(words: str) -> str:
    """Return words without whom they mention: what Discord shows as a name is an id here."""
    return _MENTION.sub("@…", words)


def page(
    shown: Sequence[Shown],
    *,
    number: int,
    count: int,
    locale: str,
    has_feed: bool,
    empty: str = "gallery.empty",
) -> str:
    """Return a page of the site.

    Args:
        shown: its images.
        number: which it is, from 1.
        count: of all pages.
        locale: its language.
        has_feed: whether there is one.
        empty: the code of the sentence that it says without images.
    """
    title = html.escape(wording.say("gallery.title", locale))
    link = '<link rel="alternate" type="application/rss+xml" href="feed.xml">' if has_feed else ""
    nothing = "" if shown else f"<p>{html.escape(wording.say(empty, locale))}</p>"
    return f"""<!doctype html>
<html lang="{html.escape(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="style.css">{link}
</head>
<body>
<header><h1>{title}</h1></header>
<main>{nothing}{"".join(map(_figure, shown))}
</main>
{_navigation(number, count, locale)}
<footer>{html.escape(wording.say("gallery.made", locale))}</footer>
</body>
</html>
"""


def _figure(one: Shown) -> str:
    day = datetime.fromtimestamp(one.at, UTC).date().isoformat()
    return f"""
<figure id="image-{one.name.removesuffix(".webp")}">
<img src="{IMAGES}/{one.name}" width="{one.width}" height="{one.height}" loading="lazy"
 alt="{html.escape(one.alt)}">
<figcaption>{html.escape(one.words)} <time datetime="{day}">{day}</time></figcaption>
</figure>"""


def _navigation(number: int, count: int, locale: str) -> str:
    links = [
        f'<a href="{page_name(to)}" rel="{rel}">{html.escape(wording.say(code, locale))}</a>'
        for to, rel, code in (
            (number - 1, "prev", "gallery.newer"),
            (number + 1, "next", "gallery.older"),
        )
        if 1 <= to <= count
    ]
    return f"<nav>{''.join(links)}</nav>" if links else ""


def feed(shown: Sequence[Shown], *, locale: str, address: str) -> str:
    """Return images, the newest first, as RSS 2.0."""
    title, base = html.escape(wording.say("gallery.title", locale)), html.escape(address)
    built = ""
    if shown:  # not the time of now: browsers ask whether anything has changed
        newest = datetime.fromtimestamp(max(one.at for one in shown), UTC)
        built = f"<lastBuildDate>{format_datetime(newest)}</lastBuildDate>"
    items = "".join(
        f"""
<item><title>{_xml(wording.shorten(one.words, 100))}</title>
<link>{base}/{IMAGES}/{one.name}</link><guid>{base}/{IMAGES}/{one.name}</guid>
<pubDate>{format_datetime(datetime.fromtimestamp(one.at, UTC))}</pubDate>
<description>{_xml(one.alt)}</description></item>"""
        for one in shown
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>{title}</title><link>{base}/</link>
<description>{title}</description>{built}{items}
</channel></rss>
"""


def _xml(text: str) -> str:
    """Escape text, without the characters that XML does not allow: one of them ends the feed."""
    return html.escape(_NOT_IN_XML.sub("", text))


def page_name(number: int) -> str:
    """Return the name of a page's file, counted from 1."""
    return "index.html" if number == 1 else f"page-{number}.html"


def _scaled(width: int, height: int) -> tuple[int, int]:
    scale = min(1.0, LONGEST / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))
