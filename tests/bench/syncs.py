"""How often a picture waits for the disk, as the bot itself counts it."""

import re
import socket
from collections.abc import Awaitable
from pathlib import Path

import aiohttp

from .bots import WIDEST, running
from .loads import Figures, Load

SYNCS = re.compile(r"^easel_database_syncs_total (\S+)$", re.MULTILINE)
ONE_BY_ONE, TOGETHER = 30, 300  # pictures


async def counted(folder: Path) -> Figures:
    """Count for pictures that come one by one, and for as many as it can carry."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
    settings = WIDEST | {"HTTP__LISTEN": address, "HTTP_TOKEN": "bench"}
    async with running("easel", folder, settings) as (sandbox, bot, _):
        load = Load(sandbox)
        await load.warmed()
        alone = await _during(address, load.one_by_one(bot, "1K", ONE_BY_ONE))
        together = await _during(address, load.saturated("1K", TOGETHER))
    return {
        "1K: waits for the disk a picture": alone / ONE_BY_ONE,
        "1K: the same under load": together / TOGETHER,
    }


async def _during(address: str, work: Awaitable[Figures]) -> float:
    before = await _so_far(address)
    await work
    return await _so_far(address) - before


async def _so_far(address: str) -> float:
    headers = {"Authorization": "Bearer bench"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(f"http://{address}/metrics") as answer,
    ):
        found = SYNCS.search(await answer.text())
        assert found, "it counts what its database waits for"
        return float(found[1])
