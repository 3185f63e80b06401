from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from ocr.document import Char, Check
from ocr.export import as_json, workbook
from ocr.store import RecordQuery, RecordView, Store
from tests.store.papers import PAYMENT, finished, page_text, record, upload


def names(store: Store, **query: object) -> list[str | None]:
    page = store.records(RecordQuery(**query))  # type: ignore[arg-type]
    return [view.record.value("nama_wajib_pajak") for view in page.rows]


@pytest.fixture
def filled(store: Store) -> Store:
    people = [
        ("Ani", {"tanggal": "2024-01-15", "jumlah": "100.00"}, "bpn", "b1"),
        ("Budi", {"tanggal": "2024-02-01", "jumlah": "250.50", "kode_akun_pajak": "411121"}, "bpn", "b1"),
        ("Cici", {"tanggal": "2024-01-31", "jumlah": "30.00", "mata_uang": "USD"}, "transfer", "b2"),
        ("Dedi", {"tanggal": None, "jumlah": None, "masa_pajak": "01-12"}, "ssp", "b2"),
    ]
    for serial, (name, values, kind, batch) in enumerate(people):
        found = record(kind=kind, **{**PAYMENT, "nama_wajib_pajak": name, "ntpn": name.upper() * 4, **values})
        finished(store, upload(f"{name}_1%.tif", serial=serial), [found], batch=batch)
    return store


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["Dedi", "Cici", "Budi", "Ani"]),
        ({"month": "2024-01"}, ["Cici", "Ani"]),
        ({"kode": "411121"}, ["Budi"]),
        ({"kode": "411128-403"}, ["Dedi", "Cici", "Ani"]),
        ({"kode": "411128-40"}, []),
        ({"kind": "ssp"}, ["Dedi"]),
        ({"batch": "b1"}, ["Budi", "Ani"]),
        ({"text": "BUDIBUDI"}, ["Budi"]),
        ({"text": "ci 411128"}, ["Cici"]),
        ({"text": "dedi_1%.tif"}, ["Dedi"]),
        ({"text": "dedi_1_.tif"}, []),
        ({"text": "' OR 1=1 --"}, []),
        ({"month": "2024-01", "kind": "transfer"}, ["Cici"]),
        ({"sort": "tanggal"}, ["Dedi", "Ani", "Cici", "Budi"]),
        ({"sort": "-jumlah"}, ["Budi", "Ani", "Cici", "Dedi"]),
        ({"sort": "jumlah"}, ["Dedi", "Cici", "Ani", "Budi"]),
        ({"sort": "-nama", "limit": 2}, ["Dedi", "Cici"]),
        ({"sort": "oldest", "limit": 2, "offset": 1}, ["Budi", "Cici"]),
    ],
)
def test_filters_and_order(filled: Store, query: dict[str, object], expected: list[str]) -> None:
    assert names(filled, **query) == expected


def test_total_counts_beyond_the_page(filled: Store) -> None:
    assert filled.records(RecordQuery(limit=1)).total == 4
    assert filled.records(RecordQuery(month="2024-01", offset=5)).total == 2
    assert filled.count(RecordQuery(month="2024-01", limit=1, offset=5)) == 2


@pytest.mark.parametrize(
    "asked", [{}, {"sort": "-jumlah", "limit": 3}, {"text": "411121", "offset": 1}, {"month": "2024-01"}]
)
def test_a_list_holds_the_same_rows_with_their_values_and_doubts(
    filled: Store, monkeypatch: pytest.MonkeyPatch, asked: dict[str, object]
) -> None:
    monkeypatch.setattr("ocr.store.queries.AT_ONCE", 2)
    found = record(**PAYMENT)
    doubt = Check("panjang", "contradicts", "Kurang satu huruf.", "One letter is missing.")
    ntpn = replace(found.fields["ntpn"], review="unverified", checks=(doubt,), chars=(Char("A", 0.5),))
    finished(filled, upload("ragu.tif", serial=9), [found.with_field(ntpn)])
    query = RecordQuery(**asked)
    rows, listed = filled.records(query).rows, filled.rows_for_a_list(query)
    assert as_json(listed, "id") == as_json(rows, "id")
    assert workbook_cells(listed) == workbook_cells(rows)
    assert [(view.id, view.status, view.version) for view in listed] == [(v.id, v.status, v.version) for v in rows]
    assert not any(item.chars for view in listed for item in view.record.fields.values())


def workbook_cells(rows: Sequence[RecordView]) -> list[list[tuple[object, str | None]]]:
    """Values and notes of the sheet of proofs."""
    sheet = load_workbook(BytesIO(workbook(rows, "id"))).worksheets[0]
    return [[(cell.value, cell.comment and cell.comment.text) for cell in row] for row in sheet.iter_rows()]


def test_status_filters(filled: Store) -> None:
    ani, budi = filled.records(RecordQuery(sort="nama", limit=2)).rows
    filled.accept(ani.id, who="x", version=1)
    filled.delete(budi.id, who="x", version=1)
    assert names(filled, status="accepted") == ["Ani"]
    assert names(filled, status="open") == ["Dedi", "Cici"]
    assert names(filled, deleted=True) == ["Budi"]
    assert names(filled, status="deleted") == ["Budi"]
    assert names(filled) == ["Dedi", "Cici", "Ani"]
    assert [total.records for total in filled.totals(RecordQuery(batch="b1"))] == [1]


def test_records_that_a_person_must_look_at(store: Store) -> None:
    clear = record(**{**PAYMENT, "nama_wajib_pajak": "Ani", "ntpn": "A" * 16, "kode_billing": None})
    doubtful = record(**PAYMENT)
    doubtful = doubtful.with_field(replace(doubtful.fields["ntpn"], review="unverified"))
    finished(store, upload(serial=50), [clear, doubtful])
    assert names(store, status="review") == ["PT Maju Jaya"]


def test_copies_of_a_payment_must_be_looked_at_until_somebody_says_why(store: Store) -> None:
    for serial in range(2):
        finished(store, upload(serial=serial), [record(**PAYMENT)])
    finished(store, upload(serial=2), [record(**{**PAYMENT, "ntpn": "B" * 16, "kode_billing": None})])
    first, second = store.records(RecordQuery(status="review", sort="oldest")).rows
    assert {first.record.value("ntpn"), second.record.value("ntpn")} == {PAYMENT["ntpn"]}
    assert [total.records for total in store.totals(RecordQuery(status="review"))] == [2]
    store.accept(first.id, who="ani", version=1)
    assert store.records(RecordQuery(status="review")).total == 1
    store.override(store.duplicates(RecordQuery()).groups[0].key, who="ani", reason="dua angsuran")
    assert store.records(RecordQuery(status="review")).total == 0


def test_an_edit_moves_a_record_to_where_it_now_belongs(filled: Store) -> None:
    (ani,) = filled.records(RecordQuery(text="ani_1")).rows
    filled.edit(ani.id, {"tanggal": "2025-03-01", "nama_wajib_pajak": "Zaki"}, who="x", version=1)
    assert names(filled, month="2025-03") == ["Zaki"]
    assert names(filled, text="zaki") == ["Zaki"]
    assert "Zaki" not in names(filled, month="2024-01")


def test_totals_by_account_period_and_currency(filled: Store) -> None:
    totals = {(t.kode_akun, t.masa, t.mata_uang): (t.records, t.jumlah) for t in filled.totals(RecordQuery(limit=1))}
    assert totals == {
        ("411121", "2024-01", "IDR"): (1, Decimal("250.50")),
        ("411128", "2024-01", "IDR"): (1, Decimal("100.00")),
        ("411128", "2024-01", "USD"): (1, Decimal("30.00")),
        ("411128", "2024-01-12", "IDR"): (1, Decimal(0)),
    }


def test_a_billing_sheet_is_not_added_to_its_payment(store: Store) -> None:
    finished(store, upload(serial=1), [record(**PAYMENT)])
    finished(store, upload(serial=2), [record(kind="billing", **{**PAYMENT, "ntpn": None})])
    assert [(total.kind, total.records) for total in store.totals(RecordQuery())] == [("billing", 1), ("bpn", 1)]


def test_the_same_payment_in_two_files_is_one_group(store: Store) -> None:
    finished(store, upload("scan.tif", serial=1), [record(**PAYMENT)])
    finished(store, upload("photo.tif", serial=2), [record(**{**PAYMENT, "nama_wajib_pajak": "PT Maju"})])
    finished(store, upload("other.tif", serial=3), [record(**{**PAYMENT, "ntpn": "B" * 16, "kode_billing": "0" * 15})])
    page = store.duplicates(RecordQuery())
    assert [(group.reason, [view.document_name for view in group.records]) for group in page.groups] == [
        ("payment", ["scan.tif", "photo.tif"])
    ]
    assert page.total == 1


@pytest.mark.parametrize("misread", [{"jumlah": "7500000.00"}, {"kode_akun_pajak": "411126"}, {"masa_pajak": "07"}])
@pytest.mark.parametrize("unread", [{}, {"kode_akun_pajak": None, "masa_pajak": None, "jumlah": None}])
def test_the_same_ntpn_with_one_value_misread_or_some_unread_is_found(store: Store, misread, unread) -> None:
    finished(store, upload("scan.tif", serial=1), [record(**PAYMENT)])
    finished(store, upload("photo.tif", serial=2), [record(**{**PAYMENT, **misread, **unread})])
    assert [len(group.records) for group in store.duplicates(RecordQuery()).groups] == [2]


def test_two_scans_of_one_billing_with_two_details_are_two_pairs(store: Store) -> None:
    for serial in (1, 2):
        details = [
            record(1, **{**PAYMENT, "kode_akun_pajak": kode, "jumlah": f"{amount}.00"})
            for kode, amount in (("411121", 100), ("411211", 250))
        ]
        finished(store, upload(serial=serial), details)
    groups = store.duplicates(RecordQuery()).groups
    assert [{view.record.value("jumlah") for view in group.records} for group in groups] == [{"100.00"}, {"250.00"}]


def test_details_of_one_billing_are_no_duplicates(store: Store) -> None:
    details = [record(1, **{**PAYMENT, "kode_akun_pajak": kode}) for kode in ("411121", "411211")]
    finished(store, upload(), details)
    assert store.duplicates(RecordQuery()).groups == ()


def test_one_billing_paid_under_two_ntpns_stands_out_but_not_its_billing_sheet(store: Store) -> None:
    finished(store, upload(serial=1), [record(**PAYMENT)])
    finished(store, upload(serial=2), [record(kind="billing", **{**PAYMENT, "ntpn": None})])
    assert store.duplicates(RecordQuery()).groups == ()
    finished(store, upload(serial=3), [record(**{**PAYMENT, "ntpn": "B" * 16})])
    assert [group.reason for group in store.duplicates(RecordQuery()).groups] == ["kode_billing"]


def test_a_file_uploaded_again_is_shown(store: Store) -> None:
    finished(store, upload(), [record(**PAYMENT)], batch="b1")
    assert store.duplicates(RecordQuery()).groups == ()
    store.add(upload(), batch="b2")
    (group,) = store.duplicates(RecordQuery()).groups
    assert (group.reason, len(group.records)) == ("file", 1)


def test_duplicates_are_those_of_the_question_and_pages_of_it(store: Store) -> None:
    for pair in range(3):
        for copy in range(2):
            found = record(**{**PAYMENT, "ntpn": str(pair) * 16, "tanggal": f"2024-0{pair + 1}-01"})
            finished(store, upload(serial=10 * pair + copy), [found])
    assert store.duplicates(RecordQuery()).total == 3 + 3 * 0 + 1, "three payments, and their shared billing code"
    assert [g.reason for g in store.duplicates(RecordQuery(month="2024-02")).groups] == ["payment", "kode_billing"]
    page = store.duplicates(RecordQuery(offset=1, limit=1))
    assert (len(page.groups), page.total) == (1, 4)
    assert page.groups[0].records[0].record.value("ntpn") == "1" * 16


def test_an_override_is_reasoned_and_can_be_taken_back(store: Store) -> None:
    for serial in (1, 2):
        finished(store, upload(serial=serial), [record(**PAYMENT)])
    (group,) = store.duplicates(RecordQuery()).groups
    assert group.override is None
    store.override(group.key, who="ani", reason="dua cabang, dua pembayaran")
    (group,) = store.duplicates(RecordQuery()).groups
    assert group.override is not None
    assert (group.override.who, group.override.reason) == ("ani", "dua cabang, dua pembayaran")
    store.override(group.key, who="budi", reason="sudah dicek ulang")
    (group,) = store.duplicates(RecordQuery()).groups
    assert group.override is not None
    assert group.override.who == "budi"
    store.override(group.key, who="budi", reason=" ")
    assert store.duplicates(RecordQuery()).groups[0].override is None


def test_an_override_stands_in_the_audit_and_ends_when_a_new_copy_comes(store: Store) -> None:
    for serial in (1, 2):
        finished(store, upload(serial=serial), [record(**PAYMENT)])
    page = store.duplicates(RecordQuery())
    (group,) = page.groups
    assert (page.unsettled, group.settled) == (1, False)
    ids = [view.id for view in group.records]
    store.override(group.key, who="ani", reason=" dua cabang ", record_ids=ids)
    page = store.duplicates(RecordQuery())
    assert (page.total, page.unsettled, page.groups[0].settled) == (1, 0, True)
    for record_id in ids:
        (line,) = store.history(record_id)
        assert (line.who, line.action, line.reason) == ("ani", "override", "dua cabang")
        store.edit(record_id, {"stan": "123456"}, who="budi", version=1)
    finished(store, upload(serial=3), [record(**PAYMENT)])
    page = store.duplicates(RecordQuery())
    assert (page.unsettled, page.groups[0].settled, page.groups[0].override.reason) == (1, False, "dua cabang")


def test_groups_that_nobody_has_explained_come_first(store: Store) -> None:
    for pair in range(2):
        for copy in range(2):
            found = record(**{**PAYMENT, "ntpn": str(pair) * 16, "kode_billing": None})
            finished(store, upload(serial=10 * pair + copy), [found])
    first, second = store.duplicates(RecordQuery()).groups
    store.override(first.key, who="ani", reason="dua cabang")
    assert [group.key for group in store.duplicates(RecordQuery()).groups] == [second.key, first.key]


def remarks(store: Store) -> list[str]:
    """What is said of whole records, oldest first."""
    rows = store.records(RecordQuery(sort="oldest")).rows
    return ["; ".join(check.sentence_en for check in view.record.warnings) for view in rows]


def test_both_copies_of_a_payment_say_so_until_one_is_gone_or_explained(store: Store) -> None:
    for serial in range(2):
        finished(store, upload(f"{serial}.tif", serial=serial), [record(**PAYMENT)], batch="b1")
    assert (store.tally("b1").doubtful, store.tally("b1").doubled) == (2, 2)
    first, second = remarks(store)
    assert "the same NTPN stands in 1.tif" in first
    assert "the same NTPN stands in 0.tif" in second
    one, other = store.records(RecordQuery(sort="oldest")).rows
    store.accept(one.id, who="ani", version=1)
    assert remarks(store) == ["", second], "what a person accepted is not asked about again"
    group = store.duplicates(RecordQuery()).groups[0]
    store.override(group.key, who="ani", reason="dua angsuran")
    assert remarks(store) == ["", ""]
    store.override(group.key, who="ani", reason="")
    store.delete(one.id, who="ani", version=2)
    assert remarks(store) == [""]
    assert (store.tally("b1").doubtful, store.tally("b1").doubled) == (0, 0)
    assert store.record(other.id).record.warnings == ()


def test_details_that_share_an_ntpn_by_right_and_a_billing_sheet_are_not_called_doubled(store: Store) -> None:
    details = [record(**{**PAYMENT, "jumlah": jumlah}) for jumlah in ("1.00", "2.00")]
    finished(store, upload(serial=1), details)
    finished(store, upload(serial=2), [record(kind="billing", **{**PAYMENT, "ntpn": None})])
    assert remarks(store) == [""] * 3


def test_deleted_records_are_no_duplicates(store: Store) -> None:
    for serial in (1, 2):
        finished(store, upload(serial=serial), [record(**PAYMENT)])
    (group,) = store.duplicates(RecordQuery()).groups
    store.delete(group.records[1].id, who="ani", version=1)
    assert store.duplicates(RecordQuery()).groups == ()


def reasons(store: Store) -> list[str]:
    return [group.reason for group in store.duplicates(RecordQuery()).groups]


def test_a_number_corrected_into_another_makes_a_pair_and_back_again_none(store: Store) -> None:
    other = {"ntpn": "B" * 16, "kode_billing": None}
    finished(store, upload(serial=1), [record(**PAYMENT)])
    document_id = finished(store, upload(serial=2), [record(**{**PAYMENT, **other})])
    (view,) = store.records_of(document_id)
    assert reasons(store) == []
    view = store.edit(view.id, {"ntpn": PAYMENT["ntpn"]}, who="ani", version=view.version)
    assert reasons(store) == ["payment"]
    view = store.edit(view.id, other, who="ani", version=view.version)
    assert reasons(store) == []
    view = store.edit(view.id, {"kode_billing": PAYMENT["kode_billing"]}, who="ani", version=view.version)
    assert reasons(store) == ["kode_billing"]


def test_a_pair_stays_when_the_first_of_three_goes(store: Store) -> None:
    first, *_ = (finished(store, upload(serial=serial), [record(**PAYMENT)]) for serial in range(3))
    store.remove([first])
    (group,) = store.duplicates(RecordQuery()).groups
    assert len(group.records) == 2


def test_a_record_read_anew_under_a_number_that_is_there_makes_a_pair(store: Store) -> None:
    finished(store, upload(serial=1), [record(**PAYMENT)])
    document_id = finished(store, upload(serial=2), [record(**{**PAYMENT, "ntpn": None, "kode_billing": None})])
    assert reasons(store) == []
    store.retry_page(document_id, 1)
    finished(store, upload(serial=2), [record(**PAYMENT)])
    assert reasons(store)[0] == "payment"


def test_copies_that_come_at_the_same_moment_are_found(store: Store) -> None:
    for serial in range(16):
        store.add(upload(serial=serial))
    claims = []
    while (claim := store.claim("reader", 60)) is not None:
        store.finish(claim, page_text(1, "page"), b"preview")
        claims.append(claim)
    papers = [record(**{**PAYMENT, "ntpn": str(serial // 2) * 16, "kode_billing": None}) for serial in range(16)]
    with ThreadPoolExecutor(8) as pool:
        settled = pool.map(
            lambda pair: store.settle(pair[0].document_id, [pair[1]], store.text_version(pair[0].document_id)),
            zip(claims, papers, strict=True),
        )
        assert all(settled)
    assert [len(group.records) for group in store.duplicates(RecordQuery()).groups] == [2] * 8
