"""Every kind of file a stranger may send, and every way it may be broken."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter

from ocr.document import Upload
from ocr.errors import (
    DamagedFile,
    EmptyFile,
    EncryptedPdf,
    InputError,
    TooLarge,
    TooManyPages,
    TooManyPixels,
    UnsupportedFile,
)
from ocr.intake import media_type, open_document
from ocr.intake.textlayer import layer_matches_ink
from ocr.settings import Settings, load_settings

SETTINGS = load_settings({})


def encoded(image: Image.Image, format_: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format_, **options)
    return buffer.getvalue()


def marked(size: tuple[int, int] = (120, 80), mode: str = "RGB") -> Image.Image:
    """A white sheet with a black square in its top-left quarter."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((5, 5, size[0] // 2 - 5, size[1] // 2 - 5), fill="black")
    return image.convert(mode)


def pdf_of(pages: int) -> bytes:
    sheets = [marked((400, 560)) for _ in range(pages)]
    return encoded(sheets[0], "PDF", save_all=True, append_images=sheets[1:], resolution=72)


def is_dark(pixels: np.ndarray, x_share: float, y_share: float) -> bool:
    height, width = pixels.shape[:2]
    return int(pixels[int(height * y_share), int(width * x_share)].max()) < 90


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "TIFF", "WEBP", "PDF"])
def test_kinds_are_recognised_by_content_whatever_the_name(format_: str) -> None:
    document = open_document(Upload("slip.docx", encoded(marked((400, 300)), format_)), SETTINGS)
    page = document.page(1)
    assert document.page_count == 1
    assert page.pixels.dtype == np.uint8
    assert page.pixels.shape[2] == 3
    assert is_dark(page.pixels, 0.25, 0.25)
    assert not is_dark(page.pixels, 0.75, 0.75)


@pytest.mark.parametrize("mode", ["CMYK", "L", "1", "P", "LA", "RGBA", "I;16", "I", "F"])
def test_colour_modes_come_out_as_rgb_over_white(mode: str) -> None:
    image = marked(mode="L") if mode in ("I;16", "I", "F") else marked(mode=mode)
    if mode == "I;16":
        image = Image.fromarray(np.asarray(image).astype(np.uint16) * 257)
    elif mode in ("I", "F"):
        image = image.convert(mode)
    pixels = open_document(Upload("a.tif", encoded(image, "TIFF")), SETTINGS).page(1).pixels
    assert is_dark(pixels, 0.25, 0.25)
    assert int(pixels[-5, -5].min()) > 240


def test_transparent_paper_is_white() -> None:
    image = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    pixels = open_document(Upload("a.png", encoded(image, "PNG")), SETTINGS).page(1).pixels
    assert pixels.min() == 255


def test_transparent_palette_is_white() -> None:
    image = Image.new("P", (60, 40), 3)
    image.putpalette([10, 20, 30] * 4)
    pixels = open_document(Upload("a.png", encoded(image, "PNG", transparency=3)), SETTINGS).page(1).pixels
    assert pixels.min() == 255


@pytest.mark.parametrize(
    ("orientation", "corner"), [(1, (0.25, 0.25)), (3, (0.75, 0.75)), (6, (0.75, 0.25)), (8, (0.25, 0.75))]
)
def test_camera_rotation_is_applied(orientation: int, corner: tuple[float, float]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(marked(), "JPEG", exif=exif)
    assert is_dark(open_document(Upload("a.jpg", data), SETTINGS).page(1).pixels, *corner)


def test_tiff_pages_are_counted_and_given_one_by_one() -> None:
    sheets = [Image.new("L", (50, 40 + 10 * index), 255) for index in range(3)]
    document = open_document(
        Upload("a.tif", encoded(sheets[0], "TIFF", save_all=True, append_images=sheets[1:])), SETTINGS
    )
    assert [document.page(number).pixels.shape[0] for number in (1, 2, 3)] == [40, 50, 60]


def test_large_photo_is_bounded_by_the_dpi_setting() -> None:
    data = encoded(Image.new("RGB", (6000, 4000), "white"), "JPEG")
    assert open_document(Upload("a.jpg", data), SETTINGS).page(1).pixels.shape == (1700, 2550, 3)


def test_huge_pdf_sheet_is_drawn_at_lower_dpi() -> None:
    writer = PdfWriter()
    writer.add_blank_page(width=72 * 100, height=72 * 50)
    buffer = io.BytesIO()
    writer.write(buffer)
    page = open_document(Upload("plan.pdf", buffer.getvalue()), SETTINGS).page(1)
    assert max(page.pixels.shape) <= 2550
    assert page.dpi == 25


def test_pdf_pages_have_the_dpi_of_the_setting() -> None:
    page = open_document(Upload("a.pdf", pdf_of(2)), SETTINGS).page(2)
    assert page.number == 2
    assert page.dpi == 150
    assert page.pixels.shape[0] == pytest.approx(560 / 72 * 150, abs=2)


def locked(password: str, owner_only: bool = False) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(1))))
    writer.encrypt(user_password="" if owner_only else password, owner_password=password)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_pdf_with_owner_lock_only_is_read() -> None:
    assert open_document(Upload("a.pdf", locked("rahasia", owner_only=True)), SETTINGS).page(1).pixels.size


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: b"", EmptyFile),
        (lambda: b"PK\x03\x04 an office file", UnsupportedFile),
        (lambda: b"MZ" + bytes(2000), UnsupportedFile),
        (lambda: locked("rahasia"), EncryptedPdf),
        (lambda: b"%PDF-1.4\n" + bytes(500), DamagedFile),
        (lambda: pdf_of(3)[:700], DamagedFile),
        (lambda: pdf_of(11), TooManyPages),
        (lambda: encoded(marked((900, 900)), "JPEG")[:3000], DamagedFile),
        (lambda: encoded(marked((900, 900)), "PNG")[:800], DamagedFile),
        (lambda: encoded(marked(), "WEBP")[:60], DamagedFile),
        (lambda: b"\x89PNG\r\n\x1a\n", DamagedFile),
        (
            lambda: (
                b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII5B", 13, b"IHDR", 60000, 60000, 8, 2, 0, 0, 0) + bytes(40)
            ),
            InputError,
        ),
        (lambda: encoded(Image.new("1", (9000, 9000)), "PNG"), TooManyPixels),
    ],
)
def test_bad_files_say_their_name_and_the_remedy(make: Callable[[], bytes], error: type[InputError]) -> None:
    with pytest.raises(error) as caught:
        open_document(Upload("bukti setor.pdf", make()), SETTINGS)
    for language in ("id", "en"):
        assert "bukti setor.pdf" in caught.value.message(language)


def test_too_large_is_told_before_the_kind_is_looked_at() -> None:
    with pytest.raises(TooLarge, match="10 MB"):
        open_document(Upload("a.pdf", bytes(SETTINGS.max_content_length + 1)), SETTINGS)


def test_a_broken_page_leaves_the_others_readable() -> None:
    first, second = marked((50, 40), "L"), marked((50, 40), "L")
    data = bytearray(encoded(first, "TIFF", save_all=True, append_images=[second], compression="tiff_deflate"))
    offset = _strip_offset(bytes(data), page=0)
    data[offset : offset + 12] = bytes(12)
    document = open_document(Upload("a.tif", bytes(data)), SETTINGS)
    with pytest.raises(DamagedFile, match="page 1"):
        document.page(1)
    assert document.page(2).pixels.shape == (40, 50, 3)


def _strip_offset(data: bytes, page: int) -> int:
    with Image.open(io.BytesIO(data)) as image:
        image.seek(page)
        return int(image.tag_v2[273][0])  # type: ignore[attr-defined]


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_but_input_errors(data: bytes) -> None:
    for head in (b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"RIFF\x00\x00\x00\x00WEBP"):
        try:
            open_document(Upload("x", head + data), SETTINGS)
        except InputError:
            continue


@given(st.binary(max_size=64))
def test_media_type_never_fails(data: bytes) -> None:
    assert media_type(data) in (None, "application/pdf", "image/jpeg", "image/png", "image/tiff", "image/webp")


def test_sizes_of_the_setting_are_kept(tmp_path: Path) -> None:
    settings: Settings = load_settings({"OCR_DPI": "100", "MAX_PAGES_PER_PDF": "2"})
    with pytest.raises(TooManyPages, match="at most 2"):
        open_document(Upload("a.pdf", pdf_of(3)), settings)
    assert open_document(Upload("a.pdf", pdf_of(2)), settings).page(1).dpi == 100


def test_scanned_pdf_has_no_usable_text_layer() -> None:
    page = open_document(Upload("scan.pdf", pdf_of(1)), SETTINGS).page(1)
    assert page.text_layer == ()
    assert not layer_matches_ink(page)
