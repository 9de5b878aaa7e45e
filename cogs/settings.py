"""/settings: a person's defaults, a thread's and a server's rules, and the server's styles."""

import discord
from discord import app_commands

from bot.core.permissions import ContinueScope
from bot.core.preferences import KEYS, Notify
from bot.core.requests import prompt as checked
from bot.core.styles import MOST_NAME, MOST_WORDS
from bot.discord.actions.settings_answers import (
    MOST_TEXT,
    policy_of,
    policy_text,
    preferences_text,
    reset_text,
    styles_text,
)
from bot.discord.client import DiscordClient
from bot.discord.command_text import localized, localized_options
from bot.discord.intake.channel_kinds import ChannelKind, channel_kind_of
from bot.discord.intake.intake import Intake
from bot.discord.intake.options import (
    ASPECTS,
    Size,
    model_choices,
    quality_choices,
    quality_of,
    style_choices,
)
from bot.discord.intake.requesters import person_of
from bot.discord.permissions import managed_server
from bot.errors import UserError
from bot.text import wording
from bot.text.markup import escape
from cogs.logged_changes import LoggedChanges

Interaction = discord.Interaction[DiscordClient]

_WHO = [
    app_commands.Choice(name=localized(f"choice.continue.{who}"), value=str(who))
    for who in ContinueScope
]
_NOTIFY = [
    app_commands.Choice(name=localized(f"choice.notify.{when}"), value=str(when)) for when in Notify
]
_LISTEN = [
    app_commands.Choice(name=localized(f"choice.listen.{every}"), value=every)
    for every in ("all", "mention")
]


def _about(name: str) -> app_commands.locale_str:
    return localized(f"command.settings.{name}")


class SettingsCommands(LoggedChanges):
    """Shows and changes settings."""

    settings = app_commands.Group(name="settings", description=localized("command.settings"))

    def __init__(self, intake: Intake) -> None:
        super().__init__(intake)
        self._engine = intake.engine
        self._settings = intake.engine.settings

    @settings.command(description=_about("mine"))
    @app_commands.describe(
        **localized_options(
            aspect="aspect",
            size="size",
            model="model",
            quality="quality",
            style="mine.style",
            notify="mine.notify",
            cost="mine.cost",
            recipe="mine.recipe",
            reset="mine.reset",
        )
    )
    @app_commands.choices(aspect=ASPECTS, notify=_NOTIFY)
    async def mine(  # noqa: PLR0913 - Discord's options are parameters
        self,
        interaction: Interaction,
        aspect: str | None = None,
        size: Size | None = None,
        model: str | None = None,
        style: app_commands.Range[str, 1, MOST_WORDS] | None = None,
        notify: str | None = None,
        cost: bool | None = None,
        recipe: bool | None = None,
        reset: bool = False,
        quality: str | None = None,
    ) -> None:
        """Change a person's own defaults, and show them."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        me, models, locale = interaction.user.id, self._engine.models, str(interaction.locale)
        lines, chosen_quality = [], quality_of(quality)
        if reset:
            lines.append(reset_text(await self._settings.preferences(me), models.table, locale))
            await self._settings.set_preferences(me, **dict.fromkeys(KEYS))
        chosen = {
            "aspect": aspect,
            "size": size,
            "model": models.chosen(model) if model else None,
            "quality": chosen_quality,
            "style": checked(style) if style else None,
            "notify": notify,
            "cost": cost,
            "recipe": recipe,
        }
        await self._settings.set_preferences(
            me, **{key: value for key, value in chosen.items() if value is not None}
        )
        lines.append(preferences_text(await self._settings.preferences(me), models.table, locale))
        text = wording.shorten("\n".join(lines), MOST_TEXT)
        await interaction.edit_original_response(content=text)

    @mine.autocomplete("quality")
    async def _qualities(self, interaction: Interaction, _: str) -> list[app_commands.Choice[str]]:
        return await quality_choices(self._intake, interaction)

    @mine.autocomplete("model")
    async def _models(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await model_choices(self._intake, None, typed)  # their own, in every server

    @settings.command(description=_about("thread"))
    @app_commands.describe(
        **localized_options(
            listen="listen", who="continue", role="role", role2="role", role3="role"
        )
    )
    @app_commands.rename(who="continue")
    @app_commands.choices(listen=_LISTEN, who=_WHO)
    async def thread(
        self,
        interaction: Interaction,
        listen: str | None = None,
        who: str | None = None,
        role: discord.Role | None = None,
        role2: discord.Role | None = None,
        role3: discord.Role | None = None,
    ) -> None:
        """Set which messages of a thread are read, and who may continue its pictures."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        channel = interaction.channel
        if channel is None or channel_kind_of(channel) not in {
            ChannelKind.THREAD,
            ChannelKind.PRIVATE,
        }:
            raise UserError("thread.only")
        if who is not None:
            await self._check_theirs(interaction, channel.id)
            await self._settings.set_continue_policy(
                "thread", channel.id, policy_of(who, (role, role2, role3))
            )
        if listen is not None:
            await self._settings.set_listens(channel.id, every=listen == "all")
        listens = await self._settings.listens(channel.id, server=interaction.guild_id)
        every = "all" if listens else "mention"
        policy = await self._settings.continue_policy(interaction.guild_id, channel.id)
        locale = str(interaction.locale)
        await _answer(
            interaction,
            "settings.thread",
            listens=wording.say(f"thread.listens.{every}", locale),
            who=policy_text(policy, locale),
        )

    @settings.command(description=_about("server"))
    @app_commands.describe(
        **localized_options(
            who="continue",
            role="role",
            role2="role",
            role3="role",
            ask_posters="ask_posters",
            threads="threads",
            recipe="server.recipe",
            search="server.search",
        )
    )
    @app_commands.rename(who="continue")
    @app_commands.choices(who=_WHO, threads=_LISTEN)
    async def server(  # noqa: PLR0913 - Discord's options are parameters
        self,
        interaction: Interaction,
        who: str | None = None,
        role: discord.Role | None = None,
        role2: discord.Role | None = None,
        role3: discord.Role | None = None,
        ask_posters: bool | None = None,
        threads: str | None = None,
        recipe: bool | None = None,
        search: bool | None = None,
    ) -> None:
        """Set who may continue a server's pictures, whether posters are asked, and its threads.

        And whether the files of its pictures say how they were made, and whether requests may have
        the web searched.
        """
        await interaction.response.defer(ephemeral=True, thinking=True)
        server = managed_server(interaction)
        if who is not None:
            await self._settings.set_continue_policy(
                "server", server, policy_of(who, (role, role2, role3))
            )
        if ask_posters is not None:
            await self._settings.set_asks_posters(server, ask=ask_posters)
        if threads is not None:
            await self._settings.set_thread_default(server, listens=threads == "all")
        if recipe is not None:
            await self._settings.set_recipes(server, on=recipe)
        if search is not None:
            await self._settings.set_searches(server, on=search)
        locale = str(interaction.locale)
        stored = await self._settings.server_settings(server)
        says, searches = stored.recipes, "on" if stored.searches else "off"
        searches = searches if self._engine.models.search else "never"
        mode = "all" if await self._settings.thread_default(server) else "mention"
        asks = "yes" if await self._settings.asks_posters(server) else "no"
        recipe_text = wording.say(f"settings.server.recipe.{'on' if says else 'off'}", locale)
        search_text = wording.say(f"settings.server.search.{searches}", locale)
        await _answer(
            interaction,
            "settings.server",
            who=policy_text(await self._settings.continue_policy(server), locale),
            asks=wording.say(f"settings.{asks}", locale),
            threads=wording.say(f"settings.threads.{mode}", locale),
            recipe=wording.together((recipe_text, search_text), locale),
        )

    @settings.command(name="style-add", description=_about("style-add"))
    @app_commands.describe(**localized_options(style="style.name", words="style.words"))
    async def style_add(self, interaction: Interaction, style: str, words: str) -> None:
        """Add a named style to a server, or change one."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        stored = await self._settings.add_style(
            managed_server(interaction), style, words=checked(words)
        )
        await _answer(interaction, "style.added", name=escape(stored, MOST_NAME))

    @settings.command(name="style-remove", description=_about("style-remove"))
    @app_commands.describe(**localized_options(style="style.name"))
    async def style_remove(self, interaction: Interaction, style: str) -> None:
        """Remove a named style from a server."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._settings.remove_style(managed_server(interaction), style)
        await _answer(interaction, "style.removed", name=escape(style, MOST_NAME))

    @settings.command(description=_about("styles"))
    async def styles(self, interaction: Interaction) -> None:
        """Show the named styles of a server."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        styles = await self._settings.styles(interaction.guild_id)
        await interaction.edit_original_response(content=styles_text(styles))

    @style_remove.autocomplete("style")
    async def _names(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await style_choices(self._intake, interaction.guild_id, typed)

    async def _check_theirs(self, interaction: Interaction, channel: int) -> None:
        """Raise UserError unless a person moderates here or the thread is on their picture."""
        began = await self._engine.canvases.shown_by(channel)
        mine = began is not None and began.by.id == person_of(interaction).id
        if not mine and not interaction.permissions.manage_threads:
            raise UserError("settings.thread.theirs")


async def _answer(interaction: Interaction, code: str, **facts: str) -> None:
    words = wording.say(code, str(interaction.locale), **facts)
    await interaction.edit_original_response(content=wording.shorten(words, MOST_TEXT))
