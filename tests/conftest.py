"""A whole Easel in the sandbox: real discord.py, real google-genai, real files, one process."""

import asyncio
import contextlib
import io
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import google.genai  # noqa: F401 - else the first picture of a test waits for it
import hypothesis
import pytest
import pytest_asyncio
from PIL import Image

from bot.app import App, open_app
from bot.config import Config, Secrets
from bot.database import Store, opened
from bot.sandbox.discord import LocalDiscord
from bot.sandbox.gemini import LocalGemini
from bot.sandbox.server import TOKEN, Sandbox, serving

from . import buckets, postgres, scratch
from .sandbox import spec
from .stories import UNLIMITED, shown

os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(scratch.FOLDER))  # of every tmp_path


def pytest_xdist_auto_num_workers(config):
    """Three for each two cores: a story waits a third of its time, for sockets and for a disk."""
    return (os.cpu_count() or 1) * 3 // 2 or 1


# A machine that is busy breaks no rule: an example may take as long as it does.
hypothesis.settings.register_profile(
    "easel", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("easel")

SECRETS = Secrets(discord=TOKEN, gemini="sandbox", http=("first-key", "second-kéy"))


def png(colour="red", size=(64, 64)):
    """A small picture."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    return buffer.getvalue()


@dataclass
class Easel:
    """A sandbox with a bot in it that can be stopped and started again."""

    sandbox: Sandbox
    folder: Path
    settings: dict = field(default_factory=dict)
    app: App | None = None
    ahead: float = 0.0  # seconds that the bot's clock is wrong by
    _task: asyncio.Task | None = None
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def discord(self) -> LocalDiscord:
        return self.sandbox.discord

    @property
    def gemini(self) -> LocalGemini:
        return self.sandbox.gemini

    def config(self):
        sections: dict[str, Any] = {
            "discord": {"api_url": self.discord.api_url, "cdn_url": self.discord.cdn_url},
            "gemini": {"base_url": self.sandbox.gemini_url, "timeout": 5},
            "limits": UNLIMITED,
            "storage": {
                "database": f"sqlite:///{self.folder}/easel.db",
                "pictures": str(self.folder / "pictures"),
            },
        }
        for section, values in self.settings.items():
            sections[section] = sections.get(section, {}) | values
        return Config(**sections)

    async def start(self):
        started = asyncio.get_running_loop().create_future()
        self._stop = asyncio.Event()
        self._task = asyncio.create_task(self._serve(started))
        await asyncio.wait([started, self._task], return_when=asyncio.FIRST_COMPLETED)
        if self._task.done():
            self._task.result()
        await self.discord.until(lambda: self.discord.bot_online and self.app.connection.ready)

    async def stop(self):
        """Stop the bot, as SIGTERM does."""
        self._stop.set()
        assert self._task is not None
        await self._task
        await self.discord.until(lambda: not self.discord.bot_online)

    async def kill(self):
        """Kill the bot, as a crash does: nothing is finished or released."""
        assert self._task is not None
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _serve(self, started):
        now = lambda: time.time() + self.ahead  # noqa: E731
        async with open_app(self.config(), SECRETS, now=now) as self.app:
            started.set_result(None)
            await self.app.serve(self._stop)


_EMPTY: list[bytes] = []


async def put_empty_database(file: Path) -> None:
    """Put an empty SQLite database of this version there: to build one takes a third of a start."""
    if not _EMPTY:
        with tempfile.TemporaryDirectory() as folder:
            async with opened(f"sqlite:///{folder}/easel.db"):
                pass  # it is brought to its version
            _EMPTY.append(Path(folder, "easel.db").read_bytes())
    file.write_bytes(_EMPTY[0])


@contextlib.asynccontextmanager
async def easel_in(folder, *, message_content=True, **settings):
    async with serving(message_content=message_content) as sandbox:
        sandbox.gemini.fast = sandbox.gemini.keep_bodies = True
        easel = Easel(sandbox, folder, settings)
        if "storage" not in settings and not (database := folder / "easel.db").exists():
            await put_empty_database(database)
        await easel.start()
        try:
            yield easel
        finally:
            if not easel._task.done():
                await easel.stop()
        assert spec.check(easel.discord.calls) == []
        assert easel.discord.refused_calls == []


@pytest.fixture
async def easel(request, tmp_path):
    """A bot in a sandbox, with the settings of the test's `@pytest.mark.settings(section={…})`."""
    marker = request.node.get_closest_marker("settings")
    async with easel_in(tmp_path, **(marker.kwargs if marker else {})) as easel:
        yield easel


@pytest.fixture
def discord(easel):
    return easel.discord


@pytest.fixture
def gemini(easel):
    return easel.gemini


@pytest.fixture
def ada(discord):
    return discord.person("Ada")


@pytest.fixture
def bo(discord):
    return discord.person("Bo", locale="en-US")


@pytest.fixture
def art(discord):
    return discord.channel("art")


@pytest.fixture
async def fox(discord, ada, art):
    """A picture of Ada's."""
    await ada.slash("imagine", channel=art, prompt="a fox")
    return await shown(discord, art)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory):
    """The address of a PostgreSQL server; the test is skipped where there is none."""
    base = tmp_path_factory.getbasetemp()
    with postgres.server(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) as url:
        yield url


@pytest.fixture
async def blank_postgres_url(postgres_server):
    """A PostgreSQL database of the test's own, without a table."""
    async with postgres.database(postgres_server) as url:
        yield url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def postgres_template(postgres_server):
    """The name of an empty PostgreSQL database of this version."""
    async with postgres.database(postgres_server) as url:
        async with opened(url):
            pass  # it is brought to its version
        yield urlsplit(url).path[1:]


@pytest.fixture
async def postgres_url(postgres_server, postgres_template):
    """An empty PostgreSQL database of the test's own: to build one takes as long as a story."""
    async with postgres.database(postgres_server, template=postgres_template) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """The address of an empty database of the test's own, of each kind in turn."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres_url")
    return f"sqlite:///{tmp_path}/easel.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def blank_url(request, tmp_path):
    """The address of a database of the test's own without a table, of each kind in turn."""
    if request.param == "postgresql":
        return request.getfixturevalue("blank_postgres_url")
    return f"sqlite:///{tmp_path}/easel.db"


@pytest.fixture
async def store(url, tmp_path):
    """That database, open."""
    if url.startswith("sqlite"):
        await put_empty_database(tmp_path / "easel.db")
    async with opened(url) as database:
        yield Store(database)


@pytest.fixture(scope="module")
def s3():
    """The address of a server that speaks S3."""
    with buckets.server() as address:
        yield address


@pytest.fixture
def bucket(s3, monkeypatch):
    """Where pictures lie in a bucket that is there."""
    return buckets.made(s3, monkeypatch)


@contextlib.contextmanager
def disk_mounted(folder, options):
    """A disk of its own at a folder; the test is skipped where none can be mounted."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", folder], check=True)
