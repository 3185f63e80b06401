"""Published documents: what is taken from the recordings of a client's tests, and what counts as read."""

import base64
import hashlib
import json
import zipfile

import cv2
import numpy as np
import pytest

from bench import accuracy_pages, published


def _png():
    page = np.full((300, 600, 3), 255, np.uint8)
    cv2.putText(page, "TOTAL 12.50", (60, 150), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0, 0, 0), 2, cv2.LINE_AA)
    rng = np.random.default_rng(1)
    page[200:] = rng.integers(0, 255, page[200:].shape)  # or it compresses below what counts as a document
    return cv2.imencode(".png", page)[1].tobytes()


def _archive(path, *answers):
    """An archive with a recording in which a document is sent, and these answers come."""
    sent = {"RequestBody": base64.b64encode(_png()).decode(), "ResponseBody": None}
    got = [
        {"RequestBody": None, "ResponseBody": {"status": status, "analyzeResult": result}} for status, result in answers
    ]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("client/tests/recordings/test.json", json.dumps({"Entries": [sent, *got]}))
    return path


@pytest.fixture
def known(monkeypatch):
    """Makes the drawn picture the one known document."""
    digest = hashlib.sha1(_png(), usedforsecurity=False).hexdigest()[:8]
    monkeypatch.setattr(published, "DOCUMENTS", {digest: "slip.png"})

    def pin(path):
        monkeypatch.setattr(published, "SHA256", hashlib.sha256(path.read_bytes()).hexdigest())
        return path

    return pin


OLD = {"readResults": [{"page": 1, "lines": [{"words": [{"text": "TOTAL"}, {"text": "12.50"}]}]}]}
NEW = {"pages": [{"pageNumber": 1, "words": [{"content": "TOTAL"}, {"content": "---"}, {"content": "é5"}]}]}


@pytest.mark.parametrize(("answer", "words"), [(OLD, ("TOTAL", "12.50")), (NEW, ("TOTAL",))], ids=["v2", "v3"])
def test_words_of_both_versions_of_the_service_are_taken(tmp_path, known, answer, words):
    (page,) = published.published(known(_archive(tmp_path / "a.zip", ("running", {}), ("succeeded", answer))))
    assert page.name == "slip.png"
    assert page.words == words
    assert page.page.shape == (300, 600)


def test_an_answer_without_words_hides_no_other(tmp_path, known):
    empty = {"readResults": [{"page": 1, "lines": []}]}
    (page,) = published.published(known(_archive(tmp_path / "a.zip", ("succeeded", OLD), ("succeeded", empty))))
    assert page.words == ("TOTAL", "12.50")


def test_another_archive_is_refused(tmp_path):
    with pytest.raises(SystemExit, match="not the source archive"):
        published.published(_archive(tmp_path / "a.zip", ("succeeded", OLD)))


def test_every_read_word_counts_once():
    assert accuracy_pages.words_found(("1", "x", "1", "Total"), "1 Total total") == [True, False, False, True]
