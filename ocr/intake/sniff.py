"""Recognises a file by its first bytes.

Separate because a file's name says nothing reliable: phones and scanners name PDFs `.jpg` and the reverse.
"""

from __future__ import annotations

# ISO 32000-1 Annex H: readers accept the PDF header anywhere in the first 1024 bytes.
_PDF_HEADER_WITHIN = 1024

_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
"""Photos as iPhones keep them: brands of still pictures, ISO 23008-12."""


def media_type(data: bytes) -> str | None:
    """The media type of `data` by its content, None when it is not one we read."""
    if b"%PDF-" in data[:_PDF_HEADER_WITHIN]:
        return "application/pdf"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith((b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")):
        return "image/tiff"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return "image/heic"
    return None
