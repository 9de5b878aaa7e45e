"""The list of models that a key can use.

It is read without Google's SDK, which each start would load for it: half a second of CPU, and 20 MB
of memory that a process without requests never uses.
"""

import asyncio
import importlib
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import aiohttp

from bot.config import GeminiSettings, NetworkSettings
from bot.config.certificates import trusted_certificates
from bot.errors import Overloaded
from bot.gemini.faults import lost

PAGE = 1000  # models, the most that Google lists at once
MOST_PAGES = 100  # something that never ends the list is not Google


async def listed_models(
    settings: GeminiSettings, *, key: str, network: NetworkSettings
) -> Mapping[str, Sequence[str]]:
    """Return what a key can use: ids, each with the methods it is listed for, if any are.

    Raises:
        APIError: the SDK's, for an answer that is an error.
        Overloaded: the certificates, or the SDK's errors, can't be read.
        aiohttp.ClientError: there is no connection.
        ValueError, TypeError, AttributeError, LookupError: the answer is not such a list.
    """
    return {
        str(model["name"]).removeprefix("models/"): model.get("supportedGenerationMethods") or ()
        async for page in _pages(settings, key=key, network=network)
        for model in page
    }


async def _pages(
    settings: GeminiSettings, *, key: str, network: NetworkSettings
) -> AsyncIterator[list[dict[str, Any]]]:
    try:
        trusted = await asyncio.to_thread(trusted_certificates)
    except OSError as error:
        raise lost(Overloaded("unreachable"), error, None) from error  # as where nothing answers
    url = f"{settings.base_url.rstrip('/')}/{settings.api_version}/models"
    way = network.proxy_for(settings.base_url)
    options = way.aiohttp_options if way else {}
    async with aiohttp.ClientSession(
        headers={"x-goog-api-key": key}, timeout=aiohttp.ClientTimeout(total=settings.timeout)
    ) as session:
        params = {"pageSize": str(PAGE)}
        for _ in range(MOST_PAGES):
            # A redirect would be sent our key.
            async with session.get(
                url, params=params, ssl=trusted, allow_redirects=False, **options
            ) as answer:
                await _check(answer)
                page = await answer.json(content_type=None)  # whatever its type is said to be
            yield page.get("models", [])
            if not (following := page.get("nextPageToken")):
                return
            params["pageToken"] = following
    raise ValueError("the list has no end")


async def _check(answer: aiohttp.ClientResponse) -> None:
    """Raise the SDK's error for an answer that is one: whatever it says is sorted as others are."""
    if answer.status != 200:
        # In a thread, so that the event loop goes on where the SDK is not loaded yet.
        try:
            errors = await asyncio.to_thread(importlib.import_module, "google.genai.errors")
        except ImportError as error:  # as where a call can't load it
            raise lost(Overloaded("unreachable"), error, None) from error
        await errors.APIError.raise_for_async_response(answer)
