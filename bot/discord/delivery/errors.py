"""Discord's errors by what follows from them: another size, another way, another time."""

import contextlib
import logging
from collections.abc import Iterator

import aiohttp
import discord

from bot.core.turns import Turn
from bot.errors import Later

log = logging.getLogger(__name__)

TOKEN_OVER, TOO_LARGE, ARCHIVED = 50027, 40005, 50083  # Discord's error codes


class Undeliverable(Exception):
    """This way does not hold, and never will."""


class TooLarge(Exception):
    """Discord takes no file of this size here."""


class Archived(Exception):
    """The thread is archived."""


@contextlib.contextmanager
def translate_discord_errors(what: Turn | str) -> Iterator[None]:
    """Discord's errors by what follows from them: see the exceptions above."""
    try:
        yield
    except discord.HTTPException as error:
        name = f"turn {what.id}" if isinstance(what, Turn) else what
        log.info("%s: Discord answered %d %d", name, error.status, error.code)
        if error.status == 413 or error.code == TOO_LARGE:
            raise TooLarge from error
        if error.code == ARCHIVED:
            raise Archived from error
        if error.status == 401 and error.code != TOKEN_OVER:
            raise Later from error  # our own token's fault: nobody may lose a picture for it
        if error.status == 429 or error.status >= 500:
            raise Later from error
        raise Undeliverable from error
    except (discord.RateLimited, aiohttp.ClientError, OSError, TimeoutError) as error:
        raise Later from error
