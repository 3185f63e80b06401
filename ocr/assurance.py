"""A stated error rate: which records may pass without eyes, and what a random sample of them proves.

Separate because it is arithmetic on evidence and imports the document types only. Nothing here trusts a confidence as
it stands: a record's chance of an error comes from counts of held-out documents (`assurance.json`, written by
`python -m bench.assurance`), scaled by what this house's own samples showed. What is then said about the outcome
comes from the sample alone.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from ocr.document import Field, Record

COUNTS = Path(__file__).with_name("assurance.json")
CERTAINTY = 0.95
SAMPLE = 40
"""Records sampled of one pass; none wrong of 40 shows that fewer than 7.3 % are, with 95 % certainty."""
_SURE = 0.99
_WEIGHT = 1000
"""Values a kind of evidence needs before its own counts outweigh those of all kinds together."""
_PRIOR = 1.0
"""Expected errors a house's samples must hold before they outweigh the held-out counts."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Values of one kind of evidence in held-out records that bore no mark: how many, and how many were wrong."""

    values: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Sampled:
    """Samples that people judged: how many, how many were wrong, how many wrong ones the evidence had led to expect."""

    judged: int = 0
    wrong: int = 0
    expected: float = 0.0

    @property
    def scale(self) -> float:
        """How much worse (above 1) or better this house's records are than the evidence says."""
        return (self.wrong + _PRIOR) / (self.expected + _PRIOR)


def evidence_of(item: Field) -> str:
    """The kind of evidence behind a value: what it is, and whether something proves it, or how surely it was read."""
    if item.value is None:
        return "absent"
    what = "name" if item.name == "nama_wajib_pajak" else "value"
    if any(check.outcome == "proves" for check in item.checks):
        return f"{what}, proved"
    if item.confidence >= 1.0:
        return f"{what}, certain"
    return f"{what}, sure" if item.confidence >= _SURE else f"{what}, fair"


@cache
def held_out_counts(path: Path = COUNTS) -> Mapping[str, Cell]:
    """The counts of `bench.assurance` by kind of evidence."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return {name: Cell(values, wrong) for name, (values, wrong) in cells.items()}


def bears_a_mark(record: Record) -> bool:
    """Whether a person is told to look at something: such a record never passes."""
    return bool(record.review or record.warnings)


def risk_of_value(kind: str, cells: Mapping[str, Cell]) -> float:
    """Chance that the next value of this kind of evidence is wrong: its counts, drawn towards those of all kinds.

    All kinds together begin from half an error (Jeffreys' prior), so that no count of none says never.
    """
    overall = (sum(cell.wrong for cell in cells.values()) + 0.5) / (sum(cell.values for cell in cells.values()) + 1)
    cell = cells.get(kind, Cell(0, 0))
    return (cell.wrong + _WEIGHT * overall) / (cell.values + _WEIGHT)


def risk_of(record: Record, cells: Mapping[str, Cell] | None = None, scale: float = 1.0) -> float:
    """Chance that at least one value of an unmarked record is wrong; 0.0–1.0. A value a person gave has none."""
    cells = held_out_counts() if cells is None else cells
    right = 1.0
    for item in record.fields.values():
        if item.changed_by is None:
            right *= 1 - risk_of_value(evidence_of(item), cells)
    return min(1.0, (1 - right) * scale)


def passing(risks: Mapping[str, float], allowed: float) -> tuple[str, ...]:
    """The most records, safest first, of which on average at most the share `allowed` is wrong."""
    chosen: list[str] = []
    total = 0.0
    for key, risk in sorted(risks.items(), key=lambda item: (item[1], item[0])):
        total += risk
        if total > allowed * (len(chosen) + 1):
            break
        chosen.append(key)
    return tuple(chosen)


def draw_sample(keys: Sequence[str], size: int, rng: Random) -> frozenset[str]:
    """`size` of `keys` at random, each as likely as any other; all of them when there are no more."""
    return frozenset(rng.sample(sorted(keys), min(size, len(keys))))


def at_most(wrong: int, sampled: int, certainty: float = CERTAINTY) -> float:
    """The share of wrong ones that a random sample rules out anything above, with `certainty`; 1.0 without a sample.

    The exact one-sided bound of Clopper and Pearson (Biometrika 26, 1934): the share at which so few wrong ones
    would be seen with a chance of only 1 − certainty. ValueError when the counts cannot be.
    """
    if not 0 <= wrong <= sampled or not 0 < certainty < 1:
        raise ValueError(f"{wrong} wrong of {sampled} at {certainty}")
    if wrong == sampled:
        return 1.0
    low, high = wrong / sampled, 1.0
    while high - low > 1e-12:
        middle = (low + high) / 2
        if chance_of_so_few(wrong, sampled, middle) > 1 - certainty:
            low = middle
        else:
            high = middle
    return high


def chance_of_so_few(wrong: int, sampled: int, share: float) -> float:
    """Chance that `sampled` records hold `wrong` errors or fewer when the share `share` of all is wrong; 0 < share < 1."""
    log_p, log_q = math.log(share), math.log1p(-share)
    terms = (
        math.lgamma(sampled + 1) - math.lgamma(k + 1) - math.lgamma(sampled - k + 1) + k * log_p + (sampled - k) * log_q
        for k in range(wrong + 1)
    )
    return min(1.0, math.fsum(math.exp(term) for term in terms))
