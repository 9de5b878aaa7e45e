"""/imagine and /edit: what people see, from the command to the picture."""

import asyncio
import io

import pytest
from PIL import Image

from bot.sandbox.gemini import OnlyWords, Paint
from bot.sandbox.gemini.scenes.scene import load

from .conftest import png
from .stories import as_painted, pictures, said, says, shown


async def test_imagine_posts_the_picture_as_a_message_of_the_channel(discord, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a fox at dawn")

    message = await shown(discord, art)

    assert "a fox at dawn" in message.content
    assert ada.mention in message.content
    assert message.mentions == []
    assert message.buttons() == ["Again", "Vary", "Vary ×4", "Edit"]
    assert message.attachments[0]["description"] == "AI-generated image: a fox at dawn"
    await discord.until(lambda: asked.reply is None)


async def test_imagine_is_acknowledged_privately_with_its_real_state_and_a_cancel_button(
    discord, gemini, ada, art
):
    gemini.gate = asyncio.Event()
    asked = []
    for n in range(4):
        asked.append(await ada.slash("imagine", channel=art, prompt=f"fox {n}"))
        await discord.until(lambda: asked[-1].reply and asked[-1].reply.content)

    states = ["Painting", "Painting", "Waiting: place 1", "Waiting: place 2"]
    await discord.until(
        lambda: all(s in a.reply.content for s, a in zip(states, asked, strict=True))
    )
    assert [a.reply.buttons() for a in asked] == [["Cancel"]] * 4
    assert all(a.reply.flags & 64 for a in asked)
    gemini.gate.set()
    await shown(discord, art, 4)


async def test_the_picture_is_posted_byte_for_byte_as_the_model_gave_it(discord, gemini, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox")

    message = await shown(discord, art)
    await ada.says("make it blue", reply_to=message)
    await shown(discord, art, 2)

    [_, model, _] = said(gemini)
    assert as_painted(discord.file(message.attachments[0])) == model[2][0]


async def test_count_paints_several_pictures_in_one_message(discord, gemini, ada, art):
    await ada.slash("imagine", channel=art, prompt="four foxes", count=3)

    message = await shown(discord, art)

    assert len(gemini.calls) == len(message.attachments) == 3
    assert "2 of 3" in message.attachments[1]["description"]


async def test_aspect_size_and_model_reach_the_model(discord, gemini, ada, art):
    await ada.slash(
        "imagine",
        channel=art,
        prompt="a wide fox",
        aspect="16:9",
        size="2K",
        model="gemini-3-pro-image",
    )

    message = await shown(discord, art)

    config = gemini.calls[0].body["generationConfig"]["imageConfig"]
    assert config == {"aspectRatio": "16:9", "imageSize": "2K"}
    assert gemini.calls[0].model == "gemini-3-pro-image"
    assert message.attachments[0]["width"] > 1.6 * message.attachments[0]["height"]


async def test_a_model_that_lacks_a_size_says_which_it_has(discord, gemini, ada, art):
    asked = await ada.slash(
        "imagine", channel=art, prompt="a fox", size="4K", model="gemini-3.1-flash-lite-image"
    )

    await discord.until(lambda: asked.reply and says(asked.reply.content, "model.size", size="4K"))

    assert not gemini.calls


async def test_pictures_given_to_imagine_join_in_order(discord, gemini, ada, art):
    await ada.slash(
        "imagine",
        channel=art,
        prompt="put the first on the second",
        image=("red.png", png("red", (40, 40))),
        image2=("blue.png", png("blue", (50, 50))),
    )

    await shown(discord, art)

    [(role, words, given)] = said(gemini)
    assert (role, words) == ("user", "put the first on the second")
    assert len(given) == 2


async def test_edit_changes_the_attached_picture(discord, gemini, ada, art):
    await ada.slash("edit", channel=art, image=("cat.png", png()), prompt="add a hat")

    message = await shown(discord, art)

    [(_, words, given)] = said(gemini)
    assert words == "add a hat"
    assert len(given) == 1
    assert message.attachments[0]["description"].startswith("AI-generated image, changed")


async def test_a_private_picture_is_seen_by_its_asker_only(discord, ada, bo, art):
    asked = await ada.slash("imagine", channel=art, prompt="a secret fox", private=True)

    await discord.until(lambda: asked.reply and asked.reply.attachments)

    assert not pictures(discord, art)
    assert asked.reply not in bo.sees(art)
    assert asked.reply.buttons() == ["Again", "Vary", "Vary ×4", "Edit"]


async def test_what_the_model_says_is_shown_beside_its_picture(discord, gemini, ada, art):
    gemini.script.append(Paint(words="I gave the fox a scarf."))
    await ada.slash("imagine", channel=art, prompt="a fox")

    message = await shown(discord, art)

    assert "> I gave the fox a scarf." in message.content


async def test_fewer_pictures_than_asked_say_why(discord, gemini, ada, art):
    gemini.script.extend([Paint(), OnlyWords("Only one fox today.")])
    await ada.slash("imagine", channel=art, prompt="foxes", count=2)

    message = await shown(discord, art)

    assert len(message.attachments) == 1
    assert says(message.content, "caption.fewer", count=1, asked=2)


@pytest.mark.settings(gemini={"timeout": 60})  # so that it is the click that ends the call
async def test_cancel_while_painting_stops_the_call_and_shows_nothing(discord, gemini, ada, art):
    gemini.gate = asyncio.Event()
    asked = await ada.slash("imagine", channel=art, prompt="a fox")
    await discord.until(lambda: gemini.calls and asked.reply and asked.reply.buttons())

    await ada.clicks(asked.reply, "Cancel")

    await discord.until(lambda: "Cancelled" in asked.reply.content)
    await gemini.until(lambda: gemini.calls[0].cancelled)
    assert asked.reply.buttons() == []
    assert not pictures(discord, art)


async def test_a_prompt_pings_no_one(discord, ada, bo, art):
    await ada.slash("imagine", channel=art, prompt=f"@everyone look, {bo.mention} <@&1> @here")

    message = await shown(discord, art)

    assert message.mentions == []
    assert not message.mention_everyone


async def test_a_file_that_is_no_picture_gets_one_plain_sentence(discord, gemini, ada, art):
    asked = await ada.slash(
        "edit", channel=art, image=("cat.png", b"<html>no cat</html>"), prompt="add a hat"
    )

    await discord.until(lambda: asked.reply and says(asked.reply.content, "picture.unreadable"))

    assert not gemini.calls


async def test_a_person_has_two_turns_painting_at_once_and_ten_waiting(discord, gemini, ada, art):
    gemini.gate = asyncio.Event()
    for n in range(10):
        asked = await ada.slash("imagine", channel=art, prompt=f"fox {n}")
        await discord.until(lambda asked=asked: asked.reply and asked.reply.content)

    one_more = await ada.slash("imagine", channel=art, prompt="one fox too many")

    await discord.until(lambda: one_more.reply and "10 requests waiting" in one_more.reply.content)
    await gemini.until(lambda: len(gemini.calls) == 2)
    gemini.gate.set()
    await shown(discord, art, 10)


async def test_a_reply_changes_the_scene_that_the_picture_shows(discord, gemini, ada, art):
    gemini.fast = False
    await ada.slash("imagine", channel=art, prompt="a fox on a hill")
    message = await shown(discord, art)

    await ada.says("add a dragon and make it night", reply_to=message)
    message = await shown(discord, art, 2)
    await ada.says("remove the tiefling", reply_to=message)
    await shown(discord, art, 3)

    files = [discord.file(one.attachments[0]) for one in pictures(discord, art)]
    with Image.open(io.BytesIO(files[1])) as picture:
        scene = load(picture.getexif()[0x010E])
    assert [thing.glyph for thing in scene.things] == ["🦊", "🐉"]
    assert scene.hour == "night"
    assert as_painted(files[2]) == as_painted(files[1])
