"""Avatars as images to start from: by option and by menu, and only as their owners allow."""

import io

import pytest
from PIL import Image, ImageColor

from bot.discord.intake.uploads import MAX_FILE_SIZE
from bot.sandbox.discord.permissions import Permission
from bot.text.wording import say

from .conftest import png
from .stories import answered, pictures, said, says, shown

MENU = "Paint this person"
FACE, OTHER = png("orange"), png("navy")
NAMES = {name: ImageColor.getrgb(name) for name in ("orange", "navy", "lime", "blue")}


@pytest.fixture(autouse=True)
def faces(discord, ada, bo):
    """Avatars of Ada and Bo."""
    discord.set_avatar(ada, png("lime"))
    discord.set_avatar(bo, FACE)


async def asking(discord, ada, channel):
    """A server in which people are asked first."""
    asked = await ada.slash("settings server", channel=channel, ask_posters=True)
    await answered(discord, asked, "settings.server", asks=say("settings.yes"))


def questions(discord, channel):
    return [m for m in discord.messages(channel) if says(m.content, "avatar.ask")]


async def question(discord, channel):
    await discord.until(lambda: questions(discord, channel))
    return questions(discord, channel)[-1]


async def form(person, of, channel):
    return (await (await person.menu(MENU, on=of, channel=channel)).acknowledged()).modal


def colours(gemini, number=-1):
    """The colour of each image that a call brought along; a JPEG's is not exact."""
    given = [one for _, _, images in said(gemini, number) for one in images]
    pixels = [Image.open(io.BytesIO(one)).convert("RGB").getpixel((9, 9)) for one in given]
    return [next(name for name, exact in NAMES.items() if close(exact, one)) for one in pixels]


def close(one, other):
    return all(abs(a - b) < 4 for a, b in zip(one, other, strict=True))


async def test_an_avatar_is_the_first_image_of_a_command(discord, gemini, ada, bo, art):
    await ada.slash(
        "imagine", channel=art, prompt="a knight", user=bo, image=("b.png", png("blue"))
    )

    knight = await shown(discord, art)

    assert ada.mention in knight.content
    assert "a knight" in said(gemini)[0][1]
    assert colours(gemini) == ["orange", "blue"]
    assert not questions(discord, art), "the server wants no one to be asked"
    assert bo.id not in knight.mentions


async def test_the_menu_of_a_person_opens_a_form_that_survives_a_restart(
    easel, discord, gemini, ada, bo, art
):
    modal = await form(ada, bo, art)
    await easel.stop()
    await easel.start()

    await ada.submits(
        modal,
        {"words": "as a pirate", "aspect": ["16:9"]},
        files={"pictures": [("b.png", png("blue"))]},
    )

    await shown(discord, art)
    assert "as a pirate" in said(gemini)[0][1]
    assert colours(gemini) == ["orange", "blue"]
    assert gemini.calls[-1].body["generationConfig"]["imageConfig"]["aspectRatio"] == "16:9"


async def test_its_owner_is_asked_also_before_a_prompt_is_improved(discord, gemini, ada, bo, art):
    await asking(discord, ada, art)
    sent = await ada.slash("imagine", channel=art, prompt="a knight", user=bo, improve=True)
    await answered(discord, sent, "avatar.told")
    assert not gemini.calls

    await bo.clicks(await question(discord, art), "Allow")
    await discord.until(lambda: says(discord.messages(art)[-1].content, "improved"))
    better = discord.messages(art)[-1]
    assert ada.mention in better.content
    await answered(discord, await bo.clicks(better, say("button.improved.mine")), "not_yours")
    await ada.clicks(better, say("button.improved.mine"))

    await shown(discord, art)
    assert colours(gemini) == ["orange"]


async def test_ones_own_avatar_needs_no_one_to_be_asked(discord, gemini, ada, bo, art):
    await asking(discord, ada, art)

    await bo.slash("imagine", channel=art, prompt="a knight", user=bo)
    await shown(discord, art)
    await bo.submits(await form(bo, bo, art), {"words": "a pirate"})
    await shown(discord, art, 2)

    assert not questions(discord, art)


async def test_the_avatar_of_a_bot_needs_no_one_to_be_asked(discord, gemini, ada, art):
    await asking(discord, ada, art)
    gallery = discord.another_bot()
    discord.set_avatar(gallery, FACE)

    await ada.slash("imagine", channel=art, prompt="a knight", user=gallery)

    await shown(discord, art)
    assert not questions(discord, art)


async def test_its_owner_is_asked_where_the_server_wants_that_and_then_not_again(
    easel, discord, gemini, ada, bo, art
):
    await asking(discord, ada, art)
    sent = await ada.slash("imagine", channel=art, prompt="a knight", user=bo)
    await answered(discord, sent, "avatar.told")
    asked = await question(discord, art)
    assert asked.mentions == [bo.id]
    assert "a knight" in asked.content
    twice = await ada.submits(await form(ada, bo, art), {"words": "a pirate"})
    await answered(discord, twice, "avatar.asked")
    await easel.stop()
    await easel.start()
    stranger = await ada.clicks(asked, "Allow")
    await answered(discord, stranger, "question.not_yours")
    assert not gemini.calls

    await bo.clicks(asked, "Allow")

    knight = await shown(discord, art)
    assert ada.mention in knight.content
    assert colours(gemini) == ["orange"]
    assert says(asked.content, "avatar.yes")
    await ada.submits(await form(ada, bo, art), {"words": "a pirate"})
    await shown(discord, art, 2)
    assert not questions(discord, art)


async def test_a_no_stays_for_that_avatar_and_another_one_is_asked_about_anew(
    discord, gemini, ada, bo, art
):
    await asking(discord, ada, art)
    await ada.slash("imagine", channel=art, prompt="a knight", user=bo)
    asked = await question(discord, art)
    await bo.clicks(asked, "No")
    await discord.until(lambda: says(asked.content, "avatar.refused"))
    again = await ada.slash("imagine", channel=art, prompt="a knight", user=bo)
    await answered(discord, again, "avatar.no")

    discord.set_avatar(bo, OTHER)
    await ada.slash("imagine", channel=art, prompt="a knight", user=bo)

    await discord.until(lambda: questions(discord, art))
    await bo.clicks(questions(discord, art)[-1], "Allow")
    await shown(discord, art)
    assert colours(gemini) == ["navy"]


async def test_who_refuses_edits_is_painted_by_no_one_else(discord, gemini, ada, bo, art):
    modal = await form(ada, bo, art)
    panel = await bo.slash("privacy", channel=art)
    await answered(discord, panel, "privacy.panel")
    await bo.clicks(panel.reply, "Refuse edits")
    await discord.until(lambda: "Allow edits" in panel.reply.buttons())

    late = await ada.submits(modal, {"words": "a pirate"})
    command = await ada.slash("imagine", channel=art, prompt="a knight", user=bo)
    menu = await ada.menu(MENU, on=bo, channel=art)

    for asked in (late, command, menu):
        await answered(discord, asked, "avatar.no")
    assert not gemini.calls
    await bo.slash("imagine", channel=art, prompt="a knight", user=bo)
    await shown(discord, art)


async def test_who_has_set_no_avatar_can_not_be_painted_and_nothing_is_charged(
    easel, discord, gemini, ada, bo, art
):
    modal = await form(ada, bo, art)
    discord.set_avatar(bo, b"")

    late = await ada.submits(modal, {"words": "a pirate"})
    command = await ada.slash("imagine", channel=art, prompt="a knight", user=bo)
    menu = await ada.menu(MENU, on=bo, channel=art)

    for asked in (late, command, menu):
        await answered(discord, asked, "avatar.none")
    assert not gemini.calls
    assert await easel.app.engine.personal_data.count(int(ada.id)) == 0
    assert not pictures(discord, art)


async def test_a_prompt_that_is_too_long_comes_back_and_still_starts_from_the_avatar(
    easel, discord, gemini, ada, bo, art
):
    asked = await ada.slash("imagine", channel=art, prompt="a knight, " * 500, user=bo)
    await answered(discord, asked, "words.long")
    await easel.stop()
    await easel.start()
    modal = (await (await ada.clicks(asked.reply, "Shorten it")).acknowledged()).modal

    twice = await ada.submits(modal)
    await answered(discord, twice, "words.long")
    modal = (await (await ada.clicks(twice.reply, "Shorten it")).acknowledged()).modal
    await ada.submits(modal, {"words": "a knight", "rest": ""})

    await shown(discord, art)
    assert "a knight" in said(gemini)[0][1]
    assert colours(gemini) == ["orange"]


async def test_combinations_wait_for_its_owner_then_for_the_cost(discord, gemini, ada, bo, art):
    await asking(discord, ada, art)
    await ada.slash("imagine", channel=art, prompt="a {red, blue} knight", user=bo)

    await bo.clicks(await question(discord, art), "Allow")

    asked = lambda: [m for m in discord.messages(art) if says(m.content, "braces.ask")]  # noqa: E731
    await discord.until(asked)
    assert not gemini.calls
    await ada.clicks(asked()[0], say("button.yes"))
    await shown(discord, art, 2)
    assert [colours(gemini, number) for number in (0, 1)] == [["orange"], ["orange"]]


async def test_a_private_request_asks_no_one_openly(discord, gemini, ada, bo, art):
    await asking(discord, ada, art)

    secret = await ada.slash("imagine", channel=art, prompt="a knight", user=bo, private=True)

    await answered(discord, secret, "avatar.private")
    assert not questions(discord, art)


async def test_who_does_not_see_the_channel_is_not_asked_there(discord, gemini, ada, bo, art):
    await asking(discord, ada, art)
    discord.deny_members(Permission.VIEW_CHANNEL, channel=art)

    command = await ada.slash("imagine", channel=art, prompt="a knight", user=bo)
    menu = await ada.submits(await form(ada, bo, art), {"words": "a pirate"})

    await answered(discord, command, "avatar.unseen")
    await answered(discord, menu, "avatar.unseen")
    assert not questions(discord, art)


async def test_where_easel_can_not_post_no_one_is_asked(discord, gemini, ada, bo, art):
    await asking(discord, ada, art)
    discord.forbid(Permission.SEND_MESSAGES, channel=art)

    sent = await ada.slash("imagine", channel=art, prompt="a knight", user=bo)
    await answered(discord, sent, "avatar.cannot")

    discord.allow(Permission.SEND_MESSAGES, channel=art)
    sent = await ada.slash("imagine", channel=art, prompt="a knight", user=bo)
    await answered(discord, sent, "avatar.told")


async def test_who_has_left_the_server_can_be_painted_only_where_no_one_is_asked(
    discord, gemini, ada, bo, art
):
    modal = await form(ada, bo, art)
    discord.remove_member(bo)
    await ada.submits(modal, {"words": "a pirate"})
    await shown(discord, art)
    await asking(discord, ada, art)

    sent = await ada.slash("imagine", channel=art, prompt="a knight", user=bo)

    await answered(discord, sent, "avatar.unseen")


async def test_an_avatar_is_fetched_once_from_discords_files_and_within_their_limit(
    discord, gemini, ada, bo, art
):
    discord.faults.add(path="/cdn/avatars/", body=b"x" * (MAX_FILE_SIZE + 1))
    large = await ada.slash("imagine", channel=art, prompt="a knight", user=bo)
    await answered(discord, large, "picture.too_large")
    discord.faults.add(path="/cdn/avatars/", body=b"no image")
    broken = await ada.slash("imagine", channel=art, prompt="a knight", user=bo)
    await discord.until(lambda: broken.reply and broken.reply.content)
    discord.faults.add(path="/cdn/avatars/", status=503)
    away = await ada.slash("imagine", channel=art, prompt="a knight", user=bo)
    await answered(discord, away, "picture.later")
    assert not gemini.calls

    await ada.slash("imagine", channel=art, prompt="a knight", user=bo)

    await shown(discord, art)


async def test_it_works_for_oneself_where_easel_is_no_member(easel, discord, gemini, ada, bo, art):
    discord.world.installed_by_user = True
    discord.remove_bot()

    command = await ada.slash("imagine", channel=art, prompt="a knight", user=bo)
    await discord.until(lambda: command.reply and command.reply.attachments)
    form_ = await form(ada, bo, art)
    menu = await ada.submits(form_, {"words": "a pirate"})

    await discord.until(lambda: menu.reply and menu.reply.attachments)
    assert colours(gemini) == ["orange"]
    assert command.reply.flags & 64
