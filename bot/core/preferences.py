"""A person's own defaults, and how they fill in what a command leaves open."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.core.models import ModelTable
from bot.core.turns import Quality

KEYS = ("aspect", "size", "model", "quality", "style", "notify", "cost", "recipe")
LONG_WAIT = 20.0  # seconds from the request to its image, after which people do something else


class Notify(StrEnum):
    """When a person is mentioned by the message that shows their image."""

    ALWAYS = "always"
    AFTER_WAIT = "wait"
    NEVER = "never"

    def is_due(self, waited: float) -> bool:
        """Return whether a person who `waited` (seconds) is mentioned."""
        return self is Notify.ALWAYS or (self is Notify.AFTER_WAIT and waited > LONG_WAIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """A person's defaults for options they leave out, and what they are told."""

    aspect: str | None = None
    size: str | None = None
    model: str | None = None
    quality: Quality | None = None
    style: str = ""  # a sentence added to each new picture's words
    notify: Notify = Notify.AFTER_WAIT
    cost: bool | None = None  # whether their pictures say it; None: where a budget holds
    recipe: bool | None = None  # whether their pictures' files say how they were made; None: yes

    @classmethod
    def read(cls, settings: Mapping[str, Any]) -> "Preferences":
        """Read a person's settings."""
        known = {key: settings[key] for key in KEYS if key in settings}
        notify = known.get("notify")  # it may be one of a later version
        known["notify"] = Notify(notify) if notify in set(Notify) else Notify.AFTER_WAIT
        quality = known.get("quality")
        known["quality"] = Quality(quality) if quality in set(Quality) else None
        return cls(**known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Model, aspect ratio and size of a request."""

    model: str
    aspect: str | None
    size: str


def choose(
    own: Preferences,
    *,
    models: ModelTable,
    model: str | None = None,
    aspect: str | None = None,
    size: str | None = None,
) -> Choice:
    """Return the option that was given, else the person's preference, else Easel's default.

    A preference that the model does not support is skipped; only a given option is refused.
    """
    chosen = models.find(model or own.model or models.default.id)
    fits_aspect = own.aspect if own.aspect in chosen.ratios else None
    fits_size = own.size if own.size in chosen.sizes else None
    return Choice(
        model=chosen.id, aspect=aspect or fits_aspect, size=size or fits_size or chosen.default_size
    )
