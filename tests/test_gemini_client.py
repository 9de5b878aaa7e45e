"""Google's client is built by its first call; the list of models needs none."""

import asyncio
import os
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.config import Config
from bot.core.turns import ImageRequest
from bot.errors import NoAnswer, OperatorError, Overloaded, RateLimited
from bot.gemini import Gemini, model_list
from bot.sandbox.server import serving

LISTED = """
import asyncio, sys
from bot.config import Config
from bot.gemini import Gemini

async def listed():
    config = Config(gemini={"base_url": sys.argv[1]})
    gemini = Gemini(config.gemini, key="sandbox", models=config.model_table())
    assert await gemini.models()
    await gemini.close()
    print(*sys.modules, sep="\\n")

asyncio.run(listed())
"""


@pytest.fixture
async def sandbox():
    async with serving() as sandbox:
        sandbox.gemini.fast = True
        yield sandbox


@pytest.fixture
async def client(sandbox):
    gemini = gemini_at(sandbox, key="sandbox")
    yield gemini
    await gemini.close()


def gemini_at(sandbox, *, key):
    config = Config(gemini={"base_url": sandbox.gemini_url})
    return Gemini(config.gemini, key=key, models=config.model_table())


async def test_a_client_that_could_not_be_built_is_built_by_a_later_call(
    client, monkeypatch, caplog, tmp_path
):
    request = ImageRequest(prompt="a fox", model=Config().gemini.text_model)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    with pytest.raises(Overloaded) as failed:
        await client.improve(request, changes=False)

    monkeypatch.delenv("SSL_CERT_FILE")
    improved = await client.improve(request, changes=False)

    assert improved.prompt
    assert failed.value.usage is not None  # nothing was sent, so nothing is paid
    assert "error=unreachable reason=FileNotFoundError" in caplog.text


async def test_models_are_listed_with_their_methods_from_all_pages(client, sandbox, monkeypatch):
    whole = await client.models()
    monkeypatch.setattr(model_list, "PAGE", 2)

    in_pages = await client.models()

    assert in_pages == whole
    assert {*sandbox.gemini.models, *sandbox.gemini.text_models} == set(whole)
    assert all("generateContent" in methods for methods in whole.values())


async def test_a_list_without_certificates_is_a_gemini_that_is_not_reached(
    client, monkeypatch, tmp_path
):
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))

    with pytest.raises(Overloaded) as failed:
        await client.models()

    assert failed.value.code == "unreachable"


@asynccontextmanager
async def answering(**answer):
    """Serve one answer to whatever is asked for; the client of it."""
    asked = []

    async def answers(request):
        asked.append(request.rel_url)
        return web.Response(**answer)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answers)
    server = TestServer(app)
    await server.start_server()
    config = Config(gemini={"base_url": str(server.make_url(""))})
    try:
        yield Gemini(config.gemini, key="key", models=config.model_table()), asked
    finally:
        await server.close()


async def test_a_list_is_read_whatever_its_type_is_said_to_be():
    text = '{"models": [{"name": "models/m"}]}'
    async with answering(text=text, content_type="text/plain") as (client, _):
        assert await client.models() == {"m": ()}


async def test_a_list_without_an_end_is_no_answer():
    text = '{"models": [{"name": "models/m"}], "nextPageToken": "again"}'
    async with answering(text=text, content_type="application/json") as (client, asked):
        with pytest.raises(NoAnswer):
            await client.models()

    assert len(asked) == model_list.MOST_PAGES


@pytest.mark.parametrize(
    ("status", "text", "error", "code"),
    [
        (200, "<html>Sign in</html>", NoAnswer, "unanswered"),
        (200, "", NoAnswer, "unanswered"),
        (200, "[]", NoAnswer, "unanswered"),
        (200, '{"models": [{}]}', NoAnswer, "unanswered"),
        (200, '{"models": 7}', NoAnswer, "unanswered"),
        (302, "", NoAnswer, "unanswered"),
        (403, "<html>No</html>", Overloaded, "unreachable"),
        (429, '{"error": {"code": 429, "message": "Slow down."}}', RateLimited, "crowded"),
        (500, "oops", Overloaded, "overloaded"),
    ],
)
async def test_what_is_no_list_is_an_error_of_ours(status, text, error, code):
    kind = "application/json" if text.startswith(("{", "[")) else "text/html"
    async with answering(status=status, text=text, content_type=kind) as (client, _):
        with pytest.raises(error) as failed:
            await client.models()

    assert failed.value.code == code


async def test_an_error_while_the_sdk_can_not_be_read_is_a_gemini_that_is_not_reached(monkeypatch):
    monkeypatch.setitem(sys.modules, "google.genai.errors", None)
    async with answering(status=500, text="oops") as (client, _):
        with pytest.raises(Overloaded) as failed:
            await client.models()

    assert failed.value.code == "unreachable"


async def test_a_key_that_lists_no_models_is_told_as_one_that_paints_none(sandbox):
    client = gemini_at(sandbox, key="")

    with pytest.raises(OperatorError) as failed:
        await client.models()

    assert failed.value.code == "broken.key"
    await client.close()


async def test_the_key_is_not_sent_to_where_a_list_of_models_is_redirected(sandbox):
    elsewhere = {"Location": f"{sandbox.gemini_url}/v1beta/models"}
    async with answering(status=302, headers=elsewhere) as (client, _):
        with pytest.raises(NoAnswer):
            await client.models()


async def test_the_list_of_models_is_read_without_googles_sdk(sandbox):
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", LISTED, sandbox.gemini_url),
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await process.communicate()

    loaded = printed.decode().split()
    assert "bot.gemini.model_list" in loaded
    assert not [name for name in loaded if name.startswith("google")]
