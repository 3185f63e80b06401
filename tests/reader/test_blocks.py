import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.reader.blocks import CELL, cells_of, ink_blocks, without_dust


def _area(blocks):
    return sum(block.width * block.height for block in blocks)


def _words(*places, height=400, width=600):
    ink = np.zeros((height, width), np.uint8)
    for x, y in places:
        cv2.putText(ink, "SETORAN", (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 1, 2)
    return ink.astype(bool)


rectangles = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 380), st.integers(12, 200), st.integers(12, 100)), max_size=10
)


@given(rectangles)
def test_all_writing_is_in_some_block_and_blocks_are_placed_evenly(items):
    ink = np.zeros((420, 640), bool)
    for left, top, width, height in items:
        ink[top : top + height, left : left + width] = True
    seen = np.zeros_like(ink)
    for block in ink_blocks(ink):
        assert block.left % 2 == block.top % 2 == 0
        seen[block.top : block.bottom, block.left : block.right] = True
    kept = without_dust(cells_of(ink)).repeat(CELL, axis=0).repeat(CELL, axis=1)[:420, :640]
    assert not (ink & kept.astype(bool) & ~seen).any()


def test_two_columns_are_two_blocks():
    blocks = ink_blocks(_words((20, 100), (400, 120)))
    assert len(blocks) == 2
    assert _area(blocks) < 0.1 * 400 * 600


def test_a_frame_round_a_page_does_not_make_it_one_block():
    ink = _words((40, 60), (420, 340))
    ink[10:14, 10:590] = ink[386:390, 10:590] = True
    ink[10:390, 10:14] = ink[10:390, 586:590] = True
    assert _area(ink_blocks(ink)) < 0.35 * ink.size


def test_dust_is_not_looked_at_and_the_colon_beside_a_word_is():
    ink = _words((40, 60))
    rng = np.random.default_rng(5)
    for x, y in zip(rng.integers(250, 580, 40), rng.integers(100, 390, 40), strict=True):
        ink[y : y + 2, x : x + 2] = True
    ink[50:53, 155:158] = ink[56:59, 155:158] = True
    blocks = ink_blocks(ink)
    assert _area(blocks) < 0.1 * ink.size
    assert any(block.left <= 155 and block.right >= 158 for block in blocks)


@pytest.mark.parametrize("turned", [False, True])
def test_the_dark_edge_of_a_sheet_is_no_block(turned):
    ink = np.zeros((400, 600), bool)
    ink[:, :4] = True
    assert ink_blocks(ink.T if turned else ink) == []


def test_a_line_of_print_is_never_cut_within_a_word():
    ink = _words((20, 100), (20, 130), (160, 130), (20, 160))
    assert all(block.height >= 30 or block.width >= 60 for block in ink_blocks(ink))
