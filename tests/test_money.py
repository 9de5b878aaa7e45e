"""Allowances, budgets, usage and places in the queue, as people and owners meet them."""

import asyncio
import calendar
import csv
import io
import re
import time
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from PIL import Image

from bot import __version__
from bot.config import LimitSettings, Secrets
from bot.core import pricing
from bot.core.allowances import NO_LIMIT
from bot.core.turns import ImageRequest, Person
from bot.database import NewTurn, Store, opened
from bot.discord.delivery import budget_alerts
from bot.discord.shards import Shards
from bot.engine.accounts import operator_limits
from bot.sandbox import demo
from bot.sandbox.discord.places import GUILD_ID
from bot.sandbox.gemini import OnlyWords
from bot.sandbox.server import serving
from bot.text.wording import say

from .calls import HTTP, asked, calling
from .conftest import SECRETS, easel_in
from .stories import pictures, said, says, shown
from .test_faults import discord_error
from .test_shared_database import another

COST, OWN_COST = (  # what a caption says of money: one picture's, and the sum of today
    re.escape(say(f"caption.cost.{whose}", cost="\0", spent="\0")).replace("\0", r"\$([0-9.]+)")
    for whose in ("server", "own")
)


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
    await answered(discord, await ada.slash("easel budget", channel=art, daily="5.0", monthly="50"))

    await imagine(ada, art)

    after = await shown(discord, art, 2)
    assert "$" not in before.content
    cost = re.search(COST, after.content)
    assert cost
    assert float(cost[2]) == pytest.approx(2 * float(cost[1]), abs=0.01)


@pytest.mark.parametrize(
    "limits",
    [{"server_budget_daily": 5}, {"person_budget_daily": 5}, {"budget_daily": 5}, {}],
    ids=["server", "person", "whole", "none"],
)
async def test_a_picture_says_what_it_cost_wherever_a_budget_holds(tmp_path, limits):
    async with easel_in(tmp_path, limits=limits) as easel:
        discord = easel.discord
        ada, bo = discord.person("Ada"), discord.person("Bo", locale="en-US")
        art = discord.channel("art")
        await imagine(bo, bo.dm())
        bos = await shown(discord, bo.dm())
        await imagine(bo, art)
        await shown(discord, art)

        await imagine(ada, art)
        await imagine(bo, bo.dm())

        adas, last = await shown(discord, art, 2), await shown(discord, bo.dm(), 2)
    if not limits:
        assert all("$" not in one.content for one in (adas, bos, last))
        return
    here = re.search(COST, adas.content)
    assert here, "it says whose sum it is"
    assert float(here[2]) == pytest.approx(2 * float(here[1]), abs=0.01), (
        "not what Bo had in private"
    )
    if "server_budget_daily" in limits:
        assert "$" not in last.content, "a server's budget does not hold in a private chat"
    else:
        own = re.search(OWN_COST, last.content)
        assert own
        assert float(own[2]) == pytest.approx(3 * float(own[1]), abs=0.01), (
            "all of Bo's, and no one's"
        )


@pytest.mark.parametrize("limits", [{"server_budget_daily": 5}, {}], ids=["budget", "none"])
async def test_a_person_switches_the_cost_on_and_off_for_their_own_pictures(tmp_path, limits):
    async with easel_in(tmp_path, limits=limits) as easel:
        discord = easel.discord
        ada, bo = discord.person("Ada"), discord.person("Bo", locale="en-US")
        art, default = discord.channel("art"), bool(limits)
        await told(
            discord,
            await ada.slash("settings mine", channel=art, cost=not default),
            f"settings.cost.{'off' if default else 'on'}",
        )
        await easel.stop()
        await easel.start()

        await imagine(ada, art)
        adas = await shown(discord, art)
        await imagine(bo, art)
        bos = await shown(discord, art, 2)

    assert bool(re.search(COST, adas.content)) is not default
    assert bool(re.search(COST, bos.content)) is default


async def test_the_sandbox_says_what_it_would_have_cost_and_stops_for_no_default(tmp_path):
    async with serving() as sandbox:
        local, paid = (
            {
                name.removeprefix("EASEL_LIMITS__").lower(): value
                for name, value in demo._environment(sandbox, tmp_path, keys).items()
                if name.startswith("EASEL_LIMITS__")
            }
            for keys in (Secrets(), Secrets(gemini="a real key"))
        )
    async with easel_in(tmp_path, limits=local) as easel:
        ada, art = easel.discord.person("Ada"), easel.discord.channel("art")
        await imagine(ada, art)
        message = await shown(easel.discord, art)

    allowed = operator_limits(LimitSettings(**local))
    assert (allowed.whole, allowed.person) == (NO_LIMIT, NO_LIMIT)
    assert allowed.server.daily == 10**9
    assert "$0.03" in message.content
    assert paid == {}, "what the defaults allow is for real money"


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
    given = await ada.slash("easel allowance", channel=art, who=role, pictures="1")
    await told(
        discord,
        given,
        "owner.limit.pictures",
        limit=f"{say('owner.no_limit')} → {say('usage.pictures', count=1)}",
    )
    await answered(discord, await ada.slash("easel allowance", channel=art, who=bo, daily="0.02"))

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


async def test_looking_at_an_allowance_changes_nothing_and_an_option_changes_only_itself(
    discord, ada, bo, art
):
    async def allowance(**options):
        return await answered(
            discord, await ada.slash("easel allowance", channel=art, who=bo, **options)
        )

    none, ten, twenty = (
        say("owner.no_limit"),
        *(say("usage.pictures", count=count) for count in (10, 20)),
    )
    assert says((await allowance()).content, "owner.by.none")
    await allowance(pictures="10", monthly="$5,00")
    await imagine(bo, art)
    await shown(discord, art)

    seen = await allowance()
    raised = await allowance(pictures="20")
    freed = await allowance(pictures="none")
    stopped = await allowance(daily="0")
    refused = await imagine(bo, art)

    nine = say("owner.left", limit=ten, left=say("usage.pictures", count=9))
    assert says(seen.content, "owner.limit.pictures", limit=nine)
    assert says(seen.content, "owner.limit.daily", limit=none)
    assert "\n" + say("owner.by.own") in seen.content
    assert f": {ten} → {twenty}" in raised.content
    assert f": {twenty} → {none}" in freed.content
    assert "$5.00" in freed.content
    assert f": {none} → $0.00" in stopped.content
    await told(discord, refused, "limit.member.nothing")
    assert seen.flags & 64


async def test_the_allowance_of_who_left_is_shown_and_removed(discord, ada, bo, art):
    await told(
        discord,
        await ada.slash("easel allowance", channel=art, who=bo, pictures="3"),
        "owner.by.own",
    )
    discord.remove_member(bo)

    for options, by in (({}, "own"), ({"reset": True}, "none")):
        asked = await ada.slash("easel allowance", channel=art, who=bo, **options)
        await told(discord, asked, f"owner.by.{by}")


@pytest.mark.parametrize("limits", [{"person_daily": 30, "person_budget_daily": 2}, {}], ids=str)
async def test_an_allowance_says_what_the_operator_allows_each_person(tmp_path, limits):
    async with easel_in(tmp_path, limits=limits) as easel:
        discord, art, role = easel.discord, easel.discord.channel("art"), int(GUILD_ID)
        ada, bo = discord.person("Ada"), discord.person("Bo", locale="en-US")

        for who in (bo, f"{role}"):
            asked = await ada.slash("easel allowance", channel=art, who=who, pictures="50")
            answer = (await answered(discord, asked)).content

            within = f"{say('owner.limit.pictures', limit='30 images')} · "
            within += say("owner.limit.daily", limit="$2.00")
            if limits:
                assert says(answer, "owner.within.person", limits=within)
            else:
                assert not says(answer, "owner.within.person")


async def test_a_members_own_allowance_begins_with_that_of_their_roles_and_can_be_removed(
    discord, ada, art
):
    role = discord.role("Artist")
    cy = discord.newcomer("Cy", roles=[role])

    async def allowance(who, **options):
        return await answered(
            discord, await ada.slash("easel allowance", channel=art, who=who, **options)
        )

    await allowance(role, pictures="10", daily="2")
    by_role = await allowance(cy)
    own = await allowance(cy, pictures="20")
    removed = await allowance(cy, reset=True)
    gone = await allowance(role, reset=True)

    ten, twenty = (say("usage.pictures", count=count) for count in (10, 20))
    assert says(by_role.content, "owner.by.roles")
    assert says(by_role.content, "owner.limit.daily", limit="$2.00, $2.00 left")  # and no arrow
    assert f"{ten} → {twenty}" in own.content
    assert says(own.content, "owner.limit.daily", limit="$2.00, $2.00 left")
    assert f"{twenty} → {ten}" in removed.content
    assert says(removed.content, "owner.by.roles")
    assert f"{ten} → {say('owner.no_limit')}" in gone.content
    assert says((await allowance(cy)).content, "owner.by.none")


async def test_a_budget_shows_what_holds_and_changes_only_what_is_given(tmp_path):
    async with easel_in(tmp_path, limits={"server_budget_daily": 3}) as easel:
        discord, art = easel.discord, easel.discord.channel("art")
        ada = discord.person("Ada")

        async def budget(**options):
            return (
                await answered(discord, await ada.slash("easel budget", channel=art, **options))
            ).content

        assert says(await budget(), "owner.within.daily", budget=3_000_000, unspent=3_000_000)
        assert f"{say('owner.no_limit')} → $2.00" in await budget(daily="2")
        assert f"{say('owner.no_limit')} → $20.00" in await budget(monthly="20")
        seen = await budget()
        assert ("→" in seen, "$2.00" in seen, "$20.00" in seen) == (False, True, True)
        assert says(await budget(daily="9"), "owner.within.daily", budget=3_000_000)
        assert says(await budget(daily="many"), "limit.unclear", words="many")
        assert "$9.00" in await budget()
        await budget(daily="0")
        await told(discord, await imagine(ada, art), "limit.server.nothing")


@pytest.mark.parametrize(
    ("limits", "code", "facts"),
    [
        ({"person_daily": 3}, "limit.person.pictures", {"pictures": 3, "left": 3}),
        ({"server_budget_daily": 0.1}, "limit.server.day", {"budget": 100_000}),
        ({"budget_monthly": 0.1}, "limit.whole.month", {"budget": 100_000}),
    ],
)
async def test_braces_beyond_what_is_left_are_refused_before_they_are_offered(
    tmp_path, limits, code, facts
):
    async with easel_in(tmp_path, limits=limits) as easel:
        discord, art = easel.discord, easel.discord.channel("art")
        ada = discord.person("Ada")

        refused = await imagine(ada, art, "a {red, blue, green, black} fox")

        reply = await told(discord, refused, code, **facts)
        assert reply.buttons() == []
        offered = await imagine(ada, art, "a {red, blue} fox")
        await discord.until(lambda: offered.reply and offered.reply.buttons())
        assert not easel.gemini.calls


async def test_one_budget_is_for_servers_private_chats_and_http_together(tmp_path):
    async with (
        easel_in(tmp_path, limits={"budget_daily": 0.05}, **HTTP) as easel,
        calling(easel) as caller,
    ):
        discord, art = easel.discord, easel.discord.channel("art")
        ada, bo = discord.person("Ada"), discord.person("Bo", locale="en-US")
        await imagine(ada, art)
        message = await shown(discord, art)

        private = await imagine(bo, bo.dm())
        await bo.says("make it blue", reply_to=message)
        status, over_http = await asked(caller, prompt="a fox")

        reply = await told(discord, private, "limit.whole.day", budget=50_000)
        assert re.search(r"<t:\d+:R>", reply.content)
        await discord.until(
            lambda: says(discord.messages(art)[-1].content, "limit.whole.day", budget=50_000)
        )
        assert status == 429
        assert says(over_http["error"], "limit.whole.day", budget=50_000)
        assert len(easel.gemini.calls) == 1


async def test_a_budget_of_nothing_for_all_says_who_can_change_it(tmp_path):
    async with easel_in(tmp_path, limits={"budget_monthly": 0}) as easel:
        asked = await imagine(easel.discord.person("Ada"), easel.discord.channel("art"))

        await told(easel.discord, asked, "limit.whole.nothing")
        assert not easel.gemini.calls


async def test_an_allowance_for_everyone_holds_for_everyone(discord, ada, bo, art):
    await answered(
        discord, await ada.slash("easel allowance", channel=art, who=GUILD_ID, daily="0.01")
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
    await answered(
        discord, await ada.slash("easel budget", channel=art, daily="0.16", monthly="none")
    )
    for count in range(1, 5):
        await imagine(ada, art)
        await shown(discord, art, count)

    await told(discord, await imagine(ada, art), "limit.server.day", budget=160_000)

    await discord.until(lambda: discord.messages(where))
    [warning] = discord.messages(where)
    assert says(warning.content, "alarm.day", server=discord.world.guild.name, budget=160_000)
    assert len(pictures(discord, art)) == 4


async def test_a_warning_that_a_channel_does_not_take_goes_to_the_owner(discord, ada, art):
    lounge = discord.channel("lounge")
    await answered(discord, await ada.slash("easel notify", channel=art, where=lounge))
    await answered(
        discord, await ada.slash("easel budget", channel=art, daily="0.125", monthly="none")
    )
    path = rf"/channels/{lounge.id}/messages$"
    discord.faults.add(method="POST", path=path, **discord_error(400, 200000))

    for count in range(1, 4):
        await imagine(ada, art)
        await shown(discord, art, count)

    await discord.until(lambda: discord.messages(ada.dm()))
    assert not discord.messages(lounge)


@pytest.mark.parametrize("lacks", ["SEND_MESSAGES", "VIEW_CHANNEL"])
async def test_what_warnings_lack_in_their_channel_is_said_when_it_is_set(discord, ada, art, lacks):
    lounge = discord.channel("lounge")
    discord.forbid(lacks, channel=lounge)

    asked = await ada.slash("easel notify", channel=art, where=lounge)

    where = f"<#{lounge.id}>"
    told = (await answered(discord, asked)).content
    assert says(told, "setup.lacks", channel=where, permissions=say(f"permission.{lacks.lower()}"))


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


@pytest.mark.parametrize("refused", [False, True])
async def test_a_warning_that_was_not_delivered_comes_after_a_restart_or_a_pause_and_once(
    easel, discord, ada, art, monkeypatch, refused
):
    monkeypatch.setattr(budget_alerts, "RETRY", 1.0)
    await answered(
        discord, await ada.slash("easel budget", channel=art, daily="1.0", monthly="none")
    )
    await easel.stop()
    async with opened(f"sqlite:///{easel.folder}/easel.db") as database:
        by = Person(id=int(ada.id), guild=int(GUILD_ID))
        new = NewTurn(request=ImageRequest(prompt="a fox", model="m"), by=by, cost=900_000)
        await Store(database).turns.accept(new, most_waiting=1, now=time.time())
    if refused:
        discord.faults.add(method="POST", path="/users/@me/channels$", **discord_error(503))

    await easel.start()

    await discord.until(lambda: discord.messages(ada.dm()))
    assert says(
        discord.messages(ada.dm())[0].content,
        "alarm.day",
        server="Easel's atelier",
        spent=900_000,
        budget=1_000_000,
    )
    async with asyncio.timeout(10):
        while await easel.app.engine.accounts.pending_alerts():
            await asyncio.sleep(0.01)  # else it would be sent again
    assert len(discord.messages(ada.dm())) == 1
    assert not discord.faults.waiting


async def usage_of(discord, ada, art):
    """What /easel usage says, and its pictures by name."""
    reply = await answered(discord, await ada.slash("easel usage", channel=art))
    return reply.content, {one["filename"]: one for one in reply.attachments}


async def test_owners_see_usage_by_person_and_by_model_and_never_a_single_bar(
    discord, ada, bo, art
):
    await imagine(ada, art, count=2)
    await shown(discord, art)
    words, charts = await usage_of(discord, ada, art)
    assert says(words, "usage.person", person=ada.mention, pictures=2)
    assert charts == {}

    await imagine(bo, art, model="gemini-3-pro-image")
    await shown(discord, art, 2)
    words, charts = await usage_of(discord, ada, art)

    assert says(words, "usage.person", person=ada.mention, pictures=2)
    assert says(words, "usage.person", person=bo.mention, pictures=1)
    assert set(charts) == {"usage-by-people.png", "usage-by-models.png"}
    people, models = (
        charts[f"usage-by-{kind}.png"]["description"] for kind in ("people", "models")
    )
    assert re.search(r"by person. Bo: \$0\.1\d, Ada: \$0\.0", people)
    assert re.search(r"by model. .*Pro.*: \$0\.1\d, .*: \$0\.0", models)
    for chart in charts.values():
        image = Image.open(io.BytesIO(discord.file(chart)))
        assert image.width == 800
        assert len(image.getcolors(10_000) or ()) > 3


async def test_owners_see_usage_by_day_with_a_forecast_as_soon_as_there_is_a_pace(
    easel, discord, ada, art
):
    now = datetime.now(UTC)
    tenth = (now.replace(day=1) + timedelta(days=40)).replace(day=10, hour=12)
    for day in range(4):
        easel.ahead = (tenth - now).total_seconds() + day * 86_400
        words, charts = await usage_of(discord, ada, art)
        assert ("usage-by-day.png" in charts, "pace" in words) == (day > 1, day > 2)
        await imagine(ada, art)
        await shown(discord, art, day + 1)

    words, charts = await usage_of(discord, ada, art)

    [found] = re.findall(r"At this pace, \$(\d\.\d\d) this month", words)
    days = calendar.monthrange(tenth.year, tenth.month)[1]
    assert float(found) == pytest.approx(0.034 * (4 + days - 13), abs=0.05)
    alt = charts["usage-by-day.png"]["description"]
    assert re.match(r"Bar chart of US\$ spent by day. [A-Z][a-z]{2} 10: \$", alt)
    assert f"${found}" in alt


async def test_limits_shows_all_that_hold_with_what_is_left(tmp_path):
    limits = {"budget_daily": 10, "server_budget_daily": 3, "person_daily": 30}
    async with easel_in(tmp_path, limits=limits) as easel:
        discord, art = easel.discord, easel.discord.channel("art")
        ada, bo = discord.person("Ada"), discord.person("Bo", locale="en-US")
        await answered(discord, await ada.slash("easel budget", channel=art, monthly="50"))
        for who, pictures in ((bo, "7"), (GUILD_ID, "0")):
            await answered(
                discord, await ada.slash("easel allowance", channel=art, who=who, pictures=pictures)
            )
        await imagine(bo, art)
        await shown(discord, art)

        words = (await answered(discord, await ada.slash("easel limits", channel=art))).content

    whole, _, rest = words.partition(say("limits.server"))
    server, _, rest = rest.partition(say("limits.person"))
    person, _, members = rest.partition(say("limits.members"))
    assert re.search(r"day: \$10\.00, \$9\.9\d left", whole)
    assert re.search(r"day: \$3\.00, \$2\.9\d left\n.*month: \$50\.00, \$49\.9\d left", server)
    assert say("owner.limit.pictures", limit="30 images") in person
    assert f"<@{bo.id}> {say('owner.limit.pictures', limit='7 images')}" in members
    assert f"<@&{GUILD_ID}> {say('owner.limit.pictures', limit='0 images')}" in members
    assert "pace" not in words


async def test_status_says_what_waits_what_is_paused_what_today_cost_and_what_is_missing(tmp_path):
    async with easel_in(tmp_path, limits={"person_at_once": 1}, gemini={"timeout": 60}) as easel:
        discord, art = easel.discord, easel.discord.channel("art")
        ada, bo = discord.person("Ada"), discord.person("Bo", locale="en-US")
        await imagine(ada, art)
        await shown(discord, art)
        easel.gemini.gate = asyncio.Event()
        await imagine(ada, art)
        await easel.gemini.until(lambda: easel.gemini.in_flight == 1)
        for _ in range(2):
            await told(discord, await imagine(ada, art), "standing.place")
        await imagine(bo, bo.dm())
        await easel.gemini.until(lambda: easel.gemini.in_flight == 2)
        await told(discord, await imagine(bo, bo.dm()), "standing.place")

        status = await answered(discord, await ada.slash("easel status", channel=art))
        discord.forbid("ATTACH_FILES", channel=art)
        await answered(discord, await ada.slash("easel pause", channel=art))
        after = await answered(discord, await ada.slash("easel status", channel=art))

        assert says(status.content, "status.queue", here=2, everywhere=3, painting=2)
        assert says(status.content, "status.gemini")
        assert says(status.content, "status.permissions")
        assert says(status.content, "usage.today", pictures=4)
        assert says(status.content, "status.version", version=__version__)
        assert says(after.content, "status.permissions.missing", permissions="Attach Files")
        assert says(after.content, "paused.server")
        discord.allow("ATTACH_FILES", channel=art)
        easel.gemini.gate.set()
        await shown(discord, art, 4)


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
