"""A page's pixels → its words: one protocol, two backends.

Separate so that nothing else knows which engine reads. Imports document, errors, settings and models; the backend's
heavy libraries are loaded by `open_reader`, not by importing this package.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from ocr.document import Box, PageImage, PageText, Word
from ocr.memory import give_memory_back
from ocr.settings import Settings

__all__ = ["Reader", "open_reader", "open_warm_reader"]

log = logging.getLogger(__name__)


class Reader(Protocol):
    """Reads pages; keeps its networks warm until closed. Not thread-safe: one page at a time."""

    name: str

    def read(self, page: PageImage) -> PageText:
        """Words of the page in reading order; boxes in pixels of the page turned upright (`turned_deg`)."""

    def read_region(self, page: PageImage, box: Box) -> tuple[Word, ...]:
        """Words inside `box`, a rectangle of `page` as given (not turned), read anew as one line of text."""

    def read_regions(self, page: PageImage, boxes: Sequence[Box]) -> list[tuple[Word, ...]]:
        """As `read_region`, of many boxes in little more time than of a few."""

    def close(self) -> None:
        """Lets the networks go; the reader cannot be used afterwards."""


class _Backend(Reader, Protocol):
    def warm(self) -> None: ...


def open_reader(settings: Settings) -> Reader:
    """A reader of `settings.ocr_backend`; ModelMissing or ModelTampered when its networks are not genuine.

    The three log lines are a contract with operators' searches: their texts stay.
    """
    return _opened(settings)


def open_warm_reader(settings: Settings) -> Reader:
    """As `open_reader`, after its networks have run once in all their shapes: what a worker serves with."""
    give_memory_back()  # before OpenVINO's threads start
    reader = _opened(settings)
    reader.warm()
    return reader


def _opened(settings: Settings) -> _Backend:
    backend = _backend(settings)
    log.info("📦 EasyOCR module loaded")
    log.info("🔄 Memulai inisialisasi EasyOCR Reader")
    reader = backend(settings)
    log.info("✅ EasyOCR Reader berhasil diinisialisasi")
    return reader


def _backend(settings: Settings) -> Callable[[Settings], _Backend]:
    if settings.ocr_backend == "easyocr":
        from ocr.reader.stock import StockReader

        return StockReader
    from ocr.reader.compiled import CompiledReader

    return CompiledReader
