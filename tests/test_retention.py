"""How long pictures are kept: a thread that no one used for long loses them, and says so."""

import asyncio
import shutil

import pytest
from sqlalchemy import insert, select

from bot.core.requests import TurnRequest
from bot.core.turns import (
    Blob,
    DeliveryResult,
    Digest,
    GeneratedPicture,
    ImageRequest,
    Outcome,
    Part,
    Person,
    Place,
)
from bot.database import CallEnd, CallResult, NewTurn, PendingConfirmation, TurnResult
from bot.database.opening import transaction
from bot.database.retention import BATCH
from bot.database.tables import picture_uses, turns, unclaimed_pictures
from bot.database.unclaimed_pictures import REMOVAL_TIMEOUT
from bot.engine.answer_store import AnswerStore
from bot.gemini import ImageAnswer
from bot.gemini.answer import AnswerPart
from bot.imaging import Imaging
from bot.pictures import Folder

from .conftest import easel_in, png
from .stories import pictures, says, shown

DAY = 86_400.0
NOW = 1000 * DAY
ADA, BO = Person(id=1, guild=7), Person(id=2, guild=7)


# What people meet


async def later(easel, days):
    """The same bot after some days, in which it was restarted."""
    await easel.stop()
    easel.ahead += days * DAY
    await easel.start()


def stored(easel):
    return {file.name for file in (easel.folder / "pictures").glob("*/*")}


async def test_a_picture_that_no_one_used_for_long_is_gone_and_its_thread_says_so(
    easel, discord, gemini, ada, art
):
    await ada.slash("edit", channel=art, image=("cat.png", png()), prompt="a cat with a hat")
    cat = await shown(discord, art)
    assert len(stored(easel)) == 2

    await later(easel, 91)
    await discord.until(lambda: not stored(easel))
    await ada.says("make it night", reply_to=cat)

    await discord.until(lambda: says(discord.messages(art)[-1].content, "nothing_here.kept"))
    turn = await easel.app.engine.turns.get(1)
    assert (turn.request.prompt, turn.outcome) == ("a cat with a hat", Outcome.PAINTED)
    assert len(gemini.calls) == 1


async def test_who_attaches_the_picture_again_goes_on_with_it(easel, discord, gemini, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    await later(easel, 91)
    await discord.until(lambda: not stored(easel))

    await ada.says("make it night", reply_to=fox, files=[("fox.png", png())])

    await shown(discord, art, 2)
    assert len(gemini.calls[1].contents) == 1
    assert (await easel.app.engine.turns.get(2)).parent is None


async def test_a_thread_in_use_keeps_all_its_pictures_and_the_one_it_began_with(
    easel, discord, gemini, ada, art
):
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    thread = await ada.opens_thread(fox, name="foxes")
    await later(easel, 60)
    await ada.says("make it night", channel=thread)
    await shown(discord, thread)
    await later(easel, 60)
    await easel.app.retention.sweep()

    await ada.says("make it day", channel=thread)

    await shown(discord, thread, 2)
    assert len(stored(easel)) == 3


async def test_the_buttons_of_a_picture_that_is_gone_say_so_but_again_paints(
    easel, discord, gemini, ada, art
):
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    await later(easel, 91)
    await discord.until(lambda: not stored(easel))

    vary = await ada.clicks(fox, "Vary")
    await discord.until(lambda: vary.reply and says(vary.reply.content, "nothing_here.kept"))
    await ada.clicks(fox, "Again")

    await shown(discord, art, 2)


async def test_the_history_shows_pictures_that_are_gone_faint_and_tells_so(
    easel, discord, gemini, ada, art
):
    await ada.slash("imagine", channel=art, prompt="a fox")
    await shown(discord, art)
    await later(easel, 91)
    await discord.until(lambda: not stored(easel))

    await ada.slash("history", channel=art)

    await discord.until(lambda: len(pictures(discord, art)) == 2)
    [attachment] = pictures(discord, art)[-1].attachments
    assert "#1 no longer stored" in attachment["description"]


async def test_pictures_are_kept_for_good_where_days_are_none(tmp_path):
    async with easel_in(tmp_path, limits={"keep_days": 0}) as easel:
        ada, art = easel.discord.person("Ada"), easel.discord.channel("art")
        await ada.slash("imagine", channel=art, prompt="a fox")
        fox = await shown(easel.discord, art)
        await later(easel, 5000)

        await ada.says("make it night", reply_to=fox)

        await shown(easel.discord, art, 2)


async def test_a_storage_that_can_not_be_written_is_tried_again_the_next_day(
    easel, discord, ada, art, caplog
):
    await ada.slash("imagine", channel=art, prompt="a fox")
    await shown(discord, art)
    await easel.stop()
    away = shutil.move(easel.folder / "pictures", easel.folder / "away")
    (easel.folder / "pictures").mkdir()
    for file in (easel.folder / "away").glob("*/*"):
        (easel.folder / "pictures" / file.name[:2]).write_bytes(b"in the way")
    easel.ahead = 91 * DAY
    await easel.start()
    await discord.until(lambda: "retention sweep failed" in caplog.text)

    shutil.rmtree(easel.folder / "pictures")
    shutil.move(away, easel.folder / "pictures")
    await later(easel, 1)

    await discord.until(lambda: not stored(easel))


async def test_a_picture_of_a_request_that_was_refused_goes_after_a_day(easel, discord, ada, art):
    asked = await ada.slash("edit", channel=art, image=("cat.png", png()), prompt="{a, } {b, } x")
    await discord.until(lambda: asked.reply and "Cancel" in asked.reply.buttons())
    await ada.clicks(asked.reply, "Cancel")
    await discord.until(lambda: says(asked.reply.content, "braces.no"))
    assert len(stored(easel)) == 1

    await later(easel, 2)

    await discord.until(lambda: not stored(easel))


# What the store does


def blob(name):
    return Blob(digest=Digest(name * 64), mime="image/png", size=1, width=8, height=8)


async def painted(store, *, channel, now, by=ADA, brings="", paints="", parent=None):
    """A turn that is painted and shown."""
    sources = tuple(blob(name) for name in brings)
    request = ImageRequest(prompt="a fox", model="m", sources=sources)
    at = Place(channel=channel) if channel else None
    new = NewTurn(request=request, by=by, at=at, cost=1, parent=parent)
    await store.turns.accept(new, most_waiting=9, now=now)
    [turn] = (await store.queue.claim(worker="w", now=now, lease=9, at_once=9)).turns
    made = tuple(GeneratedPicture(picture=blob(name)) for name in paints)
    result = TurnResult(outcome=Outcome.PAINTED, painted=made)
    await store.queue.finish(turn, result, worker="w", now=now)
    await store.queue.mark_shown(turn, DeliveryResult(), worker="w", now=now)
    return turn


async def swept(store, *, since, now=1000 * DAY):
    """Everything that is not needed any more, in one go; the first letters of its digests."""
    beyond, gone = 0, []
    while channels := await store.retention.last_used(beyond=beyond):
        for channel in [*(one for one, used in channels.items() if used < since), None]:
            while await store.retention.expire(channel, since=since, now=now):
                gone += await removed(store)
        beyond = max(channels)
    while await store.retention.expire(None, since=since, now=now):
        gone += await removed(store)
    return "".join(sorted(digest[0] for digest in gone))


async def removed(store):
    gone = []
    while digests := await store.retention.unreferenced(now=NOW):
        gone += digests
        await store.retention.confirm_removal(digests, now=NOW)
    return gone


async def test_only_pictures_that_no_other_turn_uses_are_handed_out(store):
    await painted(store, channel=5, now=1, brings="ab", paints="c")
    await painted(store, channel=6, now=1, paints="d")
    await painted(store, channel=6, now=100, brings="a", paints="e")

    assert await swept(store, since=50) == "bc"
    assert await swept(store, since=200) == "ade"
    assert await swept(store, since=200) == ""


async def test_a_picture_is_kept_while_anything_far_down_goes_on_from_it(store):
    root = await painted(store, channel=5, now=1, paints="a")
    step = await painted(store, channel=6, now=2, paints="b", parent=root.id)
    await painted(store, channel=7, now=100, paints="c", parent=step.id)

    assert await swept(store, since=50) == ""
    assert await swept(store, since=200) == "abc"


async def test_turns_without_a_place_are_let_go_each_for_itself(store):
    await painted(store, channel=None, now=1, paints="a")
    await painted(store, channel=None, now=100, paints="b")

    assert await swept(store, since=50) == "a"


async def test_many_turns_are_let_go_in_batches(store):
    last = await painted(store, channel=5, now=1, paints="0")
    await store.retention.runner.run(repeated(store, last, range(10, 460)))

    assert await store.retention.expire(5, since=50, now=60) == BATCH
    assert await swept(store, since=50) == "0123456789"


async def repeated(store, turn, ids):
    """Write the row of a turn again under other numbers, each with a picture of ten."""
    async with transaction(store.retention._engine) as tx:
        row = (await tx.execute(select(turns).where(turns.c.id == turn.id))).mappings().one()
        await tx.execute(insert(turns), [{**row, "id": n, "number": n} for n in ids])
        used = [{"turn": n, "digest": blob(str(n % 10)).digest} for n in ids]
        await tx.execute(insert(picture_uses), used)


async def test_no_one_goes_on_from_what_is_being_let_go(store):
    root = await painted(store, channel=5, now=1, paints="a")
    asks = [
        store.retention.expire(5, since=50, now=60),
        painted(store, channel=6, now=60, by=BO, paints="b", parent=root.id),
    ]

    gone, asked = await asyncio.gather(*asks, return_exceptions=True)

    assert (gone == 1) == isinstance(asked, Exception)


async def test_what_a_crash_left_is_handed_out_again(store):
    await painted(store, channel=5, now=1, paints="a")
    await store.retention.expire(5, since=50, now=60)

    first, second = (
        await store.retention.unreferenced(now=NOW),
        await store.retention.unreferenced(now=NOW),
    )

    assert first == second == [blob("a").digest]


async def test_one_process_of_all_begins_once_a_day(store):
    begun = await asyncio.gather(
        *(store.retention.start_if_due(every=DAY, now=5 * DAY) for _ in range(5))
    )

    assert sorted(begun) == [False] * 4 + [True]
    assert not await store.retention.start_if_due(every=DAY, now=5.5 * DAY)
    assert await store.retention.start_if_due(every=DAY, now=6 * DAY)
    assert await store.retention.start_if_due(every=DAY, now=1 * DAY)  # the clock was set back


async def test_steps_that_a_call_painted_are_known_though_its_turn_failed(store):
    new = NewTurn(
        request=ImageRequest(prompt="a fox", model="m"), by=ADA, at=Place(channel=5), cost=1
    )
    await store.turns.accept(new, most_waiting=9, now=1)
    [turn] = (await store.queue.claim(worker="w", now=1, lease=9, at_once=9)).turns
    call = await store.calls.begin(turn, 0, worker="w", now=1, lease=9, per_minute=0, most=0)
    done = GeneratedPicture(
        picture=blob("a"), answer=(Part(picture=blob("b")), Part(picture=blob("a")))
    )
    await store.calls.end(CallEnd(id=call, at=1, result=CallResult(painted=done)))
    await store.turns.cancel(turn.id, now=1)

    assert await swept(store, since=50) == "ab"


async def test_who_is_forgotten_takes_along_what_no_one_else_uses(store):
    await painted(store, channel=5, now=1, brings="a", paints="b")
    await painted(store, channel=5, now=1, by=BO, brings="a", paints="c")

    await store.personal_data.forget(ADA.id, now=NOW)

    assert await removed(store) == [blob("b").digest]
    assert await swept(store, since=50) == "ac"


async def test_what_was_taken_in_and_came_to_nothing_is_handed_out_after_a_day(store):
    for name in "ab":
        await store.unclaimed_pictures.add(blob(name).digest, person=ADA.id, now=NOW)
    await painted(store, channel=5, now=NOW, brings="a")

    assert await store.retention.unreferenced(now=NOW + 0.9 * DAY) == []
    assert await store.retention.unreferenced(now=NOW + DAY) == [blob("b").digest]


async def test_what_is_taken_in_again_meanwhile_is_not_handed_out(store):
    await painted(store, channel=5, now=1, paints="a")
    await store.retention.expire(5, since=50, now=60)

    await store.unclaimed_pictures.add(blob("a").digest, person=BO.id, now=NOW)

    assert await store.retention.unreferenced(now=NOW) == []
    assert await store.retention.unreferenced(now=NOW + DAY) == [blob("a").digest]


async def test_what_is_uploaded_while_its_file_is_removed_is_stored_after_that(store, tmp_path):
    folder, picture = Folder(tmp_path / "pictures"), b"the same bytes"
    digest = await folder.put(picture)
    await store.unclaimed_pictures.add(digest, person=ADA.id, now=1)
    assert await store.retention.unreferenced(now=NOW) == [digest]

    uploading = asyncio.create_task(uploads(store, folder, digest, picture))
    for _ in range(5):  # turns of the database in which an upload that does not wait is done
        await store.turns.get(1)
    await folder.remove(digest)
    await store.retention.confirm_removal([digest], now=NOW)
    await uploading

    assert await folder.get(digest) == picture
    assert await store.retention.unreferenced(now=NOW) == []


async def uploads(store, folder, digest, picture):
    await store.unclaimed_pictures.add(digest, person=BO.id, now=NOW)
    await folder.put(picture)


async def test_an_upload_does_not_wait_for_a_removal_that_died(store):
    digest = blob("a").digest
    await store.unclaimed_pictures.add(digest, person=ADA.id, now=1)
    assert await store.retention.unreferenced(now=NOW) == [digest]

    await store.unclaimed_pictures.add(digest, person=BO.id, now=NOW + REMOVAL_TIMEOUT + 1)

    assert await store.retention.unreferenced(now=NOW + REMOVAL_TIMEOUT + 2) == []


async def test_an_upload_and_a_removal_at_once_never_both_go_on(store):
    digest = blob("a").digest
    for n in range(5):
        now = NOW + n * 2 * DAY
        await store.unclaimed_pictures.add(digest, person=ADA.id, now=now - DAY)
        uploading = asyncio.create_task(store.unclaimed_pictures.add(digest, person=BO.id, now=now))
        removed = await store.retention.unreferenced(now=now)
        assert not (removed and uploading.done())
        await store.retention.confirm_removal(removed, now=now)
        await uploading


async def begun(store):
    """A turn whose call has begun, and the call's id."""
    request = ImageRequest(prompt="a fox", model="m")
    new = NewTurn(request=request, by=BO, at=Place(channel=5), cost=1)
    await store.turns.accept(new, most_waiting=9, now=NOW)
    [turn] = (await store.queue.claim(worker="w", now=NOW, lease=9, at_once=9)).turns
    call = await store.calls.begin(turn, 0, worker="w", now=NOW, lease=9, per_minute=0, most=0)
    return turn, call


@pytest.fixture
async def answers(store, tmp_path):
    """Where a worker stores its answers."""
    folder = Folder(tmp_path / "pictures")
    async with Imaging() as imaging:
        yield AnswerStore(store.unclaimed_pictures, folder, imaging, now=lambda: NOW)


async def test_a_painted_picture_whose_file_is_just_being_removed_is_stored_after_that(
    store, tmp_path, answers
):
    folder, picture = Folder(tmp_path / "pictures"), png()
    digest = await folder.put(picture)
    await store.unclaimed_pictures.add(digest, person=ADA.id, now=1)
    turn, call = await begun(store)
    assert await store.retention.unreferenced(now=NOW) == [digest]

    storing = asyncio.create_task(
        answers.store(turn, ImageAnswer(parts=(AnswerPart(data=picture),)))
    )
    for _ in range(5):  # in which an answer that does not wait is stored
        await answers.store(turn, ImageAnswer(parts=(AnswerPart(data=png("blue")),)))
    await folder.remove(digest)
    await store.retention.confirm_removal([digest], now=NOW)
    await store.calls.end(CallEnd(id=call, at=NOW, result=await storing))

    assert await folder.get(digest) == picture
    assert digest not in await store.retention.unreferenced(now=NOW + DAY)


async def test_a_picture_whose_call_was_cut_off_after_it_was_stored_goes_after_a_day(
    store, answers
):
    turn, _ = await begun(store)
    stored = await answers.store(turn, ImageAnswer(parts=(AnswerPart(data=png()),)))

    assert await store.retention.unreferenced(now=NOW + 0.9 * DAY) == []
    assert await store.retention.unreferenced(now=NOW + DAY) == [stored.painted.picture.digest]


async def test_a_picture_is_listed_as_unclaimed_no_longer_than_its_call_goes_on(store, answers):
    turn, call = await begun(store)
    result = await answers.store(turn, ImageAnswer(parts=(AnswerPart(data=png()),)))
    await store.calls.end(CallEnd(id=call, at=NOW, result=result))

    assert await store.retention.runner.run(listed_as_unclaimed(store)) == []


async def listed_as_unclaimed(store):
    async with transaction(store.retention._engine) as tx:
        return (await tx.execute(select(unclaimed_pictures))).all()


async def test_a_question_that_no_one_answers_holds_its_pictures_no_longer_than_a_thread(store):
    request = ImageRequest(prompt="a fox", model="m", sources=(blob("a"),))
    question = PendingConfirmation(
        kind="braces",
        requests=(TurnRequest(request=request),),
        by=ADA,
        at=Place(channel=5),
        answerer=ADA.id,
    )
    await store.unclaimed_pictures.add(blob("a").digest, person=ADA.id, now=1)
    await store.confirmations.add(question, now=1)
    assert await store.retention.unreferenced(now=NOW) == []

    await store.confirmations.expire(before=50)

    assert await store.retention.unreferenced(now=NOW) == [blob("a").digest]


async def test_a_call_that_ends_after_its_person_was_forgotten_leaves_no_picture(store):
    new = NewTurn(
        request=ImageRequest(prompt="a fox", model="m"), by=ADA, at=Place(channel=5), cost=1
    )
    await store.turns.accept(new, most_waiting=9, now=1)
    [turn] = (await store.queue.claim(worker="w", now=1, lease=9, at_once=9)).turns
    call = await store.calls.begin(turn, 0, worker="w", now=1, lease=9, per_minute=0, most=0)

    assert await store.personal_data.forget(ADA.id, now=NOW) == [turn.id]
    brought = CallResult(painted=GeneratedPicture(picture=blob("a")))
    await store.calls.end(CallEnd(id=call, at=2, result=brought))

    assert await store.retention.unreferenced(now=2) == [blob("a").digest]


async def test_a_progress_message_that_is_taken_away_late_brings_back_nothing_of_who_was_forgotten(
    store,
):
    turn = await painted(store, channel=5, now=1)
    await store.personal_data.forget(ADA.id, now=NOW)

    await store.undelivered.resolve(turn)

    assert (await store.turns.get(turn.id)).at is None
