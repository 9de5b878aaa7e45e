"""Lists of themes: one a server. The next theme starts in the transaction that ends one."""

import json

from sqlalchemy import delete, insert, select, update

from bot.core.theme_repeats import Every, Followed, ThemeRepeat, next_end, was_refused
from bot.core.themes import OPEN_THEME, Theme, ThemeState, ThemeTerms
from bot.database import rows, settings
from bot.database.base_store import BaseStore
from bot.database.opening import shielded
from bot.database.tables import theme_repeats, themes
from bot.database.transactions import Transaction


class ThemeRepeatStore(BaseStore):
    """Reads and changes lists; `now` is in seconds since 1970."""

    @shielded
    async def put(self, repeat: ThemeRepeat, *, now: float) -> None:
        """Store a server's list in place of an earlier one; where no theme is open, one starts."""
        async with self._transaction() as tx:
            free = False

            def rule(open_: int | None) -> int | None:
                nonlocal free
                free = open_ is None
                return open_

            # Locks the key, so that no theme ends meanwhile, of which this list is to go on.
            await settings.change(tx, "server", repeat.guild, OPEN_THEME, rule)
            await _put(tx, repeat)
            if free:
                await _start_next(tx, repeat, ends_at=now + repeat.every.seconds, now=now)

    @shielded
    async def get(self, guild: int) -> ThemeRepeat | None:
        """Return a server's list; None if it has none."""
        async with self._transaction() as tx:
            return await _read(tx, guild)

    @shielded
    async def stop(self, guild: int) -> bool:
        """Delete a server's list; return whether it had one."""
        async with self._transaction() as tx:
            return await drop(tx, guild)


async def drop(tx: Transaction, guild: int) -> bool:
    """Delete a server's list; return whether it had one."""
    gone = await tx.execute(delete(theme_repeats).where(theme_repeats.c.guild == guild))
    return bool(gone.rowcount)


async def follow(tx: Transaction, ended: Theme, *, now: float) -> Followed:
    """Start the next theme of a server whose theme has ended; return what followed."""
    repeat = await _read(tx, ended.guild)
    if repeat is None:
        return Followed.NOTHING
    if was_refused(ended):
        await drop(tx, ended.guild)
        return Followed.STOPPED
    if not repeat.themes:
        await drop(tx, ended.guild)
        return Followed.LIST_OVER
    ends_at = next_end(ended.ends_at, every=repeat.every, now=now)
    await _start_next(tx, repeat, ends_at=ends_at, now=now)
    return Followed.NEXT


async def insert_theme(
    tx: Transaction, guild: int, words: str, terms: ThemeTerms, *, ends_at: float, now: float
) -> int:
    """Store that a theme begins; return its id."""
    new = {
        "guild": guild,
        "channel": terms.channel,
        "per_person": terms.per_person,
        "role": terms.role,
        "tag": terms.tag,
        "words": words,
        "state": str(ThemeState.OPEN),
        "started_at": now,
        "ends_at": ends_at,
        "due_at": now,
    }
    added: int = (await tx.execute(insert(themes).returning(themes.c.id), new)).scalar_one()
    return added


async def _start_next(tx: Transaction, repeat: ThemeRepeat, *, ends_at: float, now: float) -> None:
    words, *left = repeat.themes
    id_ = await insert_theme(tx, repeat.guild, words, repeat.terms, ends_at=ends_at, now=now)
    await settings.write(tx, "server", repeat.guild, {OPEN_THEME: id_})
    this = theme_repeats.c.guild == repeat.guild
    await tx.execute(update(theme_repeats).where(this).values(themes=json.dumps(left)))


async def _put(tx: Transaction, repeat: ThemeRepeat) -> None:
    values = {
        "every": str(repeat.every),
        "channel": repeat.terms.channel,
        "per_person": repeat.terms.per_person,
        "role": repeat.terms.role,
        "tag": repeat.terms.tag,
        "themes": json.dumps(repeat.themes),
    }
    await rows.put(tx, theme_repeats, key={"guild": repeat.guild}, values=values)


async def _read(tx: Transaction, guild: int) -> ThemeRepeat | None:
    found = await tx.execute(select(theme_repeats).where(theme_repeats.c.guild == guild))
    row = found.mappings().one_or_none()
    if row is None:
        return None
    return ThemeRepeat(
        guild=guild,
        every=Every(row["every"]),
        terms=ThemeTerms(
            channel=row["channel"],
            per_person=row["per_person"],
            role=row["role"],
            tag=row["tag"],
        ),
        themes=tuple(json.loads(row["themes"])),
    )
