"""What this reader really misreads: which character for which, how surely, and whether it had considered the true one.

    nice python -m bench.slips

Reads damaged held-out documents of `dev` and keeps every wrong character of values that have the true length. Writes
docs/bench/misreadings.json, from which `bench.review` plants its errors.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Iterator
from typing import Any, NamedTuple

from bench import ROOT, documents
from bench.documents import CLEAN
from bench.forms_score import paired
from bench.reading import product_reading
from bench.report import command
from ocr.document import Record

COUNTED = ROOT / "docs" / "bench" / "misreadings.json"
DOCUMENTS = 110


class Slip(NamedTuple):
    """One wrong character."""

    field: str
    true: str
    read: str
    confidence: float
    offered: bool


def slips_of(truth: dict[str, Any], record: Record) -> Iterator[Slip]:
    """The wrong characters of a record's values, one for one."""
    for name, item in record.fields.items():
        true, value = truth["fields"][name], item.value
        chars = [char for char in item.chars if char.text.isalnum()]
        if true and value and true != value and len(true) == len(value) == len(chars):
            for wanted, char in zip(true, chars, strict=True):
                if wanted != char.text:
                    offered = any(other == wanted for other, _ in char.alternatives)
                    yield Slip(name, wanted, char.text, round(char.confidence, 3), offered)


def counted() -> list[Slip]:
    """The slips that were counted last."""
    return [Slip(*item) for item in json.loads(COUNTED.read_text(encoding="utf-8"))["misreadings"]]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    options = parser.parse_args()
    logging.disable(logging.INFO)
    damaged = [n for n in range(documents.COUNT) if documents.plan("dev", n).condition not in CLEAN]
    found: list[Slip] = []
    with product_reading() as read_one:
        for index in damaged[: options.documents]:
            drawn = documents.draw("dev", index)
            for truth, record in paired(drawn.truth["records"], read_one(drawn)[0]):
                if truth and record:
                    found += slips_of(truth, record)
    told = {
        "command": command(),
        "documents": options.documents,
        "misreadings": sorted(found),
    }
    COUNTED.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(f"{len(found)} wrong characters in {options.documents} documents: {COUNTED}")


if __name__ == "__main__":
    main()
