"""The engine with real processes that crash, hang and are killed; the same tests on its own and on a given cluster."""

import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from ocr.document import Box
from ocr.engine import Engine
from ocr.engine.child import Child
from ocr.errors import DamagedFile, EngineFailed, ModelMissing, PageTimeout
from ocr.pipeline import PageResult
from ocr.settings import load_settings
from tests.engine.conftest import ROOT, Cluster, wait_ready
from tests.engine.faults import page_image


def pids(engine: Engine) -> list[int]:
    return [worker.pid for worker in engine.state().workers if worker.pid is not None]


def reader_process(engine: Engine) -> int:
    (worker,) = engine.state().workers
    assert worker.pid is not None
    return worker.pid


def test_a_page_is_read_in_another_process(engine: Engine) -> None:
    result = engine.read_page(page_image("fine"), "a.tif", 1).result(30)
    assert result.text.words[0].text == f"read by {reader_process(engine)}"
    assert reader_process(engine) != os.getpid()
    assert result.preview_jpeg.startswith(b"\xff\xd8")
    assert (result.text.width, result.text.height) == (96, 64)


def test_one_reader_serves_all_pages(engine: Engine) -> None:
    data = page_image(*["fine"] * 6)
    texts = {engine.read_page(data, "a.tif", n).result(30).text.words[0].text for n in range(1, 7)}
    assert len(texts) == 1


def test_a_region_is_read(engine: Engine) -> None:
    (word,) = engine.read_region(page_image("fine"), "a.tif", 1, Box(1, 2, 30, 20), 90).result(30)
    assert (word.text, word.box) == ("region", Box(1, 2, 30, 20))


def test_errors_of_a_page_come_back_as_they_are(engine: Engine) -> None:
    with pytest.raises(EngineFailed, match="Page 1"):
        engine.read_page(page_image("error"), "a.tif", 1).result(30)
    with pytest.raises(KeyError, match="a defect"):
        engine.read_page(page_image("defect"), "a.tif", 1).result(30)
    with pytest.raises(DamagedFile):
        engine.read_page(b"%PDF-1.4 nothing", "a.pdf", 1).result(30)


def test_a_page_that_kills_its_worker_fails_and_its_neighbours_do_not(engine: Engine) -> None:
    data = page_image("fine", "crash", "fine", "fine")
    pages = [engine.read_page(data, "a.tif", number) for number in range(1, 5)]
    with pytest.raises(EngineFailed) as failure:
        pages[1].result(60)
    assert failure.value.details["page"] == 2
    for page in (pages[0], pages[2], pages[3]):
        assert page.result(60).text.words
    assert engine.read_page(page_image("fine"), "b.tif", 1).result(60).text.words


@pytest.mark.parametrize("delay_ms", [0, 2, 4, 6, 8, 11, 15, 25])
def test_a_result_lost_with_its_worker_is_read_again(engine: Engine, delay_ms: int) -> None:
    """A worker may die between finishing a page and handing it over: the engine must not wait for that result."""
    wait_ready(engine)
    page = engine.read_page(page_image("dying", delay_ms=delay_ms), "a.tif", 1)
    failure = page.exception(60)
    assert isinstance(failure, EngineFailed) if failure else page.result().text.words
    assert engine.read_page(page_image("fine"), "b.tif", 1).result(60).text.words


@pytest.mark.parametrize("delay_ms", [4, 15])
def test_a_worker_that_hands_over_late_is_not_dead_and_holds_up_nobody(
    start_engine: Callable[..., Engine], delay_ms: int, caplog: pytest.LogCaptureFixture
) -> None:
    """On a machine under load 10 a result was fetched for half a minute; then its living worker was taken for dead."""
    engine = start_engine(OCR_WORKERS="2")
    wait_ready(engine, workers=2)
    page = engine.read_page(page_image("stopping", delay_ms=delay_ms), "late.tif", 1)
    others: list[Future[PageResult]] = []
    end = time.monotonic() + 60
    while not (stopped := [pid for pid in pids(engine) if psutil.Process(pid).status() == psutil.STATUS_STOPPED]):
        assert time.monotonic() < end, "no worker stopped"
        time.sleep(0.01)
    try:
        while len(others) < 6:  # one at a time, so that the other worker gets them all but one
            others.append(engine.read_page(page_image("fine", serial=len(others)), "a.tif", 1))
            time.sleep(0.3)
        end = time.monotonic() + 15  # half of what a result was waited for
        while sum(other.done() for other in others) < 5:
            assert time.monotonic() < end, "a stopped worker holds up the others"
            time.sleep(0.01)
    finally:
        os.kill(stopped[0], signal.SIGCONT)
    assert page.result(30).text.words[0].text == f"read by {stopped[0]}"
    assert [other.result(30).text.number for other in others] == [1] * 6
    assert "died" not in caplog.text


def test_no_file_stays_with_the_processes_that_passed_it_on(start_engine: Callable[..., Engine]) -> None:
    engine = start_engine()
    wait_ready(engine)
    cluster = psutil.Process(reader_process(engine)).parent()
    while cluster is not None and "ocr.engine.cluster" not in " ".join(cluster.cmdline()):
        cluster = cluster.parent()
    assert cluster is not None
    before = 0
    for serial in range(40):
        engine.read_page(page_image("fine", serial=serial) + bytes(800_000), "a.tif", 1).result(30)
        before = before or cluster.memory_full_info().uss + psutil.Process().memory_full_info().uss
    kept = cluster.memory_full_info().uss + psutil.Process().memory_full_info().uss - before
    assert kept < 16_000_000, "32 MB went through each"


def test_a_page_that_hangs_is_stopped_and_its_neighbours_are_read(engine: Engine) -> None:
    data = page_image("hang", "fine", "fine")
    pages = [engine.read_page(data, "a.tif", number) for number in range(1, 4)]
    with pytest.raises(PageTimeout) as failure:
        pages[0].result(60)
    assert failure.value.details == {"page": 1, "timeout_s": 5}
    assert [page.result(60).text.number for page in pages[1:]] == [2, 3]


def test_time_waiting_for_the_reader_does_not_count(engine: Engine) -> None:
    data = page_image(*["slow"] * 28)  # 28 × 0.2 s are longer than the limit of 5 s, each alone is not
    pages = [engine.read_page(data, "a.tif", number) for number in range(1, 29)]
    texts = [page.result(60).text for page in pages]
    assert [text.number for text in texts] == list(range(1, 29))
    assert statistics.median(text.seconds for text in texts) < 0.38, (
        "its own 0.2 s, not those of the page before it too"
    )


def test_a_worker_killed_from_outside_costs_no_page(engine: Engine) -> None:
    data = page_image(*["slow"] * 8)
    wait_ready(engine)
    pages = [engine.read_page(data, "a.tif", number) for number in range(1, 9)]
    pages[0].result(60)
    killed = reader_process(engine)
    os.kill(killed, signal.SIGKILL)
    assert [page.result(60).text.number for page in pages] == list(range(1, 9))
    wait_ready(engine)
    assert reader_process(engine) != killed


def test_a_cancelled_page_is_not_begun(engine: Engine) -> None:
    data = page_image(*["slow"] * 6)
    pages = [engine.read_page(data, "a.tif", number) for number in range(1, 7)]
    assert pages[5].cancel()
    assert [page.result(60).text.number for page in pages[:5]] == [1, 2, 3, 4, 5]


def test_the_state_says_what_the_worker_does(engine: Engine) -> None:
    wait_ready(engine)
    slow = engine.read_page(page_image("slow"), "a.tif", 1)
    end = time.monotonic() + 10
    while engine.state().workers[0].status != "busy":
        assert time.monotonic() < end
    slow.result(30)
    state = engine.state()
    assert (state.status, state.backend, state.error) == ("ready", "compiled", None)
    (worker,) = state.workers
    assert worker.pages_read >= 1
    assert worker.memory_mb is not None
    assert 20 < worker.memory_mb < 400
    assert engine.capacity == 2


def test_workers_are_replaced_after_their_pages(start_engine: Callable[..., Engine]) -> None:
    engine = start_engine(OCR_RECYCLE_PAGES="3")
    data = page_image(*["fine"] * 6)
    pages = [engine.read_page(data, "a.tif", number) for number in range(1, 7)]
    readers = [page.result(60).text.words[0].text for page in pages]
    assert len(set(readers)) >= 2
    assert max(readers.count(reader) for reader in readers) <= 4, "three, and one that was under way"


def test_a_reader_that_cannot_open_is_an_engine_that_failed(start_engine: Callable[..., Engine]) -> None:
    engine = start_engine("tests.engine.faults:open_nothing")
    end = time.monotonic() + 60
    while engine.state().status != "failed":
        assert time.monotonic() < end
        time.sleep(0.05)
    state = engine.state()
    assert "nowhere" in (state.error or "")
    assert isinstance(state.cause, ModelMissing)
    assert state.cause.message("id").startswith("Berkas model tidak ada: nowhere")
    assert engine.capacity == 0


def test_the_cluster_s_own_cause_is_told_not_the_broken_connection(
    start_engine: Callable[..., Engine], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_folder = tmp_path / "file"
    no_folder.write_text("")
    monkeypatch.setenv("DASK_TEMPORARY_DIRECTORY", str(no_folder / "scratch"))
    engine = start_engine()
    end = time.monotonic() + 60
    while engine.state().status != "failed" and time.monotonic() < end:
        time.sleep(0.05)
    assert "NotADirectoryError" in str(engine.state().error)


def test_a_killed_cluster_process_is_told_with_its_signal() -> None:
    child = Child.started(load_settings({"OCR_WORKERS": "1"}))
    try:
        child.address()
        assert child.end() is None
        os.kill(child.pid, signal.SIGKILL)
        assert "killed by signal 9" in str(child.end(10))
    finally:
        child.stop()


def test_the_cluster_process_may_die_too(start_engine: Callable[..., Engine]) -> None:
    engine = start_engine()
    wait_ready(engine)
    data = page_image(*["slow"] * 6)
    pages = [engine.read_page(data, "a.tif", number) for number in range(1, 7)]
    pages[0].result(60)
    psutil.Process(reader_process(engine)).parent().kill()  # type: ignore[union-attr]
    assert [page.result(90).text.number for page in pages] == [1, 2, 3, 4, 5, 6]


def test_workers_with_other_settings_get_no_page(tmp_path: Path, start_engine: Callable[..., Engine]) -> None:
    cluster = Cluster(tmp_path, MAX_PAGES_PER_PDF="40", OCR_DPI="300")
    try:
        engine = start_engine(OCR_CLUSTER=cluster.address)
        end = time.monotonic() + 60
        while not engine.state().workers:
            assert time.monotonic() < end
            time.sleep(0.05)
        waiting = engine.read_page(page_image("fine"), "a.tif", 1)
        assert [worker.status for worker in engine.state().workers] == ["mismatched"]
        assert engine.state().status == "starting"
        cluster.add_workers(2, OCR_DPI="150")
        assert waiting.result(60).text.words
        statuses = sorted(worker.status for worker in engine.state().workers)
        assert statuses.count("mismatched") == 1
    finally:
        cluster.close()


SCRIPT = """
import sys, time
from ocr.engine import Engine
from ocr.settings import load_settings
engine = Engine.start(load_settings({}), reader="tests.engine.faults:open_faulty")
while not engine.capacity:
    time.sleep(0.05)
heavy = {"torch", "openvino", "easyocr"} & set(sys.modules)
print(*[worker.pid for worker in engine.state().workers], *heavy, flush=True)
time.sleep(600)
"""


def test_when_the_app_is_killed_its_workers_end_and_it_never_loaded_the_networks() -> None:
    app = subprocess.Popen([sys.executable, "-c", SCRIPT], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert app.stdout is not None
    (pid,) = app.stdout.readline().split()
    worker = psutil.Process(int(pid))
    family = [worker, *worker.parents()[:1]]
    app.kill()
    app.wait()
    app.stdout.close()
    _, alive = psutil.wait_procs(family, timeout=20)
    assert alive == []


STREAMLIT = """
import os, pathlib
from ocr.engine import Engine
from ocr.settings import load_settings
from tests.engine.faults import page_image
marks = pathlib.Path(os.environ["MARKS"])
(marks / f"ran-in-{os.getpid()}").touch()
engine = Engine.start(load_settings({}), reader="tests.engine.faults:open_faulty")
text = engine.read_page(page_image("fine"), "a.tif", 1).result(60).text
(marks / "text.new").write_text(text.words[0].text)
(marks / "text.new").rename(marks / "text")
engine.close()
"""


def test_under_streamlit_run_the_workers_do_not_run_the_page(tmp_path: Path) -> None:
    """multiprocessing would run the page's script in each worker: Streamlit makes it the process's `__main__`."""
    (tmp_path / "page.py").write_text(STREAMLIT)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(tmp_path / "page.py"), "--server.port", str(port),
         "--server.address", "127.0.0.1", "--server.headless", "true", "--browser.gatherUsageStats", "false"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MARKS": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        with _browser_session(port):
            end = time.monotonic() + 60
            while not (tmp_path / "text").exists():
                assert app.poll() is None
                assert time.monotonic() < end
                time.sleep(0.1)
        assert [path.name for path in tmp_path.glob("ran-in-*")] == [f"ran-in-{app.pid}"]
        assert (tmp_path / "text").read_text() != f"read by {app.pid}"
    finally:
        app.terminate()
        app.wait(20)


@contextmanager
def _browser_session(port: int) -> Iterator[None]:
    """What a browser that opens the page sends, so that its script runs."""
    from streamlit.proto.BackMsg_pb2 import BackMsg

    opened = BackMsg()
    opened.rerun_script.query_string = ""
    end = time.monotonic() + 60
    while True:
        try:
            connection = connect(f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=[Subprotocol("streamlit")])
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.1)
        else:
            break
    with connection:
        connection.send(opened.SerializeToString())
        yield
