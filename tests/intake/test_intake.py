"""Every kind of file a stranger may send, and every way it may be broken."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageDraw
from pillow_heif import register_heif_opener
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, NumberObject, RectangleObject, StreamObject

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
from ocr.intake.images import lightened, rgb_pixels
from ocr.intake.textlayer import layer_matches_ink
from ocr.settings import Settings, load_settings
from tests.intake import papers

SETTINGS = load_settings({})
HEIC = b"\x00\x00\x00\x18ftypheic"
register_heif_opener()


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


@pytest.mark.parametrize("format_", ["JPEG", "HEIF", "PNG", "TIFF", "WEBP", "PDF"])
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


def test_white_writing_cut_out_of_a_dark_screen_lies_on_black() -> None:
    # The symptom: an app's receipt, white on nothing, came out as a blank page and its proof was lost.
    image = Image.new("RGBA", (600, 400), (255, 255, 255, 0))
    image.paste((255, 255, 255, 255), (100, 100, 300, 120))
    pixels = open_document(Upload("a.png", encoded(image, "PNG")), SETTINGS).page(1).pixels
    assert pixels[110, 200].tolist() == [255] * 3
    assert pixels[300, 200].tolist() == [0] * 3
    card = Image.new("RGBA", (600, 400), (0, 0, 0, 0))
    card.paste((250, 250, 250, 255), (10, 10, 590, 390))
    pixels = open_document(Upload("a.png", encoded(card, "PNG")), SETTINGS).page(1).pixels
    assert pixels[0, 0].tolist() == [255] * 3, "a card with clear corners keeps white ones"


def test_a_scanner_of_12_bits_is_as_bright_as_one_of_16() -> None:
    # The symptom: 12 bits in 16 came out nearly black, and nothing on the page was read.
    grey = np.asarray(marked((400, 300), mode="L")).astype(np.uint16)
    pages = [
        open_document(Upload("a.png", encoded(Image.fromarray(grey * step), "PNG")), SETTINGS).page(1).pixels
        for step in (16, 257)
    ]
    assert np.abs(pages[0].astype(int) - pages[1]).max() <= 1


def test_a_photo_taken_in_the_dark_is_lightened() -> None:
    dark = np.full((400, 300, 3), 70, np.uint8)
    dark[100:110, 50:250] = 20
    light = lightened(dark)
    assert light[300, 150].min() > 200
    assert light[105, 150].max() < 30
    assert lightened(light) is light
    assert lightened(np.full((40, 30, 3), 12, np.uint8)).max() == 12, "there is nothing to see"


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
        (lambda: b"\x00\x00\x00\x18ftypheic" + bytes(2000), DamagedFile),
        (lambda: encoded(marked((900, 900)), "HEIF")[:300], DamagedFile),
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
    for head in (b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"RIFF\x00\x00\x00\x00WEBP", HEIC):
        try:
            open_document(Upload("x", head + data), SETTINGS)
        except InputError:
            continue


@given(st.binary(max_size=64))
def test_media_type_never_fails(data: bytes) -> None:
    kinds = ("application/pdf", "image/jpeg", "image/heic", "image/png", "image/tiff", "image/webp")
    assert media_type(data) in (None, *kinds)


def test_sizes_of_the_setting_are_kept(tmp_path: Path) -> None:
    settings: Settings = load_settings({"OCR_DPI": "100", "MAX_PAGES_PER_PDF": "2"})
    with pytest.raises(TooManyPages, match="at most 2"):
        open_document(Upload("a.pdf", pdf_of(3)), settings)
    assert open_document(Upload("a.pdf", pdf_of(2)), settings).page(1).dpi == 100


def test_scanned_pdf_has_no_usable_text_layer() -> None:
    page = open_document(Upload("scan.pdf", pdf_of(1)), SETTINGS).page(1)
    assert page.text_layer == ()
    assert not layer_matches_ink(page)


PEAK = """
import resource, sys
from pathlib import Path
from ocr.document import Upload
from ocr.intake import open_document
from ocr.intake.coach import advise
from ocr.settings import load_settings
upload = Upload("big", Path(sys.argv[1]).read_bytes())
idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
document = open_document(upload, load_settings({}))
advise(upload, document.media_type)
advised = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
document.page(1)
print(idle // 1024, advised // 1024, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.parametrize(
    ("mode", "format_"), [("I;16", "PNG"), ("F", "TIFF"), ("RGBA", "PNG"), ("RGB", "WEBP"), ("RGB", "HEIF")]
)
def test_a_small_file_that_decodes_hugely_stays_within_a_container(mode: str, format_: str, tmp_path: Path) -> None:
    # The symptom: 113 KB of 16-bit grey took 1.3 GB, in the process that serves everybody, and ended the app.
    path = tmp_path / "big"
    side = {"WEBP": 4000, "HEIF": 5600}.get(format_, 7000)
    Image.new(mode, (side, side)).save(path, format_, **({"compression": "tiff_deflate"} if format_ == "TIFF" else {}))
    done = subprocess.run([sys.executable, "-c", PEAK, str(path)], capture_output=True, text=True, check=True)
    idle, advised, read = map(int, done.stdout.split())
    assert advised - idle < 40
    assert read - idle < 300


def test_a_large_picture_is_reduced_by_bands_as_it_would_be_whole() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (190, 130, 3), np.uint8)
    image = Image.fromarray(noise).resize((3900, 5700), Image.Resampling.BICUBIC)
    whole = np.asarray(image.resize((1745, 2550), Image.Resampling.LANCZOS), np.int16)
    assert np.abs(rgb_pixels(image, 2550).astype(np.int16) - whole).max() <= 2


@pytest.mark.parametrize("value", [0, 1, 255, 256, 4000])
def test_deep_grey_is_as_bright_reduced_as_whole(value: int) -> None:
    sheet = np.full((60, 40), value, np.int32)
    sheet[0, 0] = 4000
    small = open_document(Upload("a.tif", encoded(Image.fromarray(sheet), "TIFF")), SETTINGS).page(1).pixels
    assert int(small[-5, -5, 0]) == int(np.float32(value) * np.float32(255 / 4095))


def jpeg_of(width: int, height: int, kind: int = 0xC0, in_scan: int = 3) -> bytes:
    """The head of a JPEG of so many pixels: enough to know what it would cost."""
    frame = struct.pack(">BHHB", 8, height, width, 3) + bytes([1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0])
    scan = bytes([in_scan, *(byte for colour in range(in_scan) for byte in (colour + 1, 0)), 0, 63, 0])
    parts = [(kind, frame), (0xDA, scan)]
    return b"\xff\xd8" + b"".join(
        b"\xff" + bytes([mark]) + struct.pack(">H", 2 + len(body)) + body for mark, body in parts
    )


def png_of(width: int, height: int) -> bytes:
    """The head of a PNG of so many pixels."""
    head = b"IHDR" + struct.pack(">II5B", width, height, 8, 2, 0, 0, 0)
    data = b"IDAT" + bytes(20)
    chunks = (struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body)) for body in (head, data))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize(
    ("data", "limit"),
    [
        (jpeg_of(15000, 15000), 220),
        (jpeg_of(65000, 65000), 220),
        (jpeg_of(6000, 6000, kind=0xC2), 33),
        (jpeg_of(6000, 6000, in_scan=1), 33),
        (encoded(Image.new("L", (4100, 4100)), "WEBP", quality=1), 16),
        (encoded(Image.new("L", (5700, 5700)), "HEIF", quality=1), 32),
        (png_of(60000, 60000), 50),
    ],
    ids=["baseline", "giant", "progressive", "colour by colour", "webp", "heic", "png"],
)
def test_a_picture_that_costs_too_much_is_too_large_and_not_damaged(data: bytes, limit: int) -> None:
    with pytest.raises(TooManyPixels, match=f"at most {limit} megapixels"):
        open_document(Upload("foto.jpg", data), SETTINGS)


def test_a_photo_of_an_iphone_stands_as_it_was_held() -> None:
    held = Image.Exif()
    held[ExifTags.Base.Orientation] = 6
    data = encoded(marked((120, 80)).rotate(90, expand=True), "HEIF", exif=held.tobytes())
    document = open_document(Upload("IMG_0042.HEIC", data), SETTINGS)
    pixels = document.page(1).pixels
    assert (document.media_type, pixels.shape) == ("image/heic", (80, 120, 3))
    assert pixels[20, 30].max() < 60
    assert pixels[60, 30].min() > 200


def test_half_a_photo_of_an_iphone_fails_as_a_page() -> None:
    data = encoded(Image.effect_noise((900, 900), 80), "HEIF")
    with pytest.raises(DamagedFile, match="page 1"):
        open_document(Upload("IMG_0043.HEIC", data[: len(data) // 2]), SETTINGS).page(1)


def test_a_photo_of_a_phone_with_200_megapixels_comes_in() -> None:
    data = encoded(Image.new("L", (16320, 12240), 255), "JPEG", quality=20)
    assert open_document(Upload("foto.jpg", data), SETTINGS).page(1).pixels.shape == (1912, 2550, 3)


@pytest.mark.parametrize(
    ("tag", "kind", "count", "value"),
    [(0x100, 2, 5, b"4032\0"), (0x128, 5, 1, struct.pack(">II", 2, 1)), (0x112, 2, 2, b"6\0")],
)
def test_odd_notes_of_a_camera_beside_its_rotation_lose_no_photo(tag: int, kind: int, count: int, value: bytes) -> None:
    # The symptom: a 500, because Pillow wrote the notes anew when it turned the picture.
    entries = sorted({0x112: (3, 1, struct.pack(">H", 6)), tag: (kind, count, value)}.items())
    first, body, head = 8 + 2 + 12 * len(entries) + 4, b"", struct.pack(">H", len(entries))
    for number, (type_, length, data) in entries:
        inline = data.ljust(4, b"\0") if len(data) <= 4 else struct.pack(">I", first + len(body))
        body += b"" if len(data) <= 4 else data + bytes(len(data) % 2)
        head += struct.pack(">HHI", number, type_, length) + inline
    exif = b"Exif\0\0MM\0*" + struct.pack(">I", 8) + head + bytes(4) + body
    pixels = open_document(Upload("a.jpg", encoded(marked(), "JPEG", exif=exif)), SETTINGS).page(1).pixels
    assert pixels.shape == ((80, 120, 3) if tag == 0x112 else (120, 80, 3))


@pytest.mark.parametrize("size", [(1, 1), (3000, 1), (1, 3000), (20000, 5), (20000, 50)])
def test_strips_on_which_no_line_can_stand_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(DamagedFile, match="only"):
        open_document(Upload("a.png", encoded(Image.new("L", size, 255), "PNG")), SETTINGS)


def test_a_pdf_page_on_which_no_line_can_stand_fails_alone() -> None:
    writer = PdfWriter()
    writer.add_blank_page(width=2, height=2000)
    writer.add_blank_page(width=200, height=200)
    buffer = io.BytesIO()
    writer.write(buffer)
    document = open_document(Upload("a.pdf", buffer.getvalue()), SETTINGS)
    with pytest.raises(DamagedFile, match="page 1"):
        document.page(1)
    assert document.page(2).pixels.size


def test_a_tiff_of_thousands_of_pages_is_refused_before_they_are_counted() -> None:
    # The symptom: 50 s of processor time for a file of 10 MB.
    tags = [
        (256, 3, 60),
        (257, 3, 60),
        (258, 3, 8),
        (259, 3, 1),
        (262, 3, 1),
        (273, 4, 8),
        (277, 3, 1),
        (278, 3, 60),
        (279, 4, 1),
    ]
    data = bytearray(b"II*\0" + struct.pack("<I", 12) + bytes(4))
    for _ in range(20_000):
        data += struct.pack("<H", len(tags)) + b"".join(
            struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags
        )
        data += struct.pack("<I", len(data) + 4)
    started = time.process_time()
    with pytest.raises(TooManyPages, match=r"10\+ pages"):
        open_document(Upload("a.tif", bytes(data)), SETTINGS)
    assert time.process_time() - started < 1


def cropped(box: tuple[float, float, float, float] | None, media: tuple[float, float] | None = None) -> bytes:
    """A receipt of A4, its crop box or its media box another one."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(papers.pdf(papers.receipt))))
    if media:
        writer.pages[0].mediabox = RectangleObject((0, 0, *media))
    if box:
        writer.pages[0].cropbox = RectangleObject(box)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_what_lies_outside_a_pdfs_crop_box_is_not_on_the_page() -> None:
    # The symptom: two proofs came back of a page on which every viewer shows one.
    below = papers.row_y(list(papers.VALUES).index("Tahun Pajak")) - 8
    page = open_document(Upload("a.pdf", cropped((50, below, 500, 842))), SETTINGS).page(1)
    texts = [word.text for word in page.text_layer]
    assert page.pixels.shape[:2] == pytest.approx(((842 - below) / 72 * 150, 450 / 72 * 150), abs=2)
    assert any("2024" in text for text in texts)
    assert not any("12.345.678" in text or "NTPN" in text for text in texts)
    assert layer_matches_ink(page)


@pytest.mark.parametrize("inches", [60, 200])
def test_a_giant_media_box_makes_no_giant_page(inches: int) -> None:
    # The symptom: 1.1 GB at 60 inches and a 503 at 200, because the limit was asked of the crop box alone.
    data = cropped((0, 0, 595, 842), (72 * inches, 72 * inches))
    assert open_document(Upload("a.pdf", data), SETTINGS).page(1).pixels.shape[:2] == (1755, 1240)


def scanned_pdf(filter_: str, data: bytes, size: tuple[int, int]) -> bytes:
    """A page of A4 that one grey image fills, its stream as given."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    image, drawn = StreamObject(), StreamObject()
    image.set_data(data)
    entries = {"/Type": "/XObject", "/Subtype": "/Image", "/ColorSpace": "/DeviceGray", "/Filter": filter_}
    image.update({NameObject(key): NameObject(value) for key, value in entries.items()})
    numbers = {"/Width": size[0], "/Height": size[1], "/BitsPerComponent": 1 if filter_ == "/JBIG2Decode" else 8}
    image.update({NameObject(key): NumberObject(value) for key, value in numbers.items()})
    drawn.set_data(b"q 595 0 0 842 0 0 cm /I Do Q")
    objects = DictionaryObject({NameObject("/I"): writer._add_object(image)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): objects})
    page[NameObject("/Contents")] = writer._add_object(drawn)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("share", [0.4, 1.0])
@pytest.mark.parametrize("filter_", ["/DCTDecode", "/FlateDecode"])
def test_a_scan_whose_picture_is_cut_off_fails_instead_of_losing_its_proof(filter_: str, share: float) -> None:
    sheet = papers.picture(100).convert("L")
    data = encoded(sheet, "JPEG") if filter_ == "/DCTDecode" else zlib.compress(sheet.tobytes())
    document = open_document(
        Upload("a.pdf", scanned_pdf(filter_, data[: int(share * len(data))], sheet.size)), SETTINGS
    )
    if share == 1.0:
        assert document.page(1).pixels.min() < 90
    else:
        with pytest.raises(DamagedFile, match=r"page 1.*cut off or broken"):
            document.page(1)


def test_a_scan_that_cannot_be_drawn_at_all_is_no_empty_page() -> None:
    # The symptom: "0 proofs", status ok.
    with pytest.raises(DamagedFile, match="cut off or broken"):
        open_document(Upload("a.pdf", scanned_pdf("/JBIG2Decode", bytes(range(200)), (1200, 1700))), SETTINGS).page(1)
