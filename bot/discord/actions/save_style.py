"""Saving a style from a picture: for the server, by who manages it; for themselves, by anybody."""

from typing import Any

import discord

from bot.core import requests, styles
from bot.core.turns import Turn
from bot.discord.client import DiscordClient
from bot.discord.components.ids import Click, FormValues
from bot.discord.delivery.caption import plain
from bot.discord.intake.intake import Intake
from bot.discord.permissions import managed, manages
from bot.text import wording

Where = discord.Interaction[DiscordClient]
SERVER, MINE = "server", "mine"  # for whom a style is kept


class SaveStyle:
    """Asks in a modal, and keeps what comes back."""

    def __init__(self, intake: Intake) -> None:
        self._engine = intake.engine

    async def ask(self, interaction: Where, turn: Turn, _click: Click) -> None:
        """Offer the words of a picture as a style."""
        asked = [step.request for step in await self._engine.canvases.lineage(turn)]
        modal = style_modal(
            turn,
            styles.suggested(asked),
            manages=manages(interaction),
            locale=str(interaction.locale),
        )
        await interaction.response.send_modal(modal)

    async def keep(self, interaction: Where, _custom_id: str) -> None:
        """Keep a style as it was written there."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        filled = FormValues.read(dict(interaction.data or {}))
        words, locale = requests.prompt(filled.words), str(interaction.locale)
        settings = self._engine.settings
        if filled.where == SERVER:
            name = await settings.add_new_style(managed(interaction), filled.name, words=words)
            said = wording.say("style.added", locale, name=plain(name, styles.MOST_NAME))
        else:
            await settings.set_preferences(interaction.user.id, style=words[: styles.MOST_WORDS])
            said = wording.say("style.mine", locale)
        await interaction.edit_original_response(content=said)


def style_modal(
    turn: Turn, suggested: tuple[str, str], *, manages: bool, locale: str
) -> discord.ui.Modal:
    """A style's words; where the person manages the server, its name, and for whom it is kept."""
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
            for scope in (SERVER, MINE)
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
