"""/easel: what the owners of a server set and see; Discord's permissions decide who they are."""

from discord import app_commands
from discord.ext import commands

from bot.discord.command_text import localized
from cogs.easel_digest import DigestCommand
from cogs.easel_moderation import EaselModeration
from cogs.easel_money import MoneyCommands
from cogs.easel_pause import PauseCommands
from cogs.easel_setup import EaselSetup
from cogs.easel_showcase import ShowcaseCommand
from cogs.easel_status import StatusCommand
from cogs.easel_usage import UsageCommands


@app_commands.guild_only()
@app_commands.guild_install()
@app_commands.default_permissions(manage_guild=True)
class EaselCommands(
    EaselSetup,
    EaselModeration,
    MoneyCommands,
    UsageCommands,
    PauseCommands,
    StatusCommand,
    ShowcaseCommand,
    DigestCommand,
    commands.GroupCog,
    group_name="easel",
    group_description=localized("command.easel"),
):
    """Each base has the commands of one subject."""
