"""Characters as surfaces use them: found in prompts, saved after a yes, shown, removed.

Who brings images confirms that they may use them before anything is saved. The question is stored
as all confirmations are, so it outlives a restart; without an answer it is deleted after a day.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.core import characters
from bot.core.characters import CharacterOwner, KnownCharacters
from bot.core.requests import TurnRequest
from bot.core.turns import Character, ImageRequest, Person
from bot.database import CharacterRecord, PendingConfirmation, Store
from bot.engine.pauses import Pauses
from bot.engine.submissions import Requester, Submissions
from bot.errors import NotFound, UserError

KINDS = {f"character.{owner}": owner for owner in CharacterOwner}
"""The owner of a new character, by the kind of the confirmation that asks about it."""


class Characters:
    """People's and servers' characters."""

    def __init__(
        self, store: Store, submissions: Submissions, pauses: Pauses, *, now: Callable[[], float]
    ) -> None:
        self._characters = store.characters
        self._confirmations = store.confirmations
        self._submissions = submissions
        self._pauses = pauses
        self._now = now

    async def known(self, by: Person) -> KnownCharacters:
        """Return the characters that a person can name where they ask."""
        return await self._characters.known(by)

    async def count(self, person: int) -> int:
        """Return how many characters a person added, their own and servers'."""
        return await self._characters.count(person)

    async def in_prompt(
        self, prompt: str, *, by: Person, chosen: Iterable[str] = ()
    ) -> tuple[Character, ...]:
        """Return the characters that were chosen beside a prompt, then those that it names.

        Raises:
            NotFound: there is no character of a chosen name.
        """
        names = tuple(chosen)
        if not names and not characters.has_mark(prompt):
            return ()
        return characters.named(prompt, await self.known(by), chosen=names)

    async def brought_along(
        self, made: TurnRequest, words: str, *, by: Person, chosen: Iterable[str] = ()
    ) -> TurnRequest:
        """Return a request with the characters that a person's new words name, too."""
        new = await self.in_prompt(words, by=by, chosen=chosen)
        every = characters.joined(made.request.characters, new)
        spoiler = made.request.spoiler or any(one.spoiler for one in new)
        return replace(made, request=replace(made.request, characters=every, spoiler=spoiler))

    async def check_new(
        self, owner: CharacterOwner, one: Character, requester: Requester, *, model: str
    ) -> None:
        """Check a new character before its images are fetched.

        Raises:
            UserError: the server's rules do not allow it, or a blocked word is in it; its name is
                taken, or its owner has as many as they may.
            LimitReached: the person pauses.
            TemporaryError: painting is paused.
        """
        request = ImageRequest(prompt="", model=model, characters=(one,))
        await self._submissions.admit(requester, request)
        await self._pauses.check(requester.by.guild)
        there = (await self.known(requester.by)).of(owner)
        if one.name in {each.name for each in there}:
            raise UserError("character.taken", name=one.name)
        if len(there) >= characters.MOST[owner]:
            raise UserError(f"character.many.{owner}", limit=characters.MOST[owner])

    async def ask(
        self, owner: CharacterOwner, one: Character, requester: Requester, *, model: str
    ) -> PendingConfirmation:
        """Store the question whether a person may use the images of a new character."""
        assert requester.at is not None
        request = ImageRequest(prompt="", model=model, characters=(one,))
        new = PendingConfirmation(
            kind=f"character.{owner}",
            requests=(TurnRequest(request=request),),
            by=requester.by,
            at=requester.at,
            answerer=requester.by.id,
        )
        return await self._confirmations.add(new, now=self._now())

    async def asked(self, id_: int, *, by: Person) -> CharacterRecord:
        """Return the new character that an open question is about.

        Raises:
            NotFound: there is no such question, or it is answered.
            UserError: it is another person's.
        """
        asked = await self._confirmations.get(id_)
        if asked is None or asked.kind not in KINDS or asked.answer is not None:
            raise NotFound("question.over")
        if asked.answerer != by.id:
            raise UserError("question.not_yours")
        owner = KINDS[asked.kind]
        [one] = asked.requests[0].request.characters
        return CharacterRecord(owner=owner, owner_id=_id_of(owner, asked.by), character=one)

    async def answer(self, id_: int, *, save: bool, requester: Requester, model: str) -> Character:
        """Save the character that an open question is about, or drop it.

        Raises:
            NotFound, UserError, LimitReached, TemporaryError: see `asked` and `check_new`; the
                question stays open.
        """
        record = await self.asked(id_, by=requester.by)
        if save:
            request = ImageRequest(prompt="", model=model, characters=(record.character,))
            await self._submissions.admit(requester, request)
            await self._characters.add(record, now=self._now())
        await self._confirmations.answer(id_, "yes" if save else "no")
        return record.character

    async def remove(self, owner: CharacterOwner, name: str, *, by: Person) -> None:
        """Delete a character; requests that were accepted keep what they have of it.

        Raises:
            NotFound: there is none of that name.
        """
        await self._characters.remove(owner, _id_of(owner, by), name)


def _id_of(owner: CharacterOwner, by: Person) -> int:
    """Return the id of a person, or of the server that they ask in; 0 outside of servers."""
    return by.id if owner is CharacterOwner.PERSON else by.guild or 0
