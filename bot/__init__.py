"""Easel's engine: turns words and pictures into new pictures. Knows Discord only in bot.client."""

__version__ = "0.1.0"
