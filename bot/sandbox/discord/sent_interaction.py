"""What a person asked of the bot, for tests to look at."""

from __future__ import annotations

from bot.sandbox.discord.interactions import ACK_TIMEOUT, Interaction, Modal
from bot.sandbox.discord.messages import Message
from bot.sandbox.discord.refusals import Json
from bot.sandbox.discord.responses import current_reply
from bot.sandbox.discord.world import World


class SentInteraction:
    """What a person asked of the bot by an interaction, and what became of it; it is live."""

    def __init__(self, world: World, interaction: Interaction) -> None:
        self._world = world
        self.interaction = interaction

    @property
    def interaction_id(self) -> str:
        return self.interaction.id

    @property
    def acked_after(self) -> float | None:
        """Seconds until the bot answered; None while it has not."""
        return self.interaction.acked_after

    @property
    def failed(self) -> bool:
        """The person read “The application did not respond”."""
        return self.interaction.failed

    @property
    def reply(self) -> Message | None:
        """The message that answers just now."""
        return current_reply(self.interaction)

    @property
    def replies(self) -> list[Message]:
        """Every message the interaction made that is still there, oldest first."""
        every = [self.interaction.response, *self.interaction.followups]
        return [message for message in every if message is not None and not message.deleted]

    @property
    def modal(self) -> Modal | None:
        return self.interaction.modal

    @property
    def choices(self) -> list[Json] | None:
        return self.interaction.choices

    async def acknowledged(self) -> SentInteraction:
        """Wait for the answer.

        Raises:
            AssertionError: there was none within 3 s.
        """
        interaction = self.interaction
        await self._world.until(
            lambda: interaction.callback_type is not None or interaction.failed,
            within=ACK_TIMEOUT + 1.0,
        )
        if interaction.callback_type is None:
            told = self._world.recent_activity()
            raise AssertionError(
                f"{interaction.name} was not answered within {ACK_TIMEOUT} s.\n{told}"
            )
        return self
