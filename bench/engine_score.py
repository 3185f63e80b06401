"""How much of a document's truth stands in what an engine read: values found exactly, and characters wrong in them.

Separate because it compares printed text, before any form is understood: the same measure for every engine.
Letters are compared without case, spaces and punctuation, which differ from bank to bank.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

COMPARED = (
    "ntpn",
    "ntb",
    "stan",
    "kode_billing",
    "npwp",
    "nama_wajib_pajak",
    "kode_akun_pajak",
    "kode_jenis_setoran",
    "tahun_pajak",
    "tanggal",
    "jumlah",
    "terbilang",
)
"""Fields whose value is printed much as it is stored; `masa_pajak` and `mata_uang` are rewritten by every bank."""

MONTHS = (
    ("Januari", "January", "Jan"),
    ("Februari", "Pebruari", "February", "Feb", "Peb"),
    ("Maret", "March", "Mar"),
    ("April", "Apr"),
    ("Mei", "May"),
    ("Juni", "June", "Jun"),
    ("Juli", "July", "Jul"),
    ("Agustus", "August", "Agt", "Ags", "Agu", "Aug"),
    ("September", "Sept", "Sep"),
    ("Oktober", "October", "Okt", "Oct"),
    ("November", "Nopember", "Nov", "Nop"),
    ("Desember", "December", "Des", "Dec"),
)
"""Every spelling of a month that a proof may print."""


@dataclass(frozen=True)
class Score:
    """Of one document: values there are, values found exactly, characters in them, characters wrong."""

    values: int = 0
    found: int = 0
    characters: int = 0
    wrong: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.values + other.values,
            self.found + other.found,
            self.characters + other.characters,
            self.wrong + other.wrong,
        )

    @property
    def recall(self) -> float:
        """Share of values found, 0–1."""
        return self.found / max(1, self.values)

    @property
    def character_error(self) -> float:
        """Characters wrong per character of the values, 0–1."""
        return self.wrong / max(1, self.characters)


def score(truth: Mapping[str, object], text: str, fields: tuple[str, ...] = COMPARED) -> Score:
    """What of the truth's records stands in `text`, the document's pages together."""
    read = squeezed(text)
    total = Score()
    for printed in values(truth, fields):
        wrong, length = min((_edits(form, read), len(form)) for form in printed)
        total += Score(1, int(wrong == 0), length, wrong)
    return total


def values(truth: Mapping[str, object], fields: tuple[str, ...]) -> Iterator[list[str]]:
    """For each value of each record, the forms it may be printed in, squeezed."""
    for record in truth["records"]:
        for name in fields:
            value = record["fields"].get(name)
            if value:
                yield [squeezed(form) for form in _forms(name, value)]


def squeezed(text: str) -> str:
    """`text` in upper case, letters and digits only."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


def _forms(name: str, value: str) -> list[str]:
    if name == "tanggal":
        day = date.fromisoformat(value)
        named = [
            f"{number}{month}{day:%Y}" for number in {f"{day:%d}", f"{day.day}"} for month in MONTHS[day.month - 1]
        ]
        return [*named, f"{day:%d%m%Y}", f"{day:%d%m%y}", f"{day:%Y%m%d}"]
    if name == "jumlah":
        whole, cents = value.split(".")
        return [whole if cents == "00" else whole + cents]
    return [value]


def _edits(value: str, text: str) -> int:
    """Edits between `value` and the part of `text` most like it."""
    if value in text:
        return 0
    place = fuzz.partial_ratio_alignment(value, text)
    if place is None:
        return len(value)
    window = text[place.dest_start : place.dest_end]
    return min(len(value), Levenshtein.distance(value, window))
