"""The interface by which the engine shows finished turns; `bot.discord.delivery` implements it."""

from typing import Protocol

from bot.core.turns import DeliveryResult, Turn


class ProgressDelivery(Protocol):
    """Reaches the messages that say how a turn is going."""

    async def remove_progress_message(self, turn: Turn) -> bool:
        """Delete the message that said a turn was being painted, now that the turn is shown.

        Args:
            turn: what is shown.

        Returns:
            whether it is gone.

        Raises:
            TemporaryError: it should be tried again.
        """
        ...

    async def restate_outcome(self, turn: Turn) -> None:
        """Write again how a turn ended, where a late progress edit may have overwritten it.

        Raises:
            TemporaryError: it should be tried again.
        """
        ...


class TurnDelivery(ProgressDelivery, Protocol):
    """Shows finished turns to people."""

    async def until_acknowledged(self, turn: Turn) -> None:
        """Wait until the person knows that the turn is accepted: no paid call is made before.

        Where Discord does not take that any more, the turn is cancelled meanwhile.
        """
        ...

    async def deliver(self, turn: Turn) -> DeliveryResult:
        """Post a turn and return how.

        Raises:
            TemporaryError: it should be tried again.
        """
        ...

    async def withdraw(self, turn: Turn, how: DeliveryResult) -> None:
        """Delete the message of a turn that was deleted while it was being shown.

        Args:
            turn: what was deleted.
            how: it was shown; without a message, an earlier attempt may have posted one.

        Raises:
            TemporaryError: it should be tried again.
        """
        ...
