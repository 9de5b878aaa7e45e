"""Sentences that count something: English has one form for one, and one for all other numbers."""

from typing import Self


class Plural(str):
    """A sentence with another form for one thing. As a string it is the form for several.

    Catalogs hold it as gettext does (msgid, msgid_plural), with as many forms as the language has.
    """

    one: str
    by: str  # the fact that is counted

    def __new__(cls, other: str, *, one: str, by: str = "count") -> Self:
        """Both forms; `by` is the name of the fact that decides."""
        sentence = super().__new__(cls, other)
        sentence.one, sentence.by = one, by
        return sentence
