"""What people see and type: the names of columns and kinds of paper, and a correction turned into a field's canonical value.

Separate because the pages, the REST interface and the workbook all need it and none of them should know a grammar.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from ocr.document import FIELD_NAMES, Kind
from ocr.errors import InvalidValue, Language
from ocr.forms.grammar.amounts import canonical_amount, parse_amount
from ocr.forms.grammar.dates import parse_date
from ocr.forms.grammar.periods import parse_period, parse_year

_LABELS: Mapping[str, tuple[str, str]] = {
    "ntpn": ("NTPN", "NTPN"),
    "ntb": ("NTB/NTP", "NTB/NTP"),
    "stan": ("STAN", "STAN"),
    "kode_billing": ("Kode billing", "Billing code"),
    "npwp": ("NPWP", "NPWP (tax number)"),
    "nama_wajib_pajak": ("Nama wajib pajak", "Taxpayer name"),
    "kode_akun_pajak": ("Kode akun pajak (KAP)", "Tax account code (KAP)"),
    "kode_jenis_setoran": ("Kode jenis setoran (KJS)", "Deposit type code (KJS)"),
    "masa_pajak": ("Masa pajak", "Tax period"),
    "tahun_pajak": ("Tahun pajak", "Tax year"),
    "tanggal": ("Tanggal bayar", "Payment date"),
    "jumlah": ("Jumlah setoran", "Amount paid"),
    "mata_uang": ("Mata uang", "Currency"),
    "terbilang": ("Terbilang", "Amount in words"),
}
_KINDS: Mapping[Kind, tuple[str, str]] = {
    "bpn": ("Bukti penerimaan negara (BPN)", "Proof of tax payment (BPN)"),
    "billing": ("Lembar billing (belum dibayar)", "Billing sheet (not yet paid)"),
    "ssp": ("Surat setoran pajak (SSP)", "Tax payment form (SSP)"),
    "transfer": ("Bukti transfer", "Transfer slip"),
    "lainnya": ("Dokumen lain", "Other document"),
}
_EXPECTED: Mapping[str, tuple[str, str]] = {
    "ntpn": ("16 huruf dan angka", "16 letters and digits"),
    "ntb": ("6–16 angka", "6–16 digits"),
    "stan": ("4–12 angka", "4–12 digits"),
    "kode_billing": ("15 angka", "15 digits"),
    "npwp": ("15 atau 16 angka", "15 or 16 digits"),
    "nama_wajib_pajak": ("teks paling banyak 200 huruf", "text of at most 200 characters"),
    "kode_akun_pajak": ("6 angka, mis. 411121", "6 digits, e.g. 411121"),
    "kode_jenis_setoran": ("3 angka, mis. 100", "3 digits, e.g. 100"),
    "masa_pajak": ("bulan, mis. 07, Juli, atau 01-12", "a month, e.g. 07, July, or 01-12"),
    "tahun_pajak": ("tahun, mis. 2024", "a year, e.g. 2024"),
    "tanggal": ("tanggal, mis. 31/01/2024", "a date, day first, e.g. 31/01/2024"),
    "jumlah": ("jumlah, mis. 1.000.000,00", "an amount, e.g. 1.000.000,00"),
    "mata_uang": ("IDR atau USD", "IDR or USD"),
    "terbilang": ("teks paling banyak 300 huruf", "text of at most 300 characters"),
}
_EXCEL_EPOCH = date(1899, 12, 30)


def label(name: str, language: Language) -> str:
    """The column's name as people are shown it."""
    return _LABELS[name][0 if language == "id" else 1]


def kind_name(kind: Kind, language: Language) -> str:
    """What people call a paper of this kind."""
    return _KINDS[kind][0 if language == "id" else 1]


def parse_correction(name: str, text: str) -> str | None:
    """The canonical value of field `name` that a person typed; None for an emptied field.

    Raises InvalidValue when the text is no value of that field, KeyError for an unknown field.
    """
    if name not in FIELD_NAMES:
        raise KeyError(name)
    cleaned = re.sub(r"\s+", " ", text).strip()
    if cleaned in ("", "-", "–"):
        return None
    value = _PARSERS[name](cleaned)
    if value is None:
        raise no_value(name, text)
    return value


def no_value(name: str, text: str) -> InvalidValue:
    """That `text` is no value of field `name`, and what is."""
    return InvalidValue(field=_in_both(_LABELS[name]), value=text, expected=_in_both(_EXPECTED[name]))


def _in_both(texts: tuple[str, str]) -> dict[Language, str]:
    return {"id": texts[0], "en": texts[1]}


def _number(*lengths: int) -> Callable[[str], str | None]:
    def parse(text: str) -> str | None:
        digits = re.sub(r"[ .\-/]", "", text)
        return digits if digits.isascii() and digits.isdigit() and len(digits) in lengths else None

    return parse


def _ntpn(text: str) -> str | None:
    value = re.sub(r"[ .\-]", "", text).upper()
    return value if re.fullmatch(r"[A-Z0-9]{16}", value) else None


def _date(text: str) -> str | None:
    if re.fullmatch(r"\d{5}", text):
        day: date | None = _EXCEL_EPOCH + timedelta(days=int(text))
    else:
        day = parse_date(text)
    return day.isoformat() if day and date(1990, 1, 1) <= day <= date(2100, 1, 1) else None


def _amount(text: str) -> str | None:
    number = parse_amount(text)
    return canonical_amount(number) if number is not None else None


def _period(text: str) -> str | None:
    found = parse_period(text)
    return found[0] if found else None


def _year(text: str) -> str | None:
    return parse_year(text) if re.fullmatch(r"\d{4}", text) else None


def _currency(text: str) -> str | None:
    known = {"IDR": "IDR", "RP": "IDR", "RP.": "IDR", "RUPIAH": "IDR", "USD": "USD", "US$": "USD", "$": "USD"}
    return known.get(text.upper().strip("()"))


def _text(limit: int) -> Callable[[str], str | None]:
    return lambda text: text if len(text) <= limit else None


_PARSERS: Mapping[str, Callable[[str], str | None]] = {
    "ntpn": _ntpn,
    "ntb": _number(*range(6, 17)),
    "stan": _number(*range(4, 13)),
    "kode_billing": _number(15),
    "npwp": _number(15, 16),
    "nama_wajib_pajak": _text(200),
    "kode_akun_pajak": _number(6),
    "kode_jenis_setoran": _number(3),
    "masa_pajak": _period,
    "tahun_pajak": _year,
    "tanggal": _date,
    "jumlah": _amount,
    "mata_uang": _currency,
    "terbilang": _text(300),
}
