"""Bearer tokens, and the person that each identifies."""

import hashlib
import hmac
from collections.abc import Callable, Sequence

from aiohttp import web

from bot.core.turns import Person
from bot.web.errors import RequestError

Authenticate = Callable[[web.Request], Person]
"""Returns whom a request comes from; raises RequestError if it has no valid token."""


class Tokens:
    """The tokens that are accepted; each is a person with its own limits."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._digests = [_digest(token) for token in tokens]

    def person(self, call: web.Request) -> Person:
        """Return the person of a request's token. All tokens are compared, in constant time.

        Raises:
            RequestError: 401, the request has no valid token.
        """
        values = call.headers.getall("Authorization", [])
        scheme, _, token = (values[0] if len(values) == 1 else "").partition(" ")
        digest, known = _digest(token.strip()), False
        for each in self._digests:
            known |= hmac.compare_digest(digest, each)
        if not known or scheme.lower() != "bearer":
            raise RequestError("http.token", status=401, headers={"WWW-Authenticate": "Bearer"})
        # Negative, as Discord's ids are positive; 63 bits fit the database's column.
        return Person(id=-1 - (int.from_bytes(digest[:8]) >> 1))


def _digest(token: str) -> bytes:
    """Return the SHA-256 of a token: equal length for all tokens, whatever bytes a header has."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
