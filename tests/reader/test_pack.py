import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ocr.reader.blocks import Block
from ocr.reader.pack import BAND_ROWS, STEP, USUAL_WIDTH, band_width, cut, packed

WIDTH = USUAL_WIDTH
even = st.integers(0, 350).map(lambda n: 2 * n)
blocks = st.builds(
    lambda left, top, width, height: Block(left, top, min(left + width, 708), top + height),
    even,
    even,
    st.integers(8, 700),
    st.integers(8, 900),
)


@given(st.lists(blocks, max_size=15))
def test_bands_have_few_shapes_and_nothing_overlaps(found):
    for band in packed(found, WIDTH):
        assert band.height % STEP == 0
        assert 0 < band.height <= BAND_ROWS
        taken = np.zeros((band.height, WIDTH), int)
        for placement in band.placements:
            assert placement.left % 2 == placement.top % 2 == 0
            shown = placement.piece.shown
            assert placement.top + shown.height <= band.height
            assert placement.left + shown.width <= WIDTH
            taken[placement.top : placement.top + shown.height, placement.left : placement.left + shown.width] += 1
        assert taken.max() == 1


@given(blocks)
def test_cores_tile_the_block_but_for_its_margin(block):
    seen = np.zeros((block.bottom + 1, block.right + 1), int)
    for piece in cut(block, WIDTH, BAND_ROWS):
        core, shown = piece.core, piece.shown
        assert shown.left <= core.left < core.right <= shown.right
        assert shown.top <= core.top < core.bottom <= shown.bottom
        assert shown.width <= WIDTH
        assert shown.height <= BAND_ROWS
        seen[core.top : core.bottom, core.left : core.right] += 1
    assert (seen[block.top + 4 : block.bottom - 4, block.left + 4 : block.right - 4] == 1).all()
    assert seen.max() == 1


@given(st.lists(blocks, min_size=1, max_size=15))
def test_every_block_is_shown(found):
    shown = [placement.piece.shown for band in packed(found, WIDTH) for placement in band.placements]
    for block in found:
        parts = [s for s in shown if s.left >= block.left and s.right <= block.right and s.top >= block.top]
        assert min(s.top for s in parts) == block.top
        assert any(s.bottom == block.bottom for s in parts)


def test_no_blocks_no_bands():
    assert packed([], WIDTH) == []


def test_bands_have_the_usual_width_unless_a_block_is_wider():
    assert [band_width([Block(0, 0, w, 20)] * 2) for w in (1, 707, 768, 800)] == [768, 768, 768, 832]
    assert band_width([]) == WIDTH
