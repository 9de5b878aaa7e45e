"""`easel gallery`: a server's showcase as a static site, for whoever has no Discord.

Plain HTML and CSS, an alt text each, a feed, and small WebP copies, which say that they are
AI-generated. What is not in the showcase any more is deleted from the folder. It names no one.
"""

import html
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from bot.config import Config
from bot.core.recipe import NOTHING_SAID
from bot.core.turns import Turn
from bot.database import Store, check_exists, opened
from bot.errors import BadPicture, NotFound
from bot.imaging import MB, Imaging
from bot.pictures import Pictures, open_pictures
from bot.text import wording

IMAGES = "images"  # the folder of the copies
LONGEST = 640  # px of a copy's longer side
A_PAGE = 48  # images
IN_FEED = 30  # newest images
MARK = "easel-gallery"  # a file that says that a folder is a gallery, whose files can be deleted

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


class NotAGallery(Exception):
    """The folder has files of something else."""


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


async def gallery(config: Config, folder: Path, *, server: int, address: str) -> int:
    """Write a server's showcase into a folder, and return how many images it has.

    Args:
        config: the settings.
        folder: a new or empty one, or one that an earlier call wrote.
        server: whose showcase.
        address: where the folder is served, for the feed; empty: there is none.

    Raises:
        NotAGallery: the folder has files of something else.
        BadDatabase: the database can't be used, or a running Easel has the file.
        OperatorError: the storage can't be read.
    """
    check_exists(config.storage.database)
    _prepare(folder)
    pictures = open_pictures(config.storage.pictures)
    async with (
        opened(config.storage.database) as database,
        Imaging(memory=config.imaging.memory * MB) as imaging,
    ):
        store = Store(database)
        locale = (await store.settings.read("server", server)).get("language") or "en-US"
        every = [
            shown
            for at, turn in await _entries(store, server)
            for shown in await _copies(folder, pictures, imaging, turn, at=at, locale=locale)
        ]
    _write(folder, every, locale=locale, address=address.rstrip("/"))
    return len(every)


def _prepare(folder: Path) -> None:
    """Make the folder, and mark it as a gallery.

    Raises:
        NotAGallery: it has files of something else.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise NotAGallery
    (folder / IMAGES).mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()


async def _entries(store: Store, server: int) -> Sequence[tuple[float, Turn]]:
    """Return what is in a showcase and can be shown to everyone, newest first."""
    found: list[tuple[float, Turn]] = []
    while some := await store.showcase.shown(server, beyond=len(found)):
        found += some
    return [(at, turn) for at, turn in found if _is_for_everyone(turn)]


def _is_for_everyone(turn: Turn) -> bool:
    restricted = turn.at is not None and turn.at.age_restricted
    return turn.visible and not (turn.request.spoiler or restricted)


async def _copies(
    folder: Path, pictures: Pictures, imaging: Imaging, turn: Turn, *, at: float, locale: str
) -> Sequence[Shown]:
    """Write small copies of a turn's images; those that are no longer stored are left out."""
    found: list[Shown] = []
    for number, painted in enumerate(turn.painted, 1):
        try:
            data = await pictures.get(painted.picture.digest)
            copy = await imaging.draw("bot.imaging.pixels:small", data, LONGEST)
        except (NotFound, BadPicture):
            continue
        name = f"{turn.id}-{number}.webp"
        said = await imaging.with_recipe(copy.data, NOTHING_SAID, limit=2 * len(copy.data))
        _replace(folder / IMAGES / name, said)
        found.append(
            Shown(
                name=name,
                width=copy.width,
                height=copy.height,
                words=wording.prompt_text(turn, locale),
                alt=wording.alt_text(turn, number=number, locale=locale),
                at=at,
                turn=turn.id,
            )
        )
    return found


def _write(folder: Path, every: Sequence[Shown], *, locale: str, address: str) -> None:
    """Write the pages and the feed, and delete what is not there any more."""
    _replace(folder / "style.css", STYLE.encode())
    pages = [every[start : start + A_PAGE] for start in range(0, len(every), A_PAGE)] or [[]]
    for number, shown in enumerate(pages, 1):
        page = _page(shown, number=number, count=len(pages), locale=locale, feed=bool(address))
        _replace(folder / _page_name(number), page.encode())
    kept = {_page_name(number) for number in range(1, len(pages) + 1)}
    if address:
        feed = _feed(every[:IN_FEED], locale=locale, address=address)
        _replace(folder / "feed.xml", feed.encode())
        kept.add("feed.xml")
    _delete(folder.glob("page-*.html"), kept)
    _delete(folder.glob("feed.xml"), kept)
    _delete((folder / IMAGES).glob("*.webp"), {one.name for one in every})


def _page(shown: Sequence[Shown], *, number: int, count: int, locale: str, feed: bool) -> str:
    """Return a page of the site, counted from 1."""
    title = html.escape(wording.say("gallery.title", locale))
    link = '<link rel="alternate" type="application/rss+xml" href="feed.xml">' if feed else ""
    empty = "" if shown else f"<p>{html.escape(wording.say('gallery.empty', locale))}</p>"
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
<main>{empty}{"".join(map(_figure, shown))}
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
        f'<a href="{_page_name(to)}" rel="{rel}">{html.escape(wording.say(code, locale))}</a>'
        for to, rel, code in (
            (number - 1, "prev", "gallery.newer"),
            (number + 1, "next", "gallery.older"),
        )
        if 1 <= to <= count
    ]
    return f"<nav>{''.join(links)}</nav>" if links else ""


def _feed(shown: Sequence[Shown], *, locale: str, address: str) -> str:
    """Return the newest images as RSS 2.0."""
    title, base = html.escape(wording.say("gallery.title", locale)), html.escape(address)
    now = format_datetime(datetime.fromtimestamp(time.time(), UTC))
    items = "".join(
        f"""
<item><title>{html.escape(wording.shorten(one.words, 100))}</title>
<link>{base}/{IMAGES}/{one.name}</link><guid>{base}/{IMAGES}/{one.name}</guid>
<pubDate>{format_datetime(datetime.fromtimestamp(one.at, UTC))}</pubDate>
<description>{html.escape(one.alt)}</description></item>"""
        for one in shown
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>{title}</title><link>{base}/</link>
<description>{title}</description><lastBuildDate>{now}</lastBuildDate>{items}
</channel></rss>
"""


def _page_name(number: int) -> str:
    return "index.html" if number == 1 else f"page-{number}.html"


def _replace(path: Path, data: bytes) -> None:
    """Write a file in one step: whoever reads it meanwhile gets the old one or the new one."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    part.replace(path)


def _delete(files: Iterable[Path], kept: set[str]) -> None:
    for file in files:
        if file.name not in kept:
            file.unlink()
