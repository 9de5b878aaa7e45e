"""What buttons and menus do besides painting: show the original, save a style, open a thread …

Imports the other packages of bot.discord, and engine and what is below it.
"""
