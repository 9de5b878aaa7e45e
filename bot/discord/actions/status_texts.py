"""How things are in a server, in words."""

from collections.abc import Sequence

from bot import __version__
from bot.core.models import ModelTable
from bot.engine.status import ServerStatus
from bot.text import wording


def status_text(
    status: ServerStatus, locale: str, *, models: ModelTable, missing: Sequence[str]
) -> str:
    """Return the queue, Gemini's state, today's cost, and what a channel does not permit.

    Args:
        status: the server's.
        locale: the language, as Discord names it.
        models: whose names are shown.
        missing: names of permissions that are needed and not granted.
    """
    gemini = wording.say("status.gemini", locale)
    if status.paused_models:
        names = tuple(models.find(id_).name for id_ in status.paused_models)
        gemini = wording.say("status.gemini.paused", locale, models=names)
    permissions = wording.say("status.permissions", locale)
    if missing:
        named = wording.permission_names(missing, locale)
        permissions = wording.say("status.permissions.missing", locale, permissions=named)
    today = status.today
    return "\n".join(
        (
            wording.say(
                "status.queue",
                locale,
                here=status.here.waiting,
                everywhere=status.everywhere.waiting,
                painting=status.everywhere.painting,
            ),
            gemini,
            wording.say("usage.today", locale, pictures=today.pictures, cost=today.cost),
            permissions,
            wording.say("status.version", locale, version=__version__),
        )
    )
