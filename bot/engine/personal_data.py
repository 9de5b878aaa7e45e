"""What is stored about one person: counted, exported, and deleted when they say so."""

import asyncio
import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.core.days import date_of
from bot.core.turns import Character, Turn
from bot.database import OtherRecords, PendingConfirmation, Store
from bot.engine.events import Cancellations, TurnCancelled
from bot.engine.history import HistoryPictures
from bot.pictures import Pictures

REWRITE = "rewrite"  # key of whether the database is to be rewritten: see `PersonalData.rewrite`


class PersonalData:
    """Each person's stored data.

    Args:
        store: the database.
        pictures: the files.
        history_pictures: thumbnails, which are dropped with their pictures.
        cancellations: is notified of turns that the deletion ends.
        now: the clock, seconds since 1970.
    """

    def __init__(
        self,
        store: Store,
        pictures: Pictures,
        history_pictures: HistoryPictures,
        *,
        cancellations: Cancellations,
        now: Callable[[], float],
    ) -> None:
        self._store = store
        self._pictures = pictures
        self._history_pictures = history_pictures
        self._cancellations = cancellations
        self._now = now

    async def count(self, person: int) -> int:
        """Return how many turns of a person are stored."""
        return await self._store.personal_data.count(person)

    async def turns(self, person: int) -> Sequence[Turn]:
        """Return a person's stored turns, oldest first."""
        found: list[Turn] = []
        while some := await self._store.personal_data.turns(
            person, beyond=found[-1].id if found else 0
        ):
            found += some
        return found

    async def export(self, person: int) -> bytes:
        """Return everything that is stored about a person, as JSON that people can read."""
        turns = await self.turns(person)
        settings = await self._store.settings.read("person", person)
        others = await self._store.personal_data.others(person)
        return await asyncio.to_thread(exported, person, turns, settings=settings, others=others)

    async def forget(self, person: int) -> None:
        """Delete what is stored about a person: words, pictures, settings. Messages stay.

        Where others' requests repeat their words, those go, too.

        Raises:
            OperatorError: the storage can't be written. Another call continues from there, and so
                does the daily clean-up.
        """
        for id_ in await self._store.personal_data.forget(person, now=self._now()):
            self._cancellations.publish(TurnCancelled(turn=id_))
        await self.remove_unneeded()
        await self._store.spend.delete_forgotten(now=self._now())
        if not await self._store.personal_data.scrub():
            await self._store.key_value.set(REWRITE, "due")

    async def rewrite(self) -> None:
        """Rewrite a large database from which someone was deleted, whatever waits for it."""
        if await self._store.key_value.get(REWRITE) == "due":
            await self._store.personal_data.scrub(most=math.inf)
            await self._store.key_value.set(REWRITE, "")

    async def remove_unneeded(self) -> None:
        """Remove the files of pictures that are not needed any more.

        Raises:
            OperatorError: the storage can't be written; the next time goes on from there.
        """
        while digests := await self._store.retention.unreferenced(now=self._now()):
            for digest in digests:
                await self._pictures.remove(digest)
            self._history_pictures.forget(digests)
            await self._store.retention.confirm_removal(digests, now=self._now())


def exported(
    person: int,
    turns: Sequence[Turn],
    *,
    settings: Mapping[str, object],
    others: OtherRecords,
) -> bytes:
    """Everything stored about a person, as JSON that people can read."""
    whole = {
        "settings": settings,
        "requests": [_exported(turn) for turn in turns],
        "spent": [
            {
                "day": date_of(day).isoformat(),
                "server": guild or None,
                "pictures": spent.pictures,
                "cost_micro_dollars": spent.cost,
            }
            for day, guild, spent in others.spent
        ],
        "questions": [_exported_question(one, person) for one in others.confirmations],
        "set_by_servers": [
            {"server": server, "what": key, "value": value}
            for server, key, value in others.server_rules
        ],
        "characters": [
            {"owner": str(one.owner), "of": one.owner_id, **_exported_character(one.character)}
            for one in others.characters
        ],
        "uploads": others.uploads,
        "repeated_in_requests_of_others": others.repeated,
        "reported": others.reported,
        "blocks_set": [
            {"server": server, "what": key, "value": value} for server, key, value in others.blocks
        ],
        "showcased": [
            {
                "request": entry.turn,
                "theme": entry.theme or None,
                "server": entry.guild,
                "state": str(entry.state),
                "channel": entry.channel,
                "message": entry.message,
            }
            for entry in others.showcased
        ],
        "voted": [{"theme": theme, "request": turn} for theme, turn in others.voted],
        "parties": [
            {"server": party.guild, "channel": party.channel, "started_at": party.started_at}
            for party in others.parties
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _exported_character(one: Character) -> dict[str, Any]:
    images = [blob.digest for blob in one.images]
    return {"name": one.name, "words": one.words, "images": images}


def _exported_question(asked: PendingConfirmation, person: int) -> dict[str, Any]:
    own = asked.requests if asked.by.id == person else ()  # another's words are theirs
    return {
        "kind": asked.kind,
        "asked_for_by": asked.by.id,
        "answered_by": asked.answerer,
        "channel": asked.at.channel,
        "message": asked.subject,
        "prompts": [one.request.prompt for one in own],
        "brought": [blob.digest for one in own for blob in one.request.pictures],
        "characters": [
            _exported_character(character)
            for one in own
            for character in one.request.characters
            if character.by == person
        ],
        "answer": asked.answer,
    }


def _exported(turn: Turn) -> dict[str, Any]:
    request = turn.request
    return {
        "number": turn.id,
        "asked_at": turn.created_at,  # seconds since 1970
        "prompt": request.prompt,
        "style": request.style.words if request.style else None,
        "characters": [one.name for one in request.characters],
        "model": request.model,
        "aspect": request.aspect,
        "size": request.size,
        "count": request.count,
        "private": request.private,
        "server": turn.by.guild,
        "channel": turn.at.channel if turn.at else None,
        "message": turn.message,
        "continues": turn.parent,
        "outcome": str(turn.outcome) if turn.outcome else None,
        "answer": turn.words,
        "facts": turn.facts,
        "cost_micro_dollars": turn.cost,
        "brought": [blob.digest for blob in request.sources],
        "painted": [painted.picture.digest for painted in turn.painted],
    }
