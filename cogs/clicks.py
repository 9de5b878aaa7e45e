"""Clicks on buttons and selects, and submitted forms.

Everything is read from the custom id, so that what was posted or opened before a restart works.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import discord
from discord.ext import commands

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
from bot.discord.interaction_errors import send_error
from bot.errors import UserError

Interaction = discord.Interaction[DiscordClient]
_HERE = frozenset({discord.InteractionType.component, discord.InteractionType.modal_submit})
Handler = Callable[[Interaction, str], Awaitable[None]]
"""Handles a click or a submitted form, given its custom id."""


class Clicks(commands.Cog):
    """Routes each click and form by the part of its custom id before the first colon."""

    def __init__(
        self,
        bot: DiscordClient,
        intake: Intake,
        views: CanvasViews,
        pages: HistoryPages,
        showcase: ShowcaseMessages,
        themes: ThemeActions,
        parties: PartyActions,
    ) -> None:
        self._bot = bot
        self._engine = intake.engine
        edit_form, save_style, guide = EditForm(bot, intake), SaveStyle(intake), Help(bot, intake)
        reframe = ReframeActions(intake)
        prompts, reports, walk = PromptForms(intake), Reports(intake), Walk(intake)
        remixes, improvements = Remixes(intake), Improvements(intake)
        recipes, shows = RecipeOffers(bot, intake), ShowcaseActions(intake, showcase)
        self._actions: Mapping[str, ActionHandler] = {
            **TurnActions(intake, views, edit_form).handlers,
            **PictureActions(intake).handlers,
            **reframe.handlers,
            **walk.handlers,
            **shows.handlers,
            **themes.handlers,
            "style": save_style.ask,
            "report": reports.report_turn,
            "remix": remixes.ask,
            "reword": prompts.reword,
            "improved": improvements.take,
        }
        self._components: Mapping[str, Handler] = {
            "turn": self._on_turn,
            "help": guide.click,
            "listens": ThreadGuide(bot, intake).click,
            "message": MessageAnswers(bot, intake).take,
            "prompt": prompts.shorten,
            "held": ConfirmationAnswers(intake).take,
            "history": pages.click,
            "walk": walk.step,
            "privacy": PrivacyPanel(intake).click,
            "setup": SetupPanel(intake).click,
            "greeting": Greeting(intake).click,
            "report": reports.take,
            "approval": Approvals(intake).take,
            "showcase": shows.decide,
            "vote": themes.vote,
            "event": themes.click,
            "party": parties.click,
            "recent": RecentPictures(intake).take,
            "recipe": recipes.click,
            "character": CharacterActions(intake).take,
        }
        self._forms: Mapping[str, Handler] = {
            "edit": edit_form.submit,
            "remix": remixes.submit,
            "party": parties.submit,
            "style": save_style.save,
            "words": SaveBlockedWords(intake).save,
            "paint": guide.submit,
            "shorten": prompts.submit_shortened,
            "reword": prompts.submit_reworded,
            "improved": improvements.submit,
            "region": reframe.submit_region,
            "person": PersonForm(intake).submit,
            "recipe": recipes.submit,
        }

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """Answer a click or a form, whenever its message was posted."""
        if interaction.type not in _HERE:
            return
        try:
            self._bot.check_place(interaction)
            data: dict[str, Any] = dict(interaction.data or {})
            if interaction.type is discord.InteractionType.component:
                await _route(self._components, interaction, _chosen(data))
            else:
                await _route(self._forms, interaction, data["custom_id"])
        except Exception as error:  # noqa: BLE001 - send_error logs it
            await send_error(interaction, error)

    async def _on_turn(self, interaction: Interaction, custom_id: str) -> None:
        click = TurnAction.parse(custom_id)
        act = self._actions.get(click.action) if click else None
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


def _chosen(data: Mapping[str, Any]) -> str:
    """Return the id of what was clicked; in most selects the value of an option is one, too."""
    value = next(iter(data.get("values") or ()), "")
    return str(value if ":" in value else data["custom_id"])


async def _route(routes: Mapping[str, Handler], interaction: Interaction, custom_id: str) -> None:
    handle = routes.get(custom_id.partition(":")[0])
    if handle is None:
        raise UserError("button.stale")
    await handle(interaction, custom_id)
