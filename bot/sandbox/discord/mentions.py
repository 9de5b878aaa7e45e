"""The mentions in a message's text that ping, by its `allowed_mentions`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.sandbox.discord.refusals import Json, invalid

USER = re.compile(r"<@!?(\d+)>")
EVERYONE = re.compile(r"@(?:everyone|here)\b")


@dataclass(frozen=True, slots=True)
class Pings:
    """The pinged users' ids, in order, and whether everyone is pinged."""

    users: tuple[str, ...] = ()
    everyone: bool = False


def check_allowed(allowed: Json | None) -> None:
    """Check that `allowed_mentions` has no mutually exclusive fields.

    Raises:
        Refusal: 50035.
    """
    if not allowed:
        return
    for kind in ("users", "roles"):
        if kind in (allowed.get("parse") or []) and allowed.get(kind):
            sentence = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            raise invalid(
                "allowed_mentions", sentence, code="MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"
            )


def pings(
    text: str,
    allowed: Json | None,
    *,
    known: Iterable[str],
    replied_to: str | None = None,
    may_mention_everyone: bool = False,
) -> Pings:
    """Return who is pinged.

    Args:
        text: the message's text.
        allowed: its `allowed_mentions`; None allows every ping.
        known: ids of the existing users.
        replied_to: the author of the message replied to, if they can be pinged at all.
        may_call_everyone: whether the author has that permission.
    """
    people = set(known)
    parse = ["users", "roles", "everyone"] if allowed is None else allowed.get("parse") or []
    listed = {str(user) for user in (allowed or {}).get("users") or []}
    named = [user for user in USER.findall(text) if user in people]
    pinged = [user for user in named if "users" in parse or user in listed]
    reply_pings = True if allowed is None else bool(allowed.get("replied_user"))
    if replied_to and reply_pings:
        pinged.append(replied_to)
    everyone = may_mention_everyone and "everyone" in parse and bool(EVERYONE.search(text))
    return Pings(tuple(dict.fromkeys(pinged)), everyone)
