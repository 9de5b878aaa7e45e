"""`easel check` on Discord: what makes a bot deaf, uninvitable, or mute in a channel."""

import pytest

from bot.config import Config, Secrets
from bot.ops.check import findings
from bot.ops.check_discord import CODE_GRANT, ENDPOINT
from bot.sandbox.server import TOKEN, serving


@pytest.fixture
async def discord():
    async with serving() as sandbox:
        yield sandbox.discord


async def told(discord, tmp_path, *, faults=False):
    """What is said, or only what must be mended."""
    config = Config(
        discord={"api_url": discord.api_url},
        storage={
            "database": f"sqlite:///{tmp_path}/easel.db",
            "pictures": str(tmp_path / "pictures"),
        },
    )
    found = await findings(config, Secrets(discord=TOKEN))
    said = [each.said for each in found if each.fault or not faults]
    return [line for line in said if not line.startswith("GEMINI_API_KEY")]


async def test_the_invite_link_is_printed(discord, tmp_path):
    [line] = await told(discord, tmp_path)

    assert line.startswith("Invite Easel to a server: https://discord.com/oauth2/authorize?")
    assert f"client_id={discord.bot_id}" in line


async def test_an_interactions_endpoint_is_a_fault(discord, tmp_path):
    discord.sets(interactions_endpoint_url="https://example.com/interactions")

    assert await told(discord, tmp_path, faults=True) == [ENDPOINT]


async def test_a_code_grant_is_a_fault(discord, tmp_path):
    discord.sets(bot_require_code_grant=True)

    assert await told(discord, tmp_path, faults=True) == [CODE_GRANT]


async def test_a_server_that_discord_does_not_tell_of_is_said(discord, tmp_path):
    discord.faults.add(
        method="GET", path=r"/guilds/\d+/channels$", status=403, json={"code": 50001}
    )

    said = await told(discord, tmp_path)

    assert said[1:] == ["Easel's atelier: Discord did not say what Easel may do there (HTTP 403)."]


async def test_rights_that_it_lacks_are_named_with_their_channels(discord, tmp_path):
    discord.forbid("ATTACH_FILES", channel=discord.channel("art"))
    discord.forbid("ATTACH_FILES", channel=discord.channel("lounge"))
    discord.forbid("SEND_MESSAGES_IN_THREADS", channel=discord.channel("lounge"))

    said = await told(discord, tmp_path)

    assert said[1:] == [
        "Easel's atelier: Attach Files not granted in #art.",
        "Easel's atelier: Attach Files, Send Messages in Threads not granted in #lounge.",
    ]
    assert await told(discord, tmp_path, faults=True) == []
