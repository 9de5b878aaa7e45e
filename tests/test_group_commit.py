"""SQLite: transactions that wait at the same moment share one commit, and nothing else."""

import asyncio
import contextlib
import sqlite3
import threading

import pytest
from sqlalchemy import text

from bot.core.turns import ImageRequest, Person
from bot.database import NewTurn, Store, opened
from bot.database.opening import transaction
from bot.errors import LimitReached, OperatorError, TemporaryError

from .test_backup import files_limited_to

ADA = Person(id=7)


@pytest.fixture
async def database(tmp_path):
    async with opened(f"sqlite:///{tmp_path}/easel.db") as database:
        yield database


@pytest.fixture
def thread(database):
    return database.engine


async def together(thread, *works):
    """Let works wait in the thread's queue until all of them are there; return their results."""
    go = threading.Event()
    busy = asyncio.create_task(thread.call(go.wait))
    waiting = [asyncio.ensure_future(work) for work in works]
    for _ in range(3):
        await asyncio.sleep(0)  # each puts its work into the queue
    go.set()
    await busy
    return await asyncio.gather(*waiting, return_exceptions=True)


def accept(database, person=ADA, *, most=9):
    new = NewTurn(request=ImageRequest(prompt="a fox", model="m"), by=person, cost=1)
    return Store(database).turns.accept(new, most_waiting=most, now=1)


def read(tmp_path, query):
    """The rows that another connection reads."""
    with contextlib.closing(sqlite3.connect(tmp_path / "easel.db")) as other:
        return other.execute(query).fetchall()


def on_disk(tmp_path):
    """How many turns another connection reads."""
    return len(read(tmp_path, "SELECT id FROM turns"))


async def test_transactions_that_wait_at_the_same_moment_share_one_commit(database, thread):
    before = thread.syncs, thread.transactions

    await together(thread, *(accept(database) for _ in range(5)))

    assert (thread.syncs - before[0], thread.transactions - before[1]) == (1, 5)


async def test_one_that_fails_takes_none_with_it(database, thread, tmp_path):
    first, second, third, fourth = await together(
        thread,
        accept(database, most=1),
        accept(database, most=1),  # there is one that waits
        accept(database, most=2),
        accept(database, most=2),
    )

    assert [turn.id for turn, _ in (first, third)] == [1, 2]
    assert isinstance(second, LimitReached)
    assert isinstance(fourth, LimitReached)
    assert on_disk(tmp_path) == 2


async def test_one_that_fails_first_takes_none_with_it(database, thread, tmp_path):
    failed, (turn, new) = await together(thread, accept(database, most=0), accept(database))

    assert isinstance(failed, LimitReached)
    assert (turn.id, new) == (1, True)
    assert on_disk(tmp_path) == 1


async def test_none_is_answered_before_its_commit(database, thread, tmp_path):
    seen = []

    async def looks():
        seen.append(on_disk(tmp_path))

    answered = await together(thread, accept(database), database.runner.run(looks()))

    assert seen == [0]  # not committed while the next one runs
    assert answered[0][1]
    assert on_disk(tmp_path) == 1


async def test_what_sqlite_undid_by_itself_is_not_reported_as_done(database, thread, tmp_path):
    async def undone():
        """As SQLite does after some errors of the disk: nothing of the transaction is left."""
        async with transaction(thread):
            thread.raw().execute("ROLLBACK")
            raise sqlite3.OperationalError("disk I/O error")

    lost, failed, kept = await together(
        thread, accept(database), database.runner.run(undone()), accept(database)
    )

    assert isinstance(lost, OperatorError)
    assert isinstance(failed, OperatorError)
    assert kept[1]
    assert on_disk(tmp_path) == 1


async def test_a_commit_that_fails_fails_for_all_that_share_it(database, thread, tmp_path):
    async def breaks():
        """Leave a row whose parent is missing, which SQLite refuses at the commit only."""
        async with transaction(thread) as tx:
            await tx.execute(text("PRAGMA defer_foreign_keys = ON"))
            await tx.execute(text("INSERT INTO uses (digest, turn) VALUES ('d', 999)"))

    answered = await together(
        thread, accept(database), database.runner.run(breaks()), accept(database)
    )

    assert [type(answer) for answer in answered] == [OperatorError] * 3
    assert on_disk(tmp_path) == 0
    assert (await accept(database))[1]


async def fill(thread):
    """Let SQLite say that the disk is full as soon as the file should grow."""
    await thread.call(lambda: thread.raw().execute("PRAGMA max_page_count = 1").fetchone())


async def make_room(thread):
    await thread.call(lambda: thread.raw().execute("PRAGMA max_page_count = 1000000").fetchone())


async def insert_long(thread, *, rows):
    """Insert more than fits, with one statement for each row or one for all."""
    async with transaction(thread) as tx:
        for number, many in enumerate(rows):
            values = ", ".join(f"('{number} {n}', hex(zeroblob(2000000)))" for n in range(many))
            await tx.execute(text(f"INSERT INTO notebook (key, value) VALUES {values}"))


@pytest.mark.parametrize("rows", [[1], [3], [1, 1, 1]])
async def test_a_disk_that_is_full_amid_a_group_is_answered_truly(database, thread, tmp_path, rows):
    await fill(thread)

    before, failed, after = await together(
        thread,
        accept(database),
        database.runner.run(insert_long(thread, rows=rows)),
        accept(database),
    )

    assert isinstance(failed, OperatorError)
    done = [turn for turn in (before, after) if not isinstance(turn, OperatorError)]
    assert on_disk(tmp_path) == len(done)
    await make_room(thread)
    assert (await accept(database))[1]
    assert on_disk(tmp_path) == len(done) + 1


async def test_a_disk_that_is_full_at_the_commit_is_answered_truly(database, thread, tmp_path):
    await accept(database)

    with files_limited_to((tmp_path / "easel.db-wal").stat().st_size):
        answered = await together(thread, *(accept(database) for _ in range(3)))

    assert [type(answer) for answer in answered] == [OperatorError] * 3
    assert on_disk(tmp_path) == 1
    assert (await accept(database))[1]
    assert on_disk(tmp_path) == 2


async def test_what_was_refused_for_something_that_was_undone_is_not_refused(
    database, thread, tmp_path
):
    async def breaks():
        async with transaction(thread) as tx:
            await tx.execute(text("PRAGMA defer_foreign_keys = ON"))
            await tx.execute(text("INSERT INTO uses (digest, turn) VALUES ('d', 999)"))

    accepted, refused, _ = await together(
        thread,
        accept(database, most=1),
        accept(database, most=1),  # the first one waits, as far as is known now
        database.runner.run(breaks()),
    )

    assert isinstance(accepted, OperatorError)
    assert isinstance(refused, OperatorError)
    assert on_disk(tmp_path) == 0


async def test_what_cant_be_undone_alone_is_undone_with_its_group(database, thread, tmp_path):
    async def half():
        """Lose the mark to which it would be undone, as an error of the disk can."""
        async with transaction(thread) as tx:
            await tx.execute(text("INSERT INTO notebook (key, value) VALUES ('half', '1')"))
            thread.raw().execute("RELEASE one")
            raise sqlite3.OperationalError("disk I/O error")

    first, failed, last = await together(
        thread, accept(database), database.runner.run(half()), accept(database)
    )

    assert isinstance(first, OperatorError)
    assert isinstance(failed, OperatorError)
    assert last[1]
    assert on_disk(tmp_path) == 1
    assert not read(tmp_path, "SELECT * FROM notebook WHERE key = 'half'")


async def test_what_comes_after_the_end_is_refused_and_waits_for_nothing(tmp_path):
    async with opened(f"sqlite:///{tmp_path}/easel.db") as database:
        pass

    with pytest.raises(TemporaryError):
        async with asyncio.timeout(5):
            await database.runner.call(lambda: None)


def claim(database):
    return Store(database).queue.claim(worker="w", now=1, lease=10, at_once=9)


def leases(tmp_path):
    return [lease for (lease,) in read(tmp_path, "SELECT lease FROM turns ORDER BY id")]


async def test_a_claim_is_committed_without_a_wait_for_the_disk(database, thread, tmp_path):
    await accept(database)
    before = thread.syncs

    await claim(database)

    assert thread.syncs == before
    assert leases(tmp_path) == ["w"]


async def test_what_waits_for_the_disk_does_so_after_a_claim_too(database, thread, tmp_path):
    await accept(database)
    before = thread.syncs

    await together(thread, claim(database), accept(database), claim(database))
    await accept(database)

    assert thread.syncs == before + 2
    assert leases(tmp_path) == ["w", "w", None]
    level = await thread.call(lambda: thread.raw().execute("PRAGMA synchronous").fetchone()[0])
    assert level == 2  # FULL


async def test_what_needs_no_disk_waits_for_none_after_what_only_read(database, thread, tmp_path):
    await accept(database)
    before = thread.syncs

    await together(thread, Store(database).turns.get(1), claim(database))

    assert leases(tmp_path) == ["w"]
    assert thread.syncs == before


async def test_what_needs_no_disk_shares_the_commit_of_what_waits_for_it(
    database, thread, tmp_path
):
    await accept(database)
    before = thread.syncs

    await together(thread, accept(database), claim(database))

    assert (on_disk(tmp_path), leases(tmp_path)) == (2, ["w", None])
    assert thread.syncs == before + 1
