"""What /settings answers: preferences, rules of continuing and styles, as text."""

from collections.abc import Mapping, Sequence

import discord

from bot.core.models import ModelTable
from bot.core.permissions import ContinuePolicy, ContinueScope
from bot.core.preferences import Preferences
from bot.core.styles import MOST_NAME, MOST_WORDS
from bot.errors import UserError
from bot.text import wording
from bot.text.markup import escape

MOST_TEXT = 2000  # characters of a message


def preferences_text(own: Preferences, models: ModelTable, locale: str) -> str:
    """Return a person's defaults as text."""
    if not (own.aspect or own.size or own.model or own.style):
        return wording.say("settings.mine.none", locale)
    none = wording.say("settings.none", locale)
    return wording.say(
        "settings.mine",
        locale,
        aspect=own.aspect or none,
        size=own.size or none,
        model=models.find(own.model).name if own.model else none,
        style=f"“{escape(own.style, MOST_WORDS)}”" if own.style else none,
    )


def policy_of(who: str, roles: Sequence[discord.Role | None]) -> ContinuePolicy:
    """Return the policy that a command's options describe.

    Raises:
        UserError: settings.roles.none, if it is for roles and none is given.
    """
    policy = ContinuePolicy(who=ContinueScope(who), roles=tuple(role.id for role in roles if role))
    if policy.who is ContinueScope.ROLES and not policy.roles:
        raise UserError("settings.roles.none")
    return policy


def policy_text(policy: ContinuePolicy, locale: str) -> str:
    """Return who may continue pictures, as text."""
    if policy.who is ContinueScope.ROLES:
        return ", ".join(f"<@&{role}>" for role in policy.roles)
    return wording.say(f"choice.continue.{policy.who}", locale)


def styles_text(styles: Mapping[str, str]) -> str:
    """Return a server's named styles, a line for each, within one message."""
    lines = (
        f"**{escape(name, MOST_NAME)}**: {escape(words, MOST_WORDS)}"
        for name, words in sorted(styles.items())
    )
    return wording.shorten("\n".join(lines), MOST_TEXT)
