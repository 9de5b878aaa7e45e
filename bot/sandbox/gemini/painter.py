"""The picture: words (and pictures) in, an encoded picture and what was understood out."""

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PIL import Image, ImageChops, ImageOps
from PIL.ExifTags import IFD, Base

from bot.sandbox.gemini.painting.draw import draw
from bot.sandbox.gemini.painting.filling import (
    filled,
    marked_part,
    wanted_there,
    wants_filling,
    wants_part,
)
from bot.sandbox.gemini.painting.signs import mark
from bot.sandbox.gemini.scenes.edits import Understood, change, imagine
from bot.sandbox.gemini.scenes.scene import GALLERY, PHOTO, Scene, dump, load

WORK = 1_900_000  # pixels drawn for a picture of 1K, which is then made smaller: smooth edges
WORK_STYLED = 1_300_000  # the same where a style draws it again: its strokes are coarse
WORK_LARGE = 5_000_000  # pixels drawn for larger ones
PHOTO_SIDE = 1024  # pixels of a photo kept in a picture's file, so that it can be drawn again
MOST_KEPT = 60_000  # bytes: what a JPEG has room for
PART = (0.8, 0.92)  # how much of a photo's width and height a variation of it shows
LIGHTS = ((255, 236, 206), (214, 232, 255), (255, 226, 232), (226, 250, 226))  # of variations


class NotAPicture(Exception):  # what it is, not that it is an error
    """A picture that was handed in cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Painting:
    """A picture as a file, and what the painter made of the words."""

    data: bytes
    understood: Understood


@dataclass(frozen=True, slots=True)
class _Opened:
    """A source: its pixels, and the scene and photos where it is a picture of ours."""

    image: Image.Image
    scene: Scene | None
    photos: tuple[Image.Image, ...]


def paint(
    prompt: str,
    *,
    sources: Sequence[bytes] = (),
    width: int,
    height: int,
    seed: int,
    mime: str = "image/png",
    again: bool = False,
    fast: bool = False,
) -> Painting:
    """Paint what the words say, or change the pictures as they say.

    Args:
        prompt: the newest words.
        sources: encoded pictures to change; several are put together first.
        width: pixels.
        height: pixels.
        seed: the same seed, words and pictures give the same picture.
        mime: of the answer: image/png, image/jpeg or image/webp.
        again: the words were followed before: what they would leave as it is, is varied.
        fast: a plain picture of the right size and nothing more, for tests.

    Raises:
        NotAPicture: a source cannot be read.
    """
    if fast:
        picture = _plain(sources, (width, height), f"{seed} {prompt}")
        return Painting(data=encode(picture, mime=mime), understood=_nothing())
    photos: tuple[Image.Image, ...] = ()
    if sources and wants_filling(prompt):
        picture = filled(_opened(sources[0]).image, (width, height))
        return Painting(data=encode(picture, mime=mime), understood=_nothing())
    if len(sources) > 1 and wants_part(prompt):
        return _in_part(prompt, sources, (width, height), seed=seed, mime=mime)
    if sources:
        scene, photos = _together([_opened(source) for source in sources], seed=seed)
        understood = change(scene, prompt, seed=seed, again=again)
    else:
        understood = imagine(prompt, seed=seed)
    shown = [_varied(photo, seed=understood.scene.seed) for photo in photos]
    picture = _drawn(understood.scene, shown, (width, height))
    data = encode(picture, mime=mime, scene=understood.scene, photos=photos)
    return Painting(data=data, understood=understood)


def _in_part(
    prompt: str, sources: Sequence[bytes], size: tuple[int, int], *, seed: int, mime: str
) -> Painting:
    """The first picture, changed where the second one has frames."""
    picture, marked = (_opened(source).image for source in sources[:2])
    box = marked_part(marked)
    part = picture.crop(box)
    scene = Scene(ground=PHOTO, chance=seed)
    understood = change(scene, wanted_there(prompt), seed=seed)
    picture.paste(_drawn(understood.scene, (part,), part.size), box)
    picture = picture.resize(size, Image.Resampling.BICUBIC)
    return Painting(data=encode(picture, mime=mime), understood=understood)


def encode(
    picture: Image.Image,
    *,
    mime: str,
    scene: Scene | None = None,
    photos: Sequence[Image.Image] = (),
) -> bytes:
    """The file of a picture, quickly rather than small, with its scene in the EXIF."""
    out, exif = io.BytesIO(), Image.Exif()
    if scene:
        exif[Base.ImageDescription] = dump(scene)
        kept = b"".join(_kept(photo) for photo in photos)
        if kept and (mime != "image/jpeg" or len(kept) < MOST_KEPT):
            exif.get_ifd(IFD.Exif)[Base.UserComment] = kept
    settings = {"compress_level": 1} if mime == "image/png" else {"quality": 88, "method": 2}
    picture.save(out, mime.removeprefix("image/").upper(), exif=exif, **settings)
    return out.getvalue()


def _nothing() -> Understood:
    return Understood(scene=Scene(), changed=True, heard=True)


def _drawn(scene: Scene, photos: Sequence[Image.Image], size: tuple[int, int]) -> Image.Image:
    """The scene at a size: drawn larger where it is small, smaller where it is huge."""
    area = size[0] * size[1]
    wanted = WORK_STYLED if scene.style else WORK
    wanted = wanted if area < WORK else WORK_LARGE
    scale = min(1.75, (wanted / area) ** 0.5)
    work = (max(16, round(size[0] * scale)), max(16, round(size[1] * scale)))
    picture = draw(scene, photos, work)
    if scale != 1:
        smaller = Image.Resampling.NEAREST if scene.style == "pixel" else Image.Resampling.HAMMING
        picture = picture.resize(size, smaller if scale > 1 else Image.Resampling.BICUBIC)
    mark(picture)
    return picture


def _opened(source: bytes) -> _Opened:
    """A source upright, in RGB on paper, with the scene it carries."""
    try:
        with Image.open(io.BytesIO(source)) as image:
            image.load()
            exif = image.getexif()
            scene = load(str(exif.get(Base.ImageDescription, "")))
            kept = exif.get_ifd(IFD.Exif).get(Base.UserComment, b"") if scene else b""
            upright = ImageOps.exif_transpose(image)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPicture from error
    if upright.has_transparency_data:
        paper = Image.new("RGBA", upright.size, (250, 246, 236, 255))
        paper.alpha_composite(upright.convert("RGBA"))
        upright = paper
    photos = tuple(_unkept(kept)) if isinstance(kept, bytes) else ()
    if scene and scene.ground in {PHOTO, GALLERY} and not photos:
        scene = None  # the file lost them on its way: what is left is a photo itself
    return _Opened(upright.convert("RGB"), scene, photos)


def _kept(photo: Image.Image) -> bytes:
    """A photo as a JPEG after its length in four bytes."""
    small, out = photo.copy(), io.BytesIO()
    small.thumbnail((PHOTO_SIDE, PHOTO_SIDE))
    small.save(out, "JPEG", quality=90)
    return len(out.getvalue()).to_bytes(4, "big") + out.getvalue()


def _unkept(kept: bytes) -> list[Image.Image]:
    photos = []
    while len(kept) > 4:
        length = int.from_bytes(kept[:4], "big")
        with Image.open(io.BytesIO(kept[4 : 4 + length])) as photo:
            photos.append(photo.convert("RGB"))
        kept = kept[4 + length :]
    return photos


def _together(opened: Sequence[_Opened], *, seed: int) -> tuple[Scene, tuple[Image.Image, ...]]:
    """One scene from several sources: scenes flow together, photos hang in a gallery."""
    first, *others = opened
    if all(one.scene and not one.photos for one in opened):
        scene = first.scene or Scene()
        return scene.merged([one.scene for one in others if one.scene]), ()
    if len(opened) == 1:
        if first.scene:
            return first.scene, first.photos
        return Scene(ground=PHOTO, chance=seed), (first.image,)
    photos = [photo for one in opened for photo in (one.photos or (one.image,))]
    scene = first.scene if first.scene and first.photos else Scene(chance=seed)
    return replace(scene, ground=GALLERY), tuple(photos)


def _varied(photo: Image.Image, *, seed: int) -> Image.Image:
    """The photo as it is for the seed 0, else a part of it in another light."""
    if not seed:
        return photo
    rng = random.Random(seed)  # noqa: S311  # nothing secret in a picture
    share = rng.uniform(*PART)
    wide, tall = (max(1, round(side * share)) for side in photo.size)
    left, top = rng.randint(0, photo.width - wide), rng.randint(0, photo.height - tall)
    part = photo.crop((left, top, left + wide, top + tall))
    return ImageChops.multiply(part, Image.new("RGB", part.size, rng.choice(LIGHTS)))


def _plain(sources: Sequence[bytes], size: tuple[int, int], seed: str) -> Image.Image:
    """One colour by chance, and a stripe for each source in the colour of its middle."""
    rng = random.Random(seed)  # noqa: S311  # nothing secret in a picture
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
