"""Logs what a command or form changed in a server's settings: who, what, from what to what.

What an interaction's task changes is recorded where it is stored, so that no command can forget to
say it, and what others change at the same time is theirs.
"""

import contextlib
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import discord

from bot.core.server_settings import SettingChange
from bot.discord.actions.change_log_texts import setting_name, setting_value
from bot.discord.client import DiscordClient
from bot.discord.delivery.server_log import write_in_log
from bot.engine.engine import Engine
from bot.errors import EaselError
from bot.text import wording

log = logging.getLogger(__name__)

Interaction = discord.Interaction[DiscordClient]
CHANGES = "setting_changes"  # in an interaction's extras
GROUPS = ("access", "styles")  # settings that are several, by name
MOST_TEXT = 2000  # characters of a message


def record_changes(engine: Engine, interaction: Interaction) -> None:
    """Record what the task of an interaction changes from now on."""
    interaction.extras[CHANGES] = engine.settings.record_changes()


async def log_changes(engine: Engine, interaction: Interaction) -> None:
    """Log what was changed since `record_changes`, once."""
    changes: Sequence[SettingChange] = interaction.extras.pop(CHANGES, ())
    if not changes or (settings := await _settings(engine, interaction)) is None:
        return
    locale = _locale(interaction, settings)
    lines = change_lines(changes, moderator=interaction.user.id, locale=locale)
    logs = [settings.get("log"), *(one.before for one in changes if one.key == "log")]
    words = wording.shorten("\n".join(lines), MOST_TEXT)
    await write_in_log(interaction.client, next(filter(None, logs), None), words)


async def log_line(engine: Engine, interaction: Interaction, code: str) -> None:
    """Log what a moderator did that is no setting, by the code of its sentence."""
    if (settings := await _settings(engine, interaction)) is None:
        return
    words = wording.say(code, _locale(interaction, settings), moderator=interaction.user.mention)
    await write_in_log(interaction.client, settings.get("log"), words)


@contextlib.asynccontextmanager
async def changes_logged(engine: Engine, interaction: Interaction) -> AsyncIterator[None]:
    """Log what a block of code changes in the settings of the server, also where it raises."""
    record_changes(engine, interaction)
    try:
        yield
    finally:
        await log_changes(engine, interaction)


def change_lines(changes: Sequence[SettingChange], *, moderator: int, locale: str) -> list[str]:
    """Return a line for each setting that was changed."""
    return [
        wording.say(
            "log.changed",
            locale,
            moderator=f"<@{moderator}>",
            setting=setting_name(change.key, locale),
            before=setting_value(change.key, change.before, locale),
            after=setting_value(change.key, change.after, locale),
        )
        for each in changes
        for change in _parts(each)
    ]


async def _settings(engine: Engine, interaction: Interaction) -> Mapping[str, Any] | None:
    """Return a server's settings; None where there is no server, or they can't be read now."""
    if interaction.guild_id is None:
        return None
    try:
        return await engine.settings.of_server(interaction.guild_id)
    except EaselError as error:  # what the person asked for fails with the same error
        log.warning("settings not read for the server log: error=%s", error)
        return None


def _locale(interaction: Interaction, settings: Mapping[str, Any]) -> str:
    return settings.get("language") or str(interaction.guild_locale or "en-US")


def _parts(change: SettingChange) -> Sequence[SettingChange]:
    """Return what changed of a group, by name: "access:roles", "styles:noir"; else the change."""
    if change.key not in GROUPS:
        return [change]
    before, after = change.before or {}, change.after or {}
    return [
        SettingChange(key=f"{change.key}:{name}", before=before.get(name), after=after.get(name))
        for name in sorted(before | after)
        if before.get(name) != after.get(name)
    ]
