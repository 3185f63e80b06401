"""The way through the house: upload → pages → words → records, one event at a time.

Separate because the web page, the REST endpoint, the command line and the benchmarks all call these same verbs.
May import intake, reader and forms.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2

from ocr.document import UNKNOWN, PageImage, PageText, Pixels, Record, Stages, Upload, Word
from ocr.errors import EngineFailed, OcrError
from ocr.forms import find_records
from ocr.intake import Document, open_document
from ocr.intake.proof import proved, words_to_prove
from ocr.intake.textlayer import layer_matches_ink, without_layer
from ocr.reader import Reader
from ocr.reader.turn import turned
from ocr.settings import Settings

log = logging.getLogger(__name__)

PREVIEW_QUALITY = 82


@dataclass(frozen=True, slots=True)
class PageResult:
    """What one page gave: its words, and its picture, whose pixels are the coordinates of every box."""

    text: PageText
    preview_jpeg: bytes
    stages: Stages = UNKNOWN


@dataclass(frozen=True, slots=True)
class PageStarted:
    """Reading of page `number` of `total` began."""

    number: int
    total: int


@dataclass(frozen=True, slots=True)
class PageRead:
    """Page `number` was read."""

    number: int
    result: PageResult


@dataclass(frozen=True, slots=True)
class PageFailed:
    """Page `number` could not be read; the others go on."""

    number: int
    error: OcrError


@dataclass(frozen=True, slots=True)
class RecordsFound:
    """The proofs found in all pages read so far; the last event of a file holds the final ones."""

    records: tuple[Record, ...]


Event = PageStarted | PageRead | PageFailed | RecordsFound


def read(upload: Upload, reader: Reader, settings: Settings) -> Iterator[Event]:
    """Events of one file: started and read or failed for every page, the records after each page read.

    Raises an InputError before the first event when the file may not come in.
    """
    document = open_document(upload, settings)
    log.info("🚀 Starting processing for file %s", upload.name)
    texts: list[PageText] = []
    for number in range(1, document.page_count + 1):
        yield PageStarted(number, document.page_count)
        try:
            result = _read_document_page(document, number, reader)
        except OcrError as error:
            yield PageFailed(number, error)
            continue
        texts.append(result.text)
        yield PageRead(number, result)
        yield RecordsFound(find_records(texts))
    if not texts:
        yield RecordsFound(())
    log.info("🎉 Processing completed %s", upload.name)


def read_page(upload: Upload, number: int, reader: Reader, settings: Settings) -> PageResult:
    """Page `number` of `upload` read; raises an OcrError that names the page."""
    return _read_document_page(open_document(upload, settings), number, reader)


def _read_document_page(document: Document, number: int, reader: Reader) -> PageResult:
    started = time.perf_counter()
    try:
        page = document.page(number)
        drawn = time.perf_counter()
        text = _text_of_page(page, reader)
    except (RuntimeError, MemoryError, cv2.error) as error:
        # The networks' runtimes raise RuntimeError for everything: one page's trouble must stay that page's.
        log.exception("page %d failed", number)
        raise EngineFailed(page=number, reason=type(error).__name__) from error
    read_s = time.perf_counter() - drawn
    preview = _jpeg(turned(page.pixels, text.turned_deg))
    seconds = time.perf_counter() - started
    log.info("✅ Page %d processed in %.2fs", number, seconds)
    return PageResult(replace(text, seconds=seconds), preview, Stages(drawn - started, read_s, 0.0))


def _text_of_page(page: PageImage, reader: Reader) -> PageText:
    words = _proved_layer(page, reader)
    if words is None:
        return reader.read(page)
    height, width = page.pixels.shape[:2]
    rest = without_layer(page)
    if rest is None:
        return PageText(page.number, width, height, words, "text", seconds=0.0)
    beside = reader.read(rest)
    if beside.turned_deg:
        return reader.read(page)
    # No slope: what leans on a pasted picture is not how the page's own rows run.
    return PageText(page.number, width, height, _from_above((*words, *beside.words)), "ocr", seconds=0.0)


def _from_above(words: Sequence[Word]) -> tuple[Word, ...]:
    return tuple(sorted(words, key=lambda word: (word.box.middle[1], word.box.left)))


def _proved_layer(page: PageImage, reader: Reader) -> tuple[Word, ...] | None:
    """The page's own words, doubted where the ink does not bear them out; None where it says something else (docs/decisions/0006)."""
    if not layer_matches_ink(page):
        return None
    asked = words_to_prove(page.text_layer)
    if not asked:
        return None
    said = reader.read_regions(page, [word.box for word in asked])
    weighed = [proved(word, ink) for word, ink in zip(asked, said, strict=True)]
    borne_out = [word for word in weighed if word is not None]
    if len(borne_out) < len(weighed):
        log.info("page %d: %d words of its text are not what is printed", page.number, len(weighed) - len(borne_out))
        return None
    by_place = {word.box: word for word in borne_out}
    return tuple(by_place.get(word.box, word) for word in page.text_layer)


def _jpeg(pixels: Pixels) -> bytes:
    done, data = cv2.imencode(
        ".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, PREVIEW_QUALITY]
    )
    if not done:
        raise RuntimeError("the preview could not be encoded")
    return data.tobytes()
