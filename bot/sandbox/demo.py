"""`easel sandbox`: the local servers here, and the real bot as a process of its own beside them."""

import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bot.config import SECRETS, Secrets
from bot.config.proxy import PROXY_VARIABLES
from bot.sandbox.server import TOKEN, Sandbox, serving

PAINTING = 1.5  # seconds a local painting takes: long enough to see that it is being painted
GRACE = 30.0  # seconds the bot gets to end


async def demo(host: str, port: int, secrets: Secrets, *, stop: asyncio.Event) -> int:
    """Serve the sandbox and keep the bot running in it until told to stop.

    With a Gemini key at hand the real model paints; else the sandbox's own painter does.

    Returns:
        the exit code: 0, or the bot's if starting it again would not help.
    """
    async with serving(host, port) as sandbox:
        sandbox.gemini.seconds = PAINTING
        sandbox.discord.page.paints_with = "gemini" if secrets.gemini else "sandbox"
        with tempfile.TemporaryDirectory(prefix="easel-") as folder:
            bot = asyncio.create_task(_keep_running(sandbox, Path(folder), secrets))
            try:
                await _told(sandbox, stop, bot)
                await asyncio.wait(
                    [bot, asyncio.create_task(stop.wait())], return_when=asyncio.FIRST_COMPLETED
                )
                return bot.result() if bot.done() else 0
            finally:
                bot.cancel()
                await asyncio.gather(bot, return_exceptions=True)


async def _told(sandbox: Sandbox, stop: asyncio.Event, bot: asyncio.Task[int]) -> None:
    """Print the address as soon as the page can be used; nothing if the bot has ended."""
    with contextlib.suppress(AssertionError):
        await sandbox.discord.until(
            lambda: sandbox.discord.bot_online or stop.is_set() or bot.done(), within=60
        )
    if not bot.done():
        print(f"Easel sandbox: {sandbox.url}/", flush=True)


async def _keep_running(sandbox: Sandbox, folder: Path, secrets: Secrets) -> int:
    """Run the bot; when it dies, start it again: what it had accepted goes on.

    Returns:
        EX_CONFIG, when the bot ends with it: it has said what is wrong with the environment.
    """
    while True:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            env=_environment(sandbox, folder, secrets),
            cwd=folder,  # where no config.toml lies
            stdout=asyncio.subprocess.DEVNULL,  # an invitation to Discord, which is not wanted here
        )
        try:
            code = await process.wait()
        except asyncio.CancelledError:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await asyncio.wait_for(process.wait(), GRACE)
            raise
        if code == os.EX_CONFIG:
            return code
        print(f"The bot ended with code {code}; starting it again.", file=sys.stderr, flush=True)
        await asyncio.sleep(1)


def _environment(sandbox: Sandbox, folder: Path, secrets: Secrets) -> Mapping[str, str]:
    """The settings of the bot in the sandbox; only what it needs of our own environment."""
    kept = {name: value for name, value in os.environ.items() if not _ours(name)}
    proxy = os.environ.get("EASEL_NETWORK__PROXY", "")  # the way to the real Gemini
    local = {"EASEL_GEMINI__BASE_URL": sandbox.gemini_url} if not secrets.gemini else {}
    return {
        **kept,
        **local,
        "DISCORD_TOKEN": TOKEN,
        "GEMINI_API_KEY": secrets.gemini or "sandbox",
        "EASEL_NETWORK__PROXY": proxy,
        "EASEL_DISCORD__API_URL": sandbox.discord.api_url,
        "EASEL_STORAGE__DATABASE": f"sqlite:///{folder}/easel.db",
        "EASEL_STORAGE__PICTURES": str(folder / "pictures"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }


def _ours(name: str) -> bool:
    secret = name.removesuffix("_FILE") in SECRETS
    return name.startswith("EASEL_") or secret or name.upper() in PROXY_VARIABLES
