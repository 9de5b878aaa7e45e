"""Requests that need a yes first. They are stored, so they outlive a restart.

A prompt with braces makes several pictures: its requester confirms the cost. Where the server wants
that, who posted a picture, or whose avatar it is, is asked before someone else changes it.
"""

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.core import characters, improving, pricing, requests
from bot.core.permutations import MOST, permutations
from bot.core.requests import TurnRequest
from bot.core.turns import MicroDollars, Person, Turn
from bot.database import PendingConfirmation, Store
from bot.engine.engine import Engine
from bot.engine.leases import retry_while_unavailable
from bot.engine.submissions import Requester
from bot.errors import EaselError, NotFound, UserError

__all__ = ["AS_WRITTEN", "OWNED", "Confirmations", "PendingConfirmation", "pictures"]

ASK_AGAIN = 24 * 3600.0  # seconds until an owner who does not answer is asked again
OWNED = frozenset({"poster", "avatar"})  # whose picture it is decides
KINDS = OWNED | {"braces"}
AS_WRITTEN = "plain"  # the answer that keeps the braces as words of one prompt


class Confirmations:
    """Keeps requests until they are confirmed or declined."""

    def __init__(
        self, store: Store, engine: Engine, *, now: Callable[[], float] = time.time
    ) -> None:
        self._confirmations = store.confirmations
        self._models = engine.models
        self._turns = engine.turns
        self._submissions = engine.submissions
        self._pauses = engine.pauses
        self._now = now

    async def ask_cost(
        self, request: TurnRequest, requester: Requester
    ) -> PendingConfirmation | None:
        """Store the question about the cost of a prompt with braces; None where it has no braces.

        Raises:
            UserError: there are too many combinations, one has no words, they have no place, or
                the server's rules are against them.
            LimitReached: the person pauses, or all of them are more than what is left to them.
            TemporaryError: painting is paused, so that nothing is asked.
        """
        prompts = _choices(request, requester)
        if not prompts:
            return None
        await self._pauses.check(requester.by.guild)
        requester = await self._submissions.with_settings(requester)
        assert requester.at is not None
        [admitted] = await self._submissions.admit(requester, request.request)
        request = replace(request, request=admitted)
        spread = tuple(_with_prompt(request, requests.prompt(prompt)) for prompt in prompts)
        await self._submissions.admit(requester, *(one.request for one in spread))
        await self._submissions.check_fits(requester, *(one.request for one in spread))
        new = PendingConfirmation(
            kind="braces",
            requests=(request, *spread),
            by=requester.by,
            at=requester.at,
            answerer=requester.by.id,
        )
        return await self._confirmations.add(new, now=self._now())

    async def ask_owner(
        self, request: TurnRequest, requester: Requester, *, owner: int, kind: str, subject: int
    ) -> PendingConfirmation | None:
        """Store the question to the person whose picture it is; None where they said yes before.

        Args:
            request: what should be done with it.
            requester: who asks.
            owner: who is asked.
            kind: "poster" or "avatar".
            subject: the message that shows the picture, or the number that stands for an avatar.

        Raises:
            UserError: the owner said no, or is being asked already, its braces can't be
                painted, or the server's rules are against it.
            LimitReached: the person pauses.
            TemporaryError: painting is paused, so that nothing is asked.
        """
        _choices(request, requester)
        await self._pauses.check(requester.by.guild)
        await self._submissions.admit(requester, request.request)
        assert requester.at is not None
        new = PendingConfirmation(
            kind=kind,
            requests=(improving.openly(request),),
            by=requester.by,
            at=requester.at,
            answerer=owner,
            subject=subject,
        )
        now = self._now()
        asked, fresh = await self._confirmations.add_once(new, since=now - ASK_AGAIN, now=now)
        if asked.answer == "yes":
            return None
        if not fresh:
            raise UserError(f"{kind}.no" if asked.answer else f"{kind}.asked")
        return asked

    async def ask_cost_after(self, id_: int, *, by: Person) -> PendingConfirmation | None:
        """Store the question about the cost that follows an owner's yes; None where none follows.

        It is stored before the yes is, so that a crash between them loses nothing.

        Raises:
            NotFound, UserError: see `answer`.
        """
        asked = await self._open(id_, by=by)
        if asked.kind not in OWNED:
            return None
        await self._check_asker(asked)
        return await self.ask_cost(asked.requests[0], Requester(by=asked.by, at=asked.at))

    def cost(self, asked: PendingConfirmation) -> MicroDollars:
        """Return what all combinations together are expected to cost."""
        return sum(
            pricing.estimate(one.request, self._models.resolve(one.request.model))
            for one in asked.requests[1:]
        )

    async def cancel(self, id_: int, *, by: Person) -> tuple[int, int]:
        """Cancel what came of a question and still waits.

        Returns:
            how many were cancelled, and how many there were.

        Raises:
            NotFound: there is no such question.
            UserError: it is another person's, or nothing waits any more.
        """
        asked = await self._confirmations.get(id_)
        if asked is None:
            raise NotFound("question.over")
        if by.id != asked.by.id:
            raise UserError("not_yours")
        came = await self._came_of(id_)
        # The newest first: what waits is not claimed in place of what was being painted.
        ended = [turn for turn in reversed(came) if await self._try_cancel(turn, by=by)]
        if not ended:
            raise UserError("standing.done")
        return len(ended), len(came)

    async def painted(self, id_: int) -> tuple[int, int] | None:
        """Return what came of an answer; none while some of it still waits or is painted.

        Returns:
            how many images were painted, and how many were requested.
        """
        came = await self._came_of(id_)
        return None if any(turn.waiting for turn in came) else _images(came)

    async def wait_until_done(self, id_: int) -> tuple[int, int]:
        """Wait until all that came of an answer has ended, and return it as `painted` does.

        Raises:
            NotFound: some of it was forgotten meanwhile.
            OperatorError: the database is away for long.
        """
        came = await retry_while_unavailable(lambda: self._came_of(id_))
        return _images([await self._submissions.wait_until_done(turn.id) for turn in came])

    async def _came_of(self, id_: int) -> Sequence[Turn]:
        return await self._turns.from_origins(*(f"held:{id_}:{n}" for n in range(MOST + 1)))

    async def _try_cancel(self, turn: Turn, *, by: Person) -> bool:
        """Cancel a turn and return whether it was not too late."""
        if not turn.waiting:
            return False
        with contextlib.suppress(UserError):
            await self._submissions.cancel(turn, by=by)
            return True
        return False

    async def drop(self, asked: PendingConfirmation) -> None:
        """Delete a question that could not be delivered."""
        await self._confirmations.delete(asked.id)

    async def answer(self, id_: int, answer: str, *, by: Person) -> PendingConfirmation:
        """Take an answer. A yes submits the requests, each once however often it is given.

        Raises:
            NotFound: there is no such question, or it is answered.
            UserError: it is not this person's to answer, or a limit is reached; then it stays open.
        """
        asked = await self._open(id_, by=by)
        if asked.kind in OWNED and answer == "yes":
            await self._check_asker(asked)
        if not await self._confirmations.choose(
            id_, answer
        ):  # else two at once would both be carried out
            raise NotFound("question.over")
        try:
            await self._submit(asked, answer)
        except EaselError:
            await self._confirmations.reopen(id_)
            raise
        await self._confirmations.answer(id_, answer)
        return asked

    async def _check_asker(self, asked: PendingConfirmation) -> None:
        """Check what is asked of an owner again; they are not told why it is refused.

        Raises:
            UserError: by now the server's rules are against it.
        """
        requester = Requester(by=asked.by, at=asked.at)
        try:
            await self._submissions.admit(requester, *(one.request for one in asked.requests))
        except UserError as error:
            raise UserError("poster.asker") from error

    async def _submit(self, asked: PendingConfirmation, answer: str) -> None:
        # As written it is another request than the first combination, which may be painted by now.
        first = MOST if answer == AS_WRITTEN else 0
        requester = await self._submissions.with_settings(Requester(by=asked.by, at=asked.at))
        for number, request in enumerate(_meant(asked, answer), first):
            origin = f"held:{asked.id}:{number}"
            await self._submissions.submit(request, replace(requester, origin=origin))

    async def _open(self, id_: int, *, by: Person) -> PendingConfirmation:
        """Return an open question that this person is to answer."""
        asked = await self._confirmations.get(id_)
        if asked is None or asked.answer is not None or asked.kind not in KINDS:
            raise NotFound("question.over")
        if by.id != asked.answerer:
            raise UserError("question.not_yours")
        return asked


def _choices(request: TurnRequest, requester: Requester) -> Sequence[str]:
    """Return all combinations of a prompt with braces; empty if it has none."""
    if request.request.improves:  # asked once it is painted
        return ()
    prompts = permutations(request.request.prompt)
    if len(prompts) == 1 and prompts[0] == request.request.prompt:
        return ()
    if request.request.private or requester.at is None or not requester.at.may_post:
        raise UserError("permutations.open")
    return prompts


def _with_prompt(request: TurnRequest, prompt: str) -> TurnRequest:
    """Return a request with one combination of its braces, and the characters of that."""
    asked = request.request
    those = characters.kept(asked.characters, before=asked.prompt, after=prompt)
    return replace(request, request=replace(asked, prompt=prompt, characters=those))


def _images(turns: Sequence[Turn]) -> tuple[int, int]:
    return sum(len(turn.painted) for turn in turns), sum(turn.request.count for turn in turns)


def pictures(asked: PendingConfirmation) -> int:
    """Return how many pictures all combinations make."""
    return sum(one.request.count for one in asked.requests[1:])


def _meant(asked: PendingConfirmation, answer: str) -> tuple[TurnRequest, ...]:
    if asked.kind in OWNED:
        plain = not _choices(asked.requests[0], Requester(by=asked.by, at=asked.at))
        return asked.requests if answer == "yes" and plain else ()
    return {"yes": asked.requests[1:], AS_WRITTEN: asked.requests[:1]}.get(answer, ())
