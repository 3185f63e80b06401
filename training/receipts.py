"""Lines of shop receipts: Malaysian and Indonesian tills, tax invoices, petrol and parking slips, card slips.

Separate from `strings` because its grammar is long, and because training alone mixes it in: heads, addresses, registration numbers, items,
sums, payments and thanks, each in the spellings tills print. General words are handed in.
"""

import random
import string
from collections.abc import Callable

Word = Callable[[], str]
"""Draws one general word."""

# Lists of many short texts: one a line would be three screens.
# fmt: off
_STREETS = ("Jalan", "JALAN", "Jln", "JLN", "Jln.", "Jl.", "Lorong", "Persiaran", "Lebuh", "Taman", "TAMAN", "Bandar")
_STATES = (
    "SELANGOR", "Selangor Darul Ehsan", "SELANGOR DARUL EHSAN", "KUALA LUMPUR", "W.P. Kuala Lumpur", "PULAU PINANG",
    "PERAK", "MELAKA", "JAWA TENGAH", "JAKARTA SELATAN", "DKI JAKARTA", "SUMATERA UTARA",
)
_SUMS = (
    "TOTAL", "Total", "SUB TOTAL", "Sub-Total", "Subtotal", "SUBTOTAL", "Grand Total", "GRAND TOTAL", "NET TOTAL",
    "Nett Total", "Net Amount", "AMOUNT DUE", "Balance Due", "TOTAL SALES", "Total Sales Inclusive of GST",
    "Total Amount Payable", "TOTAL AMT INCL. GST @ 6%", "TOTAL EXCLUDE GST", "Total (Excluding GST)",
    "Total Incl. GST 6%", "TOTAL AMT PAYABLE", "ROUNDING", "ROUND ADJ.", "Rounding Adjustment", "ROUNDED TOTAL (RM)",
    "CASH", "Cash Received", "CHANGE", "CHANGE DUE", "Change", "DISCOUNT", "Disc. Amt", "ITEM DISCOUNT",
    "SERVICE CHARGE (10%)", "Svc Chg 10%", "GST 6%", "ADD GST @6%", "TAX 6%", "PPN 10%", "PB1 10%", "PAJAK", "TUNAI",
    "KEMBALIAN", "HARGA JUAL", "DPP", "JUMLAH", "BAKI", "Total Qty", "ITEM(S)", "No. of Items", "VISA CARD",
    "MASTERCARD", "DEBIT", "E-WALLET", "QRIS", "VOUCHER", "POINTS",
)
_NUMBERED = (
    "Invoice No", "INVOICE NO.", "INV NO", "Inv. No.", "Tax Invoice No", "DOCUMENT NO", "Doc No.", "BILL NO",
    "Bill No.", "Receipt No", "RCPT#", "Receipt #", "Order No", "ORDER #", "Trans ID", "TRX", "TRN NO", "Ref. No",
    "SLIP NO.", "Check No", "TERMINAL ID", "TID", "MID", "BATCH NO", "APPR CODE", "RRN", "TRACE NO", "COUNTER",
    "POS NO", "STORE", "Queue No",
)
_PEOPLE = (
    "CASHIER", "Cashier", "Kasir", "STAFF", "Served by", "SALES PERSON", "Salesperson", "OPERATOR", "USER", "MEMBER",
    "ATTN", "Server", "Waiter", "Host", "Guest", "Table",
)
_REGISTERED = (
    "GST ID", "GST ID NO", "GST REG NO", "GST No.", "GST REG #", "GST REG.ID", "SST ID", "ROC NO.", "CO. REG",
    "Co. Reg. No.", "BRN", "NPWP", "TAX REG",
)
_HEADS = (
    "TAX INVOICE", "Tax Invoice", "SIMPLIFIED TAX INVOICE", "INVOICE", "CASH BILL", "CASH SALES", "OFFICIAL RECEIPT",
    "CUSTOMER COPY", "*** DUPLICATE ***", "TAKE AWAY", "DINE IN", "STRUK BELANJA", "NOTA PENJUALAN", "Qty", "QTY",
    "Price", "U.Price", "U/P", "Amount", "AMT (RM)", "Amt(RM)", "Tax(RM)", "TAX CODE", "Tax Code", "Description",
    "DESCRIPTION", "Item", "S/PRICE", "DISC %", "Total(RM)", "RM", "GST SUMMARY", "GST ANALYSIS", "Summary", "SR",
    "ZRL", "S = 6%", "Z = 0%",
)
_THANKS = (
    "THANK YOU", "Thank You!", "THANK YOU, PLEASE COME AGAIN", "Thank you for your visit.", "*** Thank You ***",
    "TERIMA KASIH", "Terima kasih atas kunjungan Anda", "SELAMAT DATANG KE", "PLEASE KEEP THIS RECEIPT",
    "EXCHANGE IS ALLOWED WITHIN 3 DAYS WITH RECEIPT.", "STRICTLY NO CASH REFUND", "GOODS SOLD CANNOT BE RETURNED",
    "E. & O. E.", "Powered by", "Customer Service :", "Like us on",
    "Barang yang sudah dibeli tidak dapat dikembalikan", "LAYANAN KONSUMEN", "Check your goods before leaving",
)
_UNITS = (
    "PCS", "pcs", "UNIT", "EA", "PKT", "BTL", "BOX", "CTN", "KG", "G", "GM", "ML", "L", "LTR", "OZ", "oz", "LB", "M",
    "MM", "FT", '"', "'S",
)
_TAX_MARKS = ("SR", "ZR", "ZRL", "S", "Z", "T", "E", "X", "*", "SR-6%", "(S)")
# fmt: on


def digits(rng: random.Random, count: int) -> str:
    """So many figures."""
    return "".join(rng.choices(string.digits, k=count))


def _letters(rng: random.Random, most: int) -> str:
    return "".join(rng.choices(string.ascii_uppercase, k=rng.randint(1, most)))


def _price(rng: random.Random) -> str:
    whole = rng.randint(0, 10 ** rng.randint(1, 4))
    if rng.random() < 0.2:
        return f"{whole * 100:,}".replace(",", rng.choice(".,"))
    return rng.choice(("", "", "", "", "", "RM", "RM ", "$", "-", "Rp")) + f"{whole:,}.{digits(rng, 2)}"


def _clock(rng: random.Random) -> str:
    hour, minute, second = rng.randint(0, 23), rng.randint(0, 59), rng.randint(0, 59)
    half = f"{rng.choice((' ', ''))}{rng.choice(('AM', 'PM', 'am', 'pm'))}"
    return rng.choice(
        (
            f"{hour:02}:{minute:02}:{second:02}",
            f"{hour:02}:{minute:02}",
            f"{hour % 12 + 1}:{minute:02}:{second:02}{half}",
            f"{hour % 12 + 1:02}:{minute:02}{half}",
        )
    )


def _day(rng: random.Random) -> str:
    day, month, year = rng.randint(1, 31), rng.randint(1, 12), rng.randint(2010, 2031)
    name = rng.choice(("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"))
    name = rng.choice((name, name.upper()))
    mark = rng.choice("//-.")
    return rng.choice(
        (
            f"{day:02}{mark}{month:02}{mark}{year}",
            f"{day:02}{mark}{month:02}{mark}{year % 100:02}",
            f"{day}{mark}{month}{mark}{year}",
            f"{day:02}-{name}-{year}",
            f"{day:02} {name} {year}",
            f"{name} {day}, {year}",
            f"{year}-{month:02}-{day:02}",
        )
    )


def _code(rng: random.Random) -> str:
    """A document or article number: letters and digits in runs."""
    return rng.choice(
        (
            f"{_letters(rng, 3)}{digits(rng, rng.randint(3, 9))}",
            f"{digits(rng, rng.randint(2, 13))}",
            f"{_letters(rng, 3)}-{digits(rng, rng.randint(3, 8))}",
            f"{digits(rng, rng.randint(2, 5))}-{digits(rng, rng.randint(2, 6))}",
            f"{_letters(rng, 2)}{digits(rng, 2)}-{digits(rng, 5)}",
            f"{_letters(rng, 3)}/{digits(rng, 4)}/{digits(rng, rng.randint(2, 6))}",
            f"{digits(rng, 2)}{_letters(rng, 2)}{digits(rng, 4)}",
            f"#{digits(rng, rng.randint(2, 6))}",
            "".join(rng.choices("0123456789abcdef", k=rng.randint(4, 12))),
        )
    )


def _colon(rng: random.Random) -> str:
    return rng.choice((": ", ": ", ": ", ": ", " : ", ":", " :", " ", ". ", "- "))


def _item(rng: random.Random, word: Word) -> str:
    """What was bought, as article lists shorten and measure it."""
    parts = [word() for _ in range(rng.randint(1, 3))]
    if rng.random() < 0.5:
        size = rng.choice((str(rng.randint(1, 999)), f"{rng.randint(0, 9)}.{rng.randint(1, 9)}"))
        measured = rng.choice(
            (
                size + rng.choice(_UNITS),
                f"{size} {rng.choice(_UNITS)}",
                f"{size}{rng.choice('xX*')}{rng.randint(1, 99)}{rng.choice(_UNITS)}",
                f'{rng.randint(1, 9)}/{rng.choice("248")}"',
                f"({size}{rng.choice(_UNITS)})",
                f"{rng.choice('#@')}{size}",
                _code(rng),
            )
        )
        parts.insert(rng.choice((0, len(parts), len(parts))), measured)
    mark = rng.choice((" ",) * 8 + ("-", "/", " - ", " & ", "+", ".", " W/"))
    return parts[0] + "".join((mark if number == 1 else " ") + part for number, part in enumerate(parts[1:], 1))


def _items(rng: random.Random, word: Word) -> str:
    count = rng.randint(1, 24)
    tail = rng.choice(("", "", " " + rng.choice(_TAX_MARKS)))
    return rng.choice(
        (
            _item(rng, word),
            f"{_item(rng, word)} {_price(rng)}{tail}",
            f"{count} {_item(rng, word)}",
            f"{count}{rng.choice('xX')} {_item(rng, word)} {_price(rng)}",
            f"{digits(rng, rng.randint(4, 13))} {rng.choice(_TAX_MARKS)}",
            f"{count} {rng.choice(_UNITS)} {rng.choice('x@*')} {_price(rng)}",
            f"{count} {rng.choice('xX@*')} {_price(rng)}",
            f"{count}.{digits(rng, rng.choice((2, 3)))} {rng.choice('xX@')} {_price(rng)} = {_price(rng)}",
            f"{_price(rng)}{tail}",
            f"{_price(rng)} {_price(rng)}{tail}",
            f"{rng.choice(_TAX_MARKS)} {_price(rng)} {_price(rng)}",
        )
    )


def _addressed(rng: random.Random, word: Word) -> str:
    lot = rng.choice(("No.", "NO.", "No", "Lot", "LOT", "Unit", "G-", "Kiosk", "Blok", "Block"))
    house = f"{lot} {rng.randint(1, 99)}{rng.choice(('', '', 'A', '-G', f'-{rng.randint(1, 9)}', f' & {rng.randint(1, 99)}'))}"
    road = f"{rng.choice(_STREETS)} {rng.choice((word(), word(), _letters(rng, 3)))} {rng.randint(1, 20)}"
    road += rng.choice(("", f"/{rng.randint(1, 30)}", f"/{rng.randint(1, 9)}{rng.choice('ABCD')}"))
    town = f"{digits(rng, 5)} {word()}{rng.choice(('', ' ' + word()))}"
    end = rng.choice((",", ".", "", ", "))
    return rng.choice(
        (
            house + end,
            f"{house}, {road}{end}",
            road + end,
            f"{road}, {word()}{end}",
            town + end,
            f"{town}, {rng.choice(_STATES)}{rng.choice(('.', '', ''))}",
            rng.choice(_STATES) + end,
            f"{word()} {rng.choice(('SDN BHD', 'SDN. BHD.', 'Sdn Bhd', '(M) SDN BHD', 'ENTERPRISE', 'TRADING', '& CO.', 'STORE'))}",
            f"({digits(rng, rng.randint(5, 7))}-{rng.choice(string.ascii_uppercase)})",
        )
    )


def _called(rng: random.Random, word: Word) -> str:
    number = rng.choice(
        (
            f"0{rng.randint(1, 9)}-{digits(rng, 4)} {digits(rng, 4)}",
            f"0{rng.randint(1, 9)}-{digits(rng, rng.randint(7, 8))}",
            f"+60{rng.randint(1, 19)}-{digits(rng, 7)}",
            f"(0{digits(rng, 2)}) {digits(rng, rng.randint(6, 8))}",
            f"{digits(rng, 4)}-{digits(rng, 4)}-{digits(rng, 4)}",
        )
    )
    return (
        rng.choice(("TEL", "Tel", "Tel.", "TEL NO", "Phone", "FAX", "Fax", "H/P", "Hotline", "Telp", "WA"))
        + _colon(rng)
        + number
    )


def line(rng: random.Random, word: Word) -> str:
    """One line of a receipt, or the part of one that stands alone."""
    form = rng.random()
    if form < 0.3:
        return _items(rng, word)
    if form < 0.47:
        total = rng.choice(_SUMS) + rng.choice(("", "", "", " (RM)", " RM", "(RM)", " (Rp)"))
        return total + rng.choice((":", ":", ":", " :", "", "", _colon(rng) + _price(rng), " " + _price(rng)))
    if form < 0.59:
        return rng.choice(_NUMBERED) + rng.choice((":", ":", " :", _colon(rng) + _code(rng), _colon(rng) + _code(rng)))
    if form < 0.69:
        stamp = rng.choice((f"{_day(rng)} {_clock(rng)}", _day(rng), _clock(rng)))
        return (
            rng.choice(("Date", "DATE", "Date/Time", "TIME", "Time", "TGL", "Printed", "", "", ""))
            + _colon(rng)
            + stamp
        )
    if form < 0.74:
        return rng.choice(_PEOPLE) + _colon(rng) + word() + rng.choice(("", "", f" ({digits(rng, rng.randint(1, 4))})"))
    if form < 0.79:
        number = rng.choice(
            (digits(rng, 12), f"{digits(rng, rng.randint(6, 12))}-{rng.choice(string.ascii_uppercase)}")
        )
        text = rng.choice(_REGISTERED) + _colon(rng) + number
        return f"({text})" if rng.random() < 0.35 else text
    if form < 0.86:
        return _addressed(rng, word)
    if form < 0.9:
        return _called(rng, word)
    return rng.choice(_HEADS if form < 0.96 else _THANKS)
