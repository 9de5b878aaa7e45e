"""From what a person wrote and chose to a request: their defaults and the server's styles join."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core import requests, styles
from bot.core.preferences import chosen
from bot.core.requests import Next
from bot.core.turns import ImageRequest, Outcome, Turn
from bot.discord.intake.intake import Desk
from bot.discord.intake.picked_pictures import Picked, brought
from bot.discord.intake.uploads import Upload
from bot.engine.engine import Asker


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person said; none where they left it open."""

    words: str
    files: Sequence[Upload] = ()
    picked: Sequence[Picked] = ()  # pictures of this place, which come before the files
    model: str | None = None
    aspect: str | None = None
    size: str | None = None
    style: str | None = None  # the name of one
    count: int = 1
    private: bool = False
    edits: bool = False  # a picture is changed: it keeps its look unless told otherwise


async def compose(desk: Desk, wanted: Wanted, *, by: Asker) -> Next:
    """A new picture's request. Words are checked before anything is fetched.

    Pictures that are brought along keep their shape, so that a default shape is for new ones only.

    Raises:
        EaselError: its words, style or pictures can't be used.
    """
    customs = desk.studio.customs
    own = await customs.preferences(by.by.id)
    named = ""
    if wanted.style:
        named = styles.words_of(wanted.style, styles=await customs.styles(by.by.guild))
    standing = "" if wanted.edits or named else own.style
    prompt = requests.prompt(styles.styled(requests.prompt(wanted.words), named, standing))
    choice = chosen(
        own,
        default_model=desk.studio.default_model,
        model=wanted.model,
        aspect=wanted.aspect,
        size=wanted.size,
    )
    brings = bool(wanted.files or wanted.picked)
    request = ImageRequest(
        prompt=prompt,
        model=choice.model,
        sources=(
            *[
                await brought(desk, one.picture, by=by.by, model=choice.model)
                for one in wanted.picked
            ],
            *await desk.pictures(wanted.files, by=by, model=choice.model),
        ),
        aspect=wanted.aspect if brings else choice.aspect,
        size=choice.size,
        count=wanted.count,
        private=wanted.private,
        blends=bool(wanted.picked),
    )
    first = wanted.picked[0] if wanted.picked else None
    if first is None:
        return Next(request=request)
    return Next(request=request, parent=first.turn.id, pick=first.pick)


async def refined(desk: Desk, turn: Turn, wanted: Wanted, *, by: Asker, pick: int = 0) -> Next:
    """The request that changes a turn's picture, or asks anew for one that was never painted.

    Raises:
        EaselError: its words or pictures can't be used, or it is not this person's to continue.
    """
    customs = desk.studio.customs
    if turn.outcome not in {None, Outcome.PAINTED}:  # the wish does not hang on it: ask here
        await customs.check_continues(turn, by=by.by, at=by.at)
    model = turn.request.model
    if turn.request.describes:
        model = (await customs.preferences(by.by.id)).model or desk.studio.default_model
    files = await desk.pictures(wanted.files, by=by, model=model)
    return requests.refine(
        turn, wanted.words, pictures=files, pick=pick, aspect=wanted.aspect, model=model
    )
