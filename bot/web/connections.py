"""Limits the open connections of the HTTP server, and chooses which to close for a new one.

Each connection takes a file handle, which the database, Discord and the workers need as well.
"""

import asyncio
import contextlib
import logging
from collections.abc import Iterator

from aiohttp import web

log = logging.getLogger(__name__)

HANDLES_EACH = 4  # at most a quarter of the handles are connections
MAX_CONNECTIONS = 512  # connections
BACKLOG = 64  # connections accepted at the same moment, before they are counted
LOG_INTERVAL = 60.0  # seconds between two log lines about the same fault
_REFUSAL_HEAD = (
    b"HTTP/1.1 503 Service Unavailable\r\n"
    b"Content-Type: application/json; charset=utf-8\r\n"
    b"Retry-After: 5\r\nConnection: close\r\n"
)


def max_connections(handles: int) -> int:
    """Return the connections that a process with this limit of file handles may have open."""
    return min(MAX_CONNECTIONS, handles // HANDLES_EACH)


class Connections:
    """Keeps the connections of a server to a limit.

    At the limit, the oldest connection that never sent a valid token is closed. If all have sent
    one, the new connection is answered with 503.

    Args:
        limit: connections open at once; up to `BACKLOG` more if they arrive at the same moment.
        refusal: the body of the 503, JSON.
    """

    def __init__(self, *, limit: int, refusal: bytes) -> None:
        self._limit = limit
        self._refusal = _REFUSAL_HEAD + b"Content-Length: %d\r\n\r\n%b" % (len(refusal), refusal)
        self._authenticated: set[web.RequestHandler] = set()
        self._quiet_until = 0.0

    def authenticated(self, call: web.Request) -> None:
        """Record that a request's connection sent a valid token."""
        self._authenticated.add(call.protocol)

    def protocol(self, server: web.Server) -> asyncio.BaseProtocol:
        """Return the protocol of a new connection to aiohttp's server, which lists those before."""
        connections = [each for each in server.connections if each.transport is not None]
        self._authenticated.intersection_update(connections)
        excess = len(connections) + 1 - self._limit
        if excess <= 0:
            return server()
        self._warn()
        anonymous = [each for each in connections if each not in self._authenticated]
        for each in anonymous[:excess]:  # the oldest come first
            _drop(each)
        return server() if len(anonymous) >= excess else _Refusal(self._refusal)

    def _warn(self) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._quiet_until:
            self._quiet_until = now + LOG_INTERVAL
            log.warning("HTTP connection limit reached: limit=%d", self._limit)


def _drop(connection: web.RequestHandler) -> None:
    transport = connection.transport
    connection.force_close()
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()  # a client that does not read would keep it open


class _Refusal(asyncio.Protocol):
    """Sends one answer and closes the connection."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the answer."""
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(self._answer)
        transport.close()


@contextlib.contextmanager
def quiet_accept_errors() -> Iterator[None]:
    """Log at most once a minute, without a traceback, that no connection can be accepted.

    In a process without free file handles, asyncio logs dozens of tracebacks a second.
    """
    rate_limit = _OneAMinute()
    logger = logging.getLogger("asyncio")
    logger.addFilter(rate_limit)
    try:
        yield
    finally:
        logger.removeFilter(rate_limit)


class _OneAMinute(logging.Filter):
    """Passes one record about a failed accept every `LOG_INTERVAL` seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._quiet_until = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether to log a record; one about a failed accept becomes a single line."""
        if not str(record.msg).startswith("socket.accept() out of system resource"):
            return True
        if record.created < self._quiet_until:
            return False
        self._quiet_until = record.created + LOG_INTERVAL
        error = record.exc_info[1] if record.exc_info else None
        record.msg, record.args = "HTTP can't accept connections: error=%s", (error,)
        record.exc_info = None
        return True
