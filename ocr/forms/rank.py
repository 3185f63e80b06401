"""Second thoughts: where ink is unsure, what else is known chooses among the recogniser's own alternatives.

Separate because this is the only place where a value is changed after reading. Clear ink is never overruled, an NTPN is
never touched, and a changed character keeps what was read as its alternative. Imports drafts and the code table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from ocr.forms.checks.ids import has_check_digit
from ocr.forms.drafts import Draft
from ocr.forms.grammar import Piece
from ocr.forms.grammar.amounts import canonical_amount
from ocr.forms.grammar.texts import printed_name
from ocr.forms.kap_kjs import is_known_account, is_known_pair
from ocr.forms.lexicon import CLEAR, LEAST, as_letters, exchanged, spelled_as_known
from ocr.forms.locate import Found
from ocr.forms.terbilang import completed, words_to_number

_MENDED_LETTERS = 2
"""Words with more misread letters are no better than the digits."""
_FROM_WORDS, _FROM_DIGITS = frozenset({"from_words"}), frozenset({"from_digits"})


def with_second_thoughts(draft: Draft) -> Draft:
    """`draft` with unsure characters of amount, name, NPWP and codes settled by words, check digit and table."""
    if draft.exact:
        return draft
    draft = _words_from(_from_words(_settled(draft, "jumlah", _said_by_words(draft))))
    draft = _settled(_with_known_words(draft), "npwp", has_check_digit)
    kjs = draft.value("kode_jenis_setoran")
    draft = _settled(draft, "kode_akun_pajak", lambda kap: is_known_pair(kap, kjs) if kjs else is_known_account(kap))
    kap = draft.value("kode_akun_pajak")
    return _settled(draft, "kode_jenis_setoran", lambda code: kap is not None and is_known_pair(kap, code))


def _said_by_words(draft: Draft) -> Callable[[str], bool]:
    """A test whether an amount is the one in words; nothing passes it when the words are no number."""
    said = words_to_number(draft.value("terbilang") or "")
    return lambda value: said is not None and Decimal(value) == said.number


def _from_words(draft: Draft) -> Draft:
    """`draft` with the amount its words say where the digits are unsure, cut off or not read; it stays marked."""
    words, digits = draft.found.get("terbilang"), draft.found.get("jumlah")
    said = words_to_number(words[0].piece.value) if words and not words[0].doubts else None
    if words is None or said is None or said.currency is None or words[0].place == "alone":
        return draft
    if draft.details or said.mended > _MENDED_LETTERS:
        return draft
    if digits and (_is_clear(digits[0]) or Decimal(digits[0].piece.value) == said.number):
        return draft
    ink = words[0].piece
    piece = Piece(canonical_amount(said.number), ink.chars, ink.tokens, ink.raw)
    return replace(
        draft,
        found={**draft.found, "jumlah": (replace(words[0], field="jumlah", piece=piece, doubts=_FROM_WORDS),)},
        unread=draft.unread - {"jumlah"},
        blank=draft.blank - {"jumlah"},
    )


def _words_from(draft: Draft) -> Draft:
    """`draft` with the unread words of its amount told by clear digits; they prove nothing and stay marked."""
    words, digits = draft.found.get("terbilang"), draft.found.get("jumlah")
    if not words or not digits or draft.total is None or not _is_clear(digits[0]):
        return draft
    said = words[0].piece.value
    whole = completed(said, draft.total) if words_to_number(said) is None else None
    if whole is None:
        return draft
    told = replace(words[0], piece=replace(words[0].piece, value=whole), doubts=words[0].doubts | _FROM_DIGITS)
    return replace(draft, found={**draft.found, "terbilang": (told, *words[1:])})


def _with_known_words(draft: Draft) -> Draft:
    """`draft` with its name's letters as sure as letters are, unsure ones of unknown words exchanged where that makes known words.

    What is exchanged keeps its doubt.
    """
    options = draft.found.get("nama_wajib_pajak")
    if not options or printed_name(options[0].piece.raw) != options[0].piece.value:
        return draft
    ink = options[0].piece
    chars = as_letters(ink.raw, spelled_as_known(ink.raw, ink.chars))
    if chars == ink.chars:
        return draft
    letters = iter(chars)
    text = "".join(" " if char == " " else next(letters).text for char in ink.raw)
    piece = replace(ink, value=printed_name(text), chars=chars)
    return replace(draft, found={**draft.found, "nama_wajib_pajak": (replace(options[0], piece=piece), *options[1:])})


def _is_clear(found: Found) -> bool:
    return not found.doubts and all(char.confidence >= CLEAR for char in found.piece.chars)


def _settled(draft: Draft, name: str, fits: Callable[[str], bool]) -> Draft:
    """`draft` with the likeliest variant of the field's value that fits, when the value as read does not."""
    options = draft.found.get(name)
    if not options or fits(options[0].piece.value):
        return draft
    variants = [v for v in _variants(options[0].piece) if fits(v.value)]
    if not variants:
        return draft
    best = max(variants, key=lambda piece: piece.confidence)
    return replace(draft, found={**draft.found, name: (replace(options[0], piece=best), *options[1:])})


def _variants(piece: Piece) -> Iterator[Piece]:
    """The value with one or two unsure digits exchanged for their alternatives."""
    digits = [i for i, char in enumerate(piece.chars) if char.text.isdigit()]
    plain = piece.value.split(".")[0] if "." in piece.value else piece.value
    if "".join(piece.chars[i].text for i in digits)[: len(plain)] != plain:
        return
    unsure = [i for i in digits[: len(plain)] if piece.chars[i].confidence < CLEAR]
    for first in unsure[:6]:
        for one in _exchanged(piece, digits, first):
            yield one
            for second in (i for i in unsure[:6] if i > first):
                yield from _exchanged(one, digits, second)


def _exchanged(piece: Piece, digits: list[int], index: int) -> Iterator[Piece]:
    old = piece.chars[index]
    position = digits.index(index)
    for text, chance in old.alternatives:
        if not (text.isdigit() and chance >= LEAST):
            continue
        chars = (*piece.chars[:index], exchanged(old, text, chance), *piece.chars[index + 1 :])
        value = piece.value[:position] + text + piece.value[position + 1 :]
        yield Piece(value, chars, piece.tokens, piece.raw)
