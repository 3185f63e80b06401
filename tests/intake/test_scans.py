"""Pages that are one picture: told from written ones, drawn without losing a stroke."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import NameObject, StreamObject
from reportlab.lib.utils import ImageReader

from ocr.document import Upload
from ocr.errors import TooManyPixels
from ocr.intake import open_document
from ocr.intake.scans import drawing_dpi, reduced, scan_ppi
from ocr.settings import load_settings
from tests.intake import papers

SETTINGS = load_settings({})
WIDTH, HEIGHT = 800, 400
A4_IN2 = 8.27 * 11.69


def scanned(ppi: int) -> tuple[bytes, list[int]]:
    """A black and white page of one image, and the columns of its hair lines, one image pixel wide each."""
    columns = list(range(9, WIDTH - 9, 41))
    sheet = Image.new("1", (WIDTH, HEIGHT), 1)
    for column in columns:
        sheet.paste(0, (column, 0, column + 1, HEIGHT))
    out = io.BytesIO()
    sheet.save(out, "PDF", resolution=ppi)
    return out.getvalue(), columns


@pytest.mark.parametrize("ppi", [200, 240, 300, 600])
def test_every_hair_line_of_a_black_and_white_scan_keeps_its_ink(ppi: int) -> None:
    data, columns = scanned(ppi)
    page = open_document(Upload("fax.pdf", data), SETTINGS).page(1)
    ink = 1 - page.pixels[..., 0].mean(axis=0) / 255
    scale = len(ink) / WIDTH
    inks = [ink[max(0, int(column * scale) - 2) : int(column * scale) + 4].sum() for column in columns]
    assert page.dpi == SETTINGS.ocr_dpi
    assert inks == pytest.approx([scale] * len(columns), abs=0.02)


@pytest.mark.parametrize(
    ("ppi", "drawn"),
    [
        (0.0, 150),
        (98, 150),
        (150, 150),
        (152, 150),
        (200, 200),
        (204, 204),
        (240, 240),
        (299, 150),
        (300, 150),
        (400, 200),
        (600, 150),
    ],
)
def test_scans_are_drawn_at_a_whole_fraction_of_their_own_resolution(ppi: float, drawn: int) -> None:
    assert drawing_dpi(ppi, 150, A4_IN2) == drawn


def test_photos_of_many_megapixels_are_drawn_no_larger_than_wanted() -> None:
    assert drawing_dpi(72, 45, 3024 / 72 * 4032 / 72) == 45


def test_what_is_not_drawn_larger_is_not_touched() -> None:
    pixels = np.zeros((30, 20, 3), np.uint8)
    assert reduced(pixels, 150, 150) is pixels
    assert reduced(pixels, 200, 100).shape == (15, 10, 3)


def test_only_an_image_that_fills_the_sheet_makes_a_scan(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(scanned(200)[0])
    sheet = WIDTH / 200 * HEIGHT / 200
    assert scan_ppi(path, 1, sheet, 10) == pytest.approx(200, abs=1)
    assert scan_ppi(path, 1, 3 * sheet, 10) is None


def test_an_image_written_into_the_page_itself_is_listed_too(tmp_path: Path) -> None:
    # The symptom: poppler lists it without an object's ID, one column less, and the page failed.
    path, writer, drawn = tmp_path / "inline.pdf", PdfWriter(), StreamObject()
    page = writer.add_blank_page(288, 288)
    drawn.set_data(b"q 288 0 0 288 0 0 cm BI /W 4 /H 4 /BPC 8 /CS /G ID " + bytes(range(64, 80)) + b" EI Q")
    page[NameObject("/Contents")] = writer._add_object(drawn)
    writer.write(path)
    assert scan_ppi(path, 1, 16.0, 10) == 1.0
    assert scan_ppi(path, 1, 64.0, 10) is None
    assert open_document(Upload("inline.pdf", path.read_bytes()), SETTINGS).page(1).pixels.shape == (600, 600, 3)


def test_a_file_whose_images_cannot_be_listed_is_a_scan_of_unknown_resolution(tmp_path: Path) -> None:
    assert scan_ppi(tmp_path / "missing.pdf", 1, 1.0, 10) == 0.0


def test_images_that_fill_the_sheet_together_make_a_scan(tmp_path: Path) -> None:
    path = tmp_path / "strips.pdf"
    path.write_bytes(papers.pdf(lambda canvas: papers.strips(canvas, 4)))
    assert scan_ppi(path, 1, A4_IN2, 10) == pytest.approx(200, abs=2)


@pytest.mark.parametrize(("progressive", "refused"), [(True, True), (False, False)])
def test_a_giant_jpeg_that_is_drawn_only_whole_is_refused_by_file_and_page(progressive: bool, refused: bool) -> None:
    giant = io.BytesIO()
    Image.new("L", (6000, 5600), 200).save(giant, "JPEG", quality=20, progressive=progressive)
    giant.seek(0)
    data = papers.pdf(lambda canvas: canvas.drawImage(ImageReader(giant), 0, 0, 595, 842))
    document = open_document(Upload("raksasa.pdf", data), SETTINGS)
    if not refused:
        assert document.page(1).pixels.any()
        return
    with pytest.raises(TooManyPixels) as refusal:
        document.page(1)
    assert refusal.value.message("en").startswith("raksasa.pdf, page 1: the image of 6000×5600 pixels")
    assert refusal.value.message("id").startswith("raksasa.pdf, halaman 1")
