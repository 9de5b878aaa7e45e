"""/character: images under a name, which `@name` brings into any prompt."""

import discord
from discord import app_commands

from bot.core.characters import MOST_IMAGES, MOST_WORDS, CharacterOwner
from bot.discord.actions.characters import CharacterActions
from bot.discord.client import DiscordClient
from bot.discord.command_text import localized, localized_options
from bot.discord.intake import uploads
from bot.discord.intake.intake import Intake
from bot.discord.intake.options import File, character_choices
from cogs.logged_changes import LoggedChanges

Interaction = discord.Interaction[DiscordClient]

_IMAGES = {
    f"image{number}": localized("option.character.image", number=number)
    for number in range(1, MOST_IMAGES + 1)
}
_WHOSE = [
    app_commands.Choice(name=localized(f"choice.whose.{owner}"), value=str(owner))
    for owner in CharacterOwner
]


def _about(name: str) -> app_commands.locale_str:
    return localized(f"command.character.{name}")


class CharacterCommands(LoggedChanges):
    """Adds, lists, shows and removes characters."""

    character = app_commands.Group(name="character", description=localized("command.character"))

    def __init__(self, intake: Intake) -> None:
        super().__init__(intake)
        self._actions = CharacterActions(intake)

    @character.command(description=_about("add"))
    @app_commands.describe(
        **_IMAGES,
        **localized_options(
            name="character.name", description="character.words", whose="character.whose"
        ),
    )
    @app_commands.choices(whose=_WHOSE)
    async def add(
        self,
        interaction: Interaction,
        name: str,
        image1: File,
        image2: File | None = None,
        image3: File | None = None,
        image4: File | None = None,
        description: app_commands.Range[str, 1, MOST_WORDS] | None = None,
        whose: str = CharacterOwner.PERSON,
    ) -> None:
        """Add a character."""
        files = [uploads.from_attachment(file) for file in (image1, image2, image3, image4) if file]
        await self._actions.add(
            interaction, name, files, words=description or "", owner=CharacterOwner(whose)
        )

    @character.command(name="list", description=_about("list"))
    async def list_(self, interaction: Interaction) -> None:
        """List the characters that can be used here."""
        await self._actions.list(interaction)

    @character.command(description=_about("show"))
    @app_commands.describe(**localized_options(name="character.which", whose="character.whose"))
    @app_commands.choices(whose=_WHOSE)
    async def show(self, interaction: Interaction, name: str, whose: str | None = None) -> None:
        """Show a character with its images."""
        await self._actions.show(interaction, name, owner=_owner(whose))

    @character.command(description=_about("remove"))
    @app_commands.describe(**localized_options(name="character.which", whose="character.whose"))
    @app_commands.choices(whose=_WHOSE)
    async def remove(self, interaction: Interaction, name: str, whose: str | None = None) -> None:
        """Remove a character."""
        await self._actions.remove(interaction, name, owner=_owner(whose))

    @show.autocomplete("name")
    @remove.autocomplete("name")
    async def _names(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await character_choices(self._intake, interaction, typed)


def _owner(whose: str | None) -> CharacterOwner | None:
    return CharacterOwner(whose) if whose else None
