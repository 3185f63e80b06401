import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.document import FIELD_NAMES, typed_value
from ocr.errors import InvalidValue
from ocr.forms import describe_kode, label, parse_correction


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("jumlah", "1.000.000,00", "1000000.00"),
        ("jumlah", "1,000,000.00", "1000000.00"),
        ("jumlah", "Rp 1.000.000", "1000000.00"),
        ("jumlah", "1000000", "1000000.00"),
        ("jumlah", "1250000.5", "1250000.50"),
        ("jumlah", "Rp5.000,-", "5000.00"),
        ("jumlah", "Rp. 5.000.–", "5000.00"),
        ("jumlah", "IDR 1 000 000,5 (IDR)", "1000000.50"),
        ("jumlah", "1. 000.000 ,00 rupiah", "1000000.00"),
        ("jumlah", "$ 1,234.50", "1234.50"),
        ("jumlah", "1'000'000.00", "1000000.00"),
        ("tanggal", "31/01/2024", "2024-01-31"),
        ("tanggal", "2024-01-31", "2024-01-31"),
        ("tanggal", "31 Januari 2024", "2024-01-31"),
        ("tanggal", "1-2-24", "2024-02-01"),
        ("masa_pajak", "Januari 2024", "01"),
        ("masa_pajak", "7", "07"),
        ("masa_pajak", "01-12", "01-12"),
        ("masa_pajak", "Januari - Desember", "01-12"),
        ("tahun_pajak", "2024", "2024"),
        ("npwp", "01.061.129.1-051.000", "010611291051000"),
        ("ntpn", "4c2u 16p1 bbj5 t5e6", "4C2U16P1BBJ5T5E6"),
        ("kode_billing", "0190 2277 2858 141", "019022772858141"),
        ("kode_akun_pajak", "411121", "411121"),
        ("kode_jenis_setoran", "100", "100"),
        ("mata_uang", "rp", "IDR"),
        ("mata_uang", "USD", "USD"),
        ("nama_wajib_pajak", "  PT  MAJU ", "PT MAJU"),
        ("terbilang", "satu juta rupiah", "satu juta rupiah"),
        ("stan", "123456", "123456"),
        ("ntb", "000000003821", "000000003821"),
    ],
)
def test_what_people_type_becomes_canonical(name, typed, value):
    assert parse_correction(name, typed) == value
    typed_value(name, value)


@pytest.mark.parametrize("name", FIELD_NAMES)
@pytest.mark.parametrize("text", ["", "  ", "-"])
def test_emptied_field_is_none(name, text):
    assert parse_correction(name, text) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("jumlah", "sejuta"),
        ("jumlah", "1.2.3.4"),
        ("jumlah", "(500)"),
        ("jumlah", "100-"),
        ("jumlah", "-100"),
        ("jumlah", "1 2 3"),
        ("jumlah", "500 300 kg"),
        ("jumlah", "Rp 500 Rp 300"),
        ("jumlah", "12 34.000"),
        ("tanggal", "31/02/2024"),
        ("tanggal", "25/07"),
        ("ntpn", "4C2U16P1BBJ5T5E"),
        ("ntpn", "4C2U16P1BBJ5T5E6X"),
        ("kode_billing", "12345678901234"),
        ("npwp", "12345"),
        ("kode_akun_pajak", "41112"),
        ("kode_jenis_setoran", "1000"),
        ("masa_pajak", "13"),
        ("tahun_pajak", "24"),
        ("mata_uang", "EUR"),
        ("stan", "12"),
        ("nama_wajib_pajak", "x" * 201),
    ],
)
def test_what_is_no_value_is_refused_in_both_languages(name, text):
    with pytest.raises(InvalidValue) as refused:
        parse_correction(name, text)
    assert label(name, "id") in refused.value.message("id")
    assert refused.value.message("id") != refused.value.message("en")


def test_refusal_names_the_field_in_the_readers_language() -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_correction("tanggal", "kemarin")
    assert refused.value.message("en").startswith("Payment date: “kemarin” is not a valid entry")
    assert refused.value.message("id").startswith("Tanggal bayar: “kemarin” bukan isian")


def test_unknown_field_is_a_bug():
    with pytest.raises(KeyError):
        parse_correction("ntnp", "x")


@given(st.sampled_from(FIELD_NAMES), st.text(max_size=40))
def test_any_text_is_refused_or_becomes_a_typed_value_that_parses_to_itself(name, text):
    try:
        value = parse_correction(name, text)
    except InvalidValue:
        return
    if value is not None:
        typed_value(name, value)
        assert parse_correction(name, value) == value


@pytest.mark.parametrize("name", FIELD_NAMES)
def test_every_column_has_a_name_in_both_languages(name):
    assert label(name, "id")
    assert label(name, "en")


def test_codes_are_described():
    assert "PPh" in describe_kode("411128", "402")
    assert describe_kode("411121", "999") == describe_kode("411121")
    assert describe_kode("999999", "100") is None
    assert describe_kode(None) is None
