from datetime import date

import pytest

from ocr.document import FIELD_NAMES
from ocr.forms import find_records
from tests.forms.drawn import BCA, page

TODAY = date(2026, 6, 1)
BCA_TRUTH = {
    "ntpn": "4C2U16P1BBJ5T5E6",
    "ntb": "000022763695",
    "stan": "563515",
    "kode_billing": "019022772858141",
    "npwp": "081443518011000",
    "nama_wajib_pajak": "PT CONTOH SEJAHTERA",
    "kode_akun_pajak": "411128",
    "kode_jenis_setoran": "403",
    "masa_pajak": "01",
    "tahun_pajak": "2019",
    "tanggal": "2019-02-04",
    "jumlah": "1250000.00",
    "mata_uang": "IDR",
    "terbilang": "SATU JUTA DUA RATUS LIMA PULUH RIBU RUPIAH",
}


def values(record):
    return {name: record.value(name) for name in FIELD_NAMES}


@pytest.mark.parametrize("source", ["text", "ocr"])
@pytest.mark.parametrize("slope", [0.0, 0.02, -0.02])
def test_bca_print_is_read_whole_and_goes_straight_through(source, slope):
    (record,) = find_records([page(BCA, source=source, slope=slope)], today=TODAY)
    assert record.kind == "bpn"
    assert values(record) == BCA_TRUTH
    assert record.review == ()
