"""The samples hold what their truth says: drawn again they say the same, their numbers keep the rules of real ones."""

import io
import json
from decimal import Decimal
from pathlib import Path
from random import Random

import pypdf
import pytest
from PIL import Image
from stdnum.id import npwp as npwp_rules

from ocr.document import FIELD_NAMES, KINDS, Upload, typed_value
from ocr.forms import terbilang
from ocr.intake import open_document
from ocr.settings import load_settings
from samples import draw, values
from samples.sheet import Sheet, sheets_to_pdf, shown

FOLDER = Path(draw.__file__).parent
BY_NAME = {sample.name: sample for sample in draw.SAMPLES}
DIGITAL = [name for name, sample in BY_NAME.items() if sample.condition == "born-digital" and name.endswith(".pdf")]
MOST_BYTES = 4 * 1024 * 1024


def truth(name):
    return json.loads((FOLDER / name).with_suffix(".json").read_text(encoding="utf-8"))


def test_every_file_has_a_sample_and_every_sample_a_file():
    files = {path.name for path in FOLDER.iterdir() if path.suffix in {".pdf", ".jpg", ".png"}}
    assert files == set(BY_NAME)


def test_samples_stay_small():
    assert sum(path.stat().st_size for path in FOLDER.iterdir() if path.is_file()) <= MOST_BYTES


@pytest.mark.parametrize("name", BY_NAME)
def test_drawn_again_the_truth_is_the_same(name):
    sample = BY_NAME[name]
    assert draw.truth_of(sample, draw.sheets_of(sample)) == truth(name)


@pytest.mark.parametrize("name", BY_NAME)
def test_opens_with_the_pages_its_truth_names(name):
    document = open_document(Upload(name, (FOLDER / name).read_bytes()), load_settings({}))
    assert document.page_count == truth(name)["pages"]
    assert document.page(document.page_count).pixels.std() > 1


@pytest.mark.parametrize("name", BY_NAME)
def test_truth_is_canonical_and_complete(name):
    for record in truth(name)["records"]:
        assert record["kind"] in KINDS
        assert tuple(record["fields"]) == FIELD_NAMES
        assert record["fields"]["jumlah"] is not None
        for field, value in record["fields"].items():
            assert value is None or str(typed_value(field, value)) == value


@pytest.mark.parametrize("name", BY_NAME)
def test_numbers_keep_the_rules_of_real_ones(name):
    for record in truth(name)["records"]:
        fields = record["fields"]
        if fields["npwp"]:
            assert npwp_rules.is_valid(fields["npwp"])
        if fields["terbilang"] and BY_NAME[name].layout != "regional":
            assert terbilang.words_to_number(fields["terbilang"]).number == Decimal(fields["jumlah"])


@pytest.mark.parametrize("name", DIGITAL)
def test_what_is_shown_stands_in_the_text_layer(name):
    sample = BY_NAME[name]
    reader = pypdf.PdfReader(io.BytesIO((FOLDER / name).read_bytes()))
    layer = "".join("".join(page.extract_text().split()) for page in reader.pages)
    for sheet in draw.sheets_of(sample):
        for run in sheet.texts:
            if run.shows:
                assert "".join(run.text.split()) in layer


def test_values_come_before_their_labels_on_the_coretax_sheet():
    layer = pypdf.PdfReader(FOLDER / "billing-coretax.pdf").pages[0].extract_text()
    fields = truth("billing-coretax.pdf")["records"][0]["fields"]
    assert layer.index(fields["npwp"]) < layer.index("NPWP")


def test_scans_have_no_text_layer():
    assert not pypdf.PdfReader(FOLDER / "bpn-mandiri-pindai.pdf").pages[0].extract_text().strip()


def test_every_condition_is_there():
    assert {s.condition for s in draw.SAMPLES} == {"born-digital", "scan", "photo", "fax", "thermal", "dot-matrix"}
    with Image.open(FOLDER / "bpn-coretax-foto.jpg") as picture:
        assert picture.format == "JPEG"


def test_a_record_shows_its_own_values_and_the_common_ones():
    sheet = Sheet()
    sheet.text(10, 10, "411121", shows={"kode_akun_pajak": "411121"}, record=1)
    sheet.text(10, 30, "IDR", shows={"mata_uang": "IDR"}, record=None)
    assert shown([sheet], 0) == {"mata_uang": "IDR"}
    assert shown([sheet], 1) == {"kode_akun_pajak": "411121", "mata_uang": "IDR"}


def test_the_same_sheets_give_the_same_bytes():
    sheets = draw.sheets_of(BY_NAME["bpn-mandiri.pdf"])
    assert sheets_to_pdf(sheets) == sheets_to_pdf(sheets)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "nol"),
        (11, "sebelas"),
        (1100, "seribu seratus"),
        (2_010_119, "dua juta sepuluh ribu seratus sembilan belas"),
        (1_000_000_000, "satu miliar"),
    ],
)
def test_amounts_are_spelled(amount, words):
    assert values.spelled(Decimal(amount)) == words


def test_payments_have_numbers_of_the_right_length():
    paid = values.payment(Random(3), draw.party(Random(4)), year=2024)
    assert [len(paid.ntpn), len(paid.ntb), len(paid.stan), len(paid.billing), len(paid.party.npwp)] == [
        16,
        12,
        6,
        15,
        15,
    ]
