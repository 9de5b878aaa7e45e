"""The models of today: which are offered, and which replaces one that has ended."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from bot.core import model_fit
from bot.core.models import Model, ModelTable
from bot.core.turns import ImageRequest
from bot.errors import UserError

LONGEST_SHOWN = 100  # characters of a name that is not known


class AvailableModels:
    """The table of models, seen on the current day.

    Args:
        table: what is known of them.
        now: the clock, seconds since 1970; days are UTC.
    """

    def __init__(self, table: ModelTable, *, now: Callable[[], float]) -> None:
        self.table = table
        self._now = now

    def find(self, id_: str) -> Model:
        """Return a model by its id, whether or not it has ended."""
        return self.table.find(id_)

    def resolve(self, id_: str) -> Model:
        """Return the model that paints today where a turn's or a person's model is asked for."""
        return self.table.resolve(id_, on=self._today)

    def offered(self) -> Sequence[Model]:
        """Return the models that people are offered today, the default first."""
        return self.table.offered(self._today)

    def served(self) -> Sequence[Model]:
        """Return the models that an HTTP caller can name today, the default first."""
        return self.table.served(self._today)

    def chosen(self, named: str) -> str:
        """Return the id of the model that a person named by its id or its name.

        Raises:
            UserError: it is not offered.
        """
        wanted = named.strip().removeprefix("models/").casefold()
        offered = self.offered()
        for model in offered:
            if wanted in {model.id.casefold(), model.name.casefold()}:
                return model.id
        choices = tuple(model.name for model in offered)
        raise UserError("model.unknown", name=named[:LONGEST_SHOWN], choices=choices)

    def on_living_model(self, request: ImageRequest) -> ImageRequest:
        """Return a request for its own model or, where that has ended, for its replacement."""
        request = replace(request, instead_of="")  # a repeated request names the model that painted
        if not request.calls_model:
            return request
        model = self.table.resolve(request.model, on=self._today, describes=request.describes)
        return request if model.id == request.model else model_fit.moved(request, model)

    @property
    def _today(self) -> date:
        return datetime.fromtimestamp(self._now(), UTC).date()
