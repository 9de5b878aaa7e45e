"""What only the operator can fix reaches them, once a cause and day, and people read the truth."""

import asyncio

import pytest

from bot.core import operator_alerts
from bot.core.operator_alerts import OperatorAlert
from bot.database import Store, opened
from bot.ops.health import Health
from bot.sandbox import gemini as local
from bot.sandbox.discord.places import ADA_ID, BO_ID
from bot.text import wording

from .conftest import easel_in
from .stories import says, shown

DAY = 86_400.0
NO_DM = {"status": 403, "json": {"message": "Cannot send messages to this user", "code": 50007}}


async def failed(easel, *faults, person="Ada"):
    """A command that fails by a fault of the account, and what its person reads."""
    for fault in faults:
        easel.gemini.script.append(local.AccountFault(fault))
    art = easel.discord.channel("art")
    asked = await easel.discord.person(person, locale="en-US").slash(
        "imagine", channel=art, prompt="a fox"
    )
    ends = ("owner.told", "owner.not_told")
    await easel.discord.until(
        lambda: asked.reply and any(says(asked.reply.content, end) for end in ends)
    )
    return asked.reply.content


def dms(easel, person="Ada"):
    discord = easel.discord
    mine = discord.messages(discord.person(person).dm())
    return [m.content for m in mine if m.author_id == discord.bot_id]


async def test_the_owner_is_told_by_a_private_message_and_only_then_does_a_person_read_so(easel):
    read = await failed(easel, "credits", person="Bo")

    assert says(read, "owner.told")
    [told] = dms(easel)
    assert says(told, "operator.broken.credits")
    assert says(told, "operator.effect")
    assert says(told, "operator.where")
    assert "fox" not in told
    assert not dms(easel, "Bo")


async def test_a_cause_is_told_once_a_day_and_each_cause_by_itself(easel):
    await failed(easel, "credits")
    read = await failed(easel, "credits")
    assert says(read, "owner.told")
    assert len(dms(easel)) == 1

    await failed(easel, "region")
    assert len(dms(easel)) == 2

    easel.ahead += DAY
    await failed(easel, "credits")
    assert len(dms(easel)) == 3


async def test_each_member_of_a_team_is_told_and_who_only_was_invited_is_not(easel):
    easel.discord.update_application(team=team(easel, accepted=[ADA_ID], invited=[BO_ID]))
    await failed(easel, "credits")
    assert (len(dms(easel)), len(dms(easel, "Bo"))) == (1, 0)

    easel.discord.update_application(team=team(easel, accepted=[ADA_ID, BO_ID]))
    await failed(easel, "region")
    assert (len(dms(easel)), len(dms(easel, "Bo"))) == (2, 1)


def team(easel, *, accepted, invited=()):
    world = easel.discord.world
    members = [(id_, 2) for id_ in accepted] + [(id_, 1) for id_ in invited]
    return {
        "id": "77",
        "icon": None,
        "name": "Atelier",
        "owner_user_id": ADA_ID,
        "members": [
            {
                "user": world.user(id_).json(),
                "team_id": "77",
                "membership_state": state,
                "role": "developer",
                "permissions": ["*"],
            }
            for id_, state in members
        ],
    }


async def test_a_channel_that_is_set_gets_it_instead(tmp_path):
    async with easel_in(tmp_path) as easel:
        lounge = easel.discord.channel("lounge")
        await easel.stop()
        easel.settings = {"operator": {"channel": int(lounge.id)}}
        easel.discord.set_locale("de")
        await easel.start()

        await failed(easel, "credits")

        [told] = easel.discord.messages(lounge)
        assert wording.say("operator.broken.credits", "de") in told.content
        assert not dms(easel)


async def test_a_channel_that_takes_no_message_leaves_it_to_the_owner(tmp_path):
    async with easel_in(tmp_path, operator={"channel": 12345}) as easel:
        read = await failed(easel, "credits")

        assert says(read, "owner.told")
        assert len(dms(easel)) == 1


async def test_what_no_one_accepts_is_not_said_to_be_told_and_kept_until_it_is_delivered(easel):
    path = rf"/channels/{easel.discord.person('Ada').dm().id}/messages$"
    easel.discord.faults.add(method="POST", path=path, times=1, **NO_DM)

    read = await failed(easel, "credits")

    assert says(read, "owner.not_told")
    assert not dms(easel)
    await easel.stop()
    easel.ahead += 2 * DAY
    await easel.start()
    await easel.discord.until(lambda: dms(easel))
    assert says(dms(easel)[0], "operator.broken.credits")


async def test_of_a_team_who_has_it_does_not_get_it_again_when_another_could_not_be_reached(easel):
    easel.discord.update_application(team=team(easel, accepted=[ADA_ID, BO_ID]))
    path = rf"/channels/{easel.discord.person('Bo').dm().id}/messages$"
    away = {"status": 503, "json": {"message": "later", "code": 0}}
    easel.discord.faults.add(method="POST", path=path, times=9, **away)
    await failed(easel, "credits")
    assert len(dms(easel)) == 1

    easel.discord.faults.waiting.clear()
    await easel.stop()
    easel.ahead += 1000
    await easel.start()

    await easel.discord.until(lambda: dms(easel, "Bo"))
    assert len(dms(easel)) == 1


async def test_two_processes_tell_the_owner_once(easel):
    alerts = easel.app.engine.operator_alerts

    await asyncio.gather(
        *(alerts.raise_alert("broken.model", {"model": "m"}, about="m") for _ in range(9))
    )

    assert len(dms(easel)) == 1
    await alerts.raise_alert("broken.model", {"model": "n"}, about="n")
    assert len(dms(easel)) == 2


async def test_a_disk_without_room_is_told(easel):
    app = easel.app
    full = Health(
        app.worker._context,
        app.engine,
        app.worker,
        easel.config(),
        connected=lambda: True,
        min_free=2**62,
    )

    await full.watch()
    await full.watch()

    [told] = dms(easel)
    assert says(told, "operator.disk")


async def test_a_database_that_can_not_be_written_is_told_all_the_same(easel):
    database = easel.app.health._stats
    await database.runner.call(lambda: pragma(database._engine, "query_only = ON"))
    health = easel.app.health
    for _ in range(3):
        health._checked = health._checked and unwritable(health._checked)
        await health.watch()

    [told] = dms(easel)
    await database.runner.call(lambda: pragma(database._engine, "query_only = OFF"))
    assert says(told, "operator.broken.storage")
    await easel.stop()
    await easel.start()
    assert len(dms(easel)) == 1


def unwritable(checked):
    return type(checked)(at=checked.at - 10, writable=checked.writable, paused=())


def pragma(engine, what):
    engine.raw().execute(f"PRAGMA {what}")


@pytest.mark.parametrize("period", ["day", "month"])
async def test_a_budget_is_told_once_in_its_period(easel, period):
    alerts = easel.app.engine.operator_alerts
    facts = {"spent": 8_000_000, "budget": 10_000_000, "resets": 1}

    for _ in range(2):
        await alerts.raise_alert(f"budget.{period}", facts, about="80", monthly=period == "month")

    [told] = dms(easel)
    assert says(told, f"operator.budget.{period}", spent=8_000_000, budget=10_000_000)


# The rule, and its rows


def alert(day=1, **changed):
    return OperatorAlert(cause="broken.key", day=day, **changed)


def test_what_was_told_today_is_not_told_again_and_what_was_not_stays_to_be_told():
    told = alert(done=True, reached=(5,))
    waiting = alert(reached=(5,), due_at=9.0)
    newer = alert(day=2, facts={"spent": 2})

    assert operator_alerts.raised(None, newer) is newer
    assert operator_alerts.raised(told, alert()) is told
    assert operator_alerts.raised(told, newer) is newer
    kept = operator_alerts.raised(waiting, newer)
    assert (kept.day, kept.reached, kept.due_at, kept.facts) == (2, (5,), 9.0, {"spent": 2})


async def test_one_process_at_a_time_gets_an_alert(store, url):
    async with other_store(store, url) as other:
        added = await asyncio.gather(*(one.operator_alerts.add(alert()) for one in (store, other)))
        claims = await asyncio.gather(
            *(one.operator_alerts.claim(now=10, until=70) for one in (store, other, store))
        )

        assert sorted(added) == [False, True]
        assert sum(len(claim) for claim in claims) == 1
        assert len(await other.operator_alerts.claim(now=71, until=140)) == 1
        await store.operator_alerts.put(alert(done=True, reached=(5,)))
        assert await other.operator_alerts.claim(now=999, until=1000) == []
        assert not await other.operator_alerts.add(alert())
        assert await other.operator_alerts.add(alert(day=2))


async def test_alerts_of_earlier_days_go(store):
    await store.operator_alerts.put(alert(done=True))
    await store.operator_alerts.put(OperatorAlert(cause="disk", day=1))

    await store.operator_alerts.expire(before=2)

    assert await store.operator_alerts.get("broken.key:") is None
    assert await store.operator_alerts.get("disk:") is not None


class other_store:  # noqa: N801
    """A second process's store where processes share a database; else the same one."""

    def __init__(self, store, url):
        self._opening = opened(url) if store.shared else None
        self._store = store

    async def __aenter__(self):
        return Store(await self._opening.__aenter__()) if self._opening else self._store

    async def __aexit__(self, *error):
        if self._opening:
            await self._opening.__aexit__(*error)


async def test_most_of_the_budget_of_everything_and_its_end_are_told_once_each(tmp_path):
    limits = {"budget_daily": 0.13}
    async with easel_in(tmp_path, limits=limits) as easel:
        ada, art = easel.discord.person("Ada"), easel.discord.channel("art")
        for number in (1, 2, 3):
            await ada.slash("imagine", channel=art, prompt="a fox")
            await shown(easel.discord, art, number)
        await easel.discord.until(lambda: dms(easel))
        assert says(dms(easel)[0], "operator.budget.day", budget=130_000)

        for _ in range(2):
            asked = await ada.slash("imagine", channel=art, prompt="a fox")
            await easel.discord.until(
                lambda asked=asked: asked.reply and says(asked.reply.content, "limit.whole.day")
            )

    assert len(dms(easel)) == 2
    assert all(says(told, "operator.budget.day") for told in dms(easel))
