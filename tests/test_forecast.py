"""What a month will cost if it goes on as in the last days."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.days import Calendar
from bot.core.forecast import Forecast, forecast

TODAY = Calendar.at(datetime(2026, 11, 16, 12, tzinfo=UTC).timestamp())
FIRST_OF_MONTH = Calendar.at(datetime(2026, 12, 1, tzinfo=UTC).timestamp())
COSTS = st.dictionaries(st.integers(TODAY.day - 14, TODAY.day), st.integers(0, 10**8))


def days(today, *costs, back=1):
    """Costs of the days that end `back` days before today."""
    last = today.day - back
    return dict(zip(range(last - len(costs) + 1, last + 1), costs, strict=True))


def test_every_day_the_same_is_that_for_each_day_of_the_month():
    steady = dict.fromkeys(range(TODAY.first, TODAY.day), 100)

    assert forecast(steady, TODAY) == Forecast(pace=100, month=3000)
    assert forecast(steady | {TODAY.day: 60}, TODAY) == Forecast(pace=100, month=3000)
    assert forecast(steady | {TODAY.day: 150}, TODAY) == Forecast(pace=100, month=3050)


def test_a_server_that_began_some_days_ago_is_measured_from_then_on():
    assert forecast(days(TODAY, 90, 0, 60, 90), TODAY) == Forecast(pace=60, month=240 + 15 * 60)


def test_days_without_pictures_count_where_there_were_some_before():
    assert forecast(days(TODAY, 70, 0, 0, 0, 0, 70, 70, 70), TODAY).pace == 30


def test_an_earlier_day_that_cost_nothing_is_none_on_which_a_server_began():
    earlier = {TODAY.day - 9: 0}

    assert forecast(earlier | days(TODAY, 60, 60, 60), TODAY).pace == 60


@pytest.mark.parametrize("costs", [(), (500,), (500, 500), (500, 0, 0, 0, 0, 500)], ids=str)
def test_too_little_is_no_forecast(costs):
    assert forecast(days(TODAY, *costs), TODAY) is None
    assert forecast(days(TODAY, *costs) | {TODAY.day: 500}, TODAY) is None


def test_what_is_long_past_is_no_forecast():
    assert forecast(days(TODAY, *[500] * 8, back=8), TODAY) is None


def test_on_the_first_of_a_month_the_month_before_gives_the_pace():
    known = forecast(days(FIRST_OF_MONTH, *[100] * 7), FIRST_OF_MONTH)

    assert known == Forecast(pace=100, month=3100)


@given(COSTS)
def test_a_forecast_is_never_below_what_was_spent_already(costs):
    known = forecast(costs, TODAY)

    assert known is None or known.month >= sum(costs.values()) - sum(
        cost for day, cost in costs.items() if day < TODAY.first
    )
