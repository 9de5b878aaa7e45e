"""Nothing that people write, no secret and no picture gets into a log."""

import base64
import logging
import re

import pytest

from bot.sandbox.gemini import BadKey, Blocked, CutBody, Limited, OnlyWords, Paint

from .conftest import png
from .stories import shown
from .test_faults import POST

CANARY = "draw canary-words-4711"
OURS = ("bot", "cogs")


@pytest.mark.parametrize("level", [logging.INFO, logging.DEBUG])
async def test_no_words_secrets_links_or_pictures_are_logged(
    caplog, easel, discord, gemini, ada, art, level
):
    for name in OURS:
        caplog.set_level(level, logger=name)
    asked = await ada.slash("edit", channel=art, image=("c.png", png()), prompt=CANARY)
    fox = await shown(discord, art)
    gemini.script.extend([Blocked("SAFETY"), OnlyWords(CANARY), BadKey(), Limited(0.2)])
    for _ in range(4):
        await ada.slash("imagine", channel=art, prompt=CANARY)
    gemini.script.extend([CutBody(), Paint(words=CANARY)])
    discord.faults.add(path=r"/cdn/attachments/", status=404, times=2)
    await ada.says(f"{discord.bot_mention} {CANARY}", channel=art, files=[("c.png", png())])
    discord.faults.add(method="POST", path=POST, status=500, json={"message": CANARY, "code": 0})
    await ada.says(CANARY, reply_to=fox)
    await discord.until(lambda: not gemini.script, within=20)
    discord.gateway.send_malformed_message()
    await discord.until(lambda: not easel.app.connection.ready)
    await discord.until(lambda: discord.bot_online and easel.app.connection.ready)

    await easel.stop()

    written = caplog.text
    assert any(record.name.startswith(OURS) for record in caplog.records)
    assert CANARY not in written
    assert asked.interaction.token not in written
    assert "sandbox" not in re.sub(r"/\S*sandbox\S*|bot\.sandbox\S*", "", written)
    assert not re.search(r"https?://\S*\?", written)
    assert base64.b64encode(png())[:32].decode() not in written
