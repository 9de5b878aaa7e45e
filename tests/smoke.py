"""`make smoke`: one story through the real bot, with nothing but what `make demo` installs.

It is for Pythons other than the one that runs all tests. Warnings are errors, as there.
"""

import asyncio
import builtins
import sys
import tempfile
import time
import tomllib
import warnings
from pathlib import Path

from bot.config import Config, Secrets
from bot.sandbox.server import TOKEN, Sandbox, serving

from . import stories
from .stories import shown


async def story(sandbox: Sandbox) -> None:
    """Ada paints a fox, Bo makes it night, and Ada takes that back."""
    discord = sandbox.discord
    ada, bo, art = discord.person("Ada"), discord.person("Bo"), discord.channel("art")

    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    await bo.says("make it night", reply_to=fox)
    await shown(discord, art, 2)
    await ada.slash("undo", channel=art)

    assert "a fox" in (await shown(discord, art, 3)).content
    assert discord.refused_calls == [], discord.refused_calls


async def smoke(folder: Path) -> None:
    """Run the story with a bot of its own."""
    from bot.app import open_app  # discord.py warns while it is imported

    async with serving() as sandbox:
        sandbox.gemini.fast = True
        config = Config(
            discord={"api_url": sandbox.discord.api_url},
            gemini={"base_url": sandbox.gemini_url},
            limits=stories.UNLIMITED,
            storage={
                "database": f"sqlite:///{folder}/easel.db",
                "pictures": str(folder / "pictures"),
            },
        )
        secrets = Secrets(discord=TOKEN, gemini="sandbox")
        async with open_app(config, secrets) as app, stories.serving(app) as task:
            await sandbox.discord.until(lambda: app.connection.ready or task.done(), 30)
            await story(sandbox)


def heed_warnings() -> None:
    """Treat warnings as the tests do."""
    project = tomllib.loads(Path("pyproject.toml").read_text())
    for rule in project["tool"]["pytest"]["ini_options"]["filterwarnings"]:
        action, _, said = rule.partition(":")
        message, _, category = said.rpartition(":")
        warnings.filterwarnings(action, message, getattr(builtins, category or "Warning"))


def main() -> None:
    """Run and say how long it took; a traceback if it did not come out as it should."""
    heed_warnings()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(smoke(Path(folder)))
    python = ".".join(map(str, sys.version_info[:3]))
    print(f"Python {python}: the story came out as it should, {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main()
