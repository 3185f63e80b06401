"""What the upload page says about a batch, counted by the database."""

from dataclasses import replace
from decimal import Decimal

from ocr.errors import EngineFailed
from ocr.store import Store, Tally
from tests.store.papers import PAYMENT, finished, page_text, record, upload


def doubtful(**values: str | None):
    found = record(**{**PAYMENT, **values})
    return found.with_field(replace(found.fields["ntpn"], review="unverified"))


def test_a_batch_comes_to_what_its_documents_show(store: Store) -> None:
    sheet = {**PAYMENT, "ntpn": None}
    dollars = {**PAYMENT, "mata_uang": "USD", "ntpn": "B" * 16, "kode_billing": "1" * 15}
    finished(store, upload(serial=1), [record(**PAYMENT), doubtful(jumlah="2.50", mata_uang=None)], batch="b")
    finished(store, upload(serial=2), [record(kind="billing", **sheet), record(**dollars)], batch="b")
    finished(store, upload(serial=3), [record(**{**dollars, "ntpn": "C" * 16, "kode_billing": ""})], batch="other")
    store.add(upload(serial=1), batch="b")
    store.add(upload(serial=4, pages=3), batch="b")
    assert store.tally("b") == Tally(
        documents=3, unended=1, pages=5, ended=2, failed=0, cancelled=0, records=4, doubtful=1, doubled=0, seconds_a_page=0.5,
        rupiah=Decimal("1500002.50"),
    )  # fmt: skip
    assert store.tally("b").left == 3


def test_an_accepted_record_is_in_no_doubt_and_a_deleted_one_is_gone(store: Store) -> None:
    document_id = finished(store, upload(), [doubtful(), doubtful(jumlah="1.00", ntpn="B" * 16)], batch="b")
    first, second = store.records_of(document_id)
    store.accept(first.id, who="ani", version=1)
    assert (store.tally("b").records, store.tally("b").doubtful) == (2, 1)
    store.delete(second.id, who="ani", version=1)
    assert (store.tally("b").records, store.tally("b").doubtful) == (1, 0)


def test_nothing_is_nothing(store: Store) -> None:
    assert store.tally("b") == Tally(0, 0, 0, 0, 0, 0, 0, 0, 0, 0.0, Decimal())


def test_a_document_whose_records_are_not_found_yet_has_not_ended(store: Store) -> None:
    document_id = store.add(upload(), batch="b").document_id
    claim = store.claim("reader", 60)
    assert claim is not None
    store.finish(claim, page_text(1, "page"), b"preview")
    assert (store.unended("b"), store.tally("b").unended, store.tally("b").left) == ((document_id,), 1, 0)
    store.settle(document_id, [], store.text_version(document_id))
    assert (store.unended("b"), store.document_ids("b")) == ((), (document_id,))


def test_documents_a_screen_at_a_time_and_those_with_a_failed_page(store: Store) -> None:
    ids = [store.add(upload(serial=serial), batch="b").document_id for serial in range(5)]
    assert [view.id for view in store.documents("b", offset=1, limit=2)] == ids[1:3]
    assert [view.id for view in store.documents("b", offset=4, limit=2)] == ids[4:]
    claim = store.claim("reader", 60)
    assert claim is not None
    store.fail(claim, EngineFailed(page=1, reason="uji"))
    assert [view.id for view in store.documents("b", failed=True)] == [claim.document_id]
    assert store.tally("b").failed == 1
