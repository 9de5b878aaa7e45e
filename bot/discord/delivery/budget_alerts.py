"""Alerts a server's owners once when a budget is nearly spent, also after a restart."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

import discord

from bot.core.allowances import EVERYWHERE, BudgetAlert
from bot.discord.client import DiscordClient
from bot.discord.connection import DiscordConnection
from bot.discord.delivery.errors import (
    REFUSED,
    Undeliverable,
    translate_discord_errors,
)
from bot.discord.server_language import server_language
from bot.engine.engine import Engine
from bot.errors import EaselError
from bot.text import wording
from bot.text.markup import escape

log = logging.getLogger(__name__)

MOST_NAME = 100  # characters of a server's name
PACE = 1.0  # seconds between two reads of the alerts
RETRY = 60.0  # seconds until an alert that could not be sent is tried again


class BudgetAlerts:
    """Waits for budget alerts and sends them."""

    def __init__(self, connection: DiscordConnection, engine: Engine) -> None:
        self._connection = connection
        self._accounts = engine.accounts
        self._operator_alerts = engine.operator_alerts
        self._settings = engine.settings

    async def run(self) -> None:
        """Send alerts until cancelled."""
        changed = self._accounts.wakeup.subscribe()
        while True:
            retry = await self._send_all()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(RETRY if retry else None):
                    await changed.wait()
            changed.clear()
            await asyncio.sleep(PACE)

    async def _send_all(self) -> bool:
        """Send what can be sent; true if something is left. No server waits for another."""
        try:
            alerts = await self._accounts.pending_alerts()
        except EaselError as error:
            log.warning("budget alerts not read, will retry: error=%s", error)
            return True
        client, retry = await self._connection.client(), False
        for alert in alerts:
            if alert.guild == EVERYWHERE:
                await self._operator_alerts.raise_budget(alert)
                await self._accounts.close_alert(alert)
                continue
            if not client.has_shard_of(alert.guild):  # the process that has it knows its channels
                continue
            try:
                await self._send(client, alert)
            except (EaselError, TimeoutError) as error:
                kind = type(error).__name__
                log.warning("budget alert failed, will retry: guild=%d error=%s", alert.guild, kind)
                retry = True
        return retry

    async def _send(self, client: DiscordClient, alert: BudgetAlert) -> None:
        async with asyncio.timeout(RETRY):
            await client.wait_until_ready()
        guild = client.get_guild(alert.guild)
        chosen = await self._accounts.notify_channel(alert.guild)
        locale = await server_language(client, self._settings, alert.guild)
        words = wording.say(
            f"alarm.{alert.period}",
            locale,
            server=escape(guild.name if guild else str(alert.guild), MOST_NAME),
            spent=alert.spent,
            budget=alert.limit,
            resets=alert.resets,
        )
        async for channel in _channels(client, guild, chosen):
            with (
                contextlib.suppress(*REFUSED),
                translate_discord_errors(f"what=budget_alert guild={alert.guild}"),
            ):
                await channel.send(words)
                break
        else:
            log.warning("budget alert not sent, no channel accepts it: guild=%d", alert.guild)
        await self._accounts.close_alert(alert)


async def _channels(
    client: DiscordClient, guild: discord.Guild | None, chosen: int | None
) -> AsyncIterator[discord.abc.Messageable]:
    """Where owners can be reached: the chosen channel, the system channel, a private message."""
    if chosen is not None:
        yield client.get_partial_messageable(chosen)
    if guild is None:
        return
    if guild.system_channel is not None:
        yield guild.system_channel
    if guild.owner_id is not None:
        with (
            contextlib.suppress(Undeliverable),
            translate_discord_errors(f"what=budget_alert guild={guild.id}"),
        ):
            yield await client.create_dm(discord.Object(id=guild.owner_id))
