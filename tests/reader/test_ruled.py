"""Twelve ruled columns found by their rules alone."""

import cv2
import numpy as np
import pytest

from ocr.document import Box
from ocr.reader.ruled import ruled_twelve

NEAR = Box(300, 120, 400, 140)


def ruled(columns: int, *, pitch: int = 60, tall: int = 80, slope: float = 0.0, broken: int = 0) -> np.ndarray:
    """Two lines of cells from (60, 170) on; the upright rules `broken` and `broken` + 2 are not drawn."""
    page = np.full((420, 60 + pitch * columns + 60), 235, np.uint8)
    lost = {broken, broken + 2} if broken else set()
    for place in range(columns + 1):
        x = 60 + place * pitch
        y = round(170 + slope * (x - 60))
        if place not in lost:
            cv2.line(page, (x, y), (x, y + tall), (60, 60, 60), 2)
    right = 60 + columns * pitch
    for below in (0, 30, tall):
        cv2.line(page, (60, 170 + below), (right, round(170 + below + slope * (right - 60))), (60, 60, 60), 2)
    return page


@pytest.mark.parametrize("slope", [0.0, 0.03, -0.03])
@pytest.mark.parametrize("broken", [0, 4])
def test_the_columns_and_the_rule_under_the_names_are_measured(slope: float, broken: int) -> None:
    row = ruled_twelve(ruled(12, slope=slope, broken=broken), NEAR)
    assert row is not None
    assert row.edges == pytest.approx([60 + 60 * place for place in range(13)], abs=2)
    assert row.top == pytest.approx(170, abs=6)
    assert row.drop == pytest.approx(60 * slope, abs=0.3)
    assert row.upper == pytest.approx(30, abs=4)


@pytest.mark.parametrize("nearer", [-0.0001, 0.00005, 0.0001])
def test_columns_that_grow_wider_to_one_side_are_found(nearer: float) -> None:
    # The symptom: on a photo the months' columns grew from 67 to 76 pixels, and the crossed month was missing.
    tilt = np.array([[1, 0, 0], [0, 1, 0], [nearer, 0, 1 - 420 * nearer]], np.float64)
    page = cv2.warpPerspective(ruled(12), tilt, (900, 420), borderValue=(235, 235, 235))
    row = ruled_twelve(page, NEAR)
    assert row is not None
    x, y = np.array([60 + 60 * place for place in range(13)]), 210
    shown = cv2.perspectiveTransform(np.stack([x, np.full(13, y)], axis=1)[None].astype(np.float64), tilt)[0]
    assert row.edges == pytest.approx(shown[:, 0], abs=4)


@pytest.mark.parametrize(
    "page", [ruled(11), ruled(13), ruled(12, pitch=20), ruled(12, tall=32)], ids=["11", "13", "boxes", "one line"]
)
def test_other_tables_are_no_row_of_twelve(page: np.ndarray) -> None:
    assert ruled_twelve(page, NEAR) is None


def test_hatching_beside_the_grid_gives_up_the_search() -> None:
    page = ruled(12)
    hatched = np.hstack([page, np.full((420, 900), 235, np.uint8)])
    assert ruled_twelve(hatched, NEAR) is not None
    for x in range(page.shape[1] + 20, hatched.shape[1] - 20, 13):
        cv2.line(hatched, (x, 60), (x, 130), (60, 60, 60), 2)
    assert ruled_twelve(hatched, NEAR) is None
