"""Brings the catalogs up to date with the English sentences: `make messages`.

What is new stands there untranslated, what is gone is dropped, what changed in English is emptied,
so that the tests name what a translator has to do.
"""

import io
from collections.abc import Sequence

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from bot.text.languages import CATALOGS, FOLDER
from bot.text.plurals import Plural
from bot.text.wording import SENTENCES


class Plain(Catalog):
    """A catalog whose head says what is true of it, and leaves no blanks to be filled in."""

    @property  # type: ignore[misc]  # nothing sets it
    def mime_headers(self) -> list[tuple[str, str]]:
        """The lines of the head."""
        return [
            ("Project-Id-Version", "Easel"),
            ("Language", str(self.locale_identifier)),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", f"text/plain; charset={self.charset}"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


def main() -> None:
    """Rewrite each catalog."""
    for name in sorted(set(CATALOGS.values())):
        file = FOLDER / f"{name}.po"
        old = read(name) if file.exists() else Catalog(locale=name)
        new = Plain(
            locale=name,
            charset="utf-8",
            fuzzy=False,
            header_comment=f"# What people read in Easel, in {Locale.parse(name).english_name}.",
        )
        for code, english in SENTENCES.items():
            ids = (english.one, str(english)) if isinstance(english, Plural) else english
            known = old.get(ids, code)
            same = known is not None and known.id == ids
            empty = ("",) * new.num_plurals if isinstance(english, Plural) else ""
            new.add(ids, known.string if known and same else empty, context=code)
        written = io.BytesIO()
        write_po(written, new, width=100, omit_header=False)
        file.write_bytes(written.getvalue().rstrip(b"\n") + b"\n")


def forms(words: str | Sequence[str]) -> Sequence[str]:
    """All forms of a message's id or string: one, or as many as gettext keeps of a plural."""
    return (words,) if isinstance(words, str) else words


def read(name: str) -> Catalog:
    """Return a catalog as it is in the repository."""
    with (FOLDER / f"{name}.po").open("rb") as source:
        return read_po(source, locale=name)


if __name__ == "__main__":
    main()
