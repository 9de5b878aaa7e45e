"""Several images in one message: each opens alone, all are made again, four are varied at once."""

from bot.text.wording import say

from .stories import answered, as_painted, pictures, said, says, shown


async def foxes(discord, ada, art, count=4):
    await ada.slash("imagine", channel=art, prompt="foxes", count=count)
    return await shown(discord, art)


async def opened(discord, person, message, number):
    asked = await person.clicks(message, str(number))
    await discord.until(lambda: asked.reply and asked.reply.attachments)
    return asked.reply


async def test_each_opens_alone_for_whoever_clicks_with_buttons_for_just_that_image(
    easel, discord, gemini, ada, bo, art
):
    message = await foxes(discord, ada, art)
    assert message.buttons() == ["1", "2", "3", "4", "All again", "Vary", "Vary ×4", "Edit"]
    await easel.stop()
    await easel.start()

    alone = await opened(discord, bo, message, 3)

    assert alone.flags & 64, "it is for them alone"
    assert says(alone.content, "open.here", number="#1.3")
    [file] = alone.attachments
    third = as_painted(discord.file(message.attachments[2]))
    assert as_painted(discord.file(file)) == third
    assert alone.buttons() == ["Vary", "Vary ×4", "Edit"]
    assert len(gemini.calls) == 4
    form = await (await bo.clicks(alone, "Edit")).acknowledged()
    await bo.submits(form.modal, {"words": "make it night"})
    await shown(discord, art, 2)
    await bo.clicks(alone, "Vary")
    varied = await shown(discord, art, 3)
    await bo.picks(alone, values=["turn:1:size-2K:2"])
    await shown(discord, art, 4)
    assert says(varied.content, "caption.variation", number="#1.3")
    assert [said(gemini, number)[1][2] for number in (4, 5, 6)] == [[third]] * 3


async def test_one_of_several_private_images_is_not_said_to_be_posted(discord, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a fox", count=2, private=True)
    await discord.until(lambda: asked.reply and len(asked.reply.attachments) == 2)

    alone = await opened(discord, ada, asked.reply, 2)

    assert says(alone.content, "open.here.private", number="2")
    assert not says(alone.content, "open.here")


async def test_all_are_made_again_as_one_request(discord, gemini, ada, art):
    message = await foxes(discord, ada, art, 2)

    await ada.clicks(message, say("button.again.all"))

    again = await shown(discord, art, 2)
    assert len(again.attachments) == 2
    assert len(gemini.calls) == 4


async def test_four_variations_are_one_request_with_one_caption(discord, gemini, ada, art):
    message = await foxes(discord, ada, art, 2)

    which = await (await ada.clicks(message, "Vary ×4")).acknowledged()
    assert says(which.reply.content, "which.one", count=2)
    await ada.clicks(which.reply, "2")

    grid = await shown(discord, art, 2)
    assert len(grid.attachments) == 4
    assert says(grid.content, "caption.variation", number="#1.2")
    assert "#2.1 – #2.4" in grid.content
    assert len(gemini.calls) == 6
    assert len(pictures(discord, art)) == 2


async def test_one_image_alone_is_varied_four_times_in_one_message(discord, gemini, ada, bo, art):
    fox = await foxes(discord, ada, art, 1)
    assert fox.buttons() == ["Again", "Vary", "Vary ×4", "Edit"]

    await bo.clicks(fox, "Vary ×4")

    grid = await shown(discord, art, 2)
    assert len(grid.attachments) == 4
    assert says(grid.content, "caption.variation", number="#1")
    assert len(gemini.calls) == 5
    assert bo.mention in grid.content


async def test_an_image_that_is_deleted_meanwhile_is_not_opened(discord, ada, bo, art):
    message = await foxes(discord, ada, art, 2)
    asked = await ada.picks(message, values=["turn:1:delete"])
    await answered(discord, asked, "delete.ask")
    await ada.clicks(asked.reply, say("button.erase"))
    await answered(discord, asked, "delete.done")
