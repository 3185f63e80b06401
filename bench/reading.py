"""Drawn documents read as the product reads them, for benches that count something other than `bench.forms`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bench.documents import Drawn
from bench.forms import Read
from ocr.document import Record
from ocr.pipeline import PageFailed, RecordsFound, read
from ocr.reader import open_reader
from ocr.settings import load_settings


@contextmanager
def product_reading() -> Iterator[Read]:
    """A function from a document to its records and how many of its pages failed; the reader closes at the end."""
    settings = load_settings()
    reader = open_reader(settings)

    def read_one(drawn: Drawn) -> tuple[tuple[Record, ...], int]:
        events = list(read(drawn.upload, reader, settings))
        records = next((event.records for event in events if isinstance(event, RecordsFound)), ())
        return records, sum(isinstance(event, PageFailed) for event in events)

    try:
        yield read_one
    finally:
        reader.close()
