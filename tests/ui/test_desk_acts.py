"""What a person does on the desk reaches the store once, is refused with a sentence, and can be taken back."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from ocr.document import FIELD_NAMES
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
        "id": f"c-{n}",
        "kind": "edit",
        "record": record.id,
        "field": name,
        "text": text,
        "was": shown(name, record.record.value(name)),
    }


def accept(desk: Desk, record_id: str, ident: str, kind: str = "accept", **changed: str) -> dict:
    """Acceptance of what stands there now, but for texts that were just typed."""
    record = desk.service.store.record(record_id).record
    seen = {name: shown(name, record.value(name)) for name in FIELD_NAMES} | changed
    return {"id": ident, "kind": kind, "record": record_id, "seen": seen}


def region_act(record: RecordView, name: str) -> dict[str, Any]:
    """A frame drawn on the page for field `name` as the screen shows it."""
    was = shown(name, record.record.value(name))
    place = {"record": record.id, "field": name, "page": 1, "box": [0, 0, 50, 20]}
    return {"id": "c-1", "kind": "region", "was": was, **place}


def test_typed_value_is_stored_in_its_canonical_form(desk: Desk, record: RecordView) -> None:
    desk.hear([edit(record, "Rp 1.234.567", "jumlah")])
    found = desk.service.store.record(record.id)
    assert found.record.value("jumlah") == "1234567.00"
    assert found.record.fields["jumlah"].changed_by == "Ani"
    assert "disimpan" in desk.session.notice


def test_act_repeated_by_the_browser_counts_once(desk: Desk, record: RecordView) -> None:
    acts = [edit(record, "654321")]
    desk.hear(acts)
    desk.hear(acts)
    assert len(desk.service.store.history(record.id)) == 1


def test_text_that_is_no_value_stays_as_draft_and_blocks_acceptance(desk: Desk, record: RecordView) -> None:
    desk.hear([edit(record, "kemarin", "tanggal"), accept(desk, record.id, "c-2")])
    assert desk.session.drafts[f"{record.id}/tanggal"][0] == "kemarin"
    assert desk.service.store.record(record.id).status == "open"
    assert "belum tersimpan" in desk.session.notice
    repaired = edit(record, "31/01/2024", "tanggal", n=3)
    desk.hear([repaired, accept(desk, record.id, "c-4", tanggal="31/01/2024")])
    assert desk.service.store.record(record.id).status == "accepted"


def test_escape_gives_back_a_value_that_was_read_a_character_short(
    desk: Desk, record: RecordView, service: Service
) -> None:
    service.store.edit(record.id, {"ntpn": "4C2U16P1BBJ5T5E"}, who="OCR", version=record.version)
    short = service.store.record(record.id)
    desk.hear([edit(short, "4C2U", "ntpn")])
    assert desk.session.drafts
    desk.hear([edit(short, "4C2U16P1BBJ5T5E", "ntpn", n=2), accept(desk, record.id, "c-3")])
    assert desk.session.drafts == {}
    assert service.store.record(record.id).status == "accepted"


def test_other_persons_edit_of_the_same_value_is_not_overwritten(
    desk: Desk, record: RecordView, service: Service
) -> None:
    mine = edit(record, "111111")
    service.store.edit(record.id, {"stan": "222222"}, who="Budi", version=record.version)
    desk.hear([mine])
    assert service.store.record(record.id).record.value("stan") == "222222"
    assert desk.session.notice_kind == "bad"
    assert "Budi baru saja mengubah STAN menjadi “222222”" in desk.session.notice
    assert desk.session.drafts[f"{record.id}/stan"] == ("111111", desk.session.notice)
    desk.hear([{**mine, "id": "c-2", "was": "222222"}])  # Enter once more, having seen it
    assert service.store.record(record.id).record.value("stan") == "111111"
    assert desk.session.drafts == {}


def test_other_persons_edit_of_another_value_is_no_conflict(desk: Desk, record: RecordView, service: Service) -> None:
    mine = edit(record, "111111")
    service.store.edit(record.id, {"ntb": "000000000001"}, who="Budi", version=record.version)
    desk.hear([mine])
    found = service.store.record(record.id).record
    assert (found.value("stan"), found.value("ntb")) == ("111111", "000000000001")


def test_value_that_was_never_on_the_screen_is_not_accepted(desk: Desk, record: RecordView, service: Service) -> None:
    seen = accept(desk, record.id, "c-1", "accept_next")
    service.store.edit(record.id, {"jumlah": "9999999.00"}, who="Budi", version=record.version)
    desk.hear([seen])
    assert service.store.record(record.id).status == "open"
    assert desk.session.notice_kind == "bad"
    assert "Jumlah setoran “9.999.999,00” (Budi)" in desk.session.notice
    assert desk.session.notice_field == "jumlah"
    desk.hear([accept(desk, record.id, "c-2")])  # having seen it
    assert service.store.record(record.id).status == "accepted"


def test_value_is_accepted_as_it_was_typed_a_moment_before(desk: Desk, record: RecordView, service: Service) -> None:
    seen = accept(desk, record.id, "c-2", jumlah="Rp 1.234.567")
    desk.hear([edit(record, "Rp 1.234.567", "jumlah"), seen])
    assert service.store.record(record.id).status == "accepted"


def test_deleted_proof_gives_way_to_the_next_and_undo_brings_it_back(
    desk: Desk, record: RecordView, service: Service
) -> None:
    # The symptom: a proof that is none, or stands here twice, could only be skipped; deleting it meant searching it in history.
    other = read_file(service, 2)
    act = {"id": "c-1", "kind": "delete", "record": record.id}
    desk.session.drafts[f"{record.id}/stan"] = ("abc", "bukan isian yang sah")
    desk.hear([act])
    desk.hear([act])
    assert (service.store.record(record.id).status, service.store.record(other.id).status) == ("deleted", "open")
    assert desk.session.record_id == other.id
    assert desk.session.drafts == {}
    assert "Urungkan" in desk.session.notice
    desk.hear([{"id": "c-2", "kind": "undo"}])
    assert service.store.record(record.id).status == "open"
    assert desk.session.record_id == record.id
    assert [entry.action for entry in service.store.history(record.id)] == ["delete", "restore"]


def test_spot_read_again_does_not_overwrite_what_somebody_else_typed_meanwhile(
    desk: Desk, record: RecordView, service: Service
) -> None:
    was = shown("jumlah", record.record.value("jumlah"))
    act = {"id": "c-1", "kind": "region", "record": record.id, "field": "jumlah", "page": 1, "box": [0, 0, 50, 20]}
    service.store.edit(record.id, {"jumlah": "1.00"}, who="Budi", version=record.version)
    desk.hear([act | {"was": was}])
    assert service.store.record(record.id).record.value("jumlah") == "1.00"
    assert desk.session.drafts[f"{record.id}/jumlah"][0] == "5.000.000,00"


def test_undo_brings_the_value_back_and_then_the_acceptance(desk: Desk, record: RecordView, service: Service) -> None:
    before = record.record.value("stan")
    desk.hear([accept(desk, record.id, "c-1"), edit(record, "654321", n=2)])
    desk.hear([{"id": "c-3", "kind": "undo", "record": ""}])
    assert service.store.record(record.id).record.value("stan") == before
    desk.hear([{"id": "c-4", "kind": "undo", "record": ""}, {"id": "c-5", "kind": "undo", "record": ""}])
    assert service.store.record(record.id).status == "open"
    assert "Tidak ada" in desk.session.notice


def test_undo_of_an_edit_leaves_an_accepted_record_accepted(desk: Desk, record: RecordView, service: Service) -> None:
    desk.hear([accept(desk, record.id, "c-1"), edit(record, "654321", n=2)])
    assert service.store.record(record.id).status == "open"
    desk.hear([{"id": "c-3", "kind": "undo"}])
    assert service.store.record(record.id).status == "accepted"


def test_undo_that_lost_the_database_half_way_is_finished_later(
    desk: Desk, record: RecordView, service: Service, monkeypatch
) -> None:
    desk.hear([accept(desk, record.id, "c-1"), edit(record, "654321", n=2)])
    with monkeypatch.context() as away:
        away.setattr(service.store, "accept", _gone)
        desk.hear([{"id": "c-3", "kind": "undo"}])
    desk.hear([{"id": "c-3", "kind": "undo"}])
    found = service.store.record(record.id)
    assert (found.status, found.record.value("stan")) == ("accepted", record.record.value("stan"))


def test_undo_accepts_nothing_that_somebody_else_changed_meanwhile(
    desk: Desk, record: RecordView, service: Service
) -> None:
    desk.hear([accept(desk, record.id, "c-1"), edit(record, "654321", n=2)])
    now = service.store.record(record.id)
    service.store.edit(record.id, {"ntb": "000000000001"}, who="Budi", version=now.version)
    desk.hear([{"id": "c-3", "kind": "undo"}])
    assert service.store.record(record.id).status == "open"


def test_undo_of_an_edit_brings_back_its_ink_its_doubts_and_its_author(
    desk: Desk, record: RecordView, service: Service, engine: Engine
) -> None:
    before = record.record.fields["ntpn"]
    engine.region = "NTPN : 4C2U16P1BBJ5T5EO"
    desk.hear([region_act(record, "ntpn")])
    assert service.store.record(record.id).record.fields["ntpn"].box != before.box
    desk.hear([{"id": "c-2", "kind": "undo", "record": ""}])
    assert service.store.record(record.id).record.fields["ntpn"] == before


def test_accept_and_next_goes_on_after_a_skipped_record_and_comes_back_to_it(desk: Desk, record: RecordView) -> None:
    ids = [record.id, *(read_file(desk.service, n).id for n in (1, 2))]
    listed = [view.id for view in desk.rows()]
    assert sorted(listed) == sorted(ids)
    first, second, third = listed
    desk.hear([{"id": "c-1", "kind": "next", "record": first}, accept(desk, second, "c-2", "accept_next")])
    assert desk.session.record_id == third
    desk.hear([accept(desk, third, "c-3", "accept_next")])
    assert desk.session.record_id == first


def test_undo_never_overwrites_a_later_edit_of_somebody_else(desk: Desk, record: RecordView, service: Service) -> None:
    desk.hear([edit(record, "654321")])
    now = service.store.record(record.id)
    service.store.edit(record.id, {"stan": "222222"}, who="Budi", version=now.version)
    desk.hear([{"id": "c-2", "kind": "undo", "record": ""}])
    assert service.store.record(record.id).record.value("stan") == "222222"
    assert "Budi" in desk.session.notice


def test_accept_and_next_opens_the_next_open_record(desk: Desk, record: RecordView, service: Service) -> None:
    other = read_file(service, 1)
    desk.hear([accept(desk, record.id, "c-1", "accept_next")])
    assert desk.session.record_id == other.id
    desk.hear([{"id": "c-2", "kind": "previous", "record": other.id}])
    assert desk.session.record_id in (record.id, other.id)


def test_region_is_read_with_the_fields_grammar(desk: Desk, record: RecordView, service: Service) -> None:
    desk.hear([region_act(record, "jumlah")])
    assert service.store.record(record.id).record.value("jumlah") == "5000000.00"


def test_empty_region_says_so(desk: Desk, record: RecordView, service: Service, engine: Engine) -> None:
    engine.region = ""
    desk.hear([region_act(record, "jumlah")])
    assert "Tidak ada yang terbaca" in desk.session.notice
    assert service.store.record(record.id).version == record.version


def test_pace_is_measured_between_acceptances(desk: Desk, record: RecordView, service: Service, monkeypatch) -> None:
    other, clock = read_file(service, 1), iter([100.0, 112.0])
    monkeypatch.setattr("ocr.ui.desk_acts.time.monotonic", lambda: next(clock))
    desk.accept(record.id, {})
    desk.accept(other.id, {})
    assert desk.session.timings == [12.0]


def test_spot_keeps_its_ink_and_its_doubts(desk: Desk, record: RecordView, service: Service, engine: Engine) -> None:
    engine.region = "NTPN : 4C2U16P1BBJ5T5EO"
    desk.hear([region_act(record, "ntpn")])
    item = service.store.record(record.id).record.fields["ntpn"]
    assert (item.value, item.review, item.changed_by) == ("4C2U16P1BBJ5T5EO", "read_badly", "Ani")
    assert len(item.chars) == 16
    assert "bandingkan" in desk.session.notice
    desk.hear([{"id": "c-2", "kind": "undo", "record": ""}])
    assert service.store.record(record.id).record.value("ntpn") == "4C2U16P1BBJ5T5E6"


def test_spot_without_a_value_of_the_field_is_refused_with_what_is_expected(
    desk: Desk, record: RecordView, service: Service, engine: Engine
) -> None:
    engine.region = "PT MAJU JAYA"
    desk.hear([region_act(record, "tanggal")])
    assert service.store.record(record.id).version == record.version
    assert "tanggal, mis." in desk.session.drafts[f"{record.id}/tanggal"][1]


def test_clicked_word_is_read_as_the_value_is_written(desk: Desk, record: RecordView, service: Service) -> None:
    words = service.store.page_text(record.document_id, 1).words
    index = next(i for i, word in enumerate(words) if "12.345.678,00" in word.text)
    service.store.edit(record.id, {"jumlah": "1.00"}, who="Budi", version=record.version)
    desk.hear(
        [
            {
                "id": "c-1",
                "kind": "word",
                "record": record.id,
                "field": "jumlah",
                "page": 1,
                "was": "1,00",
                "index": index,
            }
        ]
    )
    item = service.store.record(record.id).record.fields["jumlah"]
    assert item.value == "12345678.00"
    assert item.box is not None
    assert words[index].box.left <= item.box.left


def test_word_that_says_what_stands_there_changes_nothing(desk: Desk, record: RecordView, service: Service) -> None:
    words = service.store.page_text(record.document_id, 1).words
    index = next(i for i, word in enumerate(words) if "12.345.678,00" in word.text)
    desk.hear(
        [
            {
                "id": "c-1",
                "kind": "word",
                "record": record.id,
                "field": "jumlah",
                "page": 1,
                "was": shown("jumlah", record.record.value("jumlah")),
                "index": index,
            }
        ]
    )
    assert service.store.record(record.id).version == record.version
    assert "sama" in desk.session.notice


def test_sampled_record_comes_after_the_doubtful_ones(
    desk: Desk, record: RecordView, service: Service, engine: Engine
) -> None:
    engine.each_its_own = True
    others = [read_file(service, tag) for tag in (1, 2)]
    service.store.passes.let_pass([Passing(others[0].id, 1, 0.01, True)], batch="b1", who="Ani", allowed=0.01)
    desk.hear([accept(desk, record.id, "c-1", "accept_next")])
    assert desk.session.record_id == others[1].id


def test_who_looks_at_the_sample_stays_in_it_while_it_lasts(desk: Desk, record: RecordView, service: Service) -> None:
    drawn = [read_file(service, tag) for tag in (1, 2)]
    chosen = [Passing(view.id, 1, 0.01, True) for view in drawn]
    service.store.passes.let_pass(chosen, batch="b1", who="Ani", allowed=0.01)
    desk.hear([accept(desk, drawn[0].id, "c-1", "accept_next")])
    assert desk.session.record_id == drawn[1].id
    desk.hear([accept(desk, drawn[1].id, "c-2", "accept_next")])
    assert desk.session.record_id == record.id


def test_act_that_the_database_could_not_take_is_heard_when_it_comes_again(
    desk: Desk, record: RecordView, monkeypatch
) -> None:
    acts = [edit(record, "654321"), accept(desk, record.id, "c-2", stan="654321")]
    with monkeypatch.context() as away:
        away.setattr(desk.service.store, "edit", _gone)
        desk.hear(acts)
    assert desk.session.unheard
    assert desk.session.heard == []
    assert "tidak menjawab" in desk.session.notice
    assert desk.service.store.record(record.id).status == "open"
    desk.hear(acts)
    assert not desk.session.unheard
    assert desk.service.store.record(record.id).record.value("stan") == "654321"
    assert desk.service.store.record(record.id).status == "accepted"


def test_act_sent_once_more_by_a_page_loaded_anew_counts_once(
    desk: Desk, record: RecordView, service: Service, session: State
) -> None:
    acts = [edit(record, "654321"), {"id": "c-2", "kind": "undo"}]
    desk.hear(acts)
    later = Desk(service, State(batch="b1"), "Ani", "id", desk.rows, desk.heard)
    later.hear(acts)
    assert later.session.heard == ["c-1", "c-2"]
    assert len(service.store.history(record.id)) == 2


def test_act_still_under_way_in_the_page_before_is_not_applied_beside_it(
    desk: Desk, record: RecordView, service: Service
) -> None:
    desk.heard.begin("c-1")
    desk.hear([edit(record, "654321"), accept(desk, record.id, "c-2")])
    assert desk.session.heard == []
    assert service.store.record(record.id).version == record.version


def test_act_that_met_a_defect_may_come_again(desk: Desk, record: RecordView, monkeypatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(desk.service.store, "edit", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            desk.hear([edit(record, "654321")])
    desk.hear([edit(record, "654321")])
    assert desk.service.store.record(record.id).record.value("stan") == "654321"


def test_undo_that_the_database_could_not_take_undoes_the_same_step_later(
    desk: Desk, record: RecordView, monkeypatch
) -> None:
    before = record.record.value("stan")
    desk.hear([edit(record, "654321")])
    with monkeypatch.context() as away:
        away.setattr(desk.service.store, "edit", _gone)
        desk.hear([{"id": "c-2", "kind": "undo"}])
    desk.hear([{"id": "c-2", "kind": "undo"}])
    assert desk.service.store.record(record.id).record.value("stan") == before


def _gone(*_: object, **__: object) -> None:
    raise OperationalError("UPDATE", {}, Exception("connection refused"))
