"""Photographed sheets are laid flat; whatever is not surely a sheet stays as it is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.intake.flatten import flatten_sheet, sheet_corners


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
    found = sheet_corners(photographed(corners))
    assert found is not None
    assert np.abs(found - np.array(corners)).max() <= 12


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
    assert sheet_corners(np.full((1, 3000, 3), 255, np.uint8)) is None
