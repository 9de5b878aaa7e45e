"""No one waits behind all the files that another person sent."""

import asyncio
import sqlite3

import pytest

from bot.core.fair_waiting import FairQueue, FairSemaphore

from .conftest import png


def taken(queue: FairQueue[str]) -> list[str]:
    found = []
    while (item := queue.take()) is not None:
        found.append(item[1])
    return found


def test_people_take_turns_and_each_keeps_their_order():
    queue: FairQueue[str] = FairQueue()
    for item in ("a1", "a2", "a3", "b1", "c1", "b2"):
        queue.put(item, by=item[0])

    assert taken(queue) == ["a1", "b1", "c1", "a2", "b2", "a3"]
    assert not queue


def test_what_is_put_back_is_next():
    queue: FairQueue[str] = FairQueue()
    for item in ("a1", "a2", "b1"):
        queue.put(item, by=item[0])
    taken_first = queue.take()
    assert taken_first is not None
    by, first = taken_first

    queue.put_back(first, by=by)

    assert taken(queue) == ["a1", "b1", "a2"]


def test_who_may_not_be_served_is_passed_over_and_keeps_their_place():
    queue: FairQueue[str] = FairQueue()
    for item in ("a1", "a2", "b1"):
        queue.put(item, by=item[0])

    assert queue.take(lambda by: by != "a") == ("b", "b1")
    assert queue.take(lambda by: by != "a") is None
    assert taken(queue) == ["a1", "a2"]


async def test_one_person_holds_no_more_than_their_part():
    places, inside, most = FairSemaphore(4, each=2), [], {"a": 0, "all": 0}

    async def stay(who: str) -> None:
        async with places.place(who):
            inside.append(who)
            most["all"] = max(most["all"], len(inside))
            most["a"] = max(most["a"], inside.count("a"))
            await asyncio.sleep(0)
            inside.remove(who)

    await asyncio.gather(*(stay(who) for who in "aaaaaaaaabbbccc"))

    assert most == {"a": 2, "all": 4}


@pytest.mark.parametrize("let_in", [False, True])
async def test_who_gives_up_leaves_no_place_taken(let_in):
    places = FairSemaphore(1, each=1)
    entered = asyncio.Event()

    async def stay() -> None:
        async with places.place("a"):
            entered.set()
            await asyncio.Event().wait()

    first = asyncio.create_task(stay())
    await entered.wait()
    second = asyncio.create_task(stay())
    await asyncio.sleep(0)

    if let_in:
        first.cancel()  # lets the second in, which is cancelled before it can come
        await asyncio.sleep(0)
    second.cancel()
    first.cancel()
    await asyncio.gather(first, second, return_exceptions=True)

    async with asyncio.timeout(1), places.place("b"):
        pass


async def test_an_attachment_does_not_wait_behind_another_persons_thirty_six(
    easel, discord, art, ada, bo
):
    for request in range(6):
        files = {
            f"image{place}": ("a.png", png("red", (1500 + 10 * request + place, 1100)))
            for place in range(1, 7)
        }
        await ada.slash("blend", channel=art, prompt="all of it", **files)
    already = brought(easel, ada)

    asked = await bo.slash("edit", channel=art, image=("b.png", png("blue")), prompt="a hat")
    await discord.until(lambda: brought(easel, bo))

    assert asked is not None
    assert brought(easel, ada) - already <= 4


def brought(easel, person) -> int:
    """How many files of a person were taken in and wait for their request."""
    path = easel.config().storage.database.removeprefix("sqlite:///")
    connection = sqlite3.connect(path)
    asked = connection.execute("SELECT count(*) FROM loose WHERE person = ?", (person.id,))
    [count] = asked.fetchone()
    connection.close()
    return int(count)
