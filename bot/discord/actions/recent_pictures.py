"""The last pictures of a member or channel, for moderators: ten at a time, each to be removed."""

from collections.abc import Sequence
from dataclasses import replace

import discord

from bot.core.turns import Turn
from bot.discord.actions.removal import remove
from bot.discord.client import DiscordClient
from bot.discord.components.recent_buttons import LETTERS, RecentPage, recent_buttons
from bot.discord.intake.intake import Intake
from bot.discord.intake.requesters import person_of
from bot.discord.permissions import check_moderates
from bot.discord.turn_links import turn_link
from bot.engine.accounts import in_server
from bot.errors import NotFound, UserError
from bot.text import wording
from bot.text.markup import escape

Interaction = discord.Interaction[DiscordClient]
ON_A_PAGE = len(LETTERS)
MOST_PROMPT = 40  # characters of each: a message takes 2000


class RecentPictures:
    """Shows the list, privately, and removes from it."""

    def __init__(self, intake: Intake) -> None:
        self._engine = intake.engine

    async def show(self, interaction: Interaction, page: RecentPage) -> None:
        """Answer a command with a page of the list."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._write(interaction, page)

    async def take(self, interaction: Interaction, custom_id: str) -> None:
        """Remove a picture, or go on to older ones; the list is rewritten.

        Raises:
            UserError: the person does not moderate here.
            NotFound: it is another server's picture.
        """
        page = RecentPage.parse(custom_id)
        if page is None:
            raise UserError("button.stale")
        check_moderates(interaction)
        complete = True
        if page.remove is not None:
            turn = await self._engine.turns.get(page.remove)
            if turn.by.guild != interaction.guild_id or turn.number is None:
                raise NotFound
            complete = await remove(self._engine, interaction, turn, moderates=True)
        else:
            await interaction.response.defer()
        await self._write(interaction, replace(page, remove=None))
        if not complete:
            words = wording.say("delete.left", str(interaction.locale))
            await interaction.followup.send(words, ephemeral=True)

    async def _write(self, interaction: Interaction, page: RecentPage) -> None:
        guild, locale = in_server(person_of(interaction)), str(interaction.locale)
        found = await self._engine.moderation.last_pictures(
            guild,
            person=page.member,
            channel=page.channel,
            before=page.before,
            most=ON_A_PAGE + 1,
        )
        shown = found[:ON_A_PAGE]
        view = recent_buttons(page, shown, locale, older=len(found) > len(shown)) if shown else None
        await interaction.edit_original_response(content=_text(page, shown, locale), view=view)


def _text(page: RecentPage, shown: Sequence[Turn], locale: str) -> str:
    of = " ".join(
        mention
        for mention, id_ in (
            (f"<@{page.member}>", page.member),
            (f"<#{page.channel}>", page.channel),
        )
        if id_
    )
    if not shown:
        return wording.say("recent.none", locale, whose=of)
    lines = [
        f"**{letter}** [{wording.turn_label(turn)}]({turn_link(turn)}) <@{turn.by.id}> "
        f"<t:{int(turn.created_at)}:R> {escape(wording.prompt_text(turn, locale), MOST_PROMPT)}"
        for letter, turn in zip(LETTERS, shown, strict=False)
    ]
    return "\n".join([wording.say("recent.title", locale, whose=of), *lines])
