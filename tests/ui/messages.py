"""Every message that stands in the code. Babel's extractor does not look into f-strings; the syntax tree does."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SINGLE = {"t", "_t", "translate", "_"}


@cache
def extracted() -> dict[str | tuple[str, ...], set[str]]:
    """Message id, or (one, many) → files that use it."""
    found: dict[str | tuple[str, ...], set[str]] = defaultdict(set)
    for folder in ("ocr", "pages"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                message = _message(node)
                if message:
                    found[message].add(str(path.relative_to(ROOT)))
    return dict(found)


def _message(node: ast.AST) -> str | tuple[str, ...] | None:
    if not isinstance(node, ast.Call):
        return None
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if name in SINGLE and len(texts) == 1:
        return texts[0]
    return tuple(texts) if name == "ngettext" and len(texts) == 2 else None
