"""How values are written: one reader per grammar named in `fields.toml`.

Separate because the same grammars serve located fields, tables and values found without a label.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ocr.forms.definitions import FieldRule
from ocr.forms.grammar import amounts, dates, ids, periods, texts
from ocr.forms.grammar.strip import Piece, Reading, Strip, strip_of
from ocr.forms.tokens import Token

__all__ = ["Piece", "Reading", "Strip", "read_value", "strip_of"]

_READERS: Mapping[str, Callable[[Strip, FieldRule], Reading | None]] = {
    "ntpn": ids.read_ntpn,
    "digits": ids.read_digits,
    "npwp": ids.read_npwp,
    "account": ids.read_account,
    "account_pair": ids.read_account_pair,
    "deposit": ids.read_deposit,
    "amount": amounts.read_amount,
    "date": dates.read_date,
    "period": periods.read_period,
    "year": periods.read_year,
    "name": texts.read_name,
    "words": texts.read_words,
    "currency": texts.read_currency,
    "text": texts.read_text,
}


def read_value(rule: FieldRule, tokens: Sequence[Token]) -> Reading | None:
    """What `tokens` say when they are read as the field's grammar; None when they say nothing of the kind."""
    return _READERS[rule.grammar](strip_of(tokens), rule) if tokens else None
