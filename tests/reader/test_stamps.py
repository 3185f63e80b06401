"""Coloured stamps over black print, and what must not be taken for one."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.document import Box, PageImage
from ocr.reader.crop import Strip
from ocr.reader.decode import Line as Reading
from ocr.reader.group import Line
from ocr.reader.stamps import ReadStrip, surer_at, without_stamps

BLUE, VIOLET, RED, GREEN = (45, 60, 165), (110, 50, 150), (200, 40, 50), (40, 130, 80)
WHITE, CREAM = (255, 255, 255), (240, 232, 205)
VALUES = ("019022772858141", "0123456789012345", "13.387.500")
MIDDLE = (590, 442)


def print_of(ink=(30, 30, 30), paper=WHITE) -> np.ndarray:
    image = Image.new("RGB", (1240, 1754), paper)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(26)
    for row, value in enumerate(VALUES):
        draw.text((200, 380 + 45 * row), ("Kode Billing", "NPWP", "Jumlah")[row], fill=(30, 30, 30), font=font)
        draw.text((480, 380 + 45 * row), value, fill=ink, font=font)
    return np.asarray(image)


def stamped(page: np.ndarray, ink: tuple[int, int, int], middle: tuple[int, int] = MIDDLE) -> np.ndarray:
    """A ring with a word in it, its ink laid over the page's as one transparent ink over another, saved as JPEG."""
    layer = np.zeros(page.shape[:2], np.uint8)
    cv2.circle(layer, middle, 75, 255, 4)
    cv2.putText(layer, "LUNAS", (middle[0] - 52, middle[1] + 10), cv2.FONT_HERSHEY_DUPLEX, 1.1, 255, 3)
    strength = cv2.GaussianBlur(layer, (3, 3), 0).astype(np.float32)[..., None] / 255 * 0.9
    mixed = page * (1 - strength * (1 - np.array(ink) / 255))
    encoded = cv2.imencode(".jpg", mixed.astype(np.uint8)[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 75])[1]
    return np.ascontiguousarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR)[..., ::-1])


@pytest.mark.parametrize("paper", [WHITE, CREAM], ids=["white", "cream"])
@pytest.mark.parametrize("ink", [BLUE, VIOLET, RED, GREEN], ids=["blue", "violet", "red", "green"])
def test_the_stamp_goes_and_the_print_stays(ink, paper):
    plain = print_of(paper=paper).min(axis=2)
    clear = without_stamps(stamped(print_of(paper=paper), ink))
    assert clear is not None
    (stamp,) = clear.stamps
    assert stamp.middle == pytest.approx(MIDDLE, abs=6)
    place = np.s_[int(stamp.top) : int(stamp.bottom), int(stamp.left) : int(stamp.right)]
    black, blank = plain[place] < 60, cv2.erode(plain[place], np.ones((7, 7))) > 200
    shown = clear.pixels[place][..., 0]
    assert (shown[black] < 130).mean() > 0.97
    assert (shown[blank] > 150).mean() > 0.97


@pytest.mark.parametrize("width", [700, 2480])
def test_the_size_of_the_raster_does_not_matter(width):
    page = stamped(print_of(), BLUE)
    height = round(width * 1754 / 1240)
    clear = without_stamps(cv2.resize(page, (width, height), interpolation=cv2.INTER_AREA))
    assert clear is not None
    assert clear.stamps[0].middle[0] == pytest.approx(MIDDLE[0] * width / 1240, abs=0.01 * width)


def test_rows_far_from_the_stamp_are_not_read_again():
    clear = without_stamps(stamped(print_of(), BLUE))
    assert clear is not None
    assert (clear.pixels[:240] == 255).all()
    assert (clear.pixels[700:] == 255).all()


def _form_filled_in_blue() -> np.ndarray:
    page = print_of(BLUE).copy()
    for row in range(4):
        cv2.line(page, (180, 373 + 45 * row), (900, 373 + 45 * row), (0, 0, 0), 2)
    return page


def _tinted() -> np.ndarray:
    page = print_of(paper=WHITE).copy()
    ground = page[360:520, 150:1000]
    page[360:520, 150:1000] = np.where(ground > 128, np.array([150, 200, 255], np.uint8), ground)
    return page


def _in_grey() -> np.ndarray:
    grey = cv2.cvtColor(stamped(print_of(), BLUE), cv2.COLOR_RGB2GRAY)
    return np.repeat(grey[..., None], 3, axis=2)


@pytest.mark.parametrize(
    "page",
    [print_of(), print_of(BLUE), _form_filled_in_blue(), _tinted(), _in_grey(), stamped(print_of(), RED, (900, 1400))],
    ids=["black print", "blue values", "form filled in blue", "tinted rows", "grey scan", "stamp beside the print"],
)
def test_nothing_else_is_taken_for_a_stamp(page):
    assert without_stamps(page) is None


def _line(text: str, confidence: float, left: float, right: float, y: float) -> ReadStrip:
    line = Line((left + right) / 2, y, right - left, 20.0, 0.0, np.array([[left, y - 10], [right, y + 10]], np.float32))
    return ReadStrip(Strip(np.zeros((48, 100), np.uint8), line), Reading(text, confidence, ()))


STAMP = Box(300, 100, 400, 200)


def test_what_says_more_stands_and_the_rest_of_the_page_is_untouched():
    far, spoilt = _line("Tanggal", 0.99, 300, 400, 400), _line("0/9S7L", 0.5, 250, 420, 150)
    better = [_line("0195", 0.99, 250, 299, 150), _line("712", 0.98, 310, 420, 150)]
    kept = surer_at(STAMP, [far, spoilt], better)
    assert [line.reading.text for line in kept] == ["Tanggal", "0195", "712"]


def test_a_row_that_reads_worse_anew_stands_beside_one_that_reads_better():
    spoilt, sure = _line("0/9S7L", 0.5, 250, 420, 130), _line("411121", 0.97, 310, 420, 180)
    better, worse = _line("0195712", 0.98, 250, 420, 131), _line("41", 0.6, 310, 340, 181)
    kept = surer_at(STAMP, [spoilt, sure], [better, worse])
    assert sorted(line.reading.text for line in kept) == ["0195712", "411121"]


def test_a_surer_first_reading_stands():
    sure, worse = _line("019022772858141", 0.99, 250, 420, 150), _line("0/90227", 0.7, 250, 420, 150)
    assert surer_at(STAMP, [sure], [worse]) == [sure]
    assert surer_at(STAMP, [sure], []) == [sure]


@pytest.mark.parametrize("ink", [BLUE, RED], ids=["blue", "red"])
def test_values_under_a_stamp_are_read(reader, ink):
    words = reader.read(PageImage(1, stamped(print_of(), ink), 150)).words
    texts = [word.text.replace(" ", "") for word in words]
    assert all(value in texts for value in VALUES), texts
    assert texts.index("KodeBilling") < texts.index(VALUES[0]) < texts.index("NPWP") < texts.index(VALUES[1])


def test_a_reading_anew_takes_no_neighbour_with_it_where_rows_almost_touch():
    doubted, below = (
        _line("12 RESTRICTIONS 9 END L", 0.85, 250, 420, 150),
        _line("46 EXP 08/12/2020", 0.9, 250, 420, 163),
    )
    kept = surer_at(STAMP, [doubted, below], [_line("12 RESTRICTIONS 9a END L", 0.99, 250, 420, 151)])
    assert sorted(line.reading.text for line in kept) == ["12 RESTRICTIONS 9a END L", "46 EXP 08/12/2020"]


def test_half_a_row_read_better_does_not_take_the_place_of_the_whole():
    whole, half = _line('16 HGT 508" 17 WGT165Ib', 0.83, 200, 420, 150), _line("17 WGT 165 Ib", 0.98, 320, 420, 150)
    assert surer_at(STAMP, [whole], [half]) == [whole]
    other = _line("16 HGT 5'-08\"", 0.98, 200, 310, 150)
    assert sorted(line.reading.text for line in surer_at(STAMP, [whole], [other, half])) == [
        "16 HGT 5'-08\"",
        "17 WGT 165 Ib",
    ]


def test_the_end_of_a_row_in_doubt_does_not_take_the_place_of_the_whole():
    """A crease passed for a stamp: the price alone, read better, stood for the whole row of a receipt."""
    whole, price = _line("HNY ALMOND BUTTER NP 9.99 E", 0.79, 200, 420, 150), _line("9.99 F", 0.99, 360, 420, 150)
    assert surer_at(STAMP, [whole], [price]) == [whole]


def test_scraps_do_not_take_the_place_of_a_line_in_doubt():
    doubted = _line("9 CONTOSO BANK", 0.33, 200, 420, 150)
    scraps = [_line("/", 0.05, 300, 310, 150), _line("*,*,", 0.46, 330, 360, 151)]
    assert surer_at(STAMP, [doubted], scraps) == [doubted]
    better = _line("O CONTOSO BANK", 0.7, 200, 420, 150)
    assert surer_at(STAMP, [doubted], [better]) == [better]


def test_on_a_page_that_leans_a_reading_anew_takes_the_place_of_its_row():
    """Lines were compared by level boxes: on a photo at ten degrees a row stood there twice, as a whole and in pieces."""
    angle = -0.17
    whole = Line(400, 150, 500, 20.0, angle, np.zeros((0, 2), np.float32))
    piece = Line(400 + 150 * np.cos(angle), 150 + 150 * np.sin(angle), 190, 20.0, angle, np.zeros((0, 2), np.float32))
    old, new = (
        ReadStrip(Strip(np.zeros((48, 100), np.uint8), line), Reading(text, sure, ()))
        for line, text, sure in ((piece, "CV CAHAYA ILAHl", 0.85), (whole, "Nama Wajib Pajak CV CAHAYA ILAHI", 0.98))
    )
    assert surer_at(Box(300, 50, 600, 200), [old], [new]) == [new]
