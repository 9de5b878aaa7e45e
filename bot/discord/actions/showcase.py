"""Showcase under More, the buttons of a showcase, and what moderators decide about one."""

import discord

from bot.core.showcase import ShowcaseEntry, ShowcaseState
from bot.core.turns import Turn
from bot.discord.client import DiscordClient
from bot.discord.components.ids import TurnAction
from bot.discord.components.showcase_buttons import APPROVE, parse_decision
from bot.discord.delivery.showcase import ShowcaseMessages
from bot.discord.delivery.showcase_texts import note_text
from bot.discord.intake.intake import Intake
from bot.discord.intake.requesters import locale_of_everyone, person_of
from bot.discord.permissions import check_moderates
from bot.errors import NotFound, UserError
from bot.text import wording

Interaction = discord.Interaction[DiscordClient]


class ShowcaseActions:
    """Answers clicks; what is to be posted is written down first."""

    def __init__(self, intake: Intake, messages: ShowcaseMessages) -> None:
        self._engine = intake.engine
        self._showcases = intake.engine.showcases
        self._messages = messages
        self.handlers = {"showcase": self._show, "hide": self._hide}

    async def _show(self, interaction: Interaction, turn: Turn, _click: TurnAction) -> None:
        """Put the image into the showcase, and say privately what became of it."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._engine.moderation.check_not_blocked(person_of(interaction))
        asked = await self._showcases.show(turn, by=person_of(interaction))
        entry = await self._messages.carry_out(asked)
        if entry is None:
            raise NotFound
        locale = str(interaction.locale)
        words = _outcome(entry, locale)
        if await self._engine.gallery.is_open(entry.guild):
            words += "\n" + wording.say("showcase.everyone", locale)
        await interaction.edit_original_response(content=words)

    async def _hide(self, interaction: Interaction, turn: Turn, _click: TurnAction) -> None:
        """Take all images of the person out of every showcase, and keep them out.

        Raises:
            UserError: it is another person's image.
        """
        if turn.by.id != interaction.user.id:
            raise UserError("showcase.not_yours.hide")
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._showcases.refuse(turn.by.id, refuse=True)
        words = wording.say("showcase.hidden", str(interaction.locale))
        await interaction.edit_original_response(content=words)

    async def decide(self, interaction: Interaction, custom_id: str) -> None:
        """Do what a moderator decided.

        Raises:
            UserError: the person does not moderate here.
            NotFound: it is another server's image, was removed, or another moderator has decided.
        """
        parsed = parse_decision(custom_id)
        if parsed is None:
            raise UserError("button.stale")
        check_moderates(interaction)
        id_, choice = parsed
        turn = await self._engine.turns.get(id_, by=person_of(interaction))
        await self._showcases.decide(id_, approve=choice == APPROVE)
        locale = await locale_of_everyone(self._engine.settings, interaction)
        decided = wording.say(f"showcase.note.{choice}", locale, moderator=interaction.user.mention)
        await interaction.response.edit_message(
            content=f"{note_text(turn, locale)}\n{decided}", attachments=[], view=None
        )


def _outcome(entry: ShowcaseEntry, locale: str) -> str:
    """Return what became of an image, for the person who asked."""
    match entry.state:
        case ShowcaseState.SHOWN:
            link = f"https://discord.com/channels/{entry.guild}/{entry.channel}/{entry.message}"
            return wording.say("showcase.shown", locale, link=link)
        case ShowcaseState.ASKED if entry.note is not None:
            return wording.say("showcase.asked", locale)
        case ShowcaseState.DECLINED:
            return wording.say("showcase.declined", locale)
        case ShowcaseState.REMOVED:
            raise NotFound
    if entry.reason == "showcase.all_ages":
        return wording.say("showcase.all_ages", locale)
    return wording.say("showcase.later", locale)
