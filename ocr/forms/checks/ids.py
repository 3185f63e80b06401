"""Rules about numbers that name something. Separate from the rules about money and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from stdnum.id import nik
from stdnum.id import npwp as npwp_rules

from ocr.forms.checks.statement import Statement, state
from ocr.forms.drafts import Draft
from ocr.forms.kap_kjs import describe_kode, is_known_account, is_known_pair

_ISSUERS = {"djp": "0123", "djbc": "456", "dja": "789"}
_EQUALLY = 0.01
"""Values whose scores differ by less are labelled equally well."""
_LAST_NUMERIC_NTPN = date(2017, 1, 1)
"""MPN G1, whose NTPNs had digits only, ended in 2016."""


def ntpn_form(draft: Draft, today: date) -> Iterator[Statement]:
    """Sixteen letters and digits."""
    value = draft.value("ntpn")
    if value is None:
        return
    if not re.fullmatch(r"[A-Z0-9]{16}", value):
        yield state(
            ("ntpn",),
            "bentuk_ntpn",
            "contradicts",
            f"NTPN terbaca {len(value)} karakter, seharusnya 16.",
            f"The NTPN was read with {len(value)} characters, it has 16.",
        )
    elif value in {draft.value("kode_billing"), draft.value("npwp")}:
        yield state(
            ("ntpn",), "bentuk_ntpn", "contradicts", "NTPN sama dengan nomor lain.", "The NTPN equals another number."
        )
    elif value.isdigit() and _later(draft.value("tanggal"), _LAST_NUMERIC_NTPN):
        yield state(
            ("ntpn",),
            "bentuk_ntpn",
            "cannot_tell",
            "NTPN hanya berisi angka; sejak 2017 NTPN memuat huruf.",
            "The NTPN has digits only; since 2017 NTPNs hold letters.",
        )


def _later(day: str | None, limit: date) -> bool:
    return day is not None and date.fromisoformat(day) >= limit


def billing_issuer(draft: Draft, today: date) -> Iterator[Statement]:
    """The first digit of the billing code names who issued it: 0–3 tax, 4–6 customs, 7–9 non-tax revenue."""
    value = draft.value("kode_billing")
    issuer = draft.layout.issuer if draft.layout else ""
    if value is None or issuer not in _ISSUERS:
        return
    if len(value) != 15:
        yield state(
            ("kode_billing",),
            "penerbit_billing",
            "contradicts",
            f"Kode billing terbaca {len(value)} angka, seharusnya 15.",
            f"The billing code was read with {len(value)} digits, it has 15.",
        )
        return
    agrees = value[0] in _ISSUERS[issuer]
    yield state(
        ("kode_billing",),
        "penerbit_billing",
        "agrees" if agrees else "contradicts",
        "Angka pertama kode billing sesuai dengan penerbitnya."
        if agrees
        else f"Angka pertama kode billing ({value[0]}) bukan milik penerbit dokumen ini.",
        "The billing code's first digit fits its issuer."
        if agrees
        else f"The billing code's first digit ({value[0]}) is not of this document's issuer.",
    )


def lengths(draft: Draft, today: date) -> Iterator[Statement]:
    """NTB has 12 digits, STAN 6; another length in a scan is a lost digit until a person has looked."""
    for name, title, expected in (("ntb", "NTB", 12), ("stan", "STAN", 6)):
        value = draft.value(name)
        if value is None:
            continue
        right = len(value) == expected
        yield state(
            (name,),
            f"panjang_{name}",
            "agrees" if right else "cannot_tell" if draft.exact else "contradicts",
            f"{title} {expected} angka." if right else f"{title} terbaca {len(value)} angka, biasanya {expected}.",
            f"{title} has {expected} digits."
            if right
            else f"{title} was read with {len(value)} digits, usually {expected}.",
        )
    branch = draft.value("kode_cabang")
    if branch is not None and len(branch) not in (3, 4, 6):
        yield state(
            (),
            "panjang_cabang",
            "cannot_tell",
            f"Kode cabang terbaca {len(branch)} angka, biasanya 6.",
            f"The branch code was read with {len(branch)} digits, usually 6.",
        )


def npwp_check_digit(draft: Draft, today: date) -> Iterator[Statement]:
    """The ninth digit of an NPWP checks the eight before it; new Coretax numbers have none, so this never rejects."""
    value = draft.value("npwp")
    if value is None:
        return
    if has_check_digit(value):
        yield state(
            ("npwp",), "angka_periksa_npwp", "agrees", "Angka periksa NPWP benar.", "The NPWP's check digit fits."
        )
    else:
        yield state(
            ("npwp",),
            "angka_periksa_npwp",
            "cannot_tell",
            "Angka periksa NPWP tidak cocok; cocokkan dengan dokumen.",
            "The NPWP's check digit does not fit; compare it with the document.",
        )


def has_check_digit(value: str) -> bool:
    """True when an NPWP's check digit fits, or sixteen digits are a valid NIK."""
    short = value[1:] if len(value) == 16 and value[0] == "0" else value
    return bool(npwp_rules.is_valid(short) if len(short) == 15 else nik.is_valid(value))


def known_codes(draft: Draft, today: date) -> Iterator[Statement]:
    """Account and deposit code stand in the table; an unknown pair is a remark, the table is incomplete."""
    kap, kjs = draft.value("kode_akun_pajak"), draft.value("kode_jenis_setoran")
    if kap is None:
        return
    if kjs is not None and is_known_pair(kap, kjs):
        text = describe_kode(kap, kjs) or ""
        yield state(("kode_akun_pajak", "kode_jenis_setoran"), "tabel_kap_kjs", "agrees", f"{text}.", f"{text}.")
    elif kjs is not None or not is_known_account(kap):
        shown = f"{kap}-{kjs}" if kjs else kap
        yield state(
            ("kode_akun_pajak", "kode_jenis_setoran") if kjs else ("kode_akun_pajak",),
            "tabel_kap_kjs",
            "cannot_tell",
            f"Kode {shown} tidak ada di tabel KAP/KJS.",
            f"Code {shown} is not in the KAP/KJS table.",
        )


def printed_twice(draft: Draft, today: date) -> Iterator[Statement]:
    """A number printed in several places must be the same in all of them."""
    for name in ("ntpn", "kode_billing", "ntb", "npwp"):
        options = [f for f in draft.found.get(name, ()) if f.score > 0.7]
        values = {found.piece.value for found in options}
        if len(options) < 2:
            continue
        same = len(values) == 1
        yield state(
            (name,),
            "tercetak_dua_kali",
            "proves" if same else "contradicts",
            "Tercetak lebih dari sekali dan selalu sama."
            if same
            else "Tercetak lebih dari sekali dan berbeda: " + ", ".join(sorted(values)) + ".",
            "Printed more than once, always the same."
            if same
            else "Printed more than once and different: " + ", ".join(sorted(values)) + ".",
        )


def one_value(draft: Draft, today: date) -> Iterator[Statement]:
    """Two equally labelled places that say different things: a person must choose."""
    for name in ("tanggal", "jumlah", "stan"):
        options = draft.found.get(name, ())
        values = [found.piece.value for found in options if found.score > options[0].score - _EQUALLY]
        if len(set(values)) > 1:
            shown = ", ".join(dict.fromkeys(values))
            yield state(
                (name,),
                "satu_nilai",
                "contradicts",
                f"Beberapa nilai yang berbeda tercetak: {shown}.",
                f"Several different values are printed: {shown}.",
            )
