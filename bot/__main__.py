"""The program: run, paint, sandbox, check, migrate, backup, restore."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NoReturn

from bot import __version__, logs
from bot.config import BadConfig, Config, Secrets, load, missing, secrets
from bot.shards import Shards

EX_CONFIG = 78  # what sysexits.h calls a fault in the configuration: restarting does not help


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; answers with the exit code."""
    options = _parser().parse_args(argv)
    logs.begin(getattr(options, "log", logs.PLAIN))
    try:
        code: int = options.command(options)
    except BadConfig as error:
        return _say(*error.faults)
    return code


class _Parser(argparse.ArgumentParser):
    """Tells a wrong command in one line, and ends so that no supervisor tries it again."""

    def error(self, message: str) -> NoReturn:
        self.exit(_say(f"{self.prog}: {message}. See {self.prog} --help."))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="easel", description="A Discord bot that communities paint with.")
    parser.add_argument("--version", action="version", version=f"easel {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command, told in (
        ("run", _run, "the bot, on Discord"),
        ("paint", _paint, "a painter only, without a gateway (needs PostgreSQL)"),
        ("check", _check, "say what is wrong before a person meets it"),
        ("migrate", _migrate, "bring the database to this version (run does it too)"),
    ):
        added = commands.add_parser(name, help=told, description=told)
        added.add_argument("--config", type=Path, metavar="FILE", help="the settings (TOML)")
        added.set_defaults(command=command)
    for name, command, told in (
        ("backup", _backup, "copy database and pictures to a folder, while Easel runs"),
        ("restore", _restore, "bring a backup back, into a database that has no turns"),
    ):
        added = commands.add_parser(name, help=told, description=told)
        added.add_argument("folder", type=Path, metavar="DIR", help="the folder of the backup")
        added.add_argument("--config", type=Path, metavar="FILE", help="the settings (TOML)")
        added.set_defaults(command=command)
    for name in ("run", "paint"):
        commands.choices[name].add_argument(
            "--log", choices=logs.FORMATS, default=logs.PLAIN, help="how the log is written"
        )
    commands.choices["run"].add_argument(
        "--shards", metavar="0-3/16", help="carry only these of Discord's shards"
    )
    sandbox = commands.add_parser("sandbox", help="try it: a local Discord and Gemini, no account")
    sandbox.add_argument("--host", default="127.0.0.1")
    sandbox.add_argument("--port", default=8100, type=int)
    sandbox.set_defaults(command=_sandbox)
    return parser


def _run(options: argparse.Namespace) -> int:
    try:
        shards = Shards.read(options.shards) if options.shards else None
    except ValueError as error:
        return _say(f"--shards: {error}")
    return _serve(load(options.config), shards=shards)


def _paint(options: argparse.Namespace) -> int:
    config = load(options.config)
    if config.storage.database.startswith("sqlite:"):
        return _say(
            "storage.database: painters share it with the bot, and SQLite serves one process only. "
            "Set postgresql://user@host/name."
        )
    return _serve(config, only_paint=True)


def _serve(config: Config, *, shards: Shards | None = None, only_paint: bool = False) -> int:
    from bot.app import building, invite_link
    from bot.client import BadToken
    from bot.store import BadDatabase

    keys = secrets()
    if faults := missing(config, keys):
        return _say(*faults)

    async def serve(stop: asyncio.Event) -> None:
        async with building(config, keys, shards=shards, only_paint=only_paint) as app:
            told = _tell_painting if only_paint else partial(_tell_link, link=invite_link)
            telling = asyncio.create_task(told(app.connection.client))
            try:
                await app.serve(stop)
            finally:
                telling.cancel()

    try:
        asyncio.run(_until_stopped(serve))
    except BadToken:
        return _say("DISCORD_TOKEN: Discord does not accept it. Reset it in the Developer Portal.")
    except BadDatabase as error:
        return _say(str(error))
    return 0


async def _tell_painting(client: Callable[[], Awaitable[object]]) -> None:
    await client()
    print("Easel is painting.", flush=True)


async def _tell_link(
    client: Callable[[], Awaitable[object]], *, link: Callable[[int], str]
) -> None:
    me = await client()
    id_ = getattr(me, "application_id", None)
    if id_:
        print(f"Easel is connected. Invite it to a server: {link(id_)}", flush=True)


def _check(options: argparse.Namespace) -> int:
    from bot.check import Finding, findings

    found: list[Finding] = []
    keys: Secrets | None = None
    try:
        keys = secrets()
    except BadConfig as error:
        found += [Finding(fault) for fault in error.faults]
    try:
        found += asyncio.run(findings(load(options.config), keys))
    except BadConfig as error:
        found += [Finding(fault) for fault in error.faults]
    for finding in found:
        print(finding.said if finding.fault else f"Note: {finding.said}")
    if any(finding.fault for finding in found):
        return 1
    print("All is well.")
    return 0


def _migrate(options: argparse.Namespace) -> int:
    from bot.store import BadDatabase, migrate

    try:
        version = asyncio.run(migrate(load(options.config).storage.database))
    except BadDatabase as error:
        return _say(str(error))
    print(f"The database is at version {version}.")
    return 0


def _backup(options: argparse.Namespace) -> int:
    from bot.backup import BadBackup, backup
    from bot.store import BadDatabase

    storage = load(options.config).storage
    try:
        saved = asyncio.run(backup(storage, options.folder))
    except BadBackup as error:
        return _say(str(error), code=1)
    except BadDatabase as error:
        return _say(str(error))
    if saved.gone:
        print(
            f"Note: {len(saved.gone)} pictures that the database names are lost, or are not kept "
            "any more."
        )
    print(
        f"{options.folder}: {saved.turns} turns and {saved.pictures} pictures, {saved.copied} of "
        "them new."
    )
    return 0


def _restore(options: argparse.Namespace) -> int:
    from bot.backup import BadBackup, restore
    from bot.errors import Broken
    from bot.store import BadDatabase

    storage = load(options.config).storage
    try:
        done = asyncio.run(restore(storage, options.folder))
    except BadBackup as error:
        return _say(str(error), code=1)
    except BadDatabase as error:
        return _say(str(error))
    except Broken as error:
        return _say(f"storage.database: it can't be written ({error.__cause__}).", code=1)
    for lost, why in ((done.missing, "missing"), (done.altered, "altered")):
        _say(*(f"{options.folder}: picture {digest} is {why}." for digest in lost))
    told = f"Restored {done.turns} turns and {done.pictures} pictures."
    if done.missing or done.altered:
        return _say(told, code=1)
    print(told)
    return 0


def _sandbox(options: argparse.Namespace) -> int:
    from bot.sandbox.demo import demo

    keys = secrets()
    try:
        asyncio.run(_until_stopped(lambda stop: demo(options.host, options.port, keys, stop=stop)))
    except OSError as error:
        where = f"{options.host}:{options.port}"
        return _say(f"{where}: I can't listen there ({error.strerror}). Choose another --port.")
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


def _say(*lines: str, code: int = EX_CONFIG) -> int:
    for line in lines:
        print(line, file=sys.stderr)
    return code


__all__ = ["Config", "Secrets", "main"]

if __name__ == "__main__":
    sys.exit(main())
