"""Where pictures are posted behind a spoiler: in spoiler channels, and by a server's rule."""

import contextlib
import time
from dataclasses import dataclass
from typing import Any

from bot.core.moderation import SpoilerRule
from bot.discord.client import DiscordClient
from bot.discord.delivery.errors import Undeliverable, translate_discord_errors
from bot.engine.moderation import Moderation

SPOILER_CHANNEL = 1 << 21  # channel flag; discord.py drops a text channel's flags
THREADS = {10, 11, 12}  # channel types
FRESH = 600.0  # seconds for which an answer is used
MAX_KNOWN = 1000  # channels in memory


@dataclass(frozen=True, slots=True, kw_only=True)
class _ChannelFacts:
    """What Discord says of a channel, or of the one that a thread is in."""

    guild: int | None = None
    spoilers: bool = False  # a spoiler channel
    age_restricted: bool = False


class SpoilerChannels:
    """Which channels hide media. What Discord says of them is kept for some minutes."""

    def __init__(self, moderation: Moderation) -> None:
        self._moderation = moderation
        self._known: dict[int, tuple[float, _ChannelFacts]] = {}  # when it was asked, in seconds

    async def contain(
        self, client: DiscordClient, channel: int, *, rule: SpoilerRule | None = None
    ) -> bool:
        """Return whether what is posted in a channel is to be behind a spoiler.

        A channel that Discord does not show us is none: nothing can be posted there anyway.

        Args:
            client: the connection.
            channel: its id.
            rule: its server's; None: it is read.

        Raises:
            TemporaryError: Discord does not answer just now.
        """
        facts = await self._facts(client, channel)
        if facts.spoilers or facts.guild is None:
            return facts.spoilers
        if rule is None:
            rule = (await self._moderation.rules(facts.guild)).spoilers
        if rule is SpoilerRule.AGE_RESTRICTED:
            return facts.age_restricted
        return rule is SpoilerRule.ALWAYS

    async def _facts(self, client: DiscordClient, channel: int) -> _ChannelFacts:
        asked_at, facts = self._known.get(channel, (0.0, _ChannelFacts()))
        now = time.monotonic()
        if asked_at and now - asked_at < FRESH:
            return facts
        facts = _ChannelFacts()
        with (
            contextlib.suppress(Undeliverable),
            translate_discord_errors(f"what=spoilers channel={channel}"),
        ):
            about: dict[str, Any] = dict(await client.http.get_channel(channel))
            if about["type"] in THREADS and (parent := about.get("parent_id")):
                about = dict(await client.http.get_channel(int(parent)))
            facts = _ChannelFacts(
                guild=int(about["guild_id"]) if about.get("guild_id") else None,
                spoilers=bool(about.get("flags", 0) & SPOILER_CHANNEL),
                age_restricted=bool(about.get("nsfw")),
            )
        self._known.pop(channel, None)
        while len(self._known) >= MAX_KNOWN:
            del self._known[next(iter(self._known))]
        self._known[channel] = (now, facts)
        return facts
