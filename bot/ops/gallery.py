"""`easel gallery`: a server's showcase as a static site, for people outside of Discord.

Plain HTML and CSS, an alt text each, a feed, and small WebP copies, which say that they are
AI-generated. What is not in the showcase any more is deleted from the folder. It names no one.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.config import Config
from bot.core.showcase import is_for_everyone
from bot.core.turns import Turn
from bot.database import Store, check_exists, opened
from bot.engine.gallery import A_PAGE, small_copy
from bot.errors import BadPicture, NotFound
from bot.imaging import MB, Imaging
from bot.ops.gallery_site import IMAGES, IN_FEED, STYLE, Shown, feed, images_of, page, page_name
from bot.pictures import Pictures, open_pictures

READ = 100  # images that are read from the database at a time
MARK = "easel-gallery"  # a file that says that a folder is a gallery, whose files can be deleted


class NotAGallery(Exception):
    """The folder has files of something else."""


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
    while some := await store.gallery.page(server, beyond=len(found), most=READ):
        found += some
    return [(at, turn) for at, turn in found if is_for_everyone(turn)]


async def _copies(
    folder: Path, pictures: Pictures, imaging: Imaging, turn: Turn, *, at: float, locale: str
) -> Sequence[Shown]:
    """Write small copies of a turn's images; those that are no longer stored are left out."""
    found: list[Shown] = []
    shown = images_of(turn, at=at, locale=locale)
    for one, painted in zip(shown, turn.painted, strict=True):
        try:
            data = await pictures.get(painted.picture.digest)
            _replace(folder / IMAGES / one.name, await small_copy(imaging, data))
        except (NotFound, BadPicture):
            continue
        found.append(one)
    return found


def _write(folder: Path, every: Sequence[Shown], *, locale: str, address: str) -> None:
    """Write the pages and the feed, and delete what is not there any more."""
    _replace(folder / "style.css", STYLE.encode())
    pages = [every[start : start + A_PAGE] for start in range(0, len(every), A_PAGE)] or [[]]
    for number, shown in enumerate(pages, 1):
        text = page(shown, number=number, count=len(pages), locale=locale, has_feed=bool(address))
        _replace(folder / page_name(number), text.encode())
    kept = {page_name(number) for number in range(1, len(pages) + 1)}
    if address:
        text = feed(every[:IN_FEED], locale=locale, address=address)
        _replace(folder / "feed.xml", text.encode())
        kept.add("feed.xml")
    _delete(folder.glob("page-*.html"), kept)
    _delete(folder.glob("feed.xml"), kept)
    _delete((folder / IMAGES).glob("*.webp"), {one.name for one in every})


def _replace(path: Path, data: bytes) -> None:
    """Write a file in one step: a reader gets the old one or the new one, never a part."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    part.replace(path)


def _delete(files: Iterable[Path], kept: set[str]) -> None:
    for file in files:
        if file.name not in kept:
            file.unlink()
