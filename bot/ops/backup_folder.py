"""The folder of a backup: its lock, its manifest, and what must not stay in it."""

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from bot.database import backup_index
from bot.database.snapshot_file import BadSnapshot

MANIFEST, PICTURES = "backup.json", "pictures"
FORMAT = 1  # of the folder
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


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Create a folder, for this user only, and lock it for the block, which may write there.

    Raises:
        BadBackup: another backup is going on, the folder can't be written, or its disk is full.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(lock, folder)
            yield
        finally:
            os.close(lock)
    except BadSnapshot as error:
        raise BadBackup(str(error)) from error
    except OSError as error:
        raise BadBackup(f"{folder}: I can't write there ({error.strerror}).") from error


def _lock(file: int, folder: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise BadBackup(f"{folder}: another backup is going on there.") from error


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a folder.

    Raises:
        BadBackup: there is none, a newer Easel made it, or it is not a manifest.
    """
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if _is_newer(content):
            raise newer(folder)
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


def newer(folder: Path) -> BadBackup:
    """Return the error of a backup that this version does not understand."""
    return BadBackup(
        f"{folder}: this backup was made by a newer Easel. Update this one and run it again; "
        "nothing was changed."
    )


def publish(folder: Path, draft: Path, turns: int) -> Manifest:
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


def remove_outdated(folder: Path, current: Manifest) -> None:
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


def copy_snapshot(file: Path, manifest: Manifest, copy: Path) -> None:
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
