"""What can't be shown where it was asked: another way, or kept until its person comes back."""

import asyncio

from bot.core.turns import Outcome, Person
from bot.discord.delivery import undelivered
from bot.sandbox.gemini import Blocked

from .stories import pictures, says, shown
from .test_faults import POST, discord_error

DIRECT = r"/users/@me/channels$"
CLOSED = discord_error(403, 50007)
SHOW = "Show what I missed"


async def kept(easel, discord, ada, art, *, prompt="a fox"):
    """A picture asked for by a message, in a channel where nothing can be posted any more."""
    gate = easel.gemini.gate = asyncio.Event()
    await ada.says(f"{discord.bot_mention} {prompt}", channel=art)
    await discord.until(lambda: "Painting" in discord.messages(art)[-1].content)
    discord.faults.add(method="POST", path=POST, **discord_error(403, 50013))
    discord.faults.add(method="POST", path=DIRECT, **CLOSED)
    gate.set()
    await discord.until(lambda: says(discord.messages(art)[-1].content, "deliver.kept"))


async def test_an_interaction_that_is_too_old_is_dropped_before_the_paid_call(
    easel, discord, gemini, ada, art
):
    discord.faults.add(method="POST", path=r"/callback$", **discord_error(404, 10062))

    await ada.slash("imagine", channel=art, prompt="a late fox")

    await discord.until(lambda: not discord.faults.waiting)
    await ada.slash("imagine", channel=art, prompt="a fox")
    await shown(discord, art)
    assert len(gemini.calls) == 1


async def test_a_picture_is_posted_though_the_message_that_asked_went_while_easel_was_down(
    easel, discord, gemini, ada, art
):
    gemini.gate = asyncio.Event()
    request = await ada.says(f"{discord.bot_mention} a fox", channel=art)
    await gemini.until(lambda: gemini.calls)
    await easel.kill()
    discord.delete(request)
    gemini.gate.set()

    await easel.start()

    await shown(discord, art)


async def test_a_picture_for_a_channel_that_is_gone_comes_as_a_private_message(
    discord, gemini, ada, art
):
    gemini.gate = asyncio.Event()
    await ada.says(f"{discord.bot_mention} a fox", channel=art)
    await gemini.until(lambda: gemini.calls)
    discord.delete_channel(art)
    gemini.gate.set()

    await shown(discord, ada.dm())
    assert says(pictures(discord, ada.dm())[-1].content, "deliver.gone")


async def test_what_came_as_a_private_message_is_deleted_there(discord, gemini, ada, art):
    gemini.gate = asyncio.Event()
    await ada.says(f"{discord.bot_mention} a fox", channel=art)
    await gemini.until(lambda: gemini.calls)
    discord.delete_channel(art)
    gemini.gate.set()
    fox = await shown(discord, ada.dm())

    asked = await ada.picks(fox, values=["turn:1:delete"])
    await discord.until(lambda: asked.reply and asked.reply.buttons())
    await ada.clicks(asked.reply, "Delete for everyone")

    await discord.until(lambda: fox.deleted)


async def test_an_error_of_a_private_request_is_never_public(discord, gemini, ada, art):
    gemini.script.append(Blocked("SAFETY"))
    discord.faults.add(method="PATCH", path=r"@original$", times=9, **discord_error(401, 50027))

    await ada.slash("imagine", channel=art, prompt="a secret fox", private=True)

    await discord.until(
        lambda: [m for m in discord.messages(ada.dm()) if says(m.content, "blocked.SAFETY")]
    )
    assert discord.messages(art) == []


async def test_what_can_not_be_shown_is_kept_and_offered_at_the_next_command(
    easel, discord, gemini, ada, art
):
    await kept(easel, discord, ada, art)

    asked = await ada.slash("imagine", channel=art, prompt="a hare")
    await discord.until(lambda: [m for m in asked.replies if "Show what I missed" in m.buttons()])
    offer = next(m for m in asked.replies if "Show what I missed" in m.buttons())
    click = await ada.clicks(offer, "Show what I missed")

    await discord.until(lambda: click.reply and click.reply.attachments)
    assert "a fox" in click.reply.content
    assert click.reply.ephemeral_to is ada.user
    assert len(gemini.calls) == 2


async def test_what_was_kept_is_offered_after_a_restart_and_not_to_others(
    easel, discord, gemini, ada, bo, art
):
    await kept(easel, discord, ada, art)
    await easel.kill()
    await easel.start()

    theirs = await bo.slash("imagine", channel=art, prompt="a hare")
    mine = await ada.slash("imagine", channel=art, prompt="a hen", private=True)

    await discord.until(lambda: [m for m in mine.replies if "Show what I missed" in m.buttons()])
    assert not [m for m in theirs.replies if "Show what I missed" in m.buttons()]


async def test_what_was_kept_is_shown_once(easel, discord, gemini, ada, art):
    await kept(easel, discord, ada, art)
    asked = await ada.slash("imagine", channel=art, prompt="a hare")
    await discord.until(lambda: [m for m in asked.replies if "Show what I missed" in m.buttons()])
    offer = next(m for m in asked.replies if "Show what I missed" in m.buttons())
    first = await ada.clicks(offer, "Show what I missed")
    await discord.until(lambda: first.reply and first.reply.attachments)

    second = await ada.clicks(offer, "Show what I missed")

    await discord.until(lambda: second.reply and says(second.reply.content, "deliver.missed.none"))
    assert (await easel.app.engine.turns.get(1)).outcome is Outcome.PAINTED


async def test_two_quick_clicks_show_what_was_kept_once(easel, discord, ada, art):
    await kept(easel, discord, ada, art)
    asked = await ada.slash("imagine", channel=art, prompt="a boat")
    await discord.until(lambda: [m for m in asked.replies if "Show what I missed" in m.buttons()])
    offer = next(m for m in asked.replies if "Show what I missed" in m.buttons())

    clicks = [await ada.clicks(offer, "Show what I missed") for _ in range(2)]

    def answers():
        return [reply.content for click in clicks for reply in click.replies if reply.content]

    await discord.until(lambda: len(answers()) == 2)
    assert sum(says(words, "deliver.missed.none") for words in answers()) == 1


async def test_history_offers_what_was_kept_too(easel, discord, gemini, ada, bo, art):
    await kept(easel, discord, ada, art)
    lounge = discord.channel("lounge")

    here = await ada.slash("history", channel=art)
    there = await ada.slash("history", channel=lounge)
    theirs = await bo.slash("history", channel=lounge)

    for asked in (here, there):
        await discord.until(
            lambda asked=asked: [m for m in asked.replies if m.buttons() == ["Show what I missed"]]
        )
    await discord.until(lambda: theirs.reply and says(theirs.reply.content, "history.empty"))
    assert says(there.replies[0].content, "history.empty")
    assert not [m for m in theirs.replies if m.buttons()]
    [offer] = here.replies
    click = await ada.clicks(offer, "Show what I missed")
    await discord.until(lambda: click.reply and click.reply.attachments)
    assert "a fox" in click.reply.content


async def offered(discord, ada, art):
    """The message that offers what was kept, beside what comes of another request."""
    asked = await ada.slash("imagine", channel=art, prompt="a hare", private=True)
    found = [SHOW]
    await discord.until(lambda: [m for m in asked.replies if m.buttons() == found])
    return next(m for m in asked.replies if m.buttons() == found)


async def kept_ids(easel, ada):
    by = Person(id=int(ada.id))
    return [turn.id for turn in await easel.app.engine.turns.undelivered(by)]


async def nothing_kept(easel, ada):
    async with asyncio.timeout(10):
        while await kept_ids(easel, ada):
            await asyncio.sleep(0.01)


async def test_what_was_kept_and_is_gone_by_now_is_said_with_a_way_to_ask_again(
    easel, discord, ada, art
):
    await kept(easel, discord, ada, art)
    for file in (easel.folder / "pictures").glob("*/*"):
        file.unlink()

    click = await ada.clicks(await offered(discord, ada, art), SHOW)

    await discord.until(lambda: [m for m in click.replies if says(m.content, "nothing_here.blob")])
    [told] = [m for m in click.replies if says(m.content, "nothing_here.blob")]
    assert told.buttons() == ["Again"]
    await nothing_kept(easel, ada)


async def test_what_discord_refuses_to_show_stays_kept(easel, discord, ada, art):
    await kept(easel, discord, ada, art)
    offer = await offered(discord, ada, art)
    discord.faults.add(method="POST", path=r"/webhooks/", **discord_error(403, 50013))
    refused = await ada.clicks(offer, SHOW)
    await discord.until(lambda: refused.reply and refused.reply.content)
    assert await kept_ids(easel, ada) == [1]

    click = await ada.clicks(offer, SHOW)

    await discord.until(lambda: click.reply and click.reply.attachments)
    assert "a fox" in click.reply.content


async def test_what_is_more_than_one_click_shows_is_offered_again(
    easel, discord, gemini, ada, art, monkeypatch
):
    monkeypatch.setattr(undelivered, "MAX_PER_CLICK", 1)
    await kept(easel, discord, ada, art)
    await kept(easel, discord, ada, art, prompt="an owl")

    click = await ada.clicks(await offered(discord, ada, art), SHOW)

    await discord.until(lambda: [m for m in click.replies if m.buttons() == [SHOW]])
    [again] = [m for m in click.replies if m.buttons() == [SHOW]]
    assert [m.content for m in click.replies if "a fox" in m.content]
    rest = await ada.clicks(again, SHOW)
    await discord.until(lambda: rest.reply and "an owl" in rest.reply.content)
    await nothing_kept(easel, ada)
