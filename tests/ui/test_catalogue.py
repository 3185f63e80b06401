"""The Indonesian catalogue holds every message of the code, no other, and keeps every placeholder."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from ocr.i18n import LOCALE_FOLDER, translator
from tests.ui.messages import extracted

PLACEHOLDER = re.compile(r"\{(\w+)\}")


@pytest.fixture(scope="module")
def catalogue():
    with (LOCALE_FOLDER / "id" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return {message.id: message.string for message in read_po(file, locale="id") if message.id}


def test_every_message_of_the_code_is_translated(catalogue) -> None:
    assert sorted(map(str, set(extracted()) - set(catalogue))) == []


def test_no_message_is_left_over(catalogue) -> None:
    assert sorted(map(str, set(catalogue) - set(extracted()))) == []


def test_placeholders_survive(catalogue) -> None:
    for message, text in catalogue.items():
        wanted = set(PLACEHOLDER.findall(message if isinstance(message, str) else " ".join(message)))
        given = set(PLACEHOLDER.findall(text if isinstance(text, str) else " ".join(text)))
        assert wanted == given, message


def test_counts_are_worded() -> None:
    t = translator("id")
    assert t.ngettext("{n} file", "{n} files", 3).format(n=3) == "3 berkas"
    assert translator("en").ngettext("{n} file", "{n} files", 1).format(n=1) == "1 file"
