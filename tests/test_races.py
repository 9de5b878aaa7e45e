"""What many change at the same time: each change is kept; what may be done once is done once."""

import asyncio

import pytest

from bot.config import Config
from bot.core import tree
from bot.core.permissions import ContinuePolicy, ContinueScope
from bot.core.permutations import MOST
from bot.core.requests import TurnRequest
from bot.core.turns import DeliveryResult, ImageRequest, Outcome, Person, Place
from bot.database import NewTurn, Post, TurnResult
from bot.engine.confirmations import AS_WRITTEN, Confirmations, PendingConfirmation
from bot.engine.engine import Engine
from bot.engine.moderation import Moderation
from bot.engine.settings import Settings
from bot.engine.submissions import Requester
from bot.engine.wakeup import Wakeup
from bot.errors import LimitReached, NotFound, UserError
from bot.imaging import Imaging
from bot.pictures import Folder

ADA, BO = Person(id=1, guild=7), Person(id=2, guild=7)
SERVER, CHANNEL, MESSAGE = 7, 42, 500
FOX = ImageRequest(prompt="a fox", model="m")


async def at_once(*asked):
    """What came of all of them; an error is one, too."""
    return await asyncio.gather(*asked, return_exceptions=True)


async def accepted(store, n=0, **new):
    wanted = NewTurn(request=FOX, by=ADA, cost=1, at=Place(channel=CHANNEL), **new)
    turn, _ = await store.turns.accept(wanted, most_waiting=99, now=n)
    return turn


async def painted(store, number):
    """So many turns in one channel, each continuing the one before; the newest one."""
    turn = None
    for n in range(number):
        turn = await accepted(store, n, parent=turn and turn.id)
        await store.queue.claim(worker="w", now=n, lease=10, at_once=99)
        done = TurnResult(outcome=Outcome.PAINTED)
        await store.queue.finish(turn, done, worker="w", now=n)
    return turn


async def test_all_of_ten_styles_that_are_added_at_once_are_kept(store):
    settings = Settings(store)
    names = {f"look {n}" for n in range(10)}

    await asyncio.gather(*(settings.add_style(SERVER, name, words="ink") for name in names))

    assert names <= {*await settings.styles(SERVER)}


async def test_a_style_that_is_taken_away_while_others_are_added_stays_away(store):
    settings = Settings(store)

    await asyncio.gather(
        settings.add_style(SERVER, "look", words="ink"),
        settings.remove_style(SERVER, "noir"),
        settings.remove_style(SERVER, "woodcut"),
    )

    kept = await settings.styles(SERVER)
    assert "look" in kept
    assert not {"noir", "woodcut"} & {*kept}


async def test_one_of_ten_who_keep_a_style_under_the_same_name_gets_it(store):
    settings = Settings(store)

    kept = await at_once(*(settings.add_new_style(SERVER, "look", words=f"{n}") for n in range(10)))

    assert sorted(map(str, kept)) == ["look"] + ["style.taken"] * 9
    assert (await settings.styles(SERVER))["look"] == f"{kept.index('look')}"


async def test_no_more_styles_are_kept_than_a_server_may_have(store, monkeypatch):
    monkeypatch.setattr("bot.core.styles.MOST_STYLES", 5)
    settings = Settings(store)

    kept = await at_once(*(settings.add_style(SERVER, f"look {n}", words="ink") for n in range(12)))

    assert sum(isinstance(one, UserError) for one in kept) == 7


async def test_a_setting_that_many_make_for_the_first_time_is_made(store):
    settings = Settings(store)

    made = await at_once(*(settings.set_asks_posters(SERVER, ask=True) for _ in range(8)))

    assert made == [None] * 8
    assert await settings.asks_posters(SERVER)


async def test_who_may_continue_is_never_half_of_one_answer_and_half_of_another(store):
    settings = Settings(store)
    every, some = (
        ContinuePolicy(who=ContinueScope.EVERYONE),
        ContinuePolicy(who=ContinueScope.ROLES, roles=(5,)),
    )

    for _ in range(20):
        await asyncio.gather(
            *(
                settings.set_continue_policy("server", SERVER, permit)
                for permit in (every, some, every, some)
            )
        )
        assert await settings.continue_policy(SERVER) in (every, some)


async def test_who_mentions_must_be_told_is_told_once(store):
    told = await asyncio.gather(*(store.canvases.claim_introduction(CHANNEL) for _ in range(8)))

    assert sum(told) == 1


async def test_undo_four_times_at_once_goes_back_four_times(store):
    newest = await painted(store, 7)
    await asyncio.gather(*(store.canvases.head(CHANNEL) for _ in range(8)))  # connections are open

    await asyncio.gather(*(store.canvases.move_head(CHANNEL, tree.undo) for _ in range(4)))

    assert (await store.canvases.head(CHANNEL)).id == newest.id - 4


async def test_a_message_that_is_noted_twice_at_once_shows_its_turn(store):
    turn = await painted(store, 1)
    post = Post(message=MESSAGE, channel=CHANNEL)

    noted = await at_once(*(store.canvases.add_post(turn, post) for _ in range(8)))

    assert noted == [None] * 8
    assert (await store.canvases.shown_by(MESSAGE)).id == turn.id


@pytest.fixture
async def engine(store, tmp_path):
    async with Imaging() as imaging:
        yield Engine.build(store, Folder(tmp_path), imaging, Config())


@pytest.fixture
def questions(store, engine):
    return Confirmations(store, engine)


async def test_a_block_holds_for_a_request_that_read_the_settings_before_it(engine):
    came = await engine.submissions.with_settings(
        Requester(by=ADA, at=Place(channel=CHANNEL), origin="message:1")
    )
    await engine.moderation.block(SERVER, ADA.id, by=9, reason="spam", lasts="hour")

    with pytest.raises(UserError) as refused:
        await engine.submissions.submit(TurnRequest(request=FOX), came)

    assert refused.value.code == "member.blocked.until"
    assert await engine.turns.from_origins("message:1") == []


async def test_what_a_server_sets_holds_for_its_next_request(engine):
    asker = Requester(by=ADA, at=Place(channel=CHANNEL))
    await engine.submissions.submit(TurnRequest(request=FOX), asker)
    await engine.settings.set_access_rules(SERVER, channels=(CHANNEL + 1,))

    with pytest.raises(UserError) as refused:
        await engine.submissions.submit(TurnRequest(request=FOX), asker)

    assert refused.value.code == "access.channels"


async def test_a_poster_is_asked_once_about_a_picture_that_many_want_to_edit(questions):
    asker, asked_for = Requester(by=ADA, at=Place(channel=CHANNEL)), TurnRequest(request=FOX)

    asked = await at_once(
        *(
            questions.ask_owner(asked_for, asker, owner=BO.id, kind="poster", subject=MESSAGE)
            for _ in range(8)
        )
    )

    assert sum(isinstance(one, UserError) for one in asked) == 7


async def test_of_three_answers_that_are_given_at_once_one_counts(store, questions):
    asked_for = TurnRequest(
        request=ImageRequest(prompt="a {red, blue} fox", model=Config().gemini.model)
    )
    asked = await questions.ask_cost(asked_for, Requester(by=ADA, at=Place(channel=CHANNEL)))
    given = ("yes", AS_WRITTEN, "no")

    taken = await at_once(*(questions.answer(asked.id, answer, by=ADA) for answer in given))

    [counts] = [
        one for one, end in zip(given, taken, strict=True) if isinstance(end, PendingConfirmation)
    ]
    came = await store.turns.by_origins(*(f"held:{asked.id}:{n}" for n in range(MOST + 1)))
    assert len(came) == {"yes": 2, AS_WRITTEN: 1, "no": 0}[counts]
    assert (await store.confirmations.get(asked.id)).answer == counts


async def test_an_answer_that_a_limit_refused_can_be_another_one(store, questions):
    for _ in range(9):
        await accepted(store)
    asked_for = TurnRequest(
        request=ImageRequest(prompt="a {red, blue} fox", model=Config().gemini.model)
    )
    asked = await questions.ask_cost(asked_for, Requester(by=ADA, at=Place(channel=CHANNEL)))

    with pytest.raises(LimitReached):
        await questions.answer(asked.id, "yes", by=ADA)
    await questions.answer(asked.id, "no", by=ADA)

    assert (await store.confirmations.get(asked.id)).answer == "no"


async def test_a_note_that_comes_while_its_turn_is_shown_is_taken_away_or_told_to_be_late(store):
    for n in range(30):
        turn = await accepted(store, n)
        await store.queue.claim(worker="w", now=n, lease=10, at_once=99)

        shown, in_time = await asyncio.gather(
            store.queue.mark_shown(turn, DeliveryResult(message=n + 1), worker="w", now=n),
            store.turns.set_progress_message(turn.id, 77),
        )

        assert in_time == (shown.progress_message == 77)


async def test_each_change_of_settings_is_recorded_by_who_made_it_as_it_was_made(store):
    async def by_moderator(n):
        settings = Settings(store)
        changes = settings.record_changes()
        await settings.set_log_channel(SERVER, n)
        await settings.set_access_rules(SERVER, roles=(n,))
        return changes

    recorded = await asyncio.gather(*map(by_moderator, range(1, 11)))

    assert [[change.key for change in changes] for changes in recorded] == [["log", "access"]] * 10
    logs, rules = zip(*recorded, strict=True)
    assert [change.after for change in logs] == list(range(1, 11))
    assert [change.after for change in rules] == [{"roles": [n]} for n in range(1, 11)]
    now = await Settings(store).of_server(SERVER)
    for changes, last in ((logs, now["log"]), (rules, now["access"])):
        replaced = [change.before for change in changes if change.before is not None]
        kept = [change.after for change in changes if change.after != last]
        assert sorted(map(str, replaced)) == sorted(map(str, kept)), "each but the last is replaced"


async def test_what_changes_nothing_and_what_no_moderator_changed_is_not_recorded(store):
    moderation = Moderation(store, wakeup=Wakeup(), now=lambda: clock[0])
    clock, settings = [1000.0], Settings(store)
    await settings.set_language(SERVER, "de")
    await moderation.block(SERVER, 1, by=9, reason="spam", lasts="hour")
    clock[0] += 7200

    changes = settings.record_changes()
    await settings.set_language(SERVER, "de")
    await settings.set_log_channel(SERVER, None)
    await settings.set_preferences(1, style="ink")
    await moderation.block(SERVER, 2, by=9, reason="spam", lasts="hour")

    assert list((await moderation.rules(SERVER)).blocks) == [2]
    assert [change.key for change in changes] == ["blocked:2"]


async def test_a_report_shortens_no_block_and_one_that_is_over_goes(store):
    moderation = Moderation(store, wakeup=Wakeup(), now=lambda: clock[0])
    clock = [1000.0]
    await moderation.block(SERVER, 1, by=9, reason="spam", lasts="hour")
    await moderation.block(SERVER, 2, by=9, reason="spam", lasts="good")
    clock[0] += 7200

    held = await moderation.block(SERVER, 2, by=9, reason="report", lasts="week", shortens=False)

    assert (held.until, held.reason) == (None, "spam")
    assert list((await moderation.rules(SERVER)).blocks) == [2]
    await moderation.block(SERVER, 2, by=9, reason="less", lasts="hour")
    assert (await moderation.blocked(SERVER))[2].reason == "less"


async def test_a_report_whose_picture_was_removed_is_dismissed_by_no_one(store):
    moderation = Moderation(store, wakeup=Wakeup(), now=lambda: 1000.0)
    turn = await accepted(store)
    await moderation.report(turn, by=Person(id=1, guild=SERVER))
    await moderation.drop_report(turn)

    with pytest.raises(NotFound):
        await moderation.close_report(turn)

    assert (await moderation.report(turn, by=Person(id=1, guild=SERVER)))[1]


async def test_moderators_who_block_at_the_same_time_all_do(store):
    moderation = Moderation(store, wakeup=Wakeup(), now=lambda: 1000.0)

    await at_once(
        *(moderation.block(SERVER, n, by=9, reason="spam", lasts="day") for n in range(1, 9))
    )

    assert sorted(await moderation.blocked(SERVER)) == list(range(1, 9))


async def test_people_who_report_at_the_same_time_are_all_named_until_they_are_forgotten(store):
    moderation = Moderation(store, wakeup=Wakeup(), now=lambda: 1000.0)
    turn = await accepted(store)
    people = [Person(id=n, guild=SERVER) for n in range(1, 9)]

    await at_once(*(moderation.report(turn, by=person) for person in people))
    await store.personal_data.forget(3, now=0)

    report, new = await moderation.report(turn, by=people[0])
    assert not new
    assert sorted(report.reporters) == [1, 2, 4, 5, 6, 7, 8]
    assert report.opened == 1
