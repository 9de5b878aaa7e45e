"""A tree and a lineage in words: the alt text of a history, and how a picture was made."""

from collections.abc import Sequence

from bot.core import tree
from bot.core.conversation import instruction
from bot.core.models import ModelTable
from bot.core.tree import Tree
from bot.core.turns import Turn
from bot.text import wording


def history_alt_text(canvas: Tree, locale: str) -> str:
    """What a history picture shows, in words: every turn, in ever fewer words until all fit."""
    here = tree.head(canvas)
    head = wording.number(here) if here else "–"
    first = wording.say("alt.history", locale, count=len(canvas.turns), head=head)
    for room in (120, 60, 30, 16):
        steps = [_step(turn, canvas, locale, room) for turn in canvas.turns.values()]
        if len(text := " ".join((first, *steps))) <= wording.ALT_LIMIT:
            return text
    left = wording.ALT_LIMIT - len(first) - len(wording.say("alt.history.more", locale, count=999))
    told = 0
    for step in reversed(steps):  # the newest are what people look for
        left -= len(step) + 1
        if left < 1:
            break
        told += 1
    more = wording.say("alt.history.more", locale, count=len(steps) - told)
    return " ".join((first, more, *steps[len(steps) - told :]))


def _step(turn: Turn, canvas: Tree, locale: str, room: int) -> str:
    """One turn; where it continues is said only if it is not the one before it."""
    seen = wording.short(" ".join(wording.asked(turn, locale).split()).rstrip("."), room)
    words = seen if tree.alive(turn) else wording.state(turn, locale)
    before = canvas.parent(turn)
    number = wording.number(turn)
    if before is None or (before.number or 0) + 1 == turn.number:
        told = wording.say("alt.history.step", locale, number=number, words=words)
    else:
        facts = {"number": number, "parent": wording.number(before), "words": words}
        told = wording.say("alt.history.from", locale, **facts)
    return told.replace("….", "…")


def recipe(chain: Sequence[Turn], locale: str, *, models: ModelTable) -> str:
    """How the last of a lineage was made: every step's words; then model, size, time and cost."""
    turn = chain[-1]
    steps: list[str] = []
    for number, step in enumerate(chain, 1):
        gone = step.deleted_at is not None
        words = wording.say("recipe.deleted", locale) if gone else instruction(step.request)
        steps.append(wording.say("recipe.step", locale, number=number, words=words))
        if brought := len(step.request.sources):
            steps.append("   " + wording.say("recipe.brought", locale, count=brought))
    seconds = (turn.painted_at or turn.created_at) - turn.created_at
    facts = (
        wording.number(turn),
        wording.recipe(turn, models),
        turn.request.size,
        wording.say("recipe.seconds", locale, seconds=round(seconds, 1)),
        wording.dollars(turn.cost),
    )
    told = "\n".join((*steps, "", " · ".join(fact for fact in facts if fact)))
    return told.replace("```", "'''")  # it stands in a block of its own
