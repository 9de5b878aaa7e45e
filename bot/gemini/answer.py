"""The model's answer: a picture, a description, or the error if it has neither."""

import base64
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.grounding import NOT_SEARCHED, Grounding, grounding
from bot.core.requests import MAX_WORDS, prompt, storable
from bot.errors import UNUSED, Blocked, NoAnswer, Usage, UserError
from bot.gemini.faults import finish_error, missing_image_error, name_of
from bot.gemini.spoken import readable

if TYPE_CHECKING:
    from google.genai import types


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """One part of the model's answer: words or picture bytes, and its signature (base64)."""

    words: str = ""
    data: bytes = field(default=b"", repr=False)
    mime: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class ImageAnswer:
    """All parts of the model's answer that are not thoughts; one of them is a picture."""

    parts: tuple[AnswerPart, ...]
    usage: Usage = UNUSED
    searched: Grounding = NOT_SEARCHED

    @property
    def picture(self) -> AnswerPart:
        """The final picture."""
        return next(part for part in reversed(self.parts) if part.data)

    @property
    def words(self) -> str:
        """What the model said beside it, as people can read it."""
        texts = (readable(part.words) for part in self.parts)
        return " ".join(text for text in texts if text)


@dataclass(frozen=True, slots=True)
class Description:
    """What the model sees in a picture."""

    words: str
    prompt: str  # that would paint it
    usage: Usage = UNUSED


def parse_description(answer: "types.GenerateContentResponse") -> Description:
    """Read the description and the prompt out of the answer's JSON.

    Raises:
        Blocked: the model declined.
        OperatorError: the owner's account is limited.
        NoAnswer: the answer is not the JSON that was asked for.
    """
    found = _texts(answer)
    words, better = found.get("description", ""), found.get("prompt", "")
    if not words or not better:
        raise NoAnswer("unanswered.empty")
    return Description(words=words, prompt=better, usage=usage_of(answer) or UNUSED)


def parse_improvement(answer: "types.GenerateContentResponse") -> Description:
    """Read the better prompt out of the answer's JSON.

    Raises:
        Blocked, OperatorError, NoAnswer: see `parse_description`.
    """
    try:
        better = prompt(_texts(answer).get("prompt", "")[:MAX_WORDS])
    except UserError as error:
        raise NoAnswer("unanswered.empty") from error
    return Description(words="", prompt=better, usage=usage_of(answer) or UNUSED)


def parse_image(answer: "types.GenerateContentResponse") -> ImageAnswer:
    """Read the answer's parts, a picture among them.

    Raises:
        Blocked: the model declined, withheld the picture, or answered in words.
        OperatorError: the owner's account is limited.
        TemporaryError: it may work after a while.
    """
    candidate = _candidate(answer)
    content = (candidate.content.parts if candidate.content else None) or []
    parts = tuple(_part(part) for part in content if not part.thought)
    finished = sum(1 for part in parts if part.data)
    found = ImageAnswer(
        parts=tuple(part for part in parts if part.words or part.data),
        usage=usage_of(answer, pictures=finished) or Usage(pictures=finished),
        searched=_searched(candidate),
    )
    if finished:
        return found
    text = " ".join(part.words.strip() for part in found.parts)
    raise missing_image_error(name_of(candidate.finish_reason), text)


def _texts(answer: "types.GenerateContentResponse") -> dict[str, str]:
    """Return the texts in an answer's JSON, by name; models put ``` around JSON.

    Raises:
        Blocked: the model declined.
        OperatorError: the owner's account is limited.
    """
    candidate = _candidate(answer)
    parts = (candidate.content.parts if candidate.content else None) or []
    text = "".join(part.text or "" for part in parts if not part.thought)
    if error := finish_error(name_of(candidate.finish_reason)):
        raise error
    try:
        found, _ = json.JSONDecoder().raw_decode(text, text.index("{"))
    except (ValueError, RecursionError):
        return {}
    return {name: storable(one).strip() for name, one in found.items() if isinstance(one, str)}


def usage_of(answer: "types.GenerateContentResponse", *, pictures: int = 0) -> Usage | None:
    """Return what an answer reports to have used; None where it reports nothing.

    Args:
        answer: Google's.
        pictures: how many finished ones it has.
    """
    report = answer.usage_metadata
    if report is None:
        return None
    details = report.candidates_tokens_details or ()
    of_pictures = sum(one.token_count or 0 for one in details if name_of(one.modality) == "IMAGE")
    words = (report.candidates_token_count or 0) - of_pictures
    if pictures and not of_pictures:  # not reported apart: the table has the prices of pictures
        words = 0
    return Usage(
        words_in=report.prompt_token_count or 0,
        words_out=max(words, 0) + (report.thoughts_token_count or 0),
        picture_tokens=of_pictures,
        pictures=pictures,
        searches=sum(len(_queries(one)) for one in answer.candidates or ()),
    )


def _searched(candidate: "types.Candidate") -> Grounding:
    """Return what the model searched for and which pages it names."""
    found = candidate.grounding_metadata
    pages = [chunk.web for chunk in (found and found.grounding_chunks) or () if chunk.web]
    return grounding(
        [storable(query) for query in _queries(candidate)],
        [(storable(page.title or page.domain or ""), page.uri or "") for page in pages],
    )


def _queries(candidate: "types.Candidate") -> list[str]:
    """Return the searches of an answer: each is billed."""
    found = candidate.grounding_metadata
    if found is None:
        return []
    return [*(found.web_search_queries or ()), *(found.image_search_queries or ())]


def _candidate(answer: "types.GenerateContentResponse") -> "types.Candidate":
    feedback = answer.prompt_feedback
    if feedback and feedback.block_reason:
        raise Blocked(f"blocked.{name_of(feedback.block_reason)}")
    candidate = answer.candidates[0] if answer.candidates else None
    if candidate is None:
        raise NoAnswer("unanswered.empty")
    return candidate


def _part(part: "types.Part") -> AnswerPart:
    blob = part.inline_data
    return AnswerPart(
        words=storable(part.text or ""),
        data=(blob and blob.data) or b"",
        mime=(blob and blob.mime_type) or "",
        signature=base64.b64encode(part.thought_signature or b"").decode(),
    )
