"""Dates as banks print them, day first: real dates or nothing.

Separate because both the grammar and a person's correction read them. Imports the standard library and rapidfuzz.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from ocr.forms.definitions import FieldRule
from ocr.forms.grammar.strip import Reading, Strip

_MONTHS: tuple[tuple[str, ...], ...] = (
    ("januari", "january", "jan"),
    ("februari", "pebruari", "february", "feb", "peb"),
    ("maret", "march", "mar"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("agustus", "august", "ags", "agt", "agu", "agus", "aug"),
    ("september", "sep", "sept"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nopember", "nov", "nop"),
    ("desember", "december", "des", "dec"),
)
MONTH_NUMBERS: dict[str, int] = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
"""Every printed name of a month, lower case → 1–12."""

_SHORTEST_PART = 5
"""Letters of a month's name that tell which one it is: "nuari", "ptember"."""

_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d) ?[-/.] ?(\d{1,2}) ?[-/.] ?(\d{1,2})(?!\d{3})")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2}) ?([-/.]) ?(\d{1,2}) ?([-/.]) ?((?:19|20)\d\d|\d\d(?!\d))")
_NAMED = re.compile(
    r"(?<!\d)(\d{1,2})[ \-/.]*([^\W\d_]{3,10})\.?[ \-/.,]*((?:19|20)\d\d|'?\d\d(?!\d|[:.]\d))", re.IGNORECASE
)
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,10})\.? ?(\d{1,2}),? ?((?:19|20)\d\d)", re.IGNORECASE)
_COMPACT = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?=(?:\d{6})?(?!\d))")
"""Year, month and day as machines write them, a time of day perhaps directly behind."""
_TIME = re.compile(r"[T\-]?\d\d[:.]?\d\d")
_SEPARATOR_LOST = re.compile(r"(?<!\d)(\d\d)[-/., ]?(\d\d)[-/., ]?((?:19|20)\d\d)(?=\D|$)")
_SPACED = re.compile(r"(?<!\d)(\d ?\d) ?[-/.] ?(\d ?\d) ?[-/.] ?((?:1 ?9|2 ?0) ?\d ?\d)(?!\d)")
_SLASH_AS_ONE = re.compile(r"(?<!\d)(\d\d)[17Il|/\-](\d\d)[17Il|/\-]((?:19|20)\d\d)(?=\D|$)")


def month_number(name: str) -> int | None:
    """1–12 for a month's printed name; one wrong letter is allowed in names of four letters and more, a lost beginning or end in longer ones."""
    return _month_number(name.casefold().strip("."))


@lru_cache(maxsize=2048)
def _month_number(text: str) -> int | None:
    if text in MONTH_NUMBERS:
        return MONTH_NUMBERS[text]
    if len(text) < 4:
        return None
    near = {n for name, n in MONTH_NUMBERS.items() if len(name) > 3 and Levenshtein.distance(text, name) <= 1}
    if not near and len(text) >= _SHORTEST_PART:
        near = {n for name, n in MONTH_NUMBERS.items() if name.startswith(text) or name.endswith(text)}
    return near.pop() if len(near) == 1 else None


def parse_date(text: str) -> date | None:
    """The first date in `text`, None when there is none or it has no year; 2-digit years are 20xx."""
    found = _find(text)
    return found[0] if found else None


def read_date(strip: Strip, rule: FieldRule) -> Reading | None:
    """The first real date of the strip."""
    for ink in (strip, strip.as_digits(), strip.as_digits(by_shape=True)):
        found = _find(ink.text)
        if found is not None:
            day, start, end = found
            piece = ink.part(start, end, day.isoformat(), without=" ./-,")
            touched = ink.cuts_ink(start, end) and not _TIME.match(ink.text, end)
            doubts = frozenset({"cut"}) if touched else frozenset[str]()
            return Reading(piece, (1.0 if start == 0 else 0.85) - 0.2 * len(doubts), doubts=doubts)
    text = strip.as_digits().text
    match = _SEPARATOR_LOST.match(text) or _SLASH_AS_ONE.search(text) or _SPACED.search(text)
    parts = [part.replace(" ", "") for part in match.groups()] if match else []
    day_or_none = _real(parts[2], parts[1], parts[0]) if match else None
    if match is None or day_or_none is None:
        return None
    piece = strip.as_digits().part(match.start(), match.end(), day_or_none.isoformat())
    return Reading(piece, 0.6, doubts=frozenset({"separators"}))


def _find(text: str) -> tuple[date, int, int] | None:
    """The first real date with its span."""
    options: list[tuple[date, int, int]] = []
    for match in _YEAR_FIRST.finditer(text):
        _add(options, _real(*match.groups()), match)
    for match in _COMPACT.finditer(text):
        _add(options, _real(*match.groups()), match)
    for match in _DAY_FIRST.finditer(text):
        _add(options, _real(match.group(5), match.group(3), match.group(1)), match)
    for match in _NAMED.finditer(text):
        _add(options, _real(match.group(3), month_number(match.group(2)), match.group(1)), match)
    for match in _MONTH_FIRST.finditer(text):
        _add(options, _real(match.group(3), month_number(match.group(1)), match.group(2)), match)
    return min(options, key=lambda option: (option[1], -option[2]), default=None)


def _add(options: list[tuple[date, int, int]], day: date | None, match: re.Match[str]) -> None:
    if day is not None:
        options.append((day, match.start(), match.end()))


def _real(year: str, month: str | int | None, day: str) -> date | None:
    if month is None:
        return None
    number = int(year.lstrip("'"))
    try:
        return date(number if number > 99 else 2000 + number, int(month), int(day))
    except ValueError:
        return None
