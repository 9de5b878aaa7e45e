"""The rules of braces, styles, permits and preferences, as plain functions."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Config
from bot.core import styles
from bot.core.permissions import ContinuePolicy, ContinueScope, may_continue, other_uploaders
from bot.core.permutations import MOST, permutations
from bot.core.preferences import Preferences, choose
from bot.core.turns import Blob, Digest, ImageRequest, Person, Style, Turn
from bot.errors import NotFound, UserError

MODELS = Config().model_table()
DEFAULT = MODELS.default.id
BLOB = Blob(digest=Digest("a" * 64), mime="image/png", size=1, width=1, height=1)


def turn(by=1, sources=()):
    request = ImageRequest(prompt="a fox", model=DEFAULT, sources=sources)
    return Turn(id=1, request=request, by=Person(id=by, guild=5), created_at=0.0)


@pytest.mark.parametrize(
    ("prompt", "prompts"),
    [
        ("a fox", ["a fox"]),
        ("a {red} fox", ["a {red} fox"]),
        ("a {red, blue} fox", ["a red fox", "a blue fox"]),
        ("{a,b}{c,d}", ["ac", "ad", "bc", "bd"]),
        ("a {red, {dark, light} blue} fox", ["a red fox", "a dark blue fox", "a light blue fox"]),
        ("a { fox, a whale", ["a { fox, a whale"]),
        ("a } fox, {a, b}", ["a } fox, a", "a } fox, b"]),
        ("{{x}, y} fox", ["{x} fox", "y fox"]),
        ("{a,a} fox", ["a fox"]),
        ("a { fox, {b,c}", ["a { fox, b", "a { fox, c"]),
        ("a {, big} fox", ["a  fox", "a big fox"]),
    ],
)
def test_braces_mean(prompt, prompts):
    assert list(permutations(prompt)) == prompts


@given(st.text("ab{},", max_size=60))
def test_any_prompt_makes_a_few_different_prompts_or_is_refused(prompt):
    with contextlib.suppress(UserError):
        found = permutations(prompt)
        assert 1 <= len(found) == len(set(found)) <= MOST


@given(st.text("ab {}", max_size=60))
def test_braces_without_a_comma_stay_as_they_are(prompt):
    assert permutations(prompt) == (prompt,)


def test_braces_that_would_make_millions_are_refused_at_once():
    with pytest.raises(UserError):
        permutations("{1,2,3,4,5,6,7,8,9}" * 200)


@pytest.mark.parametrize(
    "prompt", ["{" * 2000 + "}" * 2000, "{" * 4000, "{," * 1333, "{a,a}" * 800, "}" * 4000]
)
def test_thousands_of_braces_are_no_trouble(prompt):
    assert len(permutations(prompt)) == 1


@pytest.mark.parametrize(
    ("permit", "roles", "may"),
    [
        (ContinuePolicy(), (), True),
        (ContinuePolicy(who=ContinueScope.REQUESTER, roles=(7,)), (7,), False),
        (ContinuePolicy(who=ContinueScope.ROLES, roles=(7, 8)), (8,), True),
        (ContinuePolicy(who=ContinueScope.ROLES, roles=(7, 8)), (9,), False),
        (ContinuePolicy(who=ContinueScope.ROLES), (), False),
    ],
)
def test_a_stranger_may_continue(permit, roles, may):
    stranger = Person(id=2, guild=5, roles=roles)

    assert may_continue(permit, turn(), by=stranger) is may
    assert may_continue(permit, turn(), by=Person(id=1)) is True


def test_a_threads_permit_goes_before_its_servers():
    server = {"continue": "roles", "continue_roles": [7]}

    assert ContinuePolicy.read({}, server) == ContinuePolicy(who=ContinueScope.ROLES, roles=(7,))
    assert ContinuePolicy.read({"continue": "everyone"}, server) == ContinuePolicy()
    assert ContinuePolicy.read({"continue": "of another version"}, {}) == ContinuePolicy()


def test_whose_pictures_a_lineage_holds():
    lineage = (turn(by=1, sources=(BLOB,)), turn(by=2), turn(by=3, sources=(BLOB,)))

    assert other_uploaders(lineage, by=Person(id=3)) == {1}


def test_preferences_fill_in_what_is_left_open():
    own = Preferences(aspect="16:9", size="2K", model="gemini-3-pro-image")

    assert choose(own, models=MODELS).model == "gemini-3-pro-image"
    said = choose(own, models=MODELS, model=DEFAULT, aspect="1:1", size="4K")
    assert (said.model, said.aspect, said.size) == (DEFAULT, "1:1", "4K")


@given(
    st.builds(
        Preferences,
        aspect=st.sampled_from([None, "1:8", "16:9", "7:7"]),
        size=st.sampled_from([None, "512", "1K", "4K"]),
        model=st.sampled_from([None, *(model.id for model in MODELS.image_models)]),
    ),
    st.sampled_from([None, *(model.id for model in MODELS.image_models)]),
)
def test_a_preference_never_makes_a_request_that_its_model_refuses(own, model):
    found = choose(own, models=MODELS, model=model)

    painter = MODELS.find(found.model)
    assert found.aspect is None or found.aspect in painter.ratios
    assert found.size in painter.sizes


def test_styles_are_the_seeds_and_a_servers_own():
    known = styles.available({"house": "ink on paper", "noir": ""})

    assert len(styles.SEEDS) == 6
    assert known["house"] == "ink on paper"
    assert "noir" not in known
    assert styles.find(" House ", styles=known) == Style(name="house", words="ink on paper")
    assert styles.matching("o", styles=known)[0] == "claymation"
    assert styles.matching("wo", styles=known) == ["woodcut"]


def test_styles_that_do_not_fit_are_refused():
    for name, words in (("", "x"), ("x", " "), ("x" * 33, "x"), ("x", "x" * 501)):
        with pytest.raises(UserError):
            styles.normalize(name, words)
    with pytest.raises(UserError):
        styles.put({str(n): "x" for n in range(styles.MOST_STYLES)}, "one more", "x")
    with pytest.raises(NotFound):
        styles.find("none", styles=styles.SEEDS)
