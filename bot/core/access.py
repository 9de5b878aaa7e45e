"""Where Easel paints in a server, for whom and with which models: its owners' rules. Pure rules."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.core import model_fit
from bot.core.models import Model
from bot.core.turns import ImageRequest, Person, Place
from bot.errors import UserError

MAX_NAMED = 10  # channels or roles that a refusal names


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRules:
    """What a server allows, its managers too. A rule that is empty allows all."""

    channels: tuple[int, ...] = ()  # their threads are allowed with them
    roles: tuple[int, ...] = ()  # one of them is enough
    age_restricted: bool = False  # in age-restricted channels only
    models: tuple[str, ...] = ()  # ids
    sizes: tuple[str, ...] = ()

    @classmethod
    def read(cls, stored: Mapping[str, Any] | None) -> "AccessRules":
        """Read the rules as `stored` returned them."""
        said = stored or {}
        return cls(
            channels=tuple(said.get("channels", ())),
            roles=tuple(said.get("roles", ())),
            age_restricted=bool(said.get("age_restricted")),
            models=tuple(said.get("models", ())),
            sizes=tuple(said.get("sizes", ())),
        )

    @property
    def stored(self) -> dict[str, Any] | None:
        """The rules as JSON values; None if there are none."""
        return {name: rule for name, rule in asdict(self).items() if rule} or None


def check(rules: AccessRules, *, by: Person, at: Place | None) -> None:
    """Raise UserError unless a server lets a person paint in a place.

    What is not known of the place or the person is not permission.

    Raises:
        UserError: it is another channel, they have no such role, or the channel is for all ages.
    """
    here = {at.channel, at.parent} if at else set()
    if rules.channels and not here & set(rules.channels):
        raise UserError("access.channels", channels=_named("<#{}>", rules.channels))
    if rules.roles and not set(by.roles) & set(rules.roles):
        raise UserError("access.roles", roles=_named("<@&{}>", rules.roles))
    if rules.age_restricted and not (at and at.age_restricted):
        raise UserError("access.age_restricted")


def check_choice(
    rules: AccessRules, *, model: Model | None, size: str | None, offered: Sequence[Model]
) -> None:
    """Raise UserError unless a server allows the model and the size that a person named.

    Args:
        rules: the server's.
        model: the model that they named, if they named one.
        size: the same for the size.
        offered: all models that are offered today.

    Raises:
        UserError: the server allows others.
    """
    if model is not None and narrowed(model, rules) is None:
        allowed = [one.name for one in offered if narrowed(one, rules)]
        if not allowed:
            raise UserError("access.nothing")
        raise UserError("access.models", model=model.name, choices=tuple(allowed))
    if size is not None and rules.sizes and size not in rules.sizes:
        raise UserError("access.sizes", size=size, choices=rules.sizes)


def fit(
    request: ImageRequest, rules: AccessRules, *, model: Model, offered: Sequence[Model]
) -> ImageRequest:
    """Return a request as a server allows it: another model or size where it names none.

    Args:
        request: what is asked for.
        rules: the server's.
        model: the request's own.
        offered: the models that replace it where it is not allowed, the best first.

    Raises:
        UserError: the server allows no model that is offered.
    """
    if not request.paints:
        return request
    for candidate in (model, *offered):
        allowed = narrowed(candidate, rules)
        if allowed is None:
            continue
        if candidate.id == model.id and (not rules.sizes or request.size in rules.sizes):
            return request
        # No model has ended here, so the caption names none that this one stands for.
        return replace(model_fit.moved(request, allowed), instead_of=request.instead_of)
    raise UserError("access.nothing")


def narrowed(model: Model, rules: AccessRules) -> Model | None:
    """Return a model with the sizes that a server allows; None if it allows none of them."""
    if rules.models and model.id not in rules.models:
        return None
    if not rules.sizes:
        return model
    prices = {size: price for size, price in model.prices.items() if size in rules.sizes}
    return replace(model, prices=prices) if prices else None


def _named(mention: str, ids: Sequence[int]) -> tuple[str, ...]:
    mentions = tuple(mention.format(id_) for id_ in ids[:MAX_NAMED])
    return (*mentions, "…") if len(ids) > MAX_NAMED else mentions
