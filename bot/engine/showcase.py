"""The showcases of servers: who puts an image there, and what is to be posted or deleted."""

from collections.abc import Callable
from typing import Any

from bot.core import showcase
from bot.core.days import Calendar
from bot.core.due import Due
from bot.core.preferences import Notify, Preferences
from bot.core.showcase import NO_SHOWCASE, Origin, ShowcaseEntry, ShowcaseRules, ShowcaseState
from bot.core.turns import Person, Turn
from bot.database import Store
from bot.engine.wakeup import Wakeup
from bot.errors import NotFound

REMIXED = "remixed"  # key of a person's setting: the day of the last notice, and of which remix


class Showcases:
    """Reads and changes what is in the showcases of servers."""

    def __init__(self, store: Store, *, now: Callable[[], float]) -> None:
        self._store = store.showcase
        self._settings = store.settings
        self._canvases = store.canvases
        self._turns = store.turns
        self._now = now
        self.wakeup = Wakeup()  # something may be to be posted or deleted

    async def rules(self, guild: int | None) -> ShowcaseRules:
        """Return what a server's managers have set."""
        if guild is None:
            return ShowcaseRules()
        return ShowcaseRules.read(await self._settings.read("server", guild))

    async def set_rules(
        self,
        guild: int,
        *,
        channel: int | None = None,
        stars: int | None = None,
        approve: bool | None = None,
        gallery: bool | None = None,
    ) -> ShowcaseRules:
        """Change what is given, and return what holds now; what could not be posted is due."""
        values: dict[str, int | bool | None] = {}
        if channel is not None:
            values["showcase"] = channel
        if stars is not None:
            values["showcase_stars"] = stars or None
        if approve is not None:
            values["showcase_approve"] = approve or None
        if gallery is not None:
            values["showcase_gallery"] = gallery or None
        await self._settings.write("server", guild, values)
        await self._retry(guild)
        return await self.rules(guild)

    async def close(self, guild: int) -> None:
        """End a server's showcase and its gallery; what was posted stays."""
        await self._settings.write("server", guild, {"showcase": None, "showcase_gallery": None})

    async def show(self, turn: Turn, *, by: Person) -> ShowcaseEntry:
        """Accept that a person puts their image into their server's showcase, once.

        Raises:
            UserError: they did not ask for it, or the server has no showcase or can't decide.
            NotFound: it is not shown openly there, or was deleted.
        """
        stored = await self._settings.read("server", turn.by.guild or 0)
        rules = ShowcaseRules.read(stored)
        showcase.check_may_show(turn, by=by, rules=rules, log=stored.get("log"))
        entry = await self._store.add(turn, approves=rules.approve, now=self._now())
        self.wakeup.wake()
        return entry

    async def missing_stars(self, turn: Turn) -> int | None:
        """Return after how many stars of others a turn's image is shown.

        None where stars don't count: the server or the person does not want it, or it has an entry.
        """
        stored = await self._settings.read("server", turn.by.guild or 0)
        rules = ShowcaseRules.read(stored)
        if rules.channel is None or not rules.stars or not showcase.can_be_shown(turn):
            return None
        if rules.approve and stored.get("log") is None:
            return None
        if (await self._settings.read("person", turn.by.id)).get(NO_SHOWCASE):
            return None
        return None if await self._store.get(turn.id) else rules.stars

    async def show_starred(self, turn: Turn) -> None:
        """Accept that others' stars put an image into the showcase, once.

        Raises:
            NotFound: it was deleted.
        """
        rules = await self.rules(turn.by.guild)
        await self._store.add(turn, approves=rules.approve, now=self._now())
        self.wakeup.wake()

    async def decide(self, turn: int, *, approve: bool) -> ShowcaseEntry:
        """Store what a moderator decided.

        Raises:
            NotFound: it was removed, or another moderator has decided.
        """
        entry = await self._store.decide(turn, approve=approve, now=self._now())
        self.wakeup.wake()
        return entry

    async def refuse(self, person: int, *, refuse: bool) -> None:
        """Set whether others' stars show a person's images; refusing takes all of them out."""
        await self._settings.write("person", person, {NO_SHOWCASE: refuse or None})
        if refuse:
            await self._store.remove_person(person)
            self.wakeup.wake()

    async def refuses(self, person: int) -> bool:
        """Return whether others' stars don't show a person's images."""
        return bool((await self._settings.read("person", person)).get(NO_SHOWCASE))

    async def origin(self, turn: Turn) -> Origin | None:
        """Return where an image comes from; None if it continues none."""
        return showcase.origin_of(await self._canvases.lineage(turn.id))

    # -- remixes

    async def remixed(self, turn: Turn) -> Turn | None:
        """Return the turn that a turn is a remix of; None if it is none."""
        return await self._turns.get(turn.request.remix_of) if turn.request.remix_of else None

    async def check_shown(self, turn: Turn, *, channel: int) -> ShowcaseEntry:
        """Return the entry of a turn that is in a showcase in a channel.

        Raises:
            NotFound: it is not, or not any more.
        """
        entry = await self._store.get(turn.id)
        shown = entry is not None and entry.state is ShowcaseState.SHOWN
        if entry is None or not shown or entry.channel != channel:
            raise NotFound
        return entry

    async def claim_notice(self, remix: Turn) -> int | None:
        """Return the person to be notified of a remix of their image: once a day at most.

        None where they did not choose to be mentioned always, or read of another one today.
        """
        remixed = await self.remixed(remix)
        if remixed is None or remix.parent != remixed.id or remixed.by.id == remix.by.id:
            return None
        person, today = remixed.by.id, Calendar.at(self._now()).day
        own = Preferences.read(await self._settings.read("person", person))
        if own.notify is not Notify.ALWAYS:
            return None
        due = False

        def rule(before: Any) -> list[int]:
            nonlocal due
            due = before is None or before[0] != today or before[1] == remix.id
            return [today, remix.id] if due else before

        await self._settings.change("person", person, REMIXED, rule)
        return person if due else None

    # -- what is to be done on Discord

    async def entry(self, turn: int, theme: int = 0) -> ShowcaseEntry | None:
        """Return a turn's entry in the showcase, or in a theme; None if it has none."""
        return await self._store.get(turn, theme)

    async def due(self, *, beyond: int = 0) -> Due[ShowcaseEntry]:
        """Return entries about which something is to be done now, but the first `beyond`."""
        return await self._store.due(now=self._now(), beyond=beyond)

    async def begin(self, entry: ShowcaseEntry) -> ShowcaseEntry:
        """Write down that a message is about to be posted; return the entry as it was before.

        Raises:
            NotFound: it was removed meanwhile.
        """
        if (before := await self._store.begin(entry.turn, entry.theme)) is None:
            raise NotFound
        return before

    async def posted(self, entry: ShowcaseEntry, *, channel: int, message: int) -> None:
        """Store which message shows an image; one that was removed meanwhile is due again."""
        if not await self._store.set_shown(
            entry.turn, entry.theme, channel=channel, message=message, now=self._now()
        ):
            self.wakeup.wake()

    async def asked(self, turn: int, *, channel: int, note: int) -> None:
        """Store which message asks moderators; what was removed meanwhile is due again."""
        if not await self._store.set_note(turn, channel=channel, note=note):
            self.wakeup.wake()

    async def postpone(self, entry: ShowcaseEntry, *, after: float, reason: str = "") -> None:
        """Store that something could not be done, and after how many seconds it is tried again."""
        until = self._now() + after
        await self._store.postpone(entry.turn, entry.theme, until=until, reason=reason)

    def age(self, entry: ShowcaseEntry) -> float:
        """Return how many seconds ago an image was put there."""
        return self._now() - entry.created_at

    async def drop(self, entry: ShowcaseEntry) -> None:
        """Delete an entry whose messages are gone."""
        await self._store.drop(entry.turn, entry.theme)

    async def _retry(self, guild: int) -> None:
        await self._store.retry(guild, now=self._now())
        self.wakeup.wake()
