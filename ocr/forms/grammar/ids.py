"""Numbers that name something: NTPN, NTB, STAN, kode billing, NPWP, account and deposit codes.

Separate because their rules are about characters and lengths, not about meaning. Imports strip only.
"""

from __future__ import annotations

import re

from ocr.document import Char
from ocr.forms.definitions import FieldRule
from ocr.forms.grammar.strip import Piece, Reading, Strip, folded

_NTPN_TOKEN = re.compile(r"[0-9A-Za-z|!]+")
_LIKE_NTPN = re.compile(r"(?=(?:\D*\d){2})(?=(?:\d*[A-Z]){2})[0-9A-Z]{16}")
_ACCOUNT = re.compile(r"(?<!\d)4 ?[12] ?(?:\d ?){3}\d(?!\d)")
_PAIR = re.compile(r"(?<!\d)(4[12]\d{4})\s*[-–—/.,_~: ](?:\s*[-–—])?\s*(\d{3})(?!\d)")
_PAIR_PARTED = re.compile(r"(?<!\d)(4 ?[12](?: ?\d){4}) ?[-–—/] ?(\d ?\d ?\d)(?!\d)")
"""Print with a gap in a code, as a stamp across it leaves: "4111 28-402"."""
_PAIR_MISREAD = re.compile(r"(?<!\d)(4[12]\d{4}) [1I7lJ] (\d{3})(?!\d)")
"""Print whose slash is read as a figure or a letter: "411126 7 300"."""
_PAIR_JOINED = re.compile(r"(?<!\d)(4[12]\d{4})(\d{3})(?!\d)")
_DEPOSIT = re.compile(r"(?<!\d)\d ?\d ?\d(?!\d)")
_BEFORE_DEPOSIT = 2
"""Signs of dirt before a deposit code at most."""
_DEPOSIT_BEHIND = re.compile(r"(?<=\()\d{3}(?=\))|(?<= - )\d{3}$")
"""A deposit code behind its description: "Jasa (104)", "Jasa - 104"."""
_GROUPED = re.compile(r"\d{3,}(?:[-.]\d{3,})+")
_GROUP = re.compile(r"\d(?:[\d.\- /|(),:]*\d)?")
"""Digits with the separators of print, misread ones too, or with the bars as which the edges of printed boxes are read."""


def is_like_an_ntpn(text: str) -> bool:
    """True for sixteen capitals and figures, some of each, in one piece."""
    return _LIKE_NTPN.fullmatch(text) is not None


def read_ntpn(strip: Strip, rule: FieldRule) -> Reading | None:
    """Sixteen letters and digits, also in groups; never altered, only cleaned of what is no letter or digit.

    Where a sign makes the sixteenth, it is the letter or digit that the recogniser thought of besides.
    """
    best: Reading | None = None
    for start in range(len(strip.tokens)):
        for end in range(start + 1, min(len(strip.tokens), start + 16) + 1):
            reading = _ntpn_of(strip, start, end)
            if reading and (best is None or reading.fit > best.fit):
                best = reading
        if best is not None and start >= 2:
            break
    return best


def _ntpn_of(strip: Strip, start: int, end: int) -> Reading | None:
    tokens = strip.tokens[start:end]
    ink = [c for t in tokens for c in t.chars]
    chars = tuple(_upper(c) for c in ink if _NTPN_TOKEN.fullmatch(c.text))
    lost = len(ink) - len(chars)
    if lost and len(chars) != 16 and len(whole := tuple(_upper(_as_letter(c)) for c in ink)) == 16:
        chars = tuple(c for c in whole if _NTPN_TOKEN.fullmatch(c.text))
    digits = sum(c.text.isdigit() for c in chars)
    if not 14 <= len(chars) <= 18 or lost > 2 or not (digits or (len(tokens) == 1 and len(chars) == 16)):
        return None
    value = "".join(c.text for c in chars)
    raw = " ".join(t.text for t in tokens)
    exact = len(value) == 16
    fit = (1.0 if exact else 0.6) - 0.03 * (len(tokens) - 1) - 0.1 * lost - 0.05 * start
    if len(tokens) > 1 and re.search(r"[A-Z]{5}", value):
        fit -= 0.3
    return Reading(Piece(value, chars, tokens, raw), fit, doubts=frozenset() if exact else frozenset({"length"}))


def _as_letter(char: Char) -> Char:
    """`char`, a sign as the likeliest letter or digit among its alternatives: no NTPN has signs."""
    own = next(((text, p) for text, p in char.alternatives if text.isalnum() and text.isascii()), None)
    if _NTPN_TOKEN.fullmatch(char.text) or own is None:
        return char
    return Char(own[0], own[1], tuple(a for a in char.alternatives if a != own))


def _upper(char: Char) -> Char:
    """The character as NTPNs are printed, upper case: a small l or a bar is an unsure 1 or I, never an L.

    It is as sure as its capital and small form are together.
    """
    if char.text in "l|!":
        return Char("1", min(0.5, char.confidence), (("I", 0.3), *char.alternatives))
    return folded(char, _as_in_an_ntpn)


def _as_in_an_ntpn(text: str) -> str | None:
    """The capital or figure that an alternative stands for; None for signs."""
    upper = text.upper() if text not in "l|!" else "1"
    return upper if len(upper) == 1 and upper.isalnum() else None


def read_digits(strip: Strip, rule: FieldRule) -> Reading | None:
    """A number of one of the accepted lengths, its digits possibly in boxes or groups."""
    strip = strip.as_digits()
    best: Reading | None = None
    for start in range(min(2, len(strip.tokens))):
        digits: tuple[Char, ...] = ()
        lost = 0
        for end in range(start, len(strip.tokens)):
            chars = [c for c, owner in zip(strip.chars, strip.owner, strict=True) if owner == end]
            more = tuple(c for c in chars if c.text.isdigit())
            foreign = sum(c.text.isalnum() for c in chars) - len(more)
            grouped = _GROUPED.fullmatch("".join(c.text for c in chars)) is not None
            if not more or foreign or (len(chars) - len(more) > 2 and not grouped):
                break
            digits, lost = digits + more, lost + len(chars) - len(more)
            if len(digits) in rule.lengths:
                rank = rule.lengths.index(len(digits))
                fit = (1.0 if rank == 0 else 0.88 - 0.02 * rank) - 0.02 * (end - start) - 0.1 * start - 0.05 * lost
                if best is None or fit > best.fit:
                    tokens = strip.tokens[start : end + 1]
                    raw = " ".join(t.text for t in tokens)
                    best = Reading(Piece("".join(c.text for c in digits), digits, tokens, raw), fit)
    return best


def read_npwp(strip: Strip, rule: FieldRule) -> Reading | None:
    """15 or 16 digits with any of the printed separators; from a 22-digit NITKU the first 16."""
    strip = strip.as_digits()
    best: Reading | None = None
    for match in _GROUP.finditer(strip.text):
        for end in _token_ends(strip, match.start(), match.end()):
            part = strip.text[match.start() : end]
            value = re.sub(r"\D", "", part)
            if len(value) not in (15, 16, 22):
                continue
            piece = strip.part(match.start(), end, value[:16], without=" .-/|(),:")
            bars = frozenset({"separators"}) if re.search(r"[/|(),:]", part) else frozenset[str]()
            dotted = bool(re.fullmatch(r"\d\d\.?\d{3}\.?\d{3}[.\- ]?\d[.\-]?\d{3}\.?-?\d{3}", part.replace(" ", "")))
            fit = 1.0 if len(value) == 16 or dotted else 0.8
            fit -= 0.02 * (len(piece.tokens) - 1) + (0.1 if match.start() else 0) + 0.1 * len(bars)
            if best is None or fit > best.fit:
                best = Reading(Piece(piece.value, piece.chars[:16], piece.tokens, piece.raw), fit, doubts=bars)
    return best


def _token_ends(strip: Strip, start: int, end: int) -> list[int]:
    """Positions within the span at which a token ends."""
    spaces = [i for i in range(start, end) if strip.text[i] == " "]
    return [*spaces, end]


def read_account(strip: Strip, rule: FieldRule) -> Reading | None:
    """A tax account code: six digits that begin with 41 (42 for non-tax revenue)."""
    pair = read_account_pair(strip, rule)
    if pair is not None:
        return pair
    strip = strip.as_digits()
    match = _ACCOUNT.search(strip.text)
    if match is None:
        return None
    value = match.group().replace(" ", "")
    return Reading(strip.part(match.start(), match.end(), value), 1.0 if match.start() == 0 else 0.8)


def read_account_pair(strip: Strip, rule: FieldRule) -> Reading | None:
    """Account and deposit code joined: "411128-402", "411128/402", "411128 - 403"; doubted where a gap parts one of them or their slash is misread."""
    strip = strip.as_digits()
    match = _PAIR.search(strip.text) or _PAIR_JOINED.search(strip.text)
    parted = None if match else _PAIR_PARTED.search(strip.text) or _PAIR_MISREAD.search(strip.text)
    match = match or parted
    if match is None:
        return None
    account, deposit = (strip.part(*match.span(n), match.group(n).replace(" ", "")) for n in (1, 2))
    doubts = frozenset({"separators"}) if parted else frozenset[str]()
    return Reading(account, 1.0 if match.start() == 0 else 0.8, {"kode_jenis_setoran": deposit}, doubts)


def read_deposit(strip: Strip, rule: FieldRule) -> Reading | None:
    """A deposit code: three digits, its account before it perhaps."""
    pair = read_account_pair(strip, rule)
    if pair is not None:
        return Reading(pair.extras["kode_jenis_setoran"], pair.fit, {"kode_akun_pajak": pair.piece}, pair.doubts)
    ink = strip.as_digits()
    match = _DEPOSIT.search(ink.text)
    if match is not None and match.start() <= _BEFORE_DEPOSIT:
        return Reading(ink.part(*match.span(), match.group().replace(" ", "")), 1.0)
    match = _DEPOSIT_BEHIND.search(strip.text)
    return Reading(strip.part(*match.span(), match.group()), 0.8) if match else None
