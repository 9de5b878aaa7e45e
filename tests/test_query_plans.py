"""No statement looks through a table that grows: each is explained by the database itself.

A walk calls every method of the store once on a database with many rows. What it asks is explained
as the database would do it. A table read whole fails the test, unless it is named below with why.
"""

import contextlib
import inspect
import json
import re
from dataclasses import replace

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.allowances import BudgetAlert, OperatorLimits, Spent
from bot.core.characters import CharacterOwner
from bot.core.digests import Week
from bot.core.operator_alerts import OperatorAlert
from bot.core.requests import TurnRequest
from bot.core.theme_repeats import Every, ThemeRepeat
from bot.core.themes import ThemeTerms
from bot.core.tree import Position
from bot.core.turns import (
    Blob,
    Character,
    DeliveryResult,
    Digest,
    Followup,
    GeneratedPicture,
    ImageRequest,
    Outcome,
    Person,
    Place,
)
from bot.database import (
    CallEnd,
    CallResult,
    CharacterRecord,
    NewTurn,
    PendingConfirmation,
    Post,
    Store,
    TurnResult,
    opened,
)
from bot.database.base_store import BaseStore
from bot.database.opening import transaction
from bot.errors import TemporaryError

from .stories import stored_party

ROWS = 20_000  # of each table that grows
GROWING = (
    *("turns", "uses", "posts", "calls", "spend", "settings", "held", "canvases", "loose"),
    *("characters", "character_pictures"),
    *("showcase", "themes", "theme_repeats", "votes"),
)
FEW = {
    "ix_turns_open",
    "ix_turns_waiting",
    "ix_turns_finished",
    "ix_turns_left_over",
    "ix_turns_notes",
    "ix_turns_due",
    "ix_turns_lease",
    "ix_uses_ended",
    "ix_held_open",
    "ix_showcase_due",
    "ix_themes_due",
}
"""Indexes of those rows only about which something is left to do: they may be read whole."""
SEEN_WHOLE = {
    ("spend.start_whole", "spend"): "once, at the first start after an update",
    ("personal_data.others", "settings"): "servers set rules for a person; an export is rare",
    ("personal_data.forget", "settings"): "the blocks a person set: 80 ms for 1,000 servers of 20",
    ("departures.servers", "settings"): "each server that set something, once at a start",
    ("departures.servers", "characters"): "each server that has some, once at a start",
    ("turns.accept", "canvases"): "SQLite plans to look for children of the new turn and skips it",
}
"""Method and table, and why the method may read the table whole."""

MANY = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})"
FILL = (
    "turns (request, model, person, guild, lane, channel, number, ticket, cost, created_at, due_at,"
    " outcome, shown_at, message, origin)"
    """ SELECT '{"prompt":"a fox","model":"m"}', 'm', i % 500, i % 20, i % 20, i % 1000,"""
    " i / 1000, i, 1, i, i, 'painted', i, i, 'message:' || i FROM n",
    "uses (digest, turn) SELECT 'd' || i, i FROM n",
    "posts (message, turn, channel) SELECT i, i, i % 1000 FROM n",
    "calls (turn, number, worker, model, began_at, ended_at, outcome)"
    " SELECT i, 0, 'w', 'm', i, i, 'painted' FROM n",
    "spend (person, guild, day, pictures, cost) SELECT i % 500, i % 20, i, 1, 1 FROM n",
    "settings (kind, id, key, value) SELECT 'server', i, 'budget', '{}' FROM n",
    "held (kind, person, answerer, subject, wishes, asker, place, created_at, answer)"
    """ SELECT 'poster', i % 500, i % 500, i, '[]', '{"id":1}', '{"channel":1}', i, 'yes'"""
    " FROM n",
    "canvases (channel, told) SELECT i, true FROM n",
    "showcase (turn, theme, person, guild, state, channel, message, created_at, shown_at)"
    " SELECT i, i % 50, i % 500, i % 20, 'shown', i % 1000, i, i, i FROM n",
    "themes (guild, channel, words, per_person, state, started_at, ends_at)"
    " SELECT i % 20, i, 'fog', 1, 'over', i, i FROM n",
    "theme_repeats (guild, every, channel, per_person, themes)"
    " SELECT i, 'day', i, 1, '[\"fog\"]' FROM n",
    "votes (theme, turn, person) SELECT i % 50, i, i % 500 FROM n",
    "loose (digest, person, since) SELECT 'd' || i, i, 999999 FROM n",
    "characters (owner, owner_id, name, person, character, created_at)"
    """ SELECT CASE i % 2 WHEN 0 THEN 'person' ELSE 'server' END, i % 500, 'c' || i, i % 500,"""
    """ '{"name":"c"}', i FROM n""",
    "character_pictures (digest, character) SELECT 'd' || i, i FROM n",
)

NOW = 1_000_000.0
ADA, BO = Person(id=7, guild=7), Person(id=8, guild=7)
FOX = ImageRequest(prompt="a fox", model="m")
HERE = Place(channel=42, token="secret")
RED = GeneratedPicture(
    picture=Blob(digest=Digest("e"), mime="image/png", size=1, width=8, height=8)
)


@pytest.fixture
async def store(url):
    """A database with many rows, of which it knows how many."""
    async with opened(url) as database:
        await database.runner.run(_fill(database.engine))
        yield Store(database)


async def _fill(engine):
    if isinstance(engine, AsyncEngine):
        async with engine.begin() as tx:
            for table in FILL:
                await tx.execute(_filling(table))
            await tx.execute(text("ANALYZE"))
        return
    async with transaction(engine) as tx:
        for table in FILL:
            await tx.execute(_filling(table))


def _filling(table):
    into, _, rows = table.partition(" SELECT ")
    return text(f"INSERT INTO {into} {MANY} SELECT {rows}".replace(":", r"\:"))


class Asked:
    """What the database is asked, and by which method of the store."""

    def __init__(self, store):
        self.statements = []
        self.methods = set()
        self._by = ""
        for part, repository in vars(store).items():
            if isinstance(repository, BaseStore):
                for name in _methods(repository):
                    self._note(part, repository, name)
        event.listen(_plain(store), "before_cursor_execute", self._heard)

    def _note(self, part, repository, name):
        method = getattr(repository, name)

        async def noted(*args, **kwargs):
            self._by = f"{part}.{name}"
            self.methods.add(self._by)
            try:
                return await method(*args, **kwargs)
            finally:
                self._by = ""

        setattr(repository, name, noted)

    def _heard(self, connection, cursor, statement, parameters, context, many):
        if self._by and statement.startswith(("SELECT", "UPDATE", "INSERT", "DELETE", "WITH")):
            self.statements.append((self._by, statement, parameters[0] if many else parameters))


def _plain(store):
    engine = store.turns._engine
    return engine.sync_engine if isinstance(engine, AsyncEngine) else engine.engine


def _methods(repository):
    found = inspect.getmembers(type(repository), inspect.iscoroutinefunction)
    return [name for name, _ in found if not name.startswith("_")]


def _every_method(store):
    return {
        f"{part}.{name}"
        for part, repository in vars(store).items()
        if isinstance(repository, BaseStore)
        for name in _methods(repository)
    }


async def walk(store):
    """A turn's whole life, and all that is done by the clock."""
    await store.spend.start_whole(now=NOW)
    accepted = [await _asked(store, n) for n in range(4)]
    first, second = accepted[:2]
    await store.turns.check_room(ADA, most_waiting=9, moderated=True, origin="message:new", now=NOW)
    await store.turns.by_origins("held:1:0", "held:1:1")
    await store.turns.get(first.id)
    await store.turns.ended([turn.id for turn in accepted])
    await store.turns.unfinished(since=NOW)
    await store.turns.set_progress_message(second.id, 5)
    claimed = await store.queue.claim(
        worker="w", now=NOW, lease=9, at_once=9, server_at_once=9, per_minute=9, excluded=[3]
    )
    [turn] = claimed.turns
    await store.queue.progress([one.id for one in accepted], now=NOW)
    await _painted(store, turn)
    await store.queue.claim(worker="w", now=NOW + 60, lease=9, at_once=9)
    await store.queue.confirm_lease(turn, worker="w", until=NOW + 99)
    await store.queue.mark_shown(
        turn, DeliveryResult(message=10**6, left=Followup.CLEAR_PROGRESS), worker="w", now=NOW
    )
    await store.queue.claim(worker="w", now=NOW, lease=9, at_once=9)
    await store.queue.renew_leases([second.id], worker="w", until=NOW + 99)
    await store.queue.postpone(second, until=NOW, worker="w", begun=False)
    await store.turns.cancel(second.id, now=NOW)
    await store.queue.release_leases(worker="w")
    await store.queue.release_leases()
    await _canvas(store, turn)
    await _people(store, turn)
    await _by_the_clock(store)


async def _asked(store, n):
    new = NewTurn(request=FOX, by=ADA, cost=1, at=HERE, origin=f"interaction:{n}", parent=19_000)
    turn, _ = await store.turns.accept(
        new, most_waiting=9, now=NOW, operator_limits=OperatorLimits()
    )
    return turn


async def _painted(store, turn):
    call = await store.calls.begin(turn, 0, worker="w", now=NOW, lease=9, per_minute=9, most=1)
    await store.calls.end(CallEnd(id=call, at=NOW, result=CallResult(painted=RED), cost=1))
    await store.calls.of_turn(turn)
    await store.queue.change_request(
        turn, FOX, reserve=2, worker="w", operator_limits=OperatorLimits()
    )
    done = TurnResult(outcome=Outcome.PAINTED, painted=(RED,))
    await store.queue.finish(turn, done, worker="w", now=NOW)


async def _canvas(store, turn):
    await store.canvases.shown_by(10**6)
    await store.canvases.appears_in(turn, 43)
    await store.canvases.head(42)
    await store.canvases.tree(42)
    await store.canvases.by_number(42, 1)
    await store.canvases.last_number(42)
    await store.canvases.move_head(42, lambda tree: Position(head=turn.id))
    await store.canvases.add_post(turn, Post(message=10**6 + 1, channel=42))
    await store.canvases.lineage(turn.id)
    await store.canvases.mentions_only(42)
    await store.canvases.claim_introduction(10**6)
    await _showcase(store, turn)
    await store.canvases.delete(turn, now=NOW)


async def _showcase(store, turn):
    entry = await store.showcase.add(turn, approves=True, now=NOW)
    await store.showcase.get(entry.turn)
    await store.showcase.due(now=NOW)
    await store.gallery.count(7)
    await store.gallery.page(7, beyond=3, most=9)
    await store.gallery.get(7, entry.turn)
    await store.showcase.begin(entry.turn)
    await store.showcase.set_note(entry.turn, channel=42, note=5)
    await store.showcase.decide(entry.turn, approve=True, now=NOW)
    await store.showcase.postpone(entry.turn, until=NOW)
    await store.showcase.retry(7, now=NOW)
    await store.showcase.set_shown(entry.turn, channel=42, message=10**6 + 2, now=NOW)
    await store.showcase.remove_person(7)
    await store.showcase.drop(entry.turn)
    await _theme(store, turn)


async def _theme(store, turn):
    terms = ThemeTerms(channel=42, per_person=2)
    started = await store.themes.start(7, "fog", terms, ends_at=NOW + 9, now=NOW)
    theme = await store.themes.get(started)
    repeat = ThemeRepeat(guild=7, every=Every.DAY, terms=terms, themes=("rain", "snow"))
    await store.theme_repeats.put(repeat, now=NOW)
    await store.theme_repeats.get(7)
    await store.themes.last(7)
    await store.themes.enter(theme.id, turn, now=NOW)
    await store.showcase.set_shown(turn.id, theme.id, channel=42, message=10**6 + 3, now=NOW)
    await store.themes.vote(theme.id, turn.id, person=8, now=NOW)
    await store.themes.take_back(theme.id, turn.id, person=8, now=NOW)
    await store.themes.counts(theme.id, person=7)
    await store.themes.due(now=NOW)
    await store.themes.begin(theme.id)
    await store.themes.announced(theme.id, message=6, thread=None)
    await store.themes.end(7, now=NOW)
    await store.themes.close(theme.id, now=NOW)
    await store.themes.standings(theme.id, most=9, beyond=3, without=[8])
    await store.themes.better(theme.id, votes=3, without=[8])
    await store.themes.postpone(theme.id, until=NOW)
    await store.themes.finish(theme.id, board=7)
    await store.theme_repeats.stop(7)
    await _party(store)


async def _party(store):
    party = stored_party(7, guild=7, channel=42, person=7, at=NOW)
    party = replace(party, asked="interaction:0")
    await store.parties.start(party)
    await store.parties.get(party.id)
    await store.parties.in_channel(42)
    await store.parties.join(party.id, 8)
    await store.parties.leave(party.id, 8)
    await store.parties.due(now=NOW)
    await store.parties.line(party.id)
    await store.parties.change(party.id, lambda party, _: replace(party, round=1))
    await store.parties.delete(party.id)
    await _digest(store)


async def _digest(store):
    await store.digests.set(7, 42, due_at=NOW)
    digest = await store.digests.get(7)
    await store.digests.due(now=NOW)
    await store.digests.begin(7, now=NOW)
    await store.digests.sums(7, Week(first=7), without=[8])
    await store.digests.postpone(digest, until=NOW, refused=True)
    await store.digests.posted(digest, due_at=NOW)
    await store.digests.drop(digest)


async def _settings(store):
    await store.settings.read("server", 7)
    await store.settings.of_request(ADA)
    await store.settings.write("server", 7, {"budget": {"daily": 9}, "notify": None})
    await store.settings.change("server", 7, "styles", lambda own: own)


async def _characters(store):
    new = CharacterRecord(
        owner=CharacterOwner.PERSON,
        owner_id=7777,
        character=Character(name="mira", images=(RED.picture,), by=7777),
    )
    await store.characters.add(new, now=NOW)
    await store.characters.known(ADA)
    await store.characters.count(7)
    await store.characters.remove(new.owner, new.owner_id, "mira")


async def _moderation(store, turn):
    await store.moderation.give_back(7, 7, now=NOW)
    await store.moderation.approve(turn.id, now=NOW)
    note = {"reporters": [], "channel": 42, "message": 9}
    await store.settings.write("report", turn.id, {"note": note})
    await store.moderation.questions_about(7)
    await store.moderation.check_may_ask(ADA, now=NOW)
    for wanted in ({"before": 19_000}, {"channel": 42}):
        await store.moderation.last_pictures(7, person=7, **wanted, most=9)
    await store.moderation.last_pictures(7, channel=42, most=9)


async def _people(store, turn):
    question = PendingConfirmation(
        kind="poster", requests=(TurnRequest(request=FOX),), by=ADA, at=HERE, answerer=8
    )
    asked = await store.confirmations.add(question, now=NOW)
    await store.confirmations.add_once(question, since=NOW - 1, now=NOW)
    await store.confirmations.get(asked.id)
    await store.confirmations.choose(asked.id, "no")
    await store.confirmations.reopen(asked.id)
    await store.confirmations.answer(asked.id, "no")
    await store.confirmations.delete(asked.id)
    await _characters(store)
    await _settings(store)
    await store.pauses.pause(7, give_back=True, now=NOW)
    with contextlib.suppress(TemporaryError):
        await store.pauses.check(7)
    await store.pauses.resume(7)
    await _moderation(store, turn)
    await store.spend.limits(ADA, operator_limits=OperatorLimits(), now=NOW)
    await store.spend.check(ADA, Spent(), operator_limits=OperatorLimits(), now=NOW)
    await store.spend.lines(7, since=0)
    await store.spend.by_model(7, [7, 8], since=NOW - 9)
    for by in (Person(id=1, guild=7), Person(id=1)):
        await store.spend.paid_today(by, now=NOW)
    await store.budget_alerts.pending()
    alarm = BudgetAlert(guild=7, period="day", spent=1, limit=1, resets=1)
    await store.budget_alerts.mark_sent(alarm)
    await store.unclaimed_pictures.add(Digest("f"), person=7, now=NOW)
    await store.undelivered.of_person(7)
    await store.undelivered.resolve(turn)
    await store.personal_data.count(7)
    await store.personal_data.turns(7, beyond=3)
    await store.personal_data.others(8)
    await store.personal_data.forget(7, now=0)
    await store.personal_data.scrub()


async def _by_the_clock(store):
    alert = OperatorAlert(cause="disk")
    await store.operator_alerts.add(alert)
    await store.operator_alerts.claim(now=NOW, until=NOW)
    await store.operator_alerts.put(alert)
    await store.operator_alerts.get(alert.key)
    await store.operator_alerts.expire(before=1)
    await store.key_value.get("commands:")
    await store.key_value.set("commands:", "")
    for kind in (Followup.CLEAR_PROGRESS, Followup.FINAL_PROGRESS):
        await store.undelivered.progress_messages(kind, before=NOW)
    await store.stats.backlog(now=NOW)
    await store.stats.backlog(now=NOW, guild=7)
    await store.stats.check_writable(now=NOW)
    await store.stats.paused(now=NOW)
    await store.spend.delete_forgotten(now=NOW)
    await store.retention.start_if_due(every=9, now=NOW)
    await store.confirmations.expire(before=NOW - 9)
    await store.confirmations.expire(before=NOW - 9, kinds=["character.person"])
    await store.retention.last_used(beyond=0)
    await store.retention.expire(3, since=NOW - 9, now=NOW)
    await store.retention.expire(None, since=NOW - 9, now=NOW)
    over = await store.retention.unreferenced(now=NOW)
    await store.retention.confirm_removal(over, now=NOW)
    await store.departures.servers()
    await store.departures.was_in(7)
    await store.departures.leave(7, now=NOW)
    await store.departures.come_back(7)
    await store.departures.left(before=NOW)
    await store.departures.delete_messages([5, 6], now=NOW)
    await store.departures.delete_channel(42, server=7, now=NOW)
    await store.departures.drop_channels()
    await store.departures.leave(8, now=NOW)
    await store.departures.drop_server(8)


async def test_no_statement_of_the_store_reads_a_growing_table_whole(store):
    every, asked = _every_method(store), Asked(store)

    await walk(store)
    found = {
        (by, table): statement
        for by, statement, plan in await _plans(store, asked.statements)
        for table in plan
    }

    assert asked.methods == every
    unexplained = [f"{by}: {statement}" for by, statement in found.items() if by not in SEEN_WHOLE]
    assert not unexplained, "\n\n".join(unexplained)


async def _plans(store, statements):
    """The statements and which growing tables each would read whole."""
    engine = store.turns._engine
    if isinstance(engine, AsyncEngine):
        async with engine.connect() as connection:
            explained = []
            for by, statement, parameters in statements:
                plan = await connection.exec_driver_sql(
                    f"EXPLAIN (FORMAT JSON) {statement}", parameters
                )
                said = plan.scalar()
                said = json.loads(said) if isinstance(said, str) else said
                assert said is not None
                explained.append((by, statement, list(_read_by_postgres(said[0]["Plan"]))))
            return explained

    def explain():
        for by, statement, parameters in statements:
            plan = engine.raw().execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            yield by, statement, list(_read_by_sqlite([row[3] for row in plan], statement))

    return await store.turns.runner.call(lambda: list(explain()))


def _read_by_sqlite(steps, statement):
    names = dict(re.findall(r"\b(\w+) AS (\w+)\b", statement))
    tables = {alias: table for table, alias in names.items()} | {name: name for name in GROWING}
    for step in steps:
        read = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", step)
        if read and tables.get(read[1]) in GROWING and read[2] not in FEW:
            yield tables[read[1]]


def _read_by_postgres(node, table=""):
    table = node.get("Relation Name", table)
    whole = node["Node Type"] == "Seq Scan" or ("Index Name" in node and "Index Cond" not in node)
    if whole and table in GROWING and node.get("Index Name") not in FEW:
        yield table
    for part in node.get("Plans", ()):
        yield from _read_by_postgres(part, table)
