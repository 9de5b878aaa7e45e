"""Serves the galleries of servers to everyone: no token, no script, nothing but what is showcased.

Whatever is taken out of a showcase is gone with the next request: browsers ask again each time, and
are told when nothing has changed.
"""

import hashlib
from collections.abc import Sequence

from aiohttp import web

from bot.engine.gallery import LONGEST, Gallery
from bot.errors import BadPicture, NotFound
from bot.ops.gallery_site import IN_FEED, STYLE, feed, images_of, page

_SERVER = r"[1-9][0-9]{0,18}"
_TURN = r"[1-9][0-9]{0,17}"  # what the database can look up
_HEADERS = {
    "Cache-Control": "public, no-cache",  # kept, but not shown without asking
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


class GalleryPages:
    """Handles GET /gallery/….

    Args:
        gallery: what everyone may see.
    """

    def __init__(self, gallery: Gallery) -> None:
        self._gallery = gallery

    def routes(self) -> Sequence[web.RouteDef]:
        """Return the routes; they are those of the static site."""
        root = f"/gallery/{{server:{_SERVER}}}"
        return [
            web.get(root, self._to_folder),
            web.get(f"{root}/{{index:(index.html)?}}", self._page),
            web.get(f"{root}/page-{{number:[1-9]\\d{{0,4}}}}.html", self._page),
            web.get(f"{root}/style.css", self._style),
            web.get(f"{root}/feed.xml", self._feed),
            web.get(f"{root}/images/{{turn:{_TURN}}}-{{number:[1-9]\\d?}}.webp", self._image),
        ]

    async def _to_folder(self, call: web.Request) -> web.StreamResponse:
        """Lead to the address that the links of a page are relative to."""
        server = _number(call, "server")
        if not self._gallery.is_served(server):
            return _nothing()
        return web.Response(status=308, headers={"Location": f"{server}/"})

    async def _page(self, call: web.Request) -> web.StreamResponse:
        number = _number(call, "number") if "number" in call.match_info else 1
        server = _number(call, "server")
        try:
            found = await self._gallery.page(server, number)
        except NotFound:
            return _nothing()
        shown = [
            one for at, turn in found.images for one in images_of(turn, at=at, locale=found.locale)
        ]
        text = page(
            shown,
            number=number,
            count=found.count,
            locale=found.locale,
            has_feed=bool(self._gallery.address(server)),
        )
        return _answer(call, text.encode(), "text/html")

    async def _style(self, call: web.Request) -> web.StreamResponse:
        if not self._gallery.is_served(_number(call, "server")):
            raise web.HTTPNotFound
        return _answer(call, STYLE.encode(), "text/css")

    async def _feed(self, call: web.Request) -> web.StreamResponse:
        server = _number(call, "server")
        address = self._gallery.address(server)
        try:
            found = await self._gallery.page(server, 1)
        except NotFound:
            raise web.HTTPNotFound from None
        if not address:
            raise web.HTTPNotFound
        shown = [
            one for at, turn in found.images for one in images_of(turn, at=at, locale=found.locale)
        ]
        text = feed(shown[:IN_FEED], locale=found.locale, address=address)
        return _answer(call, text.encode(), "application/rss+xml")

    async def _image(self, call: web.Request) -> web.StreamResponse:
        server, turn, number = (_number(call, name) for name in ("server", "turn", "number"))
        try:
            image = await self._gallery.image(server, turn, number)
            etag = f"{image.digest[:32]}-{LONGEST}"
            if _has(call, etag):
                return _unchanged(etag)
            data = await self._gallery.copy(image)
        except (NotFound, BadPicture):
            raise web.HTTPNotFound from None
        return _whole(data, "image/webp", etag)


def _nothing() -> web.Response:
    """Return a page that says that there is none: no one knows whose language it would be in."""
    text = page([], number=1, count=1, locale="en-US", has_feed=False, empty="gallery.gone")
    return web.Response(status=404, text=text, content_type="text/html", headers=_HEADERS)


def _number(call: web.Request, name: str) -> int:
    return int(call.match_info[name])


def _answer(call: web.Request, data: bytes, content_type: str) -> web.StreamResponse:
    etag = hashlib.sha256(data).hexdigest()[:32]
    return _unchanged(etag) if _has(call, etag) else _whole(data, content_type, etag)


def _has(call: web.Request, etag: str) -> bool:
    """Return whether a browser has kept what it asks for."""
    return any(known.value in {etag, "*"} for known in call.if_none_match or ())


def _unchanged(etag: str) -> web.Response:
    return web.Response(status=304, headers={**_HEADERS, "ETag": f'"{etag}"'})


def _whole(data: bytes, content_type: str, etag: str) -> web.Response:
    headers = {**_HEADERS, "ETag": f'"{etag}"'}
    charset = None if content_type == "image/webp" else "utf-8"
    return web.Response(body=data, content_type=content_type, charset=charset, headers=headers)
