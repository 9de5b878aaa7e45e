"""`easel export` and `easel forget`: what is stored about a person, for the operator."""

import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.config import Config
from bot.database import Store, check_exists, opened
from bot.engine.events import Cancellations
from bot.engine.history import HistoryPictures
from bot.engine.personal_data import PersonalData
from bot.imaging import MB, Imaging
from bot.pictures import open_pictures

T = TypeVar("T")


async def with_personal_data(config: Config, work: Callable[[PersonalData], Awaitable[T]]) -> T:
    """Do something with what is stored about people, and return its result.

    Raises:
        BadDatabase: the database can't be used, or a running Easel has the file.
        OperatorError: the storage can't be written; another call goes on from there.
    """
    check_exists(config.storage.database)
    pictures = open_pictures(config.storage.pictures)
    async with opened(config.storage.database) as database:
        data = PersonalData(
            Store(database),
            pictures,
            HistoryPictures(pictures, Imaging(memory=config.imaging.memory * MB)),
            cancellations=Cancellations(),
            now=time.time,
        )
        return await work(data)
