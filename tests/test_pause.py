"""The emergency stop: whom it stops, what goes on, and what becomes of what waits."""

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest

from bot.core.allowances import EVERYWHERE
from bot.core.turns import ImageRequest, Outcome, Person, Place
from bot.database import NewTurn
from bot.errors import TemporaryError
from bot.text.wording import say

from .calls import HTTP, calling
from .conftest import easel_in, png
from .stories import answered, pictures, says, shown

NOW = 1_000_000.0
CAT = ("cat.png", png("red"))


async def painted(discord, person, channel, words="a fox"):
    before = len(pictures(discord, channel))
    await person.slash("imagine", channel=channel, prompt=words)
    return await shown(discord, channel, before + 1)


async def paused(easel, where):
    """Pause painting as a manager does in their server, or as the operator does everywhere."""
    if where == "everywhere":
        await easel.app.engine.pauses.pause(give_back=False)
        return
    ada, art = easel.discord.person("Ada"), easel.discord.channel("art")
    await answered(
        easel.discord, await ada.slash("easel pause", channel=art), "owner.paused.finish"
    )


@pytest.mark.parametrize(("where", "status"), [("server", 200), ("everywhere", 503)])
async def test_over_http_it_holds_where_everything_is_paused(tmp_path, where, status):
    async with easel_in(tmp_path, **HTTP) as easel:
        await paused(easel, where)

        async with (
            calling(easel) as caller,
            caller.post("/generate-image", json={"prompt": "a fox"}) as answer,
        ):
            body = await answer.read()

        assert answer.status == status
        assert len(easel.gemini.calls) == (status == 200), "another's pause is not theirs"
        if status != 200:
            assert int(answer.headers["Retry-After"]) >= 1
            assert say(f"paused.{where}").encode()[:20] in body


async def test_what_does_not_paint_works_while_painting_is_paused(easel, discord, ada, art):
    fox = await painted(discord, ada, art)
    await ada.says("make it night", reply_to=fox)
    await shown(discord, art, 2)
    await paused(easel, "everywhere")

    await ada.slash("history", channel=art)
    await shown(discord, art, 3)
    for name in ("usage", "privacy", "settings mine", "easel usage", "easel budget"):
        sent = await ada.slash(name, channel=art)
        await discord.until(
            lambda sent=sent: sent.reply and (sent.reply.content or sent.reply.attachments)
        )
        assert not says(sent.reply.content, "paused.everywhere"), name
    await ada.slash("undo", channel=art)
    await shown(discord, art, 4)


async def test_what_waits_is_painted_and_after_resuming_all_is_as_before(easel, discord, ada, art):
    easel.gemini.gate = asyncio.Event()
    waiting = [await ada.slash("imagine", channel=art, prompt=f"fox {n}") for n in range(4)]
    await discord.until(lambda: all(one.reply and one.reply.content for one in waiting))

    await paused(easel, "server")
    refused = await ada.slash("imagine", channel=art, prompt="a hare")
    await answered(discord, refused, "paused.server")
    easel.gemini.gate.set()
    await shown(discord, art, 4)
    await answered(discord, await ada.slash("easel resume", channel=art), "owner.resumed")
    await answered(discord, await ada.slash("easel resume", channel=art), "owner.resumed.not")

    await painted(discord, ada, art)


async def test_what_waits_is_given_back_to_each_in_the_place_where_they_were_told_to_wait(
    tmp_path, storage
):
    limits = {"person_at_once": 1, "person_daily": 3}
    slow = {"timeout": 60}
    async with easel_in(tmp_path, limits=limits, storage=storage, gemini=slow) as easel:
        discord, art = easel.discord, easel.discord.channel("art")
        ada, bo = discord.person("Ada"), discord.person("Bo", locale="en-US")
        fox = await painted(discord, bo, art)
        easel.gemini.gate = asyncio.Event()
        await ada.slash("imagine", channel=art, prompt="an owl")
        await easel.gemini.until(lambda: easel.gemini.in_flight == 1)
        waits = await ada.slash("imagine", channel=art, prompt="a hare")
        elsewhere = await ada.slash("imagine", channel=ada.dm(), prompt="a whale")
        await answered(discord, waits, "standing.place")
        await answered(discord, elsewhere, "standing.place")
        await bo.slash("imagine", channel=art, prompt="a bee")
        await easel.gemini.until(lambda: easel.gemini.in_flight == 2)
        reply = await bo.says("make it night", reply_to=fox)
        await discord.until(lambda: says(discord.messages(art)[-1].content, "standing.place"))

        sent = await ada.slash("easel pause", channel=art, waiting="give_back")

        await answered(discord, sent, "owner.paused.give_back", count=2)
        await answered(discord, waits, "paused.given_back")
        await discord.until(
            lambda: any(
                says(one.content, "paused.given_back")
                for one in discord.messages(art)
                if one.reference and one.reference["message_id"] == reply.id
            )
        )
        await discord.until(
            lambda: not any(says(one.content, "standing.place") for one in discord.messages(art))
        )
        easel.gemini.gate.set()
        await shown(discord, art, 3)
        await shown(discord, ada.dm())
        usage = await easel.app.engine.usage.of_person(Person(id=int(ada.id)))
        assert usage.remaining.pictures == 1, "what was given back is not counted"


@pytest.fixture(params=["sqlite", "postgresql"])
def storage(request):
    """Settings of either database."""
    if request.param == "sqlite":
        return {}
    return {"database": request.getfixturevalue("postgres_url")}


async def easel_program(database, *words):
    """Run the program as an operator does; its exit code and what it printed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words),
        env={"PATH": os.environ["PATH"], "EASEL_STORAGE__DATABASE": database},
        cwd=Path(__file__).parents[1],
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    return process.returncode, out.decode()


async def test_the_operator_pauses_and_resumes_a_bot_that_runs(tmp_path, storage):
    async with easel_in(tmp_path, storage=storage, gemini={"timeout": 60}) as easel:
        discord, art = easel.discord, easel.discord.channel("art")
        ada, database = discord.person("Ada"), easel.config().storage.database
        easel.gemini.gate = asyncio.Event()
        for n in (1, 2):
            await ada.slash("imagine", channel=art, prompt=f"fox {n}")
        await easel.gemini.until(lambda: easel.gemini.in_flight == 2)
        waits = await ada.slash("imagine", channel=art, prompt="an owl")
        await answered(discord, waits, "standing.place")

        code, out = await easel_program(database, "pause", "--give-back")

        assert (code, "given back" in out) == (0, True), out
        await answered(discord, waits, "paused.given_back")
        refused = await ada.slash("imagine", channel=art, prompt="a hare")
        await answered(discord, refused, "paused.everywhere")
        await answered(discord, await ada.slash("easel resume", channel=art), "paused.everywhere")
        easel.gemini.gate.set()
        await shown(discord, art, 2)
        assert (await easel_program(database, "resume"))[0] == 0
        await painted(discord, ada, art)
        assert not [file for file in tmp_path.iterdir() if "order" in file.name]


async def test_a_bot_that_was_paused_while_it_was_stopped_starts_paused_and_logs_it(
    easel, discord, ada, art, caplog
):
    database = easel.config().storage.database
    await easel.stop()

    code, out = await easel_program(database, "pause")

    assert code == 0, out
    await easel.start()
    assert "easel resume" in caplog.text
    refused = await ada.slash("imagine", channel=art, prompt="a hare")
    await answered(discord, refused, "paused.everywhere")


async def test_a_database_that_is_not_there_is_not_said_to_be_paused(tmp_path):
    code, out = await easel_program(f"sqlite:///{tmp_path}/other.db", "pause")

    assert (code, list(tmp_path.iterdir())) == (78, [])
    assert re.search(r"other\.db: there is no database", out)


async def test_an_order_that_is_not_taken_is_said_not_to_be(tmp_path, monkeypatch):
    from bot.database import opened
    from bot.ops import pause_orders

    monkeypatch.setattr(pause_orders, "PATIENCE", 0.3)
    url = f"sqlite:///{tmp_path}/easel.db"
    async with opened(url):
        with pytest.raises(pause_orders.NotTaken):
            await pause_orders.give(url, pause_orders.Order.PAUSE)

    assert not [file for file in tmp_path.iterdir() if "order" in file.name]


# The rule, in the database


def new(guild=7, person=1, **more):
    return NewTurn(
        request=ImageRequest(prompt="a fox", model="m"),
        by=Person(id=person, guild=guild),
        cost=100,
        at=Place(channel=42),
        **more,
    )


async def accept(store, one):
    turn, _ = await store.turns.accept(one, most_waiting=1000, now=NOW)
    return turn


@pytest.mark.parametrize(
    ("where", "refused"), [(7, [7]), (8, [8]), (EVERYWHERE, [7, 8, None])], ids=str
)
async def test_a_pause_holds_where_it_was_made(store, where, refused):
    await store.pauses.pause(where, give_back=False, now=NOW)

    for guild in (7, 8, None):
        if guild in refused:
            with pytest.raises(TemporaryError, match="paused"):
                await accept(store, new(guild))
        else:
            await accept(store, new(guild))
    assert await store.pauses.resume(where)
    assert not await store.pauses.resume(where)
    await accept(store, new(refused[0]))


async def test_what_was_accepted_before_is_still_answered_with_its_turn(store):
    turn = await accept(store, new(origin="interaction:1"))
    await store.pauses.pause(7, give_back=False, now=NOW)

    assert (await accept(store, new(origin="interaction:1"))).id == turn.id


async def test_giving_back_ends_what_waits_there_and_releases_what_it_reserved(store):
    painting, waiting, other = [await accept(store, new(guild)) for guild in (7, 7, 8)]
    claimed = await store.queue.claim(worker="w", now=NOW, lease=9, at_once=1, excluded=[other.id])
    assert [turn.id for turn in claimed.turns] == [painting.id]

    assert await store.pauses.pause(7, give_back=True, now=NOW) == 1

    given_back = await store.turns.get(waiting.id)
    assert (given_back.outcome, given_back.reason) == (Outcome.FAILED, "paused.given_back")
    assert (await store.turns.get(painting.id)).waiting
    assert (await store.turns.get(other.id)).waiting
    shown_next = await store.queue.claim(worker="w", now=NOW, lease=9, at_once=1)
    assert [turn.id for turn in shown_next.turns] == [waiting.id]
    assert {line.spent.cost for line in await store.spend.lines(7, since=0)} == {100}


async def test_whatever_is_accepted_while_painting_is_paused_is_refused_or_given_back(store):
    asking = [accept(store, new(person=n)) for n in range(1, 31)]
    pausing = store.pauses.pause(7, give_back=True, now=NOW)

    *answers, _ = await asyncio.gather(*asking[:15], pausing, *asking[15:], return_exceptions=True)

    turns = [answer for answer in answers if not isinstance(answer, TemporaryError | int)]
    ends = [(await store.turns.get(turn.id)).outcome for turn in turns]
    assert set(ends) <= {Outcome.FAILED}
    assert {line.spent.cost for line in await store.spend.lines(7, since=0)} <= {0}
