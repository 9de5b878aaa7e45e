"""Enlarges, crops and turns pictures, and puts together what is kept and what was painted.

Runs in the worker. What is kept stays as it is, pixel for pixel: results are PNG files, in the
colour profile of the picture they were made from. A box is left, top, right and bottom, in pixels.
"""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from bot.imaging.opening import read
from bot.imaging.pixels import UPRIGHT
from bot.imaging.values import MAX_PIXELS, MEMORY, Picture

EMPTY = (255, 0, 255)  # magenta: what is to be painted, as `bot.core.conversation` says
PAPER = (255, 255, 255)  # behind transparent pixels that a model is shown
QUALITY = 92  # of a JPEG for the model
LEAST_BLEND, MOST_BLEND = 2, 12  # pixels over which a seam is blended
BLEND = 80  # the picture's shorter side is divided by that to have them
CHANGED = 200  # of 255: how far a pixel has become what was painted for a part to have changed
REACH = 3  # blends from such a pixel to the edge of its part, at most

_TURNED = {
    "90": Image.Transpose.ROTATE_270,  # Pillow turns counter-clockwise
    "180": Image.Transpose.ROTATE_180,
    "270": Image.Transpose.ROTATE_90,
    "across": Image.Transpose.FLIP_LEFT_RIGHT,
    "over": Image.Transpose.FLIP_TOP_BOTTOM,
}


def crop(data: bytes, box: Sequence[int], memory_limit: int = MEMORY) -> Picture:
    """Return a part of a picture."""
    image, profile = opened(data, memory_limit)
    left, top, right, bottom = box
    return _png(image.crop((left, top, right, bottom)), profile)


def turn(data: bytes, how: str, memory_limit: int = MEMORY) -> Picture:
    """Return a picture turned by "90", "180" or "270" degrees, or mirrored "across" or "over"."""
    image, profile = opened(data, memory_limit)
    return _png(image.transpose(_TURNED[how]), profile)


def enlarged(
    data: bytes, frame: Sequence[int], longest: int, memory_limit: int = MEMORY
) -> Picture:
    """Return a picture in a larger frame that is empty around it, as a model is shown it.

    Args:
        data: the picture.
        frame: width and height, and where the picture's left and top are in it.
        longest: the most pixels of the longer side; the whole is made smaller if need be.
        memory_limit: bytes that the worker may use.
    """
    image = flat(opened(data, memory_limit)[0])
    width, height, left, top = frame
    scale = min(1.0, longest / max(width, height))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    at = (round(left * scale), round(top * scale))
    small = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    if small != image.size:
        image = image.resize(small, Image.Resampling.BICUBIC)
    canvas = Image.new("RGB", size, EMPTY)
    canvas.paste(image, at)
    return jpeg(canvas)


def filled(
    data: bytes,
    answer: bytes,
    frame: Sequence[int],
    sent: Sequence[int],
    memory_limit: int = MEMORY,
) -> Picture:
    """Return a picture in a larger frame with what a model painted around it.

    The picture's own pixels stay as they are. Beside it, its edge fades into what was painted.

    Args:
        data: the picture.
        answer: what the model painted, of the whole that it was sent.
        frame: width and height of the result, and where the picture's left and top are in it.
        sent: the same of the whole that the model was sent; it has the frame within it.
        memory_limit: bytes that the worker may use.
    """
    image, profile = opened(data, memory_limit)
    width, height, left, top = frame
    offset = (sent[2] - left, sent[3] - top)
    window = (*offset, offset[0] + width, offset[1] + height)
    painted = _part(answer, (sent[0], sent[1]), window, image.mode, memory_limit)
    _blend_around(painted, image, (left, top))
    painted.paste(image, (left, top))
    return _png(painted, profile)


def shown(
    data: bytes,
    sent: Sequence[int],
    marks: Sequence[Sequence[int]],
    longest: int,
    memory_limit: int = MEMORY,
) -> Picture:
    """Return a picture as a model is shown it, with a frame around each part that is marked.

    Args:
        data: the picture.
        sent: width and height of the whole, and where the picture's left and top are in it.
        marks: boxes in the picture; those that touch are one part.
        longest: the most pixels of the longer side; the whole is made smaller if need be.
        memory_limit: bytes that the worker may use.
    """
    image = flat(opened(data, memory_limit)[0])
    whole = Image.new("RGB", (sent[0], sent[1]), PAPER)
    whole.paste(image, (sent[2], sent[3]))
    if marks:
        inside = _inside(image.size, marks)
        frames = _edges(inside, max(3, min(image.size) // 150))
        whole.paste(EMPTY, (sent[2], sent[3]), frames)
    whole.thumbnail((longest, longest), Image.Resampling.BICUBIC)
    return jpeg(whole)


def replaced(
    data: bytes,
    answer: bytes,
    boxes: Sequence[Sequence[int]],
    sent: Sequence[int],
    memory_limit: int = MEMORY,
) -> Picture:
    """Return a picture with boxes of it as a model painted them; all else stays as it is.

    The seam is blended inside of the boxes.

    Args:
        data: the picture.
        answer: what the model painted, of the whole that it was sent.
        boxes: left, top, right and bottom of what is replaced.
        sent: width and height of that whole, and where the picture's left and top are in it.
        memory_limit: bytes that the worker may use.
    """
    image, profile = opened(data, memory_limit)
    window = (sent[2], sent[3], sent[2] + image.width, sent[3] + image.height)
    painted = _part(answer, (sent[0], sent[1]), window, image.mode, memory_limit)
    mask = _faded(_inside(image.size, boxes))  # nothing outside of the boxes
    return _png(Image.composite(painted, image, mask), profile)


def _inside(size: tuple[int, int], boxes: Sequence[Sequence[int]]) -> Image.Image:
    """Return a mask of boxes."""
    inside = Image.new("L", size)
    for left, top, right, bottom in boxes:
        inside.paste(255, (left, top, right, bottom))
    return inside


def _faded(inside: Image.Image) -> Image.Image:
    """Return a mask that fades within the edges of another one, over fewer pixels where it is thin.

    What is as thin as the seam would be nothing but seam, and stay as it was.
    """
    blend = max(LEAST_BLEND, min(MOST_BLEND, min(inside.size) // BLEND))
    while True:
        blurred = inside.filter(ImageFilter.GaussianBlur(blend))
        fading = blurred.point(lambda value: max(0, 2 * value - 255))
        changed = fading.point(lambda value: 255 * (value > CHANGED))
        around = changed.filter(ImageFilter.BoxBlur(REACH * blend))
        left = ImageChops.subtract(inside, around.point(lambda value: 255 * (value > 0)))
        if blend == LEAST_BLEND or left.getbbox() is None:
            return ImageChops.darker(inside, fading)
        blend = max(LEAST_BLEND, blend // 2)


def _edges(inside: Image.Image, width: int) -> Image.Image:
    """Return a mask of the pixels of another mask that are at most `width` from its edges."""
    framed = ImageOps.expand(inside, width)  # the edge of the picture is an edge, too
    near = framed.filter(ImageFilter.BoxBlur(width)).point(lambda value: 255 * (value < 255))
    place = (width, width, width + inside.width, width + inside.height)
    return ImageChops.darker(inside, near.crop(place))


def _part(
    answer: bytes,
    size: tuple[int, int],
    window: tuple[int, int, int, int],
    mode: str,
    memory_limit: int,
) -> Image.Image:
    """Return a window of a model's answer as if the answer had a size."""
    image = opened(answer, memory_limit)[0].convert(mode)
    across, down = image.width / size[0], image.height / size[1]
    left, top, right, bottom = window
    box = (left * across, top * down, right * across, bottom * down)
    target = (right - left, bottom - top)
    if target == image.size and window == (0, 0, *size):
        return image
    return image.resize(target, Image.Resampling.BICUBIC, box=box)


def _blend_around(painted: Image.Image, image: Image.Image, at: tuple[int, int]) -> None:
    """Fade the edge of a picture into what was painted around it, outside of the picture."""
    width, height = image.size
    blend = max(LEAST_BLEND, min(MOST_BLEND, min(width, height) // BLEND))
    fading = Image.new("L", (width + 2 * blend, height + 2 * blend))
    draw = ImageDraw.Draw(fading)
    for step in range(blend):
        box = (step, step, fading.width - 1 - step, fading.height - 1 - step)
        draw.rectangle(box, fill=255 * (step + 1) // (blend + 1))
    # The picture with its edge pixels drawn out: a part of it, where that goes, and how long it is.
    edge = Image.new(image.mode, fading.size)
    across, down = (  # each of the three bands
        ((0, 1, 0, blend), (0, side, blend, side), (side - 1, side, blend + side, blend))
        for side in (width, height)
    )
    for left, right, x, columns in across:
        for top, bottom, y, rows in down:
            part = image.crop((left, top, right, bottom))
            edge.paste(part.resize((columns, rows), Image.Resampling.NEAREST), (x, y))
    painted.paste(edge, (at[0] - blend, at[1] - blend), fading)


def opened(data: bytes, memory_limit: int) -> tuple[Image.Image, bytes | None]:
    """Return a stored picture upright, in RGB or RGBA, and its colour profile.

    Its colours are not converted, which would change its pixels.
    """
    found = read(data, longest=MAX_PIXELS, memory_limit=memory_limit)  # no side can be longer
    image = found.image
    if (transposed := UPRIGHT.get(found.orientation)) is not None:
        image = image.transpose(transposed)
    profile = None if image.mode == "CMYK" else found.profile
    if image.mode not in {"RGB", "RGBA"}:
        image = image.convert("RGB")
    image.info.clear()  # Pillow writes comments from here when it saves
    return image, profile


def flat(image: Image.Image) -> Image.Image:
    """Return a picture without transparency."""
    if image.mode == "RGB":
        return image
    flat = Image.new("RGB", image.size, PAPER)
    flat.paste(image, mask=image.getchannel("A"))
    return flat


def _png(image: Image.Image, profile: bytes | None) -> Picture:
    out = BytesIO()
    image.save(out, "PNG", compress_level=1, icc_profile=profile)
    return Picture(out.getvalue(), "image/png", *image.size)


def jpeg(image: Image.Image) -> Picture:
    """Return a picture as a file for a model, or to be looked at."""
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY, subsampling=0)
    return Picture(out.getvalue(), "image/jpeg", *image.size)
