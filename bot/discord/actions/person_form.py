"""Images from people's avatars: the menu "Paint this person", its form, and /imagine's option."""

import re
from dataclasses import replace

import discord

from bot.discord.client import DiscordClient
from bot.discord.components.ids import MAX_SNOWFLAKE, SNOWFLAKE, FormValues
from bot.discord.components.prompt_modals import person_modal
from bot.discord.first_response import first_response
from bot.discord.intake import uploads
from bot.discord.intake.avatars import Owner, ask_owner, avatar_of, check_may_paint
from bot.discord.intake.intake import Intake
from bot.discord.intake.request_builder import PromptOptions, build_request
from bot.discord.intake.requesters import person_of, requester_by
from bot.discord.permissions import check_may_write
from bot.engine.submissions import Requester
from bot.errors import TooLong, UserError
from bot.text import wording

Interaction = discord.Interaction[DiscordClient]
_ID = re.compile(rf"person:({SNOWFLAKE})")


class PersonForm:
    """Opens the form and takes what is submitted, also if it was opened before a restart."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._engine = intake.engine

    async def open(self, interaction: Interaction, owner: Owner) -> None:
        """Show the form; what is submitted is checked again.

        Raises:
            NotFound: they have no avatar.
            UserError: they do not want it painted, the result would be posted where the person may
                not write, they are blocked in the server, or its rules do not allow it here.
        """
        by, requester = person_of(interaction), requester_by(interaction)
        await self._engine.moderation.check_not_blocked(by)
        check_may_write(interaction)
        await self._engine.settings.check_access(by=by, at=requester.at)
        avatar_of(owner)
        await check_may_paint(self._intake, owner, by=by.id)
        rules = await self._engine.settings.access_rules(interaction.guild_id)
        modal = person_modal(
            owner.id,
            model=self._engine.models.table.default,
            costs=self._engine.models.quality_costs(rules),
            locale=str(interaction.locale),
        )
        await interaction.response.send_modal(modal)

    async def submit(self, interaction: Interaction, custom_id: str) -> None:
        """Take a submitted form; the avatar is the one that the person has by now."""
        match = _ID.fullmatch(custom_id)
        if match is None or int(match[1]) > MAX_SNOWFLAKE:
            raise UserError("button.stale")
        data = dict(interaction.data or {})
        values = FormValues.parse(data)
        requester = await self._intake.acknowledge(interaction)
        options = PromptOptions.of_form(values, uploads.from_modal(data, values.uploads))
        owner = await found_owner(interaction, int(match[1]))
        await paint_from_avatar(self._intake, interaction, owner, options, requester)


async def paint_from_avatar(
    intake: Intake,
    interaction: Interaction,
    owner: Owner,
    options: PromptOptions,
    requester: Requester,
) -> None:
    """Request an image from a person's avatar, before what else is handed in.

    Raises:
        NotFound: they have no avatar.
        EaselError: they do not want it, or the request can't be accepted.
    """
    avatar = avatar_of(owner)
    await check_may_paint(intake, owner, by=requester.by.id)
    started = options.starting_from(avatar)
    try:
        prepared = await build_request(intake, started, requester=requester)
    except TooLong as error:
        error.kept = replace(options.kept, avatar=owner.id).text
        raise
    if await ask_owner(intake, interaction, owner, prepared.request, requester):
        words = wording.say("avatar.told", str(interaction.locale))
        await first_response(interaction).write(words, None)
        return
    await intake.accept_prompt(interaction, prepared, requester)


async def found_owner(interaction: Interaction, id_: int) -> Owner:
    """Ask Discord for a person: a form does not bring them along."""
    guild = interaction.guild
    if guild is not None and interaction.is_guild_integration():
        try:
            return await guild.fetch_member(id_)
        except discord.NotFound:
            pass  # they have left it
    return await interaction.client.fetch_user(id_)
