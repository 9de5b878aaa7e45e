"""The offer to go on from how an image was made, as its file says, and the form that it opens."""

import re
from typing import Any

import discord

from bot.core.recipe import Recipe
from bot.discord.components.ids import SNOWFLAKE
from bot.discord.views import view_of
from bot.text import wording

SHOW = re.compile(rf"recipe:show:({SNOWFLAKE})")
CHOSEN = re.compile(r"recipe:use:(?P<aspect>(?:\d{1,2}x\d{1,2})?):(?P<model>[a-z0-9.-]{0,48})")

_FENCE, _INSIDE = "```", "'''"


def recipe_offer(recipe: Recipe, locale: str) -> tuple[discord.Embed, discord.ui.View]:
    """Return a file's prompt and the button that opens it in a form, for one person's eyes.

    Anyone may have written it, so that it is shown as code: no links, mentions or headings.
    """
    said = recipe.prompt.replace(_FENCE, _INSIDE)
    chosen = f"recipe:use:{recipe.aspect.replace(':', 'x')}:{recipe.model}"
    label = wording.say("button.recipe.use", locale)
    button = discord.ui.Button[Any](label=label, emoji="🎨", custom_id=chosen)
    embed = discord.Embed(description=f"{_FENCE}\n{said}\n{_FENCE}")
    facts = " · ".join(filter(None, (recipe.model, recipe.aspect)))
    return embed.set_footer(text=facts or None), view_of(button)


def prompt_offered(message: discord.Message | None) -> str:
    """Return the prompt that such a message shows; empty where it shows none."""
    embeds = message.embeds if message else []
    return (
        "".join(embed.description or "" for embed in embeds)
        .removeprefix(f"{_FENCE}\n")
        .removesuffix(f"\n{_FENCE}")
    )


def show_recipe_button(message: int, locale: str) -> discord.ui.View:
    """Return the button that shows a person what the files of a message say."""
    label = wording.say("button.recipe.show", locale)
    return view_of(discord.ui.Button[Any](label=label, custom_id=f"recipe:show:{message}"))
