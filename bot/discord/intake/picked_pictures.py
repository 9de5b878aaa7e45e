"""Finds the pictures that people name by number, and prepares them as sources."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core import requests
from bot.core.picture_refs import MAX_BLENDED, MIN_BLENDED, PictureRef
from bot.core.turns import Blob, Outcome, Person, Turn
from bot.discord.intake.intake import Intake
from bot.engine.submissions import Requester
from bot.errors import NotFound, UserError
from bot.text import wording

MAX_UNTOUCHED_SIZE = 2 * 1024**2  # bytes; larger pictures are normalised, as uploads are


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
        """Its number as people write it: #3, or #3.2 in a turn with several pictures."""
        number = wording.turn_label(self.turn)
        return f"{number}.{self.pick + 1}" if number and len(self.turn.painted) > 1 else number


async def find_pictures(
    intake: Intake, picks: Sequence[PictureRef], *, by: Person, channel: int
) -> tuple[PickedPicture, ...]:
    """Return the pictures with some numbers in a channel.

    Raises:
        NotFound: there is no such number or picture, or the person may not see it.
    """
    found = []
    for pick in picks:
        turn = await intake.engine.canvases.numbered(channel, pick.number, by=by)
        if not turn.visible:
            raise NotFound("nothing_here.unpainted", number=f"#{pick.number}")
        found.append(PickedPicture(turn=turn, pick=check_pick(turn, pick)))
    return tuple(found)


async def pictures_to_blend(
    intake: Intake, picks: Sequence[PictureRef], *, requester: Requester, files: int
) -> tuple[PickedPicture, ...]:
    """Return the pictures to blend with a number of files.

    Raises:
        NotFound: see `find_pictures`.
        UserError: there are too few or too many, or the person may not continue one.
    """
    by, at = requester.by, requester.at
    assert at is not None
    count = len(picks) + files
    if not MIN_BLENDED <= count <= MAX_BLENDED:
        raise UserError("blend.count", count=count)
    found = await find_pictures(intake, picks, by=by, channel=at.channel)
    for one in found:
        await intake.engine.settings.check_may_continue(one.turn, by=by, at=at)
    return found


def check_pick(turn: Turn, pick: PictureRef) -> int:
    """Return which of a turn's pictures is meant, counted from 0; the turn may still be waiting.

    Raises:
        NotFound: the turn has no such picture.
    """
    count = turn.request.count if turn.waiting else len(turn.painted)
    if turn.outcome is not Outcome.FAILED and pick.picture >= count:
        raise NotFound("nothing_here.pick", number=pick.picture + 1, count=count)
    return pick.picture


async def as_source(intake: Intake, picture: Blob, *, by: Person, model: str) -> Blob:
    """Return a stored picture as a source, made smaller where it is large."""
    if picture.size <= MAX_UNTOUCHED_SIZE:
        return picture
    return await intake.engine.picture_files.add(
        await intake.engine.picture_files.read(picture), by=by, model=model
    )
