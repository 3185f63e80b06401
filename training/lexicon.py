"""The words and names that training lines are drawn from, beyond the project's own lists: far more than a recogniser can learn by heart.

Separate because only training needs the packages it reads: wordfreq's word lists (CC BY-SA 4.0) and Faker's given and family names (MIT).
Words of the validation and test splits are left out, as `splits.split_of` assigns them; those splits draw from `words/` alone.
"""

import string
from functools import cache

import wordfreq
from faker.providers.person.en import Provider as EnglishNames
from faker.providers.person.en_IN import Provider as IndianNames
from faker.providers.person.en_US import Provider as AmericanNames
from faker.providers.person.id_ID import Provider as IndonesianNames

from training.splits import split_of

LANGUAGES = {"indonesian": "id", "malay": "ms", "english": "en"}

_LETTERS = frozenset(string.ascii_letters + "'-")


def _kept(found: list[str]) -> tuple[str, ...]:
    """Those that belong to training and consist of letters, each once, in the order given."""
    return tuple(word for word in dict.fromkeys(found) if split_of(word) == "train" and _LETTERS.issuperset(word))


@cache
def common_words(language: str) -> tuple[str, ...]:
    """The training words of a language of LANGUAGES, the most frequent first: some 20,000."""
    return _kept(wordfreq.top_n_list(LANGUAGES[language], 40_000, wordlist="small", ascii_only=True))


@cache
def given_and_family_names() -> tuple[str, ...]:
    """Given and family names of training: Indonesian ones, and as many again of the other languages met in Indonesia and Malaysia."""
    indonesian = [*IndonesianNames.first_names, *IndonesianNames.last_names]
    others = [*IndianNames.first_names, *IndianNames.last_names, *EnglishNames.first_names, *AmericanNames.last_names]
    return _kept(indonesian) * 8 + _kept(others)
