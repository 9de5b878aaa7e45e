"""`easel sandbox`: runs the local servers, and the real bot in a separate process."""

import asyncio
import contextlib
import os
import socket
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex

from bot.config import SECRETS, Secrets
from bot.config.proxy import PROXY_VARIABLES
from bot.sandbox import story
from bot.sandbox.discord.places import GUILD_ID
from bot.sandbox.server import TOKEN, Sandbox, serving

PAINT_TIME = 1.5  # seconds a local picture takes: long enough to see the progress message
_FREE = {  # nothing is paid, so all is allowed; for a budget's sake captions say the cost
    "EASEL_LIMITS__BUDGET_DAILY": "none",
    "EASEL_LIMITS__BUDGET_MONTHLY": "none",
    "EASEL_LIMITS__PERSON_DAILY": "none",
    "EASEL_LIMITS__SERVER_BUDGET_DAILY": "1000",
    "EASEL_GEMINI__SEARCH": "true",
}
_LOCAL = "127.0.0.1"  # where the bot's own pages are; browsers reach them by the sandbox's port
SHUTDOWN_TIMEOUT = 30.0  # seconds the bot has to exit


async def demo(
    host: str, port: int, secrets: Secrets, *, stop: asyncio.Event, empty: bool = False
) -> int:
    """Serve the sandbox and keep the bot running in it until `stop` is set.

    With a Gemini key the real model paints; otherwise the sandbox's painter does, and the server
    opens with a story, which is told while the page is opened already. An empty one has neither
    story nor its people.

    Returns:
        the exit code: 0, or the bot's if starting it again would not help.
    """
    async with serving(host, port) as sandbox:
        if not empty:
            story.gather(sandbox.discord)
        sandbox.bot_http.address = f"http://{_LOCAL}:{_free_port()}"
        sandbox.discord.page.paints_with = "gemini" if secrets.gemini else "sandbox"
        with tempfile.TemporaryDirectory(prefix="easel-") as folder:
            bot = asyncio.create_task(_keep_running(sandbox, Path(folder), secrets))
            beginning = None
            try:
                await _print_address(sandbox, stop, bot)
                beginning = asyncio.create_task(_begin(sandbox, secrets, empty=empty))
                await asyncio.wait(
                    [bot, asyncio.create_task(stop.wait())], return_when=asyncio.FIRST_COMPLETED
                )
                return bot.result() if bot.done() else 0
            finally:
                tasks = [task for task in (beginning, bot) if task]
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)


async def _begin(sandbox: Sandbox, secrets: Secrets, *, empty: bool) -> None:
    """Tell the story, as fast as the painter can; a real model would have to be paid for it."""
    if not empty:
        await story.show_faces(sandbox.discord)
    if not (empty or secrets.gemini):
        await story.tell(sandbox.discord)
    sandbox.gemini.seconds = PAINT_TIME


async def _print_address(sandbox: Sandbox, stop: asyncio.Event, bot: asyncio.Task[int]) -> None:
    """Print the address once the bot is online, or after 60 s; nothing if the bot has ended."""
    with contextlib.suppress(AssertionError):
        await sandbox.discord.until(
            lambda: sandbox.discord.bot_online or stop.is_set() or bot.done(), within=60
        )
    if not bot.done():
        print(f"Easel sandbox: {sandbox.url}/", flush=True)


async def _keep_running(sandbox: Sandbox, folder: Path, secrets: Secrets) -> int:
    """Run the bot, and restart it when it exits: accepted requests continue.

    Returns:
        EX_CONFIG, when the bot ends with it: it has said what is wrong with the environment.
    """
    while True:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            env=_environment(sandbox, folder, secrets),
            cwd=folder,  # has no config.toml
            stdout=asyncio.subprocess.DEVNULL,  # the invite link, which is for the real Discord
        )
        try:
            code = await process.wait()
        except asyncio.CancelledError:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await asyncio.wait_for(process.wait(), SHUTDOWN_TIMEOUT)
            raise
        if code == os.EX_CONFIG:
            return code
        print(f"The bot exited with code {code}; restarting it.", file=sys.stderr, flush=True)
        await asyncio.sleep(1)


def _environment(sandbox: Sandbox, folder: Path, secrets: Secrets) -> Mapping[str, str]:
    """Return the bot's environment: this one without Easel's variables, plus the sandbox's."""
    kept = {name: value for name, value in os.environ.items() if not _is_own_variable(name)}
    proxy = os.environ.get("EASEL_NETWORK__PROXY", "")  # to reach the real Gemini
    local = _FREE | {"EASEL_GEMINI__BASE_URL": sandbox.gemini_url} if not secrets.gemini else {}
    return {
        **kept,
        **local,
        "DISCORD_TOKEN": TOKEN,
        "GEMINI_API_KEY": secrets.gemini or "sandbox",
        "EASEL_HTTP_TOKEN": token_hex(),  # no one is told it
        "EASEL_HTTP__LISTEN": sandbox.bot_http.address.removeprefix("http://"),
        "EASEL_HTTP__PUBLIC_URL": sandbox.url,
        "EASEL_HTTP__GALLERY": GUILD_ID,
        "EASEL_NETWORK__PROXY": proxy,
        "EASEL_DISCORD__API_URL": sandbox.discord.api_url,
        "EASEL_DISCORD__CDN_URL": sandbox.discord.cdn_url,
        "EASEL_STORAGE__DATABASE": f"sqlite:///{folder}/easel.db",
        "EASEL_STORAGE__PICTURES": str(folder / "pictures"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }


def _free_port() -> int:
    """Return a port that is free now: the bot, which is restarted at times, keeps it."""
    with socket.socket() as probe:
        probe.bind((_LOCAL, 0))
        port: int = probe.getsockname()[1]
    return port


def _is_own_variable(name: str) -> bool:
    secret = name.removesuffix("_FILE") in SECRETS
    return name.startswith("EASEL_") or secret or name.upper() in PROXY_VARIABLES
