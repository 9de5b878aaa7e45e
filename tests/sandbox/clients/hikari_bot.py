"""A small bot of hikari, to try the local Discord with: TOKEN and API are in the environment."""

import os

import hikari

Intents = hikari.Intents
bot = hikari.GatewayBot(
    os.environ["TOKEN"],
    rest_url=os.environ["API"],
    banner=None,
    intents=Intents.GUILDS
    | Intents.GUILD_MEMBERS
    | Intents.GUILD_MESSAGES
    | Intents.MESSAGE_CONTENT,
)
ANSWER, UPDATE = hikari.ResponseType.MESSAGE_CREATE, hikari.ResponseType.MESSAGE_UPDATE
LATER = hikari.ResponseType.DEFERRED_MESSAGE_CREATE
PRIVATE = hikari.MessageFlag.EPHEMERAL


def rows():
    button, size, role = (bot.rest.build_message_action_row() for _ in range(3))
    button.add_interactive_button(hikari.ButtonStyle.PRIMARY, "rename", label="Rename")
    size.add_text_menu("size").add_option("1K", "1K").add_option("2K", "2K")
    role.add_select_menu(hikari.ComponentType.ROLE_SELECT_MENU, "role")
    return [button, size, role]


async def show(interaction):
    await interaction.create_initial_response(LATER)
    words, file = (option.value for option in interaction.options)
    file = interaction.resolved.attachments[file]
    data = await file.read()
    await interaction.edit_initial_response(
        f"{words}: {file.filename}, {len(data)} bytes",
        attachment=hikari.Bytes(data, file.filename),
        components=rows(),
    )


async def wave(interaction):
    member = interaction.resolved.members[interaction.target_id]
    await interaction.create_initial_response(ANSWER, f"Waves at {member.display_name}.")


async def rename(interaction):
    words = bot.rest.build_modal_action_row().add_text_input("words", "Words")
    await interaction.create_modal_response("Rename", "form", components=[words])


async def size(interaction):
    await interaction.create_initial_response(UPDATE, f"In {interaction.values[0]}.")


async def role(interaction):
    [chosen] = interaction.resolved.roles.values()
    await interaction.create_initial_response(ANSWER, f"For {chosen.name}.", flags=PRIVATE)


async def form(interaction):
    words = interaction.components[0][0].value
    await interaction.create_initial_response(ANSWER, f"{words}: no file", flags=PRIVATE)


ACTIONS = {"show": show, "Wave": wave, "rename": rename, "size": size, "role": role, "form": form}


@bot.listen()
async def on_interaction(event: hikari.InteractionCreateEvent) -> None:
    interaction = event.interaction
    name = getattr(interaction, "command_name", None) or interaction.custom_id
    await ACTIONS[name](interaction)


@bot.listen()
async def on_message(event: hikari.GuildMessageCreateEvent) -> None:
    if event.content == "who is here?":
        members = await bot.rest.fetch_members(event.guild_id)
        await event.message.add_reaction("👀")
        await event.message.respond(
            ", ".join(member.display_name for member in members), reply=True
        )


@bot.listen()
async def on_started(event: hikari.StartedEvent) -> None:
    me = await bot.rest.fetch_application()
    words = hikari.CommandOption(
        type=hikari.OptionType.STRING, name="words", description="Its title", is_required=True
    )
    file = hikari.CommandOption(
        type=hikari.OptionType.ATTACHMENT, name="file", description="The file", is_required=True
    )
    await bot.rest.create_slash_command(me, "show", "Show a file", options=[words, file])
    await bot.rest.create_context_menu_command(me, hikari.CommandType.USER, "Wave")


bot.run()
