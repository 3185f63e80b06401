"""The table of tax account and deposit codes: describes a pair, ranks near-misses, rejects nothing.

Separate because the table is data with gaps (successor regulations are not in it): an unknown pair is a remark, never an
error. Imports only the standard library.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("kap_kjs.csv")


@cache
def _table() -> dict[tuple[str, str], tuple[str, str]]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {(row["kap"], row["kjs"]): (row["jenis_pajak"], row["uraian"]) for row in csv.DictReader(file)}


@cache
def _accounts() -> dict[str, str]:
    return {kap: name for (kap, _), (name, _) in reversed(_table().items())}


def describe_kode(kap: str | None, kjs: str | None = None) -> str | None:
    """What a code pair pays, as "PPh 21: Masa PPh Pasal 21"; the tax alone for an unknown deposit code; else None."""
    if kap is None:
        return None
    if kjs is not None and (kap, kjs) in _table():
        tax, purpose = _table()[kap, kjs]
        return tax if tax == purpose else f"{tax}: {purpose}"
    return _accounts().get(kap)


def is_known_account(kap: str) -> bool:
    """True when the table holds the tax account."""
    return kap in _accounts()


def is_known_pair(kap: str, kjs: str) -> bool:
    """True when the table holds the pair."""
    return (kap, kjs) in _table()
