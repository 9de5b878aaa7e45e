"""Leads parties: says whose turn it is, passes it on, and posts what came of them.

What is to be done is in the database: it is done once, also where a process dies in between.
"""

import contextlib
import logging
from collections.abc import Sequence

import discord

from bot.core.parties import Guest, Party, PartyState, at_seat
from bot.core.turns import Turn
from bot.discord.client import DiscordClient
from bot.discord.components.party_buttons import (
    again_button,
    again_id,
    join_buttons,
    join_id,
    line_id,
    turn_buttons,
)
from bot.discord.connection import DiscordConnection
from bot.discord.connection_errors import DISCORD_ERRORS
from bot.discord.delivery.due_work import DueWork, one_step
from bot.discord.delivery.errors import Undeliverable, translate_discord_errors
from bot.discord.delivery.files import discord_file
from bot.discord.delivery.log_reasons import reason_text
from bot.discord.delivery.member_names import member_name
from bot.discord.delivery.own_messages import find_own_button, id_before
from bot.discord.delivery.party_texts import (
    animation_alt,
    join_text,
    passed_text,
    result_text,
    turn_text,
)
from bot.discord.delivery.rendering import picture_file
from bot.discord.delivery.server_log import write_in_log
from bot.discord.delivery.spoilers import SpoilerChannels
from bot.discord.server_language import server_language
from bot.engine.engine import Engine
from bot.errors import BadPicture, EaselError, NotFound, TemporaryError
from bot.imaging.kinds import file_ending
from bot.text import wording

log = logging.getLogger(__name__)

SOON, LATER = 20.0, 300.0  # seconds until another try, where Discord was silent or refused
PATIENCE = 30.0  # seconds for one step of one party
AT_ONCE = 1000  # parties about which something is done at the same time; they don't wait for others
MOST_ATTEMPTS = 10  # to post one message; then the party is over
FILE_LIMIT = 8 * 1024**2  # bytes of each file of the result


class PartyMessages:
    """Does what is due; no party waits for another."""

    def __init__(
        self, connection: DiscordConnection, engine: Engine, spoiler_channels: SpoilerChannels
    ) -> None:
        self._connection = connection
        self._engine = engine
        self._parties = engine.parties
        self._spoiler_channels = spoiler_channels
        self._work = DueWork[Party](
            "parties", key=lambda party: party.id, do=self._lead, at_once=AT_ONCE
        )

    async def run(self) -> None:
        """Do what is due until cancelled."""
        await self._work.run(self._connection, self._parties.wakeup, self._parties.due)

    async def carry_out(self, id_: int) -> None:
        """Do what is due about a party now, and rewrite who is in it."""
        client = await self._connection.client()
        async with self._work.place(id_):  # in turn: who joins first is shown first
            try:
                await self._do(client, id_)
            except EaselError as error:
                log.warning("party not led, will retry: party=%d error=%s", id_, error)
            with contextlib.suppress(NotFound):  # it is over
                await self._rewrite(client, *await self._parties.get(id_))

    async def _lead(self, client: DiscordClient, party: Party) -> None:
        async with self._work.place(party.id):
            await self._do(client, party.id)

    async def _do(self, client: DiscordClient, id_: int) -> None:
        """Take a party's next step.

        Raises:
            EaselError: it could not be taken, nor put off: it stays due.
        """
        try:
            before, people = await self._parties.get(id_)
        except NotFound:
            return  # it is over
        try:
            async with one_step(client, within=PATIENCE):
                await self._step(client, before, people)
        except TemporaryError:
            await self._parties.postpone(id_, after=SOON)
        except Undeliverable as error:
            await self._could_not(client, before, error.code)

    async def _step(self, client: DiscordClient, before: Party, people: Sequence[Guest]) -> None:
        party = await self._parties.advance(before.id)
        if before.call is not None and party.call != before.call:
            await self._close_turn(client, before, party, people)
        if party.state is PartyState.ENDED:
            await self._finish(client, party)
            return
        if party.state is not before.state:
            await self._rewrite(client, party, people)
        if party.message is None:
            await self._announce(client, party, people)
        elif party.state is PartyState.PLAYING and party.seat and not (party.asked or party.call):
            await self._call(client, party, people)

    async def _could_not(self, client: DiscordClient, party: Party, code: str) -> None:
        """Try again later; the moderators read it once. What is lost with its channel is over."""
        log.warning("party not led: party=%d error=%s", party.id, code)
        if code == "deliver.gone" or party.attempts >= MOST_ATTEMPTS:
            await self._parties.delete(party.id)
        else:
            await self._parties.postpone(party.id, after=LATER, reason=code)
        if party.attempts and code != "deliver.gone":
            return
        locale = await self._language(party)
        why = await reason_text(client, party.channel, code, locale)
        words = wording.say("log.party", locale, channel=f"<#{party.channel}>", why=why)
        rules = await self._engine.moderation.rules(party.guild)
        await write_in_log(client, rules.log, words)

    # -- messages

    async def _announce(self, client: DiscordClient, party: Party, people: Sequence[Guest]) -> None:
        """Post the message at which people join."""
        locale = await self._language(party)
        message = await self._once(
            client,
            party,
            join_id(party),
            nonce=f"party-{party.id}",
            content=join_text(party, people, locale),
            view=join_buttons(party, locale),
        )
        await self._parties.announced(party.id, message)

    async def _rewrite(self, client: DiscordClient, party: Party, people: Sequence[Guest]) -> None:
        """Rewrite the message at which people join; where it is gone, nothing is lost."""
        if party.message is None:
            return
        locale = await self._language(party)
        on = party.state is not PartyState.ENDED
        with contextlib.suppress(*DISCORD_ERRORS):
            await _message(client, party, party.message).edit(
                content=join_text(party, people, locale),
                view=join_buttons(party, locale) if on else None,
            )

    async def _call(self, client: DiscordClient, party: Party, people: Sequence[Guest]) -> None:
        """Tell a person that it is their turn: they joined, so they are mentioned."""
        person = at_seat(party, people)
        assert person is not None
        locale = await self._language(party)
        begins = not await self._parties.images(party)
        ends_at = self._parties.end_of_turn(party)
        message = await self._once(
            client,
            party,
            line_id(party),
            nonce=f"{party.id}-{party.calls}",
            content=turn_text(party, people, locale, ends_at=ends_at, begins=begins),
            view=turn_buttons(party, locale),
            allowed_mentions=discord.AllowedMentions(users=[discord.Object(id=person)]),
        )
        await self._parties.called(party.id, message)

    async def _close_turn(
        self, client: DiscordClient, before: Party, party: Party, people: Sequence[Guest]
    ) -> None:
        """Delete the message of a turn that has its line; of one without, say that it passed."""
        assert before.call is not None
        message = _message(client, before, before.call)
        person = at_seat(before, people)
        same = (party.round, party.seat) == (before.round, before.seat)
        painted = before.asked is not None and not party.idle  # perhaps for its person alone
        with contextlib.suppress(*DISCORD_ERRORS):
            if person is None or same or painted:
                await message.delete()
            else:
                words = passed_text(person, await self._language(party))
                await message.edit(content=words, view=None)

    async def _finish(self, client: DiscordClient, party: Party) -> None:
        """Post what came of a party, if something did, and delete it."""
        images = await self._parties.images(party)
        if len(images) > 1:
            try:
                message = await self._post_result(client, party, images)
            except (NotFound, BadPicture) as error:  # a file is lost, or can't be read any more
                log.warning("party ends without a result: party=%d error=%s", party.id, error)
            else:
                last = images[-1]
                await self._engine.canvases.add_post(last, message, channel=party.channel)
        await self._rewrite(client, party, ())
        if party.call is not None:
            with contextlib.suppress(*DISCORD_ERRORS):
                await _message(client, party, party.call).delete()
        await self._parties.delete(party.id)

    async def _post_result(
        self, client: DiscordClient, party: Party, images: Sequence[Turn]
    ) -> int:
        locale = await self._language(party)
        spoiler = any(turn.request.spoiler for turn in images) or (
            await self._spoiler_channels.contain(client, party.channel)
        )
        return await self._once(
            client,
            party,
            again_id(party),
            nonce=f"over-{party.id}",
            content=result_text(party, images, locale),
            view=again_button(party, locale),
            files=await self._files(client, party, images, locale, spoiler=spoiler),
            suppress_embeds=True,
        )

    async def _files(
        self,
        client: DiscordClient,
        party: Party,
        images: Sequence[Turn],
        locale: str,
        *,
        spoiler: bool,
    ) -> Sequence[discord.File]:
        """Return the animation of all steps, and the last image."""
        people = {turn.by.id for turn in images}
        known = {id_: await member_name(client, party.guild, id_) for id_ in people}
        drawn = await self._engine.history_pictures.timelapse(
            images, limit=FILE_LIMIT, locale=locale
        )
        last, engine = images[-1], self._engine
        recipe = await engine.recipes.of(last)
        (data, name, alt), _ = await picture_file(
            engine, last, 0, locale, limit=FILE_LIMIT, recipe=recipe
        )
        told = animation_alt(images, [known[turn.by.id] for turn in images], locale)
        file = f"easel-party.{file_ending(drawn.mime)}"
        return [
            discord_file(drawn.data, name=file, alt=told, spoiler=spoiler),
            discord_file(data, name=name, alt=alt, spoiler=spoiler),
        ]

    async def _once(
        self, client: DiscordClient, party: Party, button: str, **message: object
    ) -> int:
        """Post a message that has a button, unless an attempt before has done it; return its id.

        Raises:
            TemporaryError, and those of `REFUSED`: see `bot.discord.delivery.errors`.
        """
        place = client.get_partial_messageable(party.channel)
        now = await self._parties.attempt(party.id)
        if now.attempts > 1:
            oldest = id_before(party.started_at)
            if known := await find_own_button(client, place, button, oldest=oldest):
                return known
        with translate_discord_errors(f"party={party.id}"):
            sent = await place.send(**message)  # type: ignore[call-overload]
        return int(sent.id)

    async def _language(self, party: Party) -> str:
        client = await self._connection.client()
        return await server_language(client, self._engine.settings, party.guild)


def _message(client: DiscordClient, party: Party, id_: int) -> discord.PartialMessage:
    return client.get_partial_messageable(party.channel).get_partial_message(id_)
