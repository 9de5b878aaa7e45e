"""From what a person wrote and chose to a request: their defaults and the server's styles join."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import moves, styles
from bot.moves import Next
from bot.preferences import chosen
from bot.turns import ImageRequest, Person
from cogs.desk import Desk
from cogs.uploads import Upload


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person said; none where they left it open."""

    words: str
    files: Sequence[Upload] = ()
    model: str | None = None
    aspect: str | None = None
    size: str | None = None
    style: str | None = None  # the name of one
    count: int = 1
    private: bool = False
    edits: bool = False  # a picture is changed: it keeps its look unless told otherwise


async def compose(desk: Desk, wanted: Wanted, *, by: Person) -> Next:
    """A new picture's request. Words are checked before anything is fetched.

    Pictures that are brought along keep their shape, so that a default shape is for new ones only.

    Raises:
        EaselError: its words, style or pictures can't be used.
    """
    customs = desk.studio.customs
    own = await customs.preferences(by.id)
    named = ""
    if wanted.style:
        named = styles.words_of(wanted.style, styles=await customs.styles(by.guild))
    standing = "" if wanted.edits or named else own.style
    prompt = moves.prompt(styles.styled(moves.prompt(wanted.words), named, standing))
    choice = chosen(
        own,
        default_model=desk.studio.default_model,
        model=wanted.model,
        aspect=wanted.aspect,
        size=wanted.size,
    )
    request = ImageRequest(
        prompt=prompt,
        model=choice.model,
        sources=await desk.pictures(wanted.files, model=choice.model),
        aspect=wanted.aspect if wanted.files else choice.aspect,
        size=choice.size,
        count=wanted.count,
        private=wanted.private,
    )
    return Next(request=request)
