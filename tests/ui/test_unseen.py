"""Letting pass: what the allowed errors let through, a sample that stays for the eye, and the sentence afterwards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ocr.document import Field
from ocr.i18n import translator
from ocr.service import Service
from ocr.store import RecordQuery, RecordView
from ocr.ui.desk_data import tone_of
from ocr.ui.frame import Frame
from ocr.ui.state import State
from ocr.ui.unseen import below, let_pass, risks_of, statement
from tests.ui.conftest import Engine, open_app, read_file


@pytest.fixture
def frame(service: Service, session: State) -> Frame:
    return Frame(service, "id", translator("id"), session, "Ani")


@pytest.fixture
def rows(service: Service, engine: Engine) -> tuple[RecordView, ...]:
    engine.each_its_own = True
    for tag in range(5):
        read_file(service, tag)
    return service.store.records(RecordQuery(batch="b1", sort="oldest")).rows


def test_marked_sampled_and_accepted_records_are_not_weighed(rows: tuple[RecordView, ...]) -> None:
    clean = [clear(view) for view in rows]
    marked = replace(clean[0], record=clean[0].record.with_field(Field("stan", "1", review="read_badly")))
    accepted = replace(clean[1], status="accepted")
    assert set(risks_of([marked, accepted, *clean[2:]], 1.0, frozenset({clean[2].id}))) == {v.id for v in clean[3:]}


def clear(view: RecordView) -> RecordView:
    fields = {name: replace(item, review=None) for name, item in view.record.fields.items()}
    return replace(view, record=replace(view.record, fields=fields, warnings=()))


def test_pass_accepts_all_but_the_sample_and_the_sentence_follows_the_reviewer(
    frame: Frame, rows: tuple[RecordView, ...]
) -> None:
    let_pass(frame, rows, [view.id for view in rows[:4]], 0.01, 2)
    store = frame.service.store
    assert sum(store.record(view.id).status == "accepted" for view in rows) == 2
    assert "belum dilihat" in statement(frame, store.passes.of("b1"), len(rows))
    waiting = sorted(store.passes.waiting())
    assert len(waiting) == 2
    store.accept(waiting[0], who="Ani", version=1)
    changed = store.edit(waiting[1], {"stan": "999999"}, who="Ani", version=1)
    store.accept(waiting[1], who="Ani", version=changed.version)
    said = statement(frame, store.passes.of("b1"), len(rows))
    assert said == "Lolos otomatis 80 %, 2 disampel, 1 salah: kesalahan di bawah 98 % dengan kepastian 95 %."


def test_bound_is_rounded_up() -> None:
    assert below(0, 40, "id") == "7,3 %"
    assert below(0, 40, "en") == "7.3 %"
    assert below(0, 0, "id") == "100 %"


def test_page_lets_pass_says_so_after_a_reload_and_takes_it_back(
    service: Service, rows: tuple[RecordView, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ocr.ui.unseen.bears_a_mark", lambda record: False)
    monkeypatch.setattr("ocr.ui.unseen.risk_of", lambda record, scale=1.0: 0.01)
    app = open_app("review", batch="b1")
    app.segmented_control(key="review-mode").set_value("unseen").run()
    assert any("5 dari 5 bukti terbuka lolos" in item.value for item in app.markdown)
    app.select_slider(key="unseen-allowed").set_value(1000).run()
    assert any("0 dari 5" in item.value for item in app.markdown)
    app.select_slider(key="unseen-allowed").set_value(100).run()
    app.button(key="unseen-pass").click().run()
    assert not app.exception
    assert [view.outcome for view in service.store.passes.of("b1")].count("waiting") == 1

    again = open_app("review", batch="b1")
    again.segmented_control(key="review-mode").set_value("unseen").run()
    assert any("belum dilihat, jadi" in item.value for item in again.markdown)
    again.button(key="unseen-back").click().run()
    assert service.store.passes.of("b1") == ()
    assert {view.status for view in service.store.records(RecordQuery(batch="b1")).rows} == {"open"}


def test_the_same_payment_twice_in_a_batch_is_said_where_it_is_reviewed_and_never_passes_unseen(
    frame: Frame, service: Service
) -> None:
    # The symptom: two scans of one payment stood under "no doubts" on every page, and both could pass.
    views = [clear(view) for view in (read_file(service, 1), read_file(service, 2))]
    listed = service.store.records(RecordQuery(batch="b1", sort="oldest")).rows
    for view, other in zip(listed, reversed(listed), strict=True):
        assert (
            f"Mungkin ganda: NTPN yang sama ada di {other.document_name}."
            in [warning.sentence("id") for warning in view.record.warnings][-1]
        )
        assert tone_of(replace(view, record=replace(view.record, fields=views[0].record.fields))) == "doubt"
    assert risks_of(listed, 1.0, frozenset()) == {}
    let_pass(frame, views, [view.id for view in views], 0.01, 1)
    assert service.store.passes.of() == ()
    assert {service.store.record(view.id).status for view in views} == {"open"}
