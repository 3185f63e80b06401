"""The review bench plants what it says, compares the workbook exactly, and never asks for an error it cannot plant."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from bench.hands import Work
from bench.misreading import Misreading, misread, read_plan, write_plan
from bench.review import FIELDS, Paper, differences, person_s, plan_errors, report
from bench.slips import counted, slips_of
from ocr.document import FIELD_NAMES, Box, Char, Field, PageText, Record, Word
from ocr.export import Row, workbook

TRUTH = {
    "ntpn": "4C2U16P1BBJ5T5E6",
    "ntb": "000048814002",
    "stan": "826631",
    "kode_billing": "032120723200376",
    "npwp": "033478850066000",
    "nama_wajib_pajak": "YAYASAN BINA ILMU",
    "kode_akun_pajak": "411128",
    "kode_jenis_setoran": "402",
    "masa_pajak": "03",
    "tahun_pajak": "2019",
    "tanggal": "2019-04-21",
    "jumlah": "850000.00",
    "mata_uang": "IDR",
    "terbilang": None,
}


def papers(count: int) -> list[Paper]:
    return [Paper(f"{n}.pdf", b"", TRUTH) for n in range(count)]


def word(text: str) -> Word:
    return Word(text, Box(0, 0, 100, 20), 0.9, tuple(Char(c, 0.99) for c in text))


def page(*texts: str) -> PageText:
    return PageText(1, 800, 1000, tuple(map(word, texts)), "ocr", 0.1)


def test_every_error_lies_on_another_document_and_can_really_happen() -> None:
    plan = plan_errors(papers(12), FIELDS, Random(1))
    planned = [item for items in plan.values() for item in items]
    assert len(plan) == 12
    assert sorted(item.field for item in planned) == sorted(FIELDS)
    for item in planned:
        assert item.wrong != item.printed[item.at]
        assert item.confidence < 0.9
        assert item.field in ("ntpn", "nama_wajib_pajak") or (item.wrong + item.printed[item.at]).isdigit()


def test_plan_survives_its_file(tmp_path: Path) -> None:
    plan = plan_errors(papers(3), ("ntpn", "stan"), Random(1))
    write_plan(tmp_path / "plan.json", plan)
    assert read_plan(tmp_path / "plan.json") == plan


def test_character_is_replaced_where_the_print_stands_with_its_doubt() -> None:
    item = Misreading("jumlah", "850000", 1, "6", 0.5)
    text = misread(page("Jumlah", "Rp 850.000,00"), [item])
    assert text.words[1].text == "Rp 860.000,00"
    assert text.words[1].chars[4] == Char("6", 0.5, (("5", 0.48),))
    silent = misread(page("Rp 850.000,00"), [replace(item, offered=False)])
    assert silent.words[0].chars[4].alternatives == ()


def test_print_that_was_read_otherwise_is_left_alone() -> None:
    text = page("Rp 85O.000,00")
    assert misread(text, [Misreading("jumlah", "850000", 1, "6", 0.5)]) == text


def record(**changed: str | None) -> Record:
    values = TRUTH | changed
    return Record("bpn", 1, 1, {name: Field(name, values[name]) for name in FIELD_NAMES})


def saved(folder: Path, *rows: Row) -> Path:
    path = folder / "x.xlsx"
    path.write_bytes(workbook(rows, "id"))
    return path


def test_workbook_that_is_the_truth_has_no_difference(tmp_path: Path) -> None:
    assert differences(saved(tmp_path, Row(record(), "0.pdf")), papers(1)) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ntpn", "4C2U16P1BBJ5T5E8"),
        ("jumlah", "850000.01"),
        ("tanggal", "2019-04-22"),
        ("stan", None),
        ("terbilang", "x"),
    ],
)
def test_every_wrong_cell_is_a_difference(tmp_path: Path, field: str, value: str | None) -> None:
    (found,) = differences(saved(tmp_path, Row(record(**{field: value}), "0.pdf")), papers(1))
    assert found.startswith(f"0.pdf: {field} is ")


def test_missing_and_repeated_rows_are_differences(tmp_path: Path) -> None:
    path = saved(tmp_path, Row(record(), "0.pdf"), Row(record(), "0.pdf"))
    assert differences(path, papers(2)) == ["0.pdf: 2 rows", "1.pdf: 0 rows"]


def test_slips_are_the_wrong_characters_of_values_of_the_true_length() -> None:
    chars = tuple(Char(c, 0.6 if c == "B" else 0.99, (("8", 0.3),) if c == "B" else ()) for c in "B26631")
    found = record().with_field(Field("stan", "B26631", chars=chars)).with_field(Field("ntb", "12"))
    assert [tuple(slip) for slip in slips_of({"fields": TRUTH}, found)] == [("stan", "8", "B", 0.6, True)]
    assert len(counted()) > 10


def test_person_takes_time_for_keys_and_for_looking() -> None:
    assert person_s(Work("x", keys=10, compared=2)) == pytest.approx(10 * 0.28 + 3 * 1.35)
    assert person_s(Work("x")) == 1.35


def test_report_counts_what_was_found_and_what_it_took() -> None:
    plan = {"0.pdf": [Misreading("jumlah", "850000", 1, "6", 0.5)]}
    desk = [Work("0.pdf", keys=9, compared=2, seconds=0.5, corrected=["jumlah", "stan"]), Work("1.pdf", keys=2)]
    table = [Work("0.pdf", keys=20, corrected=["stan"]), Work("1.pdf", keys=4)]
    said = report({"desk": (desk, []), "table": (table, ["0.pdf: jumlah is 860000"])}, plan, 0)
    assert "| planted errors found through their marks and corrected | 1 | 0 |" in said
    assert "| other errors found and corrected | 1 | 1 |" in said
    assert "| keys in all | 11 | 24 |" in said
    assert "| 0.pdf | jumlah 5→6 at 0.50 | jumlah, stan | 9 | 0.50 | 20 |" in said
    assert said.endswith("Differences of the Excel after the table: 0.pdf: jumlah is 860000\n")
