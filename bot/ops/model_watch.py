"""Checks the models that are set: in `easel check`, and once a day in the log.

Ids and prices go out of date. A model can be retired, about to end, followed by a newer one, of the
wrong kind, or unknown to our table; each finding says how to fix it.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from bot.config import Config
from bot.core.models import DATED, MICRO, Model, ModelTable, family, is_known
from bot.errors import EaselError
from bot.ops.finding import Finding, Findings, count

log = logging.getLogger(__name__)

ListedModels = Mapping[str, Sequence[str]]
"""The methods of each model that a key can use, by the model's id; may be empty."""

WARN_BEFORE_END = timedelta(days=60)
METHOD = "generateContent"  # the method that Easel calls
DAY = 86_400.0  # seconds
CHECK_INTERVAL = 3600.0  # seconds between two checks whether a day has passed


class ListsModels(Protocol):
    """Gemini, as far as it is needed here."""

    async def models(self) -> ListedModels:
        """Return the models that our key can use."""
        ...


class ModelWatch:
    """Logs the findings about models: at startup, then once a day.

    Args:
        gemini: lists the models.
        config: all settings.
        now: the clock, seconds since 1970.
    """

    def __init__(self, gemini: ListsModels, config: Config, *, now: Callable[[], float]) -> None:
        self._gemini = gemini
        self._config = config
        self._models = config.model_table()
        self._now = now
        self._checked_at: float | None = None

    async def run(self) -> None:
        """Call `check` every hour, until cancelled."""
        while True:
            await self.check()
            await asyncio.sleep(CHECK_INTERVAL)

    async def check(self) -> None:
        """Log all findings if a day has passed since the last check.

        If Gemini does not answer, the findings from our table are logged, and the next call checks
        again.
        """
        now = self._now()
        if self._checked_at is not None and 0 <= now - self._checked_at < DAY:
            return
        listed: ListedModels | None = None
        try:
            listed = await self._gemini.models()
        except EaselError as error:
            log.warning("Gemini did not list its models: error=%s", error)
        else:
            self._checked_at = now
        today = datetime.fromtimestamp(now, UTC).date()
        for finding in model_findings(self._config, self._models, listed, today=today):
            log.log(logging.ERROR if finding.fault else logging.WARNING, "%s", finding.message)


def model_findings(
    config: Config, models: ModelTable, listed: ListedModels | None, *, today: date
) -> Findings:
    """Return all findings about the models that are set or described in the settings.

    Args:
        config: the settings.
        models: the table of these settings.
        listed: what the key can use; None if Gemini did not say.
        today: a day, UTC.
    """
    unsuitable = [Finding(sentence) for sentence in unsuitable_models(models)]
    found = [
        *_findings("gemini.model", models.default, models, listed, today),
        *(
            finding
            for quality, model in models.by_quality.items()
            if model.id != models.default.id
            for finding in _findings(f"gemini.{quality}_model", model, models, listed, today)
        ),
        *_findings("gemini.text_model", models.text_model, models, listed, today),
    ]
    return [*unsuitable, *found, *(_overrides(id_) for id_ in config.models if is_known(id_))]


def unsuitable_models(models: ModelTable) -> list[str]:
    """Return a sentence for each setting whose model can't do what it is set for."""
    found = []
    if not models.default.paints:
        found.append(f"gemini.model: {models.default.id} answers in words and paints nothing.")
    found += [
        f"gemini.{quality}_model: {model.id} answers in words and paints nothing."
        for quality, model in models.by_quality.items()
        if not model.paints
    ]
    if models.text_model.paints:
        found.append(
            f"gemini.text_model: {models.text_model.id} paints; set a model that answers in words."
        )
    return found


def _findings(
    key: str, model: Model, models: ModelTable, listed: ListedModels | None, today: date
) -> Iterable[Finding]:
    alternatives = _alternatives(model, models, listed, today, paints=key != "gemini.text_model")
    if listed is not None and model.id not in listed:
        problem = (
            f"Gemini has no model {model.id} for this key; it may be retired. {_fix(alternatives)}"
        )
        yield Finding(f"{key}: {problem}")
        return
    methods = listed[model.id] if listed is not None else ()
    if methods and METHOD not in methods:
        yield Finding(f"{key}: {model.id} does not take {METHOD}. {_fix(alternatives)}")
        return
    if model.ends is not None and today >= model.ends - WARN_BEFORE_END:
        yield Finding(f"{key}: {_end(model, today)} {_fix(alternatives)}", fault=False)
    if newer := _newer(model, models, listed or {}, today):
        yield Finding(f"{key}: {newer} is there, which is newer than {model.id}.", fault=False)
    if model.assumed:
        yield Finding(f"{key}: {_assumed_prices(model)}", fault=False)


def _end(model: Model, today: date) -> str:
    assert model.ends is not None
    if model.has_ended(today):
        return f"{model.id} is listed as ended since {model.ends}."
    days = (model.ends - today).days
    return f"{model.id} ends on {model.ends}, in {count(days, 'day')}."


def _assumed_prices(model: Model) -> str:
    """Return the sentence about the prices that are assumed for an unknown model."""
    into, out = (price / MICRO for price in model.text_prices)
    a_picture = " / ".join(f"{price / MICRO:g}" for price in model.prices.values())
    pictures = f" {a_picture} a picture ({' / '.join(model.sizes)})," if model.paints else ""
    return (
        f"Easel's table of {DATED} does not know {model.id}. It is taken to cost US$"
        f'{pictures} {into:g} / {out:g} per million tokens. Describe it in [models."{model.id}"].'
    )


def _alternatives(
    model: Model, models: ModelTable, listed: ListedModels | None, today: date, *, paints: bool
) -> Sequence[str]:
    """Ids of known models of the same kind that are not about to end and that the key can use."""
    return [
        other.id
        for other in models.known.values()
        if other.paints == paints
        and other.id != model.id
        and not other.closed
        and not other.has_ended(today + WARN_BEFORE_END)
        and (listed is None or other.id in listed)
    ]


def _fix(alternatives: Sequence[str]) -> str:
    return (
        f"Set {' or '.join(alternatives)}."
        if alternatives
        else "Set one that Google's model page names."
    )


def _newer(model: Model, models: ModelTable, listed: ListedModels, today: date) -> str | None:
    """Return the id of the newest model of a family that the key can use; None if there is none."""
    name, version = family(model.id)
    found = [
        (family(id_)[1], id_)
        for id_, methods in listed.items()
        if family(id_)[0] == name
        and family(id_)[1] > version
        and (not methods or METHOD in methods)
        and not models.find(id_).has_ended(today)
    ]
    return max(found)[1] if found and version else None


def _overrides(id_: str) -> Finding:
    sentence = f'models."{id_}": this description overrides Easel\'s table of {DATED}.'
    return Finding(sentence, fault=False)
