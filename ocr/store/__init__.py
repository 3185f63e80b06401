"""What is kept: documents, pages, records, edits; the queue of pages to read; files by content hash.

Separate because the database is the truth: whatever a process forgets when it dies is here. May import document,
errors, settings, intake and forms; never the engine or streamlit.
"""

from ocr.store.database import AWAY
from ocr.store.familiar import Habit
from ocr.store.passes import Passing, PassView, WeekView
from ocr.store.store import Store
from ocr.store.views import (
    Claim,
    DocumentView,
    DuplicateGroup,
    DuplicatePage,
    EditView,
    ExportView,
    Override,
    PageView,
    ProfileView,
    QueueState,
    Receipt,
    RecordPage,
    RecordQuery,
    RecordView,
    SubmissionView,
    Tally,
    Total,
)

__all__ = [
    "AWAY",
    "Claim",
    "DocumentView",
    "DuplicateGroup",
    "DuplicatePage",
    "EditView",
    "ExportView",
    "Habit",
    "Override",
    "PageView",
    "PassView",
    "Passing",
    "ProfileView",
    "QueueState",
    "Receipt",
    "RecordPage",
    "RecordQuery",
    "RecordView",
    "Store",
    "SubmissionView",
    "Tally",
    "Total",
    "WeekView",
]
