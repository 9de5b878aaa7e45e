"""A small bot of disnake, to try the local Discord with: TOKEN and API are in the environment."""

import io
import os

import disnake
from disnake import ui
from disnake.ext import commands

disnake.http.Route.BASE = os.environ["API"]
bot = commands.InteractionBot(
    intents=disnake.Intents(guilds=True, members=True, guild_messages=True, message_content=True)
)


class Form(ui.Modal):
    def __init__(self):
        words = ui.Label("Words", ui.TextInput(custom_id="words"))
        files = ui.Label("Files", ui.FileUpload(custom_id="files", required=False))
        super().__init__(title="Rename", custom_id="form", components=[words, files])

    async def callback(self, interaction):
        values = interaction.resolved_values
        told = "no file"
        for file in values["files"] or []:
            told = f"{file.filename}, {len(await file.read())} bytes"
        await interaction.response.send_message(f"{values['words']}: {told}", ephemeral=True)


class Rows(ui.View):
    def __init__(self):
        super().__init__(timeout=None)

    @ui.button(label="Rename", custom_id="rename")
    async def rename(self, _, interaction):
        await interaction.response.send_modal(Form())

    @ui.string_select(custom_id="size", options=["1K", "2K"])
    async def size(self, select, interaction):
        await interaction.response.edit_message(f"In {select.values[0]}.")

    @ui.role_select(custom_id="role")
    async def role(self, select, interaction):
        await interaction.response.send_message(f"For {select.values[0].name}.", ephemeral=True)


@bot.slash_command(description="Show a file")
async def show(
    interaction: disnake.ApplicationCommandInteraction, words: str, file: disnake.Attachment
):
    await interaction.response.defer()
    data = await file.read()
    await interaction.edit_original_response(
        f"{words}: {file.filename}, {len(data)} bytes",
        file=disnake.File(io.BytesIO(data), file.filename),
        view=Rows(),
    )


@bot.user_command(name="Wave")
async def wave(interaction: disnake.UserCommandInteraction, member: disnake.Member):
    await interaction.response.send_message(f"Waves at {member.display_name}.")


@bot.event
async def on_message(message):
    if message.content == "who is here?":
        members = [member async for member in message.guild.fetch_members()]
        await message.add_reaction("👀")
        await message.reply(", ".join(member.display_name for member in members))


bot.run(os.environ["TOKEN"])
