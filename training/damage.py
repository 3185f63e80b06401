"""Damages drawn lines as printers, paper, scanners, cameras and fax machines do.

Separate so that each kind of damage is one function from array to array. Ink masks are (H, W) uint8, 0 blank, 255 full
ink; pages are (H, W) uint8 grey. Everything is drawn from the generator given and nothing is changed in place.
"""

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Grey = NDArray[np.uint8]


def _smooth_field(rng: Generator, height: int, width: int, cell: int, low: float, high: float) -> NDArray[np.float32]:
    """A random field of shape (height, width) between low and high that varies over about `cell` pixels."""
    rows, columns = max(2, height // cell + 2), max(2, width // cell + 2)
    coarse = rng.uniform(low, high, (rows, columns)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def spread_ink(rng: Generator, ink: Grey) -> Grey:
    """The ink run into the paper (bold, closing counters) or starved (thin, broken)."""
    size = 2 if rng.random() < 0.9 else 3
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return cv2.dilate(ink, kernel) if rng.random() < 0.6 else cv2.erode(ink, kernel)


def dot_matrix(rng: Generator, ink: Grey, em_px: float) -> Grey:
    """The ink as needle strikes: dots on a grid of 9 to 16 per em, rows of a worn needle missing, ribbon uneven."""
    height, width = ink.shape
    pitch = em_px / rng.uniform(10, 18)
    rows, columns = max(4, round(height / pitch)), max(4, round(width / pitch * rng.uniform(1.0, 1.5)))
    cells = cv2.resize(ink, (columns, rows), interpolation=cv2.INTER_AREA).astype(np.float32)
    strikes = np.clip((cells - rng.uniform(50, 110)) * 6, 0, 255)
    strikes *= rng.uniform(0.75, 1.0, strikes.shape)
    if rng.random() < 0.25:
        strikes[int(rng.integers(0, rows))] = 0
    scale = 4
    dot = np.zeros((scale, scale), np.float32)
    dot[:3, :3] = 1.0
    if rng.random() < 0.5:
        dot[:] = 0.55
        dot[1:3, 1:3] = 1.0
    grid = np.kron(strikes, dot)
    return np.asarray(np.clip(cv2.resize(grid, (width, height), interpolation=cv2.INTER_AREA) * 1.35, 0, 255), np.uint8)


def thermal_fade(rng: Generator, ink: Grey) -> Grey:
    """The ink paled in patches, with streaks of dead heater points along the print direction."""
    height, width = ink.shape
    faded = ink * _smooth_field(rng, height, width, 40, rng.uniform(0.4, 0.8), 1.0)
    if rng.random() < 0.4:
        for column in rng.integers(0, width, int(rng.integers(1, 4))):
            faded[:, column : column + 1 + int(rng.integers(0, 2))] *= rng.uniform(0.0, 0.5)
    if rng.random() < 0.4:
        faded = faded * (rng.random((height, width), np.float32) > rng.uniform(0.02, 0.15))
    return np.asarray(np.clip(faded, 0, 255), np.uint8)


def ruled(rng: Generator, ink: Grey, em_px: float, box: tuple[int, int, int, int]) -> Grey:
    """The ink with ruled lines: under, over or (rarely) through the text, or box edges beside it."""
    ruled_ink = ink.copy()
    left, top, right, bottom = box
    thickness = max(1, round(em_px * rng.uniform(0.02, 0.08)))
    strength = int(rng.integers(90, 256))
    where = rng.random()
    if where < 0.45:
        row = int(bottom + em_px * rng.uniform(0.02, 0.35))
        cv2.line(ruled_ink, (0, row), (ink.shape[1], row), strength, thickness)
    elif where < 0.65:
        row = int(top - em_px * rng.uniform(0.05, 0.4))
        cv2.line(ruled_ink, (0, row), (ink.shape[1], row), strength, thickness)
    elif where < 0.78:
        row = int(rng.uniform(top, bottom))
        cv2.line(ruled_ink, (0, row), (ink.shape[1], row + int(rng.integers(-3, 4))), strength, max(1, thickness // 2))
    else:
        for column in (left - em_px * rng.uniform(0.1, 0.5), right + em_px * rng.uniform(0.1, 0.5)):
            cv2.line(ruled_ink, (int(column), 0), (int(column), ink.shape[0]), strength, thickness)
    return ruled_ink


def barred(rng: Generator, ink: Grey, em_px: float, sides: tuple[int, int]) -> Grey:
    """The ink with an edge of its cell close beside it, at one of its sides (left, right)."""
    barred_ink, (left, right) = ink.copy(), sides
    away = em_px * rng.uniform(0.08, 0.4)
    column = int(left - away if rng.random() < 0.6 else right + away)
    thickness = max(1, round(em_px * rng.uniform(0.02, 0.08)))
    cv2.line(barred_ink, (column, 0), (column, ink.shape[0]), int(rng.integers(90, 256)), thickness)
    return barred_ink


def stamp(rng: Generator, height: int, width: int, em_px: float) -> NDArray[np.float32]:
    """The opacity (0-1) of a rubber stamp or signature stroke crossing the line, shape (height, width)."""
    layer = np.zeros((height, width), np.uint8)
    thickness = max(1, round(em_px * rng.uniform(0.04, 0.14)))
    centre = (int(rng.uniform(0, width)), int(rng.uniform(-height * 0.5, height * 1.5)))
    kind = rng.random()
    if kind < 0.5:
        radius = int(em_px * rng.uniform(1.5, 5))
        cv2.circle(layer, centre, radius, 255, thickness)
        cv2.circle(layer, centre, max(2, radius - 3 * thickness), 255, max(1, thickness // 2))
    elif kind < 0.75:
        points = np.cumsum(rng.normal(0, em_px * 0.6, (10, 2)), axis=0) + centre
        cv2.polylines(layer, [points.astype(np.int32)], False, 255, thickness)
    else:
        word = str(rng.choice(["LUNAS", "PAID", "DITERIMA", "COPY", "BANK"]))
        origin = (centre[0] - int(em_px * 2), int(rng.uniform(height * 0.3, height)))
        cv2.putText(layer, word, origin, cv2.FONT_HERSHEY_DUPLEX, em_px / 22 * rng.uniform(1, 2), 255, thickness)
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(rng.uniform(-25, 25)), 1.0)
        layer = np.asarray(cv2.warpAffine(layer, turn, (width, height)), np.uint8)
    opacity = layer.astype(np.float32) / 255 * rng.uniform(0.25, 0.75)
    return opacity * _smooth_field(rng, height, width, 24, 0.4, 1.0)


def paper(rng: Generator, height: int, width: int) -> NDArray[np.float32]:
    """Paper brightness of shape (height, width): plain white, tinted, shaded by a shadow or a fold, or textured."""
    base = 255.0 if rng.random() < 0.35 else rng.uniform(165, 255)
    sheet = np.full((height, width), base, np.float32)
    if rng.random() < 0.3:
        sheet *= _smooth_field(rng, height, width, max(height, width // 2), rng.uniform(0.55, 0.9), 1.0)
    if rng.random() < 0.15:
        sheet += _smooth_field(rng, height, width, 6, -14, 14)
    return sheet


def fax(rng: Generator, page: Grey, way: int = cv2.INTER_LINEAR) -> Grey:
    """Black and white only: a threshold, often at 204 x 98 dpi, with specks; lines left out are filled in the given way."""
    height, width = page.shape
    seen = page
    if rng.random() < 0.5:
        seen = cv2.resize(page, (width, max(6, round(height * rng.uniform(0.5, 0.75)))), interpolation=cv2.INTER_AREA)
    dark, light = np.percentile(seen, (1.5, 90))
    level = light - (light - dark) * rng.uniform(0.22, 0.72)
    noisy = seen + rng.standard_normal(seen.shape, np.float32) * rng.uniform(0, 0.09) * (light - dark)
    bilevel = np.where(noisy > level, 255, 0).astype(np.uint8)
    specks = rng.random(seen.shape, np.float32) < rng.uniform(0, 0.006)
    bilevel = np.where(specks, 255 - bilevel, bilevel).astype(np.uint8)
    return np.asarray(cv2.resize(bilevel, (width, height), interpolation=way), np.uint8)


def blur(rng: Generator, page: Grey, em_px: float) -> Grey:
    """Out of focus by up to 6 % of an em, or smeared by a moving hand."""
    if rng.random() < 0.85:
        sigma = em_px * rng.uniform(0.01, 0.06)
        return cv2.GaussianBlur(page, (0, 0), max(0.25, sigma))
    length = max(2, round(em_px * rng.uniform(0.05, 0.16)))
    kernel = np.zeros((length, length), np.float32)
    if rng.random() < 0.5:
        kernel[length // 2] = 1 / length
    else:
        kernel[:, length // 2] = 1 / length
    return np.asarray(cv2.filter2D(page, -1, kernel), np.uint8)


def noise(rng: Generator, page: Grey) -> Grey:
    """Sensor noise, or salt and pepper."""
    if rng.random() < 0.8:
        grain = rng.standard_normal(page.shape, np.float32) * rng.uniform(2, 16)
        return np.asarray(np.clip(page + grain, 0, 255), np.uint8)
    flip = rng.random(page.shape, np.float32)
    share = rng.uniform(0.001, 0.02)
    return np.where(flip < share, 0, np.where(flip > 1 - share, 255, page)).astype(np.uint8)


def jpeg(rng: Generator, page: Grey) -> Grey:
    """Saved as JPEG of quality 18 to 85."""
    _, encoded = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(18, 86))])
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE), np.uint8)
