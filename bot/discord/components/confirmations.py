"""Questions before a request is accepted: what braces will cost, and an owner's permission."""

from typing import Any

import discord

from bot.core.turns import MicroDollars
from bot.discord.views import view_of
from bot.engine import confirmations
from bot.engine.confirmations import AS_WRITTEN, OWNED, PendingConfirmation
from bot.text import wording
from bot.text.markup import escape

MOST_PROMPT = 150  # characters of each prompt that is shown


def braces_question(
    pending: PendingConfirmation, locale: str, *, cost: MicroDollars
) -> tuple[str, discord.ui.View]:
    """Return the question about a prompt with braces, whose pictures cost `cost` together."""
    prompts = (one.request.prompt for one in pending.requests[1:])
    words = wording.say(
        "braces.ask",
        locale,
        count=confirmations.pictures(pending),
        cost=cost,
        prompts="\n".join(f"- {escape(prompt, MOST_PROMPT)}" for prompt in prompts),
    )
    return words, view_of(
        _button(pending, "yes", "button.yes", locale),
        _button(pending, AS_WRITTEN, "button.plain", locale),
        _button(pending, "no", "button.no", locale),
    )


def owner_question(pending: PendingConfirmation, locale: str) -> tuple[str, discord.ui.View]:
    """Return the question to the person who posted a picture, or whose avatar it is."""
    words = wording.say(
        f"{pending.kind}.ask",
        locale,
        owner=f"<@{pending.answerer}>",
        asker=f"<@{pending.by.id}>",
        words=escape(pending.requests[0].request.prompt, 500),
    )
    return words, view_of(
        _button(pending, "yes", "button.allow", locale),
        _button(pending, "no", "button.refuse", locale),
    )


def answer_text(pending: PendingConfirmation, answer: str, locale: str) -> str:
    """Return what replaces the question once it is answered."""
    if pending.kind in OWNED:
        return wording.say(f"{pending.kind}.{'yes' if answer == 'yes' else 'refused'}", locale)
    return wording.say(f"braces.{answer}", locale, count=confirmations.pictures(pending))


def painted_text(painted: int, asked: int, locale: str) -> str:
    """Return what replaces the answer to braces once all that came of it has ended."""
    return wording.say("braces.done", locale, count=painted, asked=asked)


def cancel_all_button(
    pending: PendingConfirmation, answer: str, locale: str
) -> discord.ui.View | None:
    """Return the button that cancels what a yes started; None where nothing can be cancelled."""
    if pending.kind in OWNED or answer == "no":
        return None
    return view_of(_button(pending, "cancel", "button.cancel", locale))


def _button(
    pending: PendingConfirmation, answer: str, code: str, locale: str
) -> discord.ui.Button[Any]:
    return discord.ui.Button(
        label=wording.say(code, locale), custom_id=f"held:{pending.id}:{answer}"
    )
