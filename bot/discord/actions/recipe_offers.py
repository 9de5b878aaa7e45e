"""Goes on from how an image was made, where its file says that: shows its prompt, and paints it."""

import aiohttp
import discord

from bot.core import access, recipes
from bot.discord.client import DiscordClient
from bot.discord.components.ids import MAX_SNOWFLAKE, FormValues
from bot.discord.components.prompt_modals import recipe_modal
from bot.discord.components.recipe_offer import CHOSEN, SHOW, prompt_offered, recipe_offer
from bot.discord.intake import uploads
from bot.discord.intake.channel_kinds import parent_of
from bot.discord.intake.intake import Intake
from bot.discord.intake.request_builder import PromptOptions, build_request
from bot.discord.intake.requesters import requester_by
from bot.discord.permissions import check_may_write
from bot.errors import NotFound, UserError
from bot.text import wording

Interaction = discord.Interaction[DiscordClient]


class RecipeOffers:
    """Answers the buttons of offers and the form that they open, also after a restart."""

    def __init__(self, bot: DiscordClient, intake: Intake) -> None:
        self._bot = bot
        self._intake = intake
        self._engine = intake.engine

    async def click(self, interaction: Interaction, custom_id: str) -> None:
        """Show what the files of a message say, or open the form."""
        if (shown := SHOW.fullmatch(custom_id)) and int(shown[1]) <= MAX_SNOWFLAKE:
            await self._show(interaction, int(shown[1]))
            return
        words = prompt_offered(interaction.message)
        if CHOSEN.fullmatch(custom_id) is None or not words:
            raise UserError("button.stale")
        check_may_write(interaction)
        modal = recipe_modal(custom_id, words, str(interaction.locale))
        await interaction.response.send_modal(modal)

    async def submit(self, interaction: Interaction, custom_id: str) -> None:
        """Paint the prompt, with its model and aspect ratio where they are offered here."""
        chosen = CHOSEN.fullmatch(custom_id)
        if chosen is None:
            raise UserError("button.stale")
        requester = await self._intake.acknowledge(interaction)
        values = FormValues.parse(dict(interaction.data or {}))
        rules = await self._engine.settings.access_rules(requester.by.guild)
        offered = [one for one in self._engine.models.offered() if access.narrowed(one, rules)]
        aspect = chosen["aspect"].replace("x", ":")
        model, aspect_here = recipes.usable(chosen["model"], aspect, offered=offered)
        options = PromptOptions(prompt=values.words, model=model, aspect=aspect_here)
        prepared = await build_request(self._intake, options, requester=requester)
        await self._intake.accept_prompt(interaction, prepared, requester)

    async def _show(self, interaction: Interaction, message: int) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        files = uploads.from_message(await self._fetched(interaction, message))
        requester = requester_by(interaction)
        recipe = await self._intake.fetcher.recipe_of(files, requester=requester)
        if recipe is None:
            raise NotFound("recipe.none")
        locale = str(interaction.locale)
        embed, view = recipe_offer(recipe, locale)
        words = wording.say("recipe.found", locale)
        await interaction.edit_original_response(content=words, embed=embed, view=view)

    async def _fetched(self, interaction: Interaction, message: int) -> discord.Message:
        """Return a message of the channel, or the one that a thread is on."""
        channel, parent = interaction.channel_id or 0, parent_of(interaction.channel)
        starts = parent is not None and message == channel  # a thread has its message's id
        try:
            place = self._bot.get_partial_messageable(parent if starts and parent else channel)
            return await place.fetch_message(message)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            raise NotFound("picture.gone") from error
