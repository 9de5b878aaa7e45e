"""The commands that do one thing and end.

They are check, migrate, pause, resume, backup, restore, export, forget and gallery.
"""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.config import BadConfig, Config, Secrets
from bot.config.loading import ignored_variables, load, load_secrets
from bot.ops.finding import count
from bot.startup import NotReady

if TYPE_CHECKING:
    from bot.engine.personal_data import PersonalData  # SQLAlchemy takes a while to import
    from bot.ops.pause_orders import Order

EX_CONFIG = 78  # sysexits.h: a fault in the configuration; restarting does not help
EX_TEMPFAIL = 75  # sysexits.h: a fault that passes by itself


def fail(*lines: str, code: int = EX_CONFIG) -> int:
    """Print lines on standard error and return the exit code."""
    for line in lines:
        print(line, file=sys.stderr)
    return code


def fail_database(error: Exception) -> int:
    """Print why the database can't be used and return the exit code."""
    code = EX_TEMPFAIL if isinstance(error, NotReady) else EX_CONFIG
    return fail(f"storage.database: {error}", code=code)


def check(options: argparse.Namespace) -> int:
    """Print all findings, and paint a picture if asked to; return 0 if all is well, else 1."""
    from bot.ops.check import findings
    from bot.ops.finding import Finding

    found: list[Finding] = []
    keys: Secrets | None = None
    config: Config | None = None
    try:
        keys = load_secrets()
    except BadConfig as error:
        found += [Finding(fault) for fault in error.faults]
    try:
        config = load(options.config)
        found += [Finding(warning, fault=False) for warning in ignored_variables(config)]
        found += asyncio.run(findings(config, keys))
    except BadConfig as error:
        found += [Finding(fault) for fault in error.faults]
    for finding in found:
        print(finding.message if finding.fault else f"Note: {finding.message}")
    painted = options.paint is None or _paint(config, keys, options.paint)
    if any(finding.fault for finding in found) or not painted:
        return 1
    print("All is well.")
    return 0


def _paint(config: Config | None, keys: Secrets | None, words: str) -> bool:
    """Paint one real picture, whatever else is wrong; return whether it was painted."""
    from bot.ops.trial_picture import paint

    if config is None or keys is None or not keys.gemini:
        print("Nothing was painted: fix this first.")
        return False
    report = partial(print, flush=True)
    return asyncio.run(paint(config, words, key=keys.gemini, folder=Path(), report=report))


def migrate(options: argparse.Namespace) -> int:
    """Migrate the database to this version; return the exit code."""
    from bot import database

    try:
        version = asyncio.run(database.migrate(load(options.config).storage.database))
    except database.BadDatabase as error:
        return fail_database(error)
    print(f"The database is at version {version}.")
    return 0


def pause(options: argparse.Namespace) -> int:
    """Accept no more requests; return the exit code."""
    from bot.ops.pause_orders import Order

    order = Order.GIVE_BACK if options.give_back else Order.PAUSE
    said = "given back" if options.give_back else "still painted"
    return _order(options, order, f"Painting is paused; what waits is {said}. See easel resume.")


def resume(options: argparse.Namespace) -> int:
    """Accept requests again; return the exit code."""
    from bot.ops.pause_orders import Order

    return _order(options, Order.RESUME, "Painting is resumed.")


def _order(options: argparse.Namespace, order: "Order", done: str) -> int:
    from bot.database import BadDatabase
    from bot.errors import OperatorError
    from bot.ops.pause_orders import NotTaken, give

    try:
        asyncio.run(give(load(options.config).storage.database, order))
    except BadDatabase as error:
        return fail_database(error)
    except OperatorError as error:
        return fail(f"storage.database: it can't be written ({error.__cause__}).", code=1)
    except NotTaken:
        return fail("The Easel that has the database does not answer. Stop it instead.", code=1)
    print(done)
    return 0


def backup(options: argparse.Namespace) -> int:
    """Copy database and pictures to a folder; return the exit code."""
    from bot.database import BadDatabase
    from bot.ops.backup import backup as make_backup
    from bot.ops.backup_folder import BadBackup

    storage = load(options.config).storage
    try:
        result = asyncio.run(make_backup(storage, options.folder))
    except BadBackup as error:
        return fail(str(error), code=1)
    except BadDatabase as error:
        return fail_database(error)
    if result.missing:
        print(
            f"Note: {count(len(result.missing), 'picture')} of the database can't be found: "
            "lost, or not kept any more."
        )
    print(
        f"{options.folder}: {count(result.turns, 'turn')} and {count(result.pictures, 'picture')}, "
        f"{result.copied} of them new."
    )
    return 0


def restore(options: argparse.Namespace) -> int:
    """Restore a backup; return the exit code, 1 if a picture is missing or altered."""
    from bot.database import BadDatabase
    from bot.errors import OperatorError
    from bot.ops.backup import restore as restore_backup
    from bot.ops.backup_folder import BadBackup

    storage = load(options.config).storage
    try:
        result = asyncio.run(restore_backup(storage, options.folder))
    except BadBackup as error:
        return fail(str(error), code=1)
    except BadDatabase as error:
        return fail_database(error)
    except OperatorError as error:
        return fail(f"storage.database: it can't be written ({error.__cause__}).", code=1)
    for digests, state in ((result.missing, "missing"), (result.altered, "altered")):
        fail(*(f"{options.folder}: picture {digest} is {state}." for digest in digests))
    summary = f"Restored {count(result.turns, 'turn')} and {count(result.pictures, 'picture')}."
    if result.missing or result.altered:
        return fail(summary, code=1)
    print(summary)
    return 0


def export(options: argparse.Namespace) -> int:
    """Print everything that is stored about a person; return the exit code."""

    async def show(data: "PersonalData") -> str:
        return (await data.export(options.person)).decode()

    return _about_person(options, show)


def forget(options: argparse.Namespace) -> int:
    """Delete what is stored about a person; return the exit code."""

    async def delete(data: "PersonalData") -> str:
        count_before = await data.count(options.person)
        await data.forget(options.person)
        return f"Deleted what was stored about {options.person}: {count(count_before, 'request')}."

    return _about_person(options, delete)


def gallery(options: argparse.Namespace) -> int:
    """Write the showcase of a server as a static site; return the exit code."""
    from bot.database import BadDatabase
    from bot.errors import OperatorError
    from bot.ops.gallery import NotAGallery
    from bot.ops.gallery import gallery as write_gallery

    config, folder = load(options.config), options.folder
    try:
        written = asyncio.run(
            write_gallery(config, folder, server=options.server, address=options.url)
        )
    except NotAGallery:
        return fail(f"{folder}: it has files of something else. Name an empty folder.", code=1)
    except BadDatabase as error:
        return fail_database(error)
    except OSError as error:
        return fail(f"{folder}: {error.strerror}.", code=1)
    except OperatorError as error:
        return fail(f"storage: it can't be read ({error.__cause__}).", code=1)
    print(f"{folder}: {count(written, 'picture')}.")
    return 0


def _about_person(
    options: argparse.Namespace, work: "Callable[[PersonalData], Awaitable[str]]"
) -> int:
    from bot.database import BadDatabase
    from bot.errors import OperatorError
    from bot.ops.personal_data import with_personal_data

    config = load(options.config)
    try:
        print(asyncio.run(with_personal_data(config, work)))
    except BadDatabase as error:
        return fail_database(error)
    except OperatorError as error:
        return fail(f"storage: it can't be written ({error.__cause__}). Try again.", code=1)
    return 0
