"""The program as its owner meets it: what it prints, how it ends, how it logs."""

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
from pathlib import Path

import pytest

from bot import __version__
from bot.__main__ import NO_WINDOWS
from bot.ops import logs
from bot.sandbox.server import TOKEN, serving

from .test_check import program, settings

KEYS = {"DISCORD_TOKEN": TOKEN, "GEMINI_API_KEY": "sandbox"}


@pytest.fixture
async def sandbox():
    async with serving() as sandbox:
        yield sandbox


# What is wrong is one line, and no supervisor tries it again


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["frobnicate"], "easel: argument COMMAND: invalid choice: 'frobnicate'"),
        (["run", "--nope"], "easel: unrecognized arguments: --nope. See easel --help."),
        (["run", "--config", "/nope.toml"], "/nope.toml: there is no such file."),
        (["run", "--shards", "x"], "--shards: write it as 0-3/16"),
        (["run", "--log", "xml"], "easel run: argument --log: invalid choice: 'xml'"),
        (["backup"], "easel backup: the following arguments are required: DIR"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
async def test_a_wrong_command_is_one_line_and_78(args, told):
    code, [line] = await program(*args)

    assert code == 78
    assert line.startswith(told)


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"EASEL_STORAGE__DATABASE": "sqlite:////proc/no/easel.db"}, "storage.database: /proc/no/"),
        (
            {"EASEL_STORAGE__PICTURES": "/proc/no"},
            "storage.pictures: I can't write to /proc/no (No such file or directory). Let",
        ),
        (
            {"EASEL_STORAGE__PICTURES": "/dev/null"},
            "storage.pictures: I can't write to /dev/null (File exists). Let this user write there",
        ),
        (
            {"EASEL_STORAGE__PICTURES": "s3://"},
            "EASEL_STORAGE__PICTURES: write it as data/pictures, or",
        ),
        (
            {"EASEL_GEMINI__MODLE": "x"},
            "EASEL_GEMINI__MODLE: there is no such setting. Did you mean EASEL_GEMINI__MODEL?",
        ),
        ({"EASEL_HTTP__LISTEN": "127.0.0.1:9"}, "EASEL_HTTP_TOKEN: it is not set"),
        ({"DISCORD_TOKEN_FILE": "/nope"}, "DISCORD_TOKEN and DISCORD_TOKEN_FILE are both set"),
    ],
    ids=str,
)
async def test_a_wrong_setting_is_one_line_and_78(tmp_path, environ, told):
    storage = {
        "EASEL_STORAGE__DATABASE": f"sqlite:///{tmp_path}/easel.db",
        "EASEL_STORAGE__PICTURES": str(tmp_path / "pictures"),
    }

    code, [line] = await program("run", **(KEYS | storage | environ))

    assert code == 78
    assert line.startswith(told)


@pytest.mark.parametrize("command", ["run", "sandbox", "--help"])
async def test_on_windows_one_line_says_what_to_do(command):
    code = (
        "import sys; sys.modules.update(dict.fromkeys(['fcntl', 'resource', 'pwd', 'grp'])); "
        "import os; from bot.__main__ import main; os.name = 'nt'; sys.exit(main())"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code, command), stderr=asyncio.subprocess.PIPE
    )
    _, told = await process.communicate()

    assert process.returncode == 78
    assert told.decode() == f"{NO_WINDOWS}\n"


async def test_a_settings_file_that_is_no_text_is_one_line_and_78(tmp_path):
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe")

    code, [line] = await program("run", "--config", tmp_path / "config.toml", **KEYS)

    assert code == 78
    assert line.startswith(f"{tmp_path}/config.toml: this is not TOML")


async def test_an_intent_that_is_insisted_on_and_not_granted_is_one_line_and_78(tmp_path):
    async with serving(message_content=False) as sandbox:
        file = tmp_path / "config.toml"
        insisting = "[discord]\nmessage_content = true"
        file.write_text(settings(sandbox, tmp_path).replace("[discord]", insisting))

        code, told = await program("run", "--config", file, **KEYS)

    assert code == 78
    assert told[-1].startswith("discord.message_content: Discord does not grant the Message Cont")
    assert not [line for line in told if "Traceback" in line]


async def test_without_a_command_the_help_is_shown():
    code, told = await program()

    assert code == 78
    assert told[0].startswith("usage: easel ")
    assert {"run", "check", "backup"} <= {line.split()[0] for line in told if line.strip()}


# What it prints when all is well


async def test_it_says_what_it_is_connected_to_and_how_it_is_invited(sandbox, tmp_path):
    (tmp_path / "config.toml").write_text(settings(sandbox, tmp_path))

    async with running(tmp_path / "config.toml") as process:
        first = (await process.stdout.readline()).decode()
        second = (await process.stdout.readline()).decode()

    assert first.startswith(f"Easel {__version__} is connected to Discord as ")
    assert first.endswith("in 1 server, and paints with gemini-nano-banana-2.1.\n")
    assert second.startswith("Invite it to a server: https://discord.com/")
    assert process.returncode == 0


async def test_the_log_can_be_json_lines(sandbox, tmp_path):
    file = tmp_path / "config.toml"
    file.write_text(settings(sandbox, tmp_path, model="gemini-gone"))

    async with running(file, "--log", "json") as process:
        await process.stdout.readline()
        lines = [json.loads(await process.stderr.readline())]
        while lines[-1]["level"] != "ERROR":
            lines.append(json.loads(await process.stderr.readline()))
    lines += [json.loads(line) for line in (await process.stderr.read()).splitlines()]

    assert [line for line in lines if line["level"] == "ERROR" and "gemini-gone" in line["message"]]
    assert all({"time", "level", "logger", "message"} <= set(line) for line in lines)


def test_a_fault_and_its_traceback_are_one_line_of_json():
    try:
        raise ValueError("it\nbroke")
    except ValueError:
        record = logging.LogRecord("bot", 40, "x.py", 1, "turn %d\nfell", (7,), sys.exc_info())

    line = logs.JsonFormatter().format(record)

    assert "\n" not in line
    assert json.loads(line)["message"] == "turn 7\nfell"
    assert json.loads(line)["exception"].endswith("broke")


async def test_libraries_that_write_prompts_down_are_never_heard_at_debug():
    code = (
        "import logging; from bot.ops import logs; logs.configure(); "
        "logging.getLogger().setLevel(10); "
        "print([logging.getLogger(name).isEnabledFor(10) for name in "
        "('discord.http', 'discord.gateway', 'google_genai.models', 'aiohttp.access')])"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()

    assert out.decode().strip() == "[False, False, False, False]"


@contextlib.asynccontextmanager
async def running(file, *args):
    """The bot as a process, until it is signalled to stop."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "--config", str(file), *args),
        env={"PATH": os.environ["PATH"], **KEYS},
        cwd=Path(__file__).parents[1],
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()
