"""Spoiler channels: Discord hides their media until a person opens it."""

import contextlib
import time
from typing import Any

from bot.discord.client import DiscordClient
from bot.discord.delivery.errors import Undeliverable, translate_discord_errors

SPOILER_CHANNEL = 1 << 21  # channel flag; discord.py drops a text channel's flags
THREADS = {10, 11, 12}  # channel types
FRESH = 600.0  # seconds for which an answer is used
MAX_KNOWN = 1000  # channels in memory


class SpoilerChannels:
    """Which channels hide media, as Discord said within the last minutes."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[float, bool]] = {}  # when it was asked, in seconds; the answer

    async def contain(self, client: DiscordClient, channel: int) -> bool:
        """Return whether a channel, or the one that a thread is in, is a spoiler channel.

        A channel that Discord does not show us is none: nothing can be posted there anyway.

        Raises:
            TemporaryError: Discord does not answer just now.
        """
        asked_at, answer = self._known.get(channel, (0.0, False))
        now = time.monotonic()
        if asked_at and now - asked_at < FRESH:
            return answer
        answer = False
        with contextlib.suppress(Undeliverable), translate_discord_errors(f"channel={channel}"):
            about: dict[str, Any] = dict(await client.http.get_channel(channel))
            if about["type"] in THREADS and (parent := about.get("parent_id")):
                about = dict(await client.http.get_channel(int(parent)))
            answer = bool(about.get("flags", 0) & SPOILER_CHANNEL)
        self._known.pop(channel, None)
        while len(self._known) >= MAX_KNOWN:
            del self._known[next(iter(self._known))]
        self._known[channel] = (now, answer)
        return answer
