"""The words a PDF page carries as text, in pixels of its raster, and whether they look like what is printed.

Separate because a text layer is a claim about the page, not the page: it may be absent, hidden behind a scan,
garbled by a font without a character map, or cover only part of the sheet. Imports document and poppler's tools.
"""

from __future__ import annotations

import subprocess
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import cv2
import numpy as np

from ocr.document import Box, PageImage, Pixels, Word
from ocr.intake.scans import run_poppler

# Same line: centres closer than this many letter heights; a label at half height between two lines of its value is 0.44 from each where
# they stand close. Words one above the other are two lines' from this many on.
_SAME_LINE, _OTHER_LINE = 0.4, 0.25
# Same text box: a gap below this many letter heights; printed word spaces measure 0.25–0.4 of the letter height, gaps between a label
# and its colon or value column 0.9 and more.
_SAME_TEXT_GAP = 0.75
# Letters moved apart for looks (kerning) leave up to 0.2 of a letter's width, word spaces 0.28 and more; poppler cuts
# words at both.
_KERNED_GAP = 0.24
_APOSTROPHES = frozenset("'’")
# Usual widths in em of capitals and of all else, figures included.
_CAPITAL_EM, _LETTER_EM = 0.68, 0.55
# Heights in em: no font claims more than 1.5 itself, but poppler guesses that of Type 3 fonts, as Chromium writes variable ones, by a
# letter's width (Inter: 2.6). Its boxes have their baseline at 0.73 of their height. Fewer letters do not tell how wide a font runs.
_HIGHEST_EM, _LIKELY_EM, _BASELINE, _FEWEST_LETTERS = 2.1, 1.45, 0.73, 8
# Letters of a slanted stamp or watermark, so much taller than the page's print, stand across its lines and join none.
_TALL = 1.8
_MIN_LETTERS = 20
_MIN_SANE_SHARE = 0.98
_MIN_INKED_SHARE = 0.9
_MAX_STRAY_INK_SHARE = 0.6
# Coloured bands are no writing that the layer lacks.
_AREA_IN = 0.15
# A letter's height and greatest width, and its least ink: print of 4 to 20 points.
_LETTER_IN, _LETTER_WIDTH_IN, _LETTER_PX = (0.04, 0.2), 0.25, 9
# So many letters outside the layer are writing of their own. A bank's logo with its address has 22, set large 73, the QR code of a
# receipt 6; receipts pasted as pictures have 320 to 340, a receipt's values alone 170 (docs/decisions/0006).
_MIN_UNREAD_LETTERS = 90
# Ink of a layer's word beyond its box: slanted letters, the dots of anti-aliasing.
_BESIDE_PX = 4


def words_of_page(path: Path, number: int, raster: Pixels, timeout_s: float) -> tuple[Word, ...]:
    """The text layer of page `number` as text boxes in pixels of its `raster`; empty when there is none or it does not parse."""
    try:
        pages = ["-f", str(number), "-l", str(number)]
        output = run_poppler(["pdftotext", *pages, "-cropbox", "-bbox", str(path), "-"], timeout_s)
        page = next(element for element in ElementTree.fromstring(output).iter() if element.tag.endswith("}page"))  # noqa: S314 - poppler's own output, no entities
    except (OSError, subprocess.SubprocessError, ElementTree.ParseError, StopIteration):
        return ()
    height, width = raster.shape[:2]
    scale_x, scale_y = width / float(page.attrib["width"]), height / float(page.attrib["height"])
    tokens = [_word(element, scale_x, scale_y) for element in page if element.text and element.text.strip()]
    return _tokens_to_text_boxes(tokens)


def layer_matches_ink(page: PageImage) -> bool:
    """Whether the text layer of `page` can be what is printed, by characters and pixels alone.

    False for too little text, garbled characters, words where nothing is printed (hidden or shifted layers),
    and pages whose ink lies mostly outside the words.
    """
    text = "".join(word.text for word in page.text_layer)
    letters = [char for char in text if not char.isspace()]
    if len(letters) < _MIN_LETTERS:
        return False
    if sum(map(_is_sane, letters)) / len(letters) < _MIN_SANE_SHARE:
        return False
    ink = _ink_mask(page)
    boxes = [_clip(word.box, ink.shape[1], ink.shape[0]) for word in page.text_layer]
    inked = [bool(ink[top:bottom, left:right].any()) for left, top, right, bottom in boxes]
    if sum(inked) / len(inked) < _MIN_INKED_SHARE:
        return False
    ink &= ~_areas(ink, page.dpi)
    total = int(ink.sum())
    for left, top, right, bottom in boxes:
        ink[top:bottom, left:right] = False
    return int(ink.sum()) <= _MAX_STRAY_INK_SHARE * total


def without_layer(page: PageImage) -> PageImage | None:
    """`page` with the words of its layer painted over, where what is left bears writing, such as a receipt pasted as a picture; else None."""
    ink = _ink_mask(page)
    ink &= ~_areas(ink, page.dpi)
    height, width = ink.shape
    boxes = (_clip(word.box, width, height) for word in page.text_layer)
    layer = [
        np.s_[max(0, top - _BESIDE_PX) : bottom + _BESIDE_PX, max(0, left - _BESIDE_PX) : right + _BESIDE_PX]
        for left, top, right, bottom in boxes
    ]
    for own in layer:
        ink[own] = False
    if _letters(ink, page.dpi) < _MIN_UNREAD_LETTERS:
        return None
    pixels, paper = page.pixels.copy(), np.median(page.pixels, axis=(0, 1)).astype(np.uint8)
    for own in layer:
        pixels[own] = paper
    return replace(page, pixels=pixels, text_layer=())


def _letters(ink: np.ndarray[tuple[int, int], np.dtype[np.bool_]], dpi: int) -> int:
    """How many pieces of ink are of a letter's size."""
    _, _, found, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    width, height, area = (found[1:, column] for column in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    low, high = (side * dpi for side in _LETTER_IN)
    return int(((height > low) & (height < high) & (width < _LETTER_WIDTH_IN * dpi) & (area >= _LETTER_PX)).sum())


def _word(element: ElementTree.Element, scale_x: float, scale_y: float) -> Word:
    left, top, right, bottom = (float(element.attrib[name]) for name in ("xMin", "yMin", "xMax", "yMax"))
    text = unicodedata.normalize("NFKC", element.text or "").strip()
    return Word(text, Box(left * scale_x, top * scale_y, right * scale_x, bottom * scale_y), 1.0)


def _tokens_to_text_boxes(tokens: list[Word]) -> tuple[Word, ...]:
    """Tokens joined to the text boxes an OCR engine would give: words of one line without a wide gap."""
    tokens = _with_likely_heights(tokens)
    lines: list[list[Word]] = []
    tall = _TALL * float(np.median([word.box.height for word in tokens])) if tokens else 0.0
    for token in sorted(tokens, key=lambda word: (word.box.height > tall, word.box.middle[1], word.box.left)):
        line = next((line for line in reversed(lines[-8:]) if _stands_on(line, token.box, tall)), None)
        if line is None:
            lines.append([token])
        else:
            line.append(token)
    boxes: list[Word] = []
    for line in lines:
        line.sort(key=lambda word: word.box.left)
        current = line[0]
        for token in line[1:]:
            height = min(current.box.height, token.box.height)
            if token.box.left - current.box.right <= _SAME_TEXT_GAP * height:
                space = "" if _is_kerned(current, token) else " "
                current = Word(f"{current.text}{space}{token.text}", current.box.union(token.box), 1.0)
            else:
                boxes.append(current)
                current = token
        boxes.append(current)
    return tuple(boxes)


def _with_likely_heights(tokens: Sequence[Word]) -> list[Word]:
    """`tokens`, those of a font much too high for its widths as high as they can be: they reach over the lines above and below."""
    fonts: dict[float, list[Word]] = defaultdict(list)
    for token in tokens:
        fonts[round(token.box.height, 1)].append(token)
    likely = {height: min(height, _likely_height(words, height)) for height, words in fonts.items()}
    return [replace(token, box=_around_baseline(token.box, likely[round(token.box.height, 1)])) for token in tokens]


def _likely_height(words: Sequence[Word], height: float) -> float:
    """The height of a font of `words` that claims `height`: its own, or less where its letters are too narrow for that."""
    text = "".join(word.text for word in words)
    wide = sum(_CAPITAL_EM if char.isupper() else _LETTER_EM for char in text)
    em = sum(word.box.width for word in words) / wide
    return _LIKELY_EM * em if len(text) >= _FEWEST_LETTERS and height > _HIGHEST_EM * em else height


def _around_baseline(box: Box, height: float) -> Box:
    """`box` with another height, its baseline where it was."""
    baseline = box.top + _BASELINE * box.height
    return box._replace(top=baseline - _BASELINE * height, bottom=baseline + (1 - _BASELINE) * height)


def _is_kerned(before: Word, after: Word) -> bool:
    """Whether two pieces are letters of one word that the font's kerning set apart, an apostrophe among them or not."""
    gap = after.box.left - before.box.right
    letter = (before.box.width + after.box.width) / (len(before.text) + len(after.text))
    lettered = all(char.isalpha() or char in _APOSTROPHES for char in (before.text[-1], after.text[0]))
    return lettered and gap < _KERNED_GAP * letter


def _stands_on(line: Sequence[Word], box: Box, tall: float) -> bool:
    """Whether `box` goes on with `line`: at the height of its last word, beneath none of its words."""
    last = line[-1].box
    if (last.height > tall) != (box.height > tall):
        return False
    if abs(last.middle[1] - box.middle[1]) >= _SAME_LINE * min(last.height, box.height):
        return False
    return not any(_is_beneath(box, word.box) for word in line)


def _is_beneath(box: Box, other: Box) -> bool:
    """Whether the boxes stand over the same stretch of a line, at different heights."""
    shared = min(box.right, other.right) - max(box.left, other.left)
    lower = abs(box.middle[1] - other.middle[1]) > _OTHER_LINE * min(box.height, other.height)
    return lower and shared > 0.5 * min(box.width, other.width)


def _is_sane(char: str) -> bool:
    return char != "\ufffd" and unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cn", "Cs")


def _ink_mask(page: PageImage) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    grey = cv2.cvtColor(page.pixels, cv2.COLOR_RGB2GRAY)
    paper = int(np.median(grey))
    return np.abs(grey.astype(np.int16) - paper) > 48


def _areas(
    ink: np.ndarray[tuple[int, int], np.dtype[np.bool_]], dpi: int
) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Coloured areas in the ink, such as a bank's letterhead: wider and higher than any letter of small print."""
    side = max(3, int(_AREA_IN * dpi))
    return cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_OPEN, np.ones((side, side), np.uint8)).astype(bool)


def _clip(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    left, top = max(0, int(box.left)), max(0, int(box.top))
    return left, top, min(width, int(np.ceil(box.right))), min(height, int(np.ceil(box.bottom)))
