import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.errors import ModelTampered
from ocr.models import sources
from ocr.reader.language import END, SYMBOLS, Language, row_of, shapes_of, symbol_of
from tests.reader.languages import language_of

CHARACTERS = sources.ENGLISH_G2_CHARACTERS


@pytest.fixture(scope="module")
def shipped():
    return Language.shipped()


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return language_of(tmp_path_factory.mktemp("language"), ["Jumlah Setor", "Jumlah 1.250,00", "JUMLAH", "Kota"] * 20)


@given(st.text(CHARACTERS, max_size=9))
def test_what_may_follow_sums_to_one(shipped, text):
    before = shipped.before(text)
    chances = [math.exp(shipped.after(before, char)) for char in CHARACTERS + END]
    assert sum(chances) == pytest.approx(1, abs=0.05)


def test_what_was_seen_often_is_likelier(small):
    assert small.of_line("Jumlah") > small.of_line("Jurnlah")
    assert small.of_line("Jumlah") > small.of_line("jUmlah")
    assert small.of_line("Jumlah Setor") > small.of_line("JumlahSetor")


def test_no_figure_is_likelier_than_another(shipped):
    assert shipped.of_line("Rp 1.250.000,00") == shipped.of_line("Rp 9.876.543,21")


@pytest.mark.parametrize("code", ["CC5VEKXOD3GZZXP3", "NTPN : 1096760168152O62", "REF 12AB34CD"])
def test_letters_of_codes_are_drawn_by_lot(shipped, code):
    swapped = code.translate(str.maketrans("O3", "Q8"))
    assert swapped != code
    assert shipped.of_line(code) == shipped.of_line(swapped)


def test_a_figure_within_a_word_is_no_code(shipped):
    assert shipped.of_line("SITUMORANG") > shipped.of_line("SITUM0RANG")


@pytest.mark.parametrize(
    ("right", "misread"),
    [
        ("Terima kasih", "Terirna kasih"),
        ("TOTAL (6% GST): 66.10", "TOTAL (6% GST)66.10"),
        ("Tanggal Bayar", "Tanggai Bayar"),
        ("THANK YOU", "THANK Y0U"),
        ("Jl. Merdeka No. 12", "Jl. Merdeka No, 12"),
    ],
)
def test_the_shipped_one_knows_print_of_proofs_and_receipts(shipped, right, misread):
    assert shipped.of_line(right) > shipped.of_line(misread)


def test_rows_of_symbols_are_numbers_that_sort_by_their_context():
    assert row_of("ab") == symbol_of("A") << 6 | symbol_of("b")
    assert symbol_of("7") == symbol_of("0")
    assert max(map(symbol_of, CHARACTERS)) < len(SYMBOLS) <= 64
    with pytest.raises(ValueError, match="substring not found"):
        row_of("é")


def test_the_beginning_of_a_line_decides_about_capitals():
    assert shapes_of("") == shapes_of(END) != shapes_of(" ")
    assert shapes_of("xxAa7") == shapes_of("Ab0")


def test_other_tables_are_refused(tmp_path, monkeypatch):
    (tmp_path / "language.json").write_text(
        (sources.SHIPPED / "language.json").read_text(encoding="utf-8"), encoding="utf-8"
    )
    (tmp_path / "language.npz").write_bytes(b"other tables")
    monkeypatch.setattr(sources, "SHIPPED", tmp_path)
    with pytest.raises(ModelTampered, match=r"language\.npz"):
        sources.verified(sources.language())
