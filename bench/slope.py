"""Measures how far the direction of a page's rows is off: `python -m bench.slope --split dev --seed 811`.

Every page of the held-out documents is drawn with a known turn or perspective; at each detected region the direction that
`ocr.reader.slope` gives is compared with the true one. Prints degrees by condition.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator
from math import atan2, degrees

import cv2
import numpy as np

from bench.documents import CONDITIONS, Drawn, add_options, draw, spread
from ocr.reader.compiled import on_page
from ocr.reader.detect import detected
from ocr.reader.networks import Networks
from ocr.reader.region import Region
from ocr.reader.slope import slope_of
from ocr.settings import load_settings
from samples.damage import Matrix

STEP = 20.0
"""Pixels of the level page over which its direction after the damage is taken."""


def true_angle(region: Region, matrix: Matrix) -> float:
    """The direction of writing, radians, where the region lies on a page that `matrix` has moved."""
    x, y = region.points.mean(axis=0)
    level = cv2.perspectiveTransform(np.array([[[x, y]]], np.float64), np.linalg.inv(matrix))
    moved = cv2.perspectiveTransform(level + np.array([[[STEP, 0.0]]]), np.asarray(matrix, np.float64))[0, 0]
    return atan2(float(moved[1] - y), float(moved[0] - x))


def furthest_off(document: Drawn, networks: Networks, side: int) -> Iterator[float]:
    """Degrees by which the direction of each page is off at most, where something was detected."""
    for picture, matrix in zip(document.pictures, document.matrices, strict=True):
        regions = on_page(*detected(np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB)), side, networks.scores))
        slope = slope_of(regions)
        off = [abs(slope.at(float(region.points[:, 1].mean())) - true_angle(region, matrix)) for region in regions]
        if off:
            yield degrees(max(off))


def main() -> None:
    """Prints the median, mean and largest over the pages of each condition."""
    parser = argparse.ArgumentParser(prog="python -m bench.slope", description="How far a page's direction is off.")
    add_options(parser, limit=120)
    arguments = parser.parse_args()
    settings = load_settings()
    networks, found = Networks(settings), defaultdict(list)
    for index in spread(arguments.limit):
        document = draw(arguments.split, index, arguments.seed)
        found[document.truth["condition"]] += furthest_off(document, networks, settings.max_image_size)
    print("degrees off at most on a page: median, mean, largest")
    for condition in CONDITIONS:
        off = found[condition]
        if off:
            print(f"{condition:14}{np.median(off):6.2f}{np.mean(off):6.2f}{np.max(off):6.2f}  ({len(off)} pages)")


if __name__ == "__main__":
    main()
