"""Every message that stands in the code, found by Babel's Python extractor."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from babel.messages.extract import extract_from_file

ROOT = Path(__file__).parents[2]
KEYWORDS = {"t": None, "_t": None, "ngettext": (1, 2), "translate": None, "_": None}


def extracted() -> dict[str | tuple[str, ...], set[str]]:
    """Message id → files that use it."""
    found: dict[str | tuple[str, ...], set[str]] = defaultdict(set)
    for folder in ("ocr", "pages"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for _, message, _, _ in extract_from_file("python", path, keywords=KEYWORDS):
                found[message].add(str(path.relative_to(ROOT)))
    return dict(found)
