from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from ocr.document import Check, Record, record_from_dict
from ocr.errors import EditConflict, InvalidValue, NotFound
from ocr.store import RecordQuery, RecordView, Store, records, schema
from tests.store.papers import PAYMENT, claimed, finished, page_text, record, upload


def settle(store: Store, document_id: str, *found: object) -> tuple[RecordView, ...]:
    """Make `found` the latest reading, as if one more page had come."""
    with store.database.write() as connection:
        documents = schema.documents
        connection.execute(
            sa.update(documents).where(documents.c.id == document_id).values(text_version=documents.c.text_version + 1)
        )
    store.settle(document_id, found, store.text_version(document_id))  # type: ignore[arg-type]
    view = store.document(document_id)
    assert view is not None
    return view.records


@pytest.fixture
def document_id(store: Store) -> str:
    return finished(store, upload(pages=3), [])


def test_a_record_comes_back_as_it_was_found(store: Store, document_id: str) -> None:
    found = record(1, 2, **PAYMENT)
    found = found.with_field(replace(found.fields["ntpn"], review="unverified", raw="4C2U 16P1"))
    (view,) = settle(store, document_id, found)
    assert view.record == found
    assert (view.version, view.status, view.ordinal, view.document_name) == (1, "open", 0, "setoran.tif")


def test_a_batch_looked_at_again_is_not_read_anew_but_for_what_changed(
    store: Store, document_id: str, monkeypatch
) -> None:
    # The symptom: each act on a desk of 500 proofs read all their evidence three times.
    views = settle(store, document_id, *(record(1, **{**PAYMENT, "jumlah": f"{place}00.00"}) for place in range(1, 6)))
    parsed: list[object] = []
    monkeypatch.setattr(records, "record_from_dict", lambda data: parsed.append(data) or record_from_dict(data))
    assert store.records(RecordQuery()).total == 5
    assert parsed == []
    store.edit(views[0].id, {"stan": "123456"}, who="Ani", version=1)
    assert store.records(RecordQuery(sort="jumlah")).rows[0].record.value("stan") == "123456"


def test_records_keep_their_ids_while_pages_arrive_in_any_order(store: Store, document_id: str) -> None:
    second = record(2, **{**PAYMENT, "ntpn": "B" * 16})
    (at_first,) = settle(store, document_id, second)
    first, same = settle(store, document_id, record(1, **PAYMENT), second)
    assert (same.id, same.ordinal, same.version) == (at_first.id, 1, 1)
    assert first.id != same.id


def test_a_field_that_fills_up_keeps_the_version_one_that_changes_does_not(store: Store, document_id: str) -> None:
    (half,) = settle(store, document_id, record(1, **{**PAYMENT, "jumlah": None}))
    (whole,) = settle(store, document_id, record(1, 2, **PAYMENT))
    assert (whole.id, whole.version, whole.record.value("jumlah")) == (half.id, 1, "1500000.00")
    (other,) = settle(store, document_id, record(1, 2, **{**PAYMENT, "ntpn": "B" * 16}))
    assert (other.id, other.version) == (half.id, 2)


def test_several_details_of_one_billing_are_told_apart_by_their_values(store: Store, document_id: str) -> None:
    details = [
        record(1, **{**PAYMENT, "kode_akun_pajak": kode, "jumlah": f"{kode}.00"}) for kode in ("411121", "411211")
    ]
    one, two = settle(store, document_id, *details)
    again = settle(store, document_id, *reversed(details))
    assert [view.id for view in again] == [two.id, one.id]
    assert all(view.version == 1 for view in again)


def test_what_is_no_longer_found_goes_unless_a_person_touched_it(store: Store, document_id: str) -> None:
    one, two = settle(store, document_id, record(1, **PAYMENT), record(2, **{**PAYMENT, "ntpn": "B" * 16}))
    store.accept(two.id, who="ani", version=1)
    assert [view.id for view in settle(store, document_id)] == [two.id]
    with pytest.raises(NotFound):
        store.record(one.id)


@pytest.mark.parametrize("act", ["edit", "accept", "delete"])
def test_the_reader_never_overwrites_what_a_person_touched(store: Store, document_id: str, act: str) -> None:
    (view,) = settle(store, document_id, record(1, **PAYMENT))
    if act == "edit":
        store.edit(view.id, {"ntpn": "A" * 16}, who="ani", version=1)
    else:
        getattr(store, act)(view.id, who="ani", version=1)
    before = store.record(view.id)
    settle(store, document_id, record(1, **{**PAYMENT, "ntpn": "B" * 16, "jumlah": "1.00", "nama_wajib_pajak": "X"}))
    assert store.record(view.id) == before
    assert store.records_of(document_id) == (before,)


def test_empty_fields_of_an_edited_record_still_fill_up(store: Store, document_id: str) -> None:
    (view,) = settle(store, document_id, record(1, ntpn=PAYMENT["ntpn"], nama_wajib_pajak="PT Salah"))
    store.edit(view.id, {"ntpn": "A" * 16, "nama_wajib_pajak": None}, who="ani", version=1)
    (now,) = settle(store, document_id, record(1, 2, **PAYMENT))
    assert now.id == view.id
    assert now.record.value("ntpn") == "A" * 16
    assert now.record.value("nama_wajib_pajak") is None, "a person emptied it"
    assert now.record.value("jumlah") == "1500000.00"
    assert (now.record.first_page, now.record.last_page, now.version) == (1, 2, 2)


def test_an_older_reading_never_replaces_a_newer_one(store: Store, document_id: str) -> None:
    settle(store, document_id, record(1, **PAYMENT))
    version = store.text_version(document_id)
    assert not store.settle(document_id, [], version)
    assert not store.settle(document_id, [], version - 1)
    assert len(store.records_of(document_id)) == 1


def test_an_edit_is_noted_with_who_from_and_to(store: Store, document_id: str) -> None:
    (view,) = settle(store, document_id, record(1, **PAYMENT))
    edited = store.edit(view.id, {"jumlah": "2000000.00", "stan": "123456"}, who="ani", version=1)
    field = edited.record.fields["jumlah"]
    assert (field.value, field.changed_by, field.review, field.confidence) == ("2000000.00", "ani", None, 1.0)
    edited = store.edit(view.id, {"stan": None, "jumlah": "2000000.00"}, who="budi", version=edited.version)
    trail = store.history(view.id)
    assert [(line.who, line.action, line.field, line.old, line.new, line.version) for line in trail] == [
        ("ani", "edit", "jumlah", "1500000.00", "2000000.00", 2),
        ("ani", "edit", "stan", None, "123456", 2),
        ("budi", "edit", "stan", "123456", None, 3),
    ]
    assert all(line.at.tzinfo is not None for line in trail)


def test_a_change_to_what_is_there_is_none(store: Store, document_id: str) -> None:
    (view,) = settle(store, document_id, record(1, **PAYMENT))
    assert store.edit(view.id, {"ntpn": PAYMENT["ntpn"]}, who="ani", version=1) == view
    assert store.history(view.id) == ()


def test_accept_reopen_delete_restore(store: Store, document_id: str) -> None:
    (view,) = settle(store, document_id, record(1, **PAYMENT))
    view = store.accept(view.id, who="ani", version=view.version)
    assert view.status == "accepted"
    view = store.reopen(view.id, who="ani", version=view.version)
    assert view.status == "open"
    view = store.delete(view.id, who="ani", version=view.version, reason="bukan bukti setor")
    assert view.status == "deleted"
    assert store.records_of(document_id) == (view,)
    assert store.document(document_id).records == ()  # type: ignore[union-attr]
    view = store.restore(view.id, who="budi", version=view.version)
    assert view.status == "open"
    trail = [(line.who, line.action, line.old, line.new) for line in store.history(view.id)]
    assert trail == [
        ("ani", "accept", "open", "accepted"),
        ("ani", "reopen", "accepted", "open"),
        ("ani", "delete", "open", "deleted"),
        ("budi", "restore", "deleted", "open"),
    ]
    assert store.history(view.id)[2].reason == "bukan bukti setor"


def test_an_edit_of_an_accepted_record_opens_it_again(store: Store, document_id: str) -> None:
    (view,) = settle(store, document_id, record(1, **PAYMENT))
    accepted = store.accept(view.id, who="ani", version=1)
    edited = store.edit(view.id, {"stan": "123456"}, who="budi", version=accepted.version)
    assert edited.status == "open"
    assert [line.action for line in store.history(view.id)] == ["accept", "edit", "reopen"]


def test_who_comes_second_is_told_who_changed_what(store: Store, document_id: str) -> None:
    (view,) = settle(store, document_id, record(1, **PAYMENT))
    store.edit(view.id, {"jumlah": "2000000.00"}, who="ani", version=1)
    with pytest.raises(EditConflict) as conflict:
        store.edit(view.id, {"ntpn": "A" * 16}, who="budi", version=1)
    assert conflict.value.message("id").startswith("ani sudah lebih dulu mengubah data ini (Jumlah setoran).")
    assert conflict.value.message("en").startswith("ani changed this record first (Amount paid).")
    with pytest.raises(EditConflict):
        store.accept(view.id, who="budi", version=1)


def test_who_comes_after_a_new_reading_is_told_so(store: Store, document_id: str) -> None:
    settle(store, document_id, record(1, **PAYMENT))
    (view,) = settle(store, document_id, record(1, **{**PAYMENT, "ntpn": "B" * 16}))
    with pytest.raises(EditConflict) as conflict:
        store.edit(view.id, {"ntpn": "A" * 16}, who="budi", version=1)
    assert conflict.value.message("en").startswith("OCR changed this record first (read again).")


def test_who_comes_after_an_act_on_the_whole_record_reads_it_in_words(store: Store, document_id: str) -> None:
    (view,) = settle(store, document_id, record(1, **PAYMENT))
    store.accept(view.id, who="ani", version=1)
    with pytest.raises(EditConflict) as conflict:
        store.edit(view.id, {"ntpn": "A" * 16}, who="budi", version=1)
    assert "(diterima)" in conflict.value.message("id")


def test_of_many_edits_at_once_one_wins_and_none_is_lost(store: Store, document_id: str) -> None:
    (view,) = settle(store, document_id, record(1, **PAYMENT))

    def edit(number: int) -> bool:
        try:
            store.edit(view.id, {"jumlah": f"{number}.00"}, who=f"person {number}", version=1)
        except EditConflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(edit, range(1, 17)))
    assert sum(won) == 1
    now = store.record(view.id)
    assert now.record.value("jumlah") == f"{won.index(True) + 1}.00"
    assert [line.new for line in store.history(view.id)] == [now.record.value("jumlah")]


@pytest.mark.parametrize(
    "changes", [{"jumlah": "1.000.000,00"}, {"tanggal": "31/01/2024"}, {"jumlah": "NaN"}, {"tanggal": ""}]
)
def test_what_is_no_value_of_its_field_is_refused(store: Store, document_id: str, changes: dict[str, str]) -> None:
    (view,) = settle(store, document_id, record(1, **PAYMENT))
    with pytest.raises(InvalidValue) as error:
        store.edit(view.id, changes, who="ani", version=1)
    assert error.value.message("id")
    assert store.record(view.id) == view


def test_an_unknown_field_is_refused(store: Store, document_id: str) -> None:
    (view,) = settle(store, document_id, record(1, **PAYMENT))
    with pytest.raises(NotFound):
        store.edit(view.id, {"alamat": "x"}, who="ani", version=1)


def test_the_audit_cannot_be_changed_or_shortened(store: Store, document_id: str) -> None:
    (view,) = settle(store, document_id, record(1, **PAYMENT))
    store.edit(view.id, {"jumlah": "2.00"}, who="ani", version=1)
    trail = store.history(view.id)
    for tamper in (sa.update(schema.edits).values(who="nobody"), sa.delete(schema.edits)):
        with pytest.raises(DBAPIError, match="append-only"), store.database.write() as connection:
            connection.execute(tamper)
    assert store.history(view.id) == trail


def test_an_amount_beyond_any_payment_is_kept_and_left_out_of_sums(store: Store, document_id: str) -> None:
    (view,) = settle(store, document_id, record(1, **{**PAYMENT, "jumlah": "9" * 30}))
    assert view.record.value("jumlah") == "9" * 30


def test_values_of_unexpected_length_are_kept_whole(store: Store, document_id: str) -> None:
    long = record(1, **{name: "X" * 400 for name in PAYMENT if name not in ("tanggal", "jumlah")})
    (view,) = settle(store, document_id, long)
    assert view.record == long


def test_page_results_make_unsettled_documents_known(store: Store) -> None:
    document_id = store.add(upload()).document_id
    assert store.unsettled() == []
    store.finish(claimed(store), page_text(1), b"jpeg")
    assert store.unsettled() == [document_id]
    store.settle(document_id, [], store.text_version(document_id))
    assert store.unsettled() == []


AMOUNTS_AGREE = Check("terbilang_jumlah", "proves", "Jumlah sama dengan terbilang.", "The amount equals its words.")
WORDS = "satu juta lima ratus ribu rupiah"


def proved() -> Record:
    """A payment whose amount is proved by its words."""
    found = record(1, **PAYMENT, terbilang=WORDS)
    for name in ("jumlah", "terbilang"):
        found = found.with_field(replace(found.fields[name], checks=(AMOUNTS_AGREE,)))
    return found


def test_a_wrong_amount_typed_by_a_person_is_no_longer_proved_and_is_looked_for(store: Store, document_id: str) -> None:
    # The symptom: 85.000.000 for 850.000 was saved, its words still said "✓" and the proof stood under "No doubts".
    (view,) = settle(store, document_id, proved())
    edited = store.edit(view.id, {"jumlah": "150000000.00"}, who="ani", version=1)
    assert edited.record.review == ("jumlah", "terbilang")
    outcomes = [check.outcome for name in edited.record.review for check in edited.record.fields[name].checks]
    assert outcomes == ["contradicts"] * 2
    assert [row.id for row in store.records(RecordQuery(status="review")).rows] == [view.id]
    undone = store.edit(
        view.id, {"jumlah": PAYMENT["jumlah"]}, who="ani", version=2, restored={"jumlah": view.record.fields["jumlah"]}
    )
    assert undone.record == view.record
    assert store.records(RecordQuery(status="review")).total == 0


def test_edits_taken_back_in_turn_leave_what_was_read(store: Store, document_id: str) -> None:
    (view,) = settle(store, document_id, proved())
    first = store.edit(view.id, {"terbilang": "dua juta rupiah"}, who="ani", version=1)
    second = store.edit(view.id, {"jumlah": "3000000.00"}, who="ani", version=2)
    assert second.record.review == ("jumlah", "terbilang")
    back = {"jumlah": first.record.fields["jumlah"]}
    once = store.edit(view.id, {"jumlah": PAYMENT["jumlah"]}, who="ani", version=3, restored=back)
    assert once.record == first.record
    back = {"terbilang": view.record.fields["terbilang"]}
    assert store.edit(view.id, {"terbilang": WORDS}, who="ani", version=4, restored=back).record == view.record


def test_words_that_arrive_after_the_amount_was_typed_are_compared_with_it(store: Store, document_id: str) -> None:
    (view,) = settle(store, document_id, record(1, **PAYMENT))
    store.edit(view.id, {"jumlah": "150000000.00"}, who="ani", version=1)
    (now,) = settle(store, document_id, proved())
    assert now.record.review == ("jumlah", "terbilang")
