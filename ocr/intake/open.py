"""Opens an upload: checks it against the limits and hands out its pages one by one.

Separate from the formats so that the limits and their order stand in one place.
"""

from __future__ import annotations

from typing import Protocol

from ocr.document import PageImage, Upload
from ocr.errors import EmptyFile, TooLarge, TooManyPages, UnsupportedFile
from ocr.intake.images import ImageDocument
from ocr.intake.pdf import PdfDocument
from ocr.intake.sniff import media_type
from ocr.settings import Settings


class Document(Protocol):
    """An accepted file. Pages are decoded when asked for and not kept: one raster in memory at a time."""

    media_type: str
    page_count: int

    def page(self, number: int) -> PageImage:
        """Page `number` (from 1) as pixels; DamagedFile names the page when it cannot be decoded."""
        ...


def open_document(upload: Upload, settings: Settings) -> Document:
    """`upload` as a document whose pages can be asked for.

    Raises EmptyFile, TooLarge, UnsupportedFile, EncryptedPdf, DamagedFile, TooManyPixels or TooManyPages.
    """
    if not upload.data:
        raise EmptyFile(name=upload.name)
    if len(upload.data) > settings.max_content_length:
        raise TooLarge(name=upload.name, limit_mb=settings.max_upload_mb)
    kind = media_type(upload.data)
    if kind is None:
        raise UnsupportedFile(name=upload.name)
    document: Document = (
        PdfDocument(upload, settings) if kind == "application/pdf" else ImageDocument(upload, kind, settings)
    )
    if document.page_count > settings.max_pages_per_pdf:
        raise TooManyPages(name=upload.name, pages=_counted(document, settings), limit=settings.max_pages_per_pdf)
    return document


def _counted(document: Document, settings: Settings) -> str:
    """How many pages a document has; those of a TIFF are not counted to the end."""
    return f"{settings.max_pages_per_pdf}+" if document.media_type == "image/tiff" else str(document.page_count)
