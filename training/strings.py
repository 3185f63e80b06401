"""Draws the texts of lines: every value (`values`), label and filler that stands on payment proofs and on receipts.

Separate from drawing so that the grammar can be tested as text. Words of general language are the project's own (`own_words`),
in training for the most part those of `lexicon`; no general word that validation or test draws occurs in training. Labels,
month names and number words (`printed`) are the domain itself and occur in all.
"""

import random
import string
from collections.abc import Callable, Sequence

from ocr.models.sources import ENGLISH_G2_CHARACTERS
from training import prose, receipts
from training.lexicon import common_word, given_and_family_names
from training.own_words import invented, words
from training.printed import (
    BANKS,
    BEFORE_APOSTROPHE,
    LABELS,
    NAME_PREFIXES,
    NAME_SUFFIXES,
    PUNCTUATION,
    SENTENCES,
    TRAINING_SENTENCES,
    recase,
)
from training.receipts import digits
from training.splits import Split
from training.values import amount, billing, date, kap_kjs, masa, npwp, ntb, ntpn, shown_figures, stan, terbilang

Draw = Callable[[random.Random, Split], str]

CHARACTERS = ENGLISH_G2_CHARACTERS
"""english_g2's characters in its order; class 0 is the CTC blank, class i + 1 is `CHARACTERS[i]`."""

APOSTROPHE_SHARE = 0.08
"""Share of training's persons with an apostrophe in a name."""

LABELLED, UNACCOMPANIED, BESIDE_CAPITALS = 0.25, 0.2, 0.35
"""Shares of the lines of the reader of codes: with what stands before a code, without figures, and of those with figures with capitals too."""

TILL_SHARE = 0.65
"""Share of training's receipt lines that come from `receipts`."""

LEXICON_SHARE = 0.75
"""Share of training's general words and names that come from `lexicon`."""


def word(rng: random.Random, split: Split) -> str:
    """One general word: Indonesian, English, Malay, a name, a place or an invented one."""
    if split == "train" and rng.random() < LEXICON_SHARE:
        return common_word(rng) if rng.random() < 0.8 else rng.choice(given_and_family_names())
    source = rng.choice(("indonesian", "english", "english", "malay", "names", "places", ""))
    return rng.choice(words(source, split)) if source else invented(rng, split)


def _words(rng: random.Random, split: Split, least: int, most: int) -> str:
    return " ".join(word(rng, split) for _ in range(rng.randint(least, most)))


def code(rng: random.Random, split: Split) -> str:
    """A code as it is read once more: mostly behind figures of the same print, sometimes with capitals too, or with its label."""
    letters = (
        string.ascii_uppercase[: rng.choice((22, 26))]
        + "0O" * rng.choice((0, 1, 3, 5))
        + "Z2S5B8G6I1QDUV" * rng.choice((0, 0, 1))
    )
    said = "".join(rng.choices(string.digits + letters, k=16))
    if rng.random() < LABELLED:
        said = rng.choice((": ", ":", "NTPN : ", "NTPN: ", "NTPN ", f"{label(rng, split).rstrip(':. ')} : ")) + said
    if rng.random() < UNACCOMPANIED:
        return said
    shown = [shown_figures(rng)]
    if rng.random() < BESIDE_CAPITALS:
        shown.append(_with_an_o(rng, split))
    return " ".join([*shown, said])


def _with_an_o(rng: random.Random, split: Split) -> str:
    """A word in capitals, of three to nine letters, an O among them."""
    while True:
        capitals = word(rng, split).upper()
        if 3 <= len(capitals) <= 9 and "O" in capitals:
            return capitals


def _person(rng: random.Random) -> str:
    """A person's name of training with its titles and initials."""
    parts = [rng.choice(given_and_family_names()).title() for _ in range(rng.choice((1, 2, 2, 2, 3, 3, 4)))]
    if rng.random() < 0.2:
        parts.insert(rng.randrange(len(parts) + 1), rng.choice(string.ascii_uppercase) + rng.choice((".", ".", "")))
    if rng.random() < APOSTROPHE_SHARE:
        place = rng.randrange(len(parts))
        parts[place] = f"{rng.choice(BEFORE_APOSTROPHE)}'{parts[place].lower()}"
    if rng.random() < 0.4:
        parts.insert(0, rng.choice(NAME_PREFIXES))
    return " ".join(parts) + "".join(rng.sample(NAME_SUFFIXES, rng.choice((0,) * 6 + (1, 1, 2))))


def name(rng: random.Random, split: Split) -> str:
    """A person's or a company's name."""
    owned = words("names", split)
    if split == "train" and rng.random() < 0.5:
        text = _person(rng)
    elif rng.random() < 0.5:
        text = " ".join(rng.choice(owned) for _ in range(rng.randint(1, 3)))
        text += rng.choice(("", "", "", "", ", S.E.", " S.H.", ", Ir.", ", M.M.", " Tbk"))
    else:
        form = rng.choice(("PT", "PT.", "CV", "CV.", "UD", "TOKO", "KOPERASI", "YAYASAN", "BENDAHARA"))
        text = f"{form} {_words(rng, split, 1, 3)}"
        text += rng.choice(("", "", "", " Tbk", " (Persero)", ", Tbk.", " Sdn Bhd", " SDN. BHD.", " Ltd", " & Co."))
    return recase(rng, text.title() if rng.random() < 0.3 else text.upper() if rng.random() < 0.5 else text)


def address(rng: random.Random, split: Split) -> str:
    """A street, a town or a stretch of both, cut anywhere as printed addresses are."""
    place = rng.choice(words("places", split))
    street = rng.choice(("Jl.", "JL", "JL.", "Jalan", "Gg.", "Komp.", "Ruko", "Perum", "No.", "Lorong", "Lot", "Jln"))
    pieces = [
        f"{street} {_words(rng, split, 1, 2)} No. {rng.randint(1, 250)}{rng.choice(('', '', 'A', 'B', '-C'))}",
        f"RT {rng.randint(1, 20):03}/RW {rng.randint(1, 20):03}",
        f"RT.{rng.randint(1, 20):02} RW.{rng.randint(1, 20):02}",
        f"KEL. {word(rng, split)}, KEC. {word(rng, split)}",
        f"{rng.choice(('KAB.', 'KOTA', 'Kota', 'KAB. /'))} {place}",
        f"{place} {digits(rng, 5)}",
        f"{place}, {rng.choice(('Jawa Barat', 'JAWA TIMUR', 'Banten', 'DKI JAKARTA', 'Selangor', 'Johor', 'BALI'))} {digits(rng, 5)}",
        f"Blok {rng.choice('ABCDEFGH')}{rng.randint(1, 30)} No.{rng.randint(1, 99)}",
        f"Lt. {rng.randint(1, 40)}",
        f"{rng.randint(1, 99)}, Jalan {word(rng, split).title()} {rng.randint(1, 9)}/{rng.randint(1, 30)}",
    ]
    start = rng.randrange(len(pieces))
    return recase(rng, rng.choice((", ", " ", ",")).join(pieces[start : start + rng.randint(1, 2)]))


def label(rng: random.Random, split: Split) -> str:
    """A printed label, in any case, with or without its colon."""
    return recase(rng, rng.choice(LABELS)) + rng.choice(("", "", "", "", ":", " :", "."))


def value(rng: random.Random, split: Split) -> str:
    """Any value of a payment proof."""
    return rng.choice((ntpn, ntb, stan, billing, npwp, kap_kjs, masa, date, amount, name))(rng, split)


def pair(rng: random.Random, split: Split) -> str:
    """A label and its value on one line, or a value behind its colon."""
    if rng.random() < 0.45:
        return rng.choice((": ", ":", ": ", "- ")) + value(rng, split)
    return label(rng, split).rstrip(":. ") + rng.choice((" : ", ": ", ":", " ", " :", " = ")) + value(rng, split)


def punctuation(rng: random.Random, split: Split) -> str:
    """A mark or a short code standing alone."""
    if rng.random() < 0.6:
        return rng.choice(PUNCTUATION)
    return "".join(rng.choices(string.ascii_uppercase + string.digits, k=rng.randint(1, 3)))


def _stretch(rng: random.Random, whole: str) -> str:
    """Some consecutive words of a sentence, as it is cut over lines."""
    parts = whole.split()
    start = rng.randint(0, max(0, len(parts) - 3))
    return recase(rng, " ".join(parts[start : start + rng.randint(2, 7)]))


def _prose(rng: random.Random) -> str:
    """Running text of training by the grammar of `prose`."""
    return recase(rng, prose.line(rng, lambda: word(rng, "train")))


def sentence(rng: random.Random, split: Split) -> str:
    """Fixed print (notes, bank names) or a run of general words."""
    if split == "train" and rng.random() < 0.7:
        return _prose(rng) if rng.random() < 0.85 else _stretch(rng, rng.choice(TRAINING_SENTENCES))
    if rng.random() < 0.45:
        return _stretch(rng, rng.choice(SENTENCES + BANKS + SENTENCES))
    text = recase(rng, _words(rng, split, 1, 5))
    return text + rng.choice(("", "", "", ".", ",", "!", "?", ";", ":", "..."))


def receipt(rng: random.Random, split: Split) -> str:
    """A stretch of a shop receipt: items, quantities, prices, totals, registration and telephone numbers."""
    if split == "train" and rng.random() < TILL_SHARE:
        return till(rng, split)
    some = recase(rng, _words(rng, split, 1, 3))
    price = f"{rng.randint(0, 999)}.{digits(rng, 2)}"
    count, code = rng.randint(1, 99), digits(rng, rng.randint(3, 13))
    company = f"{digits(rng, rng.choice((5, 6, 12)))}-{rng.choice(string.ascii_uppercase)}"
    forms = (
        some,
        price,
        f"{count} {some} {price}",
        f"{some} {price}",
        f"{count} x {price}",
        f"{count} X {price} {rng.choice(('SR', 'ZR', 'S', 'T', 'E', 'RM'))}",
        f"{count} PCS @ {price}",
        f"{code} {some}",
        code,
        f"({company})",
        f"CO.REG.NO: {company}",
        f"GST ID NO : {digits(rng, 12)}",
        f"TEL: {digits(rng, 2)}-{digits(rng, 8)}",
        f"Tel : +{digits(rng, 2)} {digits(rng, 2)}-{digits(rng, 4)} {digits(rng, 4)}",
        f"FAX: 0{digits(rng, 1)}-{digits(rng, 4)} {digits(rng, 4)}",
        f"TOTAL ({rng.choice(('RM', 'Rp', 'INCL. GST', '6% GST', 'Excl. GST'))}): {price}",
        f"{rng.choice(('TOTAL', 'SUBTOTAL', 'CASH', 'CHANGE', 'TUNAI', 'KEMBALI', 'Rounding Adj', 'GST 6%'))} {price}",
        f"{rng.choice(('INV', 'Inv No', 'Bill #', 'RECEIPT #', 'DOC NO.'))}: {rng.choice(string.ascii_uppercase)}{rng.choice(string.ascii_uppercase)}{digits(rng, 6)}",
        f"Table {count} / Pax {rng.randint(1, 9)}",
        f"*** {some} ***",
        f"{word(rng, split).lower()}@{word(rng, split).lower()}.{rng.choice(('com', 'co.id', 'com.my', 'net'))}",
        f"www.{word(rng, split).lower()}.{rng.choice(('com', 'co.id', 'com.my'))}",
        f"{rng.choice('ABCDEFS')}{digits(rng, 1)} {rng.randint(1, 100)}% {price}",
        f"{some} ({rng.randint(1, 12)} {rng.choice(('PCS', 'pkt', 'kg', 'ml', 'L'))})",
        f"{rng.randint(10, 999)}{rng.choice(('ML', 'G', 'KG', 'L', 'ml', 'g', 'CM', 'MM', 'PCS'))} {some}",
        f"Cashier: {rng.choice(words('names', split))}",
        "-" * rng.randint(3, 12),
        f"{some} - {some[::-1] if rng.random() < 0.1 else word(rng, split)}",
    )
    return rng.choice(forms)


def till(rng: random.Random, split: Split) -> str:
    """A line of a shop receipt by the longer grammar of `receipts`."""
    return recase(rng, receipts.line(rng, lambda: recase(rng, word(rng, split))))


def mixture(rng: random.Random, split: Split) -> str:
    """Random characters of the whole alphabet: what no grammar foresees (references, codes, odd marks)."""
    alphabet = rng.choice(
        (
            CHARACTERS.replace(" ", ""),
            string.ascii_letters + string.digits,
            string.ascii_uppercase + string.digits + "-/.",
            string.ascii_letters,
            string.digits + ".,:/-()#*",
            "0O1Il5S8B2Z6GoCcQD7T9gq",
        )
    )
    return " ".join("".join(rng.choices(alphabet, k=rng.randint(1, 9))) for _ in range(rng.choice((1, 1, 1, 2, 2, 3))))


KINDS: dict[str, tuple[Draw, float]] = {
    "ntpn": (ntpn, 20),
    "ntb": (ntb, 4),
    "stan": (stan, 3),
    "billing": (billing, 4),
    "npwp": (npwp, 6),
    "kap_kjs": (kap_kjs, 4),
    "masa": (masa, 4),
    "date": (date, 8),
    "amount": (amount, 8),
    "terbilang": (terbilang, 5),
    "name": (name, 6),
    "address": (address, 5),
    "label": (label, 9),
    "pair": (pair, 6),
    "punctuation": (punctuation, 3),
    "sentence": (sentence, 6),
    "receipt": (receipt, 12),
    "word": (lambda rng, split: recase(rng, word(rng, split)), 5),
    "mixture": (mixture, 5),
}
"""Every kind of text and its share of the training lines."""


TRAINED_MORE: dict[str, float] = {"sentence": 16, "receipt": 16, "code": 16}
"""Shares of training's lines that are not those of validation and test, whose lines stay what they were."""

ALONE: dict[str, tuple[Draw, float]] = {"till": (till, 1), "code": (code, 1)}
"""Kinds that validation and test draw only where they are asked for by name."""

TRAINED = (*KINDS, "code")
"""The kinds of training's mixture."""


_NAMED = KINDS | ALONE


def _share(kind: str, split: Split) -> float:
    more = TRAINED_MORE if split == "train" else {}
    return more.get(kind, _NAMED[kind][1])


def text(rng: random.Random, split: Split, kinds: Sequence[str] = tuple(KINDS)) -> tuple[str, str]:
    """A kind and a text of that kind: one to 60 characters of `CHARACTERS`, single-spaced, no space at either end."""
    while True:
        kind = rng.choices(kinds, weights=[_share(known, split) for known in kinds])[0]
        drawn = " ".join(_NAMED[kind][0](rng, split).split())[:60].strip()
        if drawn and all(char in CHARACTERS for char in drawn):
            return kind, drawn
