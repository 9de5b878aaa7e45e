"""Turns behaviours into the JSON of answers, whole or streamed in pieces."""

import json
from typing import Any

from bot.sandbox.gemini import answers, atelier, script
from bot.sandbox.gemini.ask import Ask
from bot.sandbox.gemini.models import Model


def compose(
    behaviour: script.Behaviour,
    *,
    ask: Ask,
    model: Model,
    number: str,
    order: atelier.Order,
    stream: bool,
) -> list[bytes]:
    """Return the JSON of the answer: one piece, or one for each part of a streamed picture.

    It takes as long as painting does: run it in a thread.

    Raises:
        Refusal: a picture that was handed in is incomplete.
    """
    body = _without_picture(behaviour, ask=ask, model=model, number=number)
    if body is not None:
        return [answers.as_bytes(body)]
    how = behaviour if isinstance(behaviour, script.Paint) else None
    how = how or script.Paint(thoughts=ask.wants_thoughts)
    painted, words = atelier.work(ask, model=model, how=how, order=order)
    parts = answers.picture_parts(
        ask, painted=painted, words=words, thoughts=how.thoughts, model=model
    )
    if isinstance(behaviour, script.BadBase64):
        parts[-1]["inlineData"]["data"] = "this is *not* base64!"
    counts = answers.usage(ask, model=model, pictures=how.pictures, words=words)
    steps = [[part] for part in parts] if stream else [parts]
    bodies: list[dict[str, Any]] = []
    finds = ask.searches and (ask.wants_words or not how.pictures)
    for step in steps:
        last = step is steps[-1]
        bodies.append(
            answers.envelope(
                candidates=[
                    answers.candidate(step, finish="STOP" if last else None)
                    | ({"groundingMetadata": answers.grounding(ask)} if finds and last else {})
                ],
                counts=counts if last else None,
                model=model,
                number=number,
            )
        )
    return [answers.as_bytes(body) for body in bodies]


def _without_picture(
    behaviour: script.Behaviour, *, ask: Ask, model: Model, number: str
) -> dict[str, Any] | None:
    """Return the JSON of a successful answer without a picture, if the behaviour means one."""
    if not ask.wants_picture and isinstance(behaviour, script.Paint):
        behaviour = script.OnlyWords(_words(ask))
    words = ""
    match behaviour:
        case script.Blocked(reason):
            return answers.blocked(reason, ask=ask, model=model, number=number)
        case script.Withheld(finish):
            end = answers.unfinished(finish, message=answers.WITHHELD, content=True)
        case script.NoImage():
            sentence = "The model did not generate an image."
            end = answers.unfinished("NO_IMAGE", message=sentence, content=False)
        case script.UnknownFinish(finish):
            end = answers.unfinished(finish, message="", content=True)
        case script.Finished(finish, text):
            words = text
            parts = [answers.text_part(text, model=model)] if text else []
            end = answers.candidate(parts, finish=finish) if parts else {"finishReason": finish}
        case script.NoCandidates():
            counts = answers.usage(ask, model=model)
            return answers.envelope(candidates=[], counts=counts, model=model, number=number)
        case script.OnlyWords(text):
            words = text
            end = answers.candidate([answers.text_part(text, model=model)])
        case _:
            return None
    counts = answers.usage(ask, model=model, words=words)
    return answers.envelope(candidates=[end], counts=counts, model=model, number=number)


def _words(ask: Ask) -> str:
    """Return the answer in words, as JSON if the request has a schema."""
    if ask.json_schema is None:
        return atelier.describe(ask)
    return json.dumps(atelier.describe_as_json(ask, schema=ask.json_schema), ensure_ascii=False)
