"""Money, numbers and dates as a reader's language writes them, by Babel."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_skeleton
from babel.numbers import format_currency, format_decimal

from bot.core.turns import MicroDollars
from bot.text.languages import CATALOGS

MICRO = Decimal(1_000_000)
FINE = Decimal("0.1")  # US$; below it a third decimal is shown
PLAIN_DOLLAR = frozenset({"en-US"})  # where "$" can only mean US$


@lru_cache(maxsize=4096)  # each image's message has some dozen prices
def money(amount: MicroDollars, /, locale: str = "en-US") -> str:
    """Return an amount of US$, to the cent, or to a tenth of a cent below ten cents.

    Args:
        amount: in millionths of a US dollar.
        locale: as Discord names it. Where it writes "$" for several currencies, this is "US$".
    """
    value, spoken = Decimal(amount) / MICRO, _babel(locale)
    pattern = spoken.currency_formats["standard"].pattern
    if 0 < value < FINE:
        pattern = pattern.replace("0.00", "0.000")
    written = format_currency(value, "USD", pattern, locale=spoken, currency_digits=False)
    known = locale in PLAIN_DOLLAR or "US" in written
    return written if known else written.replace("$", "US$")


def number(value: float, /, locale: str = "en-US") -> str:
    """Return a number with the decimal sign and the groups of a language."""
    return format_decimal(value, locale=_babel(locale))


def listed(items: Iterable[str], /, locale: str = "en-US") -> str:
    """Return what is listed with the marks of a language between it: "A, B" or "A、B"."""
    between: str = _babel(locale).list_patterns["standard"]["middle"].format("", "")
    return between.join(items)


def together(sentences: Iterable[str], /, locale: str = "en-US") -> str:
    """Return sentences one after another; Japanese leaves no space after a full stop."""
    whole = " ".join(filter(None, sentences))
    return whole.replace("。 ", "。") if _babel(locale).language == "ja" else whole


def language(locale: str, /) -> str:
    """Return what people call a language in it: "Deutsch"."""
    name = _babel(locale).get_language_name() or locale
    return name[:1].upper() + name[1:]


def month(day: date, /, locale: str = "en-US") -> str:
    """Return the month of a day, with its year: "November 2026"."""
    return format_skeleton("yMMMM", day, locale=_babel(locale))


def month_day(day: date, /, locale: str = "en-US") -> str:
    """Return a day without its year: "Nov 27"."""
    return format_skeleton("MMMd", day, locale=_babel(locale))


@lru_cache(maxsize=64)
def _babel(locale: str) -> Locale:
    """Return the locale in which a reader gets sentences; English if there is no catalog."""
    known = locale in CATALOGS or locale.startswith("en")
    return Locale.parse(locale if known else "en-US", sep="-")
