"""The select More under a picture: whatever its buttons do not offer."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import discord

from bot.core import pricing, requests
from bot.core.models import Model
from bot.core.reframing import nearest_ratio
from bot.core.turns import MicroDollars, Quality, Turn
from bot.discord.components.ids import TurnAction
from bot.text import wording

MAX_OPTIONS = 25  # in a select; Discord takes no more

FinishCosts = Mapping[Quality, MicroDollars]
"""The qualities in which a draft can be finished, and what each costs."""
NO_DRAFT: FinishCosts = {}


def more_select(
    turn: Turn,
    locale: str,
    model: Model,
    *,
    pick: int | None = None,
    offers: Collection[str] = (),
    finish: FinishCosts = NO_DRAFT,
) -> discord.ui.Select[Any]:
    """Return the select More; each option's value is a custom id.

    Args:
        turn: the turn that is shown.
        locale: of the labels.
        model: the model that would edit it; its aspect ratios and sizes are offered.
        pick: the picture that is shown alone, counted from 0; None: all are.
        offers: what else its server has: "showcase", "enter".
        finish: the qualities in which it can be finished if it is a draft, and what they cost.
    """
    click = TurnAction(turn=turn.id, action="more", pick=pick)
    options = [
        *_finishes(click, locale, finish),
        *_actions(turn, click, locale, offers=offers),
        *_sizes(turn, click, locale, model),
        *_shapes(turn, click, locale, model),
    ]
    return discord.ui.Select(
        custom_id=click.custom_id,
        placeholder=wording.say("more", locale),
        options=options[:MAX_OPTIONS],
    )


def _actions(
    turn: Turn, click: TurnAction, locale: str, *, offers: Collection[str]
) -> list[discord.SelectOption]:
    """Return what can be done with a picture, besides painting it in another size or shape."""
    open_ = turn.by.guild is not None and not turn.request.private  # a server's members see it
    in_thread = turn.at is not None and turn.at.parent is not None  # a thread has no threads
    return [
        _option(replace(click, action=action), wording.say(f"more.{action}", locale), emoji, locale)
        for action, emoji in (
            ("region", "🎯"),
            ("frame", "🔲"),
            *((("thread", "🧵"),) if open_ and not in_thread else ()),
            ("walk", "👣"),
            ("original", "💾"),
            ("recipe", "📜"),
            *((("showcase", "🌟"),) if open_ and "showcase" in offers else ()),
            *((("enter", "🏁"),) if open_ and "enter" in offers else ()),
            ("style", "🔖"),
            ("compare", "🌗"),
            ("delete", "🗑️"),
            *((("report", "🚩"),) if open_ else ()),
        )
        if action != "walk" or turn.number is not None
    ]


def _finishes(click: TurnAction, locale: str, finish: FinishCosts) -> list[discord.SelectOption]:
    """Return the qualities in which a draft can be finished, but the first, which has a button."""
    return [
        _option(
            replace(click, action="finish", choice=quality),
            wording.say(f"more.finish.{quality}", locale, cost=cost),
            "✨",
            locale,
        )
        for quality, cost in list(finish.items())[1:]
    ]


def _sizes(turn: Turn, click: TurnAction, locale: str, model: Model) -> list[discord.SelectOption]:
    """Return the model's other sizes, each with what it costs."""
    sizes = [size for size in model.sizes if size != turn.request.size and model.takes_size]
    return [
        _option(
            replace(click, action="size", choice=size),
            _size_label(turn, size, locale, model),
            "🔍",
            locale,
        )
        for size in sizes
    ]


def _shapes(turn: Turn, click: TurnAction, locale: str, model: Model) -> list[discord.SelectOption]:
    """Return the model's other aspect ratios."""
    first = turn.painted[0].picture
    shown = turn.request.aspect or nearest_ratio((first.width, first.height), model.ratios)
    return [
        _option(
            replace(click, action="aspect", choice=aspect.replace(":", "x")),
            wording.say("more.aspect", locale, aspect=aspect),
            "🖼️",
            locale,
        )
        for aspect in model.ratios
        if aspect != shown
    ]


def _option(click: TurnAction, label: str, emoji: str, locale: str) -> discord.SelectOption:
    hint = f"more.{click.action}.hint"
    said = wording.say(hint, locale) if hint in wording.SENTENCES else None
    return discord.SelectOption(label=label, value=click.custom_id, emoji=emoji, description=said)


def _size_label(turn: Turn, size: str, locale: str, model: Model) -> str:
    cost = pricing.estimate(requests.reshape(turn, size=size).request, model)
    return wording.say("more.size", locale, size=size, cost=cost)
