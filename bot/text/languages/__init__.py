"""The languages people read Easel in: gettext catalogs beside this file, one a language.

A catalog is a plain `.po` file: each sentence stands under its code (msgctxt) with the English
words (msgid). It is read once, when the first sentence of that language is wanted.
"""

import gettext
import io
import logging
from functools import cache
from pathlib import Path

log = logging.getLogger(__name__)

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


def translated(code: str, english: str, locale: str) -> str:
    """A sentence in a person's language, or in English where there is none for it.

    Args:
        code: the sentence's code in `bot.text.wording`.
        english: its English words.
        locale: as Discord names it, such as "pt-BR".
    """
    name = CATALOGS.get(locale)
    return _catalog(name).pgettext(code, english) if name else english


@cache
def _catalog(name: str) -> gettext.NullTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    file = FOLDER / f"{name}.po"
    if not file.exists():
        return gettext.NullTranslations()
    with file.open("rb") as source:
        catalog = read_po(source, locale=name)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
