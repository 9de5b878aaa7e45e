"""The rules of prompts, buttons and memory, over many cases."""

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Config
from bot.core import conversation, permissions, requests
from bot.core.turns import (
    Blob,
    Digest,
    GeneratedPicture,
    ImageRequest,
    Outcome,
    Part,
    Person,
    Place,
    Turn,
)
from bot.errors import NotFound, UserError

MODEL = "gemini-nano-banana-2.1"


def blob(name):
    return Blob(digest=Digest(name), mime="image/png", size=1, width=8, height=8)


def painted(name, *, signed=True):
    signature = "c2lnbmVk" if signed else ""
    return GeneratedPicture(
        picture=blob(name),
        answer=(Part(words="Here."), Part(picture=blob(name), signature=signature)),
    )


def turn(id_, prompt="", *, parent=None, sources=(), outcome=Outcome.PAINTED, signed=True, pick=0):
    return Turn(
        id=id_,
        request=ImageRequest(prompt=prompt or f"step {id_}", model=MODEL, sources=sources),
        by=Person(id=1, guild=2),
        created_at=0,
        parent=parent,
        pick=pick,
        outcome=outcome,
        painted=(painted(f"p{id_}", signed=signed),) if outcome is Outcome.PAINTED else (),
    )


def chain(length, **root):
    first = turn(1, **root)
    return [first, *(turn(n, parent=n - 1) for n in range(2, length + 1))]


def pictures(said):
    return [part.picture.digest for utterance in said for part in utterance.parts if part.picture]


def request(words="now", *, sources=(), model=MODEL):
    return ImageRequest(prompt=words, model=model, sources=sources)


def test_a_new_picture_is_told_as_it_was_asked():
    [said] = conversation.contents([], request("a fox", sources=(blob("a"), blob("b"))))

    assert said.role == "user"
    assert [part.picture and part.picture.digest for part in said.parts] == ["a", "b", None]
    assert said.parts[-1].words == "a fox"


def test_a_follow_up_returns_the_models_own_answer_with_its_signature():
    user, model, made = conversation.contents(chain(1), request())

    assert [user.role, model.role, made.role] == ["user", "model", "user"]
    assert model.parts == painted("p1").answer
    assert made.parts == (Part(words="now"),)


@pytest.mark.parametrize(
    ("lineage", "model", "verbatim"),
    [
        (chain(2), "gemini-3-pro-image", True),
        ([turn(1, signed=False)], MODEL, True),
        (chain(2), MODEL, False),
    ],
    ids=["another model", "no signature", "when Google did not like it"],
)
def test_otherwise_the_picture_goes_as_the_persons(lineage, model, verbatim):
    [said] = conversation.contents(lineage, request(model=model), verbatim=verbatim)

    assert pictures([said]) == [lineage[-1].painted[0].picture.digest]
    assert said.parts[-1].words.endswith("Now: now")


@given(st.integers(1, 300), st.integers(0, 3), st.integers(0, 3), st.booleans())
def test_what_is_sent_stays_bounded_however_long_the_thread(length, root, brought, verbatim):
    sources = tuple(blob(f"root{n}") for n in range(root))
    lineage = chain(length, sources=sources)
    made = request(sources=tuple(blob(f"new{n}") for n in range(brought)))

    said = conversation.contents(lineage, made, verbatim=verbatim)

    told = sum(len(part.words) for utterance in said for part in utterance.parts)
    assert pictures(said) == [f"root{n}" for n in range(root)] + [f"p{length}"] + [
        f"new{n}" for n in range(brought)
    ]
    assert told < conversation.MAX_HISTORY + 2000


@given(st.lists(st.text("ab ", min_size=1, max_size=4000), min_size=2, max_size=12))
def test_the_first_step_and_the_newest_are_always_told(prompts):
    lineage = [turn(n, prompt, parent=n - 1 or None) for n, prompt in enumerate(prompts, 1)]

    told = conversation.contents(lineage, request())[0].parts[-1].words

    assert prompts[0] in told
    assert prompts[-1] in told


def test_a_request_never_brings_more_pictures_than_its_model_takes():
    lite = "gemini-2.5-flash-image"
    lineage = chain(1, sources=tuple(blob(f"r{n}") for n in range(10)))

    said = conversation.contents(lineage, request(model=lite, sources=(blob("new"),)), inputs=3)

    assert len(pictures(said)) == Config().model_table().find(lite).inputs


def test_a_picture_that_is_not_there_can_not_be_continued():
    with pytest.raises(NotFound):
        conversation.contents(chain(1), request(), pick=3)


def test_a_failed_step_is_passed_over():
    lineage = [*chain(2), turn(3, parent=2, outcome=Outcome.FAILED, pick=0)]

    path, pick = conversation.path(lineage, 2)

    assert [step.id for step in path] == [1, 2]
    assert pick == 0


def test_what_continues_nothing_painted_says_so():
    with pytest.raises(NotFound, match=r"nothing_here\.parent"):
        conversation.path([turn(1, outcome=Outcome.FAILED)], 0)


def test_again_asks_the_same_of_the_same_parent():
    original = turn(5, parent=4, pick=2)

    made = requests.again(original)

    assert (made.parent, made.pick) == (4, 2)
    assert made.request == replace(original.request, words_of=(1,))


def test_refine_keeps_model_size_and_privacy_and_lets_the_shape_follow_the_picture():
    original = turn(5)
    original = replace(
        original, request=replace(original.request, size="4K", aspect="16:9", private=True, count=4)
    )

    made = requests.refine(original, " at night ", pick=1)

    assert made.request == ImageRequest(prompt="at night", model=MODEL, size="4K", private=True)
    assert (made.parent, made.pick) == (5, 1)


def failed(words, **more):
    return replace(
        turn(7, words, parent=4, pick=2, outcome=Outcome.FAILED, **more), reason="no_image"
    )


@given(st.text(max_size=5000), st.text(max_size=4500), st.integers(0, 3))
def test_what_was_not_painted_is_asked_again_with_the_new_words_after_its_own(before, words, count):
    brought = tuple(blob(f"s{number}") for number in range(count))
    try:
        asked, added = requests.prompt(before[: requests.MAX_WORDS]), requests.prompt(words)
    except UserError:
        return
    original = failed(asked, sources=brought)

    made = requests.refine(original, words, pictures=(blob("new"),))

    told = made.request.prompt
    kept = told.removesuffix(added).rstrip("\n")
    assert told.endswith(added)
    assert len(told) <= requests.MAX_WORDS
    assert asked.startswith(kept)
    assert kept.rstrip() == asked or len(told) + len(asked) >= requests.MAX_WORDS
    assert made.request.sources == (*brought, blob("new"))
    assert (made.parent, made.pick) == (4, 2)
    assert made.request.words_of == (1,)
    assert replace(made.request, prompt=asked, sources=brought, words_of=()) == original.request


def test_asking_again_keeps_the_shape_unless_another_is_chosen():
    original = failed("a fox")
    original = replace(original, request=replace(original.request, aspect="16:9", count=3))

    assert requests.refine(original, "at night").request.aspect == "16:9"
    assert requests.refine(original, "at night", aspect="1:1").request.aspect == "1:1"
    assert requests.refine(original, "at night").request.count == 3


@pytest.mark.parametrize("repeat", [requests.again, requests.vary], ids=["again", "vary"])
def test_whoever_repeats_words_says_whose_they_are_and_words_that_are_gone_are_not_repeated(repeat):
    original = turn(5, "a fox")
    original = replace(original, request=replace(original.request, words_of=(8,)))

    assert repeat(original).request.words_of == (1, 8)

    emptied = replace(original, request=replace(original.request, prompt="", words_of=()))
    with pytest.raises(NotFound):
        repeat(emptied)


def test_a_picture_whose_words_are_gone_can_still_be_changed():
    emptied = turn(5)
    emptied = replace(emptied, request=replace(emptied.request, prompt=""))

    said = conversation.contents([emptied], requests.refine(emptied, "at night").request)

    assert pictures(said) == ["p5"]
    assert "at night" in said[-1].parts[-1].words
    assert all(part.words or part.picture for content in said for part in content.parts)


@pytest.mark.parametrize("gone", [{"reason": requests.FORGOTTEN}, {"deleted_at": 1.0}], ids=str)
def test_what_was_forgotten_or_deleted_is_not_asked_again(gone):
    with pytest.raises(NotFound):
        requests.refine(replace(failed("a fox"), **gone), "at night")


@pytest.mark.parametrize(("replied", "words", "sources"), [
    (None, "at night", (blob("cat"),)),
    (99, "a cat\nat night", ()),
])  # fmt: skip
def test_words_after_a_description_change_what_its_message_shows(replied, words, sources):
    request = ImageRequest(prompt="", model="text", sources=(blob("cat"),), describes=True)
    described = replace(
        turn(7, outcome=Outcome.DESCRIBED),
        request=request,
        facts={"prompt": "a cat"},
        at=Place(channel=1, reply_to=replied),
    )

    made = requests.refine(described, "at night", model=MODEL)

    assert made.request == ImageRequest(prompt=words, model=MODEL, sources=sources)


@pytest.mark.parametrize(
    "words",
    ["it's a skyscraper", "grapes", "transparent glass", "naïve café", "👩‍🚀 in space", "日本"],
)
def test_ordinary_words_stay_as_they_are(words):
    assert requests.prompt(f"  {words}\n") == words


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("a\x00fox", "afox"),
        ("a \u202efox", "a fox"),
        ("a\u200b fox", "a fox"),
        ("z" + "\u0351" * 50, "z" + "\u0351" * 4),
        ("a \ud800 fox", "a \ufffd fox"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_what_cant_be_seen_or_garbles_is_dropped(words, kept):
    assert requests.prompt(words) == kept


@pytest.mark.parametrize("words", ["", "  \n", "\x00", "\u200b\u202e"])
def test_no_words_are_refused(words):
    with pytest.raises(UserError, match=r"words\.empty"):
        requests.prompt(words)


def test_too_many_words_are_refused_with_the_number():
    with pytest.raises(UserError) as refusal:
        requests.prompt("x" * 6000)

    assert refusal.value.facts == {"length": 6000, "limit": 4000}


@given(st.text())
def test_whatever_is_typed_becomes_a_prompt_or_a_plain_refusal(words):
    try:
        kept = requests.prompt(words)
    except UserError:
        return

    assert kept
    assert requests.prompt(kept) == kept
    kept.encode()


# Whose it is

HERS, FRIEND, STRANGER = Person(id=1, guild=9), Person(id=2, guild=2), Person(id=2, guild=9)


@pytest.mark.parametrize(
    ("person", "private", "forgotten", "sees"),
    [
        (HERS, False, False, True),
        (HERS, True, False, True),
        (HERS, False, True, False),
        (FRIEND, False, False, True),
        (FRIEND, True, False, False),
        (FRIEND, False, True, False),
        (STRANGER, False, False, False),
        (Person(id=2), False, False, False),
    ],
)
def test_a_turn_is_seen_by_its_person_and_openly_in_its_server_only(
    person, private, forgotten, sees
):
    shown = turn(1)
    shown = replace(
        shown,
        request=replace(shown.request, private=private),
        reason=requests.FORGOTTEN if forgotten else "",
    )

    assert permissions.may_see(shown, person) is sees


def test_what_was_asked_for_in_no_server_is_seen_by_its_person_only():
    alone = replace(turn(1), by=Person(id=1))

    assert permissions.may_see(alone, Person(id=1))
    assert not permissions.may_see(alone, Person(id=2))


@pytest.mark.parametrize(
    ("person", "moderates", "deletes"),
    [
        (HERS, False, True),
        (FRIEND, True, True),
        (FRIEND, False, False),
        (STRANGER, True, False),
        (Person(id=2), True, False),
    ],
)
def test_a_turn_is_deleted_by_its_person_or_a_moderator_of_its_server_only(
    person, moderates, deletes
):
    refused = contextlib.nullcontext() if deletes else pytest.raises(UserError)

    with refused:
        permissions.check_delete(turn(1), person, moderates=moderates)
    with pytest.raises(UserError):
        permissions.check_delete(
            replace(turn(1), by=Person(id=1)), Person(id=2), moderates=moderates
        )


def test_words_may_be_as_long_as_the_limit_says():
    assert len(requests.prompt("x" * requests.MAX_WORDS)) == requests.MAX_WORDS
    with pytest.raises(UserError):
        requests.prompt("x" * (requests.MAX_WORDS + 1))


# What buttons ask for


def test_what_a_description_comes_with_is_painted_as_privately_as_that_was_asked_for():
    asked = ImageRequest(prompt="", model=MODEL, describes=True, private=True, spoiler=True)
    told = replace(turn(1, outcome=Outcome.DESCRIBED), request=asked, facts={"prompt": "a red fox"})

    found = requests.paint_described(told, model="another").request

    assert found == ImageRequest(prompt="a red fox", model="another", private=True, spoiler=True)
    for other in (replace(told, facts={}), replace(told, outcome=Outcome.FAILED)):
        with pytest.raises(NotFound):
            requests.paint_described(other, model="another")


def test_variations_begin_at_one_picture_with_the_same_words():
    before = turn(3, "a fox", sources=(blob("a"),))
    before = replace(before, request=replace(before.request, count=4, aspect="16:9"))

    found = requests.vary(before, pick=2)

    assert (found.parent, found.pick) == (3, 2)
    assert found.request == replace(request("a fox"), words_of=(1,))


def test_another_shape_is_of_one_picture_and_says_no_words():
    found = requests.reshape(turn(3), pick=1, aspect="1:1", size="4K")

    assert (found.parent, found.pick) == (3, 1)
    assert found.request == ImageRequest(
        prompt="", model=MODEL, aspect="1:1", size="4K", reshapes=True
    )
    assert requests.reshape(turn(3), aspect="1:1").request.size == turn(3).request.size


@pytest.mark.parametrize(
    ("new", "kept"),
    [
        ("at night", requests.MAX_WORDS - 9),
        ("y" * (requests.MAX_WORDS - 2), 1),
        ("y" * (requests.MAX_WORDS - 1), None),
        ("y" * requests.MAX_WORDS, None),
    ],
    ids=["few", "one less", "no room", "full"],
)
def test_new_words_stay_whole_and_leave_the_old_ones_the_room_that_is_left(new, kept):
    long = turn(1, "x" * requests.MAX_WORDS, outcome=Outcome.FAILED)

    found = requests.refine(long, new).request.prompt

    assert found == (new if kept is None else f"{'x' * kept}\n{new}")


@pytest.mark.parametrize("outcome", [Outcome.PAINTED, Outcome.FAILED])
def test_a_size_that_is_chosen_goes_before_that_of_the_turn(outcome):
    asked = turn(1, outcome=outcome)
    asked = replace(asked, request=replace(asked.request, size="2K"))

    assert requests.refine(asked, "at night").request.size == "2K"
    assert requests.refine(asked, "at night", size="4K").request.size == "4K"


@pytest.mark.parametrize("pick", [-1, 1, 2])
def test_a_picture_that_a_turn_does_not_have_is_named_as_people_count(pick):
    assert requests.picked(turn(1), 0) == turn(1).painted[0]

    with pytest.raises(NotFound) as refused:
        requests.picked(turn(1), pick)

    assert refused.value.facts == {"number": pick + 1, "count": 1}
