"""Grey stamps over black print, and what must not be taken for one."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.document import Box, PageImage
from ocr.reader.grey_stamps import without_grey_stamps

VALUES = ("019022772858141", "0123456789012345", "13.387.500")
MIDDLE, RADIUS = (590, 442), 75
AT_IT, AWAY = Box(480, 425, 700, 455), Box(100, 1500, 400, 1530)


def print_of(ink: int = 40) -> np.ndarray:
    image = Image.new("L", (1240, 1754), 250)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(26)
    draw.text((200, 200), "BUKTI PENERIMAAN NEGARA", fill=ink, font=ImageFont.load_default(44))
    for row, value in enumerate(VALUES):
        draw.text((200, 380 + 45 * row), ("Kode Billing", "NPWP", "Jumlah")[row], fill=ink, font=font)
        draw.text((480, 380 + 45 * row), value, fill=ink, font=font)
    return np.asarray(image)


def stamped(page: np.ndarray, strength: float) -> np.ndarray:
    """A ring with a word in it, its ink laid over the page's as one transparent ink over another, saved as JPEG."""
    layer = np.zeros(page.shape, np.uint8)
    cv2.circle(layer, MIDDLE, RADIUS, 255, 5)
    cv2.putText(layer, "LUNAS", (MIDDLE[0] - 52, MIDDLE[1] + 10), cv2.FONT_HERSHEY_DUPLEX, 1.1, 255, 6)
    mixed = page * (1 - strength * cv2.GaussianBlur(layer, (3, 3), 0).astype(np.float32) / 255)
    encoded = cv2.imencode(".jpg", mixed.astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 75])[1]
    return cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE)


@pytest.mark.parametrize("ink", [20, 90], ids=["black print", "pale print"])
@pytest.mark.parametrize("strength", [0.3, 0.5, 0.65])
def test_the_stamp_goes_and_the_print_stays(strength, ink):
    plain = print_of(ink)
    clear = without_grey_stamps(stamped(plain, strength), [AT_IT])
    assert clear is not None
    (stamp,) = clear.stamps
    assert stamp.middle == pytest.approx(MIDDLE, abs=6)
    place = np.s_[int(stamp.top) : int(stamp.bottom), int(stamp.left) : int(stamp.right)]
    black, blank = plain[place] < ink + 30, cv2.erode(plain[place], np.ones((9, 9))) > 200
    shown = clear.pixels[place][..., 0]
    assert (shown[black] < 170).mean() > 0.9
    assert (shown[blank] > 200).mean() > 0.97


@pytest.mark.parametrize("width", [827, 2480])
def test_the_size_of_the_raster_does_not_matter(width):
    scale = width / 1240
    page = cv2.resize(stamped(print_of(), 0.5), (width, round(1754 * scale)), interpolation=cv2.INTER_AREA)
    clear = without_grey_stamps(page, [Box(*(side * scale for side in AT_IT))])
    assert clear is not None
    assert clear.stamps[0].middle[0] == pytest.approx(MIDDLE[0] * scale, abs=0.01 * width)


def test_rows_far_from_the_stamp_are_not_read_again():
    clear = without_grey_stamps(stamped(print_of(), 0.5), [AT_IT])
    assert clear is not None
    assert (clear.pixels[:240] == 255).all()
    assert (clear.pixels[700:] == 255).all()


def _boxed() -> np.ndarray:
    page = print_of().copy()
    for row in range(4):
        cv2.line(page, (180, 373 + 45 * row), (900, 373 + 45 * row), 0, 2)
    for left in (180, 460, 900):
        cv2.line(page, (left, 373), (left, 508), 0, 2)
    return page


def _shaded() -> np.ndarray:
    page = print_of().copy()
    ground = page[360:520, 150:1000]
    page[360:520, 150:1000] = np.where(ground > 128, 190, ground)
    return page


@pytest.mark.parametrize(
    "page",
    [print_of(), print_of(110), _boxed(), _shaded()],
    ids=["black print", "pale print", "ruled table", "shaded rows"],
)
def test_nothing_else_is_taken_for_a_stamp(page):
    assert without_grey_stamps(page, [Box(0, 0, 1240, 1754)]) is None


def test_where_nothing_was_doubted_nothing_is_read_anew():
    assert without_grey_stamps(stamped(print_of(), 0.5), [AWAY]) is None


def test_an_empty_page_bears_none():
    assert without_grey_stamps(np.full((1754, 1240), 255, np.uint8), [AT_IT]) is None


@pytest.mark.parametrize("strength", [0.45, 0.6])
def test_values_under_a_grey_stamp_are_read(reader, strength):
    page = cv2.cvtColor(stamped(print_of(), strength), cv2.COLOR_GRAY2RGB)
    texts = [word.text.replace(" ", "") for word in reader.read(PageImage(1, page, 150)).words]
    assert all(value in texts for value in VALUES), texts
