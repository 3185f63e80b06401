import cv2
import numpy as np

from ocr.reader.blocks import ink_blocks
from ocr.reader.ink import ink_mask, line_ink, without_rules


def _paper(height=400, width=600, grey=255):
    return np.full((height, width), grey, np.uint8)


def _written(page, text, place, grey=0, scale=0.6):
    cv2.putText(page, text, place, cv2.FONT_HERSHEY_SIMPLEX, scale, grey, 1, cv2.LINE_AA)
    return page


def _covered(blocks, x, y):
    return any(b.left <= x < b.right and b.top <= y < b.bottom for b in blocks)


def test_blank_paper_has_no_blocks():
    assert ink_blocks(ink_mask(_paper())) == []


def test_grain_alone_is_not_ink():
    noise = np.random.default_rng(3).normal(235, 6, (400, 600)).clip(0, 255).astype(np.uint8)
    area = sum(b.width * b.height for b in ink_blocks(ink_mask(noise)))
    assert area < 0.05 * noise.size


def test_blocks_hold_every_word_and_leave_blank_paper_out():
    page = _written(_written(_paper(), "NTPN", (40, 60)), "4C2U16P1BBJ5T5E6", (330, 340))
    blocks = ink_blocks(ink_mask(page))
    ys, xs = np.nonzero(page < 128)
    assert all(_covered(blocks, x, y) for x, y in zip(xs, ys, strict=True))
    assert sum(b.width * b.height for b in blocks) < 0.2 * page.size


def test_light_writing_on_dark_is_found():
    blocks = ink_blocks(ink_mask(_written(_paper(grey=30), "BUKTI", (200, 200), grey=250)))
    assert _covered(blocks, 210, 195)


def test_faint_grey_values_are_found():
    blocks = ink_blocks(ink_mask(_written(_paper(), "87C4500HB3LB5IMU", (200, 200), grey=200)))
    assert _covered(blocks, 210, 195)


def test_ruled_lines_are_not_writing():
    page = _paper()
    page[100, 20:580] = page[300, 20:580] = 0
    page[100:300, 20] = page[100:300, 580] = 0
    assert ink_blocks(ink_mask(page)) == []


def test_rules_go_letters_stay():
    ink = np.zeros((60, 300), bool)
    ink[30] = True
    ink[10:20, 50:58] = True
    kept = without_rules(ink, 60)
    assert kept[15, 52]
    assert not kept[30].any()


def test_line_ink_ends_where_the_letters_end():
    window = _written(_paper(30, 200), "STAN", (40, 22))
    columns = np.flatnonzero(line_ink(window).any(axis=0))
    dark = np.flatnonzero((window < 170).any(axis=0))
    assert abs(columns[0] - dark[0]) <= 1
    assert abs(columns[-1] - dark[-1]) <= 1


def test_writing_on_a_tinted_row_lower_than_any_block_of_ink_is_found():
    page = _paper()
    page[190:210, 40:560] = 225  # as a table's rows are shaded, or a highlighter marks them
    ink = ink_mask(_written(page, "000084080743", (300, 206), scale=0.5))
    assert ink[195:207, 302:400].any()
    assert ink[190:210, 40:290].sum() < 20, "the row itself is no ink"


def test_line_ink_on_a_dark_row_is_its_letters_alone():
    window = _paper(32, 240)
    window[4:28] = 160
    window = _written(window, "STAN", (90, 22), grey=100)
    ink = line_ink(window)
    assert ink[window < 120].mean() > 0.8
    assert not ink[:, :80].any()


def test_line_ink_of_white_letters_on_a_dark_row_is_found():
    window = _paper(32, 240)
    window[4:28] = 60
    ink = line_ink(_written(window, "STAN", (90, 22), grey=255))
    assert ink[:, 90:130].any()
