"""A scene drawn: its ground, who and what is in it, the weather, and the style over all."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PIL import Image, ImageOps

from bot.sandbox.gemini.painting import indoors, land, sky, water
from bot.sandbox.gemini.painting.canvas import Canvas, blurred
from bot.sandbox.gemini.painting.colours import NAMED, PALETTES, PETALS, Palette, mix
from bot.sandbox.gemini.painting.placing import Spot, place_things
from bot.sandbox.gemini.painting.signs import signpost
from bot.sandbox.gemini.painting.styles import STYLES, graded
from bot.sandbox.gemini.scenes.scene import GALLERY, PHOTO, Scene
from bot.sandbox.gemini.scenes.vocabulary import members

# Each paints itself and says at what height (a share of the canvas) a thing can stand.
GROUNDS: dict[str, Callable[[Canvas, Palette], float]] = {
    "hills": land.hills,
    "mountains": land.mountains,
    "forest": land.forest,
    "desert": land.desert,
    "sea": water.sea,
    "beach": water.sea,
    "city": land.city,
    "space": indoors.space,
    "underwater": water.underwater,
    "table": indoors.table,
    "room": indoors.room,
    "paper": indoors.paper,
}


def draw(scene: Scene, photos: Sequence[Image.Image], size: tuple[int, int]) -> Image.Image:
    """The scene as a picture of `size` pixels.

    Args:
        scene: what to draw.
        photos: what the grounds PHOTO and GALLERY show; upright, in RGB.
        size: width and height.
    """
    zoom = 1.32 ** max(0, scene.zoom)
    canvas = Canvas(Image.new("RGB", (round(size[0] * zoom), round(size[1] * zoom))), scene.seed)
    canvas.sky = scene.chance
    palette = palette_of(scene)
    spot = _ground(canvas, scene, palette, photos)
    spot = replace(spot, scale=0.74 ** max(0, -scene.zoom))
    if "aurora" in scene.weather:
        sky.aurora(canvas, ((90, 240, 170), (120, 140, 255), (220, 110, 230)))
    if "rainbow" in scene.weather:
        sky.rainbow(canvas, horizon=0.55)
    if "storm" in scene.weather:
        sky.lightning(canvas)
    hero = place_things(canvas, scene, spot)
    if scene.sign:
        signpost(canvas, scene.sign, floor=spot.floor, taken=[t.place for t in scene.things])
    _weather(canvas, scene, palette)
    image = canvas.image
    if scene.tint:
        image = graded(image, NAMED[scene.tint])
    if scene.zoom > 0:
        image = _closer(image, size, hero)
    return STYLES[scene.style](image, scene.seed) if scene.style in STYLES else image


def palette_of(scene: Scene) -> Palette:
    """The sky of the hour over the land of the season."""
    white = scene.season == "winter" or (not scene.season and "snow" in scene.weather)
    wet = {"rain", "storm", "fog"} & {*scene.weather}
    palette = PALETTES["snow"] if white else _land(scene)
    hour = scene.hour if scene.hour != "day" else ""
    if hour == "night" and white:
        palette = PALETTES["snowy night"]
    elif hour and scene.ground != "space":
        over = PALETTES[hour]
        share = 0.8 if hour == "night" else 0.28 if white else 0.34
        near = mix(palette.near, over.near, 0.12 if white else share)
        palette = replace(over, far=mix(palette.far, over.far, share), near=near)
    if (wet - {"fog"} or "clouds" in scene.weather) and hour != "night":
        palette = _overcast(palette, 0.9 if "storm" in scene.weather else 0.6)
    return replace(palette, lights=scene.lights and not wet)


def _land(scene: Scene) -> Palette:
    if scene.season == "spring" and scene.ground in {"hills", "mountains", "forest"}:
        return replace(PALETTES["day"], far=(178, 208, 170), near=(92, 160, 78))
    return PALETTES.get(scene.season) or PALETTES.get(scene.ground) or PALETTES["day"]


def _overcast(palette: Palette, share: float) -> Palette:
    """The palette under clouds."""
    grey = PALETTES["storm"]
    skies = [mix(one, grey.sky[min(n, 2)], share) for n, one in enumerate(palette.sky)]
    return replace(palette, sky=tuple(skies), near=mix(palette.near, grey.near, share / 2))


def _ground(canvas: Canvas, scene: Scene, palette: Palette, photos: Sequence[Image.Image]) -> Spot:
    light = mix((255, 255, 255), palette.sky[len(palette.sky) // 2], 0.4 if palette.night else 0.1)
    if scene.ground == "space":
        light = (255, 255, 255)
    if scene.ground in {PHOTO, GALLERY} and photos:
        if scene.ground == PHOTO:
            canvas.image.paste(_fitted(photos[0], canvas.image.size))
        else:
            indoors.gallery(canvas, list(photos))
        canvas.image.paste(graded(canvas.image, scene.hour or "day", scene.season))
        return Spot(kind=PHOTO, floor=0.94, light=(255, 255, 255))
    ground = scene.ground if scene.ground in GROUNDS else "hills"
    if ground == "room" and scene.things and {t.glyph for t in scene.things} <= members("table"):
        ground = "table"
    floor = GROUNDS[ground](canvas, palette)
    afloat = members("water") | members("sky") | {"lighthouse"}
    kind, sea = ground, floor
    if ground == "beach" or (ground == "sea" and any(t.glyph not in afloat for t in scene.things)):
        canvas.chance("beach")
        kind, floor = "beach", water.beach(canvas, palette)
    if ground in {"table", "room"}:
        light = mix((255, 255, 255), light, 0.4)
    return Spot(kind=kind, floor=floor, sea=sea, light=light)


def _fitted(photo: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A photo over the whole canvas: its own shape is kept, a blurred copy fills what is left."""
    if abs(photo.width / photo.height - size[0] / size[1]) < 0.06:
        return photo.resize(size, Image.Resampling.BICUBIC)
    ground = blurred(ImageOps.fit(photo, size), min(size) / 24, scale=8)
    whole = ImageOps.contain(photo, size, Image.Resampling.BICUBIC)
    ground.paste(whole, ((size[0] - whole.width) // 2, (size[1] - whole.height) // 2))
    return ground


def _weather(canvas: Canvas, scene: Scene, palette: Palette) -> None:
    """What falls down before everything, and mist."""
    if scene.ground in {"table", "room"}:
        return  # it stays outside the window
    canvas.chance(f"weather {scene.chance}")
    if scene.season in PETALS and scene.ground not in {"underwater", "space", "paper"}:
        sky.petals(canvas, PETALS[scene.season])
    if "clouds" in scene.weather:
        sky.clouds(
            canvas, mix(palette.sky[-1], (255, 255, 255), 0.4), top=0.02, bottom=0.3, count=6
        )
    if "stars" in scene.weather and scene.hour != "night":
        sky.stars(canvas, (255, 250, 230), bottom=0.4)
    if "snow" in scene.weather:
        sky.snowfall(canvas)
    if {"rain", "storm"} & {*scene.weather}:
        sky.rain(canvas, mix(palette.sky[-1], (255, 255, 255), 0.3))
    if "fog" in scene.weather:
        canvas.veil(palette.sky[-1], top=-0.1, bottom=1.3, strength=0.58)


def _closer(image: Image.Image, size: tuple[int, int], hero: tuple[float, float]) -> Image.Image:
    """The part of a larger picture around its hero."""
    left = min(max(0, round(hero[0] * image.width - size[0] / 2)), image.width - size[0])
    top = min(max(0, round(hero[1] * image.height - size[1] / 2)), image.height - size[1])
    return image.crop((left, top, left + size[0], top + size[1]))
