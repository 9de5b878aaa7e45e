"""Commands and events on Discord, one feature a file: who asks, what for, and hand over.

Imports discord.py, bot.discord, bot.engine, bot.text, bot.core, bot.config and bot.errors.
"""
