"""The rules of moderation alone: which words a rule meets, who has to pause, what is read."""

import time

import pytest

from bot.core import blocked_words, moderation
from bot.core.moderation import HOUR, REFUSAL_WAIT, Block, ServerRules, SpoilerRule
from bot.core.turns import ImageRequest, Style
from bot.errors import LimitReached, UserError

NOW = 1_000_000.0


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("grape", "a GRAPE."),
        ("grape*", "grapefruit juice"),
        ("*berry", "a blueberry tart"),
        ("b*d*g", "a building"),
        ("hard cider", "a mug of  Hard\nCIDER, please"),
        ("straße", "an der STRASSE"),
        ("don't", "we don’t, we don't"),
        ("cafe\u0301", "im CAFÉ"),
        ("ｆｏｘ", "a fox"),
        ("fox", "a f\u200box"),
        *(("fox", f"a f{unseen}ox") for unseen in "\u00ad\u034f\u115f\u3164\uffa0\u2800\U000e0101"),
        ("İstanbul", "istanbul at night"),
        ("fox", "under_the_fox_hill"),
        ("🍆", "paint 🍆🍆"),
        ("❤", "I \u2764\ufe0f you"),
        ("हिन्दी", "यह हिन्दी है"),
        ("猫", "白い子猫と犬"),
        ("ネコ", "ﾈｺを描いて"),
        ("แมว", "วาดแมวดำ"),
        ("кот", "чёрный КОТ спит"),
    ],
)
def test_a_rule_meets_its_words_in_any_case_width_and_script(rule, text):
    assert blocked_words.find_blocked([rule], "nothing", text) == rule


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("grape", "grapefruit and grapes"),
        ("ass", "a glass of classic bass in the grass"),
        ("sky", "a skyscraper"),
        ("*berry", "berryfield"),
        ("hard cider", "a hard day, then cider"),
        ("hard cider", "hard"),
        ("кот", "который"),
        ("猫", "犬"),
        ("b*d*g", "bag"),
        ("aba*ba", "aba"),
    ],
)
def test_a_rule_meets_whole_words_only(rule, text):
    assert blocked_words.find_blocked([rule], text) is None


def test_no_rule_makes_matching_slow():
    rule = "a*" * 29 + "b"
    before = time.perf_counter()

    assert blocked_words.find_blocked([rule] * 200, "a" * 4000) is None

    assert time.perf_counter() - before < 2


def test_rules_are_read_one_a_line_each_once():
    read = blocked_words.read_rules("  Fox \n\nfox\nhard   cider\n猫\n")

    assert read == ("Fox", "hard cider", "猫")


@pytest.mark.parametrize("line", ["*", "fox *", "** **", "...", "x" * 61])
def test_a_line_that_would_meet_everything_or_nothing_is_refused(line):
    with pytest.raises(UserError, match=r"words\.rule"):
        blocked_words.read_rules(line)


def test_there_is_a_limit_of_rules():
    with pytest.raises(UserError, match=r"words\.many"):
        blocked_words.read_rules("\n".join(f"w{n}" for n in range(201)))


def test_the_words_of_a_style_are_checked_too():
    rules = ServerRules(blocks={}, words=("noir",))
    request = ImageRequest(prompt="a fox", model="m", style=Style(words="Noir, grainy"))

    with pytest.raises(UserError, match=r"words\.blocked") as refused:
        moderation.check_words(rules, request)

    assert refused.value.facts == {"words": "noir"}


def test_a_block_holds_until_its_end_and_one_without_an_end_for_good():
    blocked = ServerRules(
        blocks={1: Block(reason="spam", by=9, until=NOW), 2: Block(reason="worse", by=9)}
    )

    moderation.check_not_blocked(blocked, 1, now=NOW)
    moderation.check_not_blocked(blocked, 3, now=NOW - 1)
    for person, code, facts in (
        (1, "member.blocked.until", {"words": "spam", "resets": int(NOW)}),
        (2, "member.blocked", {"words": "worse"}),
    ):
        with pytest.raises(UserError) as refused:
            moderation.check_not_blocked(blocked, person, now=NOW - 1)
        assert (refused.value.code, refused.value.facts) == (code, facts)


def test_a_block_outlasts_what_ends_before_it_and_nothing_outlasts_one_for_good():
    hour, week, good = (Block(reason="", by=9, until=until) for until in (NOW, NOW + 1, None))

    outlasting = [(one, other) for one in (hour, week, good) for other in (hour, week, good)]
    found = [one.outlasts(other) for one, other in outlasting]

    assert found == [False, False, False, True, False, False, True, True, False]


@pytest.mark.parametrize(("kept", "days"), [("off", 0), ("week", 7), ("ever", 0), (None, 0)])
def test_newcomers_are_who_joined_within_the_days_that_are_set(kept, days):
    assert ServerRules.read({"newcomers": kept}).newcomer_days == days
    assert ServerRules.read({}) == ServerRules(blocks={})


def test_each_rule_of_spoilers_is_read():
    assert [ServerRules.read({"spoilers": str(rule)}).spoilers for rule in SpoilerRule] == [
        *SpoilerRule
    ]


def test_five_refusals_within_an_hour_pause_for_ten_minutes_after_the_last():
    refusals = [NOW - 60 * n for n in range(5)]

    with pytest.raises(LimitReached) as refused:
        moderation.check_refusals(refusals, now=NOW + REFUSAL_WAIT - 1)
    moderation.check_refusals(refusals, now=NOW + REFUSAL_WAIT)

    assert refused.value.facts["resets"] == NOW + REFUSAL_WAIT


def test_fewer_refusals_or_longer_apart_pause_no_one():
    moderation.check_refusals([NOW - 60 * n for n in range(4)], now=NOW)
    moderation.check_refusals([NOW, *(NOW - HOUR - n for n in range(1, 5))], now=NOW)


def test_a_servers_rules_are_read_from_its_settings_and_unknown_values_are_the_default():
    block = Block(reason="spam", by=2, until=NOW)
    settings = {
        "budget": {"daily": 1},
        moderation.block_key(7): block.value,
        "blocked_words": ["fox"],
        "safety": "loose",
        "spoilers": "sometimes",
        "log": 5,
    }

    rules = ServerRules.read(settings)

    assert rules == ServerRules(
        blocks={7: block}, words=("fox",), strict=False, spoilers=SpoilerRule.NEVER, log=5
    )
