"""Recognises a file by its first bytes.

Separate because a file's name says nothing reliable: phones and scanners name PDFs `.jpg` and the reverse.
"""

from __future__ import annotations

# ISO 32000-1 Annex H: readers accept the PDF header anywhere in the first 1024 bytes.
_PDF_HEADER_WITHIN = 1024


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
    return None


def is_heic(data: bytes) -> bool:
    """Whether `data` is a photo as iPhones keep it (ISO 23008-12, brands of still pictures), which we do not read."""
    return data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1")
