"""Discord failing in every way there is: what people see, what is charged, how often Gemini paints.

Each row is one way; for all of them: one answer, one paid call, and nothing left over.
"""

import asyncio
import time
from dataclasses import dataclass, field

import pytest

from bot.core.turns import Outcome

from .stories import pictures, says, shown

POST, EDIT = r"/channels/\d+/messages$", r"/messages/@original$"


def discord_error(status, code=0, **more):
    """Discord's answer with one of its codes."""
    return {"status": status, "json": {"message": "no", "code": code}} | more


def proxied(status):
    """An answer that is not Discord's, but of something before it."""
    html = {"Content-Type": "text/html"}
    return {"status": status, "headers": html, "body": b"<h1>Attention Required!</h1>"}


@dataclass(frozen=True)
class Row:
    """What happens to the message with the picture, and where the picture is then."""

    faults: list  # for one POST each
    where: str = "channel"  # or "privately": by the interaction's token; "direct": a message
    says: str = ""  # the code of a sentence
    edits: list = field(default_factory=list)  # for one edit of the interaction's answer each
    patience: float = 60.0  # seconds that Discord has for all of it


ROWS = {
    **{f"{status}": Row([discord_error(status)]) for status in (500, 502, 503, 504)},
    **{
        f"{status}, but it was carried out": Row([discord_error(status, carried_out=True)])
        for status in (500, 502, 503, 504)
    },
    "a reset": Row([{"reset": True}]),
    "a reset after it was carried out": Row([{"reset": True, "carried_out": True}]),
    "two resets": Row([{"reset": True}] * 2),
    "no answer": Row([{"hang": True}], patience=1.0),
    "no answer, but it was carried out": Row([{"hang": True, "carried_out": True}], patience=1.0),
    "429 for ten minutes": Row(
        [{"status": 429, "headers": {"Via": "1.1 google"}, "json": {"retry_after": 600}}],
        patience=1.0,
    ),
    "429": Row(
        [discord_error(429, headers={"Via": "1.1 google"}) | {"json": {"retry_after": 0.1}}]
    ),
    "429 without Via": Row([discord_error(429)]),
    "401, as if the token were wrong for a moment": Row([discord_error(401)]),
    "no right to send": Row([discord_error(403, 50013)], "privately", "deliver.no_right"),
    "no access": Row([discord_error(403, 50001)], "privately", "deliver.no_view"),
    "the channel is gone": Row([discord_error(404, 10003)], "privately", "deliver.gone"),
    "the server is gone": Row([discord_error(404, 10004)], "privately", "deliver.gone"),
    "AutoMod": Row([discord_error(400, 200000)], "privately", "deliver.automod"),
    "the link filter": Row([discord_error(400, 240000)], "channel", "deliver.no_words"),
    "the link filter, which knows no end": Row([discord_error(400, 240000)] * 2, "privately"),
    "a locked thread": Row([discord_error(403, 160005)], "privately", "deliver.locked"),
    "no messages there": Row([discord_error(400, 50024)], "privately", "deliver.no_messages"),
    "no text channel": Row([discord_error(400, 50008)], "privately", "deliver.no_messages"),
    "a code that is not known": Row([discord_error(400, 999999)], "privately", "deliver.elsewhere"),
    **{f"a proxy's {status} in HTML": Row([proxied(status)] * 2) for status in (400, 403, 404)},
    **{f"{status} without a code": Row([discord_error(status)] * 2) for status in (400, 403, 404)},
    "Cloudflare": Row([discord_error(403, 40333)] * 2),
    "sending is switched off for a while": Row([discord_error(403, 40004)]),
    "slow mode": Row([discord_error(400, 20016)]),
    "the thread is archived": Row([discord_error(400, 50083)]),
    "the thread can't be woken": Row([discord_error(400, 50083)] * 2, "privately"),
    "too large, 413": Row([discord_error(413, 40005)]),
    "too large, 400": Row([discord_error(400, 40005)]),
    "the file is too large, by another code": Row([discord_error(400, 50045)]),
    "too large again and again": Row([discord_error(413, 40005)] * 5, "privately"),
    "no right, and the token is over": Row(
        [discord_error(403, 50013)], "direct", "deliver.no_right", [discord_error(401, 50027)]
    ),
    "no right, and the webhook is unknown": Row(
        [discord_error(403, 50013)], "direct", "deliver.no_right", [discord_error(404, 10015)]
    ),
    "no right, and the answer was dismissed": Row(
        [discord_error(403, 50013)], "direct", "deliver.no_right", [discord_error(404, 10008)]
    ),
    "no right, and the token's edit fails once": Row(
        [discord_error(403, 50013)], "privately", "deliver.no_right", [discord_error(500)]
    ),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
async def test_a_painted_picture_reaches_its_person_once(easel, discord, gemini, ada, art, row):
    gate = gemini.gate = asyncio.Event()
    asked = await ada.slash("imagine", channel=art, prompt="a fox")
    await discord.until(lambda: asked.reply and "Painting" in asked.reply.content)
    for fault in row.faults:
        discord.faults.add(method="POST", path=POST, **fault)
    easel.app.worker._delivery_step._delivery.patience = row.patience
    for fault in row.edits:
        discord.faults.add(method="PATCH", path=EDIT, **fault)

    gate.set()

    there = {"channel": art, "privately": art, "direct": ada.dm()}[row.where]
    await discord.until(lambda: [m for m in ada.sees(there) if m.attachments], within=20)
    turn = await easel.app.engine.turns.get(1)
    await discord.until(lambda: not discord.faults.waiting)
    everything = [m for place in (art, ada.dm()) for m in ada.sees(place) if m.attachments]
    assert len(everything) == 1
    assert bool(everything[0].ephemeral_to) is (row.where == "privately")
    assert not row.says or says(everything[0].content, row.says)
    assert (turn.outcome, turn.cost > 0, len(gemini.calls)) == (Outcome.PAINTED, True, 1)


@pytest.mark.parametrize("lost", [{"reset": True}, {"hang": True}], ids=["reset", "hang"])
async def test_after_a_long_outage_what_stands_in_the_channel_is_not_posted_again(
    easel, discord, gemini, ada, bo, art, lost
):
    gate = gemini.gate = asyncio.Event()
    asked = await ada.slash("imagine", channel=art, prompt="a fox")
    await discord.until(lambda: asked.reply and "Painting" in asked.reply.content)
    discord.faults.add(method="POST", path=POST, carried_out=True, **lost)
    easel.app.worker._delivery_step._delivery.patience = 1.0
    gate.set()
    await discord.until(lambda: pictures(discord, art))

    discord.world.clock = lambda: time.time() + 400  # Discord has forgotten the nonce
    for n in range(120):
        await bo.says(f"look, {n}", channel=art)

    turn = await noted_as_shown(easel)
    assert [int(message.id) for message in pictures(discord, art)] == [turn.message]
    assert len(gemini.calls) == 1


async def test_a_progress_message_whose_response_is_lost_is_deleted_all_the_same(
    easel, discord, gemini, ada, art
):
    gate = gemini.gate = asyncio.Event()
    easel.app.connection._client.get_cog("Messages")._intake.progress_replies.timeout = 0.5
    discord.faults.add(method="POST", path=POST, hang=True, carried_out=True)
    await ada.says(f"{discord.bot_mention} a fox", channel=art)
    await discord.until(lambda: "Painting" in discord.messages(art)[-1].content)
    await gemini.until(lambda: gemini.calls)

    await ada.says(f"{discord.bot_mention} a hare", channel=art)
    await gemini.until(lambda: len(gemini.calls) == 2)
    gate.set()

    await shown(discord, art, 2)
    await discord.until(lambda: not [m for m in discord.messages(art) if "Painting" in m.content])


async def noted_as_shown(easel):
    """Wait until it is written down which message shows the first turn; the turn."""
    async with asyncio.timeout(20):
        while not (turn := await easel.app.engine.turns.get(1)).message:
            await asyncio.sleep(0.02)
    return turn
