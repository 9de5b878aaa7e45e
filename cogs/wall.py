"""Where finished turns are shown. Needs no open interaction, so it works after a restart.

Delivery is a ladder: the channel, else the interaction's token, else a private message, else the
turn is kept until its person comes back. Which rungs come first is decided by how it was asked.
"""

import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence

import aiohttp
import discord

from bot import wording
from bot.client import Connection, Easel
from bot.errors import BadPicture, Broken, Later, NothingHere
from bot.studio import Studio
from bot.turns import Left, Outcome, Place, Shown, Turn
from cogs import buttons
from cogs.sheet import Sheet, sheet
from cogs.standings import ORIGINAL, UNREACHED, Standings, webhook

log = logging.getLogger(__name__)

MOST_HALVINGS = 4  # times a picture is made smaller when Discord finds it too large
TOKEN_OVER, TOO_LARGE, ARCHIVED = 50027, 40005, 50083  # Discord's error codes

Rung = Callable[[Easel, Turn, Place], Awaitable[Shown]]


class _NoWay(Exception):
    """This rung does not hold, and never will."""


class _TooLarge(Exception):
    """Discord takes no file of this size here."""


class _Archived(Exception):
    """The thread is archived."""


class Wall:
    """The painter's way to people."""

    def __init__(self, connection: Connection, studio: Studio, standings: Standings) -> None:
        self._connection = connection
        self._studio = studio
        self._standings = standings

    async def show(self, turn: Turn) -> Shown:
        """Post a turn by the first rung that holds.

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
        await _say_kept(client, turn, turn.at)
        return Shown(left=Left.KEPT)

    async def tidy(self, turn: Turn) -> None:
        """Take away the "painting" of a turn that a message now shows.

        Raises:
            Later: Discord does not answer just now.
        """
        assert turn.at is not None
        client = await self._connection.client()
        channel = client.get_partial_messageable(turn.at.channel)
        with contextlib.suppress(_NoWay, _Archived), _sorted(turn):
            if turn.at.token is not None:
                await webhook(client, turn.at.token).delete_message(ORIGINAL)
            elif (note := turn.note or await self._lost_note(client, channel, turn)) is not None:
                await channel.get_partial_message(note).delete()

    async def again(self, turn: Turn, at: Place, *, nonce: str) -> int | None:
        """Show a painted turn once more; answers with the message, or none where only they see it.

        Raises:
            NothingHere: its pictures are gone.
            Later: Discord does not answer just now.
        """
        client = await self._connection.client()
        with contextlib.suppress(_NoWay):
            if at.may_post and not turn.request.private:
                channel = client.get_partial_messageable(at.channel)
                shown = await self._post(client, channel, turn, at, note="", nonce=nonce)
                return shown.message
        try:
            await self._by_token(client, turn, at)
        except _NoWay as error:
            raise NothingHere from error
        return None

    async def hang(self, sheet: Sheet, at: Place, *, private: bool, nonce: str) -> int | None:
        """Show something drawn; answers with the message, or none where only they see it.

        Raises:
            Broken: there is no way to show it.
            Later: Discord does not answer just now.
        """
        client = await self._connection.client()
        with contextlib.suppress(_NoWay, _TooLarge, _Archived):
            if at.may_post and not private:
                channel = client.get_partial_messageable(at.channel)
                with _sorted(nonce):
                    sent = await channel.send(
                        sheet.words,
                        files=sheet.attachments(),
                        view=sheet.view,
                        nonce=nonce,
                    )
                    return sent.id
        try:
            with _sorted(nonce):
                await webhook(client, at.token or "").edit_message(
                    ORIGINAL, content=sheet.words, attachments=sheet.attachments(), view=sheet.view
                )
        except (_NoWay, _TooLarge, _Archived) as error:
            raise Broken from error
        return None

    async def _lost_note(
        self, client: Easel, channel: discord.PartialMessageable, turn: Turn
    ) -> int | None:
        """The note of a process that died before it could write down which message it is."""
        if self._standings.knows(turn.id):
            return None
        return await _found(client, channel, turn, "cancel")

    def _ladder(self, turn: Turn, at: Place) -> Sequence[Rung]:
        if turn.request.private or not at.may_post:
            return (self._by_token, self._by_private_message)
        if turn.outcome in {Outcome.PAINTED, Outcome.TOLD}:
            return (self._in_channel, self._by_token, self._by_private_message)
        return (self._by_token, self._in_channel, self._by_private_message)

    async def _in_channel(self, client: Easel, turn: Turn, at: Place) -> Shown:
        channel = client.get_partial_messageable(at.channel)
        return await self._post(client, channel, turn, at, note="")

    async def _by_private_message(self, client: Easel, turn: Turn, at: Place) -> Shown:
        with _sorted(turn):
            channel = await client.create_dm(discord.Object(id=turn.by.id))
        late = turn.request.private or not at.may_post
        note = wording.say("deliver.private_late" if late else "deliver.elsewhere", at.locale)
        return await self._post(client, channel, turn, at, note=note)

    async def _by_token(self, client: Easel, turn: Turn, at: Place) -> Shown:
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
            page = await self._sheet(turn, at, limit=limit, note=note)
            try:
                with _sorted(turn):
                    await webhook(client, at.token).edit_message(
                        ORIGINAL, content=page.words, attachments=page.attachments(), view=page.view
                    )
                    return Shown()
            except _TooLarge:
                limit //= 2
            except _Archived as error:
                raise _NoWay from error
        raise _NoWay

    async def _post(
        self,
        client: Easel,
        channel: discord.abc.Messageable,
        turn: Turn,
        at: Place,
        *,
        note: str,
        nonce: str = "",
    ) -> Shown:
        """A message of its own; the nonce keeps a repeated one from appearing twice."""
        repeats = turn.showings > 1 and not nonce
        if repeats and (before := await _found(client, channel, turn, "again", "paint")):
            return Shown(message=before, left=Left.NOTE)
        limit, asleep = at.upload_limit, False
        reply = _reply_to(at)
        for _ in range(MOST_HALVINGS + 1):
            page = await self._sheet(turn, at, limit=limit, note=note)
            try:
                with _sorted(turn):
                    sent = await channel.send(
                        page.words,
                        files=page.attachments(),
                        view=page.view,
                        nonce=nonce or f"turn-{turn.id}",
                        reference=reply,  # type: ignore[arg-type]  # none is fine
                        suppress_embeds=True,
                    )
                    return Shown(message=sent.id, left=Left.NOTE)
            except _TooLarge:
                limit //= 2
            except _Archived as error:
                if asleep:
                    raise _NoWay from error
                asleep = True
                await _unarchive(client, at.channel, turn)
        raise _NoWay

    async def _sheet(self, turn: Turn, at: Place, *, limit: int, note: str) -> Sheet:
        try:
            return await sheet(self._studio, turn, at, limit=limit, note=note)
        except (NothingHere, BadPicture) as error:
            raise _NoWay from error


@contextlib.contextmanager
def _sorted(what: Turn | str) -> Iterator[None]:
    """Discord's errors by what follows from them: another size, another rung, another time."""
    try:
        yield
    except discord.HTTPException as error:
        name = f"turn {what.id}" if isinstance(what, Turn) else what
        log.info("%s: Discord answered %d %d", name, error.status, error.code)
        if error.status == 413 or error.code == TOO_LARGE:
            raise _TooLarge from error
        if error.code == ARCHIVED:
            raise _Archived from error
        if error.status == 401 and error.code != TOKEN_OVER:
            raise Later from error  # our own token's fault: nobody may lose a picture for it
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
    try:
        with _sorted(turn):
            thread = await client.fetch_channel(channel)
            if isinstance(thread, discord.Thread):
                await thread.edit(archived=False)
    except _Archived as error:
        raise _NoWay from error


async def _found(
    client: Easel, channel: discord.abc.Messageable, turn: Turn, *moves: str
) -> int | None:
    """Our message with such a button of a turn: Discord remembers nonces for minutes only.

    Raises:
        Later: Discord does not answer just now.
    """
    wanted = {buttons.Click(turn=turn.id, move=move).custom_id for move in moves}
    with contextlib.suppress(_NoWay), _sorted(turn):  # not allowed to look is as good as none
        async for message in channel.history(limit=50):
            rows = (row for row in message.components if isinstance(row, discord.ActionRow))
            ids = {getattr(item, "custom_id", None) for row in rows for item in row.children}
            if wanted & ids and client.user and message.author.id == client.user.id:
                return message.id
    return None


async def _say_kept(client: Easel, turn: Turn, at: Place) -> None:
    """A note must not say "painting" for ever."""
    if turn.note is None:
        return
    words = wording.say("deliver.kept", at.locale)
    channel = client.get_partial_messageable(at.channel)
    try:
        await channel.get_partial_message(turn.note).edit(content=words, view=None)
    except UNREACHED as error:
        log.info("the note of turn %d stays: %s", turn.id, type(error).__name__)
