"""`easel sandbox --without-easel`: the local Discord for any bot, of any library."""

import asyncio
import hashlib
from base64 import urlsafe_b64encode

from bot.sandbox.discord import LocalDiscord
from bot.sandbox.discord.permissions import ALL
from bot.sandbox.discord.places import BOT_ID, GUILD_ID
from bot.sandbox.server import serving

NAME = "My bot"


def token_of(bot_id: str) -> str:
    """Return a token of Discord's shape, always the same: the bot's id, a time and a hash."""
    whose = urlsafe_b64encode(bot_id.encode()).decode().rstrip("=")
    digest = urlsafe_b64encode(hashlib.sha256(bot_id.encode()).digest()).decode()
    return f"{whose}.{digest[:6]}.{digest[5:43]}"


async def serve_any_bot(host: str, port: int, *, stop: asyncio.Event, bots: int = 1) -> int:
    """Serve the local Discord until `stop` is set, and print how bots are pointed to it.

    Args:
        host: the address to listen on.
        port: 0 picks a free one.
        stop: ends it.
        bots: how many bots can log in, each with a token of its own.

    Returns:
        the exit code, 0.
    """
    token = token_of(BOT_ID)
    async with serving(host, port, token=token) as sandbox:
        prepare(sandbox.discord, bots=bots)
        print(instructions(sandbox.discord), flush=True)
        await stop.wait()
    return 0


def prepare(discord: LocalDiscord, *, bots: int = 1) -> None:
    """Make the sandbox one for any bots, which may do everything in its server."""
    discord.rename(NAME)
    discord.world.guild.name = "Sandbox"
    discord.world.guild.bot_permissions = ALL
    discord.page.paints_with = ""
    for number in range(2, bots + 1):
        discord.serve_another(f"{NAME} {number}", token_of(str(int(BOT_ID) + number - 1)))


def instructions(discord: LocalDiscord) -> str:
    """Return what is printed: the addresses, the token, and the lines for each library."""
    intro = f"Local Discord: {discord.base}/\n  server id       {GUILD_ID}\n"
    for world in discord.world.worlds.values():
        intro += f"{world.bot.name}\n"
        intro += f"  token           {world.token}\n"
        intro += f"  application id  {world.bot.id}\n"
    intro += "\nLines that point a bot to it, before it starts:"
    lines = LINES.format(origin=discord.base, api=discord.api_url, gateway=discord.gateway_url)
    return f"{intro}\n{lines}"


LINES = """
discord.py
    discord.http.Route.BASE = "{api}"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL("{gateway}")
discord.js
    new Client({{ rest: {{ api: "{origin}/api" }}, … }})
hikari
    hikari.GatewayBot(token, rest_url="{api}")
disnake
    disnake.http.Route.BASE = "{api}"
nextcord
    nextcord.http.Route.BASE = "{api}"
py-cord
    discord.http.Route.API_BASE_URL = "{api}"
interactions.py
    interactions.api.http.route.Route.BASE = "{api}"
oceanic.js
    new Client({{ rest: {{ baseURL: "{api}" }}, … }})

Whatever the bot asks for and this server does not do is refused with 501 and named here.
Ctrl-C ends it."""
