"""Which of the project's own general words belong to training, validation and test: by hash, so that no word of one split occurs in another."""

import hashlib
from typing import Literal

Split = Literal["train", "validation", "test"]


def split_of(word: str) -> Split:
    """The split that owns a general word, by SHA-1 of its lower case: 1/12 validation, 2/12 test, the rest training."""
    slot = hashlib.sha1(word.lower().encode(), usedforsecurity=False).digest()[0] % 12
    return "validation" if slot == 0 else "test" if slot <= 2 else "train"
