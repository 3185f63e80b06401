"""Form definitions: what the TOML files of this folder say, checked while loading.

Separate so that a colleague adds a bank's layout without Python, and so that a slip of the pen stops the start with a
sentence naming file, key and accepted values. Imports only the error tree and the document types.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

from ocr.document import FIELD_NAMES, KINDS, Kind
from ocr.errors import SettingsError

GRAMMARS: tuple[str, ...] = (
    "ntpn",
    "digits",
    "npwp",
    "name",
    "amount",
    "date",
    "period",
    "year",
    "account",
    "deposit",
    "account_pair",
    "currency",
    "words",
    "text",
)
ISSUERS: tuple[str, ...] = ("djp", "djbc", "dja", "daerah")
_FIELDS_FILE = "fields.toml"
_BRACES = re.compile(r"\{([^{}]*)\}")
_FIELD_KEYS = {"grammar", "labels", "lengths", "below", "otherwise"}
_LAYOUT_KEYS = {
    "name",
    "kind",
    "titles",
    "phrases",
    "issuer",
    "evidence",
    "needs",
    "absent",
    "forbidden",
    "required",
    "dated_periods",
    "labels",
}


@dataclass(frozen=True, slots=True)
class FieldRule:
    """How one printed field is found and read. `lengths` are accepted numbers of digits, the expected one first.

    `otherwise` is the field that its label names where the value is none of its own.
    """

    name: str
    grammar: str
    labels: tuple[str, ...]
    lengths: tuple[int, ...] = ()
    below: bool = False
    otherwise: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """One form: how it is recognised, what it must carry and which labels mean something else on it.

    `dated_periods` tells that it prints a period as a date ("01-06-2011" is June), not as first and last month and a year.
    """

    name: str
    kind: Kind
    titles: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    issuer: str = "djp"
    evidence: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    forbidden: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)
    dated_periods: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Forms:
    """Every field and layout, the labels of all of them (normalised text → field name), and their headings, normalised.

    `titles` begin a document; `headings` are titles and phrases together. `words` are the printed variants of words in
    labels, each with the word it stands for. `remarks`, normalised, say behind a label how its value is written.
    """

    fields: Mapping[str, FieldRule]
    layouts: tuple[Layout, ...]
    labels: Mapping[str, str]
    titles: frozenset[str]
    headings: frozenset[str]
    words: Mapping[str, str] = field(default_factory=dict)
    remarks: frozenset[str] = frozenset()


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """`text` as labels are compared: upper-case letters and digits only."""
    return re.sub(r"[^A-Z0-9#]", "", text.upper())


def written_out(text: str, words: Mapping[str, str]) -> str:
    """`text` as `plain` gives it, the variants that `words` knows exchanged for the words they stand for."""
    parts = re.findall(r"[A-Z0-9#]+", text.upper())
    return "".join(words.get(part, part) for part in parts)


@cache
def standard_forms() -> Forms:
    """The forms of this folder, loaded once."""
    return load_forms(Path(__file__).parent)


def load_forms(folder: Path) -> Forms:
    """The forms defined by the TOML files of `folder`; SettingsError names file, key, value and what is accepted."""
    rules, words, remarks = _fields(folder / _FIELDS_FILE)
    fields = {rule.name: rule for rule in rules}
    labels = _labels_of(fields.values(), words)
    paths = sorted(path for path in folder.glob("*.toml") if path.name != _FIELDS_FILE)
    layouts = tuple(_layout(path, fields) for path in paths)
    if not layouts:
        raise SettingsError(variable=str(folder), value="", accepted="at least one layout file *.toml")
    for layout in layouts:
        for text, name in layout.labels.items():
            labels.setdefault(text, name)
    titles = frozenset(plain(text) for layout in layouts for text in layout.titles)
    phrases = frozenset(plain(text) for layout in layouts for text in layout.phrases)
    return Forms(fields, layouts, labels, titles, titles | phrases, words, remarks)


def _labels_of(rules: Iterable[FieldRule], words: Mapping[str, str]) -> dict[str, str]:
    """Every label as printed and written out, with the field it names."""
    labels: dict[str, str] = {}
    for rule in rules:
        for label in rule.labels:
            for text in (plain(label), written_out(label, words)):
                taken = labels.setdefault(text, rule.name)
                if taken != rule.name or not text:
                    _refuse(Path(_FIELDS_FILE), f"{rule.name}.labels", label, f"a label that {taken} does not have")
    return labels


def _refuse(path: Path, key: str, value: object, accepted: str) -> None:
    raise SettingsError(variable=f"{path.name}: {key}", value=value, accepted=accepted)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(variable=path.name, value=str(error), accepted="a TOML file") from error


def _fields(path: Path) -> tuple[list[FieldRule], dict[str, str], frozenset[str]]:
    """The fields, the variants of words in their labels, and the remarks behind them."""
    data = _read(path)
    _known_keys(path, data, {"field", "word", "remarks"})
    rules = [_field(path, name, table) for name, table in data.get("field", {}).items()]
    names = {rule.name for rule in rules}
    for rule in rules:
        if rule.otherwise and rule.otherwise not in names:
            _refuse(path, f"field.{rule.name}.otherwise", rule.otherwise, " | ".join(sorted(names)))
    missing = set(FIELD_NAMES) - names
    if missing:
        _refuse(path, "field", sorted(missing), "a table for every column of the result")
    remarks = frozenset(map(plain, _labels(path, "remarks", data.get("remarks", []))))
    return rules, _words(path, data.get("word", {})), remarks


def _words(path: Path, table: Any) -> dict[str, str]:
    """Variant → word, both as labels are compared; a variant stands for one word only."""
    if not isinstance(table, dict):
        _refuse(path, "word", table, "a table: word = [variants]")
    words: dict[str, str] = {}
    for word, variants in table.items():
        for variant in _texts(path, f"word.{word}", variants):
            if words.setdefault(plain(variant), plain(word)) != plain(word):
                _refuse(path, f"word.{word}", variant, "a variant of one word only")
    return words


def _field(path: Path, name: str, table: dict[str, Any]) -> FieldRule:
    _known_keys(path, table, _FIELD_KEYS, f"field.{name}.")
    grammar, lengths, below = table.get("grammar", ""), table.get("lengths", []), table.get("below", False)
    if grammar not in GRAMMARS:
        _refuse(path, f"field.{name}.grammar", grammar, " | ".join(GRAMMARS))
    if not isinstance(lengths, list) or not all(isinstance(n, int) and 0 < n < 33 for n in lengths):
        _refuse(path, f"field.{name}.lengths", lengths, "a list of whole numbers 1–32")
    if grammar == "digits" and not lengths:
        _refuse(path, f"field.{name}.lengths", lengths, "the accepted numbers of digits, the expected one first")
    if not isinstance(below, bool):
        _refuse(path, f"field.{name}.below", below, "true | false")
    labels = _labels(path, f"field.{name}.labels", table.get("labels", []))
    if not labels:
        _refuse(path, f"field.{name}.labels", labels, "at least one label")
    return FieldRule(name, grammar, labels, tuple(lengths), below, table.get("otherwise", ""))


def _layout(path: Path, fields: Mapping[str, FieldRule]) -> Layout:
    data = _read(path)
    _known_keys(path, data, _LAYOUT_KEYS)
    kind, issuer, name = data.get("kind"), data.get("issuer", "djp"), data.get("name")
    if not isinstance(name, str) or not name:
        _refuse(path, "name", name, "the layout's name")
    if kind not in KINDS:
        _refuse(path, "kind", kind, " | ".join(KINDS))
    if issuer not in ISSUERS:
        _refuse(path, "issuer", issuer, " | ".join(ISSUERS))
    dated = data.get("dated_periods", False)
    if not isinstance(dated, bool):
        _refuse(path, "dated_periods", dated, "true | false")
    titles = _texts(path, "titles", data.get("titles", []))
    if not titles:
        _refuse(path, "titles", titles, "at least one title printed on the form")
    sets = {key: _names(path, key, data.get(key, []), fields) for key in ("evidence", "needs", "absent", "forbidden")}
    required = _names(path, "required", data.get("required", []), dict.fromkeys(FIELD_NAMES))
    own = {plain(t): f for f, ts in _own_labels(path, data.get("labels", {}), fields) for t in ts}
    return Layout(
        str(name),
        cast(Kind, kind),
        titles,
        _texts(path, "phrases", data.get("phrases", [])),
        issuer,
        **sets,
        required=required,
        labels=own,
        dated_periods=dated,
    )


def _own_labels(path: Path, table: Any, fields: Mapping[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
    if not isinstance(table, dict):
        _refuse(path, "labels", table, "a table: field = [labels]")
    for name in table:
        if name not in fields:
            _refuse(path, f"labels.{name}", name, " | ".join(fields))
    return [(name, _labels(path, f"labels.{name}", texts)) for name, texts in table.items()]


def _known_keys(path: Path, table: Mapping[str, Any], known: set[str], prefix: str = "") -> None:
    for key in table:
        if key not in known:
            _refuse(path, f"{prefix}{key}", table[key], " | ".join(sorted(known)))


def _texts(path: Path, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) and plain(text) for text in value):
        _refuse(path, key, value, "a list of texts with letters or digits")
    return tuple(value)


def _labels(path: Path, key: str, value: Any) -> tuple[str, ...]:
    """The labels of a list, those with words in braces once for each of the words: "Tanggal {Bayar|Setor}" is two."""
    texts = _texts(path, key, value)
    for text in texts:
        if re.search(r"[{}]", _BRACES.sub("", text)):
            _refuse(path, key, text, "braces in pairs: {this|that}")
    return tuple(dict.fromkeys(label for text in texts for label in _spelled_out(text)))


def _spelled_out(text: str) -> Iterator[str]:
    """`text` with each choice of its words in braces."""
    parts = _BRACES.split(text)
    choices = [part.split("|") if index % 2 else [part] for index, part in enumerate(parts)]
    return (" ".join("".join(chosen).split()) for chosen in itertools.product(*choices))


def _names(path: Path, key: str, value: Any, known: Mapping[str, Any]) -> frozenset[str]:
    if not isinstance(value, list) or not all(name in known for name in value):
        _refuse(path, key, value, "a list of field names: " + " | ".join(known))
    return frozenset(value)
