"""Sentences by their codes, and other texts that are built from them.

`say` is the only way to a sentence; English is in `bot.text.sentences`, other languages in the
catalogs of `bot.text.languages`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from bot.core.models import ModelTable
from bot.core.operator_alerts import OperatorAlert
from bot.core.turns import Outcome, Quality, Reframing, Turn, TurnProgress
from bot.errors import EaselError, Fact
from bot.text import formats, markup, sentences
from bot.text.command_names import with_local_names
from bot.text.languages import translated
from bot.text.plurals import Plural

SENTENCES = sentences.SENTENCES
money, listed, together = formats.money, formats.listed, formats.together
shorten = markup.shorten
ALT_LIMIT = 1024  # characters; Discord's limit for a picture's description
MOST_QUOTED = 1500  # characters of what is quoted within a sentence
TALK = "//"  # a message that starts like this is talk between people, not a request

_CHEAP = frozenset({"512", "1K"})  # sizes whose price is not announced
_WRITTEN = frozenset({"words", "name"})  # facts that people or the model wrote
_MONEY = frozenset({"budget", "cost", "spent", "unspent"})  # facts in micro-dollars
_NUMBERS = frozenset({"length", "limit", "turns"})  # facts that may need groups: 4,000


def say(code: str, /, locale: str = "en-US", **facts: Fact) -> str:
    """Return the sentence of a code, with its facts filled in.

    An unknown code below a known one ("blocked.NEW_REASON") gets the known one's sentence.

    Args:
        code: of `SENTENCES`.
        locale: as Discord names it; English where there is no catalog for it.
        facts: by name. `budget`, `cost`, `spent` and `unspent` are micro-dollars, `pictures` is a
            number of them, `resets` is in seconds since 1970.
    """
    known = code
    while known not in SENTENCES and "." in known:
        known = known.rpartition(".")[0]
    if known not in SENTENCES:
        known = "broken"
    english = SENTENCES[known]
    count = facts.get(english.by) if isinstance(english, Plural) else None
    sentence = translated(known, english, locale, count=count if isinstance(count, int) else None)
    texts = {name: _formatted(name, fact, locale) for name, fact in facts.items()}
    return with_local_names(sentence, locale).format(**texts)


def error_text(error: EaselError, /, locale: str = "en-US") -> str:
    """Return what a person reads about one of our errors."""
    return say(error.code, locale, **_escaped_facts(error.facts))


def operator_text(alert: OperatorAlert, /, locale: str = "en-US") -> str:
    """Return what the operator reads: the cause, what it does to people, what to do, where to look.

    A fault of Gemini's account stops all painting; the other sentences say for themselves what
    follows from them.
    """
    parts = [say(f"operator.{alert.cause}", locale, **_escaped_facts(alert.facts))]
    if alert.cause.startswith("broken."):
        if alert.cause != "broken.storage":
            parts.append(say("operator.effect", locale))
        parts.append(say("operator.where", locale))
    return "\n".join(parts)


def plain_facts(facts: Mapping[str, Fact], /, locale: str = "en-US") -> dict[str, Fact]:
    """Facts for readers outside Discord, which shows times in each reader's own time zone."""
    return {
        name: say("moment", locale, moment=f"{datetime.fromtimestamp(fact, UTC):%Y-%m-%d %H:%M}")
        if name == "resets" and isinstance(fact, int)
        else fact
        for name, fact in facts.items()
    }


def progress_text(turn: Turn, where: TurnProgress, /, locale: str = "en-US") -> str:
    """Return where a request is, and what it costs if that is more than an ordinary picture."""
    if where.painting and turn.request.improves:
        return say("standing.improving", locale)
    if where.painting and turn.request.describes:
        return say("standing.describing", locale)
    words = _queue_text(where, locale)
    request = turn.request
    usual = request.quality is not Quality.CAREFUL and not request.search
    if request.improves:
        return words
    if request.count == 1 and request.size in _CHEAP and usual:
        return words
    return together((words, say("standing.estimate", locale, cost=turn.cost)), locale)


def lasting_text(turn: Turn, /, locale: str = "en-US") -> str:
    """Return what stays true of a request whose progress message can't be edited any more."""
    private = turn.request.private or (turn.at is not None and not turn.at.may_post)
    return say("standing.late.private" if private else "standing.late", locale)


def _queue_text(where: TurnProgress, locale: str) -> str:
    if where.painting:
        return say("standing.painting", locale)
    return say("standing.busy" if where.busy else "standing.place", locale, place=where.place)


def quoted(words: str, /, locale: str = "en-US") -> str:
    """Return words in a language's quotation marks; sentences have theirs in the catalogs."""
    return say("quoted", locale, words=words)


def permission_names(names: Iterable[str], /, locale: str = "en-US") -> str:
    """Return permissions as Discord shows them in a language, by discord.py's names of them."""
    return listed((say(f"permission.{name}", locale) for name in names), locale)


def picture_count(count: int, /, locale: str = "en-US") -> str:
    """Return a number of pictures."""
    return say("usage.pictures", locale, count=count)


def outcome_text(turn: Turn, /, locale: str = "en-US") -> str:
    """Return the sentence for a turn that has no picture."""
    return say(turn.reason or "broken", locale, **_escaped_facts(turn.facts))


def prompt_text(turn: Turn, /, locale: str = "en-US") -> str:
    """Return the request in words: a person's own, or ours in their language for a button."""
    request = turn.request
    if request.reframes is not None:
        return reframing_text(request.reframes, locale)
    if request.finishes:
        return say("asked.finish", locale)
    if request.reshapes and request.aspect:
        return say("asked.aspect", locale, aspect=request.aspect)
    if request.reshapes:
        return say("asked.size", locale, size=request.size)
    return request.prompt


def reframing_text(how: Reframing, /, locale: str = "en-US") -> str:
    """Return how a picture's edges change, as buttons and captions say it."""
    if how.kind in {"extend", "crop"}:
        return say(f"reframe.{how.kind}.to", locale, aspect=how.value.partition(" ")[0])
    return say(f"reframe.{how.kind}.{how.value}" if how.value else f"reframe.{how.kind}", locale)


def alt_text(turn: Turn, *, number: int, locale: str = "en-US") -> str:
    """Return a picture's description: first that it is AI-generated, then what was requested."""
    words = " ".join(prompt_text(turn, locale).split())
    if len(turn.painted) > 1:
        text = say("alt.several", locale, number=number, count=len(turn.painted), words=words)
    elif turn.parent is not None or turn.request.pictures:
        text = say("alt.step", locale, words=words)
    else:
        text = say("alt.made", locale, words=words)
    return shorten(text, ALT_LIMIT)


def turn_label(turn: Turn) -> str:
    """Return a turn's number as people write it, "#7"; empty for a turn outside every canvas."""
    return f"#{turn.number}" if turn.number is not None else ""


def state_text(turn: Turn, locale: str = "en-US") -> str:
    """Return the state of a turn, in a word or two."""
    if turn.deleted_at is not None or turn.reason == "forgotten":
        return say("state.deleted", locale)
    if turn.gone_at is not None and turn.outcome is Outcome.PAINTED:
        return say("history.gone", locale)
    return say(f"state.{turn.outcome or 'waiting'}", locale)


def settings_summary(turn: Turn, models: ModelTable) -> str:
    """Model, aspect ratio and pixels of a turn; defaults are left out."""
    first = turn.painted[0].picture if turn.painted else None
    pixels = f"{first.width}\N{MULTIPLICATION SIGN}{first.height}" if first else None
    facts: Sequence[str | None] = (
        models.find(turn.request.model).name if turn.request.calls_model else None,
        turn.request.aspect,
        pixels,
    )
    return " · ".join(fact for fact in facts if fact)


def _escaped_facts(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """Facts, with the markup in people's and the model's words escaped."""
    return {
        name: markup.escape(fact, MOST_QUOTED)
        if name in _WRITTEN and isinstance(fact, str)
        else fact
        for name, fact in facts.items()
    }


def _formatted(name: str, fact: Fact, locale: str) -> Fact:
    """A fact as people read it: US$, numbers, lists, and moments in each reader's own time."""
    if isinstance(fact, tuple):
        return listed(fact, locale)
    if isinstance(fact, float):
        return formats.number(fact, locale)
    if not isinstance(fact, int):
        return fact
    if name in _MONEY:
        return money(fact, locale)
    if name == "pictures":
        return picture_count(fact, locale)
    if name == "resets":
        return f"<t:{fact}:R>"
    return formats.number(fact, locale) if name in _NUMBERS else fact
