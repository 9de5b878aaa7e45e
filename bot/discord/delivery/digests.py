"""Posts the digests of servers, each week, once."""

import contextlib
import logging

from bot.core.days import date_of
from bot.core.digests import MOST_REFUSALS, Digest, Remixed, Week, WeekSums
from bot.discord.client import DiscordClient
from bot.discord.connection import DiscordConnection
from bot.discord.delivery.due_work import DueWork, one_step
from bot.discord.delivery.errors import Undeliverable, translate_discord_errors
from bot.discord.delivery.log_reasons import reason_text
from bot.discord.delivery.server_log import write_in_log
from bot.discord.server_language import server_language
from bot.engine.engine import Engine
from bot.errors import TemporaryError
from bot.text import formats, wording

log = logging.getLogger(__name__)

SOON, LATER = 600.0, 3600.0  # seconds until another try, where Discord was silent or refused
PATIENCE = 60.0  # seconds for one digest
MOST_READ = 100  # newest messages among which one that was posted is looked for


class DigestMessages:
    """Posts what is due."""

    def __init__(self, connection: DiscordConnection, engine: Engine) -> None:
        self._connection = connection
        self._engine = engine
        self._digests = engine.digests
        self._work = DueWork[Digest]("digests", key=lambda digest: digest.guild, do=self._do)

    async def run(self) -> None:
        """Post what is due until cancelled."""
        await self._work.run(self._connection, self._digests.wakeup, self._digests.due)

    async def _do(self, client: DiscordClient, digest: Digest) -> None:
        async with self._work.place(digest.guild):
            try:
                async with one_step(client, within=PATIENCE):
                    await self._post(client, digest)
            except TemporaryError:
                await self._digests.postpone(digest, after=SOON, refused=False)
            except Undeliverable as error:
                await self._could_not(client, digest, error.code)

    async def _post(self, client: DiscordClient, digest: Digest) -> None:
        """Post a digest; of a week in which nothing was painted there is none."""
        before = await self._digests.begin(digest)
        if before is None:
            return
        week = self._digests.last_week()
        sums = await self._digests.sums(digest.guild, week)
        locale = await server_language(client, self._engine.settings, digest.guild)
        words = digest_text(digest.guild, week, sums, locale)
        repeats = before.attempts > 0 and await _is_posted(client, digest, words)
        if sums.pictures and not repeats:
            place = client.get_partial_messageable(digest.channel)
            with translate_discord_errors(f"what=digest guild={digest.guild}"):
                await place.send(words, nonce=f"{digest.guild}-{week.first}", suppress_embeds=True)
        await self._digests.posted(digest)

    async def _could_not(self, client: DiscordClient, digest: Digest, code: str) -> None:
        """Try again later, for a day; the moderators read it when it begins and when it ends."""
        log.warning("digest not posted: guild=%d error=%s", digest.guild, code)
        ends = code == "deliver.gone" or digest.refusals + 1 >= MOST_REFUSALS
        if ends:
            await self._digests.drop(digest)
        else:
            await self._digests.postpone(digest, after=LATER, refused=True)
        if digest.refusals and not ends:
            return
        locale = await server_language(client, self._engine.settings, digest.guild)
        why = await reason_text(client, digest.channel, code, locale, files=False)
        facts = {"channel": f"<#{digest.channel}>", "why": why}
        words = wording.say("log.digest.off" if ends else "log.digest", locale, **facts)
        rules = await self._engine.moderation.rules(digest.guild)
        await write_in_log(client, rules.log, words)


def digest_text(guild: int, week: Week, sums: WeekSums, locale: str) -> str:
    """Return what a digest says."""
    lines = [
        wording.say(
            "digest.title",
            locale,
            first=formats.month_day(date_of(week.first), locale),
            last=formats.month_day(date_of(week.end - 1), locale),
        ),
        wording.say(
            "digest.sums", locale, pictures=sums.pictures, count=sums.people, cost=sums.cost
        ),
    ]
    if sums.remixed:
        lines.append(wording.say("digest.remixed", locale))
    lines += [_remixed(guild, one, locale) for one in sums.remixed]
    return wording.shorten("\n".join(lines), 2000)


def _remixed(guild: int, one: Remixed, locale: str) -> str:
    link = f"https://discord.com/channels/{guild}/{one.channel}/{one.message}"
    return wording.say(
        "digest.remix",
        locale,
        number=f"[#{one.number}]({link})",
        person=f"<@{one.person}>",
        count=one.remixes,
    )


async def _is_posted(client: DiscordClient, digest: Digest, words: str) -> bool:
    """Return whether an attempt before has posted a digest: its first line has the week."""
    title, _, _ = words.partition("\n")
    place = client.get_partial_messageable(digest.channel)
    with (
        contextlib.suppress(Undeliverable),
        translate_discord_errors(f"what=digest guild={digest.guild}"),
    ):
        async for message in place.history(limit=MOST_READ):
            if client.is_own(message) and message.content.startswith(title):
                return True
    return False
