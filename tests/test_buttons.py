"""Again, Edit, and the menu on anyone's picture: also after a restart, also when forged."""

from dataclasses import replace

import pytest

from bot.core.requests import TurnRequest
from bot.core.turns import ImageRequest, Person, Place
from bot.engine.submissions import Requester
from bot.errors import NotFound
from bot.sandbox.discord.places import GUILD_ID

from .conftest import png
from .stories import as_painted, pictures, said, says, shown


async def test_again_asks_the_same_once_more(discord, gemini, ada, bo, art, fox):
    await bo.clicks(fox, "Again")

    again = await shown(discord, art, 2)

    assert said(gemini, 0) == said(gemini, 1)
    assert bo.mention in again.content
    assert again.reference["message_id"] == fox.id


async def test_edit_opens_a_modal_and_changes_the_picture(discord, gemini, ada, art, fox):
    asked = await (await ada.clicks(fox, "Edit")).acknowledged()

    await ada.submits(
        asked.modal,
        {"words": "make it night", "aspect": ["16:9"]},
        files={"pictures": [("moon.png", png("white"))]},
    )

    night = await shown(discord, art, 2)
    [_, model, (_, words, brought)] = said(gemini)
    assert words == "make it night"
    assert model[2] == [as_painted(discord.file(fox.attachments[0]))]
    assert len(brought) == 1
    assert gemini.calls[-1].body["generationConfig"]["imageConfig"]["aspectRatio"] == "16:9"
    assert night.reference["message_id"] == fox.id


async def test_buttons_and_modals_opened_before_a_restart_work_after_it(
    easel, discord, gemini, ada, art, fox
):
    opened = await (await ada.clicks(fox, "Edit")).acknowledged()
    await easel.stop()
    await easel.start()

    await ada.submits(opened.modal, {"words": "make it night"})
    await shown(discord, art, 2)
    await ada.clicks(fox, "Again")

    await shown(discord, art, 3)
    assert len(said(gemini, 1)) == 3


async def test_the_menu_edits_anyones_picture(discord, gemini, ada, bo, art):
    cat = await bo.says("my cat", channel=art, files=[("cat.png", png())])
    asked = await (await ada.menu("Edit this picture", on=cat)).acknowledged()

    await ada.submits(asked.modal, {"words": "give it a crown"})

    await shown(discord, art)
    [(_, words, given)] = said(gemini)
    assert words == "give it a crown"
    assert len(given) == 1


async def test_the_menu_on_easels_own_picture_continues_its_lineage(discord, gemini, bo, art, fox):
    asked = await (await bo.menu("Edit this picture", on=fox)).acknowledged()

    await bo.submits(asked.modal, {"words": "make it night"})

    await shown(discord, art, 2)
    assert [role for role, _, _ in said(gemini)] == ["user", "model", "user"]


def media(discord, name="cat.png"):
    """The address of a picture that was posted before."""
    return [m for m in discord.messages(discord.channel("lounge")) if m.attachments][-1]


@pytest.mark.parametrize("how", ["embed", "gallery", "thumbnail", "forward"])
async def test_the_menu_finds_the_picture_wherever_the_message_shows_it(
    discord, gemini, ada, bo, art, how
):
    lounge = discord.channel("lounge")
    original = await bo.says("", channel=lounge, files=[("cat.png", png())])
    url = original.attachments[0]["url"]
    gallery = {"type": 12, "items": [{"media": {"url": url}}]}
    section = {
        "type": 9,
        "components": [{"type": 10, "content": "a cat"}],
        "accessory": {"type": 11, "media": {"url": url}},
    }
    match how:
        case "embed":
            cat = await bo.says("", channel=art, embeds=[{"image": {"url": url}}])
        case "gallery":
            container = {"type": 17, "components": [gallery]}
            cat = await bo.says("", channel=art, components=[container], flags=1 << 15)
        case "thumbnail":
            cat = await bo.says("", channel=art, components=[section], flags=1 << 15)
        case "forward":
            cat = await bo.forwards(original, channel=art)
    asked = await (await ada.menu("Edit this picture", on=cat)).acknowledged()

    await ada.submits(asked.modal, {"words": "give it a crown"})

    await shown(discord, art)
    assert len(said(gemini)[0][2]) == 1


async def test_the_menu_on_a_message_without_a_picture_says_so(discord, ada, bo, art):
    words = await bo.says("no picture here", channel=art)

    asked = await ada.menu("Edit this picture", on=words)

    await discord.until(lambda: asked.reply and says(asked.reply.content, "picture.none"))


async def test_a_strangers_cancel_is_refused_in_words(discord, gemini, ada, bo, art, fox):
    gemini.gate = __import__("asyncio").Event()
    asked_for = await ada.says("make it night", reply_to=fox)
    await discord.until(lambda: discord.messages(art)[-1].buttons() == ["Cancel"])
    note = discord.messages(art)[-1]
    assert note.reference["message_id"] == asked_for.id

    asked = await bo.clicks(note, "Cancel")

    await discord.until(lambda: asked.reply and says(asked.reply.content, "not_yours"))
    gemini.gate.set()
    await shown(discord, art, 2)


async def test_forged_foreign_and_stale_ids_get_a_private_plain_answer(
    discord, gemini, ada, bo, art, fox
):
    rows = [
        "turn:999999:again",
        "turn:1:explode",
        "turn:99999999999999999999:again",
        "something:else",
        "edit:t:1:0",
    ]
    buttons = [{"type": 2, "style": 2, "label": id_, "custom_id": id_} for id_ in rows]
    bot = discord.another_bot()
    forged = await bot.says("", channel=art, components=[{"type": 1, "components": buttons}])

    asked = [await ada.clicks(forged, id_) for id_ in rows]

    await discord.until(lambda: all(a.reply and a.reply.content for a in asked))
    assert all(a.reply.flags & 64 for a in asked)
    assert len(gemini.calls) == 1


async def test_a_private_turn_is_no_one_elses_business(easel, discord, ada, bo, art, fox):
    asked = await ada.slash("imagine", channel=art, prompt="a secret", private=True)
    await discord.until(lambda: asked.reply and asked.reply.attachments)
    button = {"type": 2, "style": 2, "label": "Again", "custom_id": "turn:2:again"}
    bot = discord.another_bot()
    forged = await bot.says("x", channel=art, components=[{"type": 1, "components": [button]}])

    stolen = await bo.clicks(forged, "Again")

    await discord.until(lambda: stolen.reply and says(stolen.reply.content, "nothing_here"))
    assert len(pictures(discord, art)) == 1


async def test_what_is_painted_where_the_bot_is_no_member_is_no_one_elses_business(
    easel, discord, ada, art
):
    engine, place = easel.app.engine, Place(channel=int(art.id), may_post=False)
    by = Person(id=int(ada.id), guild=int(GUILD_ID))
    asked_for = TurnRequest(request=ImageRequest(prompt="a fox", model=engine.default_model))

    turn = await engine.submissions.submit(asked_for, Requester(by=by, at=place))

    await shown(discord, ada.dm())
    assert not (await engine.canvases.tree(place.channel)).turns
    with pytest.raises(NotFound):
        await engine.turns.get(turn.id, by=replace(by, id=1))


async def test_a_forged_id_does_not_reach_into_another_channel(
    easel, discord, gemini, ada, bo, art, fox
):
    lounge, bot = discord.channel("lounge"), discord.another_bot()
    ids = ["turn:1:original", "turn:1:recipe", "turn:1:again", "turn:1:erase"]
    buttons = [{"type": 2, "style": 2, "label": id_, "custom_id": id_} for id_ in ids]
    forged = await bot.says("", channel=lounge, components=[{"type": 1, "components": buttons}])
    theirs = await bo.says("", channel=lounge, files=[("cat.png", png())])
    form = await (await ada.menu("Edit this picture", on=theirs)).acknowledged()
    form.interaction.modal = replace(form.modal, custom_id="edit:t:1:0")

    stolen = [await bo.clicks(forged, id_) for id_ in ids]
    stolen.append(await ada.submits(form.modal, {"words": "show me"}))

    *bos, adas = stolen
    await discord.until(lambda: all(a.reply and says(a.reply.content, "nothing_here") for a in bos))
    assert (await easel.app.engine.turns.get(1)).visible
    await discord.until(lambda: len(gemini.calls) == 2)  # Ada's own is hers wherever she is
    assert adas.reply


async def test_a_forged_modal_does_not_reach_into_another_channel(discord, gemini, ada, bo, art):
    lounge = discord.channel("lounge")
    secret = await bo.says("", channel=lounge, files=[("cat.png", png())])
    open_ = await bo.says("", channel=art, files=[("cat.png", png())])
    asked = await (await ada.menu("Edit this picture", on=open_)).acknowledged()
    asked.interaction.modal = replace(asked.modal, custom_id=f"edit:m:{lounge.id}:{secret.id}")

    forged = await ada.submits(asked.modal, {"words": "show me"})

    await discord.until(lambda: forged.reply and says(forged.reply.content, "picture.gone"))
    assert not gemini.calls
