"""The project's own general words: those of `words/*.txt`, written for it, and invented ones. Validation and test draw no others.

Separate from `strings` because `lexicon` leaves out what other splits draw from here.
"""

import random
from functools import cache
from pathlib import Path

from training.splits import Split, split_of

LISTS = ("indonesian", "english", "malay", "names", "places")

# One syllable a line would be a screen.
# fmt: off
ONSETS = [
    "b", "c", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "w", "y", "z", "br", "cr", "dr", "fr",
    "gr", "pr", "tr", "bl", "cl", "fl", "gl", "pl", "sl", "st", "sp", "ch", "sh", "th", "ng", "ny", "kh", "qu", "v",
]
# fmt: on
VOWELS = ["a", "a", "e", "e", "i", "i", "o", "o", "u", "ai", "au", "ea", "ee", "oo", "ou", "y"]
CODAS = ["", "", "", "", *["n", "s", "r", "t", "l", "m", "k", "ng", "h", "p", "d", "x", "ss", "ll", "nt", "rd", "ck"]]


@cache
def words(name: str, split: Split) -> tuple[str, ...]:
    """The words of `words/<name>.txt` that belong to the split, in file order, without repeats."""
    text = (Path(__file__).parent / "words" / f"{name}.txt").read_text(encoding="utf-8")
    return tuple(word for word in dict.fromkeys(text.split()) if split_of(word) == split)


def invented(rng: random.Random, split: Split) -> str:
    """A pronounceable invented word that belongs to the split."""
    while True:
        syllables = range(rng.choice((1, 2, 2, 2, 3, 3, 4)))
        word = "".join(rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS) for _ in syllables)
        if split_of(word) == split:
            return word


@cache
def of_other_splits() -> frozenset[str]:
    """Words in lower case that validation or test draws: theirs of the lists, and all of one syllable.

    An invented word of more syllables is a real one by accident: 4 of 60,000 general words of both splits.
    """
    listed = {word.lower() for name in LISTS for split in ("validation", "test") for word in words(name, split)}
    syllables = {onset + vowel + coda for onset in ONSETS for vowel in VOWELS for coda in CODAS}
    return frozenset(listed | {word for word in syllables if split_of(word) != "train"})
