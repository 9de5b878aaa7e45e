"""Where finished turns are shown. Needs no open interaction, so it works after a restart.

Delivery is a ladder: the channel, else the interaction's token, else a private message, else the
turn is kept. Which rungs a turn has is decided by how it was asked.
"""

import contextlib
import io
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import aiohttp
import discord

from bot import wording
from bot.client import Connection, Easel
from bot.errors import Later, NothingHere
from bot.studio import Studio
from bot.turns import Outcome, Place, Turn
from cogs import buttons
from cogs.caption import caption, described
from cogs.standings import ORIGINAL, Standings, webhook

log = logging.getLogger(__name__)

MOST_PER_MESSAGE = 24 * 1024**2  # bytes; Discord refuses requests over 25 MiB
MOST_HALVINGS = 4  # times a picture is made smaller when Discord finds it too large
TOO_LARGE, ARCHIVED = 40005, 50083  # Discord's error codes
ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


class _NoWay(Exception):
    """This rung does not hold, and never will."""


class _TooLarge(Exception):
    """Discord takes no file of this size here."""


class _Archived(Exception):
    """The thread is archived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """A message that can be sent by any rung."""

    words: str
    files: Sequence[tuple[bytes, str, str]]  # bytes, name, description
    view: discord.ui.View

    def attachments(self) -> list[discord.File]:
        """Fresh files: a sent one is used up."""
        return [
            discord.File(io.BytesIO(data), filename=name, description=alt)
            for data, name, alt in self.files
        ]


class Wall:
    """The painter's way to people."""

    def __init__(self, connection: Connection, studio: Studio, standings: Standings) -> None:
        self._connection = connection
        self._studio = studio
        self._standings = standings

    async def show(self, turn: Turn) -> int | None:
        """Post a turn by the first rung that holds; none where no message of ours shows it.

        Raises:
            Later: Discord does not answer just now.
        """
        assert turn.at is not None, "turns without a place are fetched, not shown"
        client = await self._connection.client()
        await self._standings.forget(turn.id)
        for rung in self._ladder(turn, turn.at):
            with contextlib.suppress(_NoWay):
                return await rung(client, turn, turn.at)
        log.warning("turn %d is kept: there is no way to show it", turn.id)
        return None

    async def tidy(self, turn: Turn) -> None:
        """Take away the "painting" of a turn that a message now shows."""
        assert turn.at is not None
        client = await self._connection.client()
        try:
            if turn.at.token is not None:
                await webhook(client, turn.at.token).delete_message(ORIGINAL)
            if turn.note is not None:
                channel = client.get_partial_messageable(turn.at.channel)
                await channel.get_partial_message(turn.note).delete()
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.info("the note of turn %d stays: %s", turn.id, type(error).__name__)

    def _ladder(
        self, turn: Turn, at: Place
    ) -> Sequence[Callable[[Easel, Turn, Place], Awaitable[int | None]]]:
        painted = turn.outcome in {Outcome.PAINTED, Outcome.TOLD}
        if not at.may_post:
            return (self._by_token,)
        if painted and turn.request.private:
            return (self._by_token, self._by_private_message)
        return (self._in_channel, self._by_token) if painted else (self._by_token, self._in_channel)

    async def _in_channel(self, client: Easel, turn: Turn, at: Place) -> int:
        channel = client.get_partial_messageable(at.channel)
        if turn.showings > 1 and (before := await _posted_before(client, channel, turn)):
            return before
        return await self._post(client, channel, turn, at, note="")

    async def _by_private_message(self, client: Easel, turn: Turn, at: Place) -> None:
        with _sorted(turn):
            channel = await client.create_dm(discord.Object(id=turn.by.id))
        note = wording.say("deliver.private_late", at.locale)
        await self._post(client, channel, turn, at, note=note)

    async def _by_token(self, client: Easel, turn: Turn, at: Place) -> None:
        if at.token is None:
            raise _NoWay
        public = (
            turn.outcome in {Outcome.PAINTED, Outcome.TOLD}
            and not turn.request.private
            and at.may_post
        )
        note = wording.say("deliver.no_right", at.locale) if public else ""
        limit = at.upload_limit
        for _ in range(MOST_HALVINGS):
            sheet = await self._sheet(turn, at, limit=limit, note=note)
            try:
                with _sorted(turn):
                    await webhook(client, at.token).edit_message(
                        ORIGINAL,
                        content=sheet.words,
                        attachments=sheet.attachments(),
                        view=sheet.view,
                    )
                    return
            except _TooLarge:
                limit //= 2
        raise _NoWay

    async def _post(
        self, client: Easel, channel: discord.abc.Messageable, turn: Turn, at: Place, *, note: str
    ) -> int:
        """A message of its own; the nonce keeps a repeated one from appearing twice."""
        limit = at.upload_limit
        reply = _reply_to(at)
        for _ in range(MOST_HALVINGS):
            sheet = await self._sheet(turn, at, limit=limit, note=note)
            try:
                with _sorted(turn):
                    sent = await channel.send(
                        sheet.words,
                        files=sheet.attachments(),
                        view=sheet.view,
                        nonce=f"turn-{turn.id}",
                        reference=reply,  # type: ignore[arg-type]  # none is fine
                        suppress_embeds=True,
                    )
                    return sent.id
            except _TooLarge:
                limit //= 2
            except _Archived:
                await _unarchive(client, at.channel, turn)
        raise _NoWay

    async def _sheet(self, turn: Turn, at: Place, *, limit: int, note: str) -> _Sheet:
        """What to post, each picture within `limit` bytes."""
        if turn.outcome is Outcome.TOLD:
            return await self._description(turn, at, limit=limit, note=note)
        if turn.outcome is not Outcome.PAINTED:
            view = buttons.under_apology(turn, at.locale)
            return _Sheet(words=wording.outcome(turn, at.locale), files=(), view=view)
        limit = min(limit, MOST_PER_MESSAGE // len(turn.painted))
        files: list[tuple[bytes, str, str]] = []
        smaller = False
        for number, painted in enumerate(turn.painted, 1):
            try:
                picture = await self._studio.fitting(painted.picture, limit=limit)
            except NothingHere as error:
                raise _NoWay from error
            smaller = smaller or len(picture.data) != painted.picture.size
            name = f"easel-{turn.id}-{number}.{ENDINGS.get(picture.mime, 'png')}"
            alt = wording.alt_text(turn, number=number, locale=at.locale)
            files.append((picture.data, name, alt))
        notes = (note, wording.say("deliver.smaller", at.locale) if smaller else "")
        tells_cost = await self._studio.purse.has_budget(turn.by.guild)
        words = caption(turn, at.locale, notes=[n for n in notes if n], tells_cost=tells_cost)
        return _Sheet(words=words, files=files, view=buttons.under_picture(turn, at.locale))

    async def _description(self, turn: Turn, at: Place, *, limit: int, note: str) -> _Sheet:
        """What a picture shows, with the picture where no message beside it has it."""
        words = "\n".join(filter(None, (described(turn, at.locale), note)))
        view = buttons.under_description(turn, at.locale)
        if at.reply_to is not None:
            return _Sheet(words=words, files=(), view=view)
        limit = min(limit, MOST_PER_MESSAGE)
        try:
            picture = await self._studio.fitting(turn.request.sources[0], limit=limit)
        except NothingHere:  # the words stand without it
            return _Sheet(words=words, files=(), view=view)
        name = f"easel-{turn.id}.{ENDINGS.get(picture.mime, 'png')}"
        alt = wording.short(
            wording.say("described.alt", at.locale, words=turn.words), wording.ALT_LIMIT
        )
        return _Sheet(words=words, files=[(picture.data, name, alt)], view=view)


@contextlib.contextmanager
def _sorted(turn: Turn):  # type: ignore[no-untyped-def]  # noqa: ANN202
    """Discord's errors by what follows from them: another size, another rung, another time."""
    try:
        yield
    except discord.HTTPException as error:
        log.info("turn %d: Discord answered %d %d", turn.id, error.status, error.code)
        if error.status == 413 or error.code == TOO_LARGE:
            raise _TooLarge from error
        if error.code == ARCHIVED:
            raise _Archived from error
        if error.status == 429 or error.status >= 500:
            raise Later from error
        raise _NoWay from error
    except (discord.RateLimited, aiohttp.ClientError, OSError, TimeoutError) as error:
        raise Later from error


def _reply_to(at: Place) -> discord.MessageReference | None:
    if at.reply_to is None:
        return None
    return discord.MessageReference(
        message_id=at.reply_to, channel_id=at.channel, fail_if_not_exists=False
    )


async def _unarchive(client: Easel, channel: int, turn: Turn) -> None:
    with _sorted(turn):
        thread = await client.fetch_channel(channel)
        if isinstance(thread, discord.Thread):
            await thread.edit(archived=False)


async def _posted_before(
    client: Easel, channel: discord.PartialMessageable, turn: Turn
) -> int | None:
    """The message that shows a turn already: Discord remembers nonces for a few minutes only."""
    moves = ("again", "paint")
    ours = {buttons.Click(turn=turn.id, move=move).custom_id for move in moves}
    try:
        async for message in channel.history(limit=50):
            rows = (row for row in message.components if isinstance(row, discord.ActionRow))
            ids = {getattr(item, "custom_id", None) for row in rows for item in row.children}
            if ours & ids and client.user and message.author.id == client.user.id:
                return message.id
    except discord.HTTPException as error:
        log.info("turn %d: the channel can't be looked through: %d", turn.id, error.status)
    return None
