from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from ocr.errors import EngineFailed
from ocr.settings import Settings
from ocr.store import Claim, Store, documents, queue, schema
from tests.store.papers import claimed, page_text, upload


def names_in_turn(store: Store, count: int) -> list[str]:
    return [f"{claim.name} {claim.number}" for claim in (claimed(store) for _ in range(count))]


def test_pages_come_in_order_of_upload_and_number(store: Store) -> None:
    store.add(upload("a", pages=2), batch="b1")
    store.add(upload("b", pages=2, serial=1), batch="b1")
    assert names_in_turn(store, 4) == ["a 1", "a 2", "b 1", "b 2"]
    assert store.claim("reader", 60) is None


def test_many_pages_of_one_person_do_not_block_anothers_single_receipt(store: Store) -> None:
    for serial in range(3):
        store.add(upload(f"big {serial}", pages=10, serial=serial), uploader="ani")
    assert names_in_turn(store, 3) == ["big 0 1", "big 0 2", "big 0 3"]
    store.add(upload("single", serial=9), uploader="budi")
    assert "single 1" in names_in_turn(store, 2)


def test_turns_go_round_between_uploaders_and_between_batches(store: Store) -> None:
    store.add(upload("ani", pages=3), uploader="ani", batch="b1")
    store.add(upload("budi", pages=3, serial=1), uploader="budi", batch="b1")
    store.add(upload("nobody", pages=3, serial=2), batch="b2")
    turns = names_in_turn(store, 9)
    for start in (0, 3, 6):
        assert {turn.split()[0] for turn in turns[start : start + 3]} == {"ani", "budi", "nobody"}


def test_a_flood_of_single_receipts_does_not_starve_a_big_file(store: Store) -> None:
    store.add(upload("big", pages=5), uploader="ani")
    turns = []
    for serial in range(1, 11):
        store.add(upload("single", serial=serial))
        turns += names_in_turn(store, 1)
    assert turns.count("big 1") + turns.count("big 2") == 2


def test_two_processes_never_get_the_same_page(store: Store, make_settings: Callable[..., Settings]) -> None:
    for serial in range(6):
        store.add(upload(f"f{serial}", pages=10, serial=serial), batch=f"b{serial % 3}")
    another = Store.open(make_settings())

    def drain(which: Store, owner: str) -> list[Claim]:
        mine = []
        while True:
            claim = which.claim(owner, 60)
            if claim is not None:
                mine.append(claim)
            elif which.queue().waiting == 0:
                return mine

    with ThreadPoolExecutor(4) as pool:
        drains = [pool.submit(drain, [store, another][index % 2], f"owner {index}") for index in range(4)]
        claims = [claim for each in drains for claim in each.result()]
    assert len(claims) == 60
    assert set(Counter((claim.document_id, claim.number) for claim in claims).values()) == {1}
    assert len({claim.token for claim in claims}) == 60
    another.close()


def test_a_lease_that_ended_is_given_to_another_and_the_late_result_is_refused(store: Store) -> None:
    document_id = store.add(upload()).document_id
    late = claimed(store, "slow", lease_s=-1)
    assert store.requeue_lost() == [(document_id, 1)]
    second = claimed(store, "quick")
    assert not store.finish(late, page_text(1, "late"), b"late")
    assert not store.fail(late, EngineFailed(page=1, reason="late"))
    assert store.finish(second, page_text(1, "in time"), b"in time")
    assert not store.finish(second, page_text(1, "twice"), b"twice")
    text = store.page_text(document_id, 1)
    assert text is not None
    assert text.words[0].text == "in time"
    assert store.preview(document_id, 1) == b"in time"


def test_a_lease_that_is_extended_does_not_end(store: Store) -> None:
    store.add(upload())
    claim = claimed(store, "reader", lease_s=-1)
    assert store.extend([], 60) == store.extend(["another"], 60) == set()
    assert store.extend([claim.token, "another"], 60) == {claim.token}
    assert store.requeue_lost() == []


def test_pages_of_a_dead_process_are_read_again_at_once(store: Store) -> None:
    document_id = store.add(upload(pages=2)).document_id
    claimed(store, "dead")
    claimed(store, "alive")
    assert store.lease_owners() == {"dead", "alive"}
    assert store.requeue_lost(["dead"]) == [(document_id, 1)]
    assert claimed(store).number == 1


def test_released_pages_wait_again_and_count_no_attempt(store: Store) -> None:
    document_id = store.add(upload()).document_id
    store.release([claimed(store).token])
    view = store.document(document_id)
    assert view is not None
    assert (view.pages[0].status, view.pages[0].attempts) == ("waiting", 0)
    claimed(store)


def test_cancelled_pages_take_no_result_and_read_ones_stay(store: Store) -> None:
    document_id = store.add(upload(pages=3)).document_id
    store.finish(claimed(store), page_text(1), b"one")
    reading = claimed(store)
    assert store.cancel(document_id) == [reading.token]
    assert not store.finish(reading, page_text(2), b"two")
    store.settle(document_id, [], store.text_version(document_id))
    view = store.document(document_id)
    assert view is not None
    assert view.status == "cancelled"
    assert [page.status for page in view.pages] == ["done", "cancelled", "cancelled"]
    assert store.claim("reader", 60) is None
    assert store.extend([reading.token], 60) == set()


def test_retry_failed_of_a_batch_leaves_other_batches(store: Store) -> None:
    for batch in ("b1", "b2"):
        store.add(upload(pages=2, serial=int(batch[1])), batch=batch)
    for _ in range(4):
        store.fail(claimed(store), EngineFailed(page=1, reason="test"))
    assert store.retry_failed("b1") == 2
    assert (store.queue().waiting, store.queue().failed) == (2, 2)
    assert store.retry_failed() == 2
    assert claimed(store).number == 1


def test_a_page_that_takes_the_process_down_each_time_fails_in_the_end(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "MAX_ATTEMPTS", 3)
    document_id = store.add(upload(pages=1)).document_id
    for _ in range(3):
        claimed(store, "doomed")
        store.requeue_lost(["doomed"])
    view = store.document(document_id)
    assert view is not None
    assert view.status == "failed"
    assert "3" in (view.pages[0].error_en or "")
    assert store.retry_page(document_id, 1)
    assert view.pages[0].attempts == 3
    claimed(store, "doomed")
    assert store.requeue_lost(["doomed"]) == [(document_id, 1)], "a person asked: it may be begun as often again"


def test_lanes_without_pages_are_forgotten(store: Store) -> None:
    for serial in range(5):
        store.add(upload(serial=serial))
    while store.claim("reader", 60) is not None:
        pass
    with store.database.read() as connection:
        assert connection.execute(sa.select(schema.lanes)).all() == []


@pytest.mark.parametrize("jump_s", [3600.0, -3600.0])
def test_a_clock_that_jumps_holds_no_page_for_hours_and_loses_none(
    store: Store, monkeypatch: pytest.MonkeyPatch, jump_s: float
) -> None:
    store.add(upload(pages=2))
    mine, lost = claimed(store), claimed(store)
    moment = queue.now
    monkeypatch.setattr(queue, "now", lambda connection: moment(connection) + jump_s)
    assert store.extend([mine.token], 30) == {mine.token}
    assert store.requeue_lost() == [(lost.document_id, lost.number)]
    assert store.finish(mine, page_text(1, "read"), b"preview")
    assert claimed(store).number == lost.number


def test_who_was_served_before_the_clock_went_back_does_not_wait_until_it_is_there_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add(upload("old", pages=3), uploader="ani")
    names_in_turn(store, 1)
    moment = queue.now
    for module in (queue, documents):
        monkeypatch.setattr(module, "now", lambda connection: moment(connection) - 3600)
    store.add(upload("new", pages=9, serial=1), uploader="budi")
    assert "old 2" in names_in_turn(store, 2)
