"""What commands, buttons and menus do besides painting, and the texts they answer with.

Imports the other packages of bot.discord, and engine and what is below it.
"""
