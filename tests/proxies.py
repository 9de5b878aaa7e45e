"""A small HTTP proxy that knows one host, and records what passes."""

import asyncio
import base64
import contextlib
import re
from dataclasses import dataclass, field

HOST = "easel.test"  # that no resolver knows
LINE = re.compile(rb"(?:GET|POST|PUT|PATCH|DELETE|CONNECT) (\S+) HTTP/1\.1\r\n")
LOGIN = re.compile(rb"\r\nProxy-Authorization: Basic (\S+)\r\n", re.IGNORECASE)


@dataclass
class Proxy:
    """What passed: each address asked for, and each user with password."""

    port: int = 0
    behind: int = 0  # the port on this machine that HOST means
    login: str = ""  # what is asked for; empty: nothing
    asked: list[str] = field(default_factory=list)
    logins: set[str] = field(default_factory=set)

    def passed(self, part):
        """How often an address with this in it was asked for."""
        return sum(part in address for address in self.asked)

    async def serve(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        if not self._note(head):
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            writer.close()
            return
        to, out = await asyncio.open_connection("127.0.0.1", self.behind)
        if head.startswith(b"CONNECT"):
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            out.write(head)
        with contextlib.suppress(ConnectionError):
            await asyncio.gather(self._pipe(reader, out), self._pipe(to, writer))

    def _note(self, data):
        self.asked += [address.decode() for address in LINE.findall(data)]
        here = {base64.b64decode(login).decode() for login in LOGIN.findall(data)}
        self.logins |= here
        return not self.login or self.login in here

    async def _pipe(self, source, sink):
        try:
            while data := await source.read(1 << 16):
                self._note(data)
                sink.write(data)
                await sink.drain()
        finally:
            sink.close()


@contextlib.asynccontextmanager
async def proxying(behind, *, login=""):
    """A proxy to a port of this machine."""
    proxy = Proxy(behind=behind, login=login)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1")
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
