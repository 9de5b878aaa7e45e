"""Why Discord could not be reached, and whether it was Discord itself that refused a request."""

import os

import aiohttp
import discord

DISCORD_ERRORS = (discord.HTTPException, aiohttp.ClientError, OSError)
"""What a request to Discord raises when it was not carried out; a TimeoutError is an OSError."""

TOKEN_OVER = 50027  # an interaction's token has expired
NO_CODE, CLOUDFLARE = 0, 40333  # answered by a proxy before Discord: nothing is decided
BUSY = {
    *(20016, 20022, 20028, 20029),  # slow mode, and rate limits of a channel or a server
    *(40004, 40006, 40062, 130000),  # sending is switched off for a while, or overloaded
}
PROXY_LOGIN = 407  # HTTP's "Proxy Authentication Required"
CERTIFICATE = (
    "its certificate is not trusted; where a company's proxy decrypts TLS, name its "
    "certificates in SSL_CERT_FILE"
)

NOT_ACCEPTED = (
    "DISCORD_TOKEN: Discord does not accept it. Reset it in the Developer Portal, page Bot, and "
    "set the new one."
)


class BadToken(Exception):
    """Discord does not accept the token."""


class NoIntent(Exception):
    """Discord does not grant the Message Content intent, and the settings require it."""


def is_final(error: discord.HTTPException) -> bool:
    """Return whether Discord itself refused a request, so that repeating it would be refused again.

    Proxies and Cloudflare answer 4xx in HTML, or without one of Discord's codes, for seconds.
    """
    if error.status == 413:
        return True
    if error.status == 401 and error.code != TOKEN_OVER:
        return False  # our own token's fault: no picture may be lost for it
    if error.status == 429 or error.status >= 500:
        return False
    return error.code not in {NO_CODE, CLOUDFLARE, *BUSY}


def describe_connection_error(error: Exception) -> str:
    """Return why Discord could not be reached, without any address that has a password."""
    if getattr(error, "status", None) == PROXY_LOGIN:
        return "network.proxy: the proxy does not accept its user and password"
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return f"network.proxy: the proxy answers {error.status}"
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return f"network.proxy: no proxy answers there ({_reason(error.os_error)})"
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return f"{error.host}: {CERTIFICATE}"
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"{error.host}: {_reason(error.os_error)}"
    if isinstance(error, discord.HTTPException):
        return f"HTTP {error.status}"
    if isinstance(error, discord.ConnectionClosed):
        return f"closed with code {error.code}"
    return _reason(error) if isinstance(error, OSError) else type(error).__name__


def _reason(error: OSError) -> str:
    """Return the system's message: asyncio's own contain the address as a Python tuple."""
    if error.errno and error.errno > 0:
        return os.strerror(error.errno)
    return error.strerror or type(error).__name__
