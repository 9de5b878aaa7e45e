"""The text of a picture's message: prompt, person, model, and what the model said."""

from collections.abc import Sequence

from bot.core import characters, grounding, improving
from bot.core.models import ModelTable
from bot.core.styles import MOST_NAME
from bot.core.turns import MicroDollars, Quality, Turn
from bot.discord.turn_links import turn_link
from bot.text import markup, wording

MAX_IMPROVED = 1500  # characters of a prompt that was written better
MAX_PROMPT, MAX_WORDS = 900, 600  # characters; a message takes 2000 in all
MAX_SEARCHED_PROMPT, MAX_SEARCHED_WORDS = 240, 100  # where links stand below them
MAX_TITLE, MAX_QUERIES, MAX_SOURCES = 30, 800, 300  # of a link's name; of all links


def caption(
    turn: Turn,
    locale: str,
    *,
    models: ModelTable,
    notes: Sequence[str] = (),
    paid_today: MicroDollars | None = None,
    with_words: bool = True,
    remixed: Turn | None = None,
) -> str:
    """Return a message's text; what people and the model wrote is escaped, not rendered.

    Args:
        turn: what is shown.
        locale: the language, as Discord names it.
        models: whose names are shown.
        notes: sentences above the settings.
        paid_today: what pictures cost today, where that and the cost are shown: the server's or, in
            a private chat, the person's.
        with_words: whether the prompt and the model's words are shown.
        remixed: the turn that it is a remix of.
    """
    searched = bool(grounding.of_facts(turn.facts).queries)
    most_words = MAX_SEARCHED_WORDS if searched else MAX_WORDS
    asked = _asked(turn, locale, MAX_SEARCHED_PROMPT if searched else MAX_PROMPT)
    by = wording.say("caption.by", locale, person=f"<@{turn.by.id}>")
    lines = [f"{asked} {by}" if with_words else by]
    if remixed is not None:
        lines.append(f"-# {remix_text(remixed, locale)}")
    if turn.request.variation_of:
        number = f"#{turn.request.variation_of}"
        lines.append(wording.say("caption.variation", locale, number=number))
    if turn.words and with_words:
        said = markup.escape(turn.words, most_words)
        lines += [f"> {line}" for line in said.splitlines() if line.strip()]
    if turn.reason:
        lines.append(_fewer(turn, locale))
    if turn.request.instead_of:
        lines.append(_instead(turn, locale, models))
    facts = (
        _numbers(turn),
        wording.settings_summary(turn, models),
        _quality(turn, locale),
        _characters(turn, locale) if with_words else "",
        _style(turn, locale) if with_words else "",
        _cost(turn, locale, paid_today),
    )
    lines += _searched(turn, locale) if with_words else []
    lines += [*notes, f"-# {' · '.join(filter(None, facts))}"]
    return wording.shorten("\n".join(lines), 2000)


def _asked(turn: Turn, locale: str, most: int) -> str:
    """Return the prompt in quotes, of at most `most` characters."""
    prompt = markup.escape(wording.prompt_text(turn, locale), most)
    return wording.say("caption.quoted", locale, words=prompt)


def remix_text(remixed: Turn, locale: str) -> str:
    """Return which image something is a remix of, with a link where that can be seen."""
    number, person = wording.turn_label(remixed) or "#", remixed.by.id
    if remixed.visible:
        number = f"[{number}]({turn_link(remixed)})"
    if not person:  # they had everything deleted
        return wording.say("caption.remix.nameless", locale, number=number)
    return wording.say("caption.remix", locale, number=number, person=f"<@{person}>")


def _fewer(turn: Turn, locale: str) -> str:
    """That not all images came, and why."""
    return wording.say(
        "caption.fewer",
        locale,
        count=len(turn.painted),
        asked=turn.request.count,
        why=wording.outcome_text(turn, locale),
    )


def _instead(turn: Turn, locale: str, models: ModelTable) -> str:
    """That the requested model is gone, and which model was used."""
    before, model = (models.find(id_).name for id_ in (turn.request.instead_of, turn.request.model))
    return wording.say("caption.instead", locale, before=before, model=model)


def _cost(turn: Turn, locale: str, paid_today: MicroDollars | None) -> str:
    if paid_today is None:
        return ""
    whose = "own" if turn.by.guild is None else "server"
    return wording.say(f"caption.cost.{whose}", locale, cost=turn.cost, spent=paid_today)


def _searched(turn: Turn, locale: str) -> list[str]:
    """Return what was searched, each with Google's results, and the pages that were found.

    Google wants both to be seen wherever the answer is. Pages beyond the room that there is are
    named without their addresses, which are under "How it was made".
    """
    found = grounding.of_facts(turn.facts)
    if not found.queries:
        return []
    queries = [_link(query, grounding.results_page(query)) for query in found.queries]
    fitting = tuple(link for link in _within(queries, MAX_QUERIES) if link)
    lines = [wording.say("caption.searched", locale, queries=fitting)]
    links = _within([_link(source.title, source.url) for source in found.sources], MAX_SOURCES)
    names = [markup.escape(source.title, MAX_TITLE) for source in found.sources]
    if links:
        shown = tuple(link or name for link, name in zip(links, names, strict=True))
        lines.append(wording.say("caption.sources", locale, sources=shown))
    return lines


def _link(title: str, url: str) -> str:
    """Return a link that unfolds nowhere."""
    return f"[{markup.escape(title, MAX_TITLE)}](<{url}>)"


def _within(links: Sequence[str], room: int) -> list[str]:
    """Return the links for which there is room, in characters; empty texts for the others."""
    kept = []
    for link in links:
        fits = len(link) <= room
        room -= len(link) if fits else 0
        kept.append(link if fits else "")
    return kept


def _quality(turn: Turn, locale: str) -> str:
    """Return a turn's quality, unless it is the ordinary one or no model painted."""
    if turn.request.quality is Quality.STANDARD or not turn.request.calls_model:
        return ""
    return wording.say(f"caption.quality.{turn.request.quality}", locale)


def _characters(turn: Turn, locale: str) -> str:
    most = 2 * characters.MOST_NAME  # escaped
    names = [f"@{markup.escape(one.name, most)}" for one in turn.request.characters]
    return wording.say("caption.characters", locale, names=tuple(names)) if names else ""


def _style(turn: Turn, locale: str) -> str:
    """Return the name of a server's style; a person's own has none."""
    style = turn.request.style
    if style is None or not style.name:
        return ""
    return wording.say("caption.style", locale, style=markup.escape(style.name, MOST_NAME))


def _numbers(turn: Turn) -> str:
    """Return a turn's number; for several pictures the first's and the last's."""
    number, count = wording.turn_label(turn), len(turn.painted)
    return f"{number}.1 – {number}.{count}" if number and count > 1 else number


def improvement_text(turn: Turn, locale: str, *, models: ModelTable) -> str:
    """Return a message's text: a prompt that was written better, and what that cost."""
    prompt = markup.escape(improving.improved_words(turn), MAX_IMPROVED)
    lines = "\n".join(f"> {line}" for line in prompt.splitlines() if line.strip())
    return wording.say(
        "improved",
        locale,
        prompt=lines,
        person=f"<@{turn.by.id}>",
        model=models.find(turn.request.model).name,
        cost=turn.cost,
    )


def description_text(turn: Turn, locale: str, *, models: ModelTable) -> str:
    """Return a message's text: what a picture shows, and the prompt that would paint it."""
    words = wording.say(
        "described",
        locale,
        words=markup.escape(turn.words, MAX_PROMPT),
        prompt=markup.escape(str(turn.facts.get("prompt", "")), MAX_PROMPT - 100),
        person=f"<@{turn.by.id}>",
        model=models.find(turn.request.model).name,
    )
    if turn.request.instead_of:
        words += f"\n-# {_instead(turn, locale, models)}"
    return words
