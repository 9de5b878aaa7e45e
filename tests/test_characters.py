"""Characters: added after a yes, named by `@name` in any prompt, within every rule, forgotten."""

import asyncio
import json

import pytest

from bot.core import blocked_words
from bot.core.characters import MOST, CharacterOwner
from bot.core.turns import Blob, Character, Digest, ImageRequest, Outcome, Person
from bot.database import CharacterRecord
from bot.errors import NotFound, UserError
from bot.sandbox import gemini as local
from bot.sandbox.discord.permissions import Permission
from bot.sandbox.discord.places import GUILD_ID
from bot.text.markup import escape
from bot.text.wording import say

from .conftest import png
from .stories import answered, said, says, shown
from .test_forgetting import NOW, accept, bearing, every_row, forgotten, painted

SERVER = int(GUILD_ID)
RED, BLUE = ("m.png", png("red")), ("b.png", png("blue"))
DAY = 86_400.0


async def asks(discord, person, at, name="mira", *, image=RED, **options):
    """Begin to add a character; the question that follows."""
    asked = await person.slash("character add", channel=at, name_=name, image1=image, **options)
    await answered(discord, asked, "character.ask", name=escape(name, 99))
    return asked


async def adds(discord, person, at, name="mira", **options):
    """Add a character, and confirm it."""
    asked = await asks(discord, person, at, name, **options)
    await person.clicks(asked.reply, say("button.character.save"))
    owner = options.get("whose", "person")
    await discord.until(lambda: says(asked.reply.content, f"character.added.{owner}"))


def images(gemini, number=-1):
    """How many images one call sent."""
    return sum(len(sent) for _, _, sent in said(gemini, number))


def words(gemini, number=-1):
    return " ".join(text for _, text, _ in said(gemini, number))


def posted(discord, channel, code, **facts):
    return [m for m in discord.messages(channel) if says(m.content, code, **facts)]


def files(easel):
    return list((easel.folder / "pictures").glob("*/*"))


def store_of(easel):
    return easel.app.engine.personal_data._store


# adding


async def test_a_character_comes_along_with_its_images_and_words_and_is_in_the_caption(
    discord, gemini, ada, art
):
    await adds(discord, ada, art, image2=BLUE, description="a girl with red hair")

    await ada.slash("imagine", channel=art, prompt="@mira on a beach")

    picture = await shown(discord, art)
    assert words(gemini).startswith("This is @mira; keep the same looks:")
    assert "@mira: a girl with red hair" in words(gemini)
    assert images(gemini) == 2
    assert says(picture.content, "caption.characters", names="@mira")
    told = await ada.picks(picture, values=["turn:1:recipe"])
    await answered(discord, told, "recipe.step", words="@mira on a beach")
    assert "red hair" not in f"{picture.content} {told.reply.content}"


async def test_nothing_is_saved_before_its_person_confirms_that_they_may_use_the_images(
    easel, discord, gemini, ada, bo, art
):
    asked = await asks(discord, ada, art)
    assert says(asked.reply.content, "character.ask", count=1)

    await ada.slash("imagine", channel=art, prompt="@mira on a beach")
    await shown(discord, art)
    assert (images(gemini), words(gemini)) == (0, "@mira on a beach")
    await ada.clicks(asked.reply, say("button.no"))
    await discord.until(lambda: says(asked.reply.content, "character.dropped", name="mira"))

    listed = await ada.slash("character list", channel=art)
    await answered(discord, listed, "character.none")
    await easel.stop()
    easel.ahead += 2 * DAY
    await easel.start()
    await easel.app.retention.sweep()
    assert len(files(easel)) == 1, "what was painted"


async def test_a_question_without_an_answer_is_dropped_after_a_day(easel, discord, ada, art):
    asked = await asks(discord, ada, art)
    await easel.app.retention.sweep()
    assert len(files(easel)) == 1
    await easel.stop()
    easel.ahead += 1.5 * DAY
    await easel.start()

    await easel.app.retention.sweep()

    assert not files(easel)
    late = await ada.clicks(asked.reply, say("button.character.save"))
    await answered(discord, late, "question.over")


async def test_a_question_is_answered_once_and_after_a_restart_too(easel, discord, ada, art):
    asked = await asks(discord, ada, art)
    await easel.stop()
    await easel.start()

    await ada.clicks(asked.reply, say("button.character.save"))
    await discord.until(lambda: says(asked.reply.content, "character.added.person"))

    assert not asked.reply.buttons()
    listed = await ada.slash("character list", channel=art)
    await answered(discord, listed, "character.list.person", count=1, names="@mira")


@pytest.mark.parametrize("name", ["mira fox", "<@661720242585600101>", "1", "everyone", "🦊"])
async def test_what_is_no_name_is_refused_before_anything_is_fetched(
    easel, discord, ada, art, name
):
    asked = await ada.slash("character add", channel=art, name_=name, image1=RED)

    await answered(discord, asked, "character.name")
    assert not files(easel)


async def test_a_name_that_is_taken_is_refused_and_mine_and_the_servers_are_apart(
    discord, gemini, ada, bo, art
):
    await adds(discord, ada, art)

    for name in ("mira", "@Mira"):
        asked = await ada.slash("character add", channel=art, name_=name, image1=BLUE)
        await answered(discord, asked, "character.taken", name="mira")
    await adds(discord, ada, art, whose="server", image2=BLUE)

    await ada.slash("imagine", channel=art, prompt="@mira")
    await shown(discord, art)
    await bo.slash("imagine", channel=art, prompt="@mira")
    await shown(discord, art, 2)
    assert (images(gemini, 0), images(gemini, 1)) == (1, 2)


async def test_a_file_that_is_no_image_is_left_out_and_without_any_nothing_is_added(
    easel, discord, ada, art
):
    broken = ("x.png", b"no image")
    asked = await ada.slash("character add", channel=art, name_="mira", image1=broken)
    await answered(discord, asked, "picture.unreadable")

    asked = await asks(discord, ada, art, image2=broken)

    assert says(asked.reply.content, "character.ask", count=1)
    assert says(asked.reply.content, "picture.left_out", name="x.png")


async def test_who_may_not_manage_the_server_adds_and_removes_none_of_its_characters(
    discord, ada, bo, art
):
    asked = await bo.slash("character add", channel=art, name_="x", image1=RED, whose="server")
    await answered(discord, asked, "settings.managers")
    await adds(discord, ada, art, whose="server")

    removed = await bo.slash("character remove", channel=art, name_="mira")
    await answered(discord, removed, "settings.managers")

    discord.grant(bo, Permission.MANAGE_GUILD)
    asked = await asks(discord, bo, art, "bo", whose="server")
    bo.user.granted &= ~Permission.MANAGE_GUILD
    late = await bo.clicks(asked.reply, say("button.character.save"))
    await answered(discord, late, "settings.managers")


async def test_blocked_words_hold_in_names_and_descriptions(easel, discord, ada, bo, art):
    moderation = easel.app.engine.moderation
    await adds(discord, bo, art, name="moonie", description="a cat")
    await adds(discord, bo, art, name="luna", description="a moonlit cat")
    asked = await asks(discord, bo, art, name="moons")
    await moderation.set_words(SERVER, "moon*", shown=blocked_words.fingerprint(()))

    for given in ({"name_": "moony"}, {"name_": "tom", "description": "moonlit"}):
        refused = await bo.slash("character add", channel=art, image1=RED, **given)
        await answered(discord, refused, "words.blocked", words=r"moon\*")
    late = await bo.clicks(asked.reply, say("button.character.save"))
    await answered(discord, late, "words.blocked", words=r"moon\*")
    assert asked.reply.buttons(), "the question stays"
    for prompt in ("@luna waves", "@moonie waves"):
        refused = await bo.slash("imagine", channel=art, prompt=prompt)
        await answered(discord, refused, "words.blocked", words=r"moon\*")


# naming


async def test_each_way_to_write_a_prompt_takes_a_name(discord, gemini, ada, art):
    await adds(discord, ada, art, image=BLUE)
    at = discord.bot_mention
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)

    form = await (await ada.clicks(fox, "Edit")).acknowledged()
    region = await ada.picks(fox, values=["turn:1:region"])
    await discord.until(lambda: region.reply and region.reply.attachments)
    marks = await ada.picks(region.reply, custom_id="turn:1:mark-fine:0", values=["8"])
    marked = await marks.acknowledged()
    thread = await ada.opens_thread(fox, name="foxes")
    count = 1
    for way in (
        lambda: ada.slash("imagine", channel=art, prompt="@mira waves"),
        lambda: ada.slash("imagine", channel=art, prompt="waves", character="@mira"),
        lambda: ada.slash("edit", channel=art, prompt="add @mira", image=RED),
        lambda: ada.says(f"{at} @mira waves", channel=art),
        lambda: ada.says("add @mira", reply_to=fox),
        lambda: ada.submits(form.modal, {"words": "add @mira"}),
        lambda: ada.submits(marked.modal, {"words": "put @mira there"}),
    ):
        await way()
        count += 1
        picture = await shown(discord, art, count)
        assert "This is @mira" in words(gemini)
        assert says(picture.content, "caption.characters", names="@mira")
    await ada.says("add @mira", channel=thread)
    await shown(discord, thread)
    assert "This is @mira" in words(gemini)
    await ada.says("@mira waves", channel=ada.dm())
    await shown(discord, ada.dm())
    assert "This is @mira" in words(gemini)


async def test_several_come_in_order_within_what_the_model_takes(discord, gemini, ada, art):
    await adds(discord, ada, art, "mira", image2=BLUE)
    await adds(discord, ada, art, "bo", image=BLUE)

    await ada.slash("imagine", channel=art, prompt="@bo hugs @mira", image=("c.png", png("lime")))

    picture = await shown(discord, art)
    text = words(gemini)
    assert text.index("This is @bo") < text.index("This is @mira")
    assert images(gemini) == 4
    assert says(picture.content, "caption.characters", names="@bo, @mira")


async def test_more_characters_than_the_model_takes_images_are_refused_and_cost_nothing(
    easel, discord, gemini, ada, art
):
    by = Person(id=int(ada.id), guild=SERVER)
    names = [f"c{number}" for number in range(14)]
    for name in names:
        new = record(name, "a", by=by)
        await store_of(easel).characters.add(new, now=NOW)
    model = easel.app.engine.models.table.default
    prompt = " ".join(f"@{name}" for name in names)

    asked = await ada.slash("imagine", channel=art, prompt=prompt, image=BLUE)

    await answered(discord, asked, "character.inputs", model=model.name, limit=14)
    assert not gemini.calls
    usage = await ada.slash("usage", channel=art)
    await answered(discord, usage, "usage.today", cost=0)


async def test_an_unknown_name_stays_as_text_and_pings_no_one(discord, gemini, ada, art):
    await ada.slash("imagine", channel=art, prompt="@nobody and @everyone on a beach")

    picture = await shown(discord, art)
    assert words(gemini) == "@nobody and @everyone on a beach"
    assert not picture.mentions
    assert not picture.mention_everyone
    chosen = await ada.slash("imagine", channel=art, prompt="a beach", character="zed")
    await answered(discord, chosen, "character.unknown", name="zed")


async def test_each_combination_of_braces_has_the_characters_that_it_names(
    discord, gemini, ada, art
):
    for name in ("ann", "bo", "cy"):
        await adds(discord, ada, art, name)
    asked = await ada.slash("imagine", channel=art, prompt="{@ann, @bo} waves", character="cy")
    await answered(discord, asked, "braces.ask")

    await ada.clicks(asked.reply, "Paint")

    await shown(discord, art, 2)
    sent = sorted(words(gemini, number) for number in (0, 1))
    assert [("@ann;" in one, "@bo;" in one, "@cy;" in one) for one in sent] == [
        (False, True, True),
        (True, False, True),
    ] or [("@ann;" in one, "@bo;" in one, "@cy;" in one) for one in sent] == [
        (True, False, True),
        (False, True, True),
    ]


async def test_other_words_after_a_refusal_name_their_own_characters(discord, gemini, ada, art):
    await adds(discord, ada, art, "ann")
    await adds(discord, ada, art, "bo", image=BLUE)
    gemini.script.append(local.Blocked("SAFETY"))
    asked = await ada.slash("imagine", channel=art, prompt="@ann with a knife")
    await discord.until(lambda: asked.reply and says(asked.reply.content, "blocked.SAFETY"))

    form = await (await ada.clicks(asked.reply, say("button.reword"))).acknowledged()
    await ada.submits(form.modal, {"words": "@bo with a hat"})

    picture = await shown(discord, art)
    assert says(picture.content, "caption.characters", names="@bo")
    assert images(gemini) == 1


async def test_names_are_completed_one_after_another(discord, ada, bo, art):
    await adds(discord, ada, art, "mira")
    await adds(discord, ada, art, "bo", whose="server")

    async def completed(person, typed):
        found = await person.completes("imagine", option="character", typed=typed, prompt="x")
        return [one["value"] for one in found]

    assert await completed(ada, "m") == ["@mira"]
    assert await completed(ada, "@mira, b") == ["@mira, @bo"]
    assert await completed(bo, "") == ["@bo"]


async def test_a_character_of_an_image_behind_a_spoiler_makes_spoilers(discord, ada, art):
    await adds(discord, ada, art, image=("SPOILER_m.png", png()))

    await ada.slash("imagine", channel=art, prompt="@mira")

    picture = await shown(discord, art)
    assert picture.attachments[0]["filename"].startswith("SPOILER_")


# follow-ups and removal


async def test_follow_ups_keep_a_character_without_sending_more_each_time(
    discord, gemini, ada, art
):
    await adds(discord, ada, art, image2=BLUE, description="red hair")
    await ada.slash("imagine", channel=art, prompt="@mira at dusk")
    picture = await shown(discord, art)
    sent = []
    for count in range(2, 6):
        await ada.says("draw a moon", reply_to=picture)
        picture = await shown(discord, art, count)
        sent.append(images(gemini))

    assert sent == [3, 3, 3, 3]
    assert "@mira: red hair" in words(gemini)


async def test_what_was_accepted_is_painted_though_the_character_is_removed(
    easel, discord, gemini, ada, art
):
    await adds(discord, ada, art)
    gemini.gate = asyncio.Event()
    await ada.slash("imagine", channel=art, prompt="@mira waves")
    await ada.slash("imagine", channel=art, prompt="@mira sleeps")
    await ada.slash("imagine", channel=art, prompt="@mira sits")
    await gemini.until(lambda: gemini.calls)

    removed = await ada.slash("character remove", channel=art, name_="@mira")
    await answered(discord, removed, "character.removed", name="mira")
    await easel.app.retention.sweep()
    gemini.gate.set()

    picture = await shown(discord, art, 3)
    assert [images(gemini, number) for number in range(3)] == [1, 1, 1]
    assert says(picture.content, "caption.characters", names="@mira")
    again = await ada.slash("character remove", channel=art, name_="mira")
    await answered(discord, again, "character.unknown", name="mira")


async def test_the_images_of_a_removed_character_go_with_the_last_request_that_has_them(
    easel, discord, ada, art
):
    await adds(discord, ada, art)
    await easel.app.retention.sweep()
    assert len(files(easel)) == 1

    await ada.slash("character remove", channel=art, name_="mira")
    await discord.until(lambda: discord.calls)
    while (await easel.app.engine.characters.known(Person(id=int(ada.id)))).own:
        await discord.world.next_change(0.05)
    await easel.app.retention.sweep()

    assert not files(easel)


async def test_a_characters_images_are_kept_however_long_it_is_not_used(easel, discord, ada, art):
    await adds(discord, ada, art)

    await easel.stop()
    easel.ahead += 200 * DAY
    await easel.start()
    await easel.app.retention.sweep()

    await ada.slash("imagine", channel=art, prompt="@mira")
    await shown(discord, art)


# seeing


async def test_a_character_is_listed_and_shown_to_those_who_can_use_it(discord, ada, bo, art):
    await adds(discord, ada, art, "mira", image2=BLUE, description="a girl, *red* hair")
    await adds(discord, ada, art, "our_cat", whose="server")

    mine = await ada.slash("character list", channel=art)
    theirs = await bo.slash("character list", channel=art)
    shown_to_me = await ada.slash("character show", channel=art, name_="mira")
    hidden = await bo.slash("character show", channel=art, name_="mira")

    await answered(discord, mine, "character.list.person", count=1, names="@mira")
    assert says(mine.reply.content, "character.list.server", names=r"@our\_cat")
    await answered(discord, theirs, "character.list.server", count=1)
    assert "mira" not in theirs.reply.content
    await discord.until(lambda: shown_to_me.reply and len(shown_to_me.reply.attachments) == 2)
    assert r"a girl, \*red\* hair" in shown_to_me.reply.content
    assert shown_to_me.reply.flags & 64
    await answered(discord, hidden, "character.unknown", name="mira")


async def test_moderators_read_who_added_and_removed_the_servers_characters(
    easel, discord, ada, art
):
    lounge = discord.channel("lounge")
    await easel.app.engine.settings.set_log_channel(SERVER, int(lounge.id))

    await adds(discord, ada, art, "mira")
    await adds(discord, ada, art, "bo", whose="server", image2=BLUE)
    await ada.slash("character remove", channel=art, name_="bo")

    setting = say("setting.character", name="bo")
    none, two = say("settings.none"), say("usage.pictures", count=2)
    await discord.until(lambda: len(posted(discord, lounge, "log.changed")) == 2)
    added, removed = posted(discord, lounge, "log.changed")
    assert says(added.content, "log.changed", setting=setting, before=none, after=two)
    assert says(removed.content, "log.changed", setting=setting, before=two, after=none)
    assert ada.mention in added.content


# forgetting


async def test_who_is_forgotten_takes_their_characters_along_from_all_that_used_them(
    easel, discord, gemini, ada, bo, art
):
    mark = "quibblefox"
    await adds(discord, ada, art, "mira", description=f"{mark} 1")
    await adds(discord, ada, art, f"{mark}", whose="server", image=BLUE, description=f"{mark} 2")
    await asks(discord, ada, art, "later", description=f"{mark} 3")
    await ada.slash("imagine", channel=art, prompt="@mira waves")
    hers = await shown(discord, art)
    await bo.clicks(hers, "Again")
    await shown(discord, art, 2)
    await bo.slash("imagine", channel=art, prompt="the cat", character=mark)
    cat = await shown(discord, art, 3)
    asked = await bo.slash("imagine", channel=art, prompt="{a, b}", character=mark)
    await answered(discord, asked, "braces.ask")
    told = json.loads(await easel.app.engine.personal_data.export(int(ada.id)))
    assert [(one["owner"], one["name"]) for one in told["characters"]] == [
        ("person", "mira"),
        ("server", mark),
    ]
    assert any(one["characters"] for one in told["questions"])

    await forgotten(discord, ada, art)

    rows = await every_row(store_of(easel))
    assert bearing(rows, mark) == {}
    assert set(bearing(rows, ada.id)) <= {"spend", "settings"}
    assert rows["characters"] == rows["character_pictures"] == []
    assert any("the cat" in row for row in rows["turns"])
    brought = {file.name for file in files(easel)}
    assert len(brought) == 2, "what Bo was painted"
    await bo.says("draw a hat", reply_to=cat)
    await shown(discord, art, 4)


async def test_a_request_that_waits_with_a_forgotten_persons_character_ends(
    easel, discord, gemini, ada, bo, art
):
    await adds(discord, ada, art, whose="server")
    gemini.gate = asyncio.Event()
    asked = await bo.slash("imagine", channel=art, prompt="@mira waves")
    await gemini.until(lambda: gemini.calls)

    await forgotten(discord, ada, art)

    await discord.until(lambda: asked.reply and says(asked.reply.content, "nothing_here"))
    gemini.gate.set()


async def test_what_a_server_that_was_left_had_of_characters_goes_and_what_people_have_stays(
    easel, discord, ada, art
):
    await adds(discord, ada, art, "mira")
    await adds(discord, ada, art, "bo", image=BLUE, whose="server")
    discord.remove_bot()
    await easel.stop()
    await easel.start()
    await easel.stop()
    easel.ahead += 31 * DAY
    await easel.start()
    await easel.app.retention.sweep()

    rows = await every_row(store_of(easel))
    assert len(rows["characters"]) == 1
    assert bearing(rows, GUILD_ID).get("characters") is None
    assert len(files(easel)) == 1


# Both databases


ADA, BO = Person(id=661720242585600101, guild=7), Person(id=2, guild=7)


def blob(name):
    return Blob(digest=Digest(name * 64), mime="image/png", size=1, width=8, height=8)


def record(name, *images, owner=CharacterOwner.PERSON, by=ADA, **more):
    owner_id = by.id if owner is CharacterOwner.PERSON else by.guild
    one = Character(name=name, images=tuple(map(blob, images)), by=by.id, **more)
    return CharacterRecord(owner=owner, owner_id=owner_id, character=one)


async def test_characters_are_each_owners_own_and_the_same_twice_is_one(store):
    mine, ours = record("mira", "a"), record("mira", "b", owner=CharacterOwner.SERVER)
    for new in (mine, ours, mine):
        await store.characters.add(new, now=NOW)
    await store.characters.add(record("bo", "c", by=BO), now=NOW)

    known = await store.characters.known(ADA)
    assert (known.own, known.server) == ((mine.character,), (ours.character,))
    assert (await store.characters.known(Person(id=ADA.id))).server == ()
    assert [one.name for one in (await store.characters.known(BO)).own] == ["bo"]
    with pytest.raises(UserError, match=r"character\.taken"):
        await store.characters.add(record("mira", "d"), now=NOW)
    await store.characters.remove(CharacterOwner.PERSON, ADA.id, "mira")
    assert (await store.characters.known(ADA)).by_name["mira"] == ours.character
    with pytest.raises(NotFound):
        await store.characters.remove(CharacterOwner.PERSON, ADA.id, "mira")


@pytest.mark.parametrize("owner", list(CharacterOwner))
async def test_an_owner_has_so_many_at_most_however_many_are_added_at_once(store, owner):
    many = [record(f"c{n}", owner=owner) for n in range(MOST[owner] + 3)]

    added = await asyncio.gather(
        *(store.characters.add(one, now=NOW) for one in many), return_exceptions=True
    )

    refused = [one.code for one in added if isinstance(one, UserError)]
    assert refused == [f"character.many.{owner}"] * 3
    assert len((await store.characters.known(ADA)).of(owner)) == MOST[owner]


async def ended(store, turn, *, now):
    """Cancel a turn, and expire its canvas."""
    await store.turns.cancel(turn.id, now=now)
    await store.retention.expire(turn.at.channel, since=now, now=now)


async def test_pictures_stay_as_long_as_a_character_or_a_turn_needs_them(store):
    for name in "ab":
        await store.unclaimed_pictures.add(blob(name).digest, person=ADA.id, now=NOW)
    new = record("mira", "a", "b")
    await store.characters.add(new, now=NOW)
    request = ImageRequest(prompt="@mira", model="m", characters=(new.character,))
    first = await accept(store, ADA, request)
    later = NOW + 5 * DAY
    await ended(store, first, now=later)
    assert await store.retention.unreferenced(now=later) == [], "the character needs them"

    second = await accept(store, ADA, request)
    await store.characters.remove(CharacterOwner.PERSON, ADA.id, "mira")
    assert await store.retention.unreferenced(now=later) == [], "the second request does"
    assert (await store.turns.get(second.id)).request == request
    await ended(store, second, now=later)

    assert set(await store.retention.unreferenced(now=later)) == {
        blob("a").digest,
        blob("b").digest,
    }


async def test_a_forgotten_persons_character_goes_from_others_requests_which_stay(store):
    hers = record("mira", "a", owner=CharacterOwner.SERVER, words="quibblefox")
    his = record("bo", "b", by=BO)
    both = (hers.character, his.character)
    kept = ImageRequest(prompt="@mira and @bo", model="m", characters=both, sources=(blob("c"),))
    turn = await painted(store, BO, kept, "d")

    await store.personal_data.forget(ADA.id, now=NOW)

    left = await store.turns.get(turn.id)
    assert (left.request.prompt, left.request.characters) == ("@mira and @bo", (his.character,))
    assert (left.outcome, left.request.sources) == (Outcome.PAINTED, (blob("c"),))
    rows = await every_row(store)
    assert bearing(rows, str(ADA.id)) == {}
