"""What a picture's file says about how it was made; the worker processes import this alone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a picture was made; empty where that is not said."""

    prompt: str = ""
    model: str = ""  # its id
    aspect: str = ""
    lineage: str = ""  # names the turn, and says nothing about anyone


NOTHING_SAID = Recipe()
"""What a file says where a person or a server wants no more: that it is AI-generated."""
