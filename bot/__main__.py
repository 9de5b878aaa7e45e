"""The program: run, paint, sandbox, check, migrate, backup, restore."""

import argparse
import asyncio
import logging
import os
import signal
import sys
import warnings
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from bot import __version__
from bot.config import BadConfig, Config, Secrets, missing
from bot.config.loading import load, secrets, set_aside, unheeded
from bot.discord.shards import Shards
from bot.ops import commands as upkeep
from bot.ops import file_handles, logs
from bot.ops.commands import say, say_bad

log = logging.getLogger("bot")

NO_WINDOWS = "Easel runs on Linux and macOS. On Windows, run it in WSL or in Docker."


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; answers with the exit code."""
    if os.name == "nt":  # before anything imports fcntl, which Windows does not have
        return say(NO_WINDOWS)
    options = _parser().parse_args(argv)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # they tell developers of libraries, not their owners
    set_aside()
    logs.begin(getattr(options, "log", logs.PLAIN))
    file_handles.raise_limit()
    try:
        code: int = options.command(options)
    except BadConfig as error:
        return say(*error.faults)
    return code


class _Parser(argparse.ArgumentParser):
    """Tells a wrong command in one line, and ends so that no supervisor tries it again."""

    def error(self, message: str) -> NoReturn:
        self.exit(say(f"{self.prog}: {message}. See {self.prog} --help."))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="easel", description="A Discord bot that communities paint with.")
    parser.add_argument("--version", action="version", version=f"easel {__version__}")
    parser.set_defaults(command=partial(_help, parser))
    commands = parser.add_subparsers(metavar="COMMAND")
    for name, command, told in (
        ("run", _run, "the bot, on Discord"),
        ("paint", _paint, "a painter only, without a gateway (needs PostgreSQL)"),
        ("check", upkeep.check, "say what is wrong before a person meets it"),
        ("migrate", upkeep.migrate, "bring the database to this version (run does it too)"),
    ):
        added = commands.add_parser(name, help=told, description=told)
        added.add_argument("--config", type=Path, metavar="FILE", help="the settings (TOML)")
        added.set_defaults(command=command)
    for name, command, told in (
        ("backup", upkeep.backup, "copy database and pictures to a folder, while Easel runs"),
        ("restore", upkeep.restore, "bring a backup back, into a database that has no turns"),
    ):
        added = commands.add_parser(name, help=told, description=told)
        added.add_argument("folder", type=Path, metavar="DIR", help="the folder of the backup")
        added.add_argument("--config", type=Path, metavar="FILE", help="the settings (TOML)")
        added.set_defaults(command=command)
    commands.choices["check"].add_argument(
        "--paint", metavar="WORDS", help="also paint one real picture, which is billed"
    )
    for name in ("run", "paint"):
        commands.choices[name].add_argument(
            "--log", choices=logs.FORMATS, default=logs.PLAIN, help="how the log is written"
        )
    commands.choices["run"].add_argument(
        "--shards", metavar="0-3/16", help="carry only these of Discord's shards"
    )
    sandbox = commands.add_parser("sandbox", help="try it: a local Discord and Gemini, no account")
    sandbox.add_argument("--host", default="127.0.0.1")
    sandbox.add_argument("--port", default=8100, type=_port)
    sandbox.set_defaults(command=_sandbox)
    return parser


def _help(parser: argparse.ArgumentParser, _: argparse.Namespace) -> int:
    return say(parser.format_help())


def _port(said: str) -> int:
    if not (said.isdecimal() and int(said) < 65_536):
        raise argparse.ArgumentTypeError("write a number from 0 to 65535")
    return int(said)


def _run(options: argparse.Namespace) -> int:
    try:
        shards = Shards.read(options.shards) if options.shards else None
    except ValueError as error:
        return say(f"--shards: {error}")
    return _serve(load(options.config), shards=shards)


def _paint(options: argparse.Namespace) -> int:
    config = load(options.config)
    if config.storage.database.startswith("sqlite:"):
        return say(
            "storage.database: painters share it with the bot, and SQLite serves one process only. "
            "Set postgresql://user@host/name."
        )
    return _serve(config, only_paint=True)


def _serve(config: Config, *, shards: Shards | None = None, only_paint: bool = False) -> int:
    from bot.app import building
    from bot.database import BadDatabase
    from bot.discord.connection_errors import BadToken, NoIntent
    from bot.discord.invite import invite_link
    from bot.startup import Stopped

    keys = secrets()
    if faults := missing(config, keys):
        return say(*faults)
    for note in unheeded(config):
        log.warning("%s", note)

    async def serve(stop: asyncio.Event) -> None:
        async with building(config, keys, shards=shards, only_paint=only_paint, stop=stop) as app:
            told = _tell_painting if only_paint else partial(_tell_link, link=invite_link)
            telling = asyncio.create_task(told(app.connection.client, config))
            try:
                await app.serve(stop)
            finally:
                telling.cancel()

    try:
        asyncio.run(_until_stopped(serve))
    except BadToken:
        return say("DISCORD_TOKEN: Discord does not accept it. Reset it in the Developer Portal.")
    except NoIntent:
        return say(
            "discord.message_content: Discord does not grant the Message Content intent. Turn it "
            'on in the Developer Portal (page Bot), or set "auto" to live without it.'
        )
    except BadDatabase as error:
        return say_bad(error)
    except Stopped:
        return 0
    return 0


async def _tell_painting(client: Callable[[], Awaitable[Any]], config: Config) -> None:
    await client()
    print(f"Easel {__version__} is painting with {config.gemini.model}.", flush=True)


async def _tell_link(
    client: Callable[[], Awaitable[Any]], config: Config, *, link: Callable[[int], str]
) -> None:
    me = await client()
    await me.wait_until_ready()
    servers = len(me.guilds)
    print(
        f"Easel {__version__} is connected to Discord as {me.user}, in {servers} "
        f"server{'s' * (servers != 1)}, and paints with {config.gemini.model}.",
        f"Invite it to a server: {link(me.application_id)}",
        sep="\n",
        flush=True,
    )


def _sandbox(options: argparse.Namespace) -> int:
    from bot.sandbox.demo import demo

    keys = secrets()
    try:
        asyncio.run(_until_stopped(lambda stop: demo(options.host, options.port, keys, stop=stop)))
    except OSError as error:
        where = f"{options.host}:{options.port}"
        return say(f"{where}: I can't listen there ({error.strerror}). Choose another --port.")
    return 0


async def _until_stopped(work: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Do some work; the first SIGTERM or SIGINT asks it to end, the second one ends it."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work(stop))

    def asked() -> None:
        if stop.is_set():
            task.cancel()
        stop.set()

    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, asked)
    try:
        await task
    except asyncio.CancelledError:
        if not stop.is_set():
            raise


__all__ = ["Config", "Secrets", "main"]

if __name__ == "__main__":
    sys.exit(main())
