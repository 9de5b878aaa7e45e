"""Writing in the sandbox's page: drafts, and options and names that are typed."""

import pytest
from playwright.async_api import expect

from .pages import DESKTOP, becomes, chromium, needs_chromium, opened
from .stories import shown

pytestmark = needs_chromium


@pytest.fixture
async def page(easel):
    async with chromium() as browser, opened(browser, easel.sandbox.url, DESKTOP) as page:
        yield page


async def goes_to(page, name):
    await page.get_by_test_id("channel-link").filter(has_text=name).click()
    await expect(page.get_by_test_id("channel-name")).to_have_text(name)


async def test_what_was_begun_in_each_channel_outlives_a_reload(page, discord, ada, art, gemini):
    await ada.slash("imagine", channel=art, prompt="an owl")
    owl = await shown(discord, art)
    box, pill = page.get_by_test_id("composer-text"), page.get_by_test_id("command-pill")
    await page.locator(f"#message-{owl.id}").hover()
    await page.locator(f"#message-{owl.id}").get_by_role("button", name="Reply").click()
    await page.keyboard.type("make it nig")
    await goes_to(page, "lounge")
    await page.keyboard.type("/imagine a fox")
    await page.get_by_test_id("add-aspect").click()
    await page.get_by_test_id("option-aspect").get_by_role("combobox").select_option("16:9")
    await page.reload()

    await expect(pill).to_contain_text("/imagine")
    await expect(box).to_have_value("a fox")
    await goes_to(page, "art")
    await expect(box).to_have_value("make it nig")
    await expect(page.get_by_test_id("reply-bar")).to_contain_text("an owl")
    await becomes(page, "Bo")
    await expect(box).to_have_value("")
    await becomes(page, "Ada")
    await expect(box).to_have_value("make it nig")
    await goes_to(page, "lounge")
    await expect(box).to_have_value("a fox")
    await box.press("Enter")
    fox = await shown(discord, discord.channel("lounge"))
    await page.reload()

    assert "a fox" in fox.content
    assert gemini.calls[-1].body["generationConfig"]["imageConfig"]["aspectRatio"] == "16:9"
    await expect(page.locator(f"#message-{fox.id}")).to_be_visible()
    await expect(box).to_have_value("")
