"""The error of an HTTP request that can't become an image request."""

from collections.abc import Mapping

from bot.errors import Fact, UserError


class RequestError(UserError):
    """The caller must send something else; the code names a sentence of `bot.text.wording`.

    Attributes:
        status: the HTTP status of the response.
        headers: further headers of the response.
    """

    default = "http.object"

    def __init__(
        self,
        code: str = "",
        /,
        *,
        status: int = 400,
        headers: Mapping[str, str] | None = None,
        **facts: Fact,
    ) -> None:
        super().__init__(code, **facts)
        self.status = status
        self.headers = headers
