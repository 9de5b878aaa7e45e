"""What people, threads and servers have set, and what follows from it for a wish."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.core import permissions, styles
from bot.core.permissions import ContinuePolicy
from bot.core.preferences import Preferences
from bot.core.styles import Own
from bot.core.turns import Person, Place, Turn
from bot.database import Store
from bot.errors import Refused


class Settings:
    """Reads settings, changes them, and holds wishes against them."""

    def __init__(self, store: Store) -> None:
        self._settings = store.settings
        self._lineage = store.canvases.lineage

    async def preferences(self, person: int) -> Preferences:
        """A person's own defaults."""
        return Preferences.read(await self._settings.read("person", person))

    async def prefer(self, person: int, **values: str | None) -> None:
        """Change a person's defaults; none takes one away."""
        await self._settings.write("person", person, values)

    async def styles(self, server: int | None) -> Mapping[str, str]:
        """The named styles of a server, or those that come along."""
        return styles.known(await self._own_styles(server) if server else {})

    async def add_style(self, server: int, name: str, *, words: str) -> str:
        """Add a named style, or change one; answers with its name as it is stored.

        Raises:
            Refused: it is empty or too long, or there are too many.
        """
        name, words = styles.checked(name, words)
        await self._change_styles(server, lambda own: styles.added(own, name, words))
        return name

    async def keep_style(self, server: int, name: str, *, words: str) -> str:
        """Add a named style under a name that is free; answers with it as it is stored.

        Raises:
            Refused: there is one of that name, or as for `add_style`.
        """
        name, words = styles.checked(name, words)
        await self._change_styles(server, lambda own: styles.kept(own, name, words))
        return name

    async def remove_style(self, server: int, name: str) -> None:
        """Take a named style away, also one that came along.

        Raises:
            NothingHere: there is none of that name.
        """
        await self._change_styles(server, lambda own: styles.removed(own, name))

    async def permit(self, server: int | None, *channels: int) -> ContinuePolicy:
        """Who may continue pictures in a place; the nearest channel that says so decides."""
        found = [await self._settings.read("thread", one) for one in dict.fromkeys(channels)]
        if server is not None:
            found.append(await self._settings.read("server", server))
        return ContinuePolicy.read(*found)

    async def set_permit(self, kind: str, id_: int, permit: ContinuePolicy) -> None:
        """Say who may continue the pictures of a "server" or a "thread"."""
        said = {"continue": str(permit.who), "continue_roles": list(permit.roles) or None}
        await self._settings.write(kind, id_, said)

    async def check_continues(self, turn: Turn, *, by: Person, at: Place | None) -> None:
        """Let a person pass who may continue a turn.

        Raises:
            Refused: the thread or server keeps it to others, or somebody's own picture in it is
                not to be edited.
        """
        await self.check_permit(turn, by=by, at=at)
        if turn.by.id == by.id:
            return
        lineage = tuple(await self._lineage(turn.id))
        for person in permissions.brought_by_others(lineage, by=by):
            await self.check_edits(person, by=by)

    async def check_permit(self, turn: Turn, *, by: Person, at: Place | None) -> None:
        """Let a person pass to whom the thread or server leaves a turn.

        Raises:
            Refused: it is kept to others.
        """
        if turn.by.id == by.id:
            return
        channels = [place.channel for place in (at, turn.at) if place]
        permit = await self.permit(turn.by.guild, *channels)
        if not permissions.may_continue(permit, turn, by=by):
            raise Refused(f"continue.{permit.who}")

    async def check_edits(self, poster: int, *, by: Person) -> None:
        """Let a person pass who may use what another one posted.

        Raises:
            Refused: the poster does not want that.
        """
        if poster != by.id and await self.refuses_edits(poster):
            raise Refused("privacy.refuses")

    async def refuses_edits(self, person: int) -> bool:
        """Whether nobody else may edit what a person posts."""
        return bool((await self._settings.read("person", person)).get("no_edits"))

    async def refuse_edits(self, person: int, *, refuse: bool) -> None:
        """Say whether others may edit what a person posts."""
        await self._settings.write("person", person, {"no_edits": refuse or None})

    async def asks_posters(self, server: int | None) -> bool:
        """Whether a server wants posters asked before somebody else edits their picture."""
        if server is None:
            return False
        return bool((await self._settings.read("server", server)).get("ask_posters"))

    async def ask_posters(self, server: int, *, ask: bool) -> None:
        """Say whether posters are asked."""
        await self._settings.write("server", server, {"ask_posters": ask or None})

    async def _change_styles(self, server: int, rule: Callable[[Own], Own]) -> None:
        await self._settings.change("server", server, "styles", lambda own: rule(own or {}))

    async def _own_styles(self, server: int) -> dict[str, Any]:
        return dict((await self._settings.read("server", server)).get("styles") or {})
