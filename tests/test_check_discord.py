"""`easel check` on Discord: what makes a bot deaf, uninvitable, or mute in a channel."""

import asyncio
import contextlib
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.config import Config, Secrets
from bot.discord.connection import ENDPOINT
from bot.ops.check import findings
from bot.ops.check_discord import CODE_GRANT, PUBLIC
from bot.sandbox.server import TOKEN, serving


@pytest.fixture
async def discord():
    async with serving() as sandbox:
        yield sandbox.discord


async def told(discord, tmp_path, *, faults=False, public=False, **settings):
    """What is said, or only what must be fixed."""
    discord.update_application(bot_public=public)
    config = Config(
        discord={"api_url": discord.api_url} | settings,
        storage={
            "database": f"sqlite:///{tmp_path}/easel.db",
            "pictures": str(tmp_path / "pictures"),
        },
    )
    found = await findings(config, Secrets(discord=TOKEN))
    said = [each.message for each in found if each.fault or not faults]
    return [line for line in said if not line.startswith(("GEMINI_API_KEY", "people may attach"))]


async def test_the_invite_link_is_printed(discord, tmp_path):
    [line] = await told(discord, tmp_path)

    assert line.startswith("Invite Easel to a server: https://discord.com/oauth2/authorize?")
    assert f"client_id={discord.bot_id}" in line


async def test_that_anyone_can_add_it_is_noted_unless_servers_are_listed(discord, tmp_path):
    assert PUBLIC in await told(discord, tmp_path, public=True)
    assert PUBLIC not in await told(discord, tmp_path, public=True, faults=True)
    assert PUBLIC not in await told(discord, tmp_path, public=False)
    assert PUBLIC not in await told(discord, tmp_path, public=True, servers=[1])


async def test_an_interactions_endpoint_is_a_fault(discord, tmp_path):
    discord.update_application(interactions_endpoint_url="https://example.com/interactions")

    assert await told(discord, tmp_path, faults=True) == [ENDPOINT]


async def test_an_interactions_endpoint_is_said_in_the_log_at_each_start(easel, caplog):
    await easel.stop()
    easel.discord.update_application(interactions_endpoint_url="https://example.com/interactions")
    await easel.start()

    assert caplog.messages.count(ENDPOINT) == 1


async def test_a_code_grant_is_a_fault(discord, tmp_path):
    discord.update_application(bot_require_code_grant=True)

    assert await told(discord, tmp_path, faults=True) == [CODE_GRANT]


async def test_a_certificate_that_is_not_trusted_is_reported_with_what_mends_it(tmp_path):
    async with untrusted(tmp_path) as address:
        config = Config(
            discord={"api_url": address},
            storage={"database": f"sqlite:///{tmp_path}/x.db", "pictures": str(tmp_path / "p")},
        )
        found = await findings(config, Secrets(discord=TOKEN))
    [said] = [each.message for each in found if each.message.startswith("discord.")]

    assert said.startswith(f"discord.api_url: nothing at {address} answers as Discord does (127.0")
    assert "its certificate is not trusted" in said
    assert "SSL_CERT_FILE" in said


@contextlib.asynccontextmanager
async def untrusted(folder):
    """An address with a self-signed certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    pem = serialization.Encoding.PEM
    (folder / "pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + builder.sign(key, hashes.SHA256()).public_bytes(pem)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "pem")
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", ssl=context)
    try:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


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
