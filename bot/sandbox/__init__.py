"""A local Discord and a local Gemini on one port, to try Easel on and to test it with.

Knows nothing of Easel but values of `bot.config`, and is imported by the command and by tests only.
"""
