"""The words and names that training lines are drawn from, beyond the project's own lists: far more than a recogniser can learn by heart.

Separate because only training needs the packages it reads: wordfreq's word lists (CC BY-SA 4.0) and Faker's given and family names (MIT).
Words that validation or test draws (`own_words`) are left out.
"""

import random
import string
from functools import cache
from itertools import accumulate

import wordfreq
from faker.providers.person.en import Provider as EnglishNames
from faker.providers.person.en_IN import Provider as IndianNames
from faker.providers.person.en_US import Provider as AmericanNames
from faker.providers.person.id_ID import Provider as IndonesianNames

from training.own_words import of_other_splits

LANGUAGES = {"indonesian": "id", "malay": "ms", "english": "en"}

BY_FREQUENCY = 0.5
"""Share of the words drawn as often as the language has them; the others are drawn alike, for a reader meets rare ones too."""

_LETTERS = frozenset(string.ascii_letters + "'-")


def _kept(found: list[str]) -> tuple[str, ...]:
    """Those that belong to training and consist of letters, each once, in the order given."""
    return tuple(
        word for word in dict.fromkeys(found) if word.lower() not in of_other_splits() and _LETTERS.issuperset(word)
    )


@cache
def common_words(language: str) -> tuple[str, ...]:
    """The training words of a language of LANGUAGES, the most frequent first: some 28,000."""
    return _kept(wordfreq.top_n_list(LANGUAGES[language], 40_000, wordlist="small", ascii_only=True))


@cache
def _frequencies(language: str) -> tuple[float, ...]:
    """How often each of `common_words` and all before it occur, summed."""
    code = LANGUAGES[language]
    return tuple(accumulate(wordfreq.word_frequency(word, code, "small") for word in common_words(language)))


def common_word(rng: random.Random) -> str:
    """A training word of any language of LANGUAGES, BY_FREQUENCY of them as often as the language has it."""
    language = rng.choice(list(LANGUAGES))
    found = common_words(language)
    if rng.random() < BY_FREQUENCY:
        return rng.choices(found, cum_weights=_frequencies(language))[0]
    return rng.choice(found)


@cache
def given_and_family_names() -> tuple[str, ...]:
    """Given and family names of training: Indonesian ones, and as many again of the other languages met in Indonesia and Malaysia."""
    indonesian = [*IndonesianNames.first_names, *IndonesianNames.last_names]
    others = [*IndianNames.first_names, *IndianNames.last_names, *EnglishNames.first_names, *AmericanNames.last_names]
    return _kept(indonesian) * 8 + _kept(others)
