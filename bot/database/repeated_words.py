"""Other people's requests that repeat a person's words: Again, Vary, and a reply to mere words.

`ImageRequest.words_of` says whose words they are, and settings of the kind `KIND` find them. When
that person is forgotten the words go there too, with the model's answer to them and the pictures
that came along. Of a request with a character that they added, only the character goes. What was
painted stays: it belongs to the person who asked for it.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import delete as delete_rows
from sqlalchemy import select, update

from bot.core.turns import Digest, ImageRequest, Outcome, Turn
from bot.database import rows, settings, spend
from bot.database.calls import delete_results
from bot.database.postgres import notify
from bot.database.tables import picture_uses as uses
from bot.database.tables import settings as setting_rows
from bot.database.tables import turns
from bot.database.transactions import Transaction

KIND = "words"  # kind of setting: a person, and what repeats their words
BATCH = 500  # turns that are read at once


async def record(
    tx: Transaction, words_of: Collection[int], *, turn: int = 0, confirmation: int = 0
) -> None:
    """Record that a turn, or a confirmation, repeats other people's words."""
    key = f"turn:{turn}" if turn else f"confirmation:{confirmation}"
    for person in sorted(words_of):
        await settings.write(tx, KIND, person, {key: True})


async def ids(tx: Transaction, person: int, what: str = "turn") -> Sequence[int]:
    """Return the ids of turns, or of confirmations, that were recorded for a person's words."""
    named = (key.split(":") for key in await settings.read(tx, KIND, person))
    return sorted(int(id_) for kind, id_ in named if kind == what)


async def found(tx: Transaction, person: int) -> Sequence[Turn]:
    """Return others' turns that repeat a person's words, locked, oldest first."""
    every: list[Turn] = []
    likely = await ids(tx, person)
    for start in range(0, len(likely), BATCH):
        some = turns.c.id.in_(likely[start : start + BATCH])
        query = select(turns).where(some, turns.c.person != person).order_by(turns.c.id)
        locked = await tx.execute(query.with_for_update())
        every += [rows.turn(row) for row in locked.mappings()]
    return [turn for turn in every if person in turn.request.repeats]


async def delete(tx: Transaction, person: int) -> None:
    """Delete what was recorded for a person's words."""
    mine = (setting_rows.c.kind == KIND, setting_rows.c.id == person)
    await tx.execute(delete_rows(setting_rows).where(*mine))


async def empty(
    tx: Transaction, turn: Turn, *, of: int, brought: Collection[Digest], now: float
) -> bool:
    """Delete the words of a turn that are a person's, and the pictures that came with them.

    A turn that waits ends: its person reads that the picture it is about is no longer stored.

    Args:
        tx: the open transaction, which holds the turn's row.
        turn: it.
        of: the person who is forgotten.
        brought: the pictures that the forgotten person brought along.
        now: seconds since 1970.

    Returns:
        whether it was waiting.
    """
    request = _without(turn.request, of, brought=brought)
    kept = {one.digest for one in request.pictures}
    gone = {one.digest for one in turn.request.pictures} - kept
    values: dict[str, object] = {
        "request": rows.dump(rows.REQUEST, request),
        "painted": rows.dump(rows.PAINTED, tuple(replace(one, answer=()) for one in turn.painted)),
        "words": "",
        "facts": "{}",
    }
    if turn.waiting:
        await spend.settle(tx, turn)
        values |= {
            "outcome": str(Outcome.FAILED),
            "reason": "nothing_here",
            "lease": None,
            "lease_until": 0,
            "painted_at": now,
        }
        await notify(tx, cancelled=turn.id)
    await delete_results(tx, turns.c.id == turn.id)
    await tx.execute(update(turns).where(turns.c.id == turn.id).values(**values))
    shown = {one.picture.digest for one in turn.painted}
    mine = (uses.c.turn == turn.id, uses.c.digest.in_(gone - shown))
    await tx.execute(update(uses).where(*mine).values(released=True))
    return turn.waiting


def _without(request: ImageRequest, person: int, *, brought: Collection[Digest]) -> ImageRequest:
    """Return a request without a person's words, characters and pictures."""
    others = tuple(one for one in request.characters if one.by != person)
    request = replace(request, characters=others)
    if person not in request.words_of:
        return request
    kept = tuple(one for one in request.sources if one.digest not in brought)
    return replace(request, prompt="", style=None, sources=kept, words_of=())
