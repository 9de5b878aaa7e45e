"""A tree and a lineage as text: the alt text of a history, and how a picture was made."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core import grounding, tree
from bot.core.conversation import as_step
from bot.core.models import ModelTable
from bot.core.tree import Tree
from bot.core.turns import Turn
from bot.text import wording


def history_alt_text(canvas: Tree, locale: str, shown: Sequence[int] | None = None) -> str:
    """Return what a history picture shows: each of its turns, shortened until all fit.

    If they do not fit even so, the newest turns are kept and the others counted.
    """
    current = tree.head(canvas)
    head = wording.turn_label(current) if current else "–"
    first = wording.say("alt.history", locale, count=len(canvas.turns), head=head)
    turns = [turn for turn in canvas.turns.values() if shown is None or turn.id in shown]
    for length in (120, 60, 30, 16):
        steps = [_step(turn, canvas, locale, length) for turn in turns]
        if len(text := wording.together((first, *steps), locale)) <= wording.ALT_LIMIT:
            return text
    left = wording.ALT_LIMIT - len(first) - len(wording.say("alt.history.more", locale, count=999))
    listed = 0
    for step in reversed(steps):  # the newest are what people look for
        left -= len(step) + 1
        if left < 1:
            break
        listed += 1
    more = wording.say("alt.history.more", locale, count=len(steps) - listed)
    return wording.together((first, more, *steps[len(steps) - listed :]), locale)


def _step(turn: Turn, canvas: Tree, locale: str, length: int) -> str:
    """One turn; its parent is named only if that is not the turn before it."""
    prompt = wording.shorten(
        " ".join(wording.prompt_text(turn, locale).split()).rstrip(".。"), length
    )
    words = prompt if tree.can_continue(turn) else wording.state_text(turn, locale)
    parent = canvas.parent(turn)
    number = wording.turn_label(turn)
    if parent is None or (parent.number or 0) + 1 == turn.number:
        step = wording.say("alt.history.step", locale, number=number, words=words)
    else:
        facts = {"number": number, "parent": wording.turn_label(parent), "words": words}
        step = wording.say("alt.history.from", locale, **facts)
    return step.replace("….", "…")


def recipe(chain: Sequence[Turn], locale: str, *, models: ModelTable) -> str:
    """Return how the last turn of a lineage was made: every step; model, size, time and cost."""
    turn = chain[-1]
    steps: list[str] = []
    for number, step in enumerate(chain, 1):
        deleted = step.deleted_at is not None
        said = as_step(replace(step.request, characters=()))  # how they look is not for everyone
        words = wording.say("recipe.deleted", locale) if deleted else said
        steps.append(wording.say("recipe.step", locale, number=number, words=words))
        if sources := len(step.request.sources):
            steps.append("   " + wording.say("recipe.brought", locale, count=sources))
    seconds = (turn.painted_at or turn.created_at) - turn.created_at
    facts = (
        wording.turn_label(turn),
        wording.settings_summary(turn, models),
        turn.request.size,
        wording.say("recipe.seconds", locale, seconds=round(seconds, 1)),
        wording.money(turn.cost, locale),
    )
    searched = grounding.of_facts(turn.facts)
    pages = [f"{source.title}: {source.url}" for source in searched.sources]
    results = [f"{query}: {grounding.results_page(query)}" for query in searched.queries]
    found = ["", *results, *pages] if results else []
    text = "\n".join((*steps, *found, "", " · ".join(fact for fact in facts if fact)))
    return text.replace("```", "'''")  # it is shown in a code block
