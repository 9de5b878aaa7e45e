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


# No views: what a view or a form is for is known to disnake a moment after a person can use it.
ROWS = [
    ui.Button(label="Rename", custom_id="rename"),
    ui.StringSelect(custom_id="size", options=["1K", "2K"]),
    ui.RoleSelect(custom_id="role"),
]
FORM = [
    ui.Label("Words", ui.TextInput(custom_id="words")),
    ui.Label("Files", ui.FileUpload(custom_id="files", required=False)),
]


@bot.slash_command(description="Show a file")
async def show(
    interaction: disnake.ApplicationCommandInteraction, words: str, file: disnake.Attachment
):
    await interaction.response.defer()
    data = await file.read()
    await interaction.edit_original_response(
        f"{words}: {file.filename}, {len(data)} bytes",
        file=disnake.File(io.BytesIO(data), file.filename),
        components=ROWS,
    )


@bot.event
async def on_button_click(interaction):
    await interaction.response.send_modal(title="Rename", custom_id="form", components=FORM)


@bot.event
async def on_modal_submit(interaction):
    values = interaction.resolved_values
    told = "no file"
    for file in values["files"] or []:
        told = f"{file.filename}, {len(await file.read())} bytes"
    await interaction.response.send_message(f"{values['words']}: {told}", ephemeral=True)


@bot.event
async def on_dropdown(interaction):
    [value] = interaction.resolved_values
    if interaction.component.custom_id == "size":
        await interaction.response.edit_message(f"In {value}.")
    else:
        await interaction.response.send_message(f"For {value.name}.", ephemeral=True)


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
