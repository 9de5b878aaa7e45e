"""What a picture's file says about how it was made, wherever the file is found. Pure rules."""

import re
import uuid
from collections.abc import Collection, Mapping, Sequence

from bot.core import requests
from bot.core.models import ALL_RATIOS, TEN_RATIOS, Model
from bot.core.recipe import NOTHING_SAID, Recipe
from bot.core.reframing import nearest_ratio
from bot.core.turns import Turn
from bot.errors import UserError

_LINEAGE = uuid.UUID("5f0b4f0e-6f0a-4c0e-9a53-0d1f3c1d7b1e")  # any constant: it makes ids ours
_MODEL = re.compile(r"[a-z0-9][a-z0-9.-]{0,47}")  # as Google names them; it is part of a custom id
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def recipe_of(turn: Turn, *, refusing: Collection[int] = ()) -> Recipe:
    """Return what the files of a painted turn say.

    Args:
        turn: a painted turn.
        refusing: people who don't want it; one of them may have asked, or be repeated.
    """
    if not {turn.by.id, *turn.request.words_of}.isdisjoint(refusing):
        return NOTHING_SAID
    first = turn.painted[0].picture
    shape = nearest_ratio((first.width, first.height), ALL_RATIOS)
    return Recipe(
        prompt=turn.request.prompt,
        model=turn.request.model if turn.request.calls_model else "",
        aspect=turn.request.aspect or shape,
        lineage=str(uuid.uuid5(_LINEAGE, f"{turn.id} {turn.created_at!r}")),
    )


def read(said: Mapping[str, str]) -> Recipe | None:
    """Return a recipe from what a file says, which anyone may have written; None without a prompt.

    Args:
        said: values by the names of `Recipe`'s fields.
    """
    try:
        prompt = requests.prompt(said.get("prompt", "")[: requests.MAX_WORDS])
    except UserError:
        return None
    model, aspect, lineage = (said.get(name, "") for name in ("model", "aspect", "lineage"))
    return Recipe(
        prompt=prompt,
        model=model if _MODEL.fullmatch(model) else "",
        aspect=aspect if aspect in ALL_RATIOS else "",
        lineage=lineage if _ID.fullmatch(lineage) else "",
    )


def usable(model: str, aspect: str, *, offered: Sequence[Model]) -> tuple[str | None, str | None]:
    """Return a recipe's model and aspect ratio as options; None for what is not offered here.

    Args:
        model: its id, or empty.
        aspect: an aspect ratio, or empty.
        offered: the models that the person can choose.
    """
    found = next((one for one in offered if one.id == model), None)
    fits = aspect in (found.ratios if found else TEN_RATIOS)
    return found.id if found else None, aspect if fits else None
