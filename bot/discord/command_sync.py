"""Keeps the list of commands that Discord has for this application, and tells it anew when needed.

There is a list for all servers and one for each server. Ours stand in one kind of them: in both, a
person would see each command twice. A list is told when ours changed, or when Discord's is not as
it was left: every command there has a version, which changes with it.
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

from bot.discord.connection_errors import DISCORD_ERRORS, describe_connection_error

log = logging.getLogger(__name__)

ENTRY_POINT = 4  # the type of the command that starts an Activity; a list must not lack it
MOST_LOOKED_THROUGH = 100  # servers without commands of their own; a request each
PATIENCE = 20.0  # seconds for a list; discord.py would wait hours where Discord says so
SENT = {
    *("id", "type", "name", "name_localizations", "description", "description_localizations"),
    *("options", "default_member_permissions", "dm_permission", "nsfw", "integration_types"),
    *("contexts", "handler"),
}
"""What of a command, as Discord lists it, may be sent back."""

NOT_INVITED = (
    "The commands could not be told to server %d (%s). Invite Easel there with the link, then "
    "start it again."
)
REFUSED = (
    "Discord does not take the list of commands (%s): the commands stay as they were. Easel tries "
    "again later."
)

LONGEST = 300  # characters of what Discord says

Command = dict[str, Any]
Scope = int | None
"""A server, or all of them."""


class KeyValueStore(Protocol):
    """Where it is written how a list was left; `bot.database.Store` has one."""

    async def recall(self, key: str) -> str | None:
        """What is written under a key."""
        ...

    async def remember(self, key: str, value: str) -> None:
        """Write under a key."""
        ...


@dataclass(frozen=True, slots=True)
class CommandSync:
    """The lists of one application's commands.

    Args:
        tree: our commands.
        notebook: how each list was left.
        servers: those that get the commands; none: all.
    """

    tree: app_commands.CommandTree[Any]
    notebook: KeyValueStore
    servers: tuple[int, ...] = ()

    async def sync(self) -> bool:
        """Bring the lists that are to have our commands up to date.

        Returns:
            Whether they are; where they are not, the log says why.
        """
        ours = await self._ours()
        told = [await self._tell(scope, ours) for scope in self.servers or (None,)]
        if self.servers:
            await self._take_out(None, ours)
        return all(told)

    async def remove_duplicates(self, servers: Iterable[int]) -> None:
        """Take our commands out of the servers' own lists where they are told to all servers."""
        ours = await self._ours()
        others = [id_ for id_ in servers if id_ not in self.servers]
        left = await self.notebook.recall(self._servers_key)
        before = [id_ for id_ in json.loads(left or "[]") if id_ in others]
        for id_ in dict.fromkeys(before + others[:MOST_LOOKED_THROUGH]):
            await self._take_out(id_, ours)
        await self.notebook.remember(self._servers_key, json.dumps(self.servers))

    async def _tell(self, scope: Scope, ours: list[Command]) -> bool:
        key = f"commands:{self._application}:{scope or 'all'}"
        try:
            async with asyncio.timeout(PATIENCE):
                listed = await self._listed(scope)
                if await self.notebook.recall(key) == _mark(ours, listed):
                    return True
                kept = [_sent(each) for each in listed if each["type"] == ENTRY_POINT]
                left = await self._put(scope, ours + kept)
        except DISCORD_ERRORS as error:
            if scope is not None and isinstance(error, discord.Forbidden | discord.NotFound):
                log.warning(NOT_INVITED, scope, _why(error))
                return True
            log.warning(REFUSED, _why(error))
            return False
        await self.notebook.remember(key, _mark(ours, left))
        log.info("told Discord %d commands", len(ours))
        return True

    async def _take_out(self, scope: Scope, ours: list[Command]) -> None:
        """Take ours out of a list, and leave in it what is not ours."""
        mine = {(each.get("type", 1), each["name"]) for each in ours}
        try:
            async with asyncio.timeout(PATIENCE):
                listed = await self._listed(scope)
                kept = [each for each in listed if (each["type"], each["name"]) not in mine]
                if len(kept) == len(listed):
                    return
                await self._put(scope, [_sent(each) for each in kept])
        except DISCORD_ERRORS as error:
            log.warning(
                "Commands that may be shown twice could not be looked at (%s).", _why(error)
            )
            return
        where = f"server {scope}" if scope else "the servers that discord.guilds does not name"
        log.info("took %d commands out of %s", len(listed) - len(kept), where)

    async def _listed(self, scope: Scope) -> list[Command]:
        """Discord's list, with all languages."""
        listing: list[Command] = await self._http.request(
            self._route("GET", scope), params={"with_localizations": "true"}
        )
        return listing

    async def _put(self, scope: Scope, commands: list[Command]) -> list[Command]:
        left: list[Command] = await self._http.request(self._route("PUT", scope), json=commands)
        return left

    async def _ours(self) -> list[Command]:
        """Our commands as they are sent, translations and all."""
        said = self.tree.get_commands()
        translator = self.tree.translator
        if translator is None:
            return [command.to_dict(self.tree) for command in said]
        return [await command.get_translated_payload(self.tree, translator) for command in said]

    def _route(self, method: str, scope: Scope) -> Route:
        at = "/applications/{application_id}/commands"
        if scope is None:
            return Route(method, at, application_id=self._application)
        at = "/applications/{application_id}/guilds/{guild_id}/commands"
        return Route(method, at, application_id=self._application, guild_id=scope)

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


def _sent(command: Command) -> Command:
    return {key: value for key, value in command.items() if key in SENT and value is not None}


def _mark(ours: list[Command], listed: list[Command]) -> str:
    """What both lists look like, in a few characters."""
    versions = sorted((str(each["id"]), str(each["version"])) for each in listed)
    said = json.dumps([ours, versions], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {PATIENCE:.0f} seconds"
    if isinstance(error, discord.HTTPException) and error.code:
        return f"{error.status}, code {error.code}: {' '.join(error.text.split())[:LONGEST]}"
    return describe_connection_error(error)
