"""Requests taken in from every surface: submit, cancel, wait for the outcome."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.core import (
    access,
    characters,
    conversation,
    frame_requests,
    model_fit,
    moderation,
    pricing,
    showcase,
)
from bot.core.allowances import NOTHING
from bot.core.models import Model
from bot.core.requests import TurnRequest
from bot.core.server_settings import RequestSettings
from bot.core.turns import ImageRequest, MicroDollars, Person, Place, Turn
from bot.database import NewTurn, Store
from bot.database.spend import reservation
from bot.engine.accounts import Accounts
from bot.engine.available_models import AvailableModels
from bot.engine.events import Cancellations, TurnCancelled
from bot.engine.leases import retry_while_unavailable
from bot.engine.moderation import Moderation
from bot.engine.outcomes import Outcomes
from bot.engine.settings import Settings
from bot.engine.turns import Turns
from bot.engine.wakeup import Wakeup
from bot.errors import LimitReached, TemporaryError, UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """Who asks, where the result goes, and the one event that the request came by."""

    by: Person
    at: Place | None = None
    origin: str | None = None  # "interaction:1", "message:2": the same one is accepted once
    settings: RequestSettings | None = None  # as they were when it came; None: not read yet


class Submissions:
    """Takes requests in."""

    def __init__(
        self,
        store: Store,
        models: AvailableModels,
        settings: Settings,
        accounts: Accounts,
        *,
        most_waiting: int,
        wakeup: Wakeup,
        cancellations: Cancellations,
        now: Callable[[], float],
    ) -> None:
        self._store = store
        self._turns = Turns(store, now=now)
        self._models = models
        self._settings = settings
        self._accounts = accounts
        self._moderation = Moderation(store, wakeup=wakeup, now=now)
        self._most_waiting = most_waiting  # turns of one person
        self._wakeup = wakeup
        self._cancellations = cancellations
        self._outcomes = Outcomes(wakeup, store.turns.ended)
        self._now = now
        self._open = True

    @property
    def open(self) -> bool:
        """Whether requests are accepted."""
        return self._open

    def close(self) -> None:
        """Accept no more requests; those accepted go on."""
        self._open = False

    async def submit(self, asked: TurnRequest, requester: Requester) -> Turn:
        """Accept a request and return its turn: from here on it gets an answer.

        Raises:
            UserError: the server's rules do not allow it, the model can't paint it, or this person
                is blocked or may not continue its parent.
            LimitReached: the person has too much waiting, pauses, or an allowance has no room.
            TemporaryError: the process is about to stop, or painting is paused.
        """
        if not self._open:
            raise TemporaryError("stopping")
        requester = await self.with_settings(requester)
        [request] = self._allowed(requester, asked.request)
        own = requester.by.id
        others = tuple(one for one in request.words_of if one != own)
        request = replace(request, words_of=others)
        model = self._models.find(request.model)
        request = characters.fitted(request, model, continues=asked.parent is not None)
        model_fit.check(request, model)
        chain: Sequence[Turn] = ()
        if asked.parent is not None:
            parent = await self._turns.get(asked.parent)
            await self._settings.check_may_continue(parent, by=requester.by, at=requester.at)
            frame_requests.check_picture(asked, parent)
            chain = await self._store.canvases.lineage(parent.id)
            request = await self._credited(request, parent, requester.at)
        at = requester.at
        if at is not None and not at.may_post:  # only they will see it there
            request = replace(request, private=True)
        if at is not None and self._awaits_approval(request, requester, chain):
            request, at = replace(request, private=True), replace(at, awaits_approval=True)
        once = reserve(request, model, chain)
        new = NewTurn(
            request=request,
            by=requester.by,
            at=at,
            origin=requester.origin,
            parent=asked.parent,
            pick=asked.pick,
            cost=pricing.estimate(request, model),
            reserve=once,
            retry_reserve=once,  # each of its calls is made once more at most
        )
        turn = await self._accept(new)
        self._wakeup.wake()
        self._accounts.wakeup.wake()
        return turn

    async def _accept(self, new: NewTurn) -> Turn:
        """Store a turn, and tell the operator if their own budget has no room for it.

        Raises:
            LimitReached: the person has too much waiting, or an allowance has no room.
        """
        try:
            turn, _ = await self._store.turns.accept(
                new,
                most_waiting=self._most_waiting,
                now=self._now(),
                operator_limits=self._accounts.operator_limits,
            )
        except LimitReached as error:
            await self._accounts.report_refusal(error)
            raise
        return turn

    def _awaits_approval(
        self, request: ImageRequest, requester: Requester, chain: Sequence[Turn]
    ) -> bool:
        """Return whether a moderator decides before a request's images are posted in a server.

        What continues images that wait does so, too.
        """
        assert requester.settings is not None
        if request.private or request.describes or requester.by.guild is None:
            return False
        if any(turn.at is not None and turn.at.awaits_approval for turn in chain):
            return True
        rules = requester.settings.server.moderation
        return moderation.awaits_approval(rules, requester.by, now=self._now())

    async def _credited(
        self, request: ImageRequest, parent: Turn, at: Place | None
    ) -> ImageRequest:
        """Return a request that says which showcased image it is a remix of, if it is one."""
        same = parent.at is not None and at is not None and parent.at.channel == at.channel
        entry = None if same else await self._store.showcase.get(parent.id)
        return replace(request, remix_of=showcase.credit(parent, entry, at=at))

    async def with_settings(self, requester: Requester) -> Requester:
        """Return a requester with what they and their server have set, as it is known or now."""
        if requester.settings is not None:
            return requester
        return replace(requester, settings=await self._settings.of_request(requester.by))

    async def admit(self, requester: Requester, *requests: ImageRequest) -> Sequence[ImageRequest]:
        """Return requests as the server's rules have them painted, on models that are served.

        `submit` does it again.

        Raises:
            UserError: the rules do not allow them here, for this person, or with any model; one has
                a blocked word, or the person is blocked.
            LimitReached: Gemini refused the person again and again, so they pause.
        """
        allowed = self._allowed(await self.with_settings(requester), *requests)
        if requester.at is not None:  # else over HTTP
            await self._moderation.check_may_ask(requester.by)
        return allowed

    def _allowed(self, requester: Requester, *requests: ImageRequest) -> Sequence[ImageRequest]:
        """Return requests as the settings that were read have them painted.

        Raises:
            UserError: see `admit`.
        """
        assert requester.settings is not None
        server = requester.settings.server
        access.check(server.rules, by=requester.by, at=requester.at)
        offered = self._models.offered()
        may_search = self._models.search and server.searches
        living = [
            replace(one, search=one.search and may_search)  # a repeated one, that may no longer
            for one in map(self._models.on_living_model, requests)
        ]
        fitted = [
            access.fit(one, server.rules, model=self._models.find(one.model), offered=offered)
            for one in living
        ]
        if requester.at is None:
            return fitted
        moderation.check_not_blocked(server.moderation, requester.by.id, now=self._now())
        for one in fitted:
            moderation.check_words(server.moderation, one)
        return [replace(one, strict=server.moderation.strict) for one in fitted]

    async def check_fits(self, requester: Requester, *requests: ImageRequest) -> None:
        """Check that what some requests are expected to take together is left to the person.

        Raises:
            LimitReached: an allowance has no room for all of them.
        """
        taken = (
            reservation(one, pricing.estimate(one, self._models.find(one.model)))
            for one in requests
        )
        await self._store.spend.check(
            requester.by,
            sum(taken, NOTHING),
            operator_limits=self._accounts.operator_limits,
            now=self._now(),
        )

    async def check_room(self, requester: Requester) -> None:
        """Raise if the person may not ask, or has no room for one more; `submit` checks again.

        Raises:
            UserError, LimitReached: see `submit`.
        """
        await self._store.turns.check_room(
            requester.by,
            most_waiting=self._most_waiting,
            moderated=requester.at is not None,
            origin=requester.origin,
            now=self._now(),
        )

    async def cancel(self, turn: Turn, *, by: Person) -> None:
        """End a turn that is waiting or being painted.

        Its person gets their pictures back. A call that left stays counted in the budgets.

        Raises:
            UserError: it is another person's, or already done.
        """
        if turn.by.id != by.id:
            raise UserError("not_yours")
        if await self._store.turns.cancel(turn.id, now=self._now()) is None:
            raise UserError("standing.done")
        self._cancellations.publish(TurnCancelled(turn=turn.id))
        self._wakeup.wake()

    async def wait_until_done(self, id_: int) -> Turn:
        """Wait until a turn has an outcome and return it.

        Raises:
            NotFound: it does not exist.
            OperatorError: the database is away for long.
        """
        ended = self._outcomes.expect(id_)
        try:
            turn = await retry_while_unavailable(lambda: self._turns.get(id_))
            if turn.waiting:
                await ended
                turn = await retry_while_unavailable(lambda: self._turns.get(id_))
        finally:
            ended.cancel()
        return turn


def reserve(request: ImageRequest, model: Model, chain: Sequence[Turn]) -> MicroDollars:
    """Return what a request costs at most if each of its calls is made once.

    Args:
        request: what is asked.
        model: what paints it.
        chain: the turns that it continues, from the root to the parent.
    """
    if not request.calls_model:
        return 0
    if request.describes:
        return pricing.most_of_call(request, model, pricing.size_of_call(request, ()))
    size = conversation.most_said(chain, request, model=model)
    return pricing.most_of_call(request, model, size) * request.count
