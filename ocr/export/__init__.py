"""Records as files people and programs use: a typed workbook, the user's own template filled, JSON.

Separate because the pages, REST and the command line hand out the same files. May import document, forms and i18n;
a row comes from anything that has a record, a file name and a status (the store's RecordView is one).
"""

from ocr.export.profile import KNOWN, USUAL, Column, Profile, accounts_from_lines, accounts_to_lines, profile_from_json
from ocr.export.rows import COLUMNS, Exportable, Row, as_json, headings_of, review_sentence
from ocr.export.template import check_template, fill_template
from ocr.export.workbook import MEDIA_TYPE, workbook

__all__ = [
    "COLUMNS",
    "KNOWN",
    "MEDIA_TYPE",
    "USUAL",
    "Column",
    "Exportable",
    "Profile",
    "Row",
    "accounts_from_lines",
    "accounts_to_lines",
    "as_json",
    "check_template",
    "fill_template",
    "headings_of",
    "profile_from_json",
    "review_sentence",
    "workbook",
]
