"""Google's client is built by its first call, and by a later one if that fails."""

import pytest

from bot.config import Config
from bot.errors import Overloaded
from bot.gemini import Gemini
from bot.sandbox.server import serving


@pytest.fixture
async def client():
    async with serving() as sandbox:
        config = Config(gemini={"base_url": sandbox.gemini_url})
        gemini = Gemini(config.gemini, key="sandbox", models=config.model_table())
        yield gemini
        await gemini.close()


async def test_a_client_that_could_not_be_built_is_built_by_a_later_call(
    client, monkeypatch, caplog, tmp_path
):
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    with pytest.raises(Overloaded) as failed:
        await client.models()

    monkeypatch.delenv("SSL_CERT_FILE")
    models = await client.models()

    assert models
    assert failed.value.usage is not None  # nothing was sent, so nothing is paid
    assert "error=unreachable reason=FileNotFoundError" in caplog.text
