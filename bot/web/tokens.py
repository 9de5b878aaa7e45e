"""Who a bearer token stands for."""

import hashlib
import hmac
from collections.abc import Sequence

from aiohttp import web

from bot.core.turns import Person
from bot.web.errors import RequestError


class Tokens:
    """The tokens that the server knows; each is a person with limits of its own."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._digests = [_digest(token) for token in tokens]

    def person(self, call: web.Request) -> Person:
        """The person of a request. Every token is compared, in a time that tells nothing.

        Raises:
            RequestError: 401, there is no token that we know.
        """
        values = call.headers.getall("Authorization", [])
        scheme, _, token = (values[0] if len(values) == 1 else "").partition(" ")
        digest, known = _digest(token.strip()), False
        for each in self._digests:
            known |= hmac.compare_digest(digest, each)
        if not known or scheme.lower() != "bearer":
            raise RequestError("http.token", status=401, headers={"WWW-Authenticate": "Bearer"})
        # Discord's numbers are positive. 63 bits, for what the database takes.
        return Person(id=-1 - (int.from_bytes(digest[:8]) >> 1))


def _digest(token: str) -> bytes:
    """Of equal length for all tokens, and of any bytes a header may hold."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
