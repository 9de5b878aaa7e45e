"""What an operator uses: checks, backups, health, logs, and the commands that run them.

Imports everything but cogs, the HTTP server and the sandbox.
"""
