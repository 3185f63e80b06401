"""What one browser session remembers: one typed object behind one accessor.

Separate so that nothing else writes into streamlit's session state but widget keys. Only what may be lost lives here:
documents, edits and progress are in the database, the batch is in the address.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from ocr.document import Field, Record
from ocr.errors import Language
from ocr.ui.pages import PageName

_KEY = "ocr"
UNDO_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Step:
    """One act of this person that can be taken back: an edit, or a record's acceptance or deletion (`field` is empty).

    `old` is the field as it stood, with its ink and its doubts, which come back with the value; `accepted` the record as it
    was accepted before the edit opened it again.
    """

    record_id: str
    field: str = ""
    old: Field | None = None
    new: str | None = None
    accepted: Record | None = None
    deleted: bool = False


@dataclass(slots=True)
class State:
    """One browser session. `drop` numbers the upload widgets, `grid` the tables: a new number is an empty widget.

    `who` is the name noted in the audit trail, None before the browser was asked for it; `named` says that it was typed in this session.
    `taken` are the uploads' own identities (not their bytes'): each is stored once, however often the browser sends it.
    `answer` names the answer to the desk's latest message, `heard` are its acts that need not come again, `unheard` says that others wait for the database;
    `table_waits` is the table of which cells wait for the database; `desk` is what the desk showed last, `beside_desk` what the rest of its page said then.
    `doubted` are the records that once stood among the doubtful ones, in that order: a corrected one keeps its place.
    `refusals` are sentences on files that could not come in while the database was away too; others stand in the store.
    `chosen` is the record that was picked from the list of history: a row's place says nothing once rows move.
    """

    language: Language | None = None
    batch: str = ""
    who: str | None = None
    named: bool = False
    drop: int = 0
    taken: set[str] = field(default_factory=set)
    grid: int = 0
    refusals: list[dict[Language, str]] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    record_id: str = ""
    chosen: str = ""
    go_to: PageName | None = None
    undo: list[Step] = field(default_factory=list)
    notice: str = ""
    notice_kind: str = "info"
    notice_field: str = ""
    answer: str = ""
    heard: list[str] = field(default_factory=list)
    drafts: dict[str, tuple[str, str]] = field(default_factory=dict)
    saved_cells: dict[str, str] = field(default_factory=dict)
    timings: list[float] = field(default_factory=list)
    accepted_at: float = 0.0
    table_batch: str = ""
    table_sort: str = ""
    table_waits: str = ""
    table_order: list[str] = field(default_factory=list)
    doubted: list[str] = field(default_factory=list)
    said: int = 0
    unheard: bool = False
    desk: dict[str, Any] | None = None
    beside_desk: dict[str, str | float | None] = field(default_factory=dict)

    def push(self, step: Step) -> None:
        """Remember how to take back the latest act."""
        self.undo.append(step)
        del self.undo[:-UNDO_DEPTH]

    def say(self, sentence: str, kind: str = "info", field: str = "") -> None:
        """Show a sentence on the next run; `kind` is info, good or bad; the desk leads to `field`."""
        self.notice, self.notice_kind, self.notice_field = sentence, kind, field
        self.said += 1


def state() -> State:
    """The state of this session, made on first use."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = State()
    found: State = st.session_state[_KEY]
    return found
