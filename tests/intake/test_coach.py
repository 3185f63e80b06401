"""The photo coach speaks up about drawn damage and is silent about every sample that reads well."""

from __future__ import annotations

import io
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from ocr.document import Upload
from ocr.intake import media_type
from ocr.intake.coach import ADVICE, Advice, advice_of, advise, sentence

SAMPLES = Path(__file__).parents[2] / "samples"
PICTURES = sorted(path for path in SAMPLES.iterdir() if path.suffix in (".jpg", ".png"))
PHOTOS = [path for path in PICTURES if path.suffix == ".jpg"]


def grey_of(path: Path, side: int = 1000) -> np.ndarray:
    grey = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    scale = side / max(grey.shape)
    return cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def advised(picture: np.ndarray, kind: str = "PNG") -> tuple[Advice, ...]:
    out = io.BytesIO()
    Image.fromarray(picture).save(out, kind)
    return advise(Upload("foto", out.getvalue()), f"image/{kind.lower()}")


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.name)
def test_samples_that_read_well_get_no_advice(path: Path) -> None:
    data = path.read_bytes()
    assert advise(Upload(path.name, data), media_type(data) or "") == ()


@pytest.mark.parametrize("path", PHOTOS, ids=lambda path: path.name)
@pytest.mark.parametrize("sigma_px", [2, 4])
def test_blur_is_told(path: Path, sigma_px: float) -> None:
    assert "blurred" in advice_of(cv2.GaussianBlur(grey_of(path), (0, 0), sigma_px))


@pytest.mark.parametrize("shake", [np.eye(11), np.ones((1, 9)), np.ones((9, 1))], ids=["aslant", "across", "along"])
def test_a_shaken_photo_is_told(shake: np.ndarray) -> None:
    shaken = cv2.filter2D(grey_of(SAMPLES / "billing-djp-foto.jpg"), -1, shake / shake.sum())
    assert "blurred" in advice_of(shaken)


@pytest.mark.parametrize("path", PHOTOS, ids=lambda path: path.name)
def test_slight_softness_is_not_told(path: Path) -> None:
    assert advice_of(cv2.GaussianBlur(grey_of(path), (0, 0), 0.5)) == ()


@pytest.mark.parametrize("path", [path for path in PHOTOS if "foto" in path.name], ids=lambda path: path.name)
def test_glare_is_told(path: Path) -> None:
    grey = grey_of(path) * 0.85
    height, width = grey.shape
    y, x = np.mgrid[:height, :width]
    lamp = 255 * np.exp(-(((x - width * 0.5) / (width * 0.12)) ** 2) - ((y - height * 0.4) / (height * 0.08)) ** 2)
    assert advice_of(np.clip(grey + lamp, 0, 255).astype(np.uint8)) == ("glare",)


@pytest.mark.parametrize("path", PHOTOS, ids=lambda path: path.name)
def test_darkness_is_told_and_dimness_is_not(path: Path) -> None:
    grey = grey_of(path)
    assert advice_of((grey * 0.35).astype(np.uint8)) == ("dark",)
    assert advice_of((grey * 0.7).astype(np.uint8)) == ()


@pytest.mark.parametrize("name", ["billing-djp-foto.jpg", "bpn-coretax-foto.jpg", "bpn-struk-termal.jpg"])
def test_a_page_cut_off_is_told(name: str) -> None:
    grey = grey_of(SAMPLES / name)
    assert advice_of(grey[:, grey.shape[1] // 4 :]) == ("cut_off",)


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.name)
def test_a_reduced_copy_is_told(path: Path) -> None:
    assert "too_small" in advice_of(grey_of(path, 430))


def test_a_blank_page_gets_no_advice() -> None:
    assert advised(np.full((1400, 1000), 250, np.uint8)) == ()


def test_a_transparent_picture_is_not_called_dark() -> None:
    ink = np.zeros((1400, 1000, 4), np.uint8)
    for row in range(200, 1200, 60):
        cv2.putText(ink, "NTPN 0123456789ABCDEF", (100, row), cv2.FONT_HERSHEY_SIMPLEX, 1, (0, 0, 0, 255), 2)
    assert advised(ink) == ()


def test_a_fax_in_black_and_white_gets_no_advice() -> None:
    out = io.BytesIO()
    Image.open(SAMPLES / "bpn-pnbp-pindai.jpg").convert("1", dither=Image.Dither.NONE).save(out, "TIFF")
    assert advise(Upload("fax.tif", out.getvalue()), "image/tiff") == ()


def test_what_is_no_picture_gets_no_advice() -> None:
    assert advise(Upload("a.pdf", b"%PDF-1.4"), "application/pdf") == ()
    assert advise(Upload("a.jpg", b"\xff\xd8\xff broken"), "image/jpeg") == ()
    assert advised(np.zeros((3, 5), np.uint8)) == ("too_small",)


def test_a_twelve_megapixel_photo_is_measured_in_a_moment() -> None:
    photo = cv2.resize(cv2.imread(str(SAMPLES / "billing-djp-foto.jpg")), (3024, 4032))
    upload = Upload("foto.jpg", cv2.imencode(".jpg", photo)[1].tobytes())
    started = time.process_time()
    advise(upload, "image/jpeg")
    assert time.process_time() - started < 0.5  # about 0.05 s of computing, however busy the machine is


@pytest.mark.parametrize("advice", ADVICE)
def test_every_advice_says_what_to_do_in_both_languages(advice: Advice) -> None:
    assert sentence(advice, "id") != sentence(advice, "en")
