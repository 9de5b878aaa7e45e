"""`easel backup` and `easel restore`: the database and its pictures, to a folder and back.

A backup is a folder. `backup.json` names the snapshot of the database and is written last, so that
a backup that is interrupted leaves the previous one intact. The pictures that the snapshot refers
to, and no others, are stored beside it under their digests.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.config import StorageSettings
from bot.core.turns import Digest
from bot.database import backup_index, snapshot
from bot.database.backup_index import Listed
from bot.database.opening import VERSIONS
from bot.errors import NotFound, OperatorError, TemporaryError
from bot.ops.backup_folder import (
    MANIFEST,
    PICTURES,
    BadBackup,
    copy_snapshot,
    locked,
    newer,
    publish,
    read_manifest,
    remove_outdated,
)
from bot.pictures import Folder, Pictures, is_bucket, open_pictures

PARALLEL = 8  # pictures copied at once


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
    with locked(folder):
        if (folder / MANIFEST).exists():
            read_manifest(folder)  # nothing is written over what a newer Easel made
        draft = folder / ".new.db"
        await snapshot.take(storage.database, draft)
        await asyncio.to_thread(backup_index.make, draft)
        result = await _copy_pictures(
            draft, open_pictures(storage.pictures), Folder(folder / PICTURES)
        )
        manifest = await asyncio.to_thread(publish, folder, draft, result.turns)
        await asyncio.to_thread(remove_outdated, folder, manifest)
        return result


async def restore(storage: StorageSettings, folder: Path) -> RestoreResult:
    """Restore a backup to the storage that is set: pictures first, then the database.

    Pictures that are missing or altered are skipped and listed in the result.

    Raises:
        BadBackup: the folder contains no backup, its snapshot is altered, or a newer Easel made it;
            nothing was written.
        BadDatabase: the database has turns already, or it can't be used.
    """
    manifest = read_manifest(folder)
    await snapshot.check_empty(storage.database)
    with tempfile.TemporaryDirectory(prefix="easel-") as temporary:
        copy = Path(temporary) / "snapshot.db"
        await asyncio.to_thread(copy_snapshot, folder / manifest.database, manifest, copy)
        if await asyncio.to_thread(backup_index.version, copy) not in VERSIONS:
            raise newer(folder)
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
