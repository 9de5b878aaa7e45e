"""From a message or an interaction to a request that the engine accepts.

Imports delivery, components and the client, and engine and what is below it.
"""
