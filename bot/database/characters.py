"""Characters: a person's own and servers', with the pictures that are kept for them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, RowMapping, and_, delete, func, insert, or_, select

from bot.core.characters import MOST, CharacterOwner, KnownCharacters
from bot.core.server_settings import SettingChange
from bot.core.turns import Character, Digest, Person
from bot.database import rows, settings, unclaimed_pictures
from bot.database.base_store import BaseStore
from bot.database.opening import shielded
from bot.database.picture_uses import batches
from bot.database.postgres import Lock, acquire
from bot.database.tables import character_pictures, characters
from bot.database.transactions import Transaction
from bot.errors import NotFound, UserError

CHARACTER = TypeAdapter(Character)


@dataclass(frozen=True, slots=True, kw_only=True)
class CharacterRecord:
    """A character and whose it is."""

    owner: CharacterOwner
    owner_id: int  # the person or the server
    character: Character


class CharacterStore(BaseStore):
    """Adds, reads and removes characters."""

    @shielded
    async def known(self, by: Person) -> KnownCharacters:
        """Return the characters that a person can name where they ask."""
        where = _owned(CharacterOwner.PERSON, by.id)
        if by.guild is not None:
            where = or_(where, _owned(CharacterOwner.SERVER, by.guild))
        async with self._transaction() as tx:
            found = await _records(tx, where)
        of = {owner: [one.character for one in found if one.owner is owner] for owner in MOST}
        return KnownCharacters(
            own=tuple(of[CharacterOwner.PERSON]), server=tuple(of[CharacterOwner.SERVER])
        )

    @shielded
    async def count(self, person: int) -> int:
        """Return how many characters a person added, their own and servers'."""
        async with self._transaction() as tx:
            query = select(func.count()).select_from(characters).where(added_by(person))
            return await tx.scalar(query) or 0

    async def add(self, new: CharacterRecord, *, now: float) -> None:
        """Store a character; its pictures are kept as long as it is. The same twice is one.

        Args:
            new: it, and whose it is.
            now: seconds since 1970.

        Raises:
            UserError: the name is taken, or its owner has as many as they may.
        """
        if await self._add(new, now=now):
            _record(new.owner, _change(new.character.name, None, new.character))

    @shielded
    async def _add(self, new: CharacterRecord, *, now: float) -> bool:
        one = new.character
        async with self._transaction() as tx:
            await acquire(tx, Lock.ACCEPT)  # one after another, or two could pass the limit
            mine = _owned(new.owner, new.owner_id)
            for known in await _records(tx, and_(mine, characters.c.name == one.name)):
                if known == new:
                    return False
                raise UserError("character.taken", name=one.name)
            count = select(func.count()).select_from(characters).where(mine)
            if (await tx.scalar(count) or 0) >= MOST[new.owner]:
                raise UserError(f"character.many.{new.owner}", limit=MOST[new.owner])
            await _insert(tx, new, now=now)
            return True

    async def remove(self, owner: CharacterOwner, owner_id: int, name: str) -> None:
        """Delete a character; requests that were accepted keep what they have of it.

        Raises:
            NotFound: there is none of that name.
        """
        removed = await self._remove(owner, owner_id, name)
        _record(owner, _change(name, removed, None))

    @shielded
    async def _remove(self, owner: CharacterOwner, owner_id: int, name: str) -> Character:
        async with self._transaction() as tx:
            where = and_(_owned(owner, owner_id), characters.c.name == name)
            found = await _records(tx, where)
            if not found:
                raise NotFound("character.unknown", name=name)
            await drop(tx, where)
            return found[0].character


def added_by(person: int) -> ColumnElement[bool]:
    """Select the characters that a person added, their own and servers'."""
    return characters.c.person == person


def of_server(server: int) -> ColumnElement[bool]:
    """Select the characters of a server."""
    return _owned(CharacterOwner.SERVER, server)


async def servers(tx: Transaction) -> Collection[int]:
    """Return the servers that have characters."""
    theirs = characters.c.owner == str(CharacterOwner.SERVER)
    return set(await tx.scalars(select(characters.c.owner_id).where(theirs).distinct()))


async def found(tx: Transaction, where: ColumnElement[bool]) -> Sequence[CharacterRecord]:
    """Return some characters, in the order of their names."""
    return await _records(tx, where)


async def drop(tx: Transaction, where: ColumnElement[bool]) -> None:
    """Delete some characters; their pictures go as soon as no turn needs them."""
    some = select(characters.c.id).where(where)
    theirs = character_pictures.c.character.in_(some)
    digests = await tx.scalars(select(character_pictures.c.digest).where(theirs))
    await unclaimed_pictures.release(tx, {Digest(digest) for digest in digests})
    await tx.execute(delete(character_pictures).where(theirs))
    await tx.execute(delete(characters).where(where))


async def in_use(tx: Transaction, digests: Iterable[Digest]) -> set[Digest]:
    """Return those pictures that a character needs."""
    needed: set[Digest] = set()
    for some in batches(digests):
        query = select(character_pictures.c.digest).where(character_pictures.c.digest.in_(some))
        needed.update(Digest(digest) for digest in await tx.scalars(query))
    return needed


async def _insert(tx: Transaction, new: CharacterRecord, *, now: float) -> None:
    one = new.character
    row = {
        "owner": str(new.owner),
        "owner_id": new.owner_id,
        "name": one.name,
        "person": one.by,
        "character": rows.dump(CHARACTER, one),
        "created_at": now,
    }
    id_ = await tx.scalar(insert(characters).values(row).returning(characters.c.id))
    digests = _digests(one)
    pictures = [{"character": id_, "digest": digest} for digest in sorted(digests)]
    if pictures:
        await tx.execute(insert(character_pictures), pictures)
    await unclaimed_pictures.claim(tx, digests, person=one.by)


async def _records(tx: Transaction, where: ColumnElement[bool]) -> Sequence[CharacterRecord]:
    query = select(characters).where(where).order_by(characters.c.owner, characters.c.name)
    return [_record_of(row) for row in (await tx.execute(query)).mappings()]


def _record_of(row: RowMapping) -> CharacterRecord:
    return CharacterRecord(
        owner=CharacterOwner(row["owner"]),
        owner_id=row["owner_id"],
        character=CHARACTER.validate_json(row["character"]),
    )


def _owned(owner: CharacterOwner, owner_id: int) -> ColumnElement[bool]:
    return and_(characters.c.owner == str(owner), characters.c.owner_id == owner_id)


def _digests(one: Character) -> Collection[Digest]:
    return {image.digest for image in one.images}


def _change(name: str, before: Character | None, after: Character | None) -> SettingChange:
    was, now = (len(one.images) if one else None for one in (before, after))
    return SettingChange(key=f"character:{name}", before=was, after=now)


def _record(owner: CharacterOwner, change: SettingChange) -> None:
    if owner is CharacterOwner.SERVER:
        settings.note_change(change)
