"""Texts in the reader's language, through gettext catalogues.

Separate because pages, workbook and command line share one catalogue. English stands in the code as the message id;
`ocr/locale/<language>/LC_MESSAGES/messages.po` holds the translations, compiled in memory on first use so that no
build step can be forgotten. Imports the error tree for the language type only.
"""

from __future__ import annotations

import gettext
import io
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from ocr.errors import Language

LOCALE_FOLDER = Path(__file__).parent / "locale"


class Translator:
    """Texts of one language: call it with an English message id."""

    def __init__(self, catalogue: gettext.NullTranslations) -> None:
        self._catalogue = catalogue

    def __call__(self, message: str) -> str:
        """The text for `message`; the message itself when the catalogue lacks it."""
        return self._catalogue.gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The text for `count` things."""
        return self._catalogue.ngettext(one, many, count)


@cache
def translator(language: Language) -> Translator:
    """The texts of `language`, its catalogue compiled on the first call."""
    path = LOCALE_FOLDER / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return Translator(gettext.NullTranslations())
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translator(gettext.GNUTranslations(compiled))


def preferred_language(accept_language: str) -> Language:
    """The first of our languages in an Accept-Language header (RFC 9110 §12.5.4); Indonesian when none is named.

    Malay readers get Indonesian.
    """
    wishes = []
    for position, part in enumerate(accept_language.split(",")):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        wishes.append((-weight, position, tag.split("-")[0].lower()))
    for _, _, tag in sorted(wishes):
        if tag in ("id", "in", "ms"):
            return "id"
        if tag == "en":
            return "en"
    return "id"
