"""All that can be done with a picture by its buttons and its menu "More"."""

import io

from PIL import Image

from bot.core.models import ALL_RATIOS
from bot.sandbox.gemini import script

from .stories import as_painted, pictures, said, says, shown


async def more(person, message, move, turn=1):
    """Pick something from the menu under a picture."""
    return await (await person.picks(message, values=[f"turn:{turn}:{move}"])).acknowledged()


async def answered(discord, asked):
    await discord.until(lambda: asked.reply and (asked.reply.content or asked.reply.attachments))
    assert asked.reply.flags & 64, "it is for them alone"
    return asked.reply


def options(message):
    """What "More" offers: labels by values."""
    [select] = [c for row in message.stored_components for c in row["components"] if c["type"] == 3]
    return {option["value"]: option["label"] for option in select["options"]}


async def test_every_picture_has_the_same_buttons_and_more(discord, ada, art, fox):
    offered = options(fox)

    assert fox.buttons() == ["Again", "Vary", "Vary ×4", "Edit"]
    assert offered["turn:1:aspect-16x9"] == "As 16:9"
    assert offered["turn:1:size-2K"] == "At 2K, about $0.050"
    assert "turn:1:size-1K" not in offered
    ratios = {f"turn:1:aspect-{ratio.replace(':', 'x')}" for ratio in ALL_RATIOS}
    assert ratios - offered.keys() == {"turn:1:aspect-1x1"}, "all but the one that it has"
    assert [offered[f"turn:1:{move}"] for move in ("thread", "original", "recipe")] == [
        "Open a thread",
        "Original",
        "How it was made",
    ]
    assert all(len(value) <= 100 for value in offered)


async def test_another_shape_is_captioned_in_the_language_of_the_server(discord, gemini, art, fox):
    discord.set_locale("de")
    bo = discord.person("Bo", locale="fr")

    await more(bo, fox, "aspect-16x9")
    wide = await shown(discord, art, 2)
    await bo.clicks(wide, "Variieren")
    varied = await shown(discord, art, 3)
    await more(bo, varied, "size-2K", turn=3)
    large = await shown(discord, art, 4)

    assert said(gemini, 0)[0][1] == "a fox"
    assert "The same picture in the shape 16:9" in said(gemini, 1)[2][1]
    for message in (wide, varied):
        assert "**„**dasselbe Bild im Seitenverhältnis 16:9**“** für" in message.content
        assert "dasselbe Bild im Seitenverhältnis 16:9" in message.attachments[0]["description"]
    assert "dasselbe Bild in 2K" in large.content


async def test_vary_asks_the_same_words_from_this_picture(discord, gemini, bo, art, fox):
    await bo.clicks(fox, "Vary")

    varied = await shown(discord, art, 2)

    assert [words for _, words, _ in said(gemini)][::2] == ["a fox", "a fox"]
    assert said(gemini)[1][2] == [as_painted(discord.file(fox.attachments[0]))]
    assert bo.mention in varied.content


async def test_another_shape_and_another_size_start_from_this_picture(
    discord, gemini, ada, art, fox
):
    await more(ada, fox, "aspect-16x9")
    await shown(discord, art, 2)
    await more(ada, fox, "size-2K")
    await shown(discord, art, 3)

    wide, large = (call.body["generationConfig"]["imageConfig"] for call in list(gemini.calls)[1:])
    assert wide["aspectRatio"] == "16:9"
    assert large["imageSize"] == "2K"
    assert said(gemini)[1][2] == [as_painted(discord.file(fox.attachments[0]))]


async def test_undo_shows_the_picture_before_and_says_when_there_is_none(
    discord, gemini, ada, bo, art, fox
):
    await ada.says("make it night", reply_to=fox)
    night = await shown(discord, art, 2)

    await bo.clicks(night, "Undo")
    back = await shown(discord, art, 3)
    asked = await bo.slash("undo", channel=art)

    assert "a fox" in back.content
    assert back.buttons() == fox.buttons()
    assert says((await answered(discord, asked)).content, "undo.nothing")
    assert len(gemini.calls) == 2


async def test_of_several_pictures_each_can_be_picked(discord, gemini, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox", count=4)
    foxes = await shown(discord, art)

    which = await (await ada.clicks(foxes, "Vary")).acknowledged()
    assert says(which.reply.content, "which.one", count=4)
    assert which.reply.buttons() == ["1", "2", "3", "4"]
    await ada.clicks(which.reply, "3")
    await shown(discord, art, 2)

    assert said(gemini)[1][2] == [as_painted(discord.file(foxes.attachments[2]))]


async def test_edit_of_several_pictures_asks_which_and_then_what(discord, gemini, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox", count=2)
    foxes = await shown(discord, art)

    which = await (await ada.clicks(foxes, "Edit")).acknowledged()
    opened = await (await ada.clicks(which.reply, "2")).acknowledged()
    await ada.submits(opened.modal, {"words": "make it night"})
    await shown(discord, art, 2)

    assert said(gemini)[1][2] == [as_painted(discord.file(foxes.attachments[1]))]


async def test_the_original_comes_untouched_and_privately(discord, ada, bo, art):
    await ada.slash("imagine", channel=art, prompt="a fox", count=2)
    foxes = await shown(discord, art)

    which = await more(bo, foxes, "original")
    asked = await bo.clicks(which.reply, "2")

    reply = await answered(discord, asked)
    assert discord.file(reply.attachments[0]) == as_painted(discord.file(foxes.attachments[1]))


async def test_how_it_was_made_tells_the_words_of_the_whole_lineage(discord, ada, bo, art, fox):
    await ada.says("make it ```night```", reply_to=fox)
    night = await shown(discord, art, 2)

    reply = await answered(discord, await more(bo, night, "recipe", turn=2))

    first, second, *_, facts = reply.content.removeprefix("```\n").removesuffix("\n```").split("\n")
    assert (first, second) == ("1. a fox", "2. make it '''night'''")
    assert facts.startswith("#2 · Nano Banana 2.1 · 1024×1024 · 1K · ")
    assert facts.endswith(" s · $0.036") or "$0.03" in facts


async def test_before_and_after_stand_side_by_side(discord, ada, art, fox):
    none_before = await more(ada, fox, "compare")
    await ada.says("make it night", reply_to=fox)
    night = await shown(discord, art, 2)

    await more(ada, night, "compare", turn=2)

    pair = await shown(discord, art, 3)
    image = Image.open(io.BytesIO(discord.file(pair.attachments[0])))
    assert image.width > image.height * 1.9
    assert says((await answered(discord, none_before)).content, "compare.first")


async def test_a_thread_is_opened_on_a_picture_once(discord, gemini, ada, art, fox):
    opened = await answered(discord, await more(ada, fox, "thread"))
    again = await answered(discord, await more(ada, fox, "thread"))
    thread = discord.channel("a fox")

    await ada.says("make it night", thread=thread)

    await shown(discord, thread)
    assert f"<#{thread.id}>" in opened.content
    assert says(again.content, "thread.exists")
    assert said(gemini)[0][1] == "a fox"


async def test_where_no_thread_can_be_opened_its_person_reads_so_and_the_image_stays(
    discord, ada, art, fox
):
    full = {"code": 160006, "message": "Maximum number of active threads reached"}
    discord.faults.add(method="POST", path=f"/messages/{fox.id}/threads$", status=400, json=full)

    refused = await answered(discord, await more(ada, fox, "thread"))

    assert says(refused.content, "thread.not_here")
    assert fox.buttons() == ["Again", "Vary", "Vary ×4", "Edit"]


async def test_delete_asks_once_and_takes_every_copy_away(discord, gemini, ada, art, fox):
    await ada.says("make it night", reply_to=fox)
    night = await shown(discord, art, 2)
    await ada.clicks(night, "Undo")
    copy = await shown(discord, art, 3)

    asked = await more(ada, fox, "delete")
    assert "Delete #1 for everyone?" in asked.reply.content
    assert not fox.deleted
    await ada.clicks(asked.reply, "Delete for everyone")

    await discord.until(lambda: fox.deleted and copy.deleted)
    await discord.until(lambda: asked.reply.content == "Deleted.")
    await ada.says("#1 make it day", channel=art, reply_to=night)
    await discord.until(lambda: "#1 was deleted" in discord.messages(art)[-1].content)
    await ada.says("make it day", reply_to=night)
    await shown(discord, art, 2)
    assert "make it night" in said(gemini)[0][1]
    assert "a fox" not in str(gemini.calls[-1].contents)  # its words went with it


async def test_a_connection_lost_while_copies_are_deleted_stops_none_of_the_others(
    discord, ada, art, fox
):
    await ada.says("make it night", reply_to=fox)
    await ada.clicks(await shown(discord, art, 2), "Undo")
    copy = await shown(discord, art, 3)
    asked = await more(ada, fox, "delete")
    discord.faults.add(method="DELETE", path=rf"/messages/{fox.id}$", reset=True, times=9)

    await ada.clicks(asked.reply, "Delete for everyone")

    await discord.until(lambda: says(asked.reply.content, "delete.left"))
    assert (fox.deleted, copy.deleted) == (False, True)


async def test_deleting_is_for_the_person_who_asked_and_moderators(discord, ada, bo, art, fox):
    await bo.slash("imagine", channel=art, prompt="a whale")
    whale = await shown(discord, art, 2)

    refused = await more(bo, fox, "delete")
    forged = {"type": 2, "style": 4, "label": "Delete", "custom_id": "turn:1:erase"}
    other = await discord.another_bot().says(
        "x", channel=art, components=[{"type": 1, "components": [forged]}]
    )
    also_refused = await bo.clicks(other, "Delete")
    allowed = await more(ada, whale, "delete", turn=2)  # Ada owns the server

    for asked in (refused, also_refused):
        assert says((await answered(discord, asked)).content, "delete.not_yours")
    assert "Delete #2" in allowed.reply.content
    assert not fox.deleted


async def test_what_is_picked_for_a_turn_without_a_picture_is_answered(
    discord, gemini, ada, art, fox
):
    gemini.script.append(script.Withheld())
    await ada.says("add something refused", reply_to=fox)
    await discord.until(lambda: says(discord.messages(art)[-1].content, "withheld.IMAGE_SAFETY"))
    moves = (
        "original",
        "vary",
        "recipe",
        "compare",
        "goto",
        "undo",
        "erase",
        "aspect-1x1",
        "size-9",
    )
    buttons = [
        {"type": 2, "style": 2, "label": move, "custom_id": f"turn:2:{move}"} for move in moves
    ]
    rows = [{"type": 1, "components": buttons[at : at + 5]} for at in (0, 5)]
    forged = await discord.another_bot().says("x", channel=art, components=rows)

    asked = [await ada.clicks(forged, f"turn:2:{move}") for move in moves]

    for one in asked:
        assert says((await answered(discord, one)).content, "nothing_here")


async def test_who_may_not_continue_may_not_walk_either(discord, ada, bo, art, fox):
    thread = await ada.opens_thread(fox, name="the fox")
    await ada.says("make it night", thread=thread)
    await shown(discord, thread)
    limit = {"continue": "asker"}
    await answered(discord, await ada.slash("settings thread", channel=thread, **limit))

    asked = await bo.slash("undo", channel=thread)

    assert says((await answered(discord, asked)).content, "continue.asker")
    assert len(pictures(discord, thread)) == 1


async def test_the_menu_works_after_a_restart(easel, discord, ada, art, fox):
    await easel.stop()
    await easel.start()

    reply = await answered(discord, await more(ada, fox, "recipe"))

    assert "a fox" in reply.content


async def test_a_private_picture_stays_private_whatever_is_done_with_it(discord, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a secret", private=True)
    await discord.until(lambda: asked.reply and asked.reply.attachments)

    none_there = await ada.slash("history", channel=art)

    assert says((await answered(discord, none_there)).content, "history.empty")
    assert pictures(discord, art) == []
    assert "-# Nano" in asked.reply.content


async def test_a_private_picture_stands_in_no_tree_and_has_no_undo(discord, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a secret", private=True)
    await discord.until(lambda: asked.reply and asked.reply.attachments)

    sure = await answered(discord, await more(ada, asked.reply, "delete"))

    assert asked.reply.buttons() == ["Again", "Vary", "Vary ×4", "Edit"]
    assert says(sure.content, "delete.ask.private")
    assert sure.buttons() == ["Delete"]
