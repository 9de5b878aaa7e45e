"""People ask, the process is killed again and again, and at the end everybody is asked.

The fail points are on the servers' side: a call is held where it stands, carried out or not, and
the bot dies waiting for it. Nothing in the bot knows of this.
"""

import asyncio
import collections
import itertools
import random
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields
from pathlib import Path

from bot.sandbox.discord import components
from bot.sandbox.discord.asked import Asked
from bot.sandbox.discord.messages import Message
from bot.sandbox.gemini import Hang
from bot.sandbox.server import Sandbox, serving

from ..stories import pictures
from .life import Life, Row

NOTE_MARK = "🎨"  # what "Painting" and "Waiting" begin with
PACE = 0.15  # seconds between two wishes
PATIENCE = 4.0  # seconds until a kill comes though its point was not reached
SETTLE = 60.0  # seconds the last life has to answer everybody

ACK, PATCH = r"/interactions/\d+/[^/]+/callback$", r"/webhooks/\d+/[^/]+/messages/@original$"
POST, NOTE = r"/channels/\d+/messages$", r"/channels/\d+/messages/\d+$"
HELD = {
    f"{name} {'answered' if done else 'arrives'}": (method, path, done)
    for name, method, path in (
        ("the acknowledgement", "POST", ACK),
        ("the word that it is painted", "PATCH", PATCH),
        ("the message", "POST", POST),
        ("the end of the answer", "DELETE", PATCH),
        ("the end of the note", "DELETE", NOTE),
    )
    for done in (False, True)
}


@dataclass
class Figures:
    """What came of it."""

    kills: int = 0
    starts: int = 0
    seconds: float = 0.0
    asked: int = 0
    accepted: int = 0
    told: int = 0
    shown: int = 0
    apologised: int = 0
    lost: int = 0
    doubled: int = 0
    model_calls: int = 0
    repeated_calls: int = 0
    calls_beyond_the_rule: int = 0
    notes_left: int = 0

    @property
    def broken_promises(self) -> list[str]:
        """Names of the figures that must be zero and are not."""
        promised = ("lost", "doubled", "calls_beyond_the_rule", "notes_left")
        return [name for name in promised if getattr(self, name)]

    def __str__(self) -> str:
        values = ((f.name.replace("_", " "), getattr(self, f.name)) for f in fields(self))
        return ", ".join(f"{name} {value:.5g}" for name, value in values)


class Harness:
    """A sandbox, a bot in it that dies, and two people who go on asking."""

    def __init__(self, sandbox: Sandbox, life: Life, chance: random.Random) -> None:
        self.life = life
        self.figures = Figures()
        self.points: collections.Counter[str] = collections.Counter()
        self._discord = sandbox.discord
        self._gemini = sandbox.gemini
        self._chance = chance
        self._people = [self._discord.person(name) for name in ("Ada", "Bo")]
        self._art = self._discord.channel("art")
        self._number = itertools.count(1)
        self._asked: dict[str, object] = {}  # origin → what was asked

    async def run(self, kills: int) -> Figures:
        """Kill so many times, then let the last life answer everybody, and count."""
        began = time.monotonic()
        points = itertools.cycle([*HELD, *self._points()])
        for point in itertools.islice(points, kills):
            await self._one_life(point)
        await self._last_life()
        self._count(self.life.rows())
        self.figures.starts = self.life.begun
        self.figures.seconds = time.monotonic() - began
        return self.figures

    # -- a life and its end

    def _points(self) -> dict[str, Callable[[], Awaitable[None]]]:
        return {
            "the call to the model": self._until_called,
            "the model's answer": self._until_painted,
            "the connection": self._until_identified,
            "a moment": self._for_a_moment,
            "another moment": self._for_a_moment,
        }

    async def _one_life(self, point: str) -> None:
        held = None
        if point in HELD:
            method, path, done = HELD[point]
            held = self._discord.faults.add(
                method=method, path=path, hang=True, carried_out=done, delay=0
            )
            reached = self._until_held
        else:
            reached = self._points()[point]
        waiting = asyncio.create_task(reached())
        await self.life.begin()
        asking = asyncio.create_task(self._ask())
        done, _ = await asyncio.wait({waiting}, timeout=PATIENCE)
        if self._chance.random() < 0.5:
            await asyncio.sleep(self._chance.random() * 0.02)
        await self.life.kill()
        self.figures.kills += 1
        self.points[point] += bool(done)
        for task in (waiting, asking):
            task.cancel()
        ends = await asyncio.gather(waiting, asking, return_exceptions=True)
        for end in ends:
            if isinstance(end, Exception):
                raise end
        if held in self._discord.faults.waiting:
            self._discord.faults.waiting.remove(held)
        self._discord.faults.end()
        self._gemini.script.clear()
        await self._discord.until(lambda: not self._discord.bot_online)

    async def _last_life(self) -> None:
        """No more kills: everybody is answered, and the bot ends as it should."""
        await self.life.begin()
        await self._discord.until(lambda: self._discord.bot_online)
        ends = time.monotonic() + SETTLE
        while time.monotonic() < ends and any(not row.shown for row in self.life.rows()):
            await self._discord.world.next_change(0.2)
        assert await self.life.end(signal.SIGTERM) == 0

    # -- fail points that are no call of Discord's

    async def _until_held(self) -> None:
        await self._discord.until(lambda: not self._discord.faults.waiting, within=60)

    async def _until_called(self) -> None:
        self._gemini.script.append(Hang())
        await self._gemini.until(lambda: not self._gemini.script, seconds=60)

    async def _until_painted(self) -> None:
        before = self._painted()
        await self._gemini.until(lambda: self._painted() > before, seconds=60)

    async def _until_identified(self) -> None:
        before = len(self._discord.gateway.identified)
        identified = self._discord.gateway.identified
        await self._discord.until(lambda: len(identified) > before, within=60)

    async def _for_a_moment(self) -> None:
        await asyncio.sleep(self._chance.uniform(0.05, 1.0))

    def _painted(self) -> int:
        return sum(call.status == 200 for call in self._gemini.calls)

    # -- people

    async def _ask(self) -> None:
        """Go on asking, in every way there is, as long as the bot is there."""
        await self._discord.until(lambda: self._discord.bot_online, within=60)
        while True:
            await self._ask_once()
            await asyncio.sleep(PACE)

    def _open(self) -> int:
        return sum(not self._is_over(asked) for asked in self._asked.values())

    def _is_over(self, asked: Asked | Message) -> bool:
        return True

    async def _ask_once(self) -> None:
        person, words = self._chance.choice(self._people), f"wish {next(self._number):05}."
        self.figures.asked += 1
        way = self._chance.randrange(5)
        seen = pictures(self._discord, self._art)[-20:]
        if way == 0:
            said = await person.says(f"{self._discord.bot_mention} {words}", channel=self._art)
            self._asked[f"message:{said.id}"] = said
        elif way == 1 and seen:
            said = await person.says(words, reply_to=self._chance.choice(seen))
            self._asked[f"message:{said.id}"] = said
        else:
            options = {"private": True} if way == 2 else {"count": 2} if way == 3 else {}
            asked = await person.slash("imagine", channel=self._art, prompt=words, **options)
            self._asked[f"interaction:{asked.interaction_id}"] = asked

    # -- counting

    def _count(self, rows: list[Row]) -> None:
        figures, answers = self.figures, self._answers()
        told = self._told()
        origins = {row.origin for row in rows}
        figures.accepted, figures.told = len(rows), len(told)
        figures.lost = len(told - origins)
        for row in rows:
            found = answers[row.id]
            figures.lost += not found
            figures.doubled += len(found) > 1
            figures.shown += bool(found and found[0].uploads)
            figures.apologised += bool(found and not found[0].uploads)
        figures.notes_left = sum(
            message.content.startswith(NOTE_MARK) and not message.deleted
            for message in self._discord.world.messages.values()
        )
        calls = collections.Counter(
            call.contents[-1].parts[-1].text for call in self._gemini.calls if call.contents
        )
        figures.model_calls = calls.total()
        figures.repeated_calls = sum(calls[row.prompt] - row.count for row in rows)
        figures.calls_beyond_the_rule = sum(
            max(0, calls[row.prompt] - row.attempts * row.count) for row in rows
        )

    def _answers(self) -> dict[int, list]:
        """The messages, still there, that show each turn or say sorry for it."""
        found = collections.defaultdict(list)
        for message in self._discord.world.messages.values():
            for _, part in components.walk(message.kept_components):
                _, _, rest = part.get("custom_id", "").partition("turn:")
                id_, _, move = rest.partition(":")
                if move == "again" and not message.deleted:
                    found[int(id_)].append(message)
        return found

    def _told(self) -> set[str]:
        """Whoever read that it is being painted, or waits in the queue."""
        by_token = {
            asked.interaction.token: origin
            for origin, asked in self._asked.items()
            if isinstance(asked, Asked)
        }
        told = set()
        for call in self._discord.calls:
            if call.status not in (0, 200) or not isinstance(call.body, dict):
                continue
            if not (call.body.get("content") or "").startswith(NOTE_MARK):
                continue
            if call.path.startswith("/webhooks/"):
                told.add(by_token[call.path.split("/")[3]])
            elif reference := call.body.get("message_reference"):
                told.add(f"message:{reference['message_id']}")
        return told


async def crash(folder: Path, *, kills: int, seed: int) -> tuple[Figures, collections.Counter[str]]:
    """Run the whole thing; answers with the figures and how often each point was reached."""
    async with serving() as sandbox:
        sandbox.gemini.fast = sandbox.gemini.keep_bodies = True
        life = Life(
            sandbox,
            folder,
            limits__person_waiting=1000,
            limits__person_at_once=4,
            gemini__timeout=10,
        )
        harness = Harness(sandbox, life, random.Random(seed))
        try:
            return await harness.run(kills), harness.points
        finally:
            await life.close()
