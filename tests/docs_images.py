"""Makes the images of the docs from the sandbox, as a person would: `make pictures`.

Needs Debian's chromium. With GEMINI_API_KEY set the real model paints them.
"""

import asyncio
import io
import re
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.async_api import Page, async_playwright

from bot.sandbox.discord.places import LOUNGE_ID

IMAGES = Path(__file__).parents[1] / "docs" / "images"
PORT = 8123
STEPS = (  # what is written, and the number of the picture that it replies to, if any
    ("/imagine a lighthouse at dusk", None),
    ("make it night with a sailing boat", 1),
    ("add a whale", 2),
    ("as a watercolour", 2),
    ("make the lighthouse red", 2),
    ("in winter", 5),
    ("add two owls", 4),
)


async def main() -> None:
    """Start a sandbox, paint in its page, and save what is seen."""
    arguments = ("-m", "bot", "sandbox", "--port", str(PORT))
    sandbox = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stdout=asyncio.subprocess.PIPE
    )
    assert sandbox.stdout is not None
    await sandbox.stdout.readline()  # it can be used now
    try:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            page = await browser.new_page(viewport={"width": 1280, "height": 1060})
            await page.goto(f"http://127.0.0.1:{PORT}/#/{LOUNGE_ID}")  # #art has its story
            await page.get_by_role("heading", name="lounge", exact=True).wait_for()
            await _paint(page)
            await browser.close()
    finally:
        sandbox.terminate()
        await sandbox.wait()


async def _paint(page: Page) -> None:
    images = page.get_by_role("img", name=re.compile("^AI-generated image"))
    for number, (words, replies_to) in enumerate(STEPS, 1):
        if replies_to is not None:
            message = page.get_by_test_id("message").filter(has=images).nth(replies_to - 1)
            await message.hover()
            await message.get_by_role("button", name="Reply").click()
        await _write(page, words)
        await images.nth(number - 1).wait_for()
        if number == 2:
            await page.wait_for_timeout(500)  # until its message has scrolled into view
            await page.screenshot(path=IMAGES / "sandbox.png")
    await _write(page, "/history ")
    tree = page.get_by_role("img", name=re.compile("^The history of"))
    await tree.wait_for()
    source = await tree.get_attribute("src")
    answer = await page.request.get(str(source))
    with Image.open(io.BytesIO(await answer.body())) as image:
        image.save(IMAGES / "history.png")


async def _write(page: Page, words: str) -> None:
    box = page.get_by_test_id("composer-text")
    await box.click()
    await page.keyboard.type(words)
    await page.keyboard.press("Enter")


if __name__ == "__main__":
    asyncio.run(main())
