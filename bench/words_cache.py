"""Keeps the words read from a document on disk, so that the forms can be measured again in seconds.

Separate because it must never answer with words of another recogniser: a file's name is a hash over the document's bytes,
the networks' own hashes, the language's and the source of the reader. A new network or a changed reader reads anew; an interrupted run goes on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ocr import intake as intake_package
from ocr import models
from ocr import reader as reader_package
from ocr.document import PageText, Upload, page_text_from_dict, page_text_to_dict
from ocr.settings import Settings

Pages = tuple[tuple[PageText, ...], int]
"""A document's pages, and how many of its pages failed."""


def reader_key(settings: Settings) -> str:
    """A hash of everything that reads: networks, language, backend, precision and the source of the reader and of what draws pages for it."""
    folders = [Path(package.__file__).parent for package in (reader_package, intake_package)]
    parts = [f"{card.name} {card.sha256}" for card in models.manifest(settings.ocr_model_cache, settings.networks)]
    parts += [
        hashlib.sha256(path.read_bytes()).hexdigest() for folder in folders for path in sorted(folder.rglob("*.py"))
    ]
    parts += [
        models.sources.language().sha256,
        settings.ocr_backend,
        str(settings.ocr_dpi),
        str(settings.max_image_size),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class WordsCache:
    """Words by document and reader; `key` names the reader."""

    folder: Path
    key: str

    def pages(self, upload: Upload, read: Callable[[Upload], Pages]) -> Pages:
        """The pages of `upload` from disk, else those that `read` gives, which are then kept."""
        path = self.folder / (hashlib.sha256(f"{upload.sha256}{self.key}".encode()).hexdigest() + ".json")
        if path.is_file():
            data = json.loads(path.read_text(encoding="utf-8"))
            return tuple(page_text_from_dict(page) for page in data["pages"]), data["failed"]
        pages, failed = read(upload)
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".part")
        fresh.write_text(json.dumps({"pages": [page_text_to_dict(p) for p in pages], "failed": failed}), "utf-8")
        fresh.replace(path)
        return pages, failed
