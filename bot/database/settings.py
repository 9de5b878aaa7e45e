"""Settings that people make in Discord: of a server, a person, a thread. Values are JSON."""

import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from typing import Any

from sqlalchemy import BigInteger, and_, bindparam, delete, or_, select

from bot.core.server_settings import SettingChange
from bot.core.turns import Person
from bot.database import rows
from bot.database.base_store import BaseStore
from bot.database.opening import shielded
from bot.database.rows import inserting
from bot.database.tables import settings
from bot.database.transactions import Transaction

Rule = Callable[[Any], Any]
"""The new value from the old one; None is no value. If it raises, nothing changes."""

_OF_ONE = select(settings.c.key, settings.c.value).where(
    settings.c.kind == bindparam("kind"), settings.c.id == bindparam("id")
)
_OF_REQUEST = select(settings.c.kind, settings.c.key, settings.c.value).where(
    or_(
        and_(settings.c.kind == "server", settings.c.id == bindparam("server", type_=BigInteger)),
        and_(settings.c.kind == "person", settings.c.id == bindparam("person", type_=BigInteger)),
    )
)
_recorded: ContextVar[list[SettingChange]] = ContextVar("recorded")  # of a task that records


def record_changes() -> Sequence[SettingChange]:
    """Return a list to which the changes are added that this task makes to servers' settings.

    What each one replaced is read while its row is locked: changes that others make at the same
    time are neither missed nor mixed up with it.
    """
    changes: list[SettingChange] = []
    _recorded.set(changes)
    return changes


class SettingsStore(BaseStore):
    """Reads and writes settings."""

    @shielded
    async def read(self, kind: str, id_: int) -> dict[str, Any]:
        """Return all settings of one server, person or thread, by key.

        Args:
            kind: "server", "person" or "thread".
            id_: Discord's id of it.
        """
        async with self._transaction() as tx:
            return await read(tx, kind, id_)

    @shielded
    async def of_request(self, by: Person) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return all settings of the server that a person asks in, and their own."""
        found: dict[str, dict[str, Any]] = {"server": {}, "person": {}}
        async with self._transaction() as tx:
            values = {"server": by.guild, "person": by.id}
            for kind, key, value in await tx.execute(_OF_REQUEST, values):
                found[kind][key] = json.loads(value)
        return found["server"], found["person"]

    async def write(self, kind: str, id_: int, values: Mapping[str, Any]) -> None:
        """Set keys to JSON values; None deletes a key."""
        rules = {key: _always(value) for key, value in values.items()}
        _record(kind, await self._change(kind, id_, rules))

    async def change(
        self, kind: str, id_: int, key: str, rule: Rule, *, record: bool = True
    ) -> None:
        """Set a key to what a rule makes of its value, while its row is locked.

        `record` is false for what no person changes: see `record_changes`.
        """
        changes = await self._change(kind, id_, {key: rule})
        if record:
            _record(kind, changes)

    @shielded
    async def _change(
        self, kind: str, id_: int, rules: Mapping[str, Rule]
    ) -> Sequence[SettingChange]:
        async with self._transaction() as tx:  # in one order, or two could wait for each other
            return [await change(tx, kind, id_, key, rules[key]) for key in sorted(rules)]


def _always(value: Any) -> Rule:
    return lambda _: value


def note_change(change: SettingChange) -> None:
    """Add a change of what a server has set to the list of a task that records them."""
    recorded = _recorded.get(None)
    if recorded is not None and change.before != change.after:
        recorded.append(change)


def _record(kind: str, changes: Sequence[SettingChange]) -> None:
    for change in changes if kind == "server" else ():
        note_change(change)


async def read(tx: Transaction, kind: str, id_: int) -> dict[str, Any]:
    """Return all settings of one, by key."""
    found = await tx.execute(_OF_ONE, {"kind": kind, "id": id_})
    return {key: json.loads(value) for key, value in found}


async def of_server(tx: Transaction, guild: int | None) -> dict[str, Any]:
    """Return all settings of a server, by key; outside of servers there are none."""
    return {} if guild is None else await read(tx, "server", guild)


async def every(tx: Transaction, kind: str) -> Sequence[tuple[int, dict[str, Any]]]:
    """Return all settings of a kind: each id with its values by key."""
    found = await tx.execute(
        select(settings.c.id, settings.c.key, settings.c.value)
        .where(settings.c.kind == kind)
        .order_by(settings.c.id, settings.c.key)
    )
    by_id = itertools.groupby(found, lambda row: row.id)
    return [(id_, {row.key: json.loads(row.value) for row in its}) for id_, its in by_id]


async def write(tx: Transaction, kind: str, id_: int, values: Mapping[str, Any]) -> None:
    """Set keys; None deletes a key."""
    for name, value in sorted(values.items()):  # in one order, or two could wait for each other
        key = {"kind": kind, "id": id_, "key": name}
        if value is None:
            await tx.execute(delete(settings).filter_by(**key))
        else:
            await rows.put(tx, settings, key=key, values={"value": json.dumps(value)})


async def change(tx: Transaction, kind: str, id_: int, key: str, rule: Rule) -> SettingChange:
    """Set a key to what a rule makes of its value, and return both.

    Reading the value by writing it over itself locks its row, and one that is not there is made:
    another change of the same key waits for the end of this transaction.
    """
    locked = inserting(tx, settings).values(kind=kind, id=id_, key=key, value="null")
    locked = locked.on_conflict_do_update(
        index_elements=["kind", "id", "key"], set_={"value": settings.c.value}
    )
    was: str = await tx.scalar(locked.returning(settings.c.value))
    before = json.loads(was)
    after = rule(before)
    await write(tx, kind, id_, {key: after})
    return SettingChange(key=key, before=before, after=json.loads(json.dumps(after)))
