"""Drawn receipts of tills: their rows, their leading, and what counts as read."""

import numpy as np
import pytest

from bench import accuracy_pages, tills
from ocr.document import Box
from training import fonts


@pytest.fixture(scope="module")
def drawn():
    try:
        return tills.receipts("validation", 1)
    except fonts.FontsMissing as missing:
        pytest.skip(str(missing))


def test_every_leading_is_drawn_and_the_seed_alone_decides(drawn):
    assert sorted(name for name, _, _ in drawn) == sorted(tills.LEADINGS)
    for (_, page, pieces), (_, again, same) in zip(drawn, tills.receipts("validation", 1), strict=True):
        assert np.array_equal(page, again)
        assert [piece.text for piece in pieces] == [piece.text for piece in same]


def test_pieces_lie_on_the_page_over_ink(drawn):
    for _, page, pieces in drawn:
        assert len(pieces) >= tills.ROWS[0]
        for piece in pieces:
            left, top = piece.corners.min(axis=0)
            right, bottom = piece.corners.max(axis=0)
            assert 0 <= left < right <= page.shape[1]
            assert 0 <= top < bottom <= page.shape[0]
            assert page[int(top) : int(bottom) + 1, int(left) : int(right) + 1].std() > 1


def test_a_perfect_reader_reads_every_piece(drawn, monkeypatch):
    class Perfect:
        def read(self, page):
            pieces = next(pieces for _, drawn_page, pieces in drawn if drawn_page is page)
            return [(p.text, Box(*map(float, (*p.corners.min(axis=0), *p.corners.max(axis=0))))) for p in pieces]

    class Blind:
        def read(self, page):
            return []

    monkeypatch.setattr(accuracy_pages, "page_engine", lambda name: Perfect() if name == "perfect" else Blind())
    results, _ = accuracy_pages.measure_pages(drawn, ["perfect", "blind"], (tills.KIND,))
    assert all(results["perfect"]["total"]["all"])
    assert not any(results["blind"]["total"]["all"])
    assert "| all |" in tills.report(drawn, [("bow", drawn[0][1], ["TOTAL"])], ["perfect"])


def test_curled_receipts_keep_their_words_and_move_their_ink(drawn):
    _, flat, pieces = drawn[0]
    shape, page, words = tills.curled((1, 2), flat, pieces)
    again = tills.curled((1, 2), flat, pieces)
    assert shape == again[0]
    assert np.array_equal(page, again[1])
    assert page.shape == flat.shape
    assert words == [word for piece in pieces for word in piece.text.split()]
    assert np.abs(page.astype(int) - flat).mean() > 1
    assert page.mean() == pytest.approx(flat.mean(), abs=6)
