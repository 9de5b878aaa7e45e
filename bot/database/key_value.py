"""The notebook: small facts by key that no other table has a column for."""

from sqlalchemy import select

from bot.database import rows
from bot.database.opening import uncancellable
from bot.database.repository import Repository
from bot.database.tables import notebook
from bot.database.transactions import Transaction


class Notebook(Repository):
    """Reads and writes facts."""

    @uncancellable
    async def recall(self, key: str) -> str | None:
        """What the notebook says under a key."""
        async with self._transaction() as tx:
            return await read(tx, key)

    @uncancellable
    async def remember(self, key: str, value: str) -> None:
        """Write something in the notebook."""
        async with self._transaction() as tx:
            await write(tx, key, value)


async def read(tx: Transaction, key: str) -> str | None:
    """What is written under a key."""
    value: str | None = await tx.scalar(select(notebook.c.value).where(notebook.c.key == key))
    return value


async def write(tx: Transaction, key: str, value: str) -> None:
    """Write under a key, over what stood there."""
    await rows.put(tx, notebook, key={"key": key}, values={"value": value})
