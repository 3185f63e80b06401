"""Values, times and sizes as people read them in either language.

Separate because tiles, desk, tables and messages print the same things; imports no streamlit.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from ocr.document import FIELD_TYPES, Field, Record, typed_value
from ocr.errors import InputError, Language
from ocr.forms import label, parse_correction
from ocr.i18n import translator


def shown(name: str, value: str | None) -> str:
    """A field's canonical value as staff write it: 31/01/2024, 12.345.678,00; empty when absent."""
    try:
        typed = typed_value(name, value)
    except (ValueError, InvalidOperation):
        return value or ""
    if isinstance(typed, date):
        return typed.strftime("%d/%m/%Y")
    if isinstance(typed, Decimal):
        return money(typed)
    return typed or ""


def months_of_year(masa: str) -> str:
    """A tax period of the store, "2024-01" or "2024-01-12", as 01/2024 or 01–12/2024; a dash when it is not known."""
    year, _, months = masa.partition("-")
    return f"{months.replace('-', '–')}/{year}" if months else year or "–"


def money(amount: Decimal | int) -> str:
    """12.345.678,00: as printed on Indonesian proofs, in both languages, so that it can be compared with the ink."""
    return f"{Decimal(amount):,.2f}".translate(str.maketrans(",.", ".,"))


def whole(number: int) -> str:
    """1.234 with a thousands point."""
    return f"{number:,}".replace(",", ".")


def span(seconds: float, language: Language) -> str:
    """A stretch of time in words: a few seconds, 40 s, 3 min, 2 h."""
    t = translator(language)
    if seconds < 10:
        return t("a few seconds")
    if seconds < 90:
        return t("{n} s").format(n=round(seconds / 10) * 10)
    if seconds < 5400:
        return t("{n} min").format(n=round(seconds / 60))
    return t("{n} h").format(n=round(seconds / 3600))


def says(name: str, value: str | None, text: str) -> bool:
    """Whether `text` on the screen is a field's `value`: as it is shown, or as a person has just typed it."""
    if text == shown(name, value):
        return True
    try:
        return parse_correction(name, text) == value
    except InputError:  # it was read so and is no value of its field
        return False


def decimal(number: float, places: int, language: Language) -> str:
    """7,45 or 7.45, as the language writes it."""
    text = f"{number:.{places}f}"
    return text.replace(".", ",") if language == "id" else text


def size(count: float, language: Language) -> str:
    """Bytes as MB or GB."""
    return f"{decimal(count / 2**30, 1, language)} GB" if count >= 2**30 else f"{count / 2**20:.0f} MB"


def percent(share: float, language: Language) -> str:
    """12 % or 1,2 %: a decimal below ten."""
    return f"{decimal(100 * share, 0 if share >= 0.1 else 1, language)} %"


def title(record: Record, fallback: str) -> str:
    """How a record is called in lists: taxpayer, else its numbers, else the file."""
    return record.value("nama_wajib_pajak") or record.value("ntpn") or record.value("kode_billing") or fallback


def why(item: Field, language: Language) -> str:
    """One sentence that says why a person must look at this field; empty when nobody has to."""
    t = translator(language)
    if item.review is None:
        return ""
    broken = next((check for check in item.checks if check.outcome == "contradicts"), None)
    if item.review == "breaks_rule" and broken:
        return broken.sentence(language)
    if item.review == "missing":
        return t("Not found on the page. Look for it, or leave it empty if it is not printed.")
    if item.review == "unverified":
        unsure = next((check for check in item.checks if check.outcome == "cannot_tell"), None)
        return (
            unsure.sentence(language)
            if unsure
            else t("Nothing else on the page confirms this. Compare it with the ink.")
        )
    if item.review == "breaks_rule":
        return t("This does not fit the rule for {field}.").format(field=label(item.name, language))
    doubtful = "".join(dict.fromkeys(char.text for char in item.chars if is_doubtful(char.confidence)))
    if doubtful:
        return t("Hard to read: look at {characters}.").format(characters=" ".join(doubtful))
    if item.confidence >= DOUBT_BELOW:  # read surely, but not surely enough for a value that nothing supports
        return t("Nothing else on the page confirms this. Compare it with the ink.")
    return t("Hard to read. Compare it with the ink.")


def is_doubtful(confidence: float) -> bool:
    """Whether a character deserves a look of its own."""
    return confidence < DOUBT_BELOW


DOUBT_BELOW = 0.90  # of a character; confusable characters are marked whatever their confidence
LOOKALIKES = ("O0Q", "I1L", "S5", "B8", "Z2", "G6")


def choices(text: str, alternatives: tuple[tuple[str, float], ...]) -> list[str]:
    """What a character may be instead: what the reader considered, then what looks alike; best first, without itself."""
    considered = [other.upper() for other, confidence in alternatives if confidence >= 0.005 and other.isalnum()]
    alike = [c for group in LOOKALIKES if text.upper() in group for c in group]
    return [c for c in dict.fromkeys([*considered, *alike]) if c != text.upper()][:4]


def remark(record: Record, language: Language) -> str:
    """The first remark about a whole record, in a word or two: what stands before its colon; empty without one."""
    return record.warnings[0].sentence(language).partition(":")[0].rstrip(".") if record.warnings else ""


def paid(record: Record) -> tuple[Decimal, str]:
    """What a record says was paid and in which currency; billing sheets announce a payment and count nothing."""
    amount = record.fields["jumlah"].typed
    currency = record.value("mata_uang") or "IDR"
    return (amount if isinstance(amount, Decimal) and record.kind != "billing" else Decimal()), currency


def row_of(record: Record) -> dict[str, Any]:
    """Field name → typed value, for tables."""
    return {name: record.fields[name].typed for name in FIELD_TYPES}
