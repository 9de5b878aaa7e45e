"""Kinds of values that several settings have: counts, dollars, "none", addresses."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field

MAX_DOLLARS = 1_000_000.0  # of a budget
NO_LIMIT = "none"  # as the settings say it


def _or_none(meant: object) -> BeforeValidator:
    """Read "none" as the value that is meant by it."""

    def read(value: object) -> object:
        if not isinstance(value, str):
            return value
        if value.strip().casefold() == NO_LIMIT:
            return meant
        try:
            return float(value) if "." in value else int(value)
        except ValueError:
            raise ValueError(f'write a number, or "{NO_LIMIT}"') from None

    return BeforeValidator(read)


# In all limits but those of all servers together, 0 is "none": it was the way to write it.
Count = Annotated[int, Field(ge=0), _or_none(0)]
Dollars = Annotated[float, Field(ge=0, le=MAX_DOLLARS), _or_none(0.0)]
WholeDollars = Annotated[
    Annotated[float, Field(ge=0, le=MAX_DOLLARS)] | None, _or_none(None)
]  # 0 is nothing


def http_url(value: str) -> str:
    """Return an address without its last slash.

    Raises:
        ValueError: it is none.
    """
    if not value.startswith(("http://", "https://")):
        raise ValueError("it must start with https:// (or http://)")
    try:
        parts = urlsplit(value)
        valid = bool(parts.hostname) and parts.port != 0  # raises ValueError if not a port number
    except ValueError:
        valid = False
    if not valid:
        raise ValueError("it must be an address, such as https://host or http://127.0.0.1:8080")
    return value.rstrip("/")


def split_ids(value: object) -> object:
    """Split "1, 2" or "[1, 2]", as the environment writes a list."""
    if not isinstance(value, str):
        return value
    return [id_ for id_ in value.strip("[] ").split(",") if id_]
