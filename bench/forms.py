"""Measures the fields read from held-out documents: exact match, silent errors, straight-through rate, calibration.

`python -m bench.forms --split dev` reads documents through the whole pipeline; `--text-only` gives the forms perfect words
instead, which shows what is wrong in the forms alone. `--words FOLDER` keeps what was read, so that a changed grammar is
measured in seconds and an interrupted run goes on. Writes forms-SPLIT.json, .md and .html (failures with their crops)
into `--out`. Failures of `test` are for the report, never for tuning.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import documents, forms_causes, forms_report, forms_score
from bench.documents import Drawn, add_options, spread
from bench.forms_score import Mark
from bench.report import OUT, command
from bench.wording import Split
from bench.words_cache import Pages, WordsCache, reader_key
from ocr.document import Record, Upload
from ocr.forms import find_records
from ocr.pipeline import PageFailed, PageRead, read
from ocr.reader import Reader, open_reader
from ocr.settings import Settings, load_settings

FAILURES_SHOWN = 400

Read = Callable[[Drawn], tuple[tuple[Record, ...], int]]
"""A document's records, and how many of its pages failed."""


@dataclass
class Tally:
    """What was found so far."""

    marks: list[Mark] = field(default_factory=list)
    causes: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    documents: int = 0
    pages: int = 0
    failed_pages: int = 0
    miscounted: int = 0
    wrong_kind: int = 0

    def add(self, index: int, drawn: Drawn, records: Sequence[Record], read: Pages) -> None:
        """Takes in one document, read as `read`."""
        pages, failed = read
        found = forms_score.marks(index, drawn.upload.name, drawn.truth, records)
        self.marks += found
        for mark in (mark for mark in found if not mark.right):
            cause, ink = forms_causes.cause(mark, drawn, pages)
            self.causes[cause] += 1
            if len(self.failures) < FAILURES_SHOWN:
                self.failures.append(forms_report.failure(mark, drawn, cause, ink))
        self.documents += 1
        self.pages += drawn.truth["pages"]
        self.failed_pages += failed
        self.miscounted += len(records) != len(drawn.truth["records"])
        pairs = forms_score.paired(drawn.truth["records"], records)
        self.wrong_kind += sum(
            truth is not None and record is not None and truth["kind"] != record.kind for truth, record in pairs
        )


def from_perfect_words(drawn: Drawn) -> tuple[tuple[Record, ...], int]:
    """The records found in the drawn words, no recogniser between."""
    return find_records(drawn.page_texts), 0


class Pipeline:
    """Reads documents as the product does; the reader is opened for the first document whose words are not kept."""

    def __init__(self, settings: Settings, cache: WordsCache | None) -> None:
        self._settings = settings
        self._cache = cache
        self._reader: Reader | None = None

    def read_pages(self, drawn: Drawn) -> Pages:
        """The words of a document's pages and how many of its pages failed."""
        return self._cache.pages(drawn.upload, self._read) if self._cache else self._read(drawn.upload)

    def read_one(self, drawn: Drawn) -> tuple[tuple[Record, ...], int]:
        """The records of a document and how many of its pages failed."""
        pages, failed = self.read_pages(drawn)
        return find_records(pages), failed

    def close(self) -> None:
        """Closes the reader if one was opened."""
        if self._reader is not None:
            self._reader.close()

    def _read(self, upload: Upload) -> Pages:
        if self._reader is None:
            self._reader = open_reader(self._settings)
        events = list(read(upload, self._reader, self._settings))
        texts = tuple(event.result.text for event in events if isinstance(event, PageRead))
        return texts, sum(isinstance(event, PageFailed) for event in events)


def measure(read_pages: Callable[[Drawn], Pages], split: Split, indices: Sequence[int], seed: int) -> Tally:
    """Reads the documents and takes in what was found; progress on the terminal."""
    tally = Tally()
    for done, index in enumerate(indices, 1):
        drawn = documents.draw(split, index, seed)
        read_as = read_pages(drawn)
        tally.add(index, drawn, find_records(read_as[0]), read_as)
        if done % 10 == 0 or done == len(indices):
            right = sum(mark.right for mark in tally.marks)
            print(
                f"\r{done}/{len(indices)} documents, {right}/{len(tally.marks)} fields",
                end="",
                file=sys.stderr,
                flush=True,
            )
    print(file=sys.stderr)
    return tally


def figures(tally: Tally, seconds: float) -> dict[str, Any]:
    """All figures, ready for JSON."""
    marks = tally.marks
    return {
        "command": command(),
        "documents": tally.documents,
        "pages": tally.pages,
        "seconds": seconds,
        "failed_pages": tally.failed_pages,
        "miscounted": tally.miscounted,
        "wrong_kind": tally.wrong_kind,
        "total": forms_score.shares(marks, lambda mark: "all")["all"],
        "straight_through": forms_score.straight_through(marks),
        "field": forms_score.shares(marks, lambda mark: mark.field),
        "kind": forms_score.shares(marks, lambda mark: mark.kind),
        "condition": forms_score.shares(marks, lambda mark: mark.condition),
        "kind_condition": forms_score.shares(marks, lambda mark: f"{mark.kind}, {mark.condition}"),
        "calibration": forms_score.calibration(marks),
        "causes": tally.causes.most_common(),
        "remaining": forms_report.remaining(marks),
    }


def main() -> None:
    """Measures and writes the three files."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    parser.add_argument("--text-only", action="store_true", help="perfect words instead of a recogniser")
    parser.add_argument("--words", type=Path, help="folder in which the words read are kept; a second run reads none")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    logging.disable(logging.INFO)
    started = time.perf_counter()
    indices = spread(options.limit)
    if options.text_only:
        tally = measure(lambda drawn: (drawn.page_texts, 0), options.split, indices, options.seed)
    else:
        settings = load_settings()
        pipeline = Pipeline(settings, WordsCache(options.words, reader_key(settings)) if options.words else None)
        try:
            tally = measure(pipeline.read_pages, options.split, indices, options.seed)
        finally:
            pipeline.close()
    found = figures(tally, time.perf_counter() - started)
    options.out.mkdir(parents=True, exist_ok=True)
    base = options.out / f"forms-{options.split}{'-text' if options.text_only else ''}"
    base.with_suffix(".json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    base.with_suffix(".md").write_text(forms_report.markdown(found), encoding="utf-8")
    base.with_suffix(".html").write_text(forms_report.failures_page(tally.failures), encoding="utf-8")
    print(forms_report.markdown(found).split("\n## ")[0])
    print(f"{base}.md, .json and .html")


if __name__ == "__main__":
    main()
