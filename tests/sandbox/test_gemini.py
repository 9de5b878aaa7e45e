"""The local Gemini, met as plain scripts meet the real one: through the official library."""

import asyncio
import base64
import contextlib
import io
import time
from typing import Any

import aiohttp
import pillow_heif
import pytest
from aiohttp import web
from google import genai
from google.genai import errors, types
from PIL import Image

from bot.sandbox import gemini as local

MODEL = "gemini-nano-banana-2.1"


def png(colour="red", size=(64, 48)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def picture(data=None, mime="image/png"):
    return types.Part.from_bytes(data=data or png(), mime_type=mime)


def painted(response):
    return [p for p in response.parts if p.inline_data and not p.thought]


def opened(part):
    return Image.open(io.BytesIO(part.inline_data.data))


def config(**settings):
    return types.GenerateContentConfig(**settings)


@contextlib.asynccontextmanager
async def served(gemini, **runner_settings):
    app = web.Application()
    app.add_subapp("/gemini", gemini.application())
    runner = web.AppRunner(app, **runner_settings)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}/gemini"
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def connected(url, **http):
    options = types.HttpOptions(
        base_url=url, retry_options=types.HttpRetryOptions(attempts=1), **http
    )
    client = genai.Client(api_key="any", http_options=options)
    try:
        yield client.aio
    finally:
        await client.aio.aclose()
        client.close()


@pytest.fixture
def gemini():
    gemini = local.LocalGemini(clock=time.time)
    gemini.fast = gemini.keep_bodies = True
    return gemini


@pytest.fixture
async def url(gemini):
    async with served(gemini) as address:
        yield address


@pytest.fixture
async def client(url):
    async with connected(url) as client:
        yield client


@pytest.fixture
def raw(url):
    """Post plain JSON, as no library would send it."""

    async def post(body, *, model=MODEL, key="any", version="v1beta", method="generateContent"):
        headers = {"x-goog-api-key": key} if key else {}
        async with (
            aiohttp.ClientSession() as session,
            session.post(
                f"{url}/{version}/models/{model}:{method}",
                headers=headers,
                **({"data": body} if isinstance(body, bytes) else {"json": body}),
            ) as response,
        ):
            return response.status, await response.json()

    return post


def asked(*parts, role="user", **generation):
    body = {"contents": [{"role": role, "parts": list(parts)}]}
    return body | ({"generationConfig": generation} if generation else {})


# What plain scripts do


async def test_words_become_a_picture_with_words_beside_it(client):
    response = await client.models.generate_content(model=MODEL, contents="A red square")

    [part] = painted(response)
    assert part.as_image().mime_type == "image/png"
    assert opened(part).size == (1024, 1024)
    assert "a red square" in response.text.lower()
    assert part.thought_signature
    assert response.usage_metadata.candidates_tokens_details[0].token_count == 1120
    assert response.model_version == MODEL


async def test_a_script_with_nothing_but_the_environment_runs(url, monkeypatch):
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", url)
    monkeypatch.setenv("GEMINI_API_KEY", "whatever")

    def script():
        with genai.Client() as client:
            return client.models.generate_content(model=MODEL, contents="A boat")

    response = await asyncio.to_thread(script)

    assert len(painted(response)) == 1


async def test_a_script_as_googles_guides_write_it_edits_and_chats(url, monkeypatch):
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", url)
    monkeypatch.setenv("GEMINI_API_KEY", "whatever")
    wide = types.ImageConfig(aspect_ratio="16:9", image_size="2K")
    searching = config(response_modalities=["Text", "Image"], tools=[{"google_search": {}}])
    asked_for: list[Any] = ["make it night", Image.new("RGB", (64, 64))]

    def script():
        with genai.Client() as client:
            edited = client.models.generate_content(
                model="gemini-2.5-flash-image",
                contents=asked_for,
                config=config(response_modalities=["Image"]),
            )
            chat = client.chats.create(model=MODEL, config=searching)
            chat.send_message("a fox in the snow")
            larger = chat.send_message("add a hat", config=config(image_config=wide))
        return painted(edited), painted(larger)

    [[night], [larger]] = await asyncio.to_thread(script)

    assert opened(night).size == (1024, 1024)
    assert opened(larger).size == (2752, 1536)


async def test_a_picture_is_edited_in_its_own_shape(client):
    wide = png(size=(320, 160))

    response = await client.models.generate_content(
        model=MODEL, contents=[picture(wide), "Make it blue"]
    )

    width, height = opened(painted(response)[0]).size
    assert abs(width / height - 2) < 0.05


async def test_only_a_picture_comes_when_only_a_picture_is_wanted(client):
    wanted = config(
        response_modalities=["IMAGE"], image_config=types.ImageConfig(aspect_ratio="16:9")
    )

    response = await client.models.generate_content(model=MODEL, contents="Sea", config=wanted)

    assert response.text is None
    assert opened(painted(response)[0]).size == (1376, 768)


@pytest.mark.parametrize(
    ("model", "ratio", "size", "pixels"),
    [
        (MODEL, "1:1", "2K", (2048, 2048)),
        (MODEL, "1:8", "1K", (352, 2928)),
        ("gemini-3-pro-image", "21:9", "2K", (3168, 1344)),
        ("gemini-3.1-flash-image", "3:4", "512", (448, 600)),
        ("gemini-2.5-flash-image", "16:9", None, (1344, 768)),
    ],
)
async def test_every_model_paints_in_its_own_sizes(client, model, ratio, size, pixels):
    wanted = config(image_config=types.ImageConfig(aspect_ratio=ratio, image_size=size))

    response = await client.models.generate_content(model=model, contents="Sea", config=wanted)

    assert opened(painted(response)[0]).size == pixels


async def test_several_pictures_go_in_together(client, gemini):
    parts = ["Put 1 on 2", picture(png("red")), picture(png("blue")), picture(png("green"))]

    response = await client.models.generate_content(model=MODEL, contents=parts)

    assert len(painted(response)) == 1
    assert response.usage_metadata.prompt_tokens_details[1].token_count == 3 * 258
    assert sum(1 for p in gemini.calls[0].contents[0].parts if p.picture) == 3


async def test_a_chat_goes_on_with_its_signatures(client, gemini):
    chat = client.chats.create(
        model=MODEL,
        config=config(thinking_config=types.ThinkingConfig(include_thoughts=True)),
    )

    await chat.send_message("A red square")
    await chat.send_message("Now make it blue")
    response = await chat.send_message("And add a hat")

    assert len(painted(response)) == 1
    assert [c.role for c in gemini.calls[-1].contents] == ["user", "model"] * 2 + ["user"]


async def test_a_streamed_chat_goes_on_with_its_signatures(client):
    chat = client.chats.create(model=MODEL)
    pieces = [piece async for piece in await chat.send_message_stream("A red square")]

    again = [piece async for piece in await chat.send_message_stream("Bluer")]

    assert len(pieces) == len(again) == 2
    assert pieces[0].text
    assert pieces[-1].parts[0].inline_data
    assert pieces[-1].usage_metadata.total_token_count > 1120


async def test_thoughts_come_first_when_they_are_asked_for(client):
    wanted = config(thinking_config=types.ThinkingConfig(include_thoughts=True))

    response = await client.models.generate_content(model=MODEL, contents="Sea", config=wanted)

    assert [bool(part.thought) for part in response.parts] == [True, True, False, False]
    assert opened(response.parts[1]).format == "JPEG"


@pytest.mark.parametrize("named", ["Image", "image", "IMAGE"])
async def test_modalities_are_read_in_any_case(raw, named):
    body = asked({"text": "Sea"}, responseModalities=["Text", named])

    status, answer = await raw(body)

    assert status == 200
    assert [next(iter(part)) for part in answer["candidates"][0]["content"]["parts"]] == [
        "text",
        "inlineData",
    ]


async def test_a_picture_of_an_iphone_is_taken(client, gemini):
    out = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (96, 64), "red")).save(out)
    gemini.fast = False

    response = await client.models.generate_content(
        model=MODEL, contents=[picture(out.getvalue(), mime="image/heic"), "add a cat"]
    )

    assert opened(painted(response)[0]).size == (1248, 832)


async def test_the_tokens_of_a_request_are_counted(client):
    counted = await client.models.count_tokens(model=MODEL, contents=[picture(), "What is this?"])

    assert counted.total_tokens == 258 + 3


@pytest.mark.parametrize("version", ["v1", "v1beta", "v1alpha"])
async def test_every_version_paints(url, version):
    async with connected(url, api_version=version) as client:
        response = await client.models.generate_content(model=MODEL, contents="Sea")

    assert len(painted(response)) == 1


async def test_a_method_that_no_model_here_has_is_not_found(client):
    with pytest.raises(
        errors.ClientError, match=r"not supported for (batchE|e)mbedContent"
    ) as caught:
        await client.models.embed_content(model="gemini-embedding-001", contents="Sea")

    assert (caught.value.code, caught.value.status) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "upload/v1beta/files"),
        ("GET", "v1beta/files"),
        ("GET", "v1beta/files/abc"),
        ("POST", "v1beta/interactions"),
        ("GET", "v1alpha/interactions/abc"),
        ("POST", "v1beta/cachedContents"),
        ("GET", "v1beta/batches"),
        ("GET", "v1beta/openai/models"),
        ("DELETE", "v1beta/models/x"),
        ("GET", "v1beta/models/x:generateContent"),
    ],
)
async def test_what_the_sandbox_does_not_have_is_said_as_json(url, method, path):
    headers = {"x-goog-api-key": "any"}
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, f"{url}/{path}", headers=headers) as response,
    ):
        answer = await response.json()

    assert response.status == answer["error"]["code"] == 501
    assert answer["error"]["status"] == "UNIMPLEMENTED"


@pytest.mark.parametrize(
    "path", ["", "/", "/nonsense", "/v9/models", "/v9beta/models/x:generateContent"]
)
async def test_where_there_is_no_api_nothing_is_found(url, path):
    async with aiohttp.ClientSession() as session, session.get(f"{url}{path}") as response:
        answer = await response.json()

    assert response.status == answer["error"]["code"] == 404


async def test_the_models_are_listed_and_shown(client):
    listed = [model.name async for model in await client.models.list(config={"page_size": 3})]

    shown = await client.models.get(model=MODEL)

    assert f"models/{MODEL}" in listed
    assert len(listed) == len(set(listed)) > 5
    assert shown.name == f"models/{MODEL}"
    assert "generateContent" in shown.supported_actions


async def test_a_model_of_words_says_what_it_sees(client, gemini):
    [model, *_] = sorted(gemini.text_models)

    response = await client.models.generate_content(
        model=model, contents=[picture(png("red")), "What is this?"]
    )

    assert "64 by 48" in response.text
    assert "red" in response.text


async def test_a_model_of_words_answers_in_the_shape_asked_for(client, gemini):
    [model, *_] = sorted(gemini.text_models)
    schema = {
        "type": "OBJECT",
        "properties": {
            "alt_text": {"type": "STRING"},
            "tags": {"type": "ARRAY", "items": {"type": "STRING"}},
            "mood": {"type": "STRING", "enum": ["calm", "wild"]},
        },
    }

    response = await client.models.generate_content(
        model=model,
        contents=[picture(png("red")), "Describe"],
        config=config(response_mime_type="application/json", response_schema=schema),
    )

    assert response.parsed["mood"] == "calm"
    assert "red" in response.parsed["alt_text"]
    assert len(response.parsed["tags"]) == 1


# Chance and its fixing


async def test_the_same_words_give_another_picture_each_time(client):
    one = await client.models.generate_content(model=MODEL, contents="Sea")

    other = await client.models.generate_content(model=MODEL, contents="Sea")

    assert painted(one)[0].inline_data.data != painted(other)[0].inline_data.data


async def test_a_seed_gives_the_same_picture_again(client):
    fixed = config(seed=7)
    one = await client.models.generate_content(model=MODEL, contents="Sea", config=fixed)

    other = await client.models.generate_content(model=MODEL, contents="Sea", config=fixed)

    assert painted(one)[0].inline_data.data == painted(other)[0].inline_data.data


# Signatures


@pytest.fixture
async def history(client):
    """Two turns, the second the model's own, as a caller keeps them."""
    wanted = config(thinking_config=types.ThinkingConfig(include_thoughts=True))
    response = await client.models.generate_content(model=MODEL, contents="Sea", config=wanted)
    asked = types.UserContent("Sea")
    return [asked, response.candidates[0].content]


async def follow(client, history, *, model=MODEL):
    contents = [*history, types.UserContent("Now at night")]
    return await client.models.generate_content(model=model, contents=contents)


async def test_a_turn_kept_as_json_and_without_thoughts_still_fits(client, history):
    kept = types.Content.model_validate_json(history[1].model_dump_json(exclude_none=True))
    kept.parts = [part for part in kept.parts if not part.thought]

    response = await follow(client, [history[0], kept])

    assert len(painted(response)) == 1


async def test_a_picture_without_its_signature_is_refused(client, history):
    history[1].parts[-1].thought_signature = None

    with pytest.raises(errors.ClientError) as caught:
        await follow(client, history)

    assert caught.value.code == 400
    assert "Image part is missing a thought_signature in content position 2" in str(caught.value)


async def test_words_after_thinking_without_their_signature_are_refused(client, history):
    history[1].parts[2].thought_signature = None

    with pytest.raises(errors.ClientError, match="Text part is missing a thought_signature"):
        await follow(client, history)


async def test_another_picture_under_the_same_signature_is_refused(client, history):
    history[1].parts[-1].inline_data.data = png()

    with pytest.raises(errors.ClientError, match="Corrupted thought signature"):
        await follow(client, history)


async def test_a_turn_of_another_model_is_refused(client, history):
    with pytest.raises(errors.ClientError, match="Corrupted thought signature"):
        await follow(client, history, model="gemini-3-pro-image")


async def test_a_model_that_does_not_think_needs_no_signatures(client):
    model = "gemini-2.5-flash-image"
    response = await client.models.generate_content(model=model, contents="Sea")
    turn = response.candidates[0].content

    followed = await follow(client, [types.UserContent("Sea"), turn], model=model)

    assert painted(response)[0].thought_signature is None
    assert len(painted(followed)) == 1


async def test_a_users_picture_needs_no_signature(client):
    contents = [types.UserContent([picture(), "first"]), types.UserContent("again")]

    response = await client.models.generate_content(model=MODEL, contents=contents)

    assert len(painted(response)) == 1


# What the real one refuses


def inline(data=None, mime="image/png"):
    return {"inlineData": {"mimeType": mime, "data": base64.b64encode(data or png()).decode()}}


SEA = {"text": "Sea"}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"{", "Invalid JSON"),
        (b"[]", "Invalid JSON"),
        ({}, "contents is not specified"),
        ({"contents": []}, "contents is not specified"),
        ({"contents": [{"parts": []}]}, "must not be empty"),
        ({"contents": ["Sea"]}, "Invalid value at 'contents[0]'"),
        (asked({}), "required oneof field"),
        (asked(SEA, role="system"), "valid role"),
        (asked(SEA, role="model"), "last turn is a user turn"),
        (asked(SEA) | {"prompt": "Sea"}, 'Unknown name "prompt"'),
        (asked(SEA, aspectRatio="1:1"), "Unknown name \"aspectRatio\" at 'generation_config'"),
        (asked(SEA, imageConfig={"aspect": "1:1"}), "at 'generation_config.image_config'"),
        (asked(SEA, imageConfig={"aspectRatio": "5:3"}), "aspect_ratio"),
        (asked(SEA, imageConfig={"imageSize": "1k"}), "image_size"),
        (asked(SEA, imageConfig={"imageSize": "512"}), "image_size"),
        (asked(SEA, responseModalities=["PICTURE"]), "response_modalities"),
        (asked(SEA, candidateCount=2), "Multiple candidates"),
        (asked(SEA, seed="seven"), "seed"),
        (asked(SEA, thinkingConfig={"thinkingLevel": "LOW"}), "Thinking level"),
        (asked(SEA, inlineData=1), "Unknown name"),
        (asked({"inlineData": {"mimeType": "image/png", "data": "*"}}), "Base64"),
        (asked({"inlineData": {"mimeType": "image/png", "data": 7}}), "Base64"),
        (asked(inline(mime="image/gif")), "Unsupported MIME type: image/gif"),
        (asked(inline(mime="text/html")), "Unsupported MIME type: text/html"),
        (asked(inline(b"no picture at all")), "Unable to process input image"),
        (asked(inline(mime="image/jpeg")), "Unable to process input image"),
        (asked(inline(png(size=(90, 90))[:80])), "Unable to process input image"),
        (asked(*[inline()] * 15), "at most 14"),
        (asked({"fileData": {"fileUri": "https://example.com/a.png"}}), "Cannot fetch"),
    ],
)
async def test_a_request_out_of_order_is_refused(raw, gemini, body, sentence):
    status, answer = await raw(body)

    assert (status, answer["error"]["status"]) == (400, "INVALID_ARGUMENT")
    assert sentence in answer["error"]["message"]
    assert gemini.calls[-1].status == 400


async def test_the_oldest_model_takes_no_size(raw):
    body = asked(SEA, imageConfig={"imageSize": "1K"})

    status, answer = await raw(body, model="gemini-2.5-flash-image")

    assert status == 400
    assert "Image size is not supported" in answer["error"]["message"]


async def test_a_model_of_words_paints_nothing(raw, gemini):
    [model, *_] = gemini.text_models

    status, answer = await raw(asked(SEA, responseModalities=["IMAGE"]), model=model)

    assert status == 400
    assert "response modalities" in answer["error"]["message"]


async def test_an_unknown_model_is_not_found(client):
    with pytest.raises(errors.ClientError) as caught:
        await client.models.generate_content(model="gemini-1-image", contents="Sea")

    assert caught.value.code == 404
    assert "models/gemini-1-image is not found" in str(caught.value)


async def test_a_call_without_a_key_is_refused(raw, gemini):
    missing, answer = await raw(asked(SEA), key="")
    gemini.keys = {"right"}
    wrong, told = await raw(asked(SEA), key="wrong")
    right, _ = await raw(asked(SEA), key="right")

    assert (missing, answer["error"]["status"]) == (403, "PERMISSION_DENIED")
    assert (wrong, told["error"]["details"][0]["reason"]) == (400, "API_KEY_INVALID")
    assert right == 200


async def test_a_body_over_the_limit_is_refused(raw, monkeypatch):
    monkeypatch.setattr(local.server, "LARGEST_BODY", 1000)

    status, answer = await raw(asked({"text": "sea " * 1000}))

    assert status == 400
    assert "exceeds the limit" in answer["error"]["message"]


async def test_both_spellings_and_both_alphabets_are_read(raw, gemini):
    data = base64.urlsafe_b64encode(png("#fbeffe", size=(50, 50))).decode().rstrip("=")
    body = {
        "contents": {"parts": [{"inline_data": {"mime_type": "image/png", "data": data}}, SEA]},
        "generation_config": {
            "imageConfig": {"aspect_ratio": "3:2"},
            "response_modalities": ["IMAGE"],
        },
    }

    status, answer = await raw(body, version="v1")

    [part] = answer["candidates"][0]["content"]["parts"]
    assert status == 200
    assert Image.open(io.BytesIO(base64.b64decode(part["inlineData"]["data"]))).size == (1264, 848)
    assert gemini.calls[0].contents[0].role == "user"


async def test_a_stream_without_events_is_one_list(raw):
    status, answer = await raw(asked(SEA), method="streamGenerateContent")

    assert status == 200
    assert [list(piece["candidates"][0]["content"]["parts"][0]) for piece in answer] == [
        ["text", "thoughtSignature"],
        ["inlineData", "thoughtSignature"],
    ]


# What it can be told to do


async def test_a_limit_says_when_to_come_back(client, gemini):
    gemini.script.append(local.Limited(retry_delay=38.0))

    with pytest.raises(errors.ClientError) as caught:
        await client.models.generate_content(model=MODEL, contents="Sea")

    details = caught.value.details["error"]["details"]
    assert caught.value.status == "RESOURCE_EXHAUSTED"
    assert details[-1] == {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "38s"}
    assert gemini.calls[0].status == 429


async def test_a_key_without_billing_meets_a_limit_of_zero(client, gemini):
    gemini.script.append(local.Limited(retry_delay=None, limit_zero=True))

    with pytest.raises(errors.ClientError, match="limit: 0") as caught:
        await client.models.generate_content(model=MODEL, contents="Sea")

    assert "RetryInfo" not in str(caught.value.details)


@pytest.mark.parametrize(
    ("behaviour", "code", "status"),
    [
        (local.Overloaded(503), 503, "UNAVAILABLE"),
        (local.Overloaded(500), 500, "INTERNAL"),
        (local.BadKey(), 400, "INVALID_ARGUMENT"),
        (local.BadKey(403), 403, "PERMISSION_DENIED"),
        (local.Gone404(), 404, "NOT_FOUND"),
        (local.MissingSignature(), 400, "INVALID_ARGUMENT"),
    ],
)
async def test_an_error_is_sent_as_the_real_one_sends_it(client, gemini, behaviour, code, status):
    gemini.script.append(behaviour)

    with pytest.raises(errors.APIError) as caught:
        await client.models.generate_content(model=MODEL, contents="Sea")

    assert (caught.value.code, caught.value.status) == (code, status)


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (local.Withheld("IMAGE_SAFETY"), "IMAGE_SAFETY"),
        (local.Withheld("IMAGE_RECITATION"), "IMAGE_RECITATION"),
        (local.NoImage(), "NO_IMAGE"),
        (local.OnlyWords("I would rather not."), "STOP"),
    ],
)
async def test_an_answer_without_a_picture_says_why(client, gemini, behaviour, reason):
    gemini.script.append(behaviour)

    response = await client.models.generate_content(model=MODEL, contents="Sea")

    assert response.candidates[0].finish_reason == reason
    assert response.text in {None, "I would rather not."}


async def test_a_blocked_request_has_no_candidate(client, gemini):
    gemini.script.append(local.Blocked("SAFETY"))

    response = await client.models.generate_content(model=MODEL, contents="Sea")

    assert response.prompt_feedback.block_reason == "SAFETY"
    assert response.candidates is None
    assert response.parts is None


async def test_a_reason_of_tomorrow_is_sent_today(client, gemini):
    gemini.script.append(local.UnknownFinish())

    with pytest.warns(UserWarning, match="IMAGE_FROM_THE_FUTURE"):
        response = await client.models.generate_content(model=MODEL, contents="Sea")

    assert response.candidates[0].finish_reason.name == "IMAGE_FROM_THE_FUTURE"


@pytest.mark.parametrize(
    "behaviour",
    [local.CutBody(), local.Reset(), local.NotJson(), local.BadBase64()],
    ids=lambda behaviour: type(behaviour).__name__,
)
async def test_a_broken_answer_is_no_answer(client, gemini, behaviour):
    gemini.script.append(behaviour)

    with pytest.raises((aiohttp.ClientError, ValueError)) as caught:
        await client.models.generate_content(model=MODEL, contents="Sea")

    assert not isinstance(caught.value, errors.APIError)
    assert not gemini.calls[0].cancelled


async def test_an_empty_body_has_nothing_in_it(client, gemini):
    gemini.script.append(local.EmptyBody())

    response = await client.models.generate_content(model=MODEL, contents="Sea")

    assert response.candidates is None


async def test_a_redirect_is_sent_as_told(url, gemini):
    gemini.script.append(local.Redirect("http://127.0.0.1:9/elsewhere"))
    address = f"{url}/v1/models/{MODEL}:generateContent?key=any"

    async with (
        aiohttp.ClientSession() as session,
        session.post(address, json=asked(SEA), allow_redirects=False) as response,
    ):
        assert response.status == 302
        assert response.headers["Location"] == "http://127.0.0.1:9/elsewhere"


async def test_a_picture_can_be_told_in_every_detail(client, gemini):
    how = local.Paint(words="Ta-da", mime="image/jpeg", pictures=2, size=(90, 60), weight=50_000)
    gemini.script.append(how)

    response = await client.models.generate_content(model=MODEL, contents="Sea")

    one, other = painted(response)
    assert response.text == "Ta-da"
    assert (opened(one).format, opened(one).size) == ("JPEG", (90, 60))
    assert len(one.inline_data.data) == 50_000
    assert one.inline_data.data != other.inline_data.data
    assert response.parts[0].thought


async def test_a_corrupt_picture_is_none(client, gemini):
    gemini.script.append(local.Paint(corrupt=True))

    response = await client.models.generate_content(model=MODEL, contents="Sea")

    with pytest.raises(OSError, match=r"image file is truncated|broken|cannot identify"):
        opened(painted(response)[0]).load()


async def test_the_script_waits_for_a_request_in_order(raw, gemini):
    gemini.script.append(local.Overloaded())
    refused, _ = await raw({})

    status, _ = await raw(asked(SEA))

    assert (refused, status) == (400, 503)


async def test_a_gate_holds_paintings_back(client, gemini):
    gemini.gate = asyncio.Event()
    asking = asyncio.create_task(client.models.generate_content(model=MODEL, contents="Sea"))
    await gemini.until(lambda: gemini.in_flight == 1)

    waiting = not asking.done()
    gemini.gate.set()

    assert waiting
    assert painted(await asking)
    assert gemini.in_flight == 0


@pytest.mark.parametrize("told", [False, True], ids=["looking", "told by aiohttp"])
async def test_a_caller_who_leaves_is_written_down(gemini, told):
    gemini.script.append(local.Hang())
    async with served(gemini, handler_cancellation=told) as url, connected(url) as client:
        asking = asyncio.create_task(client.models.generate_content(model=MODEL, contents="Sea"))
        await gemini.until(lambda: gemini.calls and gemini.calls[0].body is not None)

        asking.cancel()
        await gemini.until(lambda: gemini.in_flight == 0)

    [call] = gemini.calls
    assert call.cancelled
    assert call.status is None


async def test_closing_waits_for_nothing_that_hangs(gemini):
    gemini.script.append(local.Hang())

    async def ask(url):
        address = f"{url}/v1/models/{MODEL}:generateContent?key=any"
        async with aiohttp.ClientSession() as s, s.post(address, json=asked(SEA)) as response:
            return response.status

    async with asyncio.timeout(5):
        async with served(gemini) as url:
            asking = asyncio.create_task(ask(url))
            await gemini.until(lambda: gemini.calls and gemini.calls[0].body is not None)

    assert gemini.in_flight == 0
    assert await asking == 503


async def test_what_hangs_goes_on_when_it_is_let_go(client, gemini):
    let_go = asyncio.Event()
    gemini.script.append(local.Hang(until=let_go))
    asking = asyncio.create_task(client.models.generate_content(model=MODEL, contents="Sea"))
    await gemini.until(lambda: gemini.in_flight == 1)

    let_go.set()

    assert painted(await asking)


async def test_the_bodies_are_kept_only_when_they_are_wanted(client, gemini):
    gemini.keep_bodies = False

    await client.models.generate_content(model=MODEL, contents="Sea")

    [call] = gemini.calls
    assert (call.body, call.contents) == (None, ())
    assert (call.model, call.status, call.cancelled) == (MODEL, 200, False)
    assert call.started_at <= call.ended_at


# What it says of its pictures


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("a tiefling", "doesn't know “tiefling”; the real model does"),
        ("a fox and a tiefling", "The rest is here: a fox and a tiefling."),
        ("hmmm", "doesn't know “hmmm”"),
        ("?", "I found nothing in your words that I could paint."),
        ("a fox", "a fox"),
        ("ein Wolpertinger", "Der Maler der Sandbox kennt „Wolpertinger“ nicht"),
        ("un renard et un dahu", "ne connaît pas « dahu »"),
        ("un zorro y un nahual", "no conoce «nahual»"),
        ("uma raposa e um saci", "não conhece “saci”"),
        ("赤いキツネと弁護士", "「弁護士」を知りません"),
    ],
)
async def test_it_says_what_it_painted_and_what_it_could_not(client, gemini, words, said):
    gemini.fast = False

    response = await client.models.generate_content(model=MODEL, contents=words)

    assert said.lower() in response.text.lower()


async def test_what_it_does_not_know_leaves_the_picture_alone(client, gemini):
    gemini.fast = False
    chat = client.chats.create(model=MODEL)
    first = await chat.send_message("a fox on a hill")

    second = await chat.send_message("turn it into a tiefling")

    assert "the image is as it was" in second.text.lower()
    assert painted(first)[0].inline_data.data == painted(second)[0].inline_data.data
