"""Which action answers which button, select and form: the one table of their custom ids.

A custom id says before its first colon who answers it; that of a turn's button says what is done
with the turn. It holds everything, so that what was posted or opened before a restart works.
"""

from collections.abc import Awaitable, Callable, Mapping

import discord

from bot.discord.actions.approvals import Approvals
from bot.discord.actions.canvas_views import CanvasViews
from bot.discord.actions.characters import CharacterActions
from bot.discord.actions.confirmation_answers import ConfirmationAnswers
from bot.discord.actions.edit_form import EditForm
from bot.discord.actions.greeting import Greeting
from bot.discord.actions.help import Help
from bot.discord.actions.history_pages import HistoryPages
from bot.discord.actions.improvements import Improvements
from bot.discord.actions.message_answers import MessageAnswers
from bot.discord.actions.parties import PartyActions
from bot.discord.actions.person_form import PersonForm
from bot.discord.actions.picture_actions import PictureActions
from bot.discord.actions.privacy_panel import PrivacyPanel
from bot.discord.actions.prompt_forms import PromptForms
from bot.discord.actions.recent_pictures import RecentPictures
from bot.discord.actions.recipe_offers import RecipeOffers
from bot.discord.actions.reframing import ReframeActions
from bot.discord.actions.remixes import Remixes
from bot.discord.actions.reports import Reports
from bot.discord.actions.save_blocked_words import SaveBlockedWords
from bot.discord.actions.save_style import SaveStyle
from bot.discord.actions.setup_panel import SetupPanel
from bot.discord.actions.showcase import ShowcaseActions
from bot.discord.actions.themes import ThemeActions
from bot.discord.actions.thread_guide import ThreadGuide
from bot.discord.actions.turn_actions import (
    ActionHandler,
    TurnActions,
    ask_which_picture,
    check_available,
    check_complete,
    needs_pick,
)
from bot.discord.actions.walk import Walk
from bot.discord.client import DiscordClient
from bot.discord.components.ids import TurnAction
from bot.discord.delivery.showcase import ShowcaseMessages
from bot.discord.intake.intake import Intake
from bot.discord.intake.requesters import person_of
from bot.errors import UserError

Interaction = discord.Interaction[DiscordClient]
Handler = Callable[[Interaction, str], Awaitable[None]]
"""Handles a click or a submitted form, given its custom id."""


class Routes:
    """Hands each click and each form to the action that answers it."""

    def __init__(
        self,
        bot: DiscordClient,
        intake: Intake,
        *,
        views: CanvasViews,
        pages: HistoryPages,
        showcase: ShowcaseMessages,
        themes: ThemeActions,
        parties: PartyActions,
    ) -> None:
        self._bot = bot
        self._intake = intake
        self._engine = intake.engine
        self._views = views
        self._pages = pages
        self._themes = themes
        self._parties = parties
        self._edit_form = EditForm(bot, intake)
        self._help = Help(bot, intake)
        self._improvements = Improvements(intake)
        self._prompts = PromptForms(intake)
        self._recipes = RecipeOffers(bot, intake)
        self._reframe = ReframeActions(intake)
        self._remixes = Remixes(intake)
        self._reports = Reports(intake)
        self._save_style = SaveStyle(intake)
        self._showcase = ShowcaseActions(intake, showcase)
        self._walk = Walk(intake)
        self._turn_actions = self._of_turns()
        self._clicks = self._of_clicks()
        self._forms = self._of_forms()

    def _of_turns(self) -> Mapping[str, ActionHandler]:
        """What can be done with a turn, by the name of the action."""
        return {
            **TurnActions(self._intake, self._views, self._edit_form).handlers,
            **PictureActions(self._intake).handlers,
            **self._reframe.handlers,
            **self._walk.handlers,
            **self._showcase.handlers,
            **self._themes.handlers,
            "style": self._save_style.ask,
            "report": self._reports.report_turn,
            "remix": self._remixes.ask,
            "reword": self._prompts.reword,
            "improved": self._improvements.take,
        }

    def _of_clicks(self) -> Mapping[str, Handler]:
        intake = self._intake
        return {
            "turn": self._on_turn,
            "help": self._help.click,
            "listens": ThreadGuide(self._bot, intake).click,
            "message": MessageAnswers(self._bot, intake).take,
            "prompt": self._prompts.shorten,
            "held": ConfirmationAnswers(intake).take,
            "history": self._pages.click,
            "walk": self._walk.step,
            "privacy": PrivacyPanel(intake).click,
            "setup": SetupPanel(intake).click,
            "greeting": Greeting(intake).click,
            "report": self._reports.take,
            "approval": Approvals(intake).take,
            "showcase": self._showcase.decide,
            "vote": self._themes.vote,
            "event": self._themes.click,
            "party": self._parties.click,
            "recent": RecentPictures(intake).take,
            "recipe": self._recipes.click,
            "character": CharacterActions(intake).take,
        }

    def _of_forms(self) -> Mapping[str, Handler]:
        return {
            "edit": self._edit_form.submit,
            "remix": self._remixes.submit,
            "party": self._parties.submit,
            "style": self._save_style.save,
            "words": SaveBlockedWords(self._intake).save,
            "paint": self._help.submit,
            "shorten": self._prompts.submit_shortened,
            "reword": self._prompts.submit_reworded,
            "improved": self._improvements.submit,
            "region": self._reframe.submit_region,
            "person": PersonForm(self._intake).submit,
            "recipe": self._recipes.submit,
        }

    async def click(self, interaction: Interaction, custom_id: str) -> None:
        """Answer a click on a button, or a choice in a select.

        Raises:
            EaselError: what was clicked is not known any more, or can't be done.
        """
        await _handler(self._clicks, custom_id)(interaction, custom_id)

    async def form(self, interaction: Interaction, custom_id: str) -> None:
        """Answer a form that was submitted.

        Raises:
            EaselError: the form is not known any more, or what it asks for can't be done.
        """
        await _handler(self._forms, custom_id)(interaction, custom_id)

    async def _on_turn(self, interaction: Interaction, custom_id: str) -> None:
        click = TurnAction.parse(custom_id)
        act = self._turn_actions.get(click.action) if click else None
        if click is None or act is None:
            raise UserError("button.stale")
        channel = interaction.channel_id or 0
        turn = await self._engine.turns.get_in_channel(
            channel, click.turn, by=person_of(interaction)
        )
        check_available(turn, click)
        check_complete(turn, click, self._engine.models.resolve(turn.request.model))
        if needs_pick(turn, click):
            await ask_which_picture(interaction, turn, click)
        else:
            await act(interaction, turn, click)


def _handler(handlers: Mapping[str, Handler], custom_id: str) -> Handler:
    handle = handlers.get(custom_id.partition(":")[0])
    if handle is None:
        raise UserError("button.stale")
    return handle
