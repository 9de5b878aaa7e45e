"""The HTTP proxy through which Discord and Gemini are reached, if one is set."""

import warnings
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import unquote, urlsplit

from aiohttp import BasicAuth

PROXY_VARIABLES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
"""What other programs read; Easel reads `network.proxy` instead."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy. User and password appear in no repr and in no error's address."""

    address: str  # such as http://host:3128
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @classmethod
    def parse(cls, value: str) -> "Proxy":
        """Parse an address such as `http://user:password@host:3128`.

        Raises:
            ValueError: it is not the address of an HTTP proxy. The message shows
                the form and never the value, which may hold a password.
        """
        if value.lower().startswith("socks"):
            raise ValueError("a SOCKS proxy can't be used; set an HTTP proxy's address")
        try:
            parts = urlsplit(value)
            host, port = parts.hostname, parts.port  # ValueError: not a port number
        except ValueError:
            host, port = None, None
        if not host or port == 0 or parts.scheme != "http" or parts.path.strip("/"):
            raise ValueError("write it as http://user:password@host:3128, or leave it empty")
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{port}" if port else f"http://{shown}"
        return cls(address, unquote(parts.username or ""), unquote(parts.password or ""))

    @property
    def aiohttp_options(self) -> dict[str, Any]:
        """Keyword arguments for an aiohttp request, or a discord.py client, to use this proxy."""
        if not self.user:
            return {"proxy": self.address}
        with warnings.catch_warnings():  # deprecated; discord.py and plain HTTP have no other way
            warnings.simplefilter("ignore", DeprecationWarning)
            return {"proxy": self.address, "proxy_auth": BasicAuth(self.user, self.password)}


def is_this_machine(url: str) -> bool:
    """Return whether a URL points to this machine, which a proxy could not reach."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    return is_loopback(host) or host.endswith(".localhost")


def is_loopback(host: str) -> bool:
    """Return whether what listens on this host is reachable from this machine only."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
