"""The CDN: files by their signed links, and avatars: those that were set, and generated ones."""

from aiohttp import web

from bot.sandbox.discord.dimensions import image_type
from bot.sandbox.discord.places import User
from bot.sandbox.discord.refusals import Refusal
from bot.sandbox.discord.world import World

INLINE_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif")
COLORS = ("#5865f2", "#eb459e", "#3ba55d", "#e67e22", "#9b59b6")
# Files are untrusted: browsers may show them but not run them.
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, max-age=3600",
}


async def serve_file(world: World, request: web.Request) -> web.StreamResponse:
    """Return a file if its link is valid, else the error."""
    if (failed := await _fault(world, request)) is not None:
        return failed
    try:
        upload = world.files.fetch(request.match_info["path"], request.query)
    except Refusal as refusal:
        return web.Response(status=refusal.status, text=refusal.message)
    kind = upload.content_type or "application/octet-stream"
    headers = SECURITY_HEADERS | {"Content-Type": kind}
    if kind not in INLINE_TYPES:
        headers["Content-Disposition"] = f'attachment; filename="{upload.filename}"'
    return web.Response(body=upload.data, headers=headers)


async def serve_avatar(world: World, request: web.Request) -> web.StreamResponse:
    """Return the avatar that a person has set, as it was handed in: it is not scaled."""
    if (failed := await _fault(world, request)) is not None:
        return failed
    named = request.match_info
    user = world.people.get(named["user"]) or world.bots.get(named["user"])
    if user is None or user.avatar is None or named["hash"] != user.avatar:
        return web.Response(status=404, text="")
    kind = image_type(user.portrait) or "application/octet-stream"
    return web.Response(body=user.portrait, headers=SECURITY_HEADERS | {"Content-Type": kind})


async def _fault(world: World, request: web.Request) -> web.StreamResponse | None:
    """Return what a test has set to happen to a request, after its delay."""
    fault = world.faults.take(request.method, request.path)
    if fault is not None:
        await world.faults.wait(fault.delay)
    if fault is None or fault.only_delays:
        return None
    return await world.faults.apply(fault, request)


def avatar_svg(user: User) -> str:
    """Return an avatar as SVG: a disc with the user's initial, or a brush stroke for bots."""
    color = COLORS[int(user.id) % len(COLORS)]
    inside = (
        '<path d="M16 48 Q30 14 48 18 Q40 38 16 48Z" fill="#fff"/>'
        if user.bot
        else '<text x="32" y="43" font-family="sans-serif" font-size="30" font-weight="600" '
        f'text-anchor="middle" fill="#fff">{user.name[0].upper()}</text>'
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<circle cx="32" cy="32" r="32" fill="{color}"/>{inside}</svg>'
    )
