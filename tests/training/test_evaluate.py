import numpy as np
import pytest
import torch

from training import evaluate
from training.data import Line
from training.network import Model
from training.recognise import Reading


def line(text, kind="ntpn", condition="fax"):
    return Line(np.zeros((64, 64), np.uint8), text, kind, condition)


@pytest.fixture
def shares():
    lines = [line("A"), line("B"), line("C", "receipt", "easy")]
    return evaluate.exact_shares(lines, [Reading("A", (1.0,)), Reading("b", (1.0,)), Reading("C", (1.0,))])


def test_shares_count_exact_lines_only(shares):
    assert shares["condition"] == {"fax": 0.5, "easy": 1.0, "all": pytest.approx(2 / 3, abs=1e-4)}
    assert shares["kind"] == {"ntpn": 0.5, "proof": 0.5, "receipt": 1.0, "general": 1.0}


def test_the_table_has_a_column_per_weights(shares):
    rows = evaluate.markdown({"english_g2": shares, "payment_g2": shares}).splitlines()
    assert rows[0].endswith("| english_g2 | payment_g2 |")
    assert "| fax | 50.0 | 50.0 |" in rows


def test_a_runs_average_is_loaded_not_its_last_step(tmp_path):
    model = Model(1, 64, 48, num_class=97)
    average = {name: torch.ones_like(value) for name, value in model.state_dict().items()}
    torch.save({"model": model.state_dict(), "average": average}, tmp_path / "last.pt")
    loaded = evaluate.load_model(tmp_path / "last.pt")
    assert all(bool((value == 1).all()) for value in loaded.state_dict().values())
    assert not loaded.training


def test_every_condition_has_its_lines(any_typefaces):
    lines = evaluate.drawn_lines("validation", 2)
    assert [found.condition for found in lines] == [name for name in evaluate.CONDITIONS for _ in range(2)]
