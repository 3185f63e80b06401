"""Lines of real running text in three languages: exact match of the engines on words nobody chose.

`python -m bench.running_text` writes out/bench/running-text.md. Separate from `bench.accuracy`, whose words are drawn by a grammar and are
unknown to the language model by design. Indonesian and Malay are stretches of the translated messages of Debian's programs, English of the licences in its package
`base-files`; the pictures are drawn by `training` in typefaces of the split. Nothing was trained on these texts or counted from them.
"""

import argparse
import gettext
import random
import re
from pathlib import Path

from bench.accuracy import GENERAL_CONDITIONS, measure
from bench.marks import table
from bench.page_engines import add_options
from bench.report import command, write_report
from training.data import Line, draw_text
from training.draw import CONDITIONS
from training.evaluate import SEEDS
from training.lexicon import LANGUAGES
from training.splits import Split
from training.strings import CHARACTERS

LOCALES, LICENCES = Path("/usr/share/locale"), Path("/usr/share/common-licenses")
PROGRAMS = ("coreutils", "diffutils", "findutils", "glib20", "gtk30")
"""Catalogues that Indonesian and Malay both have; of the packages of these names, libglib2.0-data and libgtk-3-common."""

ENGLISH = ("Apache-2.0", "GPL-3", "MPL-2.0")
PER_LANGUAGE = 400
LEAST, MOST = 6, 50
"""Characters of a stretch."""

CAPITALS = 0.35
"""Share of the stretches in capitals."""


def texts(language: str) -> list[str]:
    """What the language's stretches are cut from, in an order that does not change; raises SystemExit naming what is missing."""
    if language == "english":
        return [_plain((LICENCES / name).read_text(encoding="utf-8")) for name in ENGLISH]
    found: set[str] = set()
    for program in PROGRAMS:
        path = LOCALES / LANGUAGES[language] / "LC_MESSAGES" / f"{program}.mo"
        if not path.exists():
            raise SystemExit(
                f"{path} is missing: apt-get install --reinstall coreutils diffutils findutils libglib2.0-data libgtk-3-common, "
                "without a path-exclude of /usr/share/locale in /etc/dpkg"
            )
        with path.open("rb") as catalogue:
            messages = gettext.GNUTranslations(catalogue)._catalog  # type: ignore[attr-defined]
        found.update(_plain(said) for key, said in messages.items() if key and key != said)
    return sorted(said for said in found if not re.search("[%_<{]", said))


def stretches(language: str, count: int, seed: int) -> list[str]:
    """`count` stretches of two to seven words of LEAST to MOST characters, all of them known to the recognisers."""
    rng, sources, cut = random.Random(f"{seed}/{language}"), texts(language), list[str]()
    while len(cut) < count:
        words = rng.choice(sources).split(" ")
        start = rng.randrange(max(1, len(words) - 3))
        text = " ".join(words[start : start + rng.randint(2, 7)])[:MOST].strip()
        if len(text) >= LEAST and " " in text and set(text) <= set(CHARACTERS):
            cut.append(text.upper() if rng.random() < CAPITALS else text)
    return cut


def lines(split: Split, per_language: int) -> list[Line]:
    """Stretches of each language in turns through GENERAL_CONDITIONS; a line's kind is its language."""
    in_turns = [CONDITIONS[name] for name in GENERAL_CONDITIONS]
    return [
        draw_text((SEEDS[split], 200 + number, index), split, in_turns[index % len(in_turns)], text, language)
        for number, language in enumerate(LANGUAGES)
        for index, text in enumerate(stretches(language, per_language, SEEDS[split]))
    ]


def _plain(text: str) -> str:
    return " ".join(text.split())


def main() -> None:
    """Draws, reads and writes the report."""
    parser = argparse.ArgumentParser(prog="python -m bench.running_text")
    parser.add_argument("--split", choices=["validation", "test"], default="test", help="whose typefaces")
    parser.add_argument("--lines", type=int, default=PER_LANGUAGE, help="lines per language")
    add_options(parser, "running-text.md")
    arguments = parser.parse_args()
    drawn = lines(arguments.split, arguments.lines)
    results, _, _ = measure(drawn, arguments.engines)
    for found in results.values():
        del found["total"]["proof"]  # nothing here is of a payment proof
    report = f"""# Running text

Made by `{command()}`: {len(drawn)} lines of real text, stretches of the translated messages of Debian's programs (Indonesian, Malay) and of
free licences (English), drawn in typefaces of the {arguments.split} split. Percent of lines read exactly, upper and lower case, marks, spaces and all;
`nospace` compares without spaces. Every engine read the same crops. Another release of Debian has other messages.

"""
    tables = [
        table(title, axis, results)
        for title, axis in (("all lines", "total"), ("language", "kind"), ("condition", "condition"))
    ]
    write_report(arguments.out, report + "\n".join(tables))


if __name__ == "__main__":
    main()
