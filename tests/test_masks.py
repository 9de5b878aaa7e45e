"""What a brush marks: outside of it each pixel stays, and the model is shown its edge."""

import base64
import io

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.core import masks, reframing
from bot.core.turns import Mask
from bot.imaging import reframing as pixels

from .test_reframing import RATIOS, SIZES, noise, opened

MARKS = st.lists(st.tuples(*[st.integers(0, 127)] * 4), min_size=1, max_size=6)


def marked(size, marks):
    """A mask of boxes of cells, in a picture of a size; each is two corners."""
    columns, rows = masks.grid(size)
    cells = [[0] * columns for _ in range(rows)]
    for left, top, right, bottom in marks:
        for row in range(min(top, bottom) % rows, max(top, bottom) % rows + 1):
            for column in range(min(left, right) % columns, max(left, right) % columns + 1):
                cells[row][column] = 1
    bits = "".join(str(cell) for row in cells for cell in row)
    packed = int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8))
    return Mask(columns=columns, rows=rows, bits=base64.b64encode(packed).decode()), cells


@given(SIZES, MARKS, st.sampled_from(["RGB", "RGBA"]), SIZES)
@settings(max_examples=150)
def test_outside_of_a_mask_each_pixel_stays_whatever_the_model_answers(size, marks, mode, answered):
    mask, cells = marked(size, marks)
    assume(0 < sum(map(sum, cells)) < mask.columns * mask.rows)
    reframing.check_region(size, mask)
    boxes = reframing.boxes(size, mask)
    _, sent = reframing.enclosing(size, RATIOS)
    picture = noise(size, mode)
    answer = io.BytesIO()
    Image.new("RGB", answered, "blue").save(answer, "PNG")

    made = pixels.replaced(picture, answer.getvalue(), boxes, sent.values)

    whole, before = opened(made.data), opened(picture)
    inside = Image.new("L", size)
    for box in boxes:
        inside.paste(255, box)
    for image in (whole, before):
        image.paste(0, mask=inside)
    assert whole.tobytes() == before.tobytes()


@given(st.tuples(st.integers(1, 700), st.integers(1, 700)), MARKS)
def test_the_boxes_of_a_mask_are_its_cells_each_once(size, marks):
    mask, cells = marked(size, marks)
    assume(any(map(any, cells)))

    found = reframing.boxes(size, mask)

    area = 0
    for row, line in enumerate(cells):
        tall = (row + 1) * size[1] // mask.rows - row * size[1] // mask.rows
        for column, cell in enumerate(line):
            wide = (column + 1) * size[0] // mask.columns - column * size[0] // mask.columns
            area += tall * wide * cell
    assert sum((box[2] - box[0]) * (box[3] - box[1]) for box in found) == area
    inside = Image.new("1", size)
    for box in found:
        inside.paste(1, box)
    assert sum(inside.convert("L").point(bool).tobytes()) == area, "none overlaps another"


def test_a_line_of_single_cells_changes_too():
    size = (1024, 1024)
    mask, _ = marked(size, [(20, 64, 100, 64)])
    answer = io.BytesIO()
    Image.new("RGB", size, "blue").save(answer, "PNG")

    boxes = reframing.boxes(size, mask)
    made = opened(pixels.replaced(noise(size), answer.getvalue(), boxes, [*size, 0, 0]).data)

    grey, blue = [made.getpixel((x, 516))[0] for x in (100, 500)], made.getpixel((500, 516))[2]
    assert blue > 60 + grey[1], "it is not all seam"


def test_the_model_is_shown_the_edge_of_what_is_marked_and_what_is_within():
    size = (1024, 1024)
    mask, _ = marked(size, [(32, 32, 95, 63), (32, 64, 63, 95)])  # touch each other
    grey = io.BytesIO()
    Image.new("RGB", size, "grey").save(grey, "PNG")

    boxes = reframing.boxes(size, mask)
    shown = opened(pixels.shown(grey.getvalue(), [*size, 0, 0], boxes, 2048).data)

    for at in ((258, 400), (765, 300), (600, 509), (300, 765)):
        assert shown.getpixel(at)[1] < 40, "an edge"
    for at in ((384, 512), (500, 400), (200, 200), (700, 700)):
        assert abs(shown.getpixel(at)[1] - 128) < 20, "none between the two, or elsewhere"


def test_the_edge_of_the_picture_is_an_edge_of_what_is_marked():
    size = (512, 512)
    mask, _ = marked(size, [(0, 0, 63, 127)])
    grey = io.BytesIO()
    Image.new("RGB", size, "grey").save(grey, "PNG")

    boxes = reframing.boxes(size, mask)
    shown = opened(pixels.shown(grey.getvalue(), [*size, 0, 0], boxes, 2048).data)

    for at in ((1, 256), (128, 1), (128, 510), (254, 256)):
        assert shown.getpixel(at)[1] < 40


def test_a_mask_is_as_long_as_its_cells_however_large_the_picture():
    for size in ((4096, 4096), (8192, 1), (1, 1), (1344, 768)):
        columns, rows = masks.grid(size)
        assert 1 <= min(columns, rows) <= max(columns, rows) <= 128
        assert (columns <= size[0], rows <= size[1]) == (True, True)
