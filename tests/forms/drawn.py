"""Pages of words as a text layer or a recogniser gives them, drawn from lines of (left, text)."""

from collections.abc import Sequence

from ocr.document import Box, Char, PageSource, PageText, Word

Line = Sequence[tuple[float, str]]

BCA: tuple[Line, ...] = (
    [(60, "BANK CENTRAL ASIA, TBK."), (480, "BUKTI PENERIMAAN NEGARA"), (900, "KEMENTERIAN KEUANGAN")],
    [(500, "PENERIMAAN PAJAK")],
    [(60, "DATA PEMBAYARAN")],
    [(60, "TANGGAL & JAM BAYAR"), (300, ": 04/02/2019 16:47:36"), (620, "NTB"), (760, ": 000022763695")],
    [(60, "TANGGAL BUKU"), (300, ": 05/02/19"), (620, "NTPN"), (760, ": 4C2U16P1BBJ5T5E6")],
    [(60, "KODE CABANG BANK"), (300, ": 000321"), (620, "STAN"), (760, ": 563515")],
    [(60, "DATA SETORAN")],
    [(60, "KODE BILLING"), (300, ": 019022772858141")],
    [(60, "NPWP"), (300, ": 081443518-011-000")],
    [(60, "NAMA WAJIB PAJAK"), (300, ": PT CONTOH SEJAHTERA")],
    [(60, "ALAMAT"), (300, ":")],
    [(60, "NOMOR OBJEK PAJAK"), (300, ":")],
    [(60, "MATA ANGGARAN"), (300, ": 411128")],
    [(60, "JENIS SETORAN"), (300, ": 403")],
    [(60, "MASA PAJAK"), (300, ": 01012019")],
    [(60, "NOMOR KETETAPAN"), (300, ": -")],
    [(60, "JUMLAH SETORAN"), (300, ": 1.250.000,00"), (620, "MATA UANG"), (760, ": IDR")],
    [(60, "TERBILANG"), (300, ": SATU JUTA DUA RATUS LIMA PULUH RIBU RUPIAH")],
    [(60, "This is a computer generated message and requires no signature.")],
)


def page(
    lines: Sequence[Line],
    *,
    number: int = 1,
    source: PageSource = "text",
    letter: tuple[float, float] = (7.2, 14.0),
    pitch: float = 26.0,
    slope: float = 0.0,
    confidence: float = 0.999,
    top: float = 60.0,
) -> PageText:
    """A page 1240 × 1754 px whose line i stands at `top` + i × `pitch`, turned by `slope` (rise per pixel).

    A text layer has one word per piece without spaces, a recogniser one box per entry with its characters.
    """
    wide, high = letter
    words: list[Word] = []
    for index, line in enumerate(lines):
        for left, text in line:
            y = top + index * pitch
            if source == "ocr":
                middle = left + len(text) * wide / 2
                rise = slope * middle
                chars = tuple(Char(c, confidence) for c in text)
                words.append(
                    Word(text, Box(left, y + rise, left + len(text) * wide, y + high + rise), confidence, chars)
                )
                continue
            offset = 0
            for piece in text.split(" "):
                start, end = left + offset * wide, left + (offset + len(piece)) * wide
                if piece:
                    rise = slope * (start + end) / 2
                    words.append(Word(piece, Box(start, y + rise, end, y + high + rise), 1.0))
                offset += len(piece) + 1
    return PageText(number, 1240, 1754, tuple(words), source, 0.01)
