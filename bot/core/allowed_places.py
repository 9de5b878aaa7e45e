"""Where Easel paints at all, as its operator sets it: some servers or all, private chats or not."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.errors import UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedPlaces:
    """The places that the settings allow."""

    servers: Collection[int] = ()  # by id; empty: all
    private_chats: bool = True  # and use by who installed Easel for themselves, wherever that is

    def allows_server(self, server: int) -> bool:
        """Return whether Easel may be in a server."""
        return not self.servers or server in self.servers

    def check(self, server: int | None) -> None:
        """Raise UserError unless something may be asked in a place.

        Args:
            server: where Easel is a member; None: a private chat, or a personal installation.

        Raises:
            UserError: the operator does not want that.
        """
        if server is None and not self.private_chats:
            raise UserError("place.private")
        if server is not None and not self.allows_server(server):
            raise UserError("place.server")
