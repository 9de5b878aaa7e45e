"""Themes in forum channels: a post with a tag, in which people enter images and vote."""

import asyncio

import pytest

from bot.core.themes import ThemeState
from bot.text.wording import say

from .stories import answered, says
from .test_events import HOUR, board_in, entered, votes_for
from .test_showcase import logs, town_in


@pytest.fixture
async def town(discord):
    return await town_in(discord)


async def posts_in(discord, forum, count=1):
    """Wait for so many posts in a forum; the newest with its first message."""
    found = lambda: [each for each in discord.world.threads() if each.parent is forum]  # noqa: E731
    await discord.until(lambda: len(found()) >= count)
    assert len(found()) == count
    post = found()[-1]
    return post, discord.messages(post)[0]


async def starts_in(town, forum, **options):
    return await town.ada.slash(
        "event start", channel=town.art, theme="fog", until="2h", channel_=forum, **options
    )


@pytest.mark.parametrize("media", [False, True])
async def test_a_theme_in_a_forum_is_a_post_with_its_entries_and_board(easel, discord, town, media):
    forum = discord.add_forum("contests", media=media)

    await answered(discord, await starts_in(town, forum), "event.started")

    post, first = await posts_in(discord, forum)
    assert (post.name, first.id) == ("fog", post.id)
    assert says(first.content, "event.title", words="fog")
    entry, _ = await entered(discord, town, post, town.bo, town.cy)
    await votes_for(discord, town.di, town.ed, entry=entry)
    await easel.stop()
    easel.ahead = 3 * HOUR
    await easel.start()
    board = await board_in(discord, post)
    assert f"**1** · {town.bo.mention}" in board.content
    asked = await town.ed.clicks(first, say("button.event.show"))
    await answered(discord, asked, "event.over", count=2)


async def test_the_tag_that_a_forum_requires_is_chosen_among_its_tags(discord, town):
    forum = discord.add_forum("contests", tags=("Contest", "Chat"), requires_tag=True)
    needed = await starts_in(town, forum)
    await answered(discord, needed, "event.tag.needed", tags=("Contest", "Chat"))
    unknown = await starts_in(town, forum, tag="fog")
    await answered(discord, unknown, "event.tag.unknown", tags=("Contest", "Chat"))
    offered = await town.ada.completes(
        "event start", option="tag", typed="con", channel_=forum, theme="fog", until="2h"
    )
    assert [each["value"] for each in offered] == ["Contest"]

    await answered(discord, await starts_in(town, forum, tag="contest"), "event.started")

    post, _ = await posts_in(discord, forum)
    assert post.applied_tags == [forum.available_tags[0]["id"]]


async def test_a_process_that_dies_while_it_opens_a_post_opens_one(easel, discord, town):
    forum = discord.add_forum("contests")
    path = f"/channels/{forum.id}/threads"
    discord.faults.add(method="POST", path=path, hang=True, carried_out=True)
    await starts_in(town, forum)
    await posts_in(discord, forum)
    await easel.kill()
    easel.ahead = HOUR

    await easel.start()

    async with asyncio.timeout(10):
        while (await easel.app.engine.themes.get(1)).message is None:
            await discord.world.next_change(0.05)
    post, _ = await posts_in(discord, forum)
    assert (await easel.app.engine.themes.get(1)).thread == int(post.id)


async def test_a_forum_that_can_not_be_posted_in_is_told_and_tried_again(easel, discord, town):
    await logs(discord, town)
    forum = discord.add_forum("contests")
    discord.forbid("SEND_MESSAGES", channel=forum)
    asked = await town.ada.slash(
        "event start", channel=town.art, theme="fog", until="10d", channel_=forum
    )
    await answered(discord, asked, "event.later")
    await discord.until(
        lambda: any(says(m.content, "log.event") for m in discord.messages(town.office))
    )
    discord.allow("SEND_MESSAGES", channel=forum)
    await easel.stop()
    easel.ahead = 2 * HOUR

    await easel.start()

    await posts_in(discord, forum)


async def test_a_theme_whose_post_is_deleted_is_over(easel, discord, town):
    forum = discord.add_forum("contests")
    await answered(discord, await starts_in(town, forum), "event.started")
    post, _ = await posts_in(discord, forum)
    discord.delete_channel(post)

    await town.ada.slash("event end", channel=town.art)

    async with asyncio.timeout(10):
        while (await easel.app.engine.themes.get(1)).state is not ThemeState.OVER:
            await discord.world.next_change(0.05)


async def test_a_list_of_themes_makes_a_post_for_each(discord, town):
    forum = discord.add_forum("contests")
    asked = await town.ada.slash(
        "event repeat", channel=town.art, themes="fog; rain", every="day", channel_=forum
    )
    await answered(discord, asked, "event.repeat.day")
    first, _ = await posts_in(discord, forum)
    await entered(discord, town, first, town.bo)

    await town.ada.slash("event end", channel=town.art)

    post, _ = await posts_in(discord, forum, 2)
    assert post.name == "rain"
    await board_in(discord, first)
