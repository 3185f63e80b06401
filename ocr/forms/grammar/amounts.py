"""Amounts of money in both separator styles, with the currency printed beside them.

Separate because both the grammar and a person's correction read them. Imports the standard library.
"""

from __future__ import annotations

import re
from decimal import Decimal

from ocr.forms.definitions import FieldRule
from ocr.forms.grammar.strip import Piece, Reading, Strip

_MOST_DIGITS = 18
"""Whole digits of the greatest amount; what has more is several numbers that ran together."""
_NUMBER = (
    r"\d(?:[\d.,' ]|(?<=[.,]\d{3})-(?=\d{3}[.,]\d\d\b)"
    r"|:(?=\d{3}[.,]\d{3}\b)|(?<=[.,]\d{3}):(?=\d{2,3}\b))*\d|\d"
)
"""A hyphen is a misread separator only between two groups of three that end in cents: "756.881-228,00"; a colon beside groups that a
separator parts: "14:951.000,00", "18.328:118"."""
_AMOUNT = re.compile(
    rf"(?P<before>\(?(?:RP|IDR|USD|US\$|\$|(?<!\w)(?-i:[3ABEFHKPTfs]p)(?=\d))\)?[ .:]*)?(?P<number>{_NUMBER})(?P<dash>[.,]?\s?[-–=]+)?"
    r"(?P<after>[ ]*\(?(?:RUPIAH|IDR|RP|USD)\b\)?)?",
    re.IGNORECASE,
)

_UNIT = r"\(?(?:rupiah|rp|idr|usd|us\$|\$)\)?"
_WRITTEN = re.compile(
    rf"\s*(?:{_UNIT}[\s.:]*)?(?P<number>\d[\d.,' ]*?)(?:\s?[.,]\s?[-–]+)?\s*(?:{_UNIT}\.?)?\s*", re.IGNORECASE
)


def parse_amount(text: str) -> Decimal | None:
    """The amount that a person wrote in `text`; None when it writes none, more than one, or groups digits unusually.

    Nothing that says something is passed over: "(500)" and "100-" are how bookkeepers write less than nothing, "1 2 3" is
    three numbers; "1.000,-" and "1 000 000" are one.
    """
    written = _WRITTEN.fullmatch(text)
    if written is None:
        return None
    digits = re.sub(r"(?<=[.,']) (?=\d)|(?<=\d) (?=[.,'])", "", written["number"])
    if " " in digits and not re.fullmatch(r"\d{1,3}( \d{3})+([.,]\d{1,2})?", digits):
        return None
    number = parse_number(re.sub(r"([.,]\d)$", r"\g<1>0", digits))
    return number[0] if number and number[1] else None


def parse_number(text: str) -> tuple[Decimal, bool] | None:
    """The number that digits and separators write, and whether its groups are regular.

    The last separator followed by exactly two digits (or one, or none after) is the decimal one, by three a thousands
    one; where both kinds appear the last is the decimal one.
    """
    text = re.sub(r"[' ]", "", text)
    if not re.fullmatch(r"\d+(?:[.,]\d+)*", text):
        return None
    parts = re.split(r"[.,]", text)
    marks = re.findall(r"[.,]", text)
    whole, cents = parts, ""
    if marks and (len(parts[-1]) <= 2 or (len(set(marks)) == 2 and marks[-1] != marks[-2] and len(parts[-1]) != 3)):
        whole, cents = parts[:-1], parts[-1]
    if len(cents) > 2 or sum(map(len, whole)) > _MOST_DIGITS:
        return None
    regular = (
        len(cents) in (0, 2) and all(len(p) == 3 for p in whole[1:]) and (len(whole) == 1 or 0 < len(whole[0]) <= 3)
    )
    regular = regular and len(set(marks[: len(whole) - 1])) <= 1
    return Decimal(f"{''.join(whole)}.{cents or '00'}").quantize(Decimal("0.01")), regular


def canonical_amount(number: Decimal) -> str:
    """`number` as a plain decimal with two digits after the point."""
    return f"{number:.2f}"


def read_amount(strip: Strip, rule: FieldRule) -> Reading | None:
    """The first amount of the strip, with its currency as an extra piece."""
    best: Reading | None = None
    for ink in (strip, strip.as_digits()):
        for match in _AMOUNT.finditer(ink.text):
            reading = _reading(ink, match)
            if reading is not None and (best is None or reading.fit > best.fit + 0.05):
                best = reading
        if best is not None and best.fit > 0.9:
            break
    return best


def _reading(ink: Strip, match: re.Match[str]) -> Reading | None:
    start, end = match.span("number")
    text = ink.text[start:end]
    if match.group("before") is None and re.search(r"[^\W\d_]\.?$", ink.text[:start]):
        return None
    end = start + len(_one_number(text))
    torn = _is_torn(ink, end, match.end("number"))
    if torn and _is_regular(text):
        end = match.end("number")
    misread = re.search("[-:]", ink.text[start:end]) is not None
    parsed = parse_number(re.sub("[-:]", ".", ink.text[start:end]))
    if parsed is None:
        return None
    number, regular = parsed[0], parsed[1] and not misread
    marked = bool(match.group("before") or match.group("after") or match.group("dash"))
    separated = bool(re.search(r"[.,]", ink.text[start:end]))
    fit = 1.0 if separated and regular else 0.9 if regular and (marked or len(text) < 7) else 0.7 if regular else 0.55
    fit -= 0.02 * min(10, match.start())
    piece = ink.part(start, end, canonical_amount(number), without=" .,-:")
    extras = _currency(ink, match)
    if match.group("before") or match.group("after"):
        spans = [match.span(name) for name in ("before", "after") if match.group(name)]
        more = [t for s, e in spans for t in ink.part(s, e, "").tokens]
        tokens = tuple(dict.fromkeys((*piece.tokens, *more)))
        piece = Piece(piece.value, piece.chars, tokens, match.group().strip())
    doubts = ({"groups"} if not regular else set()) | ({"torn"} if torn else set())
    if ink.cuts_ink(match.start("before") if match.group("before") else start, max(end, match.end())):
        doubts.add("cut")
        fit -= 0.2
    elif re.search(r"[ .:][.,]$" if match.group("before") else r"[.,]\s?$", ink.text[:start]):
        doubts.add("cut")
    return Reading(piece, fit, extras, frozenset(doubts))


def _is_torn(ink: Strip, end: int, last: int) -> bool:
    """True when the recogniser's own line goes on with figures behind the number: a space fell into its midst ("2 50,000.00")."""
    rest = next((index for index in range(end, last) if ink.text[index].isdigit()), None)
    return rest is not None and ink.tokens[ink.owner[rest]].anchor == ink.tokens[ink.owner[end - 1]].anchor


def _is_regular(text: str) -> bool:
    """True when `text` without its spaces is one amount in groups of three."""
    number = parse_number(text)
    return number is not None and number[1] and re.search(r"[.,]\d{3}\b", text.replace(" ", "")) is not None


def _one_number(text: str) -> str:
    """The leading number of `text`: a space continues it only where a separator or a group of three stands around it."""
    pieces = text.split(" ")
    result = pieces[0]
    for piece in pieces[1:]:
        joins = result[-1:] in ".," or piece[:1] in ".," or (re.fullmatch(r"\d{3}(?:[.,]\d+)*", piece) is not None)
        if not joins:
            break
        result += " " + piece
    return result.rstrip(" .,'")


def _currency(ink: Strip, match: re.Match[str]) -> dict[str, Piece]:
    for name in ("before", "after"):
        text = (match.group(name) or "").upper()
        if text.strip():
            value = "USD" if "USD" in text or "$" in text else "IDR"
            return {"mata_uang": ink.part(*match.span(name), value, without=" ().:")}
    return {}
