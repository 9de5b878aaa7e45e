"""What Discord refuses at a delivery, and how the picture reaches its person all the same."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.requests import TurnRequest
from bot.core.turns import ImageRequest, Person, Place, TurnProgress
from bot.engine.submissions import Requester

from .stories import pictures, says, shown
from .test_faults import POST, discord_error, proxied
from .test_undelivered import CLOSED, DIRECT, kept

CHANNEL = r"/channels/\d+$"


@pytest.mark.parametrize(
    ("missing", "reason", "facts"),
    [
        ("VIEW_CHANNEL", "deliver.no_view", {}),
        ("SEND_MESSAGES", "deliver.no_permission", {"permission": "Send Messages"}),
        ("ATTACH_FILES", "deliver.no_permission", {"permission": "Attach Files"}),
    ],
)
@pytest.mark.parametrize("knows_servers", [True, False], ids=["gateway", "REST only"])
async def test_the_permission_that_is_missing_is_named(
    easel, discord, gemini, ada, art, missing, reason, facts, knows_servers
):
    gemini.gate = asyncio.Event()
    asked = await ada.slash("imagine", channel=art, prompt="a fox")
    await gemini.until(lambda: gemini.calls)
    if not knows_servers:
        (await easel.app.connection.client())._connection._guilds.clear()

    discord.forbid(missing, channel=art)
    gemini.gate.set()

    await discord.until(lambda: asked.reply and asked.reply.attachments)
    assert says(asked.reply.content, reason, **facts)


async def test_the_permission_that_is_missing_in_a_thread_is_named(discord, gemini, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox")
    thread = await ada.opens_thread(await shown(discord, art), name="foxes")
    discord.forbid("SEND_MESSAGES_IN_THREADS", channel=art)

    asked = await ada.slash("imagine", channel=thread, prompt="a hare")

    await discord.until(lambda: asked.reply and asked.reply.attachments)
    permission = "Send Messages in Threads"
    assert says(asked.reply.content, "deliver.no_permission", permission=permission)


async def test_a_channel_that_is_lost_after_a_mention_is_told_by_private_message(
    discord, gemini, ada, art
):
    gemini.gate = asyncio.Event()
    await ada.says(f"{discord.bot_mention} a fox", channel=art)
    await gemini.until(lambda: gemini.calls)

    discord.forbid("VIEW_CHANNEL", channel=art)
    gemini.gate.set()

    assert says((await shown(discord, ada.dm())).content, "deliver.no_view")


async def test_each_delivery_that_fails_leaves_its_reason_in_the_log(discord, ada, art, caplog):
    discord.faults.add(method="POST", path=POST, **proxied(403))

    await ada.slash("imagine", channel=art, prompt="a fox")

    await shown(discord, art)
    assert "delivery failed, will retry: turn=1 error=HTTP 403" in caplog.text


async def test_a_time_out_of_the_bot_is_called_one(discord, gemini, ada, art):
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    member = discord.world.bot.member() | {"communication_disabled_until": until}
    about = {"guild_id": discord.world.guild.json()["id"], "user": discord.world.bot.json()}
    discord.dispatch_event("GUILD_MEMBER_UPDATE", member | about)
    discord.faults.add(method="POST", path=POST, **discord_error(403, 50013))

    asked = await ada.slash("imagine", channel=art, prompt="a fox")

    await discord.until(lambda: asked.reply and asked.reply.attachments)
    assert says(asked.reply.content, "deliver.timed_out")


async def test_without_read_message_history_all_stays_in_the_channel(discord, gemini, ada, art):
    discord.forbid("READ_MESSAGE_HISTORY", channel=art)

    await ada.says(f"{discord.bot_mention} a fox", channel=art)
    fox = await shown(discord, art)
    await ada.says("make it night", reply_to=fox)
    night = await shown(discord, art, 2)
    await ada.clicks(night, "Again")

    await shown(discord, art, 3)
    assert not pictures(discord, ada.dm())


async def test_without_read_message_history_braces_are_asked_about(discord, gemini, ada, art):
    discord.forbid("READ_MESSAGE_HISTORY", channel=art)

    await ada.says(f"{discord.bot_mention} a {{red, blue}} fox", channel=art)

    await discord.until(lambda: [m for m in discord.messages(art) if m.buttons()])
    assert not says(discord.messages(art)[-1].content, "broken")


async def test_a_thread_that_is_locked_meanwhile_is_called_so(discord, gemini, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox")
    thread = await ada.opens_thread(await shown(discord, art), name="foxes")
    gemini.gate = asyncio.Event()
    asked = await ada.slash("imagine", channel=thread, prompt="a hare")
    await gemini.until(lambda: len(gemini.calls) == 2)

    discord.lock(thread)
    gemini.gate.set()

    await discord.until(lambda: asked.reply and asked.reply.attachments)
    assert says(asked.reply.content, "deliver.locked")


async def test_an_archived_thread_in_a_server_with_too_many_is_called_so(discord, gemini, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox")
    thread = await ada.opens_thread(await shown(discord, art), name="foxes")
    await discord.until(lambda: says(discord.messages(thread)[-1].content, "thread.begins.all"))
    discord.faults.add(method="POST", path=POST, **discord_error(400, 50083))
    discord.faults.add(method="PATCH", path=CHANNEL, **discord_error(400, 160006))

    asked = await ada.slash("imagine", channel=thread, prompt="a hare")

    await discord.until(lambda: asked.reply and asked.reply.attachments)
    assert says(asked.reply.content, "deliver.threads_full")


async def test_what_automod_blocks_is_for_its_person_alone(discord, gemini, ada, art):
    discord.block_word("fox")

    asked = await ada.slash("imagine", channel=art, prompt="a fox")

    await discord.until(lambda: asked.reply and asked.reply.attachments)
    assert says(asked.reply.content, "deliver.automod")
    assert not pictures(discord, art)


async def test_an_explicit_picture_is_answered_in_words(easel, discord, gemini, ada, art):
    discord.faults.add(method="POST", path=POST, **discord_error(403, 20009))

    await ada.slash("imagine", channel=art, prompt="a fox")

    await discord.until(
        lambda: [m for m in discord.messages(art) if says(m.content, "deliver.explicit")]
    )
    assert not pictures(discord, art)
    assert len(gemini.calls) == 1


async def test_the_words_that_the_link_filter_blocked_are_left_out(discord, gemini, ada, art):
    discord.faults.add(method="POST", path=POST, **discord_error(400, 240000))

    await ada.slash("imagine", channel=art, prompt="a fox of evil.example")

    fox = await shown(discord, art)
    assert "evil.example" not in fox.content
    assert b"evil.example" not in discord.file(fox.attachments[0])


async def test_a_picture_is_kept_only_when_that_can_be_said(easel, discord, gemini, ada, art):
    gemini.gate = asyncio.Event()
    await ada.says(f"{discord.bot_mention} a fox", channel=art)
    await discord.until(lambda: "Painting" in discord.messages(art)[-1].content)
    discord.faults.add(method="POST", path=POST, **discord_error(403, 50013))
    discord.faults.add(method="POST", path=DIRECT, **CLOSED)
    discord.faults.add(method="PATCH", path=r"/messages/\d+$", **proxied(403))

    gemini.gate.set()

    await shown(discord, art)
    assert not discord.faults.waiting


async def test_what_may_not_be_replied_to_is_answered_without_a_reply(discord, gemini, ada, art):
    sentence = "Cannot reply to a system message"
    faults = {"message_reference": {"_errors": [{"code": "REPLIES", "message": sentence}]}}
    invalid = {"code": 50035, "message": "Invalid Form Body", "errors": faults}
    discord.faults.add(method="POST", path=POST, times=1, status=400, json=invalid)

    await ada.says(f"{discord.bot_mention} a fox", channel=art)

    await shown(discord, art)
    assert not discord.faults.waiting


async def test_a_form_that_discord_rejects_is_named_in_the_log(discord, ada, art, caplog):
    faults = {"components": {"_errors": [{"code": "BASE", "message": "Must be shorter"}]}}
    invalid = {"code": 50035, "message": "Invalid Form Body", "errors": faults}
    discord.faults.add(method="POST", path=POST, status=400, json=invalid)

    asked = await ada.slash("imagine", channel=art, prompt="a fox")

    await discord.until(lambda: asked.reply and asked.reply.attachments)
    assert "In components: Must be shorter" in caplog.text


async def test_progress_is_not_written_over_the_end_of_its_turn(easel, discord, gemini, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a fox", private=True)
    await discord.until(lambda: asked.reply and asked.reply.attachments)
    turn = await easel.app.engine.turns.get(1)
    place = replace(turn.at, token=asked.interaction.token)

    easel.app.progress_messages.watch(
        replace(turn, at=place), TurnProgress(painting=True), message=None
    )
    await easel.app.progress_messages.write(turn.id)

    assert "Painting" not in asked.reply.content


async def test_what_was_kept_is_shown_smaller_where_it_is_too_large(easel, discord, ada, art):
    await kept(easel, discord, ada, art)
    asked = await ada.slash("history", channel=art)
    offered = ["Show what I missed"]
    await discord.until(lambda: [m for m in asked.replies if m.buttons() == offered])
    [offer] = [m for m in asked.replies if m.buttons() == offered]
    discord.faults.add(method="POST", path=r"/webhooks/", **discord_error(413, 40005))

    click = await ada.clicks(offer, "Show what I missed")

    await discord.until(lambda: click.reply and click.reply.attachments)


async def test_a_spoiler_channel_gets_spoilers(discord, gemini, ada, art):
    discord.hide_media(art)

    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    thread = await ada.opens_thread(fox, name="foxes")
    await ada.slash("imagine", channel=thread, prompt="a hare")

    hare = await shown(discord, thread)
    assert [spoilered(fox), spoilered(hare)] == [True, True]


async def test_what_was_made_from_a_spoiler_stays_one(easel, discord, gemini, ada, art):
    by = Person(id=int(ada.id), guild=int(discord.world.guild.json()["id"]))
    request = ImageRequest(prompt="a fox", model=easel.app.engine.default_model, spoiler=True)
    asks = Requester(by=by, at=Place(channel=int(art.id)))

    await easel.app.engine.submissions.submit(TurnRequest(request=request), asks)
    fox = await shown(discord, art)
    await ada.says("make it night", reply_to=fox)

    night = await shown(discord, art, 2)
    assert [spoilered(fox), spoilered(night)] == [True, True]


async def test_what_is_no_spoiler_is_not_hidden(discord, gemini, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox")

    assert not spoilered(await shown(discord, art))


def spoilered(message):
    return all(file["filename"].startswith("SPOILER_") for file in message.attachments)
