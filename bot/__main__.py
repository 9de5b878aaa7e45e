"""The command `easel`: run, paint, sandbox, and those of `bot.ops.commands`."""

import argparse
import asyncio
import gc
import logging
import os
import signal
import sys
import warnings
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from bot import __version__
from bot.config import BadConfig, Config, missing_secrets
from bot.config.loading import clean_environment, ignored_variables, load, load_secrets
from bot.discord.shards import Shards
from bot.ops import logs
from bot.ops.commands import (
    backup,
    check,
    export,
    fail,
    fail_database,
    forget,
    gallery,
    migrate,
    pause,
    restore,
    resume,
)
from bot.ops.finding import count

if TYPE_CHECKING:
    from bot.discord.connection import DiscordConnection  # discord.py takes half a second to import

log = logging.getLogger("bot")

MOST_BOTS = 9  # in one sandbox
NO_WINDOWS = "Easel runs on Linux and macOS. On Windows, run it in WSL or in Docker."


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    Args:
        argv: the arguments; None: those of the process.
    """
    if os.name == "nt":
        return fail(NO_WINDOWS)
    from bot.ops import allocator, file_handles  # needs `resource`, which Windows does not have

    options = _parser().parse_args(argv)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # for developers of libraries, not for owners
    clean_environment()
    logs.configure(getattr(options, "log", logs.PLAIN))
    file_handles.raise_limit()
    allocator.keep_freed_memory()
    try:
        code: int = options.command(options)
    except BadConfig as error:
        return fail(*error.faults)
    return code


class _Parser(argparse.ArgumentParser):
    """Reports a wrong command in one line; its exit code keeps supervisors from restarting it."""

    def error(self, message: str) -> NoReturn:
        self.exit(fail(f"{self.prog}: {message}. See {self.prog} --help."))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="easel", description="A Discord bot that communities paint with.")
    parser.add_argument("--version", action="version", version=f"easel {__version__}")
    parser.set_defaults(command=partial(_help, parser))
    commands = parser.add_subparsers(metavar="COMMAND")
    for name, command, description in (
        ("run", _run, "the bot, on Discord"),
        ("paint", _paint, "a worker only, without Discord's gateway (needs PostgreSQL)"),
        ("check", check, "find what is wrong before people do"),
        ("migrate", migrate, "migrate the database to this version (run does it too)"),
        ("pause", pause, "accept no more requests from anyone, while Easel runs or not"),
        ("resume", resume, "accept requests again"),
    ):
        _add_command(commands, name, command, description)
    for name, command, description in (
        ("backup", backup, "copy database and pictures to a folder, while Easel runs"),
        ("restore", restore, "restore a backup into a database that has no turns"),
    ):
        added = _add_command(commands, name, command, description)
        added.add_argument("folder", type=Path, metavar="DIR", help="the folder of the backup")
    for name, command, description in (
        ("export", export, "print everything that is stored about a person, as JSON"),
        ("forget", forget, "delete what is stored about a person"),
    ):
        added = _add_command(commands, name, command, description)
        added.add_argument(
            "--person", type=_id, metavar="ID", required=True, help="their number on Discord"
        )
    site = _add_command(
        commands, "gallery", gallery, "write the showcase of a server as a static site"
    )
    site.add_argument("folder", type=Path, metavar="DIR", help="where it is written")
    site.add_argument("--server", type=_id, metavar="ID", required=True, help="its id on Discord")
    site.add_argument("--url", default="", help="where the folder is served: then it has a feed")
    commands.choices["check"].add_argument(
        "--paint", metavar="WORDS", help="also paint one real picture, which is billed"
    )
    commands.choices["pause"].add_argument(
        "--give-back", action="store_true", help="also end what waits, and tell who asked"
    )
    for name in ("run", "paint"):
        commands.choices[name].add_argument(
            "--log", choices=logs.FORMATS, default=logs.PLAIN, help="the format of the log"
        )
    commands.choices["run"].add_argument(
        "--shards", metavar="0-3/16", help="connect only these of Discord's shards"
    )
    _add_sandbox(commands)
    return parser


def _add_sandbox(commands: "argparse._SubParsersAction[_Parser]") -> None:
    """Add the one command that reads no settings."""
    sandbox = commands.add_parser("sandbox", help="try it: a local Discord and Gemini, no account")
    sandbox.add_argument("--host", default="127.0.0.1")
    sandbox.add_argument("--port", default=8100, type=_port)
    sandbox.add_argument(
        "--empty", action="store_true", help="open it without the story, and with nothing spent"
    )
    sandbox.add_argument(
        "--without-easel", action="store_true", help="only the local Discord, for any bot"
    )
    sandbox.add_argument(
        "--bots", type=_bots, metavar="N", help="with --without-easel: this many bots at once"
    )
    sandbox.set_defaults(command=_sandbox)


def _add_command(
    commands: "argparse._SubParsersAction[_Parser]",
    name: str,
    command: Callable[..., object],
    description: str,
) -> argparse.ArgumentParser:
    """Return the parser of a command that reads the settings."""
    added = commands.add_parser(name, help=description, description=description)
    added.add_argument("--config", type=Path, metavar="FILE", help="the settings (TOML)")
    added.set_defaults(command=command)
    return added


def _help(parser: argparse.ArgumentParser, _: argparse.Namespace) -> int:
    return fail(parser.format_help())


def _port(value: str) -> int:
    if not (value.isdecimal() and int(value) < 65_536):
        raise argparse.ArgumentTypeError("write a number from 0 to 65535")
    return int(value)


def _bots(value: str) -> int:
    if not (value.isdecimal() and 1 <= int(value) <= MOST_BOTS):
        raise argparse.ArgumentTypeError(f"write a number from 1 to {MOST_BOTS}")
    return int(value)


def _id(value: str) -> int:
    if not (value.isdecimal() and 0 < int(value) < 2**63):
        raise argparse.ArgumentTypeError("write a number, such as 661720242585600101")
    return int(value)


def _run(options: argparse.Namespace) -> int:
    try:
        shards = Shards.read(options.shards) if options.shards else None
    except ValueError as error:
        return fail(f"--shards: {error}")
    return _serve(load(options.config), shards=shards)


def _paint(options: argparse.Namespace) -> int:
    config = load(options.config)
    if config.storage.database.startswith("sqlite:"):
        return fail(
            "storage.database: `easel paint` shares it with the bot, and SQLite serves one process "
            "only. Set postgresql://user@host/name."
        )
    return _serve(config, only_paint=True)


def _serve(config: Config, *, shards: Shards | None = None, only_paint: bool = False) -> int:
    gc.disable()  # what is imported is no garbage, and looking for some takes a fifth of a start
    from bot.app import open_app
    from bot.database import BadDatabase
    from bot.discord.connection_errors import NOT_ACCEPTED, BadToken, NoIntent
    from bot.startup import Stopped

    gc.freeze()  # it stays, and is not looked at again
    gc.enable()
    keys = load_secrets()
    if faults := missing_secrets(config, keys):
        return fail(*faults)
    for warning in ignored_variables(config):
        log.warning("environment not used as expected: error=%s", warning)

    async def serve(stop: asyncio.Event) -> None:
        async with open_app(config, keys, shards=shards, only_paint=only_paint, stop=stop) as app:
            announce = _announce_worker if only_paint else _announce_bot
            announcing = asyncio.create_task(announce(app.connection, config))
            try:
                await app.serve(stop)
            finally:
                announcing.cancel()

    try:
        asyncio.run(_until_stopped(serve))
    except BadToken:
        return fail(NOT_ACCEPTED)
    except NoIntent:
        return fail(
            "discord.message_content: Discord does not grant the Message Content intent. Turn it "
            'on in the Developer Portal (page Bot), or set "auto" to live without it.'
        )
    except BadDatabase as error:
        return fail_database(error)
    except Stopped:
        return 0
    return 0


async def _announce_worker(connection: "DiscordConnection", config: Config) -> None:
    await connection.client()
    print(f"Easel {__version__} is painting with {config.gemini.model}.", flush=True)


async def _announce_bot(connection: "DiscordConnection", config: Config) -> None:
    from bot.discord.invite import invite_link

    client = await connection.client()
    await client.wait_until_ready()
    assert client.application_id is not None  # known since the login
    servers = count(len(client.guilds), "server")
    print(
        f"Easel {__version__} is connected to Discord as {client.user}, in {servers}, "
        f"and paints with {config.gemini.model}.",
        f"Invite it to a server: {invite_link(client.application_id)}",
        sep="\n",
        flush=True,
    )


def _sandbox(options: argparse.Namespace) -> int:
    from bot.sandbox.any_bot import serve_any_bot
    from bot.sandbox.demo import demo
    from bot.startup import cannot_listen

    if options.bots and not options.without_easel:
        return fail("--bots: Easel is the only bot of its sandbox. Add --without-easel.")
    code = 0

    async def serve(stop: asyncio.Event) -> None:
        nonlocal code
        if options.without_easel:
            bots = options.bots or 1
            code = await serve_any_bot(options.host, options.port, stop=stop, bots=bots)
            return
        keys = load_secrets()
        code = await demo(options.host, options.port, keys, stop=stop, empty=options.empty)

    try:
        asyncio.run(_until_stopped(serve))
    except OSError as error:
        why = cannot_listen(f"{options.host}:{options.port}", error)
        return fail(f"{why} Choose another --port.")
    return code


async def _until_stopped(work: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Run `work` to its end; the first SIGTERM or SIGINT sets its event, the second cancels it."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work(stop))

    def on_signal() -> None:
        if stop.is_set():
            task.cancel()
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, on_signal)
    try:
        await task
    except asyncio.CancelledError:
        if not stop.is_set():
            raise


if __name__ == "__main__":
    sys.exit(main())
