"""`easel check --paint WORDS`: paints one real picture, to test key, billing and model."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from bot.config import Config
from bot.core import conversation, pricing, requests
from bot.core.models import MICRO, Model, ModelTable
from bot.core.turns import Digest, ImageRequest, MicroDollars
from bot.errors import Blocked, EaselError, NoAnswer
from bot.gemini import FIXES, Gemini, ImageAnswer
from bot.imaging.kinds import file_ending
from bot.text import wording

WORKS = "Key, billing and model work."
_REASONS = {  # for owners; other codes have the sentence that people read
    **FIXES,
    "crowded": "Gemini is busy. Nothing was billed; try again in a few minutes.",
    "overloaded": "Gemini is overloaded. Try again in a few minutes.",
    "unreachable": "Gemini can't be reached. Check gemini.base_url, network.proxy and this "
    "machine's network.",
    "unanswered": "No whole answer came from Gemini, which may have billed it. Try again.",
    "unanswered.slow": "Gemini did not answer within gemini.timeout, and may have billed it. Try "
    "again, or set more seconds.",
    "unanswered.empty": "Gemini's answer was empty. Try again.",
}


async def paint(
    config: Config, words: str, *, key: str, folder: Path, report: Callable[[str], object]
) -> bool:
    """Paint one picture with the configured model and save it.

    Args:
        config: which model, and where Gemini is.
        words: the prompt.
        key: Gemini's API key.
        folder: where the picture is saved, under an unused name.
        report: called with each sentence: the cost before, then the result.

    Returns:
        whether a picture was painted and saved.
    """
    models = config.model_table()
    model = models.default
    if not model.paints:
        report(f"Nothing was painted: {model.id} answers in words.")
        return False
    try:
        request = ImageRequest(
            prompt=requests.prompt(words), model=model.id, size=model.default_size
        )
        cost = _dollars(pricing.estimate(request, model))
        report(f"Painting with {model.id} at {request.size}, for about {cost}…")
        began = time.monotonic()
        painting = await _paint_once(config, models, request, key=key)
    except EaselError as error:
        report(_reason(error, model))
        return False
    seconds = time.monotonic() - began
    try:
        file = await asyncio.to_thread(_save, painting, folder)
    except OSError as error:
        report(f"It was painted, but can't be saved in {folder} ({error.strerror}). {WORKS}")
        return False
    cost = _dollars(pricing.cost(request, model, painting.usage))
    report(f"Saved as {file}. It cost about {cost} and took {seconds:.1f} seconds. {WORKS}")
    return True


async def _paint_once(
    config: Config, models: ModelTable, request: ImageRequest, *, key: str
) -> ImageAnswer:
    gemini = Gemini(config.gemini, key=key, models=models, network=config.network)
    try:
        return await gemini.paint(request, conversation.contents((), request), _no_source)
    finally:
        await gemini.close()


async def _no_source(_: Digest) -> bytes:
    raise NoAnswer  # the request has no source pictures


def _reason(error: EaselError, model: Model) -> str:
    if error.code == "broken.model":
        return f"gemini.model: Gemini has no model {model.id} for this key; it may be retired."
    reason = _REASONS.get(error.code) or wording.error_text(error)
    return f"{reason} {WORKS}" if isinstance(error, Blocked) else reason


def _save(painting: ImageAnswer, folder: Path) -> Path:
    """Write the picture under the first unused name and return its path."""
    ending = file_ending(painting.picture.mime)
    number = 1
    while True:
        file = folder / f"easel-check-{number}.{ending}"
        try:
            with file.open("xb") as target:
                target.write(painting.picture.data)
        except FileExistsError:
            number += 1
        else:
            return file


def _dollars(amount: MicroDollars) -> str:
    return f"US$ {amount / MICRO:.4f}"
