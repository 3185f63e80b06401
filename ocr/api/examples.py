"""Examples for /api/docs: one request and one answer of each kind, fictional throughout.

Separate because they are data and long.
"""

from __future__ import annotations

from typing import Any

from ocr.api.answers import Failure

PROCESS_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "PDF, JPEG, HEIC, PNG, TIFF or WebP",
                        }
                    },
                }
            }
        },
    }
}
"""OpenAPI's description of the body, which the handler reads itself so that the caller is admitted first."""

PROOF: dict[str, Any] = {
    "id": "5f1c9b6e0f6e4b6f9b0d9a2f3c4d5e6f",
    "version": 1,
    "status": "open",
    "document_id": "0d3c1f9a7b2e4c5d8e6f1a2b3c4d5e6f",
    "nama_berkas": "bpn-januari.pdf",
    "halaman": 1,
    "halaman_terakhir": 1,
    "jenis_dokumen": "bpn",
    "kode_setor": "411121-100",
    "tanggal": "2024-01-15",
    "jumlah": 12345678.0,
    "mata_uang": "IDR",
    "ntpn": "4C2U16P1BBJ5T5E6",
    "ntb": "000022763695",
    "stan": "563515",
    "kode_billing": "024012772858141",
    "npwp": "0012345678901000",
    "nama_wajib_pajak": "PT CONTOH SEJAHTERA",
    "kode_akun_pajak": "411121",
    "kode_jenis_setoran": "100",
    "masa_pajak": "01",
    "tahun_pajak": "2024",
    "terbilang": "dua belas juta tiga ratus empat puluh lima ribu enam ratus tujuh puluh delapan rupiah",
    "confidence": {"ntpn": 0.91, "jumlah": 0.99},
    "review": ["ntpn"],
    "warnings": [],
    "boxes": {"ntpn": [832.0, 301.5, 1102.0, 327.0, 1]},
    "preview_filename": "0d3c1f9a7b2e4c5d8e6f1a2b3c4d5e6f-1.jpg",
    "raw_ocr": "BUKTI PENERIMAAN NEGARA\nPenerimaan Pajak\n…",
}

PROCESSED: dict[str, Any] = {
    "success": True,
    "message": "1 bukti setor ditemukan di 1 halaman.",
    "total_halaman": 1,
    "document_id": PROOF["document_id"],
    "data": [PROOF],
    "pages": [{"halaman": 1, "status": "ok", "source": "ocr", "seconds": 0.4, "error": None}],
    "advice": [],
    "warnings": [],
}


def answered(example: Any) -> dict[int | str, dict[str, Any]]:
    """The `responses` entry of a 200 with its example."""
    return {200: {"content": {"application/json": {"example": example}}}}


def failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` entries of these error statuses."""
    return {status: _refusal(status) for status in statuses}


def _refusal(status: int) -> dict[str, Any]:
    described = {"model": Failure, "description": _MEANINGS[status]}
    return described | {"headers": {"Retry-After": _SECONDS}} if status in _AGAIN else described


_AGAIN = (429, 503, 504, 507)
_SECONDS = {"description": "seconds after which to ask again", "schema": {"type": "integer", "minimum": 1}}


_MEANINGS = {
    400: "no file, or a request that cannot be understood",
    401: "the API key is missing or wrong",
    404: "no such proof, document or picture",
    409: "somebody changed the proof since this version of it",
    413: "the file is too large",
    415: "not a PDF, JPEG, HEIC, PNG, TIFF or WebP",
    422: "damaged, encrypted, empty, too many pages; or a value its field does not accept",
    429: "too many requests; Retry-After says when to come back",
    503: "the engine has a problem; Retry-After says when to come back",
    504: "not read in time; the result can be fetched later by document_id",
    507: "the disk is full; send the file again when there is room",
}
