from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.document import Box, Char
from ocr.forms.definitions import standard_forms
from ocr.forms.grammar import read_value
from ocr.forms.grammar.amounts import parse_amount
from ocr.forms.grammar.dates import MONTH_NUMBERS, month_number, parse_date
from ocr.forms.grammar.periods import parse_period
from ocr.forms.tokens import Token

FIELDS = standard_forms().fields
LONG = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()  # noqa: SIM905
SHORT = "Jan Feb Mar Apr Mei Jun Jul Ags Sep Okt Nov Des".split()  # noqa: SIM905
DATES = st.dates(date(2000, 1, 1), date(2099, 12, 31))


def tokens(text, alternatives=()):
    left, result = 0, []
    options = dict(alternatives)
    for index, piece in enumerate(text.split()):
        chars = tuple(options.get(c, Char(c, 0.99)) for c in piece)
        result.append(Token(piece, Box(left, 0, left + 10 * len(piece), 20), chars, 1, index, False, (left, 10)))
        left += 10 * len(piece) + 8
    return result


def value(name, text):
    reading = read_value(FIELDS[name], tokens(text))
    return reading.piece.value if reading else None


def styles(day):
    d, m, y = day.day, day.month, day.year
    return [
        f"{d:02d}/{m:02d}/{y} 16:47:36",
        f"{d:02d}/{m:02d}/{y % 100:02d}",
        f"{d:02d}-{m:02d}-{y}",
        f"{d:02d}-{m:02d}-{y} 10:11:12",
        f"{y}-{m:02d}-{d:02d} 10:11:12",
        f"{d} {SHORT[m - 1]} {y}",
        f"{d} {LONG[m - 1]} {y} , 20:06:34 WIB",
        f"{d:02d} {SHORT[m - 1]} {y}, Sen",
        f"{d:02d}.{m:02d}.{y}",
        f"{d:02d}-{SHORT[m - 1].upper()}-{y}",
    ]


@given(DATES, st.integers(0, 9))
def test_every_printed_form_of_a_date_gives_back_the_date(day, style):
    text = styles(day)[style]
    assert parse_date(text) == day
    assert value("tanggal", text) == day.isoformat()


@pytest.mark.parametrize("name", sorted(MONTH_NUMBERS))
def test_every_name_of_a_month_is_read(name):
    assert parse_date(f"7 {name.title()} 2023") == date(2023, MONTH_NUMBERS[name], 7)


@pytest.mark.parametrize(
    ("part", "month"), [("nuari", 1), ("bruari", 2), ("Septem", 9), ("tober", 10), ("ember", None), ("uary", None)]
)
def test_part_of_a_months_name_is_that_month_where_no_other_has_it(part, month):
    assert month_number(part) == month


@pytest.mark.parametrize("text", ["31/02/2024", "00/01/2024", "12/13/2024", "25/07 07:29:32", "2024", "041902"])
def test_what_is_no_real_date_with_a_year_is_none(text):
    assert parse_date(text) is None


WHOLE = st.integers(0, 10**13)


def grouped(number, mark):
    return f"{number:,}".replace(",", mark)


@given(WHOLE, st.integers(0, 99), st.integers(0, 8))
def test_every_printed_form_of_an_amount_gives_back_the_amount(whole, cents, style):
    dots, commas = grouped(whole, "."), grouped(whole, ",")
    text, expected = [
        (f"{dots},{cents:02d}", True),
        (f"{dots},{cents:02d} IDR", True),
        (f"Rp{dots},{cents:02d}", True),
        (f"{dots} (IDR)", False),
        (f"Rp {dots},-", False),
        (f"IDR {commas}.{cents:02d}", True),
        (f"RP. {commas}.{cents:02d}", True),
        (f"Rp{dots}", False),
        (f"USD {commas}.{cents:02d}", True),
    ][style]
    amount = Decimal(whole) + (Decimal(cents) / 100 if expected else 0)
    assert parse_amount(text) == amount
    assert Decimal(value("jumlah", text)) == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.000.000.00", "1000000.00"),
        ("16,078,600", "16078600.00"),
        ("100.000", "100000.00"),
        ("1000000", "1000000.00"),
    ],
)
def test_last_separator_decides(text, amount):
    assert value("jumlah", text) == amount


@pytest.mark.parametrize("text", ["1.00O.0OO,00", "Rp1.2S0.000", "l.000.000,00"])
def test_letters_among_digits_are_read_as_digits_with_low_confidence(text):
    reading = read_value(FIELDS["jumlah"], tokens(text))
    assert reading.piece.confidence <= 0.5


def test_an_amount_that_ends_within_ink_is_doubted():
    reading = read_value(FIELDS["jumlah"], tokens("Rp35.X00"))
    assert reading is None or "cut" in reading.doubts


@given(st.integers(1, 12), st.integers(1, 12), st.integers(2000, 2099), st.integers(0, 6))
def test_every_printed_form_of_a_period_gives_back_the_period(a, b, year, style):
    first, last = min(a, b), max(a, b)
    period = f"{first:02d}" if first == last else f"{first:02d}-{last:02d}"
    text, expected = [
        (f"{first:02d}{last:02d}{year}", (period, str(year))),
        (f"{first:02d}-{last:02d} {year}", (period, str(year))),
        (f"{first:02d}{last:02d} {year}", (period, str(year))),
        (f"{first:02d}-{last:02d}", (period, None)),
        (f"{LONG[first - 1]} - {LONG[last - 1]} {year}", (period, str(year))),
        (f"{LONG[first - 1]} {year}", (f"{first:02d}", str(year))),
        (f"{first:02d}", (f"{first:02d}", None)),
    ][style]
    assert parse_period(text) == expected


def test_g1_period_is_a_full_date():
    assert parse_period("01-06-2011") == ("06", "2011")


@pytest.mark.parametrize("text", ["01-12/2025", "01/12-2025", "01-12 / 2025"])
def test_two_kinds_of_separators_are_a_range_not_a_date(text):
    assert parse_period(text) == ("01-12", "2025")


@pytest.mark.parametrize("text", ["13", "00", "13-14", "-", "PT ABADI", "99999999"])
def test_what_is_no_period_is_none(text):
    assert parse_period(text) is None


NPWP = st.text("0123456789", min_size=15, max_size=15)


@given(NPWP, st.integers(0, 4))
def test_every_printed_form_of_an_npwp_gives_back_its_digits(n, style):
    text = [
        f"{n[:2]}.{n[2:5]}.{n[5:8]}.{n[8]}-{n[9:12]}.{n[12:]}",
        f"{n[:2]}.{n[2:5]}.{n[5:8]}.{n[8]}-{n[9:12]}-{n[12:]}",
        f"{n[:9]}-{n[9:12]}-{n[12:]}",
        n,
        " ".join(n),
    ][style]
    assert value("npwp", text) == n


def test_sixteen_digit_npwp_and_nitku():
    assert value("npwp", "1000000005394119") == "1000000005394119"
    assert value("npwp", "1000000005394119000000") == "1000000005394119"


@given(st.text("0123456789", min_size=15, max_size=15), st.sampled_from([15, 5, 4, 3, 1]))
def test_kode_billing_in_groups_and_boxes(code, size):
    text = " ".join(code[i : i + size] for i in range(0, 15, size))
    assert value("kode_billing", text) == code


@pytest.mark.parametrize(
    "text", ["411128-402", "411128/402", "411128 - 403", "411128 403", "411128–420", "411128 - - 420"]
)
def test_joined_codes(text):
    reading = read_value(FIELDS["kode_pajak"], tokens(text))
    assert reading.piece.value == "411128"
    assert reading.extras["kode_jenis_setoran"].value == text[-3:]


@pytest.mark.parametrize("slash", ["7", "1", "I"])
def test_joined_codes_whose_slash_is_misread_are_doubted(slash):
    # The symptom: "411126 / 300" on a photo was read as "411126 7 300", and both codes were missing.
    reading = read_value(FIELDS["kode_pajak"], tokens(f"411126 {slash} 300"))
    assert (reading.piece.value, reading.extras["kode_jenis_setoran"].value) == ("411126", "300")
    assert reading.doubts


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("(Tiga ratus ribu rupiah)", "Tiga ratus ribu rupiah"),
        ("Tiga ratus ribu (IDR)", "Tiga ratus ribu (IDR)"),
        ("(Tiga ratus) ribu (rupiah)", "(Tiga ratus) ribu (rupiah)"),
    ],
)
def test_brackets_round_an_amount_in_words_are_none_of_its_words(printed, words):
    assert value("terbilang", printed) == words


NTPN = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=16, max_size=16).filter(
    lambda s: sum(c.isdigit() for c in s) >= 6
)


@given(NTPN)
def test_an_ntpn_is_never_altered(ntpn):
    assert value("ntpn", ntpn) == ntpn


@given(NTPN, st.sampled_from([4, 8, 16]))
def test_an_ntpn_in_groups_is_joined(ntpn, size):
    text = " ".join(ntpn[i : i + size] for i in range(0, 16, size))
    assert value("ntpn", text) == ntpn


def test_a_sign_in_an_ntpn_is_the_letter_or_figure_that_it_may_be():
    sign = {"&": Char("&", 0.6, (("8", 0.3), ("B", 0.1)))}
    piece = read_value(FIELDS["ntpn"], tokens("7XW7QMXIWFS4FBY&", sign)).piece
    assert (piece.value, piece.chars[-1].confidence) == ("7XW7QMXIWFS4FBY8", 0.3)
    spoilt = read_value(FIELDS["ntpn"], tokens("7XW7QMXIWFS4FBY8&", sign)).piece
    assert spoilt.value == "7XW7QMXIWFS4FBY8"


def test_a_capital_of_an_ntpn_is_as_sure_as_both_its_forms_and_an_o_no_surer_for_the_zero():
    doubted = {"S": Char("S", 0.8, (("s", 0.15), ("5", 0.05))), "O": Char("O", 0.7, (("0", 0.3),))}
    chars = read_value(FIELDS["ntpn"], tokens("7XW7QMXIWFO4FBYS", doubted)).piece.chars
    assert (round(chars[-1].confidence, 2), chars[-1].alternatives) == (0.95, (("5", 0.05),))
    assert chars[10].confidence == 0.7


def test_a_figure_among_figures_is_as_sure_as_with_the_letters_that_look_like_it():
    doubted = {"0": Char("0", 0.8, (("O", 0.15), ("6", 0.03), ("G", 0.02)))}
    for field, text in (("ntb", "000022763695"), ("jumlah", "1.203.500"), ("npwp", "08.144.351.8-011.000")):
        zero = next(c for c in read_value(FIELDS[field], tokens(text, doubted)).piece.chars if c.text == "0")
        assert (round(zero.confidence, 2), zero.alternatives) == (0.95, (("6", 0.05),))


def test_small_l_in_an_ntpn_is_an_unsure_one_or_i():
    reading = read_value(FIELDS["ntpn"], tokens("4C2Ul6P1BBJ5T5E6"))
    char = reading.piece.chars[4]
    assert char.text == "1"
    assert char.confidence <= 0.5
    assert "I" in dict(char.alternatives)


def test_digits_take_the_recognisers_own_alternative_first():
    odd = Char("B", 0.6, (("3", 0.35),))
    reading = read_value(FIELDS["stan"], tokens("56B515", {"B": odd}.items()))
    assert reading.piece.value == "563515"
    assert reading.piece.chars[2].alternatives[0] == ("B", 0.6)


def test_a_number_cut_into_touching_boxes_is_joined():
    pieces = tokens("13-1 1-2023")
    touching = [pieces[0], replace(pieces[1], box=Box(pieces[0].box.right + 1, 0, 200, 20))]
    assert read_value(FIELDS["tanggal"], touching).piece.value == "2023-11-13"
    assert read_value(FIELDS["tanggal"], touching).doubts == frozenset()
    assert "separators" in read_value(FIELDS["tanggal"], pieces).doubts


def test_figures_of_the_next_row_are_not_joined_to_a_number():
    # The symptom: "411128" above "420" was read as 420411-128, the two boxes overlapping from left to right.
    account, deposit = tokens("411128 420")
    below = replace(deposit, box=Box(0, 40, account.box.right + 2, 60), anchor=(0, 50))
    assert read_value(FIELDS["kode_akun_pajak"], [below, account]).piece.value == "411128"


def one_line(text):
    """The tokens of `text` as one line of the recogniser."""
    return [replace(token, anchor=(0.0, 10.0)) for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "amount"), [("IDR 2 50,000.00", "250000.00"), ("Rp2. 465.01 2,00", "2465012.00"), ("Rp 12 5", "12.00")]
)
def test_an_amount_with_a_space_in_its_midst_is_doubted(text, amount):
    # The symptom: "IDR 2 50,000.00" was an amount of 2.00, read with 0.98.
    reading = read_value(FIELDS["jumlah"], one_line(text))
    assert (reading.piece.value, "torn" in reading.doubts) == (amount, True)


@pytest.mark.parametrize("text", ["Rp 1.250.000,00", "1 250 000", "IDR 1,250,000.00 (IDR)"])
def test_an_amount_on_a_line_of_its_own_is_not_torn(text):
    assert "torn" not in read_value(FIELDS["jumlah"], one_line(text)).doubts


@pytest.mark.parametrize("text", ["RP. ,523,596,334.00", "Rp .250.000,00"])
def test_an_amount_that_lost_its_leading_group_is_doubted(text):
    reading = read_value(FIELDS["jumlah"], tokens(text))
    assert "cut" in reading.doubts


@pytest.mark.parametrize("text", ["Tp135.262.700", "3p135.262.700", "sp135.262.700"])
def test_a_misread_rp_does_not_hide_or_lengthen_the_amount(text):
    reading = read_value(FIELDS["jumlah"], tokens(text))
    assert (reading.piece.value, reading.extras["mata_uang"].value) == ("135262700.00", "IDR")


@pytest.mark.parametrize("text", ["0 13/1 946830 71001", "01.319.468.3 )-071.001"])
def test_edges_of_boxes_between_the_digits_of_an_npwp_are_no_digits_but_a_doubt(text):
    reading = read_value(FIELDS["npwp"], tokens(text))
    assert reading.piece.value == "013194683071001"
    assert "separators" in reading.doubts


def test_a_hyphen_between_groups_is_a_doubted_separator():
    reading = read_value(FIELDS["jumlah"], tokens("756.881-228,00"))
    assert reading.piece.value == "756881228.00"
    assert "groups" in reading.doubts
    assert value("jumlah", "1.000.000,-") == "1000000.00"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("14:951.000,00", "14951000.00"),
        ("Rp 18.328:118", "18328118.00"),
        ("191,748,173:00", "191748173.00"),
        ("12,575:872.00", "12575872.00"),
    ],
)
def test_a_colon_among_groups_is_a_doubted_separator(text, amount):
    reading = read_value(FIELDS["jumlah"], tokens(text))
    assert reading.piece.value == amount
    assert "groups" in reading.doubts


@pytest.mark.parametrize(("text", "amount"), [("Rp 25.000 10:15", "25000.00"), ("Rp 250.000 16:04:11", "250000.00")])
def test_a_time_behind_an_amount_is_none_of_it(text, amount):
    assert value("jumlah", text) == amount


def test_a_letter_in_a_date_is_the_figure_of_its_shape_where_the_recognisers_own_makes_no_date():
    odd = Char("Q", 0.6, (("9", 0.35),))
    reading = read_value(FIELDS["tanggal"], tokens("10/Q2/2023", {"Q": odd}.items()))
    assert reading.piece.value == "2023-02-10"
    assert reading.piece.confidence < 0.6


@pytest.mark.parametrize("end", ["", ".", " .", ". ."])
def test_a_full_stop_after_an_amount_in_words_is_not_part_of_it(end):
    assert value("terbilang", f"Seratus lima puluh ribu rupiah{end}") == "Seratus lima puluh ribu rupiah"


@pytest.mark.parametrize("before", ["IDR ", "Rp ", "USD "])
def test_a_currency_before_an_amount_in_words_is_another_column(before):
    # The symptom: where the label Terbilang was lost, the currency above it began the words, proven by their amount.
    assert value("terbilang", f"{before}Seratus ribu rupiah") == "Seratus ribu rupiah"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("tanggal", "15 06-2019 13:18:02", "2019-06-15"),
        ("tanggal", "1502-2013 12:03:06", "2013-02-15"),
        ("tanggal", "07.12 2021", "2021-12-07"),
        ("tanggal", "17,07 2025 1435:32", "2025-07-17"),
        ("tanggal", "15 10 2018 16:22:14", "2018-10-15"),
        ("tanggal", "10/1 2/2022 09:01", "2022-12-10"),
        ("tanggal", "1 0-12-20 22", "2022-12-10"),
        ("kode_pajak", "411126:100", "411126"),
        ("kode_pajak", "4111 28-402", "411128"),
        ("kode_jenis_setoran", "411128-4 02", "402"),
        ("npwp", "08.797.760.9-087,000", "087977609087000"),
        ("masa_pajak", "07 072025", "07"),
        ("nama_wajib_pajak", "PT BAHARI CIP TA UTAMA", "PT BAHARI CIPTA UTAMA"),
    ],
)
def test_separators_that_print_lost_or_noise_changed_do_not_lose_the_value(name, text, expected):
    assert value(name, text) == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tanggal", "1502-2013"),
        ("tanggal", "15 06-2019"),
        ("tanggal", "10/1 2/2022"),
        ("npwp", "08.797.760.9-087,000"),
        ("kode_pajak", "4111 28-402"),
    ],
)
def test_a_value_with_mended_separators_is_in_doubt(name, text):
    assert "separators" in read_value(FIELDS[name], tokens(text)).doubts


def test_an_amount_cut_at_a_separator_read_as_a_colon_is_in_doubt():
    assert "cut" in read_value(FIELDS["jumlah"], tokens("IDR ,801,2:30.00")).doubts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("022024", ("02", "2024")),
        ("2024-02", ("02", "2024")),
        ("202402", ("02", "2024")),
        ("Feb-24", ("02", "2024")),
        ("1-12/2023", ("01-12", "2023")),
        ("01/02/2024 - 29/02/2024", ("02", "2024")),
    ],
)
def test_a_period_is_read_with_its_year_in_front_short_or_joined(text, expected):
    assert parse_period(text) == expected


@pytest.mark.parametrize("text", ["Juli 2Q24", "07-2Q24", "Juli 20C4"])
def test_a_year_in_misread_figures_is_not_lost(text):
    year = read_value(FIELDS["masa_pajak"], tokens(text)).extras["tahun_pajak"]
    assert year.value == text[-4:].replace("Q", "0").replace("C", "0")
    assert year.confidence <= 0.5


def test_zeros_of_a_needle_printer_read_as_c_stay_figures_in_doubt():
    # The symptom: an NTB read "00CCC8884668" was missing.
    reading = read_value(FIELDS["ntb"], tokens("00CCC8884668"))
    assert reading.piece.value == "000008884668"
    assert reading.piece.confidence < 0.2


def test_figures_behind_a_period_without_a_year_leave_it_in_doubt():
    assert "cut" in read_value(FIELDS["masa_pajak"], tokens("0102 - 2902 2024")).doubts


@pytest.mark.parametrize("text", ["20240315", "20240315140511", "2024-03-15T14:05:11+07:00", "15/03/2024-14:05:11"])
def test_a_day_as_machines_write_it_is_in_no_doubt(text):
    reading = read_value(FIELDS["tanggal"], tokens(text))
    assert (reading.piece.value, reading.doubts) == ("2024-03-15", frozenset())


@pytest.mark.parametrize("text", ["Jasa (104)", "Jasa - 104", "104 - Jasa", "104"])
def test_a_deposit_code_stands_before_or_behind_its_description(text):
    assert value("kode_jenis_setoran", text) == "104"


@pytest.mark.parametrize("sign", "`´’'")
def test_every_sign_for_an_apostrophe_is_one(sign):
    assert value("nama_wajib_pajak", f"ARIEF O{sign}NEILL") == "ARIEF O'NEILL"


@pytest.mark.parametrize("text", ["1" * 40, "1." + ".".join(["000"] * 12) + ",00"])
def test_more_digits_than_any_amount_has_are_no_amount(text):
    # The symptom: numbers that ran together on a bad scan ended the reading of the document with decimal.InvalidOperation.
    assert parse_amount(text) is None
    assert value("jumlah", text) is None


def test_an_amount_that_ends_within_ink_behind_a_misread_dot_is_doubted():
    # The symptom: "22:000.00" was 22 rupiah, in silence.
    reading = read_value(FIELDS["jumlah"], tokens("22:000.00"))
    assert reading is None or reading.doubts or reading.piece.value == "22000.00"
