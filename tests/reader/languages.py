"""A small language model, counted as the shipped one is."""

import numpy as np

from ocr.reader.language import Language
from training.language import counted, tables


def language_of(folder, texts):
    """A model of the texts' characters, kept in `folder`."""
    rows, capitals = counted(texts)
    path = folder / "language.npz"
    np.savez_compressed(path, capitals=capitals, **tables(rows))
    return Language(path)
