"""What is said about an image in a showcase, and to the moderators who decide about one."""

from bot.core.showcase import Origin
from bot.core.turns import Turn
from bot.discord.turn_links import turn_link
from bot.text import markup, wording

MAX_PROMPT = 900  # characters; a message takes 2000 in all
MAX_NOTE = 500  # characters of a prompt that moderators read


def showcase_text(turn: Turn, origin: Origin | None, locale: str, *, with_words: bool) -> str:
    """Return the text of an image in a showcase: its words, who asked, and where it comes from."""
    asked = ""
    if with_words:
        prompt = markup.escape(wording.prompt_text(turn, locale), MAX_PROMPT)
        asked = wording.say("caption.quoted", locale, words=prompt) + " "
    line = asked + wording.say("caption.by", locale, person=f"<@{turn.by.id}>")
    return line if origin is None else f"{line}\n-# {_origin_text(origin, locale)}"


def _origin_text(origin: Origin, locale: str) -> str:
    number, person = wording.turn_label(origin.root), origin.root.by.id
    facts = [wording.say("showcase.steps", locale, count=origin.steps)]
    if origin.people > 1:
        facts.append(wording.say("showcase.people", locale, count=origin.people))
    if number and person:
        start = wording.say("showcase.from", locale, number=number, person=f"<@{person}>")
        facts.insert(0, start)
    return " · ".join(facts)


def note_text(turn: Turn, locale: str, *, with_words: bool = True) -> str:
    """Return what asks moderators whether an image goes into the showcase."""
    words = wording.prompt_text(turn, locale) if with_words else "…"
    return wording.say(
        "showcase.note",
        locale,
        asker=f"<@{turn.by.id}>",
        link=turn_link(turn),
        words=markup.escape(words, MAX_NOTE),
    )
