"""PDF pages through poppler: counted with pdfinfo, rasterised one at a time, words of the text layer beside them.

Separate because every foreign failure of poppler is turned into this product's errors here.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from pdf2image import convert_from_path, pdfinfo_from_path
from pdf2image.exceptions import (
    PDFInfoNotInstalledError,
    PDFPageCountError,
    PDFPopplerTimeoutError,
    PDFSyntaxError,
)

from ocr.document import PageImage, Pixels, Upload
from ocr.errors import DamagedFile, EncryptedPdf, PopplerMissing, TooManyPixels
from ocr.intake.images import MAX_MEGAPIXELS_SCANS, MIN_SIDE_PX, max_long_side_px
from ocr.intake.scans import costly_picture, drawing_dpi, jpegs_are_whole, reduced, scan_ppi
from ocr.intake.textlayer import words_of_page
from ocr.settings import Settings

POINTS_PER_INCH = 72
POPPLER_TIMEOUT_S = 60
_BROKEN_IMAGE = ("JBIG2", "flate stream")
"""What poppler says of images that it drew in part or not at all; of a fax's bad lines it complains where nothing is lost."""


class PdfDocument:
    """One PDF. Its bytes are written to a temporary file for the moment poppler needs them."""

    media_type = "application/pdf"

    def __init__(self, upload: Upload, settings: Settings) -> None:
        self._upload = upload
        self._settings = settings
        with self._on_disk() as path:
            self.page_count = int(self._pdfinfo(path)["Pages"])
        if self.page_count < 1:
            raise DamagedFile(name=upload.name, page=None, reason="no pages")

    def page(self, number: int) -> PageImage:
        """Page `number` at OCR_DPI (less where the sheet is larger than A3), with its text layer unless it is a scan.

        A page without text whose picture is broken is a DamagedFile: the proof that it lost would be missed by nobody.
        """
        with self._on_disk() as path:
            width_in, height_in = self._sheet_in(path, number)
            dpi = max(1, min(self._settings.ocr_dpi, int(max_long_side_px(self._settings) / max(width_in, height_in))))
            area_in2 = width_in * height_in
            self._refuse_costly(path, number)
            ppi = scan_ppi(path, number, area_in2, POPPLER_TIMEOUT_S)
            drawn_dpi = drawing_dpi(ppi or 0.0, dpi, area_in2)
            drawn, is_whole = self._rasterise(path, number, drawn_dpi)
            pixels = reduced(drawn, drawn_dpi, dpi)
            if min(pixels.shape[:2]) < MIN_SIDE_PX:
                raise self._damaged(number, f"only {pixels.shape[1]}×{pixels.shape[0]} pixels")
            words = words_of_page(path, number, pixels, POPPLER_TIMEOUT_S) if ppi is None else ()
            if not words and not (is_whole and jpegs_are_whole(path, number, POPPLER_TIMEOUT_S)):
                raise self._damaged(number, "its picture is cut off or broken")
        return PageImage(number, pixels, dpi, words)

    def _refuse_costly(self, path: Path, number: int) -> None:
        size = costly_picture(path, number, POPPLER_TIMEOUT_S)
        if size is not None:
            name = self._upload.name
            where = {"id": f"{name}, halaman {number}", "en": f"{name}, page {number}"}
            raise TooManyPixels(name=where, width=size[0], height=size[1], limit=MAX_MEGAPIXELS_SCANS)

    @contextmanager
    def _on_disk(self) -> Iterator[Path]:
        """A file with the upload's bytes, for as long as poppler needs it."""
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(self._upload.data)
            file.flush()
            yield Path(file.name)

    def _pdfinfo(self, path: Path, number: int | None = None) -> dict[str, Any]:
        try:
            pages: dict[str, Any] = {} if number is None else {"first_page": number, "last_page": number}
            info: dict[str, Any] = pdfinfo_from_path(str(path), timeout=POPPLER_TIMEOUT_S, **pages)
        except PDFInfoNotInstalledError as error:
            raise PopplerMissing from error
        except PDFPageCountError as error:
            if "password" in str(error).lower():
                raise EncryptedPdf(name=self._upload.name) from error
            raise self._damaged(number, "no readable page list") from error
        except PDFPopplerTimeoutError as error:
            raise self._damaged(number, f"not opened within {POPPLER_TIMEOUT_S} s") from error
        return info

    def _sheet_in(self, path: Path, number: int) -> tuple[float, float]:
        """Width and height of the sheet, its crop box, in inches."""
        size = str(self._pdfinfo(path, number).get(f"Page {number:>4} size", ""))
        sides = [float(part) for part in size.split() if part.replace(".", "", 1).isdigit()]
        if len(sides) < 2 or min(sides) <= 0:
            raise self._damaged(number, "no page size")
        return sides[0] / POINTS_PER_INCH, sides[1] / POINTS_PER_INCH

    def _rasterise(self, path: Path, number: int, dpi: int) -> tuple[Pixels, bool]:
        """The page's pixels, and whether poppler could draw all of its images."""
        try:
            return self._drawn(path, number, dpi, strict=True), True
        except PDFSyntaxError as error:
            is_whole = not any(sign in str(error) for sign in _BROKEN_IMAGE)
        try:
            return self._drawn(path, number, dpi, strict=False), is_whole
        except PDFSyntaxError as error:
            raise self._damaged(number, "poppler cannot draw it") from error

    def _drawn(self, path: Path, number: int, dpi: int, *, strict: bool) -> Pixels:
        """The page's pixels; PDFSyntaxError where poppler complains of anything and `strict` is asked for."""
        try:
            images = convert_from_path(
                path,
                dpi=dpi,
                first_page=number,
                last_page=number,
                timeout=POPPLER_TIMEOUT_S,
                thread_count=1,
                use_cropbox=True,  # what lies outside it no viewer shows
                strict=strict,
            )
        except PDFPageCountError as error:
            raise self._damaged(number, "poppler cannot draw it") from error
        except PDFPopplerTimeoutError as error:
            raise self._damaged(number, f"not drawn within {POPPLER_TIMEOUT_S} s") from error
        if not images:
            raise self._damaged(number, "poppler cannot draw it")
        return np.asarray(images[0].convert("RGB"))

    def _damaged(self, number: int | None, reason: str) -> DamagedFile:
        return DamagedFile(name=self._upload.name, page=number, reason=reason)
