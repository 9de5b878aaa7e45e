"""axe finds nothing on the sandbox's page, at both widths, whatever is open on it."""

import pytest
from playwright.async_api import expect

from .pages import DESKTOP, PHONE, axe, chromium, faults, needs_chromium, opened, types
from .stories import shown

pytestmark = needs_chromium


@pytest.fixture(params=[(DESKTOP, False), (PHONE, True)], ids=["desktop", "phone"])
async def page(request, easel, discord, ada, art):
    script = axe()
    size, touch = request.param
    await ada.slash("imagine", channel=art, prompt="a fox")
    await shown(discord, art)
    url = easel.sandbox.url
    async with chromium() as browser, opened(browser, url, size, touch=touch) as page:
        await page.evaluate(script)
        await expect(page.get_by_test_id("message").last).to_be_visible()
        yield page


@pytest.fixture
def message(page):
    image = page.get_by_role("img", name="AI-generated image: a fox")
    return page.get_by_test_id("message").filter(has=image)


async def test_the_room_and_what_opens_above_the_message_box(page):
    box = page.get_by_test_id("composer-text")
    assert await faults(page) == []

    await page.get_by_test_id("all-steps").click()
    assert await faults(page) == []
    await page.keyboard.press("Escape")
    for words, opens in (("/", "command-list"), ("@", "mention-list")):
        await box.fill(words)
        await expect(page.get_by_test_id(opens)).to_be_visible()
        assert await faults(page) == []
        await box.press("Escape")

    await box.fill("/imagine ")
    for option in ("image", "aspect", "count", "model", "private"):
        await page.get_by_test_id(f"add-{option}").click()
    await box.press("Enter")
    await expect(page.get_by_test_id("command-fault")).to_contain_text("prompt")
    assert await faults(page) == []


async def test_menus_and_dialogs_of_people_and_messages(page, message):
    await page.get_by_test_id("person").click()
    assert await faults(page) == []
    await page.get_by_role("menuitem", name="Language, roles and rights").click()
    await expect(page.get_by_test_id("profile")).to_be_visible()
    assert await faults(page) == []
    await page.keyboard.press("Escape")

    await message.get_by_role("button", name="Reply").click()
    await message.get_by_role("button", name="More").click()
    await expect(page.get_by_test_id("menu")).to_be_visible()
    assert await faults(page) == []
    await page.get_by_role("menuitem", name="Open thread").click()
    await expect(page.get_by_test_id("question")).to_be_visible()
    assert await faults(page) == []


async def test_what_an_image_opens(page, message):
    await message.get_by_role("button", name="Enlarge").click()
    await expect(page.get_by_test_id("lightbox")).to_be_visible()
    assert await faults(page) == []
    await page.keyboard.press("Escape")
    await message.get_by_role("button", name="Edit").click()
    await expect(page.get_by_test_id("modal")).to_be_visible()
    assert await faults(page) == []
    await page.keyboard.press("Escape")

    await message.get_by_role("combobox", name="More").click()
    await expect(page.get_by_test_id("listbox")).to_be_visible()
    assert await faults(page) == []
    await page.get_by_role("option", name="Change one part").click()
    panel = page.get_by_test_id("message").filter(has=page.get_by_test_id("only-you"))
    await panel.get_by_role("combobox").first.click()
    await expect(page.get_by_role("button", name="Done")).to_be_visible()
    assert await faults(page) == []


async def test_the_bots_panels_and_answers(page):
    for command in ("/easel setup ", "/history ", "/help ", "/usage "):
        await types(page, command)
    await expect(page.get_by_test_id("only-you")).to_have_count(3)
    await expect(page.get_by_test_id("messages")).to_contain_text("Steps so far")

    assert await faults(page) == []
