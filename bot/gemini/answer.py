"""What the model answered: a picture, a description, or what it means that there is none."""

import base64
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.pricing import UNUSED, Usage
from bot.errors import Blocked, Unanswered
from bot.gemini.faults import name_of, pictureless

if TYPE_CHECKING:
    from google.genai import types


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of the model's answer: words or picture bytes, and its signature (base64)."""

    words: str = ""
    data: bytes = field(default=b"", repr=False)
    mime: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Painting:
    """What the model gave back: all parts of its answer that are not thoughts."""

    pieces: tuple[Piece, ...]
    usage: Usage = UNUSED

    @property
    def picture(self) -> Piece:
        """The final picture."""
        return next(piece for piece in reversed(self.pieces) if piece.data)

    @property
    def words(self) -> str:
        """What the model said beside it."""
        return " ".join(piece.words.strip() for piece in self.pieces if piece.words.strip())


@dataclass(frozen=True, slots=True)
class Description:
    """What the model sees in a picture."""

    words: str
    prompt: str  # that would paint it
    usage: Usage = UNUSED


def description(answer: "types.GenerateContentResponse") -> Description:
    """The answer's JSON.

    Raises:
        Blocked: it declined.
        Unanswered: it is not what was asked for.
    """
    candidate = _candidate(answer)
    parts = (candidate.content.parts if candidate.content else None) or []
    text = "".join(part.text or "" for part in parts if not part.thought)
    finish = name_of(candidate.finish_reason)
    if finish in {"SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST"}:
        raise Blocked(f"blocked.{finish}")
    try:
        found = json.loads(text)
        words, prompt = str(found["description"]).strip(), str(found["prompt"]).strip()
    except (ValueError, TypeError, KeyError) as error:
        raise Unanswered from error
    if not words or not prompt:
        raise Unanswered
    return Description(words=words, prompt=prompt, usage=usage_of(answer) or UNUSED)


def _candidate(answer: "types.GenerateContentResponse") -> "types.Candidate":
    feedback = answer.prompt_feedback
    if feedback and feedback.block_reason:
        raise Blocked(f"blocked.{name_of(feedback.block_reason)}")
    candidate = answer.candidates[0] if answer.candidates else None
    if candidate is None:
        raise Unanswered
    return candidate


def painting(answer: "types.GenerateContentResponse") -> Painting:
    """The answer's parts, a picture among them.

    Raises:
        Blocked: it declined, withheld the picture, or answered in words.
        Later: it may work in a while.
    """
    candidate = _candidate(answer)
    parts = (candidate.content.parts if candidate.content else None) or []
    pieces = tuple(_piece(part) for part in parts if not part.thought)
    finished = sum(1 for piece in pieces if piece.data)
    usage = usage_of(answer, pictures=finished)
    found = Painting(
        pieces=tuple(piece for piece in pieces if piece.words or piece.data),
        usage=usage or Usage(pictures=finished),
    )
    if finished:
        return found
    raise pictureless(name_of(candidate.finish_reason), found.words)


def usage_of(answer: "types.GenerateContentResponse", *, pictures: int = 0) -> Usage | None:
    """Return what an answer reports to have used; None where it reports nothing.

    Args:
        answer: Google's.
        pictures: how many finished ones it holds.
    """
    report = answer.usage_metadata
    if report is None:
        return None
    details = report.candidates_tokens_details or ()
    of_pictures = sum(one.token_count or 0 for one in details if name_of(one.modality) == "IMAGE")
    words = (report.candidates_token_count or 0) - of_pictures
    if pictures and not of_pictures:  # not told apart: the table knows what the pictures cost
        words = 0
    return Usage(
        words_in=report.prompt_token_count or 0,
        words_out=max(words, 0) + (report.thoughts_token_count or 0),
        picture_tokens=of_pictures,
        pictures=pictures,
    )


def _piece(part: "types.Part") -> Piece:
    blob = part.inline_data
    return Piece(
        words=part.text or "",
        data=(blob and blob.data) or b"",
        mime=(blob and blob.mime_type) or "",
        signature=base64.b64encode(part.thought_signature or b"").decode(),
    )
