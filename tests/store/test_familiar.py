"""History speaks for a taxpayer's name, NPWP and codes: how often, last when; only what people accepted counts."""

import sqlalchemy as sa

from ocr.store import RecordQuery, Store
from ocr.store.familiar import LOOKED_AT
from tests.store.papers import PAYMENT, finished, record, upload

NPWP = "0012345678901000"


def paid(store: Store, serial: int, *, accept: bool = True, **values: str | None) -> str:
    paper = record(**{**PAYMENT, "npwp": NPWP, **values})
    document_id = finished(store, upload(serial=serial), [paper])
    (view,) = store.records_of(document_id)
    if accept:
        store.accept(view.id, who="ani", version=1)
    return document_id


def told(store: Store, **values: str | None) -> dict[str, tuple[str, int, int]]:
    habits = store.familiar.habits(record(**values))
    return {name: (habit.value, habit.times, habit.looked_at) for name, habit in habits.items()}


def test_npwp_tells_name_and_codes_with_how_often(store: Store) -> None:
    for serial in range(3):
        paid(store, serial)
    paid(store, 3, kode_akun_pajak="411121", kode_jenis_setoran="100")
    assert told(store, npwp=NPWP) == {
        "nama_wajib_pajak": ("PT Maju Jaya", 4, 4),
        "kode_akun_pajak": ("411128", 3, 4),
        "kode_jenis_setoran": ("403", 3, 4),
    }
    newest = max(view.updated_at for view in store.records(RecordQuery()).rows)
    assert store.familiar.habits(record(npwp=NPWP))["nama_wajib_pajak"].last == newest


def test_name_tells_the_npwp_whatever_its_case(store: Store) -> None:
    paid(store, 0)
    paid(store, 1)
    assert told(store, nama_wajib_pajak="PT MAJU JAYA")["npwp"] == (NPWP, 2, 2)


def test_what_nobody_accepted_or_happened_once_says_nothing(store: Store) -> None:
    paid(store, 0)
    paid(store, 1, accept=False)
    assert told(store, npwp=NPWP) == {}


def test_value_most_do_not_share_is_no_habit(store: Store) -> None:
    for serial, kjs in enumerate(("100", "200", "300", "400", "402")):
        paid(store, serial, kode_jenis_setoran=kjs)
    assert set(told(store, npwp=NPWP)) == {"nama_wajib_pajak"}


def test_own_document_is_no_witness(store: Store) -> None:
    paid(store, 0)
    own = paid(store, 1)
    assert store.familiar.habits(record(npwp=NPWP), document_id=own) == {}


def test_nothing_known_nothing_said(store: Store) -> None:
    assert told(store) == {}


def test_both_questions_walk_an_index_and_stop(store: Store) -> None:
    if not store.database.is_sqlite:
        return
    for column in ("npwp", "nama"):
        plan = (
            f"EXPLAIN QUERY PLAN SELECT npwp FROM records WHERE {column} = 'x' AND status = 'accepted' "
            f"ORDER BY updated_at DESC LIMIT {LOOKED_AT}"
        )
        with store.database.read() as connection:
            steps = " ".join(row.detail for row in connection.execute(sa.text(plan)))
        assert "INDEX ix_records_" in steps
        assert "TEMP B-TREE" not in steps
