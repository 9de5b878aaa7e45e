"""A JSON body is read as Python reads it, however long its texts are."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web import json_body, requests
from bot.web.errors import RequestError

from .test_web_schema import BODIES

TEXT = st.text(st.sampled_from('aB0+/=\\"\n{[,:é画🦊 '), max_size=12)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda each: st.lists(each, max_size=4) | st.dictionaries(TEXT, each, max_size=4),
    max_leaves=8,
)


def plain(value):
    """A value with its long texts as text."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return json_body.text_of(value) if isinstance(value, json_body.Long) else value


@given(VALUES, st.booleans(), st.integers(0, 6))
def test_any_json_is_read_as_python_reads_it(value, ascii_only, long):
    written = json.dumps(value, ensure_ascii=ascii_only).encode()

    assert plain(json_body.load(written, long=long)) == value


@given(
    st.binary(max_size=60) | st.text(st.sampled_from('"\\{}[]:,a1 '), max_size=20).map(str.encode)
)
def test_what_is_no_json_is_a_value_error(body):
    try:
        expected = json.loads(body.decode())
    except (ValueError, RecursionError):
        expected = ValueError
    try:
        found = plain(json_body.load(body, long=2))
    except ValueError:
        found = ValueError

    assert found is ValueError or found == expected
    if expected is ValueError:
        assert found is ValueError


@pytest.mark.parametrize("size", [0, 1, 2, 3, 5])
@pytest.mark.parametrize("around", [-2, -1, 0, 1, 2])
def test_a_picture_of_many_pieces_arrives_whole(size, around):
    length = max(requests.PIECE * size * 3 // 4 + around, 1)
    picture = bytes(range(256)) * (length // 256) + bytes(length % 256)
    for packed in (base64.b64encode(picture), base64.encodebytes(picture)):
        text = packed.decode()
        body = json.dumps({"prompt": "a fox", "images": [text]}).encode()

        assert requests.parse(body, content_type="", bodies=BODIES).images == [picture]


@pytest.mark.parametrize("end", ["A", "=A", "====", "A=", "AA=A", "AA==\nAAAA", "AAA=AAA="])
def test_a_long_text_that_is_no_base64_is_named(end):
    text = "A" * requests.PIECE * 2 + end
    body = json.dumps({"prompt": "a fox", "images": ["YQ==", text]}).encode()

    with pytest.raises(RequestError) as refused:
        requests.parse(body, content_type="", bodies=BODIES)
    assert (refused.value.code, refused.value.facts) == ("http.base64", {"number": 1})


def test_a_long_text_in_another_field_is_named_as_any_is():
    for field, code in (("prompt", "http.field"), ("aspectRatio", "http.choice")):
        body = json.dumps({"prompt": "a fox"} | {field: "x" * json_body.LONG * 2}).encode()

        with pytest.raises(RequestError) as refused:
            requests.parse(body, content_type="", bodies=BODIES)
        assert (refused.value.code, refused.value.facts["field"]) == (code, field)
