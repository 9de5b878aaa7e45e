"""Builds requests from what people wrote and chose, with their defaults and the server's styles."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core import requests, styles, typed_options
from bot.core.improving import improving
from bot.core.models import ALL_RATIOS
from bot.core.preferences import Choice, choose
from bot.core.requests import TurnRequest
from bot.core.server_settings import RequestSettings
from bot.core.turns import Character, ImageRequest, Outcome, Quality, Style, Turn
from bot.core.typed_options import TypedPrompt
from bot.discord.components.ids import FormValues
from bot.discord.components.kept_options import KeptOptions
from bot.discord.intake.intake import Intake
from bot.discord.intake.options import quality_of
from bot.discord.intake.picked_pictures import PickedPicture, as_source
from bot.discord.intake.prepared import FetchedPictures, PreparedRequest
from bot.discord.intake.requesters import known
from bot.discord.intake.uploads import Upload
from bot.engine.submissions import Requester
from bot.errors import TooLong

MOST_GIVEN_BACK = 6000  # characters; the embeds of a message take no more
SQUARE = "1:1"  # of new pictures with characters, whose own pictures would decide otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptOptions:
    """What a person wrote and chose; None where they chose nothing."""

    prompt: str
    uploads: Sequence[Upload] = ()
    picked: Sequence[PickedPicture] = ()  # painted in this channel; they come before the uploads
    model: str | None = None
    aspect: str | None = None
    size: str | None = None
    quality: Quality | None = None
    search: bool = False
    improve: bool = False  # the prompt is written better first, and shown
    style: str | None = None  # the name of a server's style
    characters: tuple[str, ...] = ()  # names of characters, beside those in the prompt
    count: int = 1
    private: bool = False
    needs_all: bool = False  # no upload may be left out: they were counted
    edits: bool = False  # an edit: the person's own style is not added

    @property
    def kept(self) -> KeptOptions:
        """What is kept beside a prompt that is too long."""
        return KeptOptions(
            files=bool(self.uploads),
            edits=self.edits,
            blends=self.needs_all,
            private=self.private,
            search=self.search,
            improve=self.improve,
            count=self.count,
            aspect=self.aspect or "",
            size=self.size or "",
            quality=self.quality or "",
            model=self.model or "",
            style=self.style or "",
        )

    @classmethod
    def of_form(cls, values: FormValues, uploads: Sequence[Upload]) -> "PromptOptions":
        """Return what a person filled in.

        Raises:
            UserError: there is no such quality.
        """
        return cls(
            prompt=values.words,
            uploads=uploads,
            aspect=values.aspect,
            quality=quality_of(values.quality),
            improve=values.improve,
        )

    @classmethod
    def of_kept(cls, prompt: str, kept: KeptOptions, uploads: Sequence[Upload]) -> "PromptOptions":
        """Return what a person chose before, with a shorter prompt."""
        return cls(
            prompt=prompt,
            uploads=uploads,
            needs_all=kept.blends,
            edits=kept.edits,
            private=kept.private,
            search=kept.search,
            improve=kept.improve,
            count=kept.count,
            aspect=kept.aspect or None,
            size=kept.size or None,
            quality=Quality(kept.quality) if kept.quality in set(Quality) else None,
            model=kept.model or None,
            style=kept.style or None,
        )

    def starting_from(self, upload: Upload) -> "PromptOptions":
        """Return the same with one more upload, before the others."""
        return replace(self, uploads=(upload, *self.uploads))


async def build_request(
    intake: Intake, options: PromptOptions, *, requester: Requester
) -> PreparedRequest:
    """Return the request for a new picture. The prompt is checked before anything is fetched.

    Uploaded pictures keep their aspect ratio: a person's default applies without uploads only.

    Raises:
        EaselError: its prompt, style or pictures can't be used.
    """
    if options.model:  # by its id or its name
        options = replace(options, model=intake.engine.models.chosen(options.model))
    style = _style(options, known(requester))
    typed = typed_options.parse(_prompt(options), ratios=ALL_RATIOS)
    prompt, aspect = requests.prompt(typed.words), options.aspect or typed.aspect
    characters = await intake.engine.characters.in_prompt(
        prompt, by=requester.by, chosen=options.characters
    )
    search = options.search or typed.search
    choice, quality = _chosen(intake, options, typed, requester=requester)
    has_pictures = bool(options.uploads or options.picked)
    model_used = intake.engine.models.resolve(choice.model).id
    picked = [
        await as_source(intake, one.picture, by=requester.by, model=model_used)
        for one in options.picked
    ]
    fetched = await _fetched(intake, options, requester=requester, model=model_used)
    request = ImageRequest(
        prompt=prompt,
        model=choice.model,
        sources=(*picked, *fetched.blobs),
        aspect=aspect if has_pictures else choice.aspect or _shape(intake, choice, characters),
        size=choice.size,
        quality=quality,
        count=options.count if options.count > 1 else typed.count or 1,
        private=options.private or any(one.turn.request.private for one in options.picked),
        spoiler=_has_spoiler(options) or any(one.spoiler for one in characters),
        blends=bool(options.picked),
        style=style,
        characters=characters,
    )
    if search:
        with_search = intake.engine.models.with_search
        request = replace(request, search=True) if options.model else with_search(request)
    made = TurnRequest(request=request)
    if options.picked:
        first = options.picked[0]
        made = TurnRequest(request=request, parent=first.turn.id, pick=first.pick)
    return _prepared(intake, made, options, typed, fetched, requester=requester)


async def build_refinement(
    intake: Intake, turn: Turn, options: PromptOptions, *, requester: Requester, pick: int = 0
) -> PreparedRequest:
    """Return the request that edits a turn's picture, or retries a turn that has none.

    Raises:
        EaselError: its prompt or pictures can't be used, or the person may not continue the turn.
    """
    if turn.outcome not in {
        None,
        Outcome.PAINTED,
    }:  # the new turn will not be its child: check here
        await intake.engine.settings.check_may_continue(turn, by=requester.by, at=requester.at)
    model = intake.engine.models.resolve(turn.request.model).id
    if turn.request.describes:
        model = known(requester).own.model or intake.engine.default_model
    fetched = await _fetched(intake, options, requester=requester, model=model)
    typed = typed_options.parse(options.prompt, ratios=ALL_RATIOS)
    aspect, quality = options.aspect or typed.aspect, options.quality or typed.quality
    only_options = turn.visible and not typed.words and not options.uploads
    if only_options and aspect:
        made = requests.reshape(turn, pick=pick, aspect=aspect)
    elif only_options and quality and quality is not turn.request.quality:
        made = intake.engine.models.finish(turn, quality, pick=pick)
    else:
        made = requests.refine(
            turn, typed.words, pictures=fetched.blobs, pick=pick, aspect=aspect, model=model
        )
    spoiler = made.request.spoiler or _has_spoiler(options)
    count = typed.count or made.request.count
    made = replace(made, request=replace(made.request, spoiler=spoiler, count=count))
    if options.search or typed.search:
        intake.check_choice(requester, search=True)
        made = replace(made, request=intake.engine.models.with_search(made.request))
    if quality:
        made = intake.engine.models.at_quality(made, quality)
    made = await intake.engine.characters.brought_along(made, typed.words, by=requester.by)
    return _prepared(intake, made, options, typed, fetched, requester=requester)


def with_typed(
    intake: Intake, made: TurnRequest, typed: TypedPrompt, *, requester: Requester
) -> TurnRequest:
    """Return a request with the options that were typed into its new words.

    What changes the edges or a part of an image keeps its shape and number.

    Raises:
        UserError: the server does not let requests search the web.
    """
    request = made.request
    if request.region is None and request.reframes is None:
        count, aspect = typed.count or request.count, typed.aspect or request.aspect
        made = replace(made, request=replace(request, count=count, aspect=aspect))
    if typed.search:
        intake.check_choice(requester, search=True)
        made = replace(made, request=intake.engine.models.with_search(made.request))
    return intake.engine.models.at_quality(made, typed.quality) if typed.quality else made


def _prompt(options: PromptOptions) -> str:
    try:
        return requests.prompt(options.prompt)
    except TooLong as error:
        error.kept = options.kept.text
        numbers = "".join(f"{one.number} " for one in options.picked)
        names = "".join(f" @{name}" for name in options.characters)
        error.words = f"{numbers}{error.words}"[: MOST_GIVEN_BACK - len(names)] + names
        raise


def _chosen(
    intake: Intake, options: PromptOptions, typed: TypedPrompt, *, requester: Requester
) -> tuple[Choice, Quality]:
    """Return model, aspect ratio and size of a new picture, and its quality.

    A quality that is asked for goes before the person's own model, but not before one they name.

    Raises:
        UserError: there is no such model, or the server does not allow a choice.
    """
    own, models = known(requester).own, intake.engine.models
    aspect, search = options.aspect or typed.aspect, options.search or typed.search
    asked = options.quality or typed.quality
    quality = asked or own.quality or Quality.STANDARD
    model = options.model
    intake.check_choice(requester, model=model, size=options.size, search=search)
    if model is None and quality is not Quality.STANDARD and (asked or not own.model):
        model = models.of_quality(quality, aspect=aspect, size=options.size, search=search).id
    choice = choose(own, models=models.table, model=model, aspect=aspect, size=options.size)
    return choice, quality


def _prepared(
    intake: Intake,
    made: TurnRequest,
    options: PromptOptions,
    typed: TypedPrompt,
    fetched: FetchedPictures,
    *,
    requester: Requester,
) -> PreparedRequest:
    """Return a request, or that for a better prompt where one is wanted before it is painted."""
    if options.improve or typed.improve:
        privately = requester.at is not None and requester.at.token is not None
        made = improving(made, model=intake.engine.text_model, privately=privately)
    return PreparedRequest(
        request=made, left_out=fetched.left_out, ignored=typed.ignored, found=fetched.found
    )


def _style(options: PromptOptions, settings: RequestSettings) -> Style | None:
    if options.style:
        return styles.find(options.style, styles=styles.available(settings.server.styles))
    if settings.own.style and not options.edits:
        return Style(words=settings.own.style)
    return None


def _shape(intake: Intake, choice: Choice, characters: Sequence[Character]) -> str | None:
    """Return the aspect ratio of a new picture with characters, if none was chosen."""
    ratios = intake.engine.models.find(choice.model).ratios
    return SQUARE if characters and SQUARE in ratios else None


async def _fetched(
    intake: Intake, options: PromptOptions, *, requester: Requester, model: str
) -> FetchedPictures:
    fetcher = intake.fetcher
    if not options.needs_all:
        return await fetcher.fetch_usable_pictures(
            options.uploads, requester=requester, model=model
        )
    blobs = await fetcher.fetch_pictures(options.uploads, requester=requester, model=model)
    return FetchedPictures(blobs=blobs)


def _has_spoiler(options: PromptOptions) -> bool:
    """Return whether a picture that is used is behind a spoiler: what comes of it will be, too."""
    picked = any(one.turn.request.spoiler for one in options.picked)
    return picked or any(upload.spoiler for upload in options.uploads)
