"""Renders a finished turn as a Discord message: text, files and buttons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

import discord

from bot.core import improving
from bot.core.access import narrowed
from bot.core.preferences import Notify
from bot.core.recipe import NOTHING_SAID, Recipe
from bot.core.server_settings import RequestSettings
from bot.core.turns import Outcome, Place, Turn
from bot.discord.components import buttons
from bot.discord.delivery.caption import caption, description_text, improvement_text
from bot.discord.delivery.files import discord_file
from bot.engine.engine import Engine
from bot.errors import NotFound
from bot.imaging.kinds import file_ending
from bot.text import wording

MAX_PER_MESSAGE = 24 * 1024**2  # bytes; Discord refuses requests over 25 MiB


class MessageBody(Enum):
    """How much of a turn a message shows."""

    WHOLE = auto()
    WITHOUT_WORDS = auto()  # the picture, without what the person and the model wrote
    NOTICE = auto()  # a sentence in place of the picture


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedMessage:
    """A message that any delivery method can send."""

    words: str
    files: Sequence[tuple[bytes, str, str]]  # bytes, name, description
    view: discord.ui.View = discord.utils.MISSING
    spoiler: bool = False  # Discord hides its files until a person opens them
    notify: Notify = Notify.NEVER  # when the words, which name the person, mention them

    def attachments(self) -> list[discord.File]:
        """Return new files: each can be sent once."""
        return [
            discord_file(data, name=name, alt=alt, spoiler=self.spoiler)
            for data, name, alt in self.files
        ]


async def render(
    engine: Engine,
    turn: Turn,
    at: Place,
    *,
    settings: RequestSettings,
    limit: int,
    note: str = "",
    body: MessageBody = MessageBody.WHOLE,
) -> RenderedMessage:
    """Return the message that shows a finished turn.

    Args:
        engine: reads the pictures.
        turn: a finished turn.
        at: where it is shown, and in which language.
        settings: what its person and their server have set.
        limit: the most bytes of a picture.
        note: a sentence above the settings.
        body: how much of the turn is shown.

    Raises:
        NotFound: a picture is not stored any more.
        BadPicture: no size of it fits.
    """
    if body is MessageBody.NOTICE:
        return RenderedMessage(
            words=wording.say("deliver.explicit", at.locale),
            files=(),
            view=buttons.retry_button(turn, at.locale),
        )
    if turn.outcome not in {Outcome.PAINTED, Outcome.DESCRIBED}:
        view = buttons.retry_button(turn, at.locale)
        words = await _failure_text(engine, turn, at.locale)
        if turn.by.guild is not None and at.token is None and turn.progress_message is None:
            # Nothing there says whose request it was: it came from a page.
            person = f"<@{turn.by.id}>"
            words = f"{words}\n-# {wording.say('caption.by', at.locale, person=person)}"
        return RenderedMessage(words=words, files=(), view=view)
    if turn.request.improves:
        page = _improvement(engine, turn, at, settings=settings, note=note)
    elif turn.outcome is Outcome.DESCRIBED:
        page = await _description(engine, turn, at, limit=limit, note=note)
    else:
        page = await _pictures(
            engine, turn, at, settings=settings, limit=limit, note=note, body=body
        )
    return replace(page, notify=settings.own.notify)


async def _pictures(
    engine: Engine,
    turn: Turn,
    at: Place,
    *,
    settings: RequestSettings,
    limit: int,
    note: str,
    body: MessageBody,
) -> RenderedMessage:
    files, smaller = await picture_files(
        engine,
        turn,
        at.locale,
        limit=limit,
        settings=settings,
        with_words=body is MessageBody.WHOLE,
    )
    notes = (
        note,
        wording.say("deliver.smaller", at.locale) if smaller else "",
        wording.say("deliver.no_words", at.locale) if body is MessageBody.WITHOUT_WORDS else "",
    )
    words = caption(
        turn,
        at.locale,
        models=engine.models.table,
        notes=[n for n in notes if n],
        paid_today=await engine.accounts.paid_today(turn.by, settings=settings),
        with_words=body is MessageBody.WHOLE,
        remixed=await engine.showcases.remixed(turn),
    )
    model = engine.models.resolve(turn.request.model)
    allowed = narrowed(model, settings.server.rules) or model
    has = {"showcase": settings.server.showcase.channel, "enter": settings.server.theme}
    offers = [name for name, value in has.items() if value is not None]
    view = buttons.picture_buttons(
        turn,
        at.locale,
        model=allowed,
        offers=offers,
        finish=engine.models.finish_costs(turn, settings.server.rules),
    )
    return RenderedMessage(words=words, files=files, view=view, spoiler=turn.request.spoiler)


async def _failure_text(engine: Engine, turn: Turn, locale: str) -> str:
    """Return why a turn has no picture and, where only the owner can fix it, if they know."""
    words = wording.outcome_text(turn, locale)
    told = await engine.operator_alerts.told(turn)
    if told is None:
        return words
    about_owner = wording.say("owner.told" if told else "owner.not_told", locale)
    return wording.together((words, about_owner), locale)


async def picture_files(
    engine: Engine,
    turn: Turn,
    locale: str,
    *,
    limit: int,
    settings: RequestSettings | None = None,
    with_words: bool = True,
) -> tuple[list[tuple[bytes, str, str]], bool]:
    """Return bytes, name and alt text of each picture, and whether any was made smaller.

    Each file says how it was made; without words, only that it is AI-generated.
    """
    limit = min(limit, MAX_PER_MESSAGE // len(turn.painted))
    files: list[tuple[bytes, str, str]] = []
    smaller = False
    recipe = await engine.recipes.of(turn, settings=settings) if with_words else NOTHING_SAID
    for pick in range(len(turn.painted)):
        file, shrunk = await picture_file(engine, turn, pick, locale, limit=limit, recipe=recipe)
        smaller = smaller or shrunk
        files.append(file)
    return files, smaller


async def picture_file(
    engine: Engine, turn: Turn, pick: int, locale: str, *, limit: int, recipe: Recipe
) -> tuple[tuple[bytes, str, str], bool]:
    """Return bytes, name and alt text of one picture, and whether it was made smaller.

    Args:
        engine: reads it.
        turn: its turn.
        pick: which of the turn's pictures, counted from 0.
        locale: of the alt text.
        limit: bytes at most.
        recipe: what its file says of how it was made.
    """
    painted = turn.painted[pick].picture
    picture = await engine.picture_files.read_within(painted, limit=limit)
    name = f"easel-{turn.id}-{pick + 1}.{file_ending(picture.mime)}"
    data = await engine.recipes.put(picture.data, recipe, limit=limit)
    alt = wording.alt_text(turn, number=pick + 1, locale=locale)
    return (data, name, alt), len(picture.data) != painted.size


def _improvement(
    engine: Engine, turn: Turn, at: Place, *, settings: RequestSettings, note: str
) -> RenderedMessage:
    """Return a prompt that was written better, and what can be done with it."""
    words = improvement_text(turn, at.locale, models=engine.models.table)
    then = improving.painted(turn, improving.improved_words(turn)).request
    cost = engine.models.cost(then, settings.server.rules)
    return RenderedMessage(
        words="\n".join(filter(None, (words, note))),
        files=(),
        view=buttons.improved_buttons(turn, at.locale, cost=cost),
    )


async def _description(
    engine: Engine, turn: Turn, at: Place, *, limit: int, note: str
) -> RenderedMessage:
    """Return a description, with its picture unless the message that is replied to has it."""
    words = "\n".join(
        filter(None, (description_text(turn, at.locale, models=engine.models.table), note))
    )
    view = buttons.paint_button(turn, at.locale)
    if at.reply_to is not None:
        return RenderedMessage(words=words, files=(), view=view)
    limit = min(limit, MAX_PER_MESSAGE)
    try:
        picture = await engine.picture_files.read_within(turn.request.sources[0], limit=limit)
    except NotFound:  # the text is shown without it
        return RenderedMessage(words=words, files=(), view=view)
    name = f"easel-{turn.id}.{file_ending(picture.mime)}"
    alt = wording.shorten(
        wording.say("described.alt", at.locale, words=turn.words), wording.ALT_LIMIT
    )
    return RenderedMessage(
        words=words,
        files=[(picture.data, name, alt)],
        view=view,
        spoiler=turn.request.spoiler,
    )
