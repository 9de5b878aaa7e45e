"""How the process ends: on one signal, on a second one, and with a wrong token."""

import asyncio
import os
import signal
import sys
import time

import pytest

from bot.sandbox.server import serving

from ..stories import pictures, says
from .life import ROOT, Life


@pytest.fixture
async def sandbox():
    async with serving() as sandbox:
        sandbox.gemini.fast = True
        yield sandbox


@pytest.fixture
async def life(sandbox, tmp_path):
    life = Life(sandbox, tmp_path, limits__person_waiting=100, limits__person_at_once=4)
    await life.begin()
    await sandbox.discord.until(lambda: sandbox.discord.bot_online)
    yield life
    await life.close()


async def stopping(sandbox, life):
    """Signal it to stop, wait until it logs that, and return how it ended."""
    end = asyncio.create_task(life.end(signal.SIGTERM))
    ada, art = sandbox.discord.person("Ada"), sandbox.discord.channel("art")
    await asyncio.sleep(0)  # the signal is sent before the request
    late = await ada.slash("imagine", channel=art, prompt="a late fox")
    await sandbox.discord.until(lambda: late.reply and says(late.reply.content, "stopping"))
    return end


async def ask(sandbox, count):
    """Make so many requests, all accepted."""
    ada, art = sandbox.discord.person("Ada"), sandbox.discord.channel("art")
    for n in range(count):
        asked = await ada.slash("imagine", channel=art, prompt=f"fox {n}")
        await sandbox.discord.until(lambda asked=asked: asked.reply and asked.reply.content)


async def test_a_stop_with_twenty_requests_finishes_the_begun_and_keeps_the_rest(sandbox, life):
    sandbox.gemini.gate = asyncio.Event()
    await ask(sandbox, 20)
    art = sandbox.discord.channel("art")
    begun = len(sandbox.gemini.calls)

    end = await stopping(sandbox, life)
    sandbox.gemini.gate.set()

    assert await end == 0
    assert len(pictures(sandbox.discord, art)) == begun == 4
    assert sum(not row.outcome for row in life.rows()) == 16
    await life.begin()
    await sandbox.discord.until(lambda: len(pictures(sandbox.discord, art)) == 20, within=20)
    assert len(sandbox.gemini.calls) == 20


async def test_a_second_stop_ends_it_within_two_seconds_and_loses_nothing(sandbox, life):
    sandbox.gemini.gate = asyncio.Event()
    await ask(sandbox, 4)
    art = sandbox.discord.channel("art")

    end = await stopping(sandbox, life)
    began = time.monotonic()
    os.kill(life.pid, signal.SIGTERM)
    await end

    assert time.monotonic() - began < 2
    sandbox.gemini.gate.set()
    await life.begin()
    await sandbox.discord.until(lambda: len(pictures(sandbox.discord, art)) == 4, within=20)


async def test_a_wrong_token_is_one_clear_line_and_no_loop(sandbox, tmp_path):
    life = Life(sandbox, tmp_path)
    environment = life.environment() | {"DISCORD_TOKEN": "another"}

    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()

    assert process.returncode == 78
    assert said.decode().splitlines()[-1].startswith("DISCORD_TOKEN: Discord does not accept it.")
    assert b"Traceback" not in said
    assert [call.status for call in sandbox.discord.calls] == [401]
