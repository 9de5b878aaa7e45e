"""Values by key that no other table has a column for: hashes of commands, times, the clock."""

from sqlalchemy import bindparam, select

from bot.database import rows
from bot.database.base_store import BaseStore
from bot.database.opening import shielded
from bot.database.tables import key_values
from bot.database.transactions import Transaction


class KeyValueStore(BaseStore):
    """Reads and writes single values."""

    @shielded
    async def get(self, key: str) -> str | None:
        """Return the value of a key; None if it was never set."""
        async with self._transaction() as tx:
            return await read(tx, key)

    @shielded
    async def set(self, key: str, value: str) -> None:
        """Set a key, replacing its value."""
        async with self._transaction() as tx:
            await write(tx, key, value)


async def read(tx: Transaction, key: str) -> str | None:
    """Return the value of a key; None if it was never set."""
    value: str | None = await tx.scalar(_READ, {"key": key})
    return value


_READ = select(key_values.c.value).where(key_values.c.key == bindparam("key"))


async def write(tx: Transaction, key: str, value: str) -> None:
    """Set a key, replacing its value."""
    await rows.put(tx, key_values, key={"key": key}, values={"value": value})
