"""How the sandbox leads a newcomer: the story it opens with."""

from bot.sandbox import story

from .stories import pictures


async def test_a_new_sandbox_opens_with_a_picture_two_replies_and_a_thread_of_branches(
    discord, art, gemini
):
    await story.tell(discord)

    first, night, owls = pictures(discord, art)
    assert night.referenced.referenced is first
    assert owls.referenced.referenced is first
    thread = discord.channel("Festival poster")
    assert thread.id == night.id
    assert len(pictures(discord, thread)) == 2
    parents = {picture.referenced.content for picture in pictures(discord, thread)}
    assert parents == {"add a whale", "#1 als Aquarell"}
    assert len(gemini.calls) == 5
    speakers = {message.author.name for message in discord.messages(discord.channel("lounge"))}
    assert speakers == {"Ada", "Bo"}
