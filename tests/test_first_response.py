"""What a person reads first of a request: what became of it, or in time that it takes longer."""

import asyncio
import contextlib
import threading

import pytest

from bot.discord import first_response
from bot.sandbox.gemini.script import Blocked

from .conftest import easel_in
from .stories import pictures, says, shown
from .test_faults import discord_error

CALLBACK = "/callback$"
MESSAGE, DEFERRED = 4, 5  # types of a first response


def by_token(discord):
    """What was done by interactions' tokens, without the commands of a start."""
    return [
        (call.method, call.path.rpartition("/")[2])
        for call in discord.calls
        if call.path.startswith(("/interactions/", "/webhooks/"))
    ]


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A machine that is busy takes longer than a person should wait."""
    monkeypatch.setattr(first_response, "LATE", 60.0)
    monkeypatch.setattr(first_response, "SOON", 60.0)


@contextlib.asynccontextmanager
async def slow_database(easel):
    """No transaction begins within the block."""
    over, begun = threading.Event(), threading.Event()

    def wait():
        begun.set()
        over.wait(30)

    runner = easel.app.worker._context.store.turns.runner
    waiting = asyncio.create_task(runner.call(wait))
    await asyncio.to_thread(begun.wait)
    try:
        yield
    finally:
        over.set()
        await waiting


async def test_a_command_is_answered_with_painting_by_its_first_response(discord, gemini, ada, art):
    gemini.gate = asyncio.Event()

    asked = await ada.slash("imagine", channel=art, prompt="a fox")

    await discord.until(lambda: asked.reply and says(asked.reply.content, "standing.painting"))
    assert asked.interaction.callback_type == MESSAGE
    assert asked.reply.buttons() == ["Cancel"]
    assert asked.reply.flags & 64
    gemini.gate.set()
    await shown(discord, art)
    await discord.until(lambda: asked.reply is None)
    assert by_token(discord) == [("POST", "callback"), ("DELETE", "@original")]


async def test_a_button_is_answered_with_painting_by_its_first_response(discord, gemini, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    gemini.gate = asyncio.Event()

    asked = await ada.clicks(fox, "Again")

    await discord.until(lambda: asked.reply and says(asked.reply.content, "standing.painting"))
    assert asked.interaction.callback_type == MESSAGE
    gemini.gate.set()
    await shown(discord, art, 2)


async def test_a_slow_database_makes_no_one_wait_for_a_response(easel, discord, ada, art):
    easel.app.progress_messages.first_responses.soon = 0.05

    async with slow_database(easel):
        asked = await (await ada.slash("imagine", channel=art, prompt="a fox")).acknowledged()

    assert asked.interaction.callback_type == DEFERRED
    await shown(discord, art)
    await discord.until(lambda: asked.reply is None)


async def test_of_many_commands_at_once_those_beyond_some_are_deferred_at_once(
    easel, discord, ada, art
):
    first = easel.app.progress_messages.first_responses

    async with slow_database(easel):
        asked = [await ada.slash("imagine", channel=art, prompt="a fox") for _ in range(25)]
        await discord.until(lambda: sum(one.acked_after is not None for one in asked) == 5)

    await discord.until(lambda: not first._open)
    assert [one.interaction.callback_type for one in asked] == 20 * [MESSAGE] + 5 * [DEFERRED]


async def test_a_refusal_is_the_first_response(tmp_path):
    async with easel_in(tmp_path, limits={"person_waiting": 1}) as easel:
        discord, ada = easel.discord, easel.discord.person("Ada")
        art = discord.channel("art")
        easel.gemini.gate = asyncio.Event()
        await ada.slash("imagine", channel=art, prompt="a fox")
        await easel.gemini.until(lambda: easel.gemini.calls)

        refused = await (await ada.slash("imagine", channel=art, prompt="a cat")).acknowledged()

        assert refused.interaction.callback_type == MESSAGE
        assert says(refused.reply.content, "limit.waiting", limit=1)
        easel.gemini.gate.set()
        await shown(discord, art)


async def test_braces_are_asked_about_by_the_first_response(discord, ada, art):
    asked = await ada.slash("imagine", channel=art, prompt="a {red, blue} fox")
    await asked.acknowledged()

    assert asked.interaction.callback_type == MESSAGE
    assert says(asked.reply.content, "braces.ask", count=2)
    await ada.clicks(asked.reply, "Paint")
    await shown(discord, art, 2)


@pytest.mark.parametrize("private", [False, True])
async def test_what_ends_before_the_first_response_is_there_is_said_in_it(
    discord, gemini, ada, art, private
):
    gemini.script.append(Blocked("SAFETY"))
    discord.faults.add(method="POST", path=CALLBACK, delay=0.3)

    asked = await ada.slash("imagine", channel=art, prompt="a fox", private=private)

    await discord.until(lambda: asked.reply and says(asked.reply.content, "blocked.SAFETY"))
    assert discord.refused_calls == []


async def test_a_picture_that_is_there_before_the_first_response_leaves_no_note(
    discord, gemini, ada, art
):
    discord.faults.add(method="POST", path=CALLBACK, delay=0.3)

    asked = await ada.slash("imagine", channel=art, prompt="a fox")

    await shown(discord, art)
    await discord.until(lambda: ("DELETE", "@original") in by_token(discord))
    assert asked.acked_after is not None
    assert asked.reply is None
    assert len(pictures(discord, art)) == 1


async def test_what_only_the_response_will_show_is_deferred_at_once(discord, gemini, ada, art):
    gemini.gate = asyncio.Event()

    asked = await ada.slash("imagine", channel=art, prompt="a fox", private=True)

    await discord.until(lambda: asked.reply and says(asked.reply.content, "standing.painting"))
    assert asked.interaction.callback_type == DEFERRED
    gemini.gate.set()
    await discord.until(lambda: asked.reply.attachments)


async def test_nothing_is_paid_before_its_person_can_know_of_it(discord, gemini, ada, art):
    discord.faults.add(method="POST", path=CALLBACK, delay=0.3)

    asked = await ada.slash("imagine", channel=art, prompt="a fox")
    await discord.until(lambda: asked.acked_after is not None)

    assert not gemini.calls
    await shown(discord, art)


async def test_a_response_that_discord_never_takes_holds_up_no_picture(easel, discord, ada, art):
    easel.app.progress_messages.first_responses.limit = 0.2
    discord.faults.add(method="POST", path=CALLBACK, hang=True)

    await ada.slash("imagine", channel=art, prompt="a fox")

    await shown(discord, art)
    discord.faults.end()


async def test_what_a_slow_database_takes_after_discord_gave_up_is_not_paid(
    easel, discord, gemini, ada, art
):
    easel.app.progress_messages.first_responses.soon = 0.05
    discord.faults.add(method="POST", path=CALLBACK, **discord_error(404, 10062))

    async with slow_database(easel):
        await ada.slash("imagine", channel=art, prompt="a late fox")
        await discord.until(lambda: not discord.faults.waiting)
    await ada.slash("imagine", channel=art, prompt="a fox")

    fox = await shown(discord, art)
    assert "late" not in fox.content


async def test_an_error_is_not_answered_beside_a_deferral_that_waited(easel, discord, ada, art):
    responses = easel.app.progress_messages.first_responses

    async with slow_database(easel):
        asked = await ada.slash("imagine", channel=art, prompt="a fox")
        await discord.until(lambda: responses._open)
        first = responses.of(asked.interaction.token)
        async with first._one_call:  # another call is under way
            stopping = asyncio.create_task(first.stop())
            deferring = asyncio.create_task(first.defer())
            await asyncio.sleep(0)  # both wait for it
        await asyncio.gather(stopping, deferring)

    assert asked.acked_after is None


async def test_none_of_many_that_discord_gave_up_is_paid(easel, discord, gemini, ada, art):
    first = easel.app.progress_messages.first_responses
    first.soon = 0.01

    async with slow_database(easel):
        for _ in range(11):
            discord.faults.add(method="POST", path=CALLBACK, times=10, **discord_error(404, 10062))
            for _ in range(10):
                await ada.slash("imagine", channel=art, prompt="a late fox")
            await discord.until(lambda: not (discord.faults.waiting or first._open))
    await ada.slash("imagine", channel=art, prompt="a fox")

    fox = await shown(discord, art)
    assert "late" not in fox.content
    assert len(gemini.calls) == 1


async def test_what_is_answered_when_the_process_stops_still_arrives(easel, discord, ada, art):
    discord.faults.add(method="POST", path=CALLBACK, delay=0.3)
    asked = await ada.slash("imagine", channel=art, prompt="a {red, blue} fox")
    await discord.until(lambda: not discord.faults.waiting)  # the response is on its way

    await easel.stop()

    assert says(asked.reply.content, "braces.ask", count=2)
