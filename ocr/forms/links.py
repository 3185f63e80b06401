"""Records of one upload that belong together: a payment and its billing sheet, the same proof twice.

Separate because it looks at all records at once and at no word. Imports the document types.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ocr.document import Check, Field, Record

_PAID = frozenset({"bpn", "ssp"})
_SHARED = ("npwp", "nama_wajib_pajak", "mata_uang", "jumlah", "terbilang")
_CODES = ("kode_akun_pajak", "kode_jenis_setoran", "masa_pajak", "tahun_pajak")


def link_records(records: Sequence[Record]) -> tuple[Record, ...]:
    """The records, gaps filled between a payment and its billing sheet (source named), duplicates remarked.

    A payment whose billing sheet has several details becomes one record per detail, all with the payment's NTPN.
    """
    linked: list[Record] = []
    for record in records:
        sheets = _partners(record, records, "billing") if record.kind in _PAID else []
        payments = _partners(record, records, "bpn") if record.kind == "billing" else []
        if sheets:
            linked += _with_sheet(record, sheets)
        elif payments:
            linked.append(_paid(record, payments[0]))
        else:
            linked.append(record)
    return _with_duplicates(linked)


def _partners(record: Record, records: Sequence[Record], kind: str) -> list[Record]:
    billing = record.value("kode_billing")
    return [other for other in records if other.kind == kind and billing and other.value("kode_billing") == billing]


def _with_sheet(record: Record, sheets: Sequence[Record]) -> list[Record]:
    """The payment with the codes of its billing sheet, once per detail of the sheet."""
    result = []
    for sheet in sheets:
        several = len(sheets) > 1
        names = (*_CODES, *_SHARED)
        filled = {name: _filled(record.fields[name], sheet, force=several and name == "jumlah") for name in names}
        if filled["jumlah"].value != record.value("jumlah"):
            filled["terbilang"] = _words_of_all(filled["terbilang"])
        result.append(replace(record, fields={**record.fields, **filled}))
    return result


def _words_of_all(words: Field) -> Field:
    """The words of the whole payment beside the amount of one detail: they are no second print of that."""
    checks = (
        replace(
            check,
            name="terbilang_total",
            sentence_id="Total sama dengan terbilang.",
            sentence_en="The total equals its words.",
        )
        if (check.name, check.outcome) == ("terbilang_jumlah", "proves")
        else check
        for check in words.checks
    )
    return replace(words, checks=tuple(checks))


def _filled(field: Field, other: Record, *, force: bool = False) -> Field:
    """`field`, or the other record's where it is empty (or `force`d); its source says whence."""
    theirs = other.fields[field.name]
    if theirs.value is None or (field.value is not None and not force):
        return field
    names = {"billing": "lembar billing", "bpn": "BPN"}
    source = f"{names.get(other.kind, other.kind)}, halaman {theirs.page or other.first_page}"
    return replace(theirs, source=source)


def _paid(sheet: Record, payment: Record) -> Record:
    """A billing sheet whose payment stands in the same upload: no longer unpaid."""
    ntpn = payment.value("ntpn")
    paid = Check(
        "sudah_dibayar",
        "agrees",
        f"Sudah dibayar: BPN di halaman {payment.first_page}" + (f", NTPN {ntpn}." if ntpn else "."),
        f"Paid: see the proof on page {payment.first_page}" + (f", NTPN {ntpn}." if ntpn else "."),
    )
    filled = {name: _filled(sheet.fields[name], payment) for name in _SHARED[:3]}
    kept = tuple(check for check in sheet.warnings if check.name != "belum_dibayar")
    return replace(sheet, fields={**sheet.fields, **filled}, warnings=(paid, *kept))


def _with_duplicates(records: Sequence[Record]) -> tuple[Record, ...]:
    """Each record with a remark where the same NTPN pays the same thing twice in this upload."""
    return tuple(_remarked(record, records[:i], records[i + 1 :]) for i, record in enumerate(records))


def _key(record: Record) -> tuple[str | None, ...]:
    return tuple(record.value(name) for name in ("ntpn", *_CODES, "jumlah"))


def _remarked(record: Record, before: Sequence[Record], after: Sequence[Record]) -> Record:
    ntpn = record.value("ntpn")
    twins = [other for other in (*before, *after) if ntpn and _key(other) == _key(record)]
    if not twins:
        return record
    page = twins[0].first_page
    warning = Check(
        "ganda",
        "contradicts",
        f"Bukti yang sama sudah ada di halaman {page} berkas ini (NTPN, kode, masa, dan jumlah sama).",
        f"The same proof is on page {page} of this file (same NTPN, codes, period and amount).",
    )
    return replace(record, warnings=(*record.warnings, warning))
