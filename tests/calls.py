"""HTTP calls that several tests make."""

import asyncio
import base64

import aiohttp

PATH = "/generate-image"
FIRST, SECOND = "first-key", "second-kéy"  # as tests/conftest.py sets them
HTTP = {"http": {"listen": "127.0.0.1:0"}}


def calling(easel, *, token=FIRST, address=None):
    """A caller with a token."""
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    return aiohttp.ClientSession(address or easel.app.http_address, headers=headers)


async def asked(caller, *, key=None, **body):
    """Status and JSON, or status and picture."""
    headers = {"Idempotency-Key": key} if key else {}
    async with caller.post(PATH, json=body, headers=headers) as answer:
        if answer.content_type == "application/json":
            return answer.status, await answer.json()
        return answer.status, await answer.read()


def b64(data):
    return base64.b64encode(data).decode()


async def spoken(address, words):
    """Say something raw; status, head and body of the first answer (none: it was closed)."""
    host, _, port = address.removeprefix("http://").rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    words = words.replace("\r\n", f"\r\nHost: {host}\r\n", 1)
    try:
        writer.write(words.encode("utf-8", "surrogateescape"))
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.partition(b":")[2])
            for line in head.splitlines()
            if line.lower().startswith(b"content-length")
        )
        return int(head.split()[1]), head.decode(), await reader.readexactly(length)
    except asyncio.IncompleteReadError:
        return None, "", b""
    finally:
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)


async def exchanged(address, head, body):
    """Send a head, wait for 100, send a body; the statuses of both answers."""
    host, _, port = address.removeprefix("http://").rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    statuses = []
    try:
        for words in (head, body):
            writer.write(words.encode())
            statuses.append(int((await reader.readuntil(b"\r\n\r\n")).split()[1]))
        return statuses
    finally:
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)
