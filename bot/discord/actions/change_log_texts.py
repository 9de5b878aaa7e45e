"""What the log of changes calls a server's settings and their values."""

from collections.abc import Mapping
from typing import Any

from bot.core.allowances import NO_LIMIT, read
from bot.core.moderation import MOST_REASON
from bot.core.styles import MOST_NAME
from bot.discord.actions.limit_texts import allowance_text
from bot.text import wording
from bot.text.markup import escape

MOST_VALUE = 300  # characters of a value
CHANNELS = frozenset({"log", "notify", "showcase", "digest"})  # settings that are channels
LISTS = {"continue_roles": "<@&{}>", "access:roles": "<@&{}>", "access:channels": "<#{}>"}
ALLOWANCES = frozenset({"budget", "allowance"})  # settings that are limits


def setting_name(key: str, locale: str) -> str:
    """Return what a setting is called; its key where it has no name."""
    kind, _, rest = key.partition(":")
    code = f"setting.{rest}" if kind == "access" else f"setting.{kind}"
    if code not in wording.SENTENCES:
        return escape(key, MOST_NAME)
    return wording.say(code, locale, who=_mention(rest), name=escape(rest, MOST_NAME))


def setting_value(key: str, value: Any, locale: str) -> str:
    """Return a setting's value, which may be one of a later version."""
    kind = key.partition(":")[0]
    if value is None:
        return wording.say("settings.none", locale)
    if isinstance(value, bool):
        return wording.say("settings.yes" if value else "settings.no", locale)
    if kind in CHANNELS:
        return f"<#{value}>"
    if key in LISTS:
        return wording.listed((LISTS[key].format(each) for each in value), locale)
    if f"choice.{kind}.{value}" in wording.SENTENCES:
        return wording.say(f"choice.{kind}.{value}", locale)
    if kind == "character":  # how many images it has
        return wording.picture_count(value, locale)
    if kind == "blocked":
        return _block(value, locale)
    if kind in ALLOWANCES:
        return allowance_text(read(value) or NO_LIMIT, locale)
    if isinstance(value, list):
        return escape(wording.listed(map(str, value), locale), MOST_VALUE)
    return escape(str(value), MOST_VALUE)


def _block(value: Mapping[str, Any], locale: str) -> str:
    reason = wording.quoted(escape(str(value.get("reason")), MOST_REASON), locale)
    until = value.get("until")
    end = wording.say("choice.lasts.good", locale) if until is None else f"<t:{int(until)}:f>"
    return wording.listed((reason, end), locale)


def _mention(rest: str) -> str:
    """Return a mention for "role:5", "member:7" or "7"; empty for anything else."""
    kind, _, id_ = rest.rpartition(":")
    if not id_.isdecimal():
        return ""
    return f"<@&{id_}>" if kind == "role" else f"<@{id_}>"
