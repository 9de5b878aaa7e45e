"""What a server used, as pictures with their descriptions."""

from collections.abc import Mapping, Sequence

import discord

from bot.core.days import date_of
from bot.core.models import ModelTable
from bot.discord.connection_errors import DISCORD_ERRORS
from bot.discord.delivery.files import discord_file
from bot.engine.usage import ServerUsage, UsageReports
from bot.text import formats, wording

MAX_ROWS = 10  # people or models in a chart; the others are one row
LEAST = 2  # bars; a single one says no more than the words do


async def usage_charts(
    drawing: UsageReports,
    usage: ServerUsage,
    locale: str,
    *,
    models: ModelTable,
    names: Mapping[int, str],
) -> list[discord.File]:
    """Return a chart by day, by person and by model: of these, those with two bars or more."""
    files = []
    month = formats.month(date_of(usage.month.first), locale)
    days = [(day, spent.cost) for day, spent in usage.days.items() if spent.cost]
    if len(days) >= LEAST:
        ahead = usage.forecast
        pace = wording.say("usage.forecast", locale, cost=ahead.month) if ahead else ""
        title = wording.say("usage.chart.days", locale, month=month)
        chart = await drawing.draw_days(usage, title=title, pace=pace)
        said = [(formats.month_day(date_of(day), locale), cost) for day, cost in days]
        alt = wording.together((_alt("days", said, locale), pace), locale)
        files.append(discord_file(chart.data, name="usage-by-day.png", alt=alt))
    people = [
        (names.get(id_) or wording.say("usage.former", locale), spent.cost)
        for id_, spent in usage.people
    ]
    by_model = [(models.find(id_).name, cost) for id_, cost in usage.models]
    for kind, found in (("people", people), ("models", by_model)):
        values = _most([(name, cost) for name, cost in found if cost], locale)
        if len(values) >= LEAST:
            title = wording.say(f"usage.chart.{kind}", locale, month=month)
            rows = [(name, wording.money(cost, locale), cost) for name, cost in values]
            chart = await drawing.draw_rows(rows, title=title)
            alt = _alt(kind, values, locale)
            files.append(discord_file(chart.data, name=f"usage-by-{kind}.png", alt=alt))
    return files


async def member_names(guild: discord.Guild | None, ids: Sequence[int]) -> Mapping[int, str]:
    """Return the names of a server's members by id; those that can't be found are left out."""
    names = {}
    for id_ in ids[:MAX_ROWS] if guild else ():
        assert guild is not None
        member = guild.get_member(id_)
        try:
            member = member or await guild.fetch_member(id_)
        except DISCORD_ERRORS:
            continue  # they left, or Discord does not answer
        names[id_] = member.display_name
    return names


def _most(values: Sequence[tuple[str, int]], locale: str) -> Sequence[tuple[str, int]]:
    """Return the largest values, with all others as one."""
    if len(values) <= MAX_ROWS:
        return values
    others = values[MAX_ROWS - 1 :]
    name = wording.say("usage.several", locale, count=len(others))
    return [*values[: MAX_ROWS - 1], (name, sum(cost for _, cost in others))]


def _alt(kind: str, values: Sequence[tuple[str, int]], locale: str) -> str:
    said = tuple(f"{name}: {wording.money(cost, locale)}" for name, cost in values)
    text = wording.say(f"usage.chart.{kind}.alt", locale, values=said)
    return wording.shorten(text, wording.ALT_LIMIT)
