"""The review desk on the page: mounts the component, hands it data, applies what comes back.

Separate from what it shows (desk_data) and what it does (desk_acts).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import streamlit as st

from ocr.errors import DatabaseGone, NotFound
from ocr.i18n import Translator
from ocr.store import AWAY, RecordPage, RecordQuery, RecordView
from ocr.ui.desk_acts import Desk, Heard
from ocr.ui.desk_data import grouped, left_words, order, queue_data, record_data
from ocr.ui.frame import Frame

log = logging.getLogger(__name__)

FOLDER = Path(__file__).with_name("desk_component")
MOST_IN_QUEUE = 500
KEY = "review-desk"


def _source(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


_mount = st.components.v2.component(
    "bukti_setor_desk",
    html=_source("desk.html"),
    css=_source("desk.css"),
    js=(_source("logic.js") + _source("outbox.js")).replace("export ", "") + _source("desk.js"),
)
_mount_wake = st.components.v2.component("bukti_setor_wake", js=_source("wake.js"))
_heard = Heard()


def scope(frame: Frame) -> RecordQuery:
    """The records under review: the batch, or everything that is open when there is none."""
    batch = frame.state.batch
    return RecordQuery(batch=batch, status="" if batch else "open", sort="oldest", limit=MOST_IN_QUEUE)


@dataclass(frozen=True, slots=True)
class Scope:
    """The records under review as they are listed, and how many there are in all: `still_open` and `accepted`."""

    rows: tuple[RecordView, ...]
    still_open: int
    accepted: int


def in_scope(frame: Frame) -> Scope:
    """The records under review as they stand: open ones first, accepted ones where room is left, the asked one always."""
    store, asked = frame.service.store, scope(frame)
    still_open = store.records(replace(asked, status="open"))
    accepted = RecordPage((), 0)
    if asked.batch:
        accepted = store.records(replace(asked, status="accepted", limit=MOST_IN_QUEUE - len(still_open.rows)))
    # By id: what a colleague accepts between the two questions comes twice.
    rows = tuple({view.id: view for view in (*still_open.rows, *accepted.rows)}.values())
    return Scope((*rows, *_asked(frame, rows)), still_open.total, accepted.total)


def _asked(frame: Frame, rows: Sequence[RecordView]) -> tuple[RecordView, ...]:
    """The record that was asked for where it is none of `rows`; none when it is deleted or of another batch."""
    store, wanted, batch = frame.service.store, frame.state.record_id, frame.state.batch
    if not wanted or any(view.id == wanted for view in rows):
        return ()
    try:
        view = store.record(wanted)
    except NotFound:
        return ()
    elsewhere = batch and view.document_id not in store.document_ids(batch)
    return () if elsewhere or view.status == "deleted" else (view,)


def rows_in_scope(frame: Frame) -> tuple[RecordView, ...]:
    """The records under review as they are listed."""
    return in_scope(frame).rows


def review_desk(frame: Frame) -> None:
    """The desk, and beside it what can ask for all of it again."""
    _mount_wake(key="pulse-desk-wake", on_asked_change=lambda: None)
    frame.state.beside_desk = _beside_desk()
    _desk(frame)


def _beside_desk() -> dict[str, str | float | None]:
    """What the other elements of the page say, by their keys."""
    said = st.session_state.to_dict()
    return {str(key): value for key, value in said.items() if isinstance(value, str | int | float | None)}


@st.fragment
def _desk(frame: Frame) -> None:
    """Queue, page and form; a fragment, so that an act draws only the desk again."""
    # A click straight from a typed value travels with the act that saves it, and what Streamlit sends together counts for
    # the fragment alone: language or way of checking would be marked and not followed. What is gone since was another page's.
    then, now = frame.state.beside_desk, _beside_desk()
    if any(now[key] != then[key] for key in now.keys() & then.keys()):
        st.rerun()
    desk = Desk(frame.service, frame.state, frame.who, frame.language, lambda: rows_in_scope(frame), _heard)
    session = frame.state
    try:
        session.desk = _standing(frame)
    except AWAY as error:
        if session.desk is None:
            raise
        log.warning("the desk shows what it showed last", exc_info=error)
        session.say(DatabaseGone().message(frame.language), "bad")

    def hear() -> None:
        sent = st.session_state[KEY].acts
        if sent:
            desk.hear(sent["acts"])

    said = {
        "answer": session.answer,
        "heard": list(session.heard),
        "unheard": session.unheard,
        "notice": {
            "text": session.notice,
            "kind": session.notice_kind,
            "field": session.notice_field,
            "n": session.said,
        },
    }
    # In a list: among the values of a mapping Streamlit looks for tables, and brings pandas and pyarrow for it, 65 MB.
    _mount(key=KEY, data=[session.desk | said], on_acts_change=hear)


def _standing(frame: Frame) -> dict[str, Any]:
    """What the desk shows, as it stands in the database."""
    session, found = frame.state, in_scope(frame)
    rows = found.rows
    sampled = frame.service.store.passes.waiting()
    listed = {view.id: view for view in rows}
    standing = grouped(rows, sampled, session.doubted)["doubtful"]
    session.doubted += [view.id for view in standing if view.id not in session.doubted]
    if session.record_id not in listed:
        session.record_id = next(iter(order(rows, sampled, session.doubted)), "")
    current = listed.get(session.record_id)
    return {
        "texts": texts(frame.t),
        "language": frame.language,
        "left": left_words(found.still_open, session.timings, frame.language),
        "queue": queue_data(rows, frame.language, sampled, session.doubted, accepted=found.accepted),
        "record": record_data(frame.service, current, frame.language, session.drafts, sampled=current.id in sampled)
        if current
        else None,
    }


def texts(t: Translator) -> dict[str, Any]:
    """Every word on the desk."""
    return {
        "form": t("Values of this proof"),
        "page": t("Page"),
        "tools": t("Page tools"),
        "queue": t("Proofs to check"),
        "lens": t("The characters one by one"),
        "maybe": t("perhaps"),
        "sampled": t("Drawn at random from what passed without eyes: compare every value with its ink."),
        "copy": t("Copy"),
        "copied": t("Copied:"),
        "hint": t(
            "Click a word to use it for the marked value. Drag to move, hold Shift and drag to read a spot again."
        ),
        "hint_touch": t(
            "Tap a word to use it for the marked value. “Read a spot again” above reads a frame that you draw."
        ),
        "unread": t("This page has not been read yet."),
        "smaller": t("Smaller"),
        "larger": t("Larger"),
        "fit": t("Fit"),
        "fit_title": t("Whole width of the page"),
        "rotate": t("Turn the page"),
        "region": t("Read a spot again"),
        "region_title": t("Draw a frame on the page; what stands there is read again for the marked value"),
        "pick_field": t("Choose a value on the right first."),
        "rereading": t("Reading that spot again …"),
        "not_saved": t("Not saved yet. It is sent again until it is; leave this page open."),
        "download_waits": t("Excel follows as soon as this value is saved."),
        "accept_next": t("Accept and next"),
        "accepted_next": t("Accepted · next"),
        "previous": t("Previous"),
        "skip": t("Skip"),
        "undo": t("Undo"),
        "delete": t("Delete"),
        "tab_all": t("Tab through all values"),
        "only_doubtful": t("Tab through doubtful ones only"),
        "help": t("Keys"),
        "close": t("Close"),
        "keys": [
            ["Enter", t("Save the value, go to the next doubtful one")],
            ["Ctrl+Enter", t("Accept this proof and open the next")],
            ["Alt+↓ / Alt+↑", t("Skip to the next / go to the previous proof")],
            ["F4", t("Select the next doubtful character")],
            ["F2", t("Change the selected character (O/0, I/1/L, S/5, B/8, Z/2)")],
            ["Alt+C", t("Copy the NTPN")],
            ["Alt+H", t("Take over what history says of this value")],
            ["Alt+Z", t("Undo")],
            ["Alt+Del", t("Delete this proof and open the next")],
            ["Esc", t("Forget what was typed in this value")],
            ["N", t("Next doubtful value (outside a value)")],
            ["Alt+B", t("Read the ink of this value again")],
            ["Alt+1 … 9", t("Show that page")],
            ["Alt + / − / 0", t("Larger, smaller, whole width")],
            ["Alt+R", t("Turn the page")],
            ["Alt+T", t("Tab through all values or doubtful ones only")],
            ["?", t("This list (outside a value)")],
        ],
    }
