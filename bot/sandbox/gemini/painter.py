"""The picture: words (and pictures) in, an encoded picture out."""

import io
import json
import random
from collections.abc import Sequence

from PIL import Image, ImageOps, PngImagePlugin

from bot.sandbox.gemini.painting import label
from bot.sandbox.gemini.painting.canvas import Canvas
from bot.sandbox.gemini.painting.changes import change
from bot.sandbox.gemini.painting.scene import Head, paint_scene
from bot.sandbox.gemini.painting.wishes import understand

WORK = 3_200_000  # pixels painted for a picture of 1K, which is then made smaller: smooth edges
WORK_LARGE = 6_000_000  # pixels painted for larger ones
HEADS = "sandbox-heads"  # in a PNG: where the heads are, so that hats land on them


class NotAPicture(Exception):  # what it is, not that it is an error
    """A picture that was handed in cannot be read."""


def paint(
    prompt: str,
    *,
    sources: Sequence[bytes] = (),
    width: int,
    height: int,
    seed: int,
    story: Sequence[str] = (),
    mime: str = "image/png",
    fast: bool = False,
) -> bytes:
    """Paint what the words say, or change the pictures as they say.

    Args:
        prompt: the newest words.
        sources: encoded pictures to change; several are put together first.
        width: pixels.
        height: pixels.
        seed: the same seed, words and pictures give the same picture.
        story: all words so far, the newest last; they go into the caption.
        mime: of the answer: image/png, image/jpeg or image/webp.
        fast: a plain picture of the right size and nothing more, for tests.

    Raises:
        NotAPicture: a source cannot be read.
    """
    rng = random.Random(f"{seed} {prompt}")  # noqa: S311  # nothing secret in a picture
    if fast:
        return encode(_plain(sources, (width, height), rng), mime=mime)
    words = [*story] or [prompt]
    art = (width, max(16, height - label.strip_height((width, height))))
    canvas = Canvas(Image.new("RGB", _work_size(art)), rng)
    if sources:
        opened = [_opened(source) for source in sources]
        heads = _heads(sources[0])
        heads = change(canvas, opened, understand(prompt), heads=heads)
    else:
        heads = paint_scene(canvas, understand(" ".join(words)))
    picture = Image.new("RGB", (width, height))
    picture.paste(
        canvas.image.resize(
            art, Image.Resampling.BOX if art[0] < canvas.width else Image.Resampling.BICUBIC
        )
    )
    label.write(picture, " › ".join(words[-3:]))
    return encode(picture, mime=mime, heads=heads)


def encode(picture: Image.Image, *, mime: str, heads: Sequence[Head] = ()) -> bytes:
    """The file of a picture, quickly rather than small."""
    out = io.BytesIO()
    if mime != "image/png":
        picture.save(out, mime.removeprefix("image/").upper(), quality=88, method=2)
        return out.getvalue()
    notes = PngImagePlugin.PngInfo()
    if heads:
        notes.add_text(HEADS, json.dumps([[round(v, 4) for v in head] for head in heads]))
    picture.save(out, "PNG", compress_level=1, pnginfo=notes)
    return out.getvalue()


def _work_size(art: tuple[int, int]) -> tuple[int, int]:
    """How large to paint: larger than a small picture, smaller than a huge one."""
    area = art[0] * art[1]
    wanted = WORK if area < WORK / 2 else WORK_LARGE
    scale = min(1.75, (wanted / area) ** 0.5)
    return max(16, round(art[0] * scale)), max(16, round(art[1] * scale))


def _opened(source: bytes) -> Image.Image:
    """A source upright, in RGB on paper, without the strip an earlier picture of ours carries."""
    try:
        with Image.open(io.BytesIO(source)) as image:
            image.load()
            upright = ImageOps.exif_transpose(image)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPicture from error
    if upright.has_transparency_data:
        paper = Image.new("RGBA", upright.size, (250, 246, 236, 255))
        paper.alpha_composite(upright.convert("RGBA"))
        upright = paper
    return label.without(upright.convert("RGB"))


def _heads(source: bytes) -> list[Head]:
    """Where an earlier picture of ours says its heads are."""
    with Image.open(io.BytesIO(source)) as image:
        note = image.info.get(HEADS)
    try:
        return [(float(x), float(y), float(wide)) for x, y, wide in json.loads(note or "[]")]
    except (TypeError, ValueError):
        return []


def _plain(sources: Sequence[bytes], size: tuple[int, int], rng: random.Random) -> Image.Image:
    """One colour by chance, and a stripe for each source in the colour of its middle."""
    picture = Image.new("RGB", size, tuple(rng.randrange(256) for _ in range(3)))
    for number, source in enumerate(sources):
        try:
            with Image.open(io.BytesIO(source)) as image:
                image.draft("RGB", (32, 32))
                middle = image.resize((1, 1), Image.Resampling.NEAREST).convert("RGB")
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            raise NotAPicture from error
        stripe = middle.resize((max(1, size[0] // 20), size[1] // 2))
        picture.paste(stripe, (number * 2 * stripe.width, 0))
    return picture
