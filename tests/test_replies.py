"""Painting by talking: replies, mentions, threads, private chats; and people who just talk."""

from .conftest import easel_in, png
from .stories import as_painted, pictures, said, says, shown


async def painted(discord, person, channel, words="a fox"):
    count = len(pictures(discord, channel))
    await person.slash("imagine", channel=channel, prompt=words)
    return await shown(discord, channel, count + 1)


async def test_a_reply_with_words_edits_that_picture(discord, gemini, ada, bo, art):
    fox = await painted(discord, ada, art)

    await bo.says("make it night", reply_to=fox)

    night = await shown(discord, art, 2)
    assert "make it night" in night.content
    [user, model, last] = said(gemini)
    assert (user[0], user[1]) == ("user", "a fox")
    assert (model[0], model[2]) == ("model", [as_painted(discord.file(fox.attachments[0]))])
    assert last == ("user", "make it night", [])


async def test_a_reply_to_an_older_picture_edits_that_one_whichever_is_newest(
    discord, gemini, ada, art
):
    fox = await painted(discord, ada, art, "a fox")
    await painted(discord, ada, art, "a whale")

    await ada.says("add a hat", reply_to=fox)

    await shown(discord, art, 3)
    assert said(gemini)[0][1] == "a fox"


async def test_a_reply_is_acknowledged_at_once_and_leaves_one_message(discord, gemini, ada, art):
    fox = await painted(discord, ada, art)
    before = len(discord.messages(art))

    last = await ada.says("make it night", reply_to=fox)

    night = await shown(discord, art, 2)
    assert night.reference["message_id"] == last.id
    await discord.until(lambda: len(discord.messages(art)) == before + 2)


async def test_pictures_attached_to_the_reply_join_in_order(discord, gemini, ada, art):
    fox = await painted(discord, ada, art)

    hats = [("a.png", png("red", (30, 30))), ("b.png", png("blue", (31, 31)))]
    await ada.says("let it wear these", reply_to=fox, files=hats)

    await shown(discord, art, 2)
    [_, model, (_, words, brought)] = said(gemini)
    assert words == "let it wear these"
    assert (len(model[2]), len(brought)) == (1, 2)


async def test_a_reply_to_a_persons_picture_needs_a_mention(discord, gemini, ada, bo, art):
    cat = await bo.says("my cat", channel=art, files=[("cat.png", png())])
    await ada.says("lovely cat", reply_to=cat)

    await ada.says(f"<@{discord.world.bot.id}> give it a crown", reply_to=cat)

    await shown(discord, art)
    [(_, words, given)] = said(gemini)
    assert words == "give it a crown"
    assert len(given) == 1
    assert len(gemini.calls) == 1


async def test_a_mention_with_words_paints_a_new_picture(discord, gemini, ada, art):
    await ada.says(f"<@{discord.world.bot.id}> a lighthouse", channel=art)

    message = await shown(discord, art)

    assert "a lighthouse" in message.content
    assert said(gemini) == [("user", "a lighthouse", [])]


async def test_a_mention_with_a_picture_edits_that_picture(discord, gemini, ada, art):
    words = f"make it a painting <@{discord.world.bot.id}>"
    await ada.says(words, channel=art, files=[("cat.png", png())])

    await shown(discord, art)

    [(_, told, given)] = said(gemini)
    assert told == "make it a painting"
    assert len(given) == 1


async def test_a_mention_without_words_gets_the_help(discord, ada, art):
    await ada.says(f"<@{discord.world.bot.id}>", channel=art)

    await discord.until(lambda: says(discord.messages(art)[-1].content, "help.look"))


async def test_plain_messages_in_a_thread_on_a_picture_refine_it_step_by_step(
    discord, gemini, ada, bo, art
):
    fox = await painted(discord, ada, art)
    thread = await ada.opens_thread(fox, name="the fox")

    await ada.says("make it night", thread=thread)
    await shown(discord, thread, 1)
    await bo.says("add a moon", thread=thread)
    await shown(discord, thread, 2)

    [user, model, last] = said(gemini)
    assert "a fox" in user[1]
    assert "make it night" in user[1]
    assert len(model[2]) == 1
    assert last[1] == "add a moon"


async def test_two_quick_messages_in_a_thread_build_on_each_other(discord, gemini, ada, bo, art):
    fox = await painted(discord, ada, art)
    thread = await ada.opens_thread(fox, name="the fox")

    await ada.says("make it night", thread=thread)
    await bo.says("add a moon", thread=thread)

    await shown(discord, thread, 2)
    assert "make it night" in said(gemini)[0][1]


async def test_two_threads_never_mix(discord, gemini, ada, bo, art):
    fox = await painted(discord, ada, art, "a fox")
    whale = await painted(discord, bo, art, "a whale")
    foxes = await ada.opens_thread(fox, name="foxes")
    whales = await bo.opens_thread(whale, name="whales")

    await ada.says("in the snow", thread=foxes)
    await bo.says("under the moon", thread=whales)
    await shown(discord, foxes)
    await shown(discord, whales)
    await ada.says("with a friend", thread=foxes)
    await shown(discord, foxes, 2)

    told = said(gemini)[0][1]
    assert "a fox" in told
    assert "in the snow" in told
    assert "whale" not in told
    assert "moon" not in told


async def test_people_can_talk_in_a_thread(discord, gemini, ada, bo, art):
    fox = await painted(discord, ada, art)
    thread = await ada.opens_thread(fox, name="the fox")
    calls = len(gemini.calls)

    first = await ada.says("// is this not lovely?", thread=thread)
    await bo.says("❤️", thread=thread)
    await bo.says(f"{ada.mention} very much so", thread=thread)
    await bo.says("I think so too", reply_to=first)
    await ada.says("make it night", thread=thread)

    await shown(discord, thread)
    assert len(gemini.calls) == calls + 1


async def test_a_thread_can_be_told_to_listen_to_mentions_only(discord, gemini, ada, art):
    fox = await painted(discord, ada, art)
    thread = await ada.opens_thread(fox, name="the fox")
    asked = await ada.slash("settings thread", channel=thread, listen="mention")
    await asked.acknowledged()

    await ada.says("make it night", thread=thread)
    await ada.says(f"<@{discord.world.bot.id}> make it day", thread=thread)

    day = await shown(discord, thread)
    assert "make it day" in day.content


async def test_messages_in_a_channel_are_talk(discord, gemini, ada, art):
    fox = await painted(discord, ada, art)
    calls = len(gemini.calls)

    await ada.says("make it night", channel=art)
    await ada.says("make it day", reply_to=fox)

    await shown(discord, art, 2)
    assert len(gemini.calls) == calls + 1


async def test_a_private_chat_needs_no_mention_and_goes_on(discord, gemini, ada):
    dm = ada.dm()
    await ada.says("a fox", channel=dm)
    await shown(discord, dm)

    await ada.says("make it night", channel=dm)

    await shown(discord, dm, 2)
    assert said(gemini)[0][1] == "a fox"


async def test_pictures_sent_per_follow_up_stay_constant_over_twenty_steps(
    discord, gemini, ada, art
):
    await ada.slash("imagine", channel=art, prompt="step 0", image=("ref.png", png("green")))
    message = await shown(discord, art)
    thread = await ada.opens_thread(message, name="steps")

    sent = []
    for step in range(1, 21):
        await ada.says(f"make it step {step}", thread=thread)
        await shown(discord, thread, step)
        sent.append(sum(len(given) for _, _, given in said(gemini)))

    assert set(sent) == {2}
    assert all(f"step {step}" in said(gemini)[0][1] for step in range(20))


async def test_without_the_intent_a_thread_says_once_that_it_wants_a_mention(tmp_path):
    async with easel_in(tmp_path, message_content=False) as easel:
        discord, ada = easel.discord, easel.discord.person("Ada")
        art, me = discord.channel("art"), f"<@{easel.discord.world.bot.id}>"
        fox = await painted(discord, ada, art)
        thread = await ada.opens_thread(fox, name="the fox")

        await ada.says("make it night", thread=thread)
        await ada.says("hello? night!", thread=thread)
        await ada.says(f"{me} make it night", thread=thread)

        await shown(discord, thread)
        said_so = [m for m in discord.messages(thread) if says(m.content, "thread.mention_me")]
        assert len(said_so) == 1


async def test_without_the_intent_a_pinged_reply_still_edits(tmp_path):
    async with easel_in(tmp_path, message_content=False) as easel:
        discord, ada = easel.discord, easel.discord.person("Ada")
        fox = await painted(discord, ada, discord.channel("art"))

        await ada.says("make it night", reply_to=fox)

        night = await shown(discord, discord.channel("art"), 2)
        assert "make it night" in night.content


async def test_a_progress_message_that_can_not_be_posted_loses_nothing(discord, gemini, ada, art):
    fox = await painted(discord, ada, art)
    refused = {"message": "no", "code": 0}
    discord.faults.add(method="POST", path=r"/channels/\d+/messages$", status=400, json=refused)

    await ada.says("make it night", reply_to=fox)

    await shown(discord, art, 2)
    assert not [m for m in discord.messages(art) if says(m.content, "broken")]


async def test_more_pictures_than_the_model_takes_are_refused_before_any_is_fetched(tmp_path):
    async with easel_in(tmp_path, gemini={"model": "gemini-2.5-flash-image"}) as easel:
        discord, ada = easel.discord, easel.discord.person("Ada")
        art = discord.channel("art")
        files = [(f"{n}.png", png()) for n in range(5)]

        await ada.says(f"<@{discord.world.bot.id}> blend these", channel=art, files=files)

        await discord.until(
            lambda: says(discord.messages(art)[-1].content, "model.pictures", limit=3)
        )
        assert not easel.gemini.calls


async def test_small_talk_is_not_answered_when_something_of_ours_is_broken(
    easel, discord, ada, art
):
    fox = await painted(discord, ada, art)
    before = len(discord.messages(art))
    discord.faults.add(method="GET", path=r"/messages/\d+$", status=500, json={}, times=50)
    await ada.deletes(await ada.says("hello", channel=art))

    await ada.says("good morning, everyone", channel=art)
    await ada.says("make it night", reply_to=fox)

    await shown(discord, art, 2)
    ours = [m for m in discord.messages(art)[before:] if m.author_id == discord.world.bot.id]
    assert not [m for m in ours if says(m.content, "broken")]
