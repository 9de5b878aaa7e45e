"""What people and servers used, in words."""

from bot.core.allowances import Remaining, Spent
from bot.core.forecast import Forecast
from bot.core.turns import MicroDollars
from bot.engine.usage import PersonUsage, ServerUsage
from bot.text import wording

MAX_PEOPLE = 10  # in a message; the CSV file has all


def server_usage_text(usage: ServerUsage, locale: str) -> str:
    """Today and this month of a server, and the month by person."""
    allowance, account = usage.allowance, usage.account
    lines = []
    for code, spent, limit in (
        ("today", account.today, allowance.daily),
        ("month", account.month, allowance.monthly),
    ):
        facts = _spent_facts(spent)
        if limit is not None:
            facts["cost"] = wording.say("usage.of", locale, cost=spent.cost, budget=limit)
        lines.append(wording.say(f"usage.{code}", locale, **facts))
    if usage.forecast is not None:
        lines.append(forecast_text(usage.forecast, allowance.monthly, locale))
    if not usage.people:
        lines.append(wording.say("usage.none", locale))
    for id_, spent in usage.people[:MAX_PEOPLE]:
        facts = _spent_facts(spent)
        lines.append(wording.say("usage.person", locale, person=f"<@{id_}>", **facts))
    if len(usage.people) > MAX_PEOPLE:
        more = len(usage.people) - MAX_PEOPLE
        lines.append(wording.say("usage.more", locale, count=more))
    lines.append(wording.say("usage.resets", locale, resets=usage.resets))
    return "\n".join(lines)


def forecast_text(forecast: Forecast, budget: MicroDollars | None, locale: str) -> str:
    """Return what the month will cost, and whether that is more than its budget."""
    if budget is not None and forecast.month > budget:
        return wording.say("usage.forecast.over", locale, cost=forecast.month, budget=budget)
    return wording.say("usage.forecast", locale, cost=forecast.month)


def _spent_facts(spent: Spent) -> dict[str, str | int]:
    return {"pictures": spent.pictures, "cost": spent.cost}


def person_usage_text(usage: PersonUsage, locale: str) -> str:
    """Return what a person used, what their limits leave, and when those reset."""
    lines = [
        wording.say("usage.today", locale, **_spent_facts(usage.account.today)),
        wording.say("usage.month", locale, **_spent_facts(usage.account.month)),
    ]
    if left := left_text(usage, locale):
        lines.append(left)
    lines.append(wording.say("usage.resets", locale, resets=usage.resets))
    return "\n".join(lines)


def left_text(usage: PersonUsage, locale: str) -> str:
    """Return what a person's limits leave; empty where they have none."""
    what = _left(usage.remaining, locale)
    return wording.say("usage.left", locale, what=tuple(what)) if what else ""


def _left(left: Remaining, locale: str) -> list[str]:
    found = []
    if left.pictures is not None:
        found.append(wording.say("usage.left.pictures", locale, pictures=left.pictures))
    for code, rest in (("day", left.today), ("month", left.month)):
        if rest is not None:
            found.append(wording.say(f"usage.left.{code}", locale, unspent=rest))
    return found
