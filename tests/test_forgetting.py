"""Everything that is stored about a person is exported, and nothing of it is left when they say so.

Whatever a person can write bears a mark here, which is then looked for in every row of every table,
in the database's files, and in the folder of pictures.
"""

import asyncio
import json
import random

import pytest
from sqlalchemy import insert, select

from bot.__main__ import main
from bot.core.requests import TurnRequest
from bot.core.themes import ThemeTerms
from bot.core.turns import (
    Blob,
    Digest,
    GeneratedPicture,
    ImageRequest,
    Outcome,
    Part,
    Person,
    Place,
)
from bot.database import NewTurn, PendingConfirmation, TurnResult
from bot.database.opening import transaction
from bot.database.tables import FORGOTTEN_PERSON, metadata, turns
from bot.sandbox import gemini as local
from bot.sandbox.discord.places import GUILD_ID
from bot.text.wording import say

from .conftest import easel_in, png
from .stories import answered, pictures, says, shown, stored_party

MARK = "quibblefox"  # in everything that Ada writes
DAY = 86_400.0
NOW = 1000 * DAY
KEPT_WITH_HER_ID = {"spend", "settings"}  # this month's sums, and that they are to be deleted

STORED = {
    # table: its columns, and what becomes of a person's rows when they are forgotten
    "turns": "id origin parent pick request model person guild channel place ticket cost "
    "created_at due_at lease lease_until attempts showings outcome painted reason facts words "
    "progress_message message painted_at shown_at flow followup number deleted_at gone_at claims "
    "reserved",  # blanked
    "uses": "digest turn released",  # released, then deleted with the pictures' files
    "loose": "digest person since",  # deleted
    "posts": "message turn channel",  # deleted
    "calls": "id turn number worker model began_at ended_at outcome result cost",  # no result
    "pauses": "model until failures since",  # names no one
    "canvases": "channel head tip listens introduced",  # names no one
    "notebook": "key value",  # names no one
    "settings": "kind id key value",  # theirs deleted; what a server set for them is the server's
    "held": "id kind person answerer subject requests asker place created_at answer "
    "choice",  # deleted
    "characters": "id owner owner_id name person character created_at",  # deleted, servers' too
    "character_pictures": "digest character",  # deleted, with the pictures' files
    "lanes": "flow serving served_until",  # names no one
    "showcase": "turn theme person guild state channel message note_channel note attempts reason "
    "created_at shown_at due_at votes",  # deleted, when its messages on Discord are
    "themes": "id guild channel thread message board words per_person state attempts reason "
    "started_at ends_at due_at role tag",  # names no one
    "theme_repeats": "guild every channel per_person role tag themes",  # names no one
    "votes": "theme turn person",  # deleted
    "parties": "id guild channel person state seconds rounds most message round seat calls call "
    "asked tries idle turn attempts reason started_at ends_at due_at",  # who started it is blanked
    "party_people": "party person seat",  # deleted
    "digests": "guild channel due_at attempts refusals",  # names no one
    "spend": "person guild day pictures cost",  # deleted when the month is over
}


def test_each_column_has_its_place_in_what_forgetting_does():
    """A new table or column is listed here and in docs/privacy.md: what forgetting does to it."""
    there = {name: " ".join(table.columns.keys()) for name, table in metadata.tables.items()}

    assert {name: set(columns.split()) for name, columns in there.items()} == {
        name: set(columns.split()) for name, columns in STORED.items()
    }


async def every_row(store):
    """Each row of every table as text, by the table's name."""

    async def read():
        async with transaction(store.turns._engine) as tx:
            return {
                name: [str(tuple(row)) for row in await tx.execute(select(table))]
                for name, table in metadata.tables.items()
            }

    return await store.turns.runner.run(read())


def bearing(rows, mark):
    return {
        name: found for name, texts in rows.items() if (found := [t for t in texts if mark in t])
    }


async def forgotten(discord, person, channel):
    """Delete everything, by the panel."""
    asked = await person.slash("privacy", channel=channel)
    await answered(discord, asked, "privacy.panel")
    await person.clicks(asked.reply, "Delete all")
    await discord.until(lambda: asked.reply.buttons() == ["Yes, delete all"])
    await person.clicks(asked.reply, "Yes, delete all")
    await discord.until(lambda: says(asked.reply.content, "privacy.deleted"))


async def writes_everywhere(discord, gemini, ada, bo, art):
    """Ada writes her mark wherever a person can write, and brings a picture of her own."""
    photo = ("cat.png", png("lime", (96, 64)))
    gemini.script += [local.Paint(words=f"Here is {MARK}."), local.OnlyWords(f"No {MARK} for you.")]
    await ada.slash("edit", channel=art, image=photo, prompt=f"{MARK} 1", style="noir")
    first = await shown(discord, art)
    asked = await ada.slash("imagine", channel=art, prompt=f"{MARK} 2")
    await discord.until(lambda: asked.reply and says(asked.reply.content, "only_words"))
    await ada.says(f"draw {MARK} 3", reply_to=first)
    third = await shown(discord, art, 2)
    await ada.says(f"{discord.bot_mention} {MARK} 4", channel=art, files=[photo])
    await shown(discord, art, 3)
    form = await (await ada.clicks(first, "Edit")).acknowledged()
    await ada.submits(form.modal, {"words": f"{MARK} 5"})
    await shown(discord, art, 4)
    thread = await ada.opens_thread(third, name="foxes")
    await ada.says(f"draw {MARK} 6", channel=thread)
    await shown(discord, thread)
    await ada.says(f"draw {MARK} 7", channel=ada.dm())
    await shown(discord, ada.dm())
    asked = await ada.slash("settings mine", channel=art, style=f"{MARK} 8")
    await answered(discord, asked, "settings.mine")
    asked = await ada.slash("imagine", channel=art, prompt="plain", private=True)
    await discord.until(lambda: asked.reply and asked.reply.attachments)
    asked = await ada.slash("imagine", channel=art, prompt=f"{{a, b}} {MARK} 9")
    await discord.until(lambda: asked.reply and asked.reply.buttons())
    asked = await ada.slash("settings server", channel=art, ask_posters=True)
    await answered(discord, asked, "settings.server", asks=say("settings.yes"))
    cat = await bo.says("my cat", channel=art, files=[("bo.png", png("navy"))])
    await ada.says(f"{discord.bot_mention} {MARK} 10", reply_to=cat)
    await discord.until(lambda: any(says(m.content, "poster.ask") for m in discord.messages(art)))
    return first


async def test_nothing_of_a_person_is_left_and_all_of_the_others_is(
    easel, discord, gemini, ada, bo, art
):
    first = await writes_everywhere(discord, gemini, ada, bo, art)
    gemini.script.append(local.OnlyWords("Not today."))
    failed = await ada.says(f"{discord.bot_mention} {MARK} 11", channel=art)
    refusal = await discord.until(lambda: reply_to(discord, failed))
    await bo.clicks(first, "Again")
    await shown(discord, art, 5)
    await bo.clicks(first, "Vary")
    await shown(discord, art, 6)
    await bo.says("draw bo's own words", reply_to=refusal)
    repeated = await shown(discord, art, 7)
    gemini.script.append(local.OnlyWords("Not today."))
    failed = await ada.says(f"{discord.bot_mention} {MARK} 12", channel=art)
    refusal = await discord.until(lambda: reply_to(discord, failed))
    await bo.says("{one, two} whales", reply_to=refusal)
    await discord.until(lambda: any(says(m.content, "braces.ask") for m in discord.messages(art)))
    await bo.says(f"{discord.bot_mention} bo's whale", channel=art)
    await shown(discord, art, 8)
    store = easel.app.engine.personal_data._store
    assert set(bearing(await every_row(store), MARK)) == {"turns", "held", "settings"}

    await forgotten(discord, ada, art)

    rows = await every_row(store)
    assert bearing(rows, MARK) == {}
    assert set(bearing(rows, ada.id)) <= KEPT_WITH_HER_ID
    for file in [*easel.folder.glob("easel.db*"), *easel.folder.glob("pictures/*/*")]:
        assert MARK.encode() not in file.read_bytes(), file.name
    assert any("bo's whale" in row for row in rows["turns"])
    assert {file.name for file in easel.folder.glob("pictures/*/*")} == await of_bo(easel, bo)
    again = await bo.clicks(repeated, "Again")
    await answered(discord, again, "nothing_here")
    await bo.says("make it night", reply_to=repeated)
    await shown(discord, art, 9)
    assert MARK not in str(gemini.calls[-1].contents)


async def of_bo(easel, bo):
    """The digests of what Bo was painted and brought along."""
    store = easel.app.engine.personal_data._store
    turns = [turn for turn in await store.personal_data.turns(int(bo.id)) if turn.by.id]
    blobs = [one.picture for turn in turns for one in turn.painted]
    blobs += [source for turn in turns for source in turn.request.sources]
    parts = [part.picture for turn in turns for one in turn.painted for part in one.answer]
    uploads = (await store.personal_data.others(int(bo.id))).uploads
    return {blob.digest for blob in [*blobs, *parts] if blob} | set(uploads)


def reply_to(discord, message):
    """The bot's final answer to a message, in words."""
    found = [
        m
        for m in discord.messages(message.channel)
        if m.reference and m.reference["message_id"] == message.id and says(m.content, "only_words")
    ]
    return found[-1] if found else None


async def test_whose_waiting_request_repeats_words_that_go_reads_that_they_are_gone(
    easel, discord, gemini, ada, bo, art
):
    await ada.slash("imagine", channel=art, prompt=MARK)
    fox = await shown(discord, art)
    gemini.gate = asyncio.Event()
    asked = await bo.clicks(fox, "Vary")
    await gemini.until(lambda: len(gemini.calls) == 2)

    await forgotten(discord, ada, art)

    await discord.until(lambda: asked.reply and says(asked.reply.content, "nothing_here"))
    gemini.gate.set()
    assert bearing(await every_row(easel.app.engine.personal_data._store), MARK) == {}


async def test_when_the_month_is_over_not_even_the_number_of_a_person_is_left(
    easel, discord, ada, art
):
    await ada.slash("imagine", channel=art, prompt=MARK)
    await shown(discord, art)
    await forgotten(discord, ada, art)
    assert set(bearing(await every_row(easel.app.engine.personal_data._store), ada.id)) == (
        KEPT_WITH_HER_ID
    )

    await easel.stop()
    easel.ahead += 32 * DAY
    await easel.start()

    assert bearing(await every_row(easel.app.engine.personal_data._store), ada.id) == {}


async def test_copies_that_a_full_database_left_in_free_space_go_too(easel, discord, ada, art):
    store = easel.app.engine.personal_data._store
    chance = random.Random(1)

    async def fill(part):
        async with transaction(store.turns._engine) as tx:
            await tx.execute(insert(turns), [row(part, number) for number in range(300)])

    def row(part, number):
        hers = chance.randint(1, 5) == 1
        return {
            "request": '{"prompt":"","model":"m"}',
            "origin": f"{MARK if hers else 'm'}{part}-{number}",  # in an index, which splits pages
            "person": int(ada.id) if hers else 5,
            **dict.fromkeys(("ticket", "cost", "created_at", "due_at", "shown_at"), number),
        }

    for part in range(30):
        await store.turns.runner.run(fill(part))
        await store.personal_data.forget(int(ada.id), now=NOW)
        await store.personal_data.scrub()
        for file in easel.folder.glob("easel.db*"):
            assert MARK.encode() not in file.read_bytes(), file.name


async def test_the_export_has_everything(easel, discord, gemini, ada, bo, art):
    first = await writes_everywhere(discord, gemini, ada, bo, art)
    await bo.clicks(first, "Again")
    await shown(discord, art, 5)
    allowed = await ada.slash("easel allowance", channel=art, who=ada, pictures="99")
    await answered(discord, allowed, "owner.allowance")

    other = pictures(discord, art)[-1]
    await easel.app.engine.settings.set_log_channel(
        int(GUILD_ID), int(discord.channel("lounge").id)
    )
    reported = await ada.menu("Report this picture", on=other)
    await answered(discord, reported, "report.passed")
    blocked = await ada.slash("easel block", channel=art, member=bo, reason="spam", duration="good")
    await discord.until(lambda: blocked.reply)

    told = json.loads(await easel.app.engine.personal_data.export(int(ada.id)))

    prompts = " ".join(one["prompt"] for one in told["requests"])
    asked = " ".join(prompt for one in told["questions"] for prompt in one["prompts"])
    assert all(f"{MARK} {number}" in prompts for number in (1, 2, 3, 4, 5, 6, 7))
    assert f"{MARK} 9" in asked
    assert f"{MARK} 10" in asked
    assert told["settings"]["style"] == f"{MARK} 8"
    assert sum(one["pictures"] for one in told["spent"]) == 7
    [rule] = told["set_by_servers"]
    assert (rule["what"], rule["value"]["pictures"]) == (f"allowance:member:{ada.id}", 99)
    assert len(told["reported"]) == 1
    assert [one["what"] for one in told["blocks_set"]] == [f"blocked:{bo.id}"]
    [repeated] = told["repeated_in_requests_of_others"]
    assert (await easel.app.engine.turns.get(repeated)).by.id == int(bo.id)


# Both databases


ADA, BO = Person(id=661720242585600101, guild=7), Person(id=2, guild=7)
AT = Place(channel=3, reply_to=4)


def blob(name):
    return Blob(digest=Digest(name * 64), mime="image/png", size=1, width=8, height=8)


async def accept(store, by, request, *, at=AT, **more):
    new = NewTurn(request=request, by=by, cost=1, at=at, **more)
    turn, _ = await store.turns.accept(new, most_waiting=99, now=NOW)
    return turn


async def painted(store, by, request, picture, **more):
    turn = await accept(store, by, request, **more)
    await store.queue.claim(
        worker="w", now=NOW, lease=60, at_once=9, server_at_once=0, per_minute=0, excluded=[]
    )
    answer = (Part(words=MARK), Part(picture=blob(picture), signature="x"))
    done = (GeneratedPicture(picture=blob(picture), answer=answer),)
    result = TurnResult(outcome=Outcome.PAINTED, painted=done, words=MARK)
    assert await store.queue.finish(turn, result, worker="w", now=NOW)
    return turn


async def enters_and_votes(store, hers, other):
    """Ada's image is in the showcase and in a theme, and she votes for another one."""
    terms = ThemeTerms(channel=1)
    theme = await store.themes.start(7, "fog", terms, ends_at=NOW + 9, now=NOW)
    await store.showcase.add(hers, approves=False, now=NOW)
    for message, turn in enumerate((hers, other), 50):
        await store.themes.enter(theme, turn, now=NOW)
        await store.showcase.set_shown(turn.id, theme, channel=1, message=message, now=NOW)
    assert await store.themes.vote(theme, other.id, person=ADA.id, now=NOW)
    await store.parties.start(stored_party(9, guild=7, channel=3, person=ADA.id, at=NOW))


async def test_no_row_of_any_table_has_a_persons_words_or_number(store):
    own = ImageRequest(prompt=MARK, model="m", sources=(blob("a"),))
    hers = await painted(store, ADA, own, "b", origin=f"message:{ADA.id}")
    repeat = ImageRequest(
        prompt=MARK, model="m", sources=(blob("a"), blob("c")), words_of=(ADA.id,)
    )
    again = await painted(store, BO, repeat, "d")
    waiting = await accept(store, BO, repeat)
    await enters_and_votes(store, hers, again)
    for by, answerer, request in ((ADA, 2, own), (BO, ADA.id, own), (BO, 2, repeat)):
        asked = PendingConfirmation(
            kind="braces", requests=(TurnRequest(request=request),), by=by, at=AT, answerer=answerer
        )
        await store.confirmations.add(asked, now=NOW)
    await store.settings.write("person", ADA.id, {"style": MARK})
    await store.unclaimed_pictures.add(Digest("e" * 64), person=ADA.id, now=NOW)
    block = {"reason": "spam", "by": ADA.id, "until": None}
    await store.settings.write("server", 7, {"blocked:2": block})
    await store.settings.write("report", again.id, {"note": {"reporters": [2, ADA.id]}})

    ended = await store.personal_data.forget(ADA.id, now=NOW)

    rows = await every_row(store)
    assert bearing(rows, MARK) == {}
    assert set(bearing(rows, str(ADA.id))) <= KEPT_WITH_HER_ID
    assert rows["held"] == []
    held = (await store.settings.read("server", 7))["blocked:2"]
    assert held == block | {"by": FORGOTTEN_PERSON}, "it holds on, without who set it"
    assert (await store.settings.read("report", again.id))["note"]["reporters"] == [2]
    assert ended == [waiting.id]
    kept = await store.turns.get(again.id)
    assert [one.digest for one in kept.request.sources] == [blob("c").digest]
    assert (kept.by.id, kept.painted[0].picture.digest) == (2, blob("d").digest)
    taken_out = (await store.showcase.due(now=NOW)).now
    assert {(one.turn, one.theme, str(one.state)) for one in taken_out} == {
        (hers.id, 0, "removed"),
        (hers.id, 1, "removed"),
    }
    failed = await store.turns.get(waiting.id)
    assert (failed.outcome, failed.reason) == (Outcome.FAILED, "nothing_here")
    gone = set(await store.retention.unreferenced(now=NOW))
    assert gone == {blob(name).digest for name in "abe"}


async def test_another_person_whose_number_is_alike_loses_nothing(store):
    request = ImageRequest(prompt="theirs", model="m", words_of=(int(f"{ADA.id}"[:-1]),))
    turn = await painted(store, BO, request, "d")

    await store.personal_data.forget(ADA.id, now=NOW)

    assert (await store.turns.get(turn.id)).request.prompt == "theirs"


async def test_only_blocks_that_a_person_set_are_theirs(store):
    blocks = {
        "blocked:2": {"reason": "spam", "by": ADA.id, "until": None},
        "blocked:3": {"reason": "spam", "by": int(f"{ADA.id}0"), "until": None},
        "blocked:4": {"until": 9.0, "reason": f'"by": {ADA.id},', "by": 5},
        "other:5": {"by": ADA.id},
    }
    await store.settings.write("server", 7, blocks)

    others = await store.personal_data.others(ADA.id)
    await store.personal_data.forget(ADA.id, now=NOW)

    assert [key for _, key, _ in others.blocks] == ["blocked:2"]
    left = await store.settings.read("server", 7)
    assert left.pop("blocked:2")["by"] != ADA.id
    assert left == {key: blocks[key] for key in left}


# On the command line


async def test_the_operator_exports_and_forgets_a_person(tmp_path, capsys, monkeypatch):
    async with easel_in(tmp_path) as easel:
        discord, art = easel.discord, easel.discord.channel("art")
        ada = discord.person("Ada")
        await ada.slash("imagine", channel=art, prompt=MARK)
        await shown(discord, art)
        config = tmp_path / "config.toml"
        config.write_text(
            f'[storage]\ndatabase = "sqlite:///{tmp_path}/easel.db"\n'
            f'pictures = "{tmp_path}/pictures"\n'
        )
        options = ["--person", ada.id, "--config", str(config)]

        busy = await asyncio.to_thread(main, ["forget", *options])
        await easel.stop()
        capsys.readouterr()
        assert busy == 75
        assert await asyncio.to_thread(main, ["export", *options]) == 0
        told = json.loads(capsys.readouterr().out)
        assert [one["prompt"] for one in told["requests"]] == [MARK]
        assert await asyncio.to_thread(main, ["forget", *options]) == 0
        assert ada.id in capsys.readouterr().out
        assert not pictures_of(tmp_path)
        assert MARK.encode() not in (tmp_path / "easel.db").read_bytes()
        await easel.start()


@pytest.mark.parametrize("command", ["export", "forget"])
def test_nothing_is_said_to_be_forgotten_where_there_is_no_database(command, tmp_path, capsys):
    config = tmp_path / "config.toml"
    config.write_text(f'[storage]\ndatabase = "sqlite:///{tmp_path}/other.db"\n')

    code = main([command, "--person", str(ADA.id), "--config", str(config)])

    said = capsys.readouterr()
    assert (code, said.out, list(tmp_path.iterdir())) == (78, "", [config])
    assert "other.db: there is no database" in said.err


def pictures_of(folder):
    return list(folder.glob("pictures/*/*"))


@pytest.mark.parametrize("person", ["", "ada", "-1", "0", str(2**63)])
def test_a_person_is_named_by_their_number(person, capsys):
    with pytest.raises(SystemExit):
        main(["forget", "--person", person])
