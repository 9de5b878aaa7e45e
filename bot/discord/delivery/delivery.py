"""Where finished turns are shown. Needs no open interaction, so it works after a restart.

Delivery is a ladder: the channel, else the interaction's token, else a private message, else the
turn is kept until its person comes back. Which rungs come first is decided by how it was asked.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace

import discord

from bot.core.turns import DeliveryResult, Followup, Outcome, Place, Turn
from bot.discord.client import DiscordClient, DiscordConnection
from bot.discord.connection_errors import DISCORD_ERRORS
from bot.discord.delivery.errors import Archived, TooLarge, Undeliverable, translate_discord_errors
from bot.discord.delivery.own_messages import find_own_message
from bot.discord.delivery.progress import ORIGINAL_RESPONSE, ProgressMessages, interaction_webhook
from bot.discord.delivery.rendering import RenderedMessage, render
from bot.engine.engine import Engine
from bot.errors import BadPicture, Broken, Later, NothingHere
from bot.text import wording

log = logging.getLogger(__name__)

MOST_HALVINGS = 4  # times a picture is made smaller when Discord finds it too large
PATIENCE = 60.0  # seconds for showing a turn; Discord may hold the line and say nothing

Rung = Callable[[DiscordClient, Turn, Place], Awaitable[DeliveryResult]]


class Delivery:
    """The painter's way to people."""

    def __init__(
        self, connection: DiscordConnection, engine: Engine, progress: ProgressMessages
    ) -> None:
        self._connection = connection
        self._engine = engine
        self._progress = progress
        self.patience = PATIENCE
        progress.when_overtaken(self.say_again)

    async def show(self, turn: Turn) -> DeliveryResult:
        """Post a turn by the first rung that holds.

        Raises:
            Later: Discord does not answer just now.
        """
        assert turn.at is not None, "turns without a place are fetched, not shown"
        client = await self._connection.client()
        async with self._patiently():
            await self._progress.forget(turn.id)
            for rung in self._ladder(turn, turn.at):
                with contextlib.suppress(Undeliverable):
                    return await rung(client, turn, turn.at)
        log.warning("turn %d is kept: there is no way to show it", turn.id)
        await _say_kept(client, turn, turn.at)
        return DeliveryResult(left=Followup.KEPT)

    async def tidy(self, turn: Turn, *, late: bool = False) -> bool:
        """Take away the "painting" of a turn that a message now shows.

        Args:
            turn: what is shown.
            late: whoever took the wish has had time to write down which message it is, or died.

        Returns:
            whether it is gone; else it may be on its way still.

        Raises:
            Later: Discord does not answer just now.
        """
        assert turn.at is not None
        client = await self._connection.client()
        channel = client.get_partial_messageable(turn.at.channel)
        async with self._patiently():
            with contextlib.suppress(Undeliverable, Archived), translate_discord_errors(turn):
                if turn.at.token is not None:
                    await interaction_webhook(client, turn.at.token).delete_message(
                        ORIGINAL_RESPONSE
                    )
                    return True
                note = turn.note
                if note is None and (late or not self._progress.knows(turn.id)):
                    # A process may have died before it could write down which message it is.
                    note = await find_own_message(client, channel, turn, "cancel")
                if note is None:
                    return False
                await channel.get_partial_message(note).delete()
        return True

    async def repost(self, turn: Turn, at: Place, *, nonce: str) -> int | None:
        """Show a painted turn once more; answers with the message, or none where only they see it.

        Raises:
            NothingHere: its pictures are gone.
            Later: Discord does not answer just now.
        """
        client = await self._connection.client()
        with contextlib.suppress(Undeliverable):
            if at.may_post and not turn.request.private:
                channel = client.get_partial_messageable(at.channel)
                shown = await self._post(client, channel, turn, at, note="", nonce=nonce)
                return shown.message
        try:
            await self._by_token(client, turn, at)
        except Undeliverable as error:
            raise NothingHere from error
        return None

    async def post(
        self, page: RenderedMessage, at: Place, *, private: bool, nonce: str
    ) -> int | None:
        """Show something drawn; answers with the message, or none where only they see it.

        Raises:
            Broken: there is no way to show it.
            Later: Discord does not answer just now.
        """
        client = await self._connection.client()
        with contextlib.suppress(Undeliverable, TooLarge, Archived):
            if at.may_post and not private:
                channel = client.get_partial_messageable(at.channel)
                with translate_discord_errors(nonce):
                    sent = await channel.send(
                        page.words,
                        files=page.attachments(),
                        view=page.view,
                        nonce=nonce,
                    )
                    return sent.id
        try:
            with translate_discord_errors(nonce):
                await interaction_webhook(client, at.token or "").edit_message(
                    ORIGINAL_RESPONSE,
                    content=page.words,
                    attachments=page.attachments(),
                    view=page.view,
                )
        except (Undeliverable, TooLarge, Archived) as error:
            raise Broken from error
        return None

    @contextlib.asynccontextmanager
    async def _patiently(self) -> AsyncIterator[None]:
        """Wait for Discord, but not for ever: what is asked again begins with a look."""
        try:
            async with asyncio.timeout(self.patience):
                yield
        except TimeoutError as error:
            log.info("Discord did not answer within %d seconds", self.patience)
            raise Later from error

    async def say_again(self, turn: Turn) -> None:
        """Say once more in its note how a turn ended, if that is where its end is told.

        Raises:
            Later: Discord does not answer just now.
        """
        at = turn.at
        if at is None or turn.outcome is Outcome.CANCELLED or not _by_note(turn, at):
            return
        client = await self._connection.client()
        async with self._patiently():
            with contextlib.suppress(Undeliverable):
                await self._by_token(client, turn, at)

    def _ladder(self, turn: Turn, at: Place) -> Sequence[Rung]:
        if turn.request.private or not at.may_post:
            return (self._by_token, self._by_private_message)
        if _by_note(turn, at):
            return (self._by_token, self._in_channel, self._by_private_message)
        return (self._in_channel, self._by_token, self._by_private_message)

    async def _in_channel(self, client: DiscordClient, turn: Turn, at: Place) -> DeliveryResult:
        channel = client.get_partial_messageable(at.channel)
        return await self._post(client, channel, turn, at, note="")

    async def _by_private_message(
        self, client: DiscordClient, turn: Turn, at: Place
    ) -> DeliveryResult:
        with translate_discord_errors(turn):
            channel = await client.create_dm(discord.Object(id=turn.by.id))
        late = turn.request.private or not at.may_post
        note = wording.say("deliver.private_late" if late else "deliver.elsewhere", at.locale)
        shown = await self._post(client, channel, turn, at, note=note)
        return replace(shown, channel=channel.id)

    async def _by_token(self, client: DiscordClient, turn: Turn, at: Place) -> DeliveryResult:
        if at.token is None:
            raise Undeliverable
        public = (
            turn.outcome in {Outcome.PAINTED, Outcome.ANSWERED}
            and not turn.request.private
            and at.may_post
        )
        note = wording.say("deliver.no_right", at.locale) if public else ""
        limit = at.upload_limit
        for _ in range(MOST_HALVINGS):
            page = await self._render(turn, at, limit=limit, note=note)
            try:
                with translate_discord_errors(turn):
                    await interaction_webhook(client, at.token).edit_message(
                        ORIGINAL_RESPONSE,
                        content=page.words,
                        attachments=page.attachments(),
                        view=page.view,
                    )
                    return DeliveryResult(left=self._overtaking(turn))
            except TooLarge:
                limit //= 2
            except Archived as error:
                raise Undeliverable from error
        raise Undeliverable

    def _overtaking(self, turn: Turn) -> Followup | None:
        """What is left to do where the process that writes the note does not wait for us."""
        alone = self._progress.knows(turn.id) or not self._engine.shared
        return None if alone else Followup.SAID

    async def _post(
        self,
        client: DiscordClient,
        channel: discord.PartialMessageable | discord.DMChannel,
        turn: Turn,
        at: Place,
        *,
        note: str,
        nonce: str = "",
    ) -> DeliveryResult:
        """A message of its own; the nonce keeps a repeated one from appearing twice."""
        repeats = turn.showings > 0 and not nonce  # 0: just painted, by this process
        if repeats and (before := await find_own_message(client, channel, turn, "again", "paint")):
            return DeliveryResult(message=before, left=Followup.NOTE)
        limit, asleep = at.upload_limit, False
        reply = _reply_to(at) if channel.id == at.channel else None  # Discord refuses it elsewhere
        for _ in range(MOST_HALVINGS + 1):
            page = await self._render(turn, at, limit=limit, note=note)
            try:
                with translate_discord_errors(turn):
                    sent = await channel.send(
                        page.words,
                        files=page.attachments(),
                        view=page.view,
                        nonce=nonce or f"turn-{turn.id}",
                        reference=reply,  # type: ignore[arg-type]  # none is fine
                        suppress_embeds=True,
                    )
                    return DeliveryResult(message=sent.id, left=Followup.NOTE)
            except TooLarge:
                limit //= 2
            except Archived as error:
                if asleep:
                    raise Undeliverable from error
                asleep = True
                await _unarchive(client, at.channel, turn)
        raise Undeliverable

    async def _render(self, turn: Turn, at: Place, *, limit: int, note: str) -> RenderedMessage:
        try:
            return await render(self._engine, turn, at, limit=limit, note=note)
        except (NothingHere, BadPicture) as error:
            raise Undeliverable from error


def _by_note(turn: Turn, at: Place) -> bool:
    """Whether a turn's end is told first of all where it says that it is being painted."""
    brings = turn.outcome in {Outcome.PAINTED, Outcome.ANSWERED}
    return turn.request.private or not at.may_post or not brings


def _reply_to(at: Place) -> discord.MessageReference | None:
    if at.reply_to is None:
        return None
    return discord.MessageReference(
        message_id=at.reply_to, channel_id=at.channel, fail_if_not_exists=False
    )


async def _unarchive(client: DiscordClient, channel: int, turn: Turn) -> None:
    try:
        with translate_discord_errors(turn):
            thread = await client.fetch_channel(channel)
            if isinstance(thread, discord.Thread):
                await thread.edit(archived=False)
    except Archived as error:
        raise Undeliverable from error


async def _say_kept(client: DiscordClient, turn: Turn, at: Place) -> None:
    """A note must not say "painting" for ever."""
    if turn.note is None:
        return
    words = wording.say("deliver.kept", at.locale)
    channel = client.get_partial_messageable(at.channel)
    try:
        await channel.get_partial_message(turn.note).edit(content=words, view=None)
    except DISCORD_ERRORS as error:
        log.info("the note of turn %d stays: %s", turn.id, type(error).__name__)
