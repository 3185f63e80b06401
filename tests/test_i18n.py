"""The catalogue is complete and the browser's wish is understood."""

from __future__ import annotations

import pytest
from babel.messages.pofile import read_po

from ocr.i18n import LOCALE_FOLDER, preferred_language, translator


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("id-ID,id;q=0.9,en;q=0.8", "id"),
        ("en-US,en;q=0.9,id;q=0.8", "en"),
        ("en;q=0.5,id;q=0.9", "id"),
        ("ms-MY", "id"),
        ("fr,en;q=0.1", "en"),
        ("fr", "id"),
        ("", "id"),
        ("en;q=x", "en"),
    ],
)
def test_language_of_the_browser(header: str, language: str) -> None:
    assert preferred_language(header) == language


def test_english_is_the_message_itself_and_indonesian_is_translated() -> None:
    assert translator("en")("Download Excel") == "Download Excel"
    assert translator("id")("Download Excel") == "Unduh Excel"


def test_every_message_is_translated() -> None:
    with (LOCALE_FOLDER / "id" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale="id")
    untranslated = [message.id for message in catalogue if message.id and not message.string]
    assert untranslated == []
    assert not [message.id for message in catalogue if message.fuzzy and message.id]
