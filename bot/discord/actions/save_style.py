"""Saves a picture's words as a style: a person's own, or the server's if they may manage it."""

import re
from typing import Any

import discord

from bot.core import requests, styles
from bot.core.turns import Turn
from bot.discord.actions.change_log import changes_logged
from bot.discord.client import DiscordClient
from bot.discord.components.ids import NUMBER, FormValues, TurnAction
from bot.discord.intake.intake import Intake
from bot.discord.permissions import can_manage, managed_server
from bot.errors import UserError
from bot.text import wording
from bot.text.markup import escape

Interaction = discord.Interaction[DiscordClient]
_ID = re.compile(f"style:{NUMBER}")
SERVER, OWN = "server", "mine"  # whose style it becomes


class SaveStyle:
    """Shows a form, and saves what is submitted."""

    def __init__(self, intake: Intake) -> None:
        self._engine = intake.engine

    async def ask(self, interaction: Interaction, turn: Turn, _click: TurnAction) -> None:
        """Show the form with a suggestion from the picture's prompts."""
        steps = [step.request for step in await self._engine.canvases.lineage(turn)]
        modal = style_modal(
            turn,
            styles.suggest(steps),
            manages=can_manage(interaction),
            locale=str(interaction.locale),
        )
        await interaction.response.send_modal(modal)

    async def save(self, interaction: Interaction, custom_id: str) -> None:
        """Save the style in a submitted form."""
        if _ID.fullmatch(custom_id) is None:
            raise UserError("button.stale")
        await interaction.response.defer(ephemeral=True, thinking=True)
        values = FormValues.parse(dict(interaction.data or {}))
        style, locale = requests.prompt(values.words), str(interaction.locale)
        settings = self._engine.settings
        if values.where == SERVER:
            server = managed_server(interaction)
            async with changes_logged(self._engine, interaction):
                name = await settings.add_new_style(server, values.name, words=style)
            said = wording.say("style.added", locale, name=escape(name, styles.MOST_NAME))
        else:
            await settings.set_preferences(interaction.user.id, style=style[: styles.MOST_WORDS])
            said = wording.say("style.mine", locale)
        await interaction.edit_original_response(content=said)


def style_modal(
    turn: Turn, suggested: tuple[str, str], *, manages: bool, locale: str
) -> discord.ui.Modal:
    """The form: the style's words and, for managers of the server, its name and whose it is."""
    modal = discord.ui.Modal(
        title=wording.say("modal.style", locale), custom_id=f"style:{turn.id}", timeout=None
    )
    name, words = suggested
    shown: list[tuple[str, discord.ui.Item[Any]]] = [("words", _words(words))]
    if manages:
        scopes = [
            discord.SelectOption(
                label=wording.say(f"modal.style.{scope}", locale),
                value=scope,
                default=scope == SERVER,
            )
            for scope in (SERVER, OWN)
        ]
        shown.append(("where", discord.ui.Select[Any](custom_id="where", options=scopes)))
        shown.append(("name", _name(name)))
    for key, component in shown:
        said = wording.say(f"modal.style.{key}", locale)
        modal.add_item(discord.ui.Label(text=said, component=component))
    modal.stop()  # it is read by its id when it comes back, not waited for
    return modal


def _words(suggested: str) -> discord.ui.TextInput[Any]:
    return discord.ui.TextInput(
        custom_id="words",
        style=discord.TextStyle.paragraph,
        default=suggested,
        max_length=styles.MOST_WORDS,
    )


def _name(suggested: str) -> discord.ui.TextInput[Any]:
    return discord.ui.TextInput(
        custom_id="name", default=suggested, required=False, max_length=styles.MOST_NAME
    )
