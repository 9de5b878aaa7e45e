"""What a server and the person who asks have set, read from what is stored, and what changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core import allowances
from bot.core.access import AccessRules
from bot.core.allowances import NO_LIMIT, Allowance
from bot.core.moderation import ServerRules
from bot.core.permissions import ContinuePolicy
from bot.core.preferences import Preferences
from bot.core.showcase import ShowcaseRules
from bot.core.styles import Own
from bot.core.themes import OPEN_THEME


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """What one setting of a server was, and what it became."""

    key: str
    before: Any  # as it is stored; None: it was not set
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """What holds in a server."""

    rules: AccessRules
    moderation: ServerRules
    policy: ContinuePolicy
    styles: Own
    budget: Allowance
    asks_posters: bool  # before others edit what someone posted
    listens: bool  # every message is a request in threads that set nothing
    language: str | None  # of what everyone reads; None: the server's own in Discord
    searches: bool  # requests may have the web searched, where the operator allows it
    recipes: bool  # pictures' files say how they were made
    notify: int | None  # the channel of budget warnings
    log: int | None  # the channel of removals and reports
    showcase: ShowcaseRules
    theme: int | None  # the id of the one that is open

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "ServerSettings":
        """Read a server's settings by their keys."""
        return cls(
            rules=AccessRules.read(stored.get("access")),
            moderation=ServerRules.read(stored),
            policy=ContinuePolicy.read(stored),
            styles=stored.get("styles") or {},
            budget=allowances.read(stored.get(allowances.BUDGET)) or NO_LIMIT,
            asks_posters=bool(stored.get("ask_posters")),
            listens=stored.get("threads") != "mentions",
            language=stored.get("language"),
            searches=stored.get("search") is not False,
            recipes=stored.get("recipe") is not False,
            notify=stored.get("notify"),
            log=stored.get("log"),
            showcase=ShowcaseRules.read(stored),
            theme=stored.get(OPEN_THEME),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSettings:
    """What holds for one request: read once, and handed on to whatever it decides."""

    server: ServerSettings  # outside of servers: what holds where nothing is set
    own: Preferences
