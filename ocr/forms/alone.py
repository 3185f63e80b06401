"""Values without a label, known by their form alone: what can still be found on an unknown or damaged document.

Separate because nothing found here may pass without a person's look. Imports rows and the grammars.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from ocr.forms.definitions import Forms
from ocr.forms.grammar import Reading, read_value
from ocr.forms.locate import Found
from ocr.forms.names import is_a_firm
from ocr.forms.rows import Row
from ocr.forms.terbilang import is_amount_word, words_to_number
from ocr.forms.tokens import Token, joined

_MIXED = re.compile(r"(?=(?:\D*\d){3})(?=\d*[A-Z])[0-9A-Z]{16}")
"""An NTPN nobody labelled: three digits at least and a letter, or it may be any word or number."""
_PERIOD = re.compile(r"[^\W\d_]{3,10} ?(?:19|20)\d\d|\d\d ?[-/]? ?(?:\d\d ?)?[-/]? ?(?:19|20)\d\d")
_LEADING = 2.3
"""Letter heights from one line of an amount in words to the next at most."""
_SENTENCE = 5
"""Words of a line of running text at least."""
_WEIGHT = 0.5
"""Score of a value without a label: below every labelled one."""


def find_alone(
    rows: Sequence[Row], missing: Collection[str], used: Collection[tuple[int, int]], forms: Forms
) -> Mapping[str, tuple[Found, ...]]:
    """For each missing field the one value whose form leaves little doubt what it is, in words that serve no other field."""
    runs = [run for row in rows for run in _free_runs(row, used)]
    found: dict[str, tuple[Found, ...]] = {}
    taken: set[tuple[int, int]] = set()
    for name, pick in _PICKERS.items():
        if name not in missing:
            continue
        where = _over_lines(runs) if name == "terbilang" else runs
        readings = [r for run in where if (r := pick(run, forms)) and not _keys(r) & taken]
        if not readings:
            continue
        best = max(readings, key=lambda reading: reading.fit)
        taken |= _keys(best)
        heading = name == "tanggal" and len(readings) == 1 and _with_time(best, runs)
        found[name] = (
            Found(name, best.piece, None, "heading" if heading else "alone", _WEIGHT * best.fit, best.doubts),
        )
        for extra, piece in best.extras.items():
            if extra in missing and extra not in found:
                found[extra] = (Found(extra, piece, None, "alone", _WEIGHT * best.fit),)
    return found


def is_sentence(row: Row) -> bool:
    """True for a line of running text, as of a bank's terms: what it says of amounts and days is said of no payment."""
    words = [token for token in row.tokens if sum(ch.isalpha() for ch in token.text) > 1]
    return len(words) >= _SENTENCE and not any(row.starts_segment(index) for index in range(1, len(row.tokens)))


def _over_lines(runs: Sequence[tuple[Token, ...]]) -> list[tuple[Token, ...]]:
    """`runs`, each with those on the next lines that are words of an amount and nothing else."""
    longer: list[tuple[Token, ...]] = []
    for index, run in enumerate(runs):
        whole = run
        for below in runs[index + 1 :] if is_amount_word(run[-1].text) else ():
            drop = below[0].box.middle[1] - whole[-1].box.middle[1]
            near = 0 < drop < _LEADING * below[0].height and below[0].page == run[0].page
            if not near or not all(is_amount_word(token.text) for token in below):
                break
            whole = (*whole, *below)
        longer.append(whole)
    return longer


def _with_time(reading: Reading, runs: Sequence[Sequence[Token]]) -> bool:
    """True when a time of day follows the date at once or in the next column, as on the head of a slip."""
    number = next(index for index, run in enumerate(runs) if reading.piece.tokens[0] in run)
    run, beside = runs[number], runs[number + 1 : number + 2]
    after = run[run.index(reading.piece.tokens[-1]) + 1 :]
    if not after and beside and abs(beside[0][0].box.middle[1] - run[0].box.middle[1]) < 0.5 * run[0].height:
        after = beside[0]
    return re.match(r"[^\w:.]*(?:(?:pukul|jam)\W*)?\d\d[:.]\d\d([:.]\d\d)?\b", joined(after), re.IGNORECASE) is not None


def _keys(reading: Reading) -> set[tuple[int, int]]:
    return {(t.page, t.index) for piece in (reading.piece, *reading.extras.values()) for t in piece.tokens}


def _free_runs(row: Row, used: Collection[tuple[int, int]]) -> list[tuple[Token, ...]]:
    """The row's segments of tokens that serve no field yet."""
    runs: list[list[Token]] = [[]]
    for index, token in enumerate(row.tokens):
        if (token.page, token.index) in used:
            runs.append([])
            continue
        if row.starts_segment(index):
            runs.append([])
        runs[-1].append(token)
    return [tuple(run) for run in runs if run]


def _ntpn(run: Sequence[Token], forms: Forms) -> Reading | None:
    for token in run:
        reading = read_value(forms.fields["ntpn"], [token])
        if reading and not reading.doubts and _MIXED.fullmatch(token.text):
            return reading
    return None


def _billing(run: Sequence[Token], forms: Forms) -> Reading | None:
    for token in run:
        if re.fullmatch(r"\d{15}", token.text):
            return read_value(forms.fields["kode_billing"], [token])
    return None


def _npwp(run: Sequence[Token], forms: Forms) -> Reading | None:
    for token in run:
        if re.fullmatch(r"\d\d\.?\d{3}\.?\d{3}[.\-]?\d-\d{3}[.\-]\d{3}", token.text):
            return read_value(forms.fields["npwp"], [token])
    return None


def _codes(run: Sequence[Token], forms: Forms) -> Reading | None:
    """Account and deposit code, or an account of the tax office that fills its segment."""
    if re.fullmatch(r"41[12]\d{3}", joined(run)):
        return read_value(forms.fields["kode_akun_pajak"], run)
    return read_value(forms.fields["kode_pajak"], run)


def _words(run: Sequence[Token], forms: Forms) -> Reading | None:
    start = next((i for i, token in enumerate(run) if is_amount_word(token.text)), None)
    reading = read_value(forms.fields["terbilang"], run[start:]) if start is not None else None
    amount = words_to_number(reading.piece.raw) if reading else None
    if reading is None or amount is None:
        return None
    words = len(reading.piece.tokens)
    return reading if words >= 2 and amount.mended * 2 < words else None


def _amount(run: Sequence[Token], forms: Forms) -> Reading | None:
    reading = read_value(forms.fields["jumlah"], run)
    return reading if reading and "mata_uang" in reading.extras and reading.fit > 0.6 else None


def _date(run: Sequence[Token], forms: Forms) -> Reading | None:
    return read_value(forms.fields["tanggal"], run)


def _period(run: Sequence[Token], forms: Forms) -> Reading | None:
    """A month and a year, or first and last month and a year, that fill their segment."""
    reading = read_value(forms.fields["masa_pajak"], run) if _PERIOD.fullmatch(joined(run)) else None
    return reading if reading and "tahun_pajak" in reading.extras else None


def _ntb(run: Sequence[Token], forms: Forms) -> Reading | None:
    """Twelve figures that begin with zeros, before them no more than what is left of a label ("B 000040271214")."""
    alone = re.fullmatch(r"(?:[A-Z]{1,3}[.:]? )?0{3}\d{9}", joined(run))
    return read_value(forms.fields["ntb"], run[-1:]) if alone else None


def _name(run: Sequence[Token], forms: Forms) -> Reading | None:
    return read_value(forms.fields["nama_wajib_pajak"], run) if is_a_firm(joined(run)) else None


_PICKERS = {
    "ntpn": _ntpn,
    "kode_billing": _billing,
    "npwp": _npwp,
    "kode_akun_pajak": _codes,
    "terbilang": _words,
    "jumlah": _amount,
    "tanggal": _date,
    "masa_pajak": _period,
    "ntb": _ntb,
    "nama_wajib_pajak": _name,
}
