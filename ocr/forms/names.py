"""Names that lost a space: recognisers drop spaces, and nothing on the paper proves a name.

Separate because it knows words of company and personal names. A word made of two known words gets its space back and the
name keeps its mark (`doubt`); a word that only looks like two, or hardly like a word, is marked. Imports rapidfuzz only.
"""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein

_PREFIXES = ("PT", "CV", "UD", "PD", "TB", "RSUD", "SMK", "SMP", "SDN", "SMPN", "SMAN", "SMKN", "KSP", "BPR", "BUMDES")
_WORDS = frozenset(
    """ABADI ADIL AGUNG AIR ALAM AMAN ANEKA ANUGERAH ARTHA ASIA ASRI BADAN BAHARI BAJA BANGUN BANK BARU BERKAH BERSAMA
    BESAR BINA BORNEO BROTHERS BUANA BUMI CAHAYA CAKRA CEMERLANG CIPTA CITRA DAERAH DAMAI DANA DEWI DHARMA DINAS DUNIA
    ELEKTRONIK ENERGI ERA FAJAR GEMILANG GLOBAL GRAHA GROUP GUNUNG HARAPAN HARMONI HARTONO HIDUP ILMU INDAH INDO INDONESIA
    INDUSTRI INTAN INTERNASIONAL INTI JASA JAWA JAYA KARYA KASIH KENCANA KIMIA KOPERASI KREASI LAUT LESTARI LOGAM LOGISTIK
    MAKAN MAJU MAKMUR MANDIRI MEDIA MEGA MEKAR MITRA MOTOR MULIA MULTI NIAGA NUSA NUSANTARA OMBAK PANGAN PERDANA PERKASA
    PERSADA PERTAMA PRATAMA PRIMA PUTRA PUTRI RAYA REJEKI REZEKI ROHANI RUMAH SAKIT SAKTI SAMUDRA SANTOSA SARANA SARI
    SATU SEDERHANA SEHAT SEJAHTERA SEKOLAH SELARAS SENTOSA SENTRA SETIA SINAR SOLUSI SUKSES SUMBER SURYA TAMA TBK TEKNIK
    TEKNOLOGI TIMUR TIRTA TOKO TRANS TUNGGAL UNGGUL USAHA UTAMA WAHANA WARUNG WIJAYA YAYASAN""".split()  # noqa: SIM905
)
_WHOLE = frozenset({"ADIJAYA", "ADHIJAYA", "SANJAYA", "SUNJAYA", "TIRTAJAYA", "TELEKOMUNIKASI", "PUTERA", "SAMUDERA"})


_BALINESE = "(?:GEDE|MADE|WAYAN|NYOMAN|KETUT|PUTU|KADEK|KOMANG|NENGAH|GUSTI|DEWA|LUH)"


def with_company_form(name: str) -> str:
    """`name` with a space after a leading PT or CV that lost it: no Indonesian word begins so ("PTCONTOH").

    So too after the I or NI before a Balinese name ("IGEDE").
    """
    name = re.sub(rf"\b(I|NI)(?={_BALINESE}\b)", r"\1 ", name)
    return re.sub(r"^(PT|CV)(?=[A-Z]{4,})(?=[A-Z]*[AIUEO])", r"\1 ", name)


def without_full_stop(name: str) -> str:
    """`name` without a full stop after a whole last word: dirt on the paper, no abbreviation."""
    return re.sub(r"(?<=[^\W\d_]{4})\.$", "", name)


def with_spaces(name: str) -> str:
    """`name` with its words whole: "TIRTAALAM" → "TIRTA ALAM", "CIP TA" → "CIPTA", where these are known words."""
    joined = re.sub(r"(?<!\S)([^\W\d_]+) ([^\W\d_]+)(?!\S)", lambda match: _in_one(*match.groups()), name)
    return re.sub(r"[^\W\d_]+", lambda match: _in_two(match.group()), joined)


def _in_one(first: str, second: str) -> str:
    """The two pieces as the known word that they make; apart where one of them is a word itself."""
    upper = first.upper(), second.upper()
    whole = "".join(upper) in _WORDS and not any(
        piece in _WORDS or piece in _SHORT or piece in _PREFIXES for piece in upper
    )
    return f"{first}{second}" if whole else f"{first} {second}"


def _in_two(word: str) -> str:
    """`word` as its two known words; unchanged when it is one word or may be cut in no or several places."""
    upper = word.upper()
    if upper in _WORDS or upper in _WHOLE:
        return word
    cuts = [cut for cut in range(3, len(word) - 2) if upper[:cut] in _WORDS and upper[cut:] in _WORDS]
    return f"{word[: cuts[0]]} {word[cuts[0] :]}" if len(cuts) == 1 else word


def is_of_known_words(name: str) -> bool:
    """True when every word of `name` is known: a misread letter would likely make a word that is not."""
    words = re.findall(r"[^\W\d_]+", name.upper())
    return len(words) > 1 and all(word in _WORDS or word in _PREFIXES for word in words)


def runs_together(name: str) -> bool:
    """True when some word of `name` looks like two that lost the space between them ("SEDERHANAJAYA", "PTOMBAK")."""
    words = re.findall(r"[^\W\d_]+", name.upper())
    return any(_is_run(word, first=not index) for index, word in enumerate(words))


def is_in_pieces(name: str) -> bool:
    """True when some word of two or three letters is none that names have: a piece of a word, or a misread company form."""
    words = re.findall(r"(?<![^\W\d_][.&'])\b[^\W\d_]{2,3}\b(?![.&'])", name.upper())
    return any(word not in _WORDS and word not in _PREFIXES and word not in _SHORT for word in words)


def is_unlikely(name: str) -> bool:
    """True when some word of `name` is hardly one, or a sign stands in it that names do not have.

    That is a known word but for one letter, letters and figures mixed, no vowel, a small letter among capitals; and the
    address beneath a name, whose label was lost.
    """
    letters = [ch for ch in name if ch.isalpha()]
    capitals = sum(ch.isupper() for ch in letters) > _CAPITALS * len(letters)
    if re.search(r"[^\w\s.,&'()/\-]|_", name) or _ADDRESS.search(name):
        return True
    return any(_is_odd(word, capitals=capitals) for word in re.findall(r"\w+", name))


def _is_odd(word: str, *, capitals: bool) -> bool:
    upper = word.upper()
    if upper in _WORDS or upper in _WHOLE or upper in _PREFIXES or upper in _SHORT:
        return capitals and word not in (upper, word.title())
    figures, small = sum(ch.isdigit() for ch in word), sum(ch.islower() for ch in word)
    mixed = 0 < figures < len(word) and len(word) > _SHORTEST_MIXED
    if mixed or (capitals and small) or re.search(r"(.)\1\1", upper):
        return True
    if not figures and len(word) >= _SHORTEST_ODD and not re.search("[AEIOUY]", upper):
        return True
    return len(word) >= _SHORTEST_NEAR and any(_is_one_off(upper, known) for known in _WORDS)


def _is_one_off(word: str, known: str) -> bool:
    """True when one letter makes `word` of `known`; another vowel at the end (SANTOSO, SANTOSA) makes another name."""
    if word[:-1] == known[:-1] and word[-1] in "AEIOU" and known[-1] in "AEIOU":
        return False
    return Levenshtein.distance(word, known, score_cutoff=1) == 1


def _is_run(word: str, *, first: bool) -> bool:
    if word in _WORDS or word in _WHOLE:
        return False
    if first and any(word.startswith(prefix) and word[len(prefix) :] in _WORDS for prefix in _PREFIXES):
        return True
    cuts = range(3, len(word) - 2)
    if any(word[:cut] in _WORDS and word[cut:] in _WORDS for cut in cuts):
        return True
    if len(word) == 8 and (word[:4] in _WORDS or word[4:] in _WORDS):
        return True
    return len(word) >= _LONG and any(
        (word[:cut] in _WORDS and cut >= 4) or (word[cut:] in _WORDS and len(word) - cut >= 4) for cut in cuts
    )


_SHORT = frozenset(
    """ABD ADE ADI AGA ALI ANA ANI ARI ASA BIN BUN DAN DE DI DWI EDI EKA EKO EVA HJ IDA IKA IR ISA ITA IVA JO LEO LIA LIE LIM
    MAS NI NUR OEI PRO RIA RI SRI TAN TIA TIO TRI WAN WIE YAN BUT FA KUD MI NV PO RM RS SD SMA TK""".split()  # noqa: SIM905
)
"""Words of two or three letters that personal names and names of firms have."""
_ADDRESS = re.compile(r"(?i)\b(?:JL|JLN|RT|RW)\b")
"""Words of addresses that no name has."""
_SHORTEST_NEAR, _SHORTEST_ODD, _SHORTEST_MIXED = 6, 4, 2
"""Letters from which a word is too like a known one, too short of vowels, or mixed ("3M" and "2A" are names)."""
_CAPITALS = 0.7
"""Share of capitals from which a name is printed in them throughout."""
_LONG = 9
"""A word of so many letters that begins or ends with a known word is more likely two."""
