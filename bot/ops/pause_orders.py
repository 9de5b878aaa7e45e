"""`easel pause` and `easel resume`: the operator's emergency stop, from outside of the bot.

Processes on PostgreSQL read it from the database. SQLite must have one writer (see
`bot.database.sqlite.engine`), so a bot that runs gets the order in a file beside its database.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from bot.database import DatabaseInUse, Store, check_exists, file_of, opened
from bot.engine.pauses import Pauses
from bot.engine.wakeup import Wakeup
from bot.errors import OperatorError

log = logging.getLogger(__name__)

ENDING = ".order"  # of the file's name, after the database's
POLL = 1.0  # seconds between two looks for the file
PATIENCE = 10.0  # seconds until the bot has taken it


class Order(StrEnum):
    """What the operator wants."""

    PAUSE = "pause"
    GIVE_BACK = "pause and give back"
    RESUME = "resume"


class NotTaken(Exception):
    """The bot that has the database did not take an order."""


async def give(url: str, order: Order) -> None:
    """Carry out an order, or hand it to the bot that has the database.

    Raises:
        BadDatabase: the database can't be used.
        NotTaken: the bot that has it does not react.
    """
    check_exists(url)
    try:
        async with opened(url) as database:
            pauses = Pauses(Store(database), wakeup=Wakeup(), now=time.time)
            return await _carry_out(pauses, order)
    except DatabaseInUse:
        await asyncio.to_thread(_hand_over, _file(url), order)


def _hand_over(file: Path, order: Order) -> None:
    """Leave an order in a file and wait until it is taken.

    Raises:
        NotTaken: it was not; the file is removed again.
    """
    until = time.monotonic() + PATIENCE
    if not _wait(lambda: _create(file, order), until):  # one order at a time
        raise NotTaken
    if not _wait(lambda: not file.exists(), until):
        file.unlink(missing_ok=True)
        raise NotTaken


def _create(file: Path, order: Order) -> bool:
    """Create a file; return False if it is there already."""
    try:
        with file.open("x") as new:
            new.write(order)
    except FileExistsError:
        return False
    return True


def _wait(done: Callable[[], bool], until: float) -> bool:
    """Wait until something is done; return False if it is not by `until`."""
    while not done():
        if time.monotonic() > until:
            return False
        time.sleep(POLL / 10)
    return True


class PauseOrders:
    """Takes the orders that other processes leave in a file."""

    def __init__(self, url: str, pauses: Pauses) -> None:
        self._file = _file(url)
        self._pauses = pauses

    async def run(self) -> None:
        """Look for orders until cancelled."""
        while True:
            try:
                await self._take()
            except (OperatorError, OSError) as error:
                log.error("order not carried out, will retry: error=%s", type(error).__name__)
            await asyncio.sleep(POLL)

    async def _take(self) -> None:
        try:
            words = self._file.read_text()
        except FileNotFoundError:
            return
        if words not in set(Order):
            return  # it is being written
        await _carry_out(self._pauses, Order(words))
        self._file.unlink(missing_ok=True)
        log.warning("order of the operator carried out: order=%s", Order(words).name)


async def _carry_out(pauses: Pauses, order: Order) -> None:
    if order is Order.RESUME:
        await pauses.resume()
    else:
        await pauses.pause(give_back=order is Order.GIVE_BACK)


def _file(url: str) -> Path:
    database = file_of(url)
    return database.with_name(database.name + ENDING)
