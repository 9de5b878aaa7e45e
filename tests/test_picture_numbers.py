"""Pictures named by number: in `/blend`, in front of a prompt, and in `/compare`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import picture_refs
from bot.core.picture_refs import PictureRef
from bot.errors import UserError

from .conftest import png
from .stories import answered, as_painted, pictures, said, shown

PICKS = st.builds(PictureRef, number=st.integers(0, 999_999_999), picture=st.integers(0, 8))


def written(pick):
    return f"#{pick.number}.{pick.picture + 1}" if pick.picture else f"#{pick.number}"


@pytest.fixture
async def three(discord, ada, art):
    """Three pictures in a channel: #1 red, #2 four blue ones, #3 green."""
    for count, words in ((1, "a red fox"), (4, "a blue fox"), (1, "a green fox")):
        await ada.slash("imagine", channel=art, prompt=words, count=count)
        await shown(discord, art, len(pictures(discord, art)) + 1)
    return [
        [as_painted(discord.file(file)) for file in message.attachments]
        for message in pictures(discord, art)
    ]


@given(st.lists(PICKS, min_size=1, max_size=6), st.sampled_from([" ", ", ", ": ", " – "]))
def test_numbers_are_read_from_the_front_of_a_request_and_from_a_list(wanted, between):
    front = between.join(written(pick) for pick in wanted)

    assert picture_refs.split_leading(f"{front} make it night") == (tuple(wanted), "make it night")
    assert picture_refs.parse_list(" ".join(written(pick) for pick in wanted)) == tuple(wanted)


@pytest.mark.parametrize(
    ("words", "found", "rest"),
    [
        ("#3.2 make it night", [(3, 1)], "make it night"),
        ("#3. 2 hats", [(3, 0)], "2 hats"),
        ("#3.5mm film", [(3, 0)], "5mm film"),
        ("#3#4 a fox", [], "#3#4 a fox"),
        ("#2, #5.3: both", [(2, 0), (5, 2)], "both"),
    ],
)
def test_a_number_may_say_which_of_several_pictures(words, found, rest):
    expected = tuple(PictureRef(number=number, picture=picture) for number, picture in found)

    assert picture_refs.split_leading(words) == (expected, rest)


@pytest.mark.parametrize(
    ("words", "picked"),
    [
        ("1: add a whale", (0, "add a whale")),
        ("4) add a whale", (3, "add a whale")),
        ("5: add a whale", (None, "5: add a whale")),
        ("0: add a whale", (None, "0: add a whale")),
        ("2: 3 whales", (1, "3 whales")),
        ("2:3, a whale", (None, "2:3, a whale")),
        ("add 2: whales", (None, "add 2: whales")),
    ],
)
def test_one_of_four_is_picked_by_its_number_in_front(words, picked):
    assert picture_refs.split_pick(words, count=4) == picked


@pytest.mark.parametrize("words", ["a fox", "#", "3.0", "3.10", "-1", "#2 and #3"])
def test_what_is_no_number_is_refused_with_how_to_write_one(words):
    with pytest.raises(UserError, match=r"picks\.unread"):
        picture_refs.parse_list(words)


@pytest.mark.parametrize("words", ["", "#2 #5", "a fox"])
def test_where_one_picture_is_named_none_and_two_are_refused(words):
    with pytest.raises(UserError, match=r"picks\.unread"):
        picture_refs.parse_one(words)

    assert picture_refs.parse_one("#2.3") == PictureRef(number=2, picture=2)


async def test_blend_takes_pictures_of_the_thread_by_number_in_their_order(
    discord, gemini, bo, art, three
):
    await bo.slash("blend", channel=art, prompt="both in a boat", picks="#3 #2.4")

    await shown(discord, art, 4)

    assert said(gemini) == [("user", "both in a boat", [three[2][0], three[1][3]])]


async def test_picked_pictures_come_before_attached_ones(discord, gemini, bo, art, three):
    await bo.slash(
        "blend", channel=art, prompt="#1 with this hat", picks="2.3", image1=("hat.png", png())
    )

    await shown(discord, art, 4)

    [(_, words, given)] = said(gemini)
    assert words == "with this hat"
    assert given[:2] == [three[1][2], three[0][0]]
    assert len(given) == 3


async def test_a_blend_hangs_from_its_first_picture_and_begins_again(discord, gemini, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox")
    thread = await ada.opens_thread(await shown(discord, art), name="the fox")
    await ada.says("make it night", thread=thread)
    await shown(discord, thread)
    await ada.slash("blend", channel=thread, prompt="both in a boat", picks="#2 #1")
    await shown(discord, thread, 2)

    await ada.says("add a moon", thread=thread)
    await shown(discord, thread, 3)
    assert said(gemini)[0][1] == "both in a boat"
    for count in (4, 5):
        await ada.slash("undo", channel=thread)
        await shown(discord, thread, count)

    assert "make it night" in pictures(discord, thread)[-1].content


async def test_numbers_in_front_of_a_message_blend_or_pick_a_picture(
    discord, gemini, ada, art, three
):
    await ada.says(f"{discord.bot_mention} #3 #2.2 in one boat", channel=art)
    await shown(discord, art, 4)
    assert said(gemini) == [("user", "in one boat", [three[2][0], three[1][1]])]

    await ada.says(f"{discord.bot_mention} #2.3 make it night", channel=art)

    await shown(discord, art, 5)
    assert said(gemini)[1][2] == [three[1][2]]


async def test_numbers_that_are_not_there_are_answered_with_those_that_are(
    discord, gemini, ada, art, three
):
    calls = len(gemini.calls)
    asked = [
        await ada.slash("blend", channel=art, prompt="both", picks=picked)
        for picked in ("#1 #9", "#1 #2.5", "#1", "#1 fox")
    ]
    empty = await ada.slash(
        "blend", channel=discord.channel("lounge"), prompt="both", picks="#1 #2"
    )

    unnumbered, unpicked, alone, unread = asked
    await answered(discord, unnumbered, "nothing_here.number", number=9, last=3)
    await answered(discord, unpicked, "nothing_here.pick", number=5, count=4)
    await answered(discord, alone, "blend.count", count=1)
    await answered(discord, unread, "picks.unread", words="fox")
    await answered(discord, empty, "history.empty")
    assert len(gemini.calls) == calls


async def test_pictures_that_are_kept_to_others_are_not_blended(discord, gemini, ada, bo, art):
    asked = await ada.slash("settings server", channel=art, **{"continue": "asker"})
    await discord.until(lambda: asked.reply and asked.reply.content)
    for count, words in enumerate(("a fox", "a hare"), 1):
        await ada.slash("imagine", channel=art, prompt=words)
        await shown(discord, art, count)

    theirs = await bo.slash("blend", channel=art, prompt="both", picks="#1 #2")

    await answered(discord, theirs, "continue.asker")
    assert len(gemini.calls) == 2


async def test_compare_shows_the_picture_that_was_meant(discord, ada, art, three):
    await ada.slash("compare", channel=art, before="1", after="#2.4")

    pair = await shown(discord, art, 4)

    assert pair.content.startswith("#1 and #2.4")
    assert "#2.4 a blue fox" in pair.attachments[0]["description"]


async def test_several_pictures_say_below_their_words_by_which_numbers_they_go(discord, art, three):
    captions = [message.content.splitlines()[-1] for message in pictures(discord, art)]

    assert captions[0].startswith("-# #1 · ")
    assert captions[1].startswith("-# #2.1 – #2.4 · ")
