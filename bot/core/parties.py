"""Parties: people take turns, and the line of each changes the last image. Pure rules.

A party is stored while it goes on, and deleted when it is over: what was painted in it are turns
like any others. Each rule here returns a party as it is next; `bot.core.party_progress` has what
time and painted lines bring.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.core.turns import Turn
from bot.errors import LimitReached, NotFound, UserError

FEWEST = 2  # people with whom a party starts
MOST_PEOPLE, MOST_ROUNDS, MOST_MINUTES = 20, 10, 60
PEOPLE, ROUNDS, MINUTES = 8, 2, 3  # where nothing is chosen
MOST_LINE = 300  # characters of a line

GATHERING = 1800.0  # seconds in which people join, before it starts by itself
CLAIM = 60.0  # seconds in which the line that was taken becomes a turn
CHECK = 0.5  # seconds between two checks whether a line has been painted


class PartyState(StrEnum):
    """How far a party has come."""

    GATHERING = "gathering"  # people join
    PLAYING = "playing"
    ENDED = "ended"  # what came of it is to be posted


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A party in a channel or thread."""

    id: int  # of the interaction that started it
    guild: int
    channel: int
    person: int  # who started it; 0: they are forgotten
    seconds: int  # of a turn
    rounds: int
    most: int  # people
    started_at: float  # seconds since 1970
    ends_at: float  # until when people gather, or one person has their turn
    due_at: float  # when something is to be done
    state: PartyState = PartyState.GATHERING
    message: int | None = None  # that people join at
    round: int = 0  # from 1; 0: before the first turn
    seat: int = 0  # whose turn it is; 0: no one's
    calls: int = 0  # times that someone was told that it is their turn
    call: int | None = None  # the message that says so now
    asked: str | None = None  # the origin of the line that is being painted
    tries: int = 0  # lines of this turn that could not be painted
    idle: int = 0  # turns in a row without a line
    turn: int | None = None  # the last image
    attempts: int = 0  # times that posting was begun
    reason: str = ""  # code of the sentence that says why it ended, or could not be posted


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """A person in a party; turns go by seats."""

    person: int
    seat: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The line that is being painted, as far as it has come."""

    turn: Turn | None = None  # None: it is not accepted, or its person is forgotten
    shown: bool = False  # it has ended, and its channel knows how


NO_LINE = Line()


def at_seat(party: Party, people: Sequence[Guest]) -> int | None:
    """Return the person whose turn it is; None if they have left, or no turn is under way."""
    return next((guest.person for guest in people if guest.seat == party.seat), None)


def check_on(party: Party | None) -> Party:
    """Return a party that has not ended.

    Raises:
        NotFound: it has.
    """
    if party is None or party.state is PartyState.ENDED:
        raise NotFound("party.none")
    return party


def images_of(party: Party, lineage: Sequence[Turn]) -> Sequence[Turn]:
    """Return the turns whose images a party has: the one it began with, then those of its lines.

    Args:
        party: the party.
        lineage: of its last image, from the root.
    """
    shown = [turn for turn in lineage if is_open(turn)]
    new = (at for at, turn in enumerate(shown) if turn.created_at >= party.started_at)
    return shown[max(next(new, len(shown)) - 1, 0) :]


def seated(party: Party, people: Sequence[Guest], person: int) -> Guest:
    """Return a person's seat, at the end where they have none yet.

    Raises:
        NotFound: the party has ended.
        LimitReached: it is full.
    """
    check_on(party)
    if known := next((guest for guest in people if guest.person == person), None):
        return known
    if len(people) >= party.most:
        raise LimitReached("party.full", limit=party.most)
    return Guest(person=person, seat=max((guest.seat for guest in people), default=0) + 1)


def begun(party: Party, people: Sequence[Guest], *, now: float) -> Party:
    """Let the turns begin.

    Raises:
        NotFound: the party has ended.
        UserError: it goes on already, or too few people are in it.
    """
    if check_on(party).state is not PartyState.GATHERING:
        raise UserError("party.going")
    if len(people) < FEWEST:
        raise UserError("party.few")
    return replace(party, state=PartyState.PLAYING, round=1, ends_at=now, due_at=now, attempts=0)


def claimed(
    party: Party, people: Sequence[Guest], *, person: int, origin: str, now: float
) -> Party:
    """Take the line of the person whose turn it is.

    Raises:
        NotFound: the party has ended.
        UserError: it is another person's turn, or a line is being painted.
    """
    check_turn(party, people, person=person)
    return replace(party, asked=origin, due_at=now + CLAIM)


def check_turn(party: Party, people: Sequence[Guest], *, person: int) -> None:
    """Check that a person can write their line now.

    Raises:
        NotFound: the party has ended.
        UserError: it is another person's turn, or a line is being painted.
    """
    check_on(party)
    whose = at_seat(party, people)
    if party.asked is not None:
        raise UserError("party.painting")
    if whose is None:
        raise UserError("party.not_yet")
    if whose != person:
        raise UserError("party.not_you", person=f"<@{whose}>")


def given_back(party: Party, error: Exception, *, origin: str, now: float) -> Party:
    """Give a turn back whose line was refused before anything was painted.

    Where the budget of the server or of all is at its end, so is the party; where the person's own
    is, the next one has their turn.
    """
    if party.asked != origin or party.state is PartyState.ENDED:
        return party
    party = replace(party, asked=None, due_at=party.ends_at)
    limit = error.code.split(".") if isinstance(error, LimitReached) else []
    if len(limit) > 2 and limit[1] in {"server", "whole"}:
        return ended(party, "party.over.budget", now=now)
    if len(limit) > 2:
        return passed(party, now=now)
    return party


def passed(party: Party, *, now: float) -> Party:
    """Let a turn end now, unless its line is being painted."""
    if party.state is not PartyState.PLAYING or party.asked is not None:
        return party
    return replace(party, ends_at=now, due_at=now)


def ended(party: Party, reason: str, *, now: float) -> Party:
    """Let a party end; a line that is being painted is not waited for."""
    if party.state is PartyState.ENDED:
        return party
    over = PartyState.ENDED
    return replace(party, state=over, reason=reason, asked=None, due_at=now, attempts=0)


def announced(party: Party, message: int) -> Party:
    """Note the message at which people join."""
    return replace(party, message=message, attempts=0, reason="")


def attempted(party: Party) -> Party:
    """Note that a message is about to be posted."""
    return replace(party, attempts=party.attempts + 1)


def postponed(party: Party, *, until: float, reason: str | None = None) -> Party:
    """Note when something is tried again and, for a party that goes on, why it failed."""
    if reason is None or party.state is PartyState.ENDED:
        return replace(party, due_at=until)
    return replace(party, due_at=until, reason=reason)


def called(party: Party, message: int, *, now: float) -> Party:
    """Note the message that tells a person that it is their turn; it lasts from now on."""
    ends = now + party.seconds
    due = party.due_at if party.asked is not None else ends  # they were quick
    return replace(party, call=message, ends_at=ends, due_at=due, attempts=0, reason="")


def is_open(turn: Turn) -> bool:
    """Return whether everyone in the channel sees a turn's images."""
    return turn.visible and not turn.request.private
