"""Each error is a sentence in both languages, has a status, and crosses process borders unchanged."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator

import pytest

from ocr import errors
from ocr.errors import DamagedFile, InvalidValue, OcrError


def all_errors() -> Iterator[type[OcrError]]:
    waiting = [OcrError]
    while waiting:
        kind = waiting.pop()
        yield kind
        waiting += kind.__subclasses__()


DETAILS = {
    "name": "bukti.pdf", "page": 2, "reason": "rusak", "pages": 12, "limit": 10, "limit_mb": 10, "what": "Dokumen",
    "who": "Ani", "field": "jumlah", "value": "x", "expected": {"id": "angka", "en": "a number"}, "retry_after_s": 5,
    "path": "a.pth", "remedy": "Run make models.", "found": "b" * 64, "timeout_s": 300, "variable": "PORT",
    "accepted": "1–65535", "width": 9000, "height": 9000, "files": 501, "revision": "0099",
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(set(all_errors()), key=lambda kind: kind.__name__))
def test_sentences_are_whole_in_both_languages(kind: type[OcrError]) -> None:
    details = {**DETAILS, "expected": "a" * 64} if kind is errors.ModelTampered else DETAILS
    error = kind(**details)
    for language in ("id", "en"):
        sentence = error.message(language)
        assert not re.search(r"[{}]", sentence)
        assert sentence[-1] in ".!"
    assert 400 <= error.status <= 599
    assert error.message("id") != error.message("en")


@pytest.mark.parametrize("kind", sorted(set(all_errors()), key=lambda kind: kind.__name__))
def test_both_languages_use_the_same_details(kind: type[OcrError]) -> None:
    used = {language: set(re.findall(r"{(\w+)", kind.texts[language])) for language in ("id", "en")}
    assert used["id"] == used["en"]


def test_errors_survive_pickling() -> None:
    error = DamagedFile(name="a.pdf", page=3, reason="x")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert type(again) is DamagedFile
    assert again.message("id") == error.message("id")
    assert "halaman 3" in again.message("id")


def test_the_tree_is_drawn_as_it_is() -> None:
    drawn = set(re.findall(r"[├└]─ (\w+)", errors.__doc__ or ""))
    assert drawn == {kind.__name__ for kind in all_errors()} - {"OcrError"}


def test_invalid_value_says_what_is_accepted() -> None:
    error = InvalidValue(field="Tanggal", value="32/01/2024", expected={"id": "tanggal", "en": "a date"})
    assert "Yang diterima: tanggal" in error.message("id")
