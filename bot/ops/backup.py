"""`easel backup` and `easel restore`: the database and its pictures, to a folder and back.

A backup is a folder. `backup.json` names the snapshot of the database and is written last, so that
a backup that is interrupted leaves the previous one intact. The pictures that the snapshot refers
to, and no others, are stored beside it under their digests.
"""

import asyncio
import contextlib
import errno
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
from bot.database.snapshot_file import BadSnapshot
from bot.errors import NotFound, OperatorError, TemporaryError
from bot.pictures import Folder, Pictures, is_bucket, open_pictures

MANIFEST, PICTURES = "backup.json", "pictures"
FORMAT = 1  # of the folder
PARALLEL = 8  # pictures copied at once
_PICTURE = re.compile(r"[0-9a-f]{64}")
_SNAPSHOT = re.compile(r"easel-[0-9a-f]{12}\.db")


class BadBackup(Exception):
    """A backup can't be made or restored; the message is one line for the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The content of `backup.json`."""

    format: int
    database: str  # file name of the snapshot, in the same folder
    sha256: str  # of the snapshot
    turns: int


_MANIFEST = TypeAdapter(Manifest)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupResult:
    """What a backup contains."""

    turns: int
    pictures: int
    copied: int  # of them by this run; earlier runs had copied the others
    missing: Sequence[Digest]  # in the database, and not in the storage


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreResult:
    """What a restore brought back."""

    turns: int
    pictures: int
    missing: Sequence[Digest]  # in the backup's database, and not in its folder
    altered: Sequence[Digest]  # in its folder, with bytes of another digest


async def backup(storage: StorageSettings, folder: Path) -> BackupResult:
    """Copy database and pictures to a folder, while Easel runs.

    Pictures that an earlier backup left in the folder are not copied again.

    Raises:
        BadBackup: the folder can't be used or its disk is full, or the pictures can't be read.
        BadDatabase: the database can't be read.
    """
    _check_apart(storage, folder)
    with _written(folder), _locked(folder):
        if (folder / MANIFEST).exists():
            _read_manifest(folder)  # nothing is written over what a newer Easel made
        draft = folder / ".new.db"
        await snapshot.take(storage.database, draft)
        await asyncio.to_thread(backup_index.make, draft)
        result = await _copy_pictures(
            draft, open_pictures(storage.pictures), Folder(folder / PICTURES)
        )
        manifest = await asyncio.to_thread(_publish, folder, draft, result.turns)
        await asyncio.to_thread(_remove_outdated, folder, manifest)
        return result


async def restore(storage: StorageSettings, folder: Path) -> RestoreResult:
    """Restore a backup to the storage that is set: pictures first, then the database.

    Pictures that are missing or altered are skipped and listed in the result.

    Raises:
        BadBackup: the folder contains no backup, its snapshot is altered, or a newer Easel made it;
            nothing was written.
        BadDatabase: the database has turns already, or it can't be used.
    """
    manifest = _read_manifest(folder)
    await snapshot.check_empty(storage.database)
    with tempfile.TemporaryDirectory(prefix="easel-") as temporary:
        copy = Path(temporary) / "snapshot.db"
        await asyncio.to_thread(_copy_snapshot, folder / manifest.database, manifest, copy)
        if await asyncio.to_thread(backup_index.version, copy) not in VERSIONS:
            raise _newer(folder)
        missing: list[Digest] = []
        altered: list[Digest] = []
        restored = 0
        source, target = Folder(folder / PICTURES), open_pictures(storage.pictures)

        async def restore_one(listed: Listed) -> None:
            nonlocal restored
            if not listed.there:
                return
            try:
                data = await source.get(listed.digest)
            except NotFound:
                (altered if await source.holds(listed.digest) else missing).append(listed.digest)
                return
            await _put_intact(target, listed.digest, data)
            restored += 1

        async for page in _pages(copy):
            await _for_each(page, restore_one)
        turns = await snapshot.restore(copy, storage.database)
    return RestoreResult(
        turns=turns, pictures=restored, missing=sorted(missing), altered=sorted(altered)
    )


async def _copy_pictures(draft: Path, source: Pictures, target: Folder) -> BackupResult:
    """Copy the pictures that a snapshot refers to and the folder does not have yet."""
    missing: list[Digest] = []
    pictures = copied = 0

    async def copy_one(listed: Listed) -> None:
        nonlocal copied
        if await target.holds(listed.digest):
            return
        try:
            data = await source.get(listed.digest)
        except NotFound:
            missing.append(listed.digest)
            return
        await target.put(data)
        copied += 1

    async for page in _pages(draft):
        await _for_each(page, copy_one)
        pictures += len(page)
    for start in range(0, len(missing), backup_index.PAGE):
        part = missing[start : start + backup_index.PAGE]
        await asyncio.to_thread(backup_index.note_gone, draft, part)
    turns = await asyncio.to_thread(backup_index.turns, draft)
    return BackupResult(
        turns=turns, pictures=pictures - len(missing), copied=copied, missing=sorted(missing)
    )


async def _pages(file: Path) -> AsyncIterator[Sequence[Listed]]:
    """Yield all pictures of a snapshot, some hundreds at a time."""
    after = ""
    while page := await asyncio.to_thread(backup_index.page, file, after=after):
        yield page
        after = page[-1].digest


async def _for_each(page: Sequence[Listed], work: Callable[[Listed], Awaitable[None]]) -> None:
    """Call `work` with each picture, `PARALLEL` at a time; the first error ends it.

    Raises:
        BadBackup: pictures can't be read or written.
    """
    slots = asyncio.Semaphore(PARALLEL)

    async def one(listed: Listed) -> None:
        async with slots:
            await work(listed)

    try:
        async with asyncio.TaskGroup() as group:
            for listed in page:
                group.create_task(one(listed))
    except* (TemporaryError, OperatorError) as errors:
        cause = errors.exceptions[0].__cause__ or errors.exceptions[0]
        reason = (str(cause).splitlines() or [type(cause).__name__])[0]
        raise BadBackup(
            f"The pictures can't be copied just now ({reason}). Run it again: what is copied "
            "already is not copied again."
        ) from None


async def _put_intact(target: Pictures, digest: Digest, data: bytes) -> None:
    """Store a picture that the target lacks, or has with other bytes."""
    try:
        await target.get(digest)
    except NotFound:
        await target.remove(digest)
        await target.put(data)


def _check_apart(storage: StorageSettings, folder: Path) -> None:
    """Raise BadBackup if the folder contains Easel's own pictures.

    A backup deletes the pictures of its folder that no turn refers to.
    """
    if is_bucket(storage.pictures):
        return
    storage_folder = Path(storage.pictures).resolve()
    backup_folder = (folder / PICTURES).resolve()
    if storage_folder.is_relative_to(backup_folder) or backup_folder.is_relative_to(storage_folder):
        raise BadBackup(f"{folder}: Easel keeps its own pictures there. Choose another folder.")


@contextlib.contextmanager
def _written(folder: Path) -> Iterator[None]:
    """Raise BadBackup if the block can't write to a folder."""
    try:
        yield
    except BadSnapshot as error:
        raise BadBackup(str(error)) from error
    except OSError as error:
        raise BadBackup(f"{folder}: I can't write there ({error.strerror}).") from error


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Create the folder, for this user only, and lock it for this process."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BadBackup(f"{folder}: another backup is going on there.") from error
        yield
    finally:
        os.close(lock)


def _read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a folder.

    Raises:
        BadBackup: there is none, a newer Easel made it, or it is not a manifest.
    """
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if _is_newer(content):
            raise _newer(folder)
        manifest = _MANIFEST.validate_python(content)
    except OSError as error:
        raise BadBackup(f"{folder}: there is no backup ({MANIFEST} can't be read).") from error
    except ValueError as error:
        raise BadBackup(f"{folder / MANIFEST}: this is not what a backup says.") from error
    if not _SNAPSHOT.fullmatch(manifest.database):
        raise BadBackup(f"{folder / MANIFEST}: this is not what a backup says.")
    return manifest


def _is_newer(content: Any) -> bool:
    """Return whether a manifest has a higher format, or more keys, than this version knows."""
    if not isinstance(content, dict) or not isinstance(format_ := content.get("format"), int):
        return False
    known = {field.name for field in fields(Manifest)}
    return format_ > FORMAT or not known.issuperset(content)


def _newer(folder: Path) -> BadBackup:
    return BadBackup(
        f"{folder}: this backup was made by a newer Easel. Update this one and run it again; "
        "nothing was changed."
    )


def _publish(folder: Path, draft: Path, turns: int) -> Manifest:
    """Give the snapshot its final name, then write the manifest that makes it the backup."""
    sha256 = _sha256(draft)
    manifest = Manifest(
        format=FORMAT, database=f"easel-{sha256[:12]}.db", sha256=sha256, turns=turns
    )
    draft.replace(folder / manifest.database)
    temporary = folder / f".{MANIFEST}"
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / MANIFEST)
    return manifest


def _remove_outdated(folder: Path, current: Manifest) -> None:
    """Delete all other snapshots, partial pictures, and pictures that no turn refers to any more.

    What people asked Easel to forget must not survive in backups, neither in those that were
    killed. The folder is locked: no other backup writes there.
    """
    for file in folder.iterdir():
        if _SNAPSHOT.fullmatch(file.name) and file.name != current.database:
            file.unlink(missing_ok=True)
    for partial in (folder / PICTURES).glob("*/.new-*"):
        partial.unlink(missing_ok=True)
    for subfolder in (folder / PICTURES).glob("[0-9a-f][0-9a-f]"):
        names = [file.name for file in subfolder.iterdir() if _PICTURE.fullmatch(file.name)]
        for start in range(0, len(names), backup_index.PAGE):
            part = names[start : start + backup_index.PAGE]
            for name in backup_index.unlisted(folder / current.database, part):
                (subfolder / name).unlink(missing_ok=True)


def _copy_snapshot(file: Path, manifest: Manifest, copy: Path) -> None:
    """Copy a snapshot to a file that may be changed.

    Raises:
        BadBackup: it can't be read or copied, or is not what the manifest says.
    """
    try:
        shutil.copyfile(file, copy)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise BadBackup(f"{copy}: I can't write there ({error.strerror}).") from error
        raise BadBackup(f"{file}: it can't be read ({error.strerror}).") from error
    if _sha256(copy) != manifest.sha256:
        raise BadBackup(f"{file}: it is altered. Nothing was restored; take another backup.")


def _sha256(file: Path) -> str:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())
        return hashlib.file_digest(opened, "sha256").hexdigest()
