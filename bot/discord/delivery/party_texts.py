"""What is said in a party: who is in it, whose turn it is, and what came of it."""

from collections.abc import Sequence

from bot.core.parties import Guest, Party, PartyState, at_seat
from bot.core.turns import Turn
from bot.text import markup, wording

MOST_QUOTED = 150  # characters of a line, where all are told
MOST_SPOKEN = 60  # characters of a line in a description for those who can't see it


def join_text(party: Party, people: Sequence[Guest], locale: str) -> str:
    """Return what the message says at which people join."""
    title = wording.say("party.title", locale)
    if party.state is PartyState.ENDED:
        return _lines(title, over_text(party, locale))
    minutes = party.seconds // 60
    how = wording.say("party.how", locale, minutes=minutes, rounds=party.rounds, most=party.most)
    names = tuple(f"<@{guest.person}>" for guest in people)
    who = wording.say("party.people", locale, names=names) if names else ""
    if party.state is PartyState.GATHERING:
        state = wording.say("party.gathering", locale, resets=int(party.ends_at))
    else:
        state = wording.say("party.playing", locale)
    return _lines(title, how, who or wording.say("party.no_one", locale), state)


def turn_text(
    party: Party, people: Sequence[Guest], locale: str, *, ends_at: float, begins: bool
) -> str:
    """Return what tells a person that it is their turn.

    Args:
        party: the party.
        people: who is in it.
        locale: the language of everyone there.
        ends_at: when the turn ends, in seconds since 1970.
        begins: whether there is no image yet.
    """
    first_try = "party.turn.first" if begins else "party.turn"
    code = "party.turn.again" if party.tries else first_try
    person = f"<@{at_seat(party, people)}>"
    return wording.say(code, locale, person=person, resets=int(ends_at))


def passed_text(person: int, locale: str) -> str:
    """Return what stays of a turn without a line."""
    return wording.say("party.passed", locale, person=f"<@{person}>")


def over_text(party: Party, locale: str) -> str:
    """Return that a party is over and, where it did not come to its end, why."""
    why = wording.say(party.reason, locale) if party.reason else ""
    return wording.together((wording.say("party.over", locale), why), locale)


def result_text(party: Party, images: Sequence[Turn], locale: str) -> str:
    """Return what came of a party: each line, and whose it is."""
    why = wording.say(party.reason, locale) if party.reason else ""
    head = wording.together((wording.say("party.result", locale, count=len(images)), why), locale)
    lines = [
        f"{wording.turn_label(turn)} · {_person(turn)} · {_words(turn, locale)}" for turn in images
    ]
    return wording.shorten(_lines(head, *lines), 2000)


def animation_alt(images: Sequence[Turn], names: Sequence[str], locale: str) -> str:
    """Return what the animation of a party shows: each person's line."""
    told = tuple(
        f"{name}: {wording.shorten(_spoken(turn, locale), MOST_SPOKEN)}"
        for turn, name in zip(images, names, strict=True)
    )
    alt = wording.say("alt.party", locale, count=len(images), names=told)
    return wording.shorten(alt, wording.ALT_LIMIT)


def _person(turn: Turn) -> str:
    return f"<@{turn.by.id}>" if turn.by.id else "–"


def _words(turn: Turn, locale: str) -> str:
    return markup.escape(_spoken(turn, locale), MOST_QUOTED)


def _spoken(turn: Turn, locale: str) -> str:
    return " ".join(wording.prompt_text(turn, locale).split())


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
