"""What is stored about one person, as JSON that they can read."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.allowances import Spent
from bot.core.days import date_of
from bot.core.showcase import ShowcaseEntry
from bot.core.turns import Character, Turn
from bot.database import OtherRecords, PendingConfirmation

Exported = dict[str, Any]


def exported(
    person: int,
    turns: Sequence[Turn],
    *,
    settings: Mapping[str, object],
    others: OtherRecords,
) -> bytes:
    """Return everything stored about a person, as JSON that people can read."""
    whole = {
        "settings": settings,
        "requests": [_request(turn) for turn in turns],
        "spent": [_spent(*sums) for sums in others.spent],
        "questions": [_question(one, person) for one in others.confirmations],
        "set_by_servers": [_setting(*rule) for rule in others.server_rules],
        "characters": [
            {"owner": str(one.owner), "of": one.owner_id, **_character(one.character)}
            for one in others.characters
        ],
        "uploads": others.uploads,
        "repeated_in_requests_of_others": others.repeated,
        "reported": others.reported,
        "blocks_set": [_setting(*block) for block in others.blocks],
        "showcased": [_showcased(entry) for entry in others.showcased],
        "voted": [{"theme": theme, "request": turn} for theme, turn in others.voted],
        "parties": [
            {"server": party.guild, "channel": party.channel, "started_at": party.started_at}
            for party in others.parties
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _spent(day: int, guild: int, spent: Spent) -> Exported:
    return {
        "day": date_of(day).isoformat(),
        "server": guild or None,
        "pictures": spent.pictures,
        "cost_micro_dollars": spent.cost,
    }


def _setting(server: int, key: str, value: object) -> Exported:
    return {"server": server, "what": key, "value": value}


def _showcased(entry: ShowcaseEntry) -> Exported:
    return {
        "request": entry.turn,
        "theme": entry.theme or None,
        "server": entry.guild,
        "state": str(entry.state),
        "channel": entry.channel,
        "message": entry.message,
    }


def _character(one: Character) -> Exported:
    images = [blob.digest for blob in one.images]
    return {"name": one.name, "words": one.words, "images": images}


def _question(asked: PendingConfirmation, person: int) -> Exported:
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
            _character(character)
            for one in own
            for character in one.request.characters
            if character.by == person
        ],
        "answer": asked.answer,
    }


def _request(turn: Turn) -> Exported:
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
