"""From what a person wrote and chose to a request: their defaults and the server's styles join."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core import requests, styles
from bot.core.preferences import chosen
from bot.core.requests import TurnRequest
from bot.core.turns import ImageRequest, Outcome, Style, Turn
from bot.discord.intake.intake import Intake
from bot.discord.intake.picked_pictures import PickedPicture, brought
from bot.discord.intake.uploads import Upload
from bot.engine.submissions import Requester


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptOptions:
    """What a person said; none where they left it open."""

    words: str
    files: Sequence[Upload] = ()
    picked: Sequence[PickedPicture] = ()  # pictures of this place, which come before the files
    model: str | None = None
    aspect: str | None = None
    size: str | None = None
    style: str | None = None  # the name of one
    count: int = 1
    private: bool = False
    edits: bool = False  # a picture is changed: it keeps its look unless told otherwise


async def compose(intake: Intake, wanted: PromptOptions, *, by: Requester) -> TurnRequest:
    """A new picture's request. Words are checked before anything is fetched.

    Pictures that are brought along keep their shape, so that a default shape is for new ones only.

    Raises:
        EaselError: its words, style or pictures can't be used.
    """
    settings = intake.engine.settings
    own = await settings.preferences(by.by.id)
    style = None
    if wanted.style:
        style = styles.named(wanted.style, styles=await settings.styles(by.by.guild))
    elif own.style and not wanted.edits:
        style = Style(words=own.style)
    prompt = requests.prompt(wanted.words)
    choice = chosen(
        own,
        models=intake.engine.models.table,
        model=intake.engine.models.chosen(wanted.model) if wanted.model else None,
        aspect=wanted.aspect,
        size=wanted.size,
    )
    brings = bool(wanted.files or wanted.picked)
    taker = intake.engine.models.living(choice.model).id
    request = ImageRequest(
        prompt=prompt,
        model=choice.model,
        sources=(
            *[await brought(intake, one.picture, by=by.by, model=taker) for one in wanted.picked],
            *await intake.pictures(wanted.files, by=by, model=taker),
        ),
        aspect=wanted.aspect if brings else choice.aspect,
        size=choice.size,
        count=wanted.count,
        private=wanted.private,
        blends=bool(wanted.picked),
        style=style,
    )
    first = wanted.picked[0] if wanted.picked else None
    if first is None:
        return TurnRequest(request=request)
    return TurnRequest(request=request, parent=first.turn.id, pick=first.pick)


async def refined(
    intake: Intake, turn: Turn, wanted: PromptOptions, *, by: Requester, pick: int = 0
) -> TurnRequest:
    """The request that changes a turn's picture, or asks anew for one that was never painted.

    Raises:
        EaselError: its words or pictures can't be used, or it is not this person's to continue.
    """
    settings = intake.engine.settings
    if turn.outcome not in {None, Outcome.PAINTED}:  # the wish does not hang on it: ask here
        await settings.check_may_continue(turn, by=by.by, at=by.at)
    model = intake.engine.models.living(turn.request.model).id
    if turn.request.describes:
        model = (await settings.preferences(by.by.id)).model or intake.engine.default_model
    files = await intake.pictures(wanted.files, by=by, model=model)
    return requests.refine(
        turn, wanted.words, pictures=files, pick=pick, aspect=wanted.aspect, model=model
    )
