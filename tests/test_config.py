"""Settings: what the example says, where each may come from, and how faults are reported."""

import json
import os
import re
import tomllib
from pathlib import Path

import pytest

from bot.config import BadConfig, Config, LimitSettings, Secrets, missing_secrets
from bot.config.loading import load, load_secrets
from bot.core.allowances import NO_LIMIT, Allowance
from bot.engine.accounts import operator_limits

EXAMPLE = Path(__file__).parents[1] / "config.example.toml"
SECRETS = {"DISCORD_TOKEN": "discord", "GEMINI_API_KEY": "gemini", "EASEL_HTTP_TOKEN": "http"}
# Another value than the default for every key, as the environment would say it.
OTHERS = {
    "discord.api_url": ("http://127.0.0.1:8100/api/v10", "http://127.0.0.1:8100/api/v10"),
    "discord.cdn_url": ("http://127.0.0.1:8100/cdn/", "http://127.0.0.1:8100/cdn"),
    "discord.message_content": ("true", True),
    "discord.guilds": ("[1, 2]", (1, 2)),
    "http.gallery": ("[1, 2]", (1, 2)),
    "discord.servers": ("1, 2", (1, 2)),
    "discord.private_chats": ("false", False),
    "gemini.base_url": ("http://127.0.0.1:8100/gemini/", "http://127.0.0.1:8100/gemini"),
    "gemini.api_version": ("v1", "v1"),
    "gemini.model": ("gemini-3-pro-image", "gemini-3-pro-image"),
    "gemini.draft_model": ("gemini-3-pro-image", "gemini-3-pro-image"),
    "gemini.careful_model": ("", ""),
    "gemini.search": ("true", True),
    "gemini.text_model": ("gemini-3.5-flash", "gemini-3.5-flash"),
    "gemini.timeout": ("60.5", 60.5),
    "operator.channel": ("12", 12),
    "gemini.parallel": ("2", 2),
    "gemini.per_minute": ("60", 60),
    "storage.database": ("sqlite:///x.db", "sqlite:///x.db"),
    "storage.pictures": ("elsewhere", "elsewhere"),
    "http.listen": ("[::1]:8080", "[::1]:8080"),
    "http.public_url": ("https://easel.example/", "https://easel.example"),
    "network.proxy": ("http://ada:pass@proxy:3128", "http://ada:pass@proxy:3128"),
    "imaging.memory": ("512", 512),
    "limits.budget_daily": ("2.5", 2.5),
    "limits.budget_monthly": ("0", 0.0),
    "limits.person_at_once": ("3", 3),
    "limits.person_waiting": ("4", 4),
    "limits.person_daily": ("5", 5),
    "limits.person_budget_daily": ("0.5", 0.5),
    "limits.person_budget_monthly": ("5", 5.0),
    "limits.server_at_once": ("6", 6),
    "limits.server_daily": ("7", 7),
    "limits.server_budget_daily": ("1.5", 1.5),
    "limits.server_budget_monthly": ("20", 20.0),
    "limits.keep_days": ("30", 30),
    "limits.left_days": ("7", 7),
}


@pytest.fixture(autouse=True)
def no_environment(monkeypatch):
    """What this machine has set is not ours."""
    for name in os.environ:
        if name.startswith("EASEL_"):
            monkeypatch.delenv(name)


def keys():
    """Every key of the settings with its default, as JSON has it."""
    return {
        f"{section}.{key}": value
        for section, values in Config().model_dump(mode="json").items()
        for key, value in values.items()
    }


def variable(key):
    section, _, name = key.partition(".")
    return f"EASEL_{section}__{name}".upper()


# The example


def test_the_example_shows_every_key_with_its_default_and_nothing_else():
    shown = {
        f"{section}.{key}": value
        for section, values in tomllib.loads(EXAMPLE.read_text()).items()
        for key, value in values.items()
    }

    assert shown == keys()


def test_the_example_is_a_settings_file_that_changes_nothing():
    assert load(EXAMPLE).model_dump() == Config().model_dump()


def test_the_example_explains_each_key_in_one_line_before_it():
    lines = EXAMPLE.read_text().splitlines()
    settings = [at for at, line in enumerate(lines) if re.match(r"\w+ = ", line)]

    assert len(settings) == len(keys())
    for at in settings:
        assert re.match(r"# \S.*[.:,\w]$", lines[at - 1]), lines[at]
        assert not lines[at - 2].startswith("#"), lines[at]


# Where settings come from


@pytest.mark.parametrize("key", keys())
def test_every_key_can_be_set_in_the_environment(monkeypatch, key):
    said, expected = OTHERS[key]
    monkeypatch.setenv(variable(key), said)

    section, _, name = key.partition(".")
    assert getattr(getattr(load(None), section), name) == expected


def test_the_environment_goes_before_the_file_key_by_key(tmp_path, monkeypatch):
    file = tmp_path / "config.toml"
    file.write_text("[gemini]\nmodel = 'from-file'\nparallel = 3\n")
    monkeypatch.setenv("EASEL_GEMINI__MODEL", "from-environment")

    config = load(file)

    assert (config.gemini.model, config.gemini.parallel) == ("from-environment", 3)
    assert config.gemini.timeout == 180


def test_an_http_token_in_the_environment_is_no_setting(monkeypatch):
    monkeypatch.setenv("EASEL_HTTP_TOKEN", "secret")
    monkeypatch.setenv("EASEL_HTTP__LISTEN", "127.0.0.1:8080")

    assert load(None).http.address == ("127.0.0.1", 8080)


@pytest.mark.parametrize(
    ("listen", "address"),
    [("127.0.0.1:8080", ("127.0.0.1", 8080)), ("[::1]:0", ("::1", 0)), ("name:1", ("name", 1))],
)
def test_listen_is_a_host_and_a_port(listen, address):
    assert Config(http={"listen": listen}).http.address == address


# Limits


def test_a_bot_that_was_only_installed_spends_ten_dollars_a_day_and_a_hundred_a_month():
    limits = operator_limits(Config().limits)

    assert limits.whole == Allowance(daily=10_000_000, monthly=100_000_000)
    assert limits.server == Allowance(daily=3_000_000)
    assert limits.person == Allowance(pictures=30)


@pytest.mark.parametrize("none", [0, "none", "None"])
def test_limits_of_people_and_servers_are_none_by_0_as_they_were_and_by_the_word(none):
    keys = [name for name in LimitSettings.model_fields if re.match(r"person_[bd]|server_", name)]
    config = Config(limits=dict.fromkeys(keys, none), gemini={"per_minute": none})

    assert len(keys) == 7
    limits = operator_limits(config.limits)
    assert (limits.person, limits.server) == (NO_LIMIT, NO_LIMIT)
    assert (config.limits.server_at_once, config.gemini.per_minute) == (0, 0)


def test_the_budget_of_all_is_nothing_by_0_and_no_limit_by_the_word(monkeypatch):
    monkeypatch.setenv("EASEL_LIMITS__BUDGET_DAILY", "0")
    monkeypatch.setenv("EASEL_LIMITS__BUDGET_MONTHLY", "none")

    assert operator_limits(load(None).limits).whole == Allowance(daily=0, monthly=None)


def test_a_limit_that_is_neither_number_nor_none_is_named(monkeypatch):
    monkeypatch.setenv("EASEL_LIMITS__BUDGET_DAILY", "much")

    with pytest.raises(BadConfig) as raised:
        load(None)

    assert raised.value.faults == ['EASEL_LIMITS__BUDGET_DAILY: write a number, or "none"']


# Faults


def test_every_fault_is_reported_at_once_with_its_key(tmp_path, monkeypatch):
    file = tmp_path / "config.toml"
    file.write_text(
        "[discord]\napi_url = 'discord.com'\nmessage_content = 'maybe'\nguilds = ['x']\n"
        "[gemini]\ntimeout = 0\nparallel = 'many'\nmodle = 'x'\n"
        "[storage]\ndatabase = 'easel.db'\n"
        "[http]\nlisten = '8080'\n"
        "[colour]\nred = 1\n"
    )
    monkeypatch.setenv("EASEL_LIMITS__PERSON_WAITING", "0")

    with pytest.raises(BadConfig) as raised:
        load(file)

    told = "\n".join(raised.value.faults)
    for key, words in {
        "discord.api_url": "it must start with https://",
        "discord.message_content": "",
        "discord.guilds.0": "",
        "gemini.timeout": "greater than 0",
        "gemini.parallel": "",
        "gemini.modle": "there is no such setting.",
        "storage.database": "write it as sqlite:///data/easel.db",
        "http.listen": "write it as 127.0.0.1:8080, or leave it empty",
        "colour": "there is no such setting.",
        "EASEL_LIMITS__PERSON_WAITING": "greater than or equal to 1",
    }.items():
        assert re.search(rf"^{re.escape(key)}\b.*: .*{re.escape(words)}", told, re.MULTILINE), told


@pytest.mark.parametrize("memory", [-1, 1, 255])
def test_less_memory_than_a_photo_needs_is_refused(memory):
    with pytest.raises(ValueError, match=r"greater than or equal to 0|set 256 or more, or 0"):
        Config(imaging={"memory": memory})


@pytest.mark.parametrize("listen", ["8080", ":8080", "127.0.0.1", "127.0.0.1:", "a:70000", "a:-1"])
def test_an_address_to_listen_on_that_is_none_is_refused(listen):
    with pytest.raises(ValueError, match=r"write it as 127\.0\.0\.1:8080"):
        Config(http={"listen": listen})


def test_a_file_that_is_no_toml_is_reported_in_one_sentence(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text("[gemini\n")

    with pytest.raises(BadConfig, match="this is not TOML"):
        load(file)


def test_a_file_that_is_not_there_is_reported_in_one_sentence(tmp_path):
    with pytest.raises(BadConfig, match=r"there is no such file\. Copy config\.example\.toml"):
        load(tmp_path / "config.toml")


def test_a_folder_in_place_of_the_file_is_told_in_one_sentence(tmp_path):
    with pytest.raises(BadConfig, match=r"this is a folder\. Name the file in it\.$"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("said", "meant"), [("1", (1,)), ("1,2", (1, 2)), ("[1, 2]", (1, 2)), ("[]", ()), ("", ())]
)
def test_a_list_in_the_environment_may_be_written_plainly(monkeypatch, said, meant):
    monkeypatch.setenv("EASEL_DISCORD__GUILDS", said)

    assert load(None).discord.guilds == meant


def test_a_list_in_the_environment_that_is_none_is_reported_with_all_other_faults(monkeypatch):
    monkeypatch.setenv("EASEL_DISCORD__GUILDS", "1, my server")
    monkeypatch.setenv("EASEL_GEMINI", "fast")

    with pytest.raises(BadConfig) as raised:
        load(None)

    keys = [fault.partition(":")[0] for fault in raised.value.faults]
    assert keys == ["EASEL_DISCORD__GUILDS", "EASEL_GEMINI"]


# Secrets


def test_secrets_come_from_the_environment():
    environ = {name: f" {name} \n" for name in SECRETS} | {"EASEL_HTTP_TOKEN": "one, two ,,three"}

    found = load_secrets(environ)

    assert found == Secrets(
        discord="DISCORD_TOKEN", gemini="GEMINI_API_KEY", http=("one", "two", "three")
    )


def test_secrets_come_from_files(tmp_path):
    for name in SECRETS:
        (tmp_path / name).write_text(f"from-{name}\n")

    found = load_secrets({f"{name}_FILE": str(tmp_path / name) for name in SECRETS})

    assert found == Secrets(
        discord="from-DISCORD_TOKEN", gemini="from-GEMINI_API_KEY", http=("from-EASEL_HTTP_TOKEN",)
    )


def test_a_secret_that_is_set_twice_is_refused_and_every_fault_is_reported(tmp_path):
    file = tmp_path / "token"
    file.write_text("x")
    environ = {f"{name}_FILE": str(file) for name in SECRETS}
    environ |= {"DISCORD_TOKEN": "x", "GEMINI_API_KEY": "x"}
    environ["EASEL_HTTP_TOKEN_FILE"] = str(tmp_path / "nowhere")

    with pytest.raises(BadConfig) as raised:
        load_secrets(environ)

    assert raised.value.faults == [
        "DISCORD_TOKEN and DISCORD_TOKEN_FILE are both set: keep one of them.",
        "GEMINI_API_KEY and GEMINI_API_KEY_FILE are both set: keep one of them.",
        f"EASEL_HTTP_TOKEN_FILE: the file {tmp_path / 'nowhere'} can't be read.",
    ]


def test_secrets_are_not_shown_when_they_are_printed():
    keys = Secrets(discord="canary", gemini="canary", http=("canary",))

    assert "canary" not in repr(keys)


def test_what_is_needed_and_not_set_is_reported_at_once():
    with_http = Config(http={"listen": "127.0.0.1:8080"})

    told = missing_secrets(with_http, Secrets())

    assert [sentence.partition(":")[0] for sentence in told] == list(SECRETS)
    assert missing_secrets(Config(), Secrets(discord="x", gemini="x")) == []
    assert missing_secrets(with_http, Secrets(discord="x", gemini="x", http=("x",))) == []


def test_the_values_tried_here_are_other_than_the_defaults():
    assert OTHERS.keys() == keys().keys()
    assert not [
        key
        for key, (_, expected) in OTHERS.items()
        if json.loads(json.dumps(expected)) == keys()[key]
    ]
