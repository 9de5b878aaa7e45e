"""Announces themes, and posts the board of each when its time is over.

What is to be done is in the database: it is done once, also where a process dies in between.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

import discord

from bot.core.theme_repeats import Followed
from bot.core.themes import ON_BOARD, UNANSWERED, Ranked, Theme, ThemeState
from bot.core.turns import Turn
from bot.discord.client import DiscordClient
from bot.discord.components.theme_buttons import RESULTS, SHOW, theme_button
from bot.discord.connection import DiscordConnection
from bot.discord.delivery.due_work import DueWork, one_step
from bot.discord.delivery.errors import Undeliverable, translate_discord_errors
from bot.discord.delivery.files import discord_file
from bot.discord.delivery.forum_posts import find_own_post, tag_of
from bot.discord.delivery.log_reasons import reason_text
from bot.discord.delivery.member_names import member_name
from bot.discord.delivery.own_messages import find_own_button, id_before
from bot.discord.delivery.server_log import write_in_log
from bot.discord.delivery.theme_texts import announcement_text, board_alt, board_text, pinged
from bot.discord.server_language import server_language
from bot.engine.engine import Engine
from bot.errors import NotFound, TemporaryError
from bot.imaging.kinds import file_ending
from bot.text import wording

log = logging.getLogger(__name__)

SOON, LATER = 60.0, 3600.0  # seconds until another try, where Discord was silent or refused
GIVE_UP = 7 * 86_400.0  # seconds after its end from which a board is not tried again
PATIENCE = 120.0  # seconds for one theme
MOST_TITLE = 90  # characters of a thread's name; Discord takes 100
THREAD_EXISTS = 160004  # Discord's error code: the message has a thread already
BOARD_LIMIT = 8 * 1024**2  # bytes of the board


@dataclass(frozen=True, slots=True)
class _Post:
    """A message that is posted once: how it is found, and how it is sent."""

    find: Callable[[], Awaitable[int | None]]
    send: Callable[[], Awaitable[discord.Message]]


class ThemeMessages:
    """Does what is due, one theme after another in each server."""

    def __init__(self, connection: DiscordConnection, engine: Engine) -> None:
        self._connection = connection
        self._engine = engine
        self._themes = engine.themes
        self._work = DueWork[Theme]("themes", key=lambda theme: theme.id, do=self._do)

    async def run(self) -> None:
        """Do what is due until cancelled."""
        await self._work.run(self._connection, self._themes.wakeup, self._themes.due)

    async def carry_out(self, theme: Theme) -> Theme:
        """Do what is due about a theme now; return it as it is then."""
        await self._do(await self._connection.client(), theme)
        return await self._themes.get(theme.id)

    async def _do(self, client: DiscordClient, due: Theme) -> None:
        async with self._work.place(due.guild):
            theme = await self._themes.get(due.id)  # as it is now: another may have done it
            try:
                async with one_step(client, within=PATIENCE):
                    await self._next_step(client, theme)
            except TemporaryError:
                await self._themes.postpone(theme.id, after=SOON, reason=UNANSWERED)
            except Undeliverable as error:
                await self._could_not(client, theme.id, error.code)

    async def _next_step(self, client: DiscordClient, theme: Theme) -> None:
        if theme.state is ThemeState.OPEN and self._themes.has_ended(theme):
            await self._close(client, theme)
            theme = await self._themes.get(theme.id)
        if theme.state is ThemeState.ENDED and theme.message is None:
            await self._themes.finish(theme.id, board=None)  # no one could read of it
        elif theme.state is ThemeState.ENDED:
            await self._post_board(client, theme)
        elif theme.state is ThemeState.OPEN and theme.message is None:
            await self._announce(client, theme)

    async def _close(self, client: DiscordClient, theme: Theme) -> None:
        """End a theme; the moderators read it where no other one follows from their list."""
        followed = await self._themes.close(theme.id)
        if followed in {Followed.LIST_OVER, Followed.STOPPED}:
            channel = f"<#{theme.channel}>"
            await self._log(client, theme, f"log.event.repeat.{followed}", channel=channel)

    async def _could_not(self, client: DiscordClient, id_: int, code: str) -> None:
        """Try again later, but not for ever; the moderators read it once."""
        theme = await self._themes.get(id_)
        log.warning("theme not posted: theme=%d error=%s", theme.id, code)
        await self._themes.postpone(theme.id, after=LATER, reason=code)
        gone = code == "deliver.gone"
        if gone:
            await self._close(client, theme)
        late = theme.state is ThemeState.ENDED and self._themes.has_ended(theme, since=GIVE_UP)
        if gone or late:
            await self._themes.finish(theme.id, board=None)
        if theme.reason != code:
            locale = await self._language(client, theme)
            why = await reason_text(client, theme.place, code, locale)
            await self._log(client, theme, "log.event", channel=f"<#{theme.place}>", why=why)

    async def _log(self, client: DiscordClient, theme: Theme, code: str, **facts: str) -> None:
        rules = await self._engine.moderation.rules(theme.guild)
        words = wording.say(code, await self._language(client, theme), **facts)
        await write_in_log(client, rules.log, words)

    async def _announce(self, client: DiscordClient, theme: Theme) -> None:
        """Say that a theme begins, and open a thread for its entries."""
        locale = await self._language(client, theme)
        view, button = theme_button(theme.id, SHOW, locale)
        words, oldest = announcement_text(theme, locale), id_before(theme.started_at)
        forum, thread = client.get_channel(theme.channel), None
        if isinstance(forum, discord.ForumChannel):
            post = _Post(
                find=partial(find_own_post, client, forum, button, oldest=oldest),
                send=partial(_open_post, forum, theme, words, view),
            )
            message = thread = await self._once(theme, post)
        else:
            place = client.get_partial_messageable(theme.channel)
            nonce, pings = f"event-{theme.id}", pinged(theme)
            post = _Post(
                find=partial(find_own_button, client, place, button, oldest=oldest),
                send=partial(place.send, words, view=view, nonce=nonce, allowed_mentions=pings),
            )
            message = await self._once(theme, post)
            thread = await _open_thread(client, theme, message)
        await self._themes.announced(theme.id, message=message, thread=thread)

    async def _post_board(self, client: DiscordClient, theme: Theme) -> None:
        """Post the best entries as one image, with the winners in words."""
        locale = await self._language(client, theme)
        view, button = theme_button(theme.id, RESULTS, locale)
        place = client.get_partial_messageable(theme.place)
        oldest = id_before(theme.ends_at)
        post = _Post(
            find=partial(find_own_button, client, place, button, oldest=oldest),
            send=partial(self._send_board, client, theme, place, view, locale),
        )
        board = await self._once(theme, post)
        await self._themes.finish(theme.id, board=board)

    async def _once(self, theme: Theme, post: _Post) -> int:
        """Return the id of a message; it is posted where there is none yet."""
        before = await self._themes.begin(theme.id)
        if before.attempts and (found := await post.find()) is not None:
            return found
        with translate_discord_errors(f"theme={theme.id}"):
            return (await post.send()).id

    async def _send_board(
        self,
        client: DiscordClient,
        theme: Theme,
        place: discord.PartialMessageable,
        view: discord.ui.View,
        locale: str,
    ) -> discord.Message:
        places = await self._themes.places(theme, most=ON_BOARD)
        entries, _ = await self._themes.counts(theme, person=0)
        names = [await member_name(client, theme.guild, one.standing.person) for one in places]
        shown = [
            (one, await self._turn(one), name) for one, name in zip(places, names, strict=True)
        ]
        files = [await self._board(theme, shown, locale)] if places else []
        return await place.send(
            board_text(theme, places, entries, locale),
            files=files,
            view=view,
            nonce=f"board-{theme.id}",
            suppress_embeds=True,
        )

    async def _board(
        self, theme: Theme, shown: Sequence[tuple[Ranked, Turn | None, str]], locale: str
    ) -> discord.File:
        cards = [
            (turn, str(one.rank), f"{name} · {one.standing.votes}", one.rank == 1)
            for one, turn, name in shown
            if turn is not None
        ]
        drawn = await self._engine.history_pictures.contact_sheet(cards, limit=BOARD_LIMIT)
        spoiler = any(turn.request.spoiler for turn, *_ in cards)
        name = f"easel-event-{theme.id}.{file_ending(drawn.mime)}"
        alt = wording.shorten(board_alt(theme, shown, locale), wording.ALT_LIMIT)
        return discord_file(drawn.data, name=name, alt=alt, spoiler=spoiler)

    async def _turn(self, one: Ranked) -> Turn | None:
        """Return the turn of an entry; None if it is gone meanwhile."""
        try:
            turn = await self._engine.turns.get(one.standing.turn)
        except NotFound:
            return None
        return turn if turn.visible else None

    async def _language(self, client: DiscordClient, theme: Theme) -> str:
        return await server_language(client, self._engine.settings, theme.guild)


async def _open_post(
    forum: discord.ForumChannel, theme: Theme, words: str, view: discord.ui.View
) -> discord.Message:
    """Announce a theme as a post of a forum, which is the thread of its entries, too."""
    posted = await forum.create_thread(
        name=wording.shorten(theme.words, MOST_TITLE),
        content=words,
        view=view,
        applied_tags=tag_of(forum, theme.tag),
        allowed_mentions=pinged(theme),
    )
    return posted.message


async def _open_thread(client: DiscordClient, theme: Theme, message: int) -> int | None:
    """Open a thread on an announcement, unless it has one; None where that is not possible."""
    channel = client.get_channel(theme.channel)
    if not isinstance(channel, discord.TextChannel):
        return None
    title = wording.shorten(theme.words, MOST_TITLE)
    try:
        await channel.get_partial_message(message).create_thread(name=title)
    except discord.HTTPException as error:
        if error.status >= 500:
            raise TemporaryError from error
        return message if error.code == THREAD_EXISTS else None
    return message  # it has the message's id
