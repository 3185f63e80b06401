import random
from dataclasses import replace

import numpy as np
import pytest

from tests.built_models import settings
from training import data
from training.draw import CONDITIONS
from training.hard import Judge, is_hard

__all__ = ["settings"]


@pytest.mark.parametrize(
    ("reading", "confidence", "hard"),
    [
        ("37JYEZJ1YP43T0G4", 0.99, False),
        ("37JYEZJ1YP43T0G4", 0.85, True),
        ("37JYFZJ1YP43T0G4", 0.99, True),
        ("3/:YF7.1", 0.3, False),
    ],
    ids=["read", "read unsurely", "one character off", "beyond reading"],
)
def test_what_is_worth_a_step(reading, confidence, hard):
    assert is_hard("37JYEZJ1YP43T0G4", reading, confidence) is hard


def test_the_shipped_recogniser_finds_clear_print_easy_and_a_wrong_label_hard(any_typefaces, settings):
    seeds = [(5, number) for number in range(12)]
    easy = CONDITIONS["easy"]
    clear = [data.at_form(data.draw(seed, "train", easy, ("terbilang", "date")), data.PAYMENT) for seed in seeds]
    wrong = [replace(line, text=line.text[:-1] + "#") for line in clear]
    judge = Judge()
    assert sum(judge.are_hard(clear)) <= 2
    assert all(judge.are_hard(wrong))


def _named(*texts):
    return [data.Line(np.zeros((48, 60), np.uint8), text, "word", "easy") for text in texts]


def test_a_group_holds_its_share_of_hard_lines_and_the_first_easy_ones(monkeypatch):
    monkeypatch.setattr(data, "GROUP_LINES", 5)
    draws = {0: _named("a", "b", "c", "H0", "d"), 1: _named("e", "H1", "f", "g", "h"), 2: _named(*"ijklm")}
    draws[3] = _named("H2", "H3", "n", "o", "p")
    group = data._mostly_hard(draws[0], draws.__getitem__, lambda lines: [line.text[0] == "H" for line in lines])
    assert [line.text for line in group] == ["H0", "H1", "H2", "a", "b"]


def test_where_nothing_is_hard_the_group_is_full_all_the_same(monkeypatch):
    monkeypatch.setattr(data, "GROUP_LINES", 3)
    drawn = []

    def more(draw):
        drawn.append(draw)
        return _named("x", "y", "z")

    group = data._mostly_hard(_named("a", "b", "c"), more, lambda lines: [False] * len(lines))
    assert [line.text for line in group] == ["a", "b", "c"]
    assert drawn == list(range(1, data.HARD_DRAWS))


def test_every_draw_of_a_group_gives_other_lines(any_typefaces, monkeypatch):
    monkeypatch.setattr(data, "GROUP_LINES", 4)
    first, second = (data._candidates(3, 1, draw, (), random.Random(1)) for draw in (0, 1))
    assert not {line.text for line in first} & {line.text for line in second}
