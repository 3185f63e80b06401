import resource
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from ocr.document import Upload
from ocr.errors import DamagedFile, EngineFailed, NotFound, TooManyPages, UnsupportedFile
from ocr.settings import Settings
from ocr.store import Store, schema
from tests.store.papers import PAYMENT, claimed, files_of, finished, page_text, record, upload


def test_an_accepted_upload_is_there_whatever_happens_next(
    store: Store, make_settings: Callable[..., Settings]
) -> None:
    receipt = store.add(upload(pages=3), uploader="ani", source="api", batch="b1")
    assert not receipt.already_read
    another = Store.open(make_settings())  # as after a crash: nothing was closed
    view = another.document(receipt.document_id)
    assert view is not None
    assert (view.name, view.batch, view.uploader, view.source) == ("setoran.tif", "b1", "ani", "api")
    assert (view.status, view.page_count, [page.status for page in view.pages]) == ("waiting", 3, ["waiting"] * 3)
    assert another.original(receipt.document_id) == upload(pages=3)
    another.close()


@pytest.mark.parametrize(
    ("paper", "error"),
    [
        (Upload("a.txt", b"hello"), UnsupportedFile),
        (upload(pages=11), TooManyPages),
        (Upload("a.pdf", b"%PDF-1.4"), DamagedFile),
    ],
)
def test_a_refused_upload_leaves_nothing(store: Store, paper: Upload, error: type[Exception]) -> None:
    with pytest.raises(error):
        store.add(paper)
    assert files_of(store) == set()
    assert store.queue().waiting == 0


def test_names_from_outside_never_become_paths(store: Store) -> None:
    document_id = store.add(Upload("../../etc/passwd", upload().data)).document_id
    view = store.document(document_id)
    assert view is not None
    assert view.name == "../../etc/passwd"
    assert files_of(store) == {view.sha256}
    with pytest.raises(ValueError, match="SHA-256"):
        store.files.path("originals", "../" + "a" * 61)


def test_same_bytes_again_find_the_earlier_result_in_the_new_batch(store: Store) -> None:
    first = finished(store, upload("januari.tif"), [record(**PAYMENT)], batch="b1", uploader="ani")
    again = store.add(upload("salinan.tif"), batch="b2", uploader="budi")
    assert again.document_id == first
    assert again.already_read
    (in_new,) = store.documents("b2")
    (in_old,) = store.documents("b1")
    assert (in_new.name, in_new.uploader, in_new.status) == ("salinan.tif", "budi", "done")
    assert (in_old.name, in_old.uploader) == ("januari.tif", "ani")
    assert in_new.records[0].record == in_old.records[0].record
    assert [(each.batch, each.name) for each in store.submissions(first)] == [
        ("b1", "januari.tif"),
        ("b2", "salinan.tif"),
    ]
    assert store.queue().waiting == 0


def test_same_bytes_twice_in_one_batch_are_listed_once(store: Store) -> None:
    store.add(upload(), batch="b1")
    store.add(upload(serial=1), batch="b1")
    store.add(upload("again.tif"), batch="b1")
    assert [view.name for view in store.documents("b1")] == ["again.tif", "setoran.tif"]


def test_same_bytes_from_many_at_once_are_one_document(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda index: store.add(upload(pages=2), batch=f"b{index}"), range(16)))
    assert len({receipt.document_id for receipt in receipts}) == 1
    assert store.queue().waiting == 2
    assert len(store.submissions(receipts[0].document_id)) == 16
    assert len(files_of(store)) == 1


def test_same_bytes_again_read_what_failed_or_was_cancelled(store: Store) -> None:
    document_id = store.add(upload(pages=3), batch="b1").document_id
    store.finish(claimed(store), page_text(1), b"jpeg")
    store.fail(claimed(store), EngineFailed(page=2, reason="test"))
    store.cancel(document_id)
    again = store.add(upload(pages=3), batch="b2")
    assert not again.already_read
    view = store.document(document_id)
    assert view is not None
    assert [page.status for page in view.pages] == ["done", "waiting", "waiting"]
    assert [claimed(store).number, claimed(store).number] == [2, 3]


def test_document_status_follows_its_pages(store: Store) -> None:
    document_id = store.add(upload(pages=2)).document_id

    def status() -> str:
        view = store.document(document_id)
        assert view is not None
        return view.status

    assert status() == "waiting"
    first, second = claimed(store), claimed(store)
    assert status() == "reading"
    store.finish(first, page_text(1), b"one")
    store.fail(second, EngineFailed(page=2, reason="test"))
    assert status() == "reading", "the records do not yet know the words of page 1"
    store.settle(document_id, [], store.text_version(document_id))
    assert status() == "failed"
    assert store.retry_failed() == 1
    store.finish(claimed(store), page_text(2), b"two")
    store.settle(document_id, [], store.text_version(document_id))
    assert status() == "done"


def test_pages_of_several_documents_are_one_question(store: Store) -> None:
    first, second, _other = (
        store.add(upload(f"{n}.tif", pages=n, serial=n), batch="b1").document_id for n in (1, 2, 3)
    )
    expected = [page for document in store.documents("b1", limit=2) for page in document.pages]
    found = store.pages({first, second, "gone"})
    assert sorted(found, key=lambda page: (page.document_name, page.number)) == expected
    assert [page.document_name for page in expected] == ["1.tif", "2.tif", "2.tif"]
    assert store.pages(()) == ()


def test_a_failed_page_says_why_in_both_languages(store: Store) -> None:
    document_id = store.add(upload()).document_id
    error = EngineFailed(page=1, reason="RuntimeError")
    store.fail(claimed(store), error)
    view = store.document(document_id)
    assert view is not None
    (page,) = view.pages
    assert (page.status, page.error_code, page.attempts) == ("failed", "engine_failed", 1)
    assert (page.error("id"), page.error("en")) == (error.message("id"), error.message("en"))
    (recent,) = store.recent_pages()
    assert recent == page
    assert store.queue().failed == 1


def test_words_and_preview_of_a_page(store: Store) -> None:
    document_id = store.add(upload(pages=2)).document_id
    text = page_text(1, "NTPN : 4C2U16P1BBJ5T5E6")
    store.finish(claimed(store), text, b"jpeg of page one")
    assert store.page_text(document_id, 1) == text
    assert store.preview(document_id, 1) == b"jpeg of page one"
    assert store.page_text(document_id, 2) is None
    assert store.preview(document_id, 2) is None
    view = store.document(document_id)
    assert view is not None
    assert (view.pages[0].width, view.pages[0].height, view.pages[0].seconds) == (400, 600, 0.5)


def test_what_is_not_there(store: Store) -> None:
    assert store.document("nothing") is None
    for ask in (store.original, store.cancel, store.record):
        with pytest.raises(NotFound):
            ask("nothing")


def test_reading_a_page_again_replaces_its_preview_and_keeps_its_words_until_then(store: Store) -> None:
    document_id = finished(store, upload(), [record(**PAYMENT)])
    assert store.retry_page(document_id, 1)
    assert not store.retry_page(document_id, 1), "it waits already"
    assert store.page_text(document_id, 1) is not None
    store.finish(claimed(store), page_text(1, "better"), b"sharper")
    assert store.preview(document_id, 1) == b"sharper"
    view = store.document(document_id)
    assert view is not None
    assert len(files_of(store)) == 2, "original and one preview"


def test_removing_a_document_takes_all_of_it_but_not_what_others_share(store: Store) -> None:
    kept = finished(store, upload(serial=1), [record(**PAYMENT)])
    gone = store.add(upload(serial=2)).document_id
    shared = store.preview(kept, 1)
    assert shared is not None
    store.finish(claimed(store), page_text(1), shared)
    store.settle(gone, [record(**PAYMENT)], store.text_version(gone))
    (view,) = store.document(gone).records  # type: ignore[union-attr]
    store.edit(view.id, {"ntpn": "X"}, who="ani", version=view.version)
    store.remove([gone])
    assert store.document(gone) is None
    assert store.history(view.id) == ()
    assert store.preview(kept, 1) == shared
    assert len(files_of(store)) == 2


def test_retention_removes_what_was_uploaded_long_ago_and_not_again(
    make_settings: Callable[..., Settings],
) -> None:
    store = Store.open(make_settings(RETENTION_DAYS="30"))
    old, again, new = (finished(store, upload(serial=serial), [record(**PAYMENT)]) for serial in (1, 2, 3))
    long_ago = datetime.now(UTC) - timedelta(days=31)
    with store.database.write() as connection:
        column = schema.submissions.c.document_id
        connection.execute(sa.update(schema.submissions).where(column.in_([old, again])).values(at=long_ago))
    store.add(upload(serial=2))
    assert store.remove_expired() == 1
    assert store.document(old) is None
    assert store.document(again) is not None
    assert store.document(new) is not None
    store.close()


def test_sweep_removes_only_files_that_no_row_names(store: Store) -> None:
    document_id = finished(store, upload(), [])
    _, draft = store.files.draft("originals", b"killed before the commit")
    draft.place()
    store.files.draft("previews", b"killed while writing")
    assert store.sweep() == 0, "they are young: somebody may be about to name them"
    assert store.sweep(older_than_s=0) == 2
    assert store.original(document_id).data
    assert store.preview(document_id, 1)
    assert len(files_of(store)) == 2


def test_a_file_that_does_not_fit_leaves_no_half(store: Store) -> None:
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, usual[1]))  # stands for a full disk
    try:
        with pytest.raises(OSError, match="too large"):
            store.files.draft("originals", bytes(2000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert files_of(store) == set()


def test_sweep_and_the_same_bytes_coming_again_at_the_same_time(store: Store) -> None:
    """The file lies there unnamed when somebody brings its bytes: whoever is first, the row never lacks its file."""
    papers = [upload(serial=serial) for serial in range(20)]
    for paper in papers:
        _, draft = store.files.draft("originals", paper.data)
        draft.place()
    with ThreadPoolExecutor(4) as pool:
        sweeps = [pool.submit(store.sweep, 0.0) for _ in range(6)]
        receipts = list(pool.map(lambda paper: _add_again(store, paper), papers))
        for sweep in sweeps:
            sweep.result()
    assert all(store.original(receipt).data == paper.data for receipt, paper in zip(receipts, papers, strict=True))


def _add_again(store: Store, paper: Upload) -> str:
    """`sweep(0)` may also take a draft that is just being written; in life drafts are an hour old before it does."""
    while True:
        try:
            return store.add(paper).document_id
        except FileNotFoundError:
            time.sleep(0.001)
