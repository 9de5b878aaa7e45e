"""`easel check`: every fault is one sentence that says what would fix it."""

import asyncio
import contextlib
import logging
import os
import sqlite3
import sys
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.config import Config, Secrets
from bot.database import migrate
from bot.ops.check import TIMEOUT_SECONDS, faults, findings
from bot.ops.trial_picture import paint
from bot.sandbox import gemini as local
from bot.sandbox.server import TOKEN, serving

from .conftest import easel_in

ROOT = Path(__file__).parents[1]

DEFAULT = Config().gemini.model
KEYS = Secrets(discord=TOKEN, gemini="sandbox", http=("token",))


@pytest.fixture
async def sandbox():
    async with serving() as sandbox:
        yield sandbox


@pytest.fixture
def config(sandbox, tmp_path):
    """Settings in which nothing is wrong."""
    return Config(
        discord={"api_url": sandbox.discord.api_url},
        gemini={"base_url": sandbox.gemini_url},
        storage={
            "database": f"sqlite:///{tmp_path}/easel.db",
            "pictures": str(tmp_path / "pictures"),
        },
    )


def but(config, **sections):
    """The same settings, but for some."""
    said = config.model_dump()
    return Config(**{name: values | sections.get(name, {}) for name, values in said.items()})


ALWAYS = ("Invite Easel to a server: ", "people may attach ")


async def special(config, keys=KEYS, **options):
    """What is said beside the two notes that are always said."""
    found = await findings(config, keys, **options)
    return [finding for finding in found if not finding.message.startswith(ALWAYS)]


async def test_all_is_well_is_no_fault(config):
    assert await faults(config, KEYS) == []


async def test_it_says_which_pictures_people_may_attach(config):
    found = await findings(but(config, imaging={"memory": 512}), KEYS)
    [note] = [each for each in found if each.message.startswith("people may attach")]

    assert note.fault is False
    assert note.message == (
        "people may attach PNG, JPEG, WebP, GIF, AVIF, HEIC, BMP, TIFF of up to 50 megapixels; "
        "opening them may take 512 MB of memory (imaging.memory)."
    )


async def test_a_picture_process_that_does_not_start_is_a_fault(config, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")

    [told] = await faults(config, KEYS)

    assert told.startswith("imaging: the process that opens people's pictures does not start.")


async def test_everything_is_looked_at_whatever_else_is_wrong(config, tmp_path):
    (tmp_path / "file").write_text("I am no database")
    wrong = but(
        config,
        discord={"message_content": True},
        gemini={"model": "gemini-gone"},
        storage={"database": f"sqlite:///{tmp_path}/file", "pictures": str(tmp_path / "file")},
        http={"listen": "127.0.0.1:0"},
    )

    told = await faults(wrong, Secrets(discord="wrong", gemini="sandbox"))

    assert [sentence.partition(":")[0] for sentence in told] == [
        "EASEL_HTTP_TOKEN",
        "storage.database",
        "storage.pictures",
        "DISCORD_TOKEN",
        "gemini.model",
    ]


async def test_what_is_not_set_is_reported_without_asking_anyone(config):
    told = await faults(config, Secrets())

    assert [sentence.partition(":")[0] for sentence in told] == ["DISCORD_TOKEN", "GEMINI_API_KEY"]


# Discord


@pytest.mark.parametrize("token", ["wrong", "two\nlines", "é"])
async def test_a_token_that_discord_does_not_accept_is_to_be_reset(config, token):
    [told] = await faults(config, Secrets(discord=token, gemini="sandbox"))

    assert told.startswith("DISCORD_TOKEN: Discord does not accept it. Reset it in the Developer")


@pytest.mark.parametrize(
    ("asks", "is_fault"), [("auto", [False]), (True, [True]), (False, [])], ids=str
)
async def test_a_missing_intent_is_a_fault_only_where_it_is_insisted_on(config, asks, is_fault):
    async with serving(message_content=False) as strict:
        settings = {"api_url": strict.discord.api_url, "message_content": asks}
        found = await findings(but(config, discord=settings), KEYS)

    told = [finding for finding in found if "need a mention" in finding.message]
    assert [finding.fault for finding in told] == is_fault


async def test_an_address_where_discord_is_not_is_reported(config, sandbox):
    [nobody] = await faults(but(config, discord={"api_url": "http://127.0.0.1:9/api"}), KEYS)
    [other] = await faults(but(config, discord={"api_url": f"{sandbox.gemini_url}/x"}), KEYS)

    assert nobody.startswith("discord.api_url: nothing at http://127.0.0.1:9/api answers as Disc")
    assert other.startswith("discord.api_url: nothing at ")


# Gemini


async def test_a_key_that_gemini_does_not_accept_is_reported(config, sandbox):
    sandbox.gemini.keys = {"another"}

    [told] = await faults(config, KEYS)

    assert told.startswith("GEMINI_API_KEY: Gemini does not accept it.")


async def test_a_retired_model_is_reported_with_one_that_is_there(config, sandbox):
    del sandbox.gemini.models["gemini-nano-banana-2.1"]

    [told] = await faults(config, KEYS)

    assert told == (
        "gemini.model: Gemini has no model gemini-nano-banana-2.1 for this key; it may be "
        "retired. Set gemini-3-pro-image or gemini-3.1-flash-lite-image."
    )


async def test_a_model_that_the_list_has_for_other_calls_is_a_fault(config, sandbox):
    video = replace(sandbox.gemini.models[DEFAULT], id="veo-4", methods=("predictLongRunning",))
    sandbox.gemini.models["veo-4"] = video

    [told] = await faults(but(config, gemini={"model": "veo-4"}), KEYS)

    assert told.startswith("gemini.model: veo-4 does not take generateContent. Set gemini-nano-ba")


async def test_a_newer_model_that_the_key_can_use_is_a_note(config, sandbox):
    newer = replace(sandbox.gemini.models[DEFAULT], id="gemini-nano-banana-2.2")
    sandbox.gemini.models[newer.id] = newer

    [found] = await special(config)

    assert not found.fault
    assert found.message == f"gemini.model: {newer.id} is there, which is newer than {DEFAULT}."


async def test_the_end_of_a_model_is_reported_though_there_is_no_key(config):
    old = but(config, gemini={"text_model": "gemini-2.5-flash"})

    found = await special(old, Secrets(discord=TOKEN), today=date(2026, 11, 27))

    assert [finding.message for finding in found if not finding.fault] == [
        "gemini.text_model: gemini-2.5-flash ends on 2026-12-01, in 4 days. "
        "Set gemini-3.5-flash-lite."
    ]


async def test_why_gemini_could_not_be_asked_is_logged(config, caplog):
    await faults(but(config, gemini={"base_url": "http://127.0.0.1:9"}), KEYS)

    [line] = [said for said in caplog.messages if said.startswith("gemini call failed")]
    assert "model=- error=unreachable reason=ClientConnectorError" in line


async def test_an_address_where_gemini_is_not_is_reported(config):
    [nobody] = await faults(but(config, gemini={"base_url": "http://127.0.0.1:9"}), KEYS)
    [version] = await faults(but(config, gemini={"api_version": "v9"}), KEYS)

    assert nobody.startswith(
        "gemini.base_url, gemini.api_version: nothing at http://127.0.0.1:9/v1"
    )
    assert version.startswith("gemini.base_url, gemini.api_version: nothing at ")


async def test_who_does_not_answer_is_waited_for_ten_seconds_and_no_longer(config):
    async with silent() as address:
        wrong = but(config, discord={"api_url": address}, gemini={"base_url": address})
        told = await faults(wrong, KEYS, timeout_seconds=0.6)

    assert TIMEOUT_SECONDS == 10
    assert told == [
        "Discord did not answer within 1 seconds. Try again later.",
        "Gemini did not answer within 1 seconds. Try again later.",
    ]


# Storage


async def test_a_database_of_a_newer_easel_is_reported(config, tmp_path):
    await migrate(config.storage.database)
    with contextlib.closing(sqlite3.connect(tmp_path / "easel.db")) as file, file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")

    [told] = await faults(config, KEYS)

    assert told.startswith("storage.database: ")
    assert "a newer Easel wrote this database" in told


async def test_a_database_that_another_easel_uses_is_reported_and_no_fault(tmp_path):
    async with easel_in(tmp_path) as easel:
        [told] = await special(easel.config())

    assert not told.fault
    assert "another Easel is using this database. Stop it first." in told.message


@pytest.mark.parametrize("running", [False, True], ids=["stopped", "running"])
async def test_a_pause_is_said_with_what_ends_it(tmp_path, url, running):
    async with easel_in(tmp_path, storage={"database": url}) as easel:
        config, pauses = easel.config(), easel.app.engine.pauses
        assert not [each for each in await special(config) if "paused" in each.message]
        await pauses.pause(give_back=False)
        await pauses.pause(77, give_back=False)
        if not running:
            await easel.stop()

        said = [each for each in await special(config) if "paused" in each.message]

    everywhere, servers = said
    assert "paused everywhere since" in everywhere.message
    assert "`easel resume`" in everywhere.message
    assert "1 server (77)" in servers.message
    assert "`/easel resume`" in servers.message
    assert not any(each.fault for each in said), "somebody wants it so"


async def test_where_there_is_no_database_looking_leaves_none(config, tmp_path):
    new = but(config, storage={"database": f"sqlite:///{tmp_path}/new/folder/easel.db"})

    assert await faults(new, KEYS) == []

    assert not (tmp_path / "new").exists()


async def test_a_folder_that_cannot_be_written_is_reported(config, tmp_path):
    (tmp_path / "file").write_text("in the way")

    [told] = await faults(
        but(config, storage={"pictures": str(tmp_path / "file" / "pictures")}), KEYS
    )

    assert told.startswith(f"storage.pictures: I can't write to {tmp_path}/file/pictures (Not a")


# HTTP


async def test_an_address_that_cannot_be_had_is_reported(config, sandbox):
    taken = sandbox.url.removeprefix("http://")

    [told] = await faults(but(config, http={"listen": taken}), KEYS)
    [nowhere] = await faults(but(config, http={"listen": "192.0.2.1:8080"}), KEYS)
    [nameless] = await faults(but(config, http={"listen": "nope.invalid:8080"}), KEYS)

    assert told == (
        f"http.listen: I can't listen on {taken} (Address already in use). Stop what uses it, or "
        "set another address."
    )
    # From Python 3.13 on asyncio says it in its own words, without the system's number.
    assert nowhere.startswith("http.listen: I can't listen on 192.0.2.1:8080 (")
    assert nameless.startswith(
        "http.listen: I can't listen on nope.invalid:8080 (Name or service not known)."
    )


async def test_pages_are_reported_where_nothing_serves_them(config):
    pages = {"public_url": "https://easel.example.org", "gallery": (1,)}

    unserved = await findings(but(config, http=pages), KEYS)
    served = await findings(but(config, http=pages | {"listen": "127.0.0.1:0"}), KEYS)

    told = {each.message: each.fault for each in unserved if each.message.startswith("http.")}
    assert told == {
        "http.public_url, http.gallery: http.listen is empty, so this process serves no pages. "
        "Set http.listen, unless another process of Easel listens.": False
    }
    assert not [each for each in served if each.message.startswith("http.")]


# The program


async def test_the_program_tells_each_fault_and_ends_with_1(sandbox, tmp_path):
    file = tmp_path / "config.toml"
    file.write_text(settings(sandbox, tmp_path) + "[http]\nlisten = '127.0.0.1:0'\n")

    code, told = await program("check", "--config", file, DISCORD_TOKEN="wrong", GEMINI_API_KEY="x")

    assert code == 1
    faulty = [line.partition(":")[0] for line in told if not line.startswith("Note: ")]
    assert faulty == ["EASEL_HTTP_TOKEN", "DISCORD_TOKEN"]


async def test_the_program_says_that_all_is_well_and_ends_with_0(sandbox, tmp_path):
    file = tmp_path / "config.toml"
    sandbox.gemini.models["gemini-own"] = replace(sandbox.gemini.models[DEFAULT], id="gemini-own")
    file.write_text(settings(sandbox, tmp_path, model="gemini-own"))

    code, told = await program("check", "--config", file, DISCORD_TOKEN=TOKEN, GEMINI_API_KEY="x")

    assert code == 0
    assert told[0].startswith("Note: Invite Easel to a server: https://discord.com/oauth2/")
    assert told[1].startswith("Note: gemini.model: Easel's table of ")
    assert told[2].startswith("Note: people may attach PNG, JPEG, WebP, GIF, AVIF, HEIC, BMP, TIFF")
    assert told[3:] == ["All is well."]


async def test_one_real_picture_is_painted_priced_and_saved(sandbox, tmp_path):
    file = tmp_path / "config.toml"
    file.write_text(settings(sandbox, tmp_path))
    (tmp_path / "easel-check-1.png").write_text("somebody's own")

    code, told = await program(
        *("check", "--config", file, "--paint", "a fox"),
        cwd=tmp_path,
        DISCORD_TOKEN=TOKEN,
        GEMINI_API_KEY="x",
    )

    assert code == 0
    painting, saved, *rest = [line for line in told if not line.startswith("Note: ")]
    assert painting == f"Painting with {DEFAULT} at 1K, for about US$ 0.0336…"
    assert saved.startswith("Saved as easel-check-2.png. It cost about US$ 0.03")
    assert saved.endswith(" seconds. Key, billing and model work.")
    assert rest == ["All is well."]
    assert (tmp_path / "easel-check-2.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "easel-check-1.png").read_text() == "somebody's own"
    assert len(sandbox.gemini.calls) == 1


async def test_a_picture_is_painted_though_discord_is_not_set_up(sandbox, tmp_path):
    file = tmp_path / "config.toml"
    file.write_text(settings(sandbox, tmp_path))

    code, told = await program(
        "check", "--config", file, "--paint", "a fox", cwd=tmp_path, GEMINI_API_KEY="x"
    )

    assert code == 1
    assert told[0].startswith("DISCORD_TOKEN: it is not set.")
    assert told[-1].startswith("Saved as easel-check-1.png.")


async def test_nothing_is_painted_without_a_key(sandbox, tmp_path):
    file = tmp_path / "config.toml"
    file.write_text(settings(sandbox, tmp_path))

    code, told = await program(
        "check", "--config", file, "--paint", "a fox", cwd=tmp_path, DISCORD_TOKEN=TOKEN
    )

    assert code == 1
    assert told[-1] == "Nothing was painted: fix this first."
    assert not sandbox.gemini.calls


REFUSED = {
    "no billing": ([local.Limited(limit_zero=True)], "GEMINI_API_KEY: its project has no billing"),
    "bad key": ([local.BadKey()], "GEMINI_API_KEY: Gemini does not accept it."),
    "gone": ([local.Gone404()], f"gemini.model: Gemini has no model {DEFAULT} for this key"),
    "busy": ([local.Limited(30.0)], "Gemini is busy. Nothing was billed"),
    "down": ([local.Overloaded(503)], "Gemini is overloaded."),
    "lost": ([local.Reset()], "No whole answer came from Gemini, which may have billed it."),
    "declined": ([local.Blocked("SAFETY")], "Gemini declined this request for safety"),
}


@pytest.mark.parametrize(("script", "reads"), REFUSED.values(), ids=REFUSED.keys())
async def test_why_no_picture_came_is_reported_to_who_can_mend_it(
    config, sandbox, tmp_path, script, reads
):
    sandbox.gemini.script.extend(script)
    told = []

    came = await paint(config, "a fox", key="x", folder=tmp_path, report=told.append)

    assert not came
    assert told[-1].startswith(reads)
    assert ("model work." in told[-1]) == reads.startswith("Gemini declined")
    assert len(sandbox.gemini.calls) == 1


async def test_words_that_are_none_are_not_painted(config, sandbox, tmp_path):
    told = []

    assert not await paint(config, " ", key="x", folder=tmp_path, report=told.append)

    assert told == ["Tell me in words what to paint or what to change."]
    assert not sandbox.gemini.calls


async def test_run_refuses_a_model_that_can_not_do_what_it_is_set_for(sandbox, tmp_path):
    file = tmp_path / "config.toml"
    file.write_text(settings(sandbox, tmp_path, model="gemini-3.5-flash-lite"))

    code, told = await program("run", "--config", file, DISCORD_TOKEN=TOKEN, GEMINI_API_KEY="x")

    assert code == 78
    assert told == ["gemini.model: gemini-3.5-flash-lite answers in words and paints nothing."]


async def test_settings_that_are_wrong_are_reported_together_with_secrets_that_are(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text("[gemini]\ntimeout = 0\nmodle = 'x'\n")

    code, told = await program(
        "check", "--config", file, DISCORD_TOKEN="x", DISCORD_TOKEN_FILE="y", GEMINI_API_KEY="x"
    )

    assert code == 1
    assert [line.partition(":")[0] for line in told] == [
        "DISCORD_TOKEN and DISCORD_TOKEN_FILE are both set",
        "gemini.timeout",
        "gemini.modle",
    ]


async def test_run_refuses_an_open_door_without_a_token(sandbox, tmp_path):
    file = tmp_path / "config.toml"
    file.write_text(settings(sandbox, tmp_path) + "[http]\nlisten = '127.0.0.1:0'\n")

    code, told = await program("run", "--config", file, DISCORD_TOKEN=TOKEN, GEMINI_API_KEY="x")

    assert code == 78
    assert told == [
        "EASEL_HTTP_TOKEN: it is not set, and http.listen is 127.0.0.1:0. Set a long random text "
        "(several are separated by commas), or leave http.listen empty."
    ]


async def test_the_start_says_in_the_log_that_the_model_is_retired_and_goes_on(tmp_path, caplog):
    logged = LogWatcher("Gemini has no model gemini-gone for this key")
    logging.getLogger("bot").addHandler(logged)
    try:
        async with easel_in(tmp_path, gemini={"model": "gemini-gone"}) as easel:
            async with asyncio.timeout(5):
                await logged.event.wait()
            assert easel.app.connection.ready
    finally:
        logging.getLogger("bot").removeHandler(logged)

    assert [record.levelname for record in caplog.records if "gemini-gone" in record.message] == [
        "ERROR"
    ]


class LogWatcher(logging.Handler):
    """Sets an event when something is logged."""

    def __init__(self, words):
        super().__init__()
        self.event = asyncio.Event()
        self._words = words

    def emit(self, record):
        if self._words in record.getMessage():
            self.event.set()


@contextlib.asynccontextmanager
async def silent():
    """An address that takes connections and never answers."""
    gone = asyncio.Event()

    async def wait(_, writer):
        await gone.wait()
        writer.close()

    server = await asyncio.start_server(wait, "127.0.0.1")
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        gone.set()
        server.close()


def settings(sandbox, folder, *, model=DEFAULT):
    return (
        f"[discord]\napi_url = '{sandbox.discord.api_url}'\n"
        f"[gemini]\nbase_url = '{sandbox.gemini_url}'\nmodel = '{model}'\n"
        f"[storage]\ndatabase = 'sqlite:///{folder}/easel.db'\npictures = '{folder}/pictures'\n"
    )


async def program(*args, cwd=None, **environ):
    """Run Easel's program; its exit code and all it wrote, errors last."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    with tempfile.TemporaryDirectory() as folder:  # where no config.toml lies
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *map(str, args)),
            env=kept | environ | {"PYTHONPATH": str(ROOT)},
            cwd=cwd or folder,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate()
    return process.returncode, (out + err).decode().splitlines()
