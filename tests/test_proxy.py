"""One proxy for Discord, its files and Gemini; nothing else of the shell's steers them."""

import contextlib

import pytest
import yarl

from bot.app import open_app
from bot.config import Config, Secrets
from bot.config.proxy import Proxy
from bot.errors import Overloaded
from bot.gemini import Gemini
from bot.ops.check import findings
from bot.sandbox import demo
from bot.sandbox.server import TOKEN, serving

from . import stories
from .conftest import easel_in, png
from .proxies import HOST, proxying
from .test_check import program

# discord.py, and plain HTTP through a proxy, know no other way to log in there.
pytestmark = pytest.mark.filterwarnings("ignore:.*proxy_auth.*:DeprecationWarning")

KEYS = Secrets(discord=TOKEN, gemini="sandbox")
STEERING = {
    "HTTP_PROXY": "http://127.0.0.1:9",
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "ALL_PROXY": "socks5://127.0.0.1:9",
    "GOOGLE_API_KEY": "another",
    "GOOGLE_GENAI_USE_VERTEXAI": "true",
    "GOOGLE_GENAI_USE_ENTERPRISE": "true",
    "GOOGLE_CLOUD_PROJECT": "another",
    "GOOGLE_CLOUD_LOCATION": "us-central1",
    "GOOGLE_GEMINI_BASE_URL": "http://127.0.0.1:9",
    "GOOGLE_APPLICATION_CREDENTIALS": "/nowhere.json",
}
DEAD = {"proxy": "http://me:canary@127.0.0.1:9"}


def settings(sandbox, folder, *, base, **network):
    """Settings that reach the sandbox at a base address."""
    return Config(
        discord={"api_url": f"{base}/api/v10"},
        gemini={"base_url": f"{base}/gemini"},
        network=network,
        storage={"database": f"sqlite:///{folder}/easel.db", "pictures": str(folder / "pictures")},
    )


@contextlib.asynccontextmanager
async def far_away(login=""):
    """A sandbox that only the proxy can reach."""
    async with serving() as sandbox:
        sandbox.gemini.fast = True
        port = yarl.URL(sandbox.url).port
        async with proxying(port, login=login) as proxy:
            sandbox.discord.set_base(f"http://{HOST}:{port}")
            yield sandbox, proxy


@contextlib.asynccontextmanager
async def running(config):
    """A whole Easel, until the block ends."""
    async with open_app(config, KEYS) as app, stories.serving(app):
        yield app


async def test_discord_its_gateway_its_files_and_gemini_go_through_one_proxy(tmp_path, caplog):
    async with far_away("me:s@cret") as (sandbox, proxy):
        base, discord = sandbox.discord.base, sandbox.discord
        said = f"http://me:s%40cret@127.0.0.1:{proxy.port}"
        async with running(settings(sandbox, tmp_path, base=base, proxy=said)):
            await discord.until(lambda: discord.bot_online)
            ada, art = discord.person("Ada"), discord.channel("art")
            await ada.slash("edit", channel=art, image=("fox.png", png()), prompt="at night")
            await discord.until(lambda: discord.messages(art))

    for part in ("/api/v10/users/@me", "/gateway", "/cdn/attachments/", ":generateContent"):
        assert proxy.passed(part), part
    assert proxy.logins == {"me:s@cret"}
    assert "s@cret" not in caplog.text
    assert "s%40cret" not in caplog.text


async def test_this_machine_is_never_asked_through_it(tmp_path):
    async with easel_in(tmp_path, network=DEAD) as easel:
        art = easel.discord.channel("art")
        await easel.discord.person("Ada").slash(
            "edit", channel=art, image=("fox.png", png()), prompt="at night"
        )

        assert await easel.discord.until(lambda: easel.discord.messages(art))


async def test_the_gateway_goes_through_it_though_rest_is_a_proxy_on_this_machine(tmp_path):
    async with far_away() as (sandbox, proxy):
        said = f"http://127.0.0.1:{proxy.port}"
        async with running(settings(sandbox, tmp_path, base=sandbox.url, proxy=said)):
            await sandbox.discord.until(lambda: sandbox.discord.bot_online)

    assert [yarl.URL(address).path for address in proxy.asked] == ["/gateway"]


async def test_an_encrypted_address_is_a_tunnel_through_it():
    async with far_away() as (_, proxy):
        config = Config(
            gemini={"base_url": f"https://{HOST}/gemini"},
            network={"proxy": f"http://127.0.0.1:{proxy.port}"},
        )
        gemini = Gemini(
            config.gemini, key="sandbox", models=config.model_table(), network=config.network
        )
        try:
            with pytest.raises(Overloaded):  # what is behind it speaks no TLS
                await gemini.models()
        finally:
            await gemini.close()

    assert proxy.asked == [f"{HOST}:443"]


async def test_a_proxy_that_does_not_know_us_is_reported_without_its_password(tmp_path):
    async with far_away("me:right") as (sandbox, proxy):
        said = f"http://me:canary@127.0.0.1:{proxy.port}"
        config = settings(sandbox, tmp_path, base=sandbox.discord.base, proxy=said)
        told = [finding.message for finding in await findings(config, KEYS)]

    assert "network.proxy: the proxy does not accept its user and password" in told[0]
    assert "canary" not in "".join(told)


async def test_a_proxy_that_is_not_there_is_reported_without_its_password(tmp_path):
    async with far_away() as (sandbox, _):
        config = settings(sandbox, tmp_path, base=sandbox.discord.base, **DEAD)
        told = [finding.message for finding in await findings(config, KEYS)]

    assert "network.proxy: no proxy answers there" in told[0]
    assert "canary" not in "".join(told)


def test_a_proxys_password_is_shown_nowhere():
    proxy = Proxy.parse("http://me:canary@host:3128")

    assert "canary" not in repr(proxy) + repr(Config(network={"proxy": "http://me:canary@host"}))


# The shell's environment


async def test_nothing_of_the_shells_steers_a_bot(tmp_path, monkeypatch):
    for name, value in STEERING.items():
        monkeypatch.setenv(name, value)

    async with easel_in(tmp_path) as easel:
        easel.gemini.keys = {"sandbox"}
        art = easel.discord.channel("art")
        await easel.discord.person("Ada").slash(
            "edit", channel=art, image=("fox.png", png()), prompt="at night"
        )

        assert await easel.discord.until(lambda: easel.discord.messages(art))


async def test_nothing_of_the_shells_steers_the_program_and_no_library_speaks(tmp_path):
    async with serving() as sandbox:
        sandbox.gemini.keys = {"key"}
        (tmp_path / "config.toml").write_text(
            f"[discord]\napi_url = '{sandbox.discord.api_url}'\n"
            f"[gemini]\nbase_url = '{sandbox.gemini_url}'\n"
            f"[storage]\ndatabase = 'sqlite:///{tmp_path}/x/easel.db'\npictures = '{tmp_path}/p'\n"
        )

        code, told = await program(
            *("check", "--config", tmp_path / "config.toml"),
            **STEERING | {"GOOGLE_GENAI_HTTP_CLIENT": "httpx"},
            DISCORD_TOKEN=f'"{TOKEN}"',
            GEMINI_API_KEY="key",
        )

    assert code == 0, told
    assert [line for line in told if not line.startswith("Note: ")] == ["All is well."]
    assert [path.name for path in tmp_path.iterdir()] == ["config.toml"]


async def test_the_sandboxs_bot_is_given_nothing_of_the_shells_that_steers_it(
    tmp_path, monkeypatch
):
    for name, value in STEERING.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("EASEL_HTTP__LISTEN", "127.0.0.1:9")

    async with serving() as sandbox:
        given = demo._environment(sandbox, tmp_path, Secrets())

    assert not given.keys() & {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"}
    assert given["EASEL_HTTP__LISTEN"] != "127.0.0.1:9"
    assert given["EASEL_DISCORD__API_URL"] == sandbox.discord.api_url
