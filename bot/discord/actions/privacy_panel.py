"""The privacy panel: what is stored about a person, who may edit their pictures, deleting it all.

The panel is private. Its buttons act for the person who clicks: their custom ids name no one.
"""

from typing import Any

import discord

from bot.discord.client import DiscordClient
from bot.discord.delivery.approvals import clear_questions
from bot.discord.delivery.files import discord_file
from bot.discord.intake.intake import Intake
from bot.discord.views import view_of
from bot.errors import UserError
from bot.text import wording

Interaction = discord.Interaction[DiscordClient]


class PrivacyPanel:
    """Shows the panel and handles its buttons."""

    def __init__(self, intake: Intake) -> None:
        self._engine = intake.engine
        self._settings = intake.engine.settings

    async def show(self, interaction: Interaction) -> None:
        """Show privately what is stored, with buttons for what can be done about it."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        words, view = await self._panel(interaction)
        await interaction.edit_original_response(content=words, view=view)

    async def click(self, interaction: Interaction, custom_id: str) -> None:
        """Do what a button of the panel says."""
        match custom_id.partition(":")[2]:
            case "refuse" | "allow" as choice:
                me = interaction.user.id
                await self._settings.set_refuses_edits(me, refuse=choice == "refuse")
                words, view = await self._panel(interaction)
                await interaction.response.edit_message(content=words, view=view)
            case "showcase.off" | "showcase.on" as choice:
                me = interaction.user.id
                refuse = choice == "showcase.off"
                await self._engine.showcases.refuse(me, refuse=refuse)
                words, view = await self._panel(interaction)
                await interaction.response.edit_message(content=words, view=view)
            case "export":
                await self._export(interaction)
            case "delete":
                words = wording.say("privacy.sure", str(interaction.locale))
                view = _buttons(interaction, "sure")
                await interaction.response.edit_message(content=words, view=view)
            case "sure":
                await interaction.response.defer()
                questions = await self._engine.moderation.questions_about(interaction.user.id)
                await self._engine.personal_data.forget(interaction.user.id)
                await clear_questions(interaction.client, self._engine, questions)
                self._engine.showcases.wakeup.wake()
                words = wording.say("privacy.deleted", str(interaction.locale))
                await interaction.edit_original_response(content=words, view=None)
            case _:
                raise UserError("button.stale")

    async def _panel(self, interaction: Interaction) -> tuple[str, discord.ui.View]:
        me, locale = interaction.user.id, str(interaction.locale)
        refuses = await self._settings.refuses_edits(me)
        words = wording.say(
            "privacy.panel",
            locale,
            turns=await self._engine.personal_data.count(me),
            edits=wording.say("settings.no" if refuses else "settings.yes", locale),
        )
        hides = await self._engine.showcases.refuses(me)
        words += " " + wording.say(f"privacy.showcase.{'off' if hides else 'on'}", locale)
        if count := await self._engine.characters.count(me):
            words += "\n" + wording.say("privacy.characters", locale, count=count)
        edits, showcase = ("allow" if refuses else "refuse"), ("on" if hides else "off")
        view = _buttons(interaction, edits, f"showcase.{showcase}", "export", "delete")
        return words, view

    async def _export(self, interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        data = await self._engine.personal_data.export(interaction.user.id)
        file = discord_file(data, name="easel-export.json")
        words = wording.say("privacy.exported", str(interaction.locale))
        await interaction.followup.send(words, file=file, ephemeral=True)


def _buttons(interaction: Interaction, *actions: str) -> discord.ui.View:
    return view_of(
        *(
            discord.ui.Button[Any](
                label=wording.say(f"button.privacy.{action}", str(interaction.locale)),
                custom_id=f"privacy:{action}",
                style=discord.ButtonStyle.danger
                if action == "sure"
                else discord.ButtonStyle.secondary,
            )
            for action in actions
        )
    )
