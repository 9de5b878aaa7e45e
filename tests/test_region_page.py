"""The page that marks a part of an image, in a browser: mouse, finger, keyboard, narrow."""

import asyncio

import pytest
from playwright.async_api import expect

from bot.sandbox.gemini.script import Blocked
from bot.text.wording import say

from .pages import DESKTOP, PHONE, axe, chromium, faults, needs_chromium, opened
from .regions import HTTP, link
from .stories import shown
from .test_reframe import pixels

pytestmark = [needs_chromium, pytest.mark.settings(**HTTP)]

WIDTHS = pytest.mark.parametrize(
    ("size", "touch"), [(DESKTOP, False), (PHONE, True)], ids=["desktop", "phone"]
)


@pytest.fixture
async def url(easel, ada, fox):
    return await link(easel, ada, fox)


@pytest.fixture
async def page(url):
    async with chromium() as browser, opened(browser, url, DESKTOP, refused=400) as page:
        yield page


def canvas(page):
    return page.get_by_role("application")


def button(page, code):
    return page.get_by_role("button", name=say(f"region.{code}"), exact=True)


def marked(page, share):
    return expect(page.locator("#marked")).to_have_text(say("region.marked", share=share))


async def drag(page, *points):
    """Drag the mouse over the image; points are shares of its width and height."""
    box = await canvas(page).bounding_box()
    places = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in points]
    await page.mouse.move(*places[0])
    await page.mouse.down()
    for place in places[1:]:
        await page.mouse.move(*place, steps=4)
    await page.mouse.up()


async def touch(page, *points, end="touchEnd"):
    """Draw with a finger."""
    box = await canvas(page).bounding_box()
    session = await page.context.new_cdp_session(page)
    kinds = ["touchStart", *["touchMove"] * (len(points) - 1)]
    for kind, (x, y) in zip(kinds, points, strict=True):
        at = {"x": box["x"] + box["width"] * x, "y": box["y"] + box["height"] * y}
        await session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [at]})
    await session.send("Input.dispatchTouchEvent", {"type": end, "touchPoints": []})


async def paints(page, words):
    """Write what should change and send it."""
    await page.get_by_label(say("region.words")).fill(words)
    await button(page, "paint").click()
    await expect(page.get_by_text(say("region.accepted"))).to_be_visible()


async def changed(discord, art, fox, part):
    """Wait for the image: part of it (left, top, right, bottom, in pixels) changed, no more."""
    before, after = pixels(discord, fox), pixels(discord, await shown(discord, art, 2))
    assert before.crop(part).tobytes() != after.crop(part).tobytes()
    for image in (before, after):
        image.paste(0, part)
    assert before.tobytes() == after.tobytes()


async def test_a_mouse_draws_with_brush_box_and_eraser_and_undoes_each(discord, art, fox, page):
    await expect(button(page, "undo")).to_be_disabled()
    await drag(page, (0.2, 0.2), (0.4, 0.2))
    await marked(page, "3")
    await button(page, "box").click()
    await drag(page, (0.5, 0.5), (0.74, 0.74))
    await marked(page, "8")
    await button(page, "eraser").click()
    await drag(page, (0.5, 0.62), (0.74, 0.62))
    await marked(page, "6")
    await button(page, "undo").click()
    await marked(page, "8")
    await page.keyboard.press("Control+z")
    await marked(page, "3")
    await button(page, "clear").click()
    await marked(page, "0")
    await button(page, "undo").click()

    await paints(page, "add a moon")

    await changed(discord, art, fox, (128, 128, 512, 288))


async def test_a_finger_draws_on_a_phone(discord, art, fox, url):
    async with chromium() as browser, opened(browser, url, PHONE, touch=True) as page:
        assert await page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
        for each in await page.get_by_role("button").all():
            box = await each.bounding_box()
            assert box is None or box["height"] >= 44, "a finger hits it"

        await touch(page, (0.3, 0.7), (0.4, 0.7), end="touchCancel")  # as two fingers do
        await marked(page, "0")
        await touch(page, (0.3, 0.3), (0.4, 0.3), (0.5, 0.3))
        await marked(page, "3")
        await paints(page, "add a moon")

    await changed(discord, art, fox, (240, 240, 576, 384))


async def test_the_keyboard_alone_marks_writes_and_sends(discord, art, fox, page):
    await canvas(page).focus()
    for _ in range(3):
        await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("Shift+ArrowUp")
    await expect(page.locator("#spoken")).to_have_text(say("region.cursor", across="36", down="49"))
    await page.keyboard.down(" ")
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.up(" ")
    await marked(page, "1")
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("Backspace")
    await marked(page, "0")

    await button(page, "box").focus()
    await page.keyboard.press("Enter")
    await canvas(page).focus()
    await page.keyboard.press(" ")
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        await page.keyboard.press(key)
    await page.keyboard.press(" ")
    await marked(page, "< 1")
    await page.keyboard.press("Tab")
    await page.keyboard.type("add a moon")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")

    await expect(button(page, "another")).to_be_focused()
    await changed(discord, art, fox, (160, 448, 448, 640))


async def test_what_is_wrong_is_said_and_the_words_stay(discord, gemini, art, fox, page):
    words = page.get_by_label(say("region.words"))
    await words.fill("add a moon")

    await button(page, "paint").click()

    await expect(page.get_by_role("alert")).to_have_text(say("region.none"))
    await expect(words).to_have_value("add a moon")
    await drag(page, (0.2, 0.2), (0.4, 0.2))
    await button(page, "paint").click()
    await expect(page.get_by_text(say("region.accepted"))).to_be_visible()
    await shown(discord, art, 2)
    assert len(gemini.calls) == 2


async def test_the_page_says_how_it_is_going_and_gives_the_words_back_where_it_fails(gemini, page):
    gemini.gate = asyncio.Event()
    gemini.script.append(Blocked("SAFETY"))
    await drag(page, (0.2, 0.2), (0.4, 0.2))
    await paints(page, "add a knife")
    await expect(page.get_by_text(say("standing.painting"))).to_be_visible()

    gemini.gate.set()

    await expect(page.get_by_role("alert")).to_have_text(say("blocked.SAFETY"))
    words = page.get_by_label(say("region.words"))
    await expect(words).to_be_focused()
    await expect(words).to_have_value("add a knife")
    await marked(page, "3")
    await paints(page, "add a moon")
    await expect(page.get_by_text(say("region.done"))).to_be_visible()


@WIDTHS
async def test_axe_finds_nothing(url, size, touch):
    async with chromium() as browser, opened(browser, url, size, touch=touch) as page:
        await page.evaluate(axe())
        assert await faults(page) == []
        await drag(page, (0.2, 0.2), (0.4, 0.2))
        assert await faults(page) == []
        await paints(page, "add a moon")
        assert await faults(page) == []


async def test_a_sentence_is_all_there_is_where_the_link_is_wrong(url):
    async with chromium() as browser, opened(browser, url + "A", PHONE, refused=400) as page:
        await expect(page.get_by_text(say("region.link"))).to_be_visible()
        await page.evaluate(axe())
        assert await faults(page) == []


async def test_the_whole_image_and_the_button_that_paints_are_in_sight_on_a_desktop(page):
    await expect(button(page, "paint")).to_be_in_viewport(ratio=1)
    await expect(canvas(page)).to_be_in_viewport(ratio=1)
