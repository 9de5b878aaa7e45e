"""The sandbox's page in a real browser: what a newcomer does in the first minute, and sees."""

import pytest
from playwright.async_api import expect

from bot.sandbox.discord.places import GUILD_ID
from bot.text.wording import say

from .conftest import png
from .pages import DESKTOP, PHONE, becomes, chromium, needs_chromium, opened, types
from .stories import pictures, shown

pytestmark = needs_chromium


@pytest.fixture
async def browser():
    async with chromium() as browser:
        yield browser


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
async def page(request, browser, easel):
    async with opened(browser, easel.sandbox.url, request.param) as page:
        yield page


async def test_a_newcomer_paints_replies_and_edits_by_button_and_modal(page, discord, art, gemini):
    # /imagine, as one would type it
    await types(page, "/imagine a fox at dawn")
    fox = await shown(discord, art)
    first = page.get_by_role("img", name="AI-generated image: a fox at dawn")
    await expect(first).to_be_visible()
    assert await first.evaluate("image => image.complete && image.naturalWidth > 100")

    # a reply with words
    message = page.get_by_test_id("message").filter(has=first)
    await message.hover()
    await message.get_by_role("button", name="Reply").click()
    await expect(page.get_by_test_id("reply-bar")).to_contain_text("Easel")
    await types(page, "make it night")
    night = await shown(discord, art, 2)
    assert "make it night" in night.content
    second = page.get_by_role("img", name="changed as requested: make it night")
    await expect(second).to_be_visible()

    # Edit: the modal asks for words, takes a picture, and closes
    edited = page.get_by_test_id("message").filter(has=second)
    await edited.get_by_role("button", name="Edit").click()
    modal = page.get_by_test_id("modal")
    await expect(modal).to_contain_text("What should change?")
    await modal.get_by_role("textbox").first.fill("add a moon")
    await modal.locator("input[type=file]").set_input_files(
        {"name": "moon.png", "mimeType": "image/png", "buffer": png("white")}
    )
    await modal.get_by_role("button", name="Submit").click()
    await shown(discord, art, 3)
    await expect(modal).to_be_hidden()
    await expect(page.get_by_role("img", name="changed as requested: add a moon")).to_be_visible()
    assert pictures(discord, art)[0] is fox


async def test_the_picture_opens_large_with_its_alt_text_and_closes_with_escape(
    page, discord, ada, art
):
    await ada.slash("imagine", channel=art, prompt="a fox at dawn")
    await shown(discord, art)

    await page.get_by_role("button", name="Enlarge: AI-generated image: a fox at dawn").click()

    box = page.get_by_test_id("lightbox")
    await expect(box).to_be_visible()
    await expect(box).to_contain_text("a fox at dawn")
    await page.keyboard.press("Escape")
    await expect(box).to_be_hidden()


async def test_the_page_never_scrolls_sideways(page, discord, ada, art):
    await ada.slash("imagine", channel=art, prompt="a" * 300, count=3)
    await shown(discord, art)
    await expect(page.get_by_test_id("message").last).to_be_visible()

    wide = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")

    assert wide <= 0


async def test_the_address_of_a_message_leads_to_its_channel_here(page, ada, art, discord):
    lounge = discord.channel("lounge")
    there = await ada.says("Hello!", channel=lounge)
    address = f"https://discord.com/channels/{GUILD_ID}/{lounge.id}/{there.id}"

    await ada.says(f"{address} or [this](<{address}>)", channel=art)

    words = page.get_by_test_id("message").last
    await expect(words.get_by_role("link", name="this")).to_have_attribute("href", f"#/{lounge.id}")
    await words.get_by_role("link", name="#lounge › message").click()
    await expect(page.get_by_test_id("channel-name")).to_have_text("lounge")


async def test_too_many_words_are_told_so_kindly_and_are_kept(page, discord, gemini):
    await page.get_by_test_id("composer-text").click()
    await page.keyboard.type("/imagine ")
    await page.keyboard.insert_text("a fox " * 1100)
    await page.keyboard.press("Enter")

    fault = page.get_by_test_id("command-fault")
    await expect(fault).to_have_text(
        "prompt: that is 6599 characters, and 6000 fit. Say it a little shorter."
    )
    await expect(page.get_by_test_id("composer-text")).to_have_value("a fox " * 1100)
    assert not gemini.calls


async def test_fields_are_large_enough_for_a_finger_on_a_phone(page):
    await page.get_by_test_id("composer-text").click()
    await page.keyboard.type("/imagine a fox")
    for option in ("aspect", "count", "style"):
        await page.get_by_test_id(f"add-{option}").click()

    fields = page.locator("#composer-text, .option-field :is(input, select, .option-remove)")
    heights = [(await field.bounding_box())["height"] for field in await fields.all()]

    least = 44 if page.viewport_size["width"] < 760 else 30
    assert len(heights) == 7
    assert min(heights) >= least
    wide = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0


async def test_a_german_reads_and_types_the_commands_in_german(page, discord, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox")
    await shown(discord, art)
    await becomes(page, "Bo")

    await page.get_by_test_id("composer-text").click()
    await page.keyboard.type("/verl")
    offered = page.get_by_test_id("command-list")
    await expect(offered).to_contain_text("/verlauf")
    await page.keyboard.press("Escape")
    await page.get_by_test_id("composer-text").fill("")
    await types(page, "/verlauf ")
    await types(page, "/einstellungen meine ")

    everyones = page.get_by_test_id("message").filter(has_text="Now at #1. Steps so far: 1.")
    await expect(everyones.get_by_role("combobox", name="Go to an image")).to_be_visible()
    empty = say("settings.mine.none", "de").partition(".")[0]
    mine = page.get_by_test_id("message").filter(has_text=empty)
    await expect(mine).to_contain_text("/einstellungen meine")
    await expect(mine.get_by_test_id("asked-by")).to_contain_text("/settings mine")


async def test_undo_and_the_menu_under_a_history_walk_through_the_pictures(page, discord, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    await ada.says("make it night", reply_to=fox)
    await shown(discord, art, 2)

    night = page.get_by_test_id("message").filter(
        has=page.get_by_role("img", name="changed as requested: make it night")
    )
    await night.get_by_role("button", name="Undo").click()
    again = await shown(discord, art, 3)
    await types(page, "/history ")
    sheet = page.get_by_test_id("message").filter(has_text="Now at #1. Steps so far: 2.")
    await sheet.get_by_role("combobox", name="Go to an image").click()
    await page.get_by_role("option", name="#2 make it night").click()

    assert "a fox" in again.content
    assert "make it night" in (await shown(discord, art, 5)).content
    await expect(page.get_by_role("img", name="changed as requested: make it night")).to_have_count(
        2
    )
    seen = page.get_by_role("img", name="The history of this thread, now at #1. Steps so far: 2.")
    await expect(seen).to_be_visible()


async def test_the_panel_of_a_server_is_seen_and_used(page, discord):
    discord.role("Painters")
    await page.reload()
    await types(page, "/easel setup ")
    panel = page.get_by_test_id("container")
    await expect(panel).to_be_visible()
    seen, screen = await panel.bounding_box(), page.viewport_size
    assert seen["x"] + seen["width"] <= screen["width"], "nothing of it is cut off"

    for select, option, said in (
        ("All channels", "#lounge", "In #lounge and their threads."),
        ("Everyone", "@Painters", "People with one of these roles: @Painters."),
    ):
        await panel.get_by_role("combobox", name=select).click()
        await page.get_by_role("option", name=option).click()
        await page.get_by_test_id("listbox").get_by_role("button", name="Done").click()
        await expect(panel).to_contain_text(said)
    await panel.get_by_role("button", name="Threads").click()

    await expect(panel.get_by_role("combobox", name="Only certain roles").first).to_be_visible()
    inner = panel.get_by_role("combobox")
    for number in range(await inner.count()):
        select = await inner.nth(number).bounding_box()
        assert select["x"] + select["width"] <= screen["width"]
