"""Draws the sample proofs and their truth again: `python -m samples.draw [folder]`.

Separate from layouts and damage: here stands which sample shows what. Truth and text are the same every time; the
pixels of scans and photos also depend on the versions of OpenCV and Pillow.
"""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ocr.document import FIELD_NAMES
from samples import authority, banks, damage, early, slips
from samples.damage import Grey
from samples.sheet import Sheet, sheets_to_pdf, shown
from samples.values import Party, Payment, digits, npwp, payment

SEED = 20260107
FOLDER = Path(__file__).parent
JPEG_QUALITY = 55

PARTIES = (
    ("PT CONTOH SEJAHTERA ABADI", ("JL. MERPATI PUTIH NO. 17", "JAKARTA SELATAN")),
    ("CV MAJU BERSAMA TEKNIK", ("JL. RAYA KENANGA 45 BLOK C", "SURABAYA")),
    ("BUDI HARTONO WIJAYA", ("PERUM GRIYA ASRI BLOK F2 NO. 9", "BEKASI")),
    ("PT SUMBER REJEKI LOGISTIK", ("KAWASAN INDUSTRI PURI KAV. 12", "BOGOR, JAWA BARAT 16966")),
    ("YAYASAN BINA ILMU NUSANTARA", ("JL. CEMPAKA PUTIH RAYA NO. 3", "SEMARANG")),
    ("SITI NURHALIZA RAMADHANI", ("DUSUN KRAJAN RT 002 RW 001", "MALANG")),
    ("PT OMBAK LAUT PERKASA TBK", ("GEDUNG CONTOH LT. 8", "BALIKPAPAN")),
    ("RUMAH MAKAN SEDERHANA JAYA", ("JL. ASIA AFRIKA NO. 88", "BANDUNG")),
)

Layout = Callable[[Random], list[Sheet]]


@dataclass(frozen=True, slots=True)
class Sample:
    """One file: its name, kind, layout, condition and how many proofs each page group holds."""

    name: str
    kind: str
    layout: str
    condition: str
    draw: Layout
    records: tuple[tuple[int, int, int], ...] = ((0, 1, 1),)
    """Record, first page, last page."""

    kinds: tuple[str, ...] = ()
    """Kind of each record, when they differ."""


def party(rng: Random) -> Party:
    """One of the fictional taxpayers with a number of his own."""
    name, address = rng.choice(PARTIES)
    return Party(name, npwp(rng), address)


def _one(layout: Callable[[Payment], list[Sheet]], year: int, *, first_digit: str = "0") -> Layout:
    return lambda rng: layout(payment(rng, party(rng), year=year, first_digit=first_digit))


def _g1(rng: Random) -> list[Sheet]:
    old = payment(rng, party(rng), year=2013)
    return early.g1(replace(old, ntb="15" + digits(rng, 10), ntpn="".join(rng.choices("0123456789", k=16))))


def _ssp(rng: Random) -> list[Sheet]:
    old = payment(rng, party(rng), year=2012)
    return authority.ssp(replace(old, ntb="15" + digits(rng, 10), ntpn="".join(rng.choices("0123456789", k=16))))


def _details(count: int, *, spaced: bool) -> Layout:
    def draw(rng: Random) -> list[Sheet]:
        first = payment(rng, party(rng), year=2025)
        others = [payment(rng, first.party, year=2025) for _ in range(count - 1)]
        return authority.coretax_billing(
            [first, *(replace(o, billing=first.billing, paid=first.paid) for o in others)], spaced=spaced
        )

    return draw


def _together(rng: Random) -> list[Sheet]:
    """A payment with its billing sheet behind it, and another payment: three proofs in one file."""
    paid = payment(rng, party(rng), year=2025)
    other = payment(rng, party(rng), year=2023)
    sheets = [*banks.coretax(paid), *authority.coretax_billing([paid]), *banks.danamon(other)]
    for record, sheet in enumerate(sheets):
        sheet.texts = [replace(run, record=record) for run in sheet.texts]
    return sheets


SAMPLES: tuple[Sample, ...] = (
    Sample("bpn-bca.pdf", "bpn", "bpn-bca", "born-digital", _one(banks.bca, 2019)),
    Sample("bpn-bca-faks.pdf", "bpn", "bpn-bca", "fax", _one(banks.bca, 2021)),
    Sample("bpn-danamon.pdf", "bpn", "bpn-danamon", "born-digital", _one(banks.danamon, 2022)),
    Sample("bpn-danamon-pindai.pdf", "bpn", "bpn-danamon", "scan", _one(banks.danamon, 2023)),
    Sample("bpn-mandiri.pdf", "bpn", "bpn-mandiri", "born-digital", _one(banks.mandiri, 2018), ((0, 1, 2),)),
    Sample("bpn-mandiri-pindai.pdf", "bpn", "bpn-mandiri", "scan", _one(banks.mandiri, 2020), ((0, 1, 2),)),
    Sample("bpn-coretax.pdf", "bpn", "bpn-coretax", "born-digital", _one(banks.coretax, 2025)),
    Sample("bpn-coretax-foto.jpg", "bpn", "bpn-coretax", "photo", _one(banks.coretax, 2025)),
    Sample("bpn-g1-pindai.pdf", "bpn", "bpn-g1", "scan", _g1),
    Sample("bpn-bea-cukai.pdf", "bpn", "bpn-bea-cukai", "born-digital", _one(early.customs, 2024, first_digit="4")),
    Sample("bpn-pnbp-pindai.jpg", "bpn", "bpn-pnbp", "scan", _one(early.pnbp, 2024, first_digit="8")),
    Sample("bpn-struk-termal.jpg", "bpn", "bpn-thermal", "thermal", _one(slips.thermal, 2023)),
    Sample("billing-djp.pdf", "billing", "billing-djp", "born-digital", _one(authority.djp_billing, 2018)),
    Sample("billing-djp-foto.jpg", "billing", "billing-djp", "photo", _one(authority.djp_billing, 2020)),
    Sample("billing-coretax.pdf", "billing", "billing-coretax", "born-digital", _details(1, spaced=False)),
    Sample("billing-coretax-rincian.pdf", "billing", "billing-coretax", "born-digital", _details(3, spaced=True),
           ((0, 1, 1), (1, 1, 1), (2, 1, 1))),
    Sample("gabungan.pdf", "bpn", "several", "born-digital", _together, ((0, 1, 1), (1, 2, 2), (2, 3, 3)),
           ("bpn", "billing", "bpn")),
    Sample("ssp-pindai.pdf", "ssp", "ssp", "scan", _ssp),
    Sample("transfer-brimo.png", "transfer", "transfer-brimo", "born-digital", _one(slips.brimo, 2024)),
    Sample("transfer-mybca.pdf", "transfer", "transfer-mybca", "born-digital", _one(slips.mybca, 2024)),
    Sample("setoran-tunai-foto.jpg", "transfer", "teller", "photo", _one(slips.teller, 2023)),
    Sample("pajak-daerah-dot-matrix.pdf", "bpn", "regional", "dot-matrix", _one(slips.regional, 2020)),
)  # fmt: skip


def truth_of(sample: Sample, sheets: Sequence[Sheet]) -> dict[str, Any]:
    """What a perfect reader finds in the sample, ready for JSON."""
    records = []
    for record, first, last in sample.records:
        values = shown(sheets, record)
        kind = sample.kinds[record] if sample.kinds else sample.kind
        fields = {name: values.get(name) for name in FIELD_NAMES}
        records.append({"kind": kind, "first_page": first, "last_page": last, "fields": fields})
    _fill_from_billing_sheets(records)
    return {
        "kind": sample.kind,
        "pages": len(sheets),
        "layout": sample.layout,
        "condition": sample.condition,
        "records": records,
    }


def _fill_from_billing_sheets(records: Sequence[dict[str, Any]]) -> None:
    """A payment of the same file takes account, deposit code and period from the billing sheet it pays."""
    sheets = {r["fields"]["kode_billing"]: r["fields"] for r in records if r["kind"] == "billing"}
    for record in records:
        other = sheets.get(record["fields"]["kode_billing"])
        if record["kind"] == "bpn" and other:
            for name in ("kode_akun_pajak", "kode_jenis_setoran", "masa_pajak", "tahun_pajak"):
                record["fields"][name] = record["fields"][name] or other[name]


def sheets_of(sample: Sample) -> list[Sheet]:
    """The sample's sheets; its name decides the values."""
    return sample.draw(Random(f"{SEED}/{sample.name}"))


def file_of(sample: Sample, sheets: Sequence[Sheet]) -> bytes:
    """The sample as the bytes of its file."""
    if sample.condition == "born-digital":
        return sheets_to_pdf(sheets) if sample.name.endswith(".pdf") else _png(sheets[0])
    seed = int.from_bytes(sample.name.encode()) % 2**32
    pages = [
        _damaged(np.random.default_rng([SEED, seed, number]), sheet, sample) for number, sheet in enumerate(sheets)
    ]
    if sample.name.endswith(".pdf"):
        return images_to_pdf([(page, sheet) for page, sheet in zip(pages, sheets, strict=True)], sample.condition)
    return jpeg(pages[0])


def _damaged(rng: np.random.Generator, sheet: Sheet, sample: Sample) -> Grey:
    dpi = 100 if sample.layout == "bpn-g1" else 200 if sample.condition == "thermal" else 150
    page: Grey = np.asarray(sheet.image(dpi), np.uint8)
    match sample.condition:
        case "fax":
            return damage.fax(rng, np.asarray(sheet.image(204), np.uint8))[0]
        case "photo":
            return damage.photo(rng, page)[0]
        case "thermal":
            return damage.photo(rng, damage.heat(rng, page)[0], tilt=0.03, table=60)[0]
        case "dot-matrix":
            return damage.scan(rng, damage.needles(rng, page, pitch=1.4)[0], skew_deg=0.4, grain=4)[0]
        case _:
            return damage.scan(rng, page, skew_deg=float(rng.uniform(-1.4, 1.4)), blur=0.5 if dpi == 100 else 0.7)[0]


def images_to_pdf(pages: Sequence[tuple[Grey, Sheet]], condition: str) -> bytes:
    """A PDF with nothing but a picture on each page, black and white for a fax."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pageCompression=1, invariant=1)
    for page, sheet in pages:
        canvas.setPageSize((sheet.width, sheet.height))
        picture: Any = Image.fromarray(page).convert("1") if condition == "fax" else io.BytesIO(jpeg(page))
        canvas.drawImage(ImageReader(picture), 0, 0, sheet.width, sheet.height)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def jpeg(page: Grey, quality: int = JPEG_QUALITY) -> bytes:
    """`page` as a JPEG file."""
    buffer = io.BytesIO()
    Image.fromarray(page).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def _png(sheet: Sheet) -> bytes:
    buffer = io.BytesIO()
    sheet.image(180).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def main() -> None:
    """Writes every sample and its truth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for sample in SAMPLES:
        sheets = sheets_of(sample)
        (folder / sample.name).write_bytes(file_of(sample, sheets))
        truth = json.dumps(truth_of(sample, sheets), indent=1, ensure_ascii=False) + "\n"
        (folder / sample.name).with_suffix(".json").write_text(truth, encoding="utf-8")


if __name__ == "__main__":
    main()
