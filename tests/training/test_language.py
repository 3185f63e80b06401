import json

import numpy as np

from ocr.models import sources
from training import language
from training.own_words import words
from training.splits import split_of
from training.strings import KINDS


def test_the_seed_decides_the_texts():
    assert list(language.lines(3, 40)) == list(language.lines(3, 40))
    assert list(language.lines(3, 40)) != list(language.lines(4, 40))


def test_every_kind_that_is_counted_is_drawn():
    assert len(list(language.lines(1, 200))) == 200
    assert set(language.SHARES) == set(KINDS)


def test_rows_are_counted_with_the_ends_of_their_line():
    rows, capitals = language.counted(["Aa 7"])
    assert rows[0]["a"] == 2 + 1  # and every symbol once, for none may be impossible
    assert rows[1] == {"\na": 1, "aa": 1, "a ": 1, " 0": 1, "0\n": 1}
    assert rows[2]["\naa"] == rows[4]["\naa 0"] == 1
    assert ((capitals > 0) & (capitals < 1)).all()


def test_rare_rows_are_left_out_and_the_others_sorted():
    rows, _ = language.counted(["abcd"] * 2 + ["wxyz"] * 9)
    made = language.tables(rows)
    assert len(made["rows5"]) == 1  # "\nwxyz\n"; of "\nabcd\n" there are two
    for length in range(language.LONGEST + 1):
        assert (np.diff(made[f"rows{length}"].astype(np.int64)) > 0).all()
        assert len(made[f"rows{length}"]) == len(made[f"chances{length}"]) == len(made[f"backed_off{length}"])


def test_the_shipped_tables_are_what_their_card_says():
    card = json.loads((sources.SHIPPED / "language.json").read_text(encoding="utf-8"))
    with np.load(sources.SHIPPED / "language.npz") as tables:
        assert sum(len(tables[f"rows{length}"]) for length in range(language.LONGEST + 1)) == card["rows"]
        assert int(tables["longest"]) == language.LONGEST


def test_no_word_of_another_split_is_drawn_from_the_lists():
    drawn = {word.lower() for line in language.lines(11, 2_000) for word in line.split()}
    held_out = {word for name in ("english", "malay") for word in words(name, "test") if len(word) > 4}
    assert all(split_of(word) == "test" for word in held_out)
    assert len(held_out & drawn) < len(held_out) / 8  # those of labels and fixed sentences, which occur in all splits
