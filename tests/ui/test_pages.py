"""Every page, cold and with data, in both languages; uploads through the page itself."""

from __future__ import annotations

import io
import random
import threading
import uuid
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ElementTree

from ocr.document import Upload
from ocr.errors import EngineFailed
from ocr.export import COLUMNS, MEDIA_TYPE, Column, Profile, headings_of, profile_from_json
from ocr.health import drawn_page
from ocr.service import Service
from ocr.store import Receipt, RecordQuery, Total
from ocr.ui.download import excel_maker
from ocr.ui.export_profiles import chosen_columns, columns_table
from tests.ui.conftest import ROOT, Engine, open_app, read_file
from tests.ui.messages import extracted

PAGES = {
    "upload": ("Unggah bukti setor", "Upload proofs of payment"),
    "review": ("Periksa", "Review"),
    "history": ("Riwayat", "History"),
    "health": ("Kondisi sistem", "System health"),
}
ALIKE = {"Status", "Disk", "Total", "Model", "SHA-256", "No.", "{n} min"}


def words_of(app) -> set[str]:
    """Every text and label on the page."""
    shown = {
        str(getattr(item, "value", ""))
        for kind in ("title", "caption", "markdown", "subheader")
        for item in app.get(kind)
    }
    labels = {item.label for kind in ("button", "toggle", "selectbox", "text_input") for item in app.get(kind)}
    return {text.strip("*") for text in shown | labels if text}


def batch_of(app) -> str:
    value = app.query_params["batch"]
    return value if isinstance(value, str) else value[0]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_page_opens_on_an_empty_house(service: Service, page: str, language: str) -> None:
    app = open_app(page, language)
    assert app.title[0].value == PAGES[page][language == "en"]


@pytest.mark.parametrize("page", PAGES)
def test_no_english_on_an_indonesian_page(service: Service, page: str) -> None:
    read_file(service)
    app = open_app(page, "id", batch="b1")
    english = {message for message in extracted() if isinstance(message, str)} - ALIKE
    assert words_of(app) & english == set()


def test_uploaded_files_are_in_the_batch_of_the_address(service: Service) -> None:
    app = open_app()
    app.file_uploader[0].set_value(
        [("satu.png", drawn_page(), "image/png"), ("dua.png", drawn_page() + b"2", "image/png")]
    )
    app.run()
    batch = batch_of(app)
    assert [document.name for document in service.store.documents(batch)] == ["satu.png", "dua.png"]
    assert app.file_uploader[0].value == []


def test_refused_file_says_what_to_do_and_others_come_in(service: Service) -> None:
    app = open_app()
    app.file_uploader[0].set_value(
        [("rusak.pdf", b"%PDF-1.4 x", "application/pdf"), ("baik.png", drawn_page(), "image/png")]
    )
    app.run()
    assert "1 berkas tidak diterima" in app.error[0].value
    assert "lalu unggah lagi" in app.error[0].value
    assert len(service.store.documents(batch_of(app))) == 1
    app.button(key="upload-dismiss").click().run()
    assert not app.error


def test_what_was_refused_is_told_to_whoever_comes_back_until_it_is_dismissed(service: Service) -> None:
    # The symptom: after a reload a batch of 297 files said nothing of the three that were not taken.
    app = open_app()
    app.file_uploader[0].set_value(
        [("rusak.pdf", b"%PDF-1.4 x", "application/pdf"), ("baik.png", drawn_page(), "image/png")]
    )
    app.run()
    colleague = open_app(batch=batch_of(app))
    assert "rusak.pdf" in colleague.error[0].value.replace("\\", "")
    colleague.button(key="upload-dismiss").click().run()
    assert not colleague.error
    assert not open_app(batch=batch_of(app)).error


def test_zip_is_unpacked_and_its_hidden_files_ignored(service: Service) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("folder/satu.png", drawn_page())
        archive.writestr("../../luar.png", drawn_page() + b"2")
        archive.writestr("__MACOSX/._satu.png", b"x")
        archive.writestr("rusak.txt", b"teks biasa")
    app = open_app()
    app.file_uploader[0].set_value([("semua.zip", out.getvalue(), "application/zip")])
    app.run()
    names = {document.name for document in service.store.documents(batch_of(app))}
    assert names == {"satu.png", "luar.png"}
    assert "rusak.txt" in app.error[0].value.replace("\\", "")


def test_broken_zip_is_refused(service: Service) -> None:
    app = open_app()
    app.file_uploader[0].set_value([("semua.zip", b"PK\x03\x04 broken", "application/zip")])
    app.run()
    assert "berkas rusak" in app.error[0].value


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_broken_member_of_a_zip_does_not_take_the_others_along(service: Service, method: int) -> None:
    noise = random.Random(1).randbytes(4000)
    packed = zipped({"satu.png": noise}, method)
    at = packed.index(b"satu.png") + 200
    broken = packed[:at] + bytes(255 - byte for byte in packed[at : at + 200]) + packed[at + 200 :]
    app = open_app()
    app.file_uploader[0].set_value([("isi.zip", broken, "application/zip"), ("baik.png", drawn_page(), "image/png")])
    app.run()
    assert "isi.zip › satu.png" in app.error[0].value.replace("\\", "")
    assert [document.name for document in service.store.documents(batch_of(app))] == ["baik.png"]


@pytest.mark.parametrize(
    ("files", "said"),
    [({}, "tidak berisi berkas"), ({f"{n}.png": b"x" for n in range(501)}, "berisi 501 berkas, paling banyak 500")],
    ids=["empty", "501 files"],
)
def test_a_zip_with_nothing_or_too_much_in_it_is_refused_with_its_reason(
    service: Service, files: dict[str, bytes], said: str
) -> None:
    app = open_app()
    app.file_uploader[0].set_value([("isi.zip", zipped(files), "application/zip")])
    app.run()
    assert said in app.error[0].value


def test_what_a_library_does_to_a_file_keeps_no_other_out(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    submit = service.submit

    def failing(upload: Upload, **options: str) -> Receipt:
        if upload.name == "aneh.png":
            raise LookupError("no such thing")
        return submit(upload, **options)

    monkeypatch.setattr(service, "submit", failing)
    app = open_app()
    app.file_uploader[0].set_value(
        [("aneh.png", drawn_page() + b"1", "image/png"), ("baik.png", drawn_page(), "image/png")]
    )
    app.run()
    assert "aneh.png" in app.error[0].value.replace("\\", "")
    assert [document.name for document in service.store.documents(batch_of(app))] == ["baik.png"]


def test_a_file_over_the_limit_is_refused_by_name_and_not_copied_whole(service: Service) -> None:
    app = open_app()
    app.file_uploader[0].set_value(
        [
            ("besar.pdf", b"%PDF-1.4" + bytes(12 << 20), "application/pdf"),
            ("baik.png", drawn_page(), "image/png"),
        ]
    )
    app.run()
    assert "besar.pdf: ukuran berkas melebihi 10 MB" in app.error[0].value.replace("\\", "")
    assert len(service.store.documents(batch_of(app))) == 1


def test_files_of_programs_are_no_batch_of_the_start_page(service: Service) -> None:
    read_file(service, batch="")  # a program's: it names no batch
    app = open_app()
    assert any("Belum ada yang diunggah" in item.proto.body for item in app.get("html"))
    assert not [button for button in app.button if button.key == "upload-new"]


def test_sample_is_offered_to_who_has_no_batch_and_never_comes_among_payments(service: Service) -> None:
    # The symptom: a click beside the folder switch put fictional payments into the batch that was open, and its Excel.
    app = open_app()
    app.button(key="upload-sample").click().run()
    names = [document.name for document in service.store.documents(batch_of(app))]
    assert names == ["bpn-mandiri-pindai.pdf", "bpn-coretax-foto.jpg", "bpn-bca.pdf"]
    assert not [button for button in app.button if button.key == "upload-sample"]


def test_same_file_again_is_told(service: Service, record) -> None:
    app = open_app()
    app.file_uploader[0].set_value([("lagi.png", drawn_page() + b"0", "image/png")])
    app.run()
    assert "Sudah pernah diunggah" in app.warning[0].value


def test_fresh_files_are_not_told_as_uploaded_before_when_the_browser_sends_them_twice(service: Service) -> None:
    app = open_app()
    first = [("satu.png", drawn_page(), "image/png"), ("dua.png", drawn_page() + b"2", "image/png")]
    app.file_uploader[0].set_value(first)
    sent = app._tree
    app.run()
    again(app, sent)
    assert not app.exception
    assert not app.warning
    assert app.file_uploader[0].value == []
    app.file_uploader[0].set_value(first[:1])
    app.run()
    assert "Sudah pernah diunggah" in app.warning[0].value
    assert "dua" not in app.warning[0].value


def test_late_file_of_a_drop_is_not_lost_and_what_was_said_of_the_first_stays(service: Service) -> None:
    app = open_app()
    field = app.file_uploader[0]
    field.set_value([("rusak.pdf", b"%PDF-1.4 x", "application/pdf"), ("satu.png", drawn_page(), "image/png")])
    sent = app._tree
    app.run()
    key = app.file_uploader[0].key
    field._files.append((uuid.uuid4().hex, "dua.png", drawn_page() + b"2", "image/png"))
    again(app, sent)
    names = [document.name for document in service.store.documents(batch_of(app))]
    assert names == ["satu.png", "dua.png"]
    assert "1 berkas tidak diterima" in app.error[0].value
    assert not app.warning
    assert app.file_uploader[0].key == key  # a newer drop may be under way in it


def again(app: AppTest, sent: ElementTree) -> None:
    """The browser still shows the page `sent` and sends all it holds once more."""
    app._tree = sent
    app.run()


def test_reading_is_stopped_on_request(service: Service, engine: Engine) -> None:
    engine.hold.set()
    app = open_app()
    app.file_uploader[0].set_value([("satu.png", drawn_page(), "image/png")])
    app.run()
    app.button(key="upload-stop").click().run()
    document = service.store.documents(batch_of(app))[0]
    assert document.status == "cancelled"
    engine.hold.clear()
    app.button(key="upload-resume").click().run()
    assert service.wait(document.id, 20).status == "done"


def test_failed_page_shows_its_reason_and_is_read_again(service: Service, engine: Engine) -> None:
    engine.error = EngineFailed(page=1, reason="uji")
    app = open_app()
    app.file_uploader[0].set_value([("satu.png", drawn_page(), "image/png")])
    app.run()
    document = service.store.documents(batch_of(app))[0]
    service.wait(document.id, 20)
    app.run()
    assert any("gagal dibaca" in item.proto.body for item in app.get("html"))
    engine.error = None
    app.button(key="upload-again").click().run()
    assert service.wait(document.id, 20).status == "done"


def test_failed_page_is_a_card_that_reads_it_again(service: Service, engine: Engine) -> None:
    engine.error = EngineFailed(page=1, reason="uji")
    app = open_app()
    app.file_uploader[0].set_value([("satu.png", drawn_page(), "image/png")])
    app.run()
    document = service.store.documents(batch_of(app))[0]
    service.wait(document.id, 20)
    app.run()
    card = next(item.proto.body for item in app.get("html") if "b-fail" in item.proto.body)
    assert "satu.png" in card
    assert "/pictures/" in card
    app.switch_page(str(ROOT / "pages" / "review.py"))
    app.run()
    assert "1 halaman kelompok ini tidak terbaca" in {item.label for item in app.expander}
    engine.error = None
    app.button(key=f"review-retry-{document.id}-1").click().run()
    assert service.wait(document.id, 20).status == "done"


def test_advice_stands_beside_the_photo(service: Service) -> None:
    dark = Image.new("L", (900, 1200), 60)
    out = io.BytesIO()
    dark.save(out, "JPEG")
    app = open_app()
    app.file_uploader[0].set_value([("gelap.jpg", out.getvalue(), "image/jpeg")])
    app.run()
    document = service.store.documents(batch_of(app))[0]
    assert document.advice == ("dark",)
    service.wait(document.id, 20)
    app.run()
    assert any("Terlalu gelap" in item.proto.body for item in app.get("html"))


def test_the_same_file_twice_in_one_drop_is_told(service: Service) -> None:
    app = open_app()
    app.file_uploader[0].set_value(
        [("satu.png", drawn_page(), "image/png"), ("salinan.png", drawn_page(), "image/png")]
    )
    app.run()
    assert "salinan.png" in app.warning[0].value.replace("\\", "")
    assert len(service.store.documents(batch_of(app))) == 1


def test_last_hour_is_drawn_from_stored_pages(service: Service, engine: Engine, record) -> None:
    engine.error = EngineFailed(page=1, reason="uji")
    receipt = service.submit(Upload("gagal.png", drawn_page() + b"x"), batch="b1")
    service.wait(receipt.document_id, 20)
    app = open_app("health")
    assert "1 terbaca, 1 gagal" in {item.value for item in app.caption}
    assert any("gagal.png" in item.proto.body and "engine_failed" in item.proto.body for item in app.get("html"))


@pytest.mark.parametrize("locked", [False, True])
def test_health_page_says_which_doors_are_open(service: Service, monkeypatch, locked: bool) -> None:
    monkeypatch.setattr("ocr.ui.vitals.login_configured", lambda: locked)
    app = open_app("health")
    assert any("/api" in item.value for item in app.info) is not locked
    assert any("Halaman-halaman ini terbuka" in item.value for item in app.info) is not locked


def test_button_leads_from_progress_to_review(service: Service, record) -> None:
    app = open_app(batch="b1")
    app.button(key="upload-review").click().run()
    assert app.title[0].value == "Periksa"


def test_the_upload_page_comes_to_rest_when_a_program_sent_a_file_without_a_batch(service: Service) -> None:
    # The symptom: the start page drew itself again without end, one processor busy for each visitor.
    read_file(service, batch="")
    app = open_app("upload")
    assert any("Belum ada" in item.proto.body for item in app.get("html"))


def test_history_finds_deletes_and_restores(service: Service, record) -> None:
    app = open_app("history")
    app.text_input(key="history-text").set_value("tidak ada yang begini").run()
    assert any("Tidak ada yang cocok" in item.proto.body for item in app.get("html"))
    app.text_input(key="history-text").set_value("contoh").run()
    assert "1 bukti" in app.markdown[0].value
    service.store.delete(record.id, who="uji", version=record.version)
    app.selectbox(key="history-status").set_value("deleted").run()
    assert "1 bukti" in app.markdown[0].value


def chosen_in_history(record_id: str):
    """History with a record picked from its list."""
    app = open_app("history")
    app.session_state["ocr"].chosen = record_id
    return app.run()


def test_a_double_click_on_delete_deletes_one_proof(service: Service) -> None:
    # The symptom: the row's place stayed selected, the next record moved under the button and was deleted too.
    older, newer = read_file(service, 1), read_file(service, 2)
    app = chosen_in_history(newer.id)
    app.button(key=f"history-delete-{newer.id}").click().run()
    assert not app.exception
    assert not [button for button in app.button if str(button.key).startswith("history-delete")]
    assert any("Dihapus" in item.value for item in app.caption)
    assert (service.store.record(newer.id).status, service.store.record(older.id).status) == ("deleted", "open")


def test_a_record_stays_chosen_while_others_come_in_above_it(service: Service) -> None:
    older = read_file(service, 1)
    app = chosen_in_history(older.id)
    read_file(service, 2)
    app.run()
    assert app.button(key=f"history-delete-{older.id}").label == "Hapus"


def test_a_name_is_shown_as_it_is_written_and_a_refusal_keeps_its_colour(service: Service, record) -> None:
    # The symptom: "PT **TEBAL** $a$ :smile:" was bold, a formula and a face; a refusal with "]" in it lost its colour.
    name = "PT **TEBAL** $a$ :smile: [x]"
    service.store.edit(record.id, {"nama_wajib_pajak": name}, who="Ani", version=1)
    (heading,) = chosen_in_history(record.id).subheader
    assert heading.value == r"PT \*\*TEBAL\*\* \$a\$ \:smile\: \[x\]"
    app = open_app("review", batch="b1")
    app.segmented_control(key="review-mode").set_value("table").run()
    app.session_state["ocr"].say("“3]” bukan isian yang sah.", "bad")
    assert r":red[“3\]” bukan isian yang sah.]" in [item.value for item in app.run().markdown]


def test_a_filter_set_on_a_later_screen_of_history_begins_on_its_first(service: Service, monkeypatch) -> None:
    # The symptom: the list stood empty, as of three proofs the fifth screen was asked for.
    monkeypatch.setattr("ocr.ui.ledger.A_SCREEN", 1)
    views = [read_file(service, number) for number in range(3)]
    app = open_app("history")
    turned = f"history-screen-{hash(RecordQuery(limit=1))}"
    app.session_state[turned] = 3
    assert list(app.run().dataframe[0].value.file) == ["bukti-0.png"]
    app.text_input(key="history-text").set_value("bukti-1").run()
    assert list(app.dataframe[0].value.file) == ["bukti-1.png"]
    app.text_input(key="history-text").set_value("").run()
    app.session_state[turned] = 3
    service.store.delete(views[0].id, who="Ani", version=views[0].version)
    assert list(app.run().dataframe[0].value.file) == ["bukti-1.png"], "the last screen that is left"


def test_duplicates_show_their_last_screen_when_the_chosen_one_has_gone(service: Service, monkeypatch) -> None:
    monkeypatch.setattr("ocr.ui.duplicates.A_SCREEN", 1)
    for number in range(2):
        read_file(service, number)
    app = open_app("history")
    app.segmented_control(key="history-part").set_value("duplicates").run()
    query = RecordQuery(limit=50)
    app.session_state[f"history-groups-{hash(query)}"] = 2
    app.run()
    assert not app.exception
    assert any("≠" in item.proto.body for item in app.get("html"))


def shown_on_desk(app) -> tuple[str, dict[str, int], list[str], str]:
    """What is left, the groups' counts, the listed ids and the shown one."""
    data = app.session_state["ocr"].desk
    listed = [row["id"] for group in data["queue"] for row in group["rows"]]
    return data["left"], {group["title"]: group["count"] for group in data["queue"]}, listed, data["record"]["id"]


def test_proofs_beyond_the_longest_queue_come_when_others_are_accepted(service: Service, monkeypatch) -> None:
    # The symptom: of 618 proofs the oldest 500 were accepted, the desk said "all done" and no way led to the others.
    monkeypatch.setattr("ocr.ui.desk.MOST_IN_QUEUE", 2)
    views = [read_file(service, number) for number in range(4)]
    left, counts, listed, _ = shown_on_desk(open_app("review", batch="b1"))
    assert (left.split()[0], listed) == ("4", [views[0].id, views[1].id])
    for view in views[:3]:
        service.store.accept(view.id, who="Ani", version=view.version)
    left, counts, listed, shown = shown_on_desk(open_app("review", batch="b1"))
    assert (left.split()[0], counts["Diterima"]) == ("1", 3)
    assert listed == [views[3].id, views[0].id]
    assert shown == views[3].id
    *_, listed, shown = shown_on_desk(open_app("review", batch="b1", record=views[2].id))
    assert shown == views[2].id
    assert views[2].id in listed


def test_a_record_of_another_batch_is_no_part_of_this_one(service: Service) -> None:
    here, there = read_file(service, 1), read_file(service, 2, batch="b2")
    *_, listed, shown = shown_on_desk(open_app("review", batch="b1", record=there.id))
    assert (listed, shown) == ([here.id], here.id)


def test_check_again_opens_the_chosen_proof_though_it_is_accepted_came_without_a_batch_and_another_stands_open(
    service: Service,
) -> None:
    # The symptom: it opened another taxpayer's: without a batch only open proofs were listed, and the batch that stood in
    # the address went before the chosen proof's own.
    view = read_file(service, 1, batch="")
    read_file(service, 2, batch="b1")
    service.store.accept(view.id, who="Ani", version=view.version)
    app = open_app("history", batch="b1")
    app.session_state["ocr"].chosen = view.id
    app.run()
    app.button(key=f"history-review-{view.id}").click().run()
    assert not app.exception
    app.switch_page(str(ROOT / "pages" / "review.py")).run()
    assert shown_on_desk(app)[-1] == view.id


@pytest.mark.parametrize("part", ["totals", "duplicates", "downloads", "profiles"])
def test_parts_of_history_open(service: Service, record, part: str) -> None:
    service.store.exports.note(RecordQuery(batch="b1"), who="Ani", count=1)
    app = open_app("history")
    app.segmented_control(key="history-part").set_value(part).run()
    assert not app.exception


def test_totals_begin_with_what_was_paid_and_say_its_sum(service: Service, record, monkeypatch) -> None:
    found = (
        Total("billing", "411121", "2024-01", "IDR", 1, Decimal("5.00")),
        Total("bpn", "411121", "2024-01", "IDR", 1, Decimal("1000.50")),
        Total("bpn", "411211", "2024-02", "IDR", 2, Decimal(2000)),
    )
    monkeypatch.setattr(type(service.store), "totals", lambda *_: found)
    app = open_app("history")
    app.segmented_control(key="history-part").set_value("totals").run()
    assert [item.value for item in app.markdown] == [
        "**Bukti penerimaan negara (BPN) · IDR 3.000,50**",
        "**Lembar billing (belum dibayar) · IDR 5,00**",
    ]


def test_letting_pass_says_how_many_proofs_come_after_those_that_are_listed(service: Service, monkeypatch) -> None:
    # The symptom: of a batch beyond the longest queue the rest was not mentioned, and the shares were of the listed ones.
    monkeypatch.setattr("ocr.ui.desk.MOST_IN_QUEUE", 2)
    for number in range(5):
        read_file(service, number)
    app = open_app("review", batch="b1")
    app.segmented_control(key="review-mode").set_value("unseen").run()
    assert any("3 bukti terbuka lagi menyusul" in item.value for item in app.caption)


@pytest.mark.parametrize("mode", ["table", "strip"])
def test_ways_of_reviewing_open(service: Service, record, mode: str) -> None:
    app = open_app("review", batch="b1")
    app.segmented_control(key="review-mode").set_value(mode).run()
    assert not app.exception


def test_all_clear_records_are_accepted_in_one_action(service: Service, record) -> None:
    assert record.record.review
    app = open_app("review", batch="b1")
    app.segmented_control(key="review-mode").set_value("strip").run()
    assert app.button(key="strip-accept").disabled
    seen = {
        "ntpn": "4C2U16P1BBJ5T5E7",
        "ntb": "000000123456",
        "stan": "123456",
        "kode_billing": "024012772858142",
        "npwp": "0012345678901001",
        "nama_wajib_pajak": "PT CONTOH SENTOSA",
        "tanggal": "2024-01-16",
        "jumlah": "12000000.00",
        "terbilang": "dua belas juta rupiah",
    }
    assert set(seen) == set(record.record.review)
    checked = service.store.edit(record.id, seen, who="Ani", version=record.version)
    assert not checked.record.review
    app.run()
    app.button(key="strip-accept").click().run()
    assert service.store.record(record.id).status == "accepted"


def test_deep_check_runs_on_a_button_only(service: Service, monkeypatch) -> None:
    called = threading.Event()
    monkeypatch.setattr("ocr.ui.vitals.DeepCheck.run", lambda self: called.set() or _nothing_found())
    app = open_app("health")
    assert not called.is_set()
    app.button(key="health-deep").click().run()
    assert called.is_set()
    assert not app.exception


def _nothing_found():
    from ocr.health import DeepHealth

    return DeepHealth(True, (), 0.1)


def test_engine_that_cannot_read_is_said_on_every_page(service: Service, engine: Engine) -> None:
    engine.status = "failed"
    assert "Pembacaan sedang tidak bisa" in open_app().warning[0].value


def test_duplicates_stand_side_by_side_and_are_explained_or_deleted(service: Service) -> None:
    one, other = read_file(service, 1), read_file(service, 2)
    service.store.edit(one.id, {"ntpn": "4C2U16P1BBJ5T5E6"}, who="uji", version=1)
    service.store.edit(other.id, {"ntpn": "4C2U16P1BBJ5T5E6", "jumlah": "1.00"}, who="uji", version=1)
    app = open_app("history")
    app.segmented_control(key="history-part").set_value("duplicates").run()
    assert not app.exception
    compared = next(item.proto.body for item in app.get("html") if "≠" in item.proto.body)
    assert "bukti-1.png" in compared
    assert "bukti-2.png" in compared
    (group,) = service.store.duplicates(RecordQuery()).groups
    app.button(key=f"keep-{group.key}").click().run()
    assert service.store.duplicates(RecordQuery()).unsettled == 1, "no reason, no override"
    assert any(":red[Tulis dulu alasannya" in item.value for item in app.markdown), "beside the button that was pressed"
    app.text_input(key=f"override-{group.key}").set_value("dua angsuran").run()
    app.button(key=f"keep-{group.key}").click().run()
    (group,) = service.store.duplicates(RecordQuery()).groups
    assert (group.settled, group.override.reason, group.override.who) == (True, "dua angsuran", "Petugas")
    assert service.store.history(one.id)[-1].reason == "dua angsuran"
    app.button(key=f"back-{group.key}").click().run()
    app.button(key=f"drop-{group.key}-{other.id}").click().run()
    assert not app.exception
    assert service.store.record(other.id).status == "deleted"
    assert service.store.duplicates(RecordQuery()).total == 0


def test_a_profile_with_the_users_own_workbook_is_made_chosen_and_filled(service: Service, record) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Rekap"])
    book.active.append([headings_of("id")[name] for name in reversed(COLUMNS)])
    kept = io.BytesIO()
    book.save(kept)
    app = open_app("history")
    app.segmented_control(key="history-part").set_value("profiles").run()
    mark = "-0"
    app.text_input(key=f"profile-name-{mark}").set_value("Jurnal").run()
    app.text_area(key=f"profile-accounts-{mark}").set_value("salah").run()
    app.button(key="profile-save").click().run()
    assert service.store.exports.profiles() == ()
    assert any("411121-100 = 2140" in item.value for item in app.caption)
    app.text_area(key=f"profile-accounts-{mark}").set_value("411121/100 = 2140").run()
    app.file_uploader(key=f"profile-template-{mark}").set_value(("rekap.xlsx", kept.getvalue(), MEDIA_TYPE)).run()
    app.button(key="profile-save").click().run()
    assert not app.exception
    (profile,) = service.store.exports.profiles()
    assert (profile.name, profile_from_json(profile.columns).accounts) == ("Jurnal", {"411121-100": "2140"})
    app.segmented_control(key="history-part").set_value("records").run()
    app.selectbox(key="history-profile").set_value("Jurnal").run()
    assert not app.exception
    made = excel_maker(service, RecordQuery(), "en", "Ani", profile)()
    sheet = openpyxl.load_workbook(io.BytesIO(made)).active
    assert (sheet["A1"].value, sheet.max_row) == ("Rekap", 3)
    assert sheet.cell(3, len(COLUMNS)).value == 1
    batch = open_app("review", batch="b1")
    batch.selectbox(key="review-profile").set_value("Jurnal").run()
    assert not batch.exception
    app.segmented_control(key="history-part").set_value("profiles").run()
    app.segmented_control(key="history-part").set_value("records").run()
    assert app.selectbox(key="history-profile").value == "Jurnal"
    app.segmented_control(key="history-part").set_value("profiles").run()
    app.selectbox(key="profile-chosen").set_value("Jurnal").run()
    app.button(key="profile-delete").click().run()
    assert service.store.exports.profiles() == ()


def test_places_and_headings_typed_into_the_table_make_the_profile() -> None:
    base = columns_table(Profile((Column("ntpn"), Column("jumlah", "Nilai"))), "id")
    assert chosen_columns(base, {}) == (Column("ntpn"), Column("jumlah", "Nilai"))
    ledger = list(base["name"]).index("ledger")
    edited = {0: {"place": 3}, 1: {"heading": "Rupiah"}, ledger: {"place": 1, "heading": " Akun "}}
    assert chosen_columns(base, edited) == (Column("ledger", "Akun"), Column("jumlah", "Rupiah"), Column("ntpn"))
    assert chosen_columns(base, {0: {"place": None}}) == (Column("jumlah", "Nilai"),)
