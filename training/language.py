"""Counts the language model of the reader on drawn texts: `python -m training.language` writes ocr/models/weights/language.npz.

Separate because it draws texts, not pictures. Texts are those of training, of its words alone: no general word of validation and test is
counted (`splits.py`). What the tables mean: `ocr/reader/language.py`.
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr.models.sources import file_sha256
from ocr.reader.language import END, PARTS_OF_NAT, SHAPES, SHAPES_BEFORE, SYMBOLS, row_of, shapes_of
from training.export import WEIGHTS_FOLDER, write_card
from training.strings import text

SEED, LINES = 5, 1_500_000
LONGEST = 5
"""Characters before another that decide about it."""

SHARES = {
    "receipt": 30,
    "sentence": 20,
    "name": 12,
    "address": 8,
    "label": 8,
    "word": 8,
    "date": 6,
    "amount": 6,
    "pair": 6,
    "terbilang": 5,
    "ntpn": 3,
    "npwp": 3,
    "masa": 3,
    "ntb": 2,
    "billing": 2,
    "kap_kjs": 2,
    "mixture": 2,
    "punctuation": 2,
    "stan": 1,
}
"""Kinds of the texts counted: more general print than training draws, in which there is more to foresee."""

LEAST_SEEN = (1, 1, 1, 3, 5, 7)
"""How often a row of one, two … symbols must have been seen to be kept: what was seen less tells nothing and takes most of the room."""

CASE_DOUBT = 3.0
"""Letters added to each count of capitals, half of them capitals."""

Rows = Counter[str]


def lines(seed: int, count: int) -> Iterator[str]:
    """Training texts without end of pictures: the seed decides all of them."""
    rng = random.Random(seed)
    for kind in rng.choices(list(SHARES), weights=list(SHARES.values()), k=count):
        yield text(rng, "train", (kind,))[1]


def counted(texts: Iterable[str]) -> tuple[list[Rows], NDArray[np.float32]]:
    """How often every row of up to LONGEST + 1 symbols occurs, and how often a letter is a capital behind every row of shapes."""
    rows: list[Rows] = [Counter() for _ in range(LONGEST + 1)]
    cases = np.full((len(SHAPES) ** SHAPES_BEFORE, 2), CASE_DOUBT / 2)
    for line in texts:
        folded = END + "".join("0" if char.isdigit() else char.lower() for char in line) + END
        for length, seen in enumerate(rows):
            seen.update(folded[end - length : end + 1] for end in range(max(1, length), len(folded)))
        for place, char in enumerate(line):
            if char.isalpha():
                cases[shapes_of(line[max(0, place - SHAPES_BEFORE) : place]), int(char.isupper())] += 1
    rows[0].update(SYMBOLS)
    return rows, (cases[:, 1] / cases.sum(axis=1)).astype(np.float32)


def tables(rows: list[Rows]) -> dict[str, NDArray[np.generic]]:
    """Sorted rows, chances and back-off weights of every length of context, as `Language` reads them."""
    found: dict[str, NDArray[np.generic]] = {"longest": np.array(LONGEST)}
    shorter: Mapping[str, float] = {}
    behind: list[dict[str, list[int]]] = []
    for length, seen in enumerate(rows):
        kept = {row: count for row, count in seen.items() if count >= LEAST_SEEN[length]}
        followed: dict[str, list[int]] = {}
        for row, count in kept.items():
            followed.setdefault(row[:-1], []).append(count)
        behind.append(followed)
        chances = {
            row: (count + len(followed[row[:-1]]) * shorter.get(row[1:], 1 / len(SYMBOLS)))
            / (sum(followed[row[:-1]]) + len(followed[row[:-1]]))
            for row, count in kept.items()
        }
        order = sorted(kept, key=row_of)
        found[f"rows{length}"] = np.array([row_of(row) for row in order], np.uint64)
        found[f"chances{length}"] = _bytes([chances[row] for row in order])
        shorter = chances
    for length in range(LONGEST + 1):
        followed = behind[length + 1] if length < LONGEST else {}
        order = sorted((row for row, count in rows[length].items() if count >= LEAST_SEEN[length]), key=row_of)
        shares = [
            len(followed[row]) / (sum(followed[row]) + len(followed[row])) if row in followed else 1.0 for row in order
        ]
        found[f"backed_off{length}"] = _bytes(shares)
    return found


def _bytes(shares: list[float]) -> NDArray[np.uint8]:
    return np.clip(np.round(-np.log(np.array(shares)) * PARTS_OF_NAT), 0, 255).astype(np.uint8)


def main() -> None:
    """Counts and writes the tables and their card."""
    parser = argparse.ArgumentParser(prog="python -m training.language")
    parser.add_argument("--lines", type=int, default=LINES)
    parser.add_argument("--out", type=Path, default=WEIGHTS_FOLDER, help="folder of language.npz and language.json")
    arguments = parser.parse_args()
    rows, capitals = counted(lines(SEED, arguments.lines))
    made = tables(rows)
    path = arguments.out / "language.npz"
    np.savez_compressed(path, capitals=capitals, **made)
    kept = sum(len(made[f"rows{length}"]) for length in range(LONGEST + 1))
    card = {"name": "language", "sha256": file_sha256(path), "lines": arguments.lines, "rows": kept}
    write_card(arguments.out, card)
    print(json.dumps({**card, "bytes": path.stat().st_size}))


if __name__ == "__main__":
    main()
