"""Zoom out, pan, extend, crop, rotate, as people do it: under More, and by /reframe."""

import asyncio
import io

import pytest
from PIL import Image

from bot.core.conversation import FILL
from bot.discord.components.reframe_panel import reframing_of
from bot.sandbox.discord import components as parts
from bot.sandbox.gemini.script import Paint
from bot.text.wording import say

from .conftest import easel_in
from .stories import answered, as_painted, pictures, said, says, shown
from .test_history_buttons import more


def pixels(discord, message, number=0):
    """A picture of a message."""
    with Image.open(io.BytesIO(discord.file(message.attachments[number]))) as image:
        return image.convert("RGB")


def offered(message):
    """What the selects of a private message offer: what is said about each, by its value."""
    return {
        option["value"]: f"{option['label']} {option.get('description') or ''}"
        for _, each in parts.walk(message.stored_components)
        for option in each.get("options", ())
    }


async def panel(discord, person, message, turn=1):
    """The private message that More → the edges of the image opens."""
    asked = await more(person, message, "frame", turn=turn)
    await discord.until(lambda: asked.reply is not None)
    assert asked.reply.flags & 64, "it is for them alone"
    return asked.reply


SELECTS = {"zoom": "grow", "pan": "grow", "flip": "rotate"}  # where they are, if not in their own


async def chosen(discord, person, opened, choice, turn=1):
    """Choose from the panel that was opened."""
    kind = reframing_of(choice).kind
    select = f"turn:{turn}:more-{SELECTS.get(kind, kind)}"
    return await person.picks(opened, custom_id=select, values=[f"turn:{turn}:reframe-{choice}:0"])


async def reframed(discord, person, message, choice, turn=1):
    """Open the panel and choose."""
    opened = await panel(discord, person, message, turn=turn)
    return await chosen(discord, person, opened, choice, turn=turn)


async def turn(easel, number):
    return await easel.app.engine.turns.get(number)


async def test_zooming_out_keeps_the_image_and_paints_around_it(
    easel, discord, gemini, ada, bo, art, fox
):
    choices = offered(await panel(discord, bo, fox))
    assert choices["turn:1:reframe-zoom200:0"].endswith(say("reframe.cost", cost=33_600))
    assert choices["turn:1:reframe-crop16x9:0"].endswith("16:9 "), "it costs nothing"

    asked = await panel(discord, bo, fox)
    await chosen(discord, bo, asked, "zoom200")

    wide = await shown(discord, art, 2)
    before, after = pixels(discord, fox), pixels(discord, wide)
    assert (after.width, after.height) == (2 * before.width, 2 * before.height)
    left, top = before.width // 2, before.height // 2
    kept = after.crop((left, top, left + before.width, top + before.height))
    assert kept.tobytes() == before.tobytes()
    assert after.getpixel((3, 3)) != (255, 0, 255)
    [(role, words, [canvas])] = said(gemini)
    assert (role, "a fox" in words, words.endswith(FILL)) == ("user", True, True)
    with Image.open(io.BytesIO(canvas)) as sent:
        assert sent.size == after.size
        red, green, blue = sent.convert("RGB").crop((3, 3, 4, 4)).tobytes()
    assert red > 250 > 5 > green, "it is empty"
    assert blue > 250
    assert gemini.calls[-1].body["generationConfig"]["imageConfig"]["aspectRatio"] == "1:1"
    assert say("reframe.zoom.200") in wide.content
    assert bo.mention in wide.content
    assert wide.reference["message_id"] == fox.id
    assert (await turn(easel, 2)).cost >= 33_600


async def test_what_follows_a_larger_image_sends_that_image_and_no_signature_of_another(
    discord, gemini, ada, art, fox
):
    await reframed(discord, ada, fox, "panleft")
    wide = await shown(discord, art, 2)

    await ada.says("make it night", reply_to=wide)
    await shown(discord, art, 3)

    [(role, words, brought)] = said(gemini)
    assert role == "user"
    assert brought == [as_painted(discord.file(wide.attachments[0]))]
    assert words.endswith("Now: make it night")
    assert "(left)" in words
    assert "magenta" not in words, "nothing is empty in it"


async def test_again_and_vary_paint_other_surroundings_of_the_same_image(
    discord, gemini, ada, art, fox
):
    await reframed(discord, ada, fox, "extend16x9")
    wide = await shown(discord, art, 2)

    await ada.clicks(wide, "Again")
    again = await shown(discord, art, 3)
    await ada.clicks(wide, "Vary")
    varied = await shown(discord, art, 4)

    assert said(gemini, 1) == said(gemini, 2) == said(gemini, 3)
    sizes = {pixels(discord, one).size for one in (wide, again, varied)}
    assert sizes == {(1821, 1024)}


async def test_a_crop_and_a_rotation_call_no_model_and_cost_nothing(
    easel, discord, gemini, ada, art, fox
):
    await reframed(discord, ada, fox, "crop16x9")
    cropped = await shown(discord, art, 2)
    await reframed(discord, ada, cropped, "rotate90", turn=2)
    turned = await shown(discord, art, 3)

    assert len(gemini.calls) == 1
    whole, part = pixels(discord, fox), pixels(discord, cropped)
    assert part.size == (1024, 576)
    assert part.tobytes() == whole.crop((0, 224, 1024, 800)).tobytes()
    assert pixels(discord, turned).size == (576, 1024)
    assert "Again" not in cropped.buttons()
    assert "Vary" not in cropped.buttons()
    assert "Nano" not in cropped.content, "no model made it"
    for number in (2, 3):
        assert ((await turn(easel, number)).cost, (await turn(easel, number)).number) == (0, number)
    usage = await ada.slash("usage", channel=art)
    await discord.until(
        lambda: usage.reply and say("usage.pictures", count=1) in usage.reply.content
    )

    await ada.says("make it night", reply_to=turned)
    await shown(discord, art, 4)
    [(_, words, brought)] = said(gemini)
    assert brought == [as_painted(discord.file(turned.attachments[0]))]
    assert "cropped to 16:9" in words
    assert "turned by 90 degrees" in words


async def test_a_larger_size_of_what_was_cropped_says_what_it_costs(discord, ada, art, fox):
    await reframed(discord, ada, fox, "crop16x9")
    crop = await shown(discord, art, 2)

    more_of_it = offered(crop)

    assert more_of_it["turn:2:size-2K"].startswith(say("more.size", size="2K", cost=50_400))
    assert "turn:2:aspect-16x9" not in more_of_it
    assert "turn:2:aspect-1x1" in more_of_it


async def test_undo_goes_back_from_a_crop(discord, ada, art, fox):
    await reframed(discord, ada, fox, "flipacross")
    flipped = await shown(discord, art, 2)

    await ada.clicks(flipped, "Undo")

    back = await shown(discord, art, 3)
    assert pixels(discord, back).tobytes() == pixels(discord, fox).tobytes()


async def test_a_crop_that_waits_is_shown_once_after_a_crash(tmp_path):
    async with easel_in(tmp_path, limits={"person_at_once": 1}, gemini={"timeout": 60}) as easel:
        discord, gemini = easel.discord, easel.gemini
        ada, art = discord.person("Ada"), discord.channel("art")
        await ada.slash("imagine", channel=art, prompt="a fox")
        fox = await shown(discord, art)
        gemini.gate = asyncio.Event()
        await ada.slash("imagine", channel=art, prompt="an owl")
        await gemini.until(lambda: len(gemini.calls) == 2)
        crop = await reframed(discord, ada, fox, "crop4x5")
        await discord.until(lambda: crop.reply and crop.reply.content)
        assert (await turn(easel, 3)).waiting

        await easel.kill()
        gemini.gate.set()
        await easel.start()

        await shown(discord, art, 3)
        assert (await turn(easel, 3)).cost == 0


async def test_what_was_cropped_before_a_crash_is_shown_after_it(easel, discord, gemini, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    discord.faults.add(method="POST", path=r"/channels/\d+/messages$", hang=True)
    await reframed(discord, ada, fox, "rotate180")
    await discord.until(lambda: not discord.faults.waiting)  # the post is on its way

    await easel.kill()
    await easel.start()

    await shown(discord, art, 2)


async def test_a_larger_image_killed_while_it_is_painted_is_painted_after_the_restart(
    easel, discord, gemini, ada, art, fox
):
    opened = await panel(discord, ada, fox)
    gemini.gate = asyncio.Event()
    await chosen(discord, ada, opened, "panup")
    await gemini.until(lambda: len(gemini.calls) == 2)

    await easel.kill()
    gemini.gate.set()
    await easel.start()

    wide = await shown(discord, art, 2)
    assert pixels(discord, wide).size == (1024, 1536)
    await chosen(discord, ada, opened, "pandown")  # opened before the restart
    await shown(discord, art, 3)


async def test_the_command_takes_the_current_image_or_one_by_its_number(
    discord, gemini, ada, art, fox
):
    nothing = await ada.slash("reframe", channel=discord.channel("lounge"), how="rotate90")
    await answered(discord, nothing, "history.empty")
    await ada.slash("imagine", channel=art, prompt="foxes", count=2)
    await shown(discord, art, 2)

    which = await ada.slash("reframe", channel=art, how="flipover")
    await answered(discord, which, "which.one", count=2)
    await ada.clicks(which.reply, "2")
    flipped = await shown(discord, art, 3)
    second = pixels(discord, discord.messages(art)[-2], 1)
    assert pixels(discord, flipped).tobytes() == second.transpose(1).tobytes()

    await ada.slash("reframe", channel=art, how="crop", aspect="16:9", keep="top", number="#1")
    cropped = await shown(discord, art, 4)
    top = pixels(discord, fox).crop((0, 0, 1024, 576))
    assert pixels(discord, cropped).tobytes() == top.tobytes()

    await ada.slash("reframe", channel=art, how="zoom150", number="#2.1")
    zoomed = await shown(discord, art, 5)
    assert pixels(discord, zoomed).size == (1536, 1536)
    lacking = await ada.slash("reframe", channel=art, how="extend")
    await answered(discord, lacking, "reframe.aspect")
    same = await ada.slash("reframe", channel=art, how="extend", aspect="1:1", number="1")
    await answered(discord, same, "reframe.already", aspect="1:1")
    unknown = await ada.slash("reframe", channel=art, how="crop", aspect="1:1", number="#99")
    await answered(discord, unknown, "nothing_here.number", number=99)


async def test_an_image_that_would_be_too_large_is_refused_before_anything_is_paid(
    easel, discord, gemini, ada, art
):
    await ada.slash("imagine", channel=art, prompt="a fox", size="4K")
    fox = await shown(discord, art)

    choices = offered(await panel(discord, ada, fox))
    refused = await ada.slash("reframe", channel=art, how="zoom200")

    await answered(discord, refused, "reframe.large", width=8192, height=8192)
    assert not any("zoom" in choice or "pan" in choice for choice in choices)
    assert any("crop" in choice for choice in choices)
    assert len(gemini.calls) == 1


async def test_another_persons_image_is_left_alone_where_the_server_says_so(
    discord, gemini, ada, bo, art
):
    await ada.slash("settings server", channel=art, **{"continue": "asker"})
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)

    for refused in (
        await reframed(discord, bo, fox, "zoom200"),
        await reframed(discord, bo, fox, "crop16x9"),
        await bo.slash("reframe", channel=art, how="rotate90"),
    ):
        await answered(discord, refused, "continue.asker")
    assert (len(gemini.calls), len(pictures(discord, art))) == (1, 1)


async def test_a_deleted_image_is_refused_in_words_and_a_forged_choice_is_none(
    easel, discord, gemini, ada, art, fox
):
    opened = await panel(discord, ada, fox)
    for forged in ("zoom900", "crop0x1", "cells", "16x9", "meltaway"):
        assert reframing_of(forged) is None
    ask = await more(ada, fox, "delete")
    await ada.clicks(ask.reply, say("button.erase"))
    await discord.until(lambda: not pictures(discord, art))

    late = await chosen(discord, ada, opened, "zoom200")

    await answered(discord, late, "nothing_here.deleted", number=1)
    assert len(gemini.calls) == 1


async def test_an_image_whose_file_is_gone_says_so_and_charges_nothing(
    easel, discord, gemini, ada, art, fox
):
    for file in (easel.folder / "pictures").rglob("*"):
        if file.is_file():
            file.unlink()

    asked = await reframed(discord, ada, fox, "zoom200")
    crop = await reframed(discord, ada, fox, "crop16x9")

    for number, one in ((2, asked), (3, crop)):
        await discord.until(lambda one=one: one.reply and "Again" in one.reply.buttons())
        ended = await turn(easel, number)
        assert (ended.cost, ended.reason.startswith("nothing_here")) == (0, True)
    assert len(gemini.calls) == 1


@pytest.mark.settings(limits={"budget_daily": 0.06})
async def test_without_budget_an_image_still_can_be_cropped(easel, discord, gemini, ada, art, fox):
    refused = await reframed(discord, ada, fox, "zoom200")
    await answered(discord, refused, "limit.whole.day")

    await reframed(discord, ada, fox, "crop16x9")

    await shown(discord, art, 2)
    assert len(gemini.calls) == 1


async def test_what_is_private_stays_private(discord, gemini, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a fox", private=True)
    await discord.until(lambda: any(reply.attachments for reply in asked.replies))
    fox = next(reply for reply in asked.replies if reply.attachments)

    crop = await reframed(discord, ada, fox, "crop16x9")

    await discord.until(lambda: any(reply.attachments for reply in crop.replies))
    assert pictures(discord, art) == []


async def test_the_model_may_answer_in_a_shape_of_its_own(easel, discord, gemini, ada, art, fox):
    gemini.script.append(Paint(size=(700, 512), mime="image/jpeg"))

    await reframed(discord, ada, fox, "panright")

    wide = await shown(discord, art, 2)
    before, after = pixels(discord, fox), pixels(discord, wide)
    assert after.size == (1536, 1024)
    assert after.crop((0, 0, 1024, 1024)).tobytes() == before.tobytes()
    assert says(wide.content, "caption.by", person=ada.mention)


async def test_a_grid_says_which_part_is_kept_and_works_after_a_restart(
    easel, discord, gemini, ada, art, fox
):
    opened = await panel(discord, ada, fox)
    await ada.clicks(opened, say("reframe.part"))
    await discord.until(lambda: opened.attachments)
    assert says(opened.content, "cells.ask")
    with Image.open(io.BytesIO(discord.file(opened.attachments[0]))) as drawn:
        assert drawn.size == (700, 700)
    await easel.stop()
    await easel.start()

    await ada.picks(opened, custom_id="turn:1:cells-fine:0", values=["8", "15"])

    cropped = await shown(discord, art, 2)
    # Six columns and four rows: numbers 8 and 15 are below each other's corner.
    part = pixels(discord, fox).crop((170, 256, 512, 768))
    assert pixels(discord, cropped).tobytes() == part.tobytes()
    assert say("reframe.cells") in cropped.content
    assert (await turn(easel, 2)).cost == 0
    assert len(gemini.calls) == 1

    await ada.clicks(opened, say("cells.grid.coarse"))
    await discord.until(lambda: say("cells.grid.fine") in opened.buttons())
    whole = await ada.picks(opened, custom_id="turn:1:cells-coarse:0", values=["1", "9"])
    await answered(discord, whole, "cells.whole.crop")
    await ada.picks(opened, custom_id="turn:1:cells-coarse:0", values=["5"])
    await shown(discord, art, 3)


async def region(discord, person, message, *cells, turn=1):
    """Mark cells of the grid; the form that opens."""
    asked = await more(person, message, "region", turn=turn)
    await discord.until(lambda: asked.reply and asked.reply.attachments)
    mark = f"turn:{turn}:mark-fine:0"
    return await (await person.picks(asked.reply, custom_id=mark, values=[*cells])).acknowledged()


async def test_one_part_changes_and_every_other_pixel_stays_also_after_a_restart(
    easel, discord, gemini, ada, bo, art, fox
):
    form = await region(discord, bo, fox, "8", "9")
    await easel.stop()
    await easel.start()
    gemini.gate = asyncio.Event()
    await bo.submits(form.modal, {"words": "add a moon"})
    await gemini.until(lambda: len(gemini.calls) == 2)
    await easel.kill()
    gemini.gate.set()
    await easel.start()

    moon = await shown(discord, art, 2)

    before, after = pixels(discord, fox), pixels(discord, moon)
    part = (170, 256, 512, 512)
    assert before.crop(part).tobytes() != after.crop(part).tobytes()
    for image in (before, after):
        image.paste(0, part)
    assert before.tobytes() == after.tobytes()
    [(role, words, brought)] = said(gemini)
    assert (role, words.endswith("add a moon"), len(brought)) == ("user", True, 2)
    assert "add a moon" in moon.content
    assert moon.reference["message_id"] == fox.id
    assert (await turn(easel, 2)).cost >= 33_600

    await ada.clicks(moon, "Again")
    await shown(discord, art, 3)
    assert len(said(gemini)[0][2]) == 2


async def test_all_cells_and_another_persons_image_are_refused_before_anything_is_paid(
    discord, gemini, ada, bo, art, fox
):
    whole = await region(discord, bo, fox, *map(str, range(1, 25)))
    await answered(discord, whole, "cells.whole")
    form = await region(discord, bo, fox, "1")
    await ada.slash("settings server", channel=art, **{"continue": "asker"})

    refused = await bo.submits(form.modal, {"words": "add a moon"})

    await answered(discord, refused, "continue.asker")
    assert len(gemini.calls) == 1
