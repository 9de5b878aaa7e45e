"""Faults that tests inject: responses that fail, hang, disconnect or are slow."""

import asyncio
import contextlib
import json
import re
from dataclasses import dataclass
from typing import Any

from aiohttp import web

MAX_HANG = 600.0  # seconds


@dataclass(slots=True)
class Fault:
    """A fault for the next `times` requests that match.

    `status`, `json`, `body` and `headers` replace the response; `hang` sends none until
    `Faults.end`; `reset` aborts the connection; `delay` is in seconds and comes first.
    `trickle` sends the body byte by byte, with this many seconds between.
    With `carried_out` the request is handled first and only its response fails.
    """

    method: str
    path: re.Pattern[str]
    times: int
    status: int = 200
    json: Any = None
    body: bytes | None = None
    headers: dict[str, str] | None = None
    hang: bool = False
    reset: bool = False
    delay: float = 0.0
    trickle: float = 0.0
    carried_out: bool = False

    @property
    def only_delays(self) -> bool:
        given = self.json is not None or self.body is not None or self.headers is not None
        return self.delay > 0 and not (given or self.hang or self.reset or self.status != 200)

    @property
    def is_silent(self) -> bool:
        """Whether no response is sent at all."""
        return self.hang or self.reset

    def answer(self) -> web.Response:
        kind = "text/plain" if self.json is None else "application/json"
        headers = {"Content-Type": kind} | (self.headers or {})
        data = b"" if self.json is None else json.dumps(self.json).encode()
        return web.Response(status=self.status, body=self.body or data, headers=headers)


class Faults:
    """The faults that are still to happen, oldest first."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []
        self._ending = asyncio.Event()

    def add(self, *, method: str = "*", path: str = "", times: int = 1, **how: Any) -> Fault:
        """Add a fault for the next matching requests.

        Args:
            method: GET, POST, …; `*` for any.
            path: a regular expression, searched in the path (`/api/v10/…`, `/cdn/…`).
            times: how many requests it affects.
            how: the other fields of `Fault`.
        """
        fault = Fault(method.upper(), re.compile(path), times, **how)
        self.waiting.append(fault)
        return fault

    def take(self, method: str, path: str) -> Fault | None:
        """Return the fault for this request, or None, and count it as used once."""
        for fault in self.waiting:
            if fault.method in ("*", method) and fault.path.search(path):
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None

    async def wait(self, seconds: float) -> None:
        """Wait for this many seconds, or until `end`."""
        try:
            async with asyncio.timeout(seconds):
                await self._ending.wait()
        except TimeoutError:
            return

    async def apply(self, fault: Fault, request: web.Request) -> web.StreamResponse:
        """Hang, disconnect or return the fault's response."""
        if fault.trickle:
            return await self._trickle(fault, request)
        if fault.hang:
            await self.wait(MAX_HANG)
        if fault.is_silent and request.transport is not None:
            request.transport.abort()
        return fault.answer()

    async def _trickle(self, fault: Fault, request: web.Request) -> web.StreamResponse:
        slow = web.StreamResponse(status=fault.status)
        await slow.prepare(request)
        for byte in fault.body or b"":
            with contextlib.suppress(ConnectionError):
                await slow.write(bytes([byte]))
            await self.wait(fault.trickle)
        return slow

    def end(self) -> None:
        """Abort every request that hangs."""
        self._ending.set()
        self._ending = asyncio.Event()
