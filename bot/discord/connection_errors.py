"""Why Discord could not be reached, in a few words for the operator."""

import os

import aiohttp
import discord

DISCORD_ERRORS = (discord.HTTPException, aiohttp.ClientError, OSError)
"""What a request to Discord raises when it was not carried out; a TimeoutError is an OSError."""

PROXY_LOGIN = 407  # HTTP's "Proxy Authentication Required"
CERTIFICATE = (
    "its certificate is not trusted; where a company's proxy decrypts TLS, name its "
    "certificates in SSL_CERT_FILE"
)


class BadToken(Exception):
    """Discord does not accept the token."""


class NoIntent(Exception):
    """Discord does not grant the Message Content intent, and the settings require it."""


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
    """The system's message: asyncio's own contain the address as a Python tuple."""
    if error.errno and error.errno > 0:
        return os.strerror(error.errno)
    return error.strerror or type(error).__name__
