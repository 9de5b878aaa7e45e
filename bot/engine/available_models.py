"""The models of today: which are offered, and which replaces one that has ended."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from bot.core import access, model_fit, pricing, quality_requests
from bot.core.access import AccessRules
from bot.core.models import Model, ModelTable
from bot.core.requests import TurnRequest
from bot.core.turns import ImageRequest, MicroDollars, Quality, Turn
from bot.errors import UserError

LONGEST_SHOWN = 100  # characters of a name that is not known


class AvailableModels:
    """The table of models, seen on the current day.

    Args:
        table: what is known of them.
        now: the clock, seconds since 1970; days are UTC.
        search: whether the operator lets requests search the web.
    """

    def __init__(
        self, table: ModelTable, *, now: Callable[[], float], search: bool = False
    ) -> None:
        self.table = table
        self.search = search
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

    def of_quality(
        self,
        quality: Quality,
        *,
        aspect: str | None = None,
        size: str | None = None,
        search: bool = False,
    ) -> Model:
        """Return the model that paints today with a quality, an aspect ratio and a size."""
        return self.table.of_quality(
            quality, on=self._today, aspect=aspect, size=size, search=search
        )

    def with_search(self, request: ImageRequest) -> ImageRequest:
        """Return a request that searches the web first, on a model that can."""
        model = self.table.default
        if not self.find(request.model).searches and model.searches:
            moved = model_fit.moved(request, model)
            request = replace(moved, instead_of=request.instead_of)
        return replace(request, search=True)

    def at_quality(self, asked: TurnRequest, quality: Quality) -> TurnRequest:
        """Return a request at another quality, painted by the model for that."""
        request = asked.request
        model = self.of_quality(
            quality, aspect=request.aspect, size=request.size, search=request.search
        )
        return quality_requests.at_quality(asked, quality, model=model)

    def finish(self, turn: Turn, quality: Quality, *, pick: int = 0) -> TurnRequest:
        """Return a request for one picture of a turn, a draft, painted with more care."""
        shape, size = turn.request.aspect, turn.request.size
        model = self.of_quality(quality, aspect=shape, size=size)
        return quality_requests.finish(turn, quality, model=model, pick=pick)

    def finish_costs(self, turn: Turn, rules: AccessRules) -> Mapping[Quality, MicroDollars]:
        """Return what a draft costs painted with more care; nothing where it is no draft.

        Args:
            turn: a painted turn.
            rules: of its server.
        """
        if turn.request.quality is not Quality.DRAFT:
            return {}
        better = (Quality.STANDARD, Quality.CAREFUL)
        return {one: self.cost(self.finish(turn, one).request, rules) for one in better}

    def quality_costs(
        self, rules: AccessRules, *, size: str | None = None
    ) -> Mapping[Quality, MicroDollars]:
        """Return what a picture costs in each quality under a server's rules.

        Args:
            rules: the server's.
            size: of the picture; none: that of each model.
        """
        models = {quality: self.of_quality(quality, size=size) for quality in Quality}
        asked = {
            quality: ImageRequest(
                prompt="", model=model.id, size=size or model.default_size, quality=quality
            )
            for quality, model in models.items()
        }
        return {quality: self.cost(request, rules) for quality, request in asked.items()}

    def cost(self, request: ImageRequest, rules: AccessRules) -> MicroDollars:
        """Return what a request costs as a server's rules have it painted; 0: they forbid it."""
        model = self.find(request.model)
        try:
            fitted = access.fit(request, rules, model=model, offered=self.offered())
        except UserError:
            return 0
        return pricing.estimate(fitted, self.find(fitted.model))

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
