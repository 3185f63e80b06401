import errno
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from unittest.mock import Mock

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from ocr import service as service_module
from ocr.document import Box, PageText, Record, Upload
from ocr.errors import DamagedFile, DatabaseGone, NotFound, Stopping, UnsupportedFile
from ocr.service import Service
from ocr.settings import Settings
from ocr.store import Claim, DocumentView, RecordQuery, Store, schema
from tests.databases import open_store
from tests.service.doubles import ThreadEngine
from tests.store.papers import PAYMENT, record, upload

Open = Callable[..., Service]
MakeSettings = Callable[..., Settings]


@pytest.fixture(autouse=True)
def one_record_per_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(pages: Sequence[PageText]) -> tuple[Record, ...]:
        return tuple(record(page.number, **{**PAYMENT, "ntpn": f"{page.number:016d}"}) for page in pages)

    monkeypatch.setattr(service_module, "find_records", find)


def until(question: Callable[[], object], timeout_s: float = 10.0) -> None:
    end = time.monotonic() + timeout_s
    while not question():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


def statuses(view: DocumentView | None) -> list[str]:
    assert view is not None
    return [page.status for page in view.pages]


def read_and_killed(make_settings: MakeSettings) -> str:
    """A document whose process was killed between its page's words and their records."""
    store = open_store(make_settings())
    document_id = store.add(upload()).document_id
    claim = store.claim("another-host/1|1|1.00|killed", 60)
    assert claim is not None
    store.finish(claim, PageText(1, 10, 10, (), "ocr", 0.1), b"jpeg")
    store.close()
    return document_id


def test_an_upload_is_read_and_its_records_are_there(open_service: Open) -> None:
    service = open_service(ThreadEngine())
    receipt = service.submit(upload(pages=3), batch="b1")
    view = service.wait(receipt.document_id, 10)
    assert (view.status, statuses(view)) == ("done", ["done"] * 3)
    assert [each.record.value("ntpn") for each in view.records] == [f"{n:016d}" for n in (1, 2, 3)]
    assert service.store.preview(receipt.document_id, 2) == b"preview of setoran.tif 2"


def test_records_appear_while_later_pages_are_still_being_read(open_service: Open) -> None:
    release = threading.Event()
    service = open_service(ThreadEngine(lambda _, number: number == 3 and release.wait(10)))
    receipt = service.submit(upload(pages=3))
    until(lambda: service.store.records(RecordQuery()).total == 2)
    view = service.wait(receipt.document_id, 0)
    assert (view.status, statuses(view)) == ("reading", ["done", "done", "reading"])
    release.set()
    assert service.wait(receipt.document_id, 10).status == "done"


def test_a_page_that_fails_is_a_result_and_its_neighbours_are_read(open_service: Open) -> None:
    def script(name: str, number: int) -> None:
        if number == 2:
            raise DamagedFile(name=name, page=2, reason="test")

    service = open_service(ThreadEngine(script))
    view = service.wait(service.submit(upload(pages=3)).document_id, 10)
    assert (view.status, statuses(view)) == ("failed", ["done", "failed", "done"])
    assert view.pages[1].error_code == "damaged"


def test_a_defect_fails_its_page_and_is_loud_in_the_log(open_service: Open, caplog: pytest.LogCaptureFixture) -> None:
    def script(name: str, number: int) -> None:
        raise KeyError("a defect")

    service = open_service(ThreadEngine(script))
    view = service.wait(service.submit(upload()).document_id, 10)
    assert view.pages[0].error_code == "engine_failed"
    assert "KeyError" in caplog.text
    assert "Traceback" in caplog.text


def test_a_defect_in_making_records_does_not_stop_the_pages(
    open_service: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def find(pages: Sequence[PageText]) -> tuple[Record, ...]:
        raise ZeroDivisionError

    monkeypatch.setattr(service_module, "find_records", find)
    service = open_service(ThreadEngine())
    view = service.wait(service.submit(upload()).document_id, 10)
    assert (view.status, view.records) == ("done", ())
    assert "ZeroDivisionError" in caplog.text


def test_a_refused_upload_is_refused_at_once(open_service: Open) -> None:
    with pytest.raises(UnsupportedFile):
        open_service(ThreadEngine()).submit(Upload("a.txt", b"hello"))


def test_cancelled_reading_stops_and_the_next_document_is_read(open_service: Open) -> None:
    release = threading.Event()
    engine = ThreadEngine(lambda name, _: name == "long" and release.wait(10))
    service = open_service(engine)
    long = service.submit(upload("long", pages=9), batch="b1").document_id
    until(lambda: len(engine.asked) == 2)
    service.cancel(long)
    short = service.submit(upload("short", serial=1), batch="b1").document_id
    release.set()
    assert service.wait(short, 10).status == "done"
    assert statuses(service.wait(long, 10)) == ["cancelled"] * 9
    assert Counter(name for name, _ in engine.asked)["long"] == 2


def test_retries(open_service: Open) -> None:
    broken = threading.Event()
    broken.set()

    def script(name: str, number: int) -> None:
        if broken.is_set() and number != 1:
            raise DamagedFile(name=name, page=number, reason="test")

    service = open_service(ThreadEngine(script))
    receipt = service.submit(upload(pages=4), batch="b1")
    assert service.wait(receipt.document_id, 10).status == "failed"
    broken.clear()
    assert service.retry_page(receipt.document_id, 2)
    until(lambda: statuses(service.store.document(receipt.document_id)) == ["done", "done", "failed", "failed"])
    assert service.retry_failed("b1") == 2
    assert service.wait(receipt.document_id, 10).status == "done"


def test_a_restart_goes_on_where_a_killed_process_stopped(open_service: Open, make_settings: MakeSettings) -> None:
    settings = make_settings()
    before = open_store(settings)
    document_id = before.add(upload(pages=4)).document_id
    mine = open_service(ThreadEngine(capacity=0)).owner
    machine, pid, created, _ = mine.split("|")
    for _ in range(2):
        before.claim(f"{machine}|{pid}|{float(created) - 100:.2f}|killed", 600)
    before.close()
    engine = ThreadEngine()
    service = open_service(engine)
    assert service.wait(document_id, 10).status == "done"
    assert sorted(number for _, number in engine.asked) == [1, 2, 3, 4]


def test_pages_of_another_machine_are_read_again_when_its_lease_ends(
    open_service: Open, make_settings: MakeSettings
) -> None:
    before = open_store(make_settings())
    document_id = before.add(upload()).document_id
    assert before.claim("another-host/1|1|1.00|dead", 0.5)
    before.close()
    service = open_service(ThreadEngine(), lease_s=0.3)
    assert service.wait(document_id, 10).status == "done"


def test_words_that_a_killed_process_left_without_records_get_them(
    open_service: Open, make_settings: MakeSettings
) -> None:
    document_id = read_and_killed(make_settings)
    service = open_service(ThreadEngine())
    view = service.wait(document_id, 10)
    assert (view.status, len(view.records)) == ("done", 1)


def test_a_long_page_keeps_its_lease(open_service: Open) -> None:
    first = ThreadEngine(lambda *_: time.sleep(2.5))
    service = open_service(first, lease_s=1.0)
    receipt = service.submit(upload())
    until(lambda: first.asked)
    second = ThreadEngine()
    open_service(second, lease_s=1.0)
    assert service.wait(receipt.document_id, 10).status == "done"
    assert second.asked == []


def test_two_processes_on_one_database_share_the_work_and_read_nothing_twice(open_service: Open) -> None:
    # 30 pages of 0.2 s outlast the half second after which the other process looks for work.
    engines = [ThreadEngine(lambda *_: time.sleep(0.2)) for _ in range(2)]
    services = [open_service(engine) for engine in engines]
    documents = [services[0].submit(upload(f"f{serial}", pages=5, serial=serial)).document_id for serial in range(6)]
    for document_id in documents:
        assert services[1].wait(document_id, 20).status == "done"
    asked = Counter(page for engine in engines for page in engine.asked)
    assert len(asked) == 30
    assert set(asked.values()) == {1}
    assert all(engine.asked for engine in engines)


def test_closing_gives_claimed_pages_back(open_service: Open) -> None:
    release = threading.Event()
    first = ThreadEngine(lambda *_: release.wait(10))
    service = open_service(first)
    receipt = service.submit(upload(pages=3))
    until(lambda: len(first.asked) == 2)
    release_soon = threading.Timer(0.2, release.set)
    release_soon.start()
    service.close()
    release_soon.join()
    assert first.closed.is_set()
    second = open_service(ThreadEngine())
    view = second.wait(receipt.document_id, 10)
    assert view.status == "done"
    assert max(page.attempts for page in view.pages) == 1


def test_who_waits_is_let_go_when_the_process_is_about_to_end(open_service: Open) -> None:
    release = threading.Event()
    service = open_service(ThreadEngine(lambda *_: release.wait(10)))
    document_id = service.submit(upload()).document_id
    threading.Timer(0.2, service.hang_up).start()
    with pytest.raises(Stopping, match=document_id):
        service.wait(document_id, 10)
    release.set()
    until(lambda: statuses(service.store.document(document_id)) == ["done"])


def test_a_database_that_stumbles_loses_nothing(
    open_service: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    finish, claim = Store.finish, Store.claim
    stumbles = {"finish": 2, "claim": 2}

    def stumble(what: str) -> None:
        if stumbles[what]:
            stumbles[what] -= 1
            raise OperationalError("statement", {}, Exception("the server closed the connection"))

    monkeypatch.setattr(Store, "finish", lambda *args: (stumble("finish"), finish(*args))[1])
    monkeypatch.setattr(Store, "claim", lambda *args: (stumble("claim"), claim(*args))[1])
    service = open_service(ThreadEngine())
    view = service.wait(service.submit(upload(pages=2)).document_id, 20)
    assert (view.status, stumbles) == ("done", {"finish": 0, "claim": 0})
    assert "the database or the disk did not answer" in caplog.text


def test_a_disk_that_takes_no_previews_is_waited_for(open_service: Open, caplog: pytest.LogCaptureFixture) -> None:
    read = threading.Event()
    service = open_service(ThreadEngine(lambda *_: read.set()))
    previews = service.store.files.folder / "previews"
    away = previews.rename(previews.with_name("unmounted"))
    document_id = service.submit(upload(pages=2)).document_id
    until(lambda: read.is_set() and "the disk did not answer" in caplog.text)
    away.rename(previews)
    view = service.wait(document_id, 20)
    assert (view.status, len(view.records)) == ("done", 2)
    assert service.store.preview(document_id, 2) == b"preview of setoran.tif 2"


def test_who_waits_is_told_that_the_result_cannot_be_written_down_and_gets_it_later(
    open_service: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_module, "UNKEPT_S", 0.2)
    service = open_service(ThreadEngine())
    with monkeypatch.context() as full:
        full.setattr(service.store, "finish", Mock(side_effect=OSError(errno.ENOSPC, "no space")))
        document_id = service.submit(upload()).document_id
        with pytest.raises(DatabaseGone):
            service.wait(document_id, 20)
    until(lambda: statuses(service.store.document(document_id)) == ["done"])


def test_what_the_store_cannot_take_fails_its_page_and_reading_goes_on(
    open_service: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    finish = Store.finish

    def refuse(store: Store, claim: Claim, *result: object) -> bool:
        if claim.number == 1:
            raise ValueError("a defect of the store")
        return finish(store, claim, *result)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "finish", refuse)
    service = open_service(ThreadEngine())
    view = service.wait(service.submit(upload(pages=2)).document_id, 10)
    assert statuses(view) == ["failed", "done"]
    assert view.pages[0].error_code == "engine_failed"
    assert "a defect of the store" in caplog.text


def test_a_defect_of_the_dispatcher_does_not_end_it(
    open_service: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    extend, defects = Store.extend, [ZeroDivisionError()]

    def stumble(*arguments: object) -> frozenset[str]:
        if defects:
            raise defects.pop()
        return extend(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "extend", stumble)
    service = open_service(ThreadEngine())
    assert service.wait(service.submit(upload()).document_id, 10).status == "done"
    assert "ZeroDivisionError" in caplog.text


def test_records_that_the_database_did_not_take_are_made_when_it_is_back(
    open_service: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle, stumbles = Store.settle, [OperationalError("statement", {}, Exception("gone"))] * 2

    def stumble(*arguments: object) -> bool:
        if stumbles:
            raise stumbles.pop()
        return settle(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "settle", stumble)
    service = open_service(ThreadEngine())
    document_id = service.submit(upload()).document_id
    until(lambda: service.store.records(RecordQuery()).total == 1)
    assert service.wait(document_id, 10).status == "done"


def test_records_that_another_process_left_out_are_made_by_this_one(
    open_service: Open, make_settings: MakeSettings
) -> None:
    service = open_service(ThreadEngine(capacity=0), lease_s=0.3)
    document_id = read_and_killed(make_settings)
    until(lambda: len(service.wait(document_id, 0).records) == 1)


def test_an_original_missing_from_the_disk_fails_its_page(open_service: Open) -> None:
    service = open_service(ThreadEngine(capacity=0))
    document_id = service.submit(upload()).document_id
    service.store.files.remove("originals", upload().sha256)
    view = open_service(ThreadEngine()).wait(document_id, 10)
    assert (view.status, view.pages[0].error_code) == ("failed", "damaged")


def test_pages_wait_for_a_disk_that_is_not_mounted(open_service: Open, caplog: pytest.LogCaptureFixture) -> None:
    service = open_service(ThreadEngine(capacity=0))
    document_id = service.submit(upload()).document_id
    originals = service.store.files.folder / "originals"
    away = originals.rename(originals.with_name("unmounted"))
    engine = ThreadEngine(capacity=0)
    reading = open_service(engine)
    originals.rmdir()  # which opening the store made again
    engine.capacity = 1
    until(lambda: "is its disk mounted?" in caplog.text)
    (page,) = reading.wait(document_id, 0).pages
    assert (page.status, page.attempts) == ("waiting", 0)
    away.rename(originals)
    assert reading.wait(document_id, 10).status == "done"


def test_a_night_without_a_database_is_told_now_and_then(
    open_service: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    extend, asked, back = Store.requeue_lost, [], threading.Event()

    def no_answer(*arguments: object) -> list[tuple[str, int]]:
        asked.append(1)
        if not back.is_set():
            raise OperationalError("statement", {}, Exception("gone"))
        return extend(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "requeue_lost", no_answer)
    monkeypatch.setattr(service_module, "POLL_S", 0.01)
    open_service(ThreadEngine(), lease_s=0.03)
    until(lambda: len(asked) > 5)
    told = [line for line in caplog.records if "answer" in line.message]
    assert len(told) == 1
    assert told[0].exc_info
    back.set()
    until(lambda: "answer again" in caplog.text)


def test_a_page_whose_original_could_not_be_fetched_is_read_when_it_can_and_holds_up_nobody(open_service: Open) -> None:
    service = open_service(ThreadEngine(capacity=0))
    document_id = service.submit(upload(), uploader="ani").document_id
    neighbour = service.submit(upload(serial=1), uploader="ani").document_id
    original = service.store.files.path("originals", upload().sha256)
    away = original.rename(original.with_name("away"))
    original.mkdir()
    reading = open_service(ThreadEngine(), lease_s=3)
    assert reading.wait(neighbour, 10).status == "done"
    assert statuses(reading.wait(document_id, 0))[0] in ("waiting", "reading")
    original.rmdir()
    away.rename(original)
    assert reading.wait(document_id, 10).status == "done"


def test_a_page_whose_failure_could_not_be_noted_is_read_again(
    open_service: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish, refusals = Store.finish, [ValueError("a defect of the store")]

    def refuse_once(*arguments: object) -> bool:
        if refusals:
            raise refusals.pop()
        return finish(*arguments)  # type: ignore[arg-type]

    def refuse(*_: object) -> bool:
        raise ValueError("another defect")

    monkeypatch.setattr(Store, "finish", refuse_once)
    monkeypatch.setattr(Store, "fail", refuse)
    service = open_service(ThreadEngine(), lease_s=0.3)
    assert service.wait(service.submit(upload()).document_id, 10).status == "done"


def test_a_region_is_read_again(open_service: Open) -> None:
    service = open_service(ThreadEngine())
    document_id = service.submit(upload()).document_id
    with pytest.raises(NotFound):
        service.read_region(document_id, 2, Box(0, 0, 5, 5))
    service.wait(document_id, 10)
    (word,) = service.read_region(document_id, 1, Box(1, 2, 30, 20))
    assert (word.text, word.box) == ("1 0", Box(1, 2, 30, 20))


def test_waiting_for_what_is_not_there(open_service: Open) -> None:
    with pytest.raises(NotFound):
        open_service(ThreadEngine()).wait("nothing", 1)


def test_log_lines_that_operators_look_for(open_service: Open, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "ocr")
    service = open_service(ThreadEngine())
    service.wait(service.submit(upload("januari.tif", pages=2)).document_id, 10)
    until(lambda: "🎉" in caplog.text)
    assert "🚀 Starting processing for file januari.tif" in caplog.text
    assert "🎉 Processing completed januari.tif" in caplog.text
    assert PAYMENT["nama_wajib_pajak"] not in caplog.text


def test_pages_are_given_out_in_turn(open_service: Open) -> None:
    gate = threading.Event()
    engine = ThreadEngine(lambda *_: gate.wait(10), capacity=1)
    service = open_service(engine)
    for serial in range(2):
        service.submit(upload(f"big {serial}", pages=10, serial=serial), uploader="ani")
    until(lambda: engine.asked)
    single = service.submit(upload("single", serial=9), uploader="budi").document_id
    gate.set()
    service.wait(single, 10)
    assert engine.asked.index(("single", 1)) <= 2


def test_old_documents_go_by_themselves(open_service: Open) -> None:
    service = open_service(ThreadEngine(), RETENTION_DAYS="1")
    document_id = service.submit(upload()).document_id
    service.wait(document_id, 10)
    with service.store.database.write() as connection:
        connection.execute(sa.update(schema.submissions).values(at=sa.text("'2020-01-01 00:00:00'")))
    open_service(ThreadEngine(), RETENTION_DAYS="1")
    until(lambda: service.store.document(document_id) is None)
