"""The methods of showing a turn: in its channel, as the interaction's response, privately.

Each is tried until Discord allows one. How the turn was asked for decides the order.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

import discord

from bot.core.server_settings import RequestSettings
from bot.core.turns import DeliveryResult, Place, Turn
from bot.discord.client import DiscordClient
from bot.discord.delivery.adapting import Form
from bot.discord.delivery.approvals import ask_moderators
from bot.discord.delivery.channel_message import post, post_in_channel
from bot.discord.delivery.channel_pace import ChannelPace
from bot.discord.delivery.errors import Archived, Undeliverable, translate_discord_errors
from bot.discord.delivery.original_response import edit_with_result, ends_in_progress_message
from bot.discord.delivery.spoilers import SpoilerChannels
from bot.engine.engine import Engine
from bot.text import wording

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """A turn that is to be shown: where, and by which settings."""

    turn: Turn
    at: Place
    settings: RequestSettings
    note: str = ""  # for its person: why it is not shown where it was asked; empty where it is

    @property
    def locale_of_everyone(self) -> str:
        """The language of what everyone there reads."""
        return self.settings.server.language or self.at.public_locale


DeliveryMethod = Callable[[DiscordClient, Showing], Awaitable[DeliveryResult]]
"""Raises Undeliverable where Discord does not allow it, TemporaryError where it does not answer."""


class DeliveryMethods:
    """Shows turns by the first method that Discord allows.

    Args:
        engine: where pictures and settings are.
        pace: counts what is posted in each channel.
        spoiler_channels: knows where files are hidden.
    """

    def __init__(
        self, engine: Engine, pace: ChannelPace, spoiler_channels: SpoilerChannels
    ) -> None:
        self._engine = engine
        self._pace = pace
        self.spoiler_channels = spoiler_channels

    async def show(self, client: DiscordClient, turn: Turn, at: Place) -> DeliveryResult | None:
        """Try one method after the other; return None if Discord refuses them all.

        Raises:
            TemporaryError: Discord does not answer just now.
        """
        settings = await self._engine.settings.of_request(turn.by)
        showing = Showing(turn=turn, at=at, settings=settings)
        if at.awaits_approval and turn.visible:
            asked = await ask_moderators(client, self._engine, turn, at, settings=settings)
            code = "approval.waits" if asked else "approval.unreachable"
            showing = replace(showing, note=wording.say(code, at.locale))
        for method in self._in_order(turn, at):
            try:
                return await method(client, showing)
            except Undeliverable as error:
                log.warning(
                    "delivery refused, trying the next method: turn=%d method=%s error=%s",
                    turn.id,
                    method.__name__,
                    error.code,
                )
                if method == self.in_channel and not showing.note:
                    note = wording.say(error.code, at.locale, **error.facts)
                    showing = replace(showing, note=note)
        return None

    def _in_order(self, turn: Turn, at: Place) -> Sequence[DeliveryMethod]:
        # What waits for moderators is shown to its person; that nothing was painted, to everyone.
        alone = turn.request.private if turn.visible else turn.private
        if alone or not at.may_post:
            return (self.by_response, self.by_private_message)
        if ends_in_progress_message(turn, at):
            return (self.by_response, self.in_channel, self.by_private_message)
        return (self.in_channel, self.by_response, self.by_private_message)

    async def in_channel(
        self, client: DiscordClient, showing: Showing, *, nonce: str = ""
    ) -> DeliveryResult:
        """Post a message in the channel; `nonce` is that of a turn that was shown before."""
        turn, at, settings = showing.turn, showing.at, showing.settings
        spoiler = turn.by.guild is not None and await self.spoiler_channels.contain(
            client, at.channel, rule=settings.server.moderation.spoilers
        )
        with self._pace.posting(at.channel):
            return await post_in_channel(
                client,
                self._engine,
                turn,
                replace(at, locale=showing.locale_of_everyone),
                settings=settings,
                spoiler=spoiler,
                note=showing.note,
                nonce=nonce,
            )

    async def by_response(self, client: DiscordClient, showing: Showing) -> DeliveryResult:
        """Write it into the interaction's response, while Discord takes that."""
        turn, at, settings = showing.turn, showing.at, showing.settings
        await edit_with_result(client, self._engine, turn, at, settings=settings, note=showing.note)
        return DeliveryResult()

    async def by_private_message(self, client: DiscordClient, showing: Showing) -> DeliveryResult:
        """Send it to its person."""
        turn, at, note = showing.turn, showing.at, showing.note
        if turn.request.private or not at.may_post:
            note = note or wording.say("deliver.private_late", at.locale)
        note = note or wording.say("deliver.elsewhere", at.locale)
        try:
            with translate_discord_errors(turn):
                channel = await client.create_dm(discord.Object(id=turn.by.id))
            form, settings = Form(limit=at.upload_limit, note=note), showing.settings
            result = await post(client, self._engine, channel, turn, at, form, settings=settings)
        except Archived as error:
            raise Undeliverable from error
        return replace(result, channel=channel.id)
