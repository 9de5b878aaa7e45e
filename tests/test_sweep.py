"""The daily sweep deletes exactly what is due."""

from math import inf

import pytest
from sqlalchemy import text

from bot.config import Config
from bot.core.days import Calendar
from bot.core.operator_alerts import OperatorAlert
from bot.core.requests import TurnRequest
from bot.core.turns import (
    Blob,
    DeliveryResult,
    Digest,
    GeneratedPicture,
    ImageRequest,
    Outcome,
    Person,
    Place,
)
from bot.database import NewTurn, PendingConfirmation, TurnResult
from bot.database.opening import transaction
from bot.database.personal_data import PersonalDataStore
from bot.engine.engine import Engine
from bot.engine.retention import DAY, Retention
from bot.imaging import Imaging
from bot.pictures import Folder

NOW = 20_000 * DAY  # the fourth of a month
ADA, BO = Person(id=71, guild=7), Person(id=72, guild=7)
KEPT = 90


class Sweeper:
    """The sweep of an engine, at the time that `now` says."""

    def __init__(self, store, folder, imaging, *, days=KEPT):
        self.store, self.folder, self.now = store, folder, NOW
        self.engine = Engine.build(store, folder, imaging, Config(), now=lambda: self.now)
        parts = self.engine.personal_data, self.engine.departures
        self.retention = Retention(store, *parts, days=days, now=lambda: self.now)

    async def painted(self, name, *, channel, by=ADA):
        """A turn whose only picture has these bytes; it is used now."""
        digest = await self.folder.put(name.encode())
        at = None if channel is None else Place(channel=channel)
        request = ImageRequest(prompt=f"draw {name}", model="m")
        new = NewTurn(request=request, by=by, at=at, cost=5)
        await self.store.turns.accept(new, most_waiting=9, now=self.now)
        [turn] = (await self.store.queue.claim(worker="w", now=self.now, lease=9, at_once=9)).turns
        blob = Blob(digest=Digest(digest), mime="image/png", size=1, width=8, height=8)
        done = TurnResult(outcome=Outcome.PAINTED, painted=(GeneratedPicture(picture=blob),))
        await self.store.queue.finish(turn, done, worker="w", now=self.now)
        await self.store.queue.mark_shown(turn, DeliveryResult(), worker="w", now=self.now)
        return turn

    async def asked(self, kind):
        """A question that no one has answered."""
        question = PendingConfirmation(
            kind=kind,
            requests=(TurnRequest(request=ImageRequest(prompt=kind, model="m")),),
            by=ADA,
            at=Place(channel=5),
            answerer=ADA.id,
        )
        return await self.store.confirmations.add(question, now=self.now)

    def stored(self):
        """What the files hold that are still there."""
        return sorted(file.read_text() for file in self.folder._root.glob("*/*"))


@pytest.fixture
async def sweeper(store, tmp_path):
    async with Imaging() as imaging:
        yield Sweeper(store, Folder(tmp_path / "pictures"), imaging)


@pytest.fixture
async def for_good(store, tmp_path):
    """The sweep where pictures are kept for good."""
    async with Imaging() as imaging:
        yield Sweeper(store, Folder(tmp_path / "pictures"), imaging, days=0)


async def test_what_was_not_used_for_ninety_days_goes_and_nothing_else(sweeper):
    for channel in (5, 6, None):
        await sweeper.painted(f"old {channel}", channel=channel)
    sweeper.now += DAY
    for channel in (6, 7, None):
        await sweeper.painted(f"newer {channel}", channel=channel)
    sweeper.now += (KEPT - 1) * DAY + 1

    await sweeper.retention.sweep()

    assert sweeper.stored() == ["newer 6", "newer 7", "newer None", "old 6"]


async def test_where_pictures_are_kept_for_good_none_goes(for_good):
    for channel in (5, None):
        await for_good.painted(f"old {channel}", channel=channel)
    for_good.now += 5000 * DAY

    await for_good.retention.sweep()

    assert for_good.stored() == ["old 5", "old None"]


async def test_a_question_about_a_character_lasts_a_day_and_another_as_long_as_pictures(sweeper):
    kinds = ("character.person", "character.server", "braces")
    asked = {kind: await sweeper.asked(kind) for kind in kinds}

    async def left():
        get = sweeper.store.confirmations.get
        return [kind for kind, one in asked.items() if await get(one.id) is not None]

    for after, kept in [(DAY - 1, [*kinds]), (2, ["braces"]), ((KEPT - 1) * DAY, [])]:
        sweeper.now += after
        await sweeper.retention.sweep()
        assert await left() == kept


async def test_alerts_of_earlier_months_go_and_those_of_this_one_stay(sweeper):
    first = Calendar.at(NOW).first
    for cause, day in (("disk", first), ("database", first - 1)):
        await sweeper.store.operator_alerts.put(OperatorAlert(cause=cause, day=day, done=True))

    await sweeper.retention.sweep()

    assert await sweeper.store.operator_alerts.get("disk:") is not None
    assert await sweeper.store.operator_alerts.get("database:") is None


async def test_what_someone_forgotten_spent_is_summed_until_the_month_is_over(sweeper):
    await sweeper.painted("fox", channel=5)
    await sweeper.painted("owl", channel=5, by=BO)
    await sweeper.engine.personal_data.forget(ADA.id)

    async def people():
        return len(await sweeper.store.spend.lines(7, since=0))

    await sweeper.retention.sweep()
    assert await people() == 2
    sweeper.now += 31 * DAY
    await sweeper.retention.sweep()
    assert await people() == 1


async def test_pictures_that_an_interrupted_sweep_left_go_with_the_next(sweeper):
    await sweeper.painted("fox", channel=5)
    await sweeper.store.retention.expire(5, since=NOW + 1, now=NOW)
    assert sweeper.stored() == ["fox"]

    await sweeper.retention.sweep()

    assert sweeper.stored() == []


async def test_a_large_database_is_rid_of_who_was_forgotten_by_the_next_sweep(sweeper, monkeypatch):
    if sweeper.store.shared:
        pytest.skip("PostgreSQL's own vacuum does it")
    await sweeper.painted("fox " * 5000, channel=5)  # more than a page
    monkeypatch.setitem(PersonalDataStore.scrub.__kwdefaults__, "most", 0.0)  # any is too large
    await sweeper.engine.personal_data.forget(ADA.id)
    queue = sweeper.store.queue
    assert await queue.runner.run(free_pages(queue)) > 0

    await sweeper.retention.sweep()

    assert await queue.runner.run(free_pages(queue)) == 0


async def free_pages(queue):
    """How many pages of an SQLite file have only what is left of deleted rows."""
    async with transaction(queue._engine) as tx:
        return await tx.scalar(text("PRAGMA freelist_count"))


async def test_a_database_is_rewritten_once_for_who_was_forgotten(sweeper, monkeypatch):
    scrubbed = []

    async def scrub(*, most=0.0):
        scrubbed.append(most)
        return most > 0

    monkeypatch.setattr(sweeper.store.personal_data, "scrub", scrub)
    await sweeper.retention.sweep()
    assert scrubbed == []  # no one was forgotten

    await sweeper.engine.personal_data.forget(ADA.id)
    await sweeper.retention.sweep()
    await sweeper.retention.sweep()

    assert scrubbed == [0.0, inf]
