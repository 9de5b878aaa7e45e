"""POST /generate-image: what a caller over HTTP gets."""

import asyncio
import base64
import io
import time

import aiohttp
import pytest
from PIL import Image

from bot import web
from bot.app import open_app
from bot.config import BadConfig, Secrets
from bot.sandbox import gemini as local
from bot.sandbox.server import TOKEN
from bot.text.wording import say

from .calls import FIRST, HTTP, PATH, SECOND, asked, b64, calling, exchanged, spoken
from .conftest import easel_in, png
from .stories import said, says

ORIENTED = 0x0112  # EXIF: how a camera was held


pytestmark = pytest.mark.settings(**HTTP)


@pytest.fixture
async def caller(easel):
    async with calling(easel) as caller:
        yield caller


# Pictures


async def test_words_become_a_picture_of_the_shape_asked_for(caller, gemini):
    async with caller.post(PATH, json={"prompt": "a fox", "aspectRatio": "16:9"}) as answer:
        data = await answer.read()

    assert (answer.status, answer.content_type) == (200, "image/png")
    assert Image.open(io.BytesIO(data)).size == (1376, 768)
    assert said(gemini) == [("user", "a fox", [])]


async def test_the_answer_has_the_type_that_was_painted_and_its_bytes_untouched(caller, gemini):
    gemini.script.append(local.Paint(mime="image/jpeg", weight=3_000_000))

    async with caller.post(PATH, json={"prompt": "a fox"}) as answer:
        data = await answer.read()

    assert answer.content_type == "image/jpeg"
    assert len(data) >= 3_000_000
    assert data[:3] == b"\xff\xd8\xff"


@pytest.mark.parametrize(
    ("field", "modalities"),
    [({}, ["IMAGE"]), ({"imageOnly": True}, ["IMAGE"]), ({"imageOnly": False}, ["TEXT", "IMAGE"])],
)
async def test_image_only_is_what_the_model_is_told_unless_words_are_welcome(
    caller, gemini, field, modalities
):
    await asked(caller, prompt="a fox", **field)

    assert gemini.calls[-1].body["generationConfig"]["responseModalities"] == modalities


async def test_model_and_size_can_be_chosen(caller, gemini):
    status, data = await asked(caller, prompt="a fox", model="gemini-3-pro-image", size="2K")

    assert status == 200
    assert Image.open(io.BytesIO(data)).size == (2048, 2048)
    assert gemini.calls[-1].model == "gemini-3-pro-image"


async def test_a_quality_chooses_the_model_where_none_is_named(caller, gemini):
    for body in ({"quality": "careful"}, {"quality": "careful", "model": "gemini-nano-banana-2.1"}):
        async with caller.post(PATH, json={"prompt": "a fox"} | body) as answer:
            assert answer.status == 200
    async with caller.post(PATH, json={"prompt": "a fox", "quality": "best"}) as answer:
        assert answer.status == 400

    assert [call.model for call in gemini.calls] == ["gemini-3-pro-image", "gemini-nano-banana-2.1"]
    config = gemini.calls[-1].body["generationConfig"]
    assert config["thinkingConfig"] == {"thinkingLevel": "HIGH"}


async def test_pictures_in_base64_go_to_the_model_in_order_and_without_metadata(caller, gemini):
    exif = Image.Exif()
    exif[ORIENTED] = 6
    turned = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(turned, "JPEG", exif=exif)
    images = [
        b64(turned.getvalue()),
        base64.urlsafe_b64encode(png("blue", (30, 30))).decode(),
        base64.encodebytes(png("lime", (10, 50))).decode(),
    ]

    status, _ = await asked(caller, prompt="join them", images=images)

    assert status == 200
    [(_, words, pictures)] = said(gemini)
    opened = [Image.open(io.BytesIO(data)) for data in pictures]
    assert words == "join them"
    assert [picture.size for picture in opened] == [(20, 40), (30, 30), (10, 50)]
    assert not opened[0].getexif()


async def test_a_form_with_files_works_like_json(caller, gemini):
    form = aiohttp.FormData()
    form.add_field("prompt", "a hat – for each, d'accord?")
    form.add_field("images", png("red", (20, 40)), filename="a.png", content_type="image/png")
    form.add_field("images", png("blue", (30, 30)), filename="../b", content_type="text/html")
    form.add_field("images", b"", filename="")  # what a browser sends for a field left empty
    form.add_field("aspectRatio", "1:1")
    form.add_field("imageOnly", "false")

    async with caller.post(PATH, data=form) as answer:
        assert (answer.status, answer.content_type) == (200, "image/png")

    [(_, words, pictures)] = said(gemini)
    assert words == "a hat – for each, d'accord?"
    assert [Image.open(io.BytesIO(data)).size for data in pictures] == [(20, 40), (30, 30)]


@pytest.mark.parametrize(
    "kind",
    [
        "application/json; charset=utf-8",
        "application/x-www-form-urlencoded",  # what curl -d says
        "text/plain",
        "application/octet-stream",
        "multipart/mixed; boundary=b",
        "none at all",
        "",
    ],
)
async def test_json_is_read_whatever_its_content_type_says(caller, kind):
    sending = {"data": b'{"prompt": "a fox", "images": null}', "headers": {"Content-Type": kind}}

    async with caller.post(PATH, **sending) as answer:
        assert answer.status == 200


async def test_a_caller_who_waits_for_100_is_told_to_go_on_once_its_token_is_known(easel):
    body = '{"prompt": "a fox"}'
    head = f"POST {PATH} HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: {len(body)}\r\n"

    stranger, _, _ = await spoken(easel.app.http_address, f"{head}\r\n")
    caller = await exchanged(
        easel.app.http_address, f"{head}Host: x\r\nAuthorization: Bearer {FIRST}\r\n\r\n", body
    )

    assert stranger == 401
    assert caller == [100, 200]


# No picture


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (local.OnlyWords("I'd rather not."), "I'd rather not."),
        (local.Blocked("SAFETY"), say("blocked.SAFETY")),
        (local.Withheld("IMAGE_RECITATION"), say("withheld.IMAGE_RECITATION")),
        (local.NoImage(), say("no_image")),
        (local.UnknownFinish(), say("withheld")),
    ],
)
async def test_an_answer_without_a_picture_is_422_and_says_why(caller, gemini, script, message):
    gemini.script.append(script)

    status, answer = await asked(caller, prompt="a fox")

    assert status == 422
    assert answer["error"] == "no_image_returned"
    assert answer["messages"] == [message]


async def test_a_busy_gemini_is_503_and_the_same_key_asks_again_then(easel, caller, gemini):
    gemini.script.append(local.Limited(9999.0))

    async with caller.post(
        PATH, json={"prompt": "a fox"}, headers={"Idempotency-Key": "k"}
    ) as first:
        busy = await first.json()
    easel.ahead += 9999
    second, _ = await asked(caller, prompt="a fox", key="k")

    assert (first.status, first.headers["Retry-After"]) == (503, "30")
    assert says(busy["error"], "crowded")
    assert second == 200


async def test_what_only_the_operator_can_mend_is_500_in_words(caller, gemini):
    gemini.script.append(local.BadKey())

    status, answer = await asked(caller, prompt="a fox")

    assert status == 500
    assert says(answer["error"], "broken.key")


# The same call again


async def test_the_same_key_is_painted_once(caller, gemini):
    gemini.gate = asyncio.Event()
    going = [asyncio.create_task(asked(caller, prompt="a fox", key="one")) for _ in range(3)]
    await gemini.until(lambda: gemini.in_flight == 1)

    gemini.gate.set()
    answers = await asyncio.gather(*going)
    later = await asked(caller, prompt="a fox", key="one")

    assert [status for status, _ in (*answers, later)] == [200] * 4
    assert len({data for _, data in (*answers, later)}) == 1
    assert len(gemini.calls) == 1


async def test_the_same_key_with_the_same_refusal_is_asked_once(caller, gemini):
    gemini.script.append(local.Blocked("SAFETY"))

    answers = [await asked(caller, prompt="a fox", key="one") for _ in range(2)]

    assert [status for status, _ in answers] == [422, 422]
    assert len(gemini.calls) == 1


async def test_the_same_key_with_another_body_is_409(caller, gemini):
    await asked(caller, prompt="a fox", key="one", images=[b64(png("red"))])

    words = await asked(caller, prompt="a cat", key="one", images=[b64(png("red"))])
    pictures = await asked(caller, prompt="a fox", key="one", images=[b64(png("blue"))])

    assert (words[0], pictures[0]) == (409, 409)
    assert says(words[1]["error"], "http.key.reused")
    assert len(gemini.calls) == 1


async def test_a_key_belongs_to_its_token(easel, gemini):
    async with calling(easel) as one, calling(easel, token=SECOND) as other:
        first = await asked(one, prompt="a fox", key="one")
        second = await asked(other, prompt="a cat", key="one")

    assert (first[0], second[0]) == (200, 200)
    assert len(gemini.calls) == 2


async def test_a_caller_who_leaves_finds_the_picture_under_its_key(caller, gemini):
    gemini.gate = asyncio.Event()
    leaving = asyncio.create_task(asked(caller, prompt="a fox", key="one"))
    await gemini.until(lambda: gemini.in_flight == 1)
    leaving.cancel()
    await asyncio.gather(leaving, return_exceptions=True)

    gemini.gate.set()
    status, _ = await asked(caller, prompt="a fox", key="one")

    assert status == 200
    assert len(gemini.calls) == 1
    assert not gemini.calls[0].cancelled


async def test_the_picture_of_a_key_is_there_after_a_restart(easel, gemini):
    async with calling(easel) as caller:
        before = await asked(caller, prompt="a fox", key="one")
    await easel.stop()
    await easel.start()

    async with calling(easel) as caller:
        after = await asked(caller, prompt="a fox", key="one")

    assert before == after
    assert len(gemini.calls) == 1


async def test_a_picture_that_is_not_kept_any_more_is_410(easel, caller):
    await asked(caller, prompt="a fox", key="one")
    for file in (easel.folder / "pictures").glob("*/*"):
        file.unlink()

    status, answer = await asked(caller, prompt="a fox", key="one")

    assert status == 410
    assert says(answer["error"], "http.gone")


# Limits


async def test_each_token_has_a_persons_limits(tmp_path):
    async with easel_in(tmp_path, limits={"person_waiting": 2}, **HTTP) as easel:
        easel.gemini.gate = asyncio.Event()
        async with calling(easel) as one, calling(easel, token=SECOND) as other:
            going = [asyncio.create_task(asked(one, prompt=f"fox {n}")) for n in range(2)]
            await easel.gemini.until(lambda: easel.gemini.in_flight == 2)
            third = await asked(one, prompt="a third fox")
            going.append(asyncio.create_task(asked(other, prompt="a cat")))
            await easel.gemini.until(lambda: easel.gemini.in_flight == 3)
            easel.gemini.gate.set()
            answers = await asyncio.gather(*going)

    assert third[0] == 429
    assert "2 requests waiting" in third[1]["error"]
    assert [status for status, _ in answers] == [200, 200, 200]


@pytest.mark.parametrize(
    ("limits", "seconds"), [({"person_daily": 1}, 3 * 3600), ({"person_waiting": 1}, 30)]
)
async def test_a_limit_that_is_reached_says_when_to_ask_again(tmp_path, limits, seconds):
    async with easel_in(tmp_path, limits=limits, **HTTP) as easel:
        easel.ahead = 21 * 3600 - time.time() % 86_400  # three hours before the day ends
        easel.gemini.gate = asyncio.Event()
        async with calling(easel) as caller:
            first = asyncio.create_task(asked(caller, prompt="a fox"))
            await easel.gemini.until(lambda: easel.gemini.in_flight == 1)
            async with caller.post(PATH, json={"prompt": "a second fox"}) as second:
                pass
            easel.gemini.gate.set()
            await first

    assert second.status == 429
    assert seconds - 60 <= int(second.headers["Retry-After"]) <= seconds


async def test_who_waits_when_easel_stops_is_told_to_come_again_and_gets_the_picture(easel, gemini):
    gemini.gate = asyncio.Event()
    async with calling(easel) as caller:
        going = {key: asyncio.create_task(asked(caller, prompt="a fox", key=key)) for key in "abc"}
        await gemini.until(lambda: gemini.in_flight == 2)  # two at once; the third waits
        stopping = asyncio.create_task(easel.stop())
        while easel.app.engine.submissions._open:
            await asyncio.sleep(0)
        late, told = await asked(caller, prompt="a late fox")
        gemini.gate.set()
        answers = {key: await answer for key, answer in going.items()}
        await stopping
    [waited] = [key for key, (status, _) in answers.items() if status != 200]
    await easel.start()
    async with calling(easel) as caller:
        after, _ = await asked(caller, prompt="a fox", key=waited)

    assert late == 503
    assert "restart" in told["error"]
    assert answers[waited][0] == 503
    assert says(answers[waited][1]["error"], "http.key.stopping")
    assert after == 200


# The door


@pytest.mark.parametrize("token", [FIRST, SECOND])
async def test_every_token_opens_the_door(easel, token):
    async with calling(easel, token=token) as caller:
        status, _ = await asked(caller, prompt="a fox")

    assert status == 200


async def test_an_open_door_without_a_token_is_refused_at_the_start(tmp_path, easel):
    config = easel.config()
    await easel.stop()

    with pytest.raises(BadConfig, match="EASEL_HTTP_TOKEN: it is not set"):
        async with open_app(config, Secrets(discord=TOKEN, gemini="sandbox")):
            pass


async def test_an_address_that_is_taken_is_one_clear_sentence(easel):
    port = int(easel.app.http_address.rpartition(":")[2])

    with pytest.raises(BadConfig, match=f"I can't listen on 127.0.0.1:{port} .*Stop what uses it"):
        async with web.open_server(
            easel.app.engine, easel.app.health, ("127.0.0.1", port), tokens=["x"]
        ):
            pass
