"""Twenty people at once: uploads, edits, exports; nothing is lost and whoever comes second is told."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from ocr import service as service_module
from ocr.document import PageText, Record
from ocr.errors import EditConflict
from ocr.service import Service
from ocr.store import RecordQuery
from tests.service.doubles import ThreadEngine
from tests.store.papers import PAYMENT, record, upload

CLIENTS = 20
ROUNDS = 3


def test_twenty_clients_upload_edit_and_export_at_once(
    open_service: Callable[..., Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(pages: Sequence[PageText]) -> tuple[Record, ...]:
        return tuple(record(page.number, **{**PAYMENT, "ntpn": f"{page.number:016d}"}) for page in pages)

    monkeypatch.setattr(service_module, "find_records", find)
    service = open_service(ThreadEngine(capacity=4))
    store = service.store
    together = threading.Barrier(CLIENTS)

    def client(number: int) -> tuple[list[str], list[tuple[str, int, str]], list[str]]:
        """Documents uploaded, edits acknowledged (record, version, value), and who was said to have been first."""
        rng, documents, edits, told = random.Random(number), [], [], []
        together.wait()
        for turn in range(ROUNDS):
            paper = upload(pages=2, serial=100 * number + turn)
            documents.append(service.submit(paper, uploader=f"person {number}", batch=f"b{number}").document_id)
            service.wait(documents[0], 60)  # so that there is something to correct however quick the clients are
            for view in rng.sample(rows := store.records(RecordQuery(limit=20)).rows, min(2, len(rows))):
                value = f"{number:02d}{rng.randrange(10**4):04d}"
                try:
                    after = store.edit(view.id, {"stan": value}, who=f"person {number}", version=view.version)
                except EditConflict as conflict:
                    told.append(conflict.details["who"])
                else:
                    edits.append((view.id, after.version, value))
            everything = store.records(RecordQuery(limit=200))
            store.exports.note(RecordQuery(), who=f"person {number}", count=everything.total)
            assert sum(total.records for total in store.totals(RecordQuery())) >= everything.total
        return documents, edits, told

    with ThreadPoolExecutor(CLIENTS) as pool:
        results = list(pool.map(client, range(CLIENTS)))
    documents = [document for mine, _, _ in results for document in mine]
    assert len(set(documents)) == CLIENTS * ROUNDS
    for document_id in documents:
        view = service.wait(document_id, 60)
        assert (view.status, len(view.records)) == ("done", 2)
    assert all(who.startswith("person") for _, _, told in results for who in told)
    edits = [edit for _, mine, _ in results for edit in mine]
    assert edits
    assert max(Counter((record_id, version) for record_id, version, _ in edits).values()) == 1
    for record_id, version, value in edits:
        assert (version, value) in {(line.version, line.new) for line in store.history(record_id)}
    for record_id in {record_id for record_id, _, _ in edits}:
        assert store.record(record_id).record.value("stan") == store.history(record_id)[-1].new
    assert len(store.exports.taken(1000)) == CLIENTS * ROUNDS
