"""Amounts in Indonesian words: read into a number through misread letters, and completed from it.

Separate because the words are the best automatic proof of an amount, independent of the digits.
The grammar is what banks print: both spellings (miliar, milyar), "seribu" and "satu ribu", sen, koma, rupiah and dollar, words
split or run together. Imports rapidfuzz only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal

from rapidfuzz.distance import Levenshtein

_DIGITS = {
    "nol": 0,
    "satu": 1,
    "dua": 2,
    "tiga": 3,
    "empat": 4,
    "lima": 5,
    "enam": 6,
    "tujuh": 7,
    "delapan": 8,
    "sembilan": 9,
}
_ONES = {"sepuluh": 10, "sebelas": 11, "seratus": 100}
_TENS = {"belas", "puluh", "ratus"}
_SCALES = {"seribu": 1000, "ribu": 1000, "juta": 10**6, "miliar": 10**9, "milyar": 10**9, "triliun": 10**12}
_SCALES |= {"trilyun": 10**12}
_IDR = {"rupiah", "idr", "rp"}
_USD = {"dollar", "dolar", "usd"}
_FILLER = {"amerika", "serikat", "dan", "us"}
_MARKS = {"sen", "cent", "koma", "titik"}
_MELTED = (("h", "li"), ("n", "ri"), ("m", "rn"), ("rn", "m"), ("d", "cl"))
"""Letters that print together as others: "hma" is lima, "nbu" is ribu."""
_ALIKE = frozenset({"lt", "il", "it", "ft", "ce", "hb", "hn", "nu", "ao", "ij", "lj", "dc", "qg", "rn"})
"""Pairs of letters that bad print makes alike: "liga" is tiga, though lima is as near."""
WORDS: frozenset[str] = frozenset({*_DIGITS, *_ONES, *_TENS, *_SCALES, *_IDR, *_USD, *_FILLER, *_MARKS})
"""Every word an amount in words is made of."""

_LEAST_READ = 2
"""Words of an amount that must be read before its figures may tell the others."""

Currency = Literal["IDR", "USD"]


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount read from words: its number, the currency said (None when none is) and the letters that had to be mended."""

    number: Decimal
    currency: Currency | None
    mended: int


def words_to_number(text: str) -> Amount | None:
    """The amount that `text` says, None when it is not an amount in words.

    Mends up to two wrong letters a word (one in words of three or four letters), words split by spaces and words run
    together; `mended` counts the letters.
    """
    words, mended = _words_of(text)
    if not words:
        return None
    whole_words, cents = _without_cents([w for w in words if w not in _FILLER])
    whole = _whole(whole_words)
    if whole is None or cents is None:
        return None
    return Amount(Decimal(whole) + cents, _currency_in(words), mended)


def currency_said(text: str) -> Currency | None:
    """The currency that the words of `text` name, whether or not they make a number."""
    return _currency_in([word for found in _readings(text) if found for word in found[0]])


def _currency_in(words: Sequence[str]) -> Currency | None:
    return "USD" if _USD & set(words) else "IDR" if _IDR & set(words) else None


def is_amount_word(token: str) -> bool:
    """True when `token` reads as one or more words of an amount."""
    return bool(_words_of(token)[0])


def spelled(text: str) -> str:
    """`text` with its words set apart and mended, case and other signs kept; unchanged where it is no amount in words."""
    if words_to_number(text) is None:
        return text
    pieces = re.findall(r"[0-9A-Za-z|!$]+|[(),.\-]+", text)
    titled = sum(piece[:1].isupper() for piece in pieces) * 2 > len(pieces)
    result: list[str] = []
    index = 0
    while index < len(pieces):
        found = _longest([piece.casefold() for piece in pieces], index) if pieces[index][0].isalnum() else None
        used = found[2] if found else 1
        ink = "".join(pieces[index : index + used])
        result += _cased(found[0], ink, titled or not index) if found else [ink]
        index += used
    joined = re.sub(r" (?=[,.)\-])|(?<=\() ", "", " ".join(result)).strip()
    joined = re.sub(r"[.,\-]+(?= [A-Za-z])", "", joined)
    return joined.upper() if _mostly_upper(text) else joined


def completed(text: str, number: Decimal) -> str | None:
    """`text` with its unread words as they must be where it says `number`; None where it cannot, or too little is read.

    Only whole amounts, whose words are all there: one may be unread, and one more in six.
    """
    tokens = text.split()
    known = [_nearest(re.sub(r"[^0-9a-z|!$]", "", token.casefold())) for token in tokens]
    length = next((i for i, near in enumerate(known) if near and near[0] in _IDR | _USD), len(tokens))
    wanted = _spell(int(number))
    unread = [i for i, near in enumerate(known[:length]) if near is None]
    if number != int(number) or length != len(wanted) or None in known[length:]:
        return None
    if len(unread) > 1 + length // 6 or length - len(unread) < _LEAST_READ:
        return None
    if any(near and near[0].replace("y", "i") != wanted[i] for i, near in enumerate(known[:length])):
        return None
    titled = sum(token[:1].isupper() for token in tokens) * 2 > len(tokens)
    for i in unread:
        tokens[i] = _cased((wanted[i],), tokens[i], titled or not i)[0]
    said = words_to_number(" ".join(tokens))
    return spelled(" ".join(tokens)) if said is not None and said.number == number else None


def _mostly_upper(text: str) -> bool:
    letters = [ch for ch in text if ch.isalpha()]
    return sum(ch.isupper() for ch in letters) > 0.7 * len(letters)


def _cased(words: tuple[str, ...], ink: str, titled: bool) -> list[str]:
    """`words` in the letter case of the ink they were read from; `titled` decides where a figure begins it."""
    if "".join(words) == ink.casefold():
        ends = [len("".join(words[: i + 1])) for i in range(len(words))]
        return [ink[end - len(word) : end] for end, word in zip(ends, words, strict=True)]
    upper, title = ink.isupper(), ink[:1].isupper() if ink[:1].isalpha() else titled
    return [word.upper() if upper else word.title() if title and not i else word for i, word in enumerate(words)]


def _spell(number: int) -> list[str]:
    """`number` (below 10**15) in lower-case words, milliards spelled "miliar"."""
    words: list[str] = []
    for scale, name in ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (1000, "ribu")):
        count, number = divmod(number, scale)
        if count == 1 and scale == 1000:
            words.append("seribu")
        elif count:
            words += [*_spell_group(count), name]
    return words + _spell_group(number)


def _spell_group(number: int) -> list[str]:
    names = list(_DIGITS)
    hundreds, rest = divmod(number, 100)
    words = ["seratus"] if hundreds == 1 else [names[hundreds], "ratus"] if hundreds else []
    if rest in (10, 11):
        words.append("sepuluh" if rest == 10 else "sebelas")
    elif 11 < rest < 20:
        words += [names[rest - 10], "belas"]
    else:
        tens, ones = divmod(rest, 10)
        words += [names[tens], "puluh"] if tens else []
        words += [names[ones]] if ones else []
    return words


def _words_of(text: str) -> tuple[list[str], int]:
    """The words that the letters of `text` spell, and how many letters were mended; no words when some part is none."""
    words: list[str] = []
    mended = 0
    for found in _readings(text):
        if found is None:
            return [], 0
        words += found[0]
        mended += found[1]
    return words, mended


def _readings(text: str) -> Iterator[tuple[tuple[str, ...], int, int] | None]:
    """What `_longest` reads of `text`, from one piece to the next; None for a piece that is no word of an amount."""
    pieces = re.findall(r"[a-z0-9|!$]+", text.casefold().replace("us$", " usd "))
    index = 0
    while index < len(pieces):
        found = _longest(pieces, index)
        yield found
        index += found[2] if found else 1


def _longest(pieces: list[str], index: int) -> tuple[tuple[str, ...], int, int] | None:
    """The cheapest reading of the next one to three pieces joined: words, mended letters, pieces used."""
    best: tuple[tuple[str, ...], int, int] | None = None
    for used in (1, 2, 3):
        if index + used > len(pieces):
            break
        split = _split("".join(pieces[index : index + used]))
        if split is None or (used > 1 and len(split[0]) > 1 and (best is not None or split[1] > 1)):
            continue
        if best is None or split[1] < best[1]:
            best = (*split, used)
        if best[1] == 0:
            break
    return best


@lru_cache(maxsize=4096)
def _split(token: str) -> tuple[tuple[str, ...], int] | None:
    """`token` as one word or several run together, with the letters mended."""
    near = _nearest(token)
    if near is not None and near[1] == 0:
        return (near[0],), 0
    run = _run(token)
    if run is not None:
        return run, 0
    return ((near[0],), near[1]) if near is not None else _mended_run(token)


@cache
def _run(token: str) -> tuple[str, ...] | None:
    """Exact words whose letters make up `token`."""
    if not token:
        return ()
    for word in sorted(WORDS, key=len, reverse=True):
        if token.startswith(word):
            rest = _run(token[len(word) :])
            if rest is not None:
                return (word, *rest)
    return None


def _mended_run(token: str) -> tuple[tuple[str, ...], int] | None:
    """Two words run together, at most one letter of each mended."""
    options = []
    for cut in range(3, len(token) - 2):
        left, right = _nearest(token[:cut]), _nearest(token[cut:])
        if left and right and left[1] <= 1 and right[1] <= 1:
            options.append(((left[0], right[0]), left[1] + right[1]))
    return min(options, key=lambda option: option[1], default=None)


@lru_cache(maxsize=4096)
def _nearest(token: str) -> tuple[str, int] | None:
    """The one word nearest to `token` and its distance; None when none is near enough or two are equally near."""
    if token in WORDS:
        return token, 0
    allowed = 0 if len(token) < 3 else 1 if len(token) < 5 else 2
    plain = token.translate(str.maketrans("0158|!6", "oisbiib"))
    ranked = sorted((min(Levenshtein.distance(t, word) for t in (token, plain)), word) for word in WORDS)
    distance, word = ranked[0]
    if plain in WORDS:
        return plain, 1
    for ink, letters in _MELTED:
        if token.replace(ink, letters, 1) in WORDS:
            return token.replace(ink, letters, 1), 1
    if distance > allowed:
        return None
    rivals = {w for d, w in ranked if d == distance}
    if len(alike := [w for w in rivals if _looks_like(token, w)]) == 1:
        return alike[0], distance
    if len(rivals) > 1 and not rivals <= {"miliar", "milyar"} and not rivals <= {"triliun", "trilyun"}:
        return None
    return word, distance


def _looks_like(token: str, word: str) -> bool:
    """True when the two differ in letters only that print alike."""
    pairs = [(a, b) for a, b in zip(token, word, strict=False) if a != b]
    return len(token) == len(word) and all({a + b, b + a} & _ALIKE for a, b in pairs)


def _without_cents(words: list[str]) -> tuple[list[str], Decimal | None]:
    """The words of the whole part, and the cents as a fraction (None when their words make no number)."""
    money = _IDR | _USD
    for mark in ("koma", "titik"):
        if mark in words:
            cut = words.index(mark)
            digits = [w for w in words[cut + 1 :] if w not in money]
            return words[:cut], _decimals(digits)
    if words and words[-1] in ("sen", "cent"):
        cut = max((i for i, w in enumerate(words) if w in money), default=-1)
        cents = _whole(words[cut + 1 : -1])
        return [w for w in words[: cut + 1] if w not in money] or ["nol"], _hundredths(cents)
    return [w for w in words if w not in money], Decimal(0)


def _decimals(words: list[str]) -> Decimal | None:
    """Decimals said digit by digit ("lima nol") or as a number ("lima puluh")."""
    if words and all(word in _DIGITS for word in words):
        return Decimal("0." + "".join(str(_DIGITS[word]) for word in words))
    return _hundredths(_whole(words))


def _hundredths(cents: int | None) -> Decimal | None:
    return Decimal(cents) / 100 if cents is not None and cents < 100 else None


def _whole(words: list[str]) -> int | None:
    """A whole number from exact words by the grammar num := [grp scale]… [grp], scales strictly falling."""
    total, group, last_scale = 0, [], 10**15
    for word in words:
        if word not in _SCALES:
            group.append(word)
            continue
        scale = _SCALES[word]
        count = 1 if word == "seribu" and not group else _group(group) if group and word != "seribu" else None
        if not count or scale >= last_scale:
            return None
        total, group, last_scale = total + count * scale, [], scale
    rest = _group(group) if group else 0
    if rest is None or not words or (rest == 0 and group and len(words) > 1):
        return None
    return total + rest


def _group(words: list[str]) -> int | None:
    """0 to 999 from words, None when they are out of order."""
    if words == ["nol"]:
        return 0
    total, index, ceiling = 0, 0, 1000
    while index < len(words):
        value, used = _part(words, index)
        if value is None or value >= ceiling:
            return None
        total += value
        ceiling = 100 if value >= 100 else 10 if value >= 20 else 0
        index += used
    return total


def _part(words: list[str], index: int) -> tuple[int | None, int]:
    """One term of a group (hundreds, tens or ones) at `index`: its value and the words used."""
    word, after = words[index], words[index + 1] if index + 1 < len(words) else ""
    if word in _ONES:
        return _ONES[word], 1
    digit = _DIGITS.get(word, 0)
    if not digit:
        return None, 1
    if after == "ratus":
        return digit * 100, 2
    if after == "puluh":
        return (digit * 10, 2) if digit > 1 else (10, 2)
    if after == "belas":
        return digit + 10, 2
    return digit, 1
