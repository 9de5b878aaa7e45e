"""What an operator uses: checks, backups, health, logs. Imports all but cogs and the web."""
