"""What the HTTP door refuses: each with a status and a sentence, and never a 500."""

import asyncio
import contextlib
import gzip
import io
import json
import logging

import pytest
import pytest_asyncio

from bot import web
from bot.web.server import Timeouts

from .calls import FIRST, HTTP, PATH, SECOND, asked, b64, calling, spoken
from .conftest import easel_in, png

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def http_server(tmp_path_factory):
    """One Easel for all the calls that leave nothing behind."""
    async with easel_in(tmp_path_factory.mktemp("door"), **HTTP) as easel:
        yield easel


# Who may ask


@pytest.mark.parametrize(
    "said",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer first",
        "Bearer first-key,second-kéy",
        "Bearer first-keyé",
        "Bearer \udcff\udcfe",
        "Basic first-key",
        "first-key",
        f"Bearer {'x' * 7000}",
    ],
)
async def test_without_a_known_token_it_is_401(http_server, said):
    headers = {} if said is None else {"Authorization": said}
    raw = "".join(f"{name}: {value}\r\n" for name, value in headers.items())

    status, head, body = await spoken(
        http_server.app.http_address, f"POST {PATH} HTTP/1.1\r\n{raw}\r\n"
    )

    assert status == 401
    assert "www-authenticate: bearer" in head.lower()
    assert "Authorization: Bearer" in json.loads(body)["error"]


# Bad input


def form(*parts, end=b"--b--\r\n"):
    """A multipart body with the boundary b; each part is its head and content."""
    return b"".join(b"--b\r\n" + head + b"\r\n\r\n" + body + b"\r\n" for head, body in parts) + end


def named(name, extra=b""):
    return b'Content-Disposition: form-data; name="' + name + b'"' + extra


FORM = "multipart/form-data; boundary=b"
WORDS = (named(b"prompt"), b"a fox")
JSON = "application/json"
BAD_JSON = "The body is not JSON I can read."
BAD_FORM = "The body is not multipart/form-data I can read."
BAD_IMAGES = "images must be a list of up to 14 images in base64"
REQUIRED = "prompt is required"
TEN = "aspectRatio must be one of 1:1, 2:3, 3:2, 3:4, 4:3, 4:5, 5:4, 9:16, 16:9, 21:9"


def payload(**fields):
    return json.dumps({"prompt": "a fox"} | fields).encode()


BAD = {  # name: body, type, status, and what the error begins with
    "nothing": (b"", JSON, 400, BAD_JSON),
    "no object": (b"{}", JSON, 400, REQUIRED),
    "empty prompt": (payload(prompt=""), JSON, 400, REQUIRED),
    "blank prompt": (payload(prompt=" \n\u200b\u0000"), JSON, 400, REQUIRED),
    "null prompt": (payload(prompt=None), JSON, 400, REQUIRED),
    "number as prompt": (payload(prompt=7), JSON, 400, REQUIRED),
    "list as prompt": (payload(prompt=["a fox"]), JSON, 400, REQUIRED),
    "long prompt": (payload(prompt="x" * 4001), JSON, 400, "prompt: That is 4,001 characters"),
    "huge prompt": (
        payload(prompt="x" * 9_000_000),
        JSON,
        400,
        "prompt: That is 9,000,000 characters",
    ),
    "list": (b"[1]", JSON, 400, "The body must be a JSON object."),
    "string": (b'"a fox"', JSON, 400, "The body must be a JSON object."),
    "null": (b"null", JSON, 400, "The body must be a JSON object."),
    "NaN": (b'{"prompt": NaN}', JSON, 400, BAD_JSON),
    "Infinity": (b'{"prompt": "x", "size": -Infinity}', JSON, 400, BAD_JSON),
    "unfinished": (b'{"prompt": "a fo', JSON, 400, BAD_JSON),
    "two values": (b"{} {}", JSON, 400, BAD_JSON),
    "UTF-16": ('{"prompt": "x"}'.encode("utf-16"), JSON, 400, BAD_JSON),
    "bad UTF-8": (b'{"prompt": "\xff"}', JSON, 400, BAD_JSON),
    "byte order mark": (b'\xef\xbb\xbf{"prompt": "x"}', JSON, 400, BAD_JSON),
    "deep lists": (b"[" * 200_000, JSON, 400, BAD_JSON),
    "deep objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, JSON, 400, BAD_JSON),
    "endless number": (b'{"prompt": ' + b"1" * 100_000 + b"}", JSON, 400, BAD_JSON),
    "millions of values": (b"[" + b"[]," * 1_000_000 + b"[]]", JSON, 400, BAD_JSON),
    "aspect": (payload(aspectRatio="16:10"), JSON, 400, TEN + ", 1:4"),
    "aspect as number": (payload(aspectRatio=1.5), JSON, 400, TEN),
    "aspect as list": (payload(aspectRatio=["1:1"]), JSON, 400, TEN),
    "aspect the model has not": (
        payload(aspectRatio="8:1", model="gemini-3-pro-image"),
        JSON,
        400,
        TEN,
    ),
    "size": (payload(size="8K"), JSON, 400, "size must be one of 1K, 2K, 4K"),
    "size in small letters": (payload(size="2k"), JSON, 400, "size must be one of"),
    "size as object": (payload(size={}), JSON, 400, "size must be one of"),
    "model": (payload(model="../x"), JSON, 400, "model must be one of gemini-nano-banana-2.1"),
    "a model that has ended": (
        payload(model="gemini-3.1-flash-image"),
        JSON,
        400,
        "model must be one of gemini-nano-banana-2.1, gemini-3-pro-image, gemini-3.1-flash-lite",
    ),
    "model as number": (payload(model=0), JSON, 400, "model must be one of"),
    "flag as word": (payload(imageOnly="true"), JSON, 400, "imageOnly must be true or false"),
    "flag as number": (payload(imageOnly=1), JSON, 400, "imageOnly must be true or false"),
    "unknown field": (payload(aspect_ratio="1:1"), JSON, 400, "There is no field aspect_ratio."),
    "address": (payload(imageUrl="http://127.0.0.1/"), JSON, 400, "There is no field imageUrl."),
    "odd field": (payload(**{"{0.x}\ud800": 1}), JSON, 400, "There is no field {0.x}"),
    "images as word": (payload(images=b64(png())), JSON, 400, BAD_IMAGES),
    "images as objects": (payload(images=[{"url": "http://x/"}]), JSON, 400, BAD_IMAGES),
    "15 images": (payload(images=[b64(png())] * 15), JSON, 400, BAD_IMAGES),
    "no base64": (payload(images=["a fox!"]), JSON, 400, "images[0] must be an image in base64"),
    "cut base64": (payload(images=["QUJDR"]), JSON, 400, "images[0] must be an image in base64"),
    "too long base64": (
        payload(images=["QUJD="]),
        JSON,
        400,
        "images[0] must be an image in base64",
    ),
    "base64 é": (payload(images=["é"]), JSON, 400, "images[0] must be an image in base64"),
    "data address": (
        payload(images=[b64(png()), "data:image/png;base64,AAAA"]),
        JSON,
        400,
        "images[1] must be an image in base64, with nothing before it",
    ),
    "link as image": (payload(images=["http://127.0.0.1/x.png"]), JSON, 400, "images[0] must be"),
    "empty image": (payload(images=[""]), JSON, 400, "images[0]: That file is empty."),
    "no picture": (
        payload(images=[b64(b"<html>")]),
        JSON,
        400,
        "images[0]: I can't read that file",
    ),
    "SVG": (payload(images=[b64(b"<svg></svg>")]), JSON, 400, "images[0]: I can't read SVG files."),
    "cut picture": (payload(images=[b64(png()[:60])]), JSON, 400, "images[0]: "),
    "form without prompt": (form((named(b"size"), b"1K")), FORM, 400, REQUIRED),
    "form with two prompts": (form(WORDS, WORDS), FORM, 400, "prompt is given twice"),
    "form with a bad prompt": (
        form((named(b"prompt"), b"\xff")),
        FORM,
        400,
        "prompt must be UTF-8",
    ),
    "form flag": (form(WORDS, (named(b"imageOnly"), b"1")), FORM, 400, "imageOnly must be"),
    "form size": (form(WORDS, (named(b"size"), b"8K")), FORM, 400, "size must be one of"),
    "form field": (form(WORDS, (named(b"url"), b"x")), FORM, 400, "There is no field url."),
    "form picture": (form(WORDS, (named(b"images"), b"x")), FORM, 400, "images[0]: I can't read"),
    "15 files": (form(WORDS, *[(named(b"images"), png())] * 15), FORM, 400, BAD_IMAGES),
    "200 files": (form(WORDS, *[(named(b"images"), b"x")] * 200), FORM, 400, BAD_FORM),
    "unfinished form": (form(WORDS, end=b""), FORM, 400, BAD_FORM),
    "unfinished head": (b"--b\r\nContent-Dispo", FORM, 400, BAD_FORM),
    "form without a name": (form((b"Content-Type: text/plain", b"x")), FORM, 400, BAD_FORM),
    "form without heads": (b"--b\r\n\r\na fox\r\n--b--", FORM, 400, BAD_FORM),
    "form of nothing": (b"", FORM, 400, BAD_FORM),
    "form that only ends": (b"--b--", FORM, 400, REQUIRED),
    "form with another boundary": (form(WORDS), "multipart/form-data; boundary=c", 400, BAD_FORM),
    "form without boundary": (form(WORDS), "multipart/form-data", 400, BAD_FORM),
    "form with a strange boundary": (
        form(WORDS),
        "multipart/form-data; boundary*=utf-8''%c3%a9",
        400,
        BAD_FORM,
    ),
    "form part in base64": (
        form((named(b"prompt", b"\r\nContent-Transfer-Encoding: base64"), b"YQ==")),
        FORM,
        400,
        BAD_FORM,
    ),
    "form in a form": (
        form((b"Content-Type: multipart/mixed; boundary=c", b"--c--")),
        FORM,
        400,
        BAD_FORM,
    ),
    "a form's address": (b"prompt=a+fox", "application/x-www-form-urlencoded", 400, BAD_JSON),
    "words": (b"a fox", "text/plain", 400, BAD_JSON),
    "another kind of form": (form(WORDS), "multipart/mixed; boundary=b", 400, BAD_JSON),
    "form of nonsense": (form(WORDS), "multipart/form-data/x; =; boundary=b", 400, BAD_JSON),
    "a field twice": (b'{"prompt": "a", "prompt": "b"}', JSON, 400, "prompt is given twice"),
    "a field twice, written otherwise": (
        b'{"size": "1K", "s\\u0069ze": "2K", "prompt": "a"}',
        JSON,
        400,
        "size is given twice",
    ),
    "unknown null": (payload(aspect_ratio=None), JSON, 400, "There is no field aspect_ratio."),
    "100,000 fields": (
        json.dumps({str(n): n for n in range(100_000)}).encode(),
        JSON,
        400,
        BAD_JSON,
    ),
    "number as image": (payload(images=[7]), JSON, 400, BAD_IMAGES),
    "null as image": (payload(images=[None]), JSON, 400, BAD_IMAGES),
    "blank image": (payload(images=[" \n"]), JSON, 400, "images[0]: That file is empty."),
    "half a pair as image": (
        payload(images=["\ud800"]),
        JSON,
        400,
        "images[0] must be an image in",
    ),
    "four images for a model of three": (
        payload(images=[b64(png())] * 4, model="gemini-2.5-flash-image"),
        JSON,
        400,
        "images must be a list of up to 3 images in base64",
    ),
    "spaces around a long prompt": (
        payload(prompt="x" * 3999 + "  "),
        JSON,
        400,
        "prompt: That is 4,001 characters",
    ),
    "empty file": (
        form(WORDS, (named(b"images", b'; filename="a.png"'), b"")),
        FORM,
        400,
        "images[0]: That file is empty.",
    ),
    "empty size in a form": (form(WORDS, (named(b"size"), b"")), FORM, 400, "size must be one of"),
    **{
        f"part with {name}": (form((named(b"prompt", extra), b"a fox")), FORM, 400, BAD_FORM)
        for name, extra in {
            "a transfer encoding of another alphabet": b"\r\nContent-Transfer-Encoding: b\xe9",
            "a transfer encoding in marks": b"\r\nContent-Transfer-Encoding: =?utf-8?q?7bit?=",
            "two transfer encodings": b"\r\nContent-Transfer-Encoding: 8bit" * 2,
            "a folded header": b"\r\nContent-Transfer-Encoding:\r\n 8bit",
            "a header without a name": b"\r\n: x",
            "a header without a colon": b"\r\nContent-Type",
            "a parameter twice": b'; name="size"',
            "an open quotation": b'; filename="a',
            "8,192 bytes of head": b"\r\nX: " + b"y" * 8192,
        }.items()
    },
    **{
        f"form with {name} for a boundary": (form(WORDS), kind, 400, BAD_FORM)
        for name, kind in {
            "nothing": "multipart/form-data; boundary=",
            "two": "multipart/form-data; boundary=b; boundary=b",
            "another alphabet": "multipart/form-data; boundary=\u00e9",
            "71 characters": f"multipart/form-data; boundary={'b' * 71}",
            "5,000 digits": f"multipart/form-data; boundary*{'9' * 5000}=b",
            "charset undefined": "multipart/form-data; boundary*=undefined''b",
            "an open quotation": 'multipart/form-data; boundary="b',
        }.items()
    },
}


@pytest.mark.parametrize("row", BAD.values(), ids=BAD.keys())
async def test_bad_input_is_reported_in_a_sentence_and_never_a_500(http_server, row):
    body, kind, status, begins = row
    sending = {"data": io.BytesIO(body), "headers": {"Content-Type": kind}}
    async with calling(http_server) as caller, caller.post(PATH, **sending) as answer:
        told = await answer.json()

    assert answer.status == status, told
    assert told["error"].startswith(begins), told
    assert not http_server.gemini.calls


@pytest.mark.parametrize("key", ["", "x" * 201, "a b", "é", "a\tb"])
async def test_a_key_that_is_none_is_400(http_server, key):
    async with calling(http_server) as caller:
        headers = {"Idempotency-Key": key}
        async with caller.post(PATH, json={"prompt": "a fox"}, headers=headers) as answer:
            told = await answer.json()

    assert answer.status == 400
    assert told["error"] == "Idempotency-Key must be 1 to 200 visible ASCII characters"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "gzip, gzip"])
async def test_a_packed_body_is_refused_unread(http_server, encoding):
    bomb = gzip.compress(b"\0" * 10_000_000)
    headers = {"Content-Encoding": encoding, "Content-Type": JSON}
    sending = {"data": io.BytesIO(bomb), "headers": headers}

    async with calling(http_server) as caller, caller.post(PATH, **sending) as answer:
        told = await answer.json()

    assert answer.status == 415
    assert told["error"] == "Send the body as it is, without Content-Encoding."


async def test_a_body_that_says_it_is_too_large_is_413_before_it_is_sent(http_server):
    head = (
        f"POST {PATH} HTTP/1.1\r\nAuthorization: Bearer {FIRST}\r\nContent-Type: {JSON}\r\n"
        f"Content-Length: {64 * 1024**2 + 1}\r\n\r\n"
    )

    status, _, body = await spoken(http_server.app.http_address, head)

    assert status == 413
    assert json.loads(body) == {"error": "The body can be up to 64 MB."}


async def test_a_body_that_does_not_say_how_large_it_is_is_413_at_64_mb(http_server):
    async def endless():
        for _ in range(70):
            yield b" " * 1024**2

    sending = {"data": endless(), "headers": {"Content-Type": JSON}}
    async with calling(http_server) as caller, caller.post(PATH, **sending) as answer:
        told = await answer.json()

    assert answer.status == 413
    assert told == {"error": "The body can be up to 64 MB."}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/generate-image/", 404),
        ("POST", "/Generate-Image", 404),
        ("GET", "/generate-image%00", 404),
        ("GET", "/generate-image%2F..%2F..%2Fetc%2Fpasswd", 404),
        ("GET", "/../../etc/passwd", 404),
        ("GET", "/%ff%fe", 404),
        ("POST", "//generate-image", 404),
        ("GET", "/generate-image", 405),
        ("DELETE", "/generate-image", 405),
        ("PROPFIND", "/generate-image", 405),
        ("POST", "/healthz", 405),
    ],
)
async def test_other_addresses_and_methods_are_reported_apart_in_json(
    http_server, method, path, status
):
    got, head, body = await spoken(
        http_server.app.http_address, f"{method} {path} HTTP/1.1\r\n\r\n"
    )

    assert got == status
    assert json.loads(body)["error"]
    assert ("allow: " in head.lower()) == (status == 405)


async def test_health_is_reported_to_anyone(http_server):
    async with calling(http_server, token=None) as caller, caller.get("/healthz") as answer:
        told = await answer.json()

    assert (answer.status, told) == (200, {"status": "ok"})


# Slow callers


async def test_a_head_that_does_not_come_closes_the_connection(http_server):
    async with served(http_server, timeouts=Timeouts(idle=0.2)) as address:
        silent, first, second = await asyncio.gather(
            spoken(address, ""),
            spoken(address, "GET /healthz HTTP/1.1\r\nAccept: "),
            spoken(address, "GET /healthz HTTP/1.1\r\n\r\nGET /heal"),
        )

    assert (silent[0], first[0]) == (None, None)
    assert second[0] == 200


async def test_a_body_that_does_not_come_is_408(http_server):
    head = (
        f"POST {PATH} HTTP/1.1\r\nAuthorization: Bearer {FIRST}\r\nContent-Type: {JSON}\r\n"
        'Content-Length: 1000\r\n\r\n{"prompt": "'
    )

    async with served(http_server, timeouts=Timeouts(body=0.2)) as address:
        status, _, _ = await spoken(address, head)

    assert status == 408


async def test_no_prompt_reaches_the_log(http_server, caplog):
    canary = "zanzibar-canary"
    head = f"POST {PATH} HTTP/1.1\r\nAuthorization: Bearer {FIRST}\r\nContent-Type: {JSON}\r\n"
    caplog.set_level(logging.DEBUG, logger="bot")

    with contextlib.suppress(ConnectionError):
        await spoken(
            http_server.app.http_address,
            f"{head}Transfer-Encoding: chunked\r\n\r\n{canary}\r\n\r\n",
        )
    async with calling(http_server, token=SECOND) as caller:
        await asked(caller, prompt=canary, size=canary)
        await asked(caller, prompt=canary, images=[b64(canary.encode())])

    assert canary not in caplog.text
    assert "HTTP connection failed: error=BadHttpMessage" in caplog.text


def served(easel, **limits):
    """Another server of the same engine, with shorter timeouts."""
    return web.open_server(
        easel.app.engine, easel.app.health, ("127.0.0.1", 0), tokens=[FIRST], **limits
    )
