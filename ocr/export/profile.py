"""How somebody's own list looks: which columns, in which order, under which headings, with which ledger accounts.

Separate because profiles are kept in the store as JSON and are written by people. Imports the rows only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ocr.errors import InvalidValue, Language
from ocr.export.rows import COLUMNS, OPTIONAL_COLUMNS, Exportable, Value, headings_of, row_values

KNOWN = (*COLUMNS, *OPTIONAL_COLUMNS)
CODE = r"\d{6}(-\d{3})?"


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

    def checked(self) -> Profile:
        """The profile itself; InvalidValue when it has no column, one it does not know, one twice, or two alike headings."""
        names = [column.name for column in self.columns]
        unknown = [name for name in names if name not in KNOWN]
        if unknown or not names or len(set(names)) < len(names):
            raise _invalid(", ".join(unknown or names))
        for language in ("id", "en"):
            headings = [heading.casefold() for heading in self.headings(language)]
            twice = next((heading for heading in headings if headings.count(heading) > 1), None)
            if twice is not None:
                expected = {"id": "judul yang berbeda untuk tiap kolom", "en": "a heading of its own for every column"}
                raise InvalidValue(field="profile", value=twice, expected=expected)
        for code in self.accounts:
            if not re.fullmatch(CODE, code):
                raise _no_code(code)
        return self

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
    return Profile(columns, accounts).checked()


def accounts_from_lines(text: str) -> dict[str, str]:
    """Ledger accounts as people write them, "411121-100 = 2140" a line; InvalidValue names the first line that is none."""
    accounts = {}
    for line in filter(str.strip, text.splitlines()):
        code, _, account = (part.strip() for part in line.replace("\t", "=").partition("="))
        code = re.sub(r"\s*[-/]\s*", "-", code)
        if not re.fullmatch(CODE, code) or not account:
            raise _no_code(line.strip())
        accounts[code] = account
    return accounts


def accounts_to_lines(accounts: Mapping[str, str]) -> str:
    """The inverse of `accounts_from_lines`."""
    return "\n".join(f"{code} = {account}" for code, account in accounts.items())


def _no_code(value: str) -> InvalidValue:
    return InvalidValue(
        field="accounts",
        value=value,
        expected={"id": "411121-100 = 2140 atau 411121 = 2140", "en": "411121-100 = 2140 or 411121 = 2140"},
    )


def _invalid(value: str) -> InvalidValue:
    names = ", ".join(KNOWN)
    return InvalidValue(field="profile", value=value, expected={"id": f"kolom {names}", "en": f"columns {names}"})
