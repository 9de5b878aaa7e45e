"""What can be done in a place: by /help, by a mention without words, by a greeting in private."""

import discord

from bot.discord.actions.settings_answers import preferences_text
from bot.discord.actions.usage_texts import left_text, person_usage_text
from bot.discord.client import DiscordClient
from bot.discord.components.buttons import help_buttons
from bot.discord.components.ids import FormValues
from bot.discord.components.prompt_modals import paint_modal
from bot.discord.delivery.replies import reply
from bot.discord.intake import uploads
from bot.discord.intake.channel_kinds import ChannelKind, channel_kind_of
from bot.discord.intake.intake import Intake
from bot.discord.intake.request_builder import PromptOptions, build_request
from bot.discord.intake.requesters import is_member, person_of, public_locale
from bot.discord.permissions import can_post, check_may_write
from bot.errors import UserError
from bot.text import wording

Interaction = discord.Interaction[DiscordClient]


class Help:
    """Says it in a few lines, with buttons that do it."""

    def __init__(self, bot: DiscordClient, intake: Intake) -> None:
        self._bot = bot
        self._intake = intake
        self._engine = intake.engine

    async def show(self, interaction: Interaction) -> None:
        """Show it to one person, with what they may do here and what is left to them."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        locale = str(interaction.locale)
        usage = await self._engine.usage.of_person(person_of(interaction))
        if is_member(interaction):
            here = [
                *await self._first_lines(interaction.channel, locale),
                wording.say(f"help.{_right(interaction)}", locale),
                *_together(interaction.guild, locale),
            ]
        else:
            here = [wording.say(f"help.{line}", locale) for line in ("paint", "not_member")]
        words = "\n".join(
            [
                *here,
                left_text(usage, locale) or wording.say("help.usage", locale),
                wording.say("help.settings", locale),
            ]
        )
        await interaction.edit_original_response(content=words, view=help_buttons(locale))

    async def answer(self, message: discord.Message) -> None:
        """Say it in reply to a message, for everyone."""
        head = await self._engine.canvases.head(message.channel.id)
        locale = await public_locale(self._engine.settings, message, continues=head)
        lines = [
            *await self._first_lines(message.channel, locale),
            wording.say("help.look", locale),
            *_together(message.guild, locale),
            *(wording.say(f"help.{line}", locale) for line in ("usage", "settings")),
        ]
        await reply(
            message,
            "\n".join(lines),
            view=help_buttons(locale),
            silent=True,
            nonce=f"help-{message.id}",
        )

    async def click(self, interaction: Interaction, custom_id: str) -> None:
        """Do what a button says."""
        locale = str(interaction.locale)
        match custom_id.partition(":")[2]:
            case "paint":
                check_may_write(interaction)
                rules = await self._engine.settings.access_rules(interaction.guild_id)
                modal = paint_modal(
                    model=self._engine.models.table.default,
                    costs=self._engine.models.quality_costs(rules),
                    locale=locale,
                )
                await interaction.response.send_modal(modal)
            case "settings":
                await interaction.response.defer(ephemeral=True, thinking=True)
                own = await self._engine.settings.preferences(interaction.user.id)
                words = preferences_text(own, self._engine.models.table, locale)
                await interaction.edit_original_response(content=words)
            case "usage":
                await interaction.response.defer(ephemeral=True, thinking=True)
                usage = await self._engine.usage.of_person(person_of(interaction))
                await interaction.edit_original_response(content=person_usage_text(usage, locale))
            case _:
                raise UserError("button.stale")

    async def submit(self, interaction: Interaction, _custom_id: str) -> None:
        """Take the form that asks what to paint."""
        data = dict(interaction.data or {})
        values = FormValues.parse(data)
        requester = await self._intake.acknowledge(interaction)
        options = PromptOptions.of_form(values, uploads.from_modal(data, values.uploads))
        prepared = await build_request(self._intake, options, requester=requester)
        await self._intake.accept_prompt(interaction, prepared, requester)

    async def _first_lines(self, channel: object, locale: str) -> list[str]:
        me = self._bot.user.mention if self._bot.user else ""
        here = await self._mode(channel)
        return [
            wording.say("help.paint", locale),
            wording.say("help.change", locale),
            wording.say(f"help.here.{here}", locale, me=me),
        ]

    async def _mode(self, channel: object) -> str:
        """Return which messages are requests in a channel."""
        kind = channel_kind_of(channel)
        if kind is ChannelKind.PRIVATE:
            return "private"
        if not self._bot.intents.message_content:
            return "unread"
        if kind is not ChannelKind.THREAD or not isinstance(channel, discord.Thread):
            return "channel"
        server = channel.guild.id
        listens = await self._engine.settings.listens(channel.id, server=server)
        return "thread" if listens else "mentions"


def _together(server: discord.Guild | None, locale: str) -> list[str]:
    """Return the line about what only the members of a server do together."""
    return [wording.say("help.together", locale)] if server else []


def _right(interaction: Interaction) -> str:
    """Return which line about rights is true for a person in a place."""
    try:
        check_may_write(interaction)
    except UserError:
        return "read_only"
    return "look" if can_post(interaction) else "no_post"
