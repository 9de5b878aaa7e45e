"""The front desk. Every surface (command, button, reply, HTTP) comes here and nowhere else."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.config import Config
from bot.core import model_fit, pricing, requests
from bot.core.requests import TurnRequest
from bot.core.tree import Mark, Tree
from bot.core.turns import Blob, Person, Place, Turn, TurnProgress
from bot.database import NewTurn, Post, Store
from bot.engine.accounts import Accounts
from bot.engine.available_models import AvailableModels
from bot.engine.history import HistoryPictures
from bot.engine.outcomes import Outcomes
from bot.engine.personal_data import PersonalData
from bot.engine.settings import Settings
from bot.engine.wakeup import Wakeup
from bot.errors import Later, NothingHere, Refused
from bot.imaging import Imaging, Picture
from bot.pictures import Pictures, digest_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """Who asks, where the answer goes, and the one event that the wish came by."""

    by: Person
    at: Place | None = None
    origin: str | None = None  # "interaction:1", "message:2": the same one is accepted once


class Engine:
    """Takes wishes in, and answers what is asked about turns."""

    def __init__(
        self,
        store: Store,
        pictures: Pictures,
        imaging: Imaging,
        config: Config,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.wakeup = Wakeup()
        self.models = AvailableModels(config.model_table(), now=now)
        self.default_model = config.gemini.model
        self.text_model = config.gemini.text_model
        self.settings = Settings(store)
        self.accounts = Accounts(store, imaging, config.limits, now=now)
        self.history_pictures = HistoryPictures(pictures, imaging)
        self.personal_data = PersonalData(
            store, pictures, self.history_pictures, stop=self._stop, now=now
        )
        self._outcomes = Outcomes(self.wakeup, store.turns.ended)
        self._store = store
        self._pictures = pictures
        self._imaging = imaging
        self._limits = config.limits
        self._now = now
        self._open = True
        self._stops: list[Callable[[int], None]] = []

    @property
    def open(self) -> bool:
        """Whether wishes are taken in."""
        return self._open

    @property
    def shared(self) -> bool:
        """Whether other processes work on the same turns."""
        return self._store.shared

    def close(self) -> None:
        """Take nothing more on; what was accepted goes on."""
        self._open = False

    async def keep(self, data: bytes, *, by: Person, model: str = "") -> Blob:
        """Take in a person's picture, made fit for a model: upright, bare of metadata, bounded.

        It is forgotten after a day, unless a wish that was accepted by then brings it along.

        Raises:
            BadPicture: it is none that we can use.
        """
        longest = self.models.find(model or self.default_model).longest
        picture = await self._imaging.normalise(data, longest=longest, by=by.id)
        digest = await asyncio.to_thread(digest_of, picture.data)
        await self._store.unclaimed_pictures.add(digest, person=by.id, now=self._now())
        return Blob(
            digest=await self._pictures.put(picture.data),
            mime=picture.mime,
            size=len(picture.data),
            width=picture.width,
            height=picture.height,
        )

    async def submit(self, wish: TurnRequest, asker: Requester) -> Turn:
        """Accept a wish: from here on it is answered, whatever happens.

        Raises:
            Refused: the model can't paint it, or the person has too much waiting.
            TooMuch: an allowance has no room for it.
            Later: the process is about to stop.
        """
        if not self._open:
            raise Later("stopping")
        request = self.models.on_living_model(wish.request)
        model = self.models.find(request.model)
        model_fit.check(request, model)
        if wish.parent is not None:
            await self.settings.check_continues(
                await self.turn(wish.parent), by=asker.by, at=asker.at
            )
        if asker.at is not None and not asker.at.may_post:  # nobody but them will see it there
            request = replace(request, private=True)
        new = NewTurn(
            request=request,
            by=asker.by,
            at=asker.at,
            origin=asker.origin,
            parent=wish.parent,
            pick=wish.pick,
            cost=pricing.estimate(request, model),
        )
        turn, _ = await self._store.turns.accept(
            new,
            most_waiting=self._limits.person_waiting,
            now=self._now(),
            operator_limits=self.accounts.house,
        )
        self.wakeup.ring()
        self.accounts.wakeup.ring()
        return turn

    async def check_waiting(self, asker: Requester) -> None:
        """Let a person pass who has room for one more request; `submit` makes sure of it.

        Raises:
            TooMuch: they have too much waiting.
        """
        most = self._limits.person_waiting
        await self._store.turns.check_waiting(asker.by, most=most, origin=asker.origin)

    def when_cancelled(self, stop: Callable[[int], None]) -> None:
        """Say who stops the painting of a turn that is cancelled."""
        self._stops.append(stop)

    async def cancel(self, turn: Turn, *, by: Person) -> None:
        """End a turn that is waiting or being painted; nothing is charged.

        Raises:
            Refused: it is another person's, or already done.
        """
        if turn.by.id != by.id:
            raise Refused("not_yours")
        if await self._store.turns.cancel(turn.id, now=self._now()) is None:
            raise Refused("standing.done")
        self._stop(turn.id)

    def _stop(self, id_: int) -> None:
        for stop in self._stops:
            stop(id_)
        self.wakeup.ring()

    async def turn(self, id_: int, *, by: Person | None = None) -> Turn:
        """A turn by its number.

        Args:
            id_: its number.
            by: who asks for it; none for ourselves.

        Raises:
            NothingHere: there is none, or none that this person may see.
        """
        turn = await self._store.turns.get(id_)
        if turn is None or (by is not None and not requests.may_see(turn, by)):
            raise NothingHere
        return turn

    async def turn_in(self, channel: int, id_: int, *, by: Person) -> Turn:
        """A turn that a person met in a channel: an id may be forged.

        Raises:
            NothingHere: there is none, it is none of their business, or it is shown elsewhere.
        """
        turn = await self.turn(id_, by=by)
        if turn.by.id != by.id and not await self._store.canvases.appears_in(turn, channel):
            raise NothingHere
        return turn

    async def came_from(self, *origins: str) -> Sequence[Turn]:
        """The turns that came from some origins, oldest first."""
        return await self._store.turns.by_origins(*origins)

    async def shown_by(self, message: int) -> Turn | None:
        """The turn that a message shows, if it is one of ours."""
        return await self._store.canvases.shown_by(message)

    async def head(self, channel: int) -> Turn | None:
        """The turn that a plain message in a thread continues."""
        return await self._store.canvases.head(channel)

    async def tree(self, channel: int) -> Tree:
        """A channel, thread or private chat as a tree of turns."""
        return await self._store.canvases.tree(channel)

    async def lineage(self, turn: Turn) -> Sequence[Turn]:
        """The turns from the root to this one."""
        return await self._store.canvases.lineage(turn.id)

    async def numbered(self, channel: int, number: int, *, by: Person) -> Turn:
        """The turn with a number in a channel.

        Raises:
            NothingHere: there is none, it was deleted, or this person may not see it.
        """
        turn = await self._store.canvases.by_number(channel, number)
        if turn is None or not requests.may_see(turn, by):
            last = await self._store.canvases.last_number(channel)
            raise NothingHere(_unknown_number(last), number=number, last=last)
        if turn.deleted_at is not None:
            raise NothingHere("nothing_here.deleted", number=number)
        if turn.gone_at is not None:
            raise NothingHere("nothing_here.kept")
        return turn

    async def move(self, channel: int, rule: Callable[[Tree], Mark]) -> Turn:
        """Move the head of a channel by a rule of `bot.core.tree`; nothing is painted.

        Returns:
            the turn that is current then.

        Raises:
            NothingHere: there is nowhere to go.
        """
        turn = await self._store.canvases.move_head(channel, rule)
        if turn is None:
            raise NothingHere
        return turn

    async def posted(self, turn: Turn, message: int, *, channel: int) -> None:
        """Remember that one more message shows a turn."""
        await self._store.canvases.add_post(turn, Post(message=message, channel=channel))

    async def delete(self, turn: Turn, *, by: Person, moderates: bool) -> Sequence[Post]:
        """Delete a turn's pictures from sight; answers with the messages to take away.

        Raises:
            Refused: they neither asked for it nor moderate the channel.
        """
        requests.check_delete(turn, by, moderates=moderates)
        return await self._store.canvases.delete(turn, now=self._now())

    async def standings(self, ids: Sequence[int]) -> Mapping[int, TurnProgress]:
        """Where some turns stand; those that are shown are left out."""
        states = await self._store.queue.states(ids, now=self._now())
        queue = await self._store.queue.places(ids, now=self._now())
        return {
            id_: TurnProgress(
                painting=id_ not in queue,
                place=queue.get(id_, 0),
                busy=state.busy and id_ in queue,
                finished=state.finished,
            )
            for id_, state in states.items()
        }

    async def missed(self, by: Person) -> Sequence[Turn]:
        """A person's turns that could not be shown anywhere, oldest first."""
        return await self._store.undelivered.of_person(by.id)

    async def given(self, turn: Turn) -> None:
        """A turn that had been kept was shown to its person."""
        await self._store.undelivered.resolve(turn)

    async def remember_note(self, turn: Turn, message: int) -> bool:
        """Remember the message that says where a turn stands; false if that is over already."""
        return await self._store.turns.set_progress_message(turn.id, message)

    async def listens(self, channel: int) -> bool:
        """Whether every message in a thread is a wish."""
        return await self._store.canvases.listens(channel)

    async def set_listens(self, channel: int, *, every: bool) -> None:
        """Set whether every message in a thread is a wish, or mentions and replies only."""
        await self._store.canvases.set_listens(channel, every)

    async def tell_once(self, channel: int) -> bool:
        """True the first time it is asked for a channel."""
        return await self._store.canvases.claim_hint(channel)

    async def picture(self, blob: Blob) -> bytes:
        """A stored picture's bytes, untouched."""
        return await self._pictures.get(blob.digest)

    async def fitting(self, blob: Blob, *, limit: int) -> Picture:
        """A stored picture in at most `limit` bytes: untouched where it fits."""
        data = await self._pictures.get(blob.digest)
        if len(data) <= limit:
            return Picture(data=data, mime=blob.mime, width=blob.width, height=blob.height)
        return await self._imaging.fit(data, limit=limit)

    async def done(self, id_: int) -> Turn:
        """Wait until a turn has an outcome."""
        ended = self._outcomes.expect(id_)
        try:
            turn = await self.turn(id_)
            if turn.waiting:
                await ended
                turn = await self.turn(id_)
        finally:
            ended.cancel()
        return turn


def _unknown_number(last: int) -> str:
    """The code of the sentence that says which numbers there are."""
    if last == 0:
        return "history.empty"
    return "nothing_here.number" if last > 1 else "nothing_here.number.only"
