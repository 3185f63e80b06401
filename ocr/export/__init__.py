"""Records as files people and programs use: a typed workbook, the user's own template filled, JSON.

Separate because the pages, REST and the command line hand out the same files. May import document, forms and i18n;
a row comes from anything that has a record, a file name and a status (the store's RecordView is one).
"""

from ocr.export.profile import KNOWN, USUAL, Column, Profile, profile_from_json
from ocr.export.rows import COLUMNS, Exportable, Row, as_json, kind_name, review_sentence
from ocr.export.template import fill_template
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
    "as_json",
    "fill_template",
    "kind_name",
    "profile_from_json",
    "review_sentence",
    "workbook",
]
