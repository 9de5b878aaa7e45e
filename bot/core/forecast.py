"""What a month will cost if it goes on as in the last days."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.days import Calendar
from bot.core.turns import MicroDollars

WINDOW = 7  # whole days before today by which the pace is measured
LEAST_DAYS = 3  # of these with any cost; with fewer, there is no forecast


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Where the costs of a month lead."""

    pace: MicroDollars  # a day
    month: MicroDollars  # at its end


def forecast(costs: Mapping[int, MicroDollars], today: Calendar) -> Forecast | None:
    """Return a forecast of the month, or None if too little is known.

    Args:
        costs: by day, from the day `WINDOW` days before today, or the first of the month, on; an
            earlier one says that the days before were not the first.
        today: its costs count, and if they are below the pace, as much as the pace.
    """
    start = today.day - WINDOW
    recent = {day: cost for day, cost in costs.items() if start <= day < today.day and cost > 0}
    if len(recent) < LEAST_DAYS:
        return None
    first = start if any(day < start and cost > 0 for day, cost in costs.items()) else min(recent)
    pace = sum(recent.values()) // (today.day - first)
    so_far = sum(cost for day, cost in costs.items() if day >= today.first)
    rest_of_today = max(pace - costs.get(today.day, 0), 0)
    days_after = today.next_first - today.day - 1
    return Forecast(pace=pace, month=so_far + rest_of_today + pace * days_after)
