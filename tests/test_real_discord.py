"""What the real Discord does: late servers, missing rights, long texts, gone and hidden things."""

import asyncio

import pytest

from bot.sandbox.discord import threads
from bot.sandbox.discord.permissions import Permission

from .conftest import png
from .stories import answered, pictures, said, says, shown


async def settled(discord, gemini, bo, art, count):
    """Let what came before be read: a mention after it is painted, and nothing else."""
    await bo.says(f"{discord.bot_mention} a lighthouse", channel=art)
    await shown(discord, art, count)


def replied(discord, channel, code, **facts):
    """Whether the bot wrote a sentence there."""
    return [m for m in discord.messages(channel) if says(m.content, code, **facts)]


# -- before a server is introduced


async def restarted_early(easel):
    """Start the bot again; its server's GUILD_CREATE is held back."""
    await easel.stop()
    easel.discord.gateway.hold_guild_create = True
    await easel.start()


@pytest.mark.parametrize("words", ["make it night", "lovely fox", "see you later"])
async def test_plain_talk_before_guild_create_is_not_painted(
    easel, discord, gemini, bo, art, fox, words
):
    await restarted_early(easel)

    await bo.says(words, channel=art)

    await settled(discord, gemini, bo, art, 2)
    assert said(gemini) == [("user", "a lighthouse", [])]
    assert len(gemini.calls) == 2


async def test_a_thread_goes_on_before_guild_create(easel, discord, gemini, ada, bo, art, fox):
    thread = await ada.opens_thread(fox, name="fox")
    await restarted_early(easel)

    await bo.says("make it night", channel=thread)

    await shown(discord, thread)
    assert said(gemini)[-1][1] == "make it night"


async def test_what_is_asked_before_guild_create_is_the_servers(easel, discord, bo, art, fox):
    await restarted_early(easel)

    asked = await bo.says(f"{discord.bot_mention} a lighthouse", channel=art)

    await shown(discord, art, 2)
    [turn] = await easel.app.engine.turns.from_origins(f"message:{asked.id}")
    assert turn.by.guild is not None


# -- people who may not write


def muted(discord, bo, art):
    art.denied_members |= Permission.SEND_MESSAGES


def timed_out(discord, bo, art):
    bo.user.timed_out_until = discord.world.clock() + 3600


MUTES = {"no right to write": (muted, "write.forbidden"), "timeout": (timed_out, "write.timeout")}


@pytest.mark.parametrize("mute", MUTES)
@pytest.mark.parametrize("button", ["Again", "Vary", "Edit"])
async def test_who_may_not_write_posts_nothing_by_a_button(
    discord, gemini, bo, art, fox, mute, button
):
    silence, code = MUTES[mute]
    silence(discord, bo, art)

    asked = await bo.clicks(fox, button)

    await answered(discord, asked, code)
    assert len(gemini.calls) == 1
    assert len(pictures(discord, art)) == 1


@pytest.mark.parametrize("action", ["size-2K", "aspect-16x9", "compare"])
async def test_who_may_not_write_posts_nothing_by_a_select(discord, gemini, bo, art, fox, action):
    muted(discord, bo, art)

    asked = await bo.picks(fox, values=[f"turn:1:{action}"])

    await answered(discord, asked, "write.forbidden")
    assert len(gemini.calls) == 1


async def test_a_form_opened_before_a_mute_is_refused_after_it(discord, gemini, bo, art, fox):
    asked = await (await bo.clicks(fox, "Edit")).acknowledged()
    muted(discord, bo, art)

    sent = await bo.submits(asked.modal, {"words": "make it night"})

    await answered(discord, sent, "write.forbidden")
    assert len(gemini.calls) == 1


@pytest.mark.parametrize("menu", ["Edit this picture", "Describe this picture"])
async def test_who_may_not_write_posts_nothing_by_a_menu(discord, gemini, ada, bo, art, menu):
    cat = await ada.says("my cat", channel=art, files=[("cat.png", png())])
    muted(discord, bo, art)

    asked = await bo.menu(menu, on=cat)

    await answered(discord, asked, "write.forbidden")
    assert not gemini.calls


async def test_a_yes_to_braces_is_refused_after_a_mute(discord, gemini, bo, art):
    await bo.says(f"{discord.bot_mention} a {{red, blue}} fox", channel=art)
    await discord.until(lambda: discord.messages(art)[-1].buttons() != [])
    muted(discord, bo, art)

    asked = await bo.clicks(discord.messages(art)[-1], "held:1:yes")

    await answered(discord, asked, "write.forbidden")
    assert not gemini.calls


@pytest.mark.parametrize("command", ["undo", "history", "timelapse"])
async def test_who_may_not_write_posts_nothing_by_a_command(discord, bo, art, fox, command):
    muted(discord, bo, art)

    asked = await bo.slash(command, channel=art)

    await answered(discord, asked, "write.forbidden")
    assert len(pictures(discord, art)) == 1


async def test_nothing_is_posted_in_a_locked_thread_for_members(discord, gemini, ada, bo, art, fox):
    thread = await ada.opens_thread(fox, name="fox")
    await ada.says("make it night", channel=thread)
    night = await shown(discord, thread)
    threads.update_thread(discord.world, thread, archived=None, locked=True)

    asked = await bo.clicks(night, "Again")

    await answered(discord, asked, "write.locked")
    assert len(gemini.calls) == 2


async def test_in_threads_the_right_for_threads_counts(discord, gemini, ada, bo, art, fox):
    thread = await ada.opens_thread(fox, name="fox")
    await ada.says("make it night", channel=thread)
    night = await shown(discord, thread)
    art.denied_members |= Permission.SEND_MESSAGES

    await bo.clicks(night, "Again")

    await shown(discord, thread, 2)


async def test_what_only_they_see_is_painted_for_who_may_not_write(discord, bo, art):
    muted(discord, bo, art)

    asked = await bo.slash("imagine", channel=art, prompt="a fox", private=True)

    await discord.until(lambda: asked.reply and asked.reply.attachments)
    assert pictures(discord, art) == []


async def test_a_thread_is_opened_for_those_only_who_may_open_one(discord, bo, art, fox):
    art.denied_members |= Permission.CREATE_PUBLIC_THREADS

    asked = await bo.picks(fox, values=["turn:1:thread"])

    await answered(discord, asked, "thread.forbidden")


# -- what is private stays private


async def secret(discord, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a secret fox", private=True)
    await discord.until(lambda: asked.reply and asked.reply.attachments)
    return asked.reply


async def test_a_private_pictures_description_is_private(discord, gemini, ada, bo, art):
    picture = await secret(discord, ada, art)
    before = len(bo.sees(art))

    asked = await ada.menu("Describe this picture", on=picture)

    await discord.until(lambda: asked.reply and says(asked.reply.content, "described"))
    assert asked.reply.flags & 64
    assert len(bo.sees(art)) == before


async def test_what_is_painted_from_a_private_description_is_private(discord, gemini, ada, bo, art):
    asked = await ada.menu("Describe this picture", on=await secret(discord, ada, art))
    await discord.until(lambda: asked.reply and "Paint it" in asked.reply.buttons())

    painted = await ada.clicks(asked.reply, "Paint it")

    await discord.until(lambda: painted.reply and painted.reply.attachments)
    assert painted.reply.flags & 64
    assert pictures(discord, art) == []


@pytest.mark.parametrize("action", ["again", "vary", "size-2K", "aspect-16x9"])
async def test_what_comes_of_a_private_picture_is_private(discord, ada, art, action):
    picture = await secret(discord, ada, art)
    if action in {"again", "vary"}:
        asked = await ada.clicks(picture, f"turn:1:{action}")
    else:
        asked = await ada.picks(picture, values=[f"turn:1:{action}"])

    await discord.until(lambda: asked.reply and asked.reply.attachments)

    assert asked.reply.flags & 64
    assert pictures(discord, art) == []


# -- channels that the bot can't see


async def test_a_menu_works_where_the_bot_cant_view_the_channel(discord, gemini, ada, bo, art):
    cat = await bo.says("my cat", channel=art, files=[("cat.png", png())])
    discord.forbid("VIEW_CHANNEL", channel=art)

    asked = await ada.menu("Describe this picture", on=cat)

    await discord.until(lambda: asked.reply and says(asked.reply.content, "described"))
    assert says(asked.reply.content, "deliver.no_view")


async def test_the_edit_form_works_where_the_bot_cant_view_the_channel(
    discord, gemini, ada, bo, art
):
    cat = await bo.says("my cat", channel=art, files=[("cat.png", png())])
    discord.forbid("VIEW_CHANNEL", channel=art)
    asked = await (await ada.menu("Edit this picture", on=cat)).acknowledged()

    sent = await ada.submits(asked.modal, {"words": "give it a crown"})

    await discord.until(lambda: sent.reply and sent.reply.attachments)
    assert len(said(gemini)[0][2]) == 1
    assert says(sent.reply.content, "deliver.no_view")


async def test_a_menus_message_is_for_who_used_it_alone(discord, gemini, ada, bo, art):
    cat = await ada.says("my cat", channel=art, files=[("cat.png", png())])
    dog = await ada.says("my dog", channel=art, files=[("dog.png", png())])
    discord.forbid("VIEW_CHANNEL", channel=art)
    await (await ada.menu("Edit this picture", on=cat)).acknowledged()
    asked = await (await bo.menu("Edit this picture", on=dog)).acknowledged()
    object.__setattr__(asked.modal, "custom_id", f"edit:m:{art.id}:{cat.id}")

    sent = await bo.submits(asked.modal, {"words": "give it a crown"})

    await answered(discord, sent, "picture.gone")
    assert not gemini.calls


async def test_channels_arrive_obfuscated_and_commands_work_there(easel, discord, ada, art):
    discord.forbid("VIEW_CHANNEL", channel=art)
    assert art.json()["name"] == "___hidden___"
    await easel.stop()
    await easel.start()

    asked = await ada.slash("imagine", channel=art, prompt="a fox")

    await discord.until(lambda: asked.reply and asked.reply.attachments)
    assert says(asked.reply.content, "deliver.no_view")


# -- what a message brings


async def test_a_long_text_that_discord_made_a_file_of_is_the_prompt(discord, gemini, ada, art):
    words = "a fox, " * 400

    await ada.says(discord.bot_mention, channel=art, files=[("message.txt", words.encode())])

    await shown(discord, art)
    assert said(gemini) == [("user", words.strip(), [])]


async def test_a_long_reply_is_read_too_with_its_mention_taken_out(
    discord, gemini, ada, bo, art, fox
):
    words = f"{discord.bot_mention} make it night, " + "with stars, " * 200

    await bo.says(reply_to=fox, files=[("message.txt", words.encode())])

    await shown(discord, art, 2)
    assert said(gemini)[-1][1].startswith("make it night")


async def test_a_text_that_is_too_long_is_refused_with_its_length(discord, gemini, ada, art):
    await ada.says(discord.bot_mention, channel=art, files=[("message.txt", b"fox " * 1001)])

    await discord.until(lambda: replied(discord, art, "words.long", length=4003))
    assert not gemini.calls


@pytest.mark.parametrize(
    "data", [png(), "a füx".encode("latin-1"), "a fox".encode("utf-16-le")], ids=range(3)
)
async def test_a_file_that_is_no_text_is_no_prompt_whatever_its_name(
    discord, gemini, ada, art, data
):
    await ada.says(discord.bot_mention, channel=art, files=[("message.txt", data)])

    await discord.until(lambda: replied(discord, art, "words.file"))
    assert not gemini.calls


@pytest.mark.parametrize("name", ["notes.txt", "message.md"])
async def test_any_other_text_file_is_no_prompt(discord, gemini, ada, art, name):
    await ada.says(
        f"{discord.bot_mention} a fox", channel=art, files=[(name, b"a hare"), ("a.png", png())]
    )

    await shown(discord, art)
    assert said(gemini)[0][1] == "a fox"
    assert replied(discord, art, "picture.left_out", name=name)


@pytest.mark.parametrize("bad", [("notes.pdf", b"%PDF-1.7"), ("cut.png", png()[:40])])
async def test_an_unusable_file_beside_a_good_one_is_named_and_left_out(
    discord, gemini, ada, art, bad
):
    files = [bad, ("cat.png", png())]

    await ada.says(f"{discord.bot_mention} give it a crown", channel=art, files=files)

    await shown(discord, art)
    assert len(said(gemini)[0][2]) == 1
    assert replied(discord, art, "picture.left_out", name=bad[0])


async def test_an_unusable_file_of_a_command_is_named_privately(discord, gemini, ada, art):
    asked = await ada.slash(
        "imagine",
        channel=art,
        prompt="a crown",
        image=("notes.pdf", b"%PDF-1.7"),
        image2=("cat.png", png()),
    )

    await shown(discord, art)
    await discord.until(
        lambda: [m for m in asked.replies if says(m.content, "picture.left_out", name="notes.pdf")]
    )
    assert len(said(gemini)[0][2]) == 1


async def test_a_picture_in_ones_own_embed_counts_with_a_mention(discord, gemini, ada, art):
    cat = await ada.says("my cat", channel=art, files=[("cat.png", png())])
    link = cat.attachments[0]["url"]

    await ada.says(
        f"{discord.bot_mention} give it a crown", channel=art, embeds=[{"image": {"url": link}}]
    )

    await shown(discord, art)
    assert len(said(gemini)[0][2]) == 1


async def test_a_picture_in_ones_own_forward_counts_in_a_private_chat(discord, gemini, ada, art):
    cat = await ada.says("my cat", channel=art, files=[("cat.png", png())])
    forward = await ada.forwards(cat, channel=ada.dm())

    await ada.says("give it a crown", reply_to=forward)

    await shown(discord, ada.dm())
    assert len(said(gemini)[0][2]) == 1


# -- what comes of a spoiler


@pytest.mark.parametrize("way", ["mention", "reply", "command", "menu"])
async def test_a_spoilered_source_stays_spoilered(discord, gemini, ada, bo, art, way):
    file = ("SPOILER_cat.png", png())
    if way == "command":
        await ada.slash("edit", channel=art, image=file, prompt="a crown")
    elif way == "mention":
        await ada.says(f"{discord.bot_mention} a crown", channel=art, files=[file])
    else:
        cat = await bo.says("my cat", channel=art, files=[file])
        if way == "reply":
            await ada.says(f"{discord.bot_mention} a crown", reply_to=cat)
        else:
            asked = await (await ada.menu("Edit this picture", on=cat)).acknowledged()
            await ada.submits(asked.modal, {"words": "a crown"})

    crowned = await shown(discord, art)
    await ada.clicks(crowned, "Again")
    again = await shown(discord, art, 2)
    await ada.says("at night", reply_to=crowned)
    night = await shown(discord, art, 3)

    names = [m.attachments[0]["filename"] for m in (crowned, again, night)]
    assert all(name.startswith("SPOILER_") for name in names)


async def test_a_link_in_a_spoiler_gives_a_spoilered_picture(discord, gemini, ada, art):
    cat = await ada.says("my cat", channel=art, files=[("cat.png", png())])
    link = cat.attachments[0]["url"]

    await ada.says(
        f"{discord.bot_mention} a crown ||{link}||",
        channel=art,
        embeds=[{"url": link, "image": {"url": link}}],
    )

    crowned = await shown(discord, art)
    assert crowned.attachments[0]["filename"].startswith("SPOILER_")


async def test_history_is_behind_a_spoiler_where_one_of_its_pictures_is(discord, ada, art):
    await ada.slash("edit", channel=art, image=("SPOILER_cat.png", png()), prompt="a crown")
    await shown(discord, art)

    await ada.slash("history", channel=art)

    history = await shown(discord, art, 2)
    assert history.attachments[0]["filename"].startswith("SPOILER_")


# -- what is gone


async def test_deleting_ones_request_cancels_it_and_takes_its_progress_message_away(
    easel, discord, gemini, ada, art
):
    gemini.gate = asyncio.Event()
    asked = await ada.says(f"{discord.bot_mention} a fox", channel=art)
    await discord.until(lambda: "Painting" in discord.messages(art)[-1].content)

    await ada.deletes(asked)

    await discord.until(lambda: discord.messages(art) == [])
    [turn] = await easel.app.engine.turns.from_origins(f"message:{asked.id}")
    assert turn.outcome == "cancelled"
    gemini.gate.set()


async def test_deleting_a_request_that_was_painted_leaves_its_picture(
    discord, gemini, ada, bo, art
):
    asked = await ada.says(f"{discord.bot_mention} a fox", channel=art)
    await shown(discord, art)

    await ada.deletes(asked)

    await settled(discord, gemini, bo, art, 2)


async def test_a_reply_to_a_message_that_is_gone_is_talk(discord, gemini, ada, bo, art, fox):
    thread = await ada.opens_thread(fox, name="fox")
    word = await ada.says("// hello", channel=thread)
    reply = dict(word.json(discord.world.bot))
    discord.delete(word)

    discord.gateway.send(
        "MESSAGE_CREATE",
        reply
        | {
            "id": discord.world.snowflakes.next(),
            "type": 19,
            "content": "I agree with that",
            "guild_id": art.json()["guild_id"],
            "member": bo.user.member(),
            "message_reference": {"message_id": word.id, "channel_id": thread.id, "type": 0},
            "referenced_message": None,
        },
    )

    await bo.says("make it night", channel=thread)
    await shown(discord, thread)
    assert len(gemini.calls) == 2


async def test_a_reply_to_a_threads_starter_means_the_picture_it_is_on(
    discord, gemini, ada, bo, art
):
    cat = await bo.says("my cat", channel=art, files=[("cat.png", png())])
    thread = await ada.opens_thread(cat, name="cat")
    [starter] = [m for m in discord.world.messages.values() if m.kind == 21]

    await ada.says(f"{discord.bot_mention} give it a crown", reply_to=starter)

    await shown(discord, thread)
    assert len(said(gemini)[0][2]) == 1


# -- ids and commands that are not ours


@pytest.mark.parametrize(
    "custom_id",
    [
        "turn:1:edit:9",
        "turn:1:vary:3",
        "turn:1:size",
        "turn:1:size-8K",
        "turn:1:aspect",
        "turn:1:aspect-7x1",
        "turn:1:again-4K",
        "turn:1:conquer",
        "turn:1",
        "turn:",
        "edit:t:1:0",
        "held:x:yes",
        "privacy:",
        "privacy:conquer",
        "somebody elses",
        "style:1",
        ":",
    ],
)
async def test_an_id_that_is_not_ours_or_not_whole_gets_one_private_sentence(
    discord, gemini, ada, art, fox, custom_id
):
    button = {"type": 2, "style": 2, "label": "x", "custom_id": custom_id}
    row = {"type": 1, "components": [button]}
    forged = await discord.another_bot().says("", channel=art, components=[row])

    asked = await ada.clicks(forged, "x")

    await answered(discord, asked, "button.stale")
    assert len(gemini.calls) == 1


@pytest.mark.parametrize("custom_id", ["", "edit:", "edit:t:1", "edit:x:1:1", "conquer:1", "style"])
async def test_a_form_that_is_not_ours_gets_one_private_sentence(
    discord, gemini, ada, art, fox, custom_id
):
    asked = await (await ada.clicks(fox, "Edit")).acknowledged()
    object.__setattr__(asked.modal, "custom_id", custom_id)

    sent = await ada.submits(asked.modal, {"words": "make it night"})

    await answered(discord, sent, "button.stale")


async def test_a_command_that_is_no_longer_there_asks_to_reload_discord(discord, ada, art):
    discord.register_commands(
        {"name": "paint", "description": "An old one", "type": 1, "options": []}
    )

    asked = await ada.slash("paint", channel=art)

    await answered(discord, asked, "stale.command")
