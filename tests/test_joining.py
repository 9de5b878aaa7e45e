"""Joining a server: one greeting, a first image to try, and the way to the panel."""

import pytest

from bot.sandbox.discord.permissions import Permission
from bot.text.wording import say

from .stories import answered, said, says, shown

FIRST, SETUP = say("button.paint"), "setup:open"


def greetings(discord, channel, locale="en-US"):
    prompt = say("greeting.prompt", locale)
    return [m for m in discord.messages(channel) if prompt in m.content and not m.attachments]


def everywhere(discord):
    return [m for channel in discord.world.channels.values() for m in greetings(discord, channel)]


async def greeted(discord, channel, locale="en-US"):
    await discord.until(lambda: greetings(discord, channel, locale))
    [greeting] = greetings(discord, channel, locale)
    return greeting


@pytest.fixture
def lounge(discord):
    channel = discord.channel("lounge")
    discord.set_system_channel(channel)
    return channel


async def test_a_new_server_is_greeted_in_its_system_channel(discord, gemini, ada, bo, lounge):
    discord.invite_bot(by=ada)

    greeting = await greeted(discord, lounge)
    await bo.clicks(greeting, FIRST)

    await shown(discord, lounge)
    assert said(gemini) == [("user", say("greeting.prompt"), [])]


async def test_the_first_image_is_the_one_that_the_greeting_names_in_the_servers_language(
    discord, gemini, bo, lounge
):
    discord.set_locale("de")
    discord.invite_bot()
    greeting = await greeted(discord, lounge, locale="de")

    await bo.clicks(greeting, "greeting:first:de")

    await shown(discord, lounge)
    assert said(gemini) == [("user", say("greeting.prompt", "de"), [])]


async def test_the_panel_opens_from_the_greeting_for_who_manages_the_server(
    discord, ada, bo, lounge
):
    discord.invite_bot()
    greeting = await greeted(discord, lounge)

    refused = await bo.clicks(greeting, SETUP)
    opened = await ada.clicks(greeting, SETUP)

    await answered(discord, refused, "settings.managers")
    await discord.until(lambda: opened.reply and says(opened.reply.all_text(), "setup.title"))
    assert opened.reply.flags & 64, "it is for them alone"
    await ada.clicks(opened.reply, "setup:where:age:on")
    await discord.until(lambda: says(opened.reply.all_text(), "setup.age.on"))


async def test_a_server_is_greeted_once_and_a_start_is_no_joining(easel, discord, ada, bo, lounge):
    assert not everywhere(discord), "it was in the server when it started"
    discord.invite_bot()
    await greeted(discord, lounge)

    discord.invite_bot()
    await easel.stop()
    await easel.start()
    await bo.says(f"{discord.bot_mention} a fox", channel=lounge)

    await shown(discord, lounge)
    assert len(everywhere(discord)) == 1


async def test_without_a_place_to_post_the_owner_is_greeted_privately(
    discord, gemini, ada, bo, lounge
):
    discord.forbid("SEND_MESSAGES", channel=lounge)

    discord.invite_bot(by=bo)

    greeting = await greeted(discord, ada.dm())
    assert says(greeting.content, "greeting.private", server=discord.world.guild.name)
    assert greeting.buttons() == [FIRST], "the panel opens in the server only"
    await ada.clicks(greeting, FIRST)
    await shown(discord, ada.dm())


async def test_who_invited_it_is_greeted_where_the_server_lets_that_be_read(discord, ada, bo):
    discord.world.guild.bot_permissions |= Permission.VIEW_AUDIT_LOG

    discord.invite_bot(by=bo)

    await greeted(discord, bo.dm())
