"""Bots of other libraries on the local Discord: a person uses them, and sees what they do."""

import asyncio
import contextlib
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import discord
import pytest
import yarl

from bot.sandbox import any_bot
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.discord.places import BOT_ID

from .clients import installed
from .spec import check
from .tinybot import png

CLIENTS = Path(__file__).parent / "clients"
ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "sandbox.md").read_text()
START = 20.0  # seconds that a library may take, on a busy machine


@dataclass(frozen=True)
class Client:
    """A library: the program and the environment that run its small bot."""

    command: tuple[str, ...]
    environ: dict[str, str]
    has_uploads: bool = True  # whether its forms have fields for files


def discord_js():
    program = ("node", str(CLIENTS / "discordjs_bot.js"))
    return Client(program, {"NODE_PATH": str(installed.node_modules())})


def disnake():
    return _python("disnake")


def hikari():
    return _python("hikari", has_uploads=False)


def _python(name, *, has_uploads=True):
    program = (sys.executable, "-W", "ignore", str(CLIENTS / f"{name}_bot.py"))
    return Client(program, {"PYTHONPATH": str(installed.python_libraries())}, has_uploads)


@pytest.fixture(params=[discord_js, disnake, hikari], ids=lambda client: client.__name__)
def client(request):
    return request.param()


@pytest.fixture
def local():
    local = LocalDiscord(token=any_bot.token_of(BOT_ID))
    any_bot.prepare(local)
    return local


@contextlib.asynccontextmanager
async def running(client: Client, local: LocalDiscord):
    """Serve the local Discord and run the bot on it; its calls must be as Discord specifies."""
    async with local.serving():
        about = {"TOKEN": local.world.token, "API": local.api_url}
        process = await asyncio.create_subprocess_exec(
            *client.command,
            env=os.environ | client.environ | about,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            await local.until(
                lambda: (
                    (local.bot_online and len(local.commands()) == 2)
                    or process.returncode is not None
                ),
                START,
            )
            assert process.returncode is None, (await process.stdout.read()).decode()
            yield
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()
    assert local.refused_calls + check(local.calls) == []


async def test_commands_buttons_forms_and_selects_reach_the_bot_of_any_library(client, local):
    ada, bo, art = local.person("Ada"), local.person("Bo"), local.channel("art")
    painters = local.role("Painters")
    async with running(client, local):
        # A slash command with a file is answered late, with the file and components.
        used = await ada.slash("show", channel=art, words="Fox", file=("fox.png", png()))
        shown = await local.until(lambda: used.reply if used.reply and used.reply.uploads else None)
        assert shown.content == "Fox: fox.png, 64 bytes"
        assert local.file(shown.attachments[0]) == png()

        # A button opens a form; what is written and uploaded there comes back privately.
        clicked = await (await ada.clicks(shown, "Rename")).acknowledged()
        files = {"Files": [("owl.txt", b"hoo")]} if client.has_uploads else None
        sent = await (
            await ada.submits(clicked.modal, {"Words": "Owl"}, files=files)
        ).acknowledged()
        told = "owl.txt, 3 bytes" if client.has_uploads else "no file"
        assert sent.reply.content == f"Owl: {told}"
        assert sent.reply.ephemeral_to is ada.user

        # A select changes its message; one of roles says which role it was.
        await (await ada.picks(shown, custom_id="size", values=["2K"])).acknowledged()
        assert shown.content == "In 2K."
        picked = await (await ada.picks(shown, custom_id="role", values=[painters])).acknowledged()
        assert picked.reply.content == "For Painters."

        # The menu of a person says whose it was.
        waved = await (await ada.menu("Wave", on=bo, channel=art)).acknowledged()
        assert waved.reply.content == "Waves at Bo."


async def test_messages_and_members_reach_the_bot_of_any_library(client, local):
    ada, art = local.person("Ada"), local.channel("art")
    async with running(client, local):
        asked = await ada.says("who is here?", channel=art)
        answer = await local.until(
            lambda: [each for each in local.messages(art) if each.author_id == local.bot_id]
        )

    assert sorted(answer[0].content.split(", ")) == ["Ada", "Bo", any_bot.NAME]
    assert answer[0].referenced is asked
    assert asked.reactions == {"👀": [local.bot_id]}


async def test_the_command_prints_what_a_bot_needs_and_serves_until_it_is_stopped(capsys):
    stop = asyncio.Event()
    serving = asyncio.create_task(any_bot.serve_any_bot("127.0.0.1", 0, stop=stop))
    while not (printed := capsys.readouterr().out):
        await asyncio.sleep(0)
    token = printed.split("token")[1].split()[0]
    lines = printed.split("discord.py\n")[1].split("discord.js")[0]
    before = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    try:
        for line in lines.splitlines():
            exec(line.strip(), {"discord": discord, "yarl": yarl})
        async with discord.Client(intents=discord.Intents.default()) as bot:
            await bot.login(token)
            shown = f"application id  {bot.application_id}\n"
        async with aiohttp.ClientSession() as session:
            page = await session.get(printed.split()[2])
    finally:
        discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = before
    stop.set()

    assert shown in printed
    assert page.status == 200
    assert await serving == 0


def test_the_document_has_the_lines_that_are_printed(local):
    local.set_base("http://127.0.0.1:8100")

    shown = any_bot.instructions(local).partition("\n\ndiscord.py\n")[2].partition("\n\n")[0]

    assert shown in DOCUMENT


async def test_the_example_of_the_document_passes_as_it_is_told_to_be_run(tmp_path):
    files = re.findall(r"`(\w+\.py)`.*?```python\n(.+?)```", DOCUMENT, re.DOTALL)
    for name, code in files:
        (tmp_path / name).write_text(code)
    [options] = re.findall(r"run it with `pytest (.+?)`", DOCUMENT)

    run = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options.split()),
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await run.communicate()

    assert [name for name, _ in files] == ["hello.py", "test_hello.py"]
    assert run.returncode == 0, told.decode()
