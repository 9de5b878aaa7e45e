"""Tells the operator what only they can fix: in their channel, or in private messages."""

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import Sequence
from dataclasses import replace

import discord

from bot.core.operator_alerts import OperatorAlert
from bot.discord.client import DiscordClient
from bot.discord.connection import DiscordConnection
from bot.discord.delivery.errors import REFUSED, translate_discord_errors
from bot.discord.server_language import discord_language
from bot.engine.operator_alerts import OperatorAlerts
from bot.errors import TemporaryError
from bot.text import wording

log = logging.getLogger(__name__)

CHECK = 60.0  # seconds between two looks for alerts that another process left
TIMEOUT = 60.0  # seconds for one alert
RETRY = 60.0  # seconds until one that Discord did not take just now is tried again
REFUSED_RETRY = 900.0  # seconds until one that no one accepts is tried again
NONCE_LENGTH = 25  # characters; Discord takes no more


class OperatorAlertSender:
    """Waits for alerts and sends them.

    Args:
        connection: to Discord.
        alerts: what is to be told.
        channel: the channel that gets them; 0: the application's owner, or each of its team.
    """

    def __init__(
        self, connection: DiscordConnection, alerts: OperatorAlerts, *, channel: int
    ) -> None:
        self._connection = connection
        self._alerts = alerts
        self._channel = channel

    async def run(self) -> None:
        """Send alerts until cancelled."""
        changed = self._alerts.listen()
        while True:
            for alert in await self._alerts.claim():
                await self._send(alert)
            self._alerts.tried()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CHECK):
                    await changed.wait()
            changed.clear()

    async def _send(self, alert: OperatorAlert) -> None:
        """Tell everyone who does not know yet, and store whom it reached."""
        reached, again_in = list(alert.reached), None
        try:
            async with asyncio.timeout(TIMEOUT):
                client = await self._connection.client()
                await self._tell(client, alert, reached)
        except (TemporaryError, TimeoutError) as error:
            log.warning(
                "operator alert failed, will retry: cause=%s error=%s",
                alert.cause,
                type(error).__name__,
            )
            again_in = RETRY
        else:
            if not reached:
                log.error("operator alert not delivered, no one accepts it: cause=%s", alert.cause)
                again_in = REFUSED_RETRY
        await self._alerts.record(replace(alert, reached=tuple(reached)), again_in=again_in)

    async def _tell(self, client: DiscordClient, alert: OperatorAlert, reached: list[int]) -> None:
        """Add to `reached` who has it; no one waits for another.

        Raises:
            TemporaryError: Discord does not answer just now for one of them.
        """
        if self._channel and (
            self._channel in reached or await _post(client, alert, channel=self._channel)
        ):
            reached[:] = [self._channel]
            return
        later: TemporaryError | None = None
        for person in await _operators(client):
            try:
                if person not in reached and await _post(client, alert, person=person):
                    reached.append(person)
            except TemporaryError as error:
                later = error
        if later is not None:
            raise later


async def _operators(client: DiscordClient) -> Sequence[int]:
    """Return the application's owner, or the members of the team that owns it.

    Raises:
        TemporaryError: Discord does not answer just now.
    """
    with contextlib.suppress(*REFUSED), translate_discord_errors("what=operators"):
        about = await client.application_info()
        if about.team is None:
            return [about.owner.id]
        accepted = discord.TeamMembershipState.accepted
        return [one.id for one in about.team.members if one.membership_state is accepted]
    return []


async def _post(
    client: DiscordClient, alert: OperatorAlert, *, channel: int = 0, person: int = 0
) -> bool:
    """Return whether a channel or a person has an alert now; the same one is posted once.

    Raises:
        TemporaryError: Discord does not answer just now.
    """
    place = client.get_channel(channel)
    guild = getattr(place, "guild", None)
    words = wording.operator_text(alert, discord_language(client, guild.id if guild else 0))
    named = f"{alert.day}:{alert.key}:{channel or person}"
    nonce = hashlib.sha256(named.encode()).hexdigest()[:NONCE_LENGTH]
    with contextlib.suppress(*REFUSED):
        with translate_discord_errors(f"what=operator_alert cause={alert.cause}"):
            there: discord.abc.Messageable = (
                client.get_partial_messageable(channel)
                if channel
                else await client.create_dm(discord.Object(id=person))
            )
            await there.send(words, nonce=nonce)
        return True
    return False
