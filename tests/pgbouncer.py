"""A PgBouncer for tests, in front of a PostgreSQL of ours."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from . import scratch

PATIENCE = 10.0  # seconds until it listens


@contextlib.contextmanager
def pooled(server_url: str, mode: str, **settings: object) -> Iterator[str]:
    """The address of a PgBouncer in a mode; the test is skipped where none is installed.

    Args:
        server_url: the server it is in front of, and the database.
        mode: "session", "transaction" or "statement".
        settings: more of its settings.
    """
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if program is None:
        pytest.skip("no PgBouncer is here: install Debian's pgbouncer")
    behind = urlsplit(server_url)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="easel-pgbouncer-", dir=scratch.FOLDER))
    told = {
        "listen_addr": "127.0.0.1",
        "listen_port": port,
        "unix_socket_dir": "",
        "auth_type": "trust",
        "auth_file": folder / "users",
        "pool_mode": mode,
        "logfile": folder / "log",
    } | settings
    (folder / "users").write_text(f'"{behind.username}" ""\n')
    (folder / "ini").write_text(
        f"[databases]\n* = host={behind.hostname} port={behind.port}\n[pgbouncer]\n"
        + "".join(f"{key} = {value}\n" for key, value in told.items())
    )
    if os.geteuid() == 0:
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, "postgres")
    who = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    process = subprocess.Popen([*who, program, "-q", folder / "ini"], stderr=subprocess.DEVNULL)
    try:
        _until_it_listens(port)
        yield f"postgresql://{behind.username}@127.0.0.1:{port}{behind.path}"
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder)


def _until_it_listens(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
        else:
            return
