"""Taking an order: who asks, what they brought along, and telling them where it stands."""

import asyncio
import contextlib
import logging
from collections.abc import Iterable
from typing import Any

import discord

from bot.core.fair_waiting import FairSemaphore
from bot.core.requests import TurnRequest
from bot.core.turns import Blob, Person, Place, Turn
from bot.discord.components import buttons, confirmations
from bot.discord.connection_errors import DISCORD_ERRORS
from bot.discord.delivery.progress import PATIENCE, ProgressMessages
from bot.discord.delivery.replies import reply
from bot.discord.delivery.undelivered import UndeliveredTurns
from bot.discord.intake.uploads import Downloads, Upload
from bot.engine.confirmations import Confirmations
from bot.engine.engine import Engine
from bot.engine.leases import retry_while_unavailable
from bot.engine.submissions import Requester
from bot.errors import Refused
from bot.text import wording

log = logging.getLogger(__name__)

FILES_AT_ONCE = 4  # pictures that are fetched and made small at the same time
FILES_OF_ONE = 2  # of these, one person's: nobody waits behind all that another brought along
LIMIT = 10 * 1024**2  # bytes a file, where Discord does not say


class Intake:
    """What every cog needs to hand a wish to the studio."""

    def __init__(
        self,
        engine: Engine,
        downloads: Downloads,
        progress: ProgressMessages,
        *,
        questions: Confirmations,
        undelivered: UndeliveredTurns,
    ) -> None:
        self.engine = engine
        self.questions = questions
        self.undelivered = undelivered
        self._downloads = downloads
        self._progress = progress
        self._places = FairSemaphore(FILES_AT_ONCE, each=FILES_OF_ONE)
        self.patience = PATIENCE

    async def opened(
        self, interaction: discord.Interaction[Any], *, continues: Turn | None = None
    ) -> Requester:
        """Acknowledge within Discord's 3 seconds, privately, and say who asks.

        "Painting" is said only when the wish is stored: what is told is kept.
        """
        await interaction.response.defer(ephemeral=True, thinking=True)
        place = Place(
            channel=interaction.channel_id or 0,
            reply_to=_shown_here(continues, interaction),
            token=interaction.token,
            may_post=_may_post(interaction),
            upload_limit=interaction.filesize_limit or LIMIT,
            locale=str(interaction.locale),
        )
        return Requester(by=person(interaction), at=place, origin=f"interaction:{interaction.id}")

    async def pictures(
        self, uploads: Iterable[Upload], *, by: Requester, model: str = ""
    ) -> tuple[Blob, ...]:
        """Fetch what a person brought along, before its links die.

        Raises:
            BadPicture: one of them is none, or too large.
            Refused: the model takes fewer.
            TooMuch: the person has too much waiting, so that nothing is fetched.
        """
        wanted = list(uploads)
        taker = self.engine.models.find(model or self.engine.default_model)
        if len(wanted) > taker.inputs:
            raise Refused("model.pictures", model=taker.name, limit=taker.inputs)
        if wanted:
            await self.engine.submissions.check_room(by)
        kept = []
        for upload in wanted:
            async with self._places.place(by.by.id):  # a file is in memory until it is made small
                data = await self._downloads.get(upload)
                kept.append(await self.engine.picture_files.add(data, by=by.by, model=model))
        return tuple(kept)

    async def accept(self, wish: TurnRequest, by: Requester) -> None:
        """Hand a wish over and tell the person where it stands."""
        turn = await self.engine.submissions.submit(wish, by)
        # It is accepted: a database that is away now must not make people read that it is not.
        standing = await retry_while_unavailable(lambda: self._progress.current(turn))
        if standing is not None:
            self._progress.watch(turn, standing, message=None)
            await self._progress.write(turn.id)
        await self.undelivered.notify(by)

    async def accept_words(
        self, interaction: discord.Interaction[Any], wish: TurnRequest, by: Requester
    ) -> None:
        """The same for words that were just written: braces in them are asked about first."""
        asked = await self.questions.ask_cost(wish, by)
        if asked is None:
            await self.accept(wish, by)
            return
        words, view = confirmations.braces(
            asked, str(interaction.locale), cost=self.questions.cost(asked)
        )
        await interaction.edit_original_response(content=words, view=view)

    async def ask_poster(
        self,
        posted: discord.Message,
        wish: TurnRequest,
        by: Requester,
        *,
        asks: discord.Message | None = None,
    ) -> bool:
        """Ask whoever posted a picture, where that is to be done; false where it is not.

        Args:
            posted: the message that shows the picture.
            wish: what is to be asked for.
            by: who asks for it.
            asks: the message that asks, if one does: a thread's wish is asked about in the thread.

        Raises:
            Refused: they do not want it, or are being asked already.
        """
        poster = posted.author
        settings = self.engine.settings
        await settings.check_may_edit(poster.id, by=by.by)
        if poster.bot or poster.id == by.by.id or not await settings.asks_posters(by.by.guild):
            return False
        asked = await self.questions.ask_poster(wish, by, poster=poster.id, message=posted.id)
        if asked is None:
            return False
        words, view = confirmations.poster(asked, asked.at.locale)
        pinged = discord.AllowedMentions(
            everyone=False, roles=False, users=[poster], replied_user=False
        )
        place = posted if asks is None or asks.channel.id == posted.channel.id else asks
        try:
            await reply(place, words, view=view, allowed_mentions=pinged)
        except DISCORD_ERRORS as error:
            await self.questions.drop(asked)
            raise Refused("poster.cannot") from error
        return True

    async def accept_message(
        self,
        message: discord.Message,
        wish: TurnRequest,
        by: Requester,
        *,
        posted: discord.Message | None = None,
    ) -> None:
        """The same for a wish that came as a message: the note is a silent reply to it.

        Args:
            message: the wish.
            wish: what it asks for.
            by: who asks: `asker(message)`.
            posted: the message whose picture it changes, where that is none of Easel's.
        """
        place = by.at
        assert place is not None
        if posted is not None and await self.ask_poster(posted, wish, by, asks=message):
            return
        if asked := await self.questions.ask_cost(wish, by):
            words, view = confirmations.braces(asked, place.locale, cost=self.questions.cost(asked))
            await reply(message, words, view=view, silent=True, nonce=f"ask-{message.id}")
            return
        turn = await self.engine.submissions.submit(wish, by)
        standing = await retry_while_unavailable(lambda: self._progress.current(turn))
        if standing is None:
            return
        try:
            async with asyncio.timeout(self.patience):  # the channel's next message waits for this
                note = await reply(
                    message,
                    wording.note(turn, standing, place.locale),
                    view=buttons.under_note(turn, place.locale),
                    nonce=f"note-{turn.id}",
                    silent=True,
                )
        except DISCORD_ERRORS as error:
            log.info("turn %d has no note: %s", turn.id, type(error).__name__)
            return  # it is accepted all the same, and its picture will come
        if await retry_while_unavailable(
            lambda: self.engine.turns.set_progress_message(turn, note.id)
        ):
            self._progress.watch(turn, standing, message=note.id)
        else:
            with contextlib.suppress(*DISCORD_ERRORS):
                await note.delete()

    async def cancelled(self, id_: int) -> None:
        """A turn is cancelled: its note is not written any more."""
        await self._progress.stop(id_)


def asker(message: discord.Message, *, goes_on: Turn | None = None) -> Requester:
    """Who asks by a message, what it goes on from, and where the answer goes.

    A private chat has no language of its own: the picture before it says which one is spoken.
    """
    guild = message.guild
    before = goes_on.at if goes_on and guild is None else None
    place = Place(
        channel=message.channel.id,
        reply_to=message.id,
        upload_limit=guild.filesize_limit if guild else LIMIT,
        locale=before.locale if before else locale_of(message),
    )
    return Requester(by=person(message), at=place, origin=f"message:{message.id}")


def locale_of(message: discord.Message) -> str:
    """The language of the place: Discord does not say that of who wrote a message."""
    return str(message.guild.preferred_locale) if message.guild else "en-US"


def person(source: discord.Interaction[Any] | discord.Message) -> Person:
    """Who asks, and where."""
    user = source.user if isinstance(source, discord.Interaction) else source.author
    roles = tuple(role.id for role in user.roles) if isinstance(user, discord.Member) else ()
    return Person(id=user.id, guild=source.guild.id if source.guild else None, roles=roles)


def _may_post(interaction: discord.Interaction[Any]) -> bool:
    """Whether the bot is there itself, and not only its commands with a person who brought them."""
    if interaction.guild_id is not None:
        return interaction.is_guild_integration()
    return interaction.context.dm_channel


def _shown_here(turn: Turn | None, interaction: discord.Interaction[Any]) -> int | None:
    """The message that shows a turn, if it stands where the interaction happens."""
    here = turn and turn.at and turn.at.channel == interaction.channel_id
    return turn.message if turn and here else None
