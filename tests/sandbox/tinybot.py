"""A small real discord.py bot, to try the local Discord with."""

import asyncio
import contextlib
import io
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import discord
import yarl
from discord import app_commands, ui
from discord.ext import commands

from bot.sandbox.discord import Channel, LocalDiscord
from tests.sandbox.spec import check

INTENTS = discord.Intents(
    guilds=True, guild_messages=True, dm_messages=True, guild_reactions=True, message_content=True
)


async def channel_of(bot: "TinyBot", channel: Channel) -> Any:
    """Return a channel of the local Discord as the bot knows it, once it knows any."""
    await bot.wait_until_ready()
    return bot.get_channel(int(channel.id))


def png(width: int = 640, height: int = 480, size: int = 64) -> bytes:
    """The beginning of a PNG of this width and height, `size` bytes long."""
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height)
    return head.ljust(size, b"\0")


@dataclass
class Clock:
    """Seconds since 1970; stands still until it is moved."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Heard:
    """What the bot was told."""

    messages: list[discord.Message] = field(default_factory=list)
    interactions: list[discord.Interaction] = field(default_factory=list)
    edits: list[discord.RawMessageUpdateEvent] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    files: list[bytes] = field(default_factory=list)


class EditForm(ui.Modal, title="Edit this picture"):
    """A modal with words, a choice and files."""

    words = ui.Label(text="Words", component=ui.TextInput(custom_id="words", max_length=100))
    mood = ui.Label(
        text="Mood",
        component=ui.Select(
            custom_id="mood",
            required=False,
            options=[discord.SelectOption(label=each, value=each) for each in ("calm", "wild")],
        ),
    )
    pictures = ui.Label(
        text="Pictures",
        component=ui.FileUpload(custom_id="pictures", required=False, max_values=3),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        words, mood, pictures = (
            label.component for label in (self.words, self.mood, self.pictures)
        )
        assert isinstance(words, ui.TextInput)
        assert isinstance(mood, ui.Select)
        assert isinstance(pictures, ui.FileUpload)
        said = f"{words.value} {mood.values} {[file.filename for file in pictures.values]}"
        await interaction.response.send_message(said, ephemeral=True)


class OldForm(ui.Modal, title="Old"):
    """A modal whose text input stands in an action row."""

    words = ui.TextInput(label="Words", custom_id="words", default="as before")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.edit_message(content=f"Now {self.words.value}.")


class Buttons(ui.View):
    """Buttons and a select under a picture."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @ui.button(label="Edit", custom_id="edit")
    async def edit(self, interaction: discord.Interaction, _: ui.Button) -> None:
        await interaction.response.send_modal(EditForm())

    @ui.button(label="Rename", custom_id="rename")
    async def rename(self, interaction: discord.Interaction, _: ui.Button) -> None:
        await interaction.response.send_modal(OldForm())

    @ui.button(label="Again", custom_id="again")
    async def again(self, interaction: discord.Interaction, _: ui.Button) -> None:
        await interaction.response.defer()
        await interaction.followup.send("Once more.", ephemeral=True)

    @ui.select(
        custom_id="size", options=[discord.SelectOption(label=each) for each in ("1K", "2K")]
    )
    async def size(self, interaction: discord.Interaction, select: ui.Select) -> None:
        await interaction.response.edit_message(content=f"In {select.values[0]}.")


class TinyBot(commands.AutoShardedBot):
    """Paints nothing, answers everything."""

    def __init__(self, intents: discord.Intents = INTENTS) -> None:
        super().__init__(
            command_prefix=[],
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0.01,
        )
        self.heard = Heard()

    async def setup_hook(self) -> None:
        self.add_view(Buttons())
        self.tree.add_command(imagine)
        self.tree.add_command(app_commands.ContextMenu(name="Look at this", callback=look_at))
        self.tree.add_command(settings)
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify at once; the real Discord wants five seconds between shards."""

    async def on_message(self, message: discord.Message) -> None:
        self.heard.messages.append(message)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self.heard.interactions.append(interaction)

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        self.heard.edits.append(event)

    async def on_socket_event_type(self, name: str) -> None:
        self.heard.events.append(name)


async def styles(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    known = ("watercolour", "woodcut", "oil")
    return [app_commands.Choice(name=s, value=s) for s in known if s.startswith(typed)]


@app_commands.command(name="imagine", description="Paint")
@app_commands.choices(aspect=[app_commands.Choice(name="wide", value="16:9")])
@app_commands.autocomplete(style=styles)
async def imagine(
    interaction: discord.Interaction,
    prompt: str,
    image: discord.Attachment | None = None,
    count: app_commands.Range[int, 1, 4] = 1,
    aspect: str = "1:1",
    style: str = "",
) -> None:
    """Acknowledge, post a picture with buttons into the channel, then follow up."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    if image is not None:
        assert isinstance(interaction.client, TinyBot)
        interaction.client.heard.files.append(await image.read())
    picture = discord.File(io.BytesIO(png()), "fox.png", description=f"A picture of {prompt}")
    words = f"{prompt} ×{count} {aspect} {style}".strip()
    await interaction.channel.send(words, file=picture, view=Buttons())
    await interaction.edit_original_response(content="Painted.")
    await interaction.followup.send("Anything else?", ephemeral=True)


async def look_at(interaction: discord.Interaction, message: discord.Message) -> None:
    names = [file.filename for file in message.attachments]
    await interaction.response.send_message(f"I see {message.content} {names}", ephemeral=True)


settings = app_commands.Group(
    name="settings", description="Settings", default_permissions=discord.Permissions(32)
)


@settings.command(name="talk", description="Who may talk")
async def talk(interaction: discord.Interaction, allowed: bool) -> None:
    await interaction.response.send_message(f"Talk: {allowed}")


@contextlib.asynccontextmanager
async def pointed_at(discord_: LocalDiscord) -> AsyncIterator[None]:
    """Let discord.py find the local Discord; after op 9 it goes by a gateway of its own."""
    before = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    discord.http.Route.BASE = discord_.api_url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(discord_.gateway_url)
    try:
        yield
    finally:
        discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = before


@contextlib.asynccontextmanager
async def connected(discord_: LocalDiscord, bot: TinyBot | None = None) -> AsyncIterator[TinyBot]:
    """Serve the local Discord and run the bot on it; its calls must be as Discord specifies."""
    async with discord_.serving(), pointed_at(discord_):
        running = bot or TinyBot()
        task = asyncio.create_task(running.start(discord_.world.token))
        try:
            await discord_.until(lambda: discord_.bot_online or task.done())
            yield running
        finally:
            await running.close()
            await asyncio.gather(task, return_exceptions=True)
    problems = discord_.refused_calls + check(discord_.calls)
    assert problems == [], "\n".join(problems)
