"""What a worker would read with, in one short text: equal on two machines only if their pages come out alike.

Separate because both sides compute it, each from its own files. May import models and settings.
"""

from __future__ import annotations

import hashlib
import json

from ocr import __version__
from ocr.errors import ModelMissing
from ocr.models import manifest
from ocr.models.sources import language
from ocr.settings import Settings

READER = "ocr.reader:open_warm_reader"
"""Where the product's reader comes from, as "module:function" of the settings."""

# Two workers that differ in one of these would give the same page different boxes, or take different files.
READING_SETTINGS = (
    "ocr_backend",
    "ocr_detector",
    "ocr_recogniser",
    "ocr_dpi",
    "max_image_size",
    "max_pages_per_pdf",
    "max_content_length",
)


def fingerprint(settings: Settings, reader: str) -> str:
    """16 hex digits over version, reader, models (name and hash) and the settings that change what is read."""
    parts = {
        "version": __version__,
        "reader": reader,
        "models": _models(settings) if reader == READER else [],
        "settings": {name: getattr(settings, name) for name in READING_SETTINGS},
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def _models(settings: Settings) -> list[list[str]]:
    """Names and hashes of the networks and the language; none while they are missing, which the reader then reports itself."""
    try:
        networks = [[entry.name, entry.sha256] for entry in manifest(settings.ocr_model_cache, settings.networks)]
        return sorted([*networks, [language().name, language().sha256]])
    except ModelMissing:
        return []
