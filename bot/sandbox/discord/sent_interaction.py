"""An interaction that a person sent, and the bot's response to it, for tests to check."""

from __future__ import annotations

from bot.sandbox.discord.interactions import ACK_TIMEOUT, Interaction, Modal
from bot.sandbox.discord.messages import Message
from bot.sandbox.discord.refusals import Json
from bot.sandbox.discord.responses import current_reply
from bot.sandbox.discord.world import World


class SentInteraction:
    """An interaction that a person sent. Its properties always show the current state."""

    def __init__(self, world: World, interaction: Interaction) -> None:
        self._world = world
        self.interaction = interaction

    @property
    def interaction_id(self) -> str:
        return self.interaction.id

    @property
    def acked_after(self) -> float | None:
        """Seconds until the bot responded; None while it has not."""
        return self.interaction.acked_after

    @property
    def failed(self) -> bool:
        """Whether the person saw “The application did not respond”."""
        return self.interaction.failed

    @property
    def reply(self) -> Message | None:
        """The message that currently shows the response."""
        return current_reply(self.interaction)

    @property
    def replies(self) -> list[Message]:
        """The response and follow-up messages that are not deleted, oldest first."""
        messages = [self.interaction.response, *self.interaction.followups]
        return [message for message in messages if message is not None and not message.deleted]

    @property
    def modal(self) -> Modal | None:
        return self.interaction.modal

    @property
    def choices(self) -> list[Json] | None:
        return self.interaction.choices

    async def acknowledged(self) -> SentInteraction:
        """Wait for the bot's first response.

        Raises:
            AssertionError: none arrived within 3 s.
        """
        interaction = self.interaction
        await self._world.until(
            lambda: interaction.callback_type is not None or interaction.failed,
            within=ACK_TIMEOUT + 1.0,
        )
        if interaction.callback_type is None:
            activity = self._world.recent_activity()
            raise AssertionError(f"{interaction.name}: no response in {ACK_TIMEOUT} s.\n{activity}")
        return self
