"""What passed without eyes is accepted and noted; the sample's outcome follows from the audit alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from ocr.store import Passing, RecordView, Store, schema
from ocr.store.passes import UNSEEN, _weeks
from tests.store.papers import PAYMENT, finished, record, upload


@pytest.fixture
def views(store: Store) -> list[RecordView]:
    for serial in range(4):
        own = {"ntpn": f"{serial:016}", "kode_billing": f"{serial:015}"}
        finished(store, upload(serial=serial), [record(**{**PAYMENT, **own})], batch="b1")
    return [view for document in store.documents("b1") for view in document.records]


def passing(view: RecordView, *, sampled: bool = False, version: int | None = None) -> Passing:
    return Passing(view.id, version or view.version, 0.01, sampled)


def outcomes(store: Store) -> dict[str, str]:
    return {view.record_id: view.outcome for view in store.passes.of("b1")}


def test_unsampled_are_accepted_with_their_reason_and_sampled_stay_open(store: Store, views: list[RecordView]) -> None:
    chosen = [passing(views[0]), passing(views[1], sampled=True)]
    assert store.passes.let_pass(chosen, batch="b1", who="ani", allowed=0.01) == 2
    assert [store.record(view.id).status for view in views] == ["accepted", "open", "open", "open"]
    (line,) = store.history(views[0].id)
    assert (line.who, line.action, line.reason) == ("ani", "accept", UNSEEN)
    assert outcomes(store) == {views[0].id: "unseen", views[1].id: "waiting"}
    assert store.passes.waiting() == {views[1].id}
    assert store.passes.of("other") == ()
    assert len(store.passes.of()) == 2


def test_record_that_changed_meanwhile_does_not_pass(store: Store, views: list[RecordView]) -> None:
    store.edit(views[0].id, {"stan": "123456"}, who="budi", version=1)
    assert store.passes.let_pass([passing(views[0])], batch="b1", who="ani", allowed=0.01) == 0
    assert store.record(views[0].id).status == "open"
    assert outcomes(store) == {}


def test_sample_is_right_when_accepted_unchanged_and_wrong_when_changed_or_deleted(
    store: Store, views: list[RecordView]
) -> None:
    store.passes.let_pass([passing(v, sampled=True) for v in views], batch="b1", who="ani", allowed=0.01)
    store.accept(views[0].id, who="ani", version=1)
    store.edit(views[1].id, {"stan": "123456"}, who="ani", version=1)
    assert outcomes(store)[views[1].id] == "waiting"
    store.accept(views[1].id, who="ani", version=2)
    store.delete(views[2].id, who="ani", version=1)
    first = store.edit(views[3].id, {"jumlah": "2.00"}, who="ani", version=1)
    back = store.edit(views[3].id, {"jumlah": PAYMENT["jumlah"]}, who="ani", version=first.version)
    store.accept(views[3].id, who="ani", version=back.version)
    assert list(map(outcomes(store).get, (v.id for v in views))) == ["right", "wrong", "wrong", "right"]
    assert store.passes.waiting() == frozenset()


def test_passes_are_taken_back_but_never_a_judged_sample(store: Store, views: list[RecordView]) -> None:
    chosen = [passing(views[0]), passing(views[1], sampled=True), passing(views[2], sampled=True)]
    store.passes.let_pass(chosen, batch="b1", who="ani", allowed=0.01)
    store.accept(views[1].id, who="ani", version=1)
    assert store.passes.take_back("b1", who="ani") == 2
    assert store.record(views[0].id).status == "open"
    assert outcomes(store) == {views[1].id: "right"}


def test_passes_go_with_their_document(store: Store, views: list[RecordView]) -> None:
    store.passes.let_pass([passing(views[0])], batch="b1", who="ani", allowed=0.01)
    store.remove([views[0].document_id])
    assert store.passes.of("b1") == ()


def test_weeks_count_who_was_looked_at_and_minutes_without_breaks(store: Store, views: list[RecordView]) -> None:
    store.passes.let_pass([passing(views[0])], batch="b1", who="ani", allowed=0.01)
    store.accept(views[1].id, who="ani", version=1)
    (week,) = store.passes.weeks()
    assert (week.accepted, week.unseen) == (2, 1)
    assert week.begins == date.today() - timedelta(days=date.today().weekday())


def test_pauses_longer_than_a_break_are_no_work() -> None:
    start = datetime(2024, 1, 3, 9, tzinfo=UTC)
    acts = [
        act(start, "ani", "edit"),
        act(start + timedelta(seconds=30), "ani", "accept"),
        act(start + timedelta(seconds=40), "budi", "accept", "r2"),
        act(start + timedelta(seconds=60), "ani", "accept", "r3", UNSEEN),
        act(start + timedelta(minutes=30), "ani", "edit"),
        act(start + timedelta(minutes=31), "ani", "accept", "r4"),
        act(start + timedelta(days=7), "ani", "accept", "r5"),
    ]
    later, first = _weeks(acts)
    assert (first.begins, later.begins) == (date(2024, 1, 1), date(2024, 1, 8))
    assert (first.accepted, first.unseen, first.review_minutes) == (4, 1, 1.5)
    assert (later.accepted, later.review_minutes) == (1, 0)


def act(at: datetime, who: str, action: str, record_id: str = "r1", reason: str = "") -> sa.Row:
    columns = [sa.literal(v).label(n) for n, v in
               {"who": who, "action": action, "record_id": record_id, "reason": reason}.items()]  # fmt: skip
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        row = connection.execute(sa.select(sa.literal(at, schema.Moment).label("at"), *columns)).one()
    engine.dispose()
    return row
