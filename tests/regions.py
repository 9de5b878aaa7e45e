"""The page that marks a part of an image: its link, and what it sends."""

import base64
import secrets

import aiohttp

from bot.core import masks
from bot.sandbox.discord import components as parts

from .test_history_buttons import more

PUBLIC = "https://easel.example"  # as a link has it; the sandbox passes on what is asked there
HTTP = {"http": {"listen": "127.0.0.1:0", "public_url": PUBLIC}}


def links_in(message):
    """The addresses of a message's buttons."""
    found = parts.walk(message.stored_components)
    return [each["url"] for _, each in found if each.get("url")]


async def link(easel, person, message, turn=1):
    """The address that More → Change one part offers, as a browser reaches it."""
    asked = await more(person, message, "region", turn=turn)
    await easel.discord.until(lambda: asked.reply and asked.reply.attachments)
    [url] = links_in(asked.reply)
    return reached(easel, url)


def reached(easel, url):
    """An address of the bot's, by way of the sandbox."""
    easel.sandbox.bot_http.address = easel.app.http_address
    return url.replace(PUBLIC, easel.sandbox.url)


def mask(*boxes, size=(1024, 1024)):
    """A mask of boxes of cells (left, top, right, bottom), as the page sends it."""
    columns, rows = masks.grid(size)
    bits = [0] * (columns * rows)
    for left, top, right, bottom in boxes:
        for row in range(top, bottom):
            bits[row * columns + left : row * columns + right] = [1] * (right - left)
    packed = bytearray(-(-len(bits) // 8))
    for at, bit in enumerate(bits):
        packed[at // 8] |= bit * (128 >> at % 8)
    return {"columns": columns, "rows": rows, "bits": base64.b64encode(packed).decode()}


EYE = (40, 40, 60, 50)  # a box of cells


async def sent(url, words="add a moon", *, name=None, **marked):
    """Send what was marked; the status and the answer."""
    body = mask(EYE) | marked | {"words": words, "submission": name or secrets.token_hex(16)}
    async with aiohttp.ClientSession() as browser, browser.post(url, json=body) as answer:
        return answer.status, await answer.json()


async def looked(url):
    """Status, headers and text of a page."""
    async with aiohttp.ClientSession() as browser, browser.get(url) as answer:
        return answer.status, answer.headers, (await answer.read()).decode(errors="replace")
