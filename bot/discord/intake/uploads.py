"""Finds the pictures of messages and forms, and downloads them from Discord's file hosts.

No other address is fetched: it may be one that a person wrote.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

import aiohttp
import discord
import yarl

from bot.config import NetworkSettings
from bot.discord.connection_errors import DISCORD_ERRORS
from bot.errors import BadPicture, NotFound, TemporaryError

MAX_FILE_SIZE = 30 * 1024**2  # bytes; larger files are refused unread
FETCH_TIMEOUT = 30.0  # seconds for one file
API_HOSTS = frozenset({"discord.com", "canary.discord.com", "ptb.discord.com"})
FILE_HOSTS = frozenset(
    {
        "cdn.discordapp.com",
        "media.discordapp.net",
        "images-ext-1.discordapp.net",
        "images-ext-2.discordapp.net",
    }
)

_SPOILER = re.compile(r"\|\|(.+?)\|\|", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file on Discord's hosts."""

    url: str = field(repr=False)
    name: str = field(default="", repr=False)  # as its person called it
    spoiler: bool = False  # it is behind a spoiler
    size: int | None = None  # bytes, as declared
    mime: str | None = None  # as declared: never trusted
    message: discord.Message | None = field(default=None, repr=False)  # the message it is in


def from_attachment(
    attachment: discord.Attachment, message: discord.Message | None = None
) -> Upload:
    """Return the upload of a command's option, or of a message."""
    return Upload(
        url=attachment.url,
        name=attachment.filename,
        spoiler=attachment.is_spoiler(),
        size=attachment.size,
        mime=attachment.content_type,
        message=message,
    )


def from_modal(data: Mapping[str, Any], ids: Iterable[str]) -> tuple[Upload, ...]:
    """Return the uploads of a form, from the raw interaction."""
    files = data.get("resolved", {}).get("attachments", {})
    found = (files[id_] for id_ in ids if id_ in files)
    return tuple(
        Upload(
            url=file["url"],
            name=file.get("filename", ""),
            spoiler=file.get("filename", "").startswith("SPOILER_"),
            size=file.get("size"),
            mime=file.get("content_type"),
        )
        for file in found
    )


def from_message(message: discord.Message) -> tuple[Upload, ...]:
    """Return all pictures of a message: attached, embedded, in components, or forwarded."""
    found: list[Upload] = []
    shows: list[Any] = [message, *message.message_snapshots]
    for shown in shows:
        found += [from_attachment(a) for a in shown.attachments if _pictured(a.content_type)]
        found += _embedded(shown.embeds, hidden=_SPOILER.findall(shown.content))
        for component in shown.components:
            found += _in_component(component)
    seen = {upload.url: replace(upload, message=message) for upload in found}
    return tuple(seen.values())


def long_text_in(message: discord.Message) -> discord.Attachment | None:
    """Return the file that Discord makes of text which is too long for a message."""
    return next(
        (
            file
            for file in message.attachments
            if file.filename == "message.txt" and (file.content_type or "").startswith("text/plain")
        ),
        None,
    )


def may_be_picture(mime: str | None) -> bool:
    """Return whether a file may be a picture, by what it is declared to be."""
    unknown = mime is None or mime.startswith("application/octet-stream")
    return unknown or _pictured(mime)


def _pictured(mime: str | None) -> bool:
    return mime is None or mime.startswith("image/")


def _embedded(embeds: Iterable[discord.Embed], *, hidden: Sequence[str]) -> Iterator[Upload]:
    """Yield the pictures of links; those whose link is in a spoiler are behind one."""
    for embed in embeds:
        spoiler = any(embed.url and embed.url in text for text in hidden)
        for media in (embed.image, embed.thumbnail):
            if url := media.proxy_url or media.url:
                yield Upload(url=url, spoiler=spoiler)


def _in_component(component: Any) -> Iterator[Upload]:
    """Galleries, thumbnails and files, in containers and sections too."""
    for inner in (*getattr(component, "children", ()), getattr(component, "accessory", None)):
        if inner is not None:
            yield from _in_component(inner)
    items = getattr(component, "items", None) or (component,)
    for item in items:
        media = getattr(item, "media", None)
        if isinstance(media, discord.UnfurledMediaItem) and _pictured(media.content_type):
            yield Upload(
                url=media.proxy_url or media.url,
                spoiler=bool(getattr(item, "spoiler", False)),
                mime=media.content_type,
            )


class Downloads:
    """Downloads uploads: bounded in size and time, without redirects, from known hosts only."""

    def __init__(
        self,
        api_url: str,
        *,
        cdn_url: str | None = None,
        network: NetworkSettings | None = None,
        timeout: float = FETCH_TIMEOUT,
    ) -> None:
        """Args:
        api_url: the API; files may come from its host too where it is not Discord's own.
        cdn_url: where avatars are, if elsewhere than at Discord's own file hosts.
        network: the proxy to Discord's hosts.
        timeout: seconds for one file.
        """
        self._network = network or NetworkSettings()
        self._patience = timeout
        base = yarl.URL(api_url)
        others = [] if base.host in API_HOSTS else [base.origin()]
        if cdn_url is not None:
            others.append(yarl.URL(cdn_url).origin())
        self._origins = {yarl.URL(f"https://{host}") for host in FILE_HOSTS}.union(others)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=self._patience), auto_decompress=False
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._session is not None
        await self._session.close()

    async def fetch(self, upload: Upload) -> bytes:
        """Return a file's bytes.

        Raises:
            BadPicture: it is larger than `MAX_FILE_SIZE`, as declared or as received.
            NotFound: its link is dead, or not one of Discord's.
            TemporaryError: Discord's file host does not answer.
        """
        try:
            return await self._checked(upload)
        except NotFound:
            fresh = await _refreshed(upload)
            if fresh is None:
                raise
            return await self._checked(fresh)

    async def _checked(self, upload: Upload) -> bytes:
        if upload.size is not None and upload.size > MAX_FILE_SIZE:
            raise _too_large(upload.size)
        if not self._is_discords(upload.url):
            raise NotFound("picture.gone")
        try:
            return await self._read(upload.url)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise TemporaryError("picture.later") from error

    def _is_discords(self, url: str) -> bool:
        try:
            return yarl.URL(url).origin() in self._origins
        except ValueError:  # no address at all
            return False

    async def _read(self, url: str) -> bytes:
        assert self._session is not None, "use it in `async with`"
        address = yarl.URL(url, encoded=True)
        way = self._network.proxy_for(url)
        through = way.aiohttp_options if way else {}
        async with self._session.get(address, allow_redirects=False, **through) as answer:
            if answer.status >= 500:
                raise TemporaryError("picture.later")
            if answer.status != 200:
                raise NotFound("picture.gone")
            data = bytearray()
            async for chunk in answer.content.iter_chunked(1 << 16):
                data += chunk
                if len(data) > MAX_FILE_SIZE:
                    raise _too_large(len(data))
            return bytes(data)


async def _refreshed(upload: Upload) -> Upload | None:
    """Return the upload with a fresh link: Discord signs links again when a message is fetched."""
    if upload.message is None:
        return None
    try:
        message = await upload.message.fetch()
    except DISCORD_ERRORS:
        return None
    path = yarl.URL(upload.url).path
    return next(
        (found for found in from_message(message) if yarl.URL(found.url).path == path), None
    )


def _too_large(size: int) -> BadPicture:
    limit = MAX_FILE_SIZE // 1024**2
    return BadPicture("picture.too_large", megabytes=max(size // 1024**2, limit + 1), limit=limit)


def require_pictures(message: discord.Message) -> tuple[Upload, ...]:
    """Return the pictures of a message.

    Raises:
        NotFound: it has none.
    """
    found = from_message(message)
    if not found:
        raise NotFound("picture.none")
    return found
