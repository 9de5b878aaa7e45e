"""`easel backup` and `easel restore`: the database and its pictures, to a folder and back.

A backup is a folder: `backup.json` says which file is the database's snapshot, and is written last,
so that whatever ends a backup early, the one before it stays whole. The pictures lie beside it by
their digests, those that the snapshot refers to and no others.
"""

import asyncio
import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from bot.config import StorageSettings
from bot.core.turns import Digest
from bot.database import backup_index, snapshot
from bot.database.backup_index import Listed
from bot.database.opening import VERSIONS
from bot.errors import Broken, Later, NothingHere
from bot.pictures import Folder, Pictures, is_bucket, open_pictures

MANIFEST, PICTURES = "backup.json", "pictures"
FORMAT = 1  # of the folder
AT_ONCE = 8  # pictures under way
_PICTURE = re.compile(r"[0-9a-f]{64}")
_SNAPSHOT = re.compile(r"easel-[0-9a-f]{12}\.db")


class BadBackup(Exception):
    """A backup can't be made or used; the message is one line for the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What `backup.json` says."""

    format: int
    database: str  # the name of the snapshot, in the same folder
    sha256: str  # of the snapshot
    turns: int


_MANIFEST = TypeAdapter(Manifest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What a backup came to."""

    turns: int
    pictures: int
    copied: int  # of them; the others were there from a backup before
    gone: Sequence[Digest]  # what the database names and the storage does not have


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore came to."""

    turns: int
    pictures: int
    missing: Sequence[Digest]  # not in the backup, and should be
    altered: Sequence[Digest]  # in the backup, and not what they were


async def backup(storage: StorageSettings, folder: Path) -> Saved:
    """Copy everything to a folder, while Easel runs; what an earlier backup left there is used.

    Raises:
        BadBackup: the folder can't be used, or the pictures can't be read just now.
        BadDatabase: the database can't be read.
    """
    _check_apart(storage, folder)
    with _alone(folder):
        before = _read_manifest(folder) if (folder / MANIFEST).exists() else None
        draft = folder / ".new.db"
        await snapshot.take(storage.database, draft)
        await asyncio.to_thread(backup_index.make, draft)
        saved = await _saved(draft, open_pictures(storage.pictures), Folder(folder / PICTURES))
        manifest = await asyncio.to_thread(_settled, folder, draft, saved.turns)
        await asyncio.to_thread(_tidied, folder, before, manifest)
        return saved


async def restore(storage: StorageSettings, folder: Path) -> Restored:
    """Bring everything back, to wherever the settings say: pictures first, then the database.

    What is missing or altered is left out and told.

    Raises:
        BadBackup: it is none, its snapshot is altered, or a newer Easel made it; nothing was
            written then.
        BadDatabase: there is a database with turns already, or it can't be used.
    """
    manifest = _read_manifest(folder)
    await snapshot.check_empty(storage.database)
    with tempfile.TemporaryDirectory(prefix="easel-") as aside:
        copy = Path(aside) / "snapshot.db"
        await asyncio.to_thread(_copy_of_snapshot, folder / manifest.database, manifest, copy)
        if await asyncio.to_thread(backup_index.version, copy) not in VERSIONS:
            raise _newer(folder)
        missing: list[Digest] = []
        altered: list[Digest] = []
        good = 0
        source, target = Folder(folder / PICTURES), open_pictures(storage.pictures)

        async def bring(one: Listed) -> None:
            nonlocal good
            if not one.there:
                return
            try:
                data = await source.get(one.digest)
            except NothingHere:
                (altered if await source.holds(one.digest) else missing).append(one.digest)
                return
            await _laid(target, one.digest, data)
            good += 1

        async for some in _pages(copy):
            await _side_by_side(bring, some)
        turns = await snapshot.restore(copy, storage.database)
    return Restored(turns=turns, pictures=good, missing=sorted(missing), altered=sorted(altered))


async def _saved(draft: Path, source: Pictures, target: Folder) -> Saved:
    """Copy what a snapshot refers to and the folder does not have."""
    gone: list[Digest] = []
    pictures = copied = 0

    async def save(one: Listed) -> None:
        nonlocal copied
        if await target.holds(one.digest):
            return
        try:
            data = await source.get(one.digest)
        except NothingHere:
            gone.append(one.digest)
            return
        await target.put(data)
        copied += 1

    async for some in _pages(draft):
        await _side_by_side(save, some)
        pictures += len(some)
    for start in range(0, len(gone), backup_index.PAGE):
        part = gone[start : start + backup_index.PAGE]
        await asyncio.to_thread(backup_index.note_gone, draft, part)
    turns = await asyncio.to_thread(backup_index.turns, draft)
    return Saved(turns=turns, pictures=pictures - len(gone), copied=copied, gone=sorted(gone))


async def _pages(file: Path) -> AsyncIterator[Sequence[Listed]]:
    after = ""
    while some := await asyncio.to_thread(backup_index.page, file, after=after):
        yield some
        after = some[-1].digest


async def _side_by_side(work: Callable[[Listed], Awaitable[None]], some: Sequence[Listed]) -> None:
    """Do something with each picture, a few at the same time; the first fault ends it.

    Raises:
        BadBackup: pictures can't be read or written.
    """
    rooms = asyncio.Semaphore(AT_ONCE)

    async def one(listed: Listed) -> None:
        async with rooms:
            await work(listed)

    try:
        async with asyncio.TaskGroup() as group:
            for listed in some:
                group.create_task(one(listed))
    except* (Later, Broken) as errors:
        why = errors.exceptions[0].__cause__ or errors.exceptions[0]
        said = (str(why).splitlines() or [type(why).__name__])[0]
        raise BadBackup(
            f"The pictures can't be copied just now ({said}). Run it again: what is copied already "
            "is not copied again."
        ) from None


async def _laid(target: Pictures, digest: Digest, data: bytes) -> None:
    """Put a picture where it is not yet, or is not what it should be."""
    try:
        await target.get(digest)
    except NothingHere:
        await target.remove(digest)
        await target.put(data)


def _check_apart(storage: StorageSettings, folder: Path) -> None:
    """A backup takes pictures away that nothing refers to: never where Easel keeps its own."""
    if is_bucket(storage.pictures):
        return
    theirs, ours = Path(storage.pictures).resolve(), (folder / PICTURES).resolve()
    if theirs == ours or theirs in ours.parents or ours in theirs.parents:
        raise BadBackup(f"{folder}: Easel keeps its own pictures there. Choose another folder.")


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Make the folder, for this user only, and hold it for this process."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise BadBackup(f"{folder}: I can't write there ({error.strerror}).") from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BadBackup(f"{folder}: another backup is going on there.") from error
        yield
    finally:
        os.close(lock)


def _read_manifest(folder: Path) -> Manifest:
    """What a folder says of its backup.

    Raises:
        BadBackup: there is none, a newer Easel made it, or it says something else.
    """
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if _is_newer(said):
            raise _newer(folder)
        manifest = _MANIFEST.validate_python(said)
    except OSError as error:
        raise BadBackup(f"{folder}: there is no backup ({MANIFEST} can't be read).") from error
    except ValueError as error:
        raise BadBackup(f"{folder / MANIFEST}: this is not what a backup says.") from error
    if not _SNAPSHOT.fullmatch(manifest.database):
        raise BadBackup(f"{folder / MANIFEST}: this is not what a backup says.")
    return manifest


def _is_newer(said: Any) -> bool:
    """Whether a manifest has a higher format, or more in it, than this version knows."""
    if not isinstance(said, dict) or not isinstance(format_ := said.get("format"), int):
        return False
    known = {field.name for field in fields(Manifest)}
    return format_ > FORMAT or not known.issuperset(said)


def _newer(folder: Path) -> BadBackup:
    return BadBackup(
        f"{folder}: this backup was made by a newer Easel. Update this one and run it again; "
        "nothing was changed."
    )


def _settled(folder: Path, draft: Path, turns: int) -> Manifest:
    """Give the snapshot its name, then say so: from here on this is the backup."""
    sha256 = _sha256(draft)
    manifest = Manifest(
        format=FORMAT, database=f"easel-{sha256[:12]}.db", sha256=sha256, turns=turns
    )
    draft.replace(folder / manifest.database)
    beside = folder / f".{MANIFEST}"
    with beside.open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / MANIFEST)
    return manifest


def _tidied(folder: Path, before: Manifest | None, now: Manifest) -> None:
    """Take away the snapshot before this one, and pictures that nothing refers to any more.

    What people had Easel forget is not to live on in backups.
    """
    if before and before.database != now.database:
        (folder / before.database).unlink(missing_ok=True)
    for drawer in (folder / PICTURES).glob("[0-9a-f][0-9a-f]"):
        names = [file.name for file in drawer.iterdir() if _PICTURE.fullmatch(file.name)]
        for start in range(0, len(names), backup_index.PAGE):
            some = names[start : start + backup_index.PAGE]
            for name in backup_index.unlisted(folder / now.database, some):
                (drawer / name).unlink(missing_ok=True)


def _copy_of_snapshot(file: Path, manifest: Manifest, copy: Path) -> None:
    """A copy that may be changed, of a snapshot that is what it was.

    Raises:
        BadBackup: it is not.
    """
    try:
        shutil.copyfile(file, copy)
    except OSError as error:
        raise BadBackup(f"{file}: it can't be read ({error.strerror}).") from error
    if _sha256(copy) != manifest.sha256:
        raise BadBackup(f"{file}: it is altered. Nothing was restored; take another backup.")


def _sha256(file: Path) -> str:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())
        return hashlib.file_digest(opened, "sha256").hexdigest()
