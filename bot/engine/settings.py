"""What people, threads and servers have set, and what a request may do by it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.core import access, permissions, styles
from bot.core.access import AccessRules
from bot.core.permissions import ContinuePolicy
from bot.core.preferences import Preferences
from bot.core.server_settings import RequestSettings, ServerSettings, SettingChange
from bot.core.styles import Own
from bot.core.turns import Person, Place, Turn
from bot.database import Store, record_changes
from bot.errors import UserError


class Settings:
    """Reads and changes settings, and checks requests against them."""

    def __init__(self, store: Store) -> None:
        self._settings = store.settings
        self._canvases = store.canvases

    async def of_server(self, server: int) -> Mapping[str, Any]:
        """Return all settings of a server, as they are stored."""
        return await self._settings.read("server", server)

    @staticmethod
    def record_changes() -> Sequence[SettingChange]:
        """Return a list to which the changes are added that this task makes from now on."""
        return record_changes()

    async def server_settings(self, server: int) -> ServerSettings:
        """Return what the managers of a server have set."""
        return ServerSettings.read(await self._settings.read("server", server))

    async def of_request(self, by: Person) -> RequestSettings:
        """Return what a person and the server that they ask in have set, read at once."""
        server, own = await self._settings.of_request(by)
        return RequestSettings(server=ServerSettings.read(server), own=Preferences.read(own))

    async def preferences(self, person: int) -> Preferences:
        """Return a person's own defaults."""
        return Preferences.read(await self._settings.read("person", person))

    async def set_preferences(self, person: int, **values: str | bool | None) -> None:
        """Change a person's defaults; None removes one."""
        await self._settings.write("person", person, values)

    async def styles(self, server: int | None) -> Mapping[str, str]:
        """Return the named styles of a server, or the built-in ones, by name."""
        return styles.available(await self._own_styles(server) if server else {})

    async def add_style(self, server: int, name: str, *, words: str) -> str:
        """Add or change a named style and return its name as it is stored.

        Raises:
            UserError: it is empty or too long, or there are too many.
        """
        name, words = styles.normalize(name, words)
        await self._change_styles(server, lambda own: styles.put(own, name, words))
        return name

    async def add_new_style(self, server: int, name: str, *, words: str) -> str:
        """Add a named style under a free name and return that as it is stored.

        Raises:
            UserError: the name is taken, or as for `add_style`.
        """
        name, words = styles.normalize(name, words)
        await self._change_styles(server, lambda own: styles.add(own, name, words))
        return name

    async def remove_style(self, server: int, name: str) -> None:
        """Remove a named style, also a built-in one.

        Raises:
            NotFound: no style has that name.
        """
        await self._change_styles(server, lambda own: styles.remove(own, name))

    async def continue_policy(self, server: int | None, *channels: int) -> ContinuePolicy:
        """Return who may continue pictures in a place; the nearest channel that is set decides."""
        found = [await self._settings.read("thread", one) for one in dict.fromkeys(channels)]
        if server is not None:
            found.append(await self._settings.read("server", server))
        return ContinuePolicy.read(*found)

    async def set_continue_policy(self, kind: str, id_: int, policy: ContinuePolicy) -> None:
        """Set who may continue the pictures of a "server" or a "thread"."""
        said = {"continue": str(policy.who), "continue_roles": list(policy.roles) or None}
        await self._settings.write(kind, id_, said)

    async def check_may_continue(self, turn: Turn, *, by: Person, at: Place | None) -> None:
        """Raise UserError unless a person may continue a turn.

        Raises:
            UserError: the thread or server reserves it for others, or it uses a picture of a person
                who does not want edits.
        """
        await self.check_continue_policy(turn, by=by, at=at)
        if turn.by.id == by.id:
            return
        lineage = tuple(await self._canvases.lineage(turn.id))
        for person in permissions.other_uploaders(lineage, by=by):
            await self.check_may_edit(person, by=by)

    async def check_continue_policy(self, turn: Turn, *, by: Person, at: Place | None) -> None:
        """Raise UserError unless the thread or server lets a person continue a turn.

        Raises:
            UserError: it is reserved for others.
        """
        if turn.by.id == by.id:
            return
        channels = [place.channel for place in (at, turn.at) if place]
        policy = await self.continue_policy(turn.by.guild, *channels)
        if not permissions.may_continue(policy, turn, by=by):
            raise UserError(f"continue.{policy.who}")

    async def check_may_edit(self, poster: int, *, by: Person) -> None:
        """Raise UserError unless a person may edit what another one posted.

        Raises:
            UserError: the poster does not want that.
        """
        if poster != by.id and await self.refuses_edits(poster):
            raise UserError("privacy.refuses")

    async def refuses_edits(self, person: int) -> bool:
        """Return whether a person lets no one else edit what they post."""
        return bool((await self._settings.read("person", person)).get("no_edits"))

    async def set_refuses_edits(self, person: int, *, refuse: bool) -> None:
        """Set whether a person lets no one else edit what they post."""
        await self._settings.write("person", person, {"no_edits": refuse or None})

    async def listens(self, thread: int, *, server: int | None) -> bool:
        """Return whether every message in a thread is a request, or only mentions and replies.

        What is set for the thread counts, else what is set for its server.
        """
        own = (await self._settings.read("thread", thread)).get("listens")
        if own is not None:
            return bool(own)
        if await self._canvases.mentions_only(thread):
            return False
        return server is None or await self.thread_default(server)

    async def set_listens(self, thread: int, *, every: bool) -> None:
        """Set whether every message in a thread is a request, or only mentions and replies."""
        await self._settings.write("thread", thread, {"listens": every})

    async def access_rules(self, server: int | None) -> AccessRules:
        """Return where, for whom and with which models a server lets Easel paint."""
        if server is None:
            return AccessRules()
        return (await self.server_settings(server)).rules

    async def set_access_rules(self, server: int, **rules: Any) -> None:
        """Change some of a server's rules, by the names of their fields."""

        def changed(stored: Any) -> Any:
            return replace(AccessRules.read(stored), **rules).stored

        await self._settings.change("server", server, "access", changed)

    async def check_access(self, *, by: Person, at: Place | None) -> None:
        """Raise UserError unless a server lets a person paint in a place.

        Raises:
            UserError: its rules allow other channels, other roles or age-restricted channels only.
        """
        access.check(await self.access_rules(by.guild), by=by, at=at)

    async def asks_posters(self, server: int | None) -> bool:
        """Return whether a server wants posters asked before others edit their picture."""
        if server is None:
            return False
        return (await self.server_settings(server)).asks_posters

    async def set_asks_posters(self, server: int, *, ask: bool) -> None:
        """Set whether posters are asked before others edit their picture."""
        await self._settings.write("server", server, {"ask_posters": ask or None})

    async def thread_default(self, server: int) -> bool:
        """Return whether every message is a request in a server's threads that set nothing."""
        return (await self.server_settings(server)).listens

    async def set_thread_default(self, server: int, *, listens: bool) -> None:
        """Set whether every message is a request in a server's threads that set nothing."""
        value = None if listens else "mentions"
        await self._settings.write("server", server, {"threads": value})

    async def set_recipes(self, server: int, *, on: bool) -> None:
        """Set whether the files of a server's pictures say how they were made."""
        await self._settings.write("server", server, {"recipe": None if on else False})

    async def set_searches(self, server: int, *, on: bool) -> None:
        """Set whether requests in a server may have the web searched."""
        await self._settings.write("server", server, {"search": None if on else False})

    async def set_log_channel(self, server: int, channel: int | None) -> None:
        """Set the channel where moderators read what was removed and reported; None for none."""
        await self._settings.write("server", server, {"log": channel})

    async def set_language(self, server: int, language: str | None) -> None:
        """Set the language of what everyone in a server reads; None for its own in Discord."""
        await self._settings.write("server", server, {"language": language})

    async def language(self, server: int | None, default: str) -> str:
        """Return the language of what everyone in a server reads, or `default` if none is set."""
        if server is None:
            return default
        return (await self.server_settings(server)).language or default

    async def claim_greeting(self, server: int) -> bool:
        """Return true once for a server: then it is to be greeted."""
        first = False

        def claimed(stored: Any) -> bool:
            nonlocal first
            first = not stored
            return True

        await self._settings.change("server", server, "greeted", claimed)
        return first

    async def claim_turned_away(self, server: int) -> bool:
        """Return true once for a server: then it is said that Easel may not be there."""
        first: list[bool] = []

        def claim(before: bool | None) -> bool:
            first.append(not before)
            return True

        await self._settings.change("server", server, "turned_away", claim)
        return first[-1]

    async def _change_styles(self, server: int, rule: Callable[[Own], Own]) -> None:
        await self._settings.change("server", server, "styles", lambda own: rule(own or {}))

    async def _own_styles(self, server: int) -> dict[str, Any]:
        return dict((await self._settings.read("server", server)).get("styles") or {})
