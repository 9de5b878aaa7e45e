"""The yardstick: the shortest bot that paints. It stores nothing and looks at no byte.

What it does is what the guides of discord.py and of Google's SDK show; what Easel does beyond that
must cost little more.
"""

import io
import os

import discord
from discord import app_commands
from google import genai
from google.genai import types

MODEL = "gemini-nano-banana-2.1"


class Plain(discord.AutoShardedClient):
    """One command, one call, one message."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True), max_messages=None)
        self.tree = app_commands.CommandTree(self)
        self.tree.command(name="imagine", description="Paint what you describe")(self.imagine)
        self.gemini = genai.Client(
            api_key=os.environ["GEMINI_API_KEY"],
            http_options=types.HttpOptions(base_url=os.environ["EASEL_GEMINI__BASE_URL"]),
        )

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def imagine(self, interaction: discord.Interaction, prompt: str) -> None:
        await interaction.response.defer()
        answer = await self.gemini.aio.models.generate_content(
            model=MODEL,
            contents=prompt,
            config=types.GenerateContentConfig(response_modalities=["IMAGE"]),
        )
        data = next(part.inline_data.data for part in answer.parts if part.inline_data)
        assert data
        await interaction.followup.send(prompt, file=discord.File(io.BytesIO(data), "picture.png"))


if __name__ == "__main__":
    discord.http.Route.BASE = os.environ["EASEL_DISCORD__API_URL"]
    Plain().run(os.environ["DISCORD_TOKEN"], log_handler=None)
