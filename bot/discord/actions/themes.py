"""Enter under More, votes, and what the commands of /event and the buttons of a theme show."""

import discord

from bot.core.showcase import ShowcaseState
from bot.core.themes import Theme, ThemeState, ThemeTerms
from bot.core.turns import Turn
from bot.discord.actions.theme_terms import check_may_ping
from bot.discord.client import DiscordClient
from bot.discord.components.ids import TurnAction
from bot.discord.components.theme_buttons import (
    VOTE,
    page_buttons,
    parse_theme,
    parse_vote,
    take_back_button,
)
from bot.discord.delivery.showcase import ShowcaseMessages
from bot.discord.delivery.theme_texts import results_text, standing_text
from bot.discord.delivery.themes import ThemeMessages
from bot.discord.intake.intake import Intake
from bot.discord.intake.requesters import person_of
from bot.discord.permissions import check_moderates
from bot.discord.views import view_of
from bot.engine.accounts import in_server
from bot.errors import NotFound, UserError
from bot.text import wording

Interaction = discord.Interaction[DiscordClient]

A_PAGE = 10  # entries that are listed: with their links, more would not fit in a message


class ThemeActions:
    """Answers in private; what is to be posted is written down first."""

    def __init__(self, intake: Intake, entries: ShowcaseMessages, messages: ThemeMessages) -> None:
        self._engine = intake.engine
        self._themes = intake.engine.themes
        self._entries = entries
        self._messages = messages
        self.handlers = {"enter": self._enter}

    async def start(
        self, interaction: Interaction, *, words: str, until: str, terms: ThemeTerms
    ) -> None:
        """Start a theme and announce it.

        Raises:
            UserError: the person does not moderate or may not ping the role, a theme is open, or
                its words or end can't be used.
        """
        await interaction.response.defer(ephemeral=True, thinking=True)
        check_moderates(interaction)
        check_may_ping(interaction, terms)
        guild = in_server(person_of(interaction))
        theme = await self._themes.start(guild, words, terms, until=until)
        theme = await self._messages.carry_out(theme)
        code = "event.later" if theme.message is None else "event.started"
        place = f"<#{theme.place}>"
        words = wording.say(code, str(interaction.locale), channel=place)
        await interaction.edit_original_response(content=words)

    async def end(self, interaction: Interaction) -> None:
        """Let the open theme end now.

        Raises:
            UserError: the person does not moderate.
            NotFound: none is open.
        """
        await interaction.response.defer(ephemeral=True, thinking=True)
        check_moderates(interaction)
        guild, locale = in_server(person_of(interaction)), str(interaction.locale)
        theme = await self._themes.end(guild)
        await self._messages.carry_out(theme)
        words = wording.say("event.ended", locale, channel=f"<#{theme.place}>")
        if (await self._themes.last(guild)).id != theme.id:
            words += "\n" + wording.say("event.ended.next", locale)
        await interaction.edit_original_response(content=words)

    async def show_last(self, interaction: Interaction) -> None:
        """Show how the newest theme of the server stands, or ended."""
        await self._show(interaction, await self._themes.last(in_server(person_of(interaction))))

    async def click(self, interaction: Interaction, custom_id: str) -> None:
        """Show how the theme of a button stands or ended, or another page of its results."""
        if (parsed := parse_theme(custom_id)) is None:
            raise UserError("button.stale")
        id_, page = parsed
        theme = await self._themes.get(id_)
        if theme.guild != interaction.guild_id:
            raise NotFound("event.none")
        if page is None:
            await self._show(interaction, theme)
            return
        words, view = await self._results(theme, page, str(interaction.locale))
        await interaction.response.edit_message(content=words, view=view, suppress_embeds=True)

    async def vote(self, interaction: Interaction, custom_id: str) -> None:
        """Store a person's vote, or take it back.

        Raises:
            UserError: it is their own image, or they are blocked.
            NotFound: the theme has ended, or the entry is gone.
        """
        if (parsed := parse_vote(custom_id)) is None:
            raise UserError("button.stale")
        id_, turn, what = parsed
        by, locale = person_of(interaction), str(interaction.locale)
        await self._engine.moderation.check_not_blocked(by)
        theme = await self._themes.get(id_)
        if what != VOTE:
            await self._themes.take_back(theme, turn, by=by)
            words = wording.say("event.vote.back", locale)
            await interaction.response.edit_message(content=words, view=None)
            return
        new = await self._themes.vote(theme, turn, by=by)
        words = wording.say("event.vote.done" if new else "event.vote.again", locale)
        view = take_back_button(id_, turn, locale)
        await interaction.response.send_message(words, view=view, ephemeral=True)

    async def _enter(self, interaction: Interaction, turn: Turn, _click: TurnAction) -> None:
        """Enter the image in the open theme, and say privately what became of it."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._engine.moderation.check_not_blocked(person_of(interaction))
        asked = await self._themes.enter(turn, by=person_of(interaction))
        entry = await self._entries.carry_out(asked)
        if entry is None or entry.state is ShowcaseState.REMOVED:
            raise NotFound
        locale = str(interaction.locale)
        if entry.state is ShowcaseState.SHOWN:
            link = f"https://discord.com/channels/{entry.guild}/{entry.channel}/{entry.message}"
            words = wording.say("event.entered", locale, link=link)
        elif entry.state is ShowcaseState.DECLINED:
            words = wording.say("event.declined", locale)
        elif entry.reason == "showcase.all_ages":
            words = wording.say("event.all_ages", locale)
        else:
            words = wording.say("event.entered.later", locale)
        await interaction.edit_original_response(content=words)

    async def _show(self, interaction: Interaction, theme: Theme) -> None:
        locale = str(interaction.locale)
        if theme.state is ThemeState.OPEN:
            entries, mine = await self._themes.counts(theme, person=interaction.user.id)
            words, view = standing_text(theme, entries, mine, locale), view_of()
        else:
            words, view = await self._results(theme, 1, locale)
        await interaction.response.send_message(
            words, view=view, ephemeral=True, suppress_embeds=True
        )

    async def _results(self, theme: Theme, page: int, locale: str) -> tuple[str, discord.ui.View]:
        """Return a page of the results of a theme that has ended, counted from 1."""
        entries, _ = await self._themes.counts(theme, person=0)
        beyond = (page - 1) * A_PAGE
        places = await self._themes.places(theme, most=A_PAGE + 1, beyond=beyond)
        words = results_text(theme, places[:A_PAGE], entries, locale)
        return words, page_buttons(theme.id, page, locale, more=len(places) > A_PAGE)
