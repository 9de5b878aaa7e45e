"""Makes the images of the docs from the sandbox, as a person would: `make pictures`.

Needs Debian's chromium. With GEMINI_API_KEY set the real model paints them.
"""

import asyncio
import io
import re
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Locator, Page, ViewportSize, async_playwright

IMAGES = Path(__file__).parents[1] / "docs" / "images"
PORT = 8123
WIDE: ViewportSize = {"width": 1280, "height": 1060}
MOVING: ViewportSize = {"width": 960, "height": 720}
GLANCE, LOOK = 700, 2200  # milliseconds for which the moving picture shows a step
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
    """Start a sandbox for each image, use its page, and save what is seen."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for draw, size in ((_film, MOVING), (_paint, WIDE), (_spend, WIDE)):
            async with _page(browser, size) as page:
                await draw(page)
        await browser.close()


@asynccontextmanager
async def _page(browser: Browser, size: ViewportSize) -> AsyncIterator[Page]:
    """The page of a new sandbox."""
    arguments = ("-m", "bot", "sandbox", "--empty", "--port", str(PORT))
    sandbox = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stdout=asyncio.subprocess.PIPE
    )
    assert sandbox.stdout is not None
    try:
        await sandbox.stdout.readline()  # it can be used now
        page = await browser.new_page(viewport=size)
        await page.goto(f"http://127.0.0.1:{PORT}/")
        yield page
        await page.close()
    finally:
        sandbox.terminate()
        await sandbox.wait()


async def _film(page: Page) -> None:
    """Save a moving picture of the first minute: words become an image, a reply changes it."""
    frames: list[tuple[bytes, int]] = []

    async def show(milliseconds: int) -> None:
        frames.append((await page.screenshot(), milliseconds))

    await show(GLANCE)
    box = page.get_by_test_id("composer-text")
    await box.click()
    for part in ("/imagine", " a fox", " at dawn"):
        await page.keyboard.type(part)
        await show(GLANCE)
    await page.keyboard.press("Enter")
    await _await_image(page, 1)
    await show(LOOK)
    await _reply(page, 1)
    await show(GLANCE)
    await page.keyboard.type("make it night")
    await show(GLANCE)
    await page.keyboard.press("Enter")
    await _await_image(page, 2)
    await show(LOOK)
    await page.keyboard.type("/undo ")
    await show(GLANCE)
    await page.keyboard.press("Enter")
    await _await_image(page, 3)
    await show(LOOK)
    _save_moving(frames, IMAGES / "first-minute.webp")


def _save_moving(frames: list[tuple[bytes, int]], file: Path) -> None:
    first, *others = [Image.open(io.BytesIO(data)).convert("RGB") for data, _ in frames]
    durations = [milliseconds for _, milliseconds in frames]
    first.save(
        file, save_all=True, append_images=others, duration=durations, loop=0, quality=70, method=6
    )


async def _await_image(page: Page, number: int) -> None:
    await _images(page).nth(number - 1).wait_for()
    await page.wait_for_timeout(500)  # until its message has scrolled into view


async def _reply(page: Page, number: int) -> None:
    message = page.get_by_test_id("message").filter(has=_images(page)).nth(number - 1)
    await message.hover()
    await message.get_by_role("button", name="Reply").click()


async def _spend(page: Page) -> None:
    """Save what people read when the server's budget for the day is spent."""
    await _write(page, "/easel budget 0.1")
    await page.wait_for_timeout(1500)
    for number in range(1, 3):
        await _write(page, "/imagine a castle")
        await _await_image(page, number)
    await _write(page, "/imagine a castle")
    await page.wait_for_timeout(1500)
    await _write(page, "/easel limits ")
    await page.wait_for_timeout(1500)
    await page.screenshot(path=IMAGES / "budget.png")


def _images(page: Page) -> Locator:
    return page.get_by_role("img", name=re.compile("^AI-generated image"))


async def _paint(page: Page) -> None:
    for number, (words, replies_to) in enumerate(STEPS, 1):
        if replies_to is not None:
            await _reply(page, replies_to)
        await _write(page, words)
        await _await_image(page, number)
        if number == 2:
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
