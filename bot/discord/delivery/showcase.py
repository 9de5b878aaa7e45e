"""Posts images in the showcases of servers, asks moderators about them, and takes them out again.

What is to be done is in the database: it is done once, also where a process dies in between.
"""

import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import discord

from bot.core.showcase import ShowcaseEntry, ShowcaseState, check_age
from bot.core.themes import ThemeState
from bot.core.turns import Place, Turn
from bot.discord.client import DiscordClient
from bot.discord.components.showcase_buttons import (
    APPROVE,
    decision_buttons,
    decision_id,
    showcase_buttons,
)
from bot.discord.connection import DiscordConnection
from bot.discord.delivery.adapting import Form, send_adapted
from bot.discord.delivery.due_work import DueWork, one_step
from bot.discord.delivery.errors import REFUSED, Undeliverable, translate_discord_errors
from bot.discord.delivery.log_reasons import reason_text
from bot.discord.delivery.own_messages import find_own_button, id_before
from bot.discord.delivery.rendering import MessageBody, RenderedMessage
from bot.discord.delivery.server_log import write_in_log
from bot.discord.delivery.showcase_texts import note_text, showcase_text
from bot.discord.delivery.spoilers import SpoilerChannels
from bot.discord.server_language import discord_language, server_language
from bot.engine.engine import Engine
from bot.errors import NotFound, TemporaryError, UserError
from bot.text import wording

log = logging.getLogger(__name__)

SOON = 60.0  # seconds until something is tried again that Discord did not answer
LATER = 3600.0  # seconds until something is tried again that Discord refused
GIVE_UP = 30 * 86_400.0  # seconds from which it is not tried again: its person may ask again
PATIENCE = 60.0  # seconds for one entry; Discord may hold the line and say nothing

Step = Callable[[DiscordClient, ShowcaseEntry], Awaitable[None]]


class ShowcaseMessages:
    """Does what is due, one entry after another in each server."""

    def __init__(
        self, connection: DiscordConnection, engine: Engine, spoiler_channels: SpoilerChannels
    ) -> None:
        self._connection = connection
        self._engine = engine
        self._showcases = engine.showcases
        self._spoiler_channels = spoiler_channels
        self._work = DueWork[ShowcaseEntry](
            "showcases", key=lambda entry: (entry.turn, entry.theme), do=self._do
        )
        self._steps: Mapping[ShowcaseState, Step] = {
            ShowcaseState.ASKED: self._ask,
            ShowcaseState.APPROVED: self._post,
            ShowcaseState.REMOVED: self._remove,
        }

    async def run(self) -> None:
        """Do what is due until cancelled."""
        await self._work.run(self._connection, self._showcases.wakeup, self._showcases.due)

    async def carry_out(self, entry: ShowcaseEntry) -> ShowcaseEntry | None:
        """Do what is due about an entry now; return it as it is then."""
        await self._do(await self._connection.client(), entry)
        return await self._showcases.entry(entry.turn, entry.theme)

    async def _do(self, client: DiscordClient, due: ShowcaseEntry) -> None:
        async with self._work.place(due.guild):
            # As it is now: another may have done it.
            entry = await self._showcases.entry(due.turn, due.theme)
            step = self._steps.get(entry.state) if entry else None
            if entry is None or step is None or (entry.note and step == self._ask):
                return
            try:
                async with one_step(client, within=PATIENCE):
                    await step(client, entry)
            except TemporaryError:
                await self._showcases.postpone(entry, after=SOON, reason="showcase.later")
            except NotFound:  # it was deleted meanwhile, or its pictures are no longer stored
                await self._showcases.drop(entry)
            except (UserError, Undeliverable) as error:
                await self._could_not(client, entry, error.code)

    async def _could_not(self, client: DiscordClient, entry: ShowcaseEntry, code: str) -> None:
        """Try again later, but not for ever; the moderators read it once."""
        log.warning("showcase not posted: turn=%d error=%s", entry.turn, code)
        if self._showcases.age(entry) > GIVE_UP:
            await self._showcases.drop(entry)
        else:
            await self._showcases.postpone(entry, after=LATER, reason=code)
        if entry.reason == code:
            return
        turn = await self._engine.turns.get(entry.turn)
        settings = await self._engine.settings.of_request(turn.by)
        locale = settings.server.language or discord_language(client, entry.guild)
        channel = settings.server.showcase.channel
        if entry.theme:
            channel = (await self._engine.themes.get(entry.theme)).place
        why = wording.say(code, locale)
        if channel and code.startswith("deliver."):
            why = await reason_text(client, channel, code, locale)
        words = wording.say(
            "log.event" if entry.theme else "log.showcase",
            locale,
            channel=f"<#{channel}>" if channel else "–",
            why=why,
        )
        await write_in_log(client, settings.server.log, words)

    # -- steps

    async def _ask(self, client: DiscordClient, entry: ShowcaseEntry) -> None:
        """Ask the moderators in their log channel, with the image behind a spoiler."""
        turn = await self._engine.turns.get(entry.turn)
        _check_visible(turn)
        rules = await self._engine.moderation.rules(entry.guild)
        if rules.log is None:
            raise UserError("showcase.no_log")
        locale = await self._language(client, entry)
        view = decision_buttons(turn.id, locale)

        async def send(page: RenderedMessage, form: Form) -> discord.Message:
            words = note_text(turn, locale, with_words=form.body is MessageBody.WHOLE)
            files = replace(page, spoiler=True).attachments()
            place = client.get_partial_messageable(rules.log or 0)
            nonce = entry.nonce("ask")
            return await place.send(words, files=files, view=view, nonce=nonce, silent=True)

        wanted = decision_id(turn.id, APPROVE)
        note = await self._once(client, entry, turn, rules.log, wanted, send)
        await self._showcases.asked(turn.id, channel=rules.log, note=note)

    async def _post(self, client: DiscordClient, entry: ShowcaseEntry) -> None:
        """Post an image, with its words and where it comes from. No one is mentioned."""
        turn = await self._engine.turns.get(entry.turn)
        _check_visible(turn)
        channel = await self._channel(entry)
        place = client.get_channel(channel)
        kinds = (discord.TextChannel, discord.Thread)
        adults = isinstance(place, kinds) and place.is_nsfw()
        check_age(turn, age_restricted=adults)
        locale = await self._language(client, entry)
        origin = await self._showcases.origin(turn)
        view, wanted = showcase_buttons(turn, locale, theme=entry.theme)

        async def send(page: RenderedMessage, form: Form) -> discord.Message:
            with_words = form.body is MessageBody.WHOLE
            return await client.get_partial_messageable(channel).send(
                showcase_text(turn, origin, locale, with_words=with_words),
                files=page.attachments(),
                view=view,
                nonce=entry.nonce("s"),
                suppress_embeds=True,
            )

        message = await self._once(client, entry, turn, channel, wanted, send)
        await self._showcases.posted(entry, channel=channel, message=message)

    async def _channel(self, entry: ShowcaseEntry) -> int:
        """Return where an image is posted.

        Raises:
            UserError: the server has no showcase any more.
            NotFound: the theme has ended.
            TemporaryError: it is not announced yet.
        """
        if entry.theme:
            theme = await self._engine.themes.get(entry.theme)
            if theme.state is not ThemeState.OPEN:
                raise NotFound
            if theme.message is None:
                raise TemporaryError
            return theme.place
        channel = (await self._showcases.rules(entry.guild)).channel
        if channel is None:
            raise UserError("showcase.none")
        return channel

    async def _remove(self, client: DiscordClient, entry: ShowcaseEntry) -> None:
        """Delete the message in the showcase, and what a note shows."""
        if entry.channel is not None and entry.message is not None:
            await _delete(client, entry.channel, entry.message)
        if entry.note_channel is not None and entry.note is not None:
            words = wording.say("showcase.note.removed", await self._language(client, entry))
            place = client.get_partial_messageable(entry.note_channel)
            with contextlib.suppress(*REFUSED), translate_discord_errors("what=showcase_note"):
                note = place.get_partial_message(entry.note)
                await note.edit(content=words, attachments=[], view=None)
        await self._showcases.drop(entry)

    async def _once(
        self,
        client: DiscordClient,
        entry: ShowcaseEntry,
        turn: Turn,
        channel: int,
        button: str,
        send: Callable[[RenderedMessage, Form], Awaitable[discord.Message]],
    ) -> int:
        """Return the id of the message with a button; it is posted where there is none yet."""
        before = await self._showcases.begin(entry)
        place = client.get_partial_messageable(channel)
        if before.attempts and (found := await self._found(client, place, before, button)):
            return found
        guild = client.get_guild(before.guild)
        spoiler = await self._spoiler_channels.contain(client, channel)
        at = Place(channel=channel, locale=await self._language(client, before))
        limit = guild.filesize_limit if guild else at.upload_limit
        settings = await self._engine.settings.of_request(turn.by)
        form = Form(limit=limit, spoiler=spoiler)
        return (await send_adapted(self._engine, turn, at, form, send, settings=settings)).id

    @staticmethod
    async def _found(
        client: DiscordClient, place: discord.PartialMessageable, before: ShowcaseEntry, button: str
    ) -> int | None:
        oldest = id_before(before.created_at)
        return await find_own_button(client, place, button, oldest=oldest)

    async def _language(self, client: DiscordClient, entry: ShowcaseEntry) -> str:
        return await server_language(client, self._engine.settings, entry.guild)


def _check_visible(turn: Turn) -> None:
    """Raise NotFound if a turn's images were deleted, or are no longer stored."""
    if not turn.visible:
        raise NotFound


async def _delete(client: DiscordClient, channel: int, message: int) -> None:
    """Delete a message that may be gone, or out of reach, already."""
    with (
        contextlib.suppress(*REFUSED),
        translate_discord_errors(f"what=showcase message={message}"),
    ):
        await client.get_partial_messageable(channel).get_partial_message(message).delete()
