import numpy as np
import pytest

from ocr.reader.crop import Strip
from ocr.reader.group import Line as Geometry
from training.draw import CONDITIONS
from training.pages import Piece, drawn_page, labelled
from training.shards import read_shards, write_shard


def piece(text, left, right, top=100, bottom=120):
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    return Piece(text, "word", corners)


def strip(left, right, top=98, bottom=122):
    geometry = Geometry((left + right) / 2, (top + bottom) / 2, right - left, bottom - top, 0.0, np.zeros((0, 2)))
    return Strip(np.full((64, 400), 200, np.uint8), geometry)


PIECES = [piece("NTPN", 50, 110), piece("4C2U", 120, 190), piece("below", 50, 190, 130, 150)]


def test_a_strip_over_two_pieces_joins_their_texts():
    assert [line.text for line in labelled([strip(46, 194)], PIECES, "fax")] == ["NTPN 4C2U"]


def test_a_strip_over_one_piece_has_its_text_alone():
    assert [line.text for line in labelled([strip(46, 114)], PIECES, "fax")] == ["NTPN"]


@pytest.mark.parametrize("edges", [(46, 160), (70, 114), (300, 400)])
def test_halves_and_blank_paper_are_dropped(edges):
    assert labelled([strip(*edges)], PIECES, "fax") == []


def test_shards_give_back_what_was_written(tmp_path):
    lines = labelled([strip(46, 194), strip(46, 114)], PIECES, "fax")
    write_shard(lines, tmp_path / "a.npz")
    found = read_shards(tmp_path)
    assert [(line.text, line.kind, line.condition) for line in found] == [
        ("NTPN 4C2U", "word", "fax"),
        ("NTPN", "word", "fax"),
    ]
    assert all(np.array_equal(line.image, kept.image) for line, kept in zip(lines, found, strict=True))


def test_a_page_repeats_and_its_pieces_lie_on_ink(any_typefaces):
    page, pieces = drawn_page((5, 1), "test", CONDITIONS["easy"])
    again, _ = drawn_page((5, 1), "test", CONDITIONS["easy"])
    assert np.array_equal(page, again)
    assert len(pieces) > 10
    for found in pieces:
        (left, top), (right, bottom) = found.corners.min(axis=0), found.corners.max(axis=0)
        inside = page[int(top) : int(bottom) + 1, int(left) : int(right) + 1]
        assert inside.min() < page.max() - 60, found.text
