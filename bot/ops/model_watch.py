"""What there is to say about the models that are set: by `easel check`, and once a day in the log.

Ids and prices are facts with a date. A model can be gone, about to end, followed by a newer one, of
the wrong kind, or unknown to our table; each is said in a sentence that says what would mend it.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from bot.config import Config
from bot.core.models import DATED, MICRO, Model, ModelTable, family, known_id
from bot.errors import EaselError
from bot.ops.finding import Finding, Findings

log = logging.getLogger(__name__)

Listed = Mapping[str, Sequence[str]]
"""The ids that a key can use, each with the methods it is listed for, if any are."""

SOON = timedelta(days=60)  # before its end a model is told of
CALL = "generateContent"  # the method that we call
DAY = 86_400.0  # seconds
LOOK = 3600.0  # seconds between two looks at whether a day has passed


class Lists(Protocol):
    """Who knows which models there are."""

    async def models(self) -> Listed:
        """What our key can use."""
        ...


class ModelWatch:
    """Says in the log what there is to say: at the start, then once a day.

    Args:
        gemini: what is asked which models there are.
        config: which are set.
        now: the clock, seconds since 1970.
    """

    def __init__(self, gemini: Lists, config: Config, *, now: Callable[[], float]) -> None:
        self._gemini = gemini
        self._config = config
        self._models = config.model_table()
        self._now = now
        self._looked_at: float | None = None

    async def run(self) -> None:
        """Look every hour whether it is time."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK)

    async def look(self) -> None:
        """Say what there is to say, if a day has passed since it was said.

        Where Gemini does not answer, what the table says is said, and Gemini asked the next time.
        """
        now = self._now()
        if self._looked_at is not None and 0 <= now - self._looked_at < DAY:
            return
        listed: Listed | None = None
        try:
            listed = await self._gemini.models()
        except EaselError as error:
            log.warning("Gemini did not say which models it has: %s", error)
        else:
            self._looked_at = now
        today = datetime.fromtimestamp(now, UTC).date()
        for finding in model_findings(self._config, self._models, listed, today=today):
            log.log(logging.ERROR if finding.fault else logging.WARNING, "%s", finding.said)


def model_findings(
    config: Config, models: ModelTable, listed: Listed | None, *, today: date
) -> Findings:
    """All there is to say about the models that are set, and about those that are described.

    Args:
        config: the settings.
        models: the table that they make.
        listed: what the key can use; none where Gemini did not say.
        today: a day, UTC.
    """
    wrong = [Finding(said) for said in wrong_kinds(models)]
    found = [
        *_about("gemini.model", models.default, models, listed, today),
        *_about("gemini.text_model", models.describer, models, listed, today),
    ]
    return [*wrong, *found, *(_shadows(id_) for id_ in config.models if known_id(id_))]


def wrong_kinds(models: ModelTable) -> list[str]:
    """The settings whose model can't do what it is set for; a sentence each."""
    found = []
    if not models.default.paints:
        found.append(f"gemini.model: {models.default.id} answers in words and paints nothing.")
    if models.describer.paints:
        found.append(
            f"gemini.text_model: {models.describer.id} paints; set a model that answers in words."
        )
    return found


def _about(
    key: str, model: Model, models: ModelTable, listed: Listed | None, today: date
) -> Iterable[Finding]:
    instead = _others(model, models, listed, today, paints=key == "gemini.model")
    if listed is not None and model.id not in listed:
        said = f"Gemini has no model {model.id} for this key; it may be retired. {_mend(instead)}"
        yield Finding(f"{key}: {said}")
        return
    methods = listed[model.id] if listed is not None else ()
    if methods and CALL not in methods:
        yield Finding(f"{key}: {model.id} does not take {CALL}. {_mend(instead)}")
        return
    if model.ends is not None and today >= model.ends - SOON:
        yield Finding(f"{key}: {_end(model, today)} {_mend(instead)}", fault=False)
    if newer := _newer(model, models, listed or {}, today):
        yield Finding(f"{key}: {newer} is there, which is newer than {model.id}.", fault=False)
    if model.assumed:
        yield Finding(f"{key}: {_guess(model)}", fault=False)


def _end(model: Model, today: date) -> str:
    assert model.ends is not None
    if model.over(today):
        return f"{model.id} is listed as ended since {model.ends}."
    days = (model.ends - today).days
    return f"{model.id} ends on {model.ends}, in {days} day{'s' * (days != 1)}."


def _guess(model: Model) -> str:
    """Which price is taken for that of a model that nobody described."""
    into, out = (price / MICRO for price in model.text_prices)
    a_picture = " / ".join(f"{price / MICRO:g}" for price in model.prices.values())
    pictures = f" {a_picture} a picture ({' / '.join(model.sizes)})," if model.paints else ""
    return (
        f"Easel's table of {DATED} does not know {model.id}. It is taken to cost US$"
        f'{pictures} {into:g} / {out:g} per million tokens. Describe it in [models."{model.id}"].'
    )


def _others(
    model: Model, models: ModelTable, listed: Listed | None, today: date, *, paints: bool
) -> Sequence[str]:
    """What could be set instead: of the kind, not about to end, and within the key's reach."""
    return [
        other.id
        for other in models.known.values()
        if other.paints == paints
        and other.id != model.id
        and not other.closed
        and not other.over(today + SOON)
        and (listed is None or other.id in listed)
    ]


def _mend(instead: Sequence[str]) -> str:
    return f"Set {' or '.join(instead)}." if instead else "Set one that Google's model page names."


def _newer(model: Model, models: ModelTable, listed: Listed, today: date) -> str | None:
    """The newest of a model's family that the key can use, if that is another one."""
    name, version = family(model.id)
    found = [
        (family(id_)[1], id_)
        for id_, methods in listed.items()
        if family(id_)[0] == name
        and family(id_)[1] > version
        and (not methods or CALL in methods)
        and not models.find(id_).over(today)
    ]
    return max(found)[1] if found and version else None


def _shadows(id_: str) -> Finding:
    said = f"this description goes before what Easel's table of {DATED} says of it."
    return Finding(f'models."{id_}": {said}', fault=False)
