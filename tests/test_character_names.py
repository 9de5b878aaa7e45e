"""What is a character's name, where a prompt names one, and how many images fit a model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Config
from bot.core import characters, conversation, model_fit, moderation, requests
from bot.core.characters import MOST_NAME, KnownCharacters, checked_name, mentioned
from bot.core.moderation import ServerRules
from bot.core.pricing import size_of_call, words_price
from bot.core.turns import (
    Blob,
    Cells,
    Character,
    Digest,
    GeneratedPicture,
    ImageRequest,
    Outcome,
    Part,
    Person,
    Turn,
)
from bot.engine.submissions import reserve
from bot.errors import NotFound, UserError

MODELS = Config().model_table()
PRO = MODELS.default


def blob(number):
    return Blob(digest=Digest(f"{number:064x}"), mime="image/png", size=1, width=8, height=8)


def character(name, images=1, *, first=0, **more):
    return Character(name=name, images=tuple(blob(first + n) for n in range(images)), **more)


def asked(prompt, *cast, **more):
    return ImageRequest(prompt=prompt, model=PRO.id, characters=cast, **more)


def turn(request, id_=1, parent=None):
    done = GeneratedPicture(
        picture=blob(900 + id_), answer=(Part(picture=blob(900 + id_), signature="x"),)
    )
    return Turn(
        id=id_,
        request=request,
        by=Person(id=1),
        created_at=0.0,
        parent=parent,
        outcome=Outcome.PAINTED,
        painted=(done,),
    )


# names


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("mira", "mira"),
        ("@Mira", "mira"),
        ("  MIRA ", "mira"),
        ("Jean-Luc", "jean-luc"),
        ("r2_d2", "r2_d2"),
        ("ミラ", "ミラ"),
        ("मीरा", "मीरा"),
        ("Zoe\N{COMBINING DIAERESIS}", "zoë"),
        ("Ｍｉｒａ", "mira"),
        ("a", "a"),
        ("m" * MOST_NAME, "m" * MOST_NAME),
    ],
)
def test_a_name_is_kept_as(typed, name):
    assert checked_name(typed) == name


@pytest.mark.parametrize(
    "typed",
    [
        *("", "   ", "@", "mira fox", "mi\nra", "m" * (MOST_NAME + 1), "@@mira", "mira@bo"),
        *("661720242585600101", "1mira", "_mira", "-mira", "mira-", "#3", "🦊", "mira🦊"),
        *("<@661720242585600101>", "<@&5>", "<#5>", "everyone", "@here", "Everyone", "mi`ra`"),
        *("mi\N{ZERO WIDTH SPACE}ra", "mi\N{RIGHT-TO-LEFT OVERRIDE}ra"),
    ],
)
def test_what_has_spaces_mentions_or_ids_is_no_name(typed):
    with pytest.raises(UserError) as refused:
        checked_name(typed)

    assert refused.value.code == "character.name"


@given(st.text(max_size=40))
def test_whatever_is_a_name_is_found_after_its_mark_and_mentions_no_one(text):
    try:
        name = checked_name(text)
    except UserError:
        return

    assert checked_name(name) == name
    assert mentioned(f"a portrait of @{name}, smiling", [name]) == (name,)
    assert not set("<>@&# `*") & set(name)
    assert not name.isdecimal()


@pytest.mark.parametrize(
    ("prompt", "found"),
    [
        ("@mira on a beach", ["mira"]),
        ("@bo and @mira, then @bo again", ["bo", "mira"]),
        ("@Mira's hat, @BO.", ["mira", "bo"]),
        ("＠mira", ["mira"]),
        ("@mira-like", ["mira"]),
        ("@mira-two waves", ["mira-two"]),
        ("(@mira)", ["mira"]),
        ("@miranda and mira", []),
        ("@mira2 @mira_", []),
        ("write to ann@mira.org", []),
        ("<@661720242585600101> @everyone", []),
        ("@", []),
        ("海辺の@ミラが手を振る", ["ミラ"]),
        ("@@mira", ["mira"]),
    ],
)
def test_a_prompt_names(prompt, found):
    assert list(mentioned(prompt, {"mira", "bo", "mira-two", "ミラ"})) == found


@given(st.text("@aé ミ-_1＠\N{COMBINING ACUTE ACCENT}", max_size=60))
def test_any_prompt_names_only_what_is_there(prompt):
    found = mentioned(prompt, {"a", "é", "ミ", "a-a"})

    assert set(found) <= {"a", "é", "ミ", "a-a"}
    assert len(set(found)) == len(found)
    assert not found or characters.has_mark(prompt)


def test_a_persons_own_goes_before_their_servers_and_what_is_chosen_before_what_is_named():
    mine, theirs, bo = character("mira", words="mine"), character("mira"), character("bo")
    known = KnownCharacters(own=(mine,), server=(bo, theirs))

    assert characters.named("@mira waves", known, chosen=["bo"]) == (bo, mine)
    assert characters.named("@mira and @zed", known) == (mine,)
    with pytest.raises(NotFound):
        characters.named("a fox", known, chosen=["zed"])


def test_a_list_is_finished_from_what_was_typed_last():
    known = KnownCharacters(own=(character("mira"), character("amir"), character("bo")))

    assert characters.split_last("@mira, @b") == ("@mira, ", "b")
    assert characters.split_last("mi") == ("", "mi")
    assert characters.matching("MI", known) == ["mira", "amir"]
    assert characters.listed("@mira, bo mira") == ("mira", "bo")


# requests


def test_images_are_left_out_until_the_model_takes_them_and_each_character_keeps_one():
    three = next(model for model in MODELS.known.values() if model.inputs == 3)
    cast = (character("mira", 4), character("bo", 2, first=4))

    alone = characters.fitted(asked("@mira", cast[0]), three, continues=True)
    both = characters.fitted(asked("@mira @bo", *cast), three, continues=False)

    assert [len(one.images) for one in alone.characters] == [2]
    assert [len(one.images) for one in both.characters] == [2, 1]
    assert both.characters[0].images == cast[0].images[:2]
    model_fit.check(both, three)
    full = asked("@mira @bo", *cast, sources=(blob(50), blob(51)))
    with pytest.raises(UserError) as refused:
        characters.fitted(full, three, continues=False)
    assert refused.value.code == "character.inputs"


@given(
    st.lists(st.integers(0, 4), max_size=8),
    st.integers(0, 14),
    st.booleans(),
    st.booleans(),
)
def test_whatever_is_sent_is_within_the_models_inputs(counts, brought, continues, part):
    cast = [character(f"c{n}", count, first=4 * n) for n, count in enumerate(counts)]
    region = Cells(columns=3, rows=3, numbers=(1,)) if part and continues else None
    sources = tuple(blob(100 + n) for n in range(brought))
    request = asked("", *cast, sources=sources, region=region)
    before = continues * (2 if region else 1)
    try:
        fitted = characters.fitted(request, PRO, continues=continues)
    except UserError:
        assert sum(bool(count) for count in counts) > PRO.inputs - brought - before
        return

    if any(counts):
        assert len(fitted.pictures) + before <= PRO.inputs
    assert [one.name for one in fitted.characters] == [one.name for one in cast]
    assert all(
        bool(a.images) == bool(b.images) for a, b in zip(fitted.characters, cast, strict=True)
    )


def test_a_model_is_told_who_is_in_which_image():
    cast = (character("mira", 2, words="red hair"), character("bo", 1, first=2))

    [said] = conversation.contents((), asked("@mira and @bo", *cast, sources=(blob(9),)))

    assert [part.picture or part.words for part in said.parts] == [
        blob(9),
        "This is @mira; keep the same looks:",
        blob(0),
        blob(1),
        "This is @bo; keep the same looks:",
        blob(2),
        "@mira and @bo\n\nCharacters:\n@mira: red hair\n@bo",
    ]


def test_the_hundredth_follow_up_with_a_character_sends_no_more_than_the_second():
    mira = character("mira", 4, words="red hair")
    chain = [turn(asked("@mira at dusk", mira))]
    sizes = []
    for number in range(2, 102):
        request = asked(f"@mira does {number:03}", mira)
        said = conversation.contents(chain, request, inputs=PRO.inputs)
        most = conversation.most_said(chain, request, model=PRO)
        size = size_of_call(request, said)
        sizes.append(size)
        assert (size.words <= most.words, size.pictures <= most.pictures) == (True, True)
        chain.append(turn(request, number, number - 1))

    assert {size.pictures for size in sizes[1:]} == {4 + 4 + 1}
    assert max(size.words for size in sizes) < conversation.MAX_HISTORY + 1000


def test_characters_count_in_what_is_reserved():
    alone = asked("@mira at dusk")
    three = asked("@mira at dusk", character("mira", 3, words="red hair"))

    more = reserve(three, PRO, ()) - reserve(alone, PRO, ())

    images = words_price(PRO, words_in=3 * PRO.picture_tokens, words_out=0)
    assert more > images
    [said] = conversation.contents((), three)
    most = conversation.most_said((), three, model=PRO)
    assert size_of_call(three, [said]).words <= most.words


def test_a_variation_of_a_root_sends_its_characters_once():
    root = turn(asked("@mira at dusk", character("mira", 3)))

    varied = requests.vary(root).request
    said = conversation.contents([root], varied)

    assert [one.name for one in varied.characters] == ["mira"]
    assert sum(part.picture is not None for each in said for part in each.parts) == 3 + 1


def test_other_words_keep_the_characters_that_they_name_or_that_were_chosen():
    mira, bo, ann = (character(name) for name in ("mira", "bo", "ann"))
    declined = turn(asked("@mira and @bo", mira, bo, ann))

    reworded = requests.reworded(declined, "only @bo")

    assert [one.name for one in reworded.request.characters] == ["bo", "ann"]


def test_a_blocked_word_counts_in_a_characters_name_and_words():
    rules = ServerRules(blocks={}, words=("moon*",))

    for one in (character("moonie"), character("mira", words="a moon on her hat")):
        with pytest.raises(UserError):
            moderation.check_words(rules, asked("waves", one))
    moderation.check_words(rules, asked("waves", character("mira", words="a hat")))
