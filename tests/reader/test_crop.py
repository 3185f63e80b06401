import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.document import Box
from ocr.reader.crop import (
    MIN_WIDTH,
    Room,
    StripForm,
    bridged,
    cut_level,
    in_form,
    ink_edges,
    rooms,
    strip_of,
    strips_of,
)
from ocr.reader.group import Line

FORM = StripForm(48, 0.85)


def _line(left, top, right, bottom, angle=0.0):
    corners = np.array([(left, top), (right, bottom)], np.float32)
    return Line((left + right) / 2, (top + bottom) / 2, right - left, bottom - top, angle, corners)


def _page(text="NTPN : 4C2U", place=(100, 100)):
    page = np.full((200, 500), 255, np.uint8)
    return cv2.putText(page, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2, cv2.LINE_AA)


def _ink_box(page):
    ys, xs = np.nonzero(page < 100)
    return Box(xs.min(), ys.min(), xs.max() + 1, ys.max() + 1)


def test_a_box_that_cuts_the_last_letter_grows_to_its_ink():
    # The symptom: the last character of a value was lost.
    page = _page()
    ink = _ink_box(page)
    strip = strip_of(page, _line(ink.left + 4, ink.top, ink.right - 9, ink.bottom), Room(20, 20, 4, 4), FORM)
    assert strip.line.box.left <= ink.left
    assert strip.line.box.right >= ink.right


def test_colon_left_out_by_the_detector_is_taken_in():
    page = _page(": 411128")
    ink = _ink_box(page)
    strip = strip_of(page, _line(ink.left + 16, ink.top, ink.right, ink.bottom), Room(25, 25, 4, 4), FORM)
    assert strip.line.box.left <= ink.left


def test_an_overlooked_title_between_a_label_and_a_name_is_taken_in():
    # The symptom: "H. ACHMAD FAUZAN" was read without its title, in silence.
    page = _page("NAMA", (30, 100))
    for text, left in (("H.", 164), ("ACHMAD", 200)):
        page = cv2.putText(page, text, (left, 100), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2, cv2.LINE_AA)
    label, name = strips_of(page, [_line(30, 80, 112, 102), _line(200, 80, 316, 102)], FORM)
    assert label.line.box.right < 125
    assert name.line.box.left <= 166


@pytest.mark.parametrize("place", range(121, 135))
def test_an_overlooked_mark_half_way_between_two_words_is_not_cut_in_two(place):
    # The symptom: "SMK NEGERI 1 WONOSARI" lost its figure, "411128 - 420" got two dashes.
    page = _page("NEGERI", (30, 100))
    for text, left in (("1", place), ("WONO", 160)):
        page = cv2.putText(page, text, (left, 100), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2, cv2.LINE_AA)
    figure = _ink_box(page[:, 114:156])
    first, second = strips_of(page, [_line(30, 80, 112, 102), _line(160, 80, 240, 102)], FORM)
    whole = [
        s for s in (first, second) if s.line.box.left <= 114 + figure.left and s.line.box.right >= 114 + figure.right
    ]
    assert len(whole) == 1
    assert first.line.box.right < second.line.box.left


def test_a_ruled_line_beside_a_value_stays_out():
    page = _page("411128", (100, 100))
    page[:, 222:225] = 0
    strip = strip_of(page, _line(100, 80, 205, 102), Room(40, 40, 4, 4), FORM)
    assert strip.line.box.right < 222


def test_the_neighbours_ink_stays_out():
    page = _page("411128", (30, 100))
    page = cv2.putText(page, "403", (190, 100), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2, cv2.LINE_AA)
    first, second = strips_of(page, [_line(30, 80, 130, 102), _line(190, 80, 245, 102)], FORM)
    assert first.line.box.right < 160 < second.line.box.left


def test_the_row_above_stays_out():
    page = cv2.putText(_page("NPWP"), "ALAMAT", (100, 126), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2, cv2.LINE_AA)
    strip = strip_of(page, _line(100, 82, 180, 101), Room(10, 10, 4, 4), FORM)
    assert strip.line.box.bottom < 112


def test_blank_paper_gives_no_strip():
    assert strip_of(np.full((100, 300), 240, np.uint8), _line(50, 40, 200, 60), Room(10, 10, 4, 4), FORM) is None


def test_a_slanted_line_is_cut_level():
    page = _page("BUKTI PENERIMAAN", (60, 100))
    turn = cv2.getRotationMatrix2D((250, 100), -4, 1.0)
    slanted = cv2.warpAffine(page, turn, (500, 200), borderValue=255)
    level = cut_level(slanted, _line(60, 80, 320, 106, angle=np.radians(4)), 60, 120, 10)
    rows = np.flatnonzero((level < 128).any(axis=1))
    assert rows[-1] - rows[0] < 26  # level print is 20 px high, slanted by 4° over 250 px it spans 37


@pytest.mark.parametrize("box", [(-20, -10, 80, 15), (450, 190, 560, 230), (600, 300, 700, 320)])
def test_lines_over_the_pages_edge_are_cut_at_full_size(box):
    line = _line(*box)
    assert cut_level(_page(), line, 3, 4, 2).shape == (box[3] - box[1] + 4, box[2] - box[0] + 7)


@given(st.integers(3, 90), st.integers(1, 600), st.sampled_from([FORM, StripForm(64, 1.0)]))
def test_strips_have_the_recognisers_height_and_their_own_proportions_squeezed(height, width, form):
    strip = in_form(np.zeros((height, width), np.uint8), form)
    assert strip.shape[0] == form.height
    assert strip.shape[1] == max(MIN_WIDTH, round(width * form.height / height * form.squeeze))


@given(st.integers(0, 30), st.integers(0, 30))
def test_ink_edges_hold_the_core_ink(shift_x, shift_y):
    ink = np.zeros((60, 120), bool)
    ink[10 + shift_y : 20 + shift_y, 20 + shift_x : 60 + shift_x] = True
    left, top, right, bottom = ink_edges(ink, (30, 15, 110, 45), (0, 120), (0, len(ink)))
    assert (left, top, right, bottom) == (20 + shift_x, 10 + shift_y, 60 + shift_x, 20 + shift_y)


def test_room_ends_half_way_to_the_neighbour():
    one, other = rooms([_line(0, 0, 100, 20), _line(110, 0, 200, 20)])
    assert one.right == other.left == pytest.approx(5)


def test_words_round_an_overlooked_ampersand_are_one_line():
    # The symptom: a fax of "TANGGAL & JAM" was cut through its ampersand and read "TANGGAL 8" and "k JAM".
    page = _page("DATA", (40, 100))
    for text, left in (("&", 112), ("JAM", 138)):
        page = cv2.putText(page, text, (left, 100), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2, cv2.LINE_AA)
    first, ampersand, last = _line(40, 83, 106, 101), _line(112, 83, 132, 101), _line(138, 83, 190, 101)
    assert len(bridged(page, [first, last])) == 1
    assert len(bridged(page, [first, ampersand, last])) == 3  # nothing stands between these: grouping decides


@pytest.mark.parametrize("between", ["", ":", "|", "specks"])
def test_columns_of_a_form_stay_apart(between):
    page = _page("NPWP", (40, 100))
    page = cv2.putText(page, "0154", (150, 100), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2, cv2.LINE_AA)
    if between == "|":
        page[20:180, 130:132] = 0
    elif between == "specks":
        page[90, 122:140:7] = 0
    else:
        page = cv2.putText(page, between, (128, 100), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2, cv2.LINE_AA)
    lines = [_line(40, 83, 112, 101), _line(150, 83, 206, 101)]
    assert len(bridged(page, lines)) == 2


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 150), st.integers(5, 90), st.integers(8, 30)), max_size=8)
)
def test_bridging_a_blank_page_keeps_every_line(places):
    lines = [_line(left, top, left + width, top + height) for left, top, width, height in places]
    kept = bridged(np.full((200, 500), 255, np.uint8), lines)
    assert sorted(map(id, kept)) == sorted(map(id, lines))


def test_rows_that_reach_into_each_other_part_half_way():
    first, second, other = _line(0, 0, 100, 40), _line(10, 34, 90, 74), _line(300, 20, 400, 60)
    above, below, apart = rooms([first, second, other])
    assert above.below == below.above == pytest.approx(-3)
    assert (above.above, below.below, apart.above) == pytest.approx((10, 10, 10))


def test_a_strip_holds_its_own_row_where_rows_almost_touch():
    page = np.full((200, 500), 240, np.uint8)
    for row, text in enumerate(("ROTI TAWAR", "SUSU BUBUK", "KOPI MURNI")):
        page = cv2.putText(page, text, (40, 60 + 24 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2, cv2.LINE_AA)
    tops = [60 + 24 * row - 20 for row in range(3)]
    strips = strips_of(page, [_line(40, top - 7, 240, top + 27) for top in tops], FORM)
    for top, strip in zip(tops, strips, strict=True):
        assert top - 4 <= strip.line.box.top <= top + 1
        assert top + 19 <= strip.line.box.bottom <= top + 25
