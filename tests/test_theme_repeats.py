"""Themes of a list: each starts when the one before has ended, also after restarts."""

import asyncio

import pytest

from bot.core import theme_repeats
from bot.core.theme_repeats import Every
from bot.core.themes import ThemeState
from bot.errors import UserError
from bot.sandbox.discord.permissions import Permission
from bot.sandbox.discord.places import BOT_ROLE_ID, GUILD_ID

from .conftest import easel_in
from .stories import answered, says, shown
from .test_events import entered, enters
from .test_showcase import fox_of, logs, town_in

DAY = 86_400.0  # seconds


@pytest.fixture
async def town(discord):
    return await town_in(discord)


async def repeats(discord, town, themes="fog; rain; snow", **options):
    asked = await town.ada.slash(
        "event repeat", channel=town.art, themes=themes, every="day", channel_=town.hall, **options
    )
    await answered(discord, asked, "event.repeat.day", channel=f"<#{town.hall.id}>")
    await announced(discord, town, 1)
    return asked


async def announced(discord, town, count):
    """Wait until so many themes were announced; the words of all."""
    found = lambda: [m for m in discord.messages(town.hall) if says(m.content, "event.title")]  # noqa: E731
    await discord.until(lambda: len(found()) >= count and found()[-1].thread)
    assert len(found()) == count
    return found()


async def away(easel, days):
    """Easel is stopped, and started so many days after the beginning."""
    await easel.stop()
    easel.ahead = days * DAY
    await easel.start()


async def whole_list(easel):
    discord, town = easel.discord, await town_in(easel.discord)
    await logs(discord, town)
    await repeats(discord, town)
    [fog] = await announced(discord, town, 1)
    assert says(fog.content, "event.title", words="fog")
    await entered(discord, town, fog.thread, town.bo)

    await away(easel, 1.01)

    _, rain = await announced(discord, town, 2)
    assert says(rain.content, "event.title", words="rain")
    await discord.until(
        lambda: any(says(m.content, "event.over", count=1) for m in discord.messages(fog.thread))
    )
    fox = await fox_of(discord, town.cy, town.art, 2)
    await answered(discord, await enters(town.cy, fox, 2), "event.entered")
    await shown(discord, rain.thread)

    await away(easel, 9.01)  # of all that it missed, one starts

    *_, snow = await announced(discord, town, 3)
    assert says(snow.content, "event.title", words="snow")
    theme = await easel.app.engine.themes.get(3)
    assert 0.5 * DAY <= theme.ends_at - theme.started_at <= 1.5 * DAY
    asked = await town.ada.slash("event repeat", channel=town.art)
    await answered(discord, asked, "event.repeat.last")

    await away(easel, 12)

    await discord.until(
        lambda: any(says(m.content, "log.event.repeat.over") for m in discord.messages(town.office))
    )
    await announced(discord, town, 3)
    asked = await town.ada.slash("event repeat", channel=town.art)
    await answered(discord, asked, "event.repeat.none")


async def test_each_theme_of_a_list_follows_the_one_before_until_the_list_is_over(easel):
    await whole_list(easel)


async def test_a_list_on_postgresql(postgres_url, tmp_path):
    async with easel_in(tmp_path, storage={"database": postgres_url}) as easel:
        await whole_list(easel)


async def test_the_next_theme_starts_when_moderators_end_one(discord, town):
    await repeats(discord, town)

    asked = await town.ada.slash("event end", channel=town.art)

    await announced(discord, town, 2)
    await answered(discord, asked, "event.ended.next")


async def test_a_list_waits_for_the_theme_that_is_open(discord, town):
    asked = await town.ada.slash(
        "event start", channel=town.art, theme="first", until="2h", channel_=town.hall
    )
    await answered(discord, asked, "event.started")
    await repeats(discord, town)

    await town.ada.slash("event end", channel=town.art)

    first, fog = await announced(discord, town, 2)
    assert [says(m.content, "event.title", words="first") for m in (first, fog)] == [True, False]


async def test_a_list_is_stopped_and_its_open_theme_goes_on(easel, discord, town):
    await repeats(discord, town)
    stopped = await town.ada.slash("event repeat", channel=town.art, off=True)
    await answered(discord, stopped, "event.repeat.off")
    assert (await easel.app.engine.themes.get(1)).state is ThemeState.OPEN

    await away(easel, 1.01)

    theme = await over(easel, 1)
    assert theme.board
    await announced(discord, town, 1)


async def over(easel, id_):
    """Wait until nothing is to be done about a theme any more."""
    async with asyncio.timeout(10):
        while (theme := await easel.app.engine.themes.get(id_)).state is not ThemeState.OVER:
            await easel.discord.world.next_change(0.05)
    return theme


async def test_only_moderators_plan_themes(discord, town):
    for options in ({}, {"off": True}, {"themes": "fog"}):
        asked = await town.bo.slash("event repeat", channel=town.art, **options)
        await answered(discord, asked, "moderate.only")


# -- faults


async def test_a_theme_that_no_one_announced_while_easel_was_away_stops_no_list(
    easel, discord, town
):
    await repeats(discord, town)
    path = f"/channels/{town.hall.id}/messages"
    fault = discord.faults.add(method="POST", path=path, hang=True)
    await town.ada.slash("event end", channel=town.art)
    await discord.until(lambda: not fault.times)
    await easel.kill()
    easel.ahead = 3 * DAY

    await easel.start()

    _, snow = await announced(discord, town, 2)
    assert says(snow.content, "event.title", words="snow")


async def test_a_list_stops_when_its_channel_is_deleted(easel, discord, town):
    await logs(discord, town)
    await repeats(discord, town)
    discord.delete_channel(town.hall)

    await town.ada.slash("event end", channel=town.art)

    await discord.until(
        lambda: any(says(m.content, "log.event.repeat.lost") for m in discord.messages(town.office))
    )
    await over(easel, 2)
    assert await easel.app.engine.themes.repeat_of(int(GUILD_ID)) is None


async def test_a_list_stops_when_a_theme_could_never_be_announced(easel, discord, town):
    await logs(discord, town)
    discord.forbid("SEND_MESSAGES", channel=town.hall)
    asked = await town.ada.slash(
        "event repeat", channel=town.art, themes="fog; rain", every="day", channel_=town.hall
    )
    await answered(discord, asked, "event.repeat.day")
    await discord.until(
        lambda: any(says(m.content, "log.event") for m in discord.messages(town.office))
    )

    await away(easel, 1.1)

    await discord.until(
        lambda: any(says(m.content, "log.event.repeat.lost") for m in discord.messages(town.office))
    )
    assert (await over(easel, 1)).board is None
    assert discord.messages(town.hall) == []


async def test_a_board_that_can_not_be_posted_is_not_tried_for_ever(easel, discord, town):
    await repeats(discord, town, themes="fog")
    [fog] = await announced(discord, town, 1)
    await entered(discord, town, fog.thread, town.bo)
    discord.forbid("SEND_MESSAGES_IN_THREADS", channel=town.hall)
    await away(easel, 2)
    async with asyncio.timeout(10):
        while not (await easel.app.engine.themes.get(1)).reason:
            await discord.world.next_change(0.05)

    await away(easel, 9)

    assert (await over(easel, 1)).board is None
    asked = await town.bo.slash("event show", channel=town.art)
    await answered(discord, asked, "event.over", words="fog", count=1)


# -- pings


async def test_a_role_that_everyone_can_mention_is_mentioned_once(discord, town):
    role = discord.role("fans", mentionable=True)

    await repeats(discord, town, ping=role)

    [fog] = await announced(discord, town, 1)
    assert f"<@&{role}>" in fog.content
    sent = [c for c in discord.calls if c.method == "POST" and c.path.endswith("/messages")]
    allowed = [c.body["allowed_mentions"] for c in sent if "fog" in c.body["content"]]
    assert [each["roles"] for each in allowed] == [[int(role)]]
    assert [each["parse"] for each in allowed] == [[]]


async def test_a_role_that_not_everyone_can_mention_needs_the_permission_of_both(discord, town):
    role = discord.role("secret")
    asks = {"channel": town.art, "theme": "fog", "until": "2h", "channel_": town.hall}
    asked = await town.bo.slash("event repeat", channel=town.art, themes="fog", ping=role)
    await answered(discord, asked, "moderate.only")
    discord.grant(town.bo, "MANAGE_MESSAGES")
    asked = await town.bo.slash("event start", ping=role, **asks)
    await answered(discord, asked, "event.ping.not_yours", role=f"<@&{role}>")
    asked = await town.bo.slash("event start", ping=GUILD_ID, **asks)
    await answered(discord, asked, "event.ping.everyone")
    asked = await town.ada.slash("event start", ping=role, **asks)
    await answered(discord, asked, "event.ping.not_mine", role=f"<@&{role}>")

    guild = discord.world.guild
    guild.bot_permissions |= Permission.MENTION_EVERYONE
    [own] = [each for each in guild.roles() if each["id"] == BOT_ROLE_ID]
    discord.dispatch_event("GUILD_ROLE_UPDATE", {"guild_id": GUILD_ID, "role": own})

    asked = await town.ada.slash("event start", ping=role, **asks)
    await answered(discord, asked, "event.started")


# -- rules


@pytest.mark.parametrize(
    ("text", "themes"),
    [("fog", ["fog"]), (" fog ;; old  harbour;", ["fog", "old harbour"]), ("霧；雨", ["霧", "雨"])],
)
def test_themes_are_separated_by_semicolons(text, themes):
    assert theme_repeats.parse_themes(text) == themes


@pytest.mark.parametrize("text", [" ; ", "x" * 201, ";".join("x" * 51)])
def test_a_list_without_themes_or_with_too_many_or_too_long_ones_is_refused(text):
    with pytest.raises(UserError, match=r"event\.repeat\.themes"):
        theme_repeats.parse_themes(text)


@pytest.mark.parametrize(
    ("late", "lasts"), [(0, 1.0), (0.001, 0.999), (0.4, 0.6), (0.6, 1.4), (1.3, 0.7), (9.5, 1.5)]
)
def test_a_theme_ends_at_the_time_of_day_of_the_one_before(late, lasts):
    ends_at = theme_repeats.next_end(5 * DAY, every=Every.DAY, now=(5 + late) * DAY)

    assert ends_at - (5 + late) * DAY == pytest.approx(lasts * DAY)
