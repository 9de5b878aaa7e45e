"""The connection to Discord, and what cogs share.

intake: a message or an interaction becomes a request. actions: what buttons do besides painting.
delivery: a turn becomes messages. components: buttons, forms and their ids. The modules here are
the client, its shards, and the registration of commands. Imports engine and what is below it.
"""
