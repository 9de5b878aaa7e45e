"""What people say over their own pictures: no edits, asked first, shown and forgotten."""

import asyncio
import json

import pytest

from bot.sandbox.discord.permissions import Permission
from bot.text.wording import say

from .conftest import png
from .stories import answered, pictures, said, says, shown

CANARY = "a fox that nobody else would think of"


async def panel(discord, person, channel):
    asked = await person.slash("privacy", channel=channel)
    await answered(discord, asked, "privacy.panel")
    return asked.reply


async def refusing(discord, person, channel):
    """A person who does not want what they post edited."""
    shown_panel = await panel(discord, person, channel)
    await person.clicks(shown_panel, "Refuse edits")
    await discord.until(lambda: "Allow edits" in shown_panel.buttons())


async def asking(discord, ada, channel):
    """A server in which posters are asked."""
    asked = await ada.slash("settings server", channel=channel, ask_posters=True)
    await answered(discord, asked, "settings.server", asks=say("settings.yes"))


async def cat_of(person, channel):
    return await person.says("my cat", channel=channel, files=[("cat.png", png())])


def question(discord, channel):
    found = [m for m in discord.messages(channel) if says(m.content, "poster.ask")]
    return found[-1] if found else None


async def test_a_person_who_refuses_edits_is_edited_by_no_one_else(discord, gemini, ada, bo, art):
    await refusing(discord, bo, art)
    cat = await cat_of(bo, art)

    menu = await ada.menu("Edit this picture", on=cat)
    described = await ada.menu("Describe this picture", on=cat)
    await ada.says(f"{discord.bot_mention} a crown", reply_to=cat)

    await answered(discord, menu, "privacy.refuses")
    await answered(discord, described, "privacy.refuses")
    await discord.until(lambda: says(discord.messages(art)[-1].content, "privacy.refuses"))
    assert not gemini.calls
    await bo.says(f"{discord.bot_mention} a crown", reply_to=cat)
    await shown(discord, art)


async def test_what_was_painted_from_their_picture_is_not_continued_by_others_either(
    discord, gemini, ada, bo, art
):
    await refusing(discord, bo, art)
    await bo.slash("edit", channel=art, image=("cat.png", png()), prompt="a crown")
    crowned = await shown(discord, art)

    again = await ada.clicks(crowned, "Again")
    await ada.says("and a cape", reply_to=crowned)

    await answered(discord, again, "privacy.refuses")
    await discord.until(lambda: says(discord.messages(art)[-1].content, "privacy.refuses"))
    assert len(gemini.calls) == 1
    await bo.says("and a cape", reply_to=crowned)
    await shown(discord, art, 2)


async def test_a_poster_is_asked_before_the_first_edit_and_only_then(
    easel, discord, gemini, ada, bo, art
):
    await asking(discord, ada, art)
    cat = await cat_of(bo, art)
    await ada.says(f"{discord.bot_mention} a crown", reply_to=cat)
    asked = await discord.until(lambda: question(discord, art))
    assert asked.mentions == [bo.id]
    assert "a crown" in asked.content
    assert asked.reference["message_id"] == cat.id
    assert not gemini.calls
    await easel.stop()
    await easel.start()

    stranger = await ada.clicks(asked, "Allow")
    await answered(discord, stranger, "question.not_yours")
    await bo.clicks(asked, "Allow")

    crowned = await shown(discord, art)
    assert ada.mention in crowned.content
    [(_, words, given)] = said(gemini)
    assert (words, len(given)) == ("a crown", 1)
    await ada.says(f"{discord.bot_mention} a cape", reply_to=cat)
    await shown(discord, art, 2)


async def test_a_poster_who_says_no_is_not_asked_again(discord, gemini, ada, bo, art):
    await asking(discord, ada, art)
    cat = await cat_of(bo, art)
    form = await (await ada.menu("Edit this picture", on=cat)).acknowledged()
    sent = await ada.submits(form.modal, {"words": "a crown"})
    await answered(discord, sent, "poster.told")
    meanwhile = await (await ada.menu("Edit this picture", on=cat)).acknowledged()
    twice = await ada.submits(meanwhile.modal, {"words": "a crown"})
    await answered(discord, twice, "poster.asked")

    asked = question(discord, art)
    await bo.clicks(asked, "No")
    await discord.until(lambda: says(asked.content, "poster.refused"))
    late = await (await ada.menu("Edit this picture", on=cat)).acknowledged()
    again = await ada.submits(late.modal, {"words": "a crown"})

    await answered(discord, again, "poster.no")
    assert not gemini.calls


async def test_people_edit_their_own_pictures_unasked(discord, gemini, ada, bo, art):
    await asking(discord, ada, art)
    cat = await cat_of(bo, art)

    await bo.says(f"{discord.bot_mention} a crown", reply_to=cat)

    await shown(discord, art)
    assert question(discord, art) is None


async def test_where_easel_may_not_write_the_poster_can_not_be_asked(discord, ada, bo, art):
    await asking(discord, ada, art)
    cat = await cat_of(bo, art)
    form = await (await ada.menu("Edit this picture", on=cat)).acknowledged()
    discord.forbid(Permission.SEND_MESSAGES, channel=art)

    sent = await ada.submits(form.modal, {"words": "a crown"})
    await answered(discord, sent, "poster.cannot")
    discord.allow(Permission.SEND_MESSAGES, channel=art)

    form = await (await ada.menu("Edit this picture", on=cat)).acknowledged()
    sent = await ada.submits(form.modal, {"words": "a crown"})
    await answered(discord, sent, "poster.told")


async def test_a_person_sees_everything_that_is_stored_about_them(discord, ada, bo, art):
    await ada.slash("imagine", channel=art, prompt=CANARY)
    await bo.slash("imagine", channel=art, prompt="a whale")
    await shown(discord, art, 2)
    asked = await ada.slash("settings mine", channel=art, size="2K")
    await answered(discord, asked, "settings.mine", size="2K")

    exported = await ada.clicks(await panel(discord, ada, art), "Export")

    await discord.until(lambda: exported.replies and exported.replies[-1].attachments)
    told = json.loads(discord.file(exported.replies[-1].attachments[0]))
    assert [one["prompt"] for one in told["requests"]] == [CANARY]
    assert told["settings"] == {"size": "2K"}
    assert "interaction" not in json.dumps(told)
    assert exported.replies[-1].flags & 64


async def test_a_person_is_forgotten_wholly_and_no_one_else(easel, discord, gemini, ada, bo, art):
    await ada.slash("edit", channel=art, image=("c.png", png("lime")), prompt=CANARY, style="noir")
    fox = await shown(discord, art)
    await bo.says("make it night", reply_to=fox)
    night = await shown(discord, art, 2)
    kept = await stored(easel, turn=2)
    asked = await ada.slash("imagine", channel=art, prompt=f"{{red, blue}} {CANARY}")
    await discord.until(lambda: asked.reply and asked.reply.buttons())
    sure = await panel(discord, ada, art)

    await ada.clicks(sure, "Delete all")
    await discord.until(lambda: sure.buttons() == ["Yes, delete all"])
    await ada.clicks(sure, "Yes, delete all")
    await discord.until(lambda: says(sure.content, "privacy.deleted"))

    assert {file.name for file in (easel.folder / "pictures").glob("*/*")} == kept
    assert all(CANARY.encode() not in f.read_bytes() for f in easel.folder.glob("easel.db*"))
    again = await bo.clicks(fox, "Again")
    await answered(discord, again, "nothing_here")
    await bo.says("add a moon", reply_to=night)
    await shown(discord, art, 3)
    assert "make it night" in said(gemini)[0][1]


async def stored(easel, *, turn):
    """The digests of all pictures that a turn needs."""
    turn = await easel.app.engine.turns.get(turn)
    parts = [part.picture for one in turn.painted for part in one.answer]
    blobs = [*turn.request.sources, *(one.picture for one in turn.painted), *parts]
    return {blob.digest for blob in blobs if blob}


@pytest.mark.settings(gemini={"timeout": 60})  # so that it is the click that ends the call
async def test_deleting_cancels_what_is_being_painted(discord, gemini, ada, art):
    gemini.gate = asyncio.Event()
    await ada.slash("imagine", channel=art, prompt="a fox")
    await gemini.until(lambda: len(gemini.calls) == 1)
    sure = await panel(discord, ada, art)

    await ada.clicks(sure, "Delete all")
    await discord.until(lambda: sure.buttons() == ["Yes, delete all"])
    await ada.clicks(sure, "Yes, delete all")

    await gemini.until(lambda: gemini.calls[0].cancelled)
    await discord.until(lambda: says(sure.content, "privacy.deleted"))
    assert not pictures(discord, art)


async def sure_of_forgetting(discord, person, channel):
    """The panel that asks a person whether everything is to be deleted."""
    sure = await panel(discord, person, channel)
    await person.clicks(sure, "Delete all")
    await discord.until(lambda: sure.buttons() == ["Yes, delete all"])
    return sure


async def forgetting(discord, person, channel):
    """The panel on which a person has said that everything is to be deleted."""
    sure = await sure_of_forgetting(discord, person, channel)
    await person.clicks(sure, "Yes, delete all")
    return sure


def files(easel):
    return list((easel.folder / "pictures").glob("*/*"))


async def test_pictures_of_requests_that_came_to_nothing_are_deleted_too(easel, discord, ada, art):
    cat = ("cat.png", png())
    asked = await ada.slash("edit", channel=art, image=cat, prompt="{a, } {b, } x")
    await discord.until(lambda: asked.reply and "Cancel" in asked.reply.buttons())
    await ada.clicks(asked.reply, "Cancel")
    await discord.until(lambda: says(asked.reply.content, "braces.no"))
    assert len(files(easel)) == 1

    sure = await forgetting(discord, ada, art)

    await discord.until(lambda: says(sure.content, "privacy.deleted"))
    assert not files(easel)


async def test_a_deletion_that_was_cut_short_goes_on_when_it_is_asked_for_again(
    easel, discord, ada, art
):
    await ada.slash("imagine", channel=art, prompt="a fox")
    await shown(discord, art)
    [picture] = files(easel)
    picture.rename(aside := easel.folder / "aside")
    picture.mkdir()  # what can't be removed as a file
    sure = await sure_of_forgetting(discord, ada, art)
    failed = await ada.clicks(sure, "Yes, delete all")
    await discord.until(lambda: failed.reply and says(failed.reply.content, "broken.storage"))
    picture.rmdir()
    aside.rename(picture)

    assert sure.buttons() == ["Yes, delete all"]
    await ada.clicks(sure, "Yes, delete all")

    await discord.until(lambda: says(sure.content, "privacy.deleted"))
    assert not files(easel)


async def test_what_waited_is_given_back_when_its_person_is_forgotten(
    easel, discord, gemini, ada, art
):
    gemini.gate = asyncio.Event()
    for _ in range(3):
        await ada.slash("imagine", channel=art, prompt="a fox")
    await gemini.until(lambda: len(gemini.calls) == 2)

    sure = await forgetting(discord, ada, art)

    await discord.until(lambda: says(sure.content, "privacy.deleted"))
    asked = await ada.slash("usage", channel=art)
    await answered(discord, asked, "usage.today", pictures=0)  # Google may bill the two that left


async def test_a_forgotten_picture_leaves_no_small_copy_in_memory(easel, discord, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox")
    await shown(discord, art)
    await ada.slash("history", channel=art)
    await shown(discord, art, 2)
    history_pictures = easel.app.engine.history_pictures
    assert history_pictures._cached > 0

    sure = await forgetting(discord, ada, art)

    await discord.until(lambda: says(sure.content, "privacy.deleted"))
    assert (dict(history_pictures._thumbnails), history_pictures._cached) == ({}, 0)
