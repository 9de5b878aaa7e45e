"""What may be spent: by whom, in which period, and what is said when it is not."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import allowances
from bot.core.allowances import Account, Allowance, Limit, OperatorLimits, Spent
from bot.core.days import Calendar, date_of
from bot.core.turns import Person
from bot.errors import LimitReached, UserError
from bot.text import wording

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC).timestamp()
MIDNIGHT = datetime(2026, 12, 1, tzinfo=UTC).timestamp()
TODAY = Calendar.at(NOON)
WHOSE = ("person", "member", "server", "whole")
ANYTHING = st.builds(Spent, pictures=st.integers(0, 50), cost=st.integers(0, 10**7))


def limit_of(whose="member", *, spent=allowances.NOTHING, month=None, **most):
    account = Account(today=spent, month=month or spent)
    return Limit(whose=whose, allowance=Allowance(**most), account=account)


def test_a_day_and_a_month_end_at_midnight_utc():
    assert TODAY.resets("day") == TODAY.resets("month") == MIDNIGHT
    assert Calendar.at(MIDNIGHT).resets("day") == MIDNIGHT + 86_400
    assert Calendar.at(MIDNIGHT - 1).day == TODAY.day
    assert Calendar.at(MIDNIGHT).first == Calendar.at(MIDNIGHT).day


@pytest.mark.parametrize(
    ("today", "next_month"),
    [
        (datetime(2026, 11, 12, 15, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)),
        (datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
        (datetime(2027, 1, 31, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)),
        (datetime(2028, 2, 28, tzinfo=UTC), datetime(2028, 3, 1, tzinfo=UTC)),
    ],
    ids=str,
)
def test_a_monthly_budget_resets_on_the_first_of_the_next_month(today, next_month):
    calendar = Calendar.at(today.timestamp())
    spent = limit_of("server", month=Spent(cost=900), monthly=1000)

    with pytest.raises(LimitReached) as refused:
        allowances.check([spent], Spent(cost=101), today=calendar)

    [alarm] = allowances.due_alerts(7, spent.allowance, spent.account, today=calendar)
    assert refused.value.facts["resets"] == alarm.resets == next_month.timestamp()


@given(st.lists(ANYTHING, max_size=30), st.integers(0, 50), st.integers(0, 10**7))
def test_what_is_let_through_never_sums_to_more_than_the_allowance(requests, pictures, daily):
    spent = allowances.NOTHING
    for asked in requests:
        try:
            allowances.check(
                [limit_of(spent=spent, pictures=pictures, daily=daily)], asked, today=TODAY
            )
        except LimitReached:
            continue
        spent += asked

    assert spent.pictures <= pictures
    assert spent.cost <= daily


@pytest.mark.parametrize(
    ("most", "left"),
    [
        ({"pictures": 5}, {"pictures": 5, "left": 2}),
        ({"daily": 50}, {"budget": 50, "cost": 21, "unspent": 20}),
        ({"monthly": 60}, {"budget": 60, "cost": 21, "unspent": 20}),
    ],
)
def test_what_just_fits_is_let_through_and_a_refusal_says_what_is_left(most, left):
    limit = limit_of(spent=Spent(pictures=3, cost=30), month=Spent(pictures=3, cost=40), **most)

    allowances.check([limit], Spent(pictures=2, cost=20), today=TODAY)
    with pytest.raises(LimitReached) as refused:
        allowances.check([limit], Spent(pictures=3, cost=21), today=TODAY)

    assert refused.value.facts == left | {"resets": MIDNIGHT}


@pytest.mark.parametrize(
    ("most", "fact"),
    [({"pictures": 2}, "left"), ({"daily": 20}, "unspent"), ({"monthly": 20}, "unspent")],
)
def test_where_more_was_spent_than_is_allowed_now_nothing_is_left(most, fact):
    with pytest.raises(LimitReached) as refused:
        limit = limit_of(spent=Spent(pictures=3, cost=30), **most)
        allowances.check([limit], Spent(pictures=1, cost=1), today=TODAY)

    assert refused.value.facts[fact] == 0


@pytest.mark.parametrize(
    ("most", "counted"),
    [({}, False), ({"pictures": 1}, False), ({"daily": 1}, True), ({"monthly": 1}, True)],
)
def test_money_is_counted_where_there_is_a_budget(most, counted):
    assert Allowance(**most).has_budget is counted


def test_what_was_spent_adds_up_and_can_be_taken_back():
    assert Spent(pictures=3, cost=30) + Spent(pictures=1, cost=20) == Spent(pictures=4, cost=50)
    assert Spent(pictures=3, cost=30) - Spent(pictures=1, cost=20) == Spent(pictures=2, cost=10)


def test_a_day_has_the_date_that_it_was_counted_from():
    assert date_of(TODAY.day) == date(2026, 11, 30)


@given(ANYTHING, ANYTHING)
def test_no_limit_lets_everything_through(spent, asked):
    allowances.check([limit_of(spent=spent)], asked, today=TODAY)


@pytest.mark.parametrize(
    ("whose", "most", "says"),
    [
        *((whose, {"pictures": 5}, "5 images a day") for whose in ("person", "member", "server")),
        *((whose, {"daily": 400_000}, "$0.40 a day") for whose in WHOSE),
        *((whose, {"monthly": 400_000}, "$0.40 a month") for whose in WHOSE),
    ],
)
def test_a_refusal_says_what_the_limit_is_and_when_it_resets(whose, most, says):
    spent = Spent(pictures=5, cost=390_000)

    with pytest.raises(LimitReached) as refused:
        more = Spent(pictures=1, cost=33_600)
        allowances.check([limit_of(whose, spent=spent, **most)], more, today=TODAY)

    sentence = wording.error_text(refused.value)
    assert says in sentence
    assert f"<t:{int(MIDNIGHT)}:R>" in sentence
    code, facts = refused.value.code, refused.value.facts
    english = wording.say(code, "en-US", **wording.plain_facts(facts))
    assert "at 2026-12-01 00:00 UTC" in english
    german = wording.say(code, "de", **wording.plain_facts(facts, "de"))
    assert "am 2026-12-01 00:00 UTC" in german


def test_a_members_own_allowance_goes_before_roles_and_of_roles_the_widest():
    settings = {
        "allowance:role:7": {"pictures": 5, "daily": 100},
        "allowance:role:8": {"pictures": 20, "daily": 0},
        "allowance:member:1": {"pictures": 2},
    }

    assert allowances.member_allowance(Person(id=1, roles=(7, 8)), settings).pictures == 2
    both = allowances.member_allowance(Person(id=2, roles=(7, 8)), settings)
    assert both == Allowance(pictures=20)
    assert allowances.member_allowance(Person(id=2, roles=(7,)), settings).pictures == 5
    assert allowances.member_allowance(Person(id=2), settings) == allowances.NO_LIMIT


def test_a_role_for_which_nothing_is_set_widens_nothing():
    settings = {"allowance:role:7": {"pictures": 5}}

    assert allowances.member_allowance(Person(id=1, roles=(6, 7)), settings).pictures == 5


def test_what_owners_set_is_listed_for_roles_and_members_alike():
    settings = {
        "budget": {"daily": 5, "version": allowances.VERSION},
        "allowance:role:7": {"pictures": 5, "version": allowances.VERSION},
        "allowance:member:1": {"pictures": 0, "version": allowances.VERSION},
        "allowance:role:8": None,
        "style:role:9": {"pictures": 9},
    }

    assert allowances.set_allowances(settings) == [
        ("member", 1, Allowance(pictures=0)),
        ("role", 7, Allowance(pictures=5)),
    ]


def test_what_was_stored_when_0_was_no_limit_still_means_that():
    settings = {
        "budget": {"daily": 0, "monthly": 5},
        "allowance:role:7": {"pictures": 0, "daily": 0, "monthly": 0},
    }

    budget = allowances.server_allowance(OperatorLimits(), settings)
    assert budget == Allowance(monthly=5)
    assert allowances.member_allowance(Person(id=1, roles=(7,)), settings) == allowances.NO_LIMIT


LIMITS = st.none() | st.integers(0, 10**12)


@given(st.builds(Allowance, pictures=LIMITS, daily=LIMITS, monthly=LIMITS))
def test_what_is_stored_is_read_as_it_was(allowance):
    assert allowances.read(json.loads(json.dumps(allowances.stored(allowance)))) == allowance


@pytest.mark.parametrize("name", ["pictures", "daily", "monthly"])
def test_nothing_is_allowed_by_0_and_everything_by_no_limit(name):
    asked = Spent(pictures=1, cost=1)

    allowances.check([limit_of(**{name: None})], asked, today=TODAY)
    with pytest.raises(LimitReached, match=r"limit\.member\.nothing"):
        allowances.check([limit_of(**{name: 0})], asked, today=TODAY)


@pytest.mark.parametrize(
    ("text", "dollars"),
    [
        ("5", 5_000_000),
        ("0", 0),
        ("2,50", 2_500_000),
        (" $2.5 ", 2_500_000),
        ("US$3", 3_000_000),
        ("0.125", 125_000),
        ("none", None),
        ("None", None),
        ("1000000", 10**12),
    ],
)
def test_a_limit_is_read_as_people_write_it(text, dollars):
    assert allowances.dollars_from(text) == dollars


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-1",
        "many",
        "nan",
        "inf",
        "1e9",
        "1 000",
        "1,000",
        "1.000",
        "12,500.000",
        "1e-9",
        "1000001",
    ],
)
def test_what_is_no_limit_is_refused(text):
    for read in (allowances.dollars_from, allowances.pictures_from):
        with pytest.raises(UserError, match=r"limit\.unclear"):
            read(text)


def test_pictures_are_counted_whole():
    assert [allowances.pictures_from(text) for text in ("20", "5", "none")] == [20, 5, None]
    with pytest.raises(UserError, match=r"limit\.unclear"):
        allowances.pictures_from("2.5")


def test_owners_set_less_than_the_operator_allows_and_never_more():
    house = OperatorLimits(server=Allowance(daily=5, monthly=50))

    def allowed(**budget):
        return allowances.server_allowance(house, {"budget": budget})

    assert allowed() == allowances.server_allowance(house, {}) == house.server
    assert allowed(daily=3) == Allowance(daily=3, monthly=50)
    assert allowed(daily=9, monthly=20) == Allowance(daily=5, monthly=20)
    assert allowances.server_allowance(OperatorLimits(), {"budget": {"daily": 3}}).daily == 3


@pytest.mark.parametrize(("cost", "periods"), [(79, []), (80, ["day"]), (101, ["day"])])
def test_owners_are_warned_from_four_fifths_of_a_budget_on(cost, periods):
    spent = Account(today=Spent(cost=cost), month=Spent(cost=cost))
    budget = Allowance(daily=100, monthly=1000)

    found = allowances.due_alerts(7, budget, spent, today=TODAY)

    assert [alarm.period for alarm in found] == periods


def test_what_is_left_is_the_least_of_all_allowances():
    spent = Spent(pictures=3, cost=30)

    left = allowances.remaining(
        [limit_of(spent=spent, pictures=10), limit_of(spent=spent, pictures=5, daily=20)]
    )

    assert (left.pictures, left.today, left.month) == (2, 0, None)
