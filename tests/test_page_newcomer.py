"""How the sandbox's page leads a newcomer: the story, the checklist, and a phone under a thumb."""

import pytest
from playwright.async_api import expect

from bot.config import Secrets
from bot.sandbox import demo, story

from .pages import DESKTOP, PHONE, becomes, chromium, needs_chromium, opened, types
from .stories import pictures, shown

PHONE_MENU = {"Reply", "Edit this picture", "Open thread", "Copy text"}


@pytest.fixture
async def browser():
    async with chromium() as browser:
        yield browser


async def test_a_new_sandbox_opens_with_a_picture_two_replies_and_a_thread_of_branches(
    discord, art, gemini
):
    story.gather(discord)

    await story.tell(discord)

    first, night, owls = pictures(discord, art)
    assert night.referenced.referenced is first
    assert owls.referenced.referenced is first
    thread = discord.channel("Festival poster")
    assert thread.id == night.id
    assert len(pictures(discord, thread)) == 2
    parents = {picture.referenced.content for picture in pictures(discord, thread)}
    assert parents == {"add a whale", "#1 als Aquarell"}
    assert len(gemini.calls) == 5
    speakers = {message.author.name for message in discord.messages(discord.channel("lounge"))}
    assert speakers == {"Ada", "Bo", "Mika"}

    *_, thanks = [each for each in discord.messages(thread) if each.author.name == "Ada"]
    await discord.person("Bo").says("add an owl", thread=thread)
    await shown(discord, thread, 3)
    assert not [each for each in discord.messages(thread) if each.referenced is thanks]


async def test_everyone_has_a_face_to_be_painted_from(discord):
    story.gather(discord)

    await story.show_faces(discord)

    faces = {user.avatar for user in discord.world.people.values()}
    assert len(faces) == 3
    assert None not in faces


async def test_a_sandbox_that_is_to_be_empty_opens_without_the_story(easel, discord):
    await demo._begin(easel.sandbox, Secrets(), empty=True)

    assert [discord.messages(discord.channel(name)) for name in ("art", "lounge")] == [[], []]
    assert easel.sandbox.gemini.seconds == demo.PAINT_TIME


@needs_chromium
async def test_the_checklist_grows_with_what_was_done_and_survives_a_reload(
    browser, easel, discord, art
):
    async with opened(browser, easel.sandbox.url, DESKTOP) as page:
        hints, messages = page.get_by_test_id("hints"), page.get_by_test_id("messages")
        await expect(hints).to_contain_text("0 of 10")

        await page.get_by_test_id("try-imagine").click()
        await page.keyboard.press("Enter")
        await shown(discord, art)
        await expect(hints).to_contain_text("1 of 10")
        await page.get_by_test_id("try-reply").click()
        await page.keyboard.press("Enter")
        await shown(discord, art, 2)
        await expect(hints).to_contain_text("2 of 10")
        await types(page, "/history ")
        await expect(hints).to_contain_text("3 of 10")
        discord.faults.add(method="POST", path="/callback$|/messages$", delay=0.5, times=3)
        await messages.get_by_role("button", name="Undo").last.click()
        await expect(hints).to_contain_text("4 of 10")
        await page.get_by_test_id("all-steps").click()
        await page.get_by_test_id("step-part").click()
        await page.get_by_role("option", name="Change one part").click()
        await expect(hints).to_contain_text("5 of 10")
        await page.get_by_test_id("try-thread").click()
        await page.get_by_role("button", name="Open thread").click()
        await expect(page.get_by_test_id("thread-link")).to_have_attribute("aria-current", "page")
        await expect(page.get_by_test_id("thread-link")).not_to_contain_text("Steps so far")
        await expect(hints.locator(".hint").first).to_contain_text("Write in this thread")
        await page.get_by_test_id("try-thread").click()
        await page.keyboard.press("Enter")
        await expect(hints).to_contain_text("6 of 10")
        await page.reload()

        await page.get_by_test_id("all-steps").click()
        done = hints.locator("ol .hint.over")
        assert await done.count() == 6
        await expect(hints.get_by_test_id("step-undo")).to_contain_text("done:")


@needs_chromium
async def test_a_step_that_is_for_elsewhere_says_where_leads_there_and_begins(
    browser, easel, discord, ada, art
):
    await ada.slash("imagine", channel=art, prompt="a fox")
    await shown(discord, art)
    async with opened(browser, easel.sandbox.url, DESKTOP) as page:
        await becomes(page, "Bo")
        pill = page.get_by_test_id("command-pill")

        await page.get_by_test_id("all-steps").click()
        setup = page.get_by_test_id("step-setup")
        await expect(setup).to_contain_text("as Ada")
        await setup.click()
        await expect(page.get_by_test_id("person")).to_contain_text("Ada")
        await expect(pill).to_contain_text("/easel setup")

        await page.get_by_test_id("channel-link").filter(has_text="lounge").click()
        await expect(page.get_by_test_id("channel-name")).to_contain_text("lounge")
        await page.get_by_test_id("all-steps").click()
        history = page.get_by_test_id("step-history")
        await expect(history).to_contain_text("in #art")
        await history.click()
        await expect(page.get_by_test_id("channel-name")).to_contain_text("art")
        await expect(pill).to_contain_text("/history")


@needs_chromium
async def test_a_sketch_is_attached_in_a_channel_where_it_is_all_there_is_to_paint_from(
    browser, easel, discord, ada, art, gemini
):
    await ada.slash("imagine", channel=art, prompt="a fox")
    thread = await ada.opens_thread(await shown(discord, art), name="fox")
    async with opened(browser, f"{easel.sandbox.url}/#/{thread.id}", DESKTOP) as page:
        await page.get_by_test_id("all-steps").click()
        attach = page.get_by_test_id("step-attach")
        await expect(attach).to_contain_text("in #art")
        await attach.click()
        await expect(page.get_by_test_id("composer-files")).to_contain_text("sketch.png")
        await page.get_by_test_id("composer-text").press("Enter")
        await shown(discord, art, 2)

    sent = [part for each in gemini.calls[-1].body["contents"] for part in each["parts"]]
    assert len([part for part in sent if "inlineData" in part or "inline_data" in part]) == 1


@needs_chromium
async def test_a_private_answer_to_a_click_is_in_sight_also_below_what_is_being_read(
    browser, easel, discord, ada, art
):
    for number in (1, 2, 3):
        await ada.slash("imagine", channel=art, prompt="a fox")
        await shown(discord, art, number)
    async with opened(browser, easel.sandbox.url, PHONE, touch=True) as page:
        more = page.get_by_role("combobox", name="More").first
        await more.scroll_into_view_if_needed()
        await more.tap()
        await page.get_by_role("option", name="Change one part").tap()

        await expect(page.get_by_text("Which cells should change?")).to_be_in_viewport()


@needs_chromium
async def test_after_the_last_step_the_checklist_leads_on_to_help(browser, easel):
    async with opened(browser, easel.sandbox.url, DESKTOP) as page:
        await page.get_by_test_id("all-steps").click()
        steps = await page.locator("ol.steps button").evaluate_all(
            "(nodes) => nodes.map((node) => node.dataset.testid.replace('step-', ''))"
        )
        await page.evaluate(
            "(ids) => localStorage.setItem('steps-done', JSON.stringify(ids))", steps
        )
        await page.reload()

        await page.get_by_test_id("try-help").click()
        await page.keyboard.press("Enter")

        await expect(page.get_by_test_id("only-you")).to_have_count(1)


@needs_chromium
async def test_the_checklist_leads_to_a_showcase_that_shows_an_image(browser, easel, discord, art):
    async with opened(browser, easel.sandbox.url, DESKTOP) as page:
        await page.get_by_test_id("all-steps").click()
        await page.get_by_test_id("step-showcase").click()
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("only-you")).to_have_count(1)
        await page.get_by_test_id("try-imagine").click()
        await page.keyboard.press("Enter")
        await shown(discord, art)
        await page.get_by_role("combobox", name="More").click()
        await page.get_by_role("option", name="Showcase").click()

        await shown(discord, discord.channel("lounge"))


@needs_chromium
async def test_the_checklist_names_the_commands_as_the_person_reads_them(browser, easel, discord):
    async with opened(browser, f"{easel.sandbox.url}/?as=Bo", DESKTOP) as page:
        await page.get_by_test_id("all-steps").click()

        await expect(page.get_by_test_id("step-history")).to_contain_text("/verlauf")


@needs_chromium
async def test_on_a_phone_paint_and_reply_are_on_screen_and_no_button_lies_on_words(
    browser, easel, discord, ada, art
):
    await ada.slash("imagine", channel=art, prompt="a fox " * 12)
    fox = await shown(discord, art)
    async with opened(browser, easel.sandbox.url, PHONE, touch=True) as page:
        for step in ("imagine", "reply"):
            await expect(page.get_by_test_id(f"try-{step}")).to_be_in_viewport(ratio=1)

        message = page.locator(f"#message-{fox.id}")
        icon = await message.get_by_role("button", name="Reply").locator("svg").bounding_box()
        words = await message.locator(".content, .text-display").first.bounding_box()
        assert icon["y"] + icon["height"] <= words["y"]


@needs_chromium
async def test_a_thumb_reaches_reply_menus_threads_and_members_on_a_phone(
    browser, easel, discord, ada, art
):
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    async with opened(browser, easel.sandbox.url, PHONE, touch=True) as page:
        message = page.locator(f"#message-{fox.id}")
        await message.get_by_role("button", name="Reply").tap()
        await expect(page.get_by_test_id("reply-bar")).to_contain_text("Easel")

        # a long press, by touch events alone
        box = await message.get_by_test_id("author").bounding_box()
        point = {"x": box["x"] + 4, "y": box["y"] + 4}
        fingers = await page.context.new_cdp_session(page)
        touch = {"type": "touchStart", "touchPoints": [point]}
        await fingers.send("Input.dispatchTouchEvent", touch)
        menu = page.get_by_test_id("menu")
        await expect(menu).to_be_visible()
        await fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        await expect(menu).to_be_visible()
        offered = set(await menu.get_by_role("menuitem").all_inner_texts())
        assert offered >= PHONE_MENU
        await menu.get_by_role("menuitem", name="Open thread").tap()
        await page.get_by_test_id("question").get_by_role("button", name="Open thread").tap()

        await page.get_by_role("button", name="Open the channel list").tap()
        await expect(page.get_by_test_id("thread-link")).to_be_in_viewport()
        await page.get_by_test_id("member").filter(has_text="Bo").tap()
        await page.get_by_role("menuitem", name="Be Bo").tap()
        await expect(page.get_by_test_id("person")).to_contain_text("Bo")
        outside = await page.evaluate(
            """() => [...document.querySelectorAll("button, a, textarea, select")]
                .filter((node) => node.checkVisibility({ visibilityProperty: true }))
                .filter((node) => !node.closest("#sidebar, .unseen, .skip"))
                .map((node) => [node.outerHTML.slice(0, 80), node.getBoundingClientRect()])
                .filter(([, box]) => box.width && (box.left < 0 || box.right > innerWidth))
                .map(([html]) => html)"""
        )
        assert outside == []


@needs_chromium
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_a_double_click_on_a_hint_fills_in_the_command_once(browser, easel, size):
    async with opened(browser, easel.sandbox.url, size) as page:
        await page.get_by_test_id("try-imagine").dblclick()

        await expect(page.get_by_test_id("composer-text")).to_have_value(
            "a fox at dawn, in watercolour"
        )
        await expect(page.locator(".option-field")).to_have_count(0)


@needs_chromium
async def test_a_double_click_in_the_list_of_steps_opens_nothing_that_lay_behind_it(
    browser, easel, discord, ada, art
):
    await ada.slash("imagine", channel=art, prompt="a fox")
    await shown(discord, art)
    async with opened(browser, easel.sandbox.url, PHONE) as page:
        await page.get_by_test_id("all-steps").click()
        await page.get_by_test_id("step-reply").dblclick()

        await expect(page.get_by_test_id("reply-bar")).to_contain_text("a fox")
        await expect(page.locator("dialog[open], :popover-open")).to_have_count(0)
        await page.get_by_test_id("composer-text").press("Enter")
        await shown(discord, art, 2)


@needs_chromium
async def test_language_roles_and_rights_are_shown_and_changed_in_all_six_languages(
    browser, easel, discord
):
    painters = discord.role("Painters")
    async with opened(browser, easel.sandbox.url, DESKTOP) as page:
        member = page.get_by_test_id("member").filter(has_text="Bo")
        await expect(member).to_contain_text("Deutsch")
        await member.click()
        await page.get_by_role("menuitem", name="Language, roles and rights").click()
        profile = page.get_by_test_id("profile")
        languages = profile.get_by_label("Language of their Discord")
        assert await languages.locator("option").count() == 6
        await languages.select_option("ja")
        await profile.get_by_label("@Painters").check()
        await profile.get_by_label("Manage Server").check()
        await profile.get_by_role("button", name="Save").click()
        await expect(member).to_contain_text("Moderator · Painters · 日本語")
        assert discord.person("Bo").user.roles == [painters]

        await becomes(page, "Bo")
        await page.get_by_test_id("composer-text").fill("/")
        offered = page.get_by_test_id("command-list")
        await expect(offered).to_contain_text("/easel")
        await expect(offered).to_contain_text("/履歴")


@needs_chromium
async def test_the_slash_list_begins_with_imagine_and_then_with_what_was_used(
    browser, easel, discord
):
    async with opened(browser, easel.sandbox.url, DESKTOP) as page:
        box, labels = page.get_by_test_id("composer-text"), page.locator(".suggestion-label")
        await box.fill("/")
        assert await labels.first.inner_text() == "/imagine"
        assert (await labels.last.inner_text()).startswith("/easel")
        await page.keyboard.press("Escape")
        for _ in range(2):
            await box.fill("")
            await types(page, "/usage ")
        await expect(page.get_by_test_id("only-you")).to_have_count(2)
        await page.reload()

        await box.fill("/")

        assert (await labels.all_inner_texts())[:2] == ["/usage", "/imagine"]


@needs_chromium
async def test_one_more_person_reads_japanese_has_a_role_and_writes_to_the_bot_alone(
    browser, easel, discord
):
    story.gather(discord)
    async with opened(browser, f"{easel.sandbox.url}/?as=Mika", DESKTOP) as page:
        member = page.get_by_test_id("member").filter(has_text="Mika")
        await expect(member).to_contain_text("Painters · 日本語")

        await page.get_by_role("link", name="Direct message with Easel").click()
        await types(page, "/imagine 夜明けの狐")

        image = page.get_by_role("img", name="夜明けの狐")
        await expect(image).to_be_visible()
