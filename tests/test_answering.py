"""People answer Easel: what it said in words, what it could not paint, and what it is called by."""

import asyncio
from dataclasses import replace

import pytest

from bot.sandbox.gemini.script import Blocked, OnlyWords

from .conftest import easel_in, png
from .stories import as_painted, pictures, said, says, shown
from .test_faults import POST, discord_error
from .test_privacy import asking, question


async def told(discord, channel, code, **facts):
    """Easel's newest message, once it says the sentence of a code."""

    def newest():
        found = discord.messages(channel)[-1:]
        return found[0] if found and says(found[0].content, code, **facts) else None

    return await discord.until(newest)


@pytest.mark.parametrize(
    ("answer", "code"),
    [(OnlyWords("Which fox do you mean?"), "only_words"), (Blocked("SAFETY"), "blocked.SAFETY")],
)
async def test_a_reply_to_words_instead_of_a_picture_asks_again(
    discord, gemini, ada, bo, art, answer, code
):
    gemini.script.append(answer)
    words = f"{discord.bot_mention} a fox"
    await ada.says(words, channel=art, files=[("fox.png", png())])
    asked_back = await told(discord, art, code)

    await bo.says("the red one", reply_to=asked_back)

    message = await shown(discord, art)
    [(_, last, given)] = said(gemini)
    assert last == "a fox\nthe red one"
    assert len(given) == 1
    assert bo.mention in message.content


async def test_a_reply_to_a_failed_change_changes_the_same_picture(discord, gemini, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    gemini.script.append(OnlyWords("Night of which day?"))
    await ada.says("make it night", reply_to=fox)
    asked_back = await told(discord, art, "only_words", words="Night of which day?")

    await ada.says("of a full moon", reply_to=asked_back)

    await shown(discord, art, 2)
    [first, model, last] = said(gemini)
    assert first[1] == "a fox"
    assert model[2] == [as_painted(discord.file(fox.attachments[0]))]
    assert last[1] == "make it night\nof a full moon"


async def test_words_can_be_answered_in_a_thread_opened_on_them(discord, gemini, ada, art):
    gemini.script.append(OnlyWords("Which fox?"))
    await ada.says(f"{discord.bot_mention} a fox", channel=art)
    asked_back = await told(discord, art, "only_words", words="Which fox?")
    thread = await ada.opens_thread(asked_back, name="foxes")

    await ada.says("the red one", thread=thread)
    await shown(discord, thread)
    await ada.says("make it night", thread=thread)

    await shown(discord, thread, 2)
    assert said(gemini)[0][1] == "a fox\nthe red one"
    assert said(gemini)[2][1] == "make it night"


async def test_who_refuses_edits_is_not_edited_through_a_failed_request(
    discord, gemini, ada, bo, art
):
    gemini.script.append(OnlyWords("Which crown?"))
    await bo.says(f"{discord.bot_mention} a crown", channel=art, files=[("cat.png", png())])
    asked_back = await told(discord, art, "only_words", words="Which crown?")
    panel = await bo.slash("privacy", channel=art)
    await discord.until(lambda: panel.reply and panel.reply.buttons())
    await bo.clicks(panel.reply, "Refuse edits")
    await discord.until(lambda: "Allow edits" in panel.reply.buttons())

    await ada.says("a golden one", reply_to=asked_back)

    await told(discord, art, "privacy.refuses")
    assert len(gemini.calls) == 1


async def test_a_reply_to_a_description_paints_from_what_it_describes(
    discord, gemini, ada, bo, art
):
    cat = await bo.says("my cat", channel=art, files=[("cat.png", png())])
    await ada.menu("Describe this picture", on=cat)
    described = await told(discord, art, "described")

    await ada.says("in the snow", reply_to=described)

    await shown(discord, art)
    [(_, last, given)] = said(gemini)
    assert last.endswith("\nin the snow")
    assert len(last) > len("\nin the snow")
    assert not given


async def test_what_the_model_says_instead_stands_as_written(discord, gemini, ada, art):
    gemini.script.append(OnlyWords("**No** [link](https://example.org) @everyone"))

    await ada.says(f"{discord.bot_mention} a fox", channel=art)

    answer = await told(discord, art, "only_words")
    assert r"\*\*No\*\* \[link\]" in answer.content


async def test_a_mention_in_a_thread_on_a_persons_picture_starts_from_it(
    discord, gemini, ada, bo, art
):
    cat = await bo.says("my cat", channel=art, files=[("cat.png", png())])
    thread = await bo.opens_thread(cat, name="my cat")
    remark = await bo.says("is he not lovely?", thread=thread)

    await ada.says(f"{discord.bot_mention} give it a crown", reply_to=remark)
    await shown(discord, thread)
    await ada.says("a golden one", thread=thread)

    await shown(discord, thread, 2)
    first = said(gemini, 0)
    assert first[0][1] == "give it a crown"
    assert len(first[0][2]) == 1
    assert len(gemini.calls) == 2
    assert said(gemini)[-1][1] == "a golden one"


async def test_a_picture_of_ones_own_goes_before_the_threads(discord, gemini, ada, bo, art):
    cat = await bo.says("my cat", channel=art, files=[("cat.png", png("red", (40, 40)))])
    thread = await bo.opens_thread(cat, name="my cat")
    dog = [("dog.png", png("blue", (50, 50)))]

    await ada.says(f"{discord.bot_mention} give it a crown", thread=thread, files=dog)

    await shown(discord, thread)
    [(_, _, given)] = said(gemini)
    assert len(given) == 1


async def test_who_posted_a_threads_picture_is_asked_in_the_thread(discord, gemini, ada, bo, art):
    await asking(discord, ada, art)
    cat = await bo.says("my cat", channel=art, files=[("cat.png", png())])
    thread = await bo.opens_thread(cat, name="my cat")

    await ada.says(f"{discord.bot_mention} give it a crown", thread=thread)
    asked = await discord.until(lambda: question(discord, thread))
    assert asked.mentions == [bo.id]
    assert not gemini.calls
    await bo.clicks(asked, "Allow")

    await shown(discord, thread)
    assert len(said(gemini)[0][2]) == 1


async def test_a_thread_without_a_picture_paints_again(discord, gemini, ada, art):
    thread = await ada.opens_thread(channel=art, name="ideas")

    await ada.says(f"{discord.bot_mention} a fox", thread=thread)

    await shown(discord, thread)
    assert said(gemini) == [("user", "a fox", [])]


async def test_easels_own_role_is_a_mention_too(discord, gemini, ada, art):
    await ada.says(f"<@&{discord.bot_role_id}> a lighthouse", channel=art)

    await shown(discord, art)
    assert said(gemini) == [("user", "a lighthouse", [])]


async def test_another_role_is_none_of_easels_business(discord, gemini, ada, art):
    other = discord.role("painters")

    await ada.says(f"<@&{other}> a lighthouse", channel=art)
    await ada.says(f"<@&{discord.bot_role_id}> a fox", channel=art)

    await shown(discord, art)
    assert said(gemini) == [("user", "a fox", [])]
    assert len(gemini.calls) == 1


async def test_the_menu_edits_easels_own_private_picture(discord, gemini, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a secret fox", private=True)
    await discord.until(lambda: asked.reply and asked.reply.attachments)

    form = await (await ada.menu("Edit this picture", on=asked.reply)).acknowledged()
    sent = await ada.submits(form.modal, {"words": "make it night"})

    await discord.until(lambda: sent.reply and sent.reply.attachments)
    assert [role for role, _, _ in said(gemini)] == ["user", "model", "user"]
    assert not pictures(discord, art)


async def test_the_menu_on_what_only_one_person_sees_says_at_once_that_it_can_not(
    discord, gemini, ada, art
):
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    more = next(
        c["custom_id"] for row in fox.components for c in row["components"] if "options" in c
    )
    original = await ada.picks(fox, custom_id=more, values=["turn:1:original"])
    await discord.until(lambda: original.reply and original.reply.attachments)

    asked = await ada.menu("Edit this picture", on=original.reply)

    await discord.until(lambda: asked.reply and says(asked.reply.content, "picture.gone"))
    assert asked.modal is None


async def test_another_bots_buttons_do_not_open_a_turn(discord, gemini, ada, bo, art):
    asked = await ada.slash("imagine", channel=art, prompt="a secret fox", private=True)
    await discord.until(lambda: asked.reply and asked.reply.attachments)
    button = {"type": 2, "style": 2, "label": "Edit", "custom_id": "turn:1:edit"}
    row = {"type": 1, "components": [button]}
    forged = await discord.another_bot().says("x", channel=art, components=[row])

    menu = await bo.menu("Edit this picture", on=forged)

    await discord.until(lambda: menu.reply and says(menu.reply.content, "picture.none"))
    assert menu.modal is None


async def test_who_has_too_much_waiting_is_told_before_files_are_fetched(tmp_path):
    async with easel_in(tmp_path, limits={"person_waiting": 1}) as easel:
        discord, ada = easel.discord, easel.discord.person("Ada")
        art = discord.channel("art")
        easel.gemini.gate = asyncio.Event()
        first = await ada.slash("imagine", channel=art, prompt="a fox")
        await discord.until(lambda: first.reply and "Painting" in first.reply.content)
        discord.faults.add(method="GET", path="/cdn/", status=404)

        asked = await ada.slash("edit", channel=art, image=("c.png", png()), prompt="a crown")
        await discord.until(
            lambda: asked.reply and says(asked.reply.content, "limit.waiting", limit=1)
        )
        cat = [("cat.png", png())]
        await ada.says(f"{discord.bot_mention} a crown", channel=art, files=cat)
        await told(discord, art, "limit.waiting", limit=1)

        easel.gemini.gate.set()
        await shown(discord, art)


async def test_a_message_that_comes_twice_is_not_told_that_it_waits_itself(tmp_path):
    async with easel_in(tmp_path, limits={"person_waiting": 1}) as easel:
        discord, ada = easel.discord, easel.discord.person("Ada")
        art = discord.channel("art")
        easel.gemini.gate = asyncio.Event()
        discord.gateway.duplicate_events = True

        cat = [("cat.png", png())]
        await ada.says(f"{discord.bot_mention} a crown", channel=art, files=cat)
        await easel.gemini.until(lambda: easel.gemini.calls)
        easel.gemini.gate.set()

        await shown(discord, art)
        assert not [m for m in discord.messages(art) if "waiting" in m.content]


async def test_braces_are_asked_about_once_the_poster_said_yes(discord, gemini, ada, bo, art):
    await asking(discord, ada, art)
    cat = await bo.says("my cat", channel=art, files=[("cat.png", png())])
    await ada.says(f"{discord.bot_mention} a {{gold, silver}} crown", reply_to=cat)
    asked = await discord.until(lambda: question(discord, art))

    await bo.clicks(asked, "Allow")
    cost = await told(discord, art, "braces.ask", count=2)
    assert cost.mentions == [ada.id]
    assert not gemini.calls
    await ada.clicks(cost, "Paint")

    await shown(discord, art, 2)
    assert sorted(told[0][1] for told in (said(gemini, 0), said(gemini, 1))) == [
        "a gold crown",
        "a silver crown",
    ]


async def test_too_many_braces_are_refused_before_a_poster_is_asked(discord, ada, bo, art):
    await asking(discord, ada, art)
    cat = await bo.says("my cat", channel=art, files=[("cat.png", png())])

    many = "{a, b, c} {d, e, f} {g, h} hat"
    await ada.says(f"{discord.bot_mention} {many}", reply_to=cat)

    await told(discord, art, "permutations.many", limit=8)
    assert question(discord, art) is None


async def test_a_question_about_braces_that_cannot_be_posted_is_kept_for_no_one(
    easel, discord, gemini, ada, art, caplog
):
    discord.faults.add(method="POST", path=POST, **discord_error(403, 50013))

    await ada.says(f"{discord.bot_mention} a {{red, blue}} fox", channel=art)

    await discord.until(lambda: not discord.faults.waiting)
    store = easel.app.worker._context.store
    async with asyncio.timeout(10):
        while await store.confirmations.get(1) is not None:
            await asyncio.sleep(0.01)
    assert not gemini.calls
    assert "unexpected" not in caplog.text


@pytest.mark.settings(gemini={"timeout": 60})  # so that it is the click that ends the call
async def test_what_braces_set_going_can_be_cancelled_by_one_click(discord, gemini, ada, bo, art):
    gemini.gate = asyncio.Event()
    asked = await ada.slash("imagine", channel=art, prompt="a {red, blue, green, white} fox")
    await discord.until(lambda: asked.reply and asked.reply.buttons())
    await ada.clicks(asked.reply, "Paint")
    await discord.until(lambda: asked.reply.buttons() == ["Cancel"])
    await gemini.until(lambda: len(gemini.calls) == 2)

    await ada.clicks(asked.reply, "Cancel")

    await discord.until(lambda: says(asked.reply.content, "standing.cancelled"))
    await gemini.until(lambda: all(call.cancelled for call in gemini.calls))
    assert len(gemini.calls) == 2
    assert asked.reply.buttons() == []
    assert not pictures(discord, art)


async def test_only_who_asked_may_cancel_what_braces_set_going(discord, gemini, ada, bo, art):
    await ada.says(f"{discord.bot_mention} a {{red, blue}} fox", channel=art)
    note = await told(discord, art, "braces.ask", count=2)
    gemini.gate = asyncio.Event()
    await ada.clicks(note, "Paint")
    await discord.until(lambda: note.buttons() == ["Cancel"])
    await gemini.until(lambda: len(gemini.calls) == 2)

    stranger = await bo.clicks(note, "Cancel")
    await discord.until(lambda: stranger.reply and says(stranger.reply.content, "not_yours"))
    gemini.gate.set()

    await shown(discord, art, 2)
    await discord.until(lambda: says(note.content, "braces.done", count=2, asked=2))


@pytest.mark.parametrize(
    ("private", "code"), [(False, "standing.late"), (True, "standing.late.private")]
)
async def test_a_note_that_soon_can_no_longer_be_edited_says_what_stays_true(
    easel, discord, gemini, ada, art, private, code
):
    gemini.gate = asyncio.Event()
    easel.app.progress_messages.editable = 0.5

    asked = await ada.slash("imagine", channel=art, prompt="a fox", private=private)

    await discord.until(lambda: asked.reply and says(asked.reply.content, code))
    assert asked.reply.buttons() == ["Cancel"]
    await ada.clicks(asked.reply, "Cancel")
    await discord.until(lambda: says(asked.reply.content, "standing.cancelled"))


async def test_a_note_that_easel_posted_goes_on_changing(easel, discord, gemini, ada, bo, art):
    gemini.gate = asyncio.Event()
    easel.app.progress_messages.editable = 0.0

    await ada.says(f"{discord.bot_mention} a fox", channel=art)
    note = await told(discord, art, "standing.painting")
    await bo.slash("imagine", channel=art, prompt="a whale")
    await gemini.until(lambda: len(gemini.calls) == 2)

    assert says(note.content, "standing.painting")
    gemini.gate.set()
    await shown(discord, art, 2)


async def test_a_description_is_not_called_a_painting(discord, gemini, ada, art):
    gemini.gate = asyncio.Event()

    asked = await ada.slash("describe", channel=art, image=("cat.png", png()))

    await discord.until(lambda: asked.reply and says(asked.reply.content, "standing.describing"))
    gemini.gate.set()
    await told(discord, art, "described")


@pytest.mark.parametrize(
    "custom_id",
    [
        "turn:9999999999999999999:again",
        "turn:0001:again",
        "turn:١:again",
        "turn:1:edit:١",
        "turn:1:reframe-zoom900",
        "turn:1:cells-fine:0",
        "turn:1:mark-fine:0",
        "turn:1:region-huge:0",
        "turn:1:reframe-crop0x1:0",
        "turn:1:reframe-flipacross:9",
        "held:999999999999999999:yes",
        "held:9999999999999999999:yes",
        "held:01:yes",
        "held:١:yes",
        "edit:t:9999999999999999999:0",
        "message:9999999999999999999:0",
        "message:1:01",
        "prompt:shorten",
        "recipe:use:16x9:gemini",
        "recipe:show:9999999999999999999",
        "recipe:show:1",
        "listens:some",
        "help:yourself",
    ],
)
async def test_a_forged_number_gets_a_private_plain_answer(discord, ada, art, custom_id):
    button = {"type": 2, "style": 2, "label": "x", "custom_id": custom_id}
    row = {"type": 1, "components": [button]}
    forged = await discord.another_bot().says("", channel=art, components=[row])

    asked = await ada.clicks(forged, "x")

    await discord.until(lambda: asked.reply and asked.reply.content)
    assert asked.reply.flags & 64
    assert not says(asked.reply.content, "broken")


@pytest.mark.parametrize(
    "custom_id",
    [
        "edit:t:9999999999999999999:0",
        "edit:m:9999999999999999999:9999999999999999999",
        "edit:m:01:01",
        "edit:t:١:0",
        "region:1:0:0x3:1",
        "region:١:0:3x3:1",
    ],
)
async def test_a_forged_form_gets_a_private_plain_answer(discord, ada, bo, art, custom_id):
    cat = await bo.says("my cat", channel=art, files=[("cat.png", png())])
    form = await (await ada.menu("Edit this picture", on=cat)).acknowledged()
    form.interaction.modal = replace(form.modal, custom_id=custom_id)

    forged = await ada.submits(form.modal, {"words": "a crown"})

    await discord.until(lambda: forged.reply and says(forged.reply.content, "button.stale"))
    assert forged.reply.flags & 64


async def test_styles_stand_as_they_were_written(discord, ada, art):
    words = "ink [here](https://example.org) _and_ **there**"
    added = await ada.slash("settings style-add", channel=art, style="a_b*", words=words)
    await discord.until(lambda: added.reply and r"a\_b\*" in added.reply.content)

    shown_all = await ada.slash("settings styles", channel=art)
    missing = await ada.slash("imagine", channel=art, prompt="a fox", style="no_such*")

    await discord.until(lambda: shown_all.reply and "ink" in shown_all.reply.content)
    assert r"\[here\](https" in shown_all.reply.content
    assert r"\_and\_ \*\*there\*\*" in shown_all.reply.content
    await discord.until(lambda: missing.reply and r"no\_such\*" in missing.reply.content)


# Pictures of several pictures


async def compared(discord, ada, art):
    for count, words in enumerate(("a fox", "a boat"), 1):
        await ada.slash("imagine", channel=art, prompt=words)
        await shown(discord, art, count)
    await ada.slash("compare", channel=art, before="1", after="2")
    return await shown(discord, art, 3)


@pytest.mark.parametrize("mention", [True, False])
async def test_a_reply_to_a_comparison_is_asked_which_picture_is_meant(
    discord, gemini, ada, bo, art, mention
):
    sheet = await compared(discord, ada, art)
    calls = len(gemini.calls)

    words = "make it night"
    await bo.says(f"{discord.bot_mention} {words}" if mention else words, reply_to=sheet)

    await told(discord, art, "nothing_here.sheet")
    assert len(gemini.calls) == calls


async def test_the_menu_does_not_edit_a_comparison(discord, gemini, ada, bo, art):
    sheet = await compared(discord, ada, art)

    asked = await bo.menu("Edit this picture", on=sheet)

    await asked.acknowledged()
    assert says(asked.reply.content, "nothing_here.sheet")


async def test_a_number_in_a_reply_to_a_comparison_goes_on_from_it(discord, gemini, ada, bo, art):
    sheet = await compared(discord, ada, art)

    await bo.says(f"{discord.bot_mention} #2 make it night", reply_to=sheet)

    message = await shown(discord, art, 4)
    assert "make it night" in message.content
