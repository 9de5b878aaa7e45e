"""Who is in a new sandbox, and its story: people plan a poster, and the bot paints it."""

import asyncio
import contextlib

from bot.sandbox.discord import Channel, LocalDiscord
from bot.sandbox.discord.messages import Message
from bot.sandbox.discord.refusals import Impossible
from bot.sandbox.gemini.painter import paint

PATIENCE = 30.0  # seconds for one picture, also on a busy machine
FACE_SIZE = 320  # pixels of a side
FACES = {"Ada": ("a woman", 4), "Bo": ("a man", 2), "Mika": ("a cat", 3)}  # words and chance


def gather(discord: LocalDiscord) -> None:
    """Add a third person, and a role: one can be given, and chosen in /easel setup."""
    painters = discord.role("Painters")
    discord.newcomer("Mika", roles=[painters], locale="ja")


async def show_faces(discord: LocalDiscord) -> None:
    """Give them avatars, which the sandbox's painter paints."""
    for name, (words, seed) in FACES.items():
        painting = await asyncio.to_thread(
            paint, words, sources=(), width=FACE_SIZE, height=FACE_SIZE, seed=seed
        )
        discord.set_avatar(discord.person(name), painting.data)


async def tell(discord: LocalDiscord) -> None:
    """Let them talk and paint; ends early where a visitor or the bot comes in between."""
    with contextlib.suppress(AssertionError, Impossible):
        await _lounge(discord)
        await _thread(discord, on=await _channel(discord))


async def _lounge(discord: LocalDiscord) -> None:
    ada, bo, mika = (discord.person(name) for name in ("Ada", "Bo", "Mika"))
    lounge, art = discord.channel("lounge"), discord.channel("art")
    await ada.says(f"Welcome, Bo! We paint in <#{art.id}>.", channel=lounge)
    await bo.says("Danke! Versteht Easel auch Deutsch?", channel=lounge)
    await ada.says("Yes. Its commands have German names for you, too.", channel=lounge)
    await mika.says("日本語でも使えますね。", channel=lounge)


async def _channel(discord: LocalDiscord) -> Message:
    """Paint a picture and change it twice; returns the first change."""
    ada, bo, art = discord.person("Ada"), discord.person("Bo"), discord.channel("art")
    await ada.says("The harbour festival needs a poster. Let's try a lighthouse.", channel=art)
    await ada.slash("imagine", channel=art, prompt="a lighthouse at dusk")
    first = await _picture(discord, art)
    asked = await bo.says("mach es Nacht, mit einem Segelboot", reply_to=first)
    night = await _picture(discord, art, after=asked)
    asked = await ada.says("add two owls", reply_to=first)
    await _picture(discord, art, after=asked)
    return night


async def _thread(discord: LocalDiscord, *, on: Message) -> None:
    """Go on in a thread, in two directions from the same picture."""
    ada, bo = discord.person("Ada"), discord.person("Bo")
    thread = await ada.opens_thread(on, name="Festival poster")
    asked = await ada.says("add a whale", thread=thread)
    await _picture(discord, thread, after=asked)
    asked = await bo.says("#1 als Aquarell", thread=thread)
    await _picture(discord, thread, after=asked)
    await ada.says("Thank you!", thread=thread)


async def _picture(
    discord: LocalDiscord, channel: Channel, *, after: Message | None = None
) -> Message:
    """Wait for the bot's next picture in a channel."""
    since = int(after.id) if after is not None else 0

    def shown() -> list[Message]:
        return [
            message
            for message in discord.messages(channel)
            if message.author_id == discord.bot_id and message.uploads and int(message.id) > since
        ]

    return (await discord.until(shown, PATIENCE))[-1]
