"""A PostgreSQL for tests: one private server for all workers of a run, a database for each test."""

import contextlib
import fcntl
import itertools
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from . import scratch

GIVEN = "EASEL_TEST_POSTGRES"  # in the environment: a server to use, as postgresql://user@host/name
_NUMBERS = itertools.count()


class NoPostgres(Exception):
    """There is none here; the message says what would help."""


@dataclass(frozen=True)
class Server:
    """A server of our own, which can be stopped and started again at the same address."""

    programs: Path
    folder: Path
    port: int
    durable: bool = False  # whether a commit waits for the disk, as it must where it counts

    @property
    def url(self) -> str:
        return f"postgresql://easel@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = (
            f"-c listen_addresses=127.0.0.1 -p {self.port} -c unix_socket_directories= "
            f"-c fsync={'on' if self.durable else 'off'} -c max_connections=200 "
            "-c autovacuum=off -c shared_buffers=32MB"
        )
        self._control("-w", "-l", self.folder / "log", "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """End all connections: "fast" writes a checkpoint first, "immediate" is like a crash."""
        self._control("-m", mode, "-w", "stop")

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _control(self, *command: object) -> None:
        _run(self.programs / "pg_ctl", "-D", self.folder / "data", *command)


def created(*, durable: bool = False) -> Server:
    """A new server, not started; a durable one is on the disk.

    Raises:
        NoPostgres: the programs are not installed, or can't be run.
    """
    programs = _programs()
    folder = Path(
        tempfile.mkdtemp(prefix="easel-postgres-", dir=None if durable else scratch.FOLDER)
    )
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    _run(programs / "initdb", "-D", folder / "data", "-U", "easel", "-A", "trust", "--no-sync")
    return Server(programs, folder, port, durable)


@contextlib.contextmanager
def alone(*, durable: bool = False) -> Iterator[Server]:
    """A server for this block only.

    Raises:
        NoPostgres: there is none here.
    """
    server = created(durable=durable)
    try:
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        server.remove()


@contextlib.contextmanager
def server(shared: Path):
    """The address of a server that lives as long as any worker uses it.

    Args:
        shared: a folder that all workers of this run have in common.
    """
    if given := os.environ.get(GIVEN):
        yield given
        return
    with _alone(shared / "postgres.lock"):
        address = shared / "postgres.url"
        if not address.exists():
            address.write_text(_started(shared))
        users = (shared / "postgres.users").open("w")
        fcntl.flock(users, fcntl.LOCK_SH)
    try:
        yield address.read_text()
    finally:
        with _alone(shared / "postgres.lock"):
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                pass  # another worker uses it still
            else:
                _stop(shared)
                address.unlink()
            users.close()


@contextlib.asynccontextmanager
async def database(server_url: str, *, template: str = "template1"):
    """A copy of a database, blank unless another is named; its address."""
    name = f"easel_{os.getpid()}_{next(_NUMBERS)}"
    admin = await asyncpg.connect(server_url)
    try:
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        head, _, _ = server_url.rpartition("/")
        yield f"{head}/{name}"
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await admin.close()


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise NoPostgres(f"no PostgreSQL is here: install Debian's postgresql, or set {GIVEN}")
    if os.geteuid() == 0 and not shutil.which("runuser"):
        raise NoPostgres("PostgreSQL does not run as root, and there is no runuser")
    return found[-1].parent


@contextlib.contextmanager
def _alone(path: Path):
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _started(shared: Path) -> str:
    try:
        server = created()
    except NoPostgres as error:
        pytest.skip(str(error))
    (shared / "postgres.folder").write_text(f"{server.folder} {server.port}")
    server.start()
    return server.url


def _stop(shared: Path) -> None:
    folder, port = (shared / "postgres.folder").read_text().split()
    server = Server(_programs(), Path(folder), int(port))
    server.stop()
    server.remove()


def _run(*command: object) -> None:
    who = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run(
        [*who, *map(str, command)],
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
