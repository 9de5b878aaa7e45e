"""A real bot is used by people through the local Discord: commands, buttons, selects, modals."""

import discord
import pytest

from bot.sandbox.discord import LocalDiscord
from tests.sandbox.tinybot import Clock, connected, png


@pytest.fixture
def local():
    return LocalDiscord()


async def picture_by(local, ada, art):
    """Let the bot post its picture with buttons."""
    asked = await ada.slash("imagine", channel=art, prompt="a fox")
    await local.until(lambda: len(asked.replies) == 2)
    return local.messages(art)[-1]


async def test_a_slash_command_is_acknowledged_answered_and_followed_up(local):
    ada, art = local.person("Ada"), local.channel("art")
    async with connected(local):
        asked = await ada.slash("imagine", channel=art, prompt="a fox", count=2, aspect="wide")
        await asked.acknowledged()
        await local.until(lambda: len(asked.replies) == 2)

    [posted] = local.messages(art)
    assert posted.content == "a fox ×2 16:9"
    assert asked.acked_after < 1
    assert asked.reply.content == "Painted."
    assert [message.content for message in ada.sees(art)] == [
        "Painted.",
        posted.content,
        "Anything else?",
    ]


async def test_what_is_ephemeral_is_seen_by_one_person_only(local):
    ada, bo, art = local.person("Ada"), local.person("Bo"), local.channel("art")
    async with connected(local):
        asked = await ada.slash("imagine", channel=art, prompt="a fox")
        await local.until(lambda: len(asked.replies) == 2)

    assert len(ada.sees(art)) == 3
    assert bo.sees(art) == local.messages(art)
    assert asked.reply.flags & 64


async def test_a_posted_file_has_its_size_type_and_alt_text_filled_in(local):
    ada, art = local.person("Ada"), local.channel("art")
    async with connected(local):
        [shown] = (await picture_by(local, ada, art)).attachments

    assert (shown["width"], shown["height"]) == (640, 480)
    assert (shown["filename"], shown["content_type"]) == ("fox.png", "image/png")
    assert (shown["size"], shown["description"]) == (64, "A picture of a fox")
    assert local.file(shown) == png()


async def test_an_attached_picture_arrives_with_its_bytes(local):
    ada, art = local.person("Ada"), local.channel("art")
    async with connected(local) as bot:
        picture = ("cat.png", png(10, 20))
        asked = await ada.slash("imagine", channel=art, prompt="a fox", image=picture)
        await local.until(lambda: len(asked.replies) == 2)

    assert bot.heard.files == [png(10, 20)]
    assert bot.heard.interactions[0].namespace.image.width == 10


async def test_an_interaction_tells_all_that_a_bot_goes_by(local):
    bo, art = local.person("Bo"), local.channel("art")
    local.world.attachment_size_limit = 5000
    async with connected(local) as bot:
        await (await bo.slash("imagine", channel=art, prompt="a fox")).acknowledged()
        await (await bo.slash("imagine", channel=bo.dm(), prompt="a fox")).acknowledged()
        here, direct = bot.heard.interactions

    assert here.filesize_limit == 5000
    assert (here.locale, here.guild_locale) == (
        discord.Locale.german,
        discord.Locale.american_english,
    )
    assert here.app_permissions.send_messages
    assert not here.app_permissions.manage_messages
    assert not here.permissions.manage_guild
    assert here.is_guild_integration()
    assert (here.context.guild, direct.context.dm_channel) == (True, True)
    assert (here.channel.name, direct.channel.recipient.display_name) == ("art", "Bo")


async def test_options_are_refused_as_the_app_refuses_them(local):
    ada, art = local.person("Ada"), local.channel("art")
    async with connected(local):
        with pytest.raises(AssertionError, match="needs prompt"):
            await ada.slash("imagine", channel=art)
        with pytest.raises(AssertionError, match="no option colour"):
            await ada.slash("imagine", channel=art, prompt="a fox", colour="red")
        with pytest.raises(AssertionError, match="at most 4"):
            await ada.slash("imagine", channel=art, prompt="a fox", count=5)
        with pytest.raises(AssertionError, match="7000 characters, and 6000 fit"):
            await ada.slash("imagine", channel=art, prompt="x" * 7000)
        with pytest.raises(AssertionError, match="does not accept str"):
            await ada.slash("imagine", channel=art, prompt="a fox", count="2")
        with pytest.raises(AssertionError, match="no choice"):
            await ada.slash("imagine", channel=art, prompt="a fox", aspect="4:3")
        with pytest.raises(AssertionError, match="not offered 'paint'"):
            await ada.slash("paint", channel=art)


async def test_subcommands_reach_the_bot_and_go_by_permissions(local):
    ada, bo, art = local.person("Ada"), local.person("Bo"), local.channel("art")
    async with connected(local):
        asked = await ada.slash("settings talk", channel=art, allowed=True)
        await asked.acknowledged()
        with pytest.raises(AssertionError, match="Bo is not offered"):
            await bo.slash("settings talk", channel=art, allowed=True)

    assert asked.reply.content == "Talk: True"


async def test_typing_into_an_option_brings_choices(local):
    ada = local.person("Ada")
    async with connected(local):
        choices = await ada.completes("imagine", option="style", typed="w")

    assert [choice["name"] for choice in choices] == ["watercolour", "woodcut"]


async def test_a_message_menu_hands_over_the_message_without_any_intent(local):
    ada, bo, art = local.person("Ada"), local.person("Bo"), local.channel("art")
    photo = await bo.says("my cat", channel=art, files=[("cat.png", png())])
    async with connected(local):
        asked = await (await ada.menu("Look at this", on=photo)).acknowledged()

    assert asked.reply.content == "I see my cat ['cat.png']"


async def test_a_button_opens_a_form_and_its_fields_and_files_arrive(local):
    ada, art = local.person("Ada"), local.channel("art")
    async with connected(local):
        picture = await picture_by(local, ada, art)

        opened = await (await ada.clicks(picture, "Edit")).acknowledged()
        handed_in = await ada.submits(
            opened.modal,
            {"words": "at night", "Mood": ["wild"]},
            files={"Pictures": [("a.png", png()), ("b.png", png())]},
        )
        await handed_in.acknowledged()

    assert opened.modal.title == "Edit this picture"
    assert handed_in.reply.content == "at night ['wild'] ['a.png', 'b.png']"


async def test_a_form_is_not_sent_half_filled_in(local):
    ada, bo, art = local.person("Ada"), local.person("Bo"), local.channel("art")
    async with connected(local):
        picture = await picture_by(local, ada, art)
        opened = await (await ada.clicks(picture, "edit")).acknowledged()

        with pytest.raises(AssertionError, match="words must be filled in"):
            await ada.submits(opened.modal, {})
        with pytest.raises(AssertionError, match="words: that is 101 characters, and 100 fit"):
            await ada.submits(opened.modal, {"words": "x" * 101})
        four = [(f"{n}.png", png()) for n in range(4)]
        with pytest.raises(AssertionError, match="at most 3"):
            await ada.submits(opened.modal, {"words": "x"}, files={"pictures": four})
        with pytest.raises(AssertionError, match="no field colour"):
            await ada.submits(opened.modal, {"words": "x", "colour": "red"})
        with pytest.raises(AssertionError, match="No form is open"):
            await bo.submits(opened.modal, {"words": "x"})


async def test_an_old_form_with_rows_keeps_what_nobody_touched(local):
    ada, art = local.person("Ada"), local.channel("art")
    async with connected(local):
        picture = await picture_by(local, ada, art)

        opened = await (await ada.clicks(picture, "Rename")).acknowledged()
        handed_in = await (await ada.submits(opened.modal)).acknowledged()

    assert handed_in.reply is picture
    assert picture.content == "Now as before."
    assert picture.edited


async def test_a_select_takes_only_what_it_offers(local):
    ada, art = local.person("Ada"), local.channel("art")
    async with connected(local):
        picture = await picture_by(local, ada, art)

        await (await ada.picks(picture, custom_id="size", values=["2K"])).acknowledged()
        with pytest.raises(AssertionError, match="no option 8K"):
            await ada.picks(picture, values=["8K"])
        with pytest.raises(AssertionError, match="Between 1 and 1"):
            await ada.picks(picture, values=["1K", "2K"])

    assert picture.content == "In 2K."


def selects_of(*kinds, **more):
    return [
        {
            "type": 1,
            "components": [{"type": kind, "custom_id": f"of-{kind}", "min_values": 0} | more],
        }
        for kind in kinds
    ]


async def test_selects_of_people_roles_and_channels_send_what_was_chosen(local):
    ada, art, lounge = local.person("Ada"), local.channel("art"), local.channel("lounge")
    role = local.role("Painters")
    shown = await local.another_bot().says(
        channel=art, flags=1 << 15, components=selects_of(5, 6, 7, 8, max_values=2)
    )

    people = await ada.picks(shown, custom_id="of-5", values=[ada.id])
    roles = await ada.picks(shown, custom_id="of-6", values=[role])
    both = await ada.picks(shown, custom_id="of-7", values=[ada.id, role])
    channels = await ada.picks(shown, custom_id="of-8", values=[lounge.id, art.id])
    nothing = await ada.picks(shown, custom_id="of-8", values=[])

    resolved = [sent.interaction.data["resolved"] for sent in (people, roles, both, channels)]
    assert list(resolved[0]) == ["users", "members"]
    assert resolved[1]["roles"][role]["name"] == "Painters"
    assert list(resolved[2]["users"]) == [ada.id]
    assert list(resolved[2]["roles"]) == [role]
    assert list(resolved[3]["channels"]) == [lounge.id, art.id]
    assert nothing.interaction.data["values"] == []
    with pytest.raises(AssertionError, match="no role"):
        await ada.picks(shown, custom_id="of-6", values=[ada.id])


async def test_a_select_of_channels_offers_only_its_kinds(local):
    ada, art = local.person("Ada"), local.channel("art")
    shown = await local.another_bot().says(
        channel=art, flags=1 << 15, components=selects_of(8, channel_types=[15])
    )

    with pytest.raises(AssertionError, match="does not offer #art"):
        await ada.picks(shown, values=[art.id])


async def test_a_deferred_update_leaves_the_message_and_is_followed_up(local):
    bo, art = local.person("Bo"), local.channel("art")
    async with connected(local):
        picture = await picture_by(local, local.person("Ada"), art)

        asked = await (await bo.clicks(picture, "Again")).acknowledged()
        await local.until(lambda: asked.replies)

    assert asked.reply.content == "Once more."
    assert not picture.edited


async def test_an_answer_after_three_seconds_comes_too_late():
    clock = Clock()
    local = LocalDiscord(clock=clock)
    ada, art = local.person("Ada"), local.channel("art")
    async with connected(local) as bot:
        bot.tree.remove_command("imagine")
        asked = await ada.slash("imagine", channel=art, prompt="a fox")
        await local.until(lambda: bot.heard.interactions)

        clock.now += 3.1
        with pytest.raises(discord.NotFound) as refused:
            await bot.heard.interactions[0].response.defer()

    assert refused.value.code == 10062
    assert asked.acked_after is None


async def test_nobody_answering_is_said_after_three_seconds(local):
    ada, art = local.person("Ada"), local.channel("art")
    async with connected(local) as bot:
        bot.tree.remove_command("imagine")

        asked = await ada.slash("imagine", channel=art, prompt="a fox")
        with pytest.raises(AssertionError, match="imagine: no response"):
            await asked.acknowledged()

    assert asked.failed


async def test_an_interaction_is_answered_once(local):
    ada, art = local.person("Ada"), local.channel("art")
    async with connected(local) as bot:
        await (await ada.slash("imagine", channel=art, prompt="a fox")).acknowledged()

        interaction = bot.heard.interactions[0]
        interaction.response._response_type = None
        with pytest.raises(discord.HTTPException) as refused:
            await interaction.response.send_message("again")

    assert (refused.value.status, refused.value.code) == (400, 40060)


async def test_a_token_dies_after_fifteen_minutes():
    clock = Clock()
    local = LocalDiscord(clock=clock)
    ada, art = local.person("Ada"), local.channel("art")
    async with connected(local) as bot:
        asked = await ada.slash("imagine", channel=art, prompt="a fox")
        await local.until(lambda: len(asked.replies) == 2)

        clock.now += 15 * 60 + 1
        with pytest.raises(discord.HTTPException) as refused:
            await bot.heard.interactions[0].followup.send("late")

    assert (refused.value.status, refused.value.code) == (401, 50027)


async def test_a_dismissed_message_is_out_of_sight_but_still_there_for_the_bot(local):
    ada, art = local.person("Ada"), local.channel("art")
    async with connected(local) as bot:
        asked = await ada.slash("imagine", channel=art, prompt="a fox")
        await local.until(lambda: len(asked.replies) == 2)

        await ada.deletes(asked.reply)
        await bot.heard.interactions[0].edit_original_response(content="Still here.")

    assert asked.reply.content == "Still here."
    assert asked.reply not in ada.sees(art)


async def test_the_first_follow_up_after_a_deferral_fills_in_what_was_promised(local):
    ada, art = local.person("Ada"), local.channel("art")
    async with connected(local) as bot:
        bot.tree.remove_command("imagine")
        asked = await ada.slash("imagine", channel=art, prompt="a fox")
        await local.until(lambda: bot.heard.interactions)
        interaction = bot.heard.interactions[0]

        await interaction.response.defer(thinking=True)
        loading = asked.reply.loading
        await interaction.followup.send("Here.", ephemeral=True)

    assert loading
    assert [message.content for message in asked.replies] == ["Here."]
    assert local.messages(art) == asked.replies


async def test_an_app_that_a_person_installed_for_themselves_has_five_follow_ups(local):
    ada, art = local.person("Ada"), local.channel("art")
    local.world.installed_by_user = True
    async with connected(local) as bot:
        await (await ada.slash("imagine", channel=art, prompt="a fox")).acknowledged()
        [interaction] = bot.heard.interactions
        with pytest.raises(discord.HTTPException) as refused:
            for number in range(7):
                await interaction.followup.send(f"{number}")

    assert refused.value.code == 40094
