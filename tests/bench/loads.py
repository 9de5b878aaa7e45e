"""What is asked of a bot, and how it did: each load gives figures by name."""

import asyncio
import statistics
from collections.abc import Iterable

from bot.sandbox.gemini.script import Paint
from bot.sandbox.server import Sandbox

from .bots import Bot

# Bytes of a picture as Gemini makes them; 4K fits the upload of a server without boosts.
WEIGHTS = {"1K": 1_500_000, "2K": 4_500_000, "4K": 9_500_000}
# What is done by an interaction's token does not count in a bot's 50 calls a second.
EXEMPT = ("/interactions/", "/webhooks/")
Figures = dict[str, float]


class Load:
    """People at a bot's channel."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._discord, self._gemini = sandbox.discord, sandbox.gemini
        self._people = [self._discord.person(name) for name in ("Ada", "Bo")]
        self._art = self._discord.channel("art")
        self._calls: list[str] = []  # paths of what the bot called

    async def warmed(self) -> None:
        """The first pictures load what is loaded late."""
        await self._all_of(2)

    async def steady(self, *, seconds: int = 15, each_second: int = 10) -> Figures:
        """So many commands a second, each painting four seconds long: 40 are in flight."""
        self._gemini.seconds = 4.0
        asked = []
        for _ in range(seconds * each_second):
            asked.append(await self._ask())
            await asyncio.sleep(1 / each_second)
        self._gemini.seconds = 0.0
        await self._shown(len(asked))
        waits = sorted(one.acked_after for one in asked)
        return {
            "steady load, acknowledged, p50 (ms)": statistics.median(waits) * 1000,
            "steady load, acknowledged, p99 (ms)": waits[int(len(waits) * 0.99)] * 1000,
        }

    async def rush(self, number: int = 300) -> Figures:
        """So many commands at the same moment."""
        asked = await self._all_of(number)
        slowest = max(one.acked_after for one in asked)
        return {f"{number} at once, the slowest acknowledged (ms)": slowest * 1000}

    async def one_by_one(self, bot: Bot, size: str, number: int = 30) -> Figures:
        """One picture after another: how long after the model's answer each is shown."""
        waits, cpu = [], bot.cpu()
        self._calls.clear()
        for _ in range(number):
            await self._all_of(1, size=size)
            answered_at = self._gemini.calls[-1].ended_at
            assert answered_at is not None
            waits.append(self._discord.world.clock() - answered_at)
        counted = sum(not path.startswith(EXEMPT) for path in self._calls)
        return {
            f"{size}: shown after the answer (ms)": statistics.median(waits) * 1000,
            f"{size}: CPU a picture (ms)": (bot.cpu() - cpu) / number * 1000,
            f"{size}: calls to Discord a picture": len(self._calls) / number,
            f"{size}: of them within its 50 a second": counted / number,
        }

    async def saturated(self, size: str, number: int, *, open_at_once: int = 16) -> Figures:
        """As many pictures as it can carry."""
        room, began = asyncio.Semaphore(open_at_once), self._discord.world.clock()

        async def one() -> None:
            async with room:
                asked = await self._ask(size=size)
                await self._discord.until(lambda: _settled(asked), within=60)

        await asyncio.gather(*(one() for _ in range(number)))
        await self._shown(number)
        took = self._discord.world.clock() - began
        return {f"{size}: pictures a second": number / took}

    async def queued(self, bot: Bot, number: int) -> Figures:
        """So many of 4K wait at the same time, and are painted."""
        await self._all_of(number, size="4K", within=300)
        return {f"memory, {number} of 4K at once (MB)": bot.peak()}

    async def _all_of(self, number: int, *, size: str = "1K", within: float = 60.0) -> list:
        asked = [await self._ask(size=size) for _ in range(number)]
        await self._shown(number, within=within)
        await self._discord.until(lambda: all(one.acked_after is not None for one in asked))
        return asked

    async def _ask(self, *, size: str = "1K"):
        self._gemini.script.append(Paint(thoughts=False, size=(64, 64), weight=WEIGHTS[size]))
        person = self._people[len(self._gemini.script) % 2]
        return await person.slash("imagine", channel=self._art, prompt="a fox")

    async def _shown(self, number: int, *, within: float = 60.0) -> None:
        """Wait for so many pictures, then let the local Discord forget them."""
        await self._discord.until(lambda: _pictures(self._messages()) >= number, within=within)
        world = self._discord.world
        self._calls += [call.path for call in world.calls]
        for memory in (world.messages, world.calls, world.nonces):
            memory.clear()

    def _messages(self) -> Iterable:
        return self._discord.world.messages.values()


def _settled(asked) -> bool:
    """Its private note is gone, or it was answered with the picture itself."""
    reply = asked.reply
    return asked.acked_after is not None and (reply is None or bool(reply.attachments))


def _pictures(messages: Iterable) -> int:
    return sum(bool(message.attachments) for message in messages)
