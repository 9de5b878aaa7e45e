"""Steps and facts that many story tests share."""

import asyncio
import contextlib
import re
import string
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bot.core.parties import Party
from bot.errors import Fact
from bot.sandbox.discord import Channel, LocalDiscord
from bot.sandbox.discord.sent_interaction import SentInteraction
from bot.text import wording
from bot.text.plurals import Plural

if TYPE_CHECKING:
    from bot.app import App  # imports discord.py, which warns: an open app has imported it

UNLIMITED = {  # of `[limits]`: what the defaults allow is for tests of the defaults
    "budget_daily": "none",
    "budget_monthly": "none",
    "person_daily": "none",
    "server_budget_daily": "none",
}
_ANY = "\0"  # stands where a fact is not given


def says(words: str, code: str, /, **facts: Fact) -> bool:
    """Whether some words have the sentence of a code in them.

    Args:
        words: as a person reads them.
        code: of `wording.SENTENCES`; how it is put in words is no business of a story's.
        facts: as they must be told; any other fact of the sentence may be anything.
    """
    named = {name for _, name, _, _ in string.Formatter().parse(wording.SENTENCES[code]) if name}
    assert facts.keys() <= named, f"{code} does not tell {facts.keys() - named}"
    known = dict.fromkeys(named, _ANY) | facts
    sentences = [wording.say(code, "en-US", **known)]
    counted = wording.SENTENCES[code]
    if isinstance(counted, Plural) and counted.by not in facts:
        sentences.append(counted.one.format(**known))
    patterns = (".*?".join(map(re.escape, sentence.split(_ANY))) for sentence in sentences)
    return any(re.search(pattern, words, re.DOTALL) for pattern in patterns)


@contextlib.asynccontextmanager
async def serving(app: "App") -> AsyncIterator[asyncio.Task[None]]:
    """Let an app serve, as `easel run` does, until the block is left."""
    stop = asyncio.Event()
    task = asyncio.create_task(app.serve(stop))
    try:
        yield task
    finally:
        stop.set()
        await task


async def answered(
    discord: LocalDiscord, asked: SentInteraction, code: str, /, **facts: Fact
) -> None:
    """Wait until a person, and no one else, reads the sentence of a code."""
    await discord.until(lambda: asked.reply and says(asked.reply.content, code, **facts))
    assert asked.reply is not None
    assert asked.reply.flags & 64, "it is for them alone"


def pictures(discord: LocalDiscord, channel: Channel):
    """The messages of a channel in which the bot shows a picture, oldest first."""
    bot = discord.world.bot.id
    return [m for m in discord.messages(channel) if m.attachments and m.author_id == bot]


async def shown(discord: LocalDiscord, channel: Channel, count: int = 1):
    """Wait until the bot has shown so many pictures in a channel; the newest one."""
    await discord.until(lambda: len(pictures(discord, channel)) >= count)
    found = pictures(discord, channel)
    assert len(found) == count, discord.recent_activity()
    return found[-1]


def said(gemini, number=-1):
    """Return what one call sent to the model: a list of (role, words, pictures)."""
    return [
        (
            content.role,
            " ".join(part.text for part in content.parts if part.text),
            [part.picture for part in content.parts if part.picture],
        )
        for content in gemini.calls[number].contents
    ]


def as_painted(data: bytes) -> bytes:
    """A PNG that was posted, as the model made it: without the chunk that says how it was made."""
    kept, at = [data[:8]], 8
    while at < len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4])
        if not data.startswith(b"iTXtXML:com.adobe.xmp\0", at + 4):
            kept.append(data[at:end])
        at = end
    return b"".join(kept)


def stored_party(id_: int, *, guild: int, channel: int, person: int, at: float) -> Party:
    """A party that a person started at some time, as the database has it."""
    return Party(
        id=id_,
        guild=guild,
        channel=channel,
        person=person,
        seconds=9,
        rounds=9,
        most=9,
        started_at=at,
        ends_at=at,
        due_at=at,
    )
