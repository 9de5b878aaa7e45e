"""Wishes that somebody must say yes to first. The database keeps them, so that a restart may come.

Two kinds: braces that make several pictures (their asker says yes to the cost), and a picture whose
poster is asked by the server's setting.
"""

import time
from collections.abc import Callable
from dataclasses import replace

from bot import budget, moves
from bot.errors import NothingHere, Refused
from bot.moves import Next
from bot.permutations import permutations
from bot.store import Held, Store
from bot.studio import Asker, Studio
from bot.turns import MicroDollars, Person

__all__ = ["AS_WRITTEN", "Held", "Questions", "cost", "pictures"]

PATIENCE = 24 * 3600.0  # seconds until a poster who does not answer is asked anew
AS_WRITTEN = "plain"  # the answer that takes the braces for words


class Questions:
    """Keeps wishes until they are answered."""

    def __init__(
        self, store: Store, studio: Studio, *, now: Callable[[], float] = time.time
    ) -> None:
        self._held = store.held
        self._studio = studio
        self._now = now

    async def braces(self, wish: Next, asker: Asker) -> Held | None:
        """The question that a prompt with braces wants asked; none where it has none.

        Raises:
            Refused: there are too many combinations, one has no words, or they have no place.
        """
        prompts = permutations(wish.request.prompt)
        if len(prompts) == 1 and prompts[0] == wish.request.prompt:
            return None
        assert asker.at is not None
        if wish.request.private or not asker.at.may_post:
            raise Refused("permutations.open")
        spread = tuple(
            replace(wish, request=replace(wish.request, prompt=moves.prompt(prompt)))
            for prompt in prompts
        )
        new = Held(
            kind="braces",
            wishes=(wish, *spread),
            by=asker.by,
            at=asker.at,
            answerer=asker.by.id,
        )
        return await self._held.keep(new, now=self._now())

    async def poster(self, wish: Next, asker: Asker, *, poster: int, message: int) -> Held | None:
        """The question to the poster of a picture; none where it was said yes to before.

        Raises:
            Refused: the poster said no, or is being asked already.
        """
        before = await self._held.answered(message, since=self._now() - PATIENCE)
        if before == "yes":
            return None
        if before is not None:
            raise Refused("poster.asked" if before == "" else "poster.no")
        assert asker.at is not None
        new = Held(
            kind="poster",
            wishes=(wish,),
            by=asker.by,
            at=asker.at,
            answerer=poster,
            subject=message,
        )
        return await self._held.keep(new, now=self._now())

    async def drop(self, asked: Held) -> None:
        """Forget a question that could not be put to anybody."""
        await self._held.drop(asked.id)

    async def answer(self, id_: int, answer: str, *, by: Person) -> Held:
        """Take an answer; a yes hands the wishes in, each once however often it is said.

        Raises:
            NothingHere: there is no such question, or it is answered.
            Refused: it is not this person's to answer, or a limit is reached; then it stays open.
        """
        asked = await self._held.held(id_)
        if asked is None or asked.answer is not None:
            raise NothingHere("question.over")
        if by.id != asked.answerer:
            raise Refused("question.not_yours")
        for number, wish in enumerate(_meant(asked, answer)):
            origin = f"held:{id_}:{number}"
            await self._studio.submit(wish, Asker(by=asked.by, at=asked.at, origin=origin))
        await self._held.answer(id_, answer)
        return asked


def cost(asked: Held) -> MicroDollars:
    """What all combinations together will cost."""
    return sum(budget.estimate(wish.request) for wish in asked.wishes[1:])


def pictures(asked: Held) -> int:
    """How many pictures all combinations make."""
    return sum(wish.request.count for wish in asked.wishes[1:])


def _meant(asked: Held, answer: str) -> tuple[Next, ...]:
    if asked.kind == "poster":
        return asked.wishes if answer == "yes" else ()
    return {"yes": asked.wishes[1:], AS_WRITTEN: asked.wishes[:1]}.get(answer, ())
