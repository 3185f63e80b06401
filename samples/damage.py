"""What paper, printers, scanners and cameras do to a drawn sheet.

Separate from the sheets so that each condition is a function from pixels to pixels. Images are (H, W) uint8 grey, 0
black. Each gives the damaged image and the 3 × 3 matrix that takes a point of the input to its place in the output.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Matrix = NDArray[np.float64]
Damaged = tuple[Grey, Matrix]
UNMOVED: Matrix = np.eye(3)


def scan(rng: Generator, page: Grey, *, skew_deg: float, blur: float = 0.6, grain: float = 6.0) -> Damaged:
    """A flatbed or feeder scan: turned by `skew_deg`, blurred by `blur` px, off-white paper, sensor noise, edge shade."""
    height, width = page.shape
    turn = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), skew_deg, 1.0), [0, 0, 1]])
    seen = cv2.warpPerspective(page, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=255).astype(np.float32)
    seen = cv2.GaussianBlur(seen, (0, 0), blur)
    paper = rng.uniform(236, 250)
    seen = 18 + seen * (paper - 18) / 255
    seen *= 1 - 0.12 * np.exp(-np.arange(width) / (width * 0.03))[None, :]
    seen += rng.normal(0, grain, seen.shape)
    for _ in range(int(rng.integers(4, 14))):
        cv2.circle(seen, (int(rng.integers(width)), int(rng.integers(height))), int(rng.integers(1, 3)), 90.0, -1)
    return _bytes(seen), turn


def photo(rng: Generator, page: Grey, *, tilt: float = 0.06, table: int = 95, sharpness: float = 0.8) -> Damaged:
    """A phone photo: perspective by `tilt` of the sides, a table of grey `table`, a shadow across, uneven light, grain."""
    height, width = page.shape
    margin = round(0.08 * width)
    size = (width + 2 * margin, height + 2 * margin)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = corners + margin + rng.uniform(-tilt, tilt, (4, 2)).astype(np.float32) * width * 0.9
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    wood = table + _smooth(rng, size, 9) * 14 + _smooth(rng, size, 60) * 20
    mask = cv2.warpPerspective(np.full_like(page, 255), matrix, size).astype(np.float32) / 255
    paper = cv2.warpPerspective(page, matrix, size, flags=cv2.INTER_AREA, borderValue=255).astype(np.float32)
    fall = cv2.GaussianBlur(mask, (0, 0), margin * 0.25)
    seen = (wood * (1 - 0.45 * fall)) * (1 - mask) + (20 + paper * 0.86) * mask
    seen *= _light(rng, size)
    seen = cv2.GaussianBlur(seen, (0, 0), sharpness) + rng.normal(0, 5, seen.shape)
    return _bytes(seen), np.asarray(matrix, np.float64)


def _light(rng: Generator, size: tuple[int, int]) -> NDArray[np.float32]:
    """Light from one side, and the soft edge of a shadow."""
    across = np.linspace(0, 1, size[0])[None, :]
    down = np.linspace(0, 1, size[1])[:, None]
    angle = rng.uniform(0, 2 * np.pi)
    ramp = 0.92 + 0.16 * (across * np.cos(angle) + down * np.sin(angle)) / 2
    edge = across * rng.uniform(0.5, 1.0) + down * rng.uniform(0.5, 1.0) - rng.uniform(0.9, 1.3)
    shadow = 1 - 0.28 / (1 + np.exp(-edge * 24))
    return np.asarray(ramp * shadow, np.float32)


def _smooth(rng: Generator, size: tuple[int, int], cell: int) -> NDArray[np.float32]:
    coarse = rng.normal(0, 1, (max(2, size[1] // cell), max(2, size[0] // cell))).astype(np.float32)
    return np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR), np.float32)


def fax(rng: Generator, page: Grey, *, level: int = 165) -> Damaged:
    """Black and white at 204 × 98 dots per inch, with specks and a dropped line."""
    height, width = page.shape
    seen = cv2.GaussianBlur(page, (0, 0), 0.7).astype(np.float32) + rng.normal(0, 12, page.shape)
    seen = cv2.resize(seen, (width, round(height * 0.62)), interpolation=cv2.INTER_AREA)
    black = np.where(seen > level, 255, 0).astype(np.uint8)
    specks = rng.random(black.shape) < 0.0006
    black[specks] = 0
    black[int(rng.integers(0, black.shape[0]))] = 255
    return np.asarray(cv2.resize(black, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8), UNMOVED


def needles(rng: Generator, page: Grey, *, pitch: float = 2.2, ribbon: float = 0.75) -> Damaged:
    """A needle printer with a tired ribbon: dots `pitch` px apart, ink of strength `ribbon`, rows uneven."""
    height, width = page.shape
    rows, columns = round(height / pitch), round(width / pitch)
    ink = 255 - cv2.resize(page, (columns, rows), interpolation=cv2.INTER_AREA).astype(np.float32)
    strikes = np.clip((ink - 60) * 4, 0, 255) * rng.uniform(0.75, 1.0, ink.shape)
    dot = np.full((4, 4), 0.6, np.float32)
    dot[1:3, 1:3] = 1.0
    grid = cv2.resize(np.kron(strikes, dot), (width, height), interpolation=cv2.INTER_AREA)
    fade = np.clip(ribbon + _smooth(rng, (width, height), 160) * 0.1, 0.45, 1.0)
    return _bytes(255 - np.clip(grid * 1.25 * fade, 0, 255)), UNMOVED


def heat(rng: Generator, page: Grey) -> Damaged:
    """A thermal print some months old: paled in patches, streaks where heater points are dead, greyish paper."""
    height, width = page.shape
    ink = (255 - cv2.GaussianBlur(page, (0, 0), 0.8).astype(np.float32)) * 1.1
    ink *= np.clip(0.72 + _smooth(rng, (width, height), 120) * 0.12, 0.45, 1.0)
    for column in rng.integers(0, width, 3):
        ink[:, column : column + 2] *= 0.35
    return _bytes(238 - ink * 0.82 + rng.normal(0, 3, page.shape)), UNMOVED


def stamp(rng: Generator, page: Grey, middle: tuple[float, float], *, text: str = "LUNAS", radius: int = 70) -> Damaged:
    """A rubber stamp and a signature's stroke over `middle`, x and y in pixels."""
    layer = np.zeros(page.shape, np.uint8)
    x, y = round(middle[0]), round(middle[1])
    cv2.circle(layer, (x, y), radius, 255, 3)
    cv2.circle(layer, (x, y), radius - 8, 255, 1)
    cv2.putText(layer, text, (x - round(radius * 0.7), y + 10), cv2.FONT_HERSHEY_DUPLEX, radius / 65, 255, 2)
    turn = cv2.getRotationMatrix2D((x, y), float(rng.uniform(-25, 25)), 1.0)
    layer = cv2.warpAffine(layer, turn, page.shape[::-1])
    strength = layer.astype(np.float32) / 255 * np.clip(0.45 + _smooth(rng, page.shape[::-1], 30) * 0.15, 0.15, 0.7)
    return _bytes(page * (1 - strength) + 70 * strength), UNMOVED


def _bytes(image: NDArray[np.floating]) -> Grey:
    return np.asarray(np.clip(image, 0, 255), np.uint8)
