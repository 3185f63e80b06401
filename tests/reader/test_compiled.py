import subprocess
import sys

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.document import Box, PageImage
from ocr.models import calibration
from ocr.reader import compiled
from ocr.reader.blocks import ink_blocks
from ocr.reader.crop import Strip
from ocr.reader.decode import Line as Reading
from ocr.reader.group import Line
from ocr.reader.ink import ink_mask
from ocr.reader.pack import band_width, packed
from ocr.reader.stamps import ReadStrip
from ocr.reader.turn import turned

ROWS = (
    ("BUKTI PENERIMAAN NEGARA", ""),
    ("Tanggal dan Jam Bayar", ": 04/02/2019"),
    ("Kode Billing", ": 019022772858141"),
    ("Mata Anggaran", ": 411128"),
    ("Jenis Setoran", ": 403"),
    ("Jumlah Setoran", ": 13387500"),
    ("DIREKTORAT JENDERAL PAJAK", ""),
)


def _form(size=24, pitch=60, width=1000, height=1400):
    image = Image.new("RGB", (width, height), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size)
    for row, (label, value) in enumerate(ROWS):
        draw.text((80, 100 + pitch * row), label, fill="black", font=font)
        draw.text((480, 100 + pitch * row), value, fill="black", font=font)
    return np.asarray(image)


def _squeezed(words):
    return "|".join(word.text.replace(" ", "") for word in words)


def _reads_all(page_text):
    text = _squeezed(page_text.words)
    wanted = [part.replace(" ", "").removeprefix(":") for row in ROWS for part in row if part]
    return [part for part in wanted if part not in text]


def test_reads_labels_and_values_where_they_stand(reader):
    page = reader.read(PageImage(1, _form(), 150))
    assert _reads_all(page) == []
    assert (page.width, page.height, page.source, page.turned_deg) == (1000, 1400, "ocr", 0)
    label = next(word for word in page.words if word.text == "Mata Anggaran")
    assert label.box.left == pytest.approx(80, abs=6)
    assert label.box.middle[1] == pytest.approx(100 + 60 * 3 + 14, abs=8)
    for word in page.words:
        assert word.text == "".join(char.text for char in word.chars)


def test_labels_and_values_are_words_of_their_own_in_reading_order(reader):
    texts = [word.text for word in reader.read(PageImage(1, _form(), 150)).words]
    assert texts.index("Mata Anggaran") + 1 == next(i for i, t in enumerate(texts) if "411128" in t)


def test_blank_page_has_no_words(reader):
    assert reader.read(PageImage(1, np.full((1400, 1000, 3), 255, np.uint8), 150)).words == ()


@pytest.mark.parametrize("deg", [-25, 25, 205])
def test_a_page_askew_is_turned_level_and_its_boxes_lie_on_the_turned_page(reader, deg):
    askew = turned(_form(), deg)
    page = reader.read(PageImage(1, askew, 150))
    assert _reads_all(page) == []
    assert (page.turned_deg + deg + 2) % 360 <= 4
    level = turned(askew, page.turned_deg)
    assert (page.height, page.width) == level.shape[:2]
    box = next(word.box for word in page.words if "411128" in word.text)
    assert level[int(box.top) : int(box.bottom), int(box.left) : int(box.right)].min() < 90


@pytest.mark.parametrize("deg", [90, 180, 270])
def test_pages_on_their_side_or_head_are_turned(reader, deg):
    lying = np.ascontiguousarray(np.rot90(_form(), k=deg // 90))  # rot90 is anticlockwise, so `deg` clockwise rights it
    page = reader.read(PageImage(1, lying, 150))
    assert page.turned_deg == deg
    assert (page.width, page.height) == (1000, 1400)
    assert _reads_all(page) == []


@pytest.mark.parametrize("skew_deg", [-3.0, 1.0, 4.0])
def test_a_skewed_page_is_read(reader, skew_deg):
    turn = cv2.getRotationMatrix2D((500, 700), skew_deg, 1.0)
    skewed = cv2.warpAffine(_form(), turn, (1000, 1400), borderValue=(255, 255, 255))
    assert _reads_all(reader.read(PageImage(1, skewed, 150))) == []


def test_a_page_photographed_in_perspective_is_read(reader):
    corners = np.array([(0, 0), (1000, 0), (1000, 1400), (0, 1400)], np.float32)
    seen = np.array([(60, 40), (960, 0), (1000, 1380), (0, 1300)], np.float32)
    photo = cv2.warpPerspective(
        _form(), cv2.getPerspectiveTransform(corners, seen), (1000, 1400), borderValue=(90, 80, 70)
    )
    assert _reads_all(reader.read(PageImage(1, photo, 150))) == []


def test_light_writing_on_a_dark_page_is_read(reader):
    assert _reads_all(reader.read(PageImage(1, 255 - _form(), 150))) == []


def test_a_region_is_read_alone(reader):
    words = reader.read_region(PageImage(1, _form(), 150), Box(470, 275, 620, 312))
    assert _squeezed(words) == ":411128"


def test_a_region_without_ink_has_no_words(reader):
    assert reader.read_region(PageImage(1, _form(), 150), Box(700, 900, 900, 940)) == ()


def test_tiny_pages_are_read_without_complaint(reader):
    assert reader.read(PageImage(1, np.full((7, 9, 3), 255, np.uint8), 150)).words == ()


def test_the_blank_half_of_a_page_is_not_convolved():
    page = cv2.resize(calibration.pages(1)[0], (707, 1000), interpolation=cv2.INTER_AREA)
    blocks = ink_blocks(ink_mask(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)))
    width = band_width(blocks)
    bands = packed(blocks, width)
    assert sum(band.height for band in bands) * width < 0.6 * page.shape[0] * page.shape[1]


def test_the_serving_process_never_imports_torch(settings):
    code = (
        "import sys, numpy as np\n"
        "from ocr.document import PageImage\n"
        "from ocr.reader import open_reader\n"
        "from ocr.settings import load_settings\n"
        f"reader = open_reader(load_settings({{'OCR_RECOGNISER': {settings.ocr_recogniser!r}}}))\n"
        "page = np.full((300, 300, 3), 255, np.uint8); page[100:120, 50:200:9] = 0\n"
        "reader.read(PageImage(1, page, 150))\n"
        "heavy = {'torch', 'torchvision', 'easyocr', 'nncf', 'scipy', 'skimage'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


TILL = (
    "RED BULL ENRGY DRNK",
    "61126943157",
    "REGULAR PRICE 9.99",
    "RETURN VALUE 8.79",
    "COCA COLA MINICAN 6PK",
    "04900006101",
    "RETURN VALUE 4.99",
    "DORITOS NACHO",
    "02840032505",
    "SHOPPING BAG FEE",
)


def test_a_tills_receipt_whose_rows_almost_touch_is_read_row_by_row(reader):
    # The symptom: a photographed receipt in high narrow print, a row every 35 pixels, was read as rows across each other.
    image = Image.new("RGB", (720, 1000), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(22)
    lines = [TILL[row % len(TILL)] for row in range(50)]
    for row, line in enumerate(lines):
        for column, letter in enumerate(line):
            draw.text(
                (80 + 40 * (row % 3) + 20 * column, 60 + 17.5 * row), letter, fill="black", font=font, anchor="ms"
            )
    stretched = np.asarray(image.resize((720, 2000), Image.Resampling.BICUBIC))
    turn = cv2.getRotationMatrix2D((360, 1000), 1.7, 1.0)
    photo = cv2.warpAffine(stretched, turn, (720, 2000), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    words = reader.read(PageImage(1, photo, 150)).words
    said = [word.text.replace(" ", "") for word in words]
    assert sum(line.replace(" ", "") in said for line in lines) >= 46


def test_columns_of_figures_whose_rows_almost_touch_turn_no_page(reader):
    """The detector links them down the page, as if it lay on its side."""
    page = np.full((1400, 1000, 3), 255, np.uint8)
    numbers = np.random.default_rng(5).integers(10, 57, (3, 10, 6))
    for (block, row, column), number in np.ndenumerate(numbers):
        place = 120 + column * 130, 150 + block * 400 + row * 26
        cv2.putText(page, str(number), place, cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0, 0, 0), 2, cv2.LINE_AA)
    text = reader.read(PageImage(1, page, 150))
    assert text.turned_deg == 0
    read = " ".join(word.text for word in text.words).split()
    assert {str(number) for number in numbers.ravel()} <= set(read)
    assert len(read) == pytest.approx(numbers.size, abs=3)


def test_marks_read_in_doubt_are_specks_and_letters_in_doubt_are_words():
    def said(text, confidence):
        line = Line(50.0, 50.0, 20.0, 20.0, 0.0, np.zeros((4, 2), np.float32))
        return ReadStrip(Strip(np.zeros((48, 20), np.uint8), line), Reading(text, confidence, ()))

    lines = [said(":", 0.9), said("*,*,", 0.46), said("A", 0.3), said("", 0.0)]
    assert [word.text for word in compiled._words(lines)] == [":", "A"]
