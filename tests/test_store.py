"""The rows: accepted once, claimed by one worker, written under its lease; and old databases."""

import asyncio
import contextlib
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from bot.core.turns import (
    Blob,
    DeliveryResult,
    Digest,
    GeneratedPicture,
    ImageRequest,
    Outcome,
    Person,
    Place,
)
from bot.database import (
    BadDatabase,
    CallEnd,
    CallNotDue,
    CallResult,
    LeaseLost,
    NewTurn,
    Store,
    TurnResult,
    opened,
)
from bot.database.opening import MIGRATIONS, transaction
from bot.database.tables import metadata
from bot.errors import LimitReached, OperatorError, RateLimited

ADA, BO = Person(id=1, guild=7), Person(id=2, guild=7)
HERE = Place(channel=42, token="secret")
REQUEST = ImageRequest(prompt="a fox", model="m")
RED = GeneratedPicture(
    picture=Blob(digest=Digest("d"), mime="image/png", size=1, width=8, height=8)
)


async def accept(store, by=ADA, *, most=10, now=1.0, **new):
    turn, _ = await store.turns.accept(
        NewTurn(request=REQUEST, by=by, cost=100, at=HERE, **new), most_waiting=most, now=now
    )
    return turn


async def claim(store, worker="w", *, now=2.0, at_once=9):
    claimed = await store.queue.claim(worker=worker, now=now, lease=10, at_once=at_once)
    return claimed.turns[0] if claimed.turns else None


async def next_due(store, *, now):
    """When there may be more to claim, as one is told who claims nothing."""
    claimed = await store.queue.claim(worker="none", now=now, lease=10, at_once=9)
    assert not claimed.turns
    return claimed.next_due


async def paint(store, turn, *, worker="w", now=3.0):
    result = TurnResult(outcome=Outcome.PAINTED, painted=(RED,))
    return await store.queue.finish(turn, result, worker=worker, now=now)


async def test_a_turn_comes_back_as_it_was_written(store):
    turn = await accept(store, origin="message:1")

    assert await store.turns.get(turn.id) == turn


async def test_the_same_origin_is_accepted_once(store):
    new = NewTurn(request=REQUEST, by=ADA, cost=1, origin="message:1")

    answers = await asyncio.gather(
        *(store.turns.accept(new, most_waiting=9, now=1) for _ in range(5))
    )

    assert len({turn.id for turn, _ in answers}) == 1
    assert sum(fresh for _, fresh in answers) == 1


async def test_twenty_at_once_against_a_limit_of_five_let_five_through(store):
    answers = await asyncio.gather(
        *(accept(store, most=5) for _ in range(20)), return_exceptions=True
    )

    assert sum(isinstance(answer, LimitReached) for answer in answers) == 15


async def test_a_limit_of_waiting_turns_counts_the_persons_own_that_are_not_painted(store):
    await accept(store, BO, most=1)
    turn = await accept(store, ADA, most=1)

    with pytest.raises(LimitReached):
        await accept(store, ADA, most=1)
    await claim(store)
    await claim(store)
    await paint(store, turn)

    assert await accept(store, ADA, most=1)


async def test_who_asks_first_is_first_however_busy_the_store_is(tmp_path):
    async def asks(store, prompt):
        turn, _ = await store.turns.accept(
            NewTurn(request=ImageRequest(prompt=prompt, model="m"), by=ADA, cost=1),
            most_waiting=99,
            now=1.0,
        )
        await store.queue.progress([turn.id], now=2.0)
        return turn.id

    async with opened(f"sqlite:///{tmp_path}/easel.db") as database:
        store, asking = Store(database), []
        for n in range(60):
            asking.append(asyncio.create_task(asks(store, f"fox {n}")))
            await asyncio.sleep(0.001 * (n % 4))
        ids = await asyncio.gather(*asking)

    assert ids == sorted(ids)


async def test_people_take_turns(store):
    mine = [await accept(store) for _ in range(3)]
    theirs = await accept(store, BO)

    order = [(await claim(store)).id for _ in range(4)]

    assert order == [mine[0].id, theirs.id, mine[1].id, mine[2].id]
    assert await claim(store) is None


async def test_one_person_is_painted_for_at_most_so_often_at_once(store):
    for _ in range(3):
        await accept(store)

    claimed = [await claim(store, at_once=2) for _ in range(3)]

    assert [turn is None for turn in claimed] == [False, False, True]


async def test_a_turn_waits_for_the_one_it_continues(store):
    first = await accept(store)
    second = await accept(store, parent=first.id)
    await claim(store)

    assert await claim(store) is None
    await paint(store, first)

    assert (await claim(store)).id == second.id


async def others_wait(store):
    claimed = await store.queue.claim(worker="w", now=2.0, lease=10, at_once=1, most=4)
    return claimed.others_wait


async def test_a_claim_says_whether_others_still_wait(store):
    first = await accept(store)

    assert not await others_wait(store)  # the one that there is was claimed

    await accept(store, parent=first.id)

    assert await others_wait(store)  # it can't be painted before its parent


async def test_many_claims_at_once_never_give_one_turn_twice(store):
    for _ in range(5):
        await accept(store)

    claimed = await asyncio.gather(*(claim(store, f"w{n}") for n in range(12)))

    ids = [turn.id for turn in claimed if turn]
    assert sorted(ids) == [1, 2, 3, 4, 5]


async def test_a_worker_that_lost_its_lease_writes_nothing(store):
    turn = await accept(store)
    await claim(store, "slow")
    await claim(store, "quick", now=100.0)

    assert await paint(store, turn, worker="slow") is None
    assert await paint(store, turn, worker="quick") is not None


async def test_a_renewed_lease_holds(store):
    turn = await accept(store)
    await claim(store)

    await store.queue.renew_leases([turn.id], worker="w", until=200.0)

    assert await claim(store, "other", now=100.0) is None


async def test_a_worker_renews_no_lease_but_its_own(store):
    turn = await accept(store)
    await claim(store, "slow")
    await claim(store, "quick", now=100.0)

    await store.queue.renew_leases([turn.id], worker="slow", until=999.0)

    assert (await claim(store, "other", now=200.0)).id == turn.id


async def test_a_worker_that_stops_releases_no_lease_but_its_own(store):
    fox, _ = await accept(store), await accept(store, BO)
    await claim(store, "stopping")
    await claim(store, "going on")

    await store.queue.release_leases(worker="stopping")

    assert (await claim(store, "other")).id == fox.id
    assert await claim(store, "other") is None


async def test_what_is_painted_is_taken_first_and_shown_once(store):
    turn = await accept(store)
    await accept(store)
    await claim(store)
    await paint(store, turn)
    await store.queue.release_leases(worker="w")

    again = await claim(store)
    assert (again.id, again.outcome, again.showings) == (turn.id, Outcome.PAINTED, 1)
    shown = await store.queue.mark_shown(again, DeliveryResult(message=77), worker="w", now=4)

    assert shown.at.token == "secret"
    assert (await store.turns.get(turn.id)).at.token is None
    assert (await store.canvases.shown_by(77)).id == turn.id
    assert (await claim(store)).id == 2


async def test_the_head_is_the_newest_turn_that_did_not_fail(store):
    first = await accept(store)
    second = await accept(store, parent=first.id)
    await claim(store)
    await paint(store, first)
    await claim(store)
    await store.queue.finish(second, TurnResult(outcome=Outcome.FAILED), worker="w", now=3)

    assert (await store.canvases.head(42)).id == first.id
    assert await store.canvases.head(43) is None


async def test_a_lineage_of_hundreds_keeps_its_root_and_its_newest_steps(store):
    last = None
    for _ in range(100):
        last = await accept(store, most=1000, parent=last.id if last else None)

    lineage = await store.canvases.lineage(last.id)

    assert len(lineage) == 61
    assert (lineage[0].id, lineage[-1].id) == (1, 100)


async def test_cancelling_comes_too_late_for_what_is_painted(store):
    turn = await accept(store)
    await claim(store)
    await paint(store, turn)

    assert await store.turns.cancel(turn.id, now=5) is None


async def test_a_cancelled_turn_keeps_neither_its_token_nor_what_was_painted(store):
    await accept(store)
    turn = await claim(store)
    call = await store.calls.begin(turn, 0, worker="w", now=3, lease=9, per_minute=0, most=0)
    await store.calls.end(CallEnd(id=call, at=4, result=CallResult(painted=RED)))

    cancelled = await store.turns.cancel(turn.id, now=5)

    assert cancelled.at == replace(HERE, token=None)
    assert [call.result for call in await store.calls.of_turn(turn)] == [None]


async def test_a_cancelled_caller_leaves_no_half_transaction(store):
    for _ in range(20):
        task = asyncio.create_task(accept(store, most=1000))
        await asyncio.sleep(0)
        task.cancel()

    await accept(store, most=1000)

    assert await store.queue.progress(range(1, 22), now=5)


async def test_the_tables_are_what_the_migrations_make(tmp_path):
    async with opened(f"sqlite:///{tmp_path}/migrated.db"):
        pass
    engine = create_engine(f"sqlite:///{tmp_path}/defined.db")
    metadata.create_all(engine)
    engine.dispose()

    migrated, defined = columns(tmp_path / "migrated.db"), columns(tmp_path / "defined.db")

    migrated.pop("alembic_version")
    assert migrated == defined


def columns(path):
    connection = sqlite3.connect(path)
    tables = [
        row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]
    found = {
        table: {row[1:] for row in connection.execute(f"PRAGMA table_info({table})")}
        | {row[1] for row in connection.execute(f"PRAGMA index_list({table})")}
        for table in tables
    }
    connection.close()
    return found


async def test_a_newer_database_is_refused_in_one_line(tmp_path):
    path = tmp_path / "easel.db"
    async with opened(f"sqlite:///{path}"):
        pass
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()

    with pytest.raises(BadDatabase, match="a newer Easel wrote this database"):
        async with opened(f"sqlite:///{path}"):
            pass


async def test_a_file_that_is_no_database_is_refused_in_one_line(tmp_path):
    (tmp_path / "easel.db").write_bytes(b"not a database" * 100)

    with pytest.raises(BadDatabase, match="no database I can use"):
        async with opened(f"sqlite:///{tmp_path}/easel.db"):
            pass


async def test_two_processes_can_not_use_one_file(tmp_path):
    async with opened(f"sqlite:///{tmp_path}/easel.db"):
        with pytest.raises(BadDatabase, match="another Easel"):
            async with opened(f"sqlite:///{tmp_path}/easel.db"):
                pass


async def test_a_folder_that_can_not_be_made_is_reported(tmp_path):
    Path(tmp_path / "data").write_text("a file where a folder should be")

    with pytest.raises(BadDatabase, match="a file stands where its folder should be"):
        async with opened(f"sqlite:///{tmp_path}/data/easel.db"):
            pass


async def test_a_full_disk_is_the_operators_business(tmp_path):
    async with opened(f"sqlite:///{tmp_path}/easel.db") as database:
        await fills(Store(database))


async def pragma(engine, words):
    async with transaction(engine) as tx:
        await tx.execute(text(f"PRAGMA {words}"))


async def fills(store):
    ledger = store.turns
    await ledger.runner.run(pragma(ledger._engine, "max_page_count = 1"))

    with pytest.raises(OperatorError, match=r"broken\.storage"):
        for _ in range(500):
            await accept(store, most=100_000)


async def test_showing_a_turn_is_no_attempt_to_paint_it(store):
    turn = await accept(store)
    await claim(store)
    await paint(store, turn)
    await store.queue.release_leases(worker="w")

    again = await claim(store)

    assert (again.attempts, again.claims, again.showings) == (1, 1, 1)


async def test_a_turn_that_was_not_begun_counts_no_attempt_and_is_due_as_said(store):
    await accept(store)
    turn = await claim(store)

    await store.queue.postpone(turn, until=50.0, worker="w", begun=False)

    assert (await store.turns.get(turn.id)).attempts == 0
    assert await next_due(store, now=2.0) == 50.0
    assert await claim(store, now=49.0) is None
    assert (await claim(store, now=50.0)).attempts == 1


async def test_what_a_worker_has_already_is_not_claimed_though_its_lease_ran_out(store):
    turn = await accept(store)
    await claim(store)

    again = await store.queue.claim(worker="w", now=100.0, lease=10, at_once=9, excluded=[turn.id])

    assert again.turns == []


async def test_a_clock_that_is_set_back_delays_neither_turns_nor_calls(store):
    await accept(store, now=10_000.0)
    turn = await claim(store, now=10_000.0)
    await begin(store, turn, now=10_000.0, per_minute=1)
    await store.queue.release_leases()

    turn = await claim(store, now=100.0)

    assert turn is not None
    assert await begin(store, turn, now=100.0, per_minute=1)


async def test_a_cancelled_turn_costs_nothing(store):
    turn = await accept(store)

    cancelled = await store.turns.cancel(turn.id, now=5)

    assert (cancelled.cost, cancelled.outcome) == (0, Outcome.CANCELLED)


async def test_a_call_leaves_only_for_whoever_holds_the_turn(store):
    turn = await accept(store)
    await claim(store, "slow")
    await claim(store, "quick", now=100.0)

    with pytest.raises(LeaseLost):
        await begin(store, turn, worker="slow", now=101.0)

    assert await begin(store, turn, worker="quick", now=101.0)
    assert await claim(store, "slow", now=109.0) is None


async def test_no_more_calls_leave_within_a_minute_than_are_set(store):
    turn = await accept(store)
    await claim(store)

    left = await asyncio.gather(
        *(begin(store, turn, number=n, per_minute=3) for n in range(10)), return_exceptions=True
    )

    assert sum(isinstance(answer, CallNotDue) for answer in left) == 7
    assert {answer.wait for answer in left if isinstance(answer, CallNotDue)} == {60.0}
    assert await begin(store, turn, now=63.1, per_minute=3)


async def test_a_paused_model_holds_its_own_turns_back_and_no_others(store):
    turn = await accept(store)
    other, _ = await store.turns.accept(
        NewTurn(request=ImageRequest(prompt="an owl", model="n"), by=BO, cost=100, at=HERE),
        most_waiting=9,
        now=1.0,
    )
    call = await begin(store, await claim(store), now=2.0)
    await store.calls.end(CallEnd(id=call, at=3.0, error=RateLimited(wait=38.0)))
    await store.queue.postpone(turn, until=3.0, worker="w")

    told = await store.queue.progress([turn.id, other.id], now=4.0)
    assert (told[turn.id].busy, told[other.id].busy) == (True, False)
    assert (await claim(store, now=4.0)).id == other.id
    assert await next_due(store, now=4.0) == 14.0  # then the other's lease runs out
    assert (await claim(store, now=41.1)).id == turn.id


async def test_one_looks_again_for_turns_when_a_paused_model_resumes(store):
    turn = await accept(store)
    call = await begin(store, await claim(store), now=2.0)
    await store.calls.end(CallEnd(id=call, at=3.0, error=RateLimited(wait=38.0)))
    await store.queue.postpone(turn, until=3.0, worker="w")

    assert await next_due(store, now=4.0) == 41.0
    assert await claim(store, now=40.9) is None


async def test_what_a_call_brought_is_kept_until_its_turn_is_finished(store):
    turn = await accept(store)
    await claim(store)
    call = await begin(store, turn)
    await store.calls.end(CallEnd(id=call, at=3.0, result=CallResult(painted=RED)))

    assert [call.result for call in await store.calls.of_turn(turn)] == [CallResult(painted=RED)]
    await paint(store, turn)

    assert [(call.outcome, call.result) for call in await store.calls.of_turn(turn)] == [
        ("painted", None)
    ]


async def test_the_end_of_a_turn_takes_no_other_turns_results(store):
    fox, owl = await accept(store), await accept(store, BO)
    for turn in (fox, owl):
        await claim(store)
        call = await begin(store, turn)
        await store.calls.end(CallEnd(id=call, at=3.0, result=CallResult(painted=RED)))

    await paint(store, fox)

    assert [call.result for call in await store.calls.of_turn(fox)] == [None]
    assert [call.result for call in await store.calls.of_turn(owl)] == [CallResult(painted=RED)]


async def test_no_call_of_a_paused_model_begins(store):
    turn = await accept(store)
    call = await begin(store, await claim(store))
    await store.calls.end(CallEnd(id=call, at=3.0, error=RateLimited(wait=38.0)))

    with pytest.raises(CallNotDue) as refused:
        await begin(store, turn, number=1, now=4.0)

    assert (refused.value.paused, refused.value.wait) == (True, 37.0)


async def test_the_end_of_a_call_is_stored_with_its_turn(store):
    turn = await accept(store)
    await claim(store)
    end = CallEnd(id=await begin(store, turn), at=3.0, result=CallResult(painted=RED), cost=70)

    painted = TurnResult(outcome=Outcome.PAINTED, painted=(RED,), call=end)
    finished = await store.queue.finish(turn, painted, worker="w", now=3.0)

    assert (finished.painted, finished.cost) == ((RED,), 70)
    assert [(call.outcome, call.result) for call in await store.calls.of_turn(turn)] == [
        ("painted", None)
    ]


async def test_the_end_of_a_call_is_stored_though_its_turn_is_another_workers_by_now(store):
    turn = await accept(store)
    await claim(store)
    end = CallEnd(id=await begin(store, turn), at=3.0, result=CallResult(painted=RED))
    await claim(store, "quick", now=100.0)

    painted = TurnResult(outcome=Outcome.PAINTED, painted=(RED,), call=end)
    finished = await store.queue.finish(turn, painted, worker="w", now=101.0)

    assert finished is None
    assert [call.result for call in await store.calls.of_turn(turn)] == [CallResult(painted=RED)]


async def test_as_many_turns_are_claimed_as_a_worker_has_room_for_and_no_person_gets_more(store):
    asked = [await accept(store, by) for by in (ADA, ADA, ADA, BO, BO)]

    claimed = await store.queue.claim(worker="w", now=2.0, lease=10, at_once=2, most=4)

    assert {turn.id for turn in claimed.turns} == {asked[n].id for n in (0, 1, 3, 4)}
    assert claimed.next_due is None
    more = await store.queue.claim(worker="w", now=2.0, lease=10, at_once=2, most=4)
    assert (more.turns, more.next_due) == ([], 12.0)  # then the leases run out


async def test_a_turn_that_lost_its_lease_is_not_shown(store):
    turn = await accept(store)
    await claim(store, "slow")
    await paint(store, turn, worker="slow")
    await claim(store, "quick", now=100.0)

    assert not await store.queue.confirm_lease(turn, worker="slow", until=200.0)
    assert await store.queue.confirm_lease(turn, worker="quick", until=200.0)


async def test_an_older_database_is_brought_up_to_date(tmp_path):
    path = older(
        tmp_path,
        "0001",
        "INSERT INTO turns (request, person, ticket, cost, created_at, due_at)"
        """ VALUES ('{"prompt":"a fox","model":"m"}', 1, 1, 1, 1, 1)""",
    )

    async with opened(f"sqlite:///{path}") as database:
        assert (await claim(Store(database))).request == REQUEST

    with contextlib.closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT model FROM turns").fetchall() == [("m",)]


async def test_who_was_forgotten_by_an_older_easel_is_not_remembered_by_this_one(tmp_path):
    path = older(tmp_path, "0008", "INSERT INTO spend VALUES (5, 7, 3, 1, 1), (0, 7, 3, 1, 1)")

    async with opened(f"sqlite:///{path}") as database:
        store = Store(database)
        await store.spend.delete_forgotten(now=40 * 86_400.0)

        assert await store.spend.lines(7, since=0) == []


def older(folder, version, statement):
    """A database of an older version, with what a statement puts in."""
    path = folder / "easel.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = AlembicConfig(attributes={"connection": connection})
        config.set_main_option("script_location", str(MIGRATIONS))
        config.set_main_option("path_separator", "os")
        command.upgrade(config, version)
        connection.exec_driver_sql(statement)
    engine.dispose()
    return path


async def test_two_processes_can_migrate_one_postgresql_at_once(blank_postgres_url):
    async def uses():
        async with opened(blank_postgres_url) as database:
            return await accept(Store(database))

    assert len({turn.id for turn in await asyncio.gather(*(uses() for _ in range(3)))}) == 3


async def test_a_fault_of_ours_quotes_nothing_that_people_wrote(url):
    async with opened(url) as database:
        with pytest.raises(DBAPIError) as fault:
            await Store(database).key_value.set(None, "a fox nobody else would think of")  # type: ignore[arg-type]

    assert "fox" not in str(fault.value).partition("DETAIL")[0]


async def test_a_postgresql_that_is_not_there_is_reported_without_its_password():
    with pytest.raises(BadDatabase, match=r"^postgresql://127.0.0.1:1/easel: ") as raised:
        async with opened("postgresql://someone:canary@127.0.0.1:1/easel"):
            pass

    assert "canary" not in str(raised.value)


async def begin(store, turn, *, number=0, worker="w", now=3.0, per_minute=0):
    return await store.calls.begin(
        turn, number, worker=worker, now=now, lease=10, per_minute=per_minute, most=0
    )
