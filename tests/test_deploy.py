"""What `deploy/` says is so: its settings, commands and files exist, and it can be read."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from bot.__main__ import _parser
from bot.app import DRAIN_SECONDS
from bot.config import Config
from bot.ops.commands import EX_CONFIG

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
SECRETS = ("DISCORD_TOKEN", "GEMINI_API_KEY", "EASEL_HTTP_TOKEN")


def unit():
    """The unit's settings; of those that are there several times, all."""
    found = {}
    for line in (DEPLOY / "easel.service").read_text().splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


def compose():
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


@pytest.mark.parametrize("file", sorted(DEPLOY.iterdir()), ids=lambda file: file.name)
def test_settings_that_are_named_exist(file):
    settings = {
        f"EASEL_{section}__{key}".upper()
        for section, values in Config().model_dump().items()
        for key in values
    }
    known = settings | {*SECRETS} | {f"{name}_FILE" for name in SECRETS}

    named = re.findall(r"\b(?:EASEL|DISCORD|GEMINI)_[A-Z_]+\b", file.read_text())

    assert set(named) <= known


def test_commands_are_the_programs():
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    [start] = unit()["ExecStart"]

    assert 'ENTRYPOINT ["python", "-m", "bot"]\nCMD ["run"]' in dockerfile
    for command in (["run"], compose()["services"]["easel"]["command"], start.split()[1:]):
        _parser().parse_args(command)  # SystemExit where there is no such command


def test_what_the_image_copies_is_there_and_not_ignored():
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().split()
    copied = re.findall(r"^COPY (?!--from)(\S+)", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)

    assert copied
    for name in copied:
        assert (ROOT / name).exists()
        assert f"!{name}" in ignored


def test_the_image_is_no_root():
    assert "USER easel" in (DEPLOY / "Dockerfile").read_text()


def test_everyone_gives_it_the_time_it_takes_to_stop():
    grace = compose()["services"]["easel"]["stop_grace_period"]

    assert int(grace.removesuffix("s")) > DRAIN_SECONDS
    assert int(unit()["TimeoutStopSec"][0]) > DRAIN_SECONDS


def test_no_one_starts_it_again_with_wrong_settings():
    assert unit()["RestartPreventExitStatus"] == [str(EX_CONFIG)]


def test_the_database_of_the_profile_is_the_one_that_is_named():
    services = compose()["services"]

    assert services["postgres"]["profiles"] == ["postgres"]
    assert services["easel"]["depends_on"]["postgres"]["required"] is False
    assert "postgresql://easel:…@postgres/easel" in (DEPLOY / "compose.yaml").read_text()


def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path):
    if not (systemd := shutil.which("systemd-analyze")):
        pytest.skip("there is no systemd-analyze here")
    text = (DEPLOY / "easel.service").read_text().replace("/opt/easel/bin/easel", "/bin/true")
    (tmp_path / "easel.service").write_text(text)

    done = subprocess.run(
        [systemd, "verify", "--recursive-errors=no", str(tmp_path / "easel.service")],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"]},
    )

    assert (done.returncode, done.stderr) == (0, "")
