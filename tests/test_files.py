"""What is sent to Discord does not stay in memory."""

import gc
import weakref

from bot.discord.delivery.files import discord_file


def test_a_sent_files_bytes_go_without_the_garbage_collector():
    gc.disable()
    try:
        file = discord_file(b"a picture", name="fox.png")
        bytes_ = weakref.ref(file.fp)
        assert file.fp.read() == b"a picture"

        file.close()  # as discord.py does when a message is sent
        del file

        assert bytes_() is None
    finally:
        gc.enable()


def test_a_file_can_be_sent_once_more_after_a_fault():
    file = discord_file(b"a picture", name="fox.png")
    file.fp.read()
    file.fp.close()  # as aiohttp does when it has sent it

    file.reset(seek=1)  # as discord.py does before it tries again

    assert file.fp.read() == b"a picture"
