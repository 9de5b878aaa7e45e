"""Questions that want a yes, in words and buttons: what braces will cost, a poster's permission."""

from typing import Any

import discord

from bot.core.turns import MicroDollars
from bot.discord.components.buttons import row
from bot.engine import confirmations
from bot.engine.confirmations import AS_WRITTEN, PendingConfirmation
from bot.text import wording
from bot.text.markup import plain

MOST_PROMPT = 150  # characters of each prompt that is shown


def braces(
    asked: PendingConfirmation, locale: str, *, cost: MicroDollars
) -> tuple[str, discord.ui.View]:
    """What is asked about a prompt with braces, whose pictures together cost so much."""
    prompts = (wish.request.prompt for wish in asked.requests[1:])
    words = wording.say(
        "braces.ask",
        locale,
        count=confirmations.pictures(asked),
        cost=wording.dollars(cost),
        prompts="\n".join(f"- {plain(prompt, MOST_PROMPT)}" for prompt in prompts),
    )
    return words, row(
        _button(asked, "yes", "button.yes", locale),
        _button(asked, AS_WRITTEN, "button.plain", locale),
        _button(asked, "no", "button.no", locale),
    )


def poster(asked: PendingConfirmation, locale: str) -> tuple[str, discord.ui.View]:
    """What a poster is asked."""
    words = wording.say(
        "poster.ask",
        locale,
        poster=f"<@{asked.answerer}>",
        asker=f"<@{asked.by.id}>",
        words=plain(asked.requests[0].request.prompt, 500),
    )
    return words, row(
        _button(asked, "yes", "button.allow", locale), _button(asked, "no", "button.refuse", locale)
    )


def thanks(asked: PendingConfirmation, answer: str, locale: str) -> str:
    """What stands where the question stood."""
    if asked.kind == "poster":
        return wording.say("poster.yes" if answer == "yes" else "poster.refused", locale)
    return wording.say(f"braces.{answer}", locale, count=confirmations.pictures(asked))


def under_thanks(asked: PendingConfirmation, answer: str, locale: str) -> discord.ui.View | None:
    """The button that cancels what an answer set going."""
    if asked.kind == "poster" or answer == "no":
        return None
    return row(_button(asked, "cancel", "button.cancel", locale))


def _button(
    asked: PendingConfirmation, answer: str, code: str, locale: str
) -> discord.ui.Button[Any]:
    return discord.ui.Button(label=wording.say(code, locale), custom_id=f"held:{asked.id}:{answer}")
