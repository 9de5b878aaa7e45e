"""What a start need not load: each would cost every start time, and every process memory."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import put_empty_database

# What takes long to import, or much memory, and when it is loaded.
LATE = {
    "google.genai": "by the first call to Gemini",
    "PIL": "in the processes that decode pictures",
    "alembic": "where a database is older",
    "asyncpg": "with PostgreSQL",
    "sqlalchemy.dialects.postgresql": "with PostgreSQL",
    "sqlalchemy.ext.asyncio": "with PostgreSQL",
    "sqlalchemy.orm": "never",
    "obstore": "with a bucket",
    "aiohttp.web": "where HTTP is on",
    "babel.messages": "to send Discord the commands in all languages",
    "bot.core.small_talk.rule": "by the first message that may be talk",
    "bot.sandbox": "by `easel sandbox`",
    "bot.web": "where HTTP is on",
}
OPENED = """
import asyncio, sys
from bot.__main__ import main
from bot.app import open_app
from bot.config import Config, Secrets

async def opened():
    async with open_app(Config(), Secrets(discord="a", gemini="b")):
        print(*sys.modules, sep="\\n")

asyncio.run(opened())
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """The modules that a process has loaded when it is open and goes on to connect."""
    folder = tmp_path_factory.mktemp("opened")
    (folder / "data").mkdir()
    asyncio.run(put_empty_database(folder / "data" / "easel.db"))
    done = subprocess.run(
        [sys.executable, "-c", OPENED],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("module", LATE)
def test_what_connecting_does_not_need_is_not_loaded_before(loaded, module):
    assert {"discord", "sqlalchemy", "cogs.imagine"} <= loaded
    assert module not in loaded, f"it is loaded {LATE[module]}"
