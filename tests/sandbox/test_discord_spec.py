"""The conformance checker finds what is not as Discord specifies it."""

import pytest

from bot.sandbox.discord import Call
from tests.sandbox.spec import check, require_spec


@pytest.fixture(autouse=True)
def _spec():
    require_spec()


def call(method, path, *, status=200, body=None, answer=None):
    return Call(method, path, {}, body, {}, status, answer)


def test_a_good_call_has_no_problems():
    gateway = call("GET", "/gateway", answer={"url": "ws://127.0.0.1/gateway"})

    assert check([gateway]) == []


def test_an_answer_without_a_field_is_found():
    [problem] = check([call("GET", "/users/@me", answer={"id": "1"})])

    assert "GET /users/@me answer" in problem


def test_a_body_of_the_wrong_type_is_found_even_when_it_was_refused():
    body = {"content": 5}

    [problem] = check([call("POST", "/channels/1/messages", status=400, body=body)])

    assert "content: 5" in problem


def test_ids_may_be_numbers_in_requests_only():
    body = {"content": "x", "attachments": [{"id": 0, "filename": "a.png"}]}
    posted = call("POST", "/channels/1/messages", status=413, body=body)
    answered = call("GET", "/gateway/bot", answer={"url": 5})

    assert check([posted]) == []
    assert len(check([answered])) == 1


def test_a_call_discord_does_not_have_is_found():
    [problem] = check([call("POST", "/paint", status=404)])

    assert "no such call" in problem


def test_a_status_discord_does_not_answer_is_found():
    [problem] = check([call("DELETE", "/channels/1/messages/2", status=200, answer={})])

    assert "does not answer 200" in problem
