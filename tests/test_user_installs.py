"""A personal installation works where Easel is no member, and only its person sees the result."""

import asyncio

import pytest

from .conftest import png
from .stories import answered, pictures, said, says


@pytest.fixture
def brought_along(discord):
    """Easel is no member of the server, and its people have installed it for themselves."""
    discord.remove_bot()
    discord.world.installed_by_user = True


@pytest.fixture
async def cat(discord, bo, art):
    return await bo.says("my cat", channel=art, files=[("cat.png", png())])


async def painted(discord, asked, *, count=1):
    """The person's own message with the result of what they asked."""
    await discord.until(lambda: asked.reply and len(asked.reply.attachments) == count)
    assert asked.reply.flags & 64, "it is for them alone"
    return asked.reply


@pytest.mark.usefixtures("brought_along")
async def test_every_way_to_paint_works_and_only_its_person_sees_the_result(
    discord, gemini, ada, art, cat
):
    first = await painted(discord, await ada.slash("imagine", channel=art, prompt="a fox"))
    await painted(
        discord, await ada.slash("imagine", channel=art, prompt="a fox", count=4), count=4
    )
    one, two = ("c.png", png()), ("d.png", png("blue"))
    await painted(discord, await ada.slash("edit", channel=art, prompt="night", image=one))
    await painted(
        discord, await ada.slash("blend", channel=art, prompt="one", image1=one, image2=two)
    )
    await painted(discord, await ada.slash("describe", channel=art, image=one))
    for menu in ("Edit this picture", "Describe this picture"):
        asked = await ada.menu(menu, on=cat)
        if menu.startswith("Edit"):
            await asked.acknowledged()
            asked = await ada.submits(asked.modal, {"words": "make it night"})
        await discord.until(lambda asked=asked: asked.reply and asked.reply.buttons())
        assert asked.reply.flags & 64
    for button in ("Again", "Vary"):
        await painted(discord, await ada.clicks(first, button))
    form = await (await ada.clicks(first, "Edit")).acknowledged()
    await painted(discord, await ada.submits(form.modal, {"words": "make it blue"}))

    assert said(gemini)[-1][1] == "make it blue"
    assert not pictures(discord, art), "nothing is posted where Easel is no member"


@pytest.mark.usefixtures("brought_along")
async def test_such_a_request_is_stored_as_private(easel, discord, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a fox")
    await painted(discord, asked)

    [turn] = await easel.app.engine.turns.from_origins(f"interaction:{asked.interaction_id}")
    assert turn.request.private


@pytest.mark.usefixtures("brought_along")
async def test_an_edit_of_such_a_result_continues_its_conversation(discord, gemini, ada, art):
    first = await painted(discord, await ada.slash("imagine", channel=art, prompt="a fox"))
    form = await (await ada.clicks(first, "Edit")).acknowledged()
    await painted(discord, await ada.submits(form.modal, {"words": "make it blue"}))

    words = [words for _, words, _ in said(gemini)]
    assert words[0] == "a fox"
    assert words[-1] == "make it blue"


@pytest.mark.usefixtures("brought_along")
async def test_what_is_painted_during_a_restart_reaches_its_person(
    easel, discord, gemini, ada, art
):
    gemini.gate = asyncio.Event()
    asked = await ada.slash("imagine", channel=art, prompt="a fox")
    await gemini.until(lambda: gemini.calls)
    await easel.kill()
    gemini.gate.set()

    await easel.start()

    await painted(discord, asked)
    assert not pictures(discord, art)


@pytest.mark.usefixtures("brought_along")
async def test_what_is_painted_too_late_for_the_answer_comes_as_a_private_message(
    easel, discord, gemini, ada, art
):
    gemini.gate = asyncio.Event()
    await ada.slash("imagine", channel=art, prompt="a fox")
    await gemini.until(lambda: gemini.calls)
    discord.world.clock = lambda ahead=discord.world.clock: ahead() + 16 * 60
    gemini.gate.set()

    await discord.until(lambda: pictures(discord, ada.dm()))
    assert not pictures(discord, art)


@pytest.mark.usefixtures("brought_along")
@pytest.mark.parametrize("name", ["history", "undo", "redo", "timelapse"])
async def test_where_easel_is_no_member_it_says_that_there_is_no_history(discord, ada, art, name):
    asked = await ada.slash(name, channel=art)

    await answered(discord, asked, "history.not_member")


@pytest.mark.usefixtures("brought_along")
async def test_comparing_says_so_too(discord, ada, art):
    asked = await ada.slash("compare", channel=art, before="1", after="2")

    await answered(discord, asked, "history.not_member")


@pytest.mark.usefixtures("brought_along")
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("settings server", {}),
        ("settings style-add", {"style": "ink", "words": "ink on paper"}),
        ("settings style-remove", {"style": "pixel"}),
    ],
)
async def test_who_manages_a_server_sets_nothing_where_easel_is_no_member(
    discord, ada, art, name, options
):
    asked = await ada.slash(name, channel=art, **options)

    await answered(discord, asked, "settings.not_member")


@pytest.mark.usefixtures("brought_along")
async def test_help_says_what_holds_there(discord, ada, art):
    asked = await ada.slash("help", channel=art)

    await discord.until(lambda: asked.reply and asked.reply.content)
    lines = asked.reply.content.splitlines()
    assert any(says(line, "help.not_member") for line in lines)
    assert not any(says(line, "help.change") for line in lines), "replies do not reach it"


@pytest.mark.usefixtures("brought_along")
async def test_braces_are_refused_for_they_would_take_more_messages_than_there_are(
    discord, gemini, ada, art
):
    asked = await ada.slash("imagine", channel=art, prompt="a {red, blue} fox")

    await answered(discord, asked, "permutations.open")
    assert not gemini.calls


async def test_what_only_a_server_can_use_is_offered_in_servers_that_added_easel(
    discord, ada, art, cat
):
    declared = {command["name"]: command for command in discord.commands()}

    assert declared["easel"]["integration_types"] == [0]
    assert declared["easel"]["contexts"] == [0]
    assert declared["Report this picture"]["integration_types"] == [0]
    for name in ("imagine", "edit", "blend", "describe", "help", "usage", "privacy", "settings"):
        assert declared[name]["integration_types"] == [0, 1], "as the application allows"
    discord.world.installed_by_user = True
    with pytest.raises(AssertionError, match="not offered"):
        await ada.slash("easel status", channel=art)
    with pytest.raises(AssertionError, match="not offered"):
        await ada.menu("Report this picture", on=cat)


@pytest.mark.usefixtures("brought_along")
async def test_no_request_takes_more_than_the_five_follow_ups_that_discord_allows(
    easel, discord, ada, art
):
    unusable = ("notes.txt", b"no picture")
    asked = await ada.slash(
        "imagine", channel=art, prompt="a fox", image=("c.png", png()), image2=unusable
    )

    await discord.until(lambda: asked.reply and asked.reply.attachments)
    assert len(asked.replies) <= 2
    assert not [call for call in discord.calls if call.status == 400]
