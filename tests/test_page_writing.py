"""Writing in the sandbox's page: drafts, and options and names that are typed."""

import asyncio
import re

import pytest
from playwright.async_api import expect

from tests.sandbox.tinybot import png

from .pages import DESKTOP, becomes, chromium, needs_chromium, opened, types
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


async def test_attached_files_outlive_a_reload_until_they_are_sent(page, discord, art):
    box, tray = page.get_by_test_id("composer-text"), page.get_by_test_id("tray-file")
    attach = page.locator("#composer-input")
    await attach.set_input_files([upload("one.png"), upload("two.png")])
    await page.get_by_role("button", name="Remove two.png").click()
    await goes_to(page, "lounge")
    await expect(tray).to_have_count(0)
    await box.click()
    await page.keyboard.type("/describe ")
    await attach.set_input_files([upload("three.png")])
    await expect(page.get_by_test_id("command-form")).to_contain_text("three.png")
    await page.reload()

    await expect(page.get_by_test_id("command-form")).to_contain_text("three.png")
    await goes_to(page, "art")
    await expect(tray).to_have_text(re.compile("one.png"))
    await page.reload()
    await expect(tray).to_have_count(1)
    await types(page, "look")
    said = await discord.until(lambda: discord.messages(art))
    await page.reload()

    assert [upload.filename for upload in said[0].uploads] == ["one.png"]
    assert discord.file(said[0].attachments[0]) == png()
    await expect(page.get_by_test_id("message").first).to_contain_text("look")
    await expect(tray).to_have_count(0)


async def test_what_is_begun_while_the_page_loads_is_kept(page, art):
    box, tray = page.get_by_test_id("composer-text"), page.get_by_test_id("tray-file")
    loaded = asyncio.Event()

    async def hold(route):
        await loaded.wait()
        await route.continue_()

    await page.route("**/sandbox/state*", hold)
    await page.reload()
    await box.fill("make it night")
    await page.locator("#composer-input").set_input_files([upload("one.png")])
    loaded.set()

    await expect(page.get_by_test_id("channel-name")).to_have_text("art")
    await expect(box).to_have_value("make it night")
    await expect(tray).to_have_text(re.compile("one.png"))


def upload(name):
    return {"name": name, "mimeType": "image/png", "buffer": png()}


@pytest.mark.parametrize("name", ["", "prompt:", "prompt: "])
async def test_options_typed_among_the_words_are_options(page, discord, art, gemini, name):
    box = page.get_by_test_id("composer-text")
    await box.click()
    await page.keyboard.type(f"/imagine {name}a sign: open aspect:16:9 and count: 2 foxes")
    await expect(box).to_have_value("a sign: open and foxes")
    await box.press("Enter")
    [fox, _] = (await shown(discord, art)).attachments

    [first, _] = gemini.calls
    assert first.body["generationConfig"]["imageConfig"]["aspectRatio"] == "16:9"
    assert "a sign: open and foxes" in fox["description"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/imagine a fox aspect:17:9", "aspect: not “17:9”, but one of 1:1, 2:3, "),
        ("/imagine a fox count:two", "count: not “two”, but a whole number from 1 to 4."),
        ("/imagine a fox user:@Nobody", "user: not “@Nobody”, but one of @Ada, @Bo, "),
        ("/undo steps:lots", "steps: not “lots”, but a whole number from 1 to "),
    ],
)
async def test_a_typed_option_with_an_unknown_value_is_refused_with_what_it_takes(
    page, discord, typed, told
):
    await types(page, typed)

    await expect(page.get_by_test_id("toast")).to_contain_text(told)
    await expect(page.get_by_test_id("command-form")).to_be_visible()
    assert given(discord) == []


async def test_a_colon_and_a_space_after_the_name_of_an_option_stay_words(page, discord, art):
    await types(page, "/imagine a label that says size: huge")

    [label] = (await shown(discord, art)).attachments
    assert "size: huge" in label["description"]


async def test_image_numbers_are_options_once_they_are_typed_whole(page, discord):
    await types(page, "/compare #1 #12")
    await expect(page.get_by_test_id("only-you")).to_have_count(1)

    [compare] = given(discord)
    values = [(each["name"], each["value"]) for each in compare.data["options"]]
    assert values == [("before", "#1"), ("after", "#12")]


async def test_names_typed_among_the_words_are_options_or_mentions(page, discord, art):
    bo, lounge = discord.person("Bo"), discord.channel("lounge")
    await types(page, "/easel block @Bo insulted @Ada duration:1 day")
    await expect(page.get_by_test_id("only-you")).to_have_count(1)
    await types(page, "/easel recent #lounge")
    await expect(page.get_by_test_id("only-you")).to_have_count(2)
    await types(page, "/compare #1 #2")
    await expect(page.get_by_test_id("only-you")).to_have_count(3)

    block, recent, compare = (each.data["options"] for each in given(discord))
    assert block[0]["options"] == [
        {"name": "member", "type": 6, "value": bo.id},
        {"name": "reason", "type": 3, "value": f"insulted <@{discord.person('Ada').id}>"},
        {"name": "duration", "type": 3, "value": block[0]["options"][2]["value"]},
    ]
    assert recent[0]["options"] == [{"name": "channel", "type": 7, "value": lounge.id}]
    assert [(each["name"], each["value"]) for each in compare] == [
        ("before", "#1"),
        ("after", "#2"),
    ]


def given(discord):
    """The interactions of commands so far, oldest first."""
    return list(discord._interactions._by_id.values())
