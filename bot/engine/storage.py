"""Opens the database and the storage of pictures, and puts in order what a crash left in them."""

from collections.abc import Callable
from contextlib import AsyncExitStack

from bot.config import BadConfig, Config
from bot.database import DatabaseUnavailable, Store, opened
from bot.database.faults import FULL
from bot.errors import OperatorError
from bot.pictures import CachedPictures, Pictures, unwritable_pictures
from bot.pictures import open_pictures as pictures_at
from bot.startup import NotReady


async def open_store(stack: AsyncExitStack, config: Config, *, now: Callable[[], float]) -> Store:
    """Return the database at this version, without what a process that died left half done.

    Raises:
        NotReady: another attempt may succeed.
        BadDatabase: it can't be used, and waiting does not help.
    """
    async with AsyncExitStack() as opening:
        try:
            store = Store(await opening.enter_async_context(opened(config.storage.database)))
            if not store.shared:  # no other process has the database: its leases are all dead
                await store.queue.release_leases()
            await store.spend.delete_forgotten(now=now())
            await store.spend.start_whole(now=now())
        except DatabaseUnavailable as error:
            raise NotReady(f"storage.database: {error}") from error
        except OperatorError as error:
            kind = type(error.__cause__).__name__
            raise NotReady(f"storage.database: it can't be written just now ({kind}).") from error
        stack.push_async_exit(opening.pop_all())
        return store


async def open_pictures(config: Config, shared: bool) -> Pictures:
    """Return the storage of pictures, without what was left half written.

    Raises:
        NotReady: the disk is full.
        BadConfig: it can't be written.
    """
    pictures = CachedPictures(pictures_at(config.storage.pictures))
    try:
        await pictures.sweep(alone=not shared)
    except OSError as error:
        where = config.storage.pictures
        if error.errno in FULL:
            fault = f"storage.pictures: {where}: I can't write there just now ({error.strerror})."
            raise NotReady(fault) from error
        raise BadConfig([unwritable_pictures(where, error)]) from error
    return pictures
