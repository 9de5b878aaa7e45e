"""The HTTP proxy that stands between this machine and the internet, where there is one."""

import warnings
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import unquote, urlsplit

from aiohttp import BasicAuth


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy; its user and password are shown nowhere, and stand in no error's address."""

    address: str  # such as http://host:3128
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @classmethod
    def read(cls, said: str) -> "Proxy":
        """Take the setting's words apart: `http://user:password@host:3128`.

        Raises:
            ValueError: it is no HTTP proxy's address; it says what one looks like, and no secret.
        """
        if said.lower().startswith("socks"):
            raise ValueError("a SOCKS proxy can't be used; set an HTTP proxy's address")
        try:
            parts = urlsplit(said)
            host, port = parts.hostname, parts.port  # ValueError: it is no port
        except ValueError:
            host, port = None, None
        if not host or port == 0 or parts.scheme != "http" or parts.path.strip("/"):
            raise ValueError("write it as http://user:password@host:3128, or leave it empty")
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{port}" if port else f"http://{shown}"
        return cls(address, unquote(parts.username or ""), unquote(parts.password or ""))

    @property
    def for_aiohttp(self) -> dict[str, Any]:
        """What a request of aiohttp's, and a client of discord.py's, is given to go this way."""
        if not self.user:
            return {"proxy": self.address}
        with warnings.catch_warnings():  # deprecated, and all that discord.py and plain HTTP know
            warnings.simplefilter("ignore", DeprecationWarning)
            return {"proxy": self.address, "proxy_auth": BasicAuth(self.user, self.password)}


def is_this_machine(url: str) -> bool:
    """Whether an address is this machine's own, which no proxy could reach."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
