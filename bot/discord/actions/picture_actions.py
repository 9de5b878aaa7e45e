"""What else can be done with a picture: its file, its recipe, a thread on it, deleting it."""

import discord

from bot.core import permissions, requests
from bot.core.access import narrowed
from bot.core.turns import Turn
from bot.discord.actions.removal import remove
from bot.discord.client import DiscordClient
from bot.discord.components.buttons import delete_button, one_picture_buttons
from bot.discord.components.ids import TurnAction
from bot.discord.delivery.alt_text import recipe
from bot.discord.delivery.files import discord_file
from bot.discord.delivery.rendering import picture_file
from bot.discord.intake.intake import Intake
from bot.discord.intake.requesters import DEFAULT_UPLOAD_LIMIT, locale_of_everyone, person_of
from bot.discord.permissions import can_moderate
from bot.errors import UserError
from bot.imaging.kinds import file_ending
from bot.text import wording

Interaction = discord.Interaction[DiscordClient]
MAX_TITLE = 90  # characters; Discord takes 100
THREAD_EXISTS = 160004  # Discord's error code: the message has a thread already


class PictureActions:
    """Answers in private, except for the thread."""

    def __init__(self, intake: Intake) -> None:
        self._engine = intake.engine
        self.handlers = {
            "open": self._open,
            "thread": self._open_thread,
            "original": self._send_original,
            "recipe": self._send_recipe,
            "delete": self._ask_to_delete,
            "erase": self._delete,
        }

    async def _open(self, interaction: Interaction, turn: Turn, click: TurnAction) -> None:
        """Show one picture of several alone and large, privately, with buttons for just that."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        pick, locale = click.pick or 0, str(interaction.locale)
        (data, name, alt), _ = await picture_file(
            self._engine,
            turn,
            pick,
            locale,
            limit=interaction.filesize_limit or DEFAULT_UPLOAD_LIMIT,
            recipe=await self._engine.recipes.of(turn),
        )
        model = self._engine.models.resolve(turn.request.model)
        rules = await self._engine.settings.access_rules(turn.by.guild)
        number = requests.label(turn, pick)
        here = "open.here.private" if turn.request.private else "open.here"
        await interaction.edit_original_response(
            content=wording.say(here, locale, number=f"#{number}" if number else pick + 1),
            attachments=[discord_file(data, name=name, alt=alt, spoiler=turn.request.spoiler)],
            view=one_picture_buttons(
                turn,
                pick,
                locale,
                model=narrowed(model, rules) or model,
                finish=self._engine.models.finish_costs(turn, rules),
            ),
        )

    async def _send_original(self, interaction: Interaction, turn: Turn, click: TurnAction) -> None:
        """Send the original file, privately."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        number = click.pick or 0
        blob = turn.painted[min(number, len(turn.painted) - 1)].picture
        limit = interaction.filesize_limit or DEFAULT_UPLOAD_LIMIT
        if blob.size > limit:
            megabytes, most = round(blob.size / 1e6, 1), round(limit / 1e6, 1)
            raise UserError("original.large", megabytes=megabytes, limit=most)
        locale = str(interaction.locale)
        name = f"easel-{turn.id}-{number + 1}-original.{file_ending(blob.mime)}"
        alt = wording.alt_text(turn, number=number + 1, locale=locale)
        file = discord_file(
            await self._engine.picture_files.read(blob),
            name=name,
            alt=alt,
            spoiler=turn.request.spoiler,
        )
        words = wording.say("original.here", locale)
        await interaction.edit_original_response(content=words, attachments=[file])

    async def _send_recipe(self, interaction: Interaction, turn: Turn, _click: TurnAction) -> None:
        """Send how the picture was made, as text to copy."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        text = recipe(
            await self._engine.canvases.lineage(turn),
            str(interaction.locale),
            models=self._engine.models.table,
        )
        if len(text) <= 1900:
            await interaction.edit_original_response(content=f"```\n{text}\n```")
        else:
            file = discord_file(text.encode(), name=f"easel-{turn.id}.txt")
            await interaction.edit_original_response(attachments=[file])

    async def _open_thread(self, interaction: Interaction, turn: Turn, _click: TurnAction) -> None:
        """Open a thread on a picture."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        if not interaction.permissions.create_public_threads:
            raise UserError("thread.forbidden")
        message = interaction.message
        if message is None or not isinstance(interaction.channel, discord.TextChannel):
            raise UserError("thread.not_here")
        locale = await locale_of_everyone(self._engine.settings, interaction)
        title = wording.shorten(" ".join(wording.prompt_text(turn, locale).split()), MAX_TITLE)
        try:
            thread = await message.create_thread(name=title)
        except discord.HTTPException as error:
            if error.status >= 500:
                raise
            code = "thread.exists" if error.code == THREAD_EXISTS else "thread.not_here"
            raise UserError(code) from error
        words = wording.say("thread.opened", str(interaction.locale), thread=thread.mention)
        await interaction.edit_original_response(content=words)

    async def _ask_to_delete(
        self, interaction: Interaction, turn: Turn, _click: TurnAction
    ) -> None:
        """Ask for confirmation."""
        permissions.check_delete(turn, person_of(interaction), moderates=can_moderate(interaction))
        locale = str(interaction.locale)
        if turn.number is None:
            words = wording.say("delete.ask.private", locale)
        else:
            words = wording.say("delete.ask", locale, number=wording.turn_label(turn))
        view = delete_button(turn, locale)
        await interaction.response.send_message(words, view=view, ephemeral=True)

    async def _delete(self, interaction: Interaction, turn: Turn, _click: TurnAction) -> None:
        """Delete the turn and the messages that show it."""
        complete = await remove(
            self._engine, interaction, turn, moderates=can_moderate(interaction)
        )
        words = wording.say("delete.done" if complete else "delete.left", str(interaction.locale))
        await interaction.edit_original_response(content=words, view=None)
