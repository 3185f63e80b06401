"""PDF pages that are a picture: told by the size their images are printed at, drawn at the largest one's own resolution.

Separate because what a scanner recorded asks for other care than what a program wrote: its words, if any, were guessed, and its pixels must
not be thinned out. Imports poppler's tools, numpy and OpenCV.
"""

from __future__ import annotations

import subprocess
import tempfile
import warnings
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from ocr.document import Pixels
from ocr.intake.images import MAX_MEGAPIXELS_SCANS, drafted, is_in_scans

# A scanner's page image fills the sheet, whole or cut into strips; logos, stamps and QR codes stay far below.
_SCAN_COVER = 0.5
_SAME_DPI = 1.02
# Larger rasters are no sheets of thin strokes but photos of many megapixels, and too much memory for a small container.
_MOST_DRAWN_PX = 10_000_000
# Scans for a printer's black (fax, CCITT, JBIG2) may be masks to be filled instead of images.
_TYPES = ("image", "stencil")
# The size at which a JPEG is decoded to see whether its last rows are there.
_LOOK_PX = 256
_MOST_LOOKED_AT_PX = 33_000_000


def run_poppler(command: list[str], timeout_s: float) -> bytes:
    """What one of poppler's tools prints; raises OSError or SubprocessError where it fails."""
    return subprocess.run(command, capture_output=True, check=True, timeout=timeout_s).stdout


def scan_ppi(path: Path, number: int, sheet_area_in2: float, timeout_s: float) -> float | None:
    """Pixels per inch of the image or the strips of images that fill page `number`, of the denser direction; None where none do.

    0.0 where the images cannot be listed: the page is then taken for a scan of which nothing is known.
    """
    command = ["pdfimages", "-f", str(number), "-l", str(number), "-list", str(path)]
    try:
        listed = run_poppler(command, timeout_s).decode()
    except (OSError, subprocess.SubprocessError):
        return 0.0
    covered, largest, ppi = 0.0, 0.0, 0.0
    for line in listed.splitlines()[2:]:
        cells = line.split()
        # page num type width height color comp bpc enc interp object ID x-ppi y-ppi size ratio; an inline image has no ID
        width_px, height_px, x_ppi, y_ppi = (float(cells[i]) for i in (3, 4, -4, -3))
        area_in2 = width_px / x_ppi * height_px / y_ppi if x_ppi > 0 and y_ppi > 0 else 0.0
        if cells[2] not in _TYPES:
            continue
        covered += area_in2
        if area_in2 > largest:
            largest, ppi = area_in2, max(x_ppi, y_ppi)
    return ppi if covered / sheet_area_in2 >= _SCAN_COVER else None


def costly_picture(path: Path, number: int, timeout_s: float) -> tuple[int, int] | None:
    """Width and height of a picture of page `number` that poppler could draw only with all of it in memory, and a lot of it; None without one.

    That are JPEGs in several scans and JPEG 2000: 400 megapixels in 2 MB of file took 830 MB, in colour three times as much. Others are drawn row by row.
    """
    pages = ["-f", str(number), "-l", str(number)]
    try:
        rows = run_poppler(["pdfimages", *pages, "-list", str(path)], timeout_s).decode().splitlines()[2:]
        cells = [line.split() for line in rows]
        large = [
            (each[8], int(each[3]), int(each[4]))
            for each in cells
            if int(each[3]) * int(each[4]) > MAX_MEGAPIXELS_SCANS * 1_000_000
        ]
        for encoding, width, height in large:
            if encoding == "jpx":
                return width, height
        if any(encoding == "jpeg" for encoding, _, _ in large):
            with tempfile.TemporaryDirectory() as folder:
                run_poppler(["pdfimages", *pages, "-j", str(path), f"{folder}/image"], timeout_s)
                return next(filter(None, map(_costly_size, sorted(Path(folder).glob("*.jpg")))), None)
    except (OSError, subprocess.SubprocessError):
        return None
    return None


def _costly_size(file: Path) -> tuple[int, int] | None:
    with warnings.catch_warnings(), Image.open(file) as image:
        warnings.simplefilter("ignore")
        width, height = image.size
    is_large = width * height > MAX_MEGAPIXELS_SCANS * 1_000_000
    return (width, height) if is_large and is_in_scans(file.read_bytes()) else None


def jpegs_are_whole(path: Path, number: int, timeout_s: float) -> bool:
    """Whether no JPEG of page `number` is cut off, of which poppler says nothing; True where its images are of other kinds too."""
    pages = ["-f", str(number), "-l", str(number)]
    try:
        listed = run_poppler(["pdfimages", *pages, "-list", str(path)], timeout_s).decode().splitlines()[2:]
        if not listed or any(" jpeg " not in line for line in listed):
            return True
        with tempfile.TemporaryDirectory() as folder:
            run_poppler(["pdfimages", *pages, "-j", str(path), f"{folder}/image"], timeout_s)
            return all(_is_whole(file) for file in Path(folder).iterdir() if file.suffix == ".jpg")
    except (OSError, subprocess.SubprocessError):
        return True


def _is_whole(file: Path) -> bool:
    try:
        with warnings.catch_warnings(), Image.open(file) as image:
            warnings.simplefilter("ignore")
            if image.width * image.height <= _MOST_LOOKED_AT_PX:
                drafted(image, "L", _LOOK_PX)
                image.load()
    except (OSError, SyntaxError, ValueError) as error:
        return "truncated" not in str(error)
    return True


def drawing_dpi(ppi: float, dpi: int, sheet_area_in2: float) -> int:
    """At which resolution to draw a scan of `ppi` that is wanted at `dpi`: its own or a whole fraction of it, less than twice what is wanted.

    Poppler takes whole pixels when it reduces: from 200 to 150 dpi some columns are averaged and others are not, and thin strokes
    of bilevel scans go missing (docs/decisions/0005). What is drawn in whole fractions loses nothing; `reduced` does the rest.
    """
    own = round(ppi / int(ppi / dpi * _SAME_DPI)) if ppi > dpi * _SAME_DPI else dpi
    return own if own**2 * sheet_area_in2 <= _MOST_DRAWN_PX else dpi


def reduced(pixels: Pixels, drawn_dpi: int, dpi: int) -> Pixels:
    """(H, W, 3) pixels drawn at `drawn_dpi` as they are at `dpi`, every part of every pixel counted."""
    if drawn_dpi <= dpi * _SAME_DPI:
        return pixels
    height, width = (max(1, round(side * dpi / drawn_dpi)) for side in pixels.shape[:2])
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
