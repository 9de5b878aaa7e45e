"""What is stored of a server that Easel left, and of what people deleted on Discord, goes."""

from bot.core.theme_repeats import Every, ThemeRepeat
from bot.core.themes import ThemeTerms
from bot.core.turns import DeliveryResult, ImageRequest, Outcome, Person, Place
from bot.database import Post
from bot.sandbox.discord.places import GUILD_ID

from .conftest import png
from .stories import answered, pictures, says, shown, stored_party
from .test_forgetting import BO, bearing, every_row, painted

DAY = 86_400.0
WORDS = "snarkwhale"  # not what `painted` has the model answer
REPORTER = 123456


def store_of(easel):
    return easel.app.engine.personal_data._store


def files(easel):
    return list((easel.folder / "pictures").glob("*/*"))


async def later(easel, days):
    """The same bot some days later, after its daily sweep."""
    await easel.stop()
    easel.ahead += days * DAY
    await easel.start()
    await easel.app.retention.sweep()


async def used(discord, ada, art):
    """A server in which Ada painted and set something."""
    await ada.slash("edit", channel=art, image=("c.png", png()), prompt=f"{WORDS} 1")
    picture = await shown(discord, art)
    asked = await ada.slash("settings style-add", channel=art, style="x", words=f"{WORDS} 2")
    await answered(discord, asked, "style.added")
    asked = await ada.slash("imagine", channel=art, prompt=f"{{a, b}} {WORDS} 3")
    await answered(discord, asked, "braces.ask")
    return picture


def told(discord, ada):
    return [m for m in discord.messages(ada.dm()) if says(m.content, "operator.server_left")]


async def test_what_is_stored_of_a_server_goes_thirty_days_after_it_was_left(
    easel, discord, ada, art
):
    await ada.slash("imagine", channel=ada.dm(), prompt=f"{WORDS} private")
    await shown(discord, ada.dm())
    await used(discord, ada, art)

    discord.remove_bot()

    await discord.until(lambda: told(discord, ada))
    assert says(told(discord, ada)[0].content, "operator.server_left", days=30, server=GUILD_ID)
    await later(easel, 29)
    assert len(bearing(await every_row(store_of(easel)), f"{WORDS} 1")) == 1
    await later(easel, 2)
    rows = await every_row(store_of(easel))
    assert all(not bearing(rows, f"{WORDS} {number}") for number in (1, 2, 3))
    assert [name for name, found in bearing(rows, GUILD_ID).items() if name != "turns"] == []
    assert set(bearing(rows, f"{WORDS} private")) == {"turns"}
    assert len(files(easel)) == 1
    assert len(told(discord, ada)) == 1


async def test_a_server_that_comes_back_in_time_keeps_all(easel, discord, ada, art):
    picture = await used(discord, ada, art)
    discord.remove_bot()
    await discord.until(lambda: told(discord, ada))
    await later(easel, 29)

    discord.invite_bot()
    await discord.until(lambda: easel.app.connection.ready)
    await later(easel, 29)

    await ada.says("make it night", reply_to=picture)
    await shown(discord, art, 2)
    assert bearing(await every_row(store_of(easel)), f"{WORDS} 2")


async def test_who_is_removed_while_it_is_away_finds_out_at_its_start(easel, discord, ada, art):
    await used(discord, ada, art)
    await easel.stop()
    discord.world.bot_in_server = False

    await easel.start()

    await discord.until(lambda: told(discord, ada))


async def test_an_outage_of_a_server_is_no_leaving(easel, discord, ada, art):
    picture = await used(discord, ada, art)

    discord.dispatch_event("GUILD_DELETE", {"id": GUILD_ID, "unavailable": True})
    await easel.stop()
    discord.gateway.hold_guild_create = True  # the server is still away at the next start
    await easel.start()
    await later(easel, 40)

    assert not told(discord, ada)
    assert bearing(await every_row(store_of(easel)), f"{WORDS} 2")
    discord.gateway.hold_guild_create = False
    await later(easel, 0)
    await ada.says("make it night", reply_to=picture)
    await shown(discord, art, 2)


async def test_a_server_in_which_nothing_was_asked_is_left_without_a_word(easel, discord, ada):
    discord.remove_bot()
    await easel.stop()
    await easel.start()

    assert not discord.messages(ada.dm())


async def test_a_server_in_which_people_only_brought_easel_along_was_not_left(
    easel, discord, gemini, ada, art
):
    discord.world.installed_by_user = True
    discord.remove_bot()
    await ada.slash("imagine", channel=art, prompt=WORDS)
    await discord.until(lambda: gemini.calls)
    while (await easel.app.engine.turns.get(1)).waiting:
        await discord.world.next_change(0.05)

    await later(easel, 1)
    await later(easel, 31)

    assert not told(discord, ada)
    assert bearing(await every_row(store_of(easel)), WORDS)


async def test_what_a_deleted_message_showed_is_dropped_and_not_continued(
    easel, discord, gemini, ada, bo, art
):
    await ada.slash("edit", channel=art, image=("c.png", png()), prompt=WORDS)
    fox = await shown(discord, art)
    await bo.says("make it night", reply_to=fox)
    night = await shown(discord, art, 2)

    discord.delete(fox)

    await dropped(easel, turn=1)
    await easel.app.retention.sweep()
    rows = await every_row(store_of(easel))
    assert bearing(rows, WORDS) == {}
    await bo.says("add a moon", reply_to=night)
    await shown(discord, art, 2)
    numbered = await bo.says(f"{discord.bot_mention} #1 make it blue", channel=art)
    await discord.until(
        lambda: any(
            m.reference and m.reference["message_id"] == numbered.id for m in discord.messages(art)
        )
    )
    assert says(discord.messages(art)[-1].content, "nothing_here.deleted", number=1)


async def test_a_deleted_thread_is_dropped_by_the_next_sweep_and_its_picture_stays(
    easel, discord, ada, art
):
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    thread = await ada.opens_thread(fox, name="foxes")
    await ada.says(f"make it {WORDS}", channel=thread)
    await shown(discord, thread)

    discord.delete_channel(thread)
    await marked(easel, thread)
    assert bearing(await every_row(store_of(easel)), WORDS)
    await easel.app.retention.sweep()

    rows = await every_row(store_of(easel))
    assert bearing(rows, WORDS) == {}
    assert not [row for row in rows["canvases"] if thread.id in row]
    assert len(files(easel)) == 1
    await ada.says("make it night", reply_to=fox)
    await shown(discord, art, 2)


async def test_a_deleted_channel_is_dropped_with_the_threads_on_its_pictures(
    easel, discord, ada, art
):
    lounge = discord.channel("lounge")
    await ada.slash("imagine", channel=lounge, prompt=WORDS)
    fox = await shown(discord, lounge)
    thread = await ada.opens_thread(fox, name="foxes")
    await ada.says(f"make it {WORDS}", channel=thread)
    await shown(discord, thread)
    await ada.slash("imagine", channel=art, prompt="a whale")
    await shown(discord, art)

    discord.delete_channel(lounge)
    await marked(easel, lounge)
    await easel.app.retention.sweep()

    assert bearing(await every_row(store_of(easel)), WORDS) == {}
    assert len(files(easel)) == 1
    assert pictures(discord, art)


async def test_a_thread_that_was_on_no_picture_and_is_archived_goes_with_its_channel(
    easel, discord, ada, art
):
    lounge = discord.channel("lounge")
    thread = await ada.opens_thread(channel=lounge, name="foxes")
    await ada.says(f"{discord.bot_mention} {WORDS}", channel=thread)
    await shown(discord, thread)
    await discord.until(lambda: says(discord.messages(thread)[-1].content, "thread.begins.all"))
    discord.archive(thread)
    await easel.stop()
    await easel.start()  # Discord names no archived threads then
    await ada.slash("imagine", channel=art, prompt="a whale")
    await shown(discord, art)

    discord.delete_channel(lounge)
    await marked(easel, lounge)
    await easel.app.retention.sweep()

    rows = await every_row(store_of(easel))
    assert bearing(rows, WORDS) == {}
    assert not [row for row in rows["canvases"] if thread.id in row]
    assert len(files(easel)) == 1
    assert pictures(discord, art)


async def marked(easel, channel):
    """Wait until the bot has heard that a channel was deleted."""
    store = store_of(easel)
    while not await store.settings.read("gone", int(channel.id)):
        await easel.discord.world.next_change(0.05)


async def dropped(easel, turn):
    """Wait until the bot has dropped a turn."""
    while (await easel.app.engine.turns.get(turn)).request.prompt:
        await easel.discord.world.next_change(0.05)


# Both databases


async def test_only_what_no_message_shows_any_more_is_dropped(store):
    turn = await painted(store, BO, ImageRequest(prompt=WORDS, model="m"), "d")
    turn = await store.turns.get(turn.id)
    await store.queue.mark_shown(turn, DeliveryResult(message=50), worker="w", now=1.0)
    await store.canvases.add_post(turn, Post(message=51, channel=3))

    assert await store.departures.delete_messages([50], now=2.0) == 0
    assert (await store.turns.get(turn.id)).request.prompt == WORDS
    assert await store.departures.delete_messages([51, 99], now=2.0) == 1

    gone = await store.turns.get(turn.id)
    assert (gone.request.prompt, gone.deleted_at, gone.outcome) == ("", 2.0, Outcome.CANCELLED)


async def test_threads_go_with_their_channel_and_with_no_other(store):
    parents = {31: 42, 32: 421, 33: None}  # channels, by thread; 421 begins as 42 does
    asked = {}
    for (thread, parent), picture in zip(parents.items(), "def", strict=True):
        place = Place(channel=thread, parent=parent)
        request = ImageRequest(prompt=WORDS, model="m")
        asked[thread] = await painted(store, BO, request, picture, at=place)

    await store.departures.delete_channel(42, server=BO.guild, now=1.0)
    await store.departures.drop_channels()

    words = [(await store.turns.get(turn.id)).request.prompt for turn in asked.values()]
    assert words == ["", WORDS, WORDS]


async def test_a_server_is_dropped_without_the_private_chats_and_servers_of_its_people(store):
    here = await painted(store, BO, ImageRequest(prompt=WORDS, model="m"), "d")
    elsewhere = await painted(
        store, Person(id=2, guild=8), ImageRequest(prompt="kept", model="m"), "e"
    )
    alone = await painted(store, Person(id=2), ImageRequest(prompt="kept", model="m"), "f")
    await store.settings.write("server", 7, {"styles": {"x": WORDS}})
    await store.settings.write("thread", Place(channel=3).channel, {"continue": "asker"})
    assert await store.departures.servers() == [7, 8]

    assert await store.departures.leave(7, now=10.0)
    assert not await store.departures.leave(7, now=11.0)
    assert await store.departures.servers() == [8]
    assert await store.departures.left(before=10.0) == []
    assert await store.departures.left(before=11.0) == [7]
    await store.departures.drop_server(7)

    assert bearing(await every_row(store), WORDS) == {}
    assert await store.departures.left(before=99.0) == []
    assert (await store.turns.get(here.id)).by.id == 0
    for turn in (elsewhere, alone):
        assert (await store.turns.get(turn.id)).request.prompt == "kept"
    assert not await store.departures.leave(7, now=12.0)


async def holds_a_theme(store, turn):
    """A turn's image is in the showcase of its server, and has a vote in a theme of a list."""
    await store.showcase.add(turn, approves=False, now=1.0)
    guild, terms = turn.by.guild, ThemeTerms(channel=1)
    theme = await store.themes.start(guild, "fog", terms, ends_at=9.0, now=1.0)
    repeat = ThemeRepeat(guild=guild, every=Every.DAY, terms=terms, themes=("rain",))
    await store.theme_repeats.put(repeat, now=1.0)
    await store.themes.enter(theme, turn, now=1.0)
    await store.showcase.set_shown(turn.id, theme, channel=1, message=turn.id, now=1.0)
    assert await store.themes.vote(theme, turn.id, person=REPORTER, now=1.0)


async def holds_a_party(store, turn):
    """A party goes on in a turn's server, and it has a digest."""
    party = stored_party(turn.id, guild=turn.by.guild, channel=turn.id, person=2, at=1.0)
    await store.parties.start(party)
    await store.digests.set(turn.by.guild, 1, due_at=9.0)


async def test_what_a_server_alone_set_and_reported_goes_with_it(store):
    turn = await painted(store, Person(id=2, guild=7), ImageRequest(prompt=WORDS, model="m"), "d")
    other = await painted(store, Person(id=2, guild=8), ImageRequest(prompt="kept", model="m"), "e")
    for one in (turn, other):
        await store.settings.write("report", one.id, {"note": {"reporters": [REPORTER]}})
    for one in (turn, other):
        await holds_a_theme(store, one)
        await holds_a_party(store, one)
    await store.pauses.pause(7, give_back=False, now=1.0)
    await store.departures.leave(7, now=10.0)

    await store.departures.drop_server(7)

    assert not await store.settings.read("report", turn.id)
    assert await store.settings.read("report", other.id)
    assert not await store.settings.read("pause", 7)
    rows = await every_row(store)
    tables = ("themes", "theme_repeats", "votes", "showcase")
    assert [len(rows[table]) for table in tables] == [1, 1, 1, 2]
    assert [len(rows[table]) for table in ("parties", "party_people", "digests")] == [1, 1, 1]
    assert await store.themes.last(7) is None
    assert await store.showcase.get(other.id)


async def test_a_server_that_came_back_before_it_is_dropped_keeps_all(store):
    turn = await painted(store, Person(id=2, guild=7), ImageRequest(prompt=WORDS, model="m"), "d")
    await store.departures.leave(7, now=10.0)
    [due] = await store.departures.left(before=11.0)
    await store.departures.come_back(7)

    assert await store.departures.drop_server(due) == []

    assert (await store.turns.get(turn.id)).request.prompt == WORDS


async def test_a_server_that_only_set_something_is_missed_at_the_start_too(store):
    await store.settings.write("server", 9, {"blocked:2": {"reason": WORDS, "by": 1}})

    assert await store.departures.servers() == [9]
