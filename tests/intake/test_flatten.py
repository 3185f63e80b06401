"""Photographed sheets are laid flat; whatever is not surely a sheet stays as it is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.intake.flatten import flatten_sheet, sheets_of


def photographed(corners: list[tuple[int, int]], table: int = 70, size: tuple[int, int] = (1200, 900)) -> np.ndarray:
    """A white sheet with one black block in its top-left quarter, seen in perspective on a table; size (h, w)."""
    sheet = np.full((1000, 700, 3), 235, np.uint8)
    sheet[100:300, 70:280] = 20
    matrix = cv2.getPerspectiveTransform(
        np.array([[0, 0], [700, 0], [700, 1000], [0, 1000]], np.float32), np.array(corners, np.float32)
    )
    height, width = size
    photo = np.full((height, width, 3), table, np.uint8)
    return cv2.warpPerspective(sheet, matrix, (width, height), dst=photo, borderMode=cv2.BORDER_TRANSPARENT)


shifts = st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=4, max_size=4)


@settings(max_examples=25)
@given(shifts)
def test_corners_are_found_within_a_percent(moves: list[tuple[int, int]]) -> None:
    corners = [
        (x + dx, y + dy)
        for (x, y), (dx, dy) in zip([(100, 120), (800, 110), (790, 1090), (110, 1080)], moves, strict=True)
    ]
    (found,) = sheets_of(photographed(corners))
    assert np.abs(found - np.array(corners)).max() <= 12


@pytest.mark.parametrize("place", ["head", "foot"])
def test_a_coloured_part_of_the_sheet_stays_with_it(place: str) -> None:
    # The symptom: the blue head of a receipt, with amount and day in white on it, was cut off as table.
    sheet = np.full((1000, 600, 3), 235, np.uint8)
    rows = slice(0, 230) if place == "head" else slice(770, 1000)
    sheet[rows] = (20, 120, 210)
    corners = np.array([(160, 150), (740, 190), (735, 1080), (150, 1050)], np.float32)
    whole = np.array([[0, 0], [600, 0], [600, 1000], [0, 1000]], np.float32)
    photo = np.full((1200, 900, 3), (70, 100, 60), np.uint8)
    matrix = cv2.getPerspectiveTransform(whole, corners)
    photo = cv2.warpPerspective(sheet, matrix, (900, 1200), dst=photo, borderMode=cv2.BORDER_TRANSPARENT)
    (found,) = sheets_of(photo)
    assert np.abs(found - corners).max() <= 16


def test_the_sheet_is_flat_and_alone_afterwards() -> None:
    flat = flatten_sheet(photographed([(140, 150), (760, 90), (830, 1100), (90, 1040)]))
    height, width = flat.shape[:2]
    assert flat[int(height * 0.2), int(width * 0.25)].max() < 60
    for y_share, x_share in ((0.03, 0.03), (0.03, 0.97), (0.97, 0.03), (0.97, 0.97), (0.6, 0.6)):
        assert flat[int(height * y_share), int(width * x_share)].min() > 180


@pytest.mark.parametrize(
    "picture",
    [
        np.full((800, 600, 3), 250, np.uint8),
        np.zeros((800, 600, 3), np.uint8),
        photographed([(100, 120), (800, 110), (790, 1090), (110, 1080)], table=225),
        photographed([(400, 500), (520, 500), (520, 640), (400, 640)]),
        cv2.circle(np.full((900, 900, 3), 50, np.uint8), (450, 450), 400, (240, 240, 240), -1),
    ],
    ids=["blank scan", "dark", "white table", "small slip", "round"],
)
def test_no_sheet_no_change(picture: np.ndarray) -> None:
    assert flatten_sheet(picture) is picture


def test_a_card_in_a_screenshot_is_not_cut_out() -> None:
    screenshot = np.full((1000, 500, 3), 60, np.uint8)
    screenshot[150:900, 25:475] = 245
    assert flatten_sheet(screenshot) is screenshot


def test_a_strip_that_vanishes_when_it_is_reduced_is_no_sheet() -> None:
    assert sheets_of(np.full((1, 3000, 3), 255, np.uint8)) == []


def slips(*places: tuple[float, float, float]) -> np.ndarray:
    """White slips of 300 × 600 with a black block at their top, turned by degrees about their middles x and y, on a dark table of 1400 × 1200."""
    photo = np.full((1200, 1400, 3), 60, np.uint8)
    for x, y, turned_deg in places:
        slip = np.full((600, 300, 3), 235, np.uint8)
        slip[40:140, 40:260] = 20
        matrix = cv2.getRotationMatrix2D((150, 300), turned_deg, 1.0)
        matrix[:, 2] += x - 150, y - 300
        cv2.warpAffine(slip, matrix, (1400, 1200), dst=photo, borderMode=cv2.BORDER_TRANSPARENT)
    return photo


def test_slips_at_angles_of_their_own_are_each_laid_flat_below_each_other() -> None:
    page = flatten_sheet(slips((350, 600, -12), (1000, 600, 10)))
    rows = np.flatnonzero((page[..., 0] < 100).mean(axis=1) > 0.6)
    assert 180 <= len(rows) <= 202, "both blocks are level"
    assert np.diff(rows).max() > 400, "one slip apart"


def test_slips_are_laid_in_the_order_they_are_read() -> None:
    photo = slips((350, 500, -12), (1000, 700, 10))
    photo[:, :700][photo[:, :700] > 200] = 180
    page = flatten_sheet(photo)
    third = len(page) // 3
    assert np.median(page[third // 2 : third]) < 200 < np.median(page[-third : -third // 2])


def test_level_slips_are_left_as_they_lie() -> None:
    photo = slips((350, 600, 0), (1000, 600, 0))
    assert flatten_sheet(photo) is photo


def test_a_slip_beside_something_bright_of_another_shape_is_left_alone() -> None:
    photo = slips((350, 600, -12))
    cv2.circle(photo, (1000, 600), 200, (235, 235, 235), -1)
    assert flatten_sheet(photo) is photo
