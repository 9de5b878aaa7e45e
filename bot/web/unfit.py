"""What is wrong with an HTTP call itself, before it is a wish: the status and the sentence."""

from collections.abc import Mapping

from bot.errors import Fact, Refused


class Unfit(Refused):
    """The caller must send something else; its code names a sentence of `bot.text.wording`."""

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
