"""Draws one line of text as the reader's cropper would cut it from a page: (64, W) uint8, grey.

Separate from the damage it calls. The order is that of the world: ink on paper, then geometry and resolution, then
the sensor, then the cut: half as the compiled reader cuts round the ink, half as stock EasyOCR cuts by the detector's
box, whose margins were measured on CRAFT (with EasyOCR's 10 %) over 57 drawn lines: median 0.28 em above, 0.16 below,
0.13 at the sides, 5-95 % from 0.05 to 0.42.
"""

from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from training import damage
from training.strings import CHARACTERS

HEIGHT = 64
"""Height of every drawn line, pixels; a network may take it lower (`training.data.Form`)."""

MAX_WIDTH = 1000
"""Lines that would be wider are drawn again, narrower; keeps a training batch in memory."""

INK_TIGHT_SHARE, INK_PAD = 0.55, 0.12
"""Share of lines cut as the compiled reader cuts (0.12 ink heights round the ink, at least 2 px; ocr/reader/crop.py);
the others are cut as stock EasyOCR cuts, by the detector's box."""

INKED = 80
"""Coverage of a pixel, of 255, from which it counts as ink."""

Grey = NDArray[np.uint8]


@dataclass(frozen=True)
class Condition:
    """How likely each damage is, and how large an em is on the page raster (pixels)."""

    name: str
    em_px: tuple[float, float] = (12.0, 46.0)
    dot_matrix: float = 0.0
    thermal: float = 0.0
    spread: float = 0.0
    ruled: float = 0.0
    stamp: float = 0.0
    neighbours: float = 0.0
    warp: float = 0.0
    blur: float = 0.0
    noise: float = 0.0
    jpeg: float = 0.0
    fax: float = 0.0
    repeated_rows: float = 0.0
    reshaped: float = 0.0
    stretched: float = 0.0
    uneven: float = 0.0
    barred: float = 0.0
    faint: float = 0.0
    inverse: float = 0.0
    shade: float = 1.0
    cut: float = 1.0
    ink_tight: float = INK_TIGHT_SHARE


CONDITIONS = {
    condition.name: condition
    for condition in (
        Condition("easy", em_px=(18, 46), shade=0.0, cut=0.5, neighbours=0.15),
        Condition(
            "scan", (14, 40), spread=0.3, ruled=0.1, neighbours=0.3, warp=0.5, blur=0.7, noise=0.5, jpeg=0.5, faint=0.15
        ),
        Condition(
            "photo",
            (12, 34),
            spread=0.2,
            ruled=0.1,
            neighbours=0.3,
            warp=0.9,
            blur=0.9,
            noise=0.5,
            jpeg=0.8,
            faint=0.15,
        ),
        Condition("fax", (15, 36), spread=0.3, ruled=0.1, neighbours=0.3, warp=0.4, blur=0.4, noise=0.1, fax=1.0),
        Condition(
            "thermal",
            (13, 36),
            thermal=1.0,
            spread=0.3,
            neighbours=0.3,
            warp=0.4,
            blur=0.6,
            noise=0.5,
            jpeg=0.4,
            faint=0.3,
        ),
        Condition(
            "dot-matrix",
            (15, 40),
            dot_matrix=1.0,
            thermal=0.3,
            neighbours=0.25,
            warp=0.4,
            blur=0.6,
            noise=0.4,
            jpeg=0.4,
            faint=0.2,
        ),
        Condition("100dpi", (10.5, 16), spread=0.2, neighbours=0.3, warp=0.3, blur=0.3, noise=0.3, jpeg=0.5, faint=0.1),
        Condition("stamp", (15, 40), stamp=1.0, ruled=0.3, neighbours=0.25, warp=0.4, blur=0.6, noise=0.4, jpeg=0.4),
    )
}
"""How paper comes to the reader; training mixes them, validation and test report each."""


BITMAPS = (".gz", ".bdf")
"""Endings of faces that are made of pixels: compressed PCF, and BDF."""

STRETCHES = (0.5, 0.72), (1.3, 2.0)
"""Widths of print of double height and of double width, as till printers set names and totals, in shares of the usual."""

UNEVEN_LETTERS, UNEVEN_SPACES = 0.02, (0.5, 1.1)
"""How far letters are moved in uneven print, ems, and widths of its spaces in shares of the usual: as rasterisers round small print."""

LARGEST_BITMAP = 40
"""Pixels of an em up to which the one size of a bitmap face is looked for."""


@dataclass(frozen=True)
class Typeface:
    """A face ready to draw: `font`, whose pixels are drawn `times` as large. Faces of outlines are drawn as large as they are."""

    font: ImageFont.FreeTypeFont
    times: int = 1

    def getlength(self, text: str) -> float:
        """Pixels that the text takes."""
        return float(self.font.getlength(text)) * self.times


@lru_cache(maxsize=4096)
def typeface(path: Path, size: int) -> Typeface:
    """The face at a size in pixels, without kerning tables of complex scripts; kept open.

    A bitmap face, as needle and thermal printers have them, comes in the one size it has, enlarged to about `size`.
    """
    own = _own_size(path) if path.suffix in BITMAPS else size
    return Typeface(ImageFont.truetype(path, own, layout_engine=ImageFont.Layout.BASIC), max(1, round(size / own)))


@cache
def _own_size(path: Path) -> int:
    """The one size of a bitmap face, pixels; tried in memory, for Pillow looks for a file that it cannot open in every folder of faces."""
    face = path.read_bytes()
    for own in range(LARGEST_BITMAP, 0, -1):
        with suppress(OSError):
            ImageFont.truetype(BytesIO(face), own, layout_engine=ImageFont.Layout.BASIC)
            return own
    raise OSError(f"{path} has no size of at most {LARGEST_BITMAP} pixels")


@cache
def missing_characters(path: Path) -> frozenset[str]:
    """The characters that the face cannot draw: blank, or the same as its "no such glyph" box."""
    face = typeface(path, 24).font
    unknown = bytes(face.getmask("\uffff"))
    masks = {char: face.getmask(char) for char in CHARACTERS if char != " "}
    return frozenset(char for char, mask in masks.items() if mask.getbbox() is None or bytes(mask) == unknown)


LOOK_ALIKES = ("0O", "1I")
"""Pairs that some faces draw as one shape; codes of letters and digits are not drawn in those: nobody could read them."""

LEAST_APART = 0.1
"""Share of the two shapes' joint ink that must differ. Liberation Mono has 0.15 for 0 and O, faces of one shape 0.0 to 0.09."""


def _shape(face: ImageFont.FreeTypeFont, char: str) -> NDArray[np.bool_]:
    """The character's ink, (H, W) bool, cut to its edges."""
    mask = face.getmask(char)
    ink = np.array(mask, np.uint8).reshape(mask.size[1], mask.size[0])
    left, top, right, bottom = _inked_box(ink)
    return ink[top:bottom, left:right] > INKED


def _apart(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> float:
    """Share of the joint ink that only one of the shapes has, at the better of two alignments on their base line."""
    height, width = max(first.shape[0], second.shape[0]), max(first.shape[1], second.shape[1])
    shares = []
    for centred in (True, False):
        laid = []
        for shape in (first, second):
            board = np.zeros((height, width), bool)
            left = (width - shape.shape[1]) // 2 if centred else 0
            board[height - shape.shape[0] :, left : left + shape.shape[1]] = shape
            laid.append(board)
        shares.append((laid[0] ^ laid[1]).sum() / (laid[0] | laid[1]).sum())
    return float(min(shares))


@cache
def tells_look_alikes_apart(path: Path) -> bool:
    """Whether the face draws 0 and O, 1 and I as different shapes; it must have all four."""
    face = typeface(path, 40).font
    return all(_apart(_shape(face, a), _shape(face, b)) >= LEAST_APART for a, b in LOOK_ALIKES)


def ink_of(
    text: str, face: Typeface, spacing_px: float, gap: int, space: float = 1.0, uneven: Generator | None = None
) -> Grey:
    """The mask of one line, ascender to descender high, with letter spacing and `gap` spaces between words.

    `space` is the width of a space as a share of the typeface's own: condensed lines set them narrower. `uneven` moves every
    letter a little and makes some spaces narrow.
    """
    spaced, font = text.replace(" ", " " * gap), face.font
    ascent, descent = font.getmetrics()
    if spacing_px or space != 1.0 or uneven:
        beside = spacing_px / face.times
        advances = [font.getlength(char) * (space if char == " " else 1.0) + beside for char in spaced]
        if uneven:
            moved = uneven.normal(0, UNEVEN_LETTERS * font.size, len(advances))
            narrow = np.where(np.array(list(spaced)) == " ", uneven.uniform(*UNEVEN_SPACES, len(advances)), 1.0)
            advances = list(map(float, np.maximum(1.0, np.array(advances) * narrow + moved)))
        if face.times > 1:
            advances = [float(round(advance)) for advance in advances]
        image = Image.new("L", (int(sum(advances)) + 4, ascent + descent))
        pen, x = ImageDraw.Draw(image), 1.0
        for char, advance in zip(spaced, advances, strict=True):
            pen.text((x, 0), char, fill=255, font=font)
            x += advance
    else:
        image = Image.new("L", (int(font.getlength(spaced)) + 4, ascent + descent))
        ImageDraw.Draw(image).text((1, 0), spaced, fill=255, font=font)
    return np.asarray(image).repeat(face.times, axis=0).repeat(face.times, axis=1)


def place(canvas: Grey, ink: Grey, left: int, top: int) -> None:
    """Lays the ink on the canvas (changed in place), clipped at its edges."""
    height, width = canvas.shape
    source = ink[max(0, -top) : max(0, height - top), max(0, -left) : max(0, width - left)]
    if source.size:
        top, left = max(0, top), max(0, left)
        part = canvas[top : top + source.shape[0], left : left + source.shape[1]]
        np.maximum(part, source[: part.shape[0], : part.shape[1]], out=part)


def _inked_box(ink: Grey) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the ink, pixels; hair lines that cover no pixel whole count from half of what they cover."""
    least = min(INKED, int(ink.max()) // 2)
    columns, rows = np.flatnonzero(ink.max(axis=0) > least), np.flatnonzero(ink.max(axis=1) > least)
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def compose(rng: Generator, ink: Grey, condition: Condition, em_px: float) -> Grey:
    """The ink on paper, with stamp and shade."""
    height, width = ink.shape
    sheet = (
        damage.paper(rng, height, width)
        if rng.random() < condition.shade
        else np.full((height, width), 255, np.float32)
    )
    darkness = rng.uniform(110, 185) if rng.random() < condition.faint else rng.choice([0.0, rng.uniform(0, 110)])
    cover = ink.astype(np.float32) / 255
    page = sheet * (1 - cover) + np.minimum(darkness, sheet * 0.66) * cover
    if rng.random() < condition.stamp:
        opacity = damage.stamp(rng, height, width, em_px)
        page = page * (1 - opacity) + np.minimum(page, rng.uniform(40, 150)) * opacity
    if rng.random() < condition.inverse:
        page = 255 - page
    return np.asarray(np.clip(page, 0, 255), np.uint8)


def warp(
    rng: Generator, page: Grey, corners: NDArray[np.float32], strength: float = 1.0
) -> tuple[Grey, NDArray[np.float32]]:
    """The page turned by up to about two degrees, sheared and seen at an angle; and where the corners went.

    A whole page is bent with less `strength` than a line, for its sides are longer.
    """
    height, width = page.shape
    tilt = np.tan(np.deg2rad(np.clip(rng.normal(0, 0.7), -2.2, 2.2))) * width
    tilt = np.clip(tilt, -0.28 * height, 0.28 * height)
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    jitter = rng.uniform(-1, 1, (4, 2)) * (0.04 * height, 0.05 * height) * strength
    shear = rng.normal(0, 0.06) * height * strength
    target = source + jitter + [[shear, -tilt / 2], [shear, tilt / 2], [-shear, tilt / 2], [-shear, -tilt / 2]]
    matrix = cv2.getPerspectiveTransform(source, target.astype(np.float32))
    warped = cv2.warpPerspective(page, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(warped, np.uint8), cv2.perspectiveTransform(corners[None], matrix)[0]


def sense(rng: Generator, page: Grey, condition: Condition, em_px: float) -> Grey:
    """The page as the scanner, camera or fax recorded it."""
    if rng.random() < condition.blur:
        page = damage.blur(rng, page, em_px)
    if rng.random() < condition.noise:
        page = damage.noise(rng, page)
    if rng.random() < condition.fax:
        repeated = bool(condition.repeated_rows) and rng.random() < condition.repeated_rows
        page = damage.fax(rng, page, cv2.INTER_NEAREST if repeated else cv2.INTER_LINEAR)
    if rng.random() < condition.jpeg:
        page = damage.jpeg(rng, page)
    return page


def reshaped(rng: Generator, ink: Grey) -> Grey:
    """The ink with its rows moved smoothly up or down, as in a face with other heights of bars, bowls and small letters."""
    height = ink.shape[0]
    rows = np.linspace(0.0, np.pi, height)
    bend, twist = np.clip(rng.normal(0, (0.04, 0.025)), -0.08, 0.08) * height
    source = np.arange(height) + bend * np.sin(rows) + twist * np.sin(2 * rows)
    columns = np.broadcast_to(np.arange(ink.shape[1], dtype=np.float32), ink.shape)
    from_rows = np.broadcast_to(source.astype(np.float32)[:, None], ink.shape)
    return np.asarray(cv2.remap(ink, np.ascontiguousarray(columns), np.ascontiguousarray(from_rows), cv2.INTER_LINEAR))


def _cut(rng: Generator, page: Grey, box: NDArray[np.float32], em_px: float, condition: Condition) -> Grey:
    """The crop round the box, with the detector's margins, scaled to the network's height."""
    if rng.random() < condition.ink_tight:
        pad = max(2.0, INK_PAD * float(np.ptp(box[:, 1])))
        above, below, before, after = (max(0.0, pad * rng.normal(1.0, 0.3 * condition.cut)) for _ in range(4))
    else:
        spread = em_px * (1.8 if rng.random() < 0.2 * condition.cut else 1.0)
        above = np.clip(rng.normal(0.27, 0.11), -0.03, 0.6) * spread
        below = np.clip(rng.normal(0.17, 0.09), -0.03, 0.5) * spread
        before, after = np.clip(rng.normal(0.14, 0.1, 2), -0.04, 0.6) * spread
    left, top = box.min(axis=0) - np.array([before, above])
    right, bottom = box.max(axis=0) + np.array([after, below])
    top, left = max(0, round(top)), max(0, round(left))
    crop = page[top : max(top + 5, round(bottom)), left : max(left + 4, round(right))]
    width = int(np.ceil(crop.shape[1] * HEIGHT / crop.shape[0]))
    method = (cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_CUBIC, cv2.INTER_AREA)[rng.integers(4)]
    return np.asarray(cv2.resize(crop, (max(16, width), HEIGHT), interpolation=method), np.uint8)


def draw_line(
    rng: Generator, text: str, face_path: Path, condition: Condition, neighbours: tuple[str, str, str]
) -> Grey:
    """The text as a (64, W) uint8 grey crop in the face and condition; neighbours stand above, below and beside."""
    size = int(rng.choice([28, 34, 40]))
    face = typeface(face_path, size)
    canvas = np.pad(_line_ink(rng, text, face, size, condition), size)
    left, top, right, bottom = box = _inked_box(canvas)
    if rng.random() < condition.neighbours:
        _place_neighbours(rng, canvas, neighbours, face, size, right)
    page = compose(rng, _worn(rng, canvas, size, box, condition), condition, size)
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    em_px = float(np.exp(rng.uniform(*np.log(condition.em_px))))
    across, down = em_px / size * (rng.uniform(0.72, 1.25) if rng.random() < 0.3 else 1.0), em_px / size
    if condition.stretched and rng.random() < condition.stretched:
        across *= rng.uniform(*STRETCHES[rng.integers(len(STRETCHES))])
    shape = (max(8, round(page.shape[1] * across)), max(8, round(page.shape[0] * down)))
    page = np.asarray(cv2.resize(page, shape, interpolation=cv2.INTER_AREA if down < 1 else cv2.INTER_CUBIC), np.uint8)
    corners = corners * np.array([across, down], np.float32)
    if rng.random() < condition.warp:
        page, corners = warp(rng, page, corners)
    return _cut(rng, sense(rng, page, condition, em_px), corners, em_px, condition)


def _line_ink(rng: Generator, text: str, face: Typeface, size: int, condition: Condition) -> Grey:
    """The text's ink in the spacing and shapes of the condition."""
    spacing = float(size * rng.uniform(-0.03, 0.18)) if rng.random() < 0.15 else 0.0
    gap = int(rng.choice([1, 1, 1, 1, 1, 1, 2, 3]))
    space = float(rng.uniform(0.65, 1.0)) if gap == 1 and rng.random() < 0.15 else 1.0
    uneven = rng if gap == 1 and condition.uneven and rng.random() < condition.uneven else None
    ink = ink_of(text, face, spacing, gap, space, uneven)
    return reshaped(rng, ink) if condition.reshaped and rng.random() < condition.reshaped else ink


def _place_neighbours(
    rng: Generator, canvas: Grey, neighbours: tuple[str, str, str], face: Typeface, size: int, right: int
) -> None:
    """Puts the lines above and below (in place), and sometimes what goes on beside the ink that ends at `right`."""
    height = canvas.shape[0] - 2 * size
    pitch = int(height * rng.uniform(0.92, 1.5))
    shift = int(rng.uniform(-3, 1) * size)
    place(canvas, ink_of(neighbours[0] * 2, face, 0.0, 1), size + shift, size - pitch)
    place(canvas, ink_of(neighbours[1] * 2, face, 0.0, 1), size + shift, size + pitch)
    if rng.random() < 0.3:
        place(canvas, ink_of(neighbours[2], face, 0.0, 1), right + int(size * rng.uniform(0.45, 1.2)), size)


def _worn(rng: Generator, canvas: Grey, size: int, box: tuple[int, int, int, int], condition: Condition) -> Grey:
    """The ink as the condition's printer and forms leave it: spread, ruled, barred, in dots, faded."""
    left, _, right, _ = box
    if rng.random() < condition.spread:
        canvas = damage.spread_ink(rng, canvas)
    if rng.random() < condition.ruled:
        canvas = damage.ruled(rng, canvas, size, box)
    if condition.barred and rng.random() < condition.barred:
        canvas = damage.barred(rng, canvas, size, (left, right))
    if rng.random() < condition.dot_matrix:
        canvas = damage.dot_matrix(rng, canvas, size)
    if rng.random() < condition.thermal:
        canvas = damage.thermal_fade(rng, canvas)
    return canvas
