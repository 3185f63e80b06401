"""Photos and scans: JPEG, PNG, TIFF and WebP to upright RGB pixels.

Separate because colour modes, bit depths and camera rotation are a world of their own (Pillow's).
"""

from __future__ import annotations

import io
import warnings

import numpy as np
from PIL import Image, ImageOps

from ocr.document import PageImage, Pixels, Upload
from ocr.errors import DamagedFile, TooManyPixels
from ocr.intake.flatten import flatten_sheet
from ocr.settings import Settings

A4_LONG_SIDE_IN = 11.69
# The raster's longest side, in inches at OCR_DPI. A3 is 16.5 in long; a photo of A4 filling the frame keeps 218 dpi
# of a 150 dpi setting, which small print on phone photos needs.
MAX_LONG_SIDE_IN = 17
# JPEG decodes at 1/2, 1/4 or 1/8 while reading, so that 200-megapixel phone photos stay small in memory;
# the other formats decode whole (3 bytes a pixel).
MAX_MEGAPIXELS_JPEG = 220
MAX_MEGAPIXELS = 50

_BROKEN = (OSError, SyntaxError, ValueError, TypeError, EOFError, IndexError, Image.DecompressionBombError)
"""What Pillow raises at broken files; TypeError at a TIFF that does not say how large it is."""


def max_long_side_px(settings: Settings) -> int:
    """The longest side a raster may have, in pixels."""
    return MAX_LONG_SIDE_IN * settings.ocr_dpi


class ImageDocument:
    """One image file; only TIFF has more than one page."""

    def __init__(self, upload: Upload, media_type: str, settings: Settings) -> None:
        self.media_type = media_type
        self._upload = upload
        self._max_side = max_long_side_px(settings)
        try:
            self.page_count = self._inspect()
        except _BROKEN as error:
            raise DamagedFile(name=upload.name, page=None, reason=_reason(error)) from error

    def page(self, number: int) -> PageImage:
        """Page `number` upright, 8-bit RGB over white, its longest side bounded."""
        try:
            with self._open() as image:
                if number > 1:
                    image.seek(number - 1)
                self._check_size(image)
                if self.media_type == "image/jpeg":
                    image.draft("RGB", (self._max_side, self._max_side))
                pixels = rgb_pixels(image, self._max_side)
        except _BROKEN as error:
            raise DamagedFile(name=self._upload.name, page=number, reason=_reason(error)) from error
        if self.media_type != "image/tiff":  # scanners write TIFF; what phones write may be a sheet on a table
            pixels = flatten_sheet(pixels)
        return PageImage(number, pixels, dpi=round(max(pixels.shape[:2]) / A4_LONG_SIDE_IN))

    def _inspect(self) -> int:
        """The number of pages; an image with a single page is decoded far enough to know it is whole."""
        with self._open() as image:
            self._check_size(image)
            if self.media_type == "image/tiff":
                return int(getattr(image, "n_frames", 1))
            if self.media_type == "image/jpeg":
                image.draft("L", (64, 64))
            if self.media_type == "image/png":
                image.verify()
            else:
                image.load()
            return 1

    def _open(self) -> Image.Image:
        with warnings.catch_warnings():
            # Pillow's bomb warning is replaced by _check_size, damaged EXIF by ignoring it.
            warnings.simplefilter("ignore")
            return Image.open(io.BytesIO(self._upload.data))

    def _check_size(self, image: Image.Image) -> None:
        limit = MAX_MEGAPIXELS_JPEG if self.media_type == "image/jpeg" else MAX_MEGAPIXELS
        if image.width * image.height > limit * 1_000_000:
            raise TooManyPixels(name=self._upload.name, width=image.width, height=image.height, limit=limit)


def rgb_pixels(image: Image.Image, max_side: int) -> Pixels:
    """(H, W, 3) uint8 of `image` upright and over white, its longest side at most `max_side`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image.load()
        image = ImageOps.exif_transpose(image)
    if max(image.size) > max_side:
        scale = max_side / max(image.size)
        image = _deep_to_8_bit(image)
        if image.mode in ("P", "PA", "1"):
            image = image.convert("RGBA" if _is_transparent(image) else "RGB")
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    return np.asarray(_over_white(_deep_to_8_bit(image)))


def _deep_to_8_bit(image: Image.Image) -> Image.Image:
    """16-bit, 32-bit and float images as 8-bit grey; others unchanged."""
    if not image.mode.startswith(("I", "F")):
        return image
    values = np.asarray(image).astype(np.float64)
    top = 65535.0 if image.mode.startswith("I;16") or values.max() > 255 else 255.0
    if image.mode == "F" and values.max() <= 1.0:
        top = 1.0
    return Image.fromarray(np.clip(values * (255.0 / top), 0, 255).astype(np.uint8), mode=None)


def _is_transparent(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info


def _over_white(image: Image.Image) -> Image.Image:
    if not _is_transparent(image):
        return image.convert("RGB")
    rgba = image.convert("RGBA")
    paper = Image.new("RGB", rgba.size, "white")
    paper.paste(rgba, mask=rgba.getchannel("A"))
    return paper


def _reason(error: BaseException) -> str:
    return str(error).split("\n", 1)[0][:120] or type(error).__name__
