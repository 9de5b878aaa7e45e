"""Who may continue a picture: everyone in the channel, the person who asked, or some roles."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.core.turns import Person, Turn


class Who(StrEnum):
    """Whom a server or a thread lets continue."""

    EVERYONE = "everyone"
    ASKER = "asker"
    ROLES = "roles"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinuePolicy:
    """Who may continue the pictures of a place."""

    who: Who = Who.EVERYONE
    roles: tuple[int, ...] = ()  # where `who` says roles

    @classmethod
    def read(cls, *settings: Mapping[str, Any]) -> "ContinuePolicy":
        """From settings, the nearest first: a thread's go before its server's."""
        for one in settings:
            if (who := one.get("continue")) in set(Who):
                return cls(who=Who(who), roles=tuple(one.get("continue_roles", ())))
        return cls()


def may_continue(permit: ContinuePolicy, turn: Turn, *, by: Person) -> bool:
    """Whether a person may continue a turn; their own they always may."""
    if turn.by.id == by.id or permit.who is Who.EVERYONE:
        return True
    return permit.who is Who.ROLES and bool(set(permit.roles) & set(by.roles))


def brought_by_others(lineage: tuple[Turn, ...], *, by: Person) -> set[int]:
    """The people whose own pictures a lineage began with or took in on its way."""
    return {turn.by.id for turn in lineage if turn.request.sources} - {by.id}
