"""Modals in which people write prompts."""

from collections.abc import Mapping
from typing import Any

import discord

from bot.core.models import Model
from bot.core.picture_refs import MAX_BLENDED
from bot.core.turns import MicroDollars, Quality, Turn
from bot.discord.components.ids import EditTarget
from bot.discord.components.kept_options import KeptOptions
from bot.errors import Fact
from bot.text import wording

MAX_INPUT = 4000  # characters of a field in a modal; Discord takes no more
MAX_REST = 2000  # characters of a prompt beyond that; a command takes 6000
MAX_UPLOADS = 4  # pictures in a modal


Costs = Mapping[Quality, MicroDollars]
"""What a picture costs in each quality."""


def edit_modal(target: EditTarget, *, model: Model, costs: Costs, locale: str) -> discord.ui.Modal:
    """Return the form: a prompt, pictures to add, an aspect ratio, and a quality."""
    return _prompt_modal("edit", target.custom_id, model=model, costs=costs, locale=locale)


def remix_modal(custom_id: str, *, model: Model, costs: Costs, locale: str) -> discord.ui.Modal:
    """Return the form for a remix: as that of an edit."""
    return _prompt_modal("remix", custom_id, model=model, costs=costs, locale=locale)


def paint_modal(*, model: Model, costs: Costs, locale: str) -> discord.ui.Modal:
    """Return the form for a new picture."""
    return _prompt_modal("paint", "paint:new", model=model, costs=costs, locale=locale)


def person_modal(person: int, *, model: Model, costs: Costs, locale: str) -> discord.ui.Modal:
    """Return the form for an image from a person's avatar, by the person's id."""
    return _prompt_modal("person", f"person:{person}", model=model, costs=costs, locale=locale)


def reword_modal(turn: Turn, locale: str) -> discord.ui.Modal:
    """Return the form with the words of a turn that was declined."""
    return _words_modal("reword", f"reword:{turn.id}", turn.request.prompt, locale)


def shorten_modal(words: str, locale: str, *, kept: KeptOptions) -> discord.ui.Modal:
    """Return the form with the words of a prompt that was too long; what is beyond has a field.

    Args:
        words: the prompt.
        locale: of the labels.
        kept: what was chosen beside it. Discord keeps no attached images: they have a field.
    """
    modal = _words_modal("shorten", f"shorten:{kept.text}", words, locale)
    if kept.files:
        most = MAX_BLENDED if kept.blends else MAX_UPLOADS
        hint = wording.say("modal.pictures.hint.again", locale, limit=most)
        text = wording.say("modal.pictures", locale)
        field = _uploads(least=1, most=most)  # without them it would be another image
        modal.add_item(discord.ui.Label(text=text, description=hint, component=field))
    return modal


def recipe_modal(custom_id: str, words: str, locale: str) -> discord.ui.Modal:
    """Return the form with the prompt that an image's file says it was made with."""
    return _words_modal("recipe", custom_id, words, locale)


def improved_modal(turn: Turn, words: str, locale: str) -> discord.ui.Modal:
    """Return the form with the better prompt of a turn."""
    return _words_modal("improved", f"improved:{turn.id}", words, locale)


def _words_modal(kind: str, custom_id: str, words: str, locale: str) -> discord.ui.Modal:
    modal = discord.ui.Modal(
        title=wording.say(f"modal.{kind}", locale), custom_id=custom_id, timeout=None
    )
    parts = [words[at : at + MAX_INPUT] for at in range(0, len(words), MAX_INPUT)]
    for part, name, code in zip(
        parts, ("words", "rest"), ("modal.paint.words", "modal.rest"), strict=False
    ):
        field = discord.ui.TextInput[Any](
            custom_id=name,
            style=discord.TextStyle.paragraph,
            default=part,
            max_length=MAX_INPUT if name == "words" else MAX_REST,
            required=name == "words",
        )
        modal.add_item(discord.ui.Label(text=wording.say(code, locale), component=field))
    modal.stop()  # it is read by its id when it comes back, not waited for
    return modal


def _prompt_modal(
    kind: str, custom_id: str, *, model: Model, costs: Costs, locale: str
) -> discord.ui.Modal:
    """Return a form; its texts are those of a kind, or else those of an edit."""

    def said(code: str, **facts: Fact) -> str:
        own = f"modal.{kind}.{code}"
        code = own if own in wording.SENTENCES else f"modal.{code}"
        return wording.say(code, locale, **facts)

    modal = discord.ui.Modal(
        title=wording.say(f"modal.{kind}", locale), custom_id=custom_id, timeout=None
    )
    words = discord.ui.TextInput[Any](
        custom_id="words",
        style=discord.TextStyle.paragraph,
        placeholder=said("words.hint"),
        max_length=MAX_INPUT,
    )
    shapes = discord.ui.Select[Any](
        custom_id="aspect",
        required=False,
        options=[discord.SelectOption(label=ratio) for ratio in model.ratios],
    )
    for code, hint, component in (
        ("words", None, words),
        ("pictures", said("pictures.hint", limit=MAX_UPLOADS), _uploads()),
        ("aspect", said("aspect.hint"), shapes),
        ("quality", said("quality.hint"), _qualities(costs, locale)),
        ("improve", said("improve.hint"), _improve(locale)),
    ):
        modal.add_item(discord.ui.Label(text=said(code), description=hint, component=component))
    modal.stop()  # it is read by its id when it comes back, not waited for
    return modal


def _qualities(costs: Costs, locale: str) -> discord.ui.Select[Any]:
    """Return the select of qualities, each with what it costs."""
    return discord.ui.Select(
        custom_id="quality",
        required=False,
        options=[
            discord.SelectOption(
                label=wording.say(f"quality.{quality}", locale),
                value=quality,
                description=wording.say("quality.about", locale, cost=cost),
            )
            for quality, cost in costs.items()
        ],
    )


def _improve(locale: str) -> discord.ui.Select[Any]:
    """Return the select that has the prompt improved first."""
    yes = discord.SelectOption(label=wording.say("modal.improve.yes", locale), value="yes")
    return discord.ui.Select(custom_id="improve", required=False, options=[yes])


def _uploads(*, least: int = 0, most: int = MAX_UPLOADS) -> discord.ui.FileUpload[Any]:
    return discord.ui.FileUpload(
        custom_id="pictures", required=least > 0, min_values=least, max_values=most
    )
