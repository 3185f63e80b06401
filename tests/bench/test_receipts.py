"""Real receipts typed off: what was typed belongs to a known photo, and no other photo passes for it."""

import hashlib
import io
import tarfile

import cv2
import numpy as np
import pytest

from bench import receipts

NAME = "till, photo"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with one archive that holds the one known photo."""
    page = np.full((300, 600, 3), 255, np.uint8)
    cv2.putText(page, "TOTAL 12.50", (60, 150), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0, 0, 0), 2, cv2.LINE_AA)
    photo = cv2.imencode(".png", page)[1].tobytes()
    with tarfile.open(tmp_path / "till.tar.gz", "w:gz") as archive:
        entry = tarfile.TarInfo("till/photo.png")
        entry.size = len(photo)
        archive.addfile(entry, io.BytesIO(photo))
    known = receipts.Source("till.tar.gz", "till/photo.png", hashlib.sha256(photo).hexdigest()[:16])
    monkeypatch.setattr(receipts, "SOURCES", {NAME: known})
    return tmp_path


def test_every_receipt_that_was_typed_off_has_a_photo_and_words():
    words = receipts.typed(receipts.TYPED.read_text(encoding="utf-8"))
    assert list(words) == list(receipts.SOURCES)
    assert min(map(len, words.values())) >= 30


def test_what_was_typed_is_words_by_receipt():
    text = "[one]\nTOTAL  12.50\nTunai\n\n[two]\n[IDR] 7\n"
    assert receipts.typed(text) == {"one": ("TOTAL", "12.50", "Tunai"), "two": ("[IDR]", "7")}


def test_engines_read_what_was_typed_off(folder):
    found = receipts.receipts(folder, {NAME: ("TOTAL", "12.50", "13.75")})
    report = receipts.report(found, ["payment_g2"])
    assert f"| {NAME} | 3 | 66.7 |" in report


def test_another_photo_is_refused_with_its_remedy(folder, monkeypatch):
    monkeypatch.setattr(receipts, "SOURCES", {NAME: receipts.SOURCES[NAME]._replace(sha256="0" * 16)})
    with pytest.raises(SystemExit, match=r"photo\.png is not the photo .* download it"):
        receipts.receipts(folder, {NAME: ()})


def test_a_missing_archive_is_named_with_its_remedy(tmp_path):
    name = next(iter(receipts.SOURCES))
    with pytest.raises(SystemExit, match=r"ocred-0\.4\.0\.tar\.gz: not there; download it"):
        receipts.receipts(tmp_path, {name: ()})
