"""A start says what is wrong, a line for each fault, and ends so that no supervisor tries again."""

import asyncio
import logging
import os
import re
import socket
import sys

import pytest

from bot.__main__ import main
from bot.app import open_app
from bot.config import Config, Secrets, loading
from bot.config.loading import ignored_variables, load, load_secrets
from bot.ops import logs
from bot.sandbox.server import TOKEN, serving

from .test_check import LogWatcher

KEYS = {"DISCORD_TOKEN": "token", "GEMINI_API_KEY": "key"}
BOM = "\ufeff"
OPEN = "[http]\nlisten = '127.0.0.1:0'\n"  # without a token it is refused: so it was read


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """An empty folder, and nothing of this machine's in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.upper().startswith(("EASEL_", "DISCORD_", "GEMINI_")) or "PROXY" in name.upper():
            monkeypatch.delenv(name)
    monkeypatch.setenv("NO_PROXY", "")  # which the program sets: so it is put back
    return tmp_path


@pytest.mark.parametrize(
    ("toml", "environ", "told"),
    [
        pytest.param(BOM + OPEN, {}, ["EASEL_HTTP_TOKEN: it is not set, and http"], id="a BOM"),
        pytest.param(
            OPEN.replace("\n", "\r\n"), {}, ["EASEL_HTTP_TOKEN: it is not set"], id="Windows' lines"
        ),
        pytest.param(
            "[http]\nlisten = 8080\n",
            {},
            ["http.listen: write it as 127.0.0.1:8080"],
            id="a number",
        ),
        pytest.param(
            "[http]\nlisten = 'localhost:http'\n", {}, ["http.listen: write it as"], id="no port"
        ),
        pytest.param(
            "[discord]\napi_url = 'http://127.0.0.1:port'\n",
            {},
            ["discord.api_url: it must be an address"],
            id="a port of letters",
        ),
        pytest.param(
            "[gemini]\nbase_url = 'https://:99999'\n",
            {},
            ["gemini.base_url: it must be an address"],
            id="a port too high",
        ),
        pytest.param(
            "[discord]\nmessage_content = 'maybe'\n",
            {},
            ['discord.message_content: write true, false or "auto"'],
            id="one fault is one line",
        ),
        pytest.param(
            "[gemini]\nmodle = 'x'\n",
            {},
            ["gemini.modle: there is no such setting. Did you mean gemini.model?"],
            id="an unknown key",
        ),
        pytest.param(
            "[gemnii]\nmodel = 'x'\n",
            {},
            ["gemnii: there is no such setting. Did you mean gemini?"],
            id="an unknown section",
        ),
        pytest.param(
            "[discord]\ntoken = 'canary'\n",
            {},
            ["discord.token: there is no such setting. Secrets are not settings: set"],
            id="a secret in the file",
        ),
        pytest.param(
            "",
            {"EASEL_GEMINI__MODLE": "x"},
            ["EASEL_GEMINI__MODLE: there is no such setting. Did you mean EASEL_GEMINI__MODEL?"],
            id="an unknown name",
        ),
        pytest.param(
            "",
            {"EASEL_LIMITS_SERVER_BUDGET_DAILY": "3"},
            ["EASEL_LIMITS_SERVER_BUDGET_DAILY: there is no such setting. Did you mean EASEL_LIMI"],
            id="one underscore",
        ),
        pytest.param(
            "",
            {"EASEL_DISCORD_TOKEN": "canary"},
            ["EASEL_DISCORD_TOKEN: there is no such setting. Did you mean DISCORD_TOKEN?"],
            id="a secret with our prefix",
        ),
        pytest.param(
            "",
            {"EASEL_GEMINI__TIMEOUT": "soon"},
            ["EASEL_GEMINI__TIMEOUT: write a number"],
            id="by the name that was set",
        ),
        pytest.param(
            "[gemini]\nsearch = 'maybe'\ndraft_model = 3\n[http]\ngallery = [1, 'ours']\n",
            {},
            [
                "gemini.draft_model: write it in quotes",
                "gemini.search: write true or false",
                "http.gallery.1: write a whole number",
            ],
            id="the wrong kind of value",
        ),
        pytest.param(
            "[network]\nproxy = 'socks5://me:canary@host:1080'\n",
            {},
            ["network.proxy: a SOCKS proxy can't be used"],
            id="SOCKS",
        ),
        pytest.param(
            "[network]\nproxy = 'https://me:canary@host:port'\n",
            {},
            ["network.proxy: write it as http://user:password@host:3128"],
            id="no proxy",
        ),
        pytest.param(
            "", {"DISCORD_TOKEN": '""'}, ["DISCORD_TOKEN: it is not set."], id="two quotes"
        ),
        pytest.param(
            "",
            {"DISCORD_TOKEN": "", "DISCORD_TOKEN_FILE": "empty"},
            ["DISCORD_TOKEN_FILE: the file empty is empty."],
            id="an empty file",
        ),
        pytest.param(
            "",
            {"GEMINI_API_KEY": "", "GOOGLE_API_KEY": "canary"},
            ["GEMINI_API_KEY: it is not set. Make one in Google AI Studio."],
            id="Google's other name",
        ),
        pytest.param(
            "",
            {"DISCORD_TOKEN": "canary\nline", "GEMINI_API_KEY": "canary é"},
            ["DISCORD_TOKEN: it contains a space", "GEMINI_API_KEY: it contains a space"],
            id="what no header holds",
        ),
        pytest.param(
            "gemini = 'canary'\n", {}, ["gemini: write it as a section, [gemini]"], id="no section"
        ),
        pytest.param(
            "", {"SSL_CERT_FILE": "/nope"}, ["SSL_CERT_FILE: there is no /nope."], id="certificates"
        ),
    ],
)
def test_what_a_new_start_cannot_mend_is_one_line_and_78(
    elsewhere, monkeypatch, capsys, toml, environ, told
):
    (elsewhere / "config.toml").write_bytes(toml.encode())
    (elsewhere / "empty").write_text(f"{BOM}\r\n")
    for name, value in (KEYS | environ).items():
        monkeypatch.setenv(name, value)

    code = main(["run"])

    said = capsys.readouterr()
    lines = said.err.splitlines()
    assert code == 78
    assert len(lines) == len(told)
    assert all(line.startswith(start) for line, start in zip(lines, told, strict=True)), lines
    assert "canary" not in said.err + said.out


# config.toml


def test_a_config_toml_that_lies_here_is_used_and_said_in_the_first_line(elsewhere, caplog, capsys):
    (elsewhere / "config.toml").write_text("[gemini]\nmodel = 'from-beside'\n")

    with caplog.at_level("INFO"):
        config = load(None)

    assert config.gemini.model == "from-beside"
    assert caplog.messages == ["settings read from the current folder: file=config.toml"]


def test_a_config_toml_that_lies_here_is_not_read_where_another_is_named(elsewhere, caplog):
    (elsewhere / "config.toml").write_text("[gemini]\nmodel = 'from-beside'\n")
    (elsewhere / "other.toml").write_text("[gemini]\nmodel = 'from-other'\n")

    assert load(elsewhere / "other.toml").gemini.model == "from-other"
    assert caplog.messages == []


@pytest.mark.parametrize("said", ['"gemini-3-pro-image"', "'gemini-3-pro-image'\r"])
def test_quotes_that_docker_leaves_around_a_setting_are_not_part_of_it(monkeypatch, said):
    monkeypatch.setenv("EASEL_GEMINI__MODEL", said)

    assert load(None).gemini.model == "gemini-3-pro-image"


# Names that mean nothing


def test_a_name_that_may_be_another_programs_is_said_and_starts(monkeypatch):
    monkeypatch.setenv("EASEL_COLOUR", "red")

    assert ignored_variables(load(None)) == ["EASEL_COLOUR: there is no such setting."]


def test_names_that_containers_are_given_are_not_mentioned():
    names = ("EASEL_PORT", "EASEL_SERVICE_HOST", "EASEL_PORT_8080_TCP_ADDR", "EASEL_DB_PORT")

    assert loading.unknown_names(dict.fromkeys(names, "tcp://10.0.0.1:8080")) == ([], [])


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_a_proxy_of_the_shells_that_is_not_used_is_said_without_its_password(name):
    [told] = ignored_variables(load(None), {name: "socks5://me:canary@host:1080"})

    assert told.startswith(f"{name}: Easel does not read it.")
    assert "network.proxy" in told
    assert "canary" not in told


def test_a_proxy_of_the_shells_is_not_mentioned_where_ours_is_set(monkeypatch):
    monkeypatch.setenv("EASEL_NETWORK__PROXY", "http://proxy:3128")

    assert ignored_variables(load(None), {"HTTPS_PROXY": "http://proxy:3128"}) == []


# Secrets


@pytest.mark.parametrize(
    "pasted",
    [
        "abc.def",
        '"abc.def"',
        "'abc.def'",
        "“abc.def”",
        "Bot abc.def",
        '"Bot abc.def" ',
        "abc.def\r\n",
        f"{BOM}abc.def\r\n",
        "\u200babc.def\u200b",
    ],
    ids=repr,
)
def test_a_good_token_is_taken_however_it_was_pasted(tmp_path, pasted):
    file = tmp_path / "token"
    file.write_bytes(pasted.encode())

    assert load_secrets({"DISCORD_TOKEN": pasted}) == Secrets(discord="abc.def")
    assert load_secrets({"DISCORD_TOKEN_FILE": str(file)}) == Secrets(discord="abc.def")
    assert load_secrets({"DISCORD_TOKEN_FILE": f'"{file}"'}) == Secrets(discord="abc.def")


@pytest.mark.parametrize(
    "data",
    [
        "abc.def\r\n".encode("utf-16"),
        b"DISCORD_TOKEN=abc.def\n",
        b'export DISCORD_TOKEN="abc.def"\n',
    ],
    ids=["PowerShell's UTF-16", "with its name", "a shell's line"],
)
def test_a_secret_file_may_be_written_as_shells_write_one(tmp_path, data):
    (tmp_path / "token").write_bytes(data)

    assert load_secrets({"DISCORD_TOKEN_FILE": str(tmp_path / "token")}).discord == "abc.def"


def test_http_tokens_lose_their_quotes_and_bearer_each():
    found = load_secrets({"EASEL_HTTP_TOKEN": '"one", Bearer two,,'})

    assert found.http == ("one", "two")


# Other commands


@pytest.mark.parametrize("port", ["99999", "-1", "http"])
def test_a_port_of_the_sandbox_that_is_none_is_one_line_and_78(capsys, port):
    with pytest.raises(SystemExit) as ended:
        main(["sandbox", "--port", port])

    assert ended.value.code == 78
    assert "--port" in capsys.readouterr().err


def test_a_port_that_is_taken_is_one_line(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code = main(["sandbox", "--port", str(taken.getsockname()[1])])

    assert code == 78
    told = capsys.readouterr().err
    assert told.startswith("I can't listen on 127.0.0.1:")
    assert told.endswith(" (Address already in use). Choose another --port.\n")


def test_the_sandbox_ends_where_its_bot_can_not_start(monkeypatch, capfd):
    monkeypatch.setenv("SSL_CERT_FILE", "/nope")

    code = main(["sandbox", "--port", "0"])

    told = capfd.readouterr()
    assert (code, told.out) == (78, "")
    [line] = told.err.splitlines()
    assert line.startswith("SSL_CERT_FILE: there is no /nope.")


# What passes by itself


async def test_a_discord_that_is_not_there_yet_is_waited_for_with_growing_pauses(
    request, tmp_path, caplog
):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    stop, config = asyncio.Event(), settings_at(f"http://127.0.0.1:{port}", tmp_path)
    heard = LogWatcher("Trying again in 2 s")
    logging.getLogger("bot").addHandler(heard)
    request.addfinalizer(lambda: logging.getLogger("bot").removeHandler(heard))

    async with open_app(config, Secrets(discord=TOKEN, gemini="sandbox")) as app:
        running = asyncio.create_task(app.serve(stop))
        async with asyncio.timeout(20):
            await heard.event.wait()
        async with serving(port=port) as sandbox:
            await sandbox.discord.until(lambda: sandbox.discord.bot_online, within=20)
            stop.set()
            await running

    assert waits(caplog)[:2] == ["1", "2"]
    assert not [record for record in caplog.records if record.exc_info]


def test_discord_pys_word_that_it_connects_again_is_one_line():
    try:
        raise OSError("no route")
    except OSError:
        record = logging.LogRecord(
            "discord.client", 40, "x.py", 1, "Attempting a reconnect in %.2fs", (2,), sys.exc_info()
        )

    assert logs.shorten_reconnect(record)
    assert record.exc_info is None
    assert record.getMessage() == "Attempting a reconnect in 2.00s (OSError)"


def waits(caplog):
    """The pauses that were said, in seconds."""
    found = (re.search(r"Trying again in (\d+) s\.", said) for said in caplog.messages)
    return [match[1] for match in found if match]


def settings_at(url, folder):
    return Config(
        discord={"api_url": f"{url}/api/v10"},
        gemini={"base_url": f"{url}/gemini"},
        storage={"database": f"sqlite:///{folder}/easel.db", "pictures": str(folder / "pictures")},
    )
