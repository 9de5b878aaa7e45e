"""The showcase of a server: by its person or by others' stars, once, and gone with the image."""

import asyncio
import contextlib
from dataclasses import dataclass

import pytest

from bot.core.showcase import ShowcaseState
from bot.core.turns import ImageRequest, Outcome, Person, Place
from bot.database import NewTurn
from bot.errors import NotFound
from bot.sandbox.discord.places import GUILD_ID
from bot.text.wording import permission_names, say

from .conftest import easel_in
from .stories import answered, pictures, says, shown


@dataclass(frozen=True)
class Town:
    """Five people, a channel where they paint, one that shows the best, and one of moderators."""

    ada: object  # manages the server
    bo: object
    cy: object
    di: object
    ed: object
    art: object
    hall: object
    office: object


async def town_in(discord):
    ada, bo = discord.person("Ada"), discord.person("Bo", locale="en-US")
    cy, di, ed = (discord.newcomer(name) for name in ("Cy", "Di", "Ed"))
    art, hall = discord.channel("art"), discord.channel("lounge")
    return Town(ada, bo, cy, di, ed, art, hall, discord.add_channel("office"))


@pytest.fixture
async def town(discord):
    return await town_in(discord)


async def opens_showcase(discord, town, **options):
    asked = await town.ada.slash("easel showcase", channel=town.art, channel_=town.hall, **options)
    await answered(discord, asked, "showcase.set", channel=f"<#{town.hall.id}>")


async def logs(discord, town):
    """Let moderators read the log in the office."""
    asked = await town.ada.slash("easel log", channel=town.art, channel_=town.office)
    await answered(discord, asked, "log.set")
    await discord.until(lambda: discord.messages(town.office))


async def fox_of(discord, person, channel, count=1):
    await person.slash("imagine", channel=channel, prompt="a *fox*")
    return await shown(discord, channel, count)


async def showcases(person, message, turn=1):
    return await person.picks(message, values=[f"turn:{turn}:showcase"])


async def entry_of(easel, turn, rule=lambda entry: True):
    """Wait until a turn's entry is as a rule says."""
    async with asyncio.timeout(10):
        while not rule(entry := await easel.app.engine.showcases.entry(turn)):
            await easel.discord.world.next_change(0.05)
    return entry


def link_of(message):
    return f"https://discord.com/channels/{GUILD_ID}/{message.channel.id}/{message.id}"


# -- by its person


async def test_its_person_shows_an_image_with_words_person_and_buttons(discord, town):
    await opens_showcase(discord, town)
    fox = await fox_of(discord, town.bo, town.art)

    asked = await showcases(town.bo, fox)

    posted = await shown(discord, town.hall)
    await answered(discord, asked, "showcase.shown", link=link_of(posted))
    assert r"a \*fox\*" in posted.content
    assert town.bo.mention in posted.content
    assert posted.attachments[0]["description"]
    assert [say("more.recipe"), say("button.showcase.open")] == posted.buttons()[-3:-1]
    assert posted.mentions == []
    made = await town.cy.clicks(posted, say("more.recipe"))
    await discord.until(lambda: made.reply and "fox" in made.reply.content)


async def test_it_says_where_an_image_comes_from(discord, town):
    await opens_showcase(discord, town)
    fox = await fox_of(discord, town.bo, town.art)
    await town.cy.says("make it night", reply_to=fox)
    night = await shown(discord, town.art, 2)
    await town.di.says("add a moon", reply_to=night)
    moon = await shown(discord, town.art, 3)

    await showcases(town.di, moon, 3)

    posted = await shown(discord, town.hall)
    assert says(posted.content, "showcase.from", number="#1", person=town.bo.mention)
    assert say("showcase.steps", count=3) in posted.content
    assert say("showcase.people", count=3) in posted.content
    assert posted.mentions == []


async def test_twice_at_once_and_again_later_is_one_message(discord, town):
    await opens_showcase(discord, town)
    fox = await fox_of(discord, town.bo, town.art)

    asked = await asyncio.gather(showcases(town.bo, fox), showcases(town.bo, fox))
    for one in (*asked, await showcases(town.bo, fox)):
        await answered(discord, one, "showcase.shown")

    assert len(pictures(discord, town.hall)) == 1


async def test_others_and_servers_without_a_showcase_read_what_they_can_do(discord, town):
    fox = await fox_of(discord, town.bo, town.art)
    asked = await showcases_forged(discord, town.bo, town.art)
    await answered(discord, asked, "showcase.none")
    await opens_showcase(discord, town)

    await answered(
        discord, await showcases_forged(discord, town.cy, town.art), "showcase.not_yours"
    )

    assert pictures(discord, town.hall) == []
    assert "Showcase" not in labels(fox), "it was painted before"


async def showcases_forged(discord, person, channel):
    """Click what a message of another bot's has: the option is offered where it can be used."""
    button = {"type": 2, "style": 1, "label": "x", "custom_id": "turn:1:showcase"}
    row = [{"type": 1, "components": [button]}]
    other = await discord.another_bot().says("x", channel=channel, components=row)
    return await person.clicks(other, "x")


def labels(message):
    return [
        option["label"]
        for row in message.stored_components
        for each in row["components"]
        if each["type"] == 3
        for option in each["options"]
    ]


# -- by stars


async def stars(*people, on):
    for person in people:
        await person.reacts(on, "⭐")


async def test_enough_stars_of_others_show_an_image_once(easel, discord, town):
    await opens_showcase(discord, town, stars=2)
    fox = await fox_of(discord, town.bo, town.art)

    await stars(town.bo, town.cy, on=fox)  # its own person does not count
    await town.di.reacts(fox, "👍")
    await discord.until(lambda: any("/reactions/" in call.path for call in discord.calls))
    asked = await town.ada.slash("easel showcase", channel=town.art)  # what comes later is done
    await answered(discord, asked, "showcase.set.stars", count=2)
    assert await easel.app.engine.showcases.entry(1) is None
    await stars(town.di, town.ed, on=fox)

    posted = await shown(discord, town.hall)
    assert town.bo.mention in posted.content
    assert posted.mentions == []
    await stars(town.ada, on=fox)
    await entry_of(easel, 1, lambda entry: entry.state is ShowcaseState.SHOWN)
    assert len(pictures(discord, town.hall)) == 1


async def test_stars_that_came_while_easel_was_away_count_at_the_next_one(easel, discord, town):
    await opens_showcase(discord, town, stars=3)
    fox = await fox_of(discord, town.bo, town.art)
    await easel.stop()
    await stars(town.ada, town.cy, on=fox)
    await easel.start()

    await stars(town.di, on=fox)

    await shown(discord, town.hall)


async def test_stars_do_not_make_public_what_only_some_see(easel, discord, town):
    await opens_showcase(discord, town, stars=1)
    fox = await fox_of(discord, town.bo, town.office)
    discord.deny_members("VIEW_CHANNEL", channel=town.office)
    owl = await fox_of(discord, town.bo, town.art)

    await stars(town.ada, on=fox)
    await stars(town.ada, on=owl)

    await shown(discord, town.hall)
    assert await easel.app.engine.showcases.entry(1) is None
    await answered(discord, await showcases(town.ada, fox), "showcase.not_yours")


async def test_enough_stars_ask_the_moderators_where_they_decide(discord, town):
    await approving(discord, town)
    await opens_showcase(discord, town, stars=2)
    fox = await fox_of(discord, town.bo, town.art)

    await stars(town.cy, town.di, on=fox)

    note = await note_in(discord, town.office)
    assert pictures(discord, town.hall) == []
    await town.ada.clicks(note, say("button.showcase.approve"))
    await shown(discord, town.hall)


async def test_the_panel_and_the_log_know_the_showcase(discord, town):
    await logs(discord, town)
    panel = await town.ada.slash("easel setup", channel=town.art)
    await discord.until(lambda: panel.reply)
    await town.ada.clicks(panel.reply, say("button.setup.notices"))
    await discord.until(lambda: "setup:notices:showcase" in str(panel.reply.stored_components))

    await town.ada.picks(panel.reply, custom_id="setup:notices:showcase", values=[town.hall.id])

    last = lambda: discord.messages(town.office)[-1].content  # noqa: E731
    await discord.until(lambda: say("setting.showcase") in last())
    assert f"<#{town.hall.id}>" in last()
    await showcases(town.bo, await fox_of(discord, town.bo, town.art))
    await shown(discord, town.hall)


# -- taking out


async def test_its_person_takes_all_of_theirs_out_and_keeps_them_out(easel, discord, town):
    await opens_showcase(discord, town, stars=1)
    fox = await fox_of(discord, town.bo, town.art)
    owl = await fox_of(discord, town.bo, town.art, 2)
    await showcases(town.bo, fox)
    await shown(discord, town.hall)
    await showcases(town.bo, owl, 2)
    posted = await shown(discord, town.hall, 2)
    refused = await town.cy.clicks(posted, say("button.showcase.hide"))
    await answered(discord, refused, "showcase.not_yours.hide")

    asked = await town.bo.clicks(posted, say("button.showcase.hide"))

    await answered(discord, asked, "showcase.hidden")
    await discord.until(lambda: not pictures(discord, town.hall))
    await stars(town.cy, town.di, on=fox)
    panel = await town.bo.slash("privacy", channel=town.art)
    await answered(discord, panel, "privacy.showcase.off")
    assert await easel.app.engine.showcases.entry(1) is None
    await town.bo.clicks(panel.reply, say("button.privacy.showcase.on"))
    await discord.until(lambda: says(panel.reply.content, "privacy.showcase.on"))
    await stars(town.ed, on=fox)
    await shown(discord, town.hall)


@pytest.mark.parametrize("way", ["asker", "moderator", "message", "thread", "forget"])
async def test_an_image_that_goes_in_any_way_goes_from_the_showcase_too(easel, discord, town, way):
    await opens_showcase(discord, town)
    fox = await fox_of(discord, town.bo, town.art)
    await showcases(town.bo, fox)
    posted = await shown(discord, town.hall)
    await easel.stop()
    await easel.start()

    await remove(easel, discord, town, fox, way)

    await discord.until(lambda: posted.deleted)
    await entry_of(easel, 1, lambda entry: entry is None)


async def remove(easel, discord, town, fox, way):
    if way in {"asker", "moderator"}:
        person = town.bo if way == "asker" else town.ada
        asked = await (await person.picks(fox, values=["turn:1:delete"])).acknowledged()
        await discord.until(lambda: asked.reply)
        await person.clicks(asked.reply, "Delete for everyone")
    elif way == "message":
        discord.delete(fox)
    elif way == "thread":
        await easel.app.engine.departures.delete_channel(int(town.art.id), server=int(GUILD_ID))
        await easel.app.engine.departures.sweep()
        easel.app.engine.showcases.wakeup.wake()
    else:
        panel = await town.bo.slash("privacy", channel=town.art)
        await answered(discord, panel, "privacy.panel")
        await town.bo.clicks(panel.reply, "Delete all")
        await discord.until(lambda: panel.reply.buttons() == ["Yes, delete all"])
        await town.bo.clicks(panel.reply, "Yes, delete all")


async def test_a_message_that_moderators_delete_from_the_showcase_stays_away(easel, discord, town):
    await opens_showcase(discord, town, stars=1)
    fox = await fox_of(discord, town.bo, town.art)
    await showcases(town.bo, fox)

    discord.delete(await shown(discord, town.hall))

    await entry_of(easel, 1, lambda entry: entry.state is ShowcaseState.DECLINED)
    await stars(town.cy, on=fox)
    await answered(discord, await showcases(town.bo, fox), "showcase.declined")
    assert not fox.deleted
    assert (await easel.app.engine.turns.get(1)).visible


# -- moderators decide


async def approving(discord, town):
    await logs(discord, town)
    await opens_showcase(discord, town, approve=True)


async def note_in(discord, office):
    found = lambda: [m for m in discord.messages(office) if m.attachments]  # noqa: E731
    await discord.until(found)
    [note] = found()
    return note


@pytest.mark.parametrize("decision", ["approve", "decline"])
async def test_moderators_decide_where_a_server_wants_that(easel, discord, town, decision):
    await approving(discord, town)
    fox = await fox_of(discord, town.bo, town.art)
    asked = await asyncio.gather(showcases(town.bo, fox), showcases(town.bo, fox))
    for one in asked:
        await answered(discord, one, "showcase.asked")
    note = await note_in(discord, town.office)
    assert says(note.content, "showcase.note", asker=town.bo.mention, link=link_of(fox))
    assert note.attachments[0]["filename"].startswith("SPOILER_")
    await easel.stop()
    await easel.start()
    forged = await town.cy.clicks(note, say(f"button.showcase.{decision}"))
    await answered(discord, forged, "moderate.only")
    assert pictures(discord, town.hall) == []

    await town.ada.clicks(note, say(f"button.showcase.{decision}"))

    await discord.until(lambda: note.buttons() == [] and note.attachments == [])
    assert says(note.content, f"showcase.note.{decision}", moderator=town.ada.mention)
    if decision == "approve":
        await shown(discord, town.hall)
    else:
        await answered(discord, await showcases(town.bo, fox), "showcase.declined")
        assert pictures(discord, town.hall) == []


async def test_the_note_of_an_image_that_is_deleted_shows_it_no_more(easel, discord, town):
    await approving(discord, town)
    fox = await fox_of(discord, town.bo, town.art)
    await showcases(town.bo, fox)
    note = await note_in(discord, town.office)

    discord.delete(fox)

    await discord.until(lambda: not note.attachments)
    assert says(note.content, "showcase.note.removed")
    assert note.buttons() == []


async def test_without_a_log_nothing_can_be_approved_and_both_sides_read_it(discord, town):
    asked = await town.ada.slash(
        "easel showcase", channel=town.art, channel_=town.hall, approve=True
    )
    await answered(discord, asked, "showcase.set.no_log")
    fox = await fox_of(discord, town.bo, town.art)

    await answered(discord, await showcases(town.bo, fox), "showcase.no_log")


# -- faults


async def test_a_lost_right_is_said_and_logged_once_and_nothing_is_lost(discord, town):
    await logs(discord, town)
    await opens_showcase(discord, town)
    fox = await fox_of(discord, town.bo, town.art)
    discord.forbid("SEND_MESSAGES", channel=town.hall)

    for _ in range(2):
        await answered(discord, await showcases(town.bo, fox), "showcase.later")

    lacks = permission_names(["send_messages", "attach_files"], "en-US")
    why = say("log.why.lacks", permissions=lacks)
    told = lambda: [  # noqa: E731
        m for m in discord.messages(town.office) if says(m.content, "log.showcase", why=why)
    ]
    await discord.until(told)
    assert len(told()) == 1
    discord.allow("SEND_MESSAGES", channel=town.hall)
    asked = await town.ada.slash("easel showcase", channel=town.art)
    await answered(discord, asked, "showcase.set")
    await shown(discord, town.hall)


async def test_what_could_not_be_posted_is_posted_in_the_next_channel_that_is_set(
    easel, discord, town
):
    await opens_showcase(discord, town)
    fox = await fox_of(discord, town.bo, town.art)
    discord.forbid("VIEW_CHANNEL", channel=town.hall)
    await answered(discord, await showcases(town.bo, fox), "showcase.later")
    await easel.stop()
    await easel.start()

    asked = await town.ada.slash("easel showcase", channel=town.art, channel_=town.art)
    await answered(discord, asked, "showcase.set")

    await shown(discord, town.art, 2)


async def test_a_process_that_dies_while_it_posts_posts_once(easel, discord, town):
    await opens_showcase(discord, town)
    fox = await fox_of(discord, town.bo, town.art)
    path = f"/channels/{town.hall.id}/messages"
    discord.faults.add(method="POST", path=path, hang=True, carried_out=True)
    await showcases(town.bo, fox)
    await shown(discord, town.hall)
    await easel.kill()
    easel.ahead = 3600.0
    discord.world.nonces.clear()  # Discord remembers them for some minutes only
    await easel.start()

    await entry_of(easel, 1, lambda entry: entry.state is ShowcaseState.SHOWN)

    assert len(pictures(discord, town.hall)) == 1


async def test_what_is_age_restricted_stays_there(discord, town):
    await opens_showcase(discord, town)
    discord.restrict_age(town.art)
    fox = await fox_of(discord, town.bo, town.art)

    await answered(discord, await showcases(town.bo, fox), "showcase.all_ages")

    assert pictures(discord, town.hall) == []


async def test_the_whole_way_on_postgresql(postgres_url, tmp_path):
    async with easel_in(tmp_path, storage={"database": postgres_url}) as easel:
        discord, town = easel.discord, await town_in(easel.discord)
        await approving(discord, town)
        fox = await fox_of(discord, town.bo, town.art)
        await asyncio.gather(showcases(town.bo, fox), showcases(town.bo, fox))
        note = await note_in(discord, town.office)
        await easel.stop()
        await easel.start()
        await town.ada.clicks(note, say("button.showcase.approve"))
        posted = await shown(discord, town.hall)
        discord.delete(fox)
        await discord.until(lambda: posted.deleted)
        await entry_of(easel, 1, lambda entry: entry is None)


# -- the rows, on both databases


async def painted(store, *, person=1, guild=7, channel=70):
    """A turn that is shown openly in a server."""
    new = NewTurn(
        request=ImageRequest(prompt="a fox", model="m"),
        by=Person(id=person, guild=guild),
        at=Place(channel=channel),
        cost=0,
    )
    turn, _ = await store.turns.accept(new, most_waiting=9, now=1)
    return turn


async def test_an_image_that_is_not_shown_yet_or_deleted_gets_no_entry(store):
    turn = await painted(store)
    assert turn.outcome is not Outcome.PAINTED

    with pytest.raises(NotFound):
        await store.showcase.add(turn, approves=False, now=2)

    assert await store.showcase.get(turn.id) is None
    with contextlib.suppress(NotFound):
        await store.showcase.decide(turn.id, approve=True, now=3)
