"""Logs what a command or form changed in a server's settings: who, what, from what to what.

The settings are read before and after, so that no command can forget to say what it changes.
"""

import contextlib
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any

import discord

from bot.discord.actions.change_log_texts import setting_name, setting_value
from bot.discord.client import DiscordClient
from bot.discord.delivery.server_log import write_in_log
from bot.engine.engine import Engine
from bot.errors import EaselError
from bot.text import wording

log = logging.getLogger(__name__)

Interaction = discord.Interaction[DiscordClient]
BEFORE = "settings_before"  # in an interaction's extras
GROUPS = ("access", "styles")  # settings that are several, by name
UNLOGGED = frozenset({"greeted", "turned_away", "warned"})  # what Easel itself keeps in mind
MOST_TEXT = 2000  # characters of a message


async def remember_settings(engine: Engine, interaction: Interaction) -> None:
    """Keep a server's settings with an interaction that may change them."""
    interaction.extras[BEFORE] = await _settings(engine, interaction)


async def log_changes(engine: Engine, interaction: Interaction) -> None:
    """Log what is not as it was when the settings were remembered."""
    before: Mapping[str, Any] | None = interaction.extras.pop(BEFORE, None)
    if before is None or (after := await _settings(engine, interaction)) is None:
        return
    locale = _locale(interaction, after)
    lines = change_lines(before, after, moderator=interaction.user.id, locale=locale)
    channel = after.get("log") or before.get("log")
    if lines and channel:
        words = wording.shorten("\n".join(lines), MOST_TEXT)
        await write_in_log(interaction.client, channel, words)


async def log_line(engine: Engine, interaction: Interaction, code: str) -> None:
    """Log what a moderator did that is no setting, by the code of its sentence."""
    if (settings := await _settings(engine, interaction)) is None:
        return
    words = wording.say(code, _locale(interaction, settings), moderator=interaction.user.mention)
    await write_in_log(interaction.client, settings.get("log"), words)


@contextlib.asynccontextmanager
async def changes_logged(engine: Engine, interaction: Interaction) -> AsyncIterator[None]:
    """Log what a block of code changes in the settings of the server."""
    await remember_settings(engine, interaction)
    yield
    await log_changes(engine, interaction)


def change_lines(
    before: Mapping[str, Any], after: Mapping[str, Any], *, moderator: int, locale: str
) -> list[str]:
    """Return a line for each setting that differs."""
    was, now = _flat(before), _flat(after)
    return [
        wording.say(
            "log.changed",
            locale,
            moderator=f"<@{moderator}>",
            setting=setting_name(key, locale),
            before=setting_value(key, was.get(key), locale),
            after=setting_value(key, now.get(key), locale),
        )
        for key in sorted(was | now)
        if was.get(key) != now.get(key)
    ]


async def _settings(engine: Engine, interaction: Interaction) -> Mapping[str, Any] | None:
    """Return a server's settings; None where there is no server, or they can't be read now."""
    if interaction.guild_id is None:
        return None
    try:
        return await engine.settings.of_server(interaction.guild_id)
    except EaselError as error:  # whoever asked reads that from what they asked for
        log.warning("settings not read for the server log: error=%s", error)
        return None


def _locale(interaction: Interaction, settings: Mapping[str, Any]) -> str:
    return settings.get("language") or str(interaction.guild_locale or "en-US")


def _flat(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings with a key for each rule and style: "access:roles", "styles:noir"."""
    flat = {key: value for key, value in settings.items() if key.partition(":")[0] not in UNLOGGED}
    for group in GROUPS:
        parts = flat.pop(group, None) or {}
        flat |= {f"{group}:{name}": value for name, value in parts.items()}
    return flat
