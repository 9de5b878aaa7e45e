"""A start that meets a database it can't use: one line, the right exit code, or it waits.

Real servers, real files. What `run` says is what `check` says.
"""

import asyncio
import contextlib
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
import pytest

from bot.__main__ import main
from bot.app import open_app
from bot.config import Config
from bot.database import DatabaseInUse, Store, opened
from bot.database.postgres import notify
from bot.ops.check import findings
from bot.ops.commands import EX_TEMPFAIL
from bot.pictures import open_pictures
from bot.sandbox.server import serving
from bot.startup import NotReady, Stopped, retry_until_ready

from . import postgres
from .conftest import SECRETS, Easel, disk_mounted
from .pgbouncer import pooled
from .test_check import LogWatcher
from .unusable_databases import (
    CANARY,
    CASES,
    DATABASES,
    HBA,
    NASTY,
    ROOT,
    SQL,
    WAITS,
    Place,
    at,
    through,
    visited,
    with_tls,
)


@pytest.fixture(scope="module")
def server():
    """Host and port of a PostgreSQL with a password, and without TLS."""
    try:
        alone = postgres.alone()
        running = alone.__enter__()
    except postgres.NoPostgres as error:
        pytest.skip(str(error))
    with ThreadPoolExecutor(1) as apart:  # a test's own loop may be running
        apart.submit(lambda: asyncio.run(furnished(running))).result()
    yield f"127.0.0.1:{running.port}"
    alone.__exit__(None, None, None)


async def furnished(running):
    admin = await asyncpg.connect(running.url)
    await admin.execute(SQL)
    for database in DATABASES:
        await admin.execute(f"CREATE DATABASE {database}")
    await admin.execute("REVOKE CONNECT ON DATABASE closed FROM PUBLIC")
    (running.folder / "data" / "pg_hba.conf").write_text(HBA)
    await admin.execute("SELECT pg_reload_conf()")
    await admin.close()


@pytest.fixture
def place(request, tmp_path, monkeypatch):
    """Where a case is tried."""
    monkeypatch.setenv("DISCORD_TOKEN", "x")
    monkeypatch.setenv("GEMINI_API_KEY", "x")
    monkeypatch.setenv("EASEL_STORAGE__PICTURES", str(tmp_path / "pictures"))
    place = Place(tmp_path, request)
    with place.stack:
        yield place


@pytest.mark.parametrize("case", CASES)
def test_what_stands_against_a_start_is_one_line_and_the_right_exit_code(
    place, case, monkeypatch, capsys, caplog
):
    set_up, code, said = CASES[case]
    monkeypatch.setenv("EASEL_STORAGE__DATABASE", set_up(place))

    with told_to_stop_when_it_waits():
        ended = main(["run"])

    lines = [*capsys.readouterr().err.splitlines(), *(one.message for one in caplog.records)]
    assert (ended, len(lines)) == (code, 1), lines
    line = lines[0].removeprefix("not ready, will retry: wait=1 error=")
    assert line.startswith("storage.database: ")
    assert said in line
    assert CANARY not in line
    assert (line != lines[0]) == (code == WAITS)
    found = [finding.message for finding in asyncio.run(findings(Config(), None))]
    assert [said for said in found if said.startswith("storage.")] == [line]
    assert main(["migrate"]) == (code or EX_TEMPFAIL)


@contextlib.contextmanager
def told_to_stop_when_it_waits():
    """As a supervisor does, as soon as the log says that another attempt will be made."""

    class Stopping(logging.Handler):
        def emit(self, record):
            os.kill(os.getpid(), signal.SIGTERM)

    handler = Stopping()
    logging.getLogger("bot.startup").addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger("bot.startup").removeHandler(handler)


# Files that are another user's


def read_only(path):
    """Let only its owner, who is not the one that starts Easel, write."""
    if os.geteuid() == 0:
        os.chown(path, 65534, 65534)
        path.chmod(0o755 if path.is_dir() else 0o644)
    else:
        path.chmod(0o555 if path.is_dir() else 0o444)
    return path


HARMS = {
    "folder": lambda path: read_only(path.parent),
    "file": read_only,
    "log": lambda path: read_only(written(Path(f"{path}-wal"))),  # by root, with another program
}


def written(path):
    path.touch()
    return path


@pytest.mark.parametrize("harm", HARMS)
def test_a_file_of_another_user_is_reported_with_what_stands_in_the_way(tmp_path, harm):
    path = tmp_path / "data" / "easel.db"
    path.parent.mkdir()
    url = f"sqlite:///{path}"
    asyncio.run(visited(url))
    what = HARMS[harm](path)

    ran, checked = (without_roots_rights(command, url) for command in ("run", "check"))

    path.parent.chmod(0o755)
    assert (ran.returncode, checked.returncode) == (78, 1)
    [line] = ran.stderr.splitlines()
    assert line.startswith(f"storage.database: {path}: I can't write to {what} (")
    assert line in checked.stdout.splitlines()


def test_pictures_of_another_user_are_told_before_one_is_painted(tmp_path):
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    read_only(pictures)
    url = f"sqlite:///{tmp_path}/easel.db"

    ran, checked = (without_roots_rights(command, url, pictures) for command in ("run", "check"))

    pictures.chmod(0o755)
    assert (ran.returncode, checked.returncode) == (78, 1)
    [line] = ran.stderr.splitlines()
    assert line.startswith(f"storage.pictures: I can't write to {pictures} (Permission denied).")
    assert line in checked.stdout.splitlines()


def without_roots_rights(command, url, pictures=None):
    """Run the program as a user to whom file permissions apply."""
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("root may write everything, and there is no setpriv to take that away")
    plain = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner", "--"]
    place = {"EASEL_STORAGE__PICTURES": str(pictures)} if pictures else {}
    keys = dict.fromkeys(("DISCORD_TOKEN", "GEMINI_API_KEY"), "x") if command == "run" else {}
    return subprocess.run(
        [*plain * (os.geteuid() == 0), sys.executable, "-m", "bot", command],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "EASEL_STORAGE__DATABASE": url, **place, **keys},
        capture_output=True,
        timeout=60,
        text=True,
        check=False,
    )


# What is no fault


@pytest.mark.parametrize(
    "address",
    [
        at(f"secretive:{NASTY}", "secretive"),
        at("secretive:p%2Fw%23x%3Fy%5Bz%40q%25r", "secretive"),
        at("easel", "other", "?sslmode=prefer&channel_binding=prefer&gssencmode=disable"),
        at(
            "easel",
            "other",
            "?connect_timeout=3&tcp_user_timeout=9"
            "&keepalives=1&keepalives_idle=30&keepalives_interval=10&keepalives_count=3",
        ),
        at(
            "easel", "other", "?application_name=mine&client_encoding=UTF8&target_session_attrs=any"
        ),
        at("easel", "other", "?options=-c%20statement_timeout%3D60s&target_session_attrs=primary"),
        lambda place: f"postgresql://easel@127.0.0.1:1,{place.at}/other?connect_timeout=3",
        lambda place: f"postgres:///other?host=127.0.0.1&user=easel&port={place.at[10:]}",
        with_tls("sslmode=verify-ca&sslrootcert={folder}/ca.crt&channel_binding=require"),
        through("session"),
        through("session", "?application_name=mine&connect_timeout=3"),
    ],
)
async def test_what_libpq_takes_in_an_address_is_taken(place, address):
    async with opened(address(place)) as database:
        await Store(database).key_value.set("key", "value")


async def test_the_name_that_an_address_gives_is_the_one_the_server_shows(place):
    async with opened(f"{place.server}?application_name=mine"):
        admin = await asyncpg.connect(place.server)
        names = await admin.fetch("SELECT application_name AS name FROM pg_stat_activity")
        await admin.close()

    assert "mine" in {row["name"] for row in names}


async def test_processes_hear_each_other_through_a_pooler_in_session_mode(place):
    heard = asyncio.get_running_loop().create_future()
    with pooled(place.server, "session") as url:
        async with opened(url) as one, opened(url) as other:
            listens = asyncio.Event()
            async with Store(one).listening(on_change=listens.set, on_cancelled=heard.set_result):
                await asyncio.wait_for(listens.wait(), 10)
                async with other.engine.begin() as tx:
                    await notify(tx, cancelled=7)
                assert await asyncio.wait_for(heard, 10) == 7


@pytest.mark.parametrize("name", ["a?b.db", "a#b.db", "100%25.db", "ä b.db", "~.db"])
async def test_a_path_is_taken_as_it_is_written(tmp_path, name):
    async with opened(f"sqlite:///{tmp_path}/{name}"):
        assert (tmp_path / name).is_file()

    assert [file.name for file in tmp_path.iterdir()] == [name]


async def test_a_tilde_is_the_users_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))

    async with opened("sqlite:///~/easel.db"):
        assert (tmp_path / "easel.db").is_file()


# One process has a file, and one user


async def test_no_other_name_leads_into_a_file_that_is_in_use(tmp_path):
    file = tmp_path / "easel.db"
    (tmp_path / "symbolic.db").symlink_to(file)
    async with opened(f"sqlite:///{file}"):
        (tmp_path / "hard.db").hardlink_to(file)
        for left in tmp_path.glob("*.lock"):
            left.unlink()

        for name in ("easel.db", "symbolic.db", "hard.db"):
            with pytest.raises(DatabaseInUse):
                await visited(f"sqlite:///{tmp_path}/{name}")


async def test_only_its_user_may_read_what_people_wrote_and_got(tmp_path):
    file, pictures = tmp_path / "data" / "easel.db", tmp_path / "pictures"
    await visited(f"sqlite:///{file}")
    assert mode(file.parent) == 0o700
    file.chmod(0o644)
    pictures.mkdir(mode=0o755)

    async with opened(f"sqlite:///{file}"):
        assert {mode(each) for each in file.parent.glob("easel.db*")} == {0o600}
    await open_pictures(str(pictures)).sweep()
    digest = await open_pictures(str(pictures)).put(b"a picture")

    assert mode(pictures) == mode(pictures / digest[:2]) == 0o700
    assert mode(pictures / digest[:2] / digest) == 0o600


def mode(path):
    return path.stat().st_mode & 0o777


# Waiting


async def test_a_server_that_comes_up_later_ends_the_wait(tmp_path):
    try:
        server = postgres.created()
    except postgres.NoPostgres as error:
        pytest.skip(str(error))
    heard = LogWatcher("Is it running?")
    logging.getLogger("bot").addHandler(heard)
    try:
        async with serving() as sandbox:
            easel = Easel(sandbox, tmp_path, {"storage": {"database": server.url}})
            starting = asyncio.create_task(easel.start())
            await asyncio.wait_for(heard.event.wait(), 30)

            await asyncio.to_thread(server.start)
            await starting

            assert easel.discord.bot_online
            await easel.stop()
        server.stop()
    finally:
        logging.getLogger("bot").removeHandler(heard)
        server.remove()


def test_a_stop_ends_an_attempt_that_is_under_way_at_once(place, monkeypatch, capsys):
    silent = place.stack.enter_context(socket.create_server(("127.0.0.1", 0)))
    url = f"postgresql://easel@127.0.0.1:{silent.getsockname()[1]}/x?connect_timeout=600"
    monkeypatch.setenv("EASEL_STORAGE__DATABASE", url)

    def stop():
        with silent.accept()[0] as one:
            one.recv(1)
            os.kill(os.getpid(), signal.SIGTERM)
            one.recv(1)  # until it is left

    stopping = threading.Thread(target=stop)
    stopping.start()

    assert main(["run"]) == 0
    stopping.join(10)
    assert capsys.readouterr().err == ""


async def test_pauses_grow(caplog):
    left = iter(range(4))

    async def attempt():
        if next(left) < 3:
            raise NotReady("Not yet.")
        return "ready"

    assert await retry_until_ready(attempt, stop=asyncio.Event(), first_delay=0.001) == "ready"

    assert [record.args[0] for record in caplog.records] == [0.001, 0.002, 0.004]


@pytest.fixture
def disk(tmp_path):
    """A disk that is full: it has room for two files, itself and another."""
    with disk_mounted(tmp_path / "disk", "size=64k,nr_inodes=2") as disk:
        (disk / "full").touch()
        yield disk


async def test_a_full_disk_under_the_pictures_is_waited_for(tmp_path, disk):
    config = Config(
        storage={"database": f"sqlite:///{tmp_path}/x.db", "pictures": f"{disk}/pictures"}
    )
    heard = LogWatcher("I can't write there just now (No space left on device).")
    logging.getLogger("bot").addHandler(heard)

    with pytest.raises(Stopped):
        async with open_app(config, SECRETS, stop=heard.event):
            pass

    logging.getLogger("bot").removeHandler(heard)
