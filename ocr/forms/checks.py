"""Named rules that prove, support or contradict what was read.

Separate because trust is the product: each check has a name, an outcome and a sentence in both languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ocr.document import Check
from ocr.forms.definitions import Forms
from ocr.forms.drafts import Draft
from ocr.forms.terbilang import words_to_number


@dataclass(frozen=True, slots=True)
class Findings:
    """Checks by field, and remarks about the whole proof."""

    fields: Mapping[str, tuple[Check, ...]] = field(default_factory=dict)
    warnings: tuple[Check, ...] = ()

    def of(self, name: str) -> tuple[Check, ...]:
        """The checks of one field."""
        return self.fields.get(name, ())


def check_draft(draft: Draft, forms: Forms, today: date) -> Findings:
    """Every check that the draft's values allow."""
    found: dict[str, tuple[Check, ...]] = {}
    check = _terbilang(draft)
    if check is not None:
        found["jumlah"] = found["terbilang"] = (check,)
    return Findings(found)


def _terbilang(draft: Draft) -> Check | None:
    """Digits against words."""
    digits, words = draft.found.get("jumlah"), draft.found.get("terbilang")
    if not digits or not words:
        return None
    said = words_to_number(words[0].piece.value)
    if said is None:
        return Check(
            "terbilang_jumlah",
            "cannot_tell",
            "Terbilang tidak terbaca sebagai bilangan.",
            "The amount in words could not be read as a number.",
        )
    if said.number == Decimal(digits[0].piece.value):
        return Check(
            "terbilang_jumlah", "proves", "Jumlah sama dengan terbilang.", "The amount equals the amount in words."
        )
    return Check(
        "terbilang_jumlah", "contradicts", "Jumlah berbeda dengan terbilang.", "The amount differs from the words."
    )
