"""Several bots in one sandbox: each has its own commands, and gets what is its own."""

import asyncio
import contextlib

import aiohttp
import discord
import pytest
from discord import app_commands, ui

from bot.sandbox.discord import LocalDiscord
from tests.sandbox.tinybot import INTENTS, channel_of, connected


class Hoots(ui.View):
    @ui.button(label="Again", custom_id="again")
    async def again(self, interaction: discord.Interaction, _: ui.Button) -> None:
        await interaction.response.send_modal(Form())


class Form(ui.Modal, title="Hoot"):
    words = ui.TextInput(label="Words", custom_id="words")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"Hoot {self.words.value}")


class Owl(discord.Client):
    """A second bot, with one command."""

    def __init__(self) -> None:
        super().__init__(intents=INTENTS)
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(app_commands.Command(name="hoot", description="H", callback=hoot))
        self.heard: list[str] = []

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message.content)


async def hoot(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("Hoot", view=Hoots())
    await interaction.followup.send("Hoot hoot", ephemeral=True)


@pytest.fixture
def local():
    return LocalDiscord()


@contextlib.asynccontextmanager
async def both(local):
    """Run TinyBot, and beside it the Owl."""
    world = local.serve_another("Owl", "owls-token")
    async with connected(local) as bot:
        owl = Owl()
        task = asyncio.create_task(owl.start("owls-token"))
        await local.until(lambda: world.bot_online or task.done())
        try:
            yield bot, owl
        finally:
            await owl.close()
            await asyncio.gather(task, return_exceptions=True)


async def test_each_bot_has_its_own_commands_and_answers_its_own_interactions(local):
    ada, art = local.person("Ada"), local.channel("art")
    async with both(local) as (bot, owl):
        hooted = await (await ada.slash("hoot", channel=art)).acknowledged()
        await local.until(lambda: len(hooted.replies) == 2)
        pressed = await (await ada.clicks(hooted.reply, "Again")).acknowledged()
        sent = await (await ada.submits(pressed.modal, {"Words": "thrice"})).acknowledged()
        painted = await ada.slash("imagine", channel=art, prompt="a fox")
        await local.until(lambda: len(painted.replies) == 2)
        own = [command.name for command in await owl.tree.fetch_commands()]
        others = [command.name for command in await bot.tree.fetch_commands()]

    assert {each.author.name for each in hooted.replies} == {"Owl"}
    assert (sent.reply.content, sent.reply.author.name) == ("Hoot thrice", "Owl")
    assert {each.author.name for each in painted.replies} == {"Easel"}
    assert own == ["hoot"]
    assert "hoot" not in others
    assert len(bot.heard.interactions) == 1


async def test_bots_read_what_people_and_other_bots_write_in_the_server(local):
    ada, art = local.person("Ada"), local.channel("art")
    async with both(local) as (bot, owl):
        await ada.says("good morning", channel=art)
        await (await channel_of(bot, art)).send("from Easel")
        await owl.get_channel(int(art.id)).send("from Owl")
        await local.until(lambda: len(owl.heard) == len(bot.heard.messages) == 3)
        found = await bot.guilds[0].query_members("Owl")

    said = ["good morning", "from Easel", "from Owl"]
    assert owl.heard == [message.content for message in bot.heard.messages] == said
    assert [member.id for member in found] == [owl.user.id]


async def test_each_bot_has_private_chats_of_its_own(local):
    ada = local.person("Ada")
    async with both(local) as (bot, owl):
        with_owl = ada.dm(str(owl.user.id))
        await ada.says("for Easel", channel=ada.dm())
        await ada.says("for Owl", channel=with_owl)
        await (await owl.fetch_user(int(ada.id))).send("hoot?")
        hooted = await (await ada.slash("hoot", channel=with_owl)).acknowledged()
        await local.until(lambda: bot.heard.messages and len(owl.heard) >= 3)
        with pytest.raises(discord.Forbidden):
            await owl.fetch_channel(int(ada.dm().id))
        with pytest.raises(AssertionError, match="not offered 'hoot'"):
            await ada.slash("hoot", channel=ada.dm())

    assert [message.content for message in bot.heard.messages] == ["for Easel"]
    assert [words for words in owl.heard if words != "Hoot"] == ["for Owl", "hoot?"]
    assert [message.content for message in local.messages(with_owl)][:2] == ["for Owl", "hoot?"]
    assert hooted.reply.channel is with_owl


async def test_who_comes_later_can_write_to_each_bot_in_private(local):
    async with both(local) as (_, owl):
        mika = local.newcomer("Mika")
        await mika.says("hello", channel=mika.dm(str(owl.user.id)))
        await local.until(lambda: owl.heard)

    assert owl.heard == ["hello"]


async def test_the_page_shows_each_bot_and_all_commands(local):
    async with both(local), aiohttp.ClientSession() as session:
        state = await (await session.get(f"{local.base}/sandbox/state")).json()

    assert [(bot["username"], bot["online"]) for bot in state["bots"]] == [
        ("Easel", True),
        ("Owl", True),
    ]
    private = [each for each in state["channels"] if each["type"] == 1]
    assert [(each["name"], each["bot_id"]) for each in private] == [
        (bot["username"], bot["id"]) for bot in state["bots"]
    ]
    assert {"hoot", "imagine"} <= {command["name"] for command in state["commands"]}
