"""Settings that people make in Discord: of a server, a person, a thread. Values are JSON."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select, update

from bot.database.opening import uncancellable
from bot.database.repository import Repository
from bot.database.tables import settings
from bot.database.transactions import Transaction


class Settings(Repository):
    """Reads and writes settings."""

    @uncancellable
    async def read(self, kind: str, id_: int) -> dict[str, Any]:
        """All that is set for one.

        Args:
            kind: "server", "person" or "thread".
            id_: Discord's number of it.
        """
        async with self._transaction() as tx:
            return await read(tx, kind, id_)

    @uncancellable
    async def write(self, kind: str, id_: int, key: str, value: Any) -> None:
        """Set one key to what JSON can say, over what stood there; none takes it away."""
        async with self._transaction() as tx:
            await write(tx, kind, id_, {key: value})


async def read(tx: Transaction, kind: str, id_: int) -> dict[str, Any]:
    """All that is set for one."""
    found = await tx.execute(
        select(settings.c.key, settings.c.value).where(
            settings.c.kind == kind, settings.c.id == id_
        )
    )
    return {key: json.loads(value) for key, value in found}


async def write(tx: Transaction, kind: str, id_: int, values: Mapping[str, Any]) -> None:
    """Set some keys, each over what stood there; none takes a key away."""
    for key, value in values.items():
        here = (settings.c.kind == kind, settings.c.id == id_, settings.c.key == key)
        if value is None:
            await tx.execute(delete(settings).where(*here))
            continue
        text = json.dumps(value)
        changed = await tx.execute(update(settings).where(*here).values(value=text))
        if not changed.rowcount:
            await tx.execute(insert(settings).values(kind=kind, id=id_, key=key, value=text))
