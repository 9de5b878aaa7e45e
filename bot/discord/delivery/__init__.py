"""From a turn to messages: what is sent, where, and what follows from Discord's errors.

Imports components and the client, and engine and what is below it.
"""
