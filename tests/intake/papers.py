"""PDFs drawn for tests of the text layer: a receipt as text, as a picture, and with a layer that lies."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping

from pdf2image import convert_from_bytes
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595, 842

VALUES: Mapping[str, str] = {
    "Kode Billing": "024012772858141",
    "NPWP": "0012345678901000",
    "Nama Wajib Pajak": "PT CONTOH SEJAHTERA",
    "Kode Akun Pajak": "411121",
    "Kode Jenis Setoran": "100",
    "Masa Pajak": "01-01",
    "Tahun Pajak": "2024",
    "Jumlah Setoran": "Rp 12.345.678,00",
    "Terbilang": "Dua belas juta tiga ratus empat puluh lima ribu enam ratus tujuh puluh delapan rupiah",
    "Tanggal Bayar": "15/01/2024",
    "NTB": "000022763695",
    "STAN": "563515",
    "NTPN": "4C2U16P1BBJ5T5E6",
}
LIES: Mapping[str, str] = {"NTPN": "4C2U16P1BBJ5T5E8", "Tanggal Bayar": "16/01/2024", "NTB": "000022763698"}


def pdf(*draws: Callable[[Canvas], None]) -> bytes:
    """One page of A4 with everything drawn on it."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT))
    for draw in draws:
        draw(canvas)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def receipt(canvas: Canvas, changed: Mapping[str, str] = {}) -> None:
    """A proof of payment as text, with the values that are `changed`."""
    canvas.setFont("Helvetica-Bold", 14)
    canvas.drawString(180, 790, "BUKTI PENERIMAAN NEGARA")
    canvas.setFont("Helvetica", 11)
    for row, (label, value) in enumerate(VALUES.items()):
        canvas.drawString(60, row_y(row), label)
        canvas.drawString(200, row_y(row), f": {changed.get(label, value)}")


def row_y(row: int) -> int:
    """Points above the sheet's lower edge at which a row of the receipt stands."""
    return 720 - 24 * row


def picture(dpi: int = 200) -> Image.Image:
    """The receipt as a scanner sees it."""
    return convert_from_bytes(pdf(receipt), dpi=dpi)[0]


def drawn(canvas: Canvas, image: Image.Image, left: float, bottom: float, width: float, height: float) -> None:
    """An image at its place on the sheet, in points."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    buffer.seek(0)
    canvas.drawImage(ImageReader(buffer), left, bottom, width, height)


def strips(canvas: Canvas, count: int) -> None:
    """The scanned receipt cut into `count` images, as some scanners write a page."""
    page = picture()
    high = page.height / count
    for index in range(count):
        strip = page.crop((0, round(index * high), page.width, round((index + 1) * high)))
        drawn(canvas, strip, 0, HEIGHT * (1 - (index + 1) / count), WIDTH, HEIGHT / count)


def hidden_layer(canvas: Canvas) -> None:
    """What another program misread of the receipt, as invisible text."""
    canvas._code.append("3 Tr")
    receipt(canvas, LIES)


def covered(canvas: Canvas) -> None:
    """A receipt whose NTPN lies under a picture with another one."""
    receipt(canvas)
    note = Image.new("RGB", (1100, 53), "white")
    ImageDraw.Draw(note).text((0, 4), "9Z9Z9Z9Z9Z9Z9Z9Z", "black", ImageFont.load_default(38))
    drawn(canvas, note, 208, row_y(list(VALUES).index("NTPN")) - 4, 330, 16)


def memo(canvas: Canvas) -> None:
    """A page of text with the receipt pasted beneath it as a picture, 32 % of the sheet."""
    canvas.setFont("Helvetica", 10)
    canvas.drawString(60, 800, "MEMO PENGANTAR")
    for row in range(12):
        canvas.drawString(
            60, 780 - 15 * row, f"Baris {row}: bersama ini kami lampirkan bukti penerimaan negara bulan Januari"
        )
    sheet = picture()
    sheet = sheet.crop((0, 0, sheet.width, round(sheet.height * 0.75)))
    width = WIDTH * 0.7
    drawn(canvas, sheet, 40, 30, width, width * sheet.height / sheet.width)
