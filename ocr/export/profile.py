"""How somebody's own list looks: which columns, in which order, under which headings, with which ledger accounts.

Separate because profiles are kept in the store as JSON and are written by people. Imports the rows only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ocr.errors import InvalidValue, Language
from ocr.export.rows import COLUMNS, OPTIONAL_COLUMNS, Exportable, Value, headings_of, row_values

KNOWN = (*COLUMNS, *OPTIONAL_COLUMNS)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a name out of KNOWN, and its heading (empty: the usual one in the reader's language)."""

    name: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """Columns in order; `accounts` maps a kode setor ("411121-100") or a kode akun ("411121") to a ledger account."""

    columns: tuple[Column, ...]
    accounts: Mapping[str, str] = field(default_factory=dict)

    def headings(self, language: Language) -> list[str]:
        """The heading of every column."""
        usual = headings_of(language)
        return [column.heading or usual[column.name] for column in self.columns]

    def values(self, rows: Sequence[Exportable], language: Language) -> list[list[Value]]:
        """One line of values per row, in the columns' order."""
        found = [row_values(number, row, language, self.accounts) for number, row in enumerate(rows, 1)]
        return [[line[column.name] for column in self.columns] for line in found]

    def to_json(self) -> str:
        """As the store keeps it; `profile_from_json` is its inverse."""
        columns = [{"name": column.name, "heading": column.heading} for column in self.columns]
        return json.dumps({"columns": columns, "accounts": dict(self.accounts)}, ensure_ascii=False)


USUAL = Profile(tuple(Column(name) for name in COLUMNS))


def profile_from_json(text: str) -> Profile:
    """The profile written by `Profile.to_json`; InvalidValue when it is none or names an unknown column."""
    try:
        data = json.loads(text)
        columns = tuple(Column(str(item["name"]), str(item.get("heading", ""))) for item in data["columns"])
        accounts = {str(code): str(account) for code, account in data.get("accounts", {}).items()}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _invalid(text[:40]) from error
    unknown = [column.name for column in columns if column.name not in KNOWN]
    if unknown or not columns:
        raise _invalid(", ".join(unknown))
    return Profile(columns, accounts)


def _invalid(value: str) -> InvalidValue:
    names = ", ".join(KNOWN)
    return InvalidValue(field="profile", value=value, expected={"id": f"kolom {names}", "en": f"columns {names}"})
