"""Told to misbehave: answers that fail, hang, break off or come twice."""

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
    """One way to go wrong, for the next `times` requests that match.

    `status`, `json`, `body` and `headers` are the answer given instead; `hang` gives none until
    `Faults.end`; `reset` breaks the connection off; `delay` is in seconds and comes first.
    `trickle` gives the body byte by byte, so many seconds apart.
    With `carried_out` the request is done first and only its answer goes wrong.
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
        """Whether no answer comes at all."""
        return self.hang or self.reset

    def answer(self) -> web.Response:
        kind = "text/plain" if self.json is None else "application/json"
        headers = {"Content-Type": kind} | (self.headers or {})
        data = b"" if self.json is None else json.dumps(self.json).encode()
        return web.Response(status=self.status, body=self.body or data, headers=headers)


class Faults:
    """The faults that wait for their requests, oldest first."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []
        self._ending = asyncio.Event()

    def add(self, *, method: str = "*", path: str = "", times: int = 1, **how: Any) -> Fault:
        """Let the next requests fail.

        Args:
            method: GET, POST, …; `*` for any.
            path: a regular expression, searched in the path (`/api/v10/…`, `/cdn/…`).
            times: how many requests; then all is well again.
            how: the other fields of `Fault`.
        """
        fault = Fault(method.upper(), re.compile(path), times, **how)
        self.waiting.append(fault)
        return fault

    def take(self, method: str, path: str) -> Fault | None:
        """The fault meant for this request, used up by one."""
        for fault in self.waiting:
            if fault.method in ("*", method) and fault.path.search(path):
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None

    async def wait(self, seconds: float) -> None:
        """Wait so long, or until the end."""
        try:
            async with asyncio.timeout(seconds):
                await self._ending.wait()
        except TimeoutError:
            return

    async def apply(self, fault: Fault, request: web.Request) -> web.StreamResponse:
        """Hang, break off, or answer what the fault says."""
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
        """Let every hanging request go, by breaking it off."""
        self._ending.set()
        self._ending = asyncio.Event()
