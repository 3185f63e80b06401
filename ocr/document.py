"""The few types that travel: a page's pixels, its words, the fields and the record read from them.

Separate because every other part speaks in these and none of them may depend on another part; imports only the
standard library, numpy and the language type of the error tree. Everything is frozen: a change makes a new object.

Boxes are pixels of the page as rendered and turned upright, origin top-left. Page `number` counts from 1.
`confidence` is always 0.0–1.0.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ocr.errors import Language

Pixels = NDArray[np.uint8]
"""(H, W, 3) uint8, RGB."""

Kind = Literal["bpn", "billing", "ssp", "transfer", "lainnya"]
KINDS: tuple[Kind, ...] = ("bpn", "billing", "ssp", "transfer", "lainnya")

ValueType = Literal["id", "text", "date", "money", "code"]
"""How a value is typed: `id` and `code` are text cells, `date` is ISO 8601, `money` a plain decimal."""

FIELD_TYPES: Mapping[str, ValueType] = {
    "ntpn": "id",
    "ntb": "id",
    "stan": "id",
    "kode_billing": "id",
    "npwp": "id",
    "nama_wajib_pajak": "text",
    "kode_akun_pajak": "code",
    "kode_jenis_setoran": "code",
    "masa_pajak": "code",
    "tahun_pajak": "code",
    "tanggal": "date",
    "jumlah": "money",
    "mata_uang": "code",
    "terbilang": "text",
}
FIELD_NAMES: tuple[str, ...] = tuple(FIELD_TYPES)


class Box(NamedTuple):
    """A rectangle in page pixels: left < right, top < bottom, edges half-open."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Pixels from left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Pixels from top to bottom."""
        return self.bottom - self.top

    @property
    def middle(self) -> tuple[float, float]:
        """Centre as x, y."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def union(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in: the client's name (shown, never used as a path) and its bytes."""

    name: str
    data: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """Content hash, 64 hex digits: the identity of the file."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Char:
    """One recognised character, its confidence, and what else it may be (best first, without itself)."""

    text: str
    confidence: float
    alternatives: tuple[tuple[str, float], ...] = ()


def chance(chars: Iterable[Char]) -> float:
    """The chance that all `chars` are right, taking them as independent; 1 for none."""
    return math.prod(char.confidence for char in chars)


@dataclass(frozen=True, slots=True)
class Word:
    """Text in one box. `chars` is empty or has one entry per character of `text`, spaces included."""

    text: str
    box: Box
    confidence: float
    chars: tuple[Char, ...] = ()


@dataclass(frozen=True, slots=True)
class PageImage:
    """One rendered page: pixels at `dpi`, and the words of the PDF's text layer where there is one."""

    number: int
    pixels: Pixels = field(repr=False)
    dpi: int
    text_layer: tuple[Word, ...] = ()


PageSource = Literal["ocr", "text"]


@dataclass(frozen=True, slots=True)
class Slope:
    """The direction of writing over a page: angle = level + by_y · y, in radians, y in pixels; along a row it is the same.

    `rows` is how many rows of the page it was measured on, 0 for a guess.
    """

    level: float = 0.0
    by_y: float = 0.0
    rows: int = 0

    def at(self, y: float) -> float:
        """The angle at a height of the page."""
        return self.level + self.by_y * y


@dataclass(frozen=True, slots=True)
class PageText:
    """The words of one page, in pixels of the page after it was turned `turned_deg` clockwise.

    `width` and `height` are those of the turned page; `turned_deg` is 0, 90, 180 or 270 but for a photo that lay askew. `slope` is the direction of its rows, None where
    the reader did not measure it.
    """

    number: int
    width: int
    height: int
    words: tuple[Word, ...]
    source: PageSource
    seconds: float
    turned_deg: int = 0
    slope: Slope | None = None


@dataclass(frozen=True, slots=True)
class Stages:
    """Seconds one page spent being drawn as pixels, being read, and waiting for the page before it; None: not measured."""

    rasterise_s: float | None = None
    read_s: float | None = None
    wait_s: float | None = None


UNKNOWN = Stages()


Outcome = Literal["proves", "agrees", "cannot_tell", "contradicts"]


@dataclass(frozen=True, slots=True)
class Check:
    """What one named rule says about a field, with the sentence shown to the reviewer in both languages."""

    name: str
    outcome: Outcome
    sentence_id: str
    sentence_en: str

    def sentence(self, language: Language) -> str:
        """What the rule says, in `language`."""
        return self.sentence_id if language == "id" else self.sentence_en


ReviewReason = Literal["read_badly", "breaks_rule", "missing", "unverified"]


@dataclass(frozen=True, slots=True)
class Field:
    """A value with its evidence.

    `value` is canonical text (ISO date, plain decimal with a point, ids without separators) or None when absent;
    `raw` is the ink as read. `review` says why a person must look, None when nobody has to.
    `source` is empty, or names what filled the gap ("billing sheet, page 2").
    """

    name: str
    value: str | None
    raw: str = ""
    confidence: float = 0.0
    box: Box | None = None
    page: int | None = None
    checks: tuple[Check, ...] = ()
    chars: tuple[Char, ...] = ()
    review: ReviewReason | None = None
    source: str = ""
    changed_by: str | None = None

    @property
    def typed(self) -> str | date | Decimal | None:
        """The value as its type says: a date, a Decimal or text; None when absent."""
        return typed_value(self.name, self.value)


@dataclass(frozen=True, slots=True)
class Record:
    """One proof of payment: its kind, the pages it spans and its fields by name (every name of FIELD_NAMES)."""

    kind: Kind
    first_page: int
    last_page: int
    fields: Mapping[str, Field]
    warnings: tuple[Check, ...] = ()

    def value(self, name: str) -> str | None:
        """The canonical text of a field; None when absent."""
        return self.fields[name].value

    @property
    def review(self) -> tuple[str, ...]:
        """Names of the fields a person must look at, in form order."""
        return tuple(name for name in FIELD_NAMES if self.fields[name].review)

    @property
    def kode_setor(self) -> str | None:
        """`411121-100`, from account and deposit code; the account alone when the deposit code is absent."""
        kap, kjs = self.value("kode_akun_pajak"), self.value("kode_jenis_setoran")
        return f"{kap}-{kjs}" if kap and kjs else kap

    def with_field(self, changed: Field) -> Record:
        """A copy with one field replaced."""
        return replace(self, fields={**self.fields, changed.name: changed})


def typed_value(name: str, value: str | None) -> str | date | Decimal | None:
    """`value` of field `name` as a date, Decimal or text.

    Raises ValueError or decimal.InvalidOperation when the text is not canonical for its type.
    """
    if value is None:
        return None
    match FIELD_TYPES[name]:
        case "date":
            return date.fromisoformat(value)
        case "money":
            return Decimal(value)
        case _:
            return value


def _char_to_list(char: Char) -> list[Any]:
    return [char.text, round(char.confidence, 4), [[t, round(p, 4)] for t, p in char.alternatives]]


def _char_from_list(data: list[Any]) -> Char:
    return Char(data[0], data[1], tuple((t, p) for t, p in data[2]))


def page_text_to_dict(page: PageText) -> dict[str, Any]:
    """`page` as JSON-ready data; `page_text_from_dict` is its inverse (confidences rounded to 4 digits)."""
    return {
        "number": page.number,
        "width": page.width,
        "height": page.height,
        "source": page.source,
        "seconds": page.seconds,
        "turned_deg": page.turned_deg,
        "slope": [page.slope.level, page.slope.by_y, page.slope.rows] if page.slope else None,
        "words": [
            [w.text, [round(float(v), 1) for v in w.box], round(w.confidence, 4), [_char_to_list(c) for c in w.chars]]
            for w in page.words
        ],
    }


def page_text_from_dict(data: Mapping[str, Any]) -> PageText:
    """The PageText written by `page_text_to_dict`, today's or one before pages had a slope."""
    words = tuple(
        Word(text, Box(*box), confidence, tuple(_char_from_list(c) for c in chars))
        for text, box, confidence, chars in data["words"]
    )
    return PageText(
        data["number"],
        data["width"],
        data["height"],
        words,
        data["source"],
        data["seconds"],
        data["turned_deg"],
        Slope(*data["slope"]) if data.get("slope") else None,
    )


def field_to_dict(item: Field) -> dict[str, Any]:
    """`item` as JSON-ready data; `field_from_dict` is its inverse."""
    return {
        "name": item.name,
        "value": item.value,
        "raw": item.raw,
        "confidence": round(item.confidence, 4),
        "box": [round(float(v), 1) for v in item.box] if item.box else None,
        "page": item.page,
        "checks": [[c.name, c.outcome, c.sentence_id, c.sentence_en] for c in item.checks],
        "chars": [_char_to_list(c) for c in item.chars],
        "review": item.review,
        "source": item.source,
        "changed_by": item.changed_by,
    }


def field_from_dict(data: Mapping[str, Any]) -> Field:
    """The Field written by `field_to_dict`."""
    return Field(
        name=data["name"],
        value=data["value"],
        raw=data["raw"],
        confidence=data["confidence"],
        box=Box(*data["box"]) if data["box"] else None,
        page=data["page"],
        checks=tuple(Check(*c) for c in data["checks"]),
        chars=tuple(_char_from_list(c) for c in data["chars"]),
        review=data["review"],
        source=data["source"],
        changed_by=data["changed_by"],
    )


def record_to_dict(record: Record) -> dict[str, Any]:
    """`record` as JSON-ready data; `record_from_dict` is its inverse."""
    return {
        "kind": record.kind,
        "first_page": record.first_page,
        "last_page": record.last_page,
        "fields": [field_to_dict(record.fields[name]) for name in FIELD_NAMES],
        "warnings": [[c.name, c.outcome, c.sentence_id, c.sentence_en] for c in record.warnings],
    }


def record_from_dict(data: Mapping[str, Any]) -> Record:
    """The Record written by `record_to_dict`."""
    fields = (field_from_dict(item) for item in data["fields"])
    return Record(
        kind=data["kind"],
        first_page=data["first_page"],
        last_page=data["last_page"],
        fields={item.name: item for item in fields},
        warnings=tuple(Check(*c) for c in data["warnings"]),
    )
