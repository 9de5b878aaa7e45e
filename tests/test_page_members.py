"""Any bot's menus of members, and its selects of people and roles, in the sandbox's page."""

import discord
import pytest
from discord import app_commands, ui
from playwright.async_api import expect

from bot.sandbox.discord import LocalDiscord
from tests.sandbox.tinybot import TinyBot, connected

from .pages import DESKTOP, PHONE, becomes, chromium, needs_chromium, opened, types

pytestmark = needs_chromium


def named(chosen):
    return ", ".join(getattr(each, "display_name", each.name) for each in chosen)


def chosen_in(label):
    return named(label.component.values)


class Team(ui.View):
    """Two selects below a message."""

    @ui.select(cls=ui.RoleSelect, placeholder="Which role?")
    async def role(self, interaction, select):
        await interaction.response.send_message(f"Role: {named(select.values)}")

    @ui.select(cls=ui.MentionableSelect, placeholder="Who helps?", max_values=2)
    async def helpers(self, interaction, select):
        await interaction.response.send_message(f"Helped by: {named(select.values)}")


class Invitation(ui.Modal, title="Invite"):
    """The same selects in a form."""

    who = ui.Label(text="Who", component=ui.UserSelect())
    role = ui.Label(text="Their role", component=ui.RoleSelect(required=False))

    async def on_submit(self, interaction):
        who, role = chosen_in(self.who), chosen_in(self.role)
        await interaction.response.send_message(f"Invited: {who} as {role}")


class Poll(ui.View):
    """Counts clicks, one of each person."""

    def __init__(self):
        super().__init__()
        self.voted = set()

    @ui.button(label="Owl: 0")
    async def owl(self, interaction, button):
        self.voted.add(interaction.user.id)
        button.label = f"Owl: {len(self.voted)}"
        await interaction.response.edit_message(view=self)


@app_commands.command(description="Vote")
async def vote(interaction):
    await interaction.response.send_message("Which one?", view=Poll())


@app_commands.command(description="Choose")
async def team(interaction):
    await interaction.response.send_message("Choose.", view=Team())


@app_commands.context_menu(name="Invite")
async def invite(interaction, member: discord.Member):
    await interaction.response.send_modal(Invitation(title=f"Invite {member.display_name}"))


@app_commands.context_menu(name="Wave")
async def wave(interaction, member: discord.Member):
    await interaction.response.send_message(f"Wave to {member.display_name}")


class Bot(TinyBot):
    """Has a command of members' menus."""

    async def setup_hook(self):
        self.tree.add_command(team)
        self.tree.add_command(vote)
        self.tree.add_command(invite)
        self.tree.add_command(wave)
        await self.tree.sync()


@pytest.fixture
def local():
    local = LocalDiscord()
    local.role("Painters")
    local.serve_another("Owl", "owls-token")
    return local


@pytest.fixture(params=[(DESKTOP, False), (PHONE, True)], ids=["desktop", "phone"])
async def page(request, local):
    size, touch = request.param
    async with (
        connected(local, Bot()),
        chromium() as browser,
        opened(browser, local.base, size, touch=touch) as page,
    ):
        await expect(page.get_by_test_id("bot-status")).to_have_text("Easel is online")
        yield page


async def chooses(page, select, *names):
    await select.click()
    for name in names:
        await page.get_by_role("option", name=name).click()
    if len(names) > 1:
        await page.get_by_role("button", name="Done").click()


async def test_selects_of_roles_and_people_below_a_message_reach_the_bot(page):
    await types(page, "/team ")
    messages = page.get_by_test_id("messages")
    await chooses(page, messages.get_by_role("combobox", name="Which role?"), "@Painters")
    await expect(messages).to_contain_text("Role: Painters")

    await chooses(page, messages.get_by_role("combobox", name="Who helps?"), "@Bo", "@Painters")

    await expect(messages).to_contain_text("Helped by: ")
    for name in ("Bo", "Painters"):
        await expect(page.get_by_test_id("message").last).to_contain_text(name)


async def test_a_poll_of_clicks_counts_each_person_once_and_shows_it_to_all(page):
    await types(page, "/vote ")
    await page.get_by_role("button", name="Owl: 0").click()
    await expect(page.get_by_role("button", name="Owl: 1")).to_be_visible()
    await becomes(page, "Bo")
    await page.get_by_role("button", name="Owl: 1").click()
    await page.get_by_role("button", name="Owl: 2").click()

    await becomes(page, "Ada")

    await expect(page.get_by_role("button", name="Owl: 2")).to_be_visible()


async def test_a_command_of_a_members_menu_opens_a_form_with_selects(page):
    opener = page.get_by_role("button", name="Open the channel list")
    if await opener.is_visible():
        await opener.click()
    await page.get_by_test_id("member").filter(has_text="Bo").click()
    await page.get_by_role("menuitem", name="Invite").click()
    modal = page.get_by_test_id("modal")
    await expect(modal).to_contain_text("Invite Bo")
    await chooses(page, modal.get_by_role("combobox").first, "@Ada")
    await chooses(page, modal.get_by_role("combobox").last, "@Painters")

    await modal.get_by_role("button", name="Submit").click()

    await expect(page.get_by_test_id("messages")).to_contain_text("Invited: Ada as Painters")


async def test_who_used_a_command_of_a_menu_is_said_without_a_slash(page):
    opener = page.get_by_role("button", name="Open the channel list")
    if await opener.is_visible():
        await opener.click()
    await page.get_by_test_id("member").filter(has_text="Bo").click()

    await page.get_by_role("menuitem", name="Wave").click()

    await expect(page.get_by_test_id("asked-by")).to_have_text("Adaused Wave")


async def test_a_right_click_on_a_member_opens_their_menu_as_in_discord(page):
    opener = page.get_by_role("button", name="Open the channel list")
    if await opener.is_visible():
        await opener.click()

    await page.get_by_test_id("member").filter(has_text="Bo").click(button="right")

    await expect(page.get_by_role("menuitem", name="Invite")).to_be_visible()
    await expect(page.get_by_role("menuitem", name="Be Bo")).to_be_visible()


async def test_each_bot_has_a_private_chat_with_commands_of_its_own(page, local):
    opener = page.get_by_role("button", name="Open the channel list")
    if await opener.is_visible():
        await opener.click()
    await page.get_by_role("link", name="Direct message with Owl").click()
    box = page.get_by_test_id("composer-text")
    await expect(page.get_by_test_id("channel-name")).to_contain_text("Owl")
    await box.fill("/")
    await expect(page.get_by_text("Owl is offline; its commands come with it.")).to_be_visible()
    await box.fill("")

    await types(page, "hoot?")
    await local.until(lambda: local.messages(local.person("Ada").dm(owl_of(local))))

    assert local.messages(local.person("Ada").dm()) == []


def owl_of(local):
    return next(bot.id for bot in local.world.bots.values() if bot.name == "Owl")
