"""What may be shown in a showcase or entered in a theme, and to whom: rules alone."""

from dataclasses import replace

import pytest

from bot.core import showcase, themes
from bot.core.showcase import ShowcaseEntry, ShowcaseRules, ShowcaseState
from bot.core.themes import Standing, Theme, ThemeState
from bot.core.turns import ImageRequest, Outcome, Person, Place, Turn
from bot.errors import NotFound, UserError

ADA, BO = Person(id=1, guild=7), Person(id=2, guild=7)
ART, SHOWCASE, MESSAGE = 42, 43, 99
FOX = Turn(
    id=9,
    request=ImageRequest(prompt="a fox", model="m"),
    by=ADA,
    created_at=0.0,
    at=Place(channel=ART),
    outcome=Outcome.PAINTED,
    number=1,
)
RULES = ShowcaseRules(channel=SHOWCASE)
ENTRY = ShowcaseEntry(
    turn=9,
    guild=7,
    theme=0,
    state=ShowcaseState.SHOWN,
    created_at=1.25,
    channel=SHOWCASE,
    message=MESSAGE,
)
NOT_OPEN = {
    "private": replace(FOX, request=replace(FOX.request, private=True)),
    "in no server": replace(FOX, by=Person(id=1)),
    "seen by one person": replace(FOX, number=None),
    "deleted": replace(FOX, deleted_at=1.0),
    "expired": replace(FOX, gone_at=1.0),
    "failed": replace(FOX, outcome=Outcome.FAILED),
}


@pytest.mark.parametrize("turn", NOT_OPEN.values(), ids=NOT_OPEN)
def test_what_is_not_shown_openly_in_its_server_is_in_no_showcase_and_no_theme(turn):
    assert showcase.can_be_shown(FOX)

    assert not showcase.can_be_shown(turn)
    with pytest.raises(NotFound):
        showcase.check_may_show(turn, by=turn.by, rules=RULES, log=None)
    with pytest.raises(NotFound):
        themes.check_may_enter(turn, by=turn.by)


def test_an_image_is_shown_and_entered_by_who_asked_for_it_in_its_own_server_only():
    showcase.check_may_show(FOX, by=ADA, rules=RULES, log=None)
    themes.check_may_enter(FOX, by=ADA)

    for check, code in (
        (lambda by: showcase.check_may_show(FOX, by=by, rules=RULES, log=1), "showcase.not_yours"),
        (lambda by: themes.check_may_enter(FOX, by=by), "event.not_yours"),
    ):
        with pytest.raises(UserError, match=code):
            check(BO)
        with pytest.raises(NotFound):
            check(replace(ADA, guild=8))


def test_where_moderators_decide_there_is_a_channel_in_which_they_do():
    approving = replace(RULES, approve=True)

    showcase.check_may_show(FOX, by=ADA, rules=approving, log=5)
    for rules, code in ((approving, "showcase.no_log"), (ShowcaseRules(), "showcase.none")):
        with pytest.raises(UserError) as refused:
            showcase.check_may_show(FOX, by=ADA, rules=rules, log=None)
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("turn", "everyone"),
    [
        (FOX, True),
        (replace(FOX, at=None), True),
        (replace(FOX, request=replace(FOX.request, spoiler=True)), False),
        (replace(FOX, at=Place(channel=ART, age_restricted=True)), False),
        (replace(FOX, deleted_at=1.0), False),
    ],
    ids=["open", "without a place", "behind a spoiler", "age-restricted", "deleted"],
)
def test_a_gallery_has_nothing_that_is_hidden_from_some(turn, everyone):
    assert showcase.is_for_everyone(turn) is everyone


def test_an_image_of_an_age_restricted_channel_stays_in_such_channels():
    restricted = replace(FOX, at=Place(channel=ART, age_restricted=True))

    showcase.check_age(restricted, age_restricted=True)
    for turn in (FOX, replace(FOX, at=None)):
        showcase.check_age(turn, age_restricted=False)
    with pytest.raises(UserError, match=r"showcase\.all_ages"):
        showcase.check_age(restricted, age_restricted=False)


@pytest.mark.parametrize("channel", [SHOWCASE, MESSAGE], ids=["the showcase", "its thread"])
def test_what_continues_an_image_in_its_showcase_is_a_remix_of_it(channel):
    assert showcase.credit(FOX, ENTRY, at=Place(channel=channel)) == FOX.id
    assert showcase.credit(replace(FOX, at=None), ENTRY, at=Place(channel=channel)) == FOX.id


def test_what_continues_an_image_anywhere_else_is_a_remix_of_what_that_was_one_of():
    remix = replace(FOX, request=replace(FOX.request, remix_of=3))
    painted_there = replace(remix, at=Place(channel=SHOWCASE))

    for parent, entry, at in (
        (remix, ENTRY, Place(channel=ART)),
        (remix, ENTRY, None),
        (remix, None, Place(channel=SHOWCASE)),
        (remix, replace(ENTRY, state=ShowcaseState.REMOVED), Place(channel=SHOWCASE)),
        (painted_there, ENTRY, Place(channel=SHOWCASE)),
    ):
        assert showcase.credit(parent, entry, at=at) == 3


def test_an_image_comes_from_the_root_of_its_lineage_and_the_root_from_none():
    root, step = replace(FOX, id=1), replace(FOX, id=2, by=BO)

    origin = showcase.origin_of([root, step, FOX])

    assert (origin.root, origin.steps, origin.people) == (root, 3, 2)
    assert showcase.origin_of([root, step]).steps == 2
    assert showcase.origin_of([root]) is None


def test_each_time_that_an_image_is_shown_and_each_theme_has_posts_of_its_own():
    again, entered = replace(ENTRY, created_at=1.251), replace(ENTRY, theme=4)

    nonces = {one.nonce("s") for one in (ENTRY, again, entered)}

    assert nonces == {"s-9-1250", "s-9-1251", "s4-9-1250"}
    longest = replace(ENTRY, turn=10**9, theme=10**4, created_at=1_796_000_000.123)
    assert len(longest.nonce("s")) <= 25  # that Discord takes


def test_stars_that_are_no_number_show_nothing():
    assert ShowcaseRules.read({"showcase_stars": 3}).stars == 3
    assert ShowcaseRules.read({"showcase_stars": "many"}) == ShowcaseRules.read({})


# Themes

THEME = Theme(
    id=1,
    guild=7,
    channel=5,
    per_person=1,
    words="a",
    state=ThemeState.OPEN,
    started_at=0,
    ends_at=10,
)


def test_a_theme_is_open_until_its_end():
    assert themes.check_open(THEME, now=9) == THEME
    for over, now in ((None, 9), (THEME, 10), (replace(THEME, state=ThemeState.ENDED), 9)):
        with pytest.raises(NotFound, match=r"event\.none"):
            themes.check_open(over, now=now)


def test_entries_are_posted_in_the_thread_of_a_theme_or_in_its_channel():
    assert (THEME.place, replace(THEME, thread=6).place) == (5, 6)


def test_the_places_on_a_later_page_go_on_from_the_page_before():
    page = [Standing(turn=n, person=n, votes=3 - n // 2, message=1, channel=1) for n in range(4)]

    places = themes.ranked(page, beyond=12, better=10)

    assert [one.rank for one in places] == [11, 11, 15, 15]


def test_the_third_place_wins_and_the_fourth_does_not():
    standings = [Standing(turn=n, person=n, votes=9 - n, message=1, channel=1) for n in range(5)]

    assert [one.rank for one in themes.winners(themes.ranked(standings))] == [1, 2, 3]
    few = [replace(one, votes=int(one.turn < 1)) for one in standings[:2]]
    assert [one.rank for one in themes.winners(themes.ranked(few))] == [1]
