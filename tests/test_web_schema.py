"""The OpenAPI document and the code that reads bodies are of one mind: what either refuses."""

import base64
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator

from bot.config import Config
from bot.core.models import ALL_RATIOS
from bot.core.requests import prompt as stored_prompt
from bot.errors import UserError
from bot.web import multipart, requests
from bot.web.errors import RequestError
from bot.web.openapi import BASE64, document

MODELS = {model.id: model for model in Config().model_table().image_models}
BODIES = requests.body_models(list(MODELS.values()))
POST = document(BODIES)["paths"]["/generate-image"]["post"]
CONTENT = POST["requestBody"]["content"]
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(0, 1),
    lambda each: (
        st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=3), each, max_size=3)
    ),
    max_leaves=4,
)
FIELDS = {
    "prompt": st.text(max_size=20) | st.sampled_from(["x" * 4000, "x" * 4001]) | ANY,
    "aspectRatio": st.sampled_from(ALL_RATIOS) | ANY,
    "imageOnly": st.booleans() | ANY,
    "size": st.sampled_from(["512", "1K", "2K", "4K"]) | ANY,
    "model": st.sampled_from(list(MODELS)) | ANY,
    "images": st.lists(st.just("YQ=="), max_size=15) | ANY,
}
OBJECTS = st.fixed_dictionaries({}, optional={**FIELDS, "other": ANY})
SPACED = st.text("Aa0+/_-= \t\r\n", max_size=14)


def accepts(body):
    try:
        requests.parse(body, content_type="application/json", bodies=BODIES)
    except RequestError:
        return False
    return True


@settings(max_examples=1000)
@given(fields=OBJECTS)
def test_json_is_accepted_if_the_schema_allows_it(fields):
    allowed = Draft202012Validator(CONTENT["application/json"]["schema"]).is_valid(fields)

    assert accepts(json.dumps(fields).encode()) == allowed


@settings(max_examples=1000)
@given(
    text=SPACED
    | st.text(max_size=5)
    | st.binary(max_size=9).map(base64.b64encode).map(bytes.decode)
)
def test_a_picture_is_read_as_base64_if_the_schemas_pattern_matches_it(text):
    body = json.dumps({"prompt": "a fox", "images": [text]}).encode()

    assert accepts(body) == bool(re.search(BASE64, text))


@pytest.mark.parametrize("size", [requests.PIECE, 3 * requests.PIECE + 1])
def test_a_large_picture_in_base64_is_read_whole_and_padded_at_its_end_only(size):
    data = bytes(range(256)) * (size // 256) + b"x"
    text = base64.b64encode(data).decode()
    padded = "A" * (requests.PIECE - 4) + "AA==" + text

    body = json.dumps({"prompt": "a fox", "images": [text]}).encode()
    read = requests.parse(body, content_type="", bodies=BODIES)

    assert read.images == [data]
    assert not accepts(json.dumps({"prompt": "a fox", "images": [padded]}).encode())


@settings(max_examples=1000)
@given(text=st.text(max_size=6) | st.text(" \n\x00\u200b\u2066\ufeff\u0301\ud800a", max_size=6))
def test_a_prompt_is_blank_for_the_schema_if_it_is_blank_for_the_painter(text):
    try:
        stored_prompt(text)
        blank = False
    except UserError:
        blank = True

    assert bool(re.search(f"[^{requests.BLANK}]", text)) is not blank


@pytest.mark.parametrize("model", list(MODELS))
def test_each_model_says_what_it_takes(model):
    takes = MODELS[model]
    schema = next(
        each
        for each in CONTENT["application/json"]["schema"]["oneOf"]
        if each["title"] == takes.name
    )["properties"]

    sizes, _ = schema["size"]["anyOf"]
    images, _ = schema["images"]["anyOf"]
    assert sizes.get("enum", [sizes.get("const")]) == list(takes.sizes)
    assert images["maxItems"] == takes.inputs


def test_a_form_may_not_hold_an_empty_file_nor_null():
    form = Draft202012Validator(CONTENT["multipart/form-data"]["schema"])

    assert form.is_valid({"prompt": "a fox", "images": ["x"]})
    assert not form.is_valid({"prompt": "a fox", "images": [""]})
    assert not form.is_valid({"prompt": "a fox", "size": None})


def test_each_answer_that_may_be_asked_again_has_retry_after():
    answers = {status for status, answer in POST["responses"].items() if "headers" in answer}

    assert answers == {"429", "503"}


@pytest.mark.parametrize(
    "extra",
    [
        b"; filename*" + b"9" * 5000 + b"=a",
        b"; filename*=undefined''%e9",
        b"; filename*=idna''%e9",
        b"; filename*=utf\0-8''%e9",
        b'; filename="\xff\xfe"',
        b'; filename=";\\"; name="',
        b"; filename=a b.png",
        b";",
        b'; filename="=?undefined?q?a?="\r\nContent-Type: =?x?',
    ],
)
def test_a_files_odd_name_keeps_nothing_from_being_read(extra):
    body = b'--b\r\nContent-Disposition: form-data; name="images"%b\r\n\r\na picture\r\n--b--'

    parts = list(multipart.parts(body % extra, content_type="multipart/form-data; boundary=b"))

    assert parts == [("images", b"a picture")]
