"""Tells a server's owners that a budget is nearly spent: once, and also after a restart."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

import discord

from bot.core.allowances import BudgetAlert
from bot.discord.client import DiscordClient, DiscordConnection
from bot.discord.delivery.errors import Archived, Undeliverable, translate_discord_errors
from bot.engine.accounts import Accounts
from bot.errors import EaselError
from bot.text import wording

log = logging.getLogger(__name__)

PACE = 1.0  # seconds between two looks
AGAIN = 60.0  # seconds until Discord is asked again when it did not answer


class BudgetAlerts:
    """Waits for alarms and delivers them."""

    def __init__(self, connection: DiscordConnection, accounts: Accounts) -> None:
        self._connection = connection
        self._accounts = accounts

    async def run(self) -> None:
        """Deliver until cancelled."""
        ear = self._accounts.wakeup.ear()
        while True:
            waits = await self._deliver_all()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(AGAIN if waits else None):
                    await ear.wait()
            ear.clear()
            await asyncio.sleep(PACE)

    async def _deliver_all(self) -> bool:
        """Deliver what can be delivered; true if something waits. One server waits for no other."""
        try:
            alarms = await self._accounts.alarms()
        except EaselError as error:
            log.warning("alarms wait: %s", error)
            return True
        client, waits = await self._connection.client(), False
        for alarm in alarms:
            if not client.has_shard_of(alarm.guild):  # the process that does knows where to tell it
                continue
            try:
                await self._deliver(client, alarm)
            except (EaselError, TimeoutError) as error:
                log.warning("an alarm waits: %s", type(error).__name__)
                waits = True
        return waits

    async def _deliver(self, client: DiscordClient, alarm: BudgetAlert) -> None:
        async with asyncio.timeout(AGAIN):
            await client.wait_until_ready()
        guild = client.get_guild(alarm.guild)
        wished = await self._accounts.notify_channel(alarm.guild)
        locale = str(guild.preferred_locale) if guild else "en-US"
        words = wording.say(
            f"alarm.{alarm.period}",
            locale,
            spent=alarm.spent,
            budget=alarm.limit,
            resets=alarm.resets,
        )
        async for door in _doors(client, guild, wished):
            with (
                contextlib.suppress(Undeliverable, Archived),
                translate_discord_errors(f"alarm of {alarm.guild}"),
            ):
                await door.send(words)
                break
        else:
            log.warning("nobody in server %d could be told about its budget", alarm.guild)
        await self._accounts.told(alarm)


async def _doors(
    client: DiscordClient, guild: discord.Guild | None, wished: int | None
) -> AsyncIterator[discord.abc.Messageable]:
    """Where owners may be reached: the channel they chose, the system's, a private message."""
    if wished is not None:
        yield client.get_partial_messageable(wished)
    if guild is None:
        return
    if guild.system_channel is not None:
        yield guild.system_channel
    if guild.owner_id is not None:
        with contextlib.suppress(Undeliverable), translate_discord_errors(f"alarm of {guild.id}"):
            yield await client.create_dm(discord.Object(id=guild.owner_id))
