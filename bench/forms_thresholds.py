"""Measures what the chief threshold of `ocr.forms.doubt` costs: silent errors against documents straight through.

`python -m bench.forms_thresholds --words FOLDER` takes the words that `bench.forms --split dev --words FOLDER` kept, so that
each threshold costs seconds; documents without kept words are read first. Separate because nothing here is a product figure.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

from bench import documents, forms_score
from bench.documents import SEED, Drawn
from bench.forms import Pipeline, spread
from bench.forms_score import Mark
from bench.words_cache import WordsCache, reader_key
from ocr.settings import load_settings

TRIED = (0.3, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99)
"""Chances that all characters of a value with nothing to support it are right."""
SUPPORTED = 0.75
"""The threshold of supported values, lowered where the one tried is below it."""


def marks_at(threshold: float, drawn: Sequence[tuple[int, Drawn]], pipeline: Pipeline) -> list[Mark]:
    """The marks of all documents at one threshold."""
    with (
        mock.patch("ocr.forms.doubt._SURE_VALUE", threshold),
        mock.patch("ocr.forms.doubt._SURE_SUPPORTED", min(SUPPORTED, threshold)),
    ):
        return [
            mark
            for index, one in drawn
            for mark in forms_score.marks(index, one.upload.name, one.truth, pipeline.read_one(one)[0])
        ]


def row(threshold: float, marks: Sequence[Mark]) -> str:
    """One row of the table."""
    total, clean = forms_score.shares(marks, lambda mark: "all")["all"], forms_score.straight_through(marks)
    return (
        f"| {threshold:g} | {total['silent']:.0f} | {total['silent_rate']:.3%} | {total['marked']:.2%} "
        f"| {clean['rate']:.1%} | {clean['with_an_error']:.0f} |"
    )


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=Path, required=True, help="folder in which the words read are kept")
    parser.add_argument("--limit", type=int, default=120)
    options = parser.parse_args()
    logging.disable(logging.INFO)
    settings = load_settings()
    pipeline = Pipeline(settings, WordsCache(options.words, reader_key(settings)))
    drawn = [(index, documents.draw("dev", index, SEED)) for index in spread(options.limit)]
    print("| threshold | silent | silent rate | marked | clean straight through | of these with an error |")
    print("|---:|---:|---:|---:|---:|---:|")
    try:
        for threshold in TRIED:
            print(row(threshold, marks_at(threshold, drawn, pipeline)), flush=True)
    finally:
        pipeline.close()


if __name__ == "__main__":
    main()
