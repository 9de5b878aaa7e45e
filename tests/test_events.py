"""Themes: entries, votes, and the board at the end, also after restarts; and their rules."""

import asyncio
import time

import pytest
from sqlalchemy import insert

from bot.core import themes
from bot.core.showcase import ShowcaseState
from bot.core.themes import Standing, ThemeState, ThemeTerms
from bot.database.opening import transaction
from bot.database.tables import showcase, turns, votes
from bot.discord.actions import themes as theme_actions
from bot.errors import UserError
from bot.sandbox.discord.places import GUILD_ID
from bot.text.wording import permission_names, say

from .conftest import easel_in
from .stories import answered, pictures, says, shown
from .test_showcase import entry_of, fox_of, logs, town_in

HOUR = 3600.0  # seconds


@pytest.fixture
async def town(discord):
    return await town_in(discord)


async def starts(discord, town, until="2h", **options):
    """Start a theme in the hall; the message that announces it."""
    asked = await town.ada.slash(
        "event start",
        channel=town.art,
        theme="a *quiet* place",
        until=until,
        channel_=town.hall,
        **options,
    )
    await answered(discord, asked, "event.started")
    [announced] = discord.messages(town.hall)
    await discord.until(lambda: announced.thread)
    return announced


async def enters(person, message, turn):
    return await person.picks(message, values=[f"turn:{turn}:enter"])


async def entered(discord, town, thread, *people, before=0):
    """Let each person paint and enter an image; the messages of the entries."""
    for number, person in enumerate(people, before + 1):
        fox = await fox_of(discord, person, town.art, number)
        await answered(discord, await enters(person, fox, number), "event.entered")
        await shown(discord, thread, number)
    return pictures(discord, thread)[before:]


async def votes_for(discord, *people, entry):
    for person in people:
        asked = await person.clicks(entry, say("button.vote"))
        await answered(discord, asked, "event.vote.done")


async def board_in(discord, thread):
    """Wait for the message with the winners."""
    found = lambda: [m for m in discord.messages(thread) if says(m.content, "event.over")]  # noqa: E731
    await discord.until(found)
    [board] = found()
    return board


# -- the whole way


async def whole_way(easel):
    discord, town = easel.discord, await town_in(easel.discord)
    announced = await starts(discord, town)
    assert says(announced.content, "event.title", words=r"a \*quiet\* place")
    thread = announced.thread
    first, second, third = await entered(discord, town, thread, town.bo, town.cy, town.di)
    await votes_for(discord, town.bo, town.ed, town.ada, entry=second)
    await easel.stop()
    await easel.start()
    await votes_for(discord, town.cy, entry=first)
    assert town.bo.mention in first.content
    assert first.mentions == []

    await easel.stop()
    easel.ahead = 3 * HOUR  # it ends while Easel is away
    await easel.start()

    board = await board_in(discord, thread)
    lines = board.content.splitlines()
    assert [line[:5] for line in lines[1:]] == ["**1**", "**2**"]
    assert town.cy.mention in lines[1]
    assert say("event.votes", count=3) in lines[1]
    assert f"/{second.id}" in lines[1]
    assert town.bo.mention in lines[2]
    assert board.mentions == []
    [sheet] = board.attachments
    for name, place in (("Cy", "1."), ("Bo", "2."), ("Di", "3.")):
        assert f"{place} {name}, " in sheet["description"]
    late = await town.ed.clicks(third, say("button.vote"))
    await answered(discord, late, "event.none")
    await easel.stop()
    await easel.start()
    asked = await town.ed.clicks(board, say("button.event.results"))
    await discord.until(lambda: asked.reply and town.di.mention in asked.reply.content)
    assert len(pictures(discord, thread)) == 4


async def test_five_people_enter_vote_and_read_who_won_after_restarts(easel):
    await whole_way(easel)


async def test_the_whole_way_on_postgresql(postgres_url, tmp_path):
    async with easel_in(tmp_path, storage={"database": postgres_url}) as easel:
        await whole_way(easel)


async def test_moderators_end_a_theme_early_and_another_one_can_start(discord, town):
    announced = await starts(discord, town)
    again = await town.ada.slash("event start", channel=town.art, theme="fog", until="1d")
    await answered(discord, again, "event.open")
    for command, options in (("start", {"theme": "fog", "until": "1d"}), ("end", {})):
        refused = await town.bo.slash(f"event {command}", channel=town.art, **options)
        await answered(discord, refused, "moderate.only")

    await answered(discord, await town.ada.slash("event end", channel=town.art), "event.ended")

    board = await board_in(discord, announced.thread)
    assert says(board.content, "event.over", count=0)
    assert board.attachments == []
    again = await town.ada.slash("event start", channel=town.art, theme="fog", until="1d")
    await answered(discord, again, "event.started")
    asked = await town.bo.slash("event show", channel=town.art)
    await answered(discord, asked, "event.title", words="fog")


async def test_two_who_start_at_once_start_one_theme(discord, town):
    asked = await asyncio.gather(
        *(
            town.ada.slash("event start", channel=town.art, theme=words, until="1d")
            for words in ("fog", "rain")
        )
    )

    await discord.until(lambda: all(one.reply and not one.reply.loading for one in asked))

    codes = [says(one.reply.content, "event.started") for one in asked]
    assert sorted(codes) == [False, True]


# -- entries


async def test_each_person_enters_as_many_as_they_may_each_once(discord, town):
    announced = await starts(discord, town, per_person=2)
    for number in (1, 2, 3):
        fox = await fox_of(discord, town.bo, town.art, number)
        last = await asyncio.gather(*(enters(town.bo, fox, number) for _ in range(2)))

    for one in last:
        await answered(discord, one, "event.full", limit=2)
    assert len(pictures(discord, announced.thread)) == 2
    foxes = pictures(discord, town.art)
    await answered(discord, await enters(town.bo, foxes[0], 1), "event.entered")
    await answered(discord, await enters(town.cy, foxes[2], 3), "event.not_yours")


@pytest.mark.parametrize("way", ["message", "entry", "forget"])
async def test_an_entry_goes_with_its_image_and_by_moderators(easel, discord, town, way):
    announced = await starts(discord, town)
    first, _ = await entered(discord, town, announced.thread, town.bo, town.cy)
    await votes_for(discord, town.di, town.ed, entry=first)
    [fox, _] = pictures(discord, town.art)

    if way == "message":
        discord.delete(fox)
    elif way == "entry":
        discord.delete(first)
    else:
        await easel.app.engine.personal_data.forget(int(town.bo.id))
        easel.app.engine.showcases.wakeup.wake()

    await discord.until(lambda: first.deleted)
    await town.ada.slash("event end", channel=town.art)
    board = await board_in(discord, announced.thread)
    assert says(board.content, "event.over", count=1)
    assert town.bo.mention not in board.content
    if way == "entry":
        assert not fox.deleted
        again = await enters(town.bo, fox, 1)
        await answered(discord, again, "event.none")


async def test_entries_of_members_who_are_blocked_do_not_win(easel, discord, town):
    announced = await starts(discord, town)
    first, second = await entered(discord, town, announced.thread, town.bo, town.cy)
    await votes_for(discord, town.di, town.ed, entry=first)
    await votes_for(discord, town.di, entry=second)
    await easel.app.engine.moderation.block(
        int(GUILD_ID), int(town.bo.id), by=int(town.ada.id), reason="spam", lasts="good"
    )
    refused = await town.bo.clicks(second, say("button.vote"))
    await answered(discord, refused, "member.blocked")

    await town.ada.slash("event end", channel=town.art)

    board = await board_in(discord, announced.thread)
    assert f"**1** · {town.cy.mention}" in board.content
    assert town.bo.mention not in board.content


async def test_what_is_age_restricted_is_not_entered_elsewhere(discord, town):
    announced = await starts(discord, town)
    discord.restrict_age(town.art)
    fox = await fox_of(discord, town.bo, town.art)

    await answered(discord, await enters(town.bo, fox, 1), "event.all_ages")

    assert pictures(discord, announced.thread) == []


# -- votes


async def test_a_vote_counts_once_is_taken_back_and_is_not_for_ones_own(easel, discord, town):
    announced = await starts(discord, town)
    [entry] = await entered(discord, town, announced.thread, town.bo)
    asked = await asyncio.gather(*(town.cy.clicks(entry, say("button.vote")) for _ in range(3)))
    await discord.until(lambda: all(one.reply for one in asked))
    codes = [says(one.reply.content, "event.vote.done") for one in asked]
    assert sorted(codes) == [False, False, True]
    await answered(discord, await town.bo.clicks(entry, say("button.vote")), "event.own")
    await votes_for(discord, town.di, entry=entry)

    await town.cy.clicks(asked[0].reply, say("button.vote.back"))
    await discord.until(lambda: says(asked[0].reply.content, "event.vote.back"))

    await town.ada.slash("event end", channel=town.art)
    board = await board_in(discord, announced.thread)
    assert say("event.votes", count=1) in board.content


async def test_who_voted_is_exported_and_gone_when_a_theme_has_ended(easel, discord, town):
    announced = await starts(discord, town)
    [entry] = await entered(discord, town, announced.thread, town.bo)
    await votes_for(discord, town.cy, entry=entry)
    personal = easel.app.engine.personal_data
    assert b'"voted": [\n  {\n   "theme": 1' in await personal.export(int(town.cy.id))

    await town.ada.slash("event end", channel=town.art)
    await board_in(discord, announced.thread)

    assert b'"voted": []' in await personal.export(int(town.cy.id))


async def test_results_are_read_page_by_page_with_shared_places(easel, discord, town, monkeypatch):
    monkeypatch.setattr(theme_actions, "A_PAGE", 2)
    announced = await starts(discord, town)
    people = (town.bo, town.cy, town.di)
    first, second, third = await entered(discord, town, announced.thread, *people)
    await votes_for(discord, town.ed, town.ada, entry=first)
    await votes_for(discord, town.ed, entry=second)
    await votes_for(discord, town.ed, entry=third)
    await town.ada.slash("event end", channel=town.art)
    board = await board_in(discord, announced.thread)
    shown_first = await town.ed.clicks(board, say("button.event.results"))
    await discord.until(lambda: shown_first.reply)
    page = shown_first.reply
    assert page.buttons() == [say("button.event.more")]
    assert town.di.mention not in page.content

    await town.ed.clicks(page, say("button.event.more"))

    await discord.until(lambda: f"**2** · {town.di.mention}" in page.content)
    assert page.buttons() == [say("button.event.better")]
    await town.ed.clicks(page, say("button.event.better"))
    await discord.until(lambda: f"**1** · {town.bo.mention}" in page.content)


# -- faults


async def test_a_theme_without_the_right_to_post_is_announced_when_there_is_one(
    easel, discord, town
):
    await logs(discord, town)
    discord.forbid("SEND_MESSAGES", channel=town.hall)
    asked = await town.ada.slash(
        "event start", channel=town.art, theme="fog", until="10d", channel_=town.hall
    )
    await answered(discord, asked, "event.later")
    lacks = permission_names(["send_messages", "attach_files"], "en-US")
    why = say("log.why.lacks", permissions=lacks)
    await discord.until(
        lambda: any(says(m.content, "log.event", why=why) for m in discord.messages(town.office))
    )
    discord.allow("SEND_MESSAGES", channel=town.hall)
    await easel.stop()
    easel.ahead = 2 * HOUR
    await easel.start()

    await discord.until(lambda: discord.messages(town.hall))


async def test_a_theme_whose_channel_is_deleted_is_over(easel, discord, town):
    await starts(discord, town)
    discord.delete_channel(town.hall)

    await town.ada.slash("event end", channel=town.art)

    async with asyncio.timeout(10):
        while (await easel.app.engine.themes.get(1)).state is not ThemeState.OVER:
            await discord.world.next_change(0.05)
    again = await town.ada.slash("event start", channel=town.art, theme="fog", until="1d")
    await answered(discord, again, "event.started")


async def test_a_process_that_dies_while_it_posts_the_board_posts_one(easel, discord, town):
    announced = await starts(discord, town)
    await entered(discord, town, announced.thread, town.bo)
    path = f"/channels/{announced.thread.id}/messages"
    discord.faults.add(method="POST", path=path, hang=True, carried_out=True)
    await town.ada.slash("event end", channel=town.art)
    await board_in(discord, announced.thread)
    await easel.kill()
    easel.ahead = HOUR
    discord.world.nonces.clear()  # Discord remembers them for some minutes only
    await easel.start()

    async with asyncio.timeout(10):
        while (await easel.app.engine.themes.get(1)).state is not ThemeState.OVER:
            await discord.world.next_change(0.05)

    await board_in(discord, announced.thread)


async def test_an_entry_in_the_showcase_is_two_messages_that_go_together(easel, discord, town):
    announced = await starts(discord, town)
    asked = await town.ada.slash("easel showcase", channel=town.art, channel_=town.office)
    await answered(discord, asked, "showcase.set")
    [entry] = await entered(discord, town, announced.thread, town.bo)
    [fox] = pictures(discord, town.art)
    await town.bo.picks(fox, values=["turn:1:showcase"])
    posted = await shown(discord, town.office)

    await town.bo.clicks(posted, say("button.showcase.hide"))
    await discord.until(lambda: posted.deleted)
    assert not entry.deleted
    discord.delete(fox)

    await discord.until(lambda: entry.deleted)
    await entry_of(easel, 1, lambda found: found is None)


# -- rules


NOW = 1_800_000_000.0  # 2027-01-15 08:00 UTC


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("30m", 1800.0),
        (" 12 H ", 12 * HOUR),
        ("3d", 72 * HOUR),
        ("2w", 336 * HOUR),
        ("2027-01-16", 16 * HOUR),
        ("2027-01-15 09:30", 1.5 * HOUR),
    ],
)
def test_an_end_is_a_time_from_now_or_a_moment(text, after):
    assert themes.parse_until(text, now=NOW) == NOW + after


@pytest.mark.parametrize("text", ["", "soon", "0m", "61d", "2027-01-14", "2027-13-01", "3 years"])
def test_an_end_that_is_none_or_too_near_or_far_is_refused(text):
    with pytest.raises(UserError, match=r"event\.until"):
        themes.parse_until(text, now=NOW)


def test_entries_with_as_many_votes_share_a_place_and_none_wins_without_one():
    standings = [
        Standing(turn=turn, person=turn, votes=count, message=1, channel=1)
        for turn, count in enumerate((5, 3, 3, 2, 0))
    ]

    places = themes.ranked(standings)

    assert [one.rank for one in places] == [1, 2, 2, 4, 5]
    assert [one.standing.turn for one in themes.winners(places)] == [0, 1, 2]


# -- size


ENTRIES, VOTES = 10_000, 100_000


async def test_ten_thousand_entries_end_within_seconds(store):
    now = time.time()
    terms = ThemeTerms(channel=1)
    theme = await store.themes.start(7, "fog", terms, ends_at=now + HOUR, now=now)
    await fill(store, theme, now)

    began = time.perf_counter()
    assert await store.themes.vote(theme, 5, person=999_999, now=now)
    voted = time.perf_counter() - began
    began = time.perf_counter()
    await store.themes.close(theme, now=now)
    closed = time.perf_counter() - began
    began = time.perf_counter()
    best = await store.themes.standings(theme, most=12)
    listed = time.perf_counter() - began

    print(f"vote {voted * 1e3:.1f} ms, close {closed * 1e3:.0f} ms, best {listed * 1e3:.0f} ms")
    assert best[0].votes >= best[-1].votes > 0
    assert voted < 0.5
    assert closed < 20
    assert listed < 2


async def fill(store, theme, now):
    """Enter many images and vote for them."""

    async def put():
        async with transaction(store.turns._engine) as tx:
            every = range(1, ENTRIES + 1)
            base = {
                "request": "{}",
                "guild": 7,
                "ticket": 1,
                "cost": 0,
                "created_at": 1,
                "due_at": 1,
            }
            await tx.execute(insert(turns), [{"id": n, "person": n, **base} for n in every])
            shown_ = {"state": str(ShowcaseState.SHOWN), "created_at": now, "shown_at": now}
            entry = {"theme": theme, "guild": 7, "channel": 1, **shown_}
            rows = [{"turn": n, "person": n, "message": n, **entry} for n in every]
            await tx.execute(insert(showcase), rows)
            given = {(1 + n * n % ENTRIES, n // 10) for n in range(VOTES)}
            ballots = [{"theme": theme, "turn": t, "person": 20_000 + p} for t, p in given]
            await tx.execute(insert(votes), ballots)

    await store.turns.runner.run(put())
