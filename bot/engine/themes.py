"""Themes: who starts one, enters an image or votes, and how it ended."""

from collections.abc import Callable, Sequence

from bot.core import theme_repeats, themes
from bot.core.due import Due
from bot.core.showcase import ShowcaseEntry
from bot.core.theme_repeats import Every, Followed, ThemeRepeat
from bot.core.themes import (
    MOST_WORDS,
    OPEN_THEME,
    Ranked,
    Theme,
    ThemeTerms,
    check_may_enter,
    check_open,
)
from bot.core.turns import Person, Turn
from bot.database import Store
from bot.engine.moderation import Moderation
from bot.engine.wakeup import Wakeup
from bot.errors import NotFound, UserError


class Themes:
    """Reads and changes the themes of servers."""

    def __init__(
        self, store: Store, moderation: Moderation, *, wakeup: Wakeup, now: Callable[[], float]
    ) -> None:
        self._store = store.themes
        self._repeats = store.theme_repeats
        self._entries = store.showcase
        self._settings = store.settings
        self._moderation = moderation
        self._now = now
        self.wakeup = wakeup  # of what is to be posted or deleted, here and in showcases

    async def start(self, guild: int, words: str, terms: ThemeTerms, *, until: str) -> Theme:
        """Start a theme.

        Raises:
            UserError: one is open, or its words or its end can't be used.
        """
        now, shown = self._now(), " ".join(words.split())
        if not shown or len(shown) > MOST_WORDS:
            raise UserError("event.words", limit=MOST_WORDS)
        ends_at = themes.parse_until(until, now=now)
        id_ = await self._store.start(guild, shown, terms, ends_at=ends_at, now=now)
        self.wakeup.wake()
        return await self.get(id_)

    async def repeat(self, guild: int, list_: str, terms: ThemeTerms, *, every: Every) -> None:
        """Store a server's list of themes; each starts when the one before has ended.

        Where none is open, the first one starts now.

        Raises:
            UserError: the list can't be used.
        """
        found = tuple(theme_repeats.parse_themes(list_))
        repeat = ThemeRepeat(guild=guild, every=every, terms=terms, themes=found)
        await self._repeats.put(repeat, now=self._now())
        self.wakeup.wake()

    async def repeat_of(self, guild: int) -> ThemeRepeat | None:
        """Return a server's list of themes; None if it has none."""
        return await self._repeats.get(guild)

    async def stop_repeat(self, guild: int) -> bool:
        """Delete a server's list, and return whether it had one; an open theme goes on."""
        return await self._repeats.stop(guild)

    async def end(self, guild: int) -> Theme:
        """Let the open theme of a server end now.

        Raises:
            NotFound: none is open.
        """
        theme = await self._store.end(guild, now=self._now())
        self.wakeup.wake()
        return theme

    async def last(self, guild: int) -> Theme:
        """Return the newest theme of a server.

        Raises:
            NotFound: it had none.
        """
        if (theme := await self._store.last(guild)) is None:
            raise NotFound("event.never")
        return theme

    async def get(self, id_: int) -> Theme:
        """Return a theme by its id.

        Raises:
            NotFound: there is none.
        """
        if (theme := await self._store.get(id_)) is None:
            raise NotFound("event.none")
        return theme

    async def enter(self, turn: Turn, *, by: Person) -> ShowcaseEntry:
        """Enter an image in the theme that is open in its server, once.

        Raises:
            UserError: it is another person's.
            NotFound: none is open, or the image is not shown openly, or was deleted.
            LimitReached: the person has as many entries as they may have.
        """
        check_may_enter(turn, by=by)
        id_ = (await self._settings.read("server", by.guild or 0)).get(OPEN_THEME)
        theme = check_open(await self._store.get(id_) if id_ else None, now=self._now())
        entry = await self._store.enter(theme.id, turn, now=self._now())
        self.wakeup.wake()
        return entry

    async def vote(self, theme: Theme, turn: int, *, by: Person) -> bool:
        """Store a vote; false if it is stored already.

        Raises:
            NotFound: the theme has ended or is another server's, or the entry is gone.
            UserError: the image is their own.
        """
        self._check_here(theme, by)
        return await self._store.vote(theme.id, turn, person=by.id, now=self._now())

    async def take_back(self, theme: Theme, turn: int, *, by: Person) -> None:
        """Delete a person's vote.

        Raises:
            NotFound: the theme has ended or is another server's.
        """
        self._check_here(theme, by)
        await self._store.take_back(theme.id, turn, person=by.id, now=self._now())

    async def counts(self, theme: Theme, *, person: int) -> tuple[int, int]:
        """Return how many entries a theme has, and how many of them are a person's."""
        return await self._store.counts(theme.id, person=person)

    async def places(self, theme: Theme, *, most: int, beyond: int = 0) -> Sequence[Ranked]:
        """Return the best entries of a theme that has ended, without those of blocked people.

        Args:
            theme: which.
            most: how many.
            beyond: how many better ones are left out.
        """
        blocked = tuple(await self._moderation.blocked(theme.guild))
        found = await self._store.standings(theme.id, most=most, beyond=beyond, without=blocked)
        better = 0
        if found and beyond:
            better = await self._store.better(theme.id, votes=found[0].votes, without=blocked)
        return themes.ranked(found, beyond=beyond, better=better)

    # -- what is to be done on Discord

    async def due(self, *, beyond: int = 0) -> Due[Theme]:
        """Return themes about which something is to be done now, but the first `beyond`."""
        return await self._store.due(now=self._now(), beyond=beyond)

    def has_ended(self, theme: Theme, *, since: float = 0.0) -> bool:
        """Return whether a theme ended at least `since` seconds ago."""
        return theme.ends_at + since <= self._now()

    async def begin(self, theme: int) -> Theme:
        """Write down that a message is about to be posted; return the theme as it was before.

        Raises:
            NotFound: there is none.
        """
        if (before := await self._store.begin(theme)) is None:
            raise NotFound("event.none")
        return before

    async def announced(self, theme: int, *, message: int, thread: int | None) -> None:
        """Store the message and the thread of a theme."""
        await self._store.announced(theme, message=message, thread=thread)
        self.wakeup.wake()  # entries may wait for it

    async def close(self, theme: int) -> Followed:
        """End a theme, and return what followed."""
        followed = await self._store.close(theme, now=self._now())
        if followed is Followed.NEXT:
            self.wakeup.wake()
        return followed

    async def finish(self, theme: int, *, board: int | None) -> None:
        """Store the message with the winners; None where it can't be posted any more."""
        await self._store.finish(theme, board=board)

    async def postpone(self, theme: int, *, after: float, reason: str = "") -> None:
        """Store that something could not be done, and after how many seconds it is tried again."""
        await self._store.postpone(theme, until=self._now() + after, reason=reason)

    @staticmethod
    def _check_here(theme: Theme, by: Person) -> None:
        if theme.guild != by.guild:
            raise NotFound("event.none")
