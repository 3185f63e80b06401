"""Tax periods and years: "01-12", "04042026", "01-01 2018", "Januari - Desember 2025", "April 2026", "07".

Separate because both the grammar and a person's correction read them. Imports dates.
"""

from __future__ import annotations

import re

from ocr.forms.definitions import FieldRule
from ocr.forms.grammar.dates import month_number
from ocr.forms.grammar.strip import Reading, Strip

_TWO = re.compile(r"(?<!\d)(\d\d?) ?(?:[-–/]|s\.?/?d\.?|sampai) ?(\d\d?)(?:[ /,\-]+((?:19|20)\d\d))?(?!\d)")
_JOINED = re.compile(r"(?<!\d)(\d\d) ?(\d\d) ?[-/]? ?((?:19|20)\d\d)(?!\d)")
_FULL_DATE = re.compile(r"(?<!\d)(\d\d)([-/])(\d\d)\2((?:19|20)\d\d)(?!\d)")
"""With two different separators it is no date but first and last month and a year ("01-12/2025")."""
_MONTH_YEAR = re.compile(r"(?<!\d)(\d{1,2})[ /\-.]+((?:19|20)\d\d)(?!\d)")
_SIX = re.compile(r"(?<!\d)(\d\d)((?:19|20)\d\d)(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d) ?[-/]? ?(\d\d)(?![\d\-/])")
_FOUR = re.compile(r"(?<!\d)(\d\d)(\d\d)(?!\d)")
_NAMES = re.compile(
    r"([^\W\d_]{3,10})\.?(?: ?(?:-|–|s\.?/?d\.?|sampai|to) ?([^\W\d_]{3,10})\.?)?[ ,\-/]*((?:19|20)\d\d(?!\d)|(?<=[\-/ '])\d\d(?![\w\-/]))?",
    re.IGNORECASE,
)
_WHOLE_YEAR = re.compile(r"\b(tahunan|setahun|annual|yearly)\b(?:\D{0,8}((?:19|20)\d\d)(?!\d))?", re.IGNORECASE)
_ONE = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")

Span = tuple[int, int]


def parse_period(text: str) -> tuple[str, str | None] | None:
    """Period ("01" or "01-12") and year, if said, that `text` writes; None when it writes none."""
    found = _find(text)
    return (found[0], found[1]) if found else None


def may_be_a_range(period: str, printed: str) -> bool:
    """True where one month was read of what may be first and last month as well: "12" of "01-12-2020", a date if it is one."""
    months = re.fullmatch(r"(\d\d)[-/](\d\d)", printed)
    return months is not None and months.group(1) != months.group(2) and period == months.group(2)


def parse_year(text: str) -> str | None:
    """The year 19xx or 20xx that `text` writes."""
    match = _YEAR.search(text)
    return match.group(1) if match else None


def read_period(strip: Strip, rule: FieldRule) -> Reading | None:
    """The first period of the strip, doubted where it runs from day to day as an account's statement does; a year beside it as an extra piece, its letters read as digits where it has any."""
    ink, found = strip, _find(strip.text)
    if found is None or not found[1]:
        digits = strip.as_digits()
        other = _find(digits.text)
        if other is not None and (found is None or other[1]):
            ink, found = digits, other
    if found is None:
        return None
    value, year, span, year_span = found
    extras = {"tahun_pajak": ink.part(*year_span, year)} if year and year_span else {}
    piece = ink.part(*span, value, without=" -/.")
    touched = re.search(r"[^\s(:\d\-/]$|[^\s(:\d][\-/]$", ink.text[: span[0]]) is not None
    unread = not year and re.search(r"\d", ink.text[span[1] :])
    doubts = frozenset({"cut"}) if touched or unread else frozenset[str]()
    if len(_FULL_DATE.findall(ink.text)) > 1:
        doubts |= {"dates"}
    return Reading(piece, 1.0 if span[0] == 0 else 0.8, extras, doubts)


def read_year(strip: Strip, rule: FieldRule) -> Reading | None:
    """A year; boxed digits are joined."""
    ink = strip.as_digits()
    match = _YEAR.search(ink.text)
    if match:
        return Reading(ink.part(*match.span(), match.group()), 1.0 if match.start() == 0 else 0.8)
    boxed = re.match(r"([12]) ?(\d) ?(\d) ?(\d)(?!\d)", ink.text)
    value = "".join(boxed.groups()) if boxed else ""
    if boxed is None or value[:2] not in ("19", "20"):
        return None
    return Reading(ink.part(*boxed.span(), value), 0.9)


def _find(text: str) -> tuple[str, str | None, Span, Span | None] | None:
    """Period, year and their spans, by the most specific form that fits."""
    match = _FULL_DATE.search(text)
    if match and 1 <= int(match.group(3)) <= 12:
        start = 1 if _range(int(match.group(1)), int(match.group(3))) else 3
        return match.group(3), match.group(4), (match.start(start), match.end(3)), match.span(4)
    for pattern in (_JOINED, _TWO, _FOUR):
        match = pattern.search(text)
        if match is None:
            continue
        period = _range(int(match.group(1)), int(match.group(2)))
        year = match.group(3) if match.re.groups > 2 else None
        if period and not (pattern is _FOUR and _YEAR.match(text, match.start())):
            return period, year, (match.start(1), match.end(2)), match.span(3) if year else None
    return _single(text)


def _single(text: str) -> tuple[str, str | None, Span, Span | None] | None:
    for pattern, of_month, of_year in ((_MONTH_YEAR, 1, 2), (_SIX, 1, 2), (_YEAR_FIRST, 2, 1)):
        match = pattern.search(text)
        if match and 1 <= int(match.group(of_month)) <= 12:
            return f"{int(match.group(of_month)):02d}", match.group(of_year), match.span(of_month), match.span(of_year)
    for match in _NAMES.finditer(text):
        first, last = month_number(match.group(1)), month_number(match.group(2) or match.group(1))
        period = _range(first, last)
        if period:
            end = match.end(2) if match.group(2) else match.end(1)
            year = f"20{match.group(3)}" if len(match.group(3) or "") == 2 else match.group(3)
            return period, year, (match.start(1), end), match.span(3) if year else None
    match = _ONE.match(text.strip())
    if match and 1 <= int(match.group(1)) <= 12 and len(text.strip()) <= 3:
        return f"{int(match.group(1)):02d}", None, (0, len(text)), None
    if whole := _WHOLE_YEAR.search(text):
        return "01-12", whole.group(2), whole.span(1), whole.span(2) if whole.group(2) else None
    return None


def _range(first: int | None, last: int | None) -> str | None:
    if not first or not last or not 1 <= first <= last <= 12:
        return None
    return f"{first:02d}" if first == last else f"{first:02d}-{last:02d}"
