"""Databases that can't be used at a start, each with the line that says why."""

import asyncio
import contextlib
import os
import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import pytest

from bot.database import opened

from .pgbouncer import pooled

NASTY = "p/w#x?y[z@q%r"
CANARY = "canary"
WAITS = 0  # it waits, until it is told to stop
ROOT = Path(__file__).parents[1]

SQL = f"""
    CREATE ROLE secretive LOGIN PASSWORD '{NASTY}'; CREATE ROLE nologin; CREATE ROLE tlsonly LOGIN;
    CREATE ROLE reader LOGIN; CREATE ROLE single LOGIN CONNECTION LIMIT 1
"""
DATABASES = (
    *("secretive OWNER secretive", "other", "single OWNER single", "closed"),
    "unready ALLOW_CONNECTIONS false",
)
HBA = """
    host all secretive 127.0.0.1/32 scram-sha-256
    hostssl all tlsonly 127.0.0.1/32 trust
    host all easel,nologin,reader,single,ghost 127.0.0.1/32 trust
"""


@dataclass
class Place:
    """Where a start is tried."""

    folder: Path
    request: pytest.FixtureRequest
    stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    @property
    def at(self):
        """Host and port of the server, which is started if it is asked for."""
        return self.request.getfixturevalue("server")

    @property
    def file(self):
        return self.folder / "easel.db"

    @property
    def server(self):
        return f"postgresql://easel@{self.at}/postgres"

    def made(self):
        """A database of this version; its address."""
        asyncio.run(visited(f"sqlite:///{self.file}"))
        return f"sqlite:///{self.file}"


async def visited(url):
    async with opened(url):
        pass


# What is tried: how it is set up, the exit code, what the line says


def at(who, name, options=""):
    return lambda place: f"postgresql://{who}@{place.at}/{name}{options}"


def says(url):
    return lambda place: url


def answering(answer, options=""):
    """Something that says but one thing listens there."""

    def set_up(place):
        listening = place.stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        code = (
            "import socket, sys; server = socket.socket(fileno=int(sys.argv[1]))\n"
            "while True:\n"
            f"    one, _ = server.accept(); one.recv(8); one.sendall({answer!r}.encode())"
            "; one.close()"
        )
        server = subprocess.Popen(
            [sys.executable, "-c", code, str(listening.fileno())],
            pass_fds=[listening.fileno()],
        )
        place.stack.callback(server.wait)
        place.stack.callback(server.kill)
        port = listening.getsockname()[1]
        return f"postgresql://easel:{CANARY}@127.0.0.1:{port}/easel{options}"

    return set_up


def crowded(place):
    """All of the server's connections are taken."""
    sockets = []
    place.stack.callback(lambda: [one.close() for one in sockets])
    hello = b"\0\3\0\0user\0easel\0database\0postgres\0\0"
    for _ in range(1_000):
        one = socket.create_connection(tuple(place.at.split(":")), timeout=20)
        sockets.append(one)
        one.sendall((len(hello) + 4).to_bytes(4, "big") + hello)
        if one.recv(1) == b"E":
            return f"postgresql://reader:{CANARY}@{place.at}/other"
    raise AssertionError("the server took a thousand connections")


def through(mode, options="", **settings):
    def set_up(place):
        return place.stack.enter_context(pooled(place.server, mode, **settings)) + options

    return set_up


def with_tls(options):
    """The server speaks TLS, with a self-signed certificate."""

    def set_up(place):
        if not shutil.which("openssl"):
            pytest.skip("no certificate can be made here: install openssl")
        data = Path(asked(place.server, "SHOW data_directory"))
        key, certificate = data / "server.key", data / "server.crt"
        command = ["openssl", "req", "-x509", "-nodes", "-subj", "/CN=127.0.0.1", "-keyout"]
        subprocess.run([*command, key, "-out", certificate], check=True, capture_output=True)
        shutil.copy(certificate, place.folder / "ca.crt")
        for file in (key, certificate):
            file.chmod(0o600)
            os.chown(file, data.stat().st_uid, data.stat().st_gid)
        switched(place.server, "on")
        place.stack.callback(switched, place.server, "off")
        return f"{place.server}?{options.format(folder=place.folder)}"

    return set_up


def switched(server, what):
    """Turn the server's TLS on or off."""
    asked(server, f"ALTER SYSTEM SET ssl = {what}")
    asked(server, "SELECT pg_reload_conf()")
    ends = time.monotonic() + 20
    while asked(server, "SHOW ssl") != what:
        assert time.monotonic() < ends, f"ssl is not {what} after 20 seconds"


def asked(server, sql):
    """What a server answers."""

    async def ask():
        connection = await asyncpg.connect(server)
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    with ThreadPoolExecutor(1) as apart:  # a test's own loop may be running
        return apart.submit(lambda: asyncio.run(ask())).result()


def certificate_that_is_none(place):
    (place.folder / "ca.crt").write_text("I am no certificate")
    return f"{place.server}?sslmode=verify-full&sslrootcert={place.folder}/ca.crt"


def open_passwords(place):
    (place.folder / "pass").write_text("*:*:*:*:x")
    (place.folder / "pass").chmod(0o644)
    return f"{place.server}?passfile={place.folder}/pass"


def away_behind_a_pooler(place):
    nothing = "postgresql://easel@127.0.0.1:1/postgres"
    return place.stack.enter_context(pooled(nothing, "session")) + "?connect_timeout=1"


def file(name):
    return lambda place: f"sqlite:///{place.folder}/{name}"


def folder(place):
    place.file.mkdir()
    return f"sqlite:///{place.file}"


def pipe(place):
    os.mkfifo(place.file)
    return f"sqlite:///{place.file}"


def no_database(place):
    place.file.write_bytes(b"I am no database" * 100)
    return f"sqlite:///{place.file}"


def damaged(place):
    url = place.made()
    with place.file.open("r+b") as opened_file:
        opened_file.seek(4096)
        opened_file.write(b"\xff" * 65536)
    return url


def newer(place):
    url = place.made()
    edited(place.file, "UPDATE alembic_version SET version_num = '9999'")
    return url


def anothers(place):
    edited(place.file, "CREATE TABLE turns (id INTEGER)")
    return f"sqlite:///{place.file}"


def edited(path, sql):
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(sql)


def locked(place):
    """Another program writes, and does not end."""
    url = place.made()
    other = place.stack.enter_context(
        contextlib.closing(sqlite3.connect(place.file, isolation_level=None))
    )
    other.execute("BEGIN IMMEDIATE")
    return url


def in_use(place):
    """Another Easel has it."""
    url = place.made()
    code = (
        "import asyncio, sys; from bot.database import opened\n"
        "async def main():\n"
        "    async with opened(sys.argv[1]):\n"
        "        print('open', flush=True); await asyncio.sleep(600)\n"
        "asyncio.run(main())"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, url], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    place.stack.callback(other.communicate)
    place.stack.callback(other.kill)
    other.stdout.readline()
    link = place.folder / "link.db"
    link.symlink_to(place.file)
    return f"sqlite:///{link}"


def full(of_new):
    """Nothing can be written any more."""

    def set_up(place):
        url = f"sqlite:///{place.file}" if of_new else place.made()
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
        place.stack.callback(resource.setrlimit, resource.RLIMIT_FSIZE, (soft, hard))
        return url

    return set_up


ENCODE = "the address can't be read. Write it as postgresql://user:password@host/name"
WORDS = "SFATAL\0C57P03\0Mthe database system is starting up\0\0"
STARTING = f"E\0\0\0{chr(len(WORDS) + 4)}{WORDS}"
OPTION = "does not take this option of the address. Leave it out."
NO_PASSWORD = f"easel:{CANARY}"
POOLED = "a pooler in transaction mode (such as PgBouncer's) is in between"
CASES = {
    # PostgreSQL: what only its owner can fix
    "wrong password": (at(f"secretive:{CANARY}", "secretive"), 78, "Set the right password"),
    "no password": (at("secretive", "secretive"), 78, "Set the right password"),
    "missing database": (at("easel", "nope"), 78, 'database "nope" does not exist. Create it'),
    "missing role": (at("ghost", "postgres"), 78, 'role "ghost" does not exist. Check user'),
    "role may not log in": (at("nologin", "postgres"), 78, "is not permitted to log in. Check"),
    "role may not connect": (at("reader", "closed"), 78, "Make this user the owner"),
    "role may not create": (at("reader", "other"), 78, "Make this user the owner"),
    "server wants TLS": (at("tlsonly", "postgres"), 78, "Check user and sslmode"),
    "server has no TLS": (at("easel", "postgres", "?sslmode=require"), 78, "does not speak TLS"),
    "no certificates": (at("easel", "x", "?sslmode=verify-full"), 78, "root certificate file"),
    "no such file": (at("easel", "x", "?sslrootcert=/nope"), 78, "there is no file /nope"),
    "certificate of nobody": (
        with_tls("sslmode=verify-full&sslrootcert=system"),
        78,
        "no encrypted connection (self-signed certificate). Check sslmode",
    ),
    "certificate that is none": (certificate_that_is_none, 78, "Check sslmode and sslrootcert."),
    "passwords for all to read": (open_passwords, 78, "so it is not used. chmod 600."),
    "sslmode typo": (at(NO_PASSWORD, "x", "?sslmode=requier"), 78, "sslmode must be one of"),
    "option typo": (at(NO_PASSWORD, "postgres", "?ssl_mode=require"), 78, OPTION),
    "option of another driver": (at(NO_PASSWORD, "postgres", "?schema=public"), 78, OPTION),
    "option of JDBC": (at(NO_PASSWORD, "postgres", "?ssl=true"), 78, OPTION),
    "value that is none": (at("easel", "postgres", "?statement_timeout=soon"), 78, OPTION),
    "timeout that is none": (at("easel", "x", "?connect_timeout=5s"), 78, "connect_timeout must"),
    "missing schema": (at("easel", "other", "?search_path=nope"), 78, "Create that schema"),
    "channel binding": (at("easel", "x", "?channel_binding=require"), 78, "sslmode=verify-full"),
    "GSSAPI": (at("easel", "x", "?gssencmode=require"), 78, "Write sslmode=require instead."),
    "port that is none": (says(f"postgresql://easel:{CANARY}@host:543x/x"), 78, ENCODE),
    "port too high": (says(f"postgresql://easel:{CANARY}@host:99999/x"), 78, ENCODE),
    "unclosed bracket": (says(f"postgresql://easel:{CANARY}@[::1/x"), 78, ENCODE),
    "half a password": (says(f"postgresql://easel:12?{CANARY}=1@host/x"), 78, "write %3F for ?"),
    "host that can't be": (says(f"postgresql://easel:{CANARY}@a..b/x"), 78, "address is wrong"),
    "a web server": (answering("HTTP/1.1 400 Bad Request\r\n\r\n"), 78, "is not PostgreSQL"),
    # PostgreSQL: what passes by itself
    "not running": (says(f"postgresql://easel:{CANARY}@127.0.0.1:1/x"), WAITS, "Is it running?"),
    "no socket": (says("postgresql:///x?host=/nope"), WAITS, "Is it running?"),
    "unknown host": (says("postgresql://easel@nope.invalid/x"), WAITS, "can't find that host"),
    "starting up": (answering(STARTING, "?sslmode=disable"), WAITS, "is starting up"),
    "closes at once": (answering(""), WAITS, "Is it running?"),
    "no free connection": (crowded, WAITS, "too many clients already"),
    "no free connection of a role": (at("single", "single"), WAITS, "too many connections for"),
    "maintenance": (at("easel", "unready"), WAITS, "not currently accepting connections"),
    "read-only": (
        at("easel", "other", "?default_transaction_read_only=on"),
        WAITS,
        "in a read-only transaction",
    ),
    "wanted a standby": (at("easel", "other", "?target_session_attrs=standby"), WAITS, "demands"),
    "statements cut short": (at("easel", "other", "?statement_timeout=1"), WAITS, "timeout"),
    # A pooler
    "transaction mode": (through("transaction"), 78, POOLED),
    "transaction mode by turns": (through("transaction", server_round_robin=1), 78, POOLED),
    "transaction mode, reset": (through("transaction", server_reset_query_always=1), 78, POOLED),
    "statement mode": (through("statement"), 78, POOLED),
    "option a pooler refuses": (through("session", "?statement_timeout=9s"), 78, "unsupported"),
    "pooler without room": (through("session", max_client_conn=1), WAITS, "no more connections"),
    "nothing behind it": (away_behind_a_pooler, WAITS, "does not answer"),
    # SQLite: what only its owner can fix
    "in memory": (says("sqlite:///:memory:"), 78, ":memory:: it must be a file"),
    "nameless": (says("sqlite:///"), 78, "names no file"),
    "a folder's name": (file("data/"), 78, "names no file"),
    "options": (file("easel.db?timeout=5"), 78, "SQLite takes no options here"),
    "nobody's home": (says("sqlite:///~nobody-of-that-name/x.db"), 78, "whose home"),
    "a folder": (folder, 78, "this is a folder. Name a file in it: "),
    "a pipe": (pipe, 78, "it is not a file"),
    "no such device": (says("sqlite:////proc/nope/easel.db"), 78, "I can't write to /proc"),
    "a name too long": (file("x" * 300), 78, "File name too long"),
    "no database": (no_database, 78, "this is no database I can use"),
    "damaged": (damaged, 78, "it is damaged"),
    "newer": (newer, 78, "a newer Easel wrote this database (schema 9999"),
    "of another program": (anothers, 78, "this is no database I can use (table turns already"),
    # SQLite: what passes by itself
    "locked": (locked, WAITS, "another program has locked it"),
    "in use by another name": (in_use, WAITS, "another Easel is using this database"),
    "full, new": (full(of_new=True), WAITS, "Is the disk full?"),
    "full": (full(of_new=False), WAITS, "Is the disk full?"),
}
