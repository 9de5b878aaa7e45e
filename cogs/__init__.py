"""What people can do on Discord, one feature a file; bot.discord and bot.engine do the rest."""
