"""Running text with the marks of prose: abbreviations before commas, references in brackets, quotations, dashes.

Separate from `strings` because its grammar is its own, and because training alone draws it. General words are handed in.
"""

import random
from collections.abc import Callable

Word = Callable[[], str]
"""Draws one general word."""

ABBREVIATIONS = (
    "e.g.",
    "i.e.",
    "etc.",
    "cf.",
    "vs.",
    "et al.",
    "a.m.",
    "p.m.",
    "U.S.",
    "Inc.",
    "Co.",
    "Ltd.",
    "Corp.",
    "Bhd.",
    "Sdn. Bhd.",
    "No.",
    "Nos.",
    "St.",
    "Ave.",
    "Apt.",
    "Fig.",
    "Mr.",
    "Mrs.",
    "Dr.",
    "Jan.",
    "Sept.",
    "approx.",
    "incl.",
    "excl.",
    "dll.",
    "dsb.",
    "dst.",
    "a.n.",
    "u.p.",
    "d.a.",
    "d.h.",
    "s.d.",
    "c.q.",
    "hlm.",
    "Tbk.",
    "Rp.",
    "Jl.",
    "Kel.",
    "Kec.",
    "S.E.",
    "S.H.",
    "M.M.",
    "M.Kn.",
)
"""A full stop that a comma may follow: two small marks side by side, of which one is easily lost."""

DOMAINS = ("com", "co.id", "go.id", "com.my", "net", "org", "de", "co.uk")

BETWEEN = (" ",) * 30 + (" - ", "--", " & ", "/", " = ", " + ", "-", " -- ", ": ", "; ")
AFTER = ("",) * 30 + (",",) * 7 + (".", ".", ";", ":", "!", "?", ".,", "),", ").")


def line(rng: random.Random, word: Word) -> str:
    """Two to seven pieces of running text with the marks between and after them."""
    pieces = [_piece(rng, word) + rng.choice(AFTER) for _ in range(rng.randint(2, 7))]
    return pieces[0] + "".join(rng.choice(BETWEEN) + piece for piece in pieces[1:])


def _piece(rng: random.Random, word: Word) -> str:
    kind = rng.random()
    if kind < 0.68:
        return word()
    if kind < 0.78:
        return rng.choice(ABBREVIATIONS) + rng.choice((",", ""))
    if kind < 0.83:
        return _reference(rng)
    if kind < 0.88:
        return _number(rng)
    if kind < 0.93:
        return _quoted(rng, word)
    if kind < 0.94:
        return f"({word()} {word()})"
    if kind < 0.97:
        return _address(rng, word)
    return rng.choice((f"{word()}'s", f"{word()}s'", f"{word()}-{word()}", f"{word()}-{word()}-{word()}"))


def _address(rng: random.Random, word: Word) -> str:
    """An address of mail or of the web, or a name as programs give them."""
    one, other = word().lower(), word().lower()
    domain = rng.choice(DOMAINS)
    return rng.choice(
        (
            f"{one}@{other}.{domain}",
            f"{one}.{other}@{word().lower()}.{domain}",
            f"www.{one}.{domain}",
            f"https://www.{one}.{domain}/",
            f"http{rng.choice(('', 's'))}://{one}.{domain}{rng.choice(('', '/', f'/{other}'))}",
            f"({one}.{domain})",
            f"{one}_{other}",
            f"{one}_{other}_{rng.randint(0, 999)}",
            f"{one.upper()}_{rng.randint(0, 99999)}",
        )
    )


def _reference(rng: random.Random) -> str:
    """Numbers in brackets, as texts point to their sources and their notes."""
    numbers = rng.choice((", ", ",", "-")).join(str(rng.randint(1, 120)) for _ in range(rng.choice((1, 1, 1, 2, 2, 3))))
    return rng.choice(("[{}]", "[{}]", "({})", "({}", "{})", "[{}],", "[{}].")).format(numbers)


def _number(rng: random.Random) -> str:
    whole = str(rng.randint(0, 9999))
    return rng.choice(
        (
            whole,
            f"{whole}%",
            f"{whole} %",
            f"{whole}.{rng.randint(0, 9)}",
            f"{rng.randint(1, 99)},{rng.randint(0, 999):03}",
        )
    )


def _quoted(rng: random.Random, word: Word) -> str:
    """One to three words in quotation marks, a mark before or behind the closing one."""
    said = " ".join(word() for _ in range(rng.randint(1, 3)))
    mark = rng.choice(('"', '"', '"', "'"))
    return mark + said + rng.choice(("", "", ",", ".")) + mark + rng.choice(("", "", "", ",", ".", ")"))
