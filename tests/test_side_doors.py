"""A rule that refuses a person holds for every way in which they can ask."""

import asyncio
import time

import pytest

from bot.core import blocked_words
from bot.core.allowances import EVERYWHERE
from bot.sandbox.discord.places import GUILD_ID
from bot.sandbox.gemini import script
from bot.text.wording import say

from . import regions
from .doors import (
    NEW,
    by_buttons,
    by_commands,
    by_forms,
    by_free,
    by_moves,
    by_openers,
    by_page,
    messages,
    open_doors,
)
from .regions import HTTP
from .stories import answered, pictures, says

pytestmark = pytest.mark.settings(**HTTP)

ELSEWHERE = 77
PAID = (by_commands, by_buttons, by_forms)
ALL = (*PAID, by_free, by_openers, by_moves)


def stored(easel):
    return {file for file in (easel.folder / "pictures").rglob("*") if file.is_file()}


async def all_are_shut(easel, doors, code, *, ways=ALL, posts=True, fetches=False, **facts):
    """Go to every door: each is answered with the sentence of a code, and none leads anywhere."""
    discord, gemini = easel.discord, easel.gemini
    calls, shows, files = len(gemini.calls), len(pictures(discord, doors.channel)), stored(easel)

    for way in ways:
        async for asked in way(doors):
            await answered(discord, asked, code, **facts)
    assert says(await by_page(doors, easel), code, **facts)
    for channel, message in messages(doors) if posts else ():
        before = len(discord.messages(channel)) + 1
        await doors.person.says(**message)
        await discord.until(
            lambda channel=channel, before=before: any(
                says(answer.content, code, **facts) for answer in discord.messages(channel)[before:]
            )
        )

    assert len(gemini.calls) == calls
    assert len(pictures(discord, doors.channel)) == shows
    assert fetches or stored(easel) == files, "nothing is fetched for a refusal"


@pytest.fixture
async def doors(discord, gemini, ada, bo, art):
    """All that Bo has at hand."""
    return await open_doors(discord, gemini, bo, ada, art)


@pytest.mark.parametrize("rule", ["channels", "roles", "age_restricted"])
async def test_rules_of_a_server_hold_by_every_way_in(easel, discord, doors, rule):
    lounge, painters = int(discord.channel("lounge").id), int(discord.role("Painters"))
    set_to = {"channels": (lounge,), "roles": (painters,), "age_restricted": True}[rule]
    told = {"channels": f"<#{lounge}>", "roles": f"<@&{painters}>"}

    await easel.app.engine.settings.set_access_rules(int(GUILD_ID), **{rule: set_to})

    facts = {rule: told[rule]} if rule in told else {}
    await all_are_shut(easel, doors, f"access.{rule}", **facts)


async def test_a_block_holds_by_every_way_in(easel, ada, bo, doors):
    await easel.app.engine.moderation.block(
        int(GUILD_ID), int(bo.id), by=int(ada.id), reason="spam", lasts="good"
    )

    await all_are_shut(easel, doors, "member.blocked", words="spam")


async def test_blocked_words_hold_in_every_form(easel, doors):
    server, moderation = int(GUILD_ID), easel.app.engine.moderation
    await moderation.set_words(server, "moon", shown=blocked_words.fingerprint(()))

    shut = {"ways": (by_forms,), "posts": False, "fetches": True}
    await all_are_shut(easel, doors, "words.blocked", **shut, words="moon")


async def test_a_wait_after_refusals_holds_by_every_way_in(easel, discord, gemini, bo, art, doors):
    for n in range(4):  # beside the one that `doors` begins with
        gemini.script.append(script.Withheld())
        await answered(
            discord,
            await bo.slash("imagine", channel=art, prompt=f"a fight, {n}"),
            "withheld.IMAGE_SAFETY",
        )

    await all_are_shut(easel, doors, "limit.refused", ways=(*PAID, by_free))


async def test_a_budget_of_nothing_holds_by_every_way_that_costs(easel, doors):
    await easel.app.engine.accounts.change_budget(int(GUILD_ID), daily=0)

    await all_are_shut(easel, doors, "limit.server.nothing", ways=PAID, fetches=True)


@pytest.mark.parametrize("where", [int(GUILD_ID), EVERYWHERE], ids=["server", "everywhere"])
async def test_a_pause_holds_by_every_way_in_that_paints(easel, doors, where):
    await easel.app.engine.pauses.pause(where, give_back=False)

    code = "paused.everywhere" if where == EVERYWHERE else "paused.server"
    await all_are_shut(easel, doors, code, ways=(*PAID, by_free))


async def unpainted(easel):
    """How many turns have no outcome."""
    backlog = await easel.app.worker._context.store.stats.backlog(now=time.time())
    return backlog.waiting + backlog.painting


@pytest.mark.settings(**HTTP, limits={"person_waiting": 99, "person_daily": "none"})
async def test_what_a_new_member_asks_for_waits_for_moderators_by_every_way_in(
    easel, discord, gemini, ada, bo, art
):
    bo.user.joined = time.time()
    doors = await open_doors(discord, gemini, bo, ada, art)
    office, shows = discord.add_channel("office"), len(pictures(discord, art))
    server, engine = int(GUILD_ID), easel.app.engine
    await engine.settings.set_log_channel(server, int(office.id))
    await engine.moderation.set_safety(server, newcomers="week")
    calls = len(gemini.calls)

    for way in (by_commands, by_buttons, by_forms, by_free):
        async for asked in way(doors):
            await asked.acknowledged()
    await regions.sent(regions.reached(easel, doors.page), "a moon")
    for _, message in messages(doors):
        await bo.says(**message)
    async with asyncio.timeout(30):
        while await unpainted(easel) or easel.app.worker.busy:
            await asyncio.sleep(0)

    assert len(gemini.calls) > calls + 20
    assert len(pictures(discord, office)) > 20
    posted = pictures(discord, art)[shows:]
    assert [m.content for m in posted if say("button.paint") not in m.buttons()] == []
    assert not pictures(discord, doors.thread)


async def test_a_server_that_is_not_listed_is_shut_where_leaving_it_is_refused(
    easel, discord, doors
):
    no = {"status": 403, "json": {"message": "Missing Access", "code": 50001}}
    discord.faults.add(method="DELETE", path=r"/users/@me/guilds/\d+$", times=99, **no)
    await easel.stop()
    easel.settings = {"discord": {"servers": [ELSEWHERE]}} | HTTP
    await easel.start()

    await all_are_shut(easel, doors, "place.server", posts=False)


async def test_a_personal_installation_is_no_way_past_the_rules_of_a_server(
    easel, discord, gemini, bo, art
):
    cat = await bo.says("my cat", channel=art, files=[NEW])
    lounge = int(discord.channel("lounge").id)
    await easel.app.engine.settings.set_access_rules(int(GUILD_ID), channels=(lounge,))
    discord.world.installed_by_user = True  # beside the server, which has Easel, too

    for asked in (
        await bo.slash("imagine", channel=art, prompt="a fox"),
        await bo.slash("imagine", channel=art, prompt="a fox", private=True),
        await bo.menu("Describe this picture", on=cat),
        await bo.menu("Edit this picture", on=cat),
    ):
        await answered(discord, asked, "access.channels", channels=f"<#{lounge}>")
    assert not gemini.calls
