"""Budgets and allowances in words: what is set, what it replaces, what is left."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core import allowances
from bot.core.allowances import NO_LIMIT, Allowance, Limit, Remaining
from bot.discord.actions.usage_texts import forecast_text
from bot.engine.accounts import AllowanceChange
from bot.engine.usage import LimitOverview
from bot.text import wording

MAX_ALLOWANCES = 10  # roles and members in a message
NOTHING_LEFT = Remaining()  # what is left is not said
_LEFT = {"pictures": "pictures", "daily": "today", "monthly": "month"}  # fields of `Remaining`


def budget_text(change: AllowanceChange, limits: Sequence[Limit], locale: str) -> str:
    """Return a server's budget, and what the operator's limits make of it."""
    server = _of("server", limits)
    set_here, holds = change.after or NO_LIMIT, server.allowance
    of_theirs = allowances.remaining([replace(server, allowance=set_here)])
    rest = allowances.remaining([server])
    lines = [wording.say("owner.budget", locale)]
    lines += _changed(change, of_theirs, locale, names=("daily", "monthly"))
    lines += [
        wording.say(f"owner.within.{name}", locale, budget=most, unspent=getattr(rest, _LEFT[name]))
        for name in ("daily", "monthly")
        if (most := getattr(holds, name)) is not None and most != getattr(set_here, name)
    ]
    return "\n".join(lines)


def role_text(change: AllowanceChange, limits: Sequence[Limit], who: str, locale: str) -> str:
    """Return the allowance of a role, and what the operator allows each person beside it."""
    lines = [wording.say("owner.allowance", locale, who=who)]
    lines += _changed(change, NOTHING_LEFT, locale)
    lines.append(wording.say("owner.by.role" if change.after else "owner.by.none", locale))
    return "\n".join([*lines, *_within_person(limits, locale)])


def member_text(change: AllowanceChange, limits: Sequence[Limit], who: str, locale: str) -> str:
    """Return the allowance of a member, their own or their roles', and the operator's beside it."""
    member = _of("member", limits)
    by = "own" if change.after else "none" if member.allowance == NO_LIMIT else "roles"
    shown = AllowanceChange(before=change.before, after=change.after or member.allowance)
    lines = [wording.say("owner.allowance", locale, who=who)]
    lines += _changed(shown, allowances.remaining([member]), locale)
    lines.append(wording.say(f"owner.by.{by}", locale))
    return "\n".join([*lines, *_within_person(limits, locale)])


def overview_text(overview: LimitOverview, locale: str) -> str:
    """Return every limit that holds in a server, with what is left of those that are shared."""
    whole, server, person = (_of(one, overview.limits) for one in ("whole", "server", "person"))
    lines = _section("whole", whole.allowance, allowances.remaining([whole]), locale)
    lines += _section("server", server.allowance, allowances.remaining([server]), locale)
    if overview.forecast is not None:
        lines.append(forecast_text(overview.forecast, server.allowance.monthly, locale))
    lines += _section("person", person.allowance, NOTHING_LEFT, locale)
    if overview.allowances:
        lines.append(wording.say("limits.members", locale))
    for kind, id_, allowance in overview.allowances[:MAX_ALLOWANCES]:
        who = f"<@&{id_}>" if kind == "role" else f"<@{id_}>"
        lines.append(f"{who} {allowance_text(allowance, locale)}")
    if (more := len(overview.allowances) - MAX_ALLOWANCES) > 0:
        lines.append(wording.say("limits.more", locale, count=more))
    lines.append(wording.say("usage.resets", locale, resets=overview.resets))
    return "\n".join(lines)


def allowance_text(allowance: Allowance, locale: str) -> str:
    """Return the limits that an allowance sets, in one line."""
    lines = _set_lines(allowance, NOTHING_LEFT, locale)
    return " · ".join(lines) or wording.say("owner.no_limit", locale)


def notify_text(channel: int, lacks: Sequence[str], locale: str) -> str:
    """Return where budget warnings are posted now, and which permissions are missing there."""
    where = f"<#{channel}>"
    lines = [wording.say("owner.notify", locale, channel=where)]
    if lacks:
        names = wording.permission_names(lacks, locale)
        lines.append(wording.say("setup.lacks", locale, channel=where, permissions=names))
    return "\n".join(lines)


def _within_person(limits: Sequence[Limit], locale: str) -> list[str]:
    allowed = _of("person", limits).allowance
    if allowed == NO_LIMIT:
        return []
    return [wording.say("owner.within.person", locale, limits=allowance_text(allowed, locale))]


def _section(whose: str, allowance: Allowance, rest: Remaining, locale: str) -> list[str]:
    lines = _set_lines(allowance, rest, locale) or [wording.say("limits.none", locale)]
    return [wording.say(f"limits.{whose}", locale), *lines]


def _set_lines(allowance: Allowance, rest: Remaining, locale: str) -> list[str]:
    """Return a line for each limit that is set."""
    same = AllowanceChange(before=allowance, after=allowance)
    names = [name for name in _LEFT if getattr(allowance, name) is not None]
    return _changed(same, rest, locale, names=names)


def _changed(
    change: AllowanceChange,
    rest: Remaining,
    locale: str,
    *,
    names: Sequence[str] = ("pictures", "daily", "monthly"),
) -> list[str]:
    """Return a line for each limit: what it was, if that changed, what it is, what is left."""
    before, after = change.before, change.after or NO_LIMIT
    lines = []
    for name in names:
        was, now = (_limit(name, getattr(one, name), locale) for one in (before, after))
        limit = now if was == now else f"{was} → {now}"
        left = getattr(rest, _LEFT[name])
        if left is not None and getattr(after, name):
            limit = wording.say("owner.left", locale, limit=limit, left=_limit(name, left, locale))
        lines.append(wording.say(f"owner.limit.{name}", locale, limit=limit))
    return lines


def _limit(name: str, limit: int | None, locale: str) -> str:
    if limit is None:
        return wording.say("owner.no_limit", locale)
    if name == "pictures":
        return wording.picture_count(limit, locale)
    return wording.money(limit, locale)


def _of(whose: str, limits: Sequence[Limit]) -> Limit:
    return next(limit for limit in limits if limit.whose == whose)
