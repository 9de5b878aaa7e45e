"""Who may see, continue, reword and delete a turn."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.core.requests import FORGOTTEN
from bot.core.turns import Person, Turn
from bot.errors import UserError


class ContinueScope(StrEnum):
    """Who can continue pictures in a server or thread."""

    EVERYONE = "everyone"
    REQUESTER = "asker"
    ROLES = "roles"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinuePolicy:
    """Who can continue the pictures of a server or thread."""

    who: ContinueScope = ContinueScope.EVERYONE
    roles: tuple[int, ...] = ()  # if `who` is ROLES

    @classmethod
    def read(cls, *settings: Mapping[str, Any]) -> "ContinuePolicy":
        """Read settings, nearest first: a thread's take precedence over its server's."""
        for one in settings:
            if (who := one.get("continue")) in set(ContinueScope):
                return cls(who=ContinueScope(who), roles=tuple(one.get("continue_roles", ())))
        return cls()


def may_continue(policy: ContinuePolicy, turn: Turn, *, by: Person) -> bool:
    """Return whether a person may continue a turn; their own turns they always may."""
    if turn.by.id == by.id or policy.who is ContinueScope.EVERYONE:
        return True
    return policy.who is ContinueScope.ROLES and bool(set(policy.roles) & set(by.roles))


def other_uploaders(lineage: tuple[Turn, ...], *, by: Person) -> set[int]:
    """Ids of the other people whose own pictures are inputs of a lineage."""
    return {turn.by.id for turn in lineage if _brings_own(turn)} - {by.id}


def _brings_own(turn: Turn) -> bool:
    """Return whether a turn's person brought pictures along, or a character that they added."""
    own = any(one.by == turn.by.id for one in turn.request.characters)
    return own or bool(turn.request.sources)


def may_see(turn: Turn, person: Person) -> bool:
    """Return whether a person may see a turn: their own, or shown openly in their server."""
    if turn.reason == FORGOTTEN:
        return False
    if turn.by.id == person.id:
        return True
    return turn.by.guild is not None and turn.by.guild == person.guild and not turn.request.private


def check_delete(turn: Turn, person: Person, *, moderates: bool) -> None:
    """Raise UserError unless a person asked for a turn, or moderates where it is shown.

    Raises:
        UserError: neither is so.
    """
    moderated = moderates and turn.by.guild is not None and turn.by.guild == person.guild
    if turn.by.id != person.id and not moderated:
        raise UserError("delete.not_yours")


def check_reword(turn: Turn, person: Person) -> None:
    """Raise UserError unless a person asked for a turn: only they see its words again.

    Raises:
        UserError: another person asked for it.
    """
    if turn.by.id != person.id:
        raise UserError("not_yours")
