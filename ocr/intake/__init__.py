"""Bytes to pages: what kind of file it is, whether it may come in, and its pages one at a time.

Separate because everything a stranger sends is handled here, and only checked, decoded pixels leave.
May import document, errors and settings.
"""

from ocr.intake.open import Document, open_document
from ocr.intake.sniff import media_type

__all__ = ["Document", "media_type", "open_document"]
