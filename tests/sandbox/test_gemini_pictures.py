"""What the sandbox paints: new for every wish, changed by every change, plainly its own."""

import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from bot.core.conversation import instruction
from bot.core.turns import ImageRequest
from bot.sandbox.gemini.painter import NotAPicture, paint
from bot.sandbox.gemini.painting import label
from bot.sandbox.gemini.painting.wishes import HEROES, STYLES, understand

SIZE: dict[str, Any] = {"width": 320, "height": 240}


def opened(data):
    return Image.open(io.BytesIO(data)).convert("RGB")


def art(data):
    return label.without(opened(data))


def difference(one, other):
    """How far two pictures of one size are apart: 0 for the same, 255 for black and white."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


@pytest.fixture(scope="module")
def fox():
    return paint("a fox on a hill", **SIZE, seed=1)


def test_a_seed_and_words_make_one_picture_and_another_seed_another(fox):
    again = paint("a fox on a hill", **SIZE, seed=1)

    other = paint("a fox on a hill", **SIZE, seed=2)

    assert again == fox
    assert difference(opened(fox), opened(other)) > 5


@pytest.mark.parametrize(
    "asked", [{"aspect": "16:9", "size": None}, {"aspect": None, "size": "2K"}]
)
def test_another_shape_or_size_keeps_the_picture_as_it_is(fox, asked):
    request = ImageRequest(
        prompt="", model="any", aspect=asked["aspect"], size=asked["size"] or "1K", reshapes=True
    )
    words = instruction(request)

    again = paint(words, sources=[fox], **SIZE, seed=9)

    assert difference(art(fox), art(again)) < 3


@pytest.mark.parametrize("mime", ["image/png", "image/jpeg", "image/webp"])
@pytest.mark.parametrize("size", [(320, 240), (64, 512), (512, 64), (40, 40)])
def test_a_picture_has_the_size_and_type_that_were_asked_for(mime, size):
    data = paint("space", width=size[0], height=size[1], seed=3, mime=mime)

    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == size
        assert picture.get_format_mimetype() == mime


@pytest.mark.parametrize("words", ["a red square", "a red circle", "a red heart"])
def test_a_plain_shape_is_what_it_is_called(words):
    picture = opened(paint(words, **SIZE, seed=4))

    red, green, blue = picture.getpixel((160, 110))

    assert red > 180
    assert red > 2 * max(green, blue)


@pytest.mark.parametrize("style", sorted({*STYLES} - {"blend", "turn", "mirror"}))
def test_every_manner_changes_the_picture(fox, style):
    words = STYLES[style].split()[0]

    changed = paint(words, sources=[fox], **SIZE, seed=5)

    assert difference(art(fox), art(changed)) > 4


@pytest.mark.parametrize("words", ["let it snow", "add a balloon", "a party hat", "hmm", ""])
def test_a_change_leaves_the_picture_recognisable(fox, words):
    changed = paint(words, sources=[fox], **SIZE, seed=6)

    before, after = (art(data).convert("L").resize((40, 30)) for data in (fox, changed))

    assert difference(art(fox), art(changed)) > 0.2
    assert ImageStat.Stat(ImageChops.difference(before, after)).mean[0] < 48


def test_what_is_spoken_of_as_known_does_not_come_a_second_time():
    wish = understand("give the fox a crown and add a cat")

    assert wish.newcomers == ("cat",)
    assert wish.worn == ("crown",)


def test_a_hat_lands_on_the_head_that_is_there(fox):
    with Image.open(io.BytesIO(fox)) as picture:
        [[x, _, _]] = json.loads(picture.info["sandbox-heads"])

    changed = paint("a crown for the fox", sources=[fox], **SIZE, seed=7)

    left, _, right, _ = changed_box(art(fox), art(changed))
    assert abs((left + right) / 2 - x * SIZE["width"]) < 5
    assert right - left < 80


def changed_box(one, other):
    return ImageChops.difference(one, other).point(lambda v: 255 * (v > 60)).getbbox()


def test_one_strip_stands_under_a_picture_however_often_it_is_changed(fox):
    changed = fox
    for seed in range(3):
        changed = paint("hm", sources=[changed], **SIZE, seed=seed, story=["fox", "hm"])

    cut = art(changed)

    assert cut.height == SIZE["height"] - label.strip_height((320, 240))
    assert label.without(cut) is cut


def test_a_strip_is_known_again_after_jpeg_and_scaling():
    fox = paint("a fox", width=640, height=480, seed=1)
    smaller = opened(fox).resize((512, 384))
    out = io.BytesIO()
    smaller.save(out, "JPEG", quality=80)

    cut = art(out.getvalue())

    assert cut.height < 384


def test_a_photo_has_no_strip():
    photo = Image.radial_gradient("L").convert("RGB")

    assert label.without(photo) is photo


def test_several_pictures_are_all_to_be_seen():
    colours = [(220, 40, 40), (40, 200, 60), (40, 60, 220)]
    sources = []
    for colour in colours:
        out = io.BytesIO()
        Image.new("RGB", (100, 80), colour).save(out, "PNG")
        sources.append(out.getvalue())

    together = art(paint("all of them", sources=sources, **SIZE, seed=8))

    seen = {pixel for _, pixel in together.getcolors(100_000)}
    assert seen >= set(colours)


@pytest.mark.parametrize("data", [b"", b"nothing", b"\x89PNG\r\n\x1a\n" + bytes(60)])
@pytest.mark.parametrize("fast", [False, True])
def test_what_is_no_picture_is_refused(data, fast):
    with pytest.raises(NotAPicture):
        paint("hm", sources=[data], **SIZE, seed=9, fast=fast)


def test_a_transparent_and_a_turned_picture_can_be_changed():
    clear = io.BytesIO()
    Image.new("LA", (60, 40), (0, 0)).save(clear, "PNG")
    turned = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (60, 40), "red").save(turned, "JPEG", exif=exif)

    data = paint("blend", sources=[clear.getvalue(), turned.getvalue()], **SIZE, seed=10)

    assert opened(data).size == (320, 240)


WORDS = sorted({word for words in (*HEROES.values(), *STYLES.values()) for word in words.split()})


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    words=st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), max_size=6),
    width=st.integers(16, 140),
    height=st.integers(16, 140),
    seed=st.integers(0, 2**48),
)
def test_whatever_the_words_there_is_a_picture(words, width, height, seed):
    prompt = " ".join(words)

    first = paint(prompt, width=width, height=height, seed=seed)
    second = paint(prompt, sources=[first], width=height, height=width, seed=seed)

    assert opened(first).size == (width, height)
    assert opened(second).size == (height, width)
