"""The Discord connection, and what cogs share. Imports engine and what lies below it.

intake: a message or an interaction becomes a request. actions: what buttons do besides painting.
delivery: a turn becomes messages. components: buttons, forms and their ids.
"""
