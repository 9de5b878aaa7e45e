"""The commands that look after an Easel and end: check, migrate, backup, restore."""

import argparse
import asyncio
import sys
from functools import partial
from pathlib import Path

from bot.config import BadConfig, Config, Secrets
from bot.config.loading import load, secrets, unheeded
from bot.startup import NotReady

EX_CONFIG = 78  # what sysexits.h calls a fault in the configuration: restarting does not help
EX_TEMPFAIL = 75  # and a fault that passes by itself


def say(*lines: str, code: int = EX_CONFIG) -> int:
    """Tell the operator what is wrong; answers with the exit code that says so, too."""
    for line in lines:
        print(line, file=sys.stderr)
    return code


def say_bad(database: Exception) -> int:
    """Tell why the database can't be used; answers with the exit code."""
    code = EX_TEMPFAIL if isinstance(database, NotReady) else EX_CONFIG
    return say(f"storage.database: {database}", code=code)


def check(options: argparse.Namespace) -> int:
    """Say what is wrong, and paint one real picture if asked to; 0 if all is well, else 1."""
    from bot.ops.check import findings
    from bot.ops.finding import Finding

    found: list[Finding] = []
    keys: Secrets | None = None
    config: Config | None = None
    try:
        keys = secrets()
    except BadConfig as error:
        found += [Finding(fault) for fault in error.faults]
    try:
        config = load(options.config)
        found += [Finding(note, fault=False) for note in unheeded(config)]
        found += asyncio.run(findings(config, keys))
    except BadConfig as error:
        found += [Finding(fault) for fault in error.faults]
    for finding in found:
        print(finding.said if finding.fault else f"Note: {finding.said}")
    painted = options.paint is None or _paint(config, keys, options.paint)
    if any(finding.fault for finding in found) or not painted:
        return 1
    print("All is well.")
    return 0


def _paint(config: Config | None, keys: Secrets | None, words: str) -> bool:
    """Paint one real picture, whatever else is wrong, and say what came of it."""
    from bot.ops.trial_picture import paint

    if config is None or keys is None or not keys.gemini:
        print("Nothing was painted: mend this first.")
        return False
    say_at_once = partial(print, flush=True)
    return asyncio.run(paint(config, words, key=keys.gemini, folder=Path(), say=say_at_once))


def migrate(options: argparse.Namespace) -> int:
    """Bring the database to this version."""
    from bot import database as store

    try:
        version = asyncio.run(store.migrate(load(options.config).storage.database))
    except store.BadDatabase as error:
        return say_bad(error)
    print(f"The database is at version {version}.")
    return 0


def backup(options: argparse.Namespace) -> int:
    """Copy everything to a folder."""
    from bot.database import BadDatabase
    from bot.ops import backup as work

    storage = load(options.config).storage
    try:
        saved = asyncio.run(work.backup(storage, options.folder))
    except work.BadBackup as error:
        return say(str(error), code=1)
    except BadDatabase as error:
        return say_bad(error)
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


def restore(options: argparse.Namespace) -> int:
    """Bring a backup back; 1 if something of it is missing or altered."""
    from bot.database import BadDatabase
    from bot.errors import Broken
    from bot.ops import backup as work

    storage = load(options.config).storage
    try:
        done = asyncio.run(work.restore(storage, options.folder))
    except work.BadBackup as error:
        return say(str(error), code=1)
    except BadDatabase as error:
        return say_bad(error)
    except Broken as error:
        return say(f"storage.database: it can't be written ({error.__cause__}).", code=1)
    for lost, why in ((done.missing, "missing"), (done.altered, "altered")):
        say(*(f"{options.folder}: picture {digest} is {why}." for digest in lost))
    told = f"Restored {done.turns} turns and {done.pictures} pictures."
    if done.missing or done.altered:
        return say(told, code=1)
    print(told)
    return 0
