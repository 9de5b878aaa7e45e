"""What is stored of parties: one a channel, changed by one at a time, deleted when it is over."""

import asyncio
import math
from dataclasses import replace

import pytest

from bot.core.parties import CHECK, NO_LINE, Guest, Party, PartyState
from bot.core.turns import DeliveryResult, ImageRequest
from bot.database import NewTurn
from bot.errors import LimitReached, NotFound, UserError

from .spending import ADA, BO, NOON, claim, end

ART, OTHER = 42, 43  # channels


def party(id_=1, **changes):
    new = Party(
        id=id_,
        guild=7,
        channel=ART,
        person=ADA.id,
        seconds=180,
        rounds=2,
        most=3,
        started_at=NOON,
        ends_at=NOON + 60,
        due_at=NOON + 60,
    )
    return replace(new, **changes)


async def accepted(store, origin, *, by=ADA):
    new = NewTurn(request=ImageRequest(prompt="a fox", model="m"), by=by, cost=1, origin=origin)
    turn, _ = await store.turns.accept(new, most_waiting=99, now=NOON)
    return turn


async def shown(store, turn):
    painted = await end(store, await claim(store))
    await store.queue.mark_shown(painted, DeliveryResult(message=77), worker="w", now=NOON)
    assert painted.id == turn.id


async def test_a_channel_has_one_party_in_which_who_started_it_sits_first(store):
    await store.parties.start(party())

    with pytest.raises(UserError, match=r"party\.open"):
        await store.parties.start(party(2, person=BO.id))
    await store.parties.start(party(3, channel=OTHER))

    for found in (await store.parties.get(1), await store.parties.in_channel(ART)):
        assert found == (party(), [Guest(person=ADA.id, seat=1)])
    assert (await store.parties.get(1))[0].state is PartyState.GATHERING
    assert await store.parties.get(2) == (None, [])
    assert (await store.parties.in_channel(44))[0] is None


async def test_of_many_who_join_at_once_as_many_sit_as_there_is_room_each_on_their_own(store):
    await store.parties.start(party())
    await store.parties.start(party(2, channel=OTHER))

    answers = await asyncio.gather(
        *(store.parties.join(1, person) for person in (ADA.id, 2, 3, 4, 5)),
        return_exceptions=True,
    )

    _, people = await store.parties.get(1)
    assert [guest.seat for guest in people] == [1, 2, 3]
    assert sum(isinstance(answer, LimitReached) for answer in answers) == 2
    assert len((await store.parties.get(2))[1]) == 1


async def test_who_leaves_one_party_stays_in_the_other_and_sits_last_where_they_come_back(store):
    await store.parties.start(party())
    await store.parties.start(party(2, channel=OTHER))
    await store.parties.join(1, BO.id)

    await store.parties.leave(1, ADA.id)
    await store.parties.join(1, ADA.id)

    people = [Guest(person=BO.id, seat=2), Guest(person=ADA.id, seat=3)]
    assert (await store.parties.get(1))[1] == people
    assert len((await store.parties.get(2))[1]) == 1
    for missing in (store.parties.join(9, BO.id), store.parties.leave(9, BO.id)):
        with pytest.raises(NotFound):
            await missing


async def test_a_rule_that_refuses_changes_nothing_and_what_is_over_can_not_be_changed(store):
    await store.parties.start(party())
    await store.parties.start(party(2, channel=OTHER))

    def refuses(before, people):
        raise UserError("party.few")

    with pytest.raises(UserError, match=r"party\.few"):
        await store.parties.change(1, refuses)
    after = await store.parties.change(1, lambda it, people: replace(it, idle=len(people)))

    assert (await store.parties.get(1))[0] == after == party(idle=1)
    assert (await store.parties.get(2))[0] == party(2, channel=OTHER)
    with pytest.raises(NotFound, match=r"party\.none"):
        await store.parties.change(9, refuses)


async def test_of_two_who_change_a_party_at_once_the_second_sees_what_the_first_made(store):
    await store.parties.start(party())

    def once_more(before, people):
        return replace(before, calls=before.calls + 1)

    await asyncio.gather(*(store.parties.change(1, once_more) for _ in range(5)))

    assert (await store.parties.get(1))[0].calls == 5


async def test_a_party_is_due_at_its_time_or_as_soon_as_its_line_is_shown(store):
    turn = await accepted(store, "line")
    await store.parties.start(party(1, due_at=NOON + 2))
    await store.parties.start(party(2, channel=OTHER, due_at=NOON + 1))
    await store.parties.start(party(3, channel=44, due_at=NOON + 99, asked="line"))

    async def due(now):
        found = await store.parties.due(now=now)
        return [one.id for one in found.now], found.next_in

    assert await due(NOON) == ([], CHECK)  # a line is being painted, and nothing says when it is
    assert await due(NOON + 1) == ([2], CHECK)
    assert await due(NOON + 2) == ([2, 1], CHECK)
    await shown(store, turn)
    assert await due(NOON) == ([3], 1)
    assert await due(NOON + 99) == ([2, 1, 3], math.inf)


async def test_the_line_of_a_party_is_the_turn_that_it_asked_for_as_far_as_it_has_come(store):
    other, turn = await accepted(store, "other", by=BO), await accepted(store, "line")
    await store.parties.start(party(asked="line"))
    await store.parties.start(party(2, channel=OTHER, asked="never accepted"))

    line = await store.parties.line(1)

    assert (line.turn, line.shown) == (turn, False)
    assert await store.parties.line(2) == await store.parties.line(9) == NO_LINE
    assert other.id < turn.id
    await end(store, await claim(store))
    await shown(store, turn)
    assert (await store.parties.line(1)).shown


async def test_a_party_that_is_over_is_gone_with_its_seats_and_no_other_is(store):
    await store.parties.start(party(state=PartyState.ENDED))
    await store.parties.start(party(2, channel=OTHER))

    await store.parties.delete(1)

    assert await store.parties.get(1) == (None, [])
    assert (await store.parties.get(2))[1] == [Guest(person=ADA.id, seat=1)]
    assert [one.id for one in (await store.personal_data.others(ADA.id)).parties] == [2]


async def test_who_is_forgotten_sits_in_no_party_and_started_none(store):
    await store.parties.start(party())
    await store.parties.start(party(2, channel=OTHER, person=BO.id))
    await store.parties.join(1, BO.id)
    await store.parties.join(2, ADA.id)

    await store.personal_data.forget(ADA.id, now=NOON)

    assert await store.parties.get(1) == (party(person=0), [Guest(person=BO.id, seat=2)])
    assert (await store.parties.get(2))[0].person == BO.id
    for person, sits_in in ((BO.id, [1, 2]), (ADA.id, [])):
        kept = await store.personal_data.others(person)
        assert [one.id for one in kept.parties] == sits_in


async def test_the_parties_of_a_server_that_was_left_go_and_no_others(store):
    await accepted(store, "line")
    await store.parties.start(party())
    await store.parties.start(party(2, channel=OTHER, guild=8))
    await store.departures.leave(7, now=NOON)

    await store.departures.drop_server(7)

    assert await store.parties.get(1) == (None, [])
    assert (await store.parties.get(2))[1] == [Guest(person=ADA.id, seat=1)]
