"""POST /recipe: what a caller over HTTP reads from a picture's file."""

import io
import json
from dataclasses import replace

import aiohttp
import pytest
from jsonschema_rs import Draft202012Validator

from bot.core.recipe import Recipe
from bot.imaging import metadata, xmp
from bot.web.openapi import document

from .calls import HTTP, asked, calling
from .conftest import png
from .stories import said, says, shown

pytestmark = pytest.mark.settings(**HTTP)

FOX = Recipe(prompt="a fox, 狐", model="gemini-nano-banana-2.1", aspect="16:9", lineage="")


@pytest.fixture
async def caller(easel):
    async with calling(easel) as caller:
        yield caller


def file(recipe):
    return metadata.with_packet(png(), lambda before: xmp.packet(recipe, before=before))


async def read(caller, **sent):
    async with caller.post("/recipe", **sent) as answer:
        found = await answer.json()
    operation = document({})["paths"]["/recipe"]["post"]
    content = operation["responses"][str(answer.status)]["content"]
    Draft202012Validator(content["application/json"]["schema"]).validate(found)
    return answer.status, found


async def test_what_a_posted_file_says_paints_it_again_over_http(caller, discord, gemini, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox", aspect="16:9")
    fox = await shown(discord, art)

    status, found = await read(caller, data=discord.file(fox.attachments[0]))

    assert (status, found["prompt"], found["aspectRatio"]) == (200, "a fox", "16:9")
    assert str(ada.id) not in json.dumps(found)
    assert len(gemini.calls) == 1, "reading paints nothing"
    del found["lineage"]
    assert (await asked(caller, **found))[0] == 200
    assert said(gemini)[-1][1] == "a fox"


async def test_a_form_may_bring_the_file(caller):
    form = aiohttp.FormData()
    form.add_field("image", file(FOX), filename="fox.png", content_type="image/png")

    found = {"prompt": FOX.prompt, "model": FOX.model, "aspectRatio": "16:9"}
    assert await read(caller, data=form) == (200, found)


async def test_what_can_not_be_used_today_is_left_out(caller):
    gone = replace(FOX, model="gemini-1-gone", aspect="7:5")

    assert await read(caller, data=file(gone)) == (200, {"prompt": FOX.prompt})


@pytest.mark.parametrize("data", [png(), b"", b"no picture", file(Recipe())])
async def test_a_file_that_says_nothing_is_answered_with_422(caller, data):
    status, found = await read(caller, data=data)

    assert status == 422
    assert says(found["error"], "recipe.none")


async def test_it_takes_a_token_and_a_limited_body(easel, caller):
    async with calling(easel, token="wrong") as stranger:
        assert (await read(stranger, data=file(FOX)))[0] == 401
    assert (await read(caller, data=io.BytesIO(bytes(32 * 1024**2 + 1))))[0] == 413
    zipped = {"Content-Encoding": "gzip"}
    assert (await read(caller, data=b"x", headers=zipped))[0] == 415
