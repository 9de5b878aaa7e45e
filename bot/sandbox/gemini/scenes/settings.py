"""The part of a change that is about no thing: hour, season, ground, weather, style, sign, zoom."""

from dataclasses import replace
from typing import Any

from bot.sandbox.gemini.scenes.reading import Clause
from bot.sandbox.gemini.scenes.scene import GALLERY, PHOTO, Scene
from bot.sandbox.gemini.scenes.tokens import Token
from bot.sandbox.gemini.scenes.vocabulary import LIGHTS, SKIES, listed

NEAREST, FARTHEST = 3, -2  # of zoom
FIELDS = {"hour": "hour", "season": "season", "style": "style", "ground": "ground", "quote": "sign"}
GONE: dict[str, dict[str, Any]] = {
    "style": {"style": ""},
    "sign": {"sign": ""},
    "light": {"lights": False},
}


def with_settings(scene: Scene, clause: Clause, missing: list[str]) -> Scene:
    """Take from a clause what it says of the whole scene, word by word.

    Args:
        missing: gets the words for what was to go and is not there.
    """
    for token in clause.tokens:
        if clause.verb != "remove":
            scene = _with(scene, token)
        elif token.kind in GONE.keys() | {"weather"}:
            left = _less(scene, {token.value}) if token.kind == "weather" else scene
            left = replace(left, **GONE.get(token.kind, {}))
            if left == scene:
                missing.append(token.text)
            scene = left
    return scene


def _with(scene: Scene, token: Token) -> Scene:
    """The scene with what one word says; what ends with it is listed in kinds.toml."""
    kind, value = token.kind, token.value
    if kind in SKIES | {"light"}:
        scene = _less(scene, {*listed("ends", LIGHTS.get(value, value))})
    if kind == "weather" and value != "clear":
        return replace(scene, weather=tuple(dict.fromkeys((*scene.weather, value))))
    if kind == "weather":
        return replace(scene, hour=scene.hour if scene.hour != "night" else "day")
    if kind == "light":  # of the sky: to ask for sun or moon is to ask for its hour
        hour = scene.hour if scene.hour in {"sunset", "dawn"} else LIGHTS[value]
        return replace(scene, lights=True, hour=hour)
    if kind == "zoom":
        zoom = scene.zoom + (1 if value == "in" else -1)
        return replace(scene, zoom=max(FARTHEST, min(NEAREST, zoom)))
    photo = kind == "ground" and scene.ground in {PHOTO, GALLERY}
    named: dict[str, Any] = {FIELDS.get(kind, ""): "" if value == "plain" else value}
    return replace(scene, **named) if kind in FIELDS and not photo else scene


def _less(scene: Scene, gone: set[str]) -> Scene:
    """The scene without some of its weather."""
    return replace(scene, weather=tuple(one for one in scene.weather if one not in gone))
