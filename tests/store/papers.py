"""Uploads, words and records for the tests of what keeps them."""

import io
import re
from collections.abc import Mapping, Sequence

from PIL import Image

from ocr.document import FIELD_NAMES, Box, Field, PageText, Record, Upload, Word
from ocr.store import Claim, Store


def upload(name: str = "setoran.tif", pages: int = 1, serial: int = 0) -> Upload:
    """A small TIFF; another `serial`, other bytes."""
    images = [Image.new("RGB", (8, 8), (number, serial % 256, serial // 256)) for number in range(pages)]
    buffer = io.BytesIO()
    images[0].save(buffer, "TIFF", save_all=True, append_images=images[1:])
    return Upload(name, buffer.getvalue())


def page_text(number: int, *lines: str) -> PageText:
    words = tuple(Word(line, Box(0, 20 * row, 100, 20 * row + 16), 0.9) for row, line in enumerate(lines))
    return PageText(number, 400, 600, words, "ocr", 0.5)


def record(first: int = 1, last: int | None = None, kind: str = "bpn", **values: str | None) -> Record:
    """A record with these values, everything else absent."""
    fields = {name: Field(name, values.get(name), confidence=0.9 if values.get(name) else 0.0) for name in FIELD_NAMES}
    assert set(values) <= set(fields)
    return Record(kind, first, last or first, fields)  # type: ignore[arg-type]


PAYMENT: Mapping[str, str] = {
    "ntpn": "4C2U16P1BBJ5T5E6",
    "kode_akun_pajak": "411128",
    "kode_jenis_setoran": "403",
    "masa_pajak": "01",
    "tahun_pajak": "2024",
    "tanggal": "2024-01-15",
    "jumlah": "1500000.00",
    "mata_uang": "IDR",
    "nama_wajib_pajak": "PT Maju Jaya",
    "kode_billing": "019022772858141",
}


def finished(store: Store, paper: Upload, records: Sequence[Record], **how: str) -> str:
    """The id of a document that was added, read and settled with `records`."""
    document_id = store.add(paper, **how).document_id  # type: ignore[arg-type]
    while (claim := store.claim("reader", 60)) is not None:
        store.finish(
            claim, page_text(claim.number, f"page {claim.number}"), f"{claim.document_id}{claim.number}".encode()
        )
    store.settle(document_id, records, store.text_version(document_id))
    return document_id


def claimed(store: Store, owner: str = "reader", lease_s: float = 60) -> Claim:
    claim = store.claim(owner, lease_s)
    assert claim is not None
    return claim


def files_of(store: Store) -> set[str]:
    """Hashes of everything on the shelves, drafts by their name."""
    paths = (path for path in store.files.folder.rglob("*") if path.is_file() and "sqlite" not in path.name)
    return {re.sub(r"\.jpg$", "", path.name) for path in paths}
