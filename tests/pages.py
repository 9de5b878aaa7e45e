"""The sandbox's page in a real browser: opening it, and what a person does there."""

import contextlib
import importlib.util
import shutil
from pathlib import Path

import pytest
from playwright.async_api import async_playwright, expect

CHROMIUM = shutil.which("chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESKTOP, PHONE = (1280, 800), (390, 844)

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")


@contextlib.asynccontextmanager
async def chromium():
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        await browser.close()


@contextlib.asynccontextmanager
async def opened(browser, url, size, *, touch=False, refused=None):
    """Open a page at a width and height; it must not complain in the console.

    A request that is refused with the status `refused`, such as 400, is no complaint.
    """
    width, height = size
    context = await browser.new_context(
        viewport={"width": width, "height": height}, has_touch=touch, is_mobile=touch
    )
    page = await context.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    await page.goto(url)
    yield page
    await context.close()
    known = f"status of {refused}"
    assert [each for each in complaints if known not in each] == []


async def types(page, words):
    """Type a message or command and send it."""
    box = page.get_by_test_id("composer-text")
    await box.click()
    await page.keyboard.type(words)
    await page.keyboard.press("Enter")


async def becomes(page, name):
    """Be another person of the sandbox."""
    await expect(page.get_by_test_id("person")).to_contain_text("You are")
    await page.get_by_test_id("person").click()
    await page.get_by_test_id("menu").get_by_role("menuitemradio", name=name).click()
    await expect(page.get_by_test_id("person")).to_contain_text(name)


def axe():
    """Return the script of axe, which finds what people with a screen reader stumble over."""
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        pytest.skip("axe-playwright-python is not installed")
    return Path(found.origin).with_name("axe.min.js").read_text()


async def faults(page):
    """Return what axe finds on the page as it is now: (rule, HTML) each."""
    return await page.evaluate(
        """async () => {
            const { violations } = await axe.run(document, { resultTypes: ["violations"] });
            const lines = ({ id, nodes }) => nodes.map(({ html }) => [id, html.slice(0, 200)]);
            return violations.flatMap(lines);
        }"""
    )
