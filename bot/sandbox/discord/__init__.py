"""A small Discord on this machine: gateway, REST, CDN and a page to try a bot on."""

from bot.sandbox.discord.interactions import Modal
from bot.sandbox.discord.local import LocalDiscord
from bot.sandbox.discord.messages import Message
from bot.sandbox.discord.permissions import Permission
from bot.sandbox.discord.person import Person
from bot.sandbox.discord.places import Channel
from bot.sandbox.discord.sent_interaction import SentInteraction
from bot.sandbox.discord.world import Call

__all__ = [
    "Call",
    "Channel",
    "LocalDiscord",
    "Message",
    "Modal",
    "Permission",
    "Person",
    "SentInteraction",
]
