"""What people install is what is tested: the wheel, with the source out of reach."""

import asyncio
import contextlib
import os
import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import aiohttp
import pytest

from bot import __version__
from bot.text.languages import CATALOGS

ROOT = Path(__file__).parents[1]
PAGE = sorted((ROOT / "bot/sandbox/page").iterdir())


def pip(*args):
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *map(str, args)]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """An environment that has the wheel, and of this one the libraries only."""
    folder = tmp_path_factory.mktemp("installed")
    pip("wheel", "--no-deps", "--no-index", "--no-build-isolation", "-w", folder / "dist", ROOT)
    venv.create(folder / "venv", with_pip=False)
    [packages] = folder.glob("venv/lib/python*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    [wheel] = (folder / "dist").iterdir()
    pip("--python", folder / "venv/bin/python", "install", "--no-deps", "--no-index", wheel)
    return folder


def environment(place, **settings):
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(place),
        "EASEL_STORAGE__DATABASE": f"sqlite:///{place}/easel.db",
        "EASEL_STORAGE__PICTURES": str(place / "pictures"),
        **settings,
    }


def run(place, *command):
    """What one of its programs prints, with nothing of the source to be seen."""
    done = subprocess.run(
        [place / "venv/bin" / command[0], *command[1:]],
        cwd=place,
        env=environment(place),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_the_source_is_out_of_reach(place):
    code, told = run(place, "python", "-c", "import bot, cogs; print(bot.__file__, cogs.__file__)")

    assert code == 0
    assert told.count(str(place / "venv")) == 2


def test_the_program_is_there(place):
    code, told = run(place, "easel", "--version")
    _, help_ = run(place, "easel", "--help")

    assert (code, told) == (0, f"easel {__version__}\n")
    assert help_.startswith("usage: easel ")


def test_the_migrations_are_there(place):
    newest = max((ROOT / "bot/database/migrations/versions").glob("0*.py")).name[:4]

    assert run(place, "easel", "migrate") == (0, f"The database is at version {newest}.\n")


def test_check_says_what_is_not_set(place):
    code, told = run(place, "easel", "check")

    assert code == 1
    assert [line.partition(":")[0] for line in told.splitlines()] == [
        "DISCORD_TOKEN",
        "GEMINI_API_KEY",
        "Note",  # the formats of pictures that people may attach
    ]


def test_people_read_it_in_every_language(place):
    script = (
        "from bot.text.languages import CATALOGS, translated; "
        "from bot.text.wording import SENTENCES; "
        "code = 'button.undo'; english = SENTENCES[code]; "
        "print(*{translated(code, english, locale) for locale in [*CATALOGS, 'en-US']}, sep='\\n')"
    )

    code, told = run(place, "python", "-c", script)

    assert code == 0
    assert len(told.splitlines()) == len({*CATALOGS.values(), "en"}), told


@contextlib.asynccontextmanager
async def sandbox(place):
    """The address of a sandbox, served by what is installed."""
    process = await asyncio.create_subprocess_exec(
        *(place / "venv/bin/easel", "sandbox", "--port", "0"),
        cwd=place,
        env=environment(place),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        line = (await process.stdout.readline()).decode()
        yield line.removeprefix("Easel sandbox: ").strip()
    finally:
        process.terminate()
        await process.wait()


async def test_the_sandbox_serves_its_page_and_all_that_the_page_asks_for(place):
    asked, bodies = [""], {}

    async with sandbox(place) as address, aiohttp.ClientSession(address) as session:
        while asked:
            path = asked.pop()
            async with session.get(f"/{path}") as answer:
                assert answer.status == 200, path
                bodies[path] = await answer.text()
            named = re.findall(r"""["'(](?:/page/|\./)([a-z]+\.[a-z]+)["')]""", bodies[path])
            asked += {f"page/{name}" for name in named} - {*bodies, *asked}

        for name in ("page.html", "page.js", "mask.js", "style.css", "icon.svg"):
            async with session.get(f"/region/assets/{name}") as answer:  # the bot's own page
                assert answer.status == (404 if name == "page.html" else 200), name

    assert "<title>Easel sandbox</title>" in bodies[""]
    assert set(bodies) == {"", *(f"page/{file.name}" for file in PAGE if file.name != "index.html")}
