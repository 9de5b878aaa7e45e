"""Zooming out, panning, extending, cropping, turning: what is kept stays pixel for pixel."""

import io

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from bot.core import conversation, frame_requests, reframing, requests
from bot.core.models import KNOWN
from bot.core.reframing import FLIPS, MAX_PIXELS, SIDES, TURNS, ZOOMS
from bot.core.turns import (
    Blob,
    Cells,
    Digest,
    GeneratedPicture,
    ImageRequest,
    Outcome,
    Person,
    Reframing,
    Turn,
)
from bot.errors import NotFound, UserError
from bot.imaging import grids
from bot.imaging import reframing as pixels
from bot.sandbox.gemini.painter import paint

RATIOS = KNOWN[0].ratios
GROWN = [
    *(Reframing(kind="zoom", value=value) for value in ZOOMS),
    *(Reframing(kind="pan", value=value) for value in SIDES),
    *(Reframing(kind="extend", value=value) for value in RATIOS),
]
TURNED = [
    *(Reframing(kind="rotate", value=value) for value in TURNS),
    *(Reframing(kind="flip", value=value) for value in FLIPS),
]
SIZES = st.tuples(st.integers(1, 160), st.integers(1, 160))


def noise(size, mode="RGB", kind="PNG"):
    """A picture whose neighbouring pixels have nothing in common."""
    image = Image.effect_noise(size, 90)
    bands = [image.rotate(90 * turn).resize(size) for turn in range(len(mode))]
    out = io.BytesIO()
    Image.merge(mode, bands).save(out, kind)
    return out.getvalue()


def opened(data):
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return image


def refusal(size, how):
    """Why a picture of a size can't be reframed so; empty if it can."""
    try:
        reframing.check(size, how)
    except UserError as error:
        return str(error)
    return ""


def sent_frame(size, how, ratios=RATIOS):
    """The frame of a reframing, and the whole that the model is sent, as the engine has them."""
    frame = reframing.grown(size, how)
    _, around = reframing.enclosing((frame.width, frame.height), ratios)
    sent = [around.width, around.height, around.left + frame.left, around.top + frame.top]
    return frame, sent


@given(SIZES, st.sampled_from(GROWN), st.sampled_from(["RGB", "RGBA"]), SIZES)
@settings(max_examples=150)
def test_a_larger_frame_keeps_the_pixels_of_the_picture_whatever_the_model_answers(
    size, how, mode, answered
):
    assume(refusal(size, how) != "reframe.already")
    frame, sent = sent_frame(size, how)
    data, answer = noise(size, mode), noise(answered)

    made = pixels.filled(data, answer, frame.values, sent)

    whole, picture = opened(made.data), opened(data)
    assert whole.size == (frame.width, frame.height) == (made.width, made.height)
    assert made.mime == "image/png"
    place = (frame.left, frame.top, frame.left + size[0], frame.top + size[1])
    assert whole.crop(place).tobytes() == picture.tobytes()


@given(SIZES, st.sampled_from(GROWN))
def test_a_larger_frame_has_the_picture_within_it_and_a_ratio_that_a_model_has(size, how):
    assume(refusal(size, how) != "reframe.already")
    frame, sent = sent_frame(size, how)

    assert 0 <= frame.left <= frame.width - size[0]
    assert 0 <= frame.top <= frame.height - size[1]
    assert (frame.width, frame.height) > size
    width, height, left, top = sent
    assert 0 <= left - frame.left <= width - frame.width
    assert 0 <= top - frame.top <= height - frame.height


@pytest.mark.parametrize("how", GROWN, ids=lambda how: how.kind + how.value)
def test_what_is_sent_is_empty_exactly_around_the_picture(how):
    size = (960, 662)
    _, sent = sent_frame(size, how)
    grey = io.BytesIO()
    Image.new("RGB", size, "grey").save(grey, "PNG")

    shown = opened(pixels.enlarged(grey.getvalue(), sent, 9000).data)

    left, top = sent[2:]
    assert shown.size == tuple(sent[:2])
    assert max(abs(value - 128) for value in shown.getpixel((left + 480, top + 330))) < 3
    right, bottom = shown.width - 1, shown.height - 1
    outside = [
        (x, y)
        for x, y in ((0, 0), (right, 0), (0, bottom), (right, bottom))
        if not (left - 8 <= x < left + size[0] + 8 and top - 8 <= y < top + size[1] + 8)
    ]
    assert outside
    assert all(
        max(abs(a - b) for a, b in zip(shown.getpixel(at), pixels.EMPTY, strict=True)) < 6
        for at in outside
    )


def test_a_large_frame_is_sent_within_the_pixels_that_a_model_uses():
    frame, sent = sent_frame((2048, 2048), Reframing(kind="zoom", value="200"))

    shown = pixels.enlarged(noise((2048, 2048)), sent, 2048)

    assert frame.width == frame.height == 4096
    assert (shown.width, shown.height) == (2048, 2048)


@given(SIZES, st.sampled_from(RATIOS), st.sampled_from(["", "left", "right", "top", "bottom"]))
def test_a_crop_keeps_the_pixels_of_its_part(size, aspect, side):
    size = (size[0] + 64, size[1] + 64)
    how = Reframing(kind="crop", value=f"{aspect} {side}".strip())
    assume(refusal(size, how) not in {"reframe.already", "reframe.small"})
    box = reframing.cropped(size, how)
    data = noise(size)

    made = pixels.crop(data, box)

    assert opened(made.data).tobytes() == opened(data).crop(box).tobytes()
    assert 0 <= box[0] < box[2] <= size[0]
    assert 0 <= box[1] < box[3] <= size[1]
    assert {"left": box[0], "top": box[1]}.get(side, 0) == 0
    assert {"right": box[2] - size[0], "bottom": box[3] - size[1]}.get(side, 0) == 0


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("how", TURNED, ids=lambda how: how.value)
def test_turning_back_gives_the_same_pixels(kind, how):
    data = noise((70, 30), kind=kind)
    back = {"90": "270", "270": "90"}.get(how.value, how.value)

    turned = pixels.turn(data, how.value)
    again = pixels.turn(turned.data, back)

    assert opened(again.data).tobytes() == opened(data).convert("RGB").tobytes()
    if how.kind == "rotate" and how.value != "180":
        assert (turned.width, turned.height) == (30, 70)


def test_a_rotation_goes_clockwise_and_heeds_the_orientation_in_the_file():
    upright = Image.new("RGB", (40, 20), "white")
    upright.paste("red", (0, 0, 8, 8))  # at the upper left
    plain, turned = io.BytesIO(), io.BytesIO()
    upright.save(plain, "PNG")
    exif = Image.Exif()
    exif[0x0112] = 3  # to be shown upside down
    upright.rotate(180).save(turned, "PNG", exif=exif)

    for data in (plain.getvalue(), turned.getvalue()):
        right = opened(pixels.turn(data, "90").data)
        assert right.size == (20, 40)
        assert right.getpixel((19, 0)) == (255, 0, 0), "the upper left went to the upper right"


def test_a_colour_profile_stays_with_its_pixels():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    out = io.BytesIO()
    Image.new("RGB", (100, 100), (10, 200, 77)).save(out, "PNG", icc_profile=profile)

    made = opened(pixels.crop(out.getvalue(), (0, 0, 90, 70)).data)

    assert made.info["icc_profile"] == profile
    assert made.getpixel((5, 5)) == (10, 200, 77)


@pytest.mark.parametrize(
    ("size", "how", "code"),
    [
        ((4096, 4096), Reframing(kind="zoom", value="150"), "reframe.large"),
        ((2048, 2050), Reframing(kind="zoom", value="200"), "reframe.large"),
        ((8000, 1000), Reframing(kind="pan", value="left"), "reframe.large"),
        ((1024, 1024), Reframing(kind="extend", value="1:1"), "reframe.already"),
        ((1344, 768), Reframing(kind="extend", value="16:9"), "reframe.already"),
        ((1024, 1024), Reframing(kind="crop", value="1:1"), "reframe.already"),
        ((100, 100), Reframing(kind="crop", value="8:1"), "reframe.small"),
        ((600, 400), Reframing(kind="cells"), "cells.none"),
        (
            (600, 400),
            Reframing(kind="cells", cells=Cells(columns=3, rows=3, numbers=())),
            "cells.none",
        ),
        (
            (600, 400),
            Reframing(kind="cells", cells=Cells(columns=3, rows=3, numbers=(1, 9))),
            "cells.whole.crop",
        ),
        (
            (600, 400),
            Reframing(kind="cells", cells=Cells(columns=3, rows=3, numbers=(10,))),
            "button.stale",
        ),
        ((600, 400), Reframing(kind="zoom", value="900"), "button.stale"),
        ((600, 400), Reframing(kind="pan", value="inside"), "button.stale"),
        ((600, 400), Reframing(kind="extend", value="0:1"), "button.stale"),
        ((600, 400), Reframing(kind="crop", value="1:1 under"), "button.stale"),
        ((600, 400), Reframing(kind="rotate", value="45"), "button.stale"),
        ((600, 400), Reframing(kind="melt"), "button.stale"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(size, how, code):
    with pytest.raises(UserError) as refused:
        reframing.check(size, how)

    assert str(refused.value) == code


def test_every_larger_frame_is_within_the_limit():
    for how in GROWN:
        for size in ((2048, 2048), (4096, 2304), (1024, 1024), (4096, 512)):
            if refusal(size, how):
                continue
            frame = reframing.grown(size, how)
            assert frame.width * frame.height <= MAX_PIXELS


def painted(request=None, *, number=1, parent=None, id_=7):
    picture = Blob(digest=Digest("a" * 64), mime="image/png", size=9, width=1024, height=1024)
    return Turn(
        id=id_,
        request=request or ImageRequest(prompt="a fox", model=KNOWN[0].id, size="2K"),
        by=Person(id=1, guild=2),
        created_at=0,
        parent=parent,
        outcome=Outcome.PAINTED,
        painted=(GeneratedPicture(picture=picture),),
        number=number,
    )


def test_a_reframing_continues_its_picture_and_is_what_follows_it():
    fox = painted()
    wide = frame_requests.reframe(fox, Reframing(kind="zoom", value="200"))
    assert wide.parent == fox.id
    assert wide.request.size == "2K"

    turn = painted(wide.request, parent=fox.id, id_=8)

    assert requests.again(turn).parent == fox.id
    assert requests.vary(turn).parent == fox.id, "the same picture gets other surroundings"
    assert requests.refine(turn, "make it night").request.reframes is None


def test_what_no_model_paints_is_not_varied_and_may_be_done_again():
    fox = painted()
    crop = painted(frame_requests.reframe(fox, Reframing(kind="rotate", value="90")).request, id_=8)

    with pytest.raises(UserError, match=r"reframe\.same"):
        requests.vary(crop)
    assert requests.again(crop).request.reframes == Reframing(kind="rotate", value="90")


def test_a_picture_that_is_not_there_is_not_reframed():
    with pytest.raises(NotFound):
        frame_requests.reframe(painted(), Reframing(kind="rotate", value="90"), pick=1)


def test_what_is_sent_does_not_grow_with_the_thread():
    how = Reframing(kind="zoom", value="150")
    request = frame_requests.reframe(painted(), how).request
    steps = [painted(id_=number) for number in range(1, 60)]
    shown = Blob(digest=Digest("b" * 64), mime="image/jpeg", size=9, width=10, height=10)

    [content] = conversation.contents_around(steps, request, [shown])

    assert [part.picture for part in content.parts if part.picture] == [shown]
    said = "".join(part.words for part in content.parts)
    assert len(said) < conversation.MAX_HISTORY + 2000
    assert conversation.FILL in said


@pytest.mark.parametrize("how", [GROWN[1], GROWN[2], GROWN[5]], ids=lambda how: how.value)
def test_the_sandbox_paints_on_into_what_is_empty(how):
    fox = paint("a red fox in the snow", width=512, height=512, seed=3).data
    frame, sent = sent_frame((512, 512), how)
    shown = pixels.enlarged(fox, sent, 2048)
    words = conversation.instruction(ImageRequest(prompt="", model="m", reframes=how))

    answer = paint(words, sources=[shown.data], width=shown.width, height=shown.height, seed=4).data

    whole = opened(pixels.filled(fox, answer, frame.values, sent).data)
    red, green, blue = whole.split()
    for x, y in ((2, 2), (frame.width - 3, 2), (2, frame.height - 3)):
        seen = (red.getpixel((x, y)), green.getpixel((x, y)), blue.getpixel((x, y)))
        assert max(abs(a - b) for a, b in zip(seen, pixels.EMPTY, strict=True)) > 60


@given(SIZES, st.booleans(), st.sets(st.integers(1, 9), min_size=1, max_size=8), SIZES)
@settings(max_examples=150)
def test_outside_of_a_region_each_pixel_stays_whatever_the_model_answers(
    size, alpha, numbers, answered
):
    size = (size[0] + 9, size[1] + 9)
    picture = noise(size, "RGBA" if alpha else "RGB")
    cells = Cells(columns=3, rows=3, numbers=tuple(sorted(numbers)))
    reframing.check_region(size, cells)
    boxes = reframing.boxes(size, cells)
    _, sent = reframing.enclosing(size, RATIOS)
    answer = io.BytesIO()
    Image.new("RGB", answered, "blue").save(answer, "PNG")

    made = pixels.replaced(picture, answer.getvalue(), boxes, sent.values)

    whole, before = opened(made.data), opened(picture)
    assert whole.size == size
    for image in (whole, before):
        for box in boxes:
            image.paste(0, box)
    assert whole.tobytes() == before.tobytes()


def test_the_middle_of_a_region_is_as_the_model_painted_it():
    size = (640, 480)
    cells = Cells(columns=3, rows=3, numbers=(1, 5))
    boxes = reframing.boxes(size, cells)
    answer = io.BytesIO()
    Image.new("RGB", (320, 240), "blue").save(answer, "PNG")

    made = opened(pixels.replaced(noise(size), answer.getvalue(), boxes, [*size, 0, 0]).data)

    for at in ((320, 240), (0, 0), (100, 80)):
        assert made.getpixel(at) == (0, 0, 255)


@pytest.mark.parametrize(
    ("numbers", "code"),
    [((), "cells.none"), (range(1, 10), "cells.whole"), ((10,), "button.stale")],
)
def test_a_region_of_nothing_or_everything_is_refused(numbers, code):
    cells = Cells(columns=3, rows=3, numbers=tuple(numbers))

    with pytest.raises(UserError) as refused:
        frame_requests.change_region(painted(), "a moon", cells)

    assert str(refused.value) == code


def test_the_sandbox_paints_within_the_frames():
    fox = paint("a red fox in the snow", width=600, height=600, seed=3).data
    cells = Cells(columns=3, rows=3, numbers=(1,))
    boxes = reframing.boxes((600, 600), cells)
    marked = pixels.shown(fox, [600, 600, 0, 0], boxes, 2048)
    request = ImageRequest(prompt="add a moon", model="m", region=cells)

    answer = paint(
        conversation.instruction(request), sources=[fox, marked.data], width=600, height=600, seed=4
    ).data

    made = opened(pixels.replaced(fox, answer, boxes, [600, 600, 0, 0]).data)
    assert made.crop((0, 0, 200, 200)).tobytes() != opened(fox).crop((0, 0, 200, 200)).tobytes()


@given(SIZES, st.sampled_from([True, False]))
def test_the_cells_of_a_grid_cover_a_picture_once(size, fine):
    size = (size[0] + 64, size[1] + 64)
    columns, rows = reframing.grid(size, fine=fine)
    every = Cells(columns=columns, rows=rows, numbers=tuple(range(1, columns * rows + 1)))

    found = reframing.boxes(size, every)

    assert columns * rows == (24 if fine else 9)
    assert sum((box[2] - box[0]) * (box[3] - box[1]) for box in found) == size[0] * size[1]
    assert len(set(found)) == columns * rows
    drawn = grids.grid(noise(size), found)
    assert (drawn.mime, drawn.width <= grids.WIDTH, drawn.height <= grids.HEIGHT) == (
        "image/jpeg",
        True,
        True,
    )
