"""Photos and scans: JPEG, HEIC, PNG, TIFF and WebP to upright RGB pixels.

Separate because colour modes, bit depths and camera rotation are a world of their own (Pillow's).
"""

from __future__ import annotations

import io
import math
import struct
import warnings
from functools import cache

import cv2
import numpy as np
from PIL import ExifTags, Image

from ocr.document import PageImage, Pixels, Upload
from ocr.errors import DamagedFile, TooManyPixels
from ocr.intake.flatten import flatten_sheet
from ocr.settings import Settings

A4_LONG_SIDE_IN = 11.69
# The raster's longest side, in inches at OCR_DPI. A3 is 16.5 in long; a photo of A4 filling the frame keeps 218 dpi
# of a 150 dpi setting, which small print on phone photos needs.
MAX_LONG_SIDE_IN = 17
# JPEG decodes at 1/2, 1/4 or 1/8 while reading, so that 200-megapixel phone photos stay small in memory; one in several scans
# (progressive) is kept whole before, up to 6 bytes a pixel. WebP keeps four frames of 4 bytes a pixel, HEIC two pictures, the other
# formats one. What each costs at most is 250 MB, so that the app and a worker fit into a container of 1 GiB (docs/decisions/0007).
MAX_MEGAPIXELS_OF = {"JPEG": 220, "MPO": 220, "HEIF": 32, "WEBP": 16}
MAX_MEGAPIXELS_SCANS = 33
MAX_MEGAPIXELS = 50
_SPARED_PX = 16_000_000
_COPIES_OF = {"JPEG": 0.0, "MPO": 0.0, "HEIF": math.inf, "WEBP": 4.0}
"""Weights of formats for the process that serves everybody: HEIC says how large it is in a box apart from its picture, and is decoded in workers only."""
MIN_SIDE_PX = 8
"""A raster's shorter side: less holds no line of writing."""

Image.MAX_IMAGE_PIXELS = None
"""Pillow's own limit, 179 megapixels whatever they cost, would call a large photo damaged: `_check_size` stands in its place."""

BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    EOFError,
    IndexError,
    RuntimeError,
    struct.error,
)
"""What Pillow raises at broken files; TypeError at a TIFF that does not say how large it is, RuntimeError at an HEIC photo."""

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each of EXIF's orientations."""

_DARK, _LIT, _LEAST_SPREAD = 150, 235, 25
"""Level below which all but the brightest hundredth of a photo is dark, what it is made, and the levels between its darkest and that from
which there is anything to see."""

_CUT_OUT, _PALE = 0.5, 160
"""Share of a picture that is transparent, and level of what is not, from which that is white writing without its dark ground."""

_BAND_PX = 1_000_000
"""Pixels of a large image that are converted at a time."""
_REACH = 3
"""Source pixels per pixel of the result that Lanczos looks at above and below."""


def max_long_side_px(settings: Settings) -> int:
    """The longest side a raster may have, in pixels."""
    return MAX_LONG_SIDE_IN * settings.ocr_dpi


class ImageDocument:
    """One image file; only TIFF has more than one page."""

    def __init__(self, upload: Upload, media_type: str, settings: Settings) -> None:
        self.media_type = media_type
        self._upload = upload
        self._max_side = max_long_side_px(settings)
        self._max_pages = settings.max_pages_per_pdf
        try:
            self.page_count = self._inspect()
        except BROKEN as error:
            raise DamagedFile(name=upload.name, page=None, reason=_reason(error)) from error

    def page(self, number: int) -> PageImage:
        """Page `number` upright, 8-bit RGB, its longest side bounded; a photo lightened where it is dark, and flat."""
        try:
            with self._open() as image:
                if number > 1:
                    image.seek(number - 1)
                self._check_size(image)
                pixels = rgb_pixels(image, self._max_side)
        except BROKEN as error:
            raise DamagedFile(name=self._upload.name, page=number, reason=_reason(error)) from error
        if self.media_type != "image/tiff":  # scanners write TIFF; what phones write may be a sheet on a table
            pixels = flatten_sheet(lightened(pixels))
        return PageImage(number, pixels, dpi=round(max(pixels.shape[:2]) / A4_LONG_SIDE_IN))

    def _inspect(self) -> int:
        """The number of pages, counted to one more than may be; an image with a single page is decoded far enough to know it is whole."""
        with self._open() as image:
            self._check_size(image)
            if self.media_type == "image/tiff":
                return self._frames(image)
            if self.media_type == "image/png":
                image.verify()
            elif not costs_much(image):
                drafted(image, "L", 512)
                image.load()
            return 1

    def _frames(self, image: Image.Image) -> int:
        """Pages of a TIFF: each one's directory is read, so that the rest of thousands is not looked at."""
        count = 1
        while count <= self._max_pages:
            try:
                image.seek(count)
            except EOFError:
                break
            count += 1
        return count

    def _open(self) -> Image.Image:
        if self.media_type == "image/heic":
            _learn_heic()
        with warnings.catch_warnings():
            # Pillow's bomb warning is replaced by _check_size, damaged EXIF by ignoring it.
            warnings.simplefilter("ignore")
            return Image.open(io.BytesIO(self._upload.data))

    def _check_size(self, image: Image.Image) -> None:
        limit = most_megapixels(image, self._upload.data)
        if image.width * image.height > limit * 1_000_000:
            raise TooManyPixels(name=self._upload.name, width=image.width, height=image.height, limit=limit)
        if min(image.size) * min(1.0, self._max_side / max(image.size)) < MIN_SIDE_PX:
            raise ValueError(f"only {image.width}×{image.height} pixels")


@cache
def _learn_heic() -> None:
    """Pillow reads HEIC from here on. Only where there is one: the decoder takes 2.5 MB of every process that knows it."""
    from pi_heif import register_heif_opener

    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)


def most_megapixels(image: Image.Image, data: bytes) -> int:
    """How many megapixels an opened image may have, by what it costs to decode the `data` it came from."""
    if image.format in ("JPEG", "MPO") and is_in_scans(data):
        return MAX_MEGAPIXELS_SCANS
    return MAX_MEGAPIXELS_OF.get(image.format or "", MAX_MEGAPIXELS)


def costs_much(image: Image.Image) -> bool:
    """Whether decoding an opened image takes more memory than the process that serves everybody can spare (60 MB); JPEGs are decoded small."""
    return image.width * image.height * _COPIES_OF.get(image.format or "", 1) > _SPARED_PX


def is_in_scans(jpeg: bytes) -> bool:
    """Whether a JPEG comes in several scans, each over the whole picture: progressive, or one colour after another."""
    place, colours = 2, 0
    while place + 4 <= len(jpeg):
        if jpeg[place] != 0xFF or jpeg[place + 1] in (0xFF, 0x00):
            place += 1
            continue
        kind, length = jpeg[place + 1], int.from_bytes(jpeg[place + 2 : place + 4], "big")
        if kind in (0xC2, 0xC6, 0xCA, 0xCE):
            return True
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            colours = int.from_bytes(jpeg[place + 9 : place + 10], "big")
        if kind == 0xDA:
            return int.from_bytes(jpeg[place + 4 : place + 5], "big") < colours
        place += 2 + (0 if 0xD0 <= kind <= 0xD9 else length)
    return False


def drafted(image: Image.Image, mode: str, max_side: int) -> None:
    """Has a JPEG decoded as small as its longest side stays at least `max_side`; other formats know no drafts."""
    share = max_side / max(image.size)
    image.draft(mode, (max(1, round(image.width * share)), max(1, round(image.height * share))))


def rgb_pixels(image: Image.Image, max_side: int) -> Pixels:
    """(H, W, 3) uint8 of `image` upright and over white or, where it is white writing, black, its longest side at most `max_side`."""
    drafted(image, "RGB", max_side)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image.load()
        turn = _UPRIGHT.get(_orientation(image))
    rgb = _reduced_to_rgb(image, max_side)
    return np.asarray(rgb if turn is None else rgb.transpose(turn))


def lightened(pixels: Pixels) -> Pixels:
    """(H, W, 3) a photo taken in the dark with its paper as bright as by daylight; others as they are.

    Print of 50 grey levels in the grain of a night photo is read a third as well as the same with its contrast spread (docs/decisions/0218).
    """
    darkest, brightest = np.percentile(pixels[::4, ::4], (0.5, 99))
    if brightest >= _DARK or brightest - darkest < _LEAST_SPREAD:
        return pixels
    table = np.clip((np.arange(256) - float(darkest)) * _LIT / float(brightest - darkest), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(pixels, table), np.uint8)


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; 1 where the camera's notes are no EXIF."""
    try:
        said = image.getexif().get(ExifTags.Base.Orientation, 1)
    except BROKEN:
        return 1
    return said if isinstance(said, int) else 1


def _reduced_to_rgb(image: Image.Image, max_side: int) -> Image.Image:
    """`image` over its ground, reduced band by band where it is larger: nothing of its full size stands beside it in memory."""
    top, ground = _brightest(image), _ground(image)
    if max(image.size) <= max_side:
        return _over(_to_8_bit(image, top), ground)
    scale = max_side / max(image.size)
    width, height = (max(1, round(side * scale)) for side in image.size)
    tall = image.height / height  # source rows of a row of the result
    result = Image.new("RGB", (width, height))
    rows = max(1, int(_BAND_PX / image.width / tall))
    for first in range(0, height, rows):
        last = min(height, first + rows)
        above = max(0, int(first * tall - _REACH * tall))
        below = min(image.height, int(last * tall + _REACH * tall) + 1)
        band = _over(_to_8_bit(image.crop((0, above, image.width, below)), top), ground)
        box = (0, first * tall - above, image.width, min(last * tall - above, band.height))
        result.paste(band.resize((width, last - first), Image.Resampling.LANCZOS, box, reducing_gap=3.0), (0, first))
    return result


def _brightest(image: Image.Image) -> float:
    """The value that is white in an image of more than 8 bits, of as many as it uses: scanners of 10 or 12 bits write 16; 255 for others."""
    if not image.mode.startswith(("I", "F")):
        return 255.0
    most = float(np.max(np.asarray(image.getextrema(), np.float64)))
    if image.mode == "F" and most <= 1.0:
        return 1.0
    return max(255.0, 2.0 ** min(16, int(most).bit_length()) - 1)


def _to_8_bit(image: Image.Image, top: float) -> Image.Image:
    """16-bit, 32-bit and float images as 8-bit grey; others unchanged."""
    if not image.mode.startswith(("I", "F")):
        return image
    values = np.nan_to_num(np.asarray(image).astype(np.float32)) * np.float32(255.0 / top)
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def _is_transparent(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info


def _ground(image: Image.Image) -> str:
    """What a picture with transparent places lies on: white, or black where it is white writing cut out of a dark screen."""
    if not _is_transparent(image):
        return "white"
    small = image.resize(tuple(min(512, side) for side in image.size), Image.Resampling.NEAREST)  # type: ignore[arg-type]
    levels = np.asarray(small.convert("RGBA").convert("LA"))
    seen = levels[levels[..., 1] > 127, 0]
    is_pale = seen.size > 0 and float(np.median(seen)) > _PALE
    return "black" if is_pale and seen.size < (1 - _CUT_OUT) * levels[..., 0].size else "white"


def _over(image: Image.Image, ground: str) -> Image.Image:
    if not _is_transparent(image):
        return image.convert("RGB")
    rgba = image.convert("RGBA")
    paper = Image.new("RGB", rgba.size, ground)
    paper.paste(rgba, mask=rgba.getchannel("A"))
    return paper


def _reason(error: BaseException) -> str:
    return str(error).split("\n", 1)[0][:120] or type(error).__name__
