"""The definitions are data: a colleague's slip is named, a bank's layout needs no Python."""

import shutil
from datetime import date
from pathlib import Path

import pytest

import ocr.forms
from ocr.document import FIELD_NAMES
from ocr.errors import SettingsError
from ocr.forms import find_records
from ocr.forms.definitions import load_forms, plain, standard_forms
from tests.forms.drawn import page

FOLDER = Path(ocr.forms.__file__).parent
NEW_BANK = """
name = "BPN Bank Contoh"
kind = "bpn"
titles = ["Resi Kas Negara Bank Contoh"]
evidence = ["ntpn", "ntb"]
required = ["ntpn", "ntb", "kode_billing", "tanggal", "jumlah"]

[labels]
ntpn = ["Nomor Sah Negara"]
ntb = ["Nomor Jurnal"]
tanggal = ["Saat Penerimaan"]
jumlah = ["Uang Diterima"]
tanggal_lain = ["Tanggal Bayar"]
"""


@pytest.fixture
def folder(tmp_path):
    for path in FOLDER.glob("*.toml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def test_a_banks_layout_is_added_by_a_toml_file_alone(folder):
    (folder / "bpn_contoh.toml").write_text(NEW_BANK, encoding="utf-8")
    lines = [
        [(300, "RESI KAS NEGARA BANK CONTOH")],
        [(60, "Saat Penerimaan"), (300, ": 05/03/2024 10:11:12")],
        [(60, "Tanggal Bayar"), (300, ": 09/03/2024")],
        [(60, "Nomor Sah Negara"), (300, ": 4C2U16P1BBJ5T5E6")],
        [(60, "Nomor Jurnal"), (300, ": 000022763695")],
        [(60, "Kode Billing"), (300, ": 019022772858141")],
        [(60, "Uang Diterima"), (300, ": 1.250.000,00")],
    ]
    today = date(2026, 6, 1)
    (record,) = find_records([page(lines)], today=today, forms=load_forms(folder))
    assert record.kind == "bpn"
    assert {name: record.value(name) for name in FIELD_NAMES if record.value(name)} == {
        "ntpn": "4C2U16P1BBJ5T5E6",
        "ntb": "000022763695",
        "kode_billing": "019022772858141",
        "tanggal": "2024-03-05",
        "jumlah": "1250000.00",
    }
    assert record.review == ()
    assert find_records([page(lines)], today=today)[0].value("ntb") is None


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("bpn_bank.toml", 'kind = "bpn"', 'kind = "bnp"', "bpn_bank.toml: kind"),
        ("bpn_bank.toml", 'kind = "bpn"', 'kind = "bpn"\ntittles = []', "bpn_bank.toml: tittles"),
        ("bpn_bank.toml", '"ntpn", "ntb", "stan", "kode_cabang"', '"ntnp"', "bpn_bank.toml: evidence"),
        ("bpn_bank.toml", 'name = "BPN bank"', "name = 3", "bpn_bank.toml: name"),
        ("bpn_bank.toml", 'name = "BPN bank"', "name = ", "bpn_bank.toml"),
        ("bpn_pnbp.toml", 'issuer = "dja"', 'issuer = "djx"', "bpn_pnbp.toml: issuer"),
        ("bpn_pnbp.toml", "uraian =", "uriaan =", "bpn_pnbp.toml: labels.uriaan"),
        ("bpn_pnbp.toml", '["Jenis Setoran"]', '["---"]', "bpn_pnbp.toml: labels.uraian"),
        ("fields.toml", 'grammar = "ntpn"', 'grammar = "nptn"', "fields.toml: field.ntpn.grammar"),
        ("fields.toml", "lengths = [12,", 'lengths = ["12",', "fields.toml: field.ntb.lengths"),
        ("fields.toml", '"Mata Uang",', '"NTPN",', "fields.toml: mata_uang.labels"),
        ("fields.toml", 'Nama = ["Nm"]', 'Nama = ["Kd"]', "fields.toml: word.Nama"),
        ("fields.toml", '"Mata Uang",', '"Mata {Uang",', "fields.toml: field.mata_uang.labels"),
        ("fields.toml", 'otherwise = "jumlah"', 'otherwise = "jumlha"', "fields.toml: field.terbilang.otherwise"),
        ("fields.toml", "[field.stan]", "[field.stann]", "fields.toml: field"),
        ("fields.toml", "below = true", 'below = "yes"', "fields.toml: field.ntpn.below"),
    ],
)
def test_a_slip_of_the_pen_is_named(folder, file, old, new, named):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        load_forms(folder)
    assert named in refused.value.message("en")


def test_a_folder_without_layouts_is_refused(folder):
    for path in folder.glob("*.toml"):
        if path.name != "fields.toml":
            path.unlink()
    with pytest.raises(SettingsError):
        load_forms(folder)


def test_every_layout_of_the_folder_has_a_reachable_title():
    for layout in standard_forms().layouts:
        assert all(len(plain(title)) >= 5 for title in layout.titles)


def test_labels_of_columns_and_false_friends_do_not_collide():
    forms = standard_forms()
    assert forms.labels[plain("Tanggal Buku")] == "tanggal_buku"
    assert forms.labels[plain("Tanggal Bayar")] == "tanggal"
    assert forms.labels[plain("Jumlah Detail")] == "jumlah_detail"
    assert forms.labels[plain("NPWP Penyetor")] == "pihak_lain"
