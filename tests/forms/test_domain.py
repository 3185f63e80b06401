"""What matters most on these documents, and the mistakes readers of them make, each as a test."""

from datetime import date

import pytest

from ocr.forms import find_records
from tests.forms.drawn import BCA, page
from tests.forms.layouts import BRIMO, CORETAX_BILLING, CORETAX_BPN, G1, LAYOUTS, LIVIN, MANDIRI

TODAY = date(2026, 6, 1)


def read(*pages):
    return find_records(pages, today=TODAY)


def changed(lines, old, new):
    return [[(x, text.replace(old, new)) for x, text in line] for line in lines]


# ---- §0 --------------------------------------------------------------------------------------------------------


def test_mata_anggaran_is_the_account_code():
    assert read(page([*BCA]))[0].value("kode_akun_pajak") == "411128"


def test_jenis_setoran_of_a_bank_is_the_deposit_code():
    assert read(page([*BCA]))[0].value("kode_jenis_setoran") == "403"


@pytest.mark.parametrize("label", ["JENIS PAJAK", "MAP/Kode Jenis Pajak", "Kode Akun Pajak", "KAP"])
def test_other_names_of_the_account_code(label):
    assert read(page(changed(BCA, "MATA ANGGARAN", label)))[0].value("kode_akun_pajak") == "411128"


@pytest.mark.parametrize("label", ["KODE JENIS SETOR", "Kode Jenis Setoran", "KJS"])
def test_other_names_of_the_deposit_code(label):
    assert read(page(changed(BCA, "JENIS SETORAN", label)))[0].value("kode_jenis_setoran") == "403"


def test_coretax_bpn_without_codes_and_period_is_complete_without_a_mark():
    (record,) = read(page(CORETAX_BPN.pages[0]))
    for name in ("kode_akun_pajak", "kode_jenis_setoran", "masa_pajak", "tahun_pajak"):
        assert record.fields[name].value is None
        assert record.fields[name].review is None


def test_bpn_is_joined_to_its_billing_sheet_by_kode_billing():
    records = read(page(CORETAX_BPN.pages[0]), page(CORETAX_BILLING.pages[0], number=2))
    assert all(r.value("kode_akun_pajak") for r in records if r.kind == "bpn")


def test_one_kode_billing_can_hold_several_details():
    records = read(page(CORETAX_BILLING.pages[0]))
    assert len(records) == 2
    assert len({r.value("kode_billing") for r in records}) == 1


def test_one_receipt_can_span_two_pages():
    assert len(read(*(page(lines, number=i) for i, lines in enumerate(MANDIRI.pages, 1)))) == 1


def test_one_pdf_can_hold_many_receipts():
    pages = [page(changed(BCA, "563515", f"{n:06d}"), number=n) for n in range(1, 6)]
    assert [r.value("stan") for r in read(*pages)] == [f"{n:06d}" for n in range(1, 6)]


def test_labels_may_be_right_aligned_without_a_colon():
    assert read(page(MANDIRI.pages[0]))[0].value("ntpn") == "87C4500HB3LB5IMU"


def test_two_pairs_on_one_line():
    (record,) = read(page(BCA))
    assert (record.value("tanggal"), record.value("ntb")) == ("2019-02-04", "000022763695")


def test_values_before_labels_in_the_text_layer():
    source = page(CORETAX_BILLING.pages[0])
    reordered = source.__class__(**{**_fields(source), "words": tuple(reversed(source.words))})
    assert read(reordered)[0].value("npwp") == "1000000005394119"


def _fields(source):
    return {name: getattr(source, name) for name in source.__slots__}


@pytest.mark.parametrize("ntpn", ["4C2U16P1BBJ5T5E6", "87C4500HB3LB5IMU", "OO00II11SS55BB88", "0901101214020010"])
def test_ntpn_characters_are_never_fixed(ntpn):
    assert read(page(changed(BCA, "4C2U16P1BBJ5T5E6", ntpn)))[0].value("ntpn") == ntpn


def test_the_largest_number_is_not_the_amount():
    lines = [line for line in BCA if not any("JUMLAH" in text for _, text in line)]
    assert read(page(lines))[0].value("jumlah") is None


def test_a_transfer_slip_waits_for_verification():
    (record,) = read(page(BRIMO.pages[0]))
    assert record.kind == "transfer"
    assert [w.name for w in record.warnings] == ["menunggu_verifikasi"]


# ---- §4 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("amount", "value"), [("1.000,00", "1000.00"), ("750,00", "750.00"), ("1,00", "1.00")])
def test_small_amounts_are_not_dropped(amount, value):
    lines = [line for line in changed(BCA, "1.250.000,00", amount) if not any("TERBILANG" in t for _, t in line)]
    assert read(page(lines))[0].value("jumlah") == value


def test_decimals_are_not_cut():
    lines = changed(changed(BCA, "1.250.000,00", "1.250.000,75"), ": IDR", ": USD")
    assert read(page(lines))[0].value("jumlah") == "1250000.75"


def test_kode_setor_is_never_a_debited_account_or_reference():
    (record,) = read(page(LIVIN.pages[0]))
    assert record.kode_setor is None


def test_rek_inside_direktur_is_no_label():
    lines = [*BRIMO.pages[0], [(60, "Direktur 1234567890"), (700, "Direktur Utama")]]
    assert read(page(lines))[0].value("kode_billing") is None


def test_a_present_day_ntpn_has_letters():
    assert read(page(BCA))[0].value("ntpn") == "4C2U16P1BBJ5T5E6"


def test_a_sixteen_digit_npwp_is_not_the_ntpn():
    lines = [
        [(x, "" if text == "NTPN" or "4C2U" in text else text) for x, text in line] for line in CORETAX_BPN.pages[0]
    ]
    lines = changed(changed(lines, "NTPN", ""), ": A1B2C3D4E5F6G7H8", "")
    (record,) = read(page(lines))
    assert record.value("npwp") == "1000000005394119"
    assert record.value("ntpn") is None
    assert record.fields["ntpn"].review == "missing"


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("5 Nov 2018", "2018-11-05"),
        ("5 Nop 2018", "2018-11-05"),
        ("5 Ags 2018", "2018-08-05"),
        ("5 Agt 2018", "2018-08-05"),
    ],
)
def test_indonesian_months_are_read(printed, value):
    lines = changed(changed(BCA, "04/02/2019 16:47:36", printed), "05/02/19", "-")
    assert read(page(lines))[0].value("tanggal") == value


def test_two_digit_years_are_read():
    lines = changed(BCA, "04/02/2019 16:47:36", "04/02/19")
    assert read(page(lines))[0].value("tanggal") == "2019-02-04"


def test_tanggal_buku_is_not_the_payment_date():
    lines = [line for line in BCA if not any("JAM BAYAR" in text for _, text in line)]
    (record,) = read(page(lines))
    assert record.value("tanggal") is None
    assert record.fields["tanggal"].review == "missing"


@pytest.mark.parametrize("label", ["Tanggal Cetak", "Masa Aktif", "Tanggal Lapor", "Tanggal Billing", "TGL CETAK"])
def test_other_dates_are_not_the_payment_date(label):
    lines = [line for line in BCA if not any("JAM BAYAR" in text for _, text in line)]
    assert read(page([*lines, [(60, label), (300, ": 07/02/2019 08:00:00")]]))[0].value("tanggal") is None


def test_a_date_without_a_year_is_not_completed():
    lines = changed(BRIMO.pages[0], "22 November 2024 , 20:06:34 WIB", "25/07 07:29:32")
    (record,) = read(page(lines))
    assert record.value("tanggal") is None
    assert record.fields["tanggal"].review == "missing"


def test_names_keep_their_case():
    lines = changed(BCA, "PT CONTOH SEJAHTERA", "PT Contoh Sejahtera Tbk.")
    assert read(page(lines))[0].value("nama_wajib_pajak") == "PT Contoh Sejahtera Tbk."


def test_records_are_proofs_not_pages():
    assert len(read(page(MANDIRI.pages[0]), page(MANDIRI.pages[1], number=2))) == 1


# ---- §1.7: false friends -----------------------------------------------------------------------------------------


def test_jumlah_detail_is_a_count():
    lines = [line for line in CORETAX_BPN.pages[0] if not any("Jumlah Setoran" in text for _, text in line)]
    assert read(page(lines))[0].value("jumlah") is None


def test_npwp_penyetor_is_another_party():
    lines = [line for line in LAYOUTS["djp_billing"].pages[0] if line[0][1] not in ("NPWP", "NAMA")]
    (record,) = read(page(lines))
    assert record.value("npwp") is None
    assert record.value("nama_wajib_pajak") is None


def test_total_with_the_fee_is_not_the_amount():
    (record,) = read(page(LIVIN.pages[0]))
    assert record.value("jumlah") == "200406.00"


def test_regional_slip_takes_the_tax_not_the_total_with_the_fee():
    assert read(page(LAYOUTS["bjb"].pages[0]))[0].value("jumlah") == "1500000.00"


def test_beneficiary_is_not_the_taxpayer():
    assert read(page(LAYOUTS["mybca"].pages[0]))[0].value("nama_wajib_pajak") is None


# ---- §2 ----------------------------------------------------------------------------------------------------------


def test_g1_ntpn_has_digits_only():
    assert read(page(G1.pages[0]))[0].value("ntpn") == "1107071512151207"


def test_npwp_without_a_fitting_check_digit_is_not_rejected():
    (record,) = read(page(CORETAX_BPN.pages[0]))
    assert record.value("npwp") == "1000000005394119"
    assert record.fields["npwp"].review is None


def test_unknown_code_pair_is_a_remark():
    (record,) = read(page(changed(BCA, ": 403", ": 999")))
    check = next(c for c in record.fields["kode_jenis_setoran"].checks if c.name == "tabel_kap_kjs")
    assert check.outcome == "cannot_tell"
    assert record.fields["kode_jenis_setoran"].review is None


def test_cents_in_rupiah_are_suspicious():
    lines = [
        line for line in changed(BCA, "1.250.000,00", "1.250.000,75") if not any("TERBILANG" in t for _, t in line)
    ]
    assert read(page(lines))[0].fields["jumlah"].review == "breaks_rule"


def test_dollars_have_cents():
    lines = changed(changed(BCA, "1.250.000,00", "1,250.75"), ": IDR", ": USD")
    words = "SERIBU DUA RATUS LIMA PULUH DOLLAR AMERIKA TUJUH PULUH LIMA SEN"
    (record,) = read(page(changed(lines, "SATU JUTA DUA RATUS LIMA PULUH RIBU RUPIAH", words)))
    assert (record.value("jumlah"), record.value("mata_uang")) == ("1250.75", "USD")
    assert record.review == ()


def test_two_currencies_on_one_proof_contradict():
    (record,) = read(page(changed(BCA, ": IDR", ": USD")))
    assert record.fields["mata_uang"].review == "breaks_rule"


def test_payment_in_the_future_is_marked():
    (record,) = find_records([page(BCA)], today=date(2018, 1, 1))
    assert record.fields["tanggal"].review == "breaks_rule"


def test_booking_before_payment_is_marked():
    (record,) = read(page(changed(BCA, "05/02/19", "03/02/19")))
    assert record.fields["tanggal"].review == "breaks_rule"


def test_billing_code_of_another_issuer_is_marked():
    (record,) = read(page(changed(BCA, "019022772858141", "719022772858141")))
    assert record.fields["kode_billing"].review == "breaks_rule"


def test_ntb_of_fifteen_digits_in_a_text_layer_is_accepted():
    (record,) = read(page(changed(BCA, "000022763695", "000022763695123")))
    assert record.value("ntb") == "000022763695123"
    assert record.fields["ntb"].review is None


def test_ntb_of_eleven_digits_in_a_scan_is_marked():
    (record,) = read(page(changed(BCA, "000022763695", "00022763695"), source="ocr"))
    assert record.fields["ntb"].review == "breaks_rule"


@pytest.mark.parametrize(
    "tail",
    [
        [(300, ": SATU JUTA DUA RATUS")],
        [(300, ": SATU JUTA DUA"), (480, "RATUS")],
    ],
)
def test_wrapped_terbilang_is_joined(tail):
    lines = [line for line in BCA if line[0][1] != "TERBILANG"][:-1]
    lines += [
        [(60, "TERBILANG"), *tail],
        [(312, "LIMA PULUH RIBU")],
        [(312, "RUPIAH")],
        [(60, "Informasi ini hasil cetakan")],
    ]
    (record,) = read(page(lines))
    assert record.value("terbilang") == "SATU JUTA DUA RATUS LIMA PULUH RIBU RUPIAH"


def test_wrapped_name_is_joined():
    at = next(i for i, line in enumerate(BCA) if line[0][1] == "NAMA WAJIB PAJAK")
    lines = [
        *BCA[:at],
        [(60, "NAMA WAJIB PAJAK"), (300, ": PT CONTOH SEJAHTERA")],
        [(314, "ABADI INDONESIA")],
        *BCA[at + 1 :],
    ]
    assert read(page(lines))[0].value("nama_wajib_pajak") == "PT CONTOH SEJAHTERA ABADI INDONESIA"


def test_spaced_out_heading_is_a_label():
    lines = [
        [(x, t) for x, t in line if not t.startswith(("KODE BILLING", ":04192"))] for line in CORETAX_BILLING.pages[0]
    ]
    assert read(page(lines))[0].value("kode_billing") == "041924081839773"


def test_label_and_value_in_one_box():
    lines = [[(line[0][0], " ".join(text for _, text in line))] for line in BCA]
    (record,) = read(page(lines, source="ocr"))
    assert record.value("ntpn") == "4C2U16P1BBJ5T5E6"
    assert record.value("stan") == "563515"
    assert record.value("jumlah") == "1250000.00"


def test_label_above_value():
    pairs = [
        ("NTPN", "4C2U16P1BBJ5T5E6"),
        ("NTB", "000022763695"),
        ("Tanggal Bayar", "04/02/2019"),
        ("Kode Billing", "019022772858141"),
        ("Jumlah Setoran", "Rp1.250.000"),
    ]
    lines = [[(300, "Bukti Penerimaan Negara")], [], *([(60, text)] for pair in pairs for text in pair)]
    (record,) = read(page(lines))
    assert record.value("ntpn") == "4C2U16P1BBJ5T5E6"
    assert record.value("tanggal") == "2019-02-04"
    assert record.value("kode_billing") == "019022772858141"
    assert record.value("jumlah") == "1250000.00"


def test_label_glued_to_its_value():
    lines = changed(changed(BCA, "NTPN", "NTPN4C2U16P1BBJ5T5E6"), ": 4C2U16P1BBJ5T5E6", "")
    lines = changed(changed(lines, "KODE BILLING", "KODE BILLING019022772858141"), ": 019022772858141", "")
    (record,) = read(page(lines, source="ocr"))
    assert record.value("ntpn") == "4C2U16P1BBJ5T5E6"
    assert record.value("kode_billing") == "019022772858141"


def test_two_equally_labelled_dates_are_for_a_person():
    lines = changed(LAYOUTS["ssp"].pages[0], "Bandung, Tanggal 10-04-2012", "Tanggal : 09-04-2012")
    (record,) = read(page(lines))
    assert record.fields["tanggal"].review == "breaks_rule"


def test_an_amount_of_nothing_is_marked():
    (record,) = read(page(changed(BRIMO.pages[0], "Rp35.000", "Rp0")))
    assert record.fields["jumlah"].review == "breaks_rule"


def test_a_name_that_lost_its_first_word_is_marked():
    lines = [[(x + 60, ": SEJAHTERA") if "PT CONTOH" in t else (x, t) for x, t in line] for line in BCA]
    (record,) = read(page(lines, source="ocr"))
    assert record.fields["nama_wajib_pajak"].review == "breaks_rule"


def test_terbilang_on_the_rows_below_its_label():
    lines = [line for line in BCA if line[0][1] != "TERBILANG"][:-1]
    lines += [[(60, "TERBILANG    :")], [(60, "SATU JUTA DUA RATUS")], [(60, "LIMA PULUH RIBU RUPIAH")]]
    (record,) = read(page([*lines, [(120, "SIMPAN STRUK INI")]]))
    assert record.value("terbilang") == "SATU JUTA DUA RATUS LIMA PULUH RIBU RUPIAH"


def test_the_only_moment_on_a_slip_needs_no_label():
    lines = [line for line in BRIMO.pages[0] if line[0][1] != "Tanggal"]
    lines.insert(1, [(400, "22 November 2024 , 20:06:34 WIB")])
    (record,) = read(page(lines))
    assert record.value("tanggal") == "2024-11-22"
    assert record.review == ()
    two = read(page([*lines, [(400, "23 November 2024 , 20:06:34 WIB")]]))[0]
    assert two.fields["tanggal"].review == "unverified"


def test_a_letter_read_as_a_colon_does_not_break_a_label():
    (record,) = read(page(changed(BCA, "TERBILANG", "TERB:LANG"), source="ocr"))
    assert record.value("terbilang") == "SATU JUTA DUA RATUS LIMA PULUH RIBU RUPIAH"
    assert record.review == ()


def test_a_period_long_after_the_payment_is_marked():
    (record,) = read(page(changed(BCA, "01012019", "09092019")))
    assert {"tanggal", "masa_pajak", "tahun_pajak"} <= set(record.review)


def test_a_month_grid_without_a_cross_says_no_month():
    lines = [[(x, t) for x, t in line if t != "X"] for line in LAYOUTS["ssp"].pages[0]]
    few = [
        [(x, t) for x, t in line if t not in ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Sep")] for line in lines
    ]
    for each in (lines, few):
        (record,) = read(page(each))
        assert record.value("masa_pajak") is None
        assert record.fields["masa_pajak"].review == "missing"
