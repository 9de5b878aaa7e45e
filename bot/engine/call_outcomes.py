"""What the outcomes of a turn's calls mean for the turn: pure rules."""

from collections.abc import Sequence

from bot.core import grounding
from bot.core.turns import MAX_SHOWN, Outcome
from bot.database import CallEnd, CallNotDue, CallRecord, CallResult, TurnResult
from bot.errors import Blocked, EaselError, OperatorError, TemporaryError

YOUNG = 10 * 60.0  # seconds since a turn was accepted in which a lost call is made once more
LOST = ("", "unanswered", "only_words", "painted")  # and "unanswered.slow" and its like
"""Outcomes of calls that may have been billed and whose answer is not stored: what the model says,
instead of painting or about a picture, is not."""
REFUSED = ("blocked.", "withheld.", "no_image", "unknown_finish")
"""How the outcomes begin of calls that would be refused again."""


def refusals(past: Sequence[CallRecord]) -> dict[int, Blocked]:
    """Return the calls that Gemini refused before their worker died, by number."""
    return {call.number: Blocked(call.outcome) for call in past if call.outcome.startswith(REFUSED)}


def may_call_again(past: Sequence[CallRecord], *, age: float) -> bool:
    """Return whether the calls that are left may be made, though some were lost before.

    A lost call may have been billed, so it is made once more at most, and only while its person
    is likely to wait for it.
    """
    lost = [
        call.number for call in past if call.outcome.partition(".")[0] in LOST and not call.result
    ]
    return not lost or (age <= YOUNG and len(lost) == len(set(lost)))


def decides(error: BaseException, *, patience: float) -> bool:
    """Return whether an error decides for the whole turn, though some of its pictures came.

    A call that did not leave is waited for, but at most `patience` seconds for a busy Gemini.
    """
    if isinstance(error, CallNotDue):
        return not error.paused or (error.wait or 0) <= patience
    return not isinstance(error, EaselError)


def result(
    painted: Sequence[CallResult], errors: Sequence[BaseException], *, call: CallEnd | None = None
) -> TurnResult:
    """Return the result of a turn; `call` is the one whose end is stored with it, if one is.

    A model may paint more than it was asked for; of all its pictures `MAX_SHOWN` are shown.
    """
    reason = worst(errors) if errors else None
    searched = grounding.as_facts(grounding.merged([done.searched for done in painted]))
    return TurnResult(
        outcome=Outcome.PAINTED,
        painted=tuple(picture for done in painted for picture in done.pictures)[:MAX_SHOWN],
        reason=str(reason) if isinstance(reason, EaselError) else "",
        facts={**(reason.facts if isinstance(reason, EaselError) else {}), **searched},
        words=painted[0].words,
        call=call,
    )


def worst(errors: Sequence[BaseException]) -> BaseException:
    """Return the error that decides: a bug first, then what may pass, then what was refused."""
    bugs = [error for error in errors if not isinstance(error, EaselError)]
    for kind in (CallNotDue, TemporaryError, OperatorError, Blocked):
        found = [error for error in errors if isinstance(error, kind)]
        if found and not bugs:
            return found[0]
    return (bugs or errors)[0]
