"""Text on pictures can be read: every language, emoji, and mixtures of both."""

from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw

from bot.imaging import charts, lettering, sheets

from .test_history_pictures import card, looked_at

CAPTIONS = {
    "en": "The quick brown fox",
    "de": "Märchenschloß über dem Fluß",
    "es": "¿La cigüeña y el niño?",
    "fr": "Où est l’été ? Cœur, façade",
    "pt": "São João, avó, coração",
    "ja": "雪の中の狐、カタカナの城",
    "emoji": "😀🏰🦊✨",
}
MIXED = ["日本の城 castle 🏰 am Fluß", "नमस्ते สวัสดี 한국어", "Привет, Ελληνικά, Tiếng Việt", "שלום"]
SIZE = 32  # px


def ink(words: str, size: int = SIZE) -> Image.Image:
    """Just what was drawn."""
    image = Image.new("L", (size * (len(words) + 2), size * 3))
    lettering.draw(ImageDraw.Draw(image), (size, size), words, size=size, fill="white")
    return image.crop(image.getbbox())


def tofu(run: lettering.Run) -> bytes:
    return bytes(run.font.getmask("\uffff"))


@pytest.mark.parametrize("words", [*CAPTIONS.values(), *MIXED], ids=[*CAPTIONS, *range(4)])
def test_every_letter_of_a_caption_is_drawn_and_none_as_an_empty_box(words):
    written = "".join(lettering.clusters(words))

    boxes = [
        letter
        for run in lettering.runs(words, SIZE)
        for letter in lettering.clusters(run.words)
        if not letter.isspace() and bytes(run.font.getmask(letter)) == tofu(run)
    ]
    assert written == words
    assert boxes == []


@pytest.mark.parametrize("words", CAPTIONS.values(), ids=CAPTIONS)
def test_different_letters_have_different_shapes(words):
    letters = set(lettering.clusters(words)) - {" "}

    shapes = {(ink(letter).size, ink(letter).tobytes()) for letter in letters}

    assert len(shapes) == len(letters)


@pytest.mark.parametrize(("bare", "marked"), ["aä", "uü", "nñ", "eé", "cç", "aã", "sß", "かが"])
def test_marks_on_letters_are_drawn(bare, marked):
    assert ink(bare).tobytes() != ink(marked).tobytes()
    assert ink(marked).height >= ink(bare).height


@pytest.mark.parametrize("words", CAPTIONS.values(), ids=CAPTIONS)
def test_letters_stand_side_by_side_in_their_size(words):
    image = ink(words)

    assert image.width == pytest.approx(lettering.width(words, SIZE), rel=0.1)
    assert SIZE * 0.6 < image.height < SIZE * 1.5


@pytest.mark.parametrize("words", ["👨‍👩‍👧", "1️⃣", "🇩🇪", "👍🏽", "❤️", "é", "คำ", "𝓯𝓸𝔁"])
def test_what_is_joined_is_drawn_as_one(words):
    assert lettering.width(words, SIZE) < 2 * SIZE
    assert ink(words).width < 2 * SIZE


def test_no_font_of_the_machine_is_used():
    everything = "".join([*CAPTIONS.values(), *MIXED])

    paths = {Path(str(run.font.path)).parent.name for run in lettering.runs(everything, SIZE)}

    assert paths == {"manimgx_fonts", "manimgx_fonts_cjk"}


@pytest.mark.parametrize("odd", ["\u202e", "\u200b", "\0", "\ud800", "\ue000", "\n", "\u2066"])
def test_what_turns_or_hides_text_is_left_out(odd):
    assert lettering.lines(f"a{odd}fox", SIZE, width=500, most=1)[0].replace(" ", "") == "afox"


@pytest.mark.parametrize(
    "words",
    ["a fox", "été", "日本", "日本の城" * 30, "😀 \u202e x", "", "a" * 500, "\n\n", "नमस्ते " * 50],
)
def test_words_are_drawn_as_far_as_there_is_room_for_them(words):
    lines = lettering.lines(words, 26, width=240, most=2)

    assert len(lines) <= 2
    assert all(lettering.width(line, 26) <= 240 for line in lines)


def test_lines_end_at_spaces_and_between_japanese_characters():
    words = "a fox in the snow 雪の中の狐と雪だるま"

    first, second = lettering.lines(words, 26, width=260, most=2)

    assert first.endswith(("snow", "雪", "の"))
    assert words.startswith(f"{first} {second}"[:10])
    assert second


@pytest.mark.parametrize("words", CAPTIONS.values(), ids=CAPTIONS)
def test_captions_of_a_history_a_chart_and_a_sandbox_picture_are_drawn(words):
    empty, said = (
        looked_at(sheets.history([card(0, 0, words=each)], 1, 1, 10**7)) for each in ("", words)
    )
    plain, titled = (looked_at(charts.bars(each, ["1."], [1.0])) for each in ("", words))

    for before, after in ((empty, said), (plain, titled)):
        assert ImageChops.difference(before, after).getbbox() is not None
