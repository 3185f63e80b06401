"""Values that are words: names, amounts in words, currencies, free text.

Separate because what matters here is where a text ends, not which characters it may hold. Imports strip, terbilang.
"""

from __future__ import annotations

import re

from ocr.forms.definitions import FieldRule
from ocr.forms.grammar.strip import Reading, Strip
from ocr.forms.names import with_company_form, with_spaces, without_full_stop
from ocr.forms.terbilang import is_amount_word, spelled, words_to_number

_CURRENCY = re.compile(r"(?i)(?<![A-Z])(IDR|USD|RP|RUPIAH|US\$|DOL+AR|[1lJ|]DR|U[S5][DO0])(?![A-Z])")


_CURRENCY_BEFORE = re.compile(r"(?i)(?:IDR|USD|RP|RUPIAH)[.:]?\s+(?=[a-z])")
"""The currency's own column, or the end of the words, which stands before them where a label or a line was lost."""
_QUOTES = frozenset('"“”')
_SOON = 2
"""Of the three words after an unread one so many must be words of an amount."""


def read_name(strip: Strip, rule: FieldRule) -> Reading | None:
    """The strip as a name: cleaned at the edges, at least two letters, more letters than digits."""
    start, end = _trimmed(strip.text)
    text = strip.text[start:end]
    letters, digits = sum(c.isalpha() for c in text), sum(c.isdigit() for c in text)
    if letters < 2 or digits > letters:
        return None
    exact = strip.tokens[0].exact
    half = not exact and sum(ch in _QUOTES for ch in text) % 2 == 1
    value = _as_printed(text) if exact else printed_name(re.sub(r'["“”]', "", text) if half else text)
    goes_on = strip.text[end:].lstrip().startswith(",")
    doubts = frozenset(name for name, doubted in (("half_quoted", half), ("ends_in_comma", goes_on)) if doubted)
    return Reading(strip.part(start, end, value), 0.95 if letters > 3 else 0.7, doubts=doubts)


def printed_name(read: str) -> str:
    """The name that was `read` from ink, as it was most likely printed: with its spaces, without dirt at its end."""
    return with_spaces(with_company_form(without_full_stop(_as_printed(read))))


def _as_printed(text: str) -> str:
    """`text` with the spaces that print has around full stops, commas and brackets, and one sign for apostrophes, one for quotes."""
    text = re.sub("[“”]", '"', re.sub("[`´‘’]", "'", text))
    text = re.sub(r"\s+(?=[.,)])|(?<=\()\s+", "", re.sub(r"\s+", " ", text))
    return re.sub(r"(?<=[^\s(])\(", " (", text)


def read_words(strip: Strip, rule: FieldRule) -> Reading | None:
    """The leading words of an amount; what follows them on the line is left out."""
    end, seen, rest = 0, 0, False
    for index, token in enumerate(strip.tokens):
        word = re.sub(r"[^0-9A-Za-z]", "", token.text)
        if word and not is_amount_word(token.text):
            if seen and not _joins(strip, index):
                if _goes_on(strip, index):
                    continue
                rest = _is_end(strip, index)
                break
            if not seen and index > 0:
                return None
        seen += bool(word)
        end = _token_end(strip, index)
    text = strip.text[:end]
    if not seen:
        return None
    amount = words_to_number(text)
    start, stop = _trimmed(text.rstrip(" ."))
    if before := _CURRENCY_BEFORE.match(text, start, stop):
        start = before.end()
    if text[start] == "(" and _closes(text[start:stop]):
        start, stop = start + 1, stop - 1
    value = spelled(re.sub(r"\s+", " ", text[start:stop]))
    if amount is None and (not is_amount_word(strip.tokens[0].text) or _CURRENCY.fullmatch(value.strip(" .:"))):
        return None
    doubts = frozenset({"rest"}) if rest else frozenset[str]()
    return Reading(strip.part(start, stop, value), 1.0 if amount else 0.6, doubts=doubts)


def _closes(text: str) -> bool:
    """True where the bracket that opens `text` closes at its end: it parts the words from the digits before them and is none of theirs."""
    return text.endswith(")") and "(" not in text[1:] and ")" not in text[:-1]


def _goes_on(strip: Strip, index: int) -> bool:
    """True for a word unread in the midst of an amount: no currency before it, words of an amount soon after it."""
    before = strip.tokens[:index]
    if strip.tokens[index].exact or any(_CURRENCY.search(token.text) for token in before):
        return False
    return sum(is_amount_word(token.text) for token in strip.tokens[index + 1 : index + 4]) >= _SOON


def _is_end(strip: Strip, index: int) -> bool:
    """True for unread ink close behind words that say no currency: their end, which may be more than a currency."""
    before, token = strip.tokens[index - 1], strip.tokens[index]
    if token.exact or any(_CURRENCY.search(t.text) for t in strip.tokens[:index]):
        return False
    near = token.box.left - before.box.right < 1.5 * token.height and abs(token.anchor[1] - before.anchor[1]) < (
        0.7 * token.height
    )
    return near and any(ch.isalpha() for ch in token.text)


def _joins(strip: Strip, index: int) -> bool:
    """True when the token completes a word begun before or after it ("se ratus", "del apan")."""
    before = strip.tokens[index - 1].text if index else ""
    after = strip.tokens[index + 1].text if index + 1 < len(strip.tokens) else ""
    token = strip.tokens[index].text
    return is_amount_word(before + token) or is_amount_word(token + after) or (bool(after) and is_amount_word(after))


def _token_end(strip: Strip, index: int) -> int:
    return max(i for i, owner in enumerate(strip.owner) if owner == index) + 1


def read_currency(strip: Strip, rule: FieldRule) -> Reading | None:
    """IDR or USD."""
    match = _CURRENCY.search(strip.text)
    if match is None:
        return None
    value = "USD" if match.group().upper().startswith(("U", "DOL")) else "IDR"
    return Reading(strip.part(*match.span(), value), 1.0 if match.start() == 0 else 0.8)


def read_text(strip: Strip, rule: FieldRule) -> Reading | None:
    """Whatever stands there."""
    start, end = _trimmed(strip.text)
    if start >= end:
        return Reading(strip.part(0, len(strip.text), ""), 0.5) if strip.text else None
    return Reading(strip.part(start, end, strip.text[start:end]), 0.8)


def _trimmed(text: str) -> tuple[int, int]:
    """The span of `text` without separators at its edges; closing brackets and full stops of a name stay."""
    start, end = 0, len(text)
    quoted = text.count('"') > 1
    while start < end and text[start] in " -–—_.,:;|=*'\"" and not (quoted and text[start] == '"'):
        start += 1
    while end > start and text[end - 1] in " -–—_,:;|=*":
        end -= 1
    return start, end
