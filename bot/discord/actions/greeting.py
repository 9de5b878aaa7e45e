"""The greeting of a new server: how to ask, a first image to try, and the way to the panel."""

import contextlib
import logging
import re
from collections.abc import AsyncIterator
from typing import Any

import discord

from bot.discord.client import DiscordClient
from bot.discord.connection_errors import DISCORD_ERRORS, describe_connection_error
from bot.discord.delivery.errors import REFUSED, translate_discord_errors
from bot.discord.intake.intake import Intake
from bot.discord.intake.request_builder import PromptOptions, build_request
from bot.discord.permissions import lacking
from bot.discord.views import view_of
from bot.errors import EaselError, UserError
from bot.text import wording
from bot.text.markup import escape

log = logging.getLogger(__name__)

Interaction = discord.Interaction[DiscordClient]
_FIRST = re.compile(r"greeting:first:([A-Za-z0-9-]{2,10})")  # with the language of its prompt
MAX_NAME = 100  # characters of a server's name
POSTING = discord.Permissions(view_channel=True, send_messages=True)
MAX_INVITES = 20  # of the server's newest invited bots that are looked through for who invited us


class Greeting:
    """Greets a server once, and paints the first image for the person who clicks."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._settings = intake.engine.settings

    async def send(self, client: DiscordClient, guild: discord.Guild) -> None:
        """Greet a server that was joined just now, in the first place that takes it."""
        try:
            if not await self._settings.claim_greeting(guild.id):
                return
            locale = await self._settings.language(guild.id, str(guild.preferred_locale))
            async for place in _places(guild):
                with (
                    contextlib.suppress(*REFUSED),
                    translate_discord_errors(f"what=greeting guild={guild.id}"),
                ):
                    await _send(client, guild, place, locale)
                    return
        except EaselError as error:
            log.warning("greeting not sent: guild=%d error=%s", guild.id, error)
            return
        log.info("greeting not sent, no place takes it: guild=%d", guild.id)

    async def click(self, interaction: Interaction, custom_id: str) -> None:
        """Paint the image that the greeting names, as the request of the person who clicked."""
        match = _FIRST.fullmatch(custom_id)
        if match is None:
            raise UserError("button.stale")
        requester = await self._intake.acknowledge(interaction)
        options = PromptOptions(prompt=wording.say("greeting.prompt", match[1]))
        prepared = await build_request(self._intake, options, requester=requester)
        await self._intake.accept_prompt(interaction, prepared, requester)


async def _places(guild: discord.Guild) -> AsyncIterator[discord.TextChannel | discord.Object]:
    """Where a server may be greeted: its system channel, who invited the bot, its owner."""
    system = guild.system_channel
    if system is not None and not lacking(system, POSTING):
        yield system
    for person in dict.fromkeys((await _inviter(guild), guild.owner_id)):
        if person is not None:
            yield discord.Object(id=person)


async def _inviter(guild: discord.Guild) -> int | None:
    """Return who invited the bot, where the server lets it read that."""
    if not guild.me.guild_permissions.view_audit_log:
        return None
    try:
        added = guild.audit_logs(action=discord.AuditLogAction.bot_add, limit=MAX_INVITES)
        async for entry in added:
            if entry.target is not None and entry.target.id == guild.me.id:
                return entry.user_id
    except DISCORD_ERRORS as error:
        log.info("inviter not read: guild=%d error=%s", guild.id, describe_connection_error(error))
    return None


async def _send(
    client: DiscordClient,
    guild: discord.Guild,
    place: discord.TextChannel | discord.Object,
    locale: str,
) -> None:
    """Send the greeting. The panel can be opened in the server only, so not from a private chat."""
    prompt = wording.say("greeting.prompt", locale)
    first = discord.ui.Button[Any](
        label=wording.say("button.paint", locale), custom_id=f"greeting:first:{locale}", emoji="🎨"
    )
    if isinstance(place, discord.TextChannel):
        setup = discord.ui.Button[Any](
            label=wording.say("button.greeting.setup", locale), custom_id="setup:open", emoji="⚙️"
        )
        words = wording.say("greeting", locale, prompt=prompt)
        await place.send(words, view=view_of(first, setup))
        return
    server = escape(guild.name, MAX_NAME)
    words = wording.say("greeting.private", locale, server=server, prompt=prompt)
    await (await client.create_dm(place)).send(words, view=view_of(first))
