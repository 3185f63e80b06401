"""A cell of the table reaches the store as its column's canonical value, or is refused."""

from __future__ import annotations

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from ocr.errors import EditConflict, InvalidValue
from ocr.i18n import translator
from ocr.service import Service
from ocr.store import RecordView
from ocr.ui.frame import Frame
from ocr.ui.state import State
from ocr.ui.table import BASE, FIELDS, _save, cell_text, save_cell
from ocr.ui.values import shown
from tests.ui.conftest import open_app, read_file


@pytest.fixture
def frame(service: Service, session: State) -> Frame:
    return Frame(service, "id", translator("id"), session, "Ani")


def seen(view: RecordView) -> dict[str, str]:
    """The cells of a row as they are drawn."""
    return {name: shown(name, view.record.value(name)) or "" for name in FIELDS}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (1234567.5, "1234567,50"),
        (30400, "30400,00"),
        ("2024-01-31", "31/01/2024"),
        ("2024-01-31T00:00:00.000", "31/01/2024"),
        ("0012", "0012"),
    ],
)
def test_cell_as_it_is_parsed(value: object, text: str) -> None:
    assert cell_text(value) == text


@pytest.mark.parametrize(
    ("column", "value", "canonical"),
    [
        ("jumlah", 1234567.89, "1234567.89"),
        ("jumlah", "1.234.567,00", "1234567.00"),
        ("jumlah", "Rp 2.500.000", "2500000.00"),
        ("tanggal", "2024-01-31", "2024-01-31"),
        ("tanggal", "05/01/2012", "2012-01-05"),
        ("tanggal", "13/02/2024", "2024-02-13"),
        ("tanggal", "45306", "2024-01-15"),
        ("stan", "001234", "001234"),
        ("stan", None, None),
    ],
)
def test_cell_is_saved_as_canonical_value(
    frame: Frame, record: RecordView, column: str, value: object, canonical: str | None
) -> None:
    save_cell(frame, record.id, column, value, seen=seen(record))
    assert frame.service.store.record(record.id).record.value(column) == canonical


def test_cell_that_is_no_value_is_refused(frame: Frame, record: RecordView) -> None:
    with pytest.raises(InvalidValue):
        save_cell(frame, record.id, "ntpn", "terlalu pendek", seen=seen(record))
    assert frame.service.store.record(record.id).version == record.version


def test_a_paste_says_which_of_its_cells_were_refused_whatever_was_saved_after_them(
    frame: Frame, record: RecordView, monkeypatch
) -> None:
    # The symptom: of a pasted block the last cell's "disimpan" stood there, and nothing of a date that was dropped.
    base = pd.DataFrame([seen(record)], index=[record.id])
    edited = {0: {"tanggal": "kemarin", "jumlah": "850.001", "masa_pajak": "13"}}
    monkeypatch.setattr(st, "session_state", {BASE: ("grid", base), "grid": {"edited_rows": edited}})
    _save(frame, "grid")
    assert frame.service.store.record(record.id).record.value("jumlah") == "850001.00"
    assert frame.state.notice_kind == "bad"
    assert "“kemarin” bukan isian yang sah" in frame.state.notice
    assert "“13” bukan isian yang sah" in frame.state.notice


def test_tick_accepts_and_takes_back(frame: Frame, record: RecordView) -> None:
    save_cell(frame, record.id, "accepted", True, seen=seen(record))
    assert frame.service.store.record(record.id).status == "accepted"
    save_cell(frame, record.id, "accepted", False, seen=seen(record))
    assert frame.service.store.record(record.id).status == "open"


def test_a_cell_that_somebody_else_changed_is_not_written_over(frame: Frame, record: RecordView) -> None:
    frame.service.store.edit(record.id, {"jumlah": "9999999.00"}, who="Budi", version=record.version)
    with pytest.raises(EditConflict, match="Budi"):
        save_cell(frame, record.id, "jumlah", "1.751.090,00", seen=seen(record))
    assert frame.service.store.record(record.id).record.value("jumlah") == "9999999.00"
    save_cell(frame, record.id, "stan", "123456", seen=seen(record))  # another cell is nobody else's
    assert frame.service.store.record(record.id).record.value("stan") == "123456"


def test_a_row_with_a_value_that_was_not_on_the_screen_is_not_accepted(frame: Frame, record: RecordView) -> None:
    frame.service.store.edit(record.id, {"jumlah": "9999999.00"}, who="Budi", version=record.version)
    with pytest.raises(EditConflict, match="Budi"):
        save_cell(frame, record.id, "accepted", True, seen=seen(record))
    assert frame.service.store.record(record.id).status == "open"


def test_what_was_typed_counts_as_seen(frame: Frame, record: RecordView) -> None:
    save_cell(frame, record.id, "tanggal", "2/3/2024", seen=seen(record))
    save_cell(frame, record.id, "accepted", True, seen=seen(record) | {"tanggal": "2/3/2024"})
    assert frame.service.store.record(record.id).status == "accepted"


def test_a_table_that_was_away_shows_what_is_stored_by_then(service: Service, record: RecordView) -> None:
    app = open_app("review", batch="b1")
    app.segmented_control(key="review-mode").set_value("table").run()
    app.run()
    first = app.session_state[BASE]
    service.store.edit(record.id, {"tanggal": "2013-02-06"}, who="Ani", version=record.version)
    app.run()
    assert app.session_state[BASE] is first  # not under the hands of who types
    app.segmented_control(key="review-mode").set_value("strip").run()
    app.segmented_control(key="review-mode").set_value("table").run()
    assert shown_column(app, "tanggal") == ["06/02/2013"]


def test_unchanged_cell_leaves_no_trace(frame: Frame, record: RecordView) -> None:
    save_cell(frame, record.id, "stan", record.record.value("stan"), seen=seen(record))
    assert frame.service.store.history(record.id) == ()


def test_amounts_and_dates_are_not_ordered_by_letters(service: Service, session: State) -> None:
    values = [("1000000.00", "2023-02-10"), ("82000.00", "2024-01-09"), (None, None), ("850000.00", "2022-12-31")]
    for tag, (amount, day) in enumerate(values):
        view = read_file(service, tag)
        service.store.edit(view.id, {"jumlah": amount, "tanggal": day}, who="Ani", version=view.version)
    app = open_app("review", batch="b1")
    app.segmented_control(key="review-mode").set_value("table").run()
    app.selectbox(key="table-order").set_value("jumlah").run()
    assert shown_column(app, "jumlah") == ["82.000,00", "850.000,00", "1.000.000,00", ""]
    app.selectbox(key="table-order").set_value("tanggal").run()
    assert shown_column(app, "tanggal") == ["31/12/2022", "10/02/2023", "09/01/2024", ""]


def shown_column(app: AppTest, name: str) -> list[str]:
    assert not app.exception
    _, base = app.session_state[BASE]
    return list(base[name].fillna(""))
