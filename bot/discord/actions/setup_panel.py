"""The panel of /easel setup: reads what holds in a server, and sets what is chosen.

The panel is private, and its custom ids hold all state. Each change edits the same panel.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import discord

from bot.core.moderation import NEWCOMER_DAYS
from bot.core.permissions import ContinuePolicy, ContinueScope
from bot.discord.actions.change_log import changes_logged
from bot.discord.client import DiscordClient
from bot.discord.components.ids import MAX_SNOWFLAKE, SNOWFLAKE
from bot.discord.components.setup_panel import (
    LANGUAGES,
    PAGES,
    ChannelState,
    ServerSetup,
    setup_panel,
)
from bot.discord.intake.channel_kinds import is_age_restricted
from bot.discord.intake.intake import Intake
from bot.discord.intake.requesters import person_of
from bot.discord.invite import PERMISSIONS
from bot.discord.permissions import check_may_set_up, lacking, managed_server
from bot.discord.server_language import discord_language
from bot.engine.accounts import in_server
from bot.errors import UserError

Interaction = discord.Interaction[DiscordClient]

WARNINGS = discord.Permissions(view_channel=True, send_messages=True)
"""What Easel needs where it posts budget warnings and the digest."""

LOG = WARNINGS | discord.Permissions(attach_files=True)
"""What Easel needs where it posts the log, whose reports show the picture, and the showcase."""

_ID = re.compile(rf"setup:({'|'.join(PAGES)})(?::([a-z]{{1,12}})(?::(on|off))?)?")


class SetupPanel:
    """Shows the panel and handles its selects and buttons."""

    def __init__(self, intake: Intake) -> None:
        self._engine = intake.engine
        self._settings = intake.engine.settings
        self._accounts = intake.engine.accounts

    async def show(self, interaction: Interaction) -> None:
        """Show the first page, privately; Discord's command permissions decided who may."""
        view = await self._page(interaction, in_server(person_of(interaction)), PAGES[0])
        await interaction.response.send_message(view=view, ephemeral=True)

    async def click(self, interaction: Interaction, custom_id: str) -> None:
        """Turn to another page, or set what was chosen; the panel is edited to show it."""
        if custom_id == "setup:open":
            managed_server(interaction)
            await self.show(interaction)
            return
        match = _ID.fullmatch(custom_id)
        if match is None:
            raise UserError("button.stale")
        server = check_may_set_up(interaction)
        page, field, state = match.groups()
        async with changes_logged(self._engine, interaction):
            if field is not None:
                data: dict[str, Any] = dict(interaction.data or {})
                await self._set(server, field, tuple(data.get("values") or ()), on=state == "on")
            view = await self._page(interaction, server, page)
            await interaction.response.edit_message(view=view)

    async def _set(self, server: int, field: str, values: Sequence[str], *, on: bool) -> None:
        settings = self._settings
        if rules := self._rules(field, values, on=on):
            await settings.set_access_rules(server, **rules)
            return
        match field:
            case "listen":
                await settings.set_thread_default(server, listens="all" in values)
            case "who" | "continue":
                await settings.set_continue_policy("server", server, _policy(field, values))
            case "ask":
                await settings.set_asks_posters(server, ask=on)
            case "language":
                language = next((each for each in LANGUAGES if each in values), None)
                await settings.set_language(server, language)
            case "notify" | "log" | "showcase" | "digest":
                await self._set_channel(server, field, next(iter(_ids(values)), None))
            case "newcomers":
                newcomers = next((name for name in NEWCOMER_DAYS if name in values), None)
                await self._engine.moderation.set_safety(server, newcomers=newcomers)
            case _:
                raise UserError("button.stale")

    async def _set_channel(self, server: int, field: str, channel: int | None) -> None:
        match field:
            case "notify":
                await self._accounts.set_notify(server, channel)
            case "log":
                await self._settings.set_log_channel(server, channel)
            case "digest":
                await self._engine.digests.set_channel(server, channel)
            case "showcase" if channel is None:
                await self._engine.showcases.close(server)
            case "showcase":
                await self._engine.showcases.set_rules(server, channel=channel)

    def _rules(self, field: str, values: Sequence[str], *, on: bool) -> Mapping[str, Any]:
        """Return what is chosen of the rules of access; empty if the field is none of them."""
        match field:
            case "channels" | "roles":
                return {field: _ids(values)}
            case "age":
                return {"age_restricted": on}
            case "models":
                return {"models": self._models(values)}
            case "sizes":
                return {"sizes": self._sizes(values)}
        return {}

    def _models(self, chosen: Sequence[str]) -> tuple[str, ...]:
        """Return the chosen models; none where all are chosen, so that new ones are allowed too."""
        offered = [model.id for model in self._engine.models.offered()]
        kept = tuple(id_ for id_ in offered if id_ in chosen)
        return () if len(kept) == len(offered) else kept

    def _sizes(self, chosen: Sequence[str]) -> tuple[str, ...]:
        every = {size for model in self._engine.models.offered() for size in model.sizes}
        kept = tuple(size for size in chosen if size in every)
        return () if len(kept) == len(every) else kept

    async def _page(
        self, interaction: Interaction, server: int, page: str
    ) -> discord.ui.LayoutView:
        guild, settings = interaction.guild, await self._settings.server_settings(server)
        digest = await self._engine.digests.get(server)
        posts = digest.channel if digest else None
        setup = ServerSetup(
            settings=settings,
            own_language=discord_language(interaction.client, server),
            models=self._engine.models.offered(),
            channels={
                **_states(guild, settings.notify, posts, needed=WARNINGS),
                **_states(guild, settings.log, settings.showcase.channel, needed=LOG),
                **_states(guild, *settings.rules.channels, needed=PERMISSIONS),
            },
            roles=frozenset(role.id for role in guild.roles) if guild else frozenset(),
            digest=posts,
        )
        return setup_panel(setup, page, str(interaction.locale))


def _states(
    guild: discord.Guild | None, *ids: int | None, needed: discord.Permissions
) -> dict[int, ChannelState]:
    """Return what is known of some channels; those that are gone are left out."""
    found = ((id_, guild.get_channel(id_)) for id_ in ids if id_) if guild else ()
    return {
        id_: ChannelState(lacks=lacking(channel, needed), age_restricted=is_age_restricted(channel))
        for id_, channel in found
        if channel is not None
    }


def _policy(field: str, values: Sequence[str]) -> ContinuePolicy:
    """Return who may continue; without any role it is everyone again."""
    if field == "continue" and values:
        return ContinuePolicy(who=ContinueScope.ROLES, roles=_ids(values))
    asker = field == "who" and ContinueScope.REQUESTER in values
    return ContinuePolicy(who=ContinueScope.REQUESTER if asker else ContinueScope.EVERYONE)


def _ids(values: Sequence[str]) -> tuple[int, ...]:
    """Return the ids of channels or roles.

    Raises:
        UserError: one is none.
    """
    if not all(re.fullmatch(SNOWFLAKE, value) for value in values):
        raise UserError("button.stale")
    return tuple(int(value) for value in values if int(value) <= MAX_SNOWFLAKE)
