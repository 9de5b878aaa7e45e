"""What servers, people and threads have set for themselves: one row a key, its value as JSON."""

import json
from typing import Any

from sqlalchemy import and_, delete, insert, select

from bot.store.database import Database, transaction, whole
from bot.store.tables import settings


class Settings:
    """Reads and writes settings; each method is one transaction, done whole."""

    def __init__(self, database: Database) -> None:
        self.whole = database.whole
        self._engine = database.engine

    @whole
    async def read(self, kind: str, id_: int) -> dict[str, Any]:
        """All that is set for a "server", a "person" or a "thread"."""
        async with transaction(self._engine) as tx:
            found = await tx.execute(
                select(settings.c.key, settings.c.value).where(
                    settings.c.kind == kind, settings.c.id == id_
                )
            )
            return {key: json.loads(value) for key, value in found}

    @whole
    async def write(self, kind: str, id_: int, key: str, value: Any) -> None:
        """Set a key, over what it was; none takes it away."""
        async with transaction(self._engine) as tx:
            here = and_(settings.c.kind == kind, settings.c.id == id_, settings.c.key == key)
            await tx.execute(delete(settings).where(here))
            if value is not None:
                row = {"kind": kind, "id": id_, "key": key, "value": json.dumps(value)}
                await tx.execute(insert(settings).values(row))
