"""Real documents that are published with their readings: invoices, receipts, cards and forms, read by every engine.

`pip download --no-deps --no-binary :all: --dest out azure-ai-formrecognizer==3.2.0`, then `python -m bench.published`. That source archive (MIT licence)
holds the documents with which the client of Azure's Form Recognizer is tested, and what the service read on them. Nothing of it is
kept here. Writes out/bench/published.md. Separate from the drawn benchmarks, whose truth is known; here another reader's word is taken for it.
"""

import argparse
import base64
import hashlib
import json
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench.accuracy_pages import measure_words
from bench.marks import table
from bench.page_engines import add_options
from bench.report import command, write_report
from ocr.document import Upload
from ocr.intake import open_document
from ocr.reader.ink import grey_of
from ocr.settings import load_settings
from training.pages import Grey
from training.strings import CHARACTERS

ARCHIVE = Path("out/azure-ai-formrecognizer-3.2.0.zip")
SHA256 = "919ea926b4abdbcafb0c2bb68d50d21ab19976ed5a1433bf3904aa842748a6c5"

DOCUMENTS = {
    "0d90bc6a": "invoice a.pdf",
    "12876f0c": "receipt, photo.jpg",
    "15a7b6b0": "driving licence, small.jpg",
    "1ad2e0fa": "card payment form.pdf",
    "2c4d0eb6": "invoice b.tif",
    "5f8837e2": "business card, slanting photo.jpg",
    "605126a7": "invoice of single letters.pdf",
    "6ce0639b": "invoice c.jpg",
    "6e70885c": "business cards.pdf",
    "8ab7ba43": "tax slip, needle print.png",
    "a001308d": "receipts.pdf",
    "a602c504": "purchase order.jpg",
    "bcbbdb42": "passport, tiny.jpg",
    "da5633b8": "sales table.pdf",
}
"""The documents of the archive that bear Latin print, by the start of their SHA-1."""


class Published(NamedTuple):
    """A page of a document as the product rasterises it, and the words that it bears, as they were published or typed off."""

    name: str
    page: Grey
    words: tuple[str, ...]


def recorded(archive: Path) -> Iterator[tuple[str, bytes, dict[int, tuple[str, ...]]]]:
    """(name, bytes, words by page number) of every document, from the recorded requests and answers of the client's tests."""
    if hashlib.sha256(archive.read_bytes()).hexdigest() != SHA256:
        raise SystemExit(
            f"{archive}: not the source archive of azure-ai-formrecognizer 3.2.0; download it as the module says"
        )
    seen: dict[str, tuple[bytes, dict[int, tuple[str, ...]]]] = {}
    with zipfile.ZipFile(archive) as files:
        for name in sorted(name for name in files.namelist() if "/recordings/" in name and name.endswith(".json")):
            sent = None
            for exchange in json.loads(files.read(name))["Entries"]:
                body, answer = exchange.get("RequestBody"), exchange.get("ResponseBody")
                if isinstance(body, str) and len(body) > 5000:
                    content = base64.b64decode(body)
                    sent = hashlib.sha1(content, usedforsecurity=False).hexdigest()[:8]
                    seen.setdefault(sent, (content, {}))
                if sent in DOCUMENTS and isinstance(answer, dict) and answer.get("status") == "succeeded":
                    seen[sent][1].update(_words(answer["analyzeResult"]))
    return ((name, *seen[digest]) for digest, name in DOCUMENTS.items())


def _words(result: dict[str, Any]) -> dict[int, tuple[str, ...]]:
    """Words by page number of an answer of either version of the service; only pages with words."""
    if "readResults" in result:
        pages = {
            page["page"]: [word["text"] for line in page.get("lines", ()) for word in line["words"]]
            for page in result["readResults"]
        }
    else:
        pages = {page["pageNumber"]: [word["content"] for word in page.get("words", ())] for page in result["pages"]}
    return {number: tuple(words) for number, words in pages.items() if words}


def published(archive: Path) -> list[Published]:
    """Every page with words; of these only what has a letter or figure and no character that the recogniser does not know."""
    pages = []
    for name, content, texts in recorded(archive):
        document = open_document(Upload(name, content), load_settings())
        for number, texts_of_page in sorted(texts.items()):
            words = tuple(
                word for word in texts_of_page if any(map(str.isalnum, word)) and set(word) <= set(CHARACTERS)
            )
            pages.append(Published(name, grey_of(document.page(number).pixels), words))
    return pages


def report(pages: Sequence[Published], names: Sequence[str]) -> str:
    """The measure as Markdown."""
    results = measure_words([(one.name.rpartition(".")[0], one.page, one.words) for one in pages], names)
    return "\n".join(
        [
            "# Published documents",
            "",
            f"Made by `{command()}`: {len(pages)} pages of {len(DOCUMENTS)} real documents from the tests of Azure's Form Recognizer client, every engine with",
            "its own detection on the product's own raster. Percent of the words that Azure read which the engine read as words too, upper and",
            "lower case, marks and all. Azure errs as well, on the passport and the tax slip above all, and reads handwriting, so nobody reaches",
            "100 %. These documents were looked at when 0213 was made: they are development, not held out.",
            "",
            table("all words", "total", results),
            table("document", "condition", results),
        ]
    )


def main() -> None:
    """Measures and writes the report."""
    parser = argparse.ArgumentParser(prog="python -m bench.published")
    parser.add_argument("--archive", type=Path, default=ARCHIVE)
    add_options(parser, "published.md")
    arguments = parser.parse_args()
    write_report(arguments.out, report(published(arguments.archive), arguments.engines))


if __name__ == "__main__":
    main()
