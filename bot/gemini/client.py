"""The client of Gemini's API: makes calls and turns whatever goes wrong into our errors."""

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from bot.config import GeminiSettings, NetworkSettings
from bot.config.certificates import trusted_certificates
from bot.core.improving import question
from bot.core.models import ModelTable
from bot.core.turns import Content, Digest, ImageRequest, Part
from bot.errors import UNUSED, EaselError, Overloaded
from bot.gemini.answer import (
    Description,
    ImageAnswer,
    parse_description,
    parse_image,
    parse_improvement,
    usage_of,
)
from bot.gemini.faults import lost, translated
from bot.gemini.model_list import listed_models
from bot.gemini.request import (
    DESCRIBE,
    Fetch,
    description_config,
    image_config,
    improvement_config,
    sdk_content,
)

if TYPE_CHECKING:
    import aiohttp
    from google.genai import Client, types

    _Loaded = tuple[Client, aiohttp.ClientSession]

READ_BUFFER = 4 * 1024**2  # bytes read ahead, as in the SDK's own session; 64 KiB are slower

log = logging.getLogger(__name__)


class ModelClient(Protocol):
    """Paints and describes: Gemini, or a replacement in tests."""

    async def describe(self, request: ImageRequest, fetch: Fetch) -> Description:
        """Describe a request's first picture."""
        ...

    async def improve(self, request: ImageRequest, *, changes: bool) -> Description:
        """Write a request's prompt better."""
        ...

    async def paint(
        self, request: ImageRequest, contents: Sequence[Content], fetch: Fetch
    ) -> ImageAnswer:
        """Paint one picture."""
        ...


class Gemini:
    """Google's image models, or whatever speaks their protocol at `settings.base_url`.

    The SDK takes a third of a second to import: the first call loads it.

    Args:
        settings: where Gemini is.
        key: the API key.
        models: what each model takes.
        network: how Gemini is reached.
    """

    def __init__(
        self,
        settings: GeminiSettings,
        *,
        key: str,
        models: ModelTable,
        network: NetworkSettings | None = None,
    ) -> None:
        self._settings = settings
        self._key = key
        self._models = models
        self._network = network or NetworkSettings()
        self._loading: asyncio.Task[_Loaded] | None = None

    async def close(self) -> None:
        """Close its connections, if there are any."""
        if self._loading is None:
            return
        await asyncio.wait([self._loading])
        if not self._loading.cancelled() and self._loading.exception() is None:
            client, session = self._loading.result()
            await client.aio.aclose()
            await session.close()

    async def paint(
        self, request: ImageRequest, contents: Sequence[Content], fetch: Fetch
    ) -> ImageAnswer:
        """Ask for one picture. Cancelling the task closes the connection.

        Args:
            request: model, aspect ratio and size are read from it.
            contents: the conversation, the new request last.
            fetch: returns a picture's bytes.

        Raises:
            Blocked: the model declined, withheld the picture, or answered in words.
            UserError: what was sent is too large, or not a picture to Google.
            TemporaryError: it may work after a while; `wait` is set if Google said when.
            OperatorError: only the owner of the account can fix it.
        """
        client = await self._loaded()
        config = image_config(request, self._models.find(request.model))
        answer = await _generate(client, request, contents, fetch, config=config)
        with _reported(answer):
            return parse_image(answer)

    async def describe(self, request: ImageRequest, fetch: Fetch) -> Description:
        """Ask what a picture shows, and for a prompt that would make it.

        Args:
            request: its model is asked about its first picture.
            fetch: returns a picture's bytes.

        Raises:
            EaselError: as `paint`.
        """
        client = await self._loaded()
        parts = (Part(picture=request.sources[0]), Part(words=DESCRIBE))
        contents = (Content(role="user", parts=parts),)
        config = description_config(request)
        answer = await _generate(client, request, contents, fetch, config=config)
        with _reported(answer):
            return parse_description(answer)

    async def improve(self, request: ImageRequest, *, changes: bool) -> Description:
        """Ask for a better prompt; its description is empty.

        Args:
            request: its model is asked about its prompt.
            changes: whether it changes an image.

        Raises:
            EaselError: as `paint`.
        """
        words = Part(words=question(request.prompt, changes=changes))
        contents = (Content(role="user", parts=(words,)),)
        client, config = await self._loaded(), improvement_config(request)
        answer = await _generate(client, request, contents, _no_pictures, config=config)
        with _reported(answer):
            return parse_improvement(answer)

    async def models(self) -> Mapping[str, Sequence[str]]:
        """Return what this key can use: ids, each with the methods it is listed for, if any are.

        Raises:
            EaselError: as `paint`.
        """
        with translated(None):
            return await listed_models(self._settings, key=self._key, network=self._network)

    async def _loaded(self) -> "Client":
        """Return the SDK's one client; the first caller has it loaded.

        Raises:
            Overloaded: it can't be built now; the next caller tries again.
        """
        if self._loading is None:
            self._loading = asyncio.create_task(self._load())
        loading = self._loading
        try:
            client, _ = await asyncio.shield(loading)
        except Exception as error:  # its libraries or certificates can't be read
            if self._loading is loading:
                self._loading = None
            ours = lost(Overloaded("unreachable"), error, None)
            ours.usage = UNUSED
            raise ours from error
        return client

    async def _load(self) -> "_Loaded":
        """Load the SDK and build its client in a thread, so that the event loop goes on."""
        import aiohttp

        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),  # our workers bound the calls
            read_bufsize=READ_BUFFER,
        )
        way = self._network.proxy_for(self._settings.base_url)
        options = way.aiohttp_options if way else {}
        try:
            client = await asyncio.to_thread(
                _client, self._settings, self._key, session=session, way=options
            )
        except BaseException:
            await session.close()
            raise
        return client, session


async def _generate(
    client: "Client",
    request: ImageRequest,
    contents: Sequence[Content],
    fetch: Fetch,
    *,
    config: "types.GenerateContentConfig",
) -> "types.GenerateContentResponse":
    try:
        sent = [await sdk_content(content, fetch) for content in contents]
    except EaselError as error:
        error.usage = UNUSED  # nothing was sent
        raise
    with translated(request):
        return await client.aio.models.generate_content(
            model=request.model, contents=list(sent), config=config
        )


async def _no_pictures(_: Digest) -> bytes:
    raise AssertionError("nothing but words is sent")


@contextmanager
def _reported(answer: "types.GenerateContentResponse") -> Iterator[None]:
    """Add the usage that an answer reports to the error that it means."""
    try:
        yield
    except EaselError as error:
        error.usage = usage_of(answer)
        raise


def _client(
    settings: GeminiSettings, key: str, *, session: "aiohttp.ClientSession", way: dict[str, Any]
) -> "Client":
    """Return the SDK's client, not influenced by what the environment sets for other programs."""
    from google import genai
    from google.genai import types

    # It warns that it prefers GOOGLE_API_KEY, though it is given ours.
    logging.getLogger("google_genai._api_client").setLevel(logging.ERROR)
    trusted = trusted_certificates()  # the SDK would read them three times, 25 ms each
    options = types.HttpOptions(
        base_url=settings.base_url,
        api_version=settings.api_version,
        timeout=int(settings.timeout * 1000),  # milliseconds
        aiohttp_client=session,  # the SDK's own would take proxies from the environment
        # The SDK would follow a redirect and send our key to its target.
        async_client_args={"allow_redirects": False, "trust_env": False, "ssl": trusted} | way,
        # Of the synchronous client, which is made and never used.
        client_args={"trust_env": False, "verify": trusted},
        retry_options=types.HttpRetryOptions(attempts=1),  # a silent second call is a second bill
    )
    return genai.Client(vertexai=False, api_key=key, http_options=options)
