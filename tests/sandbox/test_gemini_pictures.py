"""What the sandbox paints: a scene from words, drawn again after every change, plainly its own."""

import io
import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps, ImageStat

from bot.core.conversation import instruction
from bot.core.styles import SEEDS
from bot.core.turns import ImageRequest, Style
from bot.sandbox.gemini import atelier
from bot.sandbox.gemini.ask import Ask, Content, Part
from bot.sandbox.gemini.models import IMAGE_MODELS
from bot.sandbox.gemini.painter import NotAPicture, paint
from bot.sandbox.gemini.painting.canvas import Canvas
from bot.sandbox.gemini.painting.cutouts import is_drawn
from bot.sandbox.gemini.painting.draw import BEFORE, BEHIND, draw
from bot.sandbox.gemini.painting.figures import figure
from bot.sandbox.gemini.painting.grounds import PLACES
from bot.sandbox.gemini.painting.placing import (
    MOUNTS,
    TALL,
    Placed,
    Spot,
    boxes,
    place_things,
)
from bot.sandbox.gemini.painting.signs import signpost
from bot.sandbox.gemini.painting.styles import STYLES, styled
from bot.sandbox.gemini.scenes.edits import imagine
from bot.sandbox.gemini.scenes.scene import Scene, Thing, Worn
from bot.sandbox.gemini.script import Paint

LISTS = Path(__file__).with_name("painter")
SIZE: dict[str, Any] = {"width": 320, "height": 240}


def opened(data):
    return Image.open(io.BytesIO(data)).convert("RGB")


def difference(one, other):
    """How far two pictures of one size are apart: 0 for the same, 255 for black and white."""
    apart = ImageChops.difference(opened(one), opened(other))
    return sum(ImageStat.Stat(apart).mean) / 3


def new(words, seed=1, **settings):
    return paint(words, **{**SIZE, **settings}, seed=seed)


def edited(data, words, **settings):
    return paint(words, sources=[data], **{**SIZE, "seed": 1, **settings})


def glyphs(painting):
    return [thing.glyph for thing in painting.understood.scene.things]


def encoded(image, kind="PNG", **settings):
    out = io.BytesIO()
    image.save(out, kind, **settings)
    return out.getvalue()


@pytest.fixture(scope="module")
def fox():
    return new("a fox on a hill").data


@pytest.fixture(scope="module")
def photo():
    """Something no painter here made: a soft light, a face of two eyes."""
    image = Image.merge("RGB", [Image.linear_gradient("L").resize((320, 240))] * 3)
    pen = ImageDraw.Draw(image)
    pen.ellipse((100, 60, 220, 220), fill=(206, 160, 130))
    pen.ellipse((130, 110, 145, 122), fill="black")
    pen.ellipse((175, 110, 190, 122), fill="black")
    return encoded(image, "JPEG", quality=95)


def test_a_seed_and_words_make_one_picture_and_another_seed_another(fox):
    assert new("a fox on a hill").data == fox

    assert difference(new("a fox on a hill", seed=2).data, fox) > 5


@pytest.mark.parametrize("asked", [{"aspect": "16:9"}, {"aspect": None, "size": "2K"}])
def test_another_shape_or_size_keeps_the_picture_as_it_is(fox, asked):
    request = ImageRequest(prompt="", model="any", reshapes=True, **{"size": "1K", **asked})

    again = edited(fox, instruction(request))

    assert again.data == fox


def test_a_finished_draft_has_its_scene_and_nothing_in_the_request_is_unknown(fox):
    request = ImageRequest(prompt="", model="any", size="1K", finishes=True)

    finished = edited(fox, instruction(request))

    assert finished.data == fox
    assert finished.understood.heard
    assert not finished.understood.unknown


@pytest.mark.parametrize("mime", ["image/png", "image/jpeg", "image/webp"])
@pytest.mark.parametrize("size", [(320, 240), (64, 512), (512, 64), (40, 40)])
def test_a_picture_has_the_size_and_type_that_were_asked_for(mime, size):
    data = new("space", width=size[0], height=size[1], mime=mime).data

    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == size
        assert picture.get_format_mimetype() == mime


@pytest.mark.parametrize("words", ["a red square", "a red circle", "a red heart"])
def test_a_plain_shape_is_what_it_is_called(words):
    red, green, blue = opened(new(words).data).getpixel((160, 120))

    assert red > 180
    assert red > 2 * max(green, blue)


@pytest.mark.parametrize("glyph", ["👧", "👴", "👸", "🧑‍🚀", "🎅"])
def test_people_are_drawn_from_head_to_foot(glyph):
    person = figure(Thing(glyph=glyph, place=0), 240)

    assert person.height > 1.3 * person.width


def test_a_hat_leaves_glasses_where_they_are():
    hat, glasses = Worn(glyph="🎩"), Worn(glyph="👓")

    one, both = (
        figure(Thing(glyph="🦊", place=0, worn=worn), 240) for worn in ((glasses,), (hat, glasses))
    )

    faces = (
        encoded(whole.crop((0, whole.height - 160, 180, whole.height))) for whole in (one, both)
    )
    assert difference(*faces) < 2


def test_an_umbrella_brings_no_rain_of_its_own():
    colours = figure(Thing(glyph="☔", place=0), 240).getcolors(100_000) or []

    assert not [c for _, c in colours if isinstance(c, tuple) and c[2] > 180 and c[0] < 60]


def test_somebody_who_rides_is_seen():
    alone, ridden = (new(words, seed=4).data for words in ("an elephant", "a king on an elephant"))

    assert difference(alone, ridden) > 2


@pytest.mark.parametrize("hour", ["day", "night"])
@pytest.mark.parametrize("ground", sorted(PLACES))
def test_every_place_can_be_painted_by_day_and_by_night(ground, hour):
    image = draw(Scene(ground=ground, hour=hour), (), (96, 64))

    assert len(image.getcolors(10_000) or []) > 30


@pytest.mark.parametrize("weather", [*BEHIND, *BEFORE])
def test_every_weather_is_seen(weather):
    scene = Scene(ground="hills", hour="day", season=weather, weather=(weather,))

    there, clear = (draw(one, (), (160, 120)) for one in (scene, Scene(ground="hills", hour="day")))

    assert ImageChops.difference(there, clear).getbbox()


def test_whatever_has_a_size_or_is_ridden_is_drawn():
    assert not {one for one in (*TALL, *MOUNTS) if not is_drawn(one)} - {"person", "animal"}


def placed(words, seed=1):
    """What stands in a new picture, by its emoji, and where in pixels."""
    canvas = Canvas(Image.new("RGB", (320, 320)))
    scene = imagine(words, seed=seed).scene
    found = place_things(canvas, scene, Spot(kind="hills", floor=0.9, light=(255, 255, 255)))
    return canvas, found, boxes(canvas, found)


def test_however_many_stand_side_by_side_most_of_each_is_seen():
    canvas, _, found = placed("four cows and a tractor in front of a barn")

    assert sum(right - left for left, _, right, _ in found) < 1.5 * canvas.width


def test_who_comes_to_a_bench_is_before_it():
    for seed in range(5):
        _, found, _ = placed("a dog and a bench", seed)

        assert [one.thing.glyph for one in sorted(found, key=Placed.nearness)] == ["bench", "🐕"]


def test_a_sign_is_above_the_heads_of_those_before_it():
    low, high = (Canvas(Image.new("RGB", (320, 320))) for _ in "ab")
    signpost(low, "Closed", floor=0.9, around=[])
    signpost(high, "Closed", floor=0.9, around=[(0, 120, 320, 290)])

    below = high.image.crop((0, 125, 320, 290)).getbbox() or (0, 0, 0, 0)
    assert (low.image.getbbox() or (0, 0, 0, 0))[1] > 160
    assert (high.image.getbbox() or (0, 0, 0, 0))[1] < 100
    assert below[2] < 280  # the post alone


def test_fire_is_as_bright_by_night_as_by_day():
    day, night = (opened(new(f"a fire on a hill {when}").data) for when in ("by day", "at night"))

    assert night.resize((1, 1), box=(140, 140, 180, 200)).getpixel((0, 0))[0] > 200
    assert day != night


def test_snow_covers_the_shore_but_not_the_desert():
    def sand(words):
        return min(ImageStat.Stat(opened(new(words).data).crop((0, 215, 200, 240))).mean)

    assert sand("a beach in winter by day") > 225
    assert abs(sand("a desert by day with snow") - sand("a desert by day")) < 40


@pytest.mark.parametrize("style", ["clay", "oil"])
def test_no_style_brings_shade_from_the_opposite_edge(style):
    image = Image.new("RGB", (200, 200), (150, 150, 150))
    image.paste("white", (0, 100, 200, 200))

    top = styled(image, style, 1).convert("L").crop((40, 0, 160, 12))
    assert not any(top.histogram()[:40])


def test_rain_stays_outside_the_window():
    dry, wet = (new(f"a cat on a sofa{weather}, by day").data for weather in ("", " in the rain"))

    floor = [encoded(opened(data).crop((0, 190, 320, 228))) for data in (dry, wet)]
    assert difference(*floor) < 0.8 < difference(dry, wet)


def test_the_same_change_is_another_picture_with_another_seed_and_leaves_the_land(fox):
    one, other = (edited(fox, "add a castle, at night", seed=seed) for seed in (3, 4))

    assert one.data != other.data
    assert one.understood.scene.seed == other.understood.scene.seed


def test_words_that_are_true_of_a_picture_already_vary_it(fox):
    varied = edited(fox, "a fox on a hill", seed=5)

    assert glyphs(varied) == ["🦊"]
    assert difference(varied.data, fox) > 5


# A scene, drawn again


@pytest.mark.parametrize("mime", ["image/png", "image/jpeg", "image/webp"])
def test_a_change_is_one_of_the_scene_that_the_file_carries(mime):
    snow = new("a fox in the snow", mime=mime)

    night = edited(snow.data, "make it night", mime=mime)

    fresh = new("a fox in the snow at night", mime=mime)
    assert night.understood.scene == fresh.understood.scene
    assert night.data == fresh.data


def test_what_was_changed_and_changed_back_is_the_picture_of_before(fox):
    data = fox
    there = [
        "make it night",
        "add a dragon",
        "give the fox a hat",
        "make the fox blue",
        "let it snow",
    ]
    there += ["as a watercolour", "zoom in", "in autumn", "turn the dragon into a robot", "add fog"]
    back = ["stop the fog", "remove the robot", "remove the hat", "stop the snow", "without style"]

    for words in [*there, *back]:
        data = edited(data, words).data

    fresh = new("a blue fox on a hill in autumn at night")
    assert difference(edited(data, "zoom out").data, fresh.data) < 0.1


def test_the_twentieth_change_is_as_clean_as_the_first_also_through_a_lossy_format(fox):
    steps = (LISTS / "edits.txt").read_text(encoding="utf-8").splitlines()[1:21]
    clean, lossy = fox, edited(fox, "a fox on a hill", mime="image/jpeg", seed=1).data
    for line in steps[:-1]:
        words = line.split(" | ")[0]
        clean, lossy = edited(clean, words).data, edited(lossy, words, mime="image/jpeg").data

    last = steps[-1].split(" | ")[0]
    one, other = (edited(data, last) for data in (clean, lossy))

    assert one.understood.scene == other.understood.scene
    assert one.data == other.data


def test_one_thing_is_given_a_colour_and_the_rest_keeps_its_own(fox):
    blue = edited(fox, "make the fox blue").data

    changed = ImageChops.difference(opened(fox), opened(blue)).point(lambda v: 255 * (v > 24))
    left, top, right, bottom = changed.getbbox() or (0, 0, 0, 0)
    assert 0 < (right - left) * (bottom - top) < SIZE["width"] * SIZE["height"] / 3


def outlines(data):
    """Where the lower half of a picture has edges, as the numbers of those pixels."""
    grey = ImageOps.autocontrast(opened(data).crop((0, 120, 320, 230)).convert("L"))
    edges = grey.filter(ImageFilter.FIND_EDGES).filter(ImageFilter.MaxFilter(3)).tobytes()
    return {number for number, value in enumerate(edges) if value > 60}


def test_night_darkens_a_picture_and_leaves_the_land_where_it_was(fox):
    night = edited(fox, "make it night").data
    elsewhere = new("a fox on a hill at night", seed=5).data

    assert difference(fox, night) > 30
    kept, other = (len(outlines(fox) & outlines(one)) for one in (night, elsewhere))
    assert kept > 1.5 * other


@pytest.mark.parametrize("style", sorted(STYLES))
def test_every_style_draws_new_pictures_and_changed_ones_alike(fox, style):
    names = {"grey": "black and white"}

    changed = edited(fox, names.get(style, style))

    assert changed.data == new(f"a fox on a hill, {names.get(style, style)}").data
    assert difference(changed.data, fox) > 4


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_easels_own_styles_are_understood_and_add_nothing_else(name):
    request = ImageRequest(prompt="a fox", model="any", style=Style(name=name, words=SEEDS[name]))

    painting = new(instruction(request))

    assert painting.understood.scene.style
    assert glyphs(painting) == ["🦊"]
    assert not painting.understood.unknown


def test_the_words_of_a_sign_are_kept_until_it_is_taken_away(fox):
    signed = edited(fox, 'add a sign that says "Bo’s bar"')

    assert signed.understood.scene.sign == "Bo’s bar"
    assert edited(signed.data, "remove the sign").data == fox


def test_two_scenes_flow_together(fox):
    dragon = new("a dragon at night").data

    both = paint("blend them", sources=[fox, dragon], **SIZE, seed=8)

    assert glyphs(both) == ["🦊", "🐉"]


@pytest.mark.parametrize("words", ["hm", "", "qwertz"])
def test_words_that_mean_nothing_here_are_told_apart_from_those_that_change_nothing(fox, words):
    assert not edited(fox, words).understood.heard
    assert edited(fox, "by day").understood.heard


# Photos


def test_a_photo_stays_a_photo_under_what_is_laid_on_it(photo):
    once = edited(photo, "add a cat").data

    left = (60, 40, 250, 170)
    assert difference(encoded(opened(photo).crop(left)), encoded(opened(once).crop(left))) < 4
    assert difference(photo, once) > 1


def test_a_photo_is_still_clean_after_twenty_changes(photo):
    data = photo
    for words in [
        "add a cat",
        "make it night",
        "as a pencil drawing",
        "remove the cat",
        "by day",
    ] * 4:
        data = edited(data, words).data

    plain = edited(data, "without style").data
    assert difference(photo, plain) < 4


@pytest.mark.parametrize("words", ["make it night", "at sunset", "in winter", "make it blue"])
def test_a_photo_in_another_light_keeps_its_lines(photo, words):
    changed = edited(photo, words).data

    shapes = [opened(data).convert("L").resize((40, 30)) for data in (photo, changed)]
    eye, cheek = ((17, 14), (20, 20))
    assert all(shape.getpixel(eye) + 15 < shape.getpixel(cheek) for shape in shapes)
    assert difference(photo, changed) > 4


@pytest.mark.parametrize("words", ["make it night", "make it majestic"])
def test_variations_of_a_photo_differ_from_each_other_and_show_the_photo(photo, words):
    first = edited(photo, words).data

    varied = [edited(first, words, seed=seed, again=True).data for seed in range(2, 6)]

    pairs = itertools.combinations([first, *varied], 2)
    assert all(difference(one, other) > 2 for one, other in pairs)
    small = [encoded(ImageOps.equalize(opened(data).resize((8, 6)))) for data in (first, *varied)]
    assert all(difference(small[0], other) < 30 for other in small[1:])


def test_four_calls_for_the_same_words_once_more_give_four_variations_of_a_photo(photo):
    first = edited(photo, "make it majestic").data
    said = Content("user", (Part(text="make it majestic", picture=photo),))
    asked = (
        said,
        Content("model", (Part(picture=first),)),
        said._replace(parts=(Part(text="make it majestic"),)),
    )
    ask = Ask(
        contents=asked, ratio=None, size="1K", seed=None, wants_words=False, wants_picture=True,
        wants_thoughts=False, json_schema=None,
    )  # fmt: skip

    calls = [atelier.Order(count=count, fast=False) for count in range(4)]
    how = Paint(size=(320, 240))
    painted = [atelier.work(ask, model=IMAGE_MODELS[0], how=how, order=call)[0] for call in calls]

    pairs = itertools.combinations([one.pictures[0] for one in painted], 2)
    assert all(difference(one, other) > 2 for one, other in pairs)


def test_several_photos_hang_side_by_side_and_stay_when_somebody_comes():
    colours = [(220, 40, 40), (40, 200, 60), (40, 60, 220)]
    sources = [encoded(Image.new("RGB", (100, 80), colour)) for colour in colours]

    together = paint("all of them", sources=sources, **SIZE, seed=8)
    seen = {pixel for _, pixel in opened(together.data).getcolors(100_000)}
    visited = edited(together.data, "add a cat")

    assert seen >= {*colours}
    assert glyphs(visited) == ["🐈"]
    assert visited.understood.scene.ground == together.understood.scene.ground


def test_a_scene_and_a_photo_hang_side_by_side(fox, photo):
    both = paint("put them together", sources=[fox, photo], **SIZE, seed=8)

    assert both.understood.scene.ground == "gallery"


# Anything at all


@pytest.mark.parametrize("data", [b"", b"nothing", b"\x89PNG\r\n\x1a\n" + bytes(60)])
@pytest.mark.parametrize("fast", [False, True])
def test_what_is_no_picture_is_refused(data, fast):
    with pytest.raises(NotAPicture):
        edited(data, "hm", fast=fast)


@pytest.mark.parametrize(
    "description",
    ["", "a photo", "[]", "{}", '{"easel-scene":1}', '{"easel-scene":1,"things":[7]}'],
)
def test_a_description_that_is_no_scene_makes_a_photo(description):
    exif = Image.Exif()
    exif[0x010E] = description

    painting = edited(encoded(Image.new("RGB", (60, 40), "red"), exif=exif), "add a cat")

    assert painting.understood.scene.ground == "photo"


def test_a_transparent_and_a_turned_picture_can_be_changed():
    clear = encoded(Image.new("LA", (60, 40), (0, 0)))
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = encoded(Image.new("RGB", (60, 40), "red"), "JPEG", exif=exif)

    data = paint("blend", sources=[clear, turned], **SIZE, seed=10).data

    assert opened(data).size == (320, 240)


WORDS = (
    "fox cat the a two red sad add remove turn into night snow sea zoom in watercolour hat sign , ."
)


@settings(max_examples=25)
@given(
    words=st.lists(st.one_of(st.sampled_from(WORDS.split()), st.text(max_size=8)), max_size=8),
    width=st.integers(16, 140),
    height=st.integers(16, 140),
    seed=st.integers(0, 2**48),
)
def test_whatever_the_words_there_is_a_picture(words, width, height, seed):
    prompt = " ".join(words)

    first = paint(prompt, width=width, height=height, seed=seed).data
    second = paint(prompt, sources=[first], width=height, height=width, seed=seed).data

    assert opened(first).size == (width, height)
    assert opened(second).size == (height, width)
