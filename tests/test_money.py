"""Allowances, budgets, usage and places in the queue, as people and owners meet them."""

import asyncio
import csv
import io
import re
import time

import aiohttp
import pytest
from PIL import Image

from bot.core import pricing
from bot.core.turns import ImageRequest, Person
from bot.database import NewTurn, Store, opened
from bot.discord.shards import Shards
from bot.sandbox.discord.places import GUILD_ID
from bot.sandbox.gemini import OnlyWords
from bot.text.wording import say

from .conftest import SECRETS, easel_in
from .stories import pictures, said, says, shown
from .test_faults import discord_error
from .test_shared_database import another


async def imagine(person, channel, prompt="a fox", **options):
    return await person.slash("imagine", channel=channel, prompt=prompt, **options)


async def told(discord, asked, code, **facts):
    """Wait until an answer says the sentence of a code; the answer."""
    await discord.until(lambda: asked.reply and says(asked.reply.content, code, **facts))
    return asked.reply


async def answered(discord, asked):
    await discord.until(lambda: asked.reply and (asked.reply.content or asked.reply.attachments))
    return asked.reply


async def test_a_day_has_so_many_pictures_for_a_person_and_says_when_it_resets(
    tmp_path,
):
    async with easel_in(tmp_path, limits={"person_daily": 2}) as easel:
        ada, bo = easel.discord.person("Ada"), easel.discord.person("Bo", locale="en-US")
        art = easel.discord.channel("art")
        await imagine(ada, art, count=2)
        await shown(easel.discord, art)

        refused = await imagine(ada, art)

        reply = await told(easel.discord, refused, "limit.person.pictures", pictures=2, left=0)
        assert re.search(r"<t:\d+:R>", reply.content)
        assert len(easel.gemini.calls) == 2
        await imagine(bo, art)
        await shown(easel.discord, art, 2)


async def test_a_person_spends_so_many_dollars_a_day_wherever_they_ask(tmp_path):
    async with easel_in(tmp_path, limits={"person_budget_daily": 0.05}) as easel:
        discord = easel.discord
        ada, bo = discord.person("Ada"), discord.person("Bo", locale="en-US")
        art = discord.channel("art")
        await imagine(ada, art)
        await shown(discord, art)

        refused = await imagine(ada, ada.dm())

        reply = await told(discord, refused, "limit.person.day", budget=50_000)
        assert re.search(r"<t:\d+:R>", reply.content)
        assert len(easel.gemini.calls) == 1
        await imagine(bo, art)
        await shown(discord, art, 2)


async def test_a_message_is_refused_as_plainly_as_a_command(tmp_path):
    async with easel_in(tmp_path, limits={"server_daily": 1}) as easel:
        ada, art = easel.discord.person("Ada"), easel.discord.channel("art")
        await imagine(ada, art)
        message = await shown(easel.discord, art)

        await ada.says("make it blue", reply_to=message)

        await easel.discord.until(
            lambda: says(
                easel.discord.messages(art)[-1].content, "limit.server.pictures", pictures=1
            )
        )
        assert len(easel.gemini.calls) == 1


async def test_what_brought_no_picture_is_not_charged(tmp_path):
    async with easel_in(tmp_path, limits={"person_daily": 1}) as easel:
        ada, art = easel.discord.person("Ada"), easel.discord.channel("art")
        easel.gemini.script.append(OnlyWords("No."))
        failed = await imagine(ada, art)
        await told(easel.discord, failed, "only_words", words="No.")

        await imagine(ada, art)

        await shown(easel.discord, art)


async def test_more_than_one_picture_or_1k_says_what_it_will_cost(discord, gemini, ada, art):
    gemini.gate = asyncio.Event()
    several = await imagine(ada, art, count=3)
    await told(discord, several, "standing.estimate", cost=100_800)
    large = await imagine(ada, art, size="2K")
    await told(discord, large, "standing.estimate", cost=50_400)
    plain = await imagine(ada, art)
    await told(discord, plain, "standing.place")

    assert not says(plain.reply.content, "standing.estimate")
    gemini.gate.set()
    await shown(discord, art, 3)


async def test_the_tokens_of_a_call_are_charged_on_top_of_its_picture(
    easel, discord, gemini, ada, art
):
    await imagine(ada, art, "a fox in the snow " * 40)
    await shown(discord, art)

    turn = await easel.app.engine.turns.get(1)

    [call] = gemini.calls
    counts = await counted(easel, call)
    model = easel.app.engine.models.find(turn.request.model)
    [painted] = [one["tokenCount"] for one in counts["candidatesTokensDetails"]]
    tokens = pricing.words_price(
        model,
        words_in=counts["promptTokenCount"],
        words_out=counts["thoughtsTokenCount"] + counts["candidatesTokenCount"] - painted,
    )
    assert counts["promptTokenCount"] > 100
    assert counts["candidatesTokenCount"] > painted  # it said something beside the picture
    expected = pricing.price(turn.request, model, pictures=1) + tokens
    assert turn.cost == pytest.approx(expected, abs=100)  # asked again, it may say another word


async def counted(easel, call):
    """The tokens that Gemini counts for a call, as it answers when it is asked once more."""
    path = f"{easel.sandbox.gemini_url}/v1beta/models/{call.model}:generateContent"
    headers = {"x-goog-api-key": SECRETS.gemini}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(path, json=call.body) as answer,
    ):
        return (await answer.json())["usageMetadata"]


async def test_a_picture_says_what_it_cost_where_the_server_has_a_budget(discord, ada, art):
    await imagine(ada, art)
    before = await shown(discord, art)
    await answered(discord, await ada.slash("easel budget", channel=art, daily=5.0, monthly=50.0))

    await imagine(ada, art)

    after = await shown(discord, art, 2)
    assert "$" not in before.content
    assert re.search(r"-# .* · \$0\.03\d", after.content)


async def test_usage_says_what_was_painted_and_what_is_left(tmp_path):
    async with easel_in(tmp_path, limits={"person_daily": 10}) as easel:
        ada, art = easel.discord.person("Ada"), easel.discord.channel("art")
        await imagine(ada, art, count=2)
        await shown(easel.discord, art)

        asked = await ada.slash("usage", channel=art)

        reply = await told(easel.discord, asked, "usage.today", pictures=2)
        assert says(reply.content, "usage.month", pictures=2)
        assert says(reply.content, "usage.left", what=say("usage.left.pictures", pictures=8))
        assert reply.flags & 64


async def test_owners_give_a_role_an_allowance_and_a_member_another(discord, ada, bo, art):
    role = discord.role("Artist")
    cy = discord.newcomer("Cy", roles=[role])
    given = await ada.slash("easel allowance", channel=art, who=role, pictures=1)
    await told(
        discord,
        given,
        "owner.allowance",
        who=f"<@&{role}>",
        pictures=say("owner.limit.pictures", pictures=1),
    )
    await answered(discord, await ada.slash("easel allowance", channel=art, who=bo, daily=0.02))

    await imagine(cy, art)
    await shown(discord, art)

    await told(discord, await imagine(cy, art), "limit.member.pictures", pictures=1, left=0)
    await told(discord, await imagine(bo, art), "limit.member.day", budget=20_000)
    await cy.says(f"{discord.bot_mention} a hare", channel=art)
    await discord.until(
        lambda: says(discord.messages(art)[-1].content, "limit.member.pictures", pictures=1)
    )
    await imagine(ada, art)
    await shown(discord, art, 2)


async def test_an_allowance_for_everyone_holds_for_everyone(discord, ada, bo, art):
    await answered(
        discord, await ada.slash("easel allowance", channel=art, who=GUILD_ID, daily=0.01)
    )

    await told(discord, await imagine(bo, art), "limit.member.day", budget=10_000)


async def test_only_who_may_manage_the_server_is_offered_the_owners_commands(ada, bo, art):
    with pytest.raises(AssertionError, match="not offered 'easel'"):
        await bo.slash("easel usage", channel=art)


@pytest.mark.parametrize("told_in", ["channel", "system", "private"])
async def test_owners_are_warned_at_four_fifths_and_painting_stops_at_the_budget(
    discord, ada, art, told_in
):
    lounge = discord.channel("lounge")
    where = ada.dm() if told_in == "private" else lounge
    if told_in == "channel":
        await answered(discord, await ada.slash("easel notify", channel=art, where=lounge))
    if told_in == "system":
        discord.world.guild.system_channel_id = lounge.id
        discord.dispatch_event("GUILD_UPDATE", discord.world.guild.json())
    await answered(discord, await ada.slash("easel budget", channel=art, daily=0.16, monthly=0.0))
    for count in range(1, 5):
        await imagine(ada, art)
        await shown(discord, art, count)

    await told(discord, await imagine(ada, art), "limit.server.day", budget=160_000)

    await discord.until(lambda: discord.messages(where))
    [warning] = discord.messages(where)
    assert says(warning.content, "alarm.day", budget=160_000)
    assert len(pictures(discord, art)) == 4


async def test_a_warning_that_a_channel_does_not_take_goes_to_the_owner(discord, ada, art):
    lounge = discord.channel("lounge")
    await answered(discord, await ada.slash("easel notify", channel=art, where=lounge))
    await answered(discord, await ada.slash("easel budget", channel=art, daily=0.125, monthly=0.0))
    path = rf"/channels/{lounge.id}/messages$"
    discord.faults.add(method="POST", path=path, **discord_error(400, 200000))

    for count in range(1, 4):
        await imagine(ada, art)
        await shown(discord, art, count)

    await discord.until(lambda: discord.messages(ada.dm()))
    assert not discord.messages(lounge)


async def test_a_warning_of_a_server_that_another_process_carries_is_left_to_it(
    easel, discord, ada, art
):
    mine = (int(GUILD_ID) >> 22) % 2
    theirs = (mine + 1) << 22
    await easel.stop()
    async with opened(f"sqlite:///{easel.folder}/easel.db") as database:
        for guild in (theirs, int(GUILD_ID)):
            await Store(database).settings.write("server", guild, {"budget": {"daily": 1_000_000}})
            by = Person(id=int(ada.id), guild=guild)
            new = NewTurn(request=ImageRequest(prompt="a fox", model="m"), by=by, cost=900_000)
            await Store(database).turns.accept(new, most_waiting=9, now=time.time())

    async with another(easel, shards=Shards(mine, mine, 2)) as one:
        await discord.until(lambda: discord.messages(ada.dm()))
        await easel.gemini.until(lambda: easel.gemini.calls)
        left = await one.engine.accounts.pending_alerts()

    assert theirs in {alarm.guild for alarm in left}
    assert len(discord.messages(ada.dm())) == 1
    await easel.start()


async def test_a_warning_that_was_not_delivered_comes_after_a_restart(easel, discord, ada, art):
    await answered(discord, await ada.slash("easel budget", channel=art, daily=1.0, monthly=0.0))
    await easel.stop()
    async with opened(f"sqlite:///{easel.folder}/easel.db") as database:
        by = Person(id=int(ada.id), guild=int(GUILD_ID))
        new = NewTurn(request=ImageRequest(prompt="a fox", model="m"), by=by, cost=900_000)
        await Store(database).turns.accept(new, most_waiting=1, now=time.time())

    await easel.start()

    await discord.until(lambda: discord.messages(ada.dm()))
    assert says(discord.messages(ada.dm())[0].content, "alarm.day", spent=900_000, budget=1_000_000)


async def test_owners_see_usage_by_person_and_by_day_as_a_picture_with_words(discord, ada, bo, art):
    await imagine(ada, art, count=2)
    await imagine(bo, art)
    await shown(discord, art, 2)

    reply = await answered(discord, await ada.slash("easel usage", channel=art))

    assert says(reply.content, "usage.person", person=ada.mention, pictures=2)
    assert says(reply.content, "usage.person", person=bo.mention, pictures=1)
    [attachment] = reply.attachments
    assert Image.open(io.BytesIO(discord.file(attachment))).size == (800, 400)
    assert re.match(
        r"Bar chart of US\$ spent by day. [A-Z][a-z]{2} \d{1,2}: \$", attachment["description"]
    )


async def test_owners_have_the_lines_as_a_csv_file(discord, ada, bo, art):
    await imagine(ada, art, count=2)
    await imagine(bo, art)
    await shown(discord, art, 2)

    reply = await answered(discord, await ada.slash("easel export", channel=art, days=2))

    [attachment] = reply.attachments
    rows = list(csv.DictReader(io.StringIO(discord.file(attachment).decode())))
    assert [(row["person"], row["pictures"]) for row in rows] == [(ada.id, "2"), (bo.id, "1")]
    assert all(float(row["dollars"]) > 0.03 for row in rows)


@pytest.fixture(params=["sqlite", "postgresql"])
def storage(request):
    """Settings of either database; SQLite is what a bot has by itself."""
    if request.param == "sqlite":
        return {}
    return {"database": request.getfixturevalue("postgres_url")}


async def test_one_person_asks_fifty_and_five_others_are_next(tmp_path, storage):
    # Asking so often takes longer than the first call may, if it may take five seconds only.
    more = {"storage": storage, "gemini": {"parallel": 1, "timeout": 60}}
    limits = {"person_waiting": 60, "person_at_once": 1}
    async with easel_in(tmp_path, limits=limits, **more) as easel:
        discord, gemini = easel.discord, easel.gemini
        gemini.gate = asyncio.Event()
        ada, art = discord.person("Ada"), discord.channel("art")
        for n in range(50):
            await answered(discord, await imagine(ada, art, f"fox {n}"))  # accepted in this order
        await gemini.until(lambda: gemini.calls)

        others = [discord.newcomer(name) for name in ("Cy", "Di", "Ed", "Fay", "Gus")]
        asked = []
        for other in others:
            asked.append(await imagine(other, art, f"a hare for {other.name}"))
            await told(discord, asked[-1], "standing.place")

        # Ada's second stands before them, for she asked it first; her third behind them.
        for place, one in enumerate(asked, 2):
            await told(discord, one, "standing.place", place=place)
        gemini.gate.set()
        await gemini.until(lambda: len(gemini.calls) > 8)
        painted = [said(gemini, n)[-1][1] for n in range(8)]  # what is posted may overtake
        hares = [f"a hare for {other.name}" for other in others]
        assert painted == ["fox 0", "fox 1", *hares, "fox 2"]


async def test_a_server_in_full_flood_does_not_keep_a_private_chat_waiting(tmp_path):
    limits = {"person_waiting": 60, "person_at_once": 1}
    patient = {"parallel": 1, "timeout": 60}
    async with easel_in(tmp_path, limits=limits, gemini=patient) as easel:
        discord, gemini = easel.discord, easel.gemini
        gemini.gate = asyncio.Event()
        art, bo = discord.channel("art"), discord.person("Bo", locale="en-US")
        crowd = [discord.newcomer(f"Cy{n}") for n in range(6)]
        for one in [*crowd, *crowd]:
            await answered(discord, await imagine(one, art))
        await gemini.until(lambda: gemini.calls)

        asked = await imagine(bo, bo.dm())

        await told(discord, asked, "standing.place", place=1)
        gemini.gate.set()
        await shown(discord, bo.dm())
