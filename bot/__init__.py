"""Easel, a Discord bot that communities paint with. docs/how-it-works.md says what lives where."""

__version__ = "0.1.0"
