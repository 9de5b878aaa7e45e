"""What is wrong with an HTTP request itself, before it becomes an image request."""

from collections.abc import Mapping

from bot.errors import Fact, Refused


class RequestError(Refused):
    """The caller must send something else; its code names a sentence of `bot.text.wording`.

    Attributes:
        status: the HTTP status that answers it.
        headers: further headers of the answer.
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
