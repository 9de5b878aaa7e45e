"""Keeps Discord's lists of this application's commands up to date.

There is a global list and one for each server. Our commands are in one kind of them: in both, a
person would see each command twice. A list is sent when our commands changed, or when Discord's
list is not as we left it: every command there has a version, which changes with it. What our
commands are is known without translating them, for which all languages would have to be loaded.
"""

import asyncio
import hashlib
import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import discord
from discord import app_commands
from discord.http import Route

from bot import __version__
from bot.discord.connection_errors import DISCORD_ERRORS, describe_connection_error, is_final
from bot.text import languages

log = logging.getLogger(__name__)

ENTRY_POINT = 4  # the type of the command that starts an Activity; a list must not lack it
MAX_CHECKED = 100  # servers whose lists are read for duplicates; a request each
PATIENCE = 20.0  # seconds for a list; discord.py would wait for hours if Discord asks it to
WRITABLE = {
    *("id", "type", "name", "name_localizations", "description", "description_localizations"),
    *("options", "default_member_permissions", "dm_permission", "nsfw", "integration_types"),
    *("contexts", "handler"),
}
"""The fields of a command, as Discord lists it, that may be sent back."""

NOT_INVITED = (
    "The commands could not be sent for server %d (%s). Invite Easel there with the link, then "
    "start it again."
)
REFUSED = (
    "Discord refused the list of commands (%s): the commands stay as they were. Easel tries "
    "again later."
)

MAX_REASON = 300  # characters of what Discord answered

Command = dict[str, Any]
Scope = int | None
"""A server's id; none for the global list."""


class KeyValues(Protocol):
    """Stores what was sent; `bot.database.Store` has one."""

    async def get(self, key: str) -> str | None:
        """Return the value of a key, or none."""
        ...

    async def set(self, key: str, value: str) -> None:
        """Set the value of a key."""
        ...


@dataclass(frozen=True, slots=True)
class CommandSync:
    """The lists of one application's commands.

    Args:
        tree: our commands.
        key_values: what each list looked like after it was sent.
        servers: the servers that get the commands; empty: the global list gets them.
    """

    tree: app_commands.CommandTree[Any]
    key_values: KeyValues
    servers: tuple[int, ...] = ()

    async def sync(self) -> bool:
        """Send our commands to the lists that should have them and differ.

        Returns:
            whether all are up to date; where one is not, the log says why.
        """
        source = self._source()
        synced = [await self._sync(scope, source) for scope in self.servers or (None,)]
        if self.servers:
            await self._remove(None)
        return all(synced)

    async def remove_duplicates(self, servers: Iterable[int]) -> None:
        """Remove our commands from the lists of servers that should not have them."""
        others = [id_ for id_ in servers if id_ not in self.servers]
        stored = await self.key_values.get(self._servers_key)
        before = [id_ for id_ in json.loads(stored or "[]") if id_ in others]
        for id_ in dict.fromkeys(before + others[:MAX_CHECKED]):
            await self._remove(id_)
        await self.key_values.set(self._servers_key, json.dumps(self.servers))

    async def _sync(self, scope: Scope, source: str) -> bool:
        key = f"commands:{self._application}:{scope or 'all'}"
        try:
            async with asyncio.timeout(PATIENCE):
                listed = await self._listed(scope)
                if await self.key_values.get(key) == _digest(source, listed):
                    return True
                kept = [_writable(each) for each in listed if each["type"] == ENTRY_POINT]
                ours = await self._ours()
                left = await self._put(scope, ours + kept)
        except DISCORD_ERRORS as error:
            if scope is not None and _not_invited(error):
                log.warning(NOT_INVITED, scope, _reason(error))
                return True
            log.warning(REFUSED, _reason(error))
            return False
        await self.key_values.set(key, _digest(source, left))
        log.info("commands sent to Discord: count=%d", len(ours))
        return True

    async def _remove(self, scope: Scope) -> None:
        """Remove our commands from a list, and leave the others in it."""
        ours = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        own = {(each.get("type", 1), each["name"]) for each in ours}
        try:
            async with asyncio.timeout(PATIENCE):
                listed = await self._listed(scope)
                kept = [each for each in listed if (each["type"], each["name"]) not in own]
                if len(kept) == len(listed):
                    return
                await self._put(scope, [_writable(each) for each in kept])
        except DISCORD_ERRORS as error:
            log.warning("duplicate commands not checked: error=%s", _reason(error))
            return
        where = f"server {scope}" if scope else "the servers that discord.guilds does not name"
        log.info("duplicate commands removed: count=%d where=%s", len(listed) - len(kept), where)

    async def _listed(self, scope: Scope) -> list[Command]:
        """Discord's list, with all translations."""
        listing: list[Command] = await self._http.request(
            self._route("GET", scope), params={"with_localizations": "true"}
        )
        return listing

    async def _put(self, scope: Scope, commands: list[Command]) -> list[Command]:
        left: list[Command] = await self._http.request(self._route("PUT", scope), json=commands)
        return left

    def _source(self) -> str:
        """Return what our commands are made of: they are the same as long as this is."""
        commands = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        return json.dumps([__version__, languages.digest(), commands], sort_keys=True)

    async def _ours(self) -> list[Command]:
        """Our commands as they are sent, with all translations."""
        registered = self.tree.get_commands()
        translator = self.tree.translator
        if translator is None:
            return [command.to_dict(self.tree) for command in registered]
        return [
            await command.get_translated_payload(self.tree, translator) for command in registered
        ]

    def _route(self, method: str, scope: Scope) -> Route:
        path = "/applications/{application_id}/commands"
        if scope is None:
            return Route(method, path, application_id=self._application)
        path = "/applications/{application_id}/guilds/{guild_id}/commands"
        return Route(method, path, application_id=self._application, guild_id=scope)

    @property
    def _http(self) -> discord.http.HTTPClient:
        http: discord.http.HTTPClient = self.tree.client.http
        return http

    @property
    def _application(self) -> int:
        return self.tree.client.application_id or 0

    @property
    def _servers_key(self) -> str:
        return f"commands:{self._application}:servers"


def _writable(command: Command) -> Command:
    return {key: value for key, value in command.items() if key in WRITABLE and value is not None}


def _digest(source: str, listed: list[Command]) -> str:
    """Return a digest of what our commands are made of, and of the versions in Discord's list."""
    versions = sorted((str(each["id"]), str(each["version"])) for each in listed)
    text = json.dumps([source, versions])
    return hashlib.sha256(text.encode()).hexdigest()


def _not_invited(error: Exception) -> bool:
    """Return whether Discord itself says that the bot has no commands in a server."""
    return isinstance(error, discord.Forbidden | discord.NotFound) and is_final(error)


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {PATIENCE:.0f} seconds"
    if isinstance(error, discord.HTTPException) and error.code:
        return f"{error.status}, code {error.code}: {' '.join(error.text.split())[:MAX_REASON]}"
    return describe_connection_error(error)
