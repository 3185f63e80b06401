"""Draws the values of payment proofs in any form they are printed in: numbers, codes, periods, dates, amounts and their words.

Separate from `strings` because these have a grammar and need no vocabulary.
"""

import random
import string

from training.printed import DAYS, DIGIT_WORDS, MONTHS, MONTHS_SHORT, recase
from training.receipts import digits
from training.splits import Split

BESIDE = 0.35
"""Share of training's NTPNs with figures before them: whether a ring is a 0 or an O tells how the page's zeros look."""


def ntpn(rng: random.Random, split: Split) -> str:
    """Sixteen capitals and digits; some all digits (the first generation), some thick with look-alikes.

    In training BESIDE of them stand behind figures that show how the typeface draws them.
    """
    if split == "train" and rng.random() < BESIDE:
        alphabet = string.digits + string.ascii_uppercase + "0O" * rng.choice((1, 5))
        return f"{shown_figures(rng)} {''.join(rng.choices(alphabet, k=16))}"
    style = rng.random()
    if style < 0.1:
        alphabet = string.digits
    elif style < 0.4:
        alphabet = "0O1I5S8B2Z6G" + "0123456789ABCDEFGHIJKLMNOPQRSTUV"
    elif style < 0.8:
        alphabet = string.digits + string.ascii_uppercase[:22]
    else:
        alphabet = string.digits + string.ascii_uppercase
    return "".join(rng.choices(alphabet, k=16))


def shown_figures(rng: random.Random) -> str:
    """Four to seven figures, a zero among them, as dates, times, amounts and numbers have them."""
    figures = list(digits(rng, rng.randint(4, 7)))
    figures[rng.randrange(len(figures))] = "0"
    if rng.random() < 0.4:
        figures.insert(rng.randrange(1, len(figures)), rng.choice(".-/:,"))
    return "".join(figures)


def ntb(rng: random.Random, split: Split) -> str:
    """A bank's transaction number: twelve digits, zero-padded, sometimes 6-16."""
    length = 12 if rng.random() < 0.7 else rng.randint(6, 16)
    zeros = rng.randint(0, 6) if rng.random() < 0.6 else 0
    return digits(rng, length - min(zeros, length - 1)).rjust(length, "0")


def stan(rng: random.Random, split: Split) -> str:
    """Six digits; also what branch codes look like (three or six)."""
    return digits(rng, 6 if rng.random() < 0.8 else rng.choice((3, 4, 5)))


def billing(rng: random.Random, split: Split) -> str:
    """A fifteen-digit billing code, sometimes printed in groups."""
    code = rng.choice("0000123456789") + digits(rng, 14)
    if rng.random() < 0.15:
        size = rng.choice((3, 4, 5))
        return " ".join(code[start : start + size] for start in range(0, 15, size))
    return code


def npwp(rng: random.Random, split: Split) -> str:
    """A tax payer's number in one of its printed forms (15 digits with dots, 9-3-3, 16, 22, bare)."""
    d = digits(rng, 15)
    forms = (
        f"{d[:2]}.{d[2:5]}.{d[5:8]}.{d[8]}-{d[9:12]}.{d[12:]}",
        f"{d[:2]}.{d[2:5]}.{d[5:8]}.{d[8]}-{d[9:12]}.{d[12:]}",
        f"{d[:2]}.{d[2:5]}.{d[5:8]}.{d[8]}-{d[9:12]}-{d[12:]}",
        f"{d[:9]}-{d[9:12]}-{d[12:]}",
        "0" + d,
        rng.choice("0123") + d,
        "0" + d + "000000",
        d,
        f"{d[:4]} {d[4:8]} {d[8:12]} 0{d[12:]}",
    )
    return rng.choice(forms)


def kap_kjs(rng: random.Random, split: Split) -> str:
    """A tax account code, a deposit kind, or both joined."""
    kap, kjs = f"41{rng.choice('1111112345')}{digits(rng, 3)}", digits(rng, 3)
    return rng.choice((kap, kap, kjs, f"{kap}-{kjs}", f"{kap}/{kjs}", f"{kap} - {kjs}", f"{kap} {kjs}"))


def masa(rng: random.Random, split: Split) -> str:
    """A tax period or year in any printed form."""
    first, last, year = rng.randint(1, 12), rng.randint(1, 12), str(rng.randint(2008, 2031))
    month = rng.choice(MONTHS)
    return rng.choice(
        (
            f"{first:02}{last:02}{year}",
            f"{first:02}-{last:02}",
            f"{first:02}-{last:02} {year}",
            f"{first:02}{last:02} {year}",
            f"{first:02}",
            year,
            year,
            f"{month} {year}",
            f"{month} - {rng.choice(MONTHS)} {year}",
            month,
            f"{first:02}/{year}",
            f"{digits(rng, 5)}/{digits(rng, 3)}/{digits(rng, 2)}/{digits(rng, 3)}/{digits(rng, 2)}",
            f"{rng.choice(MONTHS_SHORT)} {year}",
        )
    )


def date(rng: random.Random, split: Split) -> str:
    """A date, often with a time, in any form of the domain and of receipts."""
    day, month, year = rng.randint(1, 31), rng.randint(1, 12), rng.randint(2008, 2031)
    hour, minute, second = rng.randint(0, 23), rng.randint(0, 59), rng.randint(0, 59)
    name, short = rng.choice(MONTHS), rng.choice(MONTHS_SHORT)
    separator = rng.choice("///--. ")
    day_first = f"{day:02}{separator}{month:02}{separator}{year}"
    clock = f"{hour:02}:{minute:02}:{second:02}"
    form = rng.choice(
        (
            day_first,
            f"{day:02}{separator}{month:02}{separator}{year % 100:02}",
            f"{year}-{month:02}-{day:02}",
            f"{day} {name} {year}",
            f"{day:02} {short} {year}",
            f"{day:02}-{short}-{year % 100:02}",
            f"{day:02}/{month:02}",
            f"{name} {day}, {year}",
            f"{day:02} {short} {year}, {rng.choice(DAYS)}",
        )
    )
    tail = rng.random()
    if tail < 0.45:
        gap = rng.choice((" ", " ", " ", ", ", " , ", "  "))
        form = f"{form}{gap.replace('  ', ' ')}{clock}"
        form += rng.choice(("", "", "", " WIB", " WITA", " WIT", " UTC+07:00"))
    elif tail < 0.6:
        return rng.choice(
            (clock, clock[:5], f"{hour % 12 + 1}:{minute:02} {rng.choice(('AM', 'PM', 'am', 'pm'))}", clock + " WIB")
        )
    return form if rng.random() < 0.8 else recase(rng, form)


def amount(rng: random.Random, split: Split) -> str:
    """An amount of money with either separator style and any currency mark."""
    whole = rng.randint(0, 10 ** rng.randint(1, 12))
    style = rng.random()
    if style < 0.55:
        grouped = f"{whole:,}".replace(",", ".") + rng.choice(("", "", ",00", ",00", f",{digits(rng, 2)}", ",-"))
        currency = rng.choice(("Rp", "Rp ", "Rp.", "Rp. ", "IDR ", "", "", "", "RP ", "RP. "))
    else:
        grouped = f"{whole:,}" + rng.choice(("", ".00", f".{digits(rng, 2)}", f".{digits(rng, 2)}"))
        currency = rng.choice(("", "", "", "RM", "RM ", "$", "USD ", "IDR ", "RP. ", "S$", "€", "MYR ", "SGD "))
    text = currency + grouped
    if rng.random() < 0.12:
        text += rng.choice((" IDR", " (IDR)", " USD", " SR", " T", "-", " *", "%"))
    elif rng.random() < 0.06:
        text = rng.choice(("-", "(", "@", "+")) + text
        text += ")" if text.startswith("(") else ""
    return text


def _below_thousand(rng: random.Random) -> list[str]:
    spoken = []
    hundreds, rest = divmod(rng.randint(1, 999), 100)
    if hundreds:
        spoken += ["seratus"] if hundreds == 1 else [DIGIT_WORDS[hundreds - 1], "ratus"]
    if rest in (10, 11):
        spoken += ["sepuluh" if rest == 10 else "sebelas"]
    elif 12 <= rest <= 19:
        spoken += [DIGIT_WORDS[rest - 11], "belas"]
    else:
        spoken += [DIGIT_WORDS[rest // 10 - 1], "puluh"] if rest >= 20 else []
        spoken += [DIGIT_WORDS[rest % 10 - 1]] if rest % 10 else []
    return spoken


def terbilang(rng: random.Random, split: Split) -> str:
    """A number in Indonesian words, or a stretch of one as it wraps over lines."""
    spoken: list[str] = []
    for scale in ("triliun", rng.choice(("miliar", "milyar")), "juta", "ribu", ""):
        if rng.random() < {"triliun": 0.05, "juta": 0.8, "ribu": 0.8, "": 0.6}.get(scale, 0.3):
            spoken += [*_below_thousand(rng), scale] if scale else _below_thousand(rng)
    spoken = [token for token in spoken if token] or ["nol"]
    spoken += rng.choice((["rupiah"], ["rupiah"], [], ["(IDR)"], ["dollar", "Amerika"], ["Rupiah", ",-"]))
    start = rng.randint(0, max(0, len(spoken) - 4))
    return recase(rng, " ".join(spoken[start : start + rng.randint(2, 9)]))
