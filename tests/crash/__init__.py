"""Killing the bot's process at every step, and counting afterwards what people got."""
