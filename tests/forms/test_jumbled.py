"""Pages that no bank prints: whatever a recogniser makes of a scan, finding records ends without an error."""

from dataclasses import replace
from random import Random

import pytest

from ocr.document import Box, Char
from ocr.forms import find_records
from tests.forms.drawn import BCA, page

HEADS = [[(60, "No"), (120, "Tgl Bayar"), (260, "Kode Billing"), (440, "NTPN"), (640, "KAP/KJS"), (860, "Jumlah (Rp)")]]
ODD = [
    [(60, "NPWP/Nama : 081443518011000 / PT CONTOH"), (620, "Jumlah (Terbilang)"), (900, "/ /")],
    [(60, ": 1 2 3"), (400, "NAMA")],
]
SIGNS = "/():|.-_ 09Ax…·"


@pytest.mark.parametrize("source", ["text", "ocr"])
@pytest.mark.parametrize("seed", range(40))
def test_jumbled_words_are_records_or_none(seed, source):
    random = Random(seed)
    whole = page([*HEADS, *BCA, *ODD], source=source)
    words = []
    for word in whole.words:
        if random.random() < 0.15:
            continue
        right, down = random.uniform(-40, 40), random.uniform(-20, 20)
        text = (
            "".join(random.choice(SIGNS) if random.random() < 0.05 else letter for letter in word.text).strip() or ":"
        )
        box = Box(word.box.left + right, word.box.top + down, word.box.right + right, word.box.bottom + down)
        chars = tuple(Char(letter, random.random()) for letter in text) if source == "ocr" else ()
        words.append(replace(word, text=text, box=box, chars=chars))
    random.shuffle(words)
    records = find_records((replace(whole, words=tuple(words)),))
    assert all(record.fields.keys() for record in records)


def test_a_label_right_below_a_short_name_ends_it():
    # The symptom: a label that alone filled the line below a name ended the reading with an IndexError.
    lines = [
        [(60, "Nama WP"), (300, ": AB")],
        [(334, "NPWP"), (480, "08.144.351.8-011.000")],
        [(60, "NTB : 000123456789")],
    ]
    records = find_records((page([[(300, "BUKTI PENERIMAAN NEGARA")], *lines], source="ocr"),))
    assert records[0].value("nama_wajib_pajak") == "AB"
