"""People who go on asking in every way there is, and who are asked afterwards what they got."""

import asyncio
import collections
import itertools
import random

from bot.sandbox.discord import components
from bot.sandbox.discord.messages import Message
from bot.sandbox.discord.sent_interaction import SentInteraction
from bot.sandbox.server import Sandbox

from ..stories import pictures
from .figures import Figures
from .life import Row

NOTE_MARK = "🎨"  # what "Painting" and "Waiting" begin with
PACE = 0.15  # seconds between two requests


class Crowd:
    """Ada and Bo, who ask; what they were told and shown is read from the local Discord."""

    def __init__(self, sandbox: Sandbox, chance: random.Random) -> None:
        self._discord = sandbox.discord
        self._gemini = sandbox.gemini
        self._chance = chance
        self._people = [self._discord.person(name) for name in ("Ada", "Bo")]
        self._art = self._discord.channel("art")
        self._number = itertools.count(1)
        self._asked: dict[str, SentInteraction | Message] = {}  # by origin
        self.asked = 0

    async def ask(self) -> None:
        """Go on asking, in every way there is, as long as the bot is there."""
        await self._discord.until(lambda: self._discord.bot_online, within=60)
        while True:
            await self.ask_once()
            await asyncio.sleep(PACE)

    async def ask_once(self) -> None:
        """By a command, privately, for two pictures, by a mention, or by a reply."""
        person, words = self._chance.choice(self._people), f"make wish {next(self._number):05}."
        self.asked += 1
        way = self._chance.randrange(5)
        seen = [m for m in pictures(self._discord, self._art)[-20:] if len(m.attachments) == 1]
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

    def notes(self) -> int:
        """How many still read that they wait or are painted."""
        return sum(
            message.content.startswith(NOTE_MARK) and not message.deleted
            for message in self._discord.world.messages.values()
        )

    def count(self, rows: list[Row], figures: Figures) -> None:
        """Hold what was accepted against what people see."""
        answers, told = self._answers(), self._told()
        figures.asked, figures.accepted, figures.told = self.asked, len(rows), len(told)
        figures.lost = len(told - {row.origin for row in rows})
        for row in rows:
            found = answers[row.id]
            figures.lost += not found
            figures.doubled += len(found) > 1
            figures.shown += bool(found and found[0].uploads)
            figures.apologised += bool(found and not found[0].uploads)
        figures.notes_left = self.notes()
        calls = collections.Counter(
            call.contents[-1].parts[-1].text for call in self._gemini.calls if call.contents
        )
        figures.model_calls = calls.total()
        figures.repeated_calls = sum(max(0, calls[row.prompt] - row.count) for row in rows)
        figures.calls_beyond_the_rule = sum(
            max(0, calls[row.prompt] - row.most_calls) for row in rows
        )
        figures.calls_too_late = sum(row.late_calls for row in rows)

    def _answers(self) -> dict[int, list]:
        """The messages, still there, that show each turn or say sorry for it."""
        found = collections.defaultdict(list)
        for message in self._discord.world.messages.values():
            for _, part in components.walk(message.stored_components):
                _, _, rest = part.get("custom_id", "").partition("turn:")
                id_, _, move = rest.partition(":")
                if move == "again" and not message.deleted:
                    found[int(id_)].append(message)
        return found

    def _told(self) -> set[str]:
        """The people who read that their image is being painted or waits in the queue."""
        by_token = {
            asked.interaction.token: origin
            for origin, asked in self._asked.items()
            if isinstance(asked, SentInteraction)
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
