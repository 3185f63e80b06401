"""Words → records: finds every proof of payment on the pages, its fields, and what proves or contradicts them.

Separate because it is pure and quick: no pixels, no network, no store. Imports the document types and the error tree.
"""

from ocr.forms.corrected import with_corrections
from ocr.forms.kap_kjs import describe_kode
from ocr.forms.people import kind_name, label, no_value, parse_correction
from ocr.forms.records import find_records
from ocr.forms.spot import read_spot

__all__ = [
    "describe_kode",
    "find_records",
    "kind_name",
    "label",
    "no_value",
    "parse_correction",
    "read_spot",
    "with_corrections",
]
