"""The program: run, paint, sandbox, check, migrate."""

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path

from bot import __version__
from bot.config import BadConfig, Config, Secrets, load, missing, secrets
from bot.shards import Shards

EX_CONFIG = 78  # what sysexits.h calls a fault in the configuration: restarting does not help


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; answers with the exit code."""
    options = _parser().parse_args(argv)
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)-7s %(name)s: %(message)s"
    )
    # At DEBUG these write prompts and tokens down.
    for quiet in ("discord", "google_genai", "aiohttp.access", "alembic"):
        logging.getLogger(quiet).setLevel(logging.WARNING)
    try:
        code: int = options.command(options)
    except BadConfig as error:
        return _say(*error.faults)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="easel", description="A Discord bot that communities paint with."
    )
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


def _say(*lines: str) -> int:
    for line in lines:
        print(line, file=sys.stderr)
    return EX_CONFIG


__all__ = ["Config", "Secrets", "main"]

if __name__ == "__main__":
    sys.exit(main())
