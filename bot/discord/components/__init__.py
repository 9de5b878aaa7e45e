"""Buttons, selects and forms. Their state is in their ids, so that they work after a restart.

Imports no other package of bot.discord.
"""
