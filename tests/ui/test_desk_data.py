"""What the desk shows: order by need, reasons in a sentence, doubtful characters with their choices."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace

from ocr.document import Char, Check, Field
from ocr.i18n import translator
from ocr.service import Service
from ocr.store import RecordView
from ocr.ui.desk import texts
from ocr.ui.desk_data import grouped, left_words, order, queue_data, record_data, tone_of, total_words
from ocr.ui.markup import proof
from ocr.ui.state import State, Step
from ocr.ui.values import choices, shown, why
from tests.ui.conftest import read_file


def with_review(view: RecordView, ident: str, **reviews: str) -> RecordView:
    clean = {name: replace(item, review=None) for name, item in view.record.fields.items()}
    fields = clean | {name: replace(clean[name], review=reason) for name, reason in reviews.items()}
    return replace(view, id=ident, record=replace(view.record, fields=fields, warnings=()))


def test_rule_breakers_come_first_then_many_doubts_then_clear_then_accepted(record: RecordView) -> None:
    rows = [
        replace(with_review(record, "accepted", ntpn="read_badly"), status="accepted"),
        with_review(record, "clear"),
        with_review(record, "one", ntpn="read_badly"),
        with_review(record, "two", ntpn="read_badly", ntb="missing"),
        with_review(record, "rule", ntpn="breaks_rule"),
    ]
    assert order(rows) == ["rule", "two", "one", "clear", "accepted"]
    assert {name: len(group) for name, group in grouped(rows).items()} == {
        "doubtful": 3,
        "sampled": 0,
        "clear": 1,
        "accepted": 1,
    }
    assert [tone_of(view) for view in rows] == ["ok", "ok", "doubt", "doubt", "rule"]


def test_queue_names_reason_and_count(record: RecordView) -> None:
    data = queue_data([with_review(record, "two", ntpn="read_badly", ntb="missing")], "id")
    assert data[0]["count"] == 1
    assert data[0]["rows"][0]["sub"] == "2 isian: NTPN, NTB/NTP"


def test_corrected_record_keeps_its_place_until_it_is_accepted(record: RecordView) -> None:
    before = [
        with_review(record, "two", ntpn="read_badly", ntb="missing"),
        with_review(record, "one", ntpn="read_badly"),
        with_review(record, "clear"),
    ]
    doubted = [view.id for view in grouped(before)["doubtful"]]
    corrected = [with_review(record, "two"), *before[1:]]
    assert order(corrected, doubted=doubted) == ["two", "one", "clear"]
    accepted = [replace(corrected[0], status="accepted"), *corrected[1:]]
    assert order(accepted, doubted=doubted) == ["one", "clear", "two"]


def billing(view: RecordView, ident: str) -> RecordView:
    """A billing sheet without a doubtful value."""
    said = Check("unpaid", "contradicts", "Belum dibayar: ini lembar kode billing.", "Not paid: a billing sheet.")
    clean = with_review(view, ident)
    return replace(clean, record=replace(clean.record, kind="billing", warnings=(said,)))


def test_queue_says_the_remark_itself_where_no_value_is_doubtful(record: RecordView) -> None:
    view = billing(record, "unpaid")
    assert (
        queue_data([view], "id")[0]["rows"][0]["sub"]
        == f"Belum dibayar · {shown('jumlah', view.record.value('jumlah'))}"
    )
    assert "Belum dibayar" in proof(view.record, "id")
    assert "tanpa keraguan" not in proof(view.record, "id")


def test_sum_under_a_table_leaves_out_what_is_not_paid_yet(record: RecordView) -> None:
    clear = with_review(record, "clear")
    assert total_words([clear, billing(record, "unpaid")], "id") == total_words([clear], "id") != ""
    assert total_words([billing(record, "unpaid")], "id") == ""


def test_time_left_follows_this_persons_pace() -> None:
    assert left_words(12, [15.0] * 5, "id") == "12 tersisa, ~3 menit"
    assert left_words(0, [], "en") == "All done"


def test_record_is_json_with_every_field_and_the_words_of_its_pages(service: Service, record: RecordView) -> None:
    data = record_data(service, record, "id", {f"{record.id}/stan": ("12", "salah")})
    assert json.loads(json.dumps(data)) == data
    assert len(data["fields"]) == 14
    assert data["pages"][0]["words"][0][0] == "BUKTI PENERIMAAN NEGARA"
    assert data["pages"][0]["url"].startswith("/pictures/")
    stan = next(field for field in data["fields"] if field["name"] == "stan")
    assert (stan["draft"], stan["error"]) == ("12", "salah")


def test_lens_marks_doubtful_characters_with_choices(service: Service, record: RecordView) -> None:
    chars = tuple(Char(c, 0.55 if c == "O" else 0.99, (("0", 0.4),) if c == "O" else ()) for c in "4C2U16P1BBJ5T5EO")
    item = Field("ntpn", "4C2U16P1BBJ5T5EO", chars=chars, confidence=0.5, review="read_badly")
    view = replace(record, record=record.record.with_field(item))
    lens = record_data(service, view, "id", {})["fields"][0]["chars"]
    assert lens[-1] == ["O", 0.55, ["0", "Q"], True]
    assert lens[0][3] is False


def test_lookalikes_are_offered_beside_what_the_reader_considered() -> None:
    assert choices("O", (("D", 0.2), ("0", 0.1))) == ["D", "0", "Q"]
    assert choices("I", ()) == ["1", "L"]
    assert choices("A", ()) == []


def test_why_is_one_sentence_for_each_reason() -> None:
    check = Check("x", "contradicts", "Angka dan terbilang berbeda.", "Digits and words differ.")
    assert why(Field("jumlah", "1.00", checks=(check,), review="breaks_rule"), "id") == "Angka dan terbilang berbeda."
    assert why(Field("ntpn", "A", chars=(Char("A", 0.4),), review="read_badly"), "id") == "Sulit dibaca: perhatikan A."
    assert "Tidak ditemukan" in why(Field("ntpn", None, review="missing"), "id")
    assert why(Field("ntpn", "A"), "id") == ""


def test_value_read_surely_is_not_called_hard_to_read(record: RecordView) -> None:
    item = Field("nama_wajib_pajak", "PT ABADI", confidence=0.97, review="read_badly")
    assert why(item, "en").startswith("Nothing else on the page confirms")
    assert why(replace(item, confidence=0.4), "en").startswith("Hard to read")


def test_every_word_on_the_desk_is_translated() -> None:
    indonesian, english = texts(translator("id")), texts(translator("en"))
    same = [name for name in english if english[name] == indonesian[name]]
    assert same == []


def test_session_state_survives_another_process() -> None:
    state = State(batch="b", undo=[Step("r", "ntpn", Field("ntpn", None), "A")])
    assert pickle.loads(pickle.dumps(state)) == state  # noqa: S301 - written the moment before


def told(service: Service, view: RecordView, name: str, **more: bool) -> dict:
    data = record_data(service, view, "id", {}, **more)
    return next(field for field in data["fields"] if field["name"] == name)


def test_history_agrees_or_offers_and_never_changes_the_value(service: Service, record: RecordView) -> None:
    for tag in (1, 2):
        other = read_file(service, tag)
        service.store.accept(other.id, who="Ani", version=other.version)
    name = told(service, record, "nama_wajib_pajak")
    assert name["offer"] is None
    assert "Sesuai riwayat: 2 dari 2, terakhir" in name["checks"][-1]["text"]
    empty = replace(record, record=record.record.with_field(Field("kode_jenis_setoran", None)))
    field = told(service, empty, "kode_jenis_setoran")
    assert (field["shown"], field["offer"]["value"]) == ("", "100")
    assert field["offer"]["text"].startswith("Riwayat: 100 (2 dari 2")


def test_sampled_record_stands_in_its_own_group_and_says_so(service: Service, record: RecordView) -> None:
    rows = [with_review(record, "clear"), with_review(record, "drawn"), with_review(record, "one", ntpn="read_badly")]
    assert order(rows, {"drawn"}) == ["one", "drawn", "clear"]
    assert record_data(service, record, "id", {}, sampled=True)["sampled"] is True


def test_badly_read_number_has_a_lens_with_digits_only(service: Service, record: RecordView) -> None:
    chars = tuple(Char(c, 0.5 if c == "8" else 0.99, (("B", 0.3), ("3", 0.1)) if c == "8" else ()) for c in "82663")
    item = Field("stan", "82663", chars=chars, confidence=0.5, review="read_badly")
    field = told(service, replace(record, record=record.record.with_field(item)), "stan")
    assert field["lens"] is True
    assert field["chars"][0] == ["8", 0.5, ["3"], True]
    assert told(service, record, "stan")["lens"] is False
    assert told(service, record, "stan")["chars"] == []
