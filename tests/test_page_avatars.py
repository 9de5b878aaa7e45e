"""The sandbox's page in a real browser: a person's menu, from their name, and their avatar."""

import pytest
from playwright.async_api import expect

from bot.text.wording import say

from .conftest import png
from .pages import DESKTOP, PHONE, chromium, needs_chromium, opened
from .stories import pictures, said, shown

pytestmark = needs_chromium

MENU = "Paint this person"
BY_MOUSE, BY_KEYBOARD, BY_FINGER = "by mouse", "by keyboard", "by finger"


@pytest.fixture
async def browser():
    async with chromium() as browser:
        yield browser


async def opens_menu(page, name, how):
    """Open the menu of who wrote the last message."""
    message = page.get_by_test_id("message").last
    author = message.get_by_test_id("author")
    await expect(author).to_have_text(name)
    if how == BY_MOUSE:
        await author.click(button="right")
    elif how == BY_KEYBOARD:
        await message.focus()
        await page.keyboard.press("Tab")
        await expect(author).to_be_focused()
        await page.keyboard.press("Enter")
    else:
        await author.tap()
    await expect(page.get_by_test_id("menu")).to_have_attribute("aria-label", name)


@pytest.mark.parametrize("how", [BY_MOUSE, BY_KEYBOARD, BY_FINGER])
async def test_a_persons_menu_opens_from_their_name_and_paints_from_their_avatar(
    browser, easel, discord, gemini, bo, art, how
):
    discord.set_avatar(bo, png("orange"))
    await bo.says("Hello!", channel=art)
    size, touch = (PHONE, True) if how == BY_FINGER else (DESKTOP, False)
    async with opened(browser, easel.sandbox.url, size, touch=touch) as page:
        await opens_menu(page, "Bo", how)

        await page.get_by_role("menuitem", name=MENU).click()
        modal = page.get_by_test_id("modal")
        await expect(modal).to_contain_text(say("modal.person.words"))
        await modal.get_by_role("textbox").first.fill("as a knight")
        await modal.get_by_role("button", name="Submit").click()

        await shown(discord, art)
        await expect(modal).to_be_hidden()
    [(_, words, given)] = said(gemini)
    assert "as a knight" in words
    assert len(given) == 1


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_an_avatar_is_set_seen_and_taken_away_on_the_page(
    browser, easel, discord, gemini, bo, art, size
):
    await bo.says("Hello!", channel=art)
    async with opened(browser, easel.sandbox.url, size) as page:
        face = page.get_by_test_id("message").last.locator("img.avatar")
        await expect(face).to_have_attribute(
            "src", f"{easel.sandbox.url}/sandbox/faces/{bo.id}.svg"
        )
        await page.get_by_test_id("author").last.click()
        await page.get_by_role("menuitem", name="Avatar, language, roles").click()
        profile = page.get_by_test_id("profile")
        await profile.get_by_test_id("avatar-file").set_input_files(
            {"name": "bo.png", "mimeType": "image/png", "buffer": png("orange", (300, 200))}
        )
        await profile.get_by_role("button", name="Save").click()

        await discord.until(lambda: bo.user.avatar)
        await expect(face).to_have_attribute(
            "src", f"{discord.cdn_url}/avatars/{bo.id}/{bo.user.avatar}.png"
        )
        assert await face.evaluate("image => image.decode().then(() => image.naturalWidth)") == 300

        await page.get_by_test_id("author").last.click()
        await page.get_by_role("menuitem", name="Avatar, language, roles").click()
        await profile.get_by_test_id("no-avatar").check()
        await profile.get_by_role("button", name="Save").click()
        await expect(face).to_have_attribute(
            "src", f"{easel.sandbox.url}/sandbox/faces/{bo.id}.svg"
        )
        await page.get_by_test_id("author").last.click()
        await page.get_by_role("menuitem", name=MENU).click()
        await expect(page.get_by_test_id("message").last).to_contain_text(say("avatar.none"))
    assert not pictures(discord, art)


async def test_a_file_that_is_no_image_becomes_no_avatar(browser, easel, discord, bo, art):
    await bo.says("Hello!", channel=art)
    async with opened(browser, easel.sandbox.url, DESKTOP, refused=400) as page:
        await page.get_by_test_id("author").last.click()
        await page.get_by_role("menuitem", name="Avatar, language, roles").click()
        profile = page.get_by_test_id("profile")
        await profile.get_by_test_id("avatar-file").set_input_files(
            {"name": "bo.txt", "mimeType": "text/plain", "buffer": b"no image"}
        )
        await profile.get_by_role("button", name="Save").click()

        await expect(page.get_by_role("alert").filter(has_text="PNG, JPEG")).to_be_visible()
    assert bo.user.avatar is None
