"""Wishes that somebody must say yes to first. The database keeps them, so that a restart may come.

Two kinds: braces that make several pictures (their asker says yes to the cost), and a picture whose
poster is asked by the server's setting.
"""

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.core import pricing, requests
from bot.core.permutations import MOST, permutations
from bot.core.requests import TurnRequest
from bot.core.turns import MicroDollars, Person, Turn
from bot.database import PendingConfirmation, Store
from bot.engine.engine import Engine, Requester
from bot.errors import EaselError, NothingHere, Refused

__all__ = ["AS_WRITTEN", "Confirmations", "PendingConfirmation", "pictures"]

PATIENCE = 24 * 3600.0  # seconds until a poster who does not answer is asked anew
AS_WRITTEN = "plain"  # the answer that takes the braces for words


class Confirmations:
    """Keeps wishes until they are answered."""

    def __init__(
        self, store: Store, engine: Engine, *, now: Callable[[], float] = time.time
    ) -> None:
        self._held = store.confirmations
        self._engine = engine
        self._now = now

    async def braces(self, wish: TurnRequest, asker: Requester) -> PendingConfirmation | None:
        """The question that a prompt with braces wants asked; none where it has none.

        Raises:
            Refused: there are too many combinations, one has no words, or they have no place.
        """
        prompts = _choices(wish, asker)
        if not prompts:
            return None
        assert asker.at is not None
        spread = tuple(
            replace(wish, request=replace(wish.request, prompt=requests.prompt(prompt)))
            for prompt in prompts
        )
        new = PendingConfirmation(
            kind="braces",
            requests=(wish, *spread),
            by=asker.by,
            at=asker.at,
            answerer=asker.by.id,
        )
        return await self._held.add(new, now=self._now())

    async def poster(
        self, wish: TurnRequest, asker: Requester, *, poster: int, message: int
    ) -> PendingConfirmation | None:
        """The question to the poster of a picture; none where it was said yes to before.

        Raises:
            Refused: the poster said no, or is being asked already, or its braces can't be painted.
        """
        _choices(wish, asker)
        assert asker.at is not None
        new = PendingConfirmation(
            kind="poster",
            requests=(wish,),
            by=asker.by,
            at=asker.at,
            answerer=poster,
            subject=message,
        )
        now = self._now()
        asked, fresh = await self._held.add_once(new, since=now - PATIENCE, now=now)
        if asked.answer == "yes":
            return None
        if not fresh:
            raise Refused("poster.no" if asked.answer else "poster.asked")
        return asked

    async def cost_after(self, id_: int, *, by: Person) -> PendingConfirmation | None:
        """The question about braces that follows a poster's yes; none where nothing follows.

        It is put before the yes is written down, so that a yes is never the end of it.

        Raises:
            NothingHere, Refused: see `answer`.
        """
        asked = await self._open(id_, by=by)
        if asked.kind != "poster":
            return None
        return await self.braces(asked.requests[0], Requester(by=asked.by, at=asked.at))

    def cost(self, asked: PendingConfirmation) -> MicroDollars:
        """What all combinations together will cost."""
        return sum(
            pricing.estimate(wish.request, self._engine.models.living(wish.request.model))
            for wish in asked.requests[1:]
        )

    async def cancel(self, id_: int, *, by: Person) -> tuple[int, int]:
        """Cancel what came of a question and still waits.

        Returns:
            how many were cancelled, and how many there were.

        Raises:
            NothingHere: there is no such question.
            Refused: somebody else asked, or nothing waits any more.
        """
        asked = await self._held.get(id_)
        if asked is None:
            raise NothingHere("question.over")
        if by.id != asked.by.id:
            raise Refused("not_yours")
        came = await self._engine.came_from(*(f"held:{id_}:{n}" for n in range(MOST + 1)))
        ended = [turn for turn in came if await self._ends(turn, by=by)]
        if not ended:
            raise Refused("standing.done")
        return len(ended), len(came)

    async def _ends(self, turn: Turn, *, by: Person) -> bool:
        """Cancel a turn, unless it is too late for that."""
        if not turn.waiting:
            return False
        with contextlib.suppress(Refused):
            await self._engine.cancel(turn, by=by)
            return True
        return False

    async def drop(self, asked: PendingConfirmation) -> None:
        """Forget a question that could not be put to anybody."""
        await self._held.delete(asked.id)

    async def answer(self, id_: int, answer: str, *, by: Person) -> PendingConfirmation:
        """Take an answer; a yes hands the wishes in, each once however often it is said.

        Raises:
            NothingHere: there is no such question, or it is answered.
            Refused: it is not this person's to answer, or a limit is reached; then it stays open.
        """
        asked = await self._open(id_, by=by)
        if not await self._held.choose(id_, answer):  # else two at once would both be carried out
            raise NothingHere("question.over")
        try:
            await self._hand_in(asked, answer)
        except EaselError:
            await self._held.reopen(id_)
            raise
        await self._held.answer(id_, answer)
        return asked

    async def _hand_in(self, asked: PendingConfirmation, answer: str) -> None:
        # As written it is another wish than the first combination, which may be painted by now.
        first = MOST if answer == AS_WRITTEN else 0
        for number, wish in enumerate(_meant(asked, answer), first):
            origin = f"held:{asked.id}:{number}"
            await self._engine.submit(wish, Requester(by=asked.by, at=asked.at, origin=origin))

    async def _open(self, id_: int, *, by: Person) -> PendingConfirmation:
        """A question that this person is to answer."""
        asked = await self._held.get(id_)
        if asked is None or asked.answer is not None:
            raise NothingHere("question.over")
        if by.id != asked.answerer:
            raise Refused("question.not_yours")
        return asked


def _choices(wish: TurnRequest, asker: Requester) -> Sequence[str]:
    """The prompts that a wish with braces stands for; none where it has no braces."""
    prompts = permutations(wish.request.prompt)
    if len(prompts) == 1 and prompts[0] == wish.request.prompt:
        return ()
    if wish.request.private or asker.at is None or not asker.at.may_post:
        raise Refused("permutations.open")
    return prompts


def pictures(asked: PendingConfirmation) -> int:
    """How many pictures all combinations make."""
    return sum(wish.request.count for wish in asked.requests[1:])


def _meant(asked: PendingConfirmation, answer: str) -> tuple[TurnRequest, ...]:
    if asked.kind == "poster":
        plain = not _choices(asked.requests[0], Requester(by=asked.by, at=asked.at))
        return asked.requests if answer == "yes" and plain else ()
    return {"yes": asked.requests[1:], AS_WRITTEN: asked.requests[:1]}.get(answer, ())
