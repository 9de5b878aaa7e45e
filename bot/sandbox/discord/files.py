"""Uploaded files, and their signed links, which expire after a day."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.sandbox.discord.dimensions import content_type, dimensions
from bot.sandbox.discord.refusals import Json, Refusal
from bot.sandbox.discord.snowflakes import Snowflakes

LINK_LIFETIME = 24 * 60 * 60  # seconds
EPHEMERAL = 64  # the message flag: only one person sees it
ATTACHMENT = "attachment://"  # how a message names a file of its own


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file part of a request: `files[index]`."""

    index: int
    filename: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Upload:
    """A stored file. Width and height are in pixels, None if it is not an image."""

    id: str
    channel_id: str
    filename: str
    data: bytes
    content_type: str | None = None
    width: int | None = None
    height: int | None = None
    description: str | None = None
    title: str | None = None
    ephemeral: bool = False


def sanitize_filename(name: str) -> str:
    """Return a file name as Discord stores it: letters, digits, dot, dash, underscore."""
    return re.sub(r"[^\w.\-]", "_", name, flags=re.ASCII) or "file"


class Files:
    """All uploaded files, by id."""

    def __init__(self, clock: Callable[[], float], snowflakes: Snowflakes) -> None:
        self.base = "http://127.0.0.1"
        self._clock = clock
        self._snowflakes = snowflakes
        self._key = secrets.token_bytes(16)
        self._uploads: dict[str, Upload] = {}

    def store(
        self, sent: FilePart, *, channel_id: str, about: Json | None = None, ephemeral: bool = False
    ) -> Upload:
        """Store a file. `about` is its entry in the request's `attachments`."""
        about = about or {}
        size = dimensions(sent.data)
        name = about.get("filename") or sent.filename
        upload = Upload(
            id=self._snowflakes.next(),
            channel_id=channel_id,
            filename=sanitize_filename(name),
            data=sent.data,
            content_type=content_type(name),
            width=size[0] if size else None,
            height=size[1] if size else None,
            description=about.get("description"),
            title=about.get("title"),
            ephemeral=ephemeral,
        )
        self._uploads[upload.id] = upload
        return upload

    def get(self, upload_id: str) -> Upload:
        return self._uploads[upload_id]

    def link(self, upload: Upload) -> str:
        """Return a URL that expires a day from now."""
        now = int(self._clock())
        path = f"{upload.channel_id}/{upload.id}/{upload.filename}"
        expires, issued = f"{now + LINK_LIFETIME:x}", f"{now:x}"
        signature = self._signature(path, expires, issued)
        return f"{self.base}/cdn/attachments/{path}?ex={expires}&is={issued}&hm={signature}"

    def fetch(self, path: str, query: Mapping[str, str]) -> Upload:
        """Return the file that a link points to.

        Args:
            path: `channel/id/name`.
            query: `ex`, `is` and `hm` of the link.

        Raises:
            Refusal: 404 if the signature is wrong or the link has expired.
        """
        expires, issued, signature = (query.get(key, "") for key in ("ex", "is", "hm"))
        expected = self._signature(path, expires, issued)
        if not hmac.compare_digest(expected.encode(), signature.encode()):
            raise Refusal(404, 0, "This content is no longer available.")
        if int(expires, 16) < self._clock():
            raise Refusal(404, 0, "This content is no longer available.")
        return self._uploads[path.split("/")[1]]

    def attachment(self, upload: Upload) -> Json:
        """Return Discord's attachment object, with a new link."""
        link = self.link(upload)
        payload: Json = {
            "id": upload.id,
            "filename": upload.filename,
            "size": len(upload.data),
            "url": link,
            "proxy_url": link,
        }
        for key in ("content_type", "width", "height", "description", "title"):
            value = getattr(upload, key)
            if value is not None:
                payload[key] = value
        if upload.ephemeral:
            payload["ephemeral"] = True
        return payload

    def media(self, upload: Upload) -> Json:
        """Return Discord's unfurled media item, with a new link."""
        link = self.link(upload)
        return {
            "id": upload.id,
            "attachment_id": upload.id,
            "url": link,
            "proxy_url": link,
            "width": upload.width,
            "height": upload.height,
            "content_type": upload.content_type,
        }

    def _signature(self, path: str, expires: str, issued: str) -> str:
        text = f"{path} {expires} {issued}".encode()
        return hmac.new(self._key, text, hashlib.sha256).hexdigest()
