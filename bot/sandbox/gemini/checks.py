"""Refuses the requests that Google's API refuses."""

import io
import warnings
from collections.abc import Iterable
from functools import cache
from typing import Any

from PIL import Image

from bot.sandbox.gemini import signatures
from bot.sandbox.gemini.ask import Ask, Content, Part, read_contents
from bot.sandbox.gemini.errors import Refusal, missing_signature, unknown_field
from bot.sandbox.gemini.models import Model

LARGEST_BODY = 100 * 1024 * 1024  # bytes of JSON, since 2026-01
MOST_PIXELS = 100_000_000  # of one picture

# What a picture may claim to be, and what it then has to be.
FORMATS = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/webp": "WEBP",
    "image/heic": "HEIF",
    "image/heif": "HEIF",
}
TOP = frozenset(
    [
        "contents",
        "systemInstruction",
        "tools",
        "toolConfig",
        "safetySettings",
        "generationConfig",
        "cachedContent",
        "store",
        "serviceTier",
        "model",
        "labels",
        "continuationToken",
    ]
)
GENERATION = frozenset(
    [
        "candidateCount",
        "stopSequences",
        "maxOutputTokens",
        "temperature",
        "topP",
        "topK",
        "seed",
        "presencePenalty",
        "frequencyPenalty",
        "responseMimeType",
        "responseSchema",
        "responseJsonSchema",
        "responseLogprobs",
        "logprobs",
        "responseModalities",
        "mediaResolution",
        "speechConfig",
        "thinkingConfig",
        "imageConfig",
        "enableEnhancedCivicAnswers",
        "audioTranscriptionConfig",
    ]
)
IMAGE_CONFIG = frozenset({"aspectRatio", "imageSize"})
THINKING = frozenset({"includeThoughts", "thinkingLevel", "thinkingBudget"})
MODALITIES = {"TEXT", "IMAGE"}


def read_ask(body: dict[str, Any], *, model: Model) -> Ask:
    """Parse a request for `model`, and check it as the API does.

    Args:
        body: the JSON with keys in camelCase.
        model: the one that the URL names.

    Raises:
        Refusal: with the status and JSON to answer.
    """
    _known(body, TOP, at="")
    config = _section(body, "generationConfig", at="generation_config")
    _known(config, GENERATION, at="generation_config")
    contents = read_contents(body.get("contents"))
    _check_pictures(contents, model=model)
    if model.paints and model.thinks:
        _check_signatures(contents, model=model)
    if contents[-1].role != "user":
        raise Refusal("Please ensure that the last turn is a user turn.")
    modalities = _modalities(config, model=model)
    ratio, size = _image_config(config, model=model)
    wants_thoughts, level = _thinking(config, model=model)
    if config.get("candidateCount", 1) != 1:
        raise Refusal("Multiple candidates is not enabled for this model")
    return Ask(
        contents=contents,
        ratio=ratio,
        size=size,
        seed=_seed(config),
        wants_words="TEXT" in modalities,
        wants_picture="IMAGE" in modalities,
        wants_thoughts=wants_thoughts,
        thinking=level,
        searches=_searches(body, model=model),
        json_schema=_json_schema(config, model=model),
    )


def _known(section: dict[str, Any], names: frozenset[str], *, at: str) -> None:
    for name in section:
        if name not in names:
            raise unknown_field(name, at=at)


def _section(parent: dict[str, Any], name: str, *, at: str) -> dict[str, Any]:
    section = parent.get(name) or {}
    if not isinstance(section, dict):
        raise Refusal(f"Invalid value at '{at}'")
    return section


def _seed(config: dict[str, Any]) -> int | None:
    seed = config.get("seed")
    if seed is None or (isinstance(seed, int) and -(2**31) <= seed < 2**31):
        return seed
    raise Refusal("Invalid value at 'generation_config.seed' (TYPE_INT32)")


def _modalities(config: dict[str, Any], *, model: Model) -> set[str]:
    default = ["TEXT", "IMAGE"] if model.paints else ["TEXT"]
    asked = config.get("responseModalities") or default
    if not isinstance(asked, list):
        asked = [asked]
    for name in asked:
        if str(name).upper() not in MODALITIES:
            raise Refusal(
                "Invalid value at 'generation_config.response_modalities' "
                f'(type.googleapis.com/google.ai.generativelanguage.Modality), "{name}"'
            )
    asked = [str(name).upper() for name in asked]
    if "IMAGE" in asked and not model.paints:
        raise Refusal(
            f"The requested combination of response modalities ({', '.join(asked)}) is not "
            f"supported by the model. models/{model.id} accepts the following combinations of "
            "response modalities:\n* TEXT\n"
        )
    return {*asked}


def _image_config(config: dict[str, Any], *, model: Model) -> tuple[str | None, str]:
    """Return aspect ratio and size; the model must support both."""
    image = _section(config, "imageConfig", at="generation_config.image_config")
    _known(image, IMAGE_CONFIG, at="generation_config.image_config")
    if image and not model.paints:
        raise Refusal(f"Image config is not supported for models/{model.id}.")
    ratio, size = image.get("aspectRatio"), image.get("imageSize")
    if ratio is not None and ratio not in model.ratios:
        raise _not_one_of("aspect_ratio", ratio, known=model.ratios)
    if size is None:
        return ratio, "1K"
    if not model.takes_size:
        raise Refusal(f"Image size is not supported for models/{model.id}.")
    if size not in model.tokens:
        raise _not_one_of("image_size", size, known=model.tokens)
    return ratio, size


def _not_one_of(name: str, value: object, *, known: Iterable[str]) -> Refusal:
    return Refusal(
        f"Invalid value at 'generation_config.image_config.{name}': {value}. "
        f"Supported values for this model: {', '.join(known)}."
    )


def _thinking(config: dict[str, Any], *, model: Model) -> tuple[bool, str]:
    """Return whether thoughts are part of the answer, and how much the model thinks."""
    thinking = _section(config, "thinkingConfig", at="generation_config.thinking_config")
    _known(thinking, THINKING, at="generation_config.thinking_config")
    if thinking and not model.thinks:
        raise Refusal("Thinking is not enabled for this model.")
    level = thinking.get("thinkingLevel")
    if level is not None and str(level).upper() not in model.thinking:
        raise Refusal(f"Thinking level {level} is not supported for this model.")
    return bool(thinking.get("includeThoughts", False)), str(level or "MEDIUM").upper()


def _searches(body: dict[str, Any], *, model: Model) -> bool:
    """Return whether the request allows a search of the web."""
    tools = body.get("tools") or []
    if not isinstance(tools, list) or not all(isinstance(tool, dict) for tool in tools):
        raise Refusal("Invalid value at 'tools'")
    wanted = any("googleSearch" in tool for tool in tools)
    if wanted and model.paints and not model.searches:
        raise Refusal("Search Grounding is not supported.")
    return wanted


def _json_schema(config: dict[str, Any], *, model: Model) -> dict[str, Any] | None:
    mime = config.get("responseMimeType", "text/plain")
    if mime == "text/plain":
        return None
    if mime != "application/json" or model.paints:
        raise Refusal(f"Response mime type {mime} is not supported by models/{model.id}.")
    return config.get("responseJsonSchema") or config.get("responseSchema") or {}


def _check_pictures(contents: tuple[Content, ...], *, model: Model) -> None:
    found = [p for turn in contents for p in turn.parts if p.picture is not None and not p.thought]
    if len(found) > model.pictures_in:
        raise Refusal(
            f"Too many images in the request: {len(found)}. "
            f"models/{model.id} takes at most {model.pictures_in}."
        )
    for part in found:
        _check_picture(part)


@cache
def _open_heif() -> None:
    """Have Pillow open HEIC from now on; the codec is loaded when the first one is sent."""
    import pillow_heif

    pillow_heif.register_heif_opener()


def _check_picture(part: Part) -> None:
    """Refuse a picture of an unsupported type, or whose bytes are of another type."""
    kind = FORMATS.get(part.mime or "")
    if kind is None:
        raise Refusal(f"Unsupported MIME type: {part.mime}")
    if kind == "HEIF":
        _open_heif()
    unable = "Unable to process input image. Please check that it is a valid "
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large pictures; the limit is below
            with Image.open(io.BytesIO(part.picture or b""), formats=[kind]) as it:
                pixels = it.width * it.height
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise Refusal(f"{unable}{part.mime}.") from error
    if pixels > MOST_PIXELS:
        raise Refusal(f"{unable}{part.mime}.")


def _check_signatures(contents: tuple[Content, ...], *, model: Model) -> None:
    """Refuse model turns without the signatures that Gemini requires."""
    before = "user"
    for place, turn in enumerate(contents, start=1):
        if turn.role == "model":
            _check_turn(turn, place=place, begins=before != "model", model=model)
        before = turn.role


def _check_turn(turn: Content, *, place: int, begins: bool, model: Model) -> None:
    """Check a model turn; a streamed answer comes back as several, of which the first `begins`."""
    painted = any(part.picture for part in turn.parts if not part.thought)
    thinking = begins and painted
    for number, part in enumerate(turn.parts, start=1):
        if part.thought:
            thinking = True
            continue
        kind = "Text" if part.picture is None else "Image"
        if part.signature is not None:
            content = part.picture if part.picture is not None else (part.text or "").encode()
            if not signatures.fits(part.signature, model=model.id, content=content):
                raise Refusal("Corrupted thought signature.")
        elif part.picture is not None or thinking:
            raise missing_signature(kind, content=place, part=number)
        thinking = False
