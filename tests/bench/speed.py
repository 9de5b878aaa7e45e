"""How fast a request is acknowledged, and how soon a picture is shown: `make bench`.

The bot runs as a process of its own, as it does on Discord; the local servers run here. Figures
are of one machine and one run: compare them with each other, not with another day's.
"""

import asyncio
import os
import statistics
import sys
import tempfile
from pathlib import Path

from bot.sandbox.server import TOKEN, serving

AT_ONCE, ROUNDS = 10, 20


async def main() -> None:
    """Measure and print."""
    async with serving() as sandbox:
        sandbox.gemini.fast = True
        with tempfile.TemporaryDirectory() as folder:
            bot = await _bot(sandbox, Path(folder))
            try:
                await sandbox.discord.until(lambda: sandbox.discord.bot_online, within=30)
                await _paint(sandbox, 2)  # the first one loads what is loaded late
                await _acknowledged(sandbox)
                await _shown(sandbox)
            finally:
                bot.terminate()
                await bot.wait()


async def _acknowledged(sandbox) -> None:
    """Ten commands at once, again and again."""
    waits = []
    for _ in range(ROUNDS):
        waits += await _paint(sandbox, AT_ONCE)
    waits.sort()
    p50, p99 = statistics.median(waits), waits[int(len(waits) * 0.99)]
    print(
        f"acknowledged, {AT_ONCE} at once, {len(waits)} in all: "
        f"p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms, slowest {waits[-1] * 1000:.1f} ms"
    )


async def _shown(sandbox) -> None:
    """One picture of 1K after another: from the model's answer to the message."""
    discord, gemini = sandbox.discord, sandbox.gemini
    waits = []
    for _ in range(40):
        count = _pictures(discord)
        await discord.person("Ada").slash("imagine", channel=discord.channel("art"), prompt="a fox")
        await discord.until(lambda count=count: _pictures(discord) > count)
        waits.append(discord.world.clock() - gemini.calls[-1].ended_at)
    print(
        f"shown after the model answered, 1K: median {statistics.median(waits) * 1000:.1f} ms, "
        f"slowest {max(waits) * 1000:.1f} ms"
    )


async def _paint(sandbox, number: int) -> list[float]:
    """Ask for pictures at once; how long each took to be acknowledged, in seconds."""
    discord = sandbox.discord
    people = [discord.person("Ada"), discord.person("Bo")]
    count = _pictures(discord)
    asked = [
        await people[n % 2].slash("imagine", channel=discord.channel("art"), prompt=f"fox {n}")
        for n in range(number)
    ]
    await discord.until(lambda: all(one.acked_after is not None for one in asked))
    await discord.until(lambda: _pictures(discord) == count + number, within=60)
    return [one.acked_after for one in asked]


def _pictures(discord) -> int:
    return sum(bool(message.attachments) for message in discord.messages(discord.channel("art")))


async def _bot(sandbox, folder: Path) -> asyncio.subprocess.Process:
    settings = {
        "DISCORD_TOKEN": TOKEN,
        "GEMINI_API_KEY": "sandbox",
        "EASEL_DISCORD__API_URL": sandbox.discord.api_url,
        "EASEL_GEMINI__BASE_URL": sandbox.gemini_url,
        "EASEL_STORAGE__DATABASE": f"sqlite:///{folder}/easel.db",
        "EASEL_STORAGE__PICTURES": str(folder / "pictures"),
    }
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        env=os.environ | settings,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )


if __name__ == "__main__":
    asyncio.run(main())
