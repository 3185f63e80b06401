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
from ocr.reader.language import END, PARTS_OF_NAT, SHAPES, SHAPES_BEFORE, SYMBOLS, counted_as, row_of, shapes_of
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
    """`count` texts of training, of all kinds; the seed decides them."""
    rng = random.Random(seed)
    for kind in rng.choices(list(SHARES), weights=list(SHARES.values()), k=count):
        yield text(rng, "train", (kind,))[1]


def counted(texts: Iterable[str]) -> tuple[list[Rows], NDArray[np.float32]]:
    """How often every row of up to LONGEST + 1 symbols occurs, and how often a letter is a capital behind every row of shapes."""
    rows: list[Rows] = [Counter() for _ in range(LONGEST + 1)]
    cases = np.full((len(SHAPES) ** SHAPES_BEFORE, 2), CASE_DOUBT / 2)
    for line in texts:
        folded = END + "".join(map(counted_as, line)) + END
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
    kept = [
        {row: seen[row] for row in seen if seen[row] >= least} for seen, least in zip(rows, LEAST_SEEN, strict=True)
    ]
    shorter: Mapping[str, float] = {}
    for length, counts in enumerate(kept):
        behind, longer = _behind(counts), _behind(kept[length + 1]) if length < LONGEST else {}
        chances = {}
        for row, count in counts.items():
            kinds, total = behind[row[:-1]]
            chances[row] = (count + kinds * shorter.get(row[1:], 1 / len(SYMBOLS))) / (total + kinds)
        order = sorted(counts, key=row_of)
        found[f"rows{length}"] = np.array([row_of(row) for row in order], np.uint64)
        found[f"chances{length}"] = _bytes([chances[row] for row in order])
        backed_off = [longer.get(row, (1, 0)) for row in order]
        found[f"backed_off{length}"] = _bytes([kinds / (total + kinds) for kinds, total in backed_off])
        shorter = chances
    return found


def _behind(counts: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Of every context, how many symbols follow it and how often any does."""
    found: dict[str, tuple[int, int]] = {}
    for row, count in counts.items():
        kinds, total = found.get(row[:-1], (0, 0))
        found[row[:-1]] = (kinds + 1, total + count)
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
