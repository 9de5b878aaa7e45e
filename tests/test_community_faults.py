"""What goes wrong in showcases, remixes, themes and galleries, and what still holds."""

import asyncio
import shutil
from typing import Any

import pytest

from bot.core.due import Due
from bot.core.showcase import ShowcaseState
from bot.discord.delivery.due_work import SERVERS, DueWork
from bot.engine.wakeup import Wakeup
from bot.sandbox.discord import posting
from bot.sandbox.discord.places import GUILD_ID

from .conftest import easel_in
from .stories import answered, pictures, says, shown
from .test_events import HOUR, board_in, entered, enters, starts, votes_for
from .test_gallery_pages import HTTP, PAGE, agrees, get, served
from .test_remix import in_thread, remixes
from .test_showcase import (
    entry_of,
    fox_of,
    logs,
    opens_showcase,
    showcases,
    town_in,
)

DAY = 86_400.0  # seconds


@pytest.fixture
async def town(discord):
    return await town_in(discord)


async def away(easel, seconds):
    """Easel is stopped, and started so long after the beginning."""
    await easel.stop()
    easel.ahead = seconds
    await easel.start()


# -- five people, with restarts in the middle


async def five_people(easel):
    """Bo's fox is showcased, remixed by Cy, entered by both, voted for, and seen by everyone."""
    discord, town = easel.discord, await town_in(easel.discord)
    await opens_showcase(discord, town)
    asked = await town.ada.slash("event start", channel=town.art, theme="foxes", until="2h")
    await answered(discord, asked, "event.started")
    [start] = [m for m in discord.messages(town.art) if says(m.content, "event.title")]
    await discord.until(lambda: start.thread)
    fox = await fox_of(discord, town.bo, town.art)
    await answered(discord, await showcases(town.bo, fox), "showcase.shown")
    [posted] = pictures(discord, town.hall)
    await away(easel, 0)
    await remixes(town.cy, posted)
    blue = await in_thread(discord, posted)
    assert says(blue.content, "caption.remix", person=town.bo.mention)
    await answered(discord, await enters(town.bo, fox, 1), "event.entered")
    await away(easel, 60)
    await answered(discord, await enters(town.cy, blue, 2), "event.entered")
    first, second = pictures(discord, start.thread)
    await votes_for(discord, town.di, town.ed, town.ada, entry=second)
    await votes_for(discord, town.ada, entry=first)
    await agrees(discord, town)

    await away(easel, 3 * HOUR)

    board = await board_in(discord, start.thread)
    assert f"**1** · {town.cy.mention}" in board.content
    assert f"**2** · {town.bo.mention}" in board.content
    assert pictures(discord, town.hall) == [posted]
    page = (await get(easel, PAGE)).body.decode()
    assert page.count("<figure") == 1
    assert all(person.id not in page for person in (town.bo, town.cy))
    assert [m.mentions for m in (posted, first, second, board)] == [[], [], [], []]


@served
async def test_five_people_showcase_remix_enter_vote_and_look_after_restarts(easel):
    await five_people(easel)


async def test_five_people_on_postgresql(postgres_url, tmp_path):
    async with easel_in(tmp_path, storage={"database": postgres_url}, **HTTP) as easel:
        await five_people(easel)


# -- deleted channels, lost rights


async def test_a_showcase_whose_channel_is_deleted_is_told_and_not_tried_for_ever(
    easel, discord, town
):
    await logs(discord, town)
    await opens_showcase(discord, town)
    fox = await fox_of(discord, town.bo, town.art)
    discord.delete_channel(town.hall)

    await answered(discord, await showcases(town.bo, fox), "showcase.later")

    await discord.until(
        lambda: any(says(m.content, "log.showcase") for m in discord.messages(town.office))
    )
    await away(easel, 31 * DAY)
    await entry_of(easel, 1, lambda entry: entry is None)


async def test_an_entry_waits_while_the_thread_is_locked(easel, discord, town):
    await logs(discord, town)
    announced = await starts(discord, town, until="10d")
    fox = await fox_of(discord, town.bo, town.art)
    discord.forbid("SEND_MESSAGES_IN_THREADS", channel=town.hall)
    await answered(discord, await enters(town.bo, fox, 1), "event.entered.later")
    await discord.until(
        lambda: any(says(m.content, "log.event") for m in discord.messages(town.office))
    )
    discord.allow("SEND_MESSAGES_IN_THREADS", channel=town.hall)

    await away(easel, 2 * HOUR)

    await shown(discord, announced.thread)


async def test_a_board_is_posted_when_its_time_comes_not_at_the_next_look(easel, discord, town):
    announced = await starts(discord, town)
    await entered(discord, town, announced.thread, town.bo)

    await away(easel, 2 * HOUR - 4)  # ends seconds after the start; it looks once a minute

    await board_in(discord, announced.thread)


# -- people who go


async def test_who_is_banned_with_their_messages_is_out_of_theme_and_showcase(easel, discord, town):
    await opens_showcase(discord, town)
    asked = await town.ada.slash("event start", channel=town.art, theme="fog", until="2h")
    await answered(discord, asked, "event.started")
    [start] = [m for m in discord.messages(town.art) if says(m.content, "event.title")]
    await discord.until(lambda: start.thread)
    fox = await fox_of(discord, town.bo, town.art)
    await answered(discord, await enters(town.bo, fox, 1), "event.entered")
    await showcases(town.bo, fox)
    posted = await shown(discord, town.hall)
    [entry] = pictures(discord, start.thread)
    await votes_for(discord, town.di, entry=entry)

    posting.delete_together(discord.world, start.thread, [entry])
    posting.delete_together(discord.world, town.hall, [posted])

    await entry_of(easel, 1, lambda each: each.state is ShowcaseState.DECLINED)
    await town.ada.slash("event end", channel=town.art)
    board = await board_in(discord, start.thread)
    assert says(board.content, "event.over", count=0)


# -- the gallery


@served
async def test_an_image_whose_file_is_lost_is_missing_and_the_page_stays(easel, discord, town):
    await opens_showcase(discord, town)
    fox = await fox_of(discord, town.bo, town.art)
    await answered(discord, await showcases(town.bo, fox), "showcase.shown")
    await agrees(discord, town)
    shutil.rmtree(easel.folder / "pictures")
    (easel.folder / "pictures").mkdir()

    assert (await get(easel, f"{GUILD_ID}/images/1-1.webp")).status == 404
    assert (await get(easel, PAGE)).status == 200


# -- one server holds no other up


class Connected:
    """A connection to every server."""

    async def client(self):
        return self

    def has_shard_of(self, _guild):
        return True


class Work:
    """Something that is due in a server."""

    def __init__(self, guild):
        self.guild = guild


async def test_a_server_that_is_held_holds_no_other_up_and_does_nothing_twice():
    held = asyncio.Event()
    done = asyncio.Queue()
    works = [Work(guild) for guild in range(1, SERVERS)] + [Work(1)]

    async def do(_client, work):
        if work.guild == 1:
            await held.wait()
        await done.put(work)

    async def in_turn(client, work):
        async with queue.place(work.guild):
            await do(client, work)

    async def read(*, beyond):
        return Due(works[beyond:], 0.01)

    queue = DueWork[Work]("things", key=id, do=in_turn)
    connection: Any = Connected()
    running = asyncio.create_task(queue.run(connection, Wakeup(), read))
    async with asyncio.timeout(10):
        found = {(await done.get()).guild for _ in range(4 * (SERVERS - 2))}
        assert found == set(range(2, SERVERS))
        works[:] = [works[0], works[-1]]
        held.set()
        while (await done.get()).guild != 1:
            pass
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_what_follows_from_what_was_done_does_not_wait_for_the_next_look():
    left = [Work(1), Work(1)]
    done = asyncio.Queue()

    async def do(_client, work):
        left.remove(work)
        await done.put(work)

    async def read(*, beyond):
        return Due(left[beyond : beyond + 1])

    connection: Any = Connected()
    running = asyncio.create_task(
        DueWork[Work]("things", key=id, do=do).run(connection, Wakeup(), read)
    )
    async with asyncio.timeout(10):  # it looks once a minute
        await done.get()
        await done.get()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_what_another_process_does_not_do_and_what_is_held_hold_nothing_up():
    theirs, held, ours = [Work(2) for _ in range(5)], Work(1), Work(3)
    due, done, free = [*theirs, held, ours], asyncio.Queue(), asyncio.Event()

    class Shard(Connected):
        def has_shard_of(self, guild):
            return guild != 2

    async def do(_client, work):
        await (free.wait() if work is held else done.put(work))
        due.remove(work)

    async def read(*, beyond):
        return Due(due[beyond : beyond + 2], more=len(due) > beyond + 2)

    connection: Any = Shard()
    running = asyncio.create_task(
        DueWork[Work]("things", key=id, do=do).run(connection, Wakeup(), read)
    )
    async with asyncio.timeout(10):  # it looks once a minute
        assert await done.get() is ours
        due.append(later := Work(4))
        assert await done.get() is later
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
