"""Serves the page that marks a part of a picture, by signed links, and takes what was marked."""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.core import frame_requests, masks, pricing, requests
from bot.core.fair_waiting import FairSemaphore
from bot.core.region_links import RegionLink, RegionLinks
from bot.core.turns import Blob, Mask, Outcome, Turn
from bot.engine.engine import Engine
from bot.engine.submissions import Requester
from bot.errors import EaselError, NotFound, UserError
from bot.text import wording
from bot.web import body as body_of
from bot.web import responses
from bot.web.errors import RequestError
from bot.web.region import html

MAX_BODY = 64 * 1024  # bytes: a mask takes 3 KB, and a prompt as JSON 24 KB at most
MAX_PARALLEL = 4  # calls to Discord and previews at the same time, one for each person
_MAX_BITS = 4 * (masks.LONGEST**2 // 24 + 1)  # characters of a mask in base64
PRIVATE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",  # the link is in the address
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Regions:
    """What the page needs beside the engine: its links, and who a link's person is now."""

    links: RegionLinks
    requester: Callable[[RegionLink], Awaitable[Requester]]
    with_names: Callable[[str], Awaitable[str]]  # for what Discord would show as channels, roles


class _Marked(BaseModel):
    """What the page sends."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    words: str
    columns: int
    rows: int
    bits: str = Field(max_length=_MAX_BITS)
    submission: str = Field(pattern=r"^[0-9a-f]{32}$")  # the page chooses another each time


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visit:
    """A link that may be used now: who came, and to which picture."""

    requester: Requester
    turn: Turn
    pick: int
    locale: str

    @property
    def picture(self) -> Blob:
        """The picture."""
        return requests.picked(self.turn, self.pick).picture


class RegionPage:
    """Handles GET and POST /region/…, for people with a valid link.

    Args:
        engine: accepts the image requests.
        regions: links, and their people.
        body_seconds: how long a body may take to arrive.
        now: the clock, seconds since 1970.
    """

    def __init__(
        self, engine: Engine, regions: Regions, *, body_seconds: float, now: Callable[[], float]
    ) -> None:
        self._engine = engine
        self._regions = regions
        self._body_seconds = body_seconds
        self._now = now
        self._slots = FairSemaphore(MAX_PARALLEL, each=1)

    def routes(self) -> Sequence[web.RouteDef]:
        """Return the page's routes."""
        return [
            web.get("/region/assets/{name}", self._asset),
            web.get("/region/{link}", self._show),
            web.get("/region/{link}/image", self._image),
            web.get("/region/{link}/{submission:[0-9a-f]{32}}", self._state),
            web.post("/region/{link}", self._take, expect_handler=body_of.expect_later),
        ]

    async def _asset(self, call: web.Request) -> web.Response:
        found = html.asset(call.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        text, content_type = found
        headers = PRIVATE | {"Cache-Control": "no-cache"}
        return web.Response(text=text, content_type=content_type, headers=headers)

    async def _show(self, call: web.Request) -> web.Response:
        """Return the page, or one sentence that says why there is none."""
        try:
            visit = await self._visit(call)
            model = await self._engine.model_for(visit.turn, guild=visit.requester.by.guild)
        except EaselError as error:
            await self._name(error)
            locale = self._locale(call)
            text = html.refusal(responses.error_text(error, locale), locale)
            status = responses.status_of_error(error)
            return web.Response(text=text, status=status, content_type="text/html", headers=PRIVATE)
        size = (visit.picture.width, visit.picture.height)
        text = html.page(
            visit.locale,
            image=f"{call.match_info['link']}/image",
            alt=wording.alt_text(visit.turn, number=visit.pick + 1, locale=visit.locale),
            size=size,
            grid=masks.grid(size),
            cost=pricing.estimate_edit(visit.turn.request, model),
        )
        return web.Response(text=text, content_type="text/html", headers=PRIVATE)

    async def _image(self, call: web.Request) -> web.Response:
        try:
            visit = await self._visit(call)
            async with self._slots.place(visit.requester.by.id):
                shown = await self._engine.picture_files.preview(visit.picture)
        except EaselError as error:
            return await self._refused(call, error)
        return web.Response(body=shown.data, content_type=shown.mime, headers=PRIVATE)

    async def _take(self, call: web.Request) -> web.Response:
        """Accept what was marked; the same submission again is the same request."""
        try:
            visit = await self._visit(call)
            marked = _parsed(
                await body_of.read(
                    call,
                    limit=MAX_BODY,
                    too_large=RequestError("region.large", status=413),
                    seconds=self._body_seconds,
                )
            )
            mask = Mask(columns=marked.columns, rows=marked.rows, bits=marked.bits)
            asked = frame_requests.change_region(visit.turn, marked.words, mask, pick=visit.pick)
            origin = _origin(call, marked.submission)
            await self._engine.submissions.submit(asked, replace(visit.requester, origin=origin))
        except EaselError as error:
            return await self._refused(call, error)
        accepted = wording.say("region.accepted", visit.locale)
        return web.json_response({"accepted": accepted}, headers=PRIVATE)

    async def _state(self, call: web.Request) -> web.Response:
        """Say how what was sent is going: "waiting", "painted" or "failed", and a sentence."""
        try:
            link = self._valid(call)
            origin = _origin(call, call.match_info["submission"])
            found = await self._engine.turns.from_origins(origin)
            if not found:
                raise NotFound
            state, sentence = await self._told(found[0], link.locale)
        except EaselError as error:
            return await self._refused(call, error)
        return web.json_response({"state": state, "said": sentence}, headers=PRIVATE)

    async def _told(self, turn: Turn, locale: str) -> tuple[str, str]:
        if turn.outcome is Outcome.PAINTED:
            return "painted", wording.say("region.done", locale)
        if turn.outcome is not None:
            facts = wording.plain_facts(turn.facts, locale)
            return "failed", wording.say(turn.reason or "broken", locale, **facts)
        progress = (await self._engine.turns.progress([turn.id])).get(turn.id)
        if progress is None or progress.finished:
            return "waiting", wording.say("region.accepted", locale)
        return "waiting", wording.progress_text(turn, progress, locale)

    def _valid(self, call: web.Request) -> RegionLink:
        """Return the link of a request.

        Raises:
            UserError: it is none of ours, or has expired.
        """
        link = self._regions.links.read(call.match_info["link"])
        if self._now() >= link.expires:
            raise UserError("region.expired")
        return link

    async def _visit(self, call: web.Request) -> _Visit:
        """Return who came, and to which picture.

        Raises:
            UserError: the link is not valid, or not any more; its person may not paint there now.
            NotFound: the picture was deleted, or they may not see it.
        """
        link = self._valid(call)
        async with self._slots.place(link.person):  # a page that is loaded in a loop waits in line
            return await self._visit_of(link)

    async def _visit_of(self, link: RegionLink) -> _Visit:
        requester = await self._regions.requester(link)
        turn = await self._engine.turns.get(link.turn, by=requester.by)
        if turn.deleted_at is not None:
            raise NotFound("nothing_here.deleted", number=turn.number or turn.id)
        if not turn.visible:
            raise NotFound("nothing_here.kept" if turn.gone_at is not None else "")
        requests.picked(turn, link.pick)
        requester = await self._engine.submissions.with_settings(requester)
        await self._engine.moderation.check_not_blocked(requester.by)
        await self._engine.settings.check_access(by=requester.by, at=requester.at)
        at = requester.at
        if at is not None and turn.at is not None and turn.at.channel == link.channel:
            requester = replace(requester, at=replace(at, reply_to=turn.message))
        return _Visit(requester=requester, turn=turn, pick=link.pick, locale=link.locale)

    async def _name(self, error: EaselError) -> None:
        """Put names in place of Discord's markup in the facts of an error."""
        for name, fact in error.facts.items():
            if isinstance(fact, str):
                error.facts[name] = await self._regions.with_names(fact)
            elif isinstance(fact, tuple):
                named = [await self._regions.with_names(one) for one in fact]
                error.facts[name] = tuple(named)

    async def _refused(self, call: web.Request, error: EaselError) -> web.Response:
        await self._name(error)
        answer = responses.failure(error, now=self._now(), locale=self._locale(call))
        answer.headers.update(PRIVATE)
        return answer

    def _locale(self, call: web.Request) -> str:
        """Return the language of a link's person; English where it is no link of ours."""
        try:
            return self._regions.links.read(call.match_info["link"]).locale
        except UserError:
            return "en-US"


def _origin(call: web.Request, submission: str) -> str:
    """Return the origin of what is sent with a link: the same one is accepted once."""
    link = hashlib.sha256(call.match_info["link"].encode()).hexdigest()[:16]
    return f"region:{link}:{submission}"


def _parsed(body: bytes) -> _Marked:
    try:
        return _Marked.model_validate_json(body)
    except ValidationError:
        raise UserError("region.unread") from None  # its text quotes the prompt
