"""Signed links to the page on which a person marks a part of a picture. Pure rules.

A link holds all that the page needs and is stored nowhere; its key is derived from a secret that
every process of the bot has.
"""

import base64
import binascii
import hashlib
import hmac
import struct
from dataclasses import dataclass

from bot.errors import UserError

LIFETIME = 15 * 60  # seconds
_PURPOSE = b"easel: links to the page that marks a part"
_FORMAT = struct.Struct(">BQBQQQI")  # version, turn, pick, person, server, channel, expiry
_VERSION = 1
_SIGNATURE = 16  # bytes
_LONGEST = 200  # characters of what is read at all


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionLink:
    """Whose link it is, to which picture, and until when."""

    turn: int
    pick: int  # which of the turn's pictures, counted from 0
    person: int
    guild: int | None  # None in a private chat
    channel: int  # where the result is posted
    locale: str  # of the person, as Discord names it
    expires: int  # seconds since 1970


class RegionLinks:
    """Signs links and reads them.

    Args:
        secret: of this bot alone; the same in all its processes.
        public_url: where people's browsers reach the HTTP server, without a slash at the end;
            empty: no link is made.
    """

    def __init__(self, secret: str, public_url: str) -> None:
        self._key = hmac.digest(secret.encode(), _PURPOSE, hashlib.sha256)
        self._public_url = public_url

    @property
    def offered(self) -> bool:
        """Whether links are made."""
        return bool(self._public_url)

    def url(self, link: RegionLink) -> str:
        """Return the address of a link."""
        return f"{self._public_url}/region/{self.token(link)}"

    def token(self, link: RegionLink) -> str:
        """Return a link as letters, digits, hyphens and underscores, about 90 of them."""
        numbers = (link.turn, link.pick, link.person, link.guild or 0, link.channel, link.expires)
        said = _FORMAT.pack(_VERSION, *numbers) + link.locale.encode()
        return base64.urlsafe_b64encode(said + self._sign(said)).decode().rstrip("=")

    def read(self, token: str) -> RegionLink:
        """Return the link that `token` made; it may have expired.

        Raises:
            UserError: it was not made so, or for another bot.
        """
        try:
            padded = token[:_LONGEST] + "=" * (-len(token) % 4)
            whole = base64.b64decode(padded, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise UserError("region.link") from error
        said, signature = whole[:-_SIGNATURE], whole[-_SIGNATURE:]
        if not hmac.compare_digest(signature, self._sign(said)):
            raise UserError("region.link")
        version, turn, pick, person, guild, channel, expires = _FORMAT.unpack_from(said)
        if version != _VERSION:
            raise UserError("region.link")
        return RegionLink(
            turn=turn,
            pick=pick,
            person=person,
            guild=guild or None,
            channel=channel,
            locale=said[_FORMAT.size :].decode(),
            expires=expires,
        )

    def _sign(self, said: bytes) -> bytes:
        return hmac.digest(self._key, said, hashlib.sha256)[:_SIGNATURE]
