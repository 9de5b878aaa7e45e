"""Pictures in messages and attachments: where they may stand, and fetching them with care.

Nothing is fetched from an address that a person wrote: only from Discord's own file hosts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

import aiohttp
import discord
import yarl

from bot.config import NetworkSettings
from bot.errors import BadPicture, Later, NothingHere

LARGEST = 30 * 1024**2  # bytes; larger files are refused unread
PATIENCE = 30.0  # seconds for one file
DISCORD = frozenset({"discord.com", "canary.discord.com", "ptb.discord.com"})
HOSTS = frozenset(
    {
        "cdn.discordapp.com",
        "media.discordapp.net",
        "images-ext-1.discordapp.net",
        "images-ext-2.discordapp.net",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file on Discord's hosts."""

    url: str = field(repr=False)
    size: int | None = None  # bytes, as declared
    mime: str | None = None  # as declared: never trusted
    message: discord.Message | None = field(default=None, repr=False)  # where it stands, if in one


def of(attachment: discord.Attachment, message: discord.Message | None = None) -> Upload:
    """What a command's option or a message carries."""
    return Upload(
        url=attachment.url,
        size=attachment.size,
        mime=attachment.content_type,
        message=message,
    )


def resolved(data: Mapping[str, Any], ids: Iterable[str]) -> tuple[Upload, ...]:
    """The files of a modal, from the raw interaction."""
    files = data.get("resolved", {}).get("attachments", {})
    found = (files[id_] for id_ in ids if id_ in files)
    return tuple(
        Upload(url=file["url"], size=file.get("size"), mime=file.get("content_type"))
        for file in found
    )


def in_message(message: discord.Message) -> tuple[Upload, ...]:
    """Every picture that a message shows: attached, embedded, in components, or forwarded."""
    found: list[Upload] = []
    shows: list[Any] = [message, *message.message_snapshots]
    for shown in shows:
        found += [of(a) for a in shown.attachments if _pictured(a.content_type)]
        found += _embedded(shown.embeds)
        for component in shown.components:
            found += _in_component(component)
    seen = {upload.url: replace(upload, message=message) for upload in found}
    return tuple(seen.values())


def _pictured(mime: str | None) -> bool:
    return mime is None or mime.startswith("image/")


def _embedded(embeds: Iterable[discord.Embed]) -> Iterator[Upload]:
    for embed in embeds:
        for media in (embed.image, embed.thumbnail):
            if url := media.proxy_url or media.url:
                yield Upload(url=url)


def _in_component(component: Any) -> Iterator[Upload]:
    """Galleries, thumbnails and files, in containers and sections too."""
    for inner in (*getattr(component, "children", ()), getattr(component, "accessory", None)):
        if inner is not None:
            yield from _in_component(inner)
    items = getattr(component, "items", None) or (component,)
    for item in items:
        media = getattr(item, "media", None)
        if isinstance(media, discord.UnfurledMediaItem) and _pictured(media.content_type):
            yield Upload(url=media.proxy_url or media.url, mime=media.content_type)


class Downloads:
    """Fetches uploads: bounded, without redirects, from known hosts only."""

    def __init__(
        self,
        api_url: str,
        *,
        network: NetworkSettings | None = None,
        patience: float = PATIENCE,
    ) -> None:
        """Args:
        api_url: where Discord's API is; files may come from its host too if it is not Discord's.
        network: how Discord's hosts are reached.
        patience: seconds for one file, however slowly its bytes come.
        """
        self._network = network or NetworkSettings()
        self._patience = patience
        base = yarl.URL(api_url)
        others = () if base.host in DISCORD else (base.origin(),)
        self._origins = {yarl.URL(f"https://{host}") for host in HOSTS}.union(others)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=self._patience), auto_decompress=False
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._session is not None
        await self._session.close()

    async def get(self, upload: Upload) -> bytes:
        """A file's bytes.

        Raises:
            BadPicture: larger than `LARGEST`, as declared or as it turns out.
            NothingHere: its link is dead, or is none of Discord's.
            Later: Discord's file host does not answer.
        """
        try:
            return await self._checked(upload)
        except NothingHere:
            fresh = await _anew(upload)
            if fresh is None:
                raise
            return await self._checked(fresh)

    async def _checked(self, upload: Upload) -> bytes:
        if upload.size is not None and upload.size > LARGEST:
            raise _too_large(upload.size)
        if not self._is_discords(upload.url):
            raise NothingHere("picture.gone")
        try:
            return await self._read(upload.url)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise Later("picture.later") from error

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
                raise Later("picture.later")
            if answer.status != 200:
                raise NothingHere("picture.gone")
            data = bytearray()
            async for chunk in answer.content.iter_chunked(1 << 16):
                data += chunk
                if len(data) > LARGEST:
                    raise _too_large(len(data))
            return bytes(data)


async def _anew(upload: Upload) -> Upload | None:
    """The same file by a fresh link: Discord signs a message's links anew when it is fetched."""
    if upload.message is None:
        return None
    try:
        message = await upload.message.fetch()
    except discord.HTTPException:
        return None
    path = yarl.URL(upload.url).path
    return next((found for found in in_message(message) if yarl.URL(found.url).path == path), None)


def _too_large(size: int) -> BadPicture:
    limit = LARGEST // 1024**2
    return BadPicture("picture.too_large", megabytes=max(size // 1024**2, limit + 1), limit=limit)


def require(message: discord.Message) -> tuple[Upload, ...]:
    """The pictures of a message.

    Raises:
        NothingHere: it has none.
    """
    found = in_message(message)
    if not found:
        raise NothingHere("picture.none")
    return found
