"""Stock EasyOCR on torch: the GPU path, and the reference the compiled reader is measured against.

Separate because it imports torch and easyocr, which the serving process must not unless it is told to.
"""

from __future__ import annotations

import contextlib
import io
import logging
import time
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

from ocr.document import Box, PageImage, PageText, Word
from ocr.models import sources
from ocr.reader.detect import CANVAS_ASPECT
from ocr.reader.threads import thread_count
from ocr.settings import Settings

log = logging.getLogger(__name__)


class StockReader:
    """`easyocr.Reader(["en"])` with official, verified weights and no download; with `OCR_RECOGNISER`'s weights."""

    name = "easyocr"

    def __init__(self, settings: Settings) -> None:
        self._canvas = round(settings.max_image_size * CANVAS_ASPECT)
        with _third_party_quiet():
            self._engine = _easyocr_reader(settings)

    def read(self, page: PageImage) -> PageText:
        """Words of the page as EasyOCR's `readtext` groups them, without scores per character; never turned."""
        started = time.perf_counter()
        with _third_party_quiet():
            results = self._engine.readtext(page.pixels, canvas_size=self._canvas)
        height, width = page.pixels.shape[:2]
        words = tuple(_result_to_word(result) for result in results)
        return PageText(page.number, width, height, words, "ocr", time.perf_counter() - started)

    def read_region(self, page: PageImage, box: Box) -> tuple[Word, ...]:
        """The text inside `box` as one word; empty when EasyOCR sees none."""
        left, top, right, bottom = (round(edge) for edge in box)
        with _third_party_quiet():
            results = self._engine.recognize(page.pixels, horizontal_list=[[left, right, top, bottom]], free_list=[])
        return tuple(word for word in (_result_to_word(result) for result in results) if word.text)

    def read_regions(self, page: PageImage, boxes: Sequence[Box]) -> list[tuple[Word, ...]]:
        """As `read_region`, one box after another."""
        return [self.read_region(page, box) for box in boxes]

    def warm(self) -> None:
        """Nothing: torch compiles nothing per shape."""

    def close(self) -> None:
        """Lets the networks go."""
        del self._engine


def _easyocr_reader(settings: Settings) -> Any:
    import torch

    from ocr.models.torchvision_ops import make_torchvision_importable

    make_torchvision_importable()
    import easyocr

    sources.verified(sources.detector("craft").weights)
    sources.verified(sources.recogniser("english_g2").weights)
    easyocr.easyocr.imgH = sources.alone(settings.ocr_recogniser).height  # as EasyOCR does for custom networks
    torch.set_flush_denormal(True)  # CRAFT's tiny activations make some CPUs several times slower
    torch.set_num_threads(thread_count(settings.omp_num_threads))
    engine = easyocr.Reader(
        ["en"],
        gpu=torch.cuda.is_available(),
        model_storage_directory=str(sources.official_folder()),
        download_enabled=False,
        verbose=False,
        quantize=settings.ocr_recogniser == "english_g2",
    )
    if settings.ocr_recogniser != "english_g2":
        _put_trained_network(engine, settings.ocr_recogniser)
    return engine


def _put_trained_network(engine: Any, name: str) -> None:
    """Replaces the recogniser by that of `name`, the wide one of two, which must have english_g2's characters."""
    import torch

    from ocr.models.export import easyocr_network

    trained = sources.alone(name)
    if trained.characters != sources.ENGLISH_G2_CHARACTERS:
        raise ValueError(f"{name} has other characters than EasyOCR's english_g2")
    network = easyocr_network(trained).to(engine.device)
    parallel = isinstance(engine.recognizer, torch.nn.DataParallel)
    engine.recognizer = torch.nn.DataParallel(network) if parallel else network


def _result_to_word(result: Sequence[Any]) -> Word:
    corners, text, confidence = result
    xs, ys = [float(x) for x, _ in corners], [float(y) for _, y in corners]
    return Word(text, Box(min(xs), min(ys), max(xs), max(ys)), float(confidence))


@contextlib.contextmanager
def _third_party_quiet() -> Iterator[None]:
    """EasyOCR prints, and torch warns of its own old calls: neither is for the people who run this."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield
