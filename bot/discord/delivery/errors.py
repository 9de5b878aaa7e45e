"""Discord's errors, sorted by what follows: another form, another delivery method, or a retry.

Codes: https://docs.discord.com/developers/topics/opcodes-and-status-codes, "JSON error codes".
"""

import contextlib
import logging
from collections.abc import Iterator

import aiohttp
import discord

from bot.core.turns import Turn
from bot.discord.connection_errors import describe_connection_error, is_final
from bot.errors import Fact, TemporaryError

log = logging.getLogger(__name__)

INVALID_FORM = 50035
TOO_LARGE = {40005, 50045}
ARCHIVED = 50083
EXPLICIT = 20009
LINKS = 240000
NO_HISTORY = 160002  # a reply needs Read Message History
REASONS = {
    10003: "deliver.gone",
    10004: "deliver.gone",
    50001: "deliver.no_view",
    50013: "deliver.no_right",
    **dict.fromkeys((50008, 50024), "deliver.no_messages"),
    160005: "deliver.locked",
    160006: "deliver.threads_full",
    **dict.fromkeys((200000, 200001), "deliver.automod"),
}
"""The sentence that says why a turn is not shown where it was asked."""


class Undeliverable(Exception):
    """Discord refuses this delivery method, and would refuse it again.

    Args:
        code: of the sentence in `bot.text.wording` that says why.
        facts: what that sentence needs.
    """

    def __init__(self, code: str = "deliver.elsewhere", /, **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class TooLarge(Exception):
    """Discord takes no file of this size here."""


class Archived(Exception):
    """The thread is archived."""


class ReferenceRefused(Exception):
    """The message may be posted, but not as a reply."""


class LinksBlocked(Exception):
    """Discord's filter of harmful links stopped the words."""


class Explicit(Exception):
    """Discord's filter of explicit media stopped the picture."""


REFUSED = (Undeliverable, TooLarge, Archived, ReferenceRefused, LinksBlocked, Explicit)
"""All that Discord may refuse; trying the same again would be refused again."""


@contextlib.contextmanager
def translate_discord_errors(what: Turn | str) -> Iterator[None]:
    """Translate what a request to Discord raises.

    Args:
        what: the turn that is delivered; or what the request is for, as the log has it.

    Raises:
        TemporaryError: nothing is decided; try again.
        Undeliverable, TooLarge, Archived, ReferenceRefused, LinksBlocked, Explicit: see there.
    """
    about = f"turn={what.id}" if isinstance(what, Turn) else what
    try:
        yield
    except discord.HTTPException as error:
        log.info("Discord refused: %s status=%d code=%d", about, error.status, error.code)
        raise _translated(error) from error
    except (discord.RateLimited, aiohttp.ClientError, OSError) as error:
        log.info("Discord not reached: %s error=%s", about, describe_connection_error(error))
        raise TemporaryError from error


def _translated(error: discord.HTTPException) -> Exception:
    if not is_final(error):
        return TemporaryError()
    if error.status == 413 or error.code in TOO_LARGE:
        return TooLarge()
    if is_reference_refused(error):
        return ReferenceRefused()
    known = {ARCHIVED: Archived, LINKS: LinksBlocked, EXPLICIT: Explicit}
    if error.code in known:
        return known[error.code]()
    if error.code == INVALID_FORM:  # a bug of ours; its text names fields, not what people wrote
        log.error(
            "Discord rejected the form of our message: error=%s", " ".join(error.text.split())
        )
    return Undeliverable(REASONS.get(error.code, "deliver.elsewhere"))


def is_reference_refused(error: discord.HTTPException) -> bool:
    """Return whether the same message could be posted if it were no reply."""
    names_it = error.code == INVALID_FORM and "message_reference" in error.text
    return error.code == NO_HISTORY or names_it
