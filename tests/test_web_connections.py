"""Connections of the HTTP server: however many are opened, people with a token are answered."""

import asyncio
import contextlib
import json
import logging
import resource
import subprocess
import sys

import pytest

from bot import web
from bot.web.connections import BACKLOG, LOG_INTERVAL, max_connections, quiet_accept_errors
from bot.web.server import Timeouts

from .calls import FIRST, HTTP, asked, calling, spoken

LIMIT = 10


pytestmark = pytest.mark.settings(**HTTP)


@contextlib.asynccontextmanager
async def served(easel, limit=LIMIT):
    """The address of another server of the same engine, which takes few connections."""
    async with web.open_server(
        easel.app.engine,
        easel.app.health,
        ("127.0.0.1", 0),
        tokens=[FIRST],
        connections=limit,
        timeouts=Timeouts(idle=600),
    ) as address:
        yield address


@contextlib.asynccontextmanager
async def strangers(address, count, words=b""):
    """Connections that have no token; each may begin to say something."""
    host, _, port = address.removeprefix("http://").rpartition(":")
    opened = [await asyncio.open_connection(host, int(port)) for _ in range(count)]
    for _, writer in opened:
        writer.write(words)
    try:
        yield [reader for reader, _ in opened]
    finally:
        for _, writer in opened:
            writer.close()
        await asyncio.gather(*(w.wait_closed() for _, w in opened), return_exceptions=True)


async def closed(readers, count):
    """Wait until the server has closed so many connections."""
    left = {asyncio.create_task(reader.read()) for reader in readers}
    async with asyncio.timeout(20):
        while len(readers) - len(left) < count:
            _, left = await asyncio.wait(left, return_when=asyncio.FIRST_COMPLETED)
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


@pytest.mark.parametrize(
    "words",
    [
        b"",
        b"POST /generate-image HTTP/1.1\r\nHost: x\r\n",
        b"POST /generate-image HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{",
        b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 50,  # and the answers are not read
    ],
    ids=["silent", "half a head", "half a body", "pipelining"],
)
async def test_strangers_make_room_for_a_caller_with_a_token(easel, words, caplog):
    async with served(easel) as address, strangers(address, 20 * LIMIT, words) as readers:
        async with calling(easel, address=address) as caller:
            status, _ = await asked(caller, prompt="a fox")
        await closed(readers, 19 * LIMIT)

    assert status == 200
    assert caplog.text.count("HTTP connection limit reached: limit=10") == 1


async def test_who_waits_for_a_picture_is_not_sent_away_for_strangers(easel, gemini):
    gemini.gate = asyncio.Event()
    async with served(easel) as address, calling(easel, address=address) as caller:
        waiting = asyncio.create_task(asked(caller, prompt="a fox"))
        await gemini.until(lambda: gemini.in_flight == 1)
        async with strangers(address, 20 * LIMIT):
            gemini.gate.set()
            status, _ = await waiting

    assert status == 200


async def test_where_all_wait_for_pictures_a_further_caller_is_told_when_to_come_again(
    easel, gemini
):
    gemini.gate = asyncio.Event()
    async with served(easel, limit=2) as address, calling(easel, address=address) as caller:
        waiting = [asyncio.create_task(asked(caller, prompt=f"fox {n}")) for n in range(2)]
        await gemini.until(lambda: gemini.in_flight == 2)
        status, head, body = await spoken(address, "GET /healthz HTTP/1.1\r\n\r\n")
        gemini.gate.set()
        answers = await asyncio.gather(*waiting)

    assert (status, "Retry-After: 5" in head) == (503, True)
    assert json.loads(body) == {
        "error": "Too many connections are open. Try again in a few seconds."
    }
    assert [status for status, _ in answers] == [200, 200]


@pytest.mark.parametrize("handles", [1024, 4096, 65_536])
def test_connections_take_a_part_of_the_handles_only(handles):
    assert max_connections(handles) + 2 * BACKLOG < handles / 2


def test_handles_that_run_out_are_one_line_in_the_log(caplog):
    loop = asyncio.new_event_loop()
    context = {
        "message": "socket.accept() out of system resource",
        "exception": OSError(24, "Too many open files"),
    }
    with quiet_accept_errors(), caplog.at_level(logging.ERROR):
        for _ in range(1000):
            loop.call_exception_handler(context)
        loop.call_exception_handler({"message": "something else"})
    loop.close()

    first, second = caplog.records
    assert first.getMessage() == (
        "HTTP can't accept connections: error=[Errno 24] Too many open files"
    )
    assert first.exc_info is None
    assert second.getMessage() == "something else"
    assert LOG_INTERVAL >= 60


def test_the_program_raises_its_limit_of_handles_at_the_start():
    script = (
        "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (200, 2000)); "
        "from bot.__main__ import main; main([]); "
        "print(resource.getrlimit(resource.RLIMIT_NOFILE))"
    )

    said = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )

    assert said.stdout.splitlines()[-1] == "(2000, 2000)", said
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 200
