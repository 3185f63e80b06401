import pytest

from ocr.forms import find_records
from ocr.forms.names import runs_together, with_company_form
from tests.forms.drawn import BCA, page


@pytest.mark.parametrize(
    "name",
    [
        "RUMAH MAKAN SEDERHANAJAYA",
        "PT OMBAK LAUTPERKASA TBK",
        "PTSUMBER REJEKI",
        "CVMAJU BERSAMA",
        "PT CONTOHSEJAHTERA",
    ],
)
def test_a_lost_space_between_words_of_names_is_seen(name):
    assert runs_together(name)


@pytest.mark.parametrize(
    "name",
    ["RUMAH MAKAN SEDERHANA JAYA", "BUDI HARTONO WIJAYA", "SITI NURHALIZA RAMADHANI", "RATNA DEWI KUSUMAWARDHANI"],
)
def test_whole_names_are_not_suspected(name):
    assert not runs_together(name)


def test_a_name_that_runs_together_is_marked_in_a_scan_only():
    lines = [[(x, t.replace("PT CONTOH SEJAHTERA", "PT CONTOHSEJAHTERA")) for x, t in line] for line in BCA]
    (scan,) = find_records([page(lines, source="ocr")])
    (digital,) = find_records([page(lines)])
    assert scan.fields["nama_wajib_pajak"].review == "read_badly"
    assert digital.fields["nama_wajib_pajak"].review is None


@pytest.mark.parametrize(
    ("ink", "name"),
    [("PTCONTOH JAYA", "PT CONTOH JAYA"), ("CVMAJU", "CV MAJU"), ("PTPN IV", "PTPN IV"), ("PT CONTOH", "PT CONTOH")],
)
def test_a_company_form_is_set_apart(ink, name):
    assert with_company_form(ink) == name
