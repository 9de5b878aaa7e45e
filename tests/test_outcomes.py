"""Every way a painting can end: what the person reads, how often Gemini was asked, what is paid."""

import base64
import json
from dataclasses import dataclass, field

import pytest

from bot.core.allowances import Spent
from bot.core.turns import MAX_SHOWN, Outcome
from bot.sandbox import gemini as local

from .conftest import easel_in, png
from .stories import pictures, says, shown

LETTERS = f"![fox](data:image/png;base64,{'iVBORw0KGgoAAAANSUhEUgAA' * 60}==)"


BLOCKED_PAGE = b"<!doctype html><h1>Access denied</h1> Your requests are blocked."
ODD = {  # answers with status 200 that the SDK stumbles over
    "a number": b"3",
    "candidates that are none": b'{"candidates": NaN}',
    "a reason that is a number": b'{"candidates": [{"finishReason": 3}]}',
    "brackets without end": b'{"a":' * 200_000 + b"1" + b"}" * 200_000,
}


def error(status, **more):
    """An error in Google's form."""
    body = {"error": {"code": status, "message": "no", "status": "X"} | more}
    return local.Raw(json.dumps(body).encode(), status)


@dataclass(frozen=True)
class Row:
    """What Gemini does, and what follows."""

    script: list
    reads: str  # the code of a sentence
    calls: int = 1
    settings: dict = field(default_factory=dict)


ROWS = {
    "prompt refused": Row([local.Blocked("SAFETY")], "blocked.SAFETY"),
    "prohibited": Row([local.Blocked("PROHIBITED_CONTENT")], "blocked.PROHIBITED_CONTENT"),
    "blocklist": Row([local.Blocked("BLOCKLIST")], "blocked.BLOCKLIST"),
    "prompt refused for another reason": Row([local.Blocked("OTHER")], "blocked"),
    "picture refused": Row([local.Blocked("IMAGE_SAFETY")], "blocked.IMAGE_SAFETY"),
    "withheld": Row([local.Withheld("IMAGE_SAFETY")], "withheld.IMAGE_SAFETY"),
    "withheld as prohibited": Row(
        [local.Withheld("IMAGE_PROHIBITED_CONTENT")], "withheld.IMAGE_PROHIBITED_CONTENT"
    ),
    "withheld as recitation": Row(
        [local.Withheld("IMAGE_RECITATION")], "withheld.IMAGE_RECITATION"
    ),
    "withheld without a reason": Row([local.Withheld("IMAGE_OTHER")], "withheld.IMAGE_OTHER"),
    "no image": Row([local.NoImage()], "no_image"),
    "words only": Row([local.OnlyWords("I'd rather not.")], "only_words"),
    "words and a picture in letters, twice": Row(
        [local.OnlyWords(f"Here is your image: {LETTERS}")] * 2, "unanswered.promised", calls=2
    ),
    "a picture in letters alone, twice": Row(
        [local.OnlyWords(LETTERS)] * 2, "unanswered.promised", calls=2
    ),
    "an image that is only announced, twice": Row(
        [local.OnlyWords("Here is your image of a fox!")] * 2, "unanswered.promised", calls=2
    ),
    "announced in German, twice": Row(
        [local.OnlyWords("Gerne! Hier ist dein Bild.")] * 2, "unanswered.promised", calls=2
    ),
    "a question": Row([local.OnlyWords("Here is an idea: shall it be night?")], "only_words"),
    "recitation": Row([local.Finished("RECITATION")], "blocked.RECITATION"),
    "personal information": Row([local.Finished("SPII")], "blocked.SPII"),
    "language": Row([local.Finished("LANGUAGE", "Hmm.")], "blocked.LANGUAGE"),
    "out of tokens": Row([local.Finished("MAX_TOKENS", "I was about to")], "blocked.MAX_TOKENS"),
    "safety in words": Row([local.Finished("SAFETY", "I can't.")], "blocked.SAFETY"),
    "another finish, twice": Row([local.Finished("OTHER")] * 2, "unanswered.empty", calls=2),
    "malformed, twice": Row(
        [local.Finished("MALFORMED_RESPONSE")] * 2, "unanswered.empty", calls=2
    ),
    "a tool call, twice": Row(
        [local.Finished("UNEXPECTED_TOOL_CALL")] * 2, "unanswered.empty", calls=2
    ),
    "done without content, twice": Row([local.Finished("STOP")] * 2, "unanswered.empty", calls=2),
    "no candidate, twice": Row([local.NoCandidates()] * 2, "unanswered.empty", calls=2),
    "too large": Row([local.Status(413)], "picture.together"),
    "cancelled over there, twice": Row([local.Status(499)] * 2, "unanswered.cancelled", calls=2),
    "too slow over there, twice": Row([local.Status(504)] * 2, "unanswered.slow", calls=2),
    "an unknown finish": Row([local.UnknownFinish()], "withheld"),
    "rate limit without billing": Row([local.Limited(limit_zero=True)], "broken.billing"),
    "rate limit for longer than anyone waits": Row([local.Limited(9999.0)], "crowded"),
    "bad key": Row([local.BadKey()], "broken.key"),
    "bad key, 403": Row([local.BadKey(403)], "broken.key.leaked"),
    "retired model": Row([local.Gone404()], "broken.model"),
    "cut answer, twice": Row([local.CutBody()] * 2, "unanswered", calls=2),
    "empty answer, twice": Row([local.EmptyBody()] * 2, "unanswered.empty", calls=2),
    "no JSON, twice": Row([local.NotJson()] * 2, "unanswered", calls=2),
    "bad base64, twice": Row([local.BadBase64()] * 2, "unanswered", calls=2),
    "lost connection, twice": Row([local.Reset()] * 2, "unanswered", calls=2),
    "no answer, twice": Row(
        [local.Hang()] * 2, "unanswered.slow", calls=2, settings={"timeout": 1.0}
    ),
    **{
        f"{what}, twice": Row([local.Raw(body)] * 2, "unanswered", calls=2)
        for what, body in ODD.items()
    },
    "a picture that is none, twice": Row([local.Paint(corrupt=True)] * 2, "unanswered", calls=2),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
async def test_each_outcome_has_its_own_plain_sentence(tmp_path, row):
    async with easel_in(tmp_path, gemini=row.settings) as easel:
        easel.gemini.script.extend(row.script)
        ada, art = easel.discord.person("Ada"), easel.discord.channel("art")

        asked = await ada.slash("imagine", channel=art, prompt="a fox")

        await easel.discord.until(lambda: asked.reply and says(asked.reply.content, row.reads))
        assert asked.reply.buttons()[0] == "Again"
        assert len(easel.gemini.calls) == row.calls
        assert not pictures(easel.discord, art)
        turn = await easel.app.engine.turns.get(1)
        assert turn.outcome is Outcome.FAILED
        usage = await easel.app.engine.usage.of_person(turn.by)
        assert usage.account.today == Spent(pictures=0, cost=turn.cost)  # it cost them nothing


@pytest.mark.parametrize(
    "hiccup",
    [
        local.Limited(0.1),
        local.Overloaded(503),
        local.Overloaded(500),
        local.CutBody(),
        local.Reset(),
        local.MissingSignature(),
        error(409),
        *(local.Raw(BLOCKED_PAGE, status, "text/html") for status in (400, 403, 404, 407, 451)),
        local.Raw(b"", 403),
        error(429, details=[{"retryDelay": "²s"}]),
    ],
    ids=repr,
)
async def test_a_hiccup_is_waited_out(discord, gemini, ada, art, hiccup):
    gemini.script.append(hiccup)

    await ada.slash("imagine", channel=art, prompt="a fox")

    await shown(discord, art)
    assert len(gemini.calls) == 2


async def test_a_picture_that_was_only_announced_is_asked_for_once_more(discord, gemini, ada, art):
    gemini.script.append(local.OnlyWords("Here's your image!"))

    await ada.slash("imagine", channel=art, prompt="a fox")

    await shown(discord, art)
    assert len(gemini.calls) == 2


async def test_a_picture_in_letters_beside_a_real_one_is_not_shown(discord, gemini, ada, art):
    gemini.script.append(local.Paint(words=f"A fox at dusk. {LETTERS}"))

    await ada.slash("imagine", channel=art, prompt="a fox")

    message = await shown(discord, art)
    assert "A fox at dusk." in message.content
    assert "base64" not in message.content


BOTH = '{"description": "a red square", "prompt": "paint a red square"}'


@pytest.mark.parametrize("text", [BOTH, f"```json\n{BOTH}\n```", f"Here: {BOTH} Anything else?"])
async def test_a_description_is_found_whatever_stands_around_it(discord, gemini, ada, art, text):
    gemini.script.append(local.OnlyWords(text))

    await ada.slash("describe", channel=art, image=("red.png", png()))

    await discord.until(lambda: [m for m in discord.messages(art) if "a red square" in m.content])
    assert len(gemini.calls) == 1


@pytest.mark.parametrize("one", [None, 5, ["a"], {"b": 1}], ids=repr)
async def test_what_is_no_text_is_no_description(discord, gemini, ada, art, one):
    text = json.dumps({"description": one, "prompt": "paint a red square"})
    gemini.script.extend([local.OnlyWords(text)] * 2)

    asked = await ada.slash("describe", channel=art, image=("red.png", png()))

    await discord.until(lambda: asked.reply and says(asked.reply.content, "unanswered.empty"))


async def test_a_redirect_to_another_host_is_not_followed(tmp_path):
    async with easel_in(tmp_path) as easel:
        address = f"{easel.sandbox.gemini_url}/v1beta/elsewhere"
        easel.gemini.script.extend([local.Redirect(address)] * 2)
        ada, art = easel.discord.person("Ada"), easel.discord.channel("art")

        asked = await ada.slash("imagine", channel=art, prompt="a fox")

        await easel.discord.until(lambda: asked.reply and says(asked.reply.content, "unanswered"))


async def test_a_refused_reply_is_answered_where_it_was_asked(discord, gemini, ada, art):
    await ada.slash("imagine", channel=art, prompt="a fox")
    fox = await shown(discord, art)
    gemini.script.append(local.Blocked("SAFETY"))

    request = await ada.says("make it rude", reply_to=fox)

    await discord.until(
        lambda: [m for m in discord.messages(art) if says(m.content, "blocked.SAFETY")]
    )
    answer = discord.messages(art)[-1]
    assert answer.reference["message_id"] == request.id
    await discord.until(lambda: not [m for m in discord.messages(art) if "Painting" in m.content])


async def test_several_pictures_in_one_answer_are_all_shown(discord, gemini, ada, art):
    gemini.script.append(local.Paint(pictures=2))

    await ada.slash("imagine", channel=art, prompt="a fox")

    message = await shown(discord, art)
    assert len(message.attachments) == 2


@pytest.mark.parametrize("asked", [{}, {"count": 2}], ids=["one", "two"])
async def test_of_more_pictures_than_a_message_takes_the_first_are_shown(
    discord, gemini, ada, art, asked
):
    gemini.script.extend([local.Paint(pictures=11)] * 2)

    await ada.slash("imagine", channel=art, prompt="a fox", **asked)

    message = await shown(discord, art)
    assert len(message.attachments) == MAX_SHOWN
    assert message.buttons()[:MAX_SHOWN] == [str(n + 1) for n in range(MAX_SHOWN)]


async def test_what_no_database_takes_is_left_out_of_the_models_words(discord, gemini, ada, art):
    image = {"mimeType": "image/png", "data": base64.b64encode(png()).decode()}
    parts = [{"text": "a\0 red \ud800 fox"}, {"inlineData": image}]
    answer = {"candidates": [{"content": {"parts": parts}, "finishReason": "STOP"}]}
    gemini.script.append(local.Raw(json.dumps(answer).encode()))

    await ada.slash("imagine", channel=art, prompt="a hare")

    assert "a red \ufffd fox" in (await shown(discord, art)).content
    assert len(gemini.calls) == 1


@pytest.mark.parametrize("mime", ["image/jpeg", "image/webp"])
async def test_whatever_type_the_model_chooses_is_posted_as_that(discord, gemini, ada, art, mime):
    gemini.script.append(local.Paint(mime=mime))

    await ada.slash("imagine", channel=art, prompt="a fox")

    message = await shown(discord, art)
    assert message.attachments[0]["content_type"] == mime
