"""Posts the digests of servers, each week, once."""

import asyncio
import contextlib
import logging

from bot.core.days import date_of
from bot.core.digests import MOST_REFUSALS, Digest, Remixed, Week, WeekSums
from bot.discord.client import DiscordClient
from bot.discord.connection import DiscordConnection
from bot.discord.delivery.errors import REFUSED, Undeliverable, translate_discord_errors
from bot.discord.delivery.log_reasons import reason_text
from bot.discord.delivery.server_log import write_in_log
from bot.engine.engine import Engine
from bot.errors import EaselError, TemporaryError
from bot.text import formats, wording

log = logging.getLogger(__name__)

POLL = 60.0  # seconds between two reads of what is due
SOON, LATER = 600.0, 3600.0  # seconds until another try, where Discord was silent or refused
PATIENCE = 60.0  # seconds for one digest
MOST_READ = 100  # newest messages among which one that was posted is looked for


class DigestMessages:
    """Posts what is due, one digest after another."""

    def __init__(self, connection: DiscordConnection, engine: Engine) -> None:
        self._connection = connection
        self._engine = engine
        self._digests = engine.digests

    async def run(self) -> None:
        """Post what is due until cancelled."""
        while True:
            try:
                client = await self._connection.client()
                for digest in await self._digests.due():
                    if client.has_shard_of(digest.guild):
                        await self._do(client, digest)
            except EaselError as error:
                log.warning("digests not read, will retry: error=%s", error)
            await asyncio.sleep(POLL)

    async def _do(self, client: DiscordClient, digest: Digest) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await client.wait_until_ready()
                await self._post(client, digest)
        except (TemporaryError, TimeoutError):
            await self._digests.postpone(digest, after=SOON, refused=False)
        except REFUSED as error:
            code = error.code if isinstance(error, Undeliverable) else "deliver.elsewhere"
            await self._could_not(client, digest, code)

    async def _post(self, client: DiscordClient, digest: Digest) -> None:
        """Post a digest; of a week in which nothing was painted there is none."""
        before = await self._digests.begin(digest)
        if before is None:
            return
        week = self._digests.last_week()
        sums = await self._digests.sums(digest.guild, week)
        words = digest_text(digest.guild, week, sums, await self._language(client, digest))
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
        locale = await self._language(client, digest)
        why = await reason_text(client, digest.channel, code, locale, files=False)
        facts = {"channel": f"<#{digest.channel}>", "why": why}
        words = wording.say("log.digest.off" if ends else "log.digest", locale, **facts)
        rules = await self._engine.moderation.rules(digest.guild)
        await write_in_log(client, rules.log, words)

    async def _language(self, client: DiscordClient, digest: Digest) -> str:
        guild = client.get_guild(digest.guild)
        own = str(guild.preferred_locale) if guild else "en-US"
        return await self._engine.settings.language(digest.guild, own)


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
