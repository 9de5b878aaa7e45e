"""What a party becomes when time has passed or a line was painted. Pure rules."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.core.parties import (
    FEWEST,
    Guest,
    Line,
    Party,
    PartyState,
    at_seat,
    begun,
    ended,
    is_open,
)

MOST_TRIES = 2  # lines of one turn that could not be painted; then the next person has theirs
GRACE = 60.0  # seconds; a turn that is seen to be over later than this ended while Easel was away
RECHECK = 60.0  # seconds until a line that is being painted is checked, if nothing wakes


def advanced(
    party: Party, people: Sequence[Guest], *, line: Line, absent: Collection[int], now: float
) -> Party:
    """Return what a party is now: time has passed, or a line was painted.

    Args:
        party: as it was.
        people: who is in it, by seats.
        line: the one that is being painted.
        absent: people who may not ask for anything; they are passed.
        now: seconds since 1970.
    """
    here = [guest for guest in people if guest.person not in absent]
    if party.state is PartyState.ENDED:
        return party
    if party.state is PartyState.GATHERING:
        party = _opened(party, line, now=now)
        if now < party.ends_at:
            return party
        if len(here) < FEWEST:
            return ended(party, "party.over.alone", now=now)
        return begun(party, here, now=now)
    if party.asked is not None:
        return _after_line(party, here, line, now=now)
    if at_seat(party, here) is None:
        return _next_turn(party, here, now=now)
    if party.call is None or now < party.ends_at:
        return party
    if now - party.ends_at > GRACE:
        return _called_again(party, now=now)
    return _next_turn(replace(party, idle=party.idle + 1), here, now=now)


def _opened(party: Party, line: Line, *, now: float) -> Party:
    """Take the image that the party begins with."""
    if party.asked is None:
        return replace(party, due_at=party.ends_at)
    if line.turn is None and now < party.due_at:
        return party  # it is being accepted
    if line.turn is not None and not line.shown:
        return replace(party, due_at=min(now + RECHECK, party.ends_at))
    turn = line.turn.id if line.turn is not None and is_open(line.turn) else None
    return replace(party, asked=None, turn=turn, due_at=party.ends_at)


def _after_line(party: Party, here: Sequence[Guest], line: Line, *, now: float) -> Party:
    if line.turn is None:
        if now < party.due_at:
            return party  # it is being accepted
    elif not line.shown:
        return replace(party, due_at=now + RECHECK)
    elif line.turn.visible:  # one that only its person sees is no step for the others
        last = line.turn.id if is_open(line.turn) else party.turn
        painted = replace(party, asked=None, turn=last, idle=0)
        return _next_turn(painted, here, now=now)
    party = replace(party, asked=None)
    if at_seat(party, here) is None:
        return _next_turn(party, here, now=now)
    if party.tries + 1 < MOST_TRIES:
        return _called_again(replace(party, tries=party.tries + 1), now=now)
    return _next_turn(replace(party, idle=party.idle + 1), here, now=now)


def _called_again(party: Party, *, now: float) -> Party:
    """Tell the same person once more that it is their turn."""
    return replace(party, calls=party.calls + 1, call=None, due_at=now, attempts=0)


def _next_turn(party: Party, here: Sequence[Guest], *, now: float) -> Party:
    """Let the next person have their turn; after the last round the party ends."""
    if not here:
        return ended(party, "party.over.alone", now=now)
    if party.idle >= len(here):
        return ended(party, "party.over.idle", now=now)
    seats = sorted(guest.seat for guest in here)
    seat = next((seat for seat in seats if seat > party.seat), None)
    if seat is None:
        seat, party = seats[0], replace(party, round=party.round + 1)
    if party.round > party.rounds:
        return ended(party, "", now=now)
    return _called_again(replace(party, seat=seat, tries=0), now=now)
