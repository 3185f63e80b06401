"""Many records as one table, for people who think in spreadsheets; the page stands beside it.

Separate from the desk: same records, same audit. A table's edits are saved cell by cell the moment they are made, keyed
by record, and never fed back into the table, which would lose what is being typed; only a table that was away is drawn
from what is stored by then. What somebody else changed since is not written over. Nothing here asks again by itself.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from ocr.document import FIELD_TYPES, Field
from ocr.errors import DatabaseGone, EditConflict, InputError
from ocr.forms import label, parse_correction
from ocr.store import AWAY, RecordView
from ocr.ui.desk_acts import Desk, accepted_before
from ocr.ui.desk_data import grouped, total_words
from ocr.ui.frame import Frame
from ocr.ui.markup import plain
from ocr.ui.page_picture import record_pages
from ocr.ui.pictures import crop_url
from ocr.ui.screens import screen
from ocr.ui.state import State, Step
from ocr.ui.strip import pages_of
from ocr.ui.values import remark, says, shown, title

log = logging.getLogger(__name__)

ACCEPTED = "accepted"
INK = "ink"
DOUBTS = "doubts"
BASE = "table-base"
"""Where the table drawn last is kept: its key, and the frame it was drawn from."""
FIELDS = (
    "ntpn",
    "tanggal",
    "jumlah",
    "mata_uang",
    "kode_billing",
    "npwp",
    "nama_wajib_pajak",
    "kode_akun_pajak",
    "kode_jenis_setoran",
    "masa_pajak",
    "tahun_pajak",
    "ntb",
    "stan",
    "terbilang",
)
ORDERS = ("", "tanggal", "jumlah", "nama_wajib_pajak")  # empty: doubtful ones first
A_SCREEN = 100
REASONS = 3  # said of one paste

_mount_hold = st.components.v2.component(
    "bukti_setor_table_hold", js=Path(__file__).with_name("table_hold.js").read_text(encoding="utf-8")
)


def review_table(frame: Frame, rows: Sequence[RecordView]) -> None:
    """The table on the left, the page of the chosen row on the right."""
    t = frame.t
    _mount_hold(key="pulse-table-hold")
    waiting = frame.state.table_waits
    if waiting and waiting in st.session_state:
        _save(frame, waiting)
    listed = [view for group in grouped(rows).values() for view in group]
    order = _kept_order(frame, listed)
    by_id = {view.id: view for view in listed}
    chosen = screen(len(order), A_SCREEN, key="table-screen")
    shown_rows = [by_id[item] for item in order if item in by_id][chosen]
    if frame.state.notice:
        tone = {"good": "green", "bad": "red"}.get(frame.state.notice_kind, "grey")
        st.markdown(f":{tone}[{plain(frame.state.notice)}]")
    else:
        st.caption(t("Every change is saved at once. Paste from Excel works."))
    left, right = st.columns([2, 1])
    with left:
        _order(frame)
        _editor(frame, shown_rows, chosen.start)
        st.caption(total_words(rows, frame.language))
        if frame.state.undo:
            st.button(
                t("Undo"), icon=":material/undo:", key="table-undo", shortcut="Alt+Z", on_click=_undo, args=(frame,)
            )
    with right:
        _beside(frame, shown_rows)


def _order(frame: Frame) -> None:
    st.selectbox(
        frame.t("Order"),
        ORDERS,
        index=ORDERS.index(frame.state.table_sort),
        format_func=lambda name: label(name, frame.language) if name else frame.t("Doubtful rows first"),
        key="table-order",
        width=280,
        on_change=_reorder,
        args=(frame.state,),
    )


def _reorder(session: State) -> None:
    session.table_sort = st.session_state["table-order"]
    session.table_order = []


def in_order(listed: Sequence[RecordView], name: str) -> list[RecordView]:
    """Rows by the value of field `name`, dates and amounts as such, rows without one last; without a name as they come."""

    def place(view: RecordView) -> tuple[bool, Any]:
        typed = view.record.fields[name].typed
        return typed is None, typed or 0

    return sorted(listed, key=place) if name else list(listed)


def _kept_order(frame: Frame, listed: Sequence[RecordView]) -> list[str]:
    """Rows keep their places while one works on them: edits are addressed by place."""
    session = frame.state
    listed = in_order(listed, session.table_sort)
    known = set(session.table_order)
    ids = [view.id for view in listed]
    if session.table_batch != session.batch or not known.issuperset(ids):
        session.table_batch, session.table_order = session.batch, ids
        session.grid += 1
        session.saved_cells.clear()
    return session.table_order


def _editor(frame: Frame, rows: Sequence[RecordView], start: int) -> None:
    key = f"table-{frame.state.grid}-{start}"
    if key not in st.session_state and _base(key) is not None:  # it was away, and what was typed into it is forgotten
        _redraw(frame)
        key = f"table-{frame.state.grid}-{start}"
    frozen = _base(key)
    if frozen is None:  # the same frame every run: changed input would reset what is being typed
        frozen = _frame_of(frame, rows)
        frame.state.saved_cells.clear()
        st.session_state[BASE] = key, frozen
    st.data_editor(
        frozen,
        key=key,
        num_rows="fixed",
        placeholder="",
        hide_index=True,
        height=min(620, 38 + 38 * len(frozen)),
        row_height=38,
        column_config=_columns(frame),
        disabled=[DOUBTS, INK, "file"],
        on_change=_save,
        args=(frame, key),
    )


def _base(key: str) -> pd.DataFrame | None:
    """What the table `key` was drawn from, one row a record; None where another table was drawn last."""
    drawn, base = st.session_state.get(BASE, ("", None))
    return base if drawn == key else None


def _frame_of(frame: Frame, rows: Sequence[RecordView]) -> pd.DataFrame:
    pages = pages_of(frame, rows)
    lines: list[dict[str, Any]] = []
    for view in rows:
        item = _shown_ink(view)
        page = pages.get((view.document_id, item.page)) if item.page else None
        line: dict[str, Any] = {ACCEPTED: view.status == "accepted"}
        doubts = [label(name, frame.language).split(" (")[0] for name in view.record.review]
        line[DOUBTS] = ", ".join(doubts) or remark(view.record, frame.language)
        line[INK] = crop_url(page, item.box, 48) if page and item.box else None
        for name in FIELDS:
            line[name] = shown(name, view.record.value(name)) or None
        line["file"] = view.document_name
        lines.append(line)
    return pd.DataFrame(lines, index=[view.id for view in rows], columns=[ACCEPTED, DOUBTS, INK, *FIELDS, "file"])


def _shown_ink(view: RecordView) -> Field:
    """The first doubtful value that has ink on the page, else the NTPN."""
    fields = view.record.fields
    return next((fields[name] for name in view.record.review if fields[name].box), fields["ntpn"])


def _columns(frame: Frame) -> dict[str, Any]:
    t, language = frame.t, frame.language
    config: dict[str, Any] = {
        ACCEPTED: st.column_config.CheckboxColumn(t("Accepted"), width=96, pinned=True),
        DOUBTS: st.column_config.TextColumn(t("To check"), width=130, pinned=True),
        INK: st.column_config.ImageColumn(
            t("On paper"), width=250, help=t("The ink of the first value to check; without doubts the NTPN.")
        ),
        "file": st.column_config.TextColumn(t("File"), width=180),
    }
    by_letters = t("A click on this head sorts by letters. To sort by value, choose the order above the table.")
    for name in FIELDS:
        text = label(name, language)
        match FIELD_TYPES[name]:
            # Texts, not date and number columns: those take a pasted 05/01/2024 for May, 13/02/2024 for today and drop
            # 1.234.567,00 (docs/decisions/0608). The server reads them as the desk does, or refuses with a sentence.
            case "date":
                config[name] = st.column_config.TextColumn(text, width=110, help=by_letters)
            case "money":
                config[name] = st.column_config.TextColumn(text, width=140, alignment="right", help=by_letters)
            case _:
                config[name] = st.column_config.TextColumn(text, width=170 if FIELD_TYPES[name] == "id" else None)
    return config


def _save(frame: Frame, key: str) -> None:
    """Save the cells changed since the last time; refused ones are put back and the reasons said, whatever else was saved.

    What the database could not take is saved by the next drawing of the table that finds it.
    """
    session = frame.state
    session.notice = session.table_waits = ""
    base = _base(key)
    if base is None:
        return
    edited: Mapping[int, Mapping[str, Any]] = st.session_state[key]["edited_rows"]
    refused: list[str] = []
    for place, changes in edited.items():
        for column, value in changes.items():
            row = base.iloc[int(place)]
            cell, text = f"{row.name}/{column}", cell_text(value)
            if session.saved_cells.get(cell) == text:
                continue
            try:
                save_cell(frame, str(row.name), column, value, seen=_seen(session, row))
            except InputError as error:
                refused.append(error.message(frame.language))
                continue
            except AWAY as error:
                log.warning("a cell waits for the database", exc_info=error)
                session.say(DatabaseGone().message(frame.language), "bad")
                session.table_waits = key
                return
            session.saved_cells[cell] = text
    if refused:
        more = frame.t("and {n} more").format(n=len(refused) - REASONS) if len(refused) > REASONS else ""
        session.say(" ".join([*refused[:REASONS], more]).strip(), "bad")
        _redraw(frame)


def _redraw(frame: Frame) -> None:
    frame.state.grid += 1
    frame.state.saved_cells.clear()


def cell_text(value: object) -> str:
    """A cell as `parse_correction` takes it: amounts with two decimals and a comma, dates day first."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return f"{Decimal(str(value)):.2f}".replace(".", ",")
    text = str(value)
    try:
        return date.fromisoformat(text[:10]).strftime("%d/%m/%Y") if text[4:5] == "-" and len(text) >= 10 else text
    except ValueError:
        return text


def _seen(session: State, row: pd.Series) -> dict[str, str]:
    """The cells of a row as the person sees them: as drawn, or as saved since."""
    drawn = {name: "" if pd.isna(row[name]) else str(row[name]) for name in FIELDS}
    return {name: session.saved_cells.get(f"{row.name}/{name}", text) for name, text in drawn.items()}


def save_cell(frame: Frame, record_id: str, column: str, value: object, *, seen: Mapping[str, str]) -> None:
    """One cell into the store; InputError when it is no value of its column, or when not what was `seen` stands there by now.

    Who accepts a row answers for all its cells, who types for the one.
    """
    store, session = frame.service.store, frame.state
    view = store.record(record_id)
    session.record_id = record_id
    for name in FIELDS if column == ACCEPTED and value else [column] if column in FIELDS else ():
        if not says(name, view.record.value(name), seen[name]):
            who = view.record.fields[name].changed_by or "OCR"
            raise EditConflict(who=who, field=label(name, frame.language))
    if column == ACCEPTED:
        (store.accept if value else store.reopen)(record_id, who=frame.who, version=view.version)
        session.say(frame.t("Accepted") if value else frame.t("Acceptance taken back"), "good")
        if value:
            session.push(Step(record_id))
        return
    typed = parse_correction(column, cell_text(value))
    if typed == view.record.value(column):
        return
    store.edit(record_id, {column: typed}, who=frame.who, version=view.version)
    session.push(Step(record_id, column, view.record.fields[column], typed, accepted_before(view)))
    session.say(frame.t("{field} saved").format(field=label(column, frame.language)), "good")


def _undo(frame: Frame) -> None:
    desk = Desk(frame.service, frame.state, frame.who, frame.language, lambda: ())
    desk.hear([{"id": f"table-{secrets.token_hex(8)}", "kind": "undo"}])
    _redraw(frame)


def _beside(frame: Frame, rows: Sequence[RecordView]) -> None:
    ids = [view.id for view in rows]
    names = {view.id: f"{place}. {title(view.record, view.document_name)}" for place, view in enumerate(rows, 1)}
    if not ids:
        return
    current = frame.state.record_id if frame.state.record_id in ids else ids[0]
    picked = st.selectbox(
        frame.t("Page of row"),
        ids,
        index=ids.index(current),
        format_func=lambda item: names.get(item, ""),
        key=f"beside-{current}",
    )
    record_pages(frame, next(view for view in rows if view.id == picked))
