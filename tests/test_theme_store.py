"""What is stored of themes: one open in a server, each vote once and secret, counted at the end."""

import asyncio
import math
import random

import pytest
from sqlalchemy import func, select

from bot.core.theme_repeats import Followed
from bot.core.themes import ThemeState, ThemeTerms
from bot.core.turns import DeliveryResult, ImageRequest, Person, Place
from bot.database import NewTurn, themes
from bot.database.opening import transaction
from bot.database.tables import votes
from bot.errors import LimitReached, NotFound, UserError

from .spending import ADA, BO, NOON, claim, end

DI, EM = 11, 12  # who vote
HOUR = 3600.0  # seconds


async def painted(store, by=ADA):
    """A turn whose image all of its server see."""
    request = ImageRequest(prompt="a fox", model="m")
    new = NewTurn(request=request, by=by, cost=1, at=Place(channel=42))
    turn, _ = await store.turns.accept(new, most_waiting=99, now=NOON)
    done = await end(store, await claim(store))
    shown = DeliveryResult(message=1000 + turn.id)
    await store.queue.mark_shown(done, shown, worker="w", now=NOON)
    return turn


async def started(store, guild=7, *, per_person=1, now=NOON):
    terms = ThemeTerms(channel=5, per_person=per_person)
    return await store.themes.start(guild, "fog", terms, ends_at=now + HOUR, now=now)


async def entered(store, theme, by=ADA, *, at=NOON):
    """An entry that people can vote for."""
    turn = await painted(store, by)
    await store.themes.enter(theme, turn, now=NOON)
    await store.showcase.set_shown(turn.id, theme, channel=5, message=turn.id, now=at)
    return turn


async def vote(store, theme, turn, person=DI, *, now=NOON):
    return await store.themes.vote(theme, turn.id, person=person, now=now)


async def due(store, now):
    """Which themes are due, and in how many seconds another one is."""
    found = await store.themes.due(now=now)
    return [one.id for one in found.now], found.next_in


async def votes_left(store):
    async def count():
        async with transaction(store.turns._engine) as tx:
            return await tx.scalar(select(func.count()).select_from(votes))

    return await store.turns.runner.run(count())


async def test_a_server_has_one_open_theme_and_its_last_one_is_the_newest(store):
    first = await started(store)
    elsewhere = await started(store, 8)

    with pytest.raises(UserError, match=r"event\.open"):
        await started(store)
    assert await store.themes.close(first, now=NOON) is Followed.NOTHING
    second = await started(store)

    assert (await store.themes.last(7)).id == second
    assert (await store.themes.last(8)).id == elsewhere
    assert await store.themes.last(9) is None
    assert (await store.themes.get(first)).state is ThemeState.ENDED
    assert await store.themes.get(99) is None


async def test_the_open_theme_of_a_server_is_ended_and_that_of_another_goes_on(store):
    theme, elsewhere = await started(store), await started(store, 8)

    ended = await store.themes.end(7, now=NOON + 1)

    assert ended.id == theme
    assert (await store.themes.get(theme)).ends_at == NOON + 1
    assert (await store.themes.get(elsewhere)).ends_at == NOON + HOUR
    assert await due(store, NOON + 1) == ([elsewhere, theme], math.inf)
    for guild in (7, 9):
        with pytest.raises(NotFound, match=r"event\.none"):
            await store.themes.end(guild, now=NOON + 1)


async def test_each_person_enters_as_many_images_as_the_theme_allows_each_of_them_once(store):
    theme, elsewhere = await started(store, per_person=2), await started(store, 8)
    first = await entered(store, theme)
    await entered(store, elsewhere, Person(id=ADA.id, guild=8))
    await entered(store, theme, BO)
    await entered(store, theme)
    third = await painted(store)

    again = await store.themes.enter(theme, first, now=NOON)
    assert (again.turn, again.message) == (first.id, first.id)
    with pytest.raises(LimitReached, match=r"event\.full"):
        await store.themes.enter(theme, third, now=NOON)
    assert await store.themes.counts(theme, person=ADA.id) == (3, 2)
    await store.canvases.delete(first, now=NOON)

    assert (await store.themes.enter(theme, third, now=NOON)).turn == third.id
    assert await store.themes.counts(theme, person=ADA.id) == (2, 1)  # it is not shown yet


async def test_when_a_theme_has_ended_no_one_enters_votes_or_takes_back(store):
    theme = await started(store)
    turn, late = await entered(store, theme), await painted(store, BO)
    over = NOON + HOUR

    for refused in (
        store.themes.enter(theme, late, now=over),
        vote(store, theme, turn, now=over),
        store.themes.take_back(theme, turn.id, person=DI, now=over),
    ):
        with pytest.raises(NotFound, match=r"event\.none"):
            await refused


async def test_a_vote_counts_once_and_no_one_votes_for_their_own_or_for_what_is_not_shown(store):
    theme = await started(store, per_person=2)
    turn, hidden = await entered(store, theme), await painted(store)
    await store.themes.enter(theme, hidden, now=NOON)
    showcased = await painted(store)
    await store.showcase.add(showcased, approves=False, now=NOON)
    await store.showcase.set_shown(showcased.id, channel=5, message=99, now=NOON)

    assert await vote(store, theme, turn)
    assert not await vote(store, theme, turn)
    with pytest.raises(UserError, match=r"event\.own"):
        await vote(store, theme, turn, ADA.id)
    for other in (hidden, showcased):
        with pytest.raises(NotFound):
            await vote(store, theme, other)
    assert await votes_left(store) == 1


async def test_who_takes_a_vote_back_takes_that_one_only(store):
    theme = await started(store, per_person=2)
    one, other = await entered(store, theme), await entered(store, theme)
    for turn, person in ((one, DI), (other, DI), (one, EM)):
        await vote(store, theme, turn, person)

    await store.themes.take_back(theme, one.id, person=DI, now=NOON)

    left = [(await store.personal_data.others(person)).voted for person in (DI, EM)]
    assert left == [[(theme, other.id)], [(theme, one.id)]]


async def test_at_the_end_votes_are_numbers_and_those_of_another_theme_stay(store):
    theme, elsewhere = await started(store, per_person=9), await started(store, 8)
    first, second, third = [await entered(store, theme, at=NOON - n) for n in range(3)]
    other = await entered(store, elsewhere, Person(id=3, guild=8))
    for turn, person in ((second, DI), (second, EM), (third, DI), (first, EM)):
        await vote(store, theme, turn, person)
    await vote(store, elsewhere, other)

    await store.themes.close(theme, now=NOON)
    await store.themes.close(theme, now=NOON)

    best = await store.themes.standings(theme, most=9)
    assert [(one.turn, one.votes) for one in best] == [(second.id, 2), (third.id, 1), (first.id, 1)]
    assert await votes_left(store) == 1
    await store.themes.close(elsewhere, now=NOON)
    assert await store.themes.standings(theme, most=9) == best
    page = await store.themes.standings(theme, most=1, beyond=1)
    assert [one.turn for one in page] == [third.id]
    assert await store.themes.standings(theme, most=9, without=[ADA.id]) == []
    assert await store.themes.better(theme, votes=1) == 1
    assert await store.themes.better(theme, votes=1, without=[ADA.id]) == 0
    await store.canvases.delete(second, now=NOON)
    assert [one.turn for one in await store.themes.standings(theme, most=1)] == [third.id]


async def test_who_is_forgotten_has_voted_for_nothing_and_others_have(store):
    theme = await started(store)
    turn = await entered(store, theme)
    for person in (DI, EM):
        await vote(store, theme, turn, person)

    await store.personal_data.forget(DI, now=NOON)

    voted = [(await store.personal_data.others(person)).voted for person in (DI, EM)]
    assert voted == [[], [(theme, turn.id)]]


async def test_the_themes_and_votes_of_a_server_that_was_left_go_and_no_others(store):
    left, stays = await started(store), await started(store, 8)
    for theme, by in ((left, ADA), (stays, Person(id=3, guild=8))):
        await vote(store, theme, await entered(store, theme, by))
    await store.departures.leave(7, now=NOON)

    await store.departures.drop_server(7)

    assert await store.themes.get(left) is None
    assert (await store.themes.get(stays)).state is ThemeState.OPEN
    assert (await store.personal_data.others(DI)).voted == [(stays, 2)]


async def test_of_whoever_votes_while_a_theme_ends_nothing_is_kept(store):
    theme = await started(store)
    turn = await entered(store, theme)

    answers = await asyncio.gather(
        *(vote(store, theme, turn, 100 + n) for n in range(20)),
        store.themes.close(theme, now=NOON),
        *(vote(store, theme, turn, 200 + n) for n in range(20)),
        return_exceptions=True,
    )

    [best] = await store.themes.standings(theme, most=9)
    assert best.votes == sum(answer is True for answer in answers)
    assert await votes_left(store) == 0


async def test_a_theme_is_due_at_once_then_when_it_ends_and_no_more_when_its_board_is_posted(store):
    theme = await started(store)

    assert await due(store, NOON) == ([theme], math.inf)
    assert (await store.themes.begin(theme)).attempts == 0
    assert (await store.themes.get(theme)).attempts == 1
    await store.themes.postpone(theme, until=NOON + 9, reason="showcase.later")
    assert await due(store, NOON + 8) == ([], 1)
    assert await due(store, NOON + 9) == ([theme], math.inf)
    await store.themes.announced(theme, message=77, thread=78)
    shown = await store.themes.get(theme)
    assert (shown.message, shown.thread, shown.attempts, shown.reason) == (77, 78, 0, "")
    assert await due(store, NOON) == ([], HOUR)
    assert await due(store, NOON + HOUR - 1) == ([], 1)

    await store.themes.close(theme, now=NOON + HOUR)
    assert await due(store, NOON + HOUR) == ([theme], math.inf)
    await store.themes.finish(theme, board=79)

    over = await store.themes.get(theme)
    assert (over.state, over.board) == (ThemeState.OVER, 79)
    assert await due(store, NOON) == ([], math.inf)
    assert await due(store, NOON + 9 * HOUR) == ([], math.inf)


async def test_one_looks_again_for_themes_when_the_next_one_is_due(store):
    for guild, now in ((7, NOON), (8, NOON + 9), (9, NOON + 5)):
        await started(store, guild, now=now)

    next_in = [(await due(store, NOON + later))[1] for later in (-1, 0, 5, 9)]

    assert next_in == [1, 5, 4, math.inf]


async def test_what_is_due_is_read_in_pages_the_longest_due_first(store, monkeypatch):
    monkeypatch.setattr(themes, "AT_ONCE", 2)
    due = [await started(store, guild, now=NOON + 9 - guild) for guild in (7, 8, 9)]

    pages = [await store.themes.due(now=NOON + 9, beyond=beyond) for beyond in (0, 2, 4)]

    assert [[one.id for one in page.now] for page in pages] == [[due[2], due[1]], [due[0]], []]
    assert [page.more for page in pages] == [True, False, False]


async def test_no_two_wait_for_each_other_where_all_happens_as_a_theme_ends(store):
    dice = random.Random(1)
    for first in range(1000, 5000, 1000):  # people of each theme
        theme = await started(store, per_person=3)
        people = [Person(id=first + n, guild=7) for n in range(4)]
        shown = [await entered(store, theme, by) for by in 2 * people]
        works = [
            *(vote(store, theme, turn, DI) for turn in shown),
            *(store.themes.take_back(theme, turn.id, person=DI, now=NOON) for turn in shown),
            *(store.themes.enter(theme, turn, now=NOON) for turn in shown),
            *(store.showcase.begin(turn.id, theme) for turn in shown),
            *(store.showcase.drop(turn.id, theme) for turn in shown[:4]),
            *(store.canvases.delete(turn, now=NOON) for turn in shown[:4]),
            *(
                store.personal_data.forget(person, now=NOON)
                for person in (DI, *range(first, first + 4))
            ),
            store.themes.close(theme, now=NOON),
        ]
        dice.shuffle(works)

        answers = await asyncio.gather(*works, return_exceptions=True)

        failed = [answer for answer in answers if isinstance(answer, BaseException)]
        assert {type(error) for error in failed} <= {NotFound, LimitReached}
        assert await votes_left(store) == 0
