"""What story tests say often."""

from bot.sandbox.discord import Channel, LocalDiscord


def pictures(discord: LocalDiscord, channel: Channel):
    """The messages of a channel in which the bot shows a picture, oldest first."""
    bot = discord.world.bot.id
    return [m for m in discord.messages(channel) if m.attachments and m.author_id == bot]


async def shown(discord: LocalDiscord, channel: Channel, count: int = 1):
    """Wait until the bot has shown so many pictures in a channel; the newest one."""
    await discord.until(lambda: len(pictures(discord, channel)) >= count)
    found = pictures(discord, channel)
    assert len(found) == count, discord.told()
    return found[-1]


def said(gemini, number=-1):
    """What the model was told in one of its calls: a list of (role, words, pictures)."""
    return [
        (
            content.role,
            " ".join(part.text for part in content.parts if part.text),
            [part.picture for part in content.parts if part.picture],
        )
        for content in gemini.calls[number].contents
    ]
