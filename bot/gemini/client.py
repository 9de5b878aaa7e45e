"""The one client: asks, and turns whatever goes wrong into our errors."""

import asyncio
import binascii
import contextlib
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from bot.config import GeminiSettings, NetworkSettings
from bot.core.models import ModelTable
from bot.core.pricing import UNUSED
from bot.core.turns import ImageRequest, Part, Utterance
from bot.errors import EaselError, Unanswered
from bot.gemini.answer import Description, Painting, description, painting, usage_of
from bot.gemini.faults import our_error
from bot.gemini.request import DESCRIBE, Fetch, content, telling, wish

if TYPE_CHECKING:
    import aiohttp
    from google.genai import Client, types


LINES = 4 * 1024**2  # bytes read ahead, as in the SDK's own session; aiohttp's 64 KiB are slower


class Model(Protocol):
    """Whoever paints."""

    async def describe(self, request: ImageRequest, fetch: Fetch) -> Description:
        """Put a request's first picture into words."""
        ...

    async def paint(
        self, request: ImageRequest, said: Sequence[Utterance], fetch: Fetch
    ) -> Painting:
        """Paint one picture."""
        ...


class Gemini:
    """Google's image models, or whatever speaks their protocol at `settings.base_url`.

    The SDK takes a second to import, so it is loaded in a thread on `open`.
    """

    def __init__(
        self, client: "Client", session: "aiohttp.ClientSession", models: ModelTable
    ) -> None:
        self._client = client
        self._session = session
        self._models = models

    @classmethod
    async def open(
        cls,
        settings: GeminiSettings,
        *,
        key: str,
        models: ModelTable,
        network: NetworkSettings | None = None,
    ) -> "Gemini":
        """Load the SDK and make the one client; `models` says what each model takes."""
        import aiohttp

        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),  # our painters bound the calls
            read_bufsize=LINES,
        )
        way = (network or NetworkSettings()).proxy_for(settings.base_url)
        try:
            client = await asyncio.to_thread(
                _client, settings, key, session=session, way=way.aiohttp_options if way else {}
            )
        except BaseException:
            await session.close()
            raise
        return cls(client, session, models)

    async def close(self) -> None:
        """Close its connections."""
        await self._client.aio.aclose()
        await self._session.close()

    async def paint(
        self, request: ImageRequest, said: Sequence[Utterance], fetch: Fetch
    ) -> Painting:
        """Ask for one picture. Cancelling the task closes the connection.

        Args:
            request: model, shape and size are read from it.
            said: the conversation, the wish last.
            fetch: gives a picture's bytes.

        Raises:
            Blocked: it declined, withheld the picture, or answered in words.
            Later: it may work in a while; `wait` is set if Google said when.
            Broken: the key, the bill or the model's name is wrong.
        """
        config = wish(request, self._models.find(request.model))
        answer = await self._asked(request, said, fetch, config=config)
        with _reported(answer):
            return painting(answer)

    async def _asked(
        self,
        request: ImageRequest,
        said: Sequence[Utterance],
        fetch: Fetch,
        *,
        config: "types.GenerateContentConfig",
    ) -> "types.GenerateContentResponse":
        import aiohttp
        from google.genai.errors import APIError

        try:
            contents = [await content(utterance, fetch) for utterance in said]
        except EaselError as error:
            error.usage = UNUSED  # nothing was sent
            raise
        try:
            return await self._client.aio.models.generate_content(
                model=request.model, contents=list(contents), config=config
            )
        except APIError as error:
            ours = our_error(error, request)
            ours.usage = UNUSED
            raise ours from error
        except aiohttp.ClientConnectorError as error:
            ours = Unanswered()
            ours.usage = UNUSED  # there was no connection to send anything by
            raise ours from error
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise Unanswered from error
        except (json.JSONDecodeError, binascii.Error, ValueError) as error:
            # An answer that is cut or garbled; the SDK has no error of its own for it.
            raise Unanswered from error

    async def describe(self, request: ImageRequest, fetch: Fetch) -> Description:
        """Ask what a picture shows, and for a prompt that would make it.

        Args:
            request: its model is asked about its first picture.
            fetch: gives a picture's bytes.

        Raises:
            EaselError: as `paint`.
        """
        said = Utterance(
            role="user", parts=(Part(picture=request.sources[0]), Part(words=DESCRIBE))
        )
        answer = await self._asked(request, (said,), fetch, config=telling())
        with _reported(answer):
            return description(answer)

    async def models(self) -> Mapping[str, Sequence[str]]:
        """What this key can use: ids, each with the methods it is listed for, if any are.

        Raises:
            EaselError: as `paint`.
        """
        import aiohttp
        from google.genai.errors import APIError

        try:
            pager = await self._client.aio.models.list(config={"page_size": 1000})
            return {
                (model.name or "").removeprefix("models/"): model.supported_actions or ()
                async for model in pager
            }
        except APIError as error:
            raise our_error(error, None) from error
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            raise Unanswered from error


@contextlib.contextmanager
def _reported(answer: "types.GenerateContentResponse") -> Iterator[None]:
    """Say of an answer that is an error what it used."""
    try:
        yield
    except EaselError as error:
        error.usage = usage_of(answer)
        raise


def _client(
    settings: GeminiSettings, key: str, *, session: "aiohttp.ClientSession", way: dict[str, Any]
) -> "Client":
    """The SDK's client, in no way steered by what the shell has set for other programs."""
    from google import genai
    from google.genai import types

    # It takes GOOGLE_API_KEY for the better one and says so, but it is given ours.
    logging.getLogger("google_genai._api_client").setLevel(logging.ERROR)
    options = types.HttpOptions(
        base_url=settings.base_url,
        api_version=settings.api_version,
        timeout=int(settings.timeout * 1000),  # milliseconds
        aiohttp_client=session,  # the SDK's own would take proxies from the environment
        # The SDK would follow a redirect and show our key to whoever stands there.
        async_client_args={"allow_redirects": False, "trust_env": False} | way,
        client_args={"trust_env": False},  # of the client that waits, which is made and never used
        retry_options=types.HttpRetryOptions(attempts=1),  # a silent second call is a second bill
    )
    return genai.Client(vertexai=False, api_key=key, http_options=options)
