"""What /settings answers: preferences, rules of continuing and styles, as text."""

from collections.abc import Mapping, Sequence

import discord

from bot.core.models import ModelTable
from bot.core.permissions import ContinuePolicy, ContinueScope
from bot.core.preferences import LONG_WAIT, Notify, Preferences
from bot.core.styles import MOST_NAME, MOST_WORDS
from bot.core.turns import Quality
from bot.errors import UserError
from bot.text import wording
from bot.text.command_names import localized_name
from bot.text.markup import escape

MOST_TEXT = 2000  # characters of a message


def preferences_text(own: Preferences, models: ModelTable, locale: str) -> str:
    """Return a person's defaults as text, and what they are told about their pictures."""
    defaults = _defaults(own, models, locale)
    none = wording.say("settings.none", locale)
    shown = {name: value or none for name, value in defaults.items()}
    cost = {None: "budget", True: "on", False: "off"}[own.cost]
    lines = (
        wording.say("settings.mine", locale, **shown)
        if any(defaults.values())
        else wording.say("settings.mine.none", locale),
        wording.say(f"settings.quality.{own.quality or Quality.STANDARD}", locale),
        wording.say(f"settings.notify.{own.notify}", locale, seconds=int(LONG_WAIT)),
        wording.say(f"settings.cost.{cost}", locale),
        wording.say(f"settings.recipe.{'off' if own.recipe is False else 'on'}", locale),
    )
    return "\n".join(lines)


def reset_text(own: Preferences, models: ModelTable, locale: str) -> str:
    """Return which of a person's defaults a reset takes away, by the names of their options."""
    values = _defaults(own, models, locale)
    if own.quality is not None:
        values["quality"] = wording.say(f"quality.{own.quality}", locale)
    if own.notify is not Notify.AFTER_WAIT:
        values["notify"] = wording.say(f"choice.notify.{own.notify}", locale)
    if own.cost is not None:
        values["cost"] = wording.say(f"settings.{'yes' if own.cost else 'no'}", locale)
    if own.recipe is not None:
        values["recipe"] = wording.say(f"settings.{'yes' if own.recipe else 'no'}", locale)
    what = tuple(
        f"`{localized_name('option', name, locale)}` {value}"
        for name, value in values.items()
        if value
    )
    return wording.say(
        "settings.mine.reset" if what else "settings.mine.reset.none", locale, what=what
    )


def _defaults(own: Preferences, models: ModelTable, locale: str) -> dict[str, str]:
    """Return what a person set of their options, by name; empty where they set nothing."""
    return {
        "aspect": own.aspect or "",
        "size": own.size or "",
        "model": models.find(own.model).name if own.model else "",
        "style": wording.quoted(escape(own.style, MOST_WORDS), locale) if own.style else "",
    }


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
        return wording.listed((f"<@&{role}>" for role in policy.roles), locale)
    return wording.say(f"choice.continue.{policy.who}", locale)


def styles_text(styles: Mapping[str, str]) -> str:
    """Return a server's named styles, a line for each, within one message."""
    lines = (
        f"**{escape(name, MOST_NAME)}**: {escape(words, MOST_WORDS)}"
        for name, words in sorted(styles.items())
    )
    return wording.shorten("\n".join(lines), MOST_TEXT)
