"""Values found and read on drawn pages: the part of bench.accuracy where every engine also detects the text.

Separate because a page has no given crops: what an engine read where a value stands is compared with the value. Pages
are drawn in the test split's typefaces, words and seeds.
"""

import random
import time
from collections import Counter
from collections.abc import Sequence

from bench.marks import Marks, new_marks
from bench.page_engines import Found, page_engine
from training.draw import CONDITIONS
from training.evaluate import SEEDS
from training.pages import Grey, Piece, drawn_page

VALUES = ("ntpn", "ntb", "stan", "billing", "npwp", "kap_kjs", "masa", "date", "amount", "name", "terbilang")
"""The kinds that are scored; the rest of a page is there to be in the way."""

DrawnPage = tuple[str, Grey, list[Piece]]


def drawn_pages(per_condition: int) -> list[DrawnPage]:
    """(condition, page, pieces) of so many pages per condition, in mixed order."""
    pages = [
        (name, *drawn_page((SEEDS["test"], number, index, 2), "test", condition))
        for number, (name, condition) in enumerate(CONDITIONS.items())
        for index in range(per_condition)
    ]
    random.Random(0).shuffle(pages)
    return pages


def read_at(piece: Piece, found: Found) -> str:
    """What was read where the piece stands: the texts on its row that overlap it, left to right, without spaces."""
    (left, top), (right, bottom) = piece.corners.min(axis=0), piece.corners.max(axis=0)
    middle = (top + bottom) / 2
    there = [
        (box.left, text)
        for text, box in found
        if box.top < middle < box.bottom and min(right, box.right) - max(left, box.left) > 0.1 * (bottom - top)
    ]
    return "".join(text for _, text in sorted(there)).replace(" ", "")


def measure_pages(
    pages: Sequence[DrawnPage], names: Sequence[str], kinds: Sequence[str] = VALUES
) -> tuple[dict[str, Marks], dict[str, float]]:
    """Marks by condition and kind, and seconds per page, of every engine; what is of `kinds` counts when it is read whole where it stands."""
    results, speed = {}, {}
    for name in names:
        engine, found = page_engine(name), new_marks()
        spent = 0.0
        for condition, page, pieces in pages:
            began = time.perf_counter()
            words = engine.read(page)
            spent += time.perf_counter() - began
            for piece in pieces:
                if piece.kind in kinds:
                    right = piece.text.replace(" ", "") in read_at(piece, words)
                    found["condition"][condition].append(right)
                    found["kind"][piece.kind].append(right)
                    found["total"]["all"].append(right)
                    if piece.kind == "ntpn":
                        found["ntpn"][condition].append(right)
        results[name], speed[name] = found, spent / max(1, len(pages))
    return results, speed


def measure_words(pages: Sequence[tuple[str, Grey, Sequence[str]]], names: Sequence[str]) -> dict[str, Marks]:
    """Marks of every engine on pages (condition, page, words), wherever on its page a word was read."""
    results = {}
    for name in names:
        engine, results[name] = page_engine(name), new_marks()
        for condition, page, words in pages:
            marks = words_found(words, " ".join(text for text, _ in engine.read(page)))
            results[name]["condition"][condition].extend(marks)
            results[name]["total"]["all"].extend(marks)
    return results


def words_found(words: Sequence[str], read: str) -> list[bool]:
    """For each of `words` whether it is among the words of `read`, each of which counts once."""
    left = Counter(read.split())
    marks = []
    for word in words:
        marks.append(left[word] > 0)
        left[word] -= marks[-1]
    return marks
