"""A rule's verdict and the fields it concerns. Separate so that every rule speaks alike."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ocr.document import Check, Outcome


@dataclass(frozen=True, slots=True)
class Statement:
    """What a rule says about `fields`; about the whole proof when there are none."""

    fields: tuple[str, ...]
    check: Check


def state(fields: tuple[str, ...], name: str, outcome: Outcome, sentence_id: str, sentence_en: str) -> Statement:
    """A statement from its parts."""
    return Statement(fields, Check(name, outcome, sentence_id, sentence_en))


def rupiah(number: Decimal) -> str:
    """`number` as Indonesians write it: 1.234.567,00."""
    return f"{number:,.2f}".translate(str.maketrans(",.", ".,"))
