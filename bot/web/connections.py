"""How many connections the HTTP server holds, and which of them makes room for a new one.

Each takes a file handle of the process, which the database, Discord and the workers need as well.
"""

import asyncio
import contextlib
import logging
from collections.abc import Iterator

from aiohttp import web

log = logging.getLogger(__name__)

SHARE = 4  # at most one handle of so many is a connection
MOST = 512  # connections
BACKLOG = 64  # connections accepted at once, before they are counted
QUIET = 60.0  # seconds between two lines in the log that say the same
FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\n"
    b"Content-Type: application/json; charset=utf-8\r\n"
    b"Retry-After: 5\r\nConnection: close\r\n"
)


def most_connections(handles: int) -> int:
    """How many connections a process may hold that may open so many file handles."""
    return min(MOST, handles // SHARE)


class Connections:
    """Makes the protocol of each connection that is accepted.

    Where the limit is reached, the oldest connection that never showed a token is closed. If all
    showed one, the new connection is answered 503.

    Args:
        server: aiohttp's, which knows the open connections.
        limit: the most that are open at once, but for `BACKLOG` that arrive at the same moment.
        full: the sentence of the 503, as JSON.
    """

    def __init__(self, server: web.Server, *, limit: int, full: bytes) -> None:
        self._server = server
        self._limit = limit
        self._full = FULL + b"Content-Length: %d\r\n\r\n%b" % (len(full), full)
        self._known: set[web.RequestHandler] = set()
        self._quiet_until = 0.0

    def known(self, call: web.Request) -> None:
        """Keep a request's connection: it showed a token."""
        self._known.add(call.protocol)

    def __call__(self) -> asyncio.BaseProtocol:
        """The protocol of a new connection."""
        held = [each for each in self._server.connections if each.transport is not None]
        self._known.intersection_update(held)
        excess = len(held) + 1 - self._limit
        if excess <= 0:
            return self._server()
        self._warn()
        strangers = [each for each in held if each not in self._known]
        for each in strangers[:excess]:  # the oldest come first
            _drop(each)
        return self._server() if len(strangers) >= excess else _Refusal(self._full)

    def _warn(self) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._quiet_until:
            self._quiet_until = now + QUIET
            log.warning("HTTP connection limit reached: limit=%d", self._limit)


def _drop(connection: web.RequestHandler) -> None:
    transport = connection.transport
    connection.force_close()
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()  # who does not read would hold it open


class _Refusal(asyncio.Protocol):
    """Answers a connection that there is no room for, and ends it."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Answer."""
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(self._answer)
        transport.close()


@contextlib.contextmanager
def quiet_accepting() -> Iterator[None]:
    """Log once a minute, without a traceback, that no connection can be accepted.

    When a process has no file handle left, asyncio logs dozens of tracebacks a second about it.
    """
    said = _Seldom()
    accepting = logging.getLogger("asyncio")
    accepting.addFilter(said)
    try:
        yield
    finally:
        accepting.removeFilter(said)


class _Seldom(logging.Filter):
    """Lets one record about refused accepts pass in `QUIET` seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._quiet_until = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is logged; that of a refused accept is made one line."""
        if not str(record.msg).startswith("socket.accept() out of system resource"):
            return True
        if record.created < self._quiet_until:
            return False
        self._quiet_until = record.created + QUIET
        error = record.exc_info[1] if record.exc_info else None
        record.msg, record.args = "HTTP can't accept connections: error=%s", (error,)
        record.exc_info = None
        return True
