"""/settings: defaults, styles, and who may continue."""

from bot.core.preferences import Preferences
from bot.sandbox.discord.places import BOT_ROLE_ID, GUILD_ID
from bot.text.wording import say

from .conftest import png
from .stories import answered, pictures, said, says, shown


async def test_a_persons_defaults_fill_in_what_they_leave_out(discord, gemini, ada, bo, art):
    asked = await ada.slash(
        "settings mine", channel=art, aspect="16:9", size="2K", model="gemini-3-pro-image",
        style="in soft pastel",
    )  # fmt: skip
    await answered(discord, asked, "settings.mine", style="“in soft pastel”")

    await ada.slash("imagine", channel=art, prompt="a fox")
    await shown(discord, art)
    await ada.slash("imagine", channel=art, prompt="a whale", aspect="1:1")
    await shown(discord, art, 2)
    await bo.says(f"{discord.bot_mention} an owl", channel=art)
    await shown(discord, art, 3)

    shapes = [call.body["generationConfig"]["imageConfig"] for call in gemini.calls]
    assert shapes[0] == {"aspectRatio": "16:9", "imageSize": "2K"}
    assert shapes[1] == {"aspectRatio": "1:1", "imageSize": "2K"}
    assert shapes[2] == {"imageSize": "1K"}
    assert gemini.calls[0].model == "gemini-3-pro-image"
    assert said(gemini, 0)[0][1] == "a fox\n\nStyle: in soft pastel"
    assert said(gemini, 2)[0][1] == "an owl"


async def test_defaults_outlive_a_restart_and_can_be_reset(easel, discord, gemini, ada, art):
    asked = await ada.slash("settings mine", channel=art, aspect="16:9", style="in pastel")
    await answered(discord, asked, "settings.mine", aspect="16:9")
    await easel.stop()
    await easel.start()
    await ada.says(f"{discord.bot_mention} a fox", channel=art)
    await shown(discord, art)
    assert said(gemini)[0][1].endswith("in pastel")

    asked = await ada.slash("settings mine", channel=art, reset=True)
    await answered(discord, asked, "settings.mine.none")
    await answered(discord, asked, "settings.mine.reset", what="`aspect` 16:9, `style` “in pastel”")
    await ada.says(f"{discord.bot_mention} a fox", channel=art)

    await shown(discord, art, 2)
    assert said(gemini)[0][1] == "a fox"


async def test_a_reset_names_all_that_it_takes_back_and_says_where_there_was_nothing(
    discord, ada, art
):
    nothing = await ada.slash("settings mine", channel=art, reset=True)
    await answered(discord, nothing, "settings.mine.reset.none")
    asked = await ada.slash(
        "settings mine", channel=art, size="2K", notify="never", cost=False, recipe=False
    )
    await answered(discord, asked, "settings.cost.off")

    reset = await ada.slash("settings mine", channel=art, reset=True, aspect="16:9")

    never, no = say("choice.notify.never"), say("settings.no")
    what = f"`size` 2K, `notify` {never}, `cost` {no}, `recipe` {no}"
    await answered(discord, reset, "settings.mine.reset", what=what)
    await answered(discord, reset, "settings.mine", aspect="16:9", size=say("settings.none"))
    await answered(discord, reset, "settings.notify.wait", seconds=20)
    await answered(discord, reset, "settings.cost.budget")


async def test_a_picture_that_is_edited_keeps_its_shape_and_look(discord, gemini, ada, art):
    asked = await ada.slash("settings mine", channel=art, aspect="16:9", style="in pastel")
    await answered(discord, asked, "settings.mine", aspect="16:9")

    await ada.slash("edit", channel=art, image=("cat.png", png()), prompt="add a hat")

    await shown(discord, art)
    assert said(gemini)[0][1] == "add a hat"
    assert gemini.calls[0].body["generationConfig"]["imageConfig"] == {"imageSize": "1K"}


async def test_a_servers_named_styles_are_completed_and_added_to_the_words(
    discord, gemini, ada, bo, art
):
    asked = await ada.slash("settings style-add", channel=art, style="House", words="ink on cream")
    await answered(discord, asked, "style.added", name="house")

    offered = await bo.completes("imagine", option="style", typed="ho", channel=art)
    every = await bo.completes("edit", option="style", typed="", channel=art)
    await bo.slash("imagine", channel=art, prompt="a fox", style="house")

    await shown(discord, art)
    assert [choice["value"] for choice in offered] == ["house"]
    assert len(every) == 7
    assert said(gemini)[0][1] == "a fox\n\nStyle: ink on cream"


async def test_styles_can_be_listed_and_taken_away_by_managers_only(discord, gemini, ada, bo, art):
    refused = await bo.slash("settings style-remove", channel=art, style="noir")
    await answered(discord, refused, "settings.managers")
    asked = await ada.slash("settings style-remove", channel=art, style="noir")
    await answered(discord, asked, "style.removed")

    listed = await bo.slash("settings styles", channel=art)
    await discord.until(lambda: listed.reply and "**watercolour**: loose" in listed.reply.content)
    assert "noir" not in listed.reply.content
    unknown = await bo.slash("imagine", channel=art, prompt="a fox", style="noir")

    await answered(discord, unknown, "style.unknown", name="noir")


async def test_a_server_can_keep_pictures_to_their_askers(discord, gemini, ada, bo, art):
    asked = await ada.slash(
        "settings server", channel=art, **{"continue": say("choice.continue.asker")}
    )
    await answered(discord, asked, "settings.server", who=say("choice.continue.asker"))
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)

    await bo.says("make it night", reply_to=fox)
    await discord.until(lambda: says(discord.messages(art)[-1].content, "continue.asker"))
    again = await bo.clicks(fox, "Again")
    await answered(discord, again, "continue.asker")
    edit = await (await bo.clicks(fox, "Edit")).acknowledged()
    sent = await bo.submits(edit.modal, {"words": "make it night"})
    await answered(discord, sent, "continue.asker")
    assert len(gemini.calls) == 1

    await ada.says("make it night", reply_to=fox)
    await shown(discord, art, 2)


async def test_a_role_that_no_one_here_has_keeps_others_out_and_everyones_lets_them_in(
    discord, gemini, ada, bo, art
):
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    roles = {"continue": "roles", "role": GUILD_ID}
    none = await ada.slash("settings server", channel=art, **{"continue": "roles"})
    await answered(discord, none, "settings.roles.none")

    asked = await ada.slash("settings server", channel=art, **roles | {"role": BOT_ROLE_ID})
    await answered(discord, asked, "settings.server", who=f"<@&{BOT_ROLE_ID}>")
    refused = await bo.clicks(fox, "Again")
    await answered(discord, refused, "continue.roles")
    asked = await ada.slash("settings server", channel=art, **roles)
    await answered(discord, asked, "settings.server", who=f"<@&{GUILD_ID}>")
    await bo.says("make it night", reply_to=fox)

    await shown(discord, art, 2)


async def test_a_threads_rule_goes_before_the_servers_and_is_its_askers_to_set(
    discord, gemini, ada, bo, art
):
    asked = await ada.slash("settings server", channel=art, **{"continue": "asker"})
    await answered(discord, asked, "settings.server", who=say("choice.continue.asker"))
    await bo.slash("imagine", channel=art, prompt="a fox")
    thread = await bo.opens_thread(await shown(discord, art), name="the fox")

    await ada.says("make it night", thread=thread)
    await discord.until(lambda: says(discord.messages(thread)[-1].content, "continue.asker"))
    asked = await bo.slash("settings thread", channel=thread, **{"continue": "everyone"})
    await answered(discord, asked, "settings.thread", who=say("choice.continue.everyone"))
    await ada.says("make it night", thread=thread)

    await shown(discord, thread)


async def test_strangers_do_not_set_who_continues_nor_what_the_server_does(
    discord, gemini, ada, bo, art
):
    await ada.slash("imagine", channel=art, prompt="a fox")
    thread = await ada.opens_thread(await shown(discord, art), name="the fox")

    first = await bo.slash("settings thread", channel=thread, **{"continue": "asker"})
    second = await bo.slash("settings server", channel=art, ask_posters=True)
    third = await bo.slash("settings thread", channel=art, listen="all")

    await answered(discord, first, "settings.thread.theirs")
    await answered(discord, second, "settings.managers")
    await answered(discord, third, "thread.only")
    assert not pictures(discord, thread)


def test_a_setting_of_a_later_version_counts_as_none():
    assert Preferences.read({"notify": "hourly"}) == Preferences()
