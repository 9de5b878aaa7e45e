"""What moderators rule holds by every way in: who is blocked, what words, who has to pause."""

import pytest

from bot.core.moderation import HOUR
from bot.text.markup import escape

from .conftest import png
from .stories import answered, says, shown


@pytest.fixture
async def fox(discord, bo, art):
    """A picture of Bo's."""
    await bo.slash("imagine", channel=art, prompt="a fox")
    return await shown(discord, art)


async def blocks(discord, ada, bo, art, *, reason="spam", duration="For good"):
    """Ada blocks Bo."""
    asked = await ada.slash("easel block", channel=art, member=bo, reason=reason, duration=duration)
    code = "block.done" if duration == "For good" else "block.done.until"
    await answered(discord, asked, code, member=bo.mention, words=escape(reason, 300))


async def told(discord, channel, code, **facts):
    """Wait until the newest message of a channel, for all to read, has the sentence of a code."""
    await discord.until(lambda: says(discord.messages(channel)[-1].content, code, **facts))
    return discord.messages(channel)[-1]


async def by_slash(discord, bo, art, fox):
    asked = await bo.slash("imagine", channel=art, prompt="a whale", image=("a.png", png()))
    await answered(discord, asked, "member.blocked", words="spam")


async def by_describing(discord, bo, art, fox):
    asked = await bo.menu("Describe this picture", on=fox)
    await answered(discord, asked, "member.blocked", words="spam")


async def by_mention(discord, bo, art, fox):
    await bo.says(f"{discord.bot_mention} a whale", channel=art, files=[("a.png", png())])
    await told(discord, art, "member.blocked", words="spam")


async def by_braces(discord, bo, art, fox):
    asked = await bo.slash("imagine", channel=art, prompt="a {red, blue} whale")
    await answered(discord, asked, "member.blocked", words="spam")


async def by_long_text(discord, bo, art, fox):
    await bo.says(discord.bot_mention, channel=art, files=[("message.txt", b"a whale")])
    await told(discord, art, "member.blocked", words="spam")


async def by_reply(discord, bo, art, fox):
    await bo.says("make it night", reply_to=fox)
    await told(discord, art, "member.blocked", words="spam")


async def by_thread(discord, bo, art, fox):
    thread = await bo.opens_thread(fox, name="the fox")
    await bo.says("make it night", thread=thread)
    await told(discord, thread, "member.blocked", words="spam")


async def by_menu(discord, bo, art, fox):
    await answered(discord, await bo.menu("Edit this picture", on=fox), "member.blocked")


async def by_button(discord, bo, art, fox):
    for button in ("Again", "Vary", "Edit", "Undo"):
        await answered(discord, await bo.clicks(fox, button), "member.blocked", words="spam")


async def by_more(discord, bo, art, fox):
    asked = await bo.picks(fox, values=["turn:1:size-2K"])
    await answered(discord, asked, "member.blocked", words="spam")


@pytest.mark.parametrize(
    "way",
    [
        *(by_slash, by_describing, by_mention, by_braces, by_long_text),
        *(by_reply, by_thread, by_menu, by_button, by_more),
    ],
)
async def test_a_blocked_member_reads_why_whatever_way_they_ask(
    easel, discord, gemini, ada, bo, art, fox, way
):
    await blocks(discord, ada, bo, art)
    stored = set((easel.folder / "pictures").rglob("*"))

    await way(discord, bo, art, fox)

    assert len(gemini.calls) == 1, "nothing but the fox was ever painted"
    assert set((easel.folder / "pictures").rglob("*")) == stored, "nothing was fetched"


async def test_a_form_that_was_open_when_its_person_was_blocked_is_refused(
    discord, gemini, ada, bo, art, fox
):
    form = await (await bo.clicks(fox, "Edit")).acknowledged()
    await blocks(discord, ada, bo, art)

    sent = await bo.submits(form.modal, {"words": "make it night"})

    await answered(discord, sent, "member.blocked", words="spam")
    assert len(gemini.calls) == 1


async def test_a_block_ends_by_itself_and_says_when(easel, discord, ada, bo, art):
    await blocks(discord, ada, bo, art, duration="1 hour")
    refused = await bo.slash("imagine", channel=art, prompt="a fox")
    await answered(discord, refused, "member.blocked.until", words="spam")

    easel.ahead = HOUR + 1
    await bo.slash("imagine", channel=art, prompt="a fox")

    await shown(discord, art)


async def test_a_block_is_lifted_and_the_list_says_who_is_left(discord, ada, bo, art):
    none = await ada.slash("easel unblock", channel=art)
    await answered(discord, none, "unblock.nobody")
    await blocks(discord, ada, bo, art, reason="*spam*")
    listed = await ada.slash("easel unblock", channel=art)
    await answered(
        discord,
        listed,
        "unblock.person",
        member=bo.mention,
        words=r"\*spam\*",
        moderator=ada.mention,
    )

    lifted = await ada.slash("easel unblock", channel=art, member=bo)
    await answered(discord, lifted, "unblock.done", member=bo.mention)
    again = await ada.slash("easel unblock", channel=art, member=bo)
    await answered(discord, again, "unblock.none")
    await bo.slash("imagine", channel=art, prompt="a fox")

    await shown(discord, art)


async def test_who_manages_the_server_is_not_blocked(discord, ada, bo, art):
    asked = await ada.slash("easel block", channel=art, member=ada, reason="x", duration="1 day")

    await answered(discord, asked, "block.not_them")


async def test_a_block_holds_in_its_server_only_and_leaves_privacy_alone(discord, ada, bo, art):
    await blocks(discord, ada, bo, art)

    asked = await bo.slash("privacy", channel=art)
    await answered(discord, asked, "privacy.panel", turns=0)
    await bo.says("a fox", channel=bo.dm())

    await shown(discord, bo.dm())
