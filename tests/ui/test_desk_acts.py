"""What a person does on the desk reaches the store once, is refused with a sentence, and can be taken back."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from ocr.service import Service
from ocr.store import Passing, RecordQuery, RecordView
from ocr.ui.desk_acts import Desk
from ocr.ui.state import State
from ocr.ui.values import shown
from tests.ui.conftest import Engine, read_file


def desk_of(service: Service, session: State, who: str = "Ani") -> Desk:
    return Desk(service, session, who, "id", lambda: service.store.records(RecordQuery(batch="b1", sort="oldest")).rows)


@pytest.fixture
def desk(service: Service, session: State, record: RecordView) -> Desk:
    return desk_of(service, session)


def edit(record: RecordView, text: str, name: str = "stan", n: int = 1) -> dict:
    return {
        "n": n,
        "kind": "edit",
        "record": record.id,
        "field": name,
        "text": text,
        "was": shown(name, record.record.value(name)),
    }


def test_typed_value_is_stored_in_its_canonical_form(desk: Desk, record: RecordView) -> None:
    desk.hear("c", [edit(record, "Rp 1.234.567", "jumlah")])
    found = desk.service.store.record(record.id)
    assert found.record.value("jumlah") == "1234567.00"
    assert found.record.fields["jumlah"].changed_by == "Ani"
    assert "disimpan" in desk.session.notice


def test_act_repeated_by_the_browser_counts_once(desk: Desk, record: RecordView) -> None:
    acts = [edit(record, "654321")]
    desk.hear("c", acts)
    desk.hear("c", acts)
    assert len(desk.service.store.history(record.id)) == 1


def test_text_that_is_no_value_stays_as_draft_and_blocks_acceptance(desk: Desk, record: RecordView) -> None:
    desk.hear("c", [edit(record, "kemarin", "tanggal"), {"n": 2, "kind": "accept", "record": record.id}])
    assert desk.session.drafts[f"{record.id}/tanggal"][0] == "kemarin"
    assert desk.service.store.record(record.id).status == "open"
    assert "belum tersimpan" in desk.session.notice
    repaired = edit(record, "31/01/2024", "tanggal", n=3)
    desk.hear("c", [repaired, {"n": 4, "kind": "accept", "record": record.id}])
    assert desk.service.store.record(record.id).status == "accepted"


def test_other_persons_edit_of_the_same_value_is_not_overwritten(
    desk: Desk, record: RecordView, service: Service
) -> None:
    mine = edit(record, "111111")
    service.store.edit(record.id, {"stan": "222222"}, who="Budi", version=record.version)
    desk.hear("c", [mine])
    assert service.store.record(record.id).record.value("stan") == "222222"
    assert desk.session.notice_kind == "bad"
    assert "Budi baru saja mengubah STAN menjadi “222222”" in desk.session.notice
    assert desk.session.drafts[f"{record.id}/stan"] == ("111111", desk.session.notice)
    desk.hear("c", [{**mine, "n": 2, "was": "222222"}])  # Enter once more, having seen it
    assert service.store.record(record.id).record.value("stan") == "111111"
    assert desk.session.drafts == {}


def test_other_persons_edit_of_another_value_is_no_conflict(desk: Desk, record: RecordView, service: Service) -> None:
    mine = edit(record, "111111")
    service.store.edit(record.id, {"ntb": "000000000001"}, who="Budi", version=record.version)
    desk.hear("c", [mine])
    found = service.store.record(record.id).record
    assert (found.value("stan"), found.value("ntb")) == ("111111", "000000000001")


def test_undo_brings_the_value_back_and_then_the_acceptance(desk: Desk, record: RecordView, service: Service) -> None:
    before = record.record.value("stan")
    desk.hear("c", [{"n": 1, "kind": "accept", "record": record.id}, edit(record, "654321", n=2)])
    desk.hear("c", [{"n": 3, "kind": "undo", "record": ""}])
    assert service.store.record(record.id).record.value("stan") == before
    desk.hear("c", [{"n": 4, "kind": "undo", "record": ""}, {"n": 5, "kind": "undo", "record": ""}])
    assert service.store.record(record.id).status == "open"
    assert "Tidak ada" in desk.session.notice


def test_undo_of_an_edit_brings_back_its_ink_its_doubts_and_its_author(
    desk: Desk, record: RecordView, service: Service, engine: Engine
) -> None:
    before = record.record.fields["ntpn"]
    engine.region = "NTPN : 4C2U16P1BBJ5T5EO"
    act = {"n": 1, "kind": "region", "record": record.id, "field": "ntpn", "page": 1, "box": [0, 0, 50, 20]}
    desk.hear("c", [act])
    assert service.store.record(record.id).record.fields["ntpn"].box != before.box
    desk.hear("c", [{"n": 2, "kind": "undo", "record": ""}])
    assert service.store.record(record.id).record.fields["ntpn"] == before


def test_accept_and_next_goes_on_after_a_skipped_record_and_comes_back_to_it(desk: Desk, record: RecordView) -> None:
    ids = [record.id, *(read_file(desk.service, n).id for n in (1, 2))]
    listed = [view.id for view in desk.rows()]
    assert sorted(listed) == sorted(ids)
    first, second, third = listed
    desk.hear("c", [{"n": 1, "kind": "next", "record": first}, {"n": 2, "kind": "accept_next", "record": second}])
    assert desk.session.record_id == third
    desk.hear("c", [{"n": 3, "kind": "accept_next", "record": third}])
    assert desk.session.record_id == first


def test_undo_never_overwrites_a_later_edit_of_somebody_else(desk: Desk, record: RecordView, service: Service) -> None:
    desk.hear("c", [edit(record, "654321")])
    now = service.store.record(record.id)
    service.store.edit(record.id, {"stan": "222222"}, who="Budi", version=now.version)
    desk.hear("c", [{"n": 2, "kind": "undo", "record": ""}])
    assert service.store.record(record.id).record.value("stan") == "222222"
    assert "Budi" in desk.session.notice


def test_accept_and_next_opens_the_next_open_record(desk: Desk, record: RecordView, service: Service) -> None:
    other = read_file(service, 1)
    desk.hear("c", [{"n": 1, "kind": "accept_next", "record": record.id}])
    assert desk.session.record_id == other.id
    desk.hear("c", [{"n": 2, "kind": "previous", "record": other.id}])
    assert desk.session.record_id in (record.id, other.id)


def test_region_is_read_with_the_fields_grammar(desk: Desk, record: RecordView, service: Service) -> None:
    act = {"n": 1, "kind": "region", "record": record.id, "field": "jumlah", "page": 1, "box": [0, 0, 50, 20]}
    desk.hear("c", [act])
    assert service.store.record(record.id).record.value("jumlah") == "5000000.00"


def test_empty_region_says_so(desk: Desk, record: RecordView, service: Service, engine: Engine) -> None:
    engine.region = ""
    act = {"n": 1, "kind": "region", "record": record.id, "field": "jumlah", "page": 1, "box": [0, 0, 50, 20]}
    desk.hear("c", [act])
    assert "Tidak ada yang terbaca" in desk.session.notice
    assert service.store.record(record.id).version == record.version


def test_pace_is_measured_between_acceptances(desk: Desk, record: RecordView, service: Service, monkeypatch) -> None:
    other, clock = read_file(service, 1), iter([100.0, 112.0])
    monkeypatch.setattr("ocr.ui.desk_acts.time.monotonic", lambda: next(clock))
    desk.accept(record.id)
    desk.accept(other.id)
    assert desk.session.timings == [12.0]


def test_spot_keeps_its_ink_and_its_doubts(desk: Desk, record: RecordView, service: Service, engine: Engine) -> None:
    engine.region = "NTPN : 4C2U16P1BBJ5T5EO"
    act = {"n": 1, "kind": "region", "record": record.id, "field": "ntpn", "page": 1, "box": [0, 0, 50, 20]}
    desk.hear("c", [act])
    item = service.store.record(record.id).record.fields["ntpn"]
    assert (item.value, item.review, item.changed_by) == ("4C2U16P1BBJ5T5EO", "read_badly", "Ani")
    assert len(item.chars) == 16
    assert "bandingkan" in desk.session.notice
    desk.hear("c", [{"n": 2, "kind": "undo", "record": ""}])
    assert service.store.record(record.id).record.value("ntpn") == "4C2U16P1BBJ5T5E6"


def test_spot_without_a_value_of_the_field_is_refused_with_what_is_expected(
    desk: Desk, record: RecordView, service: Service, engine: Engine
) -> None:
    engine.region = "PT MAJU JAYA"
    act = {"n": 1, "kind": "region", "record": record.id, "field": "tanggal", "page": 1, "box": [0, 0, 50, 20]}
    desk.hear("c", [act])
    assert service.store.record(record.id).version == record.version
    assert "tanggal, mis." in desk.session.drafts[f"{record.id}/tanggal"][1]


def test_clicked_word_is_read_as_the_value_is_written(desk: Desk, record: RecordView, service: Service) -> None:
    words = service.store.page_text(record.document_id, 1).words
    index = next(i for i, word in enumerate(words) if "12.345.678,00" in word.text)
    service.store.edit(record.id, {"jumlah": "1.00"}, who="Budi", version=record.version)
    desk.hear("c", [{"n": 1, "kind": "word", "record": record.id, "field": "jumlah", "page": 1, "index": index}])
    item = service.store.record(record.id).record.fields["jumlah"]
    assert item.value == "12345678.00"
    assert item.box is not None
    assert words[index].box.left <= item.box.left


def test_word_that_says_what_stands_there_changes_nothing(desk: Desk, record: RecordView, service: Service) -> None:
    words = service.store.page_text(record.document_id, 1).words
    index = next(i for i, word in enumerate(words) if "12.345.678,00" in word.text)
    desk.hear("c", [{"n": 1, "kind": "word", "record": record.id, "field": "jumlah", "page": 1, "index": index}])
    assert service.store.record(record.id).version == record.version
    assert "sama" in desk.session.notice


def test_sampled_record_comes_after_the_doubtful_ones(
    desk: Desk, record: RecordView, service: Service, engine: Engine
) -> None:
    engine.each_its_own = True
    others = [read_file(service, tag) for tag in (1, 2)]
    service.store.passes.let_pass([Passing(others[0].id, 1, 0.01, True)], batch="b1", who="Ani", allowed=0.01)
    desk.hear("c", [{"n": 1, "kind": "accept_next", "record": record.id}])
    assert desk.session.record_id == others[1].id


def test_who_looks_at_the_sample_stays_in_it_while_it_lasts(desk: Desk, record: RecordView, service: Service) -> None:
    drawn = [read_file(service, tag) for tag in (1, 2)]
    chosen = [Passing(view.id, 1, 0.01, True) for view in drawn]
    service.store.passes.let_pass(chosen, batch="b1", who="Ani", allowed=0.01)
    desk.hear("c", [{"n": 1, "kind": "accept_next", "record": drawn[0].id}])
    assert desk.session.record_id == drawn[1].id
    desk.hear("c", [{"n": 2, "kind": "accept_next", "record": drawn[1].id}])
    assert desk.session.record_id == record.id


def test_act_that_the_database_could_not_take_is_heard_when_it_comes_again(
    desk: Desk, record: RecordView, monkeypatch
) -> None:
    acts = [edit(record, "654321"), {"n": 2, "kind": "accept", "record": record.id}]
    with monkeypatch.context() as away:
        away.setattr(desk.service.store, "edit", _gone)
        desk.hear("c", acts)
    assert desk.session.unheard
    assert desk.session.heard["c"] == 0
    assert "tidak menjawab" in desk.session.notice
    assert desk.service.store.record(record.id).status == "open"
    desk.hear("c", acts)
    assert not desk.session.unheard
    assert desk.service.store.record(record.id).record.value("stan") == "654321"
    assert desk.service.store.record(record.id).status == "accepted"


def test_undo_that_the_database_could_not_take_undoes_the_same_step_later(
    desk: Desk, record: RecordView, monkeypatch
) -> None:
    before = record.record.value("stan")
    desk.hear("c", [edit(record, "654321")])
    with monkeypatch.context() as away:
        away.setattr(desk.service.store, "edit", _gone)
        desk.hear("c", [{"n": 2, "kind": "undo"}])
    desk.hear("c", [{"n": 2, "kind": "undo"}])
    assert desk.service.store.record(record.id).record.value("stan") == before


def _gone(*_: object, **__: object) -> None:
    raise OperationalError("UPDATE", {}, Exception("connection refused"))
