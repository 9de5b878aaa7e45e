"""A scene drawn: its ground, who and what is in it, the weather, and the style over all."""

from collections.abc import Sequence
from dataclasses import replace

from PIL import Image

from bot.sandbox.gemini.painting.canvas import Canvas
from bot.sandbox.gemini.painting.colours import NAMED, WHITE, mix, palette_of
from bot.sandbox.gemini.painting.grounds import PLACES, Place
from bot.sandbox.gemini.painting.photos import fitted, hung
from bot.sandbox.gemini.painting.placing import Spot, boxes, place_things, put_things
from bot.sandbox.gemini.painting.signs import signpost
from bot.sandbox.gemini.painting.styles import graded, styled
from bot.sandbox.gemini.scenes.scene import GALLERY, PHOTO, Scene
from bot.sandbox.gemini.scenes.vocabulary import members

OPEN = {"hills", "mountains", "forest", "desert", "city", "sea", "beach"}  # where food is outdoors
BEHIND = ("aurora", "rainbow", "storm")  # weather behind the things
BEFORE = ("spring", "autumn", "clouds", "stars", "snow", "rain", "fog")  # and before them


def draw(scene: Scene, photos: Sequence[Image.Image], size: tuple[int, int]) -> Image.Image:
    """The scene as a picture of `size` pixels.

    Args:
        scene: what to draw.
        photos: what the grounds PHOTO and GALLERY show; upright, in RGB.
        size: width and height.
    """
    zoom = 1.32 ** max(0, scene.zoom)
    canvas = Canvas(Image.new("RGB", (round(size[0] * zoom), round(size[1] * zoom))))
    palette, ground = palette_of(scene), _ground(scene)
    place = Place(canvas, palette, ground, land=scene.seed, sky=scene.chance)
    if scene.ground in {PHOTO, GALLERY} and photos:
        shown = (fitted if scene.ground == PHOTO else hung)(photos, canvas.image.size)
        canvas.image.paste(graded(shown, scene.hour or "day", scene.season))
        spot = Spot(kind=PHOTO, floor=0.94, light=WHITE)
    else:
        place.paint()
        spot = _spot(place, scene)
    spot = replace(spot, scale=0.74 ** max(0, -scene.zoom))
    weather = {scene.season, *scene.weather, "rain" if "storm" in scene.weather else ""}
    weather &= {*place.named["weather"].split()}
    for kind in BEHIND:
        if kind in weather:
            place.paint(kind)
    placed = place_things(canvas, scene, spot)
    if scene.sign:
        below = [one for one in placed if one.thing.glyph not in members("sky")]
        signpost(canvas, scene.sign, floor=spot.floor, around=boxes(canvas, below))
    put_things(canvas, placed, spot)
    for kind in BEFORE:
        if kind in weather:
            place.paint(kind)
    image = graded(canvas.image, NAMED[scene.tint]) if scene.tint else canvas.image
    if scene.zoom > 0:
        image = _closer(image, size, placed[0].middle(canvas) if placed else (0.5, 0.5))
    return styled(image, scene.style, scene.seed)


def _ground(scene: Scene) -> str:
    """Where it all is: whoever does not swim stays on the beach, and food is served on a table."""
    glyphs = {thing.glyph for thing in scene.things if thing.on < 0}
    if scene.ground == "sea" and glyphs - members("water") - members("sky") - {"lighthouse"}:
        return "beach"
    if scene.ground == "room" and glyphs and glyphs <= members("table"):
        return "table"
    return scene.ground if scene.ground in PLACES else "hills"


def _spot(place: Place, scene: Scene) -> Spot:
    """What the place is to those who stand in it."""
    glyphs, kind = {thing.glyph for thing in scene.things}, place.ground
    if kind in OPEN and glyphs and glyphs <= members("table"):
        kind = "table"
        place = Place(place.canvas, place.palette, "terrace", land=place.land, sky=place.sky)
        place.paint()
    sky = place.palette.sky
    tint = 0.4 if place.palette.night else 0.1
    return Spot(
        kind=kind,
        floor=place.height(place.named["floor"]),
        sea=place.height(place.named["far_sea"]),
        light=mix(WHITE, sky[len(sky) // 2], tint * place.named["daylight"]),
    )


def _closer(image: Image.Image, size: tuple[int, int], hero: tuple[float, float]) -> Image.Image:
    """The part of a larger picture around its hero."""
    left = min(max(0, round(hero[0] * image.width - size[0] / 2)), image.width - size[0])
    top = min(max(0, round(hero[1] * image.height - size[1] / 2)), image.height - size[1])
    return image.crop((left, top, left + size[0], top + size[1]))
