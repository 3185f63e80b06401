"""Names that lost a space or a word: recognisers drop spaces, detectors short words, and nothing on the paper proves a name.

Separate because it knows how names are built. A word made of two known words gets its space back and the name keeps its
mark (`doubt`); a word that only looks like two, or hardly like a word, and a name that lost its first word are marked.
Imports the lexicon and rapidfuzz.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from ocr.forms.lexicon import known_words, looks_misread, sections, sounds_like_a_name

_PREFIXES = (
    "PT",
    "CV",
    "UD",
    "PD",
    "TB",
    "RSUD",
    "SMK",
    "SMP",
    "SDN",
    "SMPN",
    "SMAN",
    "SMKN",
    "KSP",
    "KSU",
    "KSO",
    "BUT",
    "BPR",
    "BUMDES",
    "RM",
)
_FIRMS = frozenset(_PREFIXES).union({"YAYASAN", "KOPERASI", "FIRMA"})
_BANKS = frozenset({"BANK", "BPR", "BPD", "POS", "PERSERO"})
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
"""Words of firms that lose the space between them most; a longer list would cut names of persons that are one word."""
_PARTS = frozenset({"INDO", "TAMA", "MULTI", "MEGA", "TRANS"})
"""Words that firms make one word with what stands beside them (MEGATAMA, MULTIARTHA): they get no space, and stay marked."""
_WHOLE = frozenset({"ADIJAYA", "ADHIJAYA", "SANJAYA", "SUNJAYA", "TIRTAJAYA", "TELEKOMUNIKASI", "PUTERA", "SAMUDERA"})


_BALINESE = "(?:GEDE|MADE|WAYAN|NYOMAN|KETUT|PUTU|KADEK|KOMANG|NENGAH|GUSTI|DEWA|LUH)"


def with_company_form(name: str) -> str:
    """`name` with a space after a leading PT or CV that lost it: no Indonesian word begins so ("PTCONTOH").

    So too after the I or NI before a Balinese name ("IGEDE").
    """
    name = re.sub(rf"\b(I|NI)(?={_BALINESE}\b)", r"\1 ", name)
    name = re.sub(r"^(PT|CV)(?=[A-Z] ?& ?[A-Z])", r"\1 ", name)
    return re.sub(r"^(PT|CV)(?=[A-Z]{4,})(?=[A-Z]*[AIUEO])", r"\1 ", name)


def without_full_stop(name: str) -> str:
    """`name` without a full stop after a whole last word: dirt on the paper, no abbreviation."""
    return re.sub(r"(?<=[^\W\d_]{4})\.$", "", name)


def with_spaces(name: str) -> str:
    """`name` with its words whole: "TIRTAALAM" → "TIRTA ALAM", "CIP TA" → "CIPTA", "JUM AT" → "JUM'AT", "CVA& B" → "CV A & B"."""
    words: list[str] = []
    for word in re.sub(r"(?<=\w)(?:& | &)(?=\w)", " & ", name).split(" "):
        if words and _are_one(words[-1], word):
            words[-1] += word
        elif words and _are_pieces(words[-1], word) and (words[-1] + word).upper() in sections()["apostrophe"]:
            words[-1] += f"'{word}"
        else:
            words.append(word)
    return re.sub(r"[^\W\d_]+", lambda match: _in_two(match.group()), " ".join(words))


def _are_one(first: str, second: str) -> bool:
    """True for two pieces that make a known word and are none themselves, or the second of which is too short to be one."""
    if not _are_pieces(first, second):
        return False
    whole = (first + second).upper()
    if whole in _WORDS | known_words():
        return True
    end = 1 < len(second) < _SHORTEST_WORD and len(first) >= _LONG_PART
    return end and first.upper() not in _forms() and sounds_like_a_name(whole)


def _are_pieces(first: str, second: str) -> bool:
    """True for letters that are no words of names."""
    upper = first.upper(), second.upper()
    return (
        all(piece.isalpha() for piece in upper)
        and "I" not in upper
        and not any(piece in _SHORT or piece in _PREFIXES or piece in known_words() for piece in upper)
    )


def _in_two(word: str) -> str:
    """`word` as its two known words; unchanged when it is one word or may be cut in no or several places."""
    upper = word.upper()
    if upper in _WORDS or upper in _WHOLE or upper in known_words():
        return word
    parts = _WORDS - _PARTS
    cuts = [cut for cut in range(3, len(word) - 2) if upper[:cut] in parts and upper[cut:] in parts]
    return f"{word[: cuts[0]]} {word[cuts[0] :]}" if len(cuts) == 1 else word


def is_a_firm(name: str) -> bool:
    """True when `name` begins with the form of a firm that is no bank: it can be nobody's but the payer's."""
    words = re.findall(r"[^\W\d_]+", name.upper())
    return len(words) > 1 and words[0] in _FIRMS and not _BANKS & set(words)


def lost_its_first_word(name: str) -> bool:
    """True when `name` begins like one whose first word was lost.

    That is a firm's name without the form of the firm ("BAHARI CIPTA UTAMA"), a Balinese name without I or NI, one
    letter that is no initial ("T BAHARI", "r. Gatot"), and a title that lost its full stop.
    """
    words = re.findall(r"[^\W\d_]+", name.upper())
    if _BARE_TITLE.match(name):
        return True
    if len(words) > 1 and not _forms() & set(words) and set(words) <= _firm_words():
        return True
    return bool(words) and (words[0] in _AFTER_AN_ARTICLE or _LONE_LETTER.search(name) is not None)


@cache
def _forms() -> frozenset[str]:
    return sections()["forms"].union(_PREFIXES)


@cache
def _firm_words() -> frozenset[str]:
    known = sections()
    return (known["trades"] | known["firms"] | known["places"]) - known["given"] - known["family"]


def runs_together(name: str) -> bool:
    """True when some word of `name` looks like two that lost the space between them ("SEDERHANAJAYA", "PTOMBAK")."""
    words = re.findall(r"[^\W\d_]+", name.upper())
    return any(_is_run(word, first=not index) for index, word in enumerate(words))


def is_in_pieces(name: str) -> bool:
    """True when some word of two or three letters is none that names have: a piece of a word, or a misread company form."""
    name = _DEGREES.sub("", name)
    words = re.findall(r"(?<![^\W\d_][.&'])\b[^\W\d_]{2,3}\b(?![.&'])", name.upper())
    return not _SHORT.union(_PREFIXES, _short_words()).issuperset(words) or _falls_apart(name.upper())


def stutters(text: str) -> bool:
    """True when a word comes twice running, or its end once more ("MARTHEN RTHEN"): a line of a page askew was read twice over."""
    words = re.findall(r"[^\W_]+", text.upper())
    return any(len(word) > 3 and before.endswith(word) for before, word in pairwise(words))


def _falls_apart(name: str) -> bool:
    """True when a word of two or three letters makes a known word with its neighbour, and is none that stands alone often."""
    words = re.findall(r"[^\W\d_]+", name)
    pairs = ((first, second) for first, second in pairwise(words) if min(len(first), len(second)) <= _SHORTEST_WORD)
    return any(
        len(first + second) >= _SHORTEST_NEAR
        and first + second in known_words()
        and not {first, second} & (_SHORT | set(_PREFIXES))
        for first, second in pairs
    )


@cache
def _short_words() -> frozenset[str]:
    """Known words of three letters; of two only those that are listed here, as two letters are soon a piece of a word."""
    return frozenset(word for word in known_words() if len(word) == _SHORTEST_WORD)


def is_unlikely(name: str) -> bool:
    """True when some word of `name` is hardly one, or a sign stands in it that names do not have.

    That is a known word but for one letter, letters and figures mixed, no vowel, a small letter among capitals, an Arabic
    word that lost its apostrophe, BIN in a firm's name, two letters before a full stop that nothing is shortened to; and the
    address beneath a name, whose label was lost.
    """
    name = _QUOTED.sub(r"\1", name)
    letters = [ch for ch in name if ch.isalpha()]
    capitals = sum(ch.isupper() for ch in letters) > _CAPITALS * len(letters)
    words = re.findall(r"[^\W\d_]+", name.upper())
    if sections()["apostrophe"] & set(words) or (words and words[0] in _PREFIXES and "BIN" in words):
        return True
    if any(short not in _ABBREVIATIONS for short in _ABBREVIATED.findall(name.upper())):
        return True
    if (
        _GLUED_TITLE.match(name)
        or re.search(r"[^\w\s.,&'()/\-]|_|\w[-&] \w|\w [-&]\w|--", name)
        or _ADDRESS.search(name)
    ):
        return True
    return any(_is_odd(word, capitals=capitals) for word in re.findall(r"\w+", name))


def _is_odd(word: str, *, capitals: bool) -> bool:
    upper = word.upper()
    if upper in known_words() or upper in _WHOLE or upper in _PREFIXES or upper in _SHORT:
        return capitals and word not in (upper, word.title())
    figures, small = sum(ch.isdigit() for ch in word), sum(ch.islower() for ch in word)
    mixed = 0 < figures < len(word) and len(word) > _SHORTEST_MIXED
    if mixed or (capitals and small) or re.search(r"(.)\1\1|II", upper):
        return True
    if not figures and len(word) >= _SHORTEST_ODD and not re.search("[AEIOUY]", upper):
        return True
    if looks_misread(upper):
        return True
    return len(word) >= _SHORTEST_NEAR and any(_is_one_off(upper, known) for known in _WORDS)


def _is_one_off(word: str, known: str) -> bool:
    """True when one letter makes `word` of `known`; another vowel at the end (SANTOSO, SANTOSA) makes another name."""
    if word[:-1] == known[:-1] and word[-1] in "AEIOU" and known[-1] in "AEIOU":
        return False
    return Levenshtein.distance(word, known, score_cutoff=1) == 1


def _is_run(word: str, *, first: bool) -> bool:
    if word in known_words() or word in _WHOLE:
        return False
    if first and any(_is_form_and_word(word, form) for form in _PREFIXES):
        return True
    forms = (form for form in _forms() if len(form) >= _LONG_FORM and word.startswith(form))
    if any(word.removeprefix(form) not in _SUFFIXES for form in forms):
        return True
    cuts = range(3, len(word) - 2)
    if any(word[:cut] in _WORDS and word[cut:] in _WORDS for cut in cuts) or len(word) >= _TOO_LONG:
        return True
    if any(_are_two(word[:cut], word[cut:]) for cut in cuts):
        return True
    if len(word) == 8 and (word[:4] in _WORDS or word[4:] in _WORDS):
        return True
    return len(word) >= _LONG and any(
        (word[:cut] in _WORDS and cut >= 4) or (word[cut:] in _WORDS and len(word) - cut >= 4) for cut in cuts
    )


def _are_two(first: str, second: str) -> bool:
    """True for two words that make none together: long known ones, or one of a trade or a family; HADI makes many with others."""
    known = sections()
    if second in known["trades"] | known["family"] and len(second) > _LONG_PART:
        return True
    if second not in known_words():
        return False
    if first in known["trades"]:
        return len(first) >= _LONG_PART and len(second) > _SHORTEST_WORD
    return first in known_words() and min(len(first), len(second)) >= _LONG_PART


def _is_form_and_word(word: str, form: str) -> bool:
    rest = word.removeprefix(form)
    return rest != word and len(rest) > _SHORTEST_WORD and rest in known_words()


_SHORT = frozenset(
    """ABD ADE ADI AGA ALI ANA ANI ARI ASA BIN BUN DAN DE DI DWI EDI EKA EKO EVA HJ IDA IKA IR ISA ITA IVA JO LEO LIA LIE LIM
    MAS MHD MOH MUH NI NUR OEI PRO RIA RI SRI TAN TIA TIO TRI WAN WIE YAN BUT FA KUD MI NV PO RM RS SD SMA TK AL BR DG DT GO HO KH LO
    NG NY PP RR TN WU""".split()  # noqa: SIM905
)
"""Words of two or three letters that personal names and names of firms have."""
_AFTER_AN_ARTICLE = frozenset({"GUSTI", "KADEK", "KETUT", "KOMANG", "LUH", "MADE", "NENGAH", "NYOMAN", "PUTU", "WAYAN"})
"""Words before which most Balinese names have I or NI."""
_ABBREVIATED = re.compile(r"(?<![\w.])[A-Z]{2}\.(?=[ ,]|$)")
_ABBREVIATIONS = frozenset(
    f"{short}."
    for short in """AG AH BA BC BR BT CV DG DJ DR DS DT DW GD GP GT GW HJ HM HR IR KB KG KH LC LT MD MH MM MN MP MR MS MT ND NI NY PB PD PH PO
    PR PT QQ RA RB RM RR RS SB SE SH SM SP ST SY TB TC TD TN TR UD WA YP""".split()  # noqa: SIM905
)
"""Two letters before a full stop that titles, degrees and firms are shortened to; others are misread ones ("DI. RAJO" for "DT. RAJO")."""
_LONE_LETTER = re.compile(r"(?<![\w.&'])(?<!& )(?:(?!I\b)[A-Z]\b(?![.&'])(?! &)|[a-z]\b)|(?<!\bSp)\.[A-Z]$")
"""One letter without its full stop, small or at the end of a degree ("S.E", not "Sp.A"): a piece of a word or an abbreviation."""
_BARE_TITLE = re.compile(r"(?:IR|DRS|DRA|HJ|Ir|Drs|Dra|Hj)\b(?!\.)")
_GLUED_TITLE = re.compile(r"(?i)(?:H|HJ|R|RR|RA|IR|DR|DRS|DRA|PROF|NY|TN|ST|M|MOH|MUH|PT|CV|UD)\.(?=[^\W\d_]{3})")
_DEGREES = re.compile(r"(?<=[^\W\d_]{3})(?:,? (?:SE|SH|ST|SP|MM|MT|MH|SPD|MPD|MSI|SIP|SKM))+$")
"""Degrees behind a name without their full stops."""
_QUOTED = re.compile(r'(?<!\S)"([^"]+)"(?!\w)')
"""A name's own part, as KOPERASI "SEJAHTERA"."""
_ADDRESS = re.compile(r"(?i)\b(?:JL|JLN|RT|RW)\b")
"""Words of addresses that no name has."""
_SHORTEST_WORD = 3
_SHORTEST_NEAR, _SHORTEST_ODD, _SHORTEST_MIXED = 6, 4, 2
"""Letters from which a word is too like a known one, too short of vowels, or mixed ("3M" and "2A" are names)."""
_CAPITALS = 0.7
"""Share of capitals from which a name is printed in them throughout."""
_LONG_PART, _TOO_LONG = 5, 13
"""Letters of a part that makes a word two, and from which an unknown word is too long for one."""
_LONG_FORM = 7
"""Letters of a form of firms and offices behind which no word goes on: "BENDAHARASD", "KOPERASIMAJU"."""
_SUFFIXES = frozenset({"", "AN", "WAN", "E"})
"""What may follow such a form all the same: PEMERINTAHAN, BENDAHARAWAN, INSTITUTE."""
_LONG = 9
"""A word of so many letters that begins or ends with a known word is more likely two."""
