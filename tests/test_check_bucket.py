"""`easel check` on buckets: what is wrong, and what would fix it, in a sentence or two."""

import os

import pytest
from aiohttp import web

from bot.config import Config, Secrets
from bot.ops.check import faults

from .test_check import program

NO_KEYS = Secrets(http=("token",))
DENIED = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"


async def told(tmp_path, where):
    """What is said about the pictures' storage."""
    storage = {"database": f"sqlite:///{tmp_path}/easel.db", "pictures": where}
    found = await faults(Config(storage=storage), NO_KEYS)
    return [said for said in found if said.startswith("storage.pictures")]


@pytest.fixture
async def refusing(monkeypatch, bucket):
    """A server that refuses everyone."""

    async def refuse(request):
        return web.Response(status=403, text=DENIED, content_type="application/xml")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", refuse)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{runner.addresses[0][1]}")
    yield
    await runner.cleanup()


async def test_a_bucket_that_can_be_used_is_no_fault(bucket, tmp_path):
    assert await told(tmp_path, bucket) == []


async def test_a_bucket_that_is_not_there_is_reported(bucket, tmp_path):
    [said] = await told(tmp_path, "s3://there-is-no-such-bucket/easel")

    assert said.startswith("storage.pictures: I can't use s3://there-is-no-such-bucket/easel. ")
    assert "There is no such bucket" in said


async def test_a_bucket_that_refuses_us_is_reported(refusing, tmp_path):
    [said] = await told(tmp_path, "s3://pictures/easel")

    assert "It refuses me. Check AWS_ACCESS_KEY_ID" in said


async def test_a_bucket_that_can_not_be_reached_is_reported(bucket, tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")

    [said] = await told(tmp_path, bucket)

    assert "Nothing answers there. Check AWS_ENDPOINT_URL" in said


async def test_a_bucket_on_this_machine_is_not_asked_through_the_shells_proxy(bucket, tmp_path):
    aws = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}

    _, said = await program(
        "check",
        **aws | {"HTTP_PROXY": "http://127.0.0.1:9", "no_proxy": "example.com"},
        EASEL_STORAGE__PICTURES=bucket,
        EASEL_STORAGE__DATABASE=f"sqlite:///{tmp_path}/easel.db",
    )

    assert not [line for line in said if line.startswith("storage.")]
    assert any(line.startswith("Note: HTTP_PROXY: Easel does not read it") for line in said)


async def test_missing_credentials_are_reported(bucket, tmp_path, monkeypatch):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_METADATA_ENDPOINT", "http://127.0.0.1:1")

    [said] = await told(tmp_path, bucket)

    assert "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" in said
