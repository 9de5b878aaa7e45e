"""The languages people read Easel in: gettext catalogs beside this file, one for each language.

A catalog is a plain `.po` file: each sentence has its code (msgctxt) and the English words (msgid,
and msgid_plural where something is counted). It is read once, when it is first needed.
"""

import gettext
import hashlib
import io
from functools import cache
from pathlib import Path

from bot.text.plurals import Plural

FOLDER = Path(__file__).parent
# Discord's locales (discord.com/developers/docs/reference#locales) by the catalog that serves them.
CATALOGS = {
    "de": "de",
    "es-ES": "es",
    "es-419": "es",
    "fr": "fr",
    "pt-BR": "pt_BR",
    "ja": "ja",
}


def translated(code: str, english: str, locale: str, *, count: int | None = None) -> str:
    """Return a sentence in a person's language, or in English where there is none for it.

    Args:
        code: the sentence's code in `bot.text.sentences`.
        english: its English words.
        locale: as Discord names it, such as "pt-BR".
        count: how many the sentence is about, where it is a `Plural`; none: several.
    """
    catalog = _catalog(CATALOGS.get(locale, ""))
    if isinstance(english, Plural):
        return catalog.npgettext(code, english.one, str(english), 2 if count is None else count)
    return catalog.pgettext(code, english)


def digest() -> str:
    """Return a digest of all catalogs, and of the languages that they serve."""
    files = sorted(FOLDER.glob("*.po"))
    said = b"".join(file.read_bytes() for file in files)
    return hashlib.sha256(repr(CATALOGS).encode() + said).hexdigest()


@cache
def _catalog(name: str) -> gettext.NullTranslations:
    file = FOLDER / f"{name}.po"
    if not name or not file.exists():
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with file.open("rb") as source:
        catalog = read_po(source, locale=name)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
