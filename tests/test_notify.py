"""Who waited long is mentioned by the message with their picture, and no one else ever is."""

import asyncio

import pytest

from bot.core.preferences import LONG_WAIT, Notify

from .conftest import easel_in
from .stories import answered, shown


@pytest.fixture
async def waiting(easel, discord, gemini, ada, art):
    """A request of Ada's that is being painted; `gemini.gate` lets it go on."""
    gemini.gate = asyncio.Event()
    asked = await ada.slash("imagine", channel=art, prompt="a fox")
    await discord.until(lambda: asked.reply and gemini.calls)
    return asked


async def goes_on(easel, discord, art, *, after, count=1):
    easel.ahead = after
    easel.gemini.gate.set()
    return await shown(discord, art, count)


@pytest.mark.parametrize("by", ["command", "message"])
async def test_who_waited_long_is_mentioned_by_their_picture(easel, discord, gemini, ada, art, by):
    gemini.gate = asyncio.Event()
    if by == "command":
        await ada.slash("imagine", channel=art, prompt="a fox")
    else:
        await ada.says(f"{discord.bot_mention} a fox", channel=art)
    await discord.until(lambda: gemini.calls)

    fox = await goes_on(easel, discord, art, after=LONG_WAIT + 1)

    assert fox.mentions == [ada.id]


async def test_who_did_not_wait_long_is_not_mentioned(easel, discord, ada, art, waiting):
    fox = await goes_on(easel, discord, art, after=LONG_WAIT - 10)

    assert ada.mention in fox.content
    assert fox.mentions == []


async def test_the_wait_is_counted_from_the_request_also_across_a_restart(
    easel, discord, gemini, ada, art, waiting
):
    await easel.kill()
    easel.ahead = LONG_WAIT + 300
    gemini.gate.set()
    await easel.start()

    assert (await shown(discord, art)).mentions == [ada.id]


@pytest.mark.parametrize(("notify", "after"), [(Notify.ALWAYS, 0), (Notify.NEVER, LONG_WAIT + 1)])
async def test_a_person_sets_whether_they_are_mentioned(
    easel, discord, gemini, ada, bo, art, notify, after
):
    asked = await ada.slash("settings mine", channel=art, notify=str(notify))
    await answered(discord, asked, f"settings.notify.{notify}")
    await easel.stop()
    await easel.start()
    gemini.gate = asyncio.Event()
    await ada.slash("imagine", channel=art, prompt="a fox")
    await discord.until(lambda: gemini.calls)

    fox = await goes_on(easel, discord, art, after=after)
    await bo.slash("imagine", channel=art, prompt="an owl")
    owl = await shown(discord, art, 2)

    assert fox.mentions == ([ada.id] if notify is Notify.ALWAYS else [])
    assert owl.mentions == [], "what is set is Ada's alone"


async def test_whom_a_prompt_or_the_replied_message_names_is_not_mentioned(
    easel, discord, gemini, ada, bo, art
):
    await bo.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    gemini.gate = asyncio.Event()
    await ada.says(f"write {bo.mention} and @everyone on it", reply_to=fox)
    await discord.until(lambda: len(gemini.calls) == 2)

    written = await goes_on(easel, discord, art, after=LONG_WAIT + 1, count=2)

    assert written.mentions == [ada.id]


async def test_a_picture_that_is_shown_once_more_mentions_no_one(easel, discord, ada, art, waiting):
    fox = await goes_on(easel, discord, art, after=LONG_WAIT + 1)
    await ada.says("make it night", reply_to=fox)
    await shown(discord, art, 2)

    await ada.slash("undo", channel=art)

    again = await shown(discord, art, 3)
    assert ada.mention in again.content
    assert again.mentions == []


@pytest.mark.parametrize("where", ["private", "dm", "refused"])
async def test_what_only_its_person_sees_mentions_no_one(tmp_path, where):
    async with easel_in(tmp_path) as easel:
        discord, ada = easel.discord, easel.discord.person("Ada")
        art = discord.channel("art")
        asked = await ada.slash("settings mine", channel=art, notify="always")
        await answered(discord, asked, "settings.notify.always")
        if where == "refused":
            refused = {"message": "Missing Permissions", "code": 50013}
            path = rf"/channels/{art.id}/messages$"
            discord.faults.add(method="POST", path=path, status=403, json=refused, times=10)

        asked = await ada.slash(
            "imagine",
            channel=ada.dm() if where == "dm" else art,
            prompt="a fox",
            **({"private": True} if where == "private" else {}),
        )

        if where == "dm":
            message = await shown(discord, ada.dm())
        else:
            await discord.until(lambda: asked.reply and asked.reply.attachments)
            message = asked.reply
        assert message.mentions == []
