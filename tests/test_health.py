"""What an operator asks: is it alive, is it ready, how much of what; and the description of it."""

import asyncio
import json
import re
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator
from openapi_spec_validator import validate
from prometheus_client.parser import text_string_to_metric_families

from bot import web
from bot.config.proxy import is_loopback
from bot.ops.health import Health
from bot.sandbox import gemini as local

from .calls import FIRST, HTTP, PATH, asked, b64, calling
from .conftest import png
from .stories import pictures, shown

pytestmark = pytest.mark.settings(**HTTP)


async def looked(easel, path, address=None):
    """Status and JSON of what anybody may ask."""
    async with calling(easel, token=None, address=address) as caller, caller.get(path) as answer:
        return answer.status, await answer.json()


async def pragma(easel, words):
    """Run a statement on the bot's own connection to SQLite."""
    stats = easel.app.worker._context.store.stats

    def tell():
        stats._engine.raw().execute(f"PRAGMA {words}")

    await stats.runner.call(tell)


async def metrics(easel):
    """All samples: by name, and by name and labels."""
    async with calling(easel, token=None) as caller, caller.get("/metrics") as answer:
        assert (answer.status, answer.content_type) == (200, "text/plain")
        text = await answer.text()
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


# Ready


async def test_a_bot_that_is_connected_is_alive_and_ready(easel):
    assert await looked(easel, "/healthz") == (200, {"status": "ok"})
    assert await looked(easel, "/readyz") == (
        200,
        {
            "status": "ready",
            "database": True,
            "gateway": True,
            "disk": True,
            "open": True,
            "degraded": [],
        },
    )


async def test_without_the_gateway_it_is_alive_and_not_ready(easel, discord):
    discord.faults.add(path=r"/gateway/bot", status=500, json={"message": "no", "code": 0}, times=9)
    discord.gateway.send_malformed_message()
    await discord.until(lambda: not easel.app.connection.ready)

    status, told = await looked(easel, "/readyz")

    assert (status, told["status"], told["gateway"]) == (503, "not ready", False)
    assert (await looked(easel, "/healthz"))[0] == 200


async def test_a_database_that_can_not_be_written_is_not_ready(easel):
    await pragma(easel, "query_only = ON")

    status, told = await looked(easel, "/readyz")

    await pragma(easel, "query_only = OFF")
    assert (status, told["database"]) == (503, False)


async def test_a_disk_with_too_little_room_is_not_ready(easel):
    app = easel.app
    full = Health(
        app.worker._context,
        app.engine,
        app.worker,
        easel.config(),
        connected=lambda: True,
        min_free=2**62,
    )

    found = await full.readiness()

    assert not found.ready
    assert (found.disk, found.database) == (False, True)


async def test_who_was_told_to_stop_is_not_ready_while_it_finishes(
    easel, discord, gemini, ada, art
):
    gemini.gate = asyncio.Event()
    await ada.slash("imagine", channel=art, prompt="a fox")
    await gemini.until(lambda: gemini.in_flight == 1)
    stopping = asyncio.create_task(easel.stop())
    async with asyncio.timeout(20):
        while easel.app.engine.submissions.open:
            await asyncio.sleep(0)

    status, told = await looked(easel, "/readyz")

    gemini.gate.set()
    await stopping
    assert (status, told["open"]) == (503, False)
    assert len(pictures(discord, art)) == 1


async def test_a_gemini_that_is_busy_is_degraded_and_still_ready(easel, gemini, ada, art):
    gemini.script.append(local.Limited(30.0))
    asked = await ada.slash("imagine", channel=art, prompt="a fox")
    await easel.discord.until(lambda: asked.reply and "Gemini" in asked.reply.content)

    status, told = await looked(easel, "/readyz")

    assert (status, told["status"]) == (200, "ready")
    assert told["degraded"] == ["gemini-nano-banana-2.1"]


async def test_asking_often_looks_seldom(easel):
    looks = [await easel.app.health.readiness() for _ in range(20)]
    written = await easel.app.worker._context.store.key_value.get("looked")

    assert all(look.ready for look in looks)
    assert await easel.app.worker._context.store.key_value.get("looked") == written


# Metrics


async def test_what_was_painted_posted_and_spent_is_counted(easel, discord, gemini, ada, art):
    gemini.script.extend([local.Paint(), local.Blocked("SAFETY")])
    await ada.slash("imagine", channel=art, prompt="a fox")
    await shown(discord, art)
    refused = await ada.slash("imagine", channel=art, prompt="a blocked one")
    await discord.until(lambda: refused.reply and "declined" in refused.reply.content)
    await discord.until(lambda: easel.app.worker.busy == 0)

    found = await metrics(easel)

    model = ("model", "gemini-nano-banana-2.1")
    assert found["easel_turns_total", ("outcome", "painted")] == 1
    assert found["easel_turns_total", ("outcome", "failed")] == 1
    assert found["easel_pictures_total", model] == 1
    assert found["easel_spent_dollars_total", model] == pytest.approx(0.0336, rel=0.1)
    assert found["easel_model_call_seconds_count", model, ("outcome", "ok")] == 1
    assert found["easel_post_seconds_count", ("outcome", "shown")] == 2
    assert found["easel_gateway_up",] == 1
    assert found["easel_workers",] == 8
    assert found["easel_database_syncs_total",] > 0
    assert found["process_open_fds",] > 0


async def test_the_queue_is_measured(easel, discord, gemini, ada, art):
    gemini.gate = asyncio.Event()
    for n in range(3):
        asked = await ada.slash("imagine", channel=art, prompt=f"fox {n}")
        await discord.until(lambda asked=asked: asked.reply and asked.reply.content)
    await gemini.until(lambda: gemini.in_flight == 2)

    easel.ahead += 40
    found = await metrics(easel)
    await ada.clicks(asked.reply, "Cancel")
    await discord.until(lambda: "ancel" in asked.reply.content and not asked.reply.buttons())
    after = await metrics(easel)
    gemini.gate.set()
    await shown(discord, art, 2)

    assert (found["easel_turns_waiting",], found["easel_turns_painting",]) == (1, 2)
    assert 40 <= found["easel_oldest_waiting_seconds",] < 60
    assert found["easel_workers_busy",] == 2
    assert after["easel_turns_total", ("outcome", "cancelled")] == 1


async def test_no_person_server_or_prompt_is_in_the_metrics(easel, discord, ada, art):
    await ada.slash("imagine", channel=art, prompt="zanzibar")
    await shown(discord, art)

    async with calling(easel, token=None) as caller, caller.get("/metrics") as answer:
        text = await answer.text()

    assert "zanzibar" not in text
    labels = re.findall(r"\{(.*?)\}", text)
    assert labels
    assert not [label for label in labels if re.search(r"\d{5}", label)]


async def test_metrics_want_a_token_where_others_can_ask(easel):
    door = web.open_server(easel.app.engine, easel.app.health, ("0.0.0.0", 0), tokens=[FIRST])
    async with door as listening:
        address = listening.replace("0.0.0.0", "127.0.0.1")
        status, _ = await looked(easel, "/metrics", address)
        async with calling(easel, address=address) as known, known.get("/metrics") as answer:
            assert answer.status == 200
        open_to_all = [await looked(easel, path, address) for path in ("/healthz", "/readyz")]

    assert status == 401
    assert [status for status, _ in open_to_all] == [200, 200]


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        *((host, True) for host in ("127.0.0.1", "127.9.9.9", "::1", "localhost")),
        *((host, False) for host in ("0.0.0.0", "::", "10.0.0.1", "example.org")),
    ],
)
def test_only_this_machine_reaches_loopback(host, ours):
    assert is_loopback(host) is ours


async def test_metrics_are_reported_without_the_queue_while_the_database_is_away(easel):
    await pragma(easel, "query_only = ON")

    found = await metrics(easel)

    await pragma(easel, "query_only = OFF")

    assert found["easel_gateway_up",] == 1
    assert found["easel_turns_waiting",] != found["easel_turns_waiting",]  # not a number


# The description


@pytest.fixture
async def described(easel):
    return (await looked(easel, "/openapi.json"))[1]


async def test_the_description_is_openapi(described):
    validate(described)

    assert described["openapi"].startswith("3.1")


async def test_the_description_names_every_route_that_is_served(easel, described):
    for path, ways in described["paths"].items():
        for way in ways:
            async with calling(easel) as caller, caller.request(way, path) as answer:
                assert answer.status not in {404, 405}, path
    async with calling(easel) as caller, caller.get("/other") as answer:
        assert answer.status == 404


async def test_answers_are_what_the_description_says(easel, described, gemini):
    gemini.script.extend([local.Paint(), local.OnlyWords("No."), local.BadKey()])
    calls: list[dict[str, Any]] = [
        {"json": {"prompt": "a fox", "images": [b64(png())]}, "headers": {"Idempotency-Key": "k"}},
        {"json": {"prompt": "a fox"}},
        {"json": {"prompt": "a fox"}},
        {"json": {"prompt": "an owl"}, "headers": {"Idempotency-Key": "k"}},
        {"json": {"prompt": ""}},
        {"data": b"{}", "headers": {"Content-Encoding": "gzip"}},
        {"json": {"prompt": "a fox"}, "headers": {"Authorization": "Bearer no"}},
    ]

    seen = []
    async with calling(easel) as caller:
        for call in calls:
            async with caller.post(PATH, **call) as answer:
                seen.append(answer.status)
                await holds(described["paths"][PATH]["post"], answer)
        for path in ("/healthz", "/readyz", "/openapi.json", "/metrics"):
            async with caller.get(path) as answer:
                await holds(described["paths"][path]["get"], answer)

    assert seen == [200, 422, 500, 409, 400, 415, 401]


async def holds(operation, answer):
    """Check one answer against the description."""
    content = operation["responses"][str(answer.status)]["content"]
    if answer.content_type == "application/json":
        schema = content["application/json"]["schema"]
        Draft202012Validator(schema).validate(await answer.json())
    else:
        family = answer.content_type.partition("/")[0]
        assert {answer.content_type, f"{family}/*"} & set(content)


@pytest.mark.parametrize(
    "body",
    [
        {"prompt": "a fox"},
        {"prompt": "a fox", "aspectRatio": "16:9", "size": "2K", "imageOnly": False},
        {"prompt": ""},
        {"prompt": "x" * 4001},
        {"prompt": "a fox", "aspectRatio": "7:5"},
        {"prompt": "a fox", "size": "9K"},
        {"prompt": "a fox", "model": "gemini-gone"},
        {"prompt": "a fox", "images": "x"},
        {"prompt": "a fox", "images": ["x"] * 15},
        {"prompt": "a fox", "imageOnly": "yes"},
        {"prompt": "a fox", "url": "http://example.org"},
        {},
    ],
    ids=lambda body: json.dumps(body)[:60],
)
async def test_the_server_takes_what_the_description_takes_and_nothing_else(easel, described, body):
    content = described["paths"][PATH]["post"]["requestBody"]["content"]
    fits = Draft202012Validator(content["application/json"]["schema"]).is_valid(body)

    async with calling(easel) as caller:
        status, _ = await asked(caller, **body)

    assert (status == 200) is fits
    assert status in {200, 400}
