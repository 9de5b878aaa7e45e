"""Pictures that a person names by number: looked up where they are, and made fit to be brought."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core import requests
from bot.core.picture_refs import PictureRef
from bot.core.turns import Blob, Outcome, Person, Place, Turn
from bot.discord.intake.intake import Intake
from bot.errors import NothingHere, Refused
from bot.text import wording

LEAST, MOST = 2, 6  # pictures in a blend
LIGHT = 2 * 1024**2  # bytes; heavier pictures are made lighter, as people's own are


@dataclass(frozen=True, slots=True, kw_only=True)
class PickedPicture:
    """A turn and one of its pictures."""

    turn: Turn
    pick: int  # counted from 0

    @property
    def picture(self) -> Blob:
        """The picture."""
        return requests.picked(self.turn, self.pick).picture

    @property
    def number(self) -> str:
        """As people write it: which of several pictures is said, too."""
        number = wording.number(self.turn)
        return f"{number}.{self.pick + 1}" if number and len(self.turn.painted) > 1 else number


async def find(
    intake: Intake, picks: Sequence[PictureRef], *, by: Person, channel: int
) -> tuple[PickedPicture, ...]:
    """The pictures with some numbers in a channel, to be looked at.

    Raises:
        NothingHere: there is no such number or picture, or they may not see it.
    """
    found = []
    for pick in picks:
        turn = await intake.engine.canvases.numbered(channel, pick.number, by=by)
        if not turn.visible:
            raise NothingHere("nothing_here.unpainted", number=f"#{pick.number}")
        found.append(PickedPicture(turn=turn, pick=check_pick(turn, pick)))
    return tuple(found)


async def to_blend(
    intake: Intake, picks: Sequence[PictureRef], *, by: Person, at: Place, files: int = 0
) -> tuple[PickedPicture, ...]:
    """The same, to make one picture of them and of so many files.

    Raises:
        NothingHere: as above.
        Refused: they are too few or too many, or one is not theirs to continue.
    """
    count = len(picks) + files
    if not LEAST <= count <= MOST:
        raise Refused("blend.count", count=count)
    found = await find(intake, picks, by=by, channel=at.channel)
    for one in found:
        await intake.engine.settings.check_may_continue(one.turn, by=by, at=at)
    return found


def check_pick(turn: Turn, pick: PictureRef) -> int:
    """Which of a turn's pictures is meant, counted from 0; one that still waits may be named too.

    Raises:
        NothingHere: it has not so many.
    """
    count = turn.request.count if turn.waiting else len(turn.painted)
    if turn.outcome is not Outcome.FAILED and pick.picture >= count:
        raise NothingHere("nothing_here.pick", number=pick.picture + 1, count=count)
    return pick.picture


async def brought(intake: Intake, picture: Blob, *, by: Person, model: str) -> Blob:
    """A stored picture as one that a person brings along."""
    if picture.size <= LIGHT:
        return picture
    return await intake.engine.picture_files.add(
        await intake.engine.picture_files.read(picture), by=by, model=model
    )
