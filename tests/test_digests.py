"""The digest: what was painted in a server, each Monday, once; also after outages."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.core import digests
from bot.core.days import DAY
from bot.core.digests import Remixed, Week, WeekSums
from bot.core.showcase import ShowcaseState
from bot.discord.delivery.digests import digest_text
from bot.sandbox.discord.places import GUILD_ID
from bot.text.wording import say

from .conftest import easel_in
from .stories import answered, says
from .test_remix import in_thread, remixes, showcased
from .test_showcase import entry_of, fox_of, logs, town_in

MONDAY, WEDNESDAY = 0, 2
HOUR = 3600.0  # seconds


@pytest.fixture
async def town(discord):
    return await town_in(discord)


async def comes(easel, weekday, hour, *, weeks=0):
    """Restart Easel on the next such day, by its clock."""
    now = datetime.now(UTC) + timedelta(seconds=easel.ahead)
    then = now.replace(hour=hour, minute=30) + timedelta(days=(weekday - now.weekday()) % 7)
    if then <= now:
        then += timedelta(days=7)
    await easel.stop()
    easel.ahead += (then - now).total_seconds() + weeks * 7 * DAY
    await easel.start()


async def sets_digest(discord, town):
    asked = await town.ada.slash("easel digest", channel=town.art, channel_=town.office)
    await answered(discord, asked, "digest.set", channel=f"<#{town.office.id}>")


def digests_in(discord, channel):
    return [m for m in discord.messages(channel) if says(m.content, "digest.title")]


async def posted(discord, town, count=1):
    await discord.until(lambda: len(digests_in(discord, town.office)) >= count)
    assert len(digests_in(discord, town.office)) == count
    return digests_in(discord, town.office)[-1]


async def due_is(easel, rule):
    async with asyncio.timeout(10):
        while not rule(await easel.app.engine.digests.get(int(GUILD_ID))):
            await easel.discord.world.next_change(0.05)


async def whole_way(easel):
    discord = easel.discord
    town = await town_in(discord)
    await comes(easel, WEDNESDAY, 12)
    hall = await showcased(discord, town)
    await entry_of(easel, 1, lambda entry: entry.state is ShowcaseState.SHOWN)
    for number, person in enumerate((town.cy, town.di, town.bo), 1):
        await remixes(person, hall, f"make it blue {number}")
        await in_thread(discord, hall, number)
    await sets_digest(discord, town)

    await comes(easel, MONDAY, 9)

    digest = await posted(discord, town)
    assert says(digest.content, "digest.sums", pictures=4, count=3)
    assert says(digest.content, "digest.remix", person=town.bo.mention, count=2)
    assert f"[#1](https://discord.com/channels/{GUILD_ID}/{town.hall.id}/{hall.id})" in (
        digest.content
    )
    assert digest.mentions == []
    await comes(easel, MONDAY, 10)
    await comes(easel, MONDAY, 9, weeks=3)  # an outage of weeks, in which nothing was painted
    await due_is(easel, lambda digest: digest.due_at > time.time() + easel.ahead)
    await posted(discord, town)


async def test_each_monday_the_week_before_is_told_once(easel):
    await whole_way(easel)


async def test_the_whole_way_on_postgresql(postgres_url, tmp_path):
    async with easel_in(tmp_path, storage={"database": postgres_url}) as easel:
        await whole_way(easel)


async def test_managers_set_and_end_it_and_the_log_says_so(discord, town):
    await logs(discord, town)
    asked = await town.ada.slash("easel digest", channel=town.art)
    await answered(discord, asked, "digest.off")
    await sets_digest(discord, town)

    asked = await town.ada.slash("easel digest", channel=town.art, off=True)

    await answered(discord, asked, "digest.off")
    told = lambda: [m for m in discord.messages(town.office) if says(m.content, "log.changed")]  # noqa: E731
    await discord.until(lambda: len([m for m in told() if "digest" in m.content]) == 2)


async def test_after_an_outage_there_is_one_about_the_last_week(easel, discord, town):
    await comes(easel, WEDNESDAY, 12)
    await sets_digest(discord, town)
    await comes(easel, WEDNESDAY, 13, weeks=2)
    await fox_of(discord, town.bo, town.art)
    await comes(easel, MONDAY, 9)

    digest = await posted(discord, town)

    assert says(digest.content, "digest.sums", pictures=1, count=1)


async def test_who_is_forgotten_or_blocked_is_not_named(easel, discord, town):
    await comes(easel, WEDNESDAY, 12)
    hall = await showcased(discord, town)
    await entry_of(easel, 1, lambda entry: entry.state is ShowcaseState.SHOWN)
    await remixes(town.cy, hall)
    await in_thread(discord, hall)
    engine, week = easel.app.engine, Week(first=0)
    week = digests.last_week(time.time() + easel.ahead + 7 * DAY)
    assert (await engine.digests.sums(int(GUILD_ID), week)).remixed
    await engine.moderation.block(
        int(GUILD_ID), int(town.bo.id), by=int(town.ada.id), reason="spam", lasts="good"
    )
    assert not (await engine.digests.sums(int(GUILD_ID), week)).remixed
    await engine.moderation.unblock(int(GUILD_ID), int(town.bo.id))

    await engine.personal_data.forget(int(town.bo.id))

    assert not (await engine.digests.sums(int(GUILD_ID), week)).remixed


# -- faults


async def is_due(easel, discord, town):
    """A digest that is due on the next start."""
    await comes(easel, WEDNESDAY, 12)
    await fox_of(discord, town.bo, town.art)
    await sets_digest(discord, town)


async def logged(discord, channel, code, **facts):
    told = lambda: [m for m in discord.messages(channel) if says(m.content, code, **facts)]  # noqa: E731
    await discord.until(told)


async def test_a_digest_whose_channel_is_deleted_ends_and_the_log_says_so(easel, discord, town):
    asked = await town.ada.slash("easel log", channel=town.art, channel_=town.hall)
    await answered(discord, asked, "log.set")
    await is_due(easel, discord, town)
    discord.delete_channel(town.office)

    await comes(easel, MONDAY, 9)

    await logged(discord, town.hall, "log.digest.off", why=say("log.why.gone"))
    await due_is(easel, lambda digest: digest is None)


async def test_without_the_right_to_post_it_comes_when_there_is_one(easel, discord, town):
    asked = await town.ada.slash("easel log", channel=town.art, channel_=town.hall)
    await answered(discord, asked, "log.set")
    await is_due(easel, discord, town)
    discord.forbid("SEND_MESSAGES", channel=town.office)
    await comes(easel, MONDAY, 9)
    why = say("log.why.lacks", permissions=say("permission.send_messages"))
    await logged(discord, town.hall, "log.digest", why=why)
    discord.allow("SEND_MESSAGES", channel=town.office)

    await comes(easel, MONDAY, 11)

    await posted(discord, town)


async def test_after_a_day_without_the_right_to_post_it_ends(easel, discord, town):
    asked = await town.ada.slash("easel log", channel=town.art, channel_=town.hall)
    await answered(discord, asked, "log.set")
    await is_due(easel, discord, town)
    discord.forbid("SEND_MESSAGES", channel=town.office)
    await comes(easel, MONDAY, 9)
    await logged(discord, town.hall, "log.digest")
    engine = easel.app.engine.digests
    for _ in range(digests.MOST_REFUSALS - 2):
        digest = await engine.get(int(GUILD_ID))
        await engine.postpone(digest, after=0, refused=True)

    await comes(easel, MONDAY, 11)

    await logged(discord, town.hall, "log.digest.off")


async def test_a_process_that_dies_while_it_posts_one_posts_one(easel, discord, town):
    await is_due(easel, discord, town)
    path = f"/channels/{town.office.id}/messages$"
    discord.faults.add(method="POST", path=path, hang=True, carried_out=True)
    await comes(easel, MONDAY, 9)
    await posted(discord, town)
    await easel.kill()
    discord.world.nonces.clear()  # Discord remembers them for some minutes only
    await easel.start()

    await due_is(easel, lambda digest: digest.due_at > time.time() + easel.ahead)

    await posted(discord, town)


async def test_a_digest_that_is_not_due_any_more_is_not_begun(easel, discord, town):
    await sets_digest(discord, town)
    digests = easel.app.engine.digests

    assert await digests.begin(await digests.get(int(GUILD_ID))) is None


# -- rules


@pytest.mark.parametrize(
    ("now", "due", "week"),
    [
        ("2026-11-29T23:59", "2026-11-30T09:00", "2026-11-16"),  # a Sunday
        ("2026-11-30T08:59", "2026-11-30T09:00", "2026-11-23"),
        ("2026-11-30T09:00", "2026-12-07T09:00", "2026-11-23"),
        ("2026-12-31T12:00", "2027-01-04T09:00", "2026-12-21"),
    ],
)
def test_the_next_one_comes_on_monday_about_the_last_whole_week(now, due, week):
    moment = lambda text: datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()  # noqa: E731

    assert digests.next_due(moment(now)) == moment(due)
    assert digests.last_week(moment(now)).first == moment(week) / DAY


def test_amounts_and_days_are_written_as_the_language_does():
    one = Remixed(turn=1, number=12, person=7, channel=3, message=4, remixes=5)
    sums = WeekSums(pictures=12, people=3, cost=1_234_567, remixed=(one,))

    german = digest_text(7, Week(first=20_780), sums, "de")

    assert "23. Nov. bis 29. Nov." in german
    assert "12 Bilder von 3 Leuten, für 1,23\N{NO-BREAK SPACE}$" in german.replace("US$", "$")
    assert "[#12](https://discord.com/channels/7/3/4)" in german
